//! Which letters a stretch of text may hold: a word of which one is missing need not be looked for in it.
//!
//! A clause is asked for a hundred words and holds hardly one of them. Its letters are read once, and each word
//! is refused in two steps; a word that is not refused has still to be looked for.

/// The letters of a text, each by one of so many bits: those that share a bit are taken for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters(u128);

const BITS: u32 = u128::BITS;

impl Letters {
    /// Of a text that nobody has looked at: it may hold any word.
    pub(crate) const ANY: Self = Self(u128::MAX);
    /// Of no text.
    pub(crate) const NONE: Self = Self(0);

    /// The letters of a text.
    pub(crate) fn of(text: &str) -> Self {
        text.chars().fold(Self::NONE, Self::with)
    }

    /// These letters and one more.
    #[inline]
    pub(crate) const fn with(self, letter: char) -> Self {
        Self(self.0 | 1 << (letter as u32 % BITS))
    }

    /// Whether a text of these letters may hold `word`.
    #[inline]
    pub(crate) const fn may_hold(self, word: &Word) -> bool {
        self.0 & word.letters.0 == word.letters.0
    }

    /// Whether it may hold a letter.
    #[inline]
    pub(crate) const fn may_hold_letter(self, letter: char) -> bool {
        self.0 >> (letter as u32 % BITS) & 1 == 1
    }

    /// Whether it may hold one of `words`.
    pub(crate) fn may_hold_any(self, words: &[Word]) -> bool {
        words.iter().any(|word| self.may_hold(word))
    }
}

/// A word that texts are searched for, with its letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) text: &'static str,
    letters: Letters,
}

impl Word {
    pub(crate) const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let mut letters = Letters::NONE;
        let mut at = 0;
        while at < bytes.len() {
            let (letter, length) = letter_at(bytes, at);
            letters = letters.with(letter);
            at += length;
        }
        Self { text, letters }
    }

    /// Some words.
    pub(crate) const fn all<const N: usize>(texts: [&'static str; N]) -> [Self; N] {
        let mut words = [Self::new(""); N];
        let mut index = 0;
        while index < N {
            words[index] = Self::new(texts[index]);
            index += 1;
        }
        words
    }

    /// Whether `text`, which has these letters or fewer, holds the word.
    #[inline]
    pub(crate) fn is_in(&self, text: &str, letters: Letters) -> bool {
        letters.may_hold(self) && text.contains(self.text)
    }
}

/// The letter that begins at byte `at`, and how many bytes it takes: one, or the three of a hanzi.
pub(super) const fn letter_at(bytes: &[u8], at: usize) -> (char, usize) {
    if bytes[at] < 0x80 {
        return (bytes[at] as char, 1);
    }
    assert!(bytes[at] >> 4 == 0xE, "a word is of hanzi and ASCII");
    let (one, two) = (bytes[at + 1] as u32 & 0x3F, bytes[at + 2] as u32 & 0x3F);
    match char::from_u32((bytes[at] as u32 & 0xF) << 12 | one << 6 | two) {
        Some(letter) => (letter, 3),
        None => panic!("a word is text"),
    }
}

/// The last letter of a word that ends with a hanzi.
pub(super) const fn last_letter(word: &str) -> char {
    let bytes = word.as_bytes();
    letter_at(bytes, bytes.len() - 3).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_refused_only_where_it_does_not_stand() {
        const WORDS: [Word; 5] = Word::all(["上年", "1季度", "VS", "，", ""]);
        for text in ["", "比上年增长", "年上", "前1季度", "VS", "，", "𠮷"] {
            let letters = Letters::of(text);
            for word in &WORDS {
                let held = text.contains(word.text);
                assert!(!held || letters.may_hold(word), "{text} {word:?}");
                assert_eq!(word.is_in(text, letters), held, "{text} {word:?}");
                assert!(Letters::ANY.may_hold(word));
            }
        }
        assert!(!Letters::of("会员").may_hold_any(&WORDS[..4]));
    }
}
