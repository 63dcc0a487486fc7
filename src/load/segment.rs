//! A stretch's cells, column by column: what one reader made of one stretch of a file.

use std::collections::BTreeMap;

use crate::ledger::{Cell, Codes, Fault, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT};
use crate::schema::Kind;

/// One column's cells of a stretch.
#[derive(Debug)]
pub(super) enum Segment {
    /// Numbers in the reader's dictionary.
    Text(Codes),
    Number {
        places: u32,
        units: Vec<i64>,
    },
    Days(Vec<i32>),
    Flags(Vec<u8>),
    Left(LeftSegment),
}

/// What is kept of texts that stay in their file.
#[derive(Debug, Default)]
pub(super) struct LeftSegment {
    pub rows: usize,
    /// Rows of the stretch, in order.
    pub faults: Vec<(u32, Fault)>,
    /// For a column in which no text may stand twice: each row's hash, [`NO_HASH`] for no value.
    pub hashes: Vec<u64>,
    /// Whether each text so far was greater than the one before it.
    pub is_ascending: bool,
    /// The first and the last text, for an ascending column.
    pub ends: Option<(Box<str>, Box<str>)>,
    /// For a column of numbers in sequence: by the text before the number, how many there are, the
    /// least and the greatest.
    pub sequences: BTreeMap<Box<str>, (u64, u64, u64)>,
}

/// Stands for no value among hashes.
pub(super) const NO_HASH: u64 = u64::MAX;

impl Segment {
    /// No cells yet, of a column of `kind` whose texts have numbers below `texts`.
    pub(super) fn new(kind: Kind, places: Option<u32>) -> Self {
        match kind {
            Kind::Integer | Kind::Year => Self::Number {
                places: 0,
                units: Vec::new(),
            },
            Kind::Number => Self::Number {
                places: places.unwrap_or(0),
                units: Vec::new(),
            },
            Kind::Date => Self::Days(Vec::new()),
            Kind::Boolean => Self::Flags(Vec::new()),
            Kind::String | Kind::Datetime | Kind::Time | Kind::YearMonth => {
                Self::Text(Codes::Long(Vec::new()))
            }
        }
    }

    /// Makes room for `rows` more cells and no further: a stretch is most often one run, and what
    /// vectors grow by would be kept for all stretches.
    pub(super) fn reserve(&mut self, rows: usize) {
        match self {
            Self::Text(Codes::Long(codes)) => codes.reserve_exact(rows),
            Self::Number { units, .. } => units.reserve_exact(rows),
            Self::Days(days) => days.reserve_exact(rows),
            Self::Flags(flags) => flags.reserve_exact(rows),
            Self::Text(_) | Self::Left(_) => {}
        }
    }

    /// Appends a cell that is no text. False if the number does not fit beside the column's others;
    /// then the row has no value.
    pub(super) fn push(&mut self, cell: &Cell) -> bool {
        match (self, cell) {
            (
                Self::Number { places, units },
                Cell::Number {
                    units: unit,
                    places: of,
                },
            ) => {
                let fits = *of <= *places || rescale(units, *of - *places);
                if !fits {
                    units.push(NO_NUMBER);
                    return false;
                }
                *places = (*places).max(*of);
                let unit = times_ten_to(*unit, *places - *of);
                units.push(unit.unwrap_or(NO_NUMBER));
                return unit.is_some();
            }
            (Self::Days(days), Cell::Date(date)) => days.push(crate::calendar::days_of(*date)),
            (Self::Flags(flags), Cell::Boolean(flag)) => flags.push(u8::from(*flag)),
            (segment, _) => segment.push_missing(),
        }
        true
    }

    /// Appends no value.
    pub(super) fn push_missing(&mut self) {
        match self {
            Self::Text(codes) => codes.push(NO_TEXT),
            Self::Number { units, .. } => units.push(NO_NUMBER),
            Self::Days(days) => days.push(NO_DATE),
            Self::Flags(flags) => flags.push(NO_FLAG),
            Self::Left(left) => left.rows += 1,
        }
    }

    /// Packs codes into as few bytes as numbers below `texts` need.
    pub(super) fn pack(&mut self, texts: usize) {
        let Self::Text(Codes::Long(long)) = self else {
            return;
        };
        let mut codes = Codes::for_texts(texts, long.len());
        for code in &*long {
            codes.push(*code);
        }
        *self = Self::Text(codes);
    }
}

/// Multiplies all of `units` by 10^`exponent`; false, and nothing changed, if one would not fit.
fn rescale(units: &mut [i64], exponent: u32) -> bool {
    let fits = |unit: &i64| times_ten_to(*unit, exponent).is_some();
    if !units.iter().all(fits) {
        return false;
    }
    for unit in units {
        *unit = times_ten_to(*unit, exponent).unwrap_or(NO_NUMBER);
    }
    true
}

/// `unit` × 10^`exponent`, if it fits; no value stays no value.
pub(super) fn times_ten_to(unit: i64, exponent: u32) -> Option<i64> {
    if unit == NO_NUMBER || exponent == 0 {
        return Some(unit);
    }
    let factor = 10_i64.checked_pow(exponent)?;
    unit.checked_mul(factor)
}

/// The text before the digits at its end, their number, and how many there are.
pub(crate) fn parted(text: &str) -> Option<(&str, u64, usize)> {
    const MOST_DIGITS: usize = 18;
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit);
    let digits = digits.take(MOST_DIGITS).count();
    let (prefix, number) = text.split_at(text.len() - digits);
    Some((prefix, number.parse().ok()?, digits))
}

impl LeftSegment {
    /// Notes the number in sequence that `text` ends in.
    pub(super) fn in_sequence(&mut self, text: &str) {
        let Some((prefix, number, _)) = parted(text) else {
            return;
        };
        if let Some((count, least, most)) = self.sequences.get_mut(prefix) {
            *count += 1;
            *least = number.min(*least);
            *most = number.max(*most);
        } else {
            self.sequences.insert(prefix.into(), (1, number, number));
        }
    }
}
