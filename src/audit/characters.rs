//! Sets of characters. A text is asked about character by character, and most of them are in no set: two steps
//! tell so.

/// The characters of one block: so many have their upper bits in common.
const BLOCK: usize = 64;

/// Some characters, each by its number.
#[derive(Debug)]
pub(super) struct Characters {
    /// For each block of the first plane where its numbers stand; most share one that is empty.
    blocks: Vec<u16>,
    /// The number of each character of a block, and one more: nought for those that are not in the set.
    numbers: Vec<u32>,
    /// Those beyond the first plane, which are rare, with their numbers.
    others: Vec<(char, u32)>,
}

impl Characters {
    /// The set of some characters, which come in order, each once: they are numbered in it.
    pub fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut set = Self {
            blocks: vec![0; (1 << 16) / BLOCK],
            numbers: vec![0; BLOCK],
            others: Vec::new(),
        };
        for (character, number) in characters.zip(0..) {
            let code = character as usize;
            let Some(block) = set.blocks.get_mut(code / BLOCK) else {
                set.others.push((character, number));
                continue;
            };
            if *block == 0 {
                // No more than there are blocks in the plane.
                *block = u16::try_from(set.numbers.len() / BLOCK).unwrap_or(0);
                set.numbers.resize(set.numbers.len() + BLOCK, 0);
            }
            set.numbers[usize::from(*block) * BLOCK + code % BLOCK] = number + 1;
        }
        set
    }

    /// The number of a character that is in the set.
    #[inline]
    pub fn number(&self, character: char) -> Option<usize> {
        let code = character as usize;
        let Some(block) = self.blocks.get(code / BLOCK) else {
            return self.beyond(character);
        };
        let number = self.numbers[usize::from(*block) * BLOCK + code % BLOCK];
        (number as usize).checked_sub(1)
    }

    #[cold]
    fn beyond(&self, character: char) -> Option<usize> {
        let place = |(own, _): &(char, u32)| own.cmp(&character);
        let found = self.others.binary_search_by(place).ok()?;
        Some(self.others[found].1 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_numbered_in_their_order() {
        let known = ['\0', 'a', '会', '员', '\u{ffff}', '𠮷', '𠮸'];
        let set = Characters::of(known.into_iter());
        for (number, character) in known.into_iter().enumerate() {
            assert_eq!(set.number(character), Some(number), "{character}");
        }
        for character in ['b', '\u{1}', '\u{fffe}', '\u{10000}', '𠮹', '工'] {
            assert_eq!(set.number(character), None, "{character}");
        }
        assert_eq!(Characters::of(std::iter::empty()).number('会'), None);
    }
}
