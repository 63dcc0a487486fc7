//! Sets of hanzi that are known when the program is built. Prose is asked for each of its characters whether
//! something may begin there, and three steps tell.

use super::letters::letter_at;

/// The characters from U+3000 to U+9FFF, which all that is asked for is among: a bit for each.
const FIRST: usize = 0x3000;
const BITS: usize = 64;
const WORDS: usize = (0xA000 - FIRST) / BITS;

/// A set of hanzi.
#[derive(Debug)]
pub(crate) struct Among([u64; WORDS]);

impl Among {
    /// Nothing.
    pub(crate) const fn nothing() -> Self {
        Self([0; WORDS])
    }

    /// The set of some hanzi.
    pub(crate) const fn of(hanzi: &[char]) -> Self {
        let mut set = Self::nothing();
        let mut index = 0;
        while index < hanzi.len() {
            set = set.and(hanzi[index]);
            index += 1;
        }
        set
    }

    /// The same set with the first characters of some words.
    pub(crate) const fn and_firsts_of(self, words: &[&str]) -> Self {
        self.and_letters_of(words, 0)
    }

    /// The same set with the second characters of some words.
    pub(crate) const fn and_seconds_of(self, words: &[&str]) -> Self {
        self.and_letters_of(words, '一'.len_utf8())
    }

    /// The same set with the characters of some words that begin at a byte.
    const fn and_letters_of(self, words: &[&str], at: usize) -> Self {
        let mut set = self;
        let mut index = 0;
        while index < words.len() {
            set = set.and(letter_at(words[index].as_bytes(), at).0);
            index += 1;
        }
        set
    }

    const fn and(mut self, hanzi: char) -> Self {
        let code = hanzi as usize - FIRST;
        self.0[code / BITS] |= 1 << (code % BITS);
        self
    }

    /// Whether a character is in the set.
    #[inline]
    pub(crate) const fn holds(&self, character: char) -> bool {
        let code = (character as usize).wrapping_sub(FIRST);
        code < WORDS * BITS && self.0[code / BITS] >> (code % BITS) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_it_was_made_of() {
        const SET: Among = Among::of(&['〇', '一', '\u{9fff}'])
            .and_firsts_of(&["增长", "比上年"])
            .and_seconds_of(&["回落", "下降了"]);
        for character in '\0'..=char::MAX {
            let expected = "〇一\u{9fff}增比落降".contains(character);
            assert_eq!(SET.holds(character), expected, "{character:?}");
        }
    }
}
