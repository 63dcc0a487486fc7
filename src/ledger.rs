//! A [`Ledger`]: typed columns, and where each row stands.
//!
//! Columns, because figures ask for few of them and for all rows of those; scaled integers and
//! dictionary codes, because ten million rows must fit. Where a cell stands in its file is looked
//! up when someone asks, by reading that one row again.

mod place;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::{IndexMap, IndexSet};

use crate::calendar::{date_of, days_of};
use crate::diagnostic::Place;
use crate::number::Number;
use crate::schema::{Kind, LedgerSchema};
use crate::source::Source;

/// All ledgers that a year's report draws on, by name, in the order of ledgers.toml.
pub type Ledgers = IndexMap<String, Ledger>;

/// A ledger, loaded.
#[derive(Debug)]
pub struct Ledger {
    /// What its rows look like.
    pub schema: LedgerSchema,
    /// The files it was read from, in order.
    pub files: Vec<LedgerFile>,
    /// Whether every file could be read and every record became a row. Where not, a reference may
    /// lead to a row that is there, and saying more would only repeat that finding.
    pub is_whole: bool,
    /// One for each field of the schema.
    pub columns: Vec<Column>,
    /// Where each row stands.
    rows: Vec<RowPlace>,
    /// Cells that loading refused, by row and field: without a value, and already reported.
    refused: BTreeSet<(usize, usize)>,
}

/// A file of a ledger.
#[derive(Debug)]
pub struct LedgerFile {
    /// The file's text.
    pub source: Arc<Source>,
    /// The year of its folder; none for a standing register.
    pub year: Option<i32>,
    /// Which field each of the file's columns holds; none for a column that is ignored.
    pub header: Vec<Option<usize>>,
    /// Its rows among the ledger's.
    pub rows: Range<usize>,
    /// Whether rows are TOML tables rather than CSV records.
    pub is_toml: bool,
    /// The fields' names, for finding a TOML row's cells; empty for CSV.
    pub toml_headings: Vec<String>,
    /// Whether every record became a row. Where one was refused whole, rules that need all rows
    /// (balances, sequences) would only repeat that finding.
    pub is_complete: bool,
}

#[derive(Debug, Clone, Copy)]
struct RowPlace {
    offset: usize,
    row: u32,
}

/// A column's cells.
#[derive(Debug)]
pub enum Column {
    /// Texts, as codes into a dictionary; `u32::MAX` for no value.
    Text {
        /// The distinct texts, in order of appearance.
        dictionary: IndexSet<Box<str>>,
        /// One for each row.
        codes: Vec<u32>,
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
        match self {
            Self::Missing => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number { units, places } => Number::scaled(i128::from(*units), *places)
                .to_fixed(*places, crate::number::Rounding::Down),
            Self::Date(date) => date.to_string(),
            Self::Boolean(flag) => if *flag { "是" } else { "否" }.to_owned(),
        }
    }
}

const NO_TEXT: u32 = u32::MAX;
const NO_NUMBER: i64 = i64::MIN;
const NO_DATE: i32 = i32::MIN;
const NO_FLAG: u8 = u8::MAX;

impl Column {
    /// An empty column for cells of `kind`.
    #[must_use]
    pub fn new(kind: Kind, places: Option<u32>) -> Self {
        match kind {
            Kind::Integer | Kind::Year => Self::Number {
                places: 0,
                units: Vec::new(),
            },
            Kind::Number => Self::Number {
                places: places.unwrap_or(0),
                units: Vec::new(),
            },
            Kind::Date => Self::Date { days: Vec::new() },
            Kind::Boolean => Self::Boolean { flags: Vec::new() },
            Kind::String | Kind::Datetime | Kind::Time | Kind::YearMonth => Self::Text {
                dictionary: IndexSet::new(),
                codes: Vec::new(),
            },
        }
    }

    /// Appends a cell. A number with more decimals than the column so far widens the column; false
    /// if one of its numbers would no longer fit, and then nothing is appended.
    #[must_use]
    pub fn push(&mut self, cell: &Cell) -> bool {
        match (self, cell) {
            (Self::Text { dictionary, codes }, Cell::Text(text)) => {
                let (code, _) = dictionary.insert_full(text.clone());
                codes.push(u32::try_from(code).unwrap_or(NO_TEXT));
            }
            (
                Self::Number { places, units },
                Cell::Number {
                    units: unit,
                    places: of,
                },
            ) => {
                let wider = (*places).max(*of);
                let Some(unit) = times_ten_to(*unit, wider - of) else {
                    return false;
                };
                if wider > *places {
                    let widened: Option<Vec<i64>> = units
                        .iter()
                        .map(|unit| times_ten_to(*unit, wider - *places))
                        .collect();
                    let Some(widened) = widened else { return false };
                    (*units, *places) = (widened, wider);
                }
                units.push(unit);
            }
            (Self::Date { days }, Cell::Date(date)) => days.push(days_of(*date)),
            (Self::Boolean { flags }, Cell::Boolean(flag)) => flags.push(u8::from(*flag)),
            (Self::Text { codes, .. }, _) => codes.push(NO_TEXT),
            (Self::Number { units, .. }, _) => units.push(NO_NUMBER),
            (Self::Date { days }, _) => days.push(NO_DATE),
            (Self::Boolean { flags }, _) => flags.push(NO_FLAG),
        }
        true
    }

    /// The cell of `row`.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell {
        match self {
            Self::Text { dictionary, codes } => dictionary
                .get_index(codes[row] as usize)
                .map_or(Cell::Missing, |text| Cell::Text(text.clone())),
            Self::Number { units, .. } if units[row] == NO_NUMBER => Cell::Missing,
            Self::Number { places, units } => Cell::Number {
                units: units[row],
                places: *places,
            },
            Self::Date { .. } => self.date(row).map_or(Cell::Missing, Cell::Date),
            Self::Boolean { flags } if flags[row] == NO_FLAG => Cell::Missing,
            Self::Boolean { flags } => Cell::Boolean(flags[row] == 1),
        }
    }

    /// The text of `row`, without copying it.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text { dictionary, codes } => {
                dictionary.get_index(codes[row] as usize).map(AsRef::as_ref)
            }
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

    /// A number that two of this column's cells share exactly where they are alike; none for no
    /// value. It means nothing outside the column.
    #[must_use]
    pub fn key(&self, row: usize) -> Option<i64> {
        if self.is_missing(row) {
            return None;
        }
        Some(match self {
            Self::Text { codes, .. } => i64::from(codes[row]),
            Self::Number { units, .. } => units[row],
            Self::Date { days } => i64::from(days[row]),
            Self::Boolean { flags } => i64::from(flags[row]),
        })
    }

    /// Whether `row` has no value.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Text { codes, .. } => codes[row] == NO_TEXT,
            Self::Number { units, .. } => units[row] == NO_NUMBER,
            Self::Date { days } => days[row] == NO_DATE,
            Self::Boolean { flags } => flags[row] == NO_FLAG,
        }
    }
}

/// `unit` × 10^`exponent`, if it fits; no value stays no value.
fn times_ten_to(unit: i64, exponent: u32) -> Option<i64> {
    if unit == NO_NUMBER {
        return Some(NO_NUMBER);
    }
    10_i64
        .checked_pow(exponent)
        .and_then(|factor| unit.checked_mul(factor))
}

impl Ledger {
    /// An empty ledger.
    #[must_use]
    pub fn new(schema: LedgerSchema) -> Self {
        let columns = schema
            .fields
            .iter()
            .map(|field| Column::new(field.kind, field.places))
            .collect();
        Self {
            schema,
            files: Vec::new(),
            columns,
            rows: Vec::new(),
            is_whole: true,
            refused: BTreeSet::new(),
        }
    }

    /// Appends a row that stands at byte `offset` of the file now being read and has number `row`.
    /// Gives back the fields whose number does not fit beside the column's others; those cells are
    /// left without a value.
    pub fn push(&mut self, offset: usize, row: u32, cells: &[Cell]) -> Vec<usize> {
        let mut refused = Vec::new();
        for (field, (column, cell)) in self.columns.iter_mut().zip(cells).enumerate() {
            if !column.push(cell) {
                refused.push(field);
                let _ = column.push(&Cell::Missing);
            }
        }
        self.rows.push(RowPlace { offset, row });
        refused
    }

    /// Notes that the last row's cell in `field` was refused and reported.
    pub fn refuse(&mut self, field: usize) {
        if let Some(row) = self.rows.len().checked_sub(1) {
            self.refused.insert((row, field));
        }
    }

    /// Whether loading refused the cell of `row` in `field`.
    #[must_use]
    pub fn is_refused(&self, row: usize, field: usize) -> bool {
        self.refused.contains(&(row, field))
    }

    /// Whether loading refused any cell of `field` among `rows`.
    #[must_use]
    pub fn has_refused(&self, rows: &Range<usize>, field: usize) -> bool {
        let mut among = self.refused.range((rows.start, 0)..(rows.end, 0));
        among.any(|(_, refused)| *refused == field)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The file that `row` stands in.
    #[must_use]
    pub fn file_of(&self, row: usize) -> Option<&LedgerFile> {
        let index = self.files.partition_point(|file| file.rows.end <= row);
        self.files.get(index)
    }

    /// The row's number as a spreadsheet shows it.
    #[must_use]
    pub fn row_number(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(0, |place| place.row)
    }

    /// The line that `row` begins on.
    #[must_use]
    pub fn line_number(&self, row: usize) -> u32 {
        let offset = self.rows.get(row).map_or(0, |place| place.offset);
        self.file_of(row)
            .map_or(0, |file| file.source.position(offset).line)
    }

    /// The place of `row`'s cell in `field`, or of the whole row.
    #[must_use]
    pub fn place(&self, row: usize, field: Option<usize>) -> Place {
        let (Some(file), Some(place)) = (self.file_of(row), self.rows.get(row)) else {
            return Place::default();
        };
        let span = place::cell_span(file, place.offset, field);
        let name = field.map(|field| self.schema.fields[field].name.as_str());
        Place::span(&file.source, span).in_row(place.row, name)
    }

    /// What is typed in `row`'s cell in `field`, for messages; empty where nothing is.
    #[must_use]
    pub fn typed(&self, row: usize, field: usize) -> String {
        match (self.file_of(row), self.rows.get(row)) {
            (Some(file), Some(place)) => place::cell_text(file, place.offset, field),
            _ => String::new(),
        }
    }

    /// The cell of `row` in `field`.
    #[must_use]
    pub fn cell(&self, row: usize, field: usize) -> Cell {
        self.columns[field].cell(row)
    }
}
