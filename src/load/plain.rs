//! Cells that are plainly well written, or plainly refused, told by their bytes: [`super::cell::read`]
//! says the same of them, in many more steps. None and false are always right.

use wide::u8x16;

use crate::diagnostic::{self, Code};
use crate::ledger::NO_NUMBER;
use crate::schema::{Field, Kind};

/// Whether [`super::cell::read`] would certainly leave the text of a text cell as it is. Where
/// `is_narrowed`, because a rule or a key may make full-width forms into half-width ones, what could be
/// such a form is not certain.
pub(super) fn is_plain(text: &[u8], is_narrowed: bool, missing_values: &[String]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return false;
    };
    let may_be_space = |byte: u8| byte <= b' ' || byte == 0x7F || is_odd(byte);
    let last = match text {
        [.., lead, _] if *last >= 0x80 && *lead >= 0xC0 => *lead,
        [.., lead, _, _] if *last >= 0x80 => *lead,
        _ => *last,
    };
    let is_trimmed = !may_be_space(*first) && !may_be_space(last) && !matches!(last, 0x80..=0xBF);
    // 3.2E+17 was a long number once.
    let is_changed = if first.is_ascii_digit() {
        holds(text, b'+')
    } else {
        is_narrowed && may_narrow(text)
    };
    is_trimmed
        && !is_changed
        && !missing_values
            .iter()
            .any(|missing| missing.as_bytes() == text)
}

/// Whether a character that begins with `byte` may be space, or a full-width form of another: those
/// are among U+0080 to U+00BF, U+1000 to U+3FFF, U+F000 to U+FFFF. So are others, which then take the
/// long way.
fn is_odd(byte: u8) -> bool {
    matches!(byte, 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// Whether `text` may hold a full-width form; false only where certain. Within a character no byte
/// looks like the first.
pub(super) fn may_narrow(text: &[u8]) -> bool {
    holds(text, 0xC2)
}

/// Whether some byte of `text` is odd, or `other`. Sixteen are looked at in one step: more than most texts
/// have.
#[inline]
fn holds(text: &[u8], other: u8) -> bool {
    let is = |bytes: &[u8; 16]| {
        let bytes = u8x16::new(*bytes);
        let equal = |byte| bytes.simd_eq(u8x16::splat(byte));
        // 0xE0 is taken along.
        let of_three = (bytes & u8x16::splat(0xFC)).simd_eq(u8x16::splat(0xE0));
        (equal(0xC2) | of_three | equal(0xEF) | equal(other)).any()
    };
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (chunks, _) = text.as_chunks();
        return is(first) || is(last) || chunks.iter().skip(1).any(is);
    }
    let mut padded = [b'0'; 16];
    padded[..text.len()].copy_from_slice(text);
    is(&padded)
}

/// The number that plain digits mean, as a multiple of 10^-`places`: `-`, digits, and at most
/// `places` decimals.
pub(super) fn plain_number(text: &[u8], places: u32) -> Option<i64> {
    // Any number of 18 digits fits.
    if text.len() > 18 {
        return None;
    }
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut value = 0_i64;
    let mut at = 0;
    while let Some(byte) = digits.get(at).filter(|byte| byte.is_ascii_digit()) {
        value = value * 10 + i64::from(byte - b'0');
        at += 1;
    }
    if at == 0 {
        return None;
    }
    let mut decimals = 0;
    if let Some(rest) = digits.get(at..).filter(|rest| !rest.is_empty()) {
        let (b'.', rest) = rest.split_first().map(|(mark, rest)| (*mark, rest))? else {
            return None;
        };
        if rest.is_empty() {
            return None;
        }
        for byte in rest {
            if !byte.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i64::from(byte - b'0');
        }
        decimals = u32::try_from(rest.len()).ok()?;
    }
    let missing = places.checked_sub(decimals)?;
    let value = times_ten_to(value, missing)?;
    Some(if is_negative { -value } else { value })
}

/// `unit` × 10^`exponent`, if it fits; no value stays no value.
pub(super) fn times_ten_to(unit: i64, exponent: u32) -> Option<i64> {
    if unit == NO_NUMBER || exponent == 0 {
        return Some(unit);
    }
    let factor = 10_i64.checked_pow(exponent)?;
    unit.checked_mul(factor)
}

/// How many decimals a column may have, and why one with more is refused; none where it may have any.
pub(super) fn most_decimals(field: &Field) -> Option<(usize, &'static Code)> {
    match field.kind {
        Kind::Integer => Some((0, diagnostic::NOT_WHOLE)),
        _ => Some((field.places? as usize, diagnostic::TOO_MANY_DECIMALS)),
    }
}

/// Why plain digits with a point are refused, if they are: they have more decimals than the column.
pub(super) fn plainly_refused(text: &[u8], field: &Field) -> Option<&'static Code> {
    let (allowed, code) = most_decimals(field)?;
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let point = text.iter().position(|byte| *byte == b'.')?;
    let (whole, decimals) = (&text[..point], &text[point + 1..]);
    let is_plain = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let zeros = decimals
        .iter()
        .rev()
        .take_while(|byte| **byte == b'0')
        .count();
    let has_more = decimals.len() - zeros > allowed;
    (has_more && is_plain(whole) && is_plain(decimals)).then_some(code)
}

/// Whether a number of `field` cannot be written like this: it holds a letter that is none of its
/// unit's, begins with a plus or a point, or ends with a point.
pub(super) fn is_no_number(text: &[u8], field: &Field, missing_values: &[String]) -> bool {
    let unit = field.unit.as_deref().unwrap_or_default().as_bytes();
    // Words in another width than the unit's, space, and what parts thousands take the long way.
    let is_certain = is_plain(text, true, missing_values)
        && !may_narrow(unit)
        && !unit.ends_with(b".")
        && field.group_char.is_ascii_punctuation();
    let bare = text.strip_suffix(unit).unwrap_or(text);
    let is_letter = |byte: &u8| matches!(byte, 0xE4..=0xE9 | b'a'..=b'd' | b'f'..=b'z' | b'A'..=b'D' | b'F'..=b'Z');
    let has_wrong_end = matches!(bare, [b'+' | b'.', ..] | [.., b'.']);
    is_certain && (has_wrong_end || bare.iter().any(is_letter))
}

/// The day that 2020-01-31 means, as days since 1970-01-01.
pub(super) fn plain_day(text: &[u8]) -> Option<i32> {
    let (year, month, day) = plain_parts(text)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if day < 1 || day > longest || year == 0 {
        return None;
    }
    // Years that begin in March end with their leap day, and months then have 30.6 days each:
    // 306 days are the ten months to December, 719,468 the days from March of year 0 to 1970.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400;
    Some(days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

/// The year of 2020-01-31, be there such a day or not.
pub(super) fn plain_year(text: &[u8]) -> Option<i32> {
    let (year, _, _) = plain_parts(text)?;
    (year > 0).then_some(year)
}

/// The year, month and day of 2020-01-31, be there such a day or not.
fn plain_parts(text: &[u8]) -> Option<(i32, i32, i32)> {
    const ZEROS: u64 = u64::from_le_bytes(*b"0000-00-");
    const OVER_NINE: u64 = u64::from_le_bytes([0x76; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const DASHES: u64 = u64::from_le_bytes([0, 0, 0, 0, 0xFF, 0, 0, 0xFF]);
    let text: &[u8; 10] = text.try_into().ok()?;
    let (month_and_year, day) = text.split_first_chunk::<8>()?;
    // Eight bytes at once: digits become 0 to 9, the dashes 0.
    let digits = u64::from_le_bytes(*month_and_year) ^ ZEROS;
    let is_plain =
        (digits | (digits & !HIGH).wrapping_add(OVER_NINE)) & HIGH == 0 && digits & DASHES == 0;
    let [tens, ones] = [day[0].wrapping_sub(b'0'), day[1].wrapping_sub(b'0')];
    if !is_plain || tens > 9 || ones > 9 {
        return None;
    }
    let digits = digits.to_le_bytes().map(i32::from);
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    let (year, month) = (pair(0) * 100 + pair(2), pair(5));
    Some((year, month, i32::from(tens) * 10 + i32::from(ones)))
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{Datelike, NaiveDate};
    use proptest::prelude::*;

    use super::super::cell;
    use super::*;
    use crate::calendar::days_of;
    use crate::ledger::Cell;

    #[test]
    fn every_plain_day_is_the_calendars() {
        for year in (1..=9999).step_by(7).chain(1890..2110) {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year:04}-{month:02}-{day:02}");
                    let expected = NaiveDate::from_ymd_opt(year, month, day).map(days_of);
                    assert_eq!(plain_day(text.as_bytes()), expected, "{text}");
                }
            }
        }
        assert_eq!(
            NaiveDate::from_ymd_opt(1970, 1, 1).map(|day| day.year()),
            Some(1970)
        );
        for text in [
            "2020-1-05",
            "2020-01-5 ",
            "2020/01/05",
            "+020-01-05",
            "２０２０-01-05",
        ] {
            assert_eq!(plain_day(text.as_bytes()), None, "{text}");
        }
    }

    pub(crate) fn field(kind: Kind, places: Option<u32>) -> Field {
        let source = "[a]\nfields = [ { name = \"甲\" } ]";
        let source =
            crate::source::Source::decode("ledgers.toml", source.as_bytes()).expect("text");
        let schema = crate::schema::read(&source, &crate::declaration::Findings::default());
        let field = schema.ledgers["a"].fields[0].clone();
        Field {
            kind,
            places,
            ..field
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_plain_number_is_what_the_long_way_reads(text in "-{0,2}[0-9]{0,19}\\.?[0-9]{0,4}|[-+.0-9,元 ]{0,6}", places in 0..4_u32) {
            if let Some(code) = plainly_refused(text.as_bytes(), &field(Kind::Number, Some(places))) {
                let slow = cell::read(&text, &field(Kind::Number, Some(places)), false, &[]);
                prop_assert_eq!(slow.err(), Some(code), "{:?}", text);
            }
            let Some(unit) = plain_number(text.as_bytes(), places) else { return Ok(()) };
            let slow = cell::read(&text, &field(Kind::Number, Some(places)), false, &[]);
            let Ok(Cell::Number { units, places: of }) = slow else {
                panic!("{text:?} is plain, and refused: {slow:?}");
            };
            prop_assert_eq!(Some(unit), times_ten_to(units, places - of));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8_000))]

        #[test]
        fn what_is_no_number_is_refused_the_long_way(
            text in "[约￥¥ 　（－]?[-+.]?[0-9１]{0,3}[,，.]?[0-9]{0,3}[万eE+元米.m ]{0,3}|-|—|无|x",
            unit in prop::option::of("元|米|m|.m|m²|ｍ|m\\.")
        ) {
            let field = Field { unit, ..field(Kind::Number, Some(2)) };
            let missing = ["无".to_owned(), "x".to_owned()];
            if is_no_number(text.as_bytes(), &field, &missing) {
                let slow = cell::read(&text, &field, false, &missing);
                prop_assert_eq!(slow.err(), Some(diagnostic::NOT_A_NUMBER), "{:?}", text);
            }
        }

        #[test]
        fn no_such_day_is_refused_the_long_way(text in "[0-9]{4}[-/][0-9]{2}-[0-9]{2}") {
            let slow = cell::read(&text, &field(Kind::Date, None), false, &[]);
            if plain_year(text.as_bytes()).is_some() && plain_day(text.as_bytes()).is_none() {
                prop_assert_eq!(slow, Err(diagnostic::NOT_A_DATE), "{:?}", text);
            }
        }
    }

    #[test]
    fn common_slips_are_plain() {
        let money = Field {
            unit: Some("元".into()),
            ..field(Kind::Number, Some(2))
        };
        for text in ["约5", "5万", "5万元", "+5", ".5", "1.", "abc", "五元"] {
            assert!(is_no_number(text.as_bytes(), &money, &[]), "{text}");
        }
        for text in ["5元", "5", "-", "", "5E+3", "￥5", "５"] {
            assert!(!is_no_number(text.as_bytes(), &money, &[]), "{text}");
        }
        for text in [b"2020-02-30", b"2020-13-01"] {
            assert_eq!((plain_year(text), plain_day(text)), (Some(2020), None));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_plain_text_is_left_as_it_is(text in "[ 　a甲，１1+E.−￥\u{a0}\u{200b}\u{feff}é]{0,6}|[0-9１]\\.[0-9]E[+＋]1[0-9]", is_key in any::<bool>()) {
            if is_plain(text.as_bytes(), is_key, &[]) {
                let read = cell::read(&text, &field(Kind::String, None), is_key, &[]);
                prop_assert_eq!(read.expect("a text"), Cell::Text(text.into()));
            }
        }
    }

    #[test]
    fn every_space_and_full_width_form_is_odd() {
        for character in '\u{80}'..=char::MAX {
            let first = character.encode_utf8(&mut [0; 4]).as_bytes()[0];
            let is_plain = !cell::is_space(character) && cell::narrowed(character) == character;
            assert!(is_plain || is_odd(first), "{character:?}");
        }
    }
}
