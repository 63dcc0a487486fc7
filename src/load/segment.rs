//! A stretch's cells, column by column: what one reader made of one stretch of a file.

use super::left::LeftSegment;
use crate::ledger::{Cell, Codes, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT};
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

    /// Ends the segment: packs codes into as few bytes as numbers below `texts` need.
    pub(super) fn finish(&mut self, texts: usize) {
        if let Self::Left(left) = self {
            left.finish();
        }
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
