//! The ledger rows behind a report's figures.
//!
//! A report counts thousands of rows, and most of them for several figures: so each stands once, all of
//! their cells in one text, and a figure points at its own.

use std::borrow::Cow;
use std::sync::Arc;

use serde::ser::{Serialize, Serializer};

/// One ledger row behind a figure.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// The row, as [`Rows::get`] knows it.
    pub row: usize,
    /// What the row adds to the figure, in decimal notation.
    pub part: Cow<'static, str>,
}

/// Rows of ledgers, as a report carries them, each once.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    files: Vec<String>,
    columns: Vec<Arc<[String]>>,
    heads: Vec<Head>,
    /// All cells, one behind the other.
    text: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Head {
    place: Place,
    /// How many cells there are up to this row's last.
    cells: usize,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its file, among [`Rows::files`].
    pub file: usize,
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// The headings of its cells, among [`Rows::columns`].
    pub columns: usize,
}

impl Rows {
    /// Appends a ledger file's path, relative to the project folder.
    pub fn add_file(&mut self, path: &str) -> usize {
        self.files.push(path.to_owned());
        self.files.len() - 1
    }

    /// Appends a ledger's headings, and makes room for `rows` rows more.
    pub fn add_columns(&mut self, columns: Arc<[String]>, rows: usize) -> usize {
        /// A cell is rarely longer; memory that is never written costs nothing.
        const CELL: usize = 24;
        self.heads.reserve(rows);
        self.ends.reserve(rows * columns.len());
        self.text.reserve(rows * columns.len() * CELL);
        self.columns.push(columns);
        self.columns.len() - 1
    }

    /// Appends a row, whose cells `write` writes, column by column.
    pub fn add(&mut self, place: Place, mut write: impl FnMut(usize, &mut String)) -> usize {
        let columns = self.columns.get(place.columns);
        for column in 0..columns.map_or(0, |columns| columns.len()) {
            write(column, &mut self.text);
            self.ends.push(self.text.len());
        }
        let cells = self.ends.len();
        self.heads.push(Head { place, cells });
        self.heads.len() - 1
    }

    /// The files that rows stand in.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The ledgers' headings.
    #[must_use]
    pub fn columns(&self) -> &[Arc<[String]>] {
        &self.columns
    }

    /// How many bytes all cells have together.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.text.len()
    }

    /// Every row, in the order in which they were added.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Place, Cells<'_>)> {
        (0..self.heads.len()).map(|row| self.at(row))
    }

    /// A row: where it stands, and its cells.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<(Place, Cells<'_>)> {
        (row < self.heads.len()).then(|| self.at(row))
    }

    fn at(&self, row: usize) -> (Place, Cells<'_>) {
        let Head { place, cells } = self.heads[row];
        let before = row.checked_sub(1).map_or(0, |row| self.heads[row].cells);
        let begin = before.checked_sub(1).map_or(0, |cell| self.ends[cell]);
        let cells = Cells {
            text: &self.text,
            begin,
            ends: &self.ends[before..cells],
        };
        (place, cells)
    }
}

/// A row's cells, one for each heading.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    text: &'a str,
    begin: usize,
    ends: &'a [usize],
}

impl<'a> Cells<'a> {
    /// Whether they hold nothing that JSON escapes in a string.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let end = self.ends.last().copied().unwrap_or(self.begin);
        needs_no_escape(&self.text[self.begin..end])
    }

    /// Every cell's text, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a str> {
        let Self { text, ends, .. } = *self;
        let mut begin = self.begin;
        ends.iter().map(move |end| {
            let cell = &text[begin..*end];
            begin = *end;
            cell
        })
    }
}

/// Whether `text` holds nothing that JSON escapes in a string.
#[must_use]
pub fn needs_no_escape(text: &str) -> bool {
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    !text.bytes().fold(false, |any, byte| any | is_escaped(byte))
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
