//! A text by its characters, taken apart once: who walks over it again need not decode it again.

/// The characters of a text, and where each begins.
#[derive(Debug, Clone)]
pub struct Spelling {
    characters: Vec<char>,
    /// The byte at which each begins, and the one at which the text ends.
    starts: Vec<usize>,
}

impl Default for Spelling {
    fn default() -> Self {
        Self::of("")
    }
}

impl Spelling {
    /// Takes a text apart.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut spelling = Self {
            characters: Vec::new(),
            starts: Vec::new(),
        };
        spelling.read(text);
        spelling
    }

    /// Takes another text apart, in the room of the one before.
    pub fn read(&mut self, text: &str) {
        let count = text.chars().count();
        // Room is made before: to ask for it at each character takes as long as to read one.
        self.characters.resize(count, '\0');
        self.starts.resize(count + 1, 0);
        let places = self.characters.iter_mut().zip(&mut self.starts);
        for ((place, start), (at, character)) in places.zip(text.char_indices()) {
            (*place, *start) = (character, at);
        }
        self.starts[count] = text.len();
    }

    /// The characters.
    #[must_use]
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The byte at which each character begins, and the one at which the text ends.
    #[must_use]
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The number of the character that begins at a byte.
    #[must_use]
    pub fn place_of(&self, start: usize) -> usize {
        let after = self.starts.partition_point(|own| *own < start);
        after.min(self.characters.len())
    }

    /// The characters, each with the byte at which it begins.
    pub fn iter(&self) -> impl Iterator<Item = (usize, char)> + '_ {
        let starts = self.starts.iter().copied();
        starts.zip(self.characters.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spelled_as_it_stands() {
        let mut spelling = Spelling::default();
        for text in ["会员8642人，𠮷", "", "a\n"] {
            spelling.read(text);
            let spelled: Vec<(usize, char)> = spelling.iter().collect();
            let expected: Vec<(usize, char)> = text.char_indices().collect();
            assert_eq!(spelled, expected);
            for (place, (start, _)) in spelled.iter().enumerate() {
                assert_eq!(spelling.place_of(*start), place);
            }
            assert_eq!(spelling.place_of(text.len()), spelled.len());
        }
    }
}
