//! A text as characters with their byte offsets, read through full-width eyes.

use std::ops::Range;

use super::super::digit;

/// The characters of a text. Places are counted in characters and become bytes at the end.
pub(super) struct Characters<'t> {
    pub(super) text: &'t str,
    all: Vec<char>,
    offsets: Vec<usize>,
}

impl<'t> Characters<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (mut offsets, all): (Vec<usize>, Vec<char>) = text.char_indices().unzip();
        offsets.push(text.len());
        Self { text, all, offsets }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The character at `place` as it stands; NUL outside the text, which matches nothing.
    pub(super) fn raw(&self, place: usize) -> char {
        self.all.get(place).copied().unwrap_or('\0')
    }

    /// The character at `place`, full-width forms made narrow.
    pub(super) fn at(&self, place: usize) -> char {
        narrow(self.raw(place))
    }

    /// The character before `place`.
    pub(super) fn before(&self, place: usize) -> char {
        place.checked_sub(1).map_or('\0', |before| self.at(before))
    }

    pub(super) fn digit(&self, place: usize) -> bool {
        self.at(place).is_ascii_digit()
    }

    /// How many ASCII digits stand from `place` on.
    pub(super) fn digits(&self, place: usize) -> usize {
        (place..self.len())
            .take_while(|&place| self.digit(place))
            .count()
    }

    /// The digits of a range as text.
    pub(super) fn digits_in(&self, range: Range<usize>) -> String {
        range
            .map(|place| self.at(place))
            .filter(char::is_ascii_digit)
            .collect()
    }

    /// The text from `place` to the end.
    pub(super) fn rest(&self, place: usize) -> &'t str {
        self.offsets
            .get(place)
            .map_or("", |&offset| &self.text[offset..])
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'t str {
        &self.text[self.bytes(range)]
    }

    pub(super) fn raw_slice(&self, range: Range<usize>) -> &[char] {
        &self.all[range.start..range.end.min(self.all.len())]
    }

    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let offset = |place: usize| self.offsets.get(place).copied().unwrap_or(self.text.len());
        offset(range.start)..offset(range.end)
    }

    /// Whether `word` stands at `place`; the place after it.
    pub(super) fn after(&self, place: usize, word: &str) -> Option<usize> {
        let mut end = place;
        for character in word.chars() {
            if self.at(end) != character {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Whether `word` ends right before `place`, and not before `floor`; where it begins.
    pub(super) fn begins(&self, place: usize, floor: usize, word: &str) -> Option<usize> {
        let start = place.checked_sub(word.chars().count())?;
        (start >= floor && self.after(start, word).is_some()).then_some(start)
    }

    /// The first of `words` that stands at `place`, and the place after it.
    pub(super) fn any_after<'w>(
        &self,
        place: usize,
        words: &[&'w str],
    ) -> Option<(&'w str, usize)> {
        words
            .iter()
            .find_map(|word| self.after(place, word).map(|end| (*word, end)))
    }
}

/// Full-width digits, letters and signs as their half-width forms, other scripts' digits as ASCII ones;
/// everything else as it is.
pub(super) fn narrow(character: char) -> char {
    match character {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '．'
        | '％'
        | '＋'
        | '－'
        | '／'
        | '：'
        | '（'
        | '）' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        // The colon that vertical typesetting leaves behind: 11.8︰48.3︰39.9.
        '︰' => ':',
        // Where the other scripts' digits are; the common hanzi need no look at them.
        '\u{660}'..='\u{1819}' | '\u{1d7ce}'..='\u{1d7ff}' => {
            digit::ascii(character).unwrap_or(character)
        }
        _ => character,
    }
}

/// A text in half-width forms.
pub(super) fn narrow_text(text: &str) -> String {
    text.chars().map(narrow).collect()
}
