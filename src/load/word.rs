//! Cells of up to sixteen bytes, each in one register: compared, looked up and counted without a loop.
//!
//! Most cells of a ledger are as short. What a word cannot say is left to the loops over bytes.

#![allow(
    clippy::inline_always,
    reason = "the innermost loops: a call would cost more than the work"
)]

use std::num::NonZeroU32;

use crate::calendar::{days_of, first_day};
use crate::ledger::NO_DATE;

/// A cell's bytes, the last in the highest place, zeros below the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    bits: u128,
    length: usize,
}

/// How many bytes a word has room for.
const ROOM: usize = 16;
/// By a number of bytes: all ones in as many of the highest.
const LAST: [u128; ROOM + 1] = {
    let mut masks = [0; ROOM + 1];
    let mut bytes = 1;
    while bytes <= ROOM {
        masks[bytes] = u128::MAX << ((ROOM - bytes) * 8);
        bytes += 1;
    }
    masks
};

/// Added to a byte of at most 0x7F, this sets its highest bit if the byte is over nine.
const OVER_NINE: u64 = u64::from_le_bytes([0x76; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
/// The same for all of a word's bytes.
const EVERY_ZERO: u128 = u128::from_le_bytes([b'0'; ROOM]);
const EVERY_OVER_NINE: u128 = u128::from_le_bytes([0x76; ROOM]);
const EVERY_HIGH: u128 = u128::from_le_bytes([0x80; ROOM]);

impl Word {
    /// The last `length` bytes of `text`. None if they do not fit into a word, or if `text` is
    /// shorter than one.
    #[inline(always)]
    pub fn at_end(text: &[u8], length: usize) -> Option<Self> {
        let bytes = text.last_chunk::<ROOM>()?;
        let bits = u128::from_le_bytes(*bytes) & LAST.get(length)?;
        Some(Self { bits, length })
    }

    /// How many bytes it has.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.length
    }

    /// The number that its last `count` bytes mean, if they are digits of ASCII.
    #[inline(always)]
    pub fn number(self, count: usize) -> Option<u64> {
        number(self.bits, count)
    }

    /// The multiple of 10^-`places` that it means, if it is digits with exactly as many decimals.
    #[inline(always)]
    pub fn decimal(self, places: usize) -> Option<i64> {
        let length = self.length;
        if places == 0 {
            return i64::try_from(number(self.bits, length)?).ok();
        }
        // A digit at least stands before the point.
        if length < places + 2 || self.bits.to_le_bytes()[ROOM - 1 - places] != b'.' {
            return None;
        }
        // What stands before the point moves over it.
        let decimals = LAST[places];
        let digits = (self.bits & decimals) | ((self.bits << 8) & !decimals);
        i64::try_from(number(digits, length - 1)?).ok()
    }

    /// How many decimals it has, if it is digits with a point between them.
    #[inline(always)]
    pub fn decimals(self) -> Option<usize> {
        let digits = (self.bits ^ EVERY_ZERO) & LAST[self.length];
        let odd = (digits.wrapping_add(EVERY_OVER_NINE) | digits) & EVERY_HIGH;
        // One byte is no digit: where it is, counted from the first that a word has room for.
        let at = odd.trailing_zeros() as usize / 8;
        let is_point = odd.is_power_of_two() && self.bits.to_le_bytes()[at] == b'.';
        let is_between = at > ROOM - self.length && at < ROOM - 1;
        (is_point && is_between).then(|| ROOM - 1 - at)
    }

    /// Whether its last byte is a zero.
    #[inline(always)]
    pub fn ends_in_zero(self) -> bool {
        self.bits.to_le_bytes()[ROOM - 1] == b'0'
    }

    /// Whether all bytes but the last `count` are those of `other`, of the same length.
    #[inline(always)]
    pub fn begins_like(self, other: Self, count: usize) -> bool {
        self.length == other.length && (self.bits ^ other.bits) & !LAST[count] == 0
    }

    /// Makes `text` its bytes.
    pub fn write(self, text: &mut Vec<u8>) {
        text.clear();
        text.extend_from_slice(&self.bits.to_le_bytes()[ROOM - self.length..]);
    }

    /// The first of its last `count` bytes and the four behind it.
    #[inline(always)]
    fn five_from(self, count: usize) -> u64 {
        let bits = self.bits >> ((ROOM - count) * 8);
        u64::try_from(bits & 0xFF_FFFF_FFFF).unwrap_or(0)
    }

    fn hash(self) -> u64 {
        let [low, high] = halves(self.bits);
        // Texts of one form differ in their last bytes, the word's highest: both halves of the
        // product are needed for those to tell in the low bits.
        let product = u128::from(low ^ self.length as u64 ^ 0x9E37_79B9_7F4A_7C15)
            .wrapping_mul(u128::from(high ^ 0xC2B2_AE3D_27D4_EB4F));
        let [low, high] = halves(product);
        low ^ high
    }
}

#[inline(always)]
#[allow(
    clippy::cast_possible_truncation,
    reason = "the low half, then the high one"
)]
fn halves(bits: u128) -> [u64; 2] {
    [bits as u64, (bits >> 64) as u64]
}

/// The number that the highest `count` bytes mean, if they are digits.
#[inline(always)]
fn number(bits: u128, count: usize) -> Option<u64> {
    let kept = LAST.get(count).filter(|_| count > 0)?;
    let [first, last] = halves((bits ^ EVERY_ZERO) & kept);
    let odd = |digits: u64| (digits.wrapping_add(OVER_NINE) | digits) & HIGH;
    if (odd(first) | odd(last)) != 0 {
        return None;
    }
    Some(eight_digits(first) * 100_000_000 + eight_digits(last))
}

/// What eight digits mean, each a byte of 0 to 9, the first in the lowest place: pairs, then fours,
/// then all, with one multiplication each.
#[inline(always)]
fn eight_digits(digits: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00FF_0000_00FF;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let first = (pairs & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let second = ((pairs >> 16) & PAIRS).wrapping_mul(1 + (10_000 << 32));
    first.wrapping_add(second) >> 32
}

/// Reads days of one year after another.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// The year that days were last of, as the five bytes `2020-`.
    year: u64,
    is_leap: bool,
    /// Its first day.
    first: i32,
}

impl Calendar {
    /// The day that 2020-01-31 means, as days since 1970-01-01, if it is written like this and of
    /// the year that was last learnt; [`NO_DATE`] where there is no such day.
    #[inline(always)]
    pub fn day(&self, word: Word) -> Option<i32> {
        /// Days before each month and in it, of common and of leap years; month 0 has none.
        const MONTHS: [[(i32, i32); 13]; 2] = [months(28), months(29)];
        if word.len() != 10 || word.five_from(10) != self.year {
            return None;
        }
        // Two digits, a dash, two digits.
        let [m, n, dash, d, e, ..] = word.five_from(5).to_le_bytes();
        let digit = |byte: u8| i32::from(byte.wrapping_sub(b'0'));
        let (m, n, d, e) = (digit(m), digit(n), digit(d), digit(e));
        let is_digit = |digit: i32| (0..=9).contains(&digit);
        if dash != b'-' || ![m, n, d, e].into_iter().all(is_digit) {
            return None;
        }
        let month = usize::try_from(m * 10 + n).ok()?;
        let months = &MONTHS[usize::from(self.is_leap)];
        let (before, longest) = *months.get(month).unwrap_or(&months[0]);
        let day = d * 10 + e;
        if !(1..=longest).contains(&day) {
            return Some(NO_DATE);
        }
        Some(self.first + before + day - 1)
    }

    /// Learns `year`, which was read from `word` by other means.
    pub fn learn(&mut self, word: Word, year: i32) {
        if word.len() == 10 {
            let first = first_day(year);
            *self = Self {
                year: word.five_from(10),
                is_leap: first.leap_year(),
                first: days_of(first),
            };
        }
    }
}

const fn months(february: i32) -> [(i32, i32); 13] {
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut months = [(0, 0); 13];
    let (mut month, mut before) = (1, 0);
    while month <= 12 {
        months[month] = (before, lengths[month - 1]);
        before += lengths[month - 1];
        month += 1;
    }
    months
}

/// Which number a short text has, whatever its dictionary makes of it.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// Texts by their hash, each in the first free place from there on.
    entries: Vec<Entry>,
    used: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Entry {
    /// A word's bits. (As one number they would take a third more room.)
    halves: [u64; 2],
    length: u32,
    /// The text's number, and one.
    successor: Option<NonZeroU32>,
}

impl Recent {
    /// As many as keep the table in a core's own cache.
    const MOST: usize = 1 << 13;

    #[inline(always)]
    pub fn get(&self, word: Word) -> Option<u32> {
        let mask = self.entries.len().checked_sub(1)?;
        let mut at = place(word, mask);
        loop {
            let entry = self.entries.get(at)?;
            let successor = entry.successor?;
            if entry.halves == halves(word.bits) && entry.length as usize == word.length {
                return Some(successor.get() - 1);
            }
            at = (at + 1) & mask;
        }
    }

    pub fn insert(&mut self, word: Word, code: u32) {
        // No number's successor is none.
        let Some(successor) = NonZeroU32::new(code.wrapping_add(1)) else {
            return;
        };
        if self.used * 2 >= self.entries.len() {
            if self.used >= Self::MOST {
                return;
            }
            let longer = (self.entries.len() * 2).max(64);
            let before = std::mem::replace(&mut self.entries, vec![Entry::default(); longer]);
            for entry in before {
                self.put(entry);
            }
        }
        self.used += 1;
        self.put(Entry {
            halves: halves(word.bits),
            length: u32::try_from(word.length).unwrap_or(u32::MAX),
            successor: Some(successor),
        });
    }

    fn put(&mut self, entry: Entry) {
        if entry.successor.is_none() {
            return;
        }
        let mask = self.entries.len() - 1;
        let [low, high] = entry.halves.map(u128::from);
        let word = Word {
            bits: high << 64 | low,
            length: entry.length as usize,
        };
        let mut at = place(word, mask);
        while self.entries[at].successor.is_some() {
            at = (at + 1) & mask;
        }
        self.entries[at] = entry;
    }
}

#[inline(always)]
fn place(word: Word, mask: usize) -> usize {
    usize::try_from(word.hash()).unwrap_or(usize::MAX) & mask
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::super::plain::plain_day;
    use super::*;

    fn word(text: &str) -> Option<Word> {
        let before = format!("一些在它前面的字节{text}");
        Word::at_end(before.as_bytes(), text.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn digits_mean_what_parsing_says(text in "[0-9]{1,17}|[0-9/:x元]{1,16}") {
            let expected = text.parse::<u64>().ok().filter(|_| text.len() <= 16);
            prop_assert_eq!(word(&text).and_then(|word| word.number(text.len())), expected);
        }

        #[test]
        fn decimals_mean_what_their_digits_say(whole in 0..1_000_000_000_u64, cents in 0..100_u64) {
            let text = format!("{whole}.{cents:02}");
            let expected = i64::try_from(whole * 100 + cents).ok();
            prop_assert_eq!(word(&text).and_then(|word| word.decimal(2)), expected);
            prop_assert_eq!(word(&text).and_then(|word| word.decimal(3)), None);
            prop_assert_eq!(word(&whole.to_string()).and_then(|word| word.decimal(2)), None);
        }

        #[test]
        fn decimals_stand_behind_the_point(text in "[0-9]{0,9}\\.?[0-9]{0,6}|[-+0-9.:/元]{1,16}") {
            let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let parts = text.split_once('.').filter(|(whole, decimals)| is_digits(whole) && is_digits(decimals));
            let word = word(&text).filter(|_| text.len() <= 16);
            prop_assert_eq!(word.and_then(Word::decimals), parts.map(|(_, decimals)| decimals.len()));
            prop_assert!(word.is_none_or(|word| word.ends_in_zero() == text.ends_with('0')));
        }

        #[test]
        fn texts_keep_their_numbers(texts in proptest::collection::vec("[ab甲乙0]{0,6}", 0..400)) {
            let (mut recent, mut known) = (Recent::default(), HashMap::new());
            for (code, text) in (0..).zip(&texts) {
                let Some(word) = word(text) else { continue };
                prop_assert_eq!(recent.get(word), known.get(text).copied(), "{}", text);
                if !known.contains_key(text) {
                    known.insert(text.clone(), code);
                    recent.insert(word, code);
                }
            }
        }
    }

    #[test]
    fn days_are_those_of_the_long_way() {
        let mut calendar = Calendar::default();
        for year in [1900, 2000, 2020, 2021] {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year}-{month:02}-{day:02}");
                let word = word(&text).expect("ten bytes");
                let expected = plain_day(text.as_bytes()).unwrap_or(NO_DATE);
                assert!(calendar.day(word).is_none_or(|day| day == expected));
                calendar.learn(word, year);
                assert_eq!(calendar.day(word), Some(expected), "{text}");
            }
        }
        calendar.learn(word("2020-05-06").expect("ten bytes"), 2020);
        for text in [
            "2020-5-006",
            "2020-05/06",
            "2020-0a-01",
            "2019-01-01",
            "12020-01-1",
        ] {
            assert_eq!(
                word(text).and_then(|word| calendar.day(word)),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_has_room_for_sixteen_bytes() {
        assert!(word("0123456789abcdef").is_some());
        assert!(word("0123456789abcdefg").is_none());
        assert!(Word::at_end(b"short", 5).is_none());
        assert_eq!(word("").and_then(|word| word.number(0)), None);
        let (one, other) = (word("PZ-0012"), word("PZ-0913"));
        assert!(
            one.zip(other)
                .is_some_and(|(one, other)| one.begins_like(other, 4))
        );
        assert!(
            one.zip(other)
                .is_some_and(|(one, other)| !one.begins_like(other, 2))
        );
    }
}
