//! A column's cells, one for each row.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::{Dictionary, Marks};
use crate::calendar::{date_of, days_of, push_iso};
use crate::number::{Number, push_decimal};

/// A column's cells.
#[derive(Debug)]
pub enum Column {
    /// Texts, as numbers in a dictionary.
    Text {
        /// The distinct texts, in order of appearance.
        dictionary: Dictionary,
        /// One for each row.
        codes: Codes,
    },
    /// Numbers, as whole multiples of 10^-places; `i64::MIN` for no value.
    Number {
        /// How many decimals the multiples stand for.
        places: u32,
        /// One for each row.
        units: Vec<i64>,
    },
    /// Days since 1970-01-01; `i32::MIN` for no value.
    Date {
        /// One for each row.
        days: Vec<i32>,
    },
    /// 1 for true, 0 for false, `u8::MAX` for no value.
    Boolean {
        /// One for each row.
        flags: Vec<u8>,
    },
    /// Texts of a large file that no figure asks for: checked when read, and left in the file.
    Left(Left),
}

/// What is known of a column that was left in its file.
#[derive(Debug, Default)]
pub struct Left {
    /// How many rows there are.
    pub rows: usize,
    /// Cells that break a rule of their own, in the rows' order.
    pub faults: Vec<(usize, Fault)>,
    /// For a column in which no text may stand twice: rows whose text stands in an earlier row of
    /// the same year or of the standing register, with that row.
    pub repeats: Vec<(usize, usize)>,
    /// For a column of numbers in sequence: whether some file's numbers may have gaps.
    pub may_have_gaps: bool,
    /// If they may: the numbers by the text before them, those of a prefix in the rows' order. None
    /// where they stand in too little order to be kept.
    pub consecutive: Option<BTreeMap<Box<[u8]>, Vec<Consecutive>>>,
}

/// Numbers in sequence in rows one behind another, each one more than the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consecutive {
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// With how many digits the last is written.
    pub digits: usize,
    /// The row of the first.
    pub row: usize,
}

/// What is wrong with a text by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is blank.
    Blank,
    /// It does not match the column's pattern.
    Pattern,
    /// It is too short or too long.
    Length,
}

/// Numbers into a dictionary, in as few bytes each as it needs.
#[derive(Debug)]
pub enum Codes {
    /// For up to 255 texts; 255 is no value.
    Byte(Vec<u8>),
    /// For up to 65,535 texts; 65,535 is no value.
    Short(Vec<u16>),
    /// For more; `u32::MAX` is no value.
    Long(Vec<u32>),
}

/// The number that stands for no value, whatever its width.
pub const NO_TEXT: u32 = u32::MAX;
/// The multiple that stands for no value.
pub const NO_NUMBER: i64 = i64::MIN;
/// The day that stands for no value.
pub const NO_DATE: i32 = i32::MIN;
/// The flag that stands for no value.
pub const NO_FLAG: u8 = u8::MAX;

impl Codes {
    /// No codes yet, with room for `rows` into a dictionary of at most `texts`.
    #[must_use]
    pub fn for_texts(texts: usize, rows: usize) -> Self {
        if u8::try_from(texts).is_ok() {
            Self::Byte(Vec::with_capacity(rows))
        } else if u16::try_from(texts).is_ok() {
            Self::Short(Vec::with_capacity(rows))
        } else {
            Self::Long(Vec::with_capacity(rows))
        }
    }

    /// Appends `codes` into the same dictionary, which now has at most `texts`.
    pub fn append(&mut self, codes: &[u32], texts: usize) {
        let is_narrow = match self {
            Self::Byte(_) => u8::try_from(texts).is_err(),
            Self::Short(_) => u16::try_from(texts).is_err(),
            Self::Long(_) => false,
        };
        if is_narrow {
            let mut wider = Self::for_texts(texts, self.len() + codes.len());
            self.for_each(0..self.len(), |code| wider.push(code));
            *self = wider;
        }
        match self {
            Self::Byte(here) => here.extend(codes.iter().map(|code| narrow::<u8>(*code))),
            Self::Short(here) => here.extend(codes.iter().map(|code| narrow::<u16>(*code))),
            Self::Long(here) => here.extend_from_slice(codes),
        }
    }

    /// Appends the codes of `rows` of `others`, each by the number that `map` has for it; none if some
    /// code has none.
    #[must_use]
    pub fn extend_mapped(&mut self, others: &Self, rows: Range<usize>, map: &[u32]) -> Option<()> {
        match (self, others) {
            (Self::Byte(here), Self::Byte(others)) => mapped(here, &others[rows], map),
            (Self::Byte(here), Self::Short(others)) => mapped(here, &others[rows], map),
            (Self::Byte(here), Self::Long(others)) => mapped(here, &others[rows], map),
            (Self::Short(here), Self::Byte(others)) => mapped(here, &others[rows], map),
            (Self::Short(here), Self::Short(others)) => mapped(here, &others[rows], map),
            (Self::Short(here), Self::Long(others)) => mapped(here, &others[rows], map),
            (Self::Long(here), Self::Byte(others)) => mapped(here, &others[rows], map),
            (Self::Long(here), Self::Short(others)) => mapped(here, &others[rows], map),
            (Self::Long(here), Self::Long(others)) => mapped(here, &others[rows], map),
        }
    }

    /// The code of `row`; [`NO_TEXT`] for no value.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Byte(codes) => widen(codes[row]),
            Self::Short(codes) => widen(codes[row]),
            Self::Long(codes) => codes[row],
        }
    }

    /// Calls `each` with every code of `rows`, in order.
    #[inline]
    pub fn for_each(&self, rows: Range<usize>, mut each: impl FnMut(u32)) {
        match self {
            Self::Byte(codes) => codes[rows].iter().for_each(|code| each(widen(*code))),
            Self::Short(codes) => codes[rows].iter().for_each(|code| each(widen(*code))),
            Self::Long(codes) => codes[rows].iter().for_each(|code| each(*code)),
        }
    }

    /// Appends a code, which fits the dictionary that these were made for, or [`NO_TEXT`].
    #[inline]
    pub fn push(&mut self, code: u32) {
        match self {
            Self::Byte(codes) => codes.push(narrow(code)),
            Self::Short(codes) => codes.push(narrow(code)),
            Self::Long(codes) => codes.push(code),
        }
    }

    /// Forgets all but the first `rows`.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Self::Byte(codes) => codes.truncate(rows),
            Self::Short(codes) => codes.truncate(rows),
            Self::Long(codes) => codes.truncate(rows),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Byte(codes) => codes.len(),
            Self::Short(codes) => codes.len(),
            Self::Long(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A code in full width: the greatest of its own width stands for no value.
trait Narrow: Copy + Into<u32> + TryFrom<u32> + Eq {
    const NONE: Self;
}

impl Narrow for u8 {
    const NONE: Self = Self::MAX;
}

impl Narrow for u16 {
    const NONE: Self = Self::MAX;
}

impl Narrow for u32 {
    const NONE: Self = NO_TEXT;
}

/// A code in the width of a dictionary that it fits.
#[inline]
fn narrow<T: Narrow>(code: u32) -> T {
    T::try_from(code).unwrap_or(T::NONE)
}

/// Appends to `here` what `map` has for `others`; not at all if it has nothing for one.
fn mapped<T: Narrow, U: Narrow>(here: &mut Vec<T>, others: &[U], map: &[u32]) -> Option<()> {
    let length = here.len();
    let mut is_whole = true;
    here.extend(others.iter().map(|code| {
        let meant = map.get(widen(*code) as usize).copied().unwrap_or(NO_TEXT);
        is_whole &= meant != NO_TEXT || *code == U::NONE;
        narrow::<T>(meant)
    }));
    if !is_whole {
        here.truncate(length);
    }
    is_whole.then_some(())
}

#[inline]
fn widen<T: Narrow>(code: T) -> u32 {
    if code == T::NONE {
        NO_TEXT
    } else {
        code.into()
    }
}

/// One cell's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// No value.
    Missing,
    /// A text, or a time or month in ISO notation.
    Text(Box<str>),
    /// `units` × 10^-`places`.
    Number {
        /// The multiple.
        units: i64,
        /// How many decimals it stands for.
        places: u32,
    },
    /// A day.
    Date(NaiveDate),
    /// 是 or 否.
    Boolean(bool),
}

impl Cell {
    /// The cell's exact number.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number { units, places } => Some(Number::scaled(i128::from(*units), *places)),
            _ => None,
        }
    }

    /// As JSON and tables show it: plain decimals, ISO dates, 是 and 否, nothing for no value.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.push_to(&mut text);
        text
    }

    /// Appends what [`Self::text`] says.
    pub fn push_to(&self, text: &mut String) {
        match self {
            Self::Missing => {}
            Self::Text(cell) => text.push_str(cell),
            Self::Number { units, places } => push_decimal(*units, *places, text),
            Self::Date(date) => push_iso(*date, text),
            Self::Boolean(flag) => text.push_str(if *flag { "是" } else { "否" }),
        }
    }
}

impl Column {
    /// The cell of `row`; [`Cell::Missing`] for a column that was left in its file.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell {
        match self {
            Self::Text { dictionary, codes } => dictionary
                .get(codes.get(row))
                .map_or(Cell::Missing, |text| Cell::Text(text.into())),
            Self::Number { units, .. } if units[row] == NO_NUMBER => Cell::Missing,
            Self::Number { places, units } => Cell::Number {
                units: units[row],
                places: *places,
            },
            Self::Date { .. } => self.date(row).map_or(Cell::Missing, Cell::Date),
            Self::Boolean { flags } if flags[row] == NO_FLAG => Cell::Missing,
            Self::Boolean { flags } => Cell::Boolean(flags[row] == 1),
            Self::Left(_) => Cell::Missing,
        }
    }

    /// The text of `row`, without copying it.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text { dictionary, codes } => dictionary.get(codes.get(row)),
            _ => None,
        }
    }

    /// The day of `row`, of a date or of a day with a time.
    #[must_use]
    pub fn date(&self, row: usize) -> Option<NaiveDate> {
        match self {
            Self::Date { days } if days[row] == NO_DATE => None,
            Self::Date { days } => date_of(days[row]),
            Self::Text { .. } => self.text(row)?.get(..10)?.parse().ok(),
            _ => None,
        }
    }

    /// The same as days since 1970-01-01.
    #[must_use]
    pub fn day(&self, row: usize) -> Option<i32> {
        match self {
            Self::Date { days } => Some(days[row]).filter(|day| *day != NO_DATE),
            _ => self.date(row).map(days_of),
        }
    }

    /// A number that two of this column's cells share exactly where they are alike; none for no
    /// value. It means nothing outside the column.
    #[must_use]
    pub fn key(&self, row: usize) -> Option<i64> {
        if self.is_missing(row) {
            return None;
        }
        match self {
            Self::Text { codes, .. } => Some(i64::from(codes.get(row))),
            Self::Number { units, .. } => Some(units[row]),
            Self::Date { days } => Some(i64::from(days[row])),
            Self::Boolean { flags } => Some(i64::from(flags[row])),
            Self::Left(_) => None,
        }
    }

    /// Whether `row` has no value.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Text { codes, .. } => codes.get(row) == NO_TEXT,
            Self::Number { units, .. } => units[row] == NO_NUMBER,
            Self::Date { days } => days[row] == NO_DATE,
            Self::Boolean { flags } => flags[row] == NO_FLAG,
            Self::Left(left) => {
                let begin = left.faults.partition_point(|(at, _)| *at < row);
                let here = left.faults[begin..].iter().take_while(|(at, _)| *at == row);
                here.into_iter().any(|(_, fault)| *fault == Fault::Blank)
            }
        }
    }

    /// The rows without a value that are not `refused`, in order.
    #[must_use]
    pub(super) fn missing(&self, refused: &Marks) -> Vec<usize> {
        match self {
            Self::Text { codes, .. } => match codes {
                Codes::Byte(codes) => rows_of(codes, u8::MAX, refused),
                Codes::Short(codes) => rows_of(codes, u16::MAX, refused),
                Codes::Long(codes) => rows_of(codes, u32::MAX, refused),
            },
            Self::Number { units, .. } => rows_of(units, NO_NUMBER, refused),
            Self::Date { days } => rows_of(days, NO_DATE, refused),
            Self::Boolean { flags } => rows_of(flags, NO_FLAG, refused),
            Self::Left(left) => {
                let mut rows = left.rows_with(Fault::Blank);
                rows.retain(|row| !refused.contains(*row));
                rows
            }
        }
    }
}

/// The rows that hold `none` and are not `refused`, as only such rows are. Most blocks hold it
/// nowhere else, and are told so at a stroke.
fn rows_of<T: Copy + Eq>(cells: &[T], none: T, refused: &Marks) -> Vec<usize> {
    const BLOCK: usize = 1024;
    let mut found = Vec::new();
    for (start, block) in (0..).step_by(BLOCK).zip(cells.chunks(BLOCK)) {
        let count = block.iter().filter(|cell| **cell == none).count();
        if count > refused.count_in(&(start..start + BLOCK)) {
            let rows = (start..).zip(block).filter(|(_, cell)| **cell == none);
            found.extend(
                rows.map(|(row, _)| row)
                    .filter(|row| !refused.contains(*row)),
            );
        }
    }
    found
}

impl Left {
    /// The rows with this fault, in order.
    #[must_use]
    pub fn rows_with(&self, fault: Fault) -> Vec<usize> {
        let rows = self.faults.iter().filter(|(_, found)| *found == fault);
        rows.map(|(row, _)| *row).collect()
    }
}
