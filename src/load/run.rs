//! Regular records in a row, and their columns.

#![allow(
    clippy::inline_always,
    reason = "the innermost loops: a call would cost more than the work"
)]

use std::ops::Range;

use super::cells::{Cells, begins_a_word, text_of};
use super::word::Word;
use super::{cell, total};

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
    #[inline(always)]
    pub fn span(&self, record: usize, column: usize) -> Range<usize> {
        let at = record * self.width + column;
        let start = match at {
            0 => self.begin,
            at => self.ends[at - 1] as usize + 1,
        };
        start..self.ends[at] as usize
    }

    /// Whether the first record certainly holds something.
    pub fn is_filled(&self) -> bool {
        self.begins_plainly() || self.first_filled().is_some()
    }

    /// Whether the first record, which holds something, may be a total.
    pub fn may_be_total(&self) -> bool {
        !self.begins_plainly() && self.first_filled().is_some_and(total::may_be)
    }

    /// Whether the first cell begins with a letter or digit of ASCII.
    fn begins_plainly(&self) -> bool {
        let first = self.text.as_bytes().get(self.begin);
        first.is_some_and(u8::is_ascii_alphanumeric)
    }

    /// The first cell that certainly holds more than space.
    fn first_filled(&self) -> Option<&str> {
        (0..self.width).find_map(|column| self.filled(0, column))
    }

    /// What a cell certainly holds besides quotes and space around it.
    pub fn filled(&self, record: usize, column: usize) -> Option<&str> {
        let text = self.text.get(self.span(record, column))?;
        let text = cell::trim(text.trim_matches('"'));
        (!text.is_empty()).then_some(text)
    }
}

/// A column of a run.
pub(super) struct Column<'a> {
    pub run: &'a Run<'a>,
    pub column: usize,
}

impl Column<'_> {
    /// The text up to a cell's end, and where in it the cell begins; its quotes are the cell's, its
    /// line's `\r` is not.
    #[inline(always)]
    fn raw(&self, index: usize) -> (&[u8], usize) {
        let span = self.run.span(index, self.column);
        let text = &self.run.text.as_bytes()[..span.end];
        match text {
            [before @ .., b'\r'] if self.column + 1 == self.run.width => (before, span.start),
            text => (text, span.start),
        }
    }
}

impl Cells for Column<'_> {
    fn count(&self) -> usize {
        self.run.records()
    }

    #[inline]
    fn get<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a [u8] {
        let (text, start) = self.raw(index);
        let text = text.get(start..).unwrap_or_default();
        if text.first() == Some(&b'"') {
            return unquoted(text, scratch);
        }
        text
    }

    #[inline]
    fn text<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a str {
        let (text, start) = self.raw(index);
        if text.get(start) == Some(&b'"') {
            return text_of(self.get(index, scratch));
        }
        self.run.text.get(start..text.len()).unwrap_or_default()
    }

    #[inline(always)]
    fn word(&self, index: usize) -> Option<Word> {
        let (text, start) = self.raw(index);
        Word::at_end(text, text.len().checked_sub(start)?)
    }

    #[inline(always)]
    fn begins_as_word(&self, index: usize) -> bool {
        let (text, start) = self.raw(index);
        match text.get(start..) {
            Some([b'"', second, ..]) => begins_a_word(*second),
            Some([first, ..]) => begins_a_word(*first),
            _ => false,
        }
    }
}

/// The text of a quoted cell, whose quotes are whole.
fn unquoted<'a>(text: &'a [u8], scratch: &'a mut String) -> &'a [u8] {
    let inner = text.get(1..text.len() - 1).unwrap_or_default();
    if !inner.contains(&b'"') {
        return inner;
    }
    *scratch = text_of(inner).replace("\"\"", "\"");
    scratch.as_bytes()
}
