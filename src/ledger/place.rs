//! Where a cell stands, found by reading its stretch of the file again.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};

use toml::de::{DeTable, DeValue};

use super::{Form, LedgerFile, Stretch};
use crate::diagnostic::Place;
use crate::source::Source;
use crate::source::csv::{Record, Records};
use crate::source::index::Index;

/// A stretch of a file with the beginnings of its records.
#[derive(Debug)]
pub(super) struct Window {
    /// Which of the file's stretches.
    stretch: usize,
    /// The stretch's text, or the whole file's where that is held.
    source: Arc<Source>,
    /// How many lines stand before the text.
    lines: u32,
    /// For each record and blank line of the stretch, where the record there, or the next one,
    /// begins in the text.
    begins: Vec<usize>,
}

impl LedgerFile {
    /// A file of rows `rows` of its ledger.
    #[must_use]
    pub fn new(source: Arc<Source>, year: Option<i32>, rows: Range<usize>, form: Form) -> Self {
        Self {
            source,
            year,
            unit: None,
            rows,
            is_complete: true,
            form,
            window: Mutex::default(),
        }
    }

    /// The row's number as a spreadsheet shows it.
    #[must_use]
    pub(super) fn number(&self, row: usize) -> u32 {
        match &self.form {
            // The n-th table has the number n + 1, as it would have under a header.
            Form::Toml { .. } => count(row - self.rows.start).saturating_add(2),
            Form::Csv { stretches, .. } => match stretch_of(stretches, row) {
                Some((_, stretch)) => stretch.records + stretch.record_of(row) + 1,
                None => 0,
            },
        }
    }

    /// The place of `row`'s cell in `field`, or of the whole row.
    pub(super) fn place(&self, row: usize, field: Option<usize>) -> Place {
        match &self.form {
            Form::Toml { headings, offsets } => {
                let offset = offsets.get(row - self.rows.start).copied();
                let heading = field.and_then(|field| headings.get(field));
                Place::span(
                    &self.source,
                    in_toml(&self.source, offset.unwrap_or(0), heading),
                )
            }
            Form::Csv { header, .. } => {
                let Some((window, record)) = self.record(row) else {
                    return Place::file(&self.source.path);
                };
                let span = match column_of(header, field) {
                    Some(column) => record.span(column),
                    None => record.whole(),
                };
                let mut place = Place::span(&window.source, span);
                place.line = place.line.saturating_add(window.lines);
                place
            }
        }
    }

    /// What is typed in `row`'s cell in `field`; empty where nothing is.
    pub(super) fn typed(&self, row: usize, field: usize) -> String {
        match &self.form {
            Form::Toml { headings, offsets } => {
                let offset = offsets.get(row - self.rows.start).copied();
                let heading = headings.get(field).map_or("", String::as_str);
                let cell = find_in_toml(&self.source, offset.unwrap_or(0), heading);
                let text = cell.and_then(|span| self.source.text.get(span));
                text.unwrap_or_default()
                    .trim_matches(['"', '\''])
                    .to_owned()
            }
            Form::Csv { header, .. } => match (self.record(row), column_of(header, Some(field))) {
                (Some((_, record)), Some(column)) => record.get(column).trim().to_owned(),
                _ => String::new(),
            },
        }
    }

    /// The record of `row`, in the window that it stands in.
    fn record(&self, row: usize) -> Option<(Arc<Window>, Record)> {
        let window = self.window(row)?;
        let Form::Csv { stretches, .. } = &self.form else {
            return None;
        };
        let stretch = &stretches[window.stretch];
        let begin = *window.begins.get(stretch.record_of(row) as usize)?;
        let mut record = Record::default();
        let is_there = Records::starting_at(&window.source.text, begin).read(&mut record);
        is_there.then_some((window, record))
    }

    /// The stretch that `row` stands in, read again unless it was the last one looked into. None
    /// where the file has since become unreadable.
    fn window(&self, row: usize) -> Option<Arc<Window>> {
        let Form::Csv {
            stretches, disk, ..
        } = &self.form
        else {
            return None;
        };
        let (index, stretch) = stretch_of(stretches, row)?;
        // A window is made before the lock's value changes, so that a panic elsewhere harms nothing.
        let mut last = self
            .window
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(window) = last.as_ref().filter(|window| window.stretch == index) {
            return Some(Arc::clone(window));
        }
        let (source, lines, range) = match disk {
            None => {
                let begin = usize::try_from(stretch.bytes.start).ok()?;
                let end = usize::try_from(stretch.bytes.end).ok()?;
                (Arc::clone(&self.source), 0, begin..end)
            }
            Some(path) => {
                let text = read(path, &stretch.bytes)?;
                let range = 0..text.len();
                let source = Source::window(&self.source.path, text);
                (Arc::new(source), stretch.lines, range)
            }
        };
        let begins = begins(&source.text, range);
        let window = Arc::new(Window {
            stretch: index,
            source,
            lines,
            begins,
        });
        *last = Some(Arc::clone(&window));
        Some(window)
    }
}

impl Stretch {
    /// Which of the stretch's records and blank lines `row` is, counted from 0.
    fn record_of(&self, row: usize) -> u32 {
        let mut record = count(row - self.row);
        for skipped in &self.skipped {
            if *skipped > record {
                break;
            }
            record += 1;
        }
        record
    }
}

fn stretch_of(stretches: &[Stretch], row: usize) -> Option<(usize, &Stretch)> {
    let after = stretches.partition_point(|stretch| stretch.row <= row);
    let index = after.checked_sub(1)?;
    Some((index, &stretches[index]))
}

fn column_of(header: &[Option<usize>], field: Option<usize>) -> Option<usize> {
    let field = field?;
    header.iter().position(|held| *held == Some(field))
}

/// The beginnings of the records of `text` in `range`, where its end is a record's end. Where a blank
/// line stands, it is the next record's.
fn begins(text: &str, range: Range<usize>) -> Vec<usize> {
    let end = range.end.min(text.len());
    let bytes = &text.as_bytes()[..end];
    let is_blank = |at: usize| matches!(&bytes[at..], [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']);
    let mut begins = Vec::new();
    let mut index = Index::default();
    // How many lines begin up to here, and how much is indexed at a time: little behind what is not
    // regular, lest all that follows be indexed again for every such record.
    let (mut lines, mut at, mut ahead) = (0, range.start, usize::MAX);
    while at < end {
        let limit = end.min(at.saturating_add(ahead));
        index.read(&bytes[..limit], at, limit == end);
        let first = at;
        for last in index.records() {
            lines += 1;
            if !is_blank(at) {
                begins.resize(lines, at);
            }
            at = index.end(*last as usize) + 1;
        }
        if index.irregular().is_none() {
            ahead = ahead.saturating_mul(if at == first { 8 } else { 2 });
            continue;
        }
        let mut records = Records::starting_at(text, at);
        let mut record = Record::default();
        if !records.read(&mut record) {
            break;
        }
        lines += record.row as usize;
        begins.resize(lines, record.offset);
        (at, ahead) = (records.offset(), 1 << 12);
    }
    begins
}

/// These bytes of the file as text.
fn read(path: &Path, bytes: &Range<u64>) -> Option<String> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(bytes.start)).ok()?;
    let mut text = String::new();
    file.take(bytes.end - bytes.start)
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}

fn in_toml(source: &Source, offset: usize, heading: Option<&String>) -> Range<usize> {
    let line = source
        .text
        .get(offset..)
        .and_then(|rest| rest.lines().next());
    let line = offset..offset + line.map_or(0, str::len);
    heading
        .and_then(|heading| find_in_toml(source, offset, heading))
        .unwrap_or(line)
}

/// The bytes of the value under `heading` of the table at byte `offset`, if it has one.
fn find_in_toml(source: &Source, offset: usize, heading: &str) -> Option<Range<usize>> {
    let root = DeTable::parse(&source.text).ok()?;
    let rows = root.get_ref().get("row").map(toml::Spanned::get_ref);
    let rows = rows.and_then(DeValue::as_array).into_iter().flatten();
    let mut tables = rows.filter(|row| row.span().start == offset);
    let cell = tables.next()?.get_ref().get(heading)?;
    Some(cell.span())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn records_begin_where_the_slow_reader_finds_them(text in "([甲a,]|\"|\"\"|,\"|\",|\r?\n|\r|\"\n|[a-z,]{20,90}|\"[a,\n]{30,90}\"|\n\n){0,24}") {
            let mut expected = Vec::new();
            let mut records = Records::new(&text);
            let mut record = Record::default();
            while records.read(&mut record) {
                expected.resize(record.row as usize, record.offset);
            }
            prop_assert_eq!(begins(&text, 0..text.len()), expected);
        }
    }
}
