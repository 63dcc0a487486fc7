//! CSV text as records whose every cell knows where it stands.
//!
//! The grammar is csv-core's (RFC 4180, `\n`, `\r\n` or `\r`). It accepts anything, so what it lets
//! pass — a quote that is never closed, text behind a closing quote — is found here.

use std::cell::Cell;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader};

/// A record: its cells' texts and where each stands.
#[derive(Debug, Default)]
pub struct Record {
    text: Vec<u8>,
    ends: Vec<usize>,
    spans: Vec<Range<usize>>,
    /// The record's number as a spreadsheet shows it: the first is 1, blank lines count.
    pub row: u32,
    /// The byte that it begins at.
    pub offset: usize,
    /// The first cell whose quotes are wrong, if any.
    pub broken_quote: Option<usize>,
}

impl Record {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of cell `index`, quotes resolved; empty if there is no such cell.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        // Cutting UTF-8 at ASCII delimiters leaves UTF-8.
        std::str::from_utf8(&self.text[start..*end]).unwrap_or_default()
    }

    /// All cells' texts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Where cell `index` stands, its quotes included; the record's end if there is no such cell.
    #[must_use]
    pub fn span(&self, index: usize) -> Range<usize> {
        let end = self.spans.last().map_or(self.offset, |span| span.end);
        self.spans.get(index).cloned().unwrap_or(end..end)
    }

    /// Where the whole record stands, without its line's end.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.offset..self.spans.last().map_or(self.offset, |span| span.end)
    }
}

thread_local! {
    /// A reader that has done its work, and its buffer. csv-core works out its tables anew for every reader, which
    /// takes longer than reading a header does, and its readers do not survive being cloned.
    static SPARE: Cell<Option<(Box<Reader>, Vec<u8>)>> = const { Cell::new(None) };
}

/// Reads records one after another into the same [`Record`].
pub struct Records<'a> {
    text: &'a str,
    reader: Box<Reader>,
    at: usize,
    row: u32,
    buffer: Vec<u8>,
}

impl<'a> Records<'a> {
    /// The records of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self::starting_at(text, 0)
    }

    /// The records of `text` from the one that begins at byte `offset`; their `row`s count from 1.
    #[must_use]
    pub fn starting_at(text: &'a str, offset: usize) -> Self {
        let fresh = || (Box::new(Reader::new()), vec![0; 1024]);
        let (mut reader, buffer) = SPARE.take().unwrap_or_else(fresh);
        reader.reset();
        Self {
            text,
            reader,
            at: offset,
            row: 0,
            buffer,
        }
    }

    /// The byte that the next record, or a blank line before it, begins at.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Reads the next record; false at the end.
    pub fn read(&mut self, record: &mut Record) -> bool {
        record.text.clear();
        record.ends.clear();
        record.spans.clear();
        record.broken_quote = None;
        self.skip_blank_lines();
        if self.at >= self.text.len() {
            return false;
        }
        self.row = self.row.saturating_add(1);
        record.row = self.row;
        record.offset = self.at;
        while !self.read_cell(record) {}
        true
    }

    /// csv-core skips blank lines without a word; a spreadsheet shows each as a row.
    fn skip_blank_lines(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                Some(b'\n' | b'\r') => self.at += 1,
                _ => return,
            }
            self.row = self.row.saturating_add(1);
        }
    }

    /// Reads one cell; true if it was the record's last.
    fn read_cell(&mut self, record: &mut Record) -> bool {
        let start = self.at;
        let bytes = self.text.as_bytes();
        loop {
            let input = bytes.get(self.at..).unwrap_or_default();
            let (result, read, written) = self.reader.read_field(input, &mut self.buffer);
            record.text.extend_from_slice(&self.buffer[..written]);
            self.at += read;
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    // Behind a cell stands its delimiter; at the end of the text there is none.
                    let delimiter = bytes[start..self.at].last().copied();
                    let closed = match delimiter {
                        Some(b',') if !record_end => self.at - 1,
                        Some(b'\n' | b'\r') if record_end && !self.ends_in_quotes(start) => {
                            self.at - 1
                        }
                        _ => self.at,
                    };
                    if record_end && bytes.get(self.at) == Some(&b'\n') && delimiter == Some(b'\r')
                    {
                        self.at += 1;
                    }
                    self.finish(record, start..closed.max(start));
                    return record_end;
                }
                ReadFieldResult::End => {
                    self.finish(record, start..self.at);
                    return true;
                }
            }
        }
    }

    /// Whether the text from `start` on is a quoted cell that the end of the file cut off.
    fn ends_in_quotes(&self, start: usize) -> bool {
        let cell = &self.text.as_bytes()[start..self.at];
        cell.first() == Some(&b'"') && self.at == self.text.len() && closing_quote(cell).is_none()
    }

    fn finish(&self, record: &mut Record, span: Range<usize>) {
        let raw = &self.text.as_bytes()[span.clone()];
        let broken = raw.first() == Some(&b'"') && closing_quote(raw) != Some(raw.len() - 1);
        if broken && record.broken_quote.is_none() {
            record.broken_quote = Some(record.ends.len());
        }
        record.ends.push(record.text.len());
        record.spans.push(span);
    }
}

impl Drop for Records<'_> {
    fn drop(&mut self) {
        // What takes its place has no tables, and reads nothing any more.
        let reader = std::mem::take(&mut self.reader);
        SPARE.set(Some((reader, std::mem::take(&mut self.buffer))));
    }
}

/// Where the quote that closes a quoted cell stands.
fn closing_quote(cell: &[u8]) -> Option<usize> {
    let mut at = 1;
    while at < cell.len() {
        match (cell[at], cell.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record's row, its cells with what is typed, and its first broken quote.
    type Read = (u32, Vec<(String, String)>, Option<usize>);

    fn records(text: &str) -> Vec<Read> {
        let mut records = Records::new(text);
        let mut record = Record::default();
        let mut all = Vec::new();
        while records.read(&mut record) {
            let cell = |index| {
                (
                    record.get(index).to_owned(),
                    text[record.span(index)].to_owned(),
                )
            };
            all.push((
                record.row,
                (0..record.len()).map(cell).collect(),
                record.broken_quote,
            ));
        }
        all
    }

    #[test]
    fn every_cell_knows_where_it_stands_whatever_ends_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("甲,\"乙\"\"一\",{end}{end}\"丙{end}丁\",,戊{end}");
            let found = records(&text);
            assert_eq!(found.len(), 2, "{text:?}");
            let pair = |value: &str, raw: &str| (value.to_owned(), raw.to_owned());
            let first = vec![
                pair("甲", "甲"),
                pair("乙\"一", "\"乙\"\"一\""),
                pair("", ""),
            ];
            assert_eq!(found[0], (1, first, None));
            assert_eq!(found[1].0, 3);
            assert_eq!(found[1].1[0].1, format!("\"丙{end}丁\""));
            assert_eq!(found[1].1[2], pair("戊", "戊"));
        }
    }

    #[test]
    fn wrong_quotes_are_seen() {
        assert_eq!(records("甲,\"乙\n丙,丁\n")[0].2, Some(1));
        assert_eq!(records("\"甲\"一,乙")[0].2, Some(0));
        assert_eq!(records("甲\"一,\"\"")[0].2, None);
    }

    #[test]
    fn the_last_line_needs_no_end() {
        assert_eq!(records("甲,乙")[0].1.len(), 2);
        assert_eq!(records("甲,")[0].1.len(), 2);
        assert_eq!(records("\"甲\"")[0].1[0].0, "甲");
        assert!(records("").is_empty() && records("\n\n").is_empty());
    }
}
