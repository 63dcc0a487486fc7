//! A text as characters with their byte offsets, read through full-width eyes.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use super::super::among::Among;
use super::super::spelling::Spelling;
use super::super::{digit, unit};

/// The characters of a text. Places are counted in characters and become bytes at the end.
pub(super) struct Characters<'t> {
    text: &'t str,
    /// As they stand.
    raw: &'t [char],
    /// Where each begins, and where the last one ends.
    offsets: &'t [usize],
    /// Full-width forms made narrow.
    narrow: Vec<char>,
    /// Where a numeral may begin.
    begins: Vec<usize>,
    /// The place where a unit was looked for last, and what was found: the grammar's branches ask for the
    /// same one.
    unit: Cell<(usize, Option<&'static str>)>,
}

impl<'t> Characters<'t> {
    pub(super) fn new(text: &'t str, spelling: &'t Spelling) -> Self {
        let raw = spelling.characters();
        let mut begins = Vec::new();
        let narrowed = raw.iter().enumerate().map(|(place, character)| {
            // The hanzi of prose come first: they are as narrow as they can be.
            let is_hanzi = ('\u{3400}'..='\u{9fff}').contains(character);
            let (narrow, may_begin) = if is_hanzi {
                (*character, BEGINNING.holds(*character))
            } else {
                (narrow(*character), may_begin(*character))
            };
            if may_begin {
                begins.push(place);
            }
            narrow
        });
        Self {
            text,
            raw,
            offsets: spelling.starts(),
            narrow: narrowed.collect(),
            begins,
            unit: Cell::new((usize::MAX, None)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.narrow.len()
    }

    /// Where a numeral may begin: the scan's quick refusal of everything else.
    pub(super) fn begins(&self) -> &[usize] {
        &self.begins
    }

    /// The character at `place` as it stands; NUL outside the text, which matches nothing.
    pub(super) fn raw(&self, place: usize) -> char {
        self.raw.get(place).copied().unwrap_or('\0')
    }

    /// The character at `place`, full-width forms made narrow.
    pub(super) fn at(&self, place: usize) -> char {
        self.narrow.get(place).copied().unwrap_or('\0')
    }

    /// The longest known unit at `place`.
    pub(super) fn unit_at(&self, place: usize) -> Option<&'static str> {
        let (last, found) = self.unit.get();
        if last == place {
            return found;
        }
        let found = unit::longest_at(self.rest(place));
        self.unit.set((place, found));
        found
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

    /// The value of a range of digits; `None` past four of them, which no part of a date has.
    pub(super) fn number_in(&self, range: Range<usize>) -> Option<u32> {
        let digit = |character: char| character.to_digit(10).unwrap_or(0);
        let digits = self.narrow.get(range).filter(|digits| digits.len() <= 4)?;
        Some(digits.iter().fold(0, |sum, next| sum * 10 + digit(*next)))
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

    /// The characters of a range, full-width forms made narrow; as far as the text goes.
    pub(super) fn narrow_slice(&self, range: Range<usize>) -> &[char] {
        &self.narrow[range.start..range.end.min(self.narrow.len())]
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
    pub(super) fn ends_with(&self, place: usize, floor: usize, word: &str) -> Option<usize> {
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

/// The hanzi that a numeral may begin with: digits, multipliers, and the first characters of words. 〇 stands
/// among the punctuation.
const BEGIN: [char; 48] = [
    '零', '一', '壹', '弌', '二', '贰', '貳', '两', '兩', '三', '叁', '參', '四', '肆', '五', '伍',
    '六', '陆', '陸', '七', '柒', '八', '捌', '九', '玖', '十', '拾', '百', '佰', '千', '仟', '万',
    '萬', '亿', '億', '几', '数', '廿', '卅', '首', '翻', '半', '过', '大', '多', '若', '俩', '仨',
];

static BEGINNING: Among = Among::of(&BEGIN);

/// Whether a numeral may begin with this character.
fn may_begin(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' => character.is_ascii_digit(),
        '\u{3400}'..='\u{9fff}' => BEGINNING.holds(character),
        // Vulgar fractions, circled and Roman numbers.
        '０'..='９'
        | '\u{bc}'..='\u{be}'
        | '\u{2150}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}'
        | '\u{3007}'
        | '\u{3220}'..='\u{32b0}' => true,
        // Punctuation and its like.
        '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3020}'
        | '\u{302a}'..='\u{33ff}'
        | '\u{ff01}'..='\u{ffef}' => false,
        // Digits of any other script: they are numerals, even where nobody here reads their value.
        _ => foreign(character),
    }
}

/// ٣, 〣, ³, 𝟑: digits that are neither ASCII nor Chinese. Those of ten in a row (٣, 𝟑) are read as ASCII.
pub(super) fn foreign(character: char) -> bool {
    !character.is_ascii() && character.is_numeric() && !is_list_mark(character)
}

/// A list mark of one character: ① ⑴ ⒈ ㈠ Ⅲ.
pub(super) fn is_list_mark(character: char) -> bool {
    matches!(character, '①'..='⒛' | '⓪'..='⓿' | '㈠'..='㈩' | '㊀'..='㊉' | 'Ⅰ'..='ⅿ' | '❶'..='➓')
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
pub(super) fn narrow_text(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| narrow(character) == character) {
        return text.into();
    }
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::hanzi;
    use super::*;

    #[test]
    fn a_numeral_begins_with_a_digit_a_multiplier_or_a_word() {
        for character in '\0'..=char::MAX {
            let listed = |ranges: &[(char, char)]| {
                let holds = |(low, high): &(char, char)| (low..=high).contains(&&character);
                ranges.iter().any(holds)
            };
            let signs = [
                ('0', '9'),
                ('０', '９'),
                ('\u{bc}', '\u{be}'),
                ('\u{2150}', '\u{24ff}'),
                ('\u{2776}', '\u{2793}'),
                ('\u{3220}', '\u{32b0}'),
            ];
            let is_hanzi = ('\u{3007}'..='\u{9fff}').contains(&character)
                && !('\u{3021}'..='\u{3029}').contains(&character);
            let expected = if listed(&signs) {
                true
            } else if is_hanzi {
                hanzi::digit(character).is_some()
                    || hanzi::multiplier(character).is_some()
                    || "几数廿卅首翻半过大多若俩仨".contains(character)
            } else {
                foreign(character)
            };
            assert_eq!(may_begin(character), expected, "{character:?}");
        }
    }
}
