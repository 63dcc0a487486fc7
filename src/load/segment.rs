//! Cells that one reader made of stretches of files, column by column: of one stretch, or of many short
//! files that it read one behind another.

use super::left::LeftSegment;
use super::plain::times_ten_to;
use crate::ledger::{Cell, Codes, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT};
use crate::schema::Kind;

/// One column's cells.
#[derive(Debug)]
pub(super) enum Segment {
    /// Numbers in the reader's dictionary.
    Text {
        /// Those of the stretch that is being read that are not packed yet.
        fresh: Vec<u32>,
        codes: Codes,
    },
    Number {
        places: u32,
        units: Vec<i64>,
        /// Rows whose number does not fit beside the others.
        lost: Vec<usize>,
    },
    Days(Vec<i32>),
    Flags(Vec<u8>),
    /// Of the stretch that is being read.
    Left(LeftSegment),
}

impl Segment {
    /// No cells yet, of a column of `kind`.
    pub(super) fn new(kind: Kind, places: Option<u32>) -> Self {
        match kind {
            Kind::Integer | Kind::Year => Self::Number {
                places: 0,
                units: Vec::new(),
                lost: Vec::new(),
            },
            Kind::Number => Self::Number {
                places: places.unwrap_or(0),
                units: Vec::new(),
                lost: Vec::new(),
            },
            Kind::Date => Self::Days(Vec::new()),
            Kind::Boolean => Self::Flags(Vec::new()),
            Kind::String | Kind::Datetime | Kind::Time | Kind::YearMonth => Self::Text {
                fresh: Vec::new(),
                codes: Codes::for_texts(0, 0),
            },
        }
    }

    /// Makes room for `rows` cells, to which those of one short file after another are appended; codes
    /// are into a dictionary of `texts` so far.
    pub(super) fn open(&mut self, rows: usize, texts: usize) {
        match self {
            Self::Text { codes, .. } => *codes = Codes::for_texts(texts, rows),
            other => other.reserve(rows),
        }
    }

    /// Has what is read next written to `memory` in passing, which serves one column after another.
    pub(super) fn borrow(&mut self, memory: &mut Vec<u32>) {
        if let Self::Text { fresh, .. } = self
            && fresh.is_empty()
        {
            std::mem::swap(fresh, memory);
        }
    }

    /// Gives the memory back once its codes are packed, which are into a dictionary of `texts`.
    pub(super) fn give_back(&mut self, memory: &mut Vec<u32>, texts: usize) {
        if let Self::Text { fresh, codes } = self {
            codes.append(fresh, texts);
            fresh.clear();
            std::mem::swap(fresh, memory);
        }
    }

    /// Forgets all cells but the first `rows`.
    pub(super) fn truncate(&mut self, rows: usize) {
        match self {
            Self::Text { fresh, codes } => {
                fresh.clear();
                codes.truncate(rows);
            }
            Self::Number { units, lost, .. } => {
                units.truncate(rows);
                lost.retain(|row| *row < rows);
            }
            Self::Days(days) => days.truncate(rows),
            Self::Flags(flags) => flags.truncate(rows),
            Self::Left(left) => *left = LeftSegment::default(),
        }
    }

    /// Makes room for `rows` more cells and no further: a stretch is most often one run, and what
    /// vectors grow by would be kept for all stretches.
    pub(super) fn reserve(&mut self, rows: usize) {
        match self {
            Self::Text { fresh, .. } => fresh.reserve_exact(rows),
            Self::Number { units, .. } => units.reserve_exact(rows),
            Self::Days(days) => days.reserve_exact(rows),
            Self::Flags(flags) => flags.reserve_exact(rows),
            Self::Left(_) => {}
        }
    }

    /// Appends a cell that is no text. A number with more decimals than the column so far widens the
    /// column; what then no longer fits is lost, whichever came first: what a column refuses must
    /// not depend on where it was cut.
    pub(super) fn push(&mut self, cell: &Cell) {
        match (self, cell) {
            (
                Self::Number {
                    places,
                    units,
                    lost,
                },
                Cell::Number {
                    units: unit,
                    places: of,
                },
            ) => {
                widen(units, places, *of, lost);
                let unit = times_ten_to(*unit, *places - *of);
                if unit.is_none() {
                    lost.push(units.len());
                }
                units.push(unit.unwrap_or(NO_NUMBER));
            }
            (Self::Days(days), Cell::Date(date)) => days.push(crate::calendar::days_of(*date)),
            (Self::Flags(flags), Cell::Boolean(flag)) => flags.push(u8::from(*flag)),
            (segment, _) => segment.push_missing(),
        }
    }

    /// Appends no value.
    pub(super) fn push_missing(&mut self) {
        match self {
            Self::Text { fresh, .. } => fresh.push(NO_TEXT),
            Self::Number { units, .. } => units.push(NO_NUMBER),
            Self::Days(days) => days.push(NO_DATE),
            Self::Flags(flags) => flags.push(NO_FLAG),
            Self::Left(left) => left.rows += 1,
        }
    }

    /// Ends a stretch: packs its codes into as few bytes as numbers below `texts` need.
    pub(super) fn finish(&mut self, texts: usize) {
        match self {
            Self::Left(left) => left.finish(),
            Self::Text { fresh, codes } => {
                codes.append(fresh, texts);
                fresh.clear();
            }
            _ => {}
        }
    }
}

/// Takes out what is kept of texts that stay in their file, of a stretch that is at an end; with the field.
pub(super) fn take_left(segments: &mut [Segment]) -> Vec<(usize, LeftSegment)> {
    let left = segments.iter_mut().enumerate();
    let left = left.filter_map(|(field, segment)| match segment {
        Segment::Left(left) => Some((field, std::mem::take(left))),
        _ => None,
    });
    left.collect()
}

/// Makes `units` multiples of 10^-`to`, if they were of fewer `places`; notes the rows whose number no
/// longer fits, and leaves them without a value.
pub(super) fn widen(units: &mut [i64], places: &mut u32, to: u32, lost: &mut Vec<usize>) {
    let Some(exponent) = to.checked_sub(*places).filter(|exponent| *exponent > 0) else {
        return;
    };
    for (row, unit) in units.iter_mut().enumerate() {
        *unit = times_ten_to(*unit, exponent).unwrap_or_else(|| {
            lost.push(row);
            NO_NUMBER
        });
    }
    *places = to;
}
