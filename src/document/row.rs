//! The ledger rows behind a report's figures.

use std::borrow::Cow;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// One ledger row behind a figure.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// The row. One that ten figures count is kept once.
    pub row: Arc<LedgerRow>,
    /// What the row adds to the figure, in decimal notation.
    pub part: Cow<'static, str>,
}

/// A row of a ledger, as a report carries it.
#[derive(Debug)]
pub struct LedgerRow {
    /// The ledger file, relative to the project folder.
    pub file: Arc<str>,
    /// The row's number as a spreadsheet shows it.
    pub number: u32,
    /// Its cells, one for each of [`super::Source::columns`].
    pub cells: Cells,
}

/// A row's cells in one text: a report has tens of thousands of them.
#[derive(Debug, Default)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// None yet, with room for `count`.
    #[must_use]
    pub fn with_room(count: usize) -> Self {
        Self {
            text: String::with_capacity(16 * count),
            ends: Vec::with_capacity(count),
        }
    }

    /// Appends a cell, which `write` writes.
    pub fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// How many bytes their texts have together.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Whether they hold nothing that JSON escapes in a string.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        needs_no_escape(&self.text)
    }

    /// Every cell's text, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut begin = 0;
        self.ends.iter().map(move |end| {
            let cell = self.text.get(begin..*end).unwrap_or_default();
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

impl<'a> FromIterator<&'a str> for Cells {
    fn from_iter<T: IntoIterator<Item = &'a str>>(cells: T) -> Self {
        let mut all = Self::default();
        for cell in cells {
            all.push(|text| text.push_str(cell));
        }
        all
    }
}

impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for SourceRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("SourceRow", 4)?;
        row.serialize_field("file", &*self.row.file)?;
        row.serialize_field("row", &self.row.number)?;
        row.serialize_field("part", &self.part)?;
        row.serialize_field("cells", &self.row.cells)?;
        row.end()
    }
}
