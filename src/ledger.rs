//! A [`Ledger`]: typed columns, and where each row stands.
//!
//! Columns, because figures ask for few of them and for all rows of those; scaled integers and
//! dictionary codes, because ten million rows must fit. Where a cell stands in its file is looked
//! up when someone asks, by reading its stretch of the file again.

mod column;
mod dictionary;
mod marks;
mod place;

use std::borrow::Cow;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use indexmap::IndexMap;

pub use column::{
    Cell, Codes, Column, Consecutive, Fault, Left, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT,
};
pub use dictionary::{Dictionary, Unknown, hash_of};
pub use marks::Marks;

use crate::diagnostic::Place;
use crate::schema::LedgerSchema;
use crate::source::Source;

/// All ledgers that a year's report draws on, by name, in the order of ledgers.toml. Years share their
/// standing registers.
pub type Ledgers = IndexMap<String, Arc<Ledger>>;

/// A ledger, loaded.
#[derive(Debug)]
pub struct Ledger {
    /// What its rows look like.
    pub schema: Arc<LedgerSchema>,
    /// The files it was read from, in order.
    pub files: Vec<LedgerFile>,
    /// Whether every file could be read and every record became a row. Where not, a reference may
    /// lead to a row that is there, and saying more would only repeat that finding.
    pub is_whole: bool,
    /// One for each field of the schema, all of the same length.
    pub columns: Vec<Column>,
    /// How many rows there are.
    rows: usize,
    /// For each field, the rows whose cell loading refused: without a value, and already reported.
    refused: Vec<Marks>,
}

/// A file of a ledger.
#[derive(Debug)]
pub struct LedgerFile {
    /// The file's path and text; a large file's text is empty, and stays on the disk.
    pub source: Arc<Source>,
    /// The year of its folder; none for a standing register.
    pub year: Option<i32>,
    /// The subordinate unit whose folder it lies in, as a path below the year's.
    pub unit: Option<String>,
    /// Its rows among the ledger's.
    pub rows: Range<usize>,
    /// Whether every record became a row. Where one was refused whole, rules that need all rows
    /// (balances, sequences) would only repeat that finding.
    pub is_complete: bool,
    /// How its rows are written.
    pub form: Form,
    /// The stretch of it that was last looked into.
    window: Mutex<Option<Arc<place::Window>>>,
}

/// How a file writes its rows.
#[derive(Debug)]
pub enum Form {
    /// CSV records.
    Csv {
        /// Which field each of the file's columns holds; none for a column that is ignored.
        header: Vec<Option<usize>>,
        /// The file in stretches, in order.
        stretches: Vec<Stretch>,
        /// Where the file lies, if its text is not held.
        disk: Option<PathBuf>,
    },
    /// TOML tables.
    Toml {
        /// The fields' names.
        headings: Vec<String>,
        /// The byte that each row's table begins at.
        offsets: Vec<usize>,
    },
}

/// A stretch of a CSV file, from one record's beginning to another's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The ledger's row that is the first of it.
    pub row: usize,
    /// The bytes of the file.
    pub bytes: Range<u64>,
    /// How many lines stand before it.
    pub lines: u32,
    /// How many records and blank lines stand before it.
    pub records: u32,
    /// Which of its records and blank lines, counted from 0, became no row.
    pub skipped: Vec<u32>,
}

impl Ledger {
    /// A ledger of these columns, all of `rows` cells.
    #[must_use]
    pub fn new(
        schema: Arc<LedgerSchema>,
        files: Vec<LedgerFile>,
        columns: Vec<Column>,
        rows: usize,
    ) -> Self {
        Self {
            schema,
            files,
            columns,
            rows,
            is_whole: true,
            refused: Vec::new(),
        }
    }

    /// Notes the rows, for each field, whose cell was refused and reported.
    pub fn refuse(&mut self, cells: Vec<Marks>) {
        self.refused = cells;
    }

    /// Whether loading refused the cell of `row` in `field`.
    #[must_use]
    pub fn is_refused(&self, row: usize, field: usize) -> bool {
        let refused = self.refused.get(field);
        refused.is_some_and(|rows| rows.contains(row))
    }

    /// The rows without a value in `field`, in order; not those whose cell loading refused.
    #[must_use]
    pub fn blank(&self, field: usize) -> Vec<usize> {
        let none = Marks::default();
        self.columns[field].missing(self.refused.get(field).unwrap_or(&none))
    }

    /// Whether loading refused any cell of `field` among `rows`.
    #[must_use]
    pub fn has_refused(&self, rows: &Range<usize>, field: usize) -> bool {
        let refused = self.refused.get(field);
        refused.is_some_and(|refused| refused.any_in(rows))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
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
        self.file_of(row).map_or(0, |file| file.number(row))
    }

    /// The line that `row` begins on.
    #[must_use]
    pub fn line_number(&self, row: usize) -> u32 {
        self.place(row, None).line
    }

    /// The place of `row`'s cell in `field`, or of the whole row.
    #[must_use]
    pub fn place(&self, row: usize, field: Option<usize>) -> Place {
        let Some(file) = self.file_of(row) else {
            return Place::default();
        };
        let name = field.map(|field| self.schema.fields[field].name.as_str());
        file.place(row, field).in_row(file.number(row), name)
    }

    /// What is typed in `row`'s cell in `field`, for messages; empty where nothing is.
    #[must_use]
    pub fn typed(&self, row: usize, field: usize) -> String {
        self.file_of(row)
            .map_or_else(String::new, |file| file.typed(row, field))
    }

    /// The cell of `row` in `field`; one whose column was left in its file is read there.
    #[must_use]
    pub fn cell(&self, row: usize, field: usize) -> Cell {
        match &self.columns[field] {
            Column::Left(_) => match self.typed(row, field) {
                text if text.is_empty() => Cell::Missing,
                text => Cell::Text(text.into()),
            },
            column => column.cell(row),
        }
    }

    /// The text of `row` in `field`, whatever it holds; none for no value.
    #[must_use]
    pub fn text(&self, row: usize, field: usize) -> Option<Cow<'_, str>> {
        if let Some(text) = self.columns[field].text(row) {
            return Some(Cow::Borrowed(text));
        }
        match self.cell(row, field) {
            Cell::Missing => None,
            cell => Some(Cow::Owned(cell.text())),
        }
    }
}
