//! Regular records in a row, and their columns.

use std::ops::Range;

use super::cell;
use super::reader::{Cells, text_of};

/// Regular records in a row.
pub(super) struct Run<'a> {
    pub text: &'a str,
    /// Where each cell of the run ends.
    pub ends: &'a [u32],
    /// Where the first record begins.
    pub begin: usize,
    pub width: usize,
}

impl Run<'_> {
    pub fn records(&self) -> usize {
        self.ends.len() / self.width
    }

    /// The bytes of a cell, its line's `\r` and its quotes included.
    pub fn span(&self, record: usize, column: usize) -> Range<usize> {
        let at = record * self.width + column;
        let start = match at {
            0 => self.begin,
            at => self.ends[at - 1] as usize + 1,
        };
        start..self.ends[at] as usize
    }

    /// Whether the first cell of a record begins with a letter or digit of ASCII: then the record is
    /// neither blank nor a total.
    pub fn begins_plainly(&self, record: usize) -> bool {
        let first = self.text.as_bytes().get(self.span(record, 0).start);
        first.is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Where a cell that holds more than space first stands, as the text without its quotes.
    pub fn first_filled(&self, record: usize) -> Option<&str> {
        (0..self.width).find_map(|column| {
            let text = self.text.get(self.span(record, column))?;
            let text = cell::trim(text.trim_matches('"'));
            (!text.is_empty()).then_some(text)
        })
    }
}

/// A column of a run.
pub(super) struct Column<'a> {
    pub run: &'a Run<'a>,
    pub column: usize,
}

impl Cells for Column<'_> {
    fn count(&self) -> usize {
        self.run.records()
    }

    #[inline]
    fn get<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a [u8] {
        let mut text = &self.run.text.as_bytes()[self.run.span(index, self.column)];
        if self.column + 1 == self.run.width && text.last() == Some(&b'\r') {
            text = &text[..text.len() - 1];
        }
        if text.first() == Some(&b'"') {
            return unquoted(text_of(text), scratch).as_bytes();
        }
        text
    }
}

/// The text of a quoted cell, whose quotes are whole.
fn unquoted<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    let inner = text.get(1..text.len() - 1).unwrap_or_default();
    if !inner.contains('"') {
        return inner;
    }
    *scratch = inner.replace("\"\"", "\"");
    scratch
}
