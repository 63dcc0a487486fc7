//! Cells → values, a column of a stretch at a time.
//!
//! What is plainly well written is typed by a short loop; every other cell goes through
//! [`super::cell::read`], whose word on what a cell means is final. Texts are read once each: a
//! reader remembers what it made of them.

use std::collections::HashMap;

use super::cell;
use super::left::LeftSegment;
use super::plain::is_plain;
use super::segment::Segment;
use crate::diagnostic::{self, Code};
use crate::ledger::{Cell, Dictionary, NO_TEXT};
use crate::schema::{Field, Kind, LedgerSchema};

/// How many texts of a column of days, years or flags are remembered.
const REMEMBERED: usize = 1 << 16;

/// What a reader has to know of a field, besides its declaration.
#[derive(Debug, Clone, Copy, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "five questions that are asked one by one, and no two of them exclude each other"
)]
pub(super) struct Role {
    /// It names rows, here or elsewhere.
    pub is_key: bool,
    /// A row must have it.
    pub is_required: bool,
    /// No text may stand in it twice.
    pub is_unique: bool,
    /// Its numbers are in sequence.
    pub is_sequence: bool,
    /// Rules look its texts up, wherever they stand.
    pub is_held: bool,
    /// Its texts stay in the file.
    pub is_left: bool,
    /// Its texts are hashed from the first on, though they may only grow.
    pub is_hashed: bool,
}

/// Reads one field's cells, and remembers what it has read.
#[derive(Debug)]
pub(super) struct FieldReader<'l> {
    field: &'l Field,
    role: Role,
    missing_values: &'l [String],
    memory: Memory,
}

#[derive(Debug)]
enum Memory {
    /// Texts with their numbers; and the texts that mean another, or no value.
    Texts {
        dictionary: Dictionary,
        aliases: HashMap<Box<str>, u32>,
    },
    /// What other texts were read as, or why they were refused.
    Values(HashMap<Box<str>, Result<Cell, &'static Code>>),
    /// Nothing: numbers are read as fast as looked up, texts that are left are not kept.
    Nothing,
}

/// The cells of one column in a run of records.
pub(super) trait Cells {
    /// How many there are.
    fn count(&self) -> usize;
    /// The text of cell `index`, its quotes resolved; `scratch` holds it if it had to be made. As
    /// bytes, for most cells are only compared; they are cut from UTF-8 at ASCII, and so are UTF-8.
    fn get<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a [u8];
}

/// One cell by itself.
pub(super) struct One<'a>(pub &'a str);

impl Cells for One<'_> {
    fn count(&self) -> usize {
        1
    }

    fn get<'a>(&'a self, _: usize, _: &'a mut String) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl<'l> FieldReader<'l> {
    pub(super) fn new(field: &'l Field, role: Role, schema: &'l LedgerSchema) -> Self {
        let memory = match field.kind {
            _ if role.is_left => Memory::Nothing,
            Kind::Integer | Kind::Number => Memory::Nothing,
            Kind::Date | Kind::Boolean | Kind::Year => Memory::Values(HashMap::new()),
            Kind::String | Kind::Datetime | Kind::Time | Kind::YearMonth => Memory::Texts {
                dictionary: Dictionary::default(),
                aliases: HashMap::new(),
            },
        };
        Self {
            field,
            role,
            missing_values: &schema.missing_values,
            memory,
        }
    }

    /// The dictionary that text segments' codes point into.
    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        match &self.memory {
            Memory::Texts { dictionary, .. } => Some(dictionary),
            _ => None,
        }
    }

    /// An empty segment for this field.
    pub(super) fn segment(&self) -> Segment {
        if self.role.is_left {
            return Segment::Left(LeftSegment::default());
        }
        Segment::new(self.field.kind, self.field.places)
    }

    /// Appends `count` times the same text, or no value: a field that the file does not have.
    pub(super) fn fill(&mut self, text: Option<&str>, count: usize, segment: &mut Segment) {
        segment.reserve(count);
        for _ in 0..count {
            match (&mut self.memory, &mut *segment, text) {
                (Memory::Texts { dictionary, .. }, Segment::Text(codes), Some(text)) => {
                    codes.push(dictionary.insert(text));
                }
                (_, segment, _) => segment.push_missing(),
            }
        }
    }

    /// Reads `cells` into `segment`; `refuse` is told of each that cannot be read, which is left
    /// without a value.
    pub(super) fn read(
        &mut self,
        cells: &impl Cells,
        segment: &mut Segment,
        mut refuse: impl FnMut(usize, &'static Code, &str),
    ) {
        segment.reserve(cells.count());
        let mut scratch = String::new();
        let (field, role, missing) = (self.field, self.role, self.missing_values);
        let read = |text: &str| cell::read(text, field, role.is_key, missing);
        match (&mut self.memory, segment) {
            (
                Memory::Texts {
                    dictionary,
                    aliases,
                },
                Segment::Text(codes),
            ) => {
                let is_narrowed = role.is_key || field.constraints.shapes_texts();
                for index in 0..cells.count() {
                    let bytes = cells.get(index, &mut scratch);
                    let unknown = match dictionary.look_up(bytes) {
                        Ok(code) => {
                            codes.push(code);
                            continue;
                        }
                        Err(unknown) => unknown,
                    };
                    let text = text_of(bytes);
                    if field.kind == Kind::String && is_plain(bytes, is_narrowed, missing) {
                        codes.push(dictionary.add(text, unknown));
                        continue;
                    }
                    if let Some(code) = aliases.get(text) {
                        codes.push(*code);
                        continue;
                    }
                    let code = match read(text) {
                        Ok(Cell::Text(meant)) => dictionary.insert(&meant),
                        Ok(_) => NO_TEXT,
                        Err(code) => {
                            refuse(index, code, text);
                            codes.push(NO_TEXT);
                            continue;
                        }
                    };
                    if dictionary.get(code) != Some(text) {
                        aliases.insert(text.into(), code);
                    }
                    codes.push(code);
                }
            }
            (Memory::Values(known), segment) => {
                for index in 0..cells.count() {
                    let bytes = cells.get(index, &mut scratch);
                    if let Segment::Days(days) = segment
                        && let Some(day) = plain_day(bytes)
                    {
                        days.push(day);
                        continue;
                    }
                    let text = text_of(bytes);
                    let outcome = match known.get(text) {
                        Some(outcome) => outcome.clone(),
                        None => read(text),
                    };
                    match &outcome {
                        Ok(cell) => segment.push(cell),
                        Err(code) => {
                            refuse(index, code, text);
                            segment.push_missing();
                        }
                    }
                    if known.len() < REMEMBERED && !known.contains_key(text) {
                        known.insert(text.into(), outcome);
                    }
                }
            }
            (Memory::Nothing, Segment::Left(left)) => {
                left.read(cells, field, role, missing, refuse);
            }
            (_, segment) => {
                for index in 0..cells.count() {
                    let bytes = cells.get(index, &mut scratch);
                    if let Segment::Number { places, units, .. } = segment
                        && let Some(unit) = plain_number(bytes, *places)
                    {
                        units.push(unit);
                        continue;
                    }
                    let text = text_of(bytes);
                    let outcome = match plainly_refused(bytes, field) {
                        Some(code) => Err(code),
                        None => read(text),
                    };
                    match outcome {
                        Ok(cell) => segment.push(&cell),
                        Err(code) => {
                            refuse(index, code, text);
                            segment.push_missing();
                        }
                    }
                }
            }
        }
    }
}

/// The number that plain digits mean, as a multiple of 10^-`places`: `-`, digits, and at most
/// `places` decimals.
fn plain_number(text: &[u8], places: u32) -> Option<i64> {
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
    let value = super::segment::times_ten_to(value, missing)?;
    Some(if is_negative { -value } else { value })
}

/// Why plain digits with a point are refused, if they are: they have more decimals than the column.
fn plainly_refused(text: &[u8], field: &Field) -> Option<&'static Code> {
    let (allowed, code) = match field.kind {
        Kind::Integer => (0, diagnostic::NOT_WHOLE),
        _ => (field.places? as usize, diagnostic::TOO_MANY_DECIMALS),
    };
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

/// The day that 2020-01-31 means, as days since 1970-01-01.
fn plain_day(text: &[u8]) -> Option<i32> {
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
    let day = i32::from(tens) * 10 + i32::from(ones);
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

/// A cell's bytes as the text that they are.
pub(super) fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{Datelike, NaiveDate};
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::days_of;

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
            prop_assert_eq!(Some(unit), super::super::segment::times_ten_to(units, places - of));
        }
    }
}
