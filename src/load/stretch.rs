//! A stretch of CSV text → rows: regular runs a column at a time, everything else record by record.

use std::ops::Range;
use std::sync::Arc;

use super::batch::{Batch, Reader, TooShort, Window};
use super::cells::{Cells, One, text_of};
use super::header::Header;
use super::misshapen::{broken_quote, cell_count, is_swallowed};
use super::reader::FieldReader;
use super::refusals::Refusals;
use super::run::{Column, Run};
use super::segment::Segment;
use super::{cell, total};
use crate::diagnostic::{self, Code, Diagnostic, Place, Tally};
use crate::ledger::Marks;
use crate::schema::LedgerSchema;
use crate::source::Source;
use crate::source::csv::{Record, Records};
use crate::source::index::Index;

/// A stretch being read.
pub(super) struct Stretch<'r, 'l, 't> {
    schema: &'l LedgerSchema,
    fields: &'r mut [FieldReader<'l>],
    segments: &'r mut [Segment],
    /// What codes are written to before they are packed.
    codes: &'r mut Vec<u32>,
    header: &'r Header,
    window: &'r Window<'t>,
    /// The window as a source for places, made when the first is asked for.
    source: Option<Arc<Source>>,
    pub batch: Batch,
    /// What records that are not regular are read into.
    record: Record,
}

impl<'r, 'l, 't> Stretch<'r, 'l, 't> {
    pub(super) fn new(
        reader: &'r mut Reader<'l>,
        header: &'r Header,
        window: &'r Window<'t>,
        begin: usize,
    ) -> Self {
        Self {
            schema: reader.schema,
            fields: &mut reader.fields,
            segments: &mut reader.open.0,
            codes: &mut reader.spare.codes,
            header,
            window,
            source: window.source.clone(),
            batch: Batch {
                bytes: begin..begin,
                chunk: 0,
                cells: 0..0,
                left: Vec::new(),
                rows: 0,
                records: 0,
                skipped: Vec::new(),
                refused: vec![Marks::default(); reader.schema.fields.len()],
                found: Tally::behind(std::mem::take(&mut reader.before)),
                unnamed: Vec::new(),
                totals: Vec::new(),
                is_complete: true,
                is_end: false,
            },
            record: Record::default(),
        }
    }

    /// Reads the records that begin in `bytes`; the first begins at its start.
    pub(super) fn read(&mut self, index: &mut Index, bytes: Range<usize>) -> Result<(), TooShort> {
        let text = self.window.text;
        let mut at = bytes.start;
        // How much is indexed at a time. After something irregular it is little, so that a file in
        // which everything is irregular is not indexed again and again.
        let mut ahead = usize::MAX;
        while at < bytes.end && at < text.len() && !self.batch.is_end {
            let limit = text.len().min(at.saturating_add(ahead));
            let is_last = self.window.is_last && limit == text.len();
            index.read(&text.as_bytes()[..limit], at, is_last);
            let next = self.regular(index, at, bytes.end);
            if next >= bytes.end {
                at = next;
            } else if index.irregular().is_some() {
                at = self.irregular(next)?;
                ahead = 1 << 12;
            } else if next == at && limit < text.len() {
                ahead = ahead.saturating_mul(8);
            } else if next < text.len() && limit == text.len() {
                return Err(TooShort);
            } else {
                at = next;
                ahead = ahead.saturating_mul(2);
            }
        }
        self.batch.bytes.end = at;
        for (segment, field) in self.segments.iter_mut().zip(&*self.fields) {
            segment.finish(field.texts());
        }
        Ok(())
    }

    /// Reads the indexed records that begin before `until`; the byte behind them.
    fn regular(&mut self, index: &Index, from: usize, until: usize) -> usize {
        let (text, width) = (self.window.text, self.header.columns.len());
        let records_of = |begin: usize, ends: Range<usize>, width: usize| Run {
            text,
            ends: &index.ends()[ends],
            begin,
            width,
        };
        let run_of = |begin: usize, ends: Range<usize>| records_of(begin, ends, width);
        // The run so far: where it begins, and which of the index's ends are its.
        let (mut run_begin, mut run_first) = (from, 0);
        let (mut begin, mut first) = (from, 0);
        for last in index.records() {
            if begin >= until {
                break;
            }
            let next = *last as usize + 1;
            let is_run = next - first == width && {
                let record = run_of(begin, first..next);
                if !self.header.unnamed.is_empty() {
                    let pending = count((first - run_first) / width);
                    self.unnamed_cells(&record, self.batch.records + pending + 1);
                }
                record.is_filled() && !record.may_be_total()
            };
            if !is_run {
                self.run(&run_of(run_begin, run_first..first));
                let record = records_of(begin, first..next, next - first);
                if self.is_only_counted(&record) {
                    self.batch.found.count(diagnostic::CELL_COUNT, 1);
                    self.no_row(self.batch.records);
                    self.batch.records += 1;
                } else {
                    self.record(begin);
                }
                (run_begin, run_first) = (index.end(next - 1) + 1, next);
            }
            begin = index.end(next - 1) + 1;
            first = next;
        }
        self.run(&run_of(run_begin, run_first..first));
        // The text's end is an end without a byte of its own.
        begin.min(text.len())
    }

    /// Reads regular records, a column at a time.
    fn run(&mut self, run: &Run<'_>) {
        /// The codes of so many are packed at once; those of fewer wait for more.
        const MANY: usize = 64;
        let records = run.records();
        if records == 0 {
            return;
        }
        let (first_row, first_record) = (self.batch.rows, self.batch.records);
        let mut refusals = Refusals::default();
        for (index, (field, segment)) in self.fields.iter_mut().zip(&mut *self.segments).enumerate()
        {
            let Some(column) = self.header.of_field[index] else {
                field.fill(self.header.unit.as_deref(), records, segment);
                continue;
            };
            let (refused, found) = (&mut self.batch.refused[index], &self.batch.found);
            refusals.of_next_field();
            if records >= MANY {
                segment.borrow(self.codes);
            }
            field.read(&Column { run, column }, segment, |record, code| {
                refused.insert(first_row + record);
                refusals.add(record, index, code, found);
            });
            if records >= MANY {
                segment.give_back(self.codes, field.texts());
            }
        }
        let mut scratch = String::new();
        let (first, more) = refusals.in_order();
        for (record, field, code) in first {
            let number = first_record + count(record) + 1;
            let column = self.header.of_field[field].unwrap_or(0);
            let span = run.span(record, column);
            let cells = Column { run, column };
            let text = text_of(cells.get(record, &mut scratch));
            self.refuse(field, code, text, span, number);
        }
        for (code, more) in more {
            self.batch.found.count(code, more);
        }
        self.batch.rows += records;
        self.batch.records += count(records);
    }

    /// Reads the record at byte `begin`, which is not regular or no row, and goes on behind it.
    fn irregular(&mut self, begin: usize) -> Result<usize, TooShort> {
        let mut records = Records::starting_at(self.window.text, begin);
        let mut record = std::mem::take(&mut self.record);
        if records.read(&mut record) {
            // What reaches the end of the window may reach further.
            if records.offset() >= self.window.text.len() && !self.window.is_last {
                return Err(TooShort);
            }
            self.one(&record);
        }
        self.record = record;
        Ok(records.offset())
    }

    /// Reads the indexed record at byte `begin`: blank, a total, or of another width.
    fn record(&mut self, begin: usize) {
        let text = self.window.text;
        let line = text.get(begin..).unwrap_or_default();
        if line.is_empty() || line.starts_with('\n') || line.starts_with("\r\n") {
            self.batch.skipped.push(self.batch.records);
            self.batch.records += 1;
            return;
        }
        let mut record = std::mem::take(&mut self.record);
        // A carriage return that ends the file is no record.
        if Records::starting_at(text, begin).read(&mut record) {
            self.one(&record);
        }
        self.record = record;
    }

    /// Whether nothing will be told of an indexed record but that it has not as many cells as the
    /// header, and of that only how many such records there are.
    fn is_only_counted(&self, record: &Run<'_>) -> bool {
        let columns = self.header.columns.len();
        record.width != columns
            && self.batch.found.room(diagnostic::CELL_COUNT) == 0
            && self.header.unnamed.len() == self.batch.unnamed.len()
            && record.is_filled()
            && !record.may_be_total()
            && (record.width < self.header.needed()
                || (columns..record.width).any(|column| record.filled(0, column).is_some()))
    }

    /// Notes that record `ordinal` of the stretch became no row, though it should be one.
    fn no_row(&mut self, ordinal: u32) {
        self.batch.is_complete = false;
        self.batch.skipped.push(ordinal);
    }

    /// Takes one record as what it is: broken, blank, a total, or a row.
    fn one(&mut self, record: &Record) {
        // Blank lines before it count.
        let before = self.batch.records;
        self.batch.records += record.row;
        let ordinal = self.batch.records - 1;
        self.batch.skipped.extend(before..ordinal);
        let number = self.batch.records;
        if let Some(index) = record.broken_quote {
            self.batch.is_end = is_swallowed(self.window.text, &record.span(index));
            let (window, source) = (self.window, &mut self.source);
            self.batch.found.add(diagnostic::UNCLOSED_QUOTE, || {
                let source = source_of(window, source);
                let mut finding = broken_quote(self.schema, &source, record, index);
                if let Some(place) = &mut finding.place {
                    place.row = Some(number);
                }
                finding
            });
            self.no_row(ordinal);
            return;
        }
        if record.iter().all(|text| cell::trim(text).is_empty()) {
            self.batch.skipped.push(ordinal);
            return;
        }
        if let Some(kind) = total::kind(record.iter()) {
            let source = self.source();
            let of_field = &self.header.of_field;
            let cells = of_field
                .iter()
                .zip(&self.schema.fields)
                .map(|(column, field)| {
                    let text = column.map_or("", |column| record.get(column));
                    let span = column.map_or(record.whole(), |column| record.span(column));
                    let place = Place::span(&source, span).in_row(number, Some(&field.name));
                    (text.to_owned(), place)
                });
            self.batch.totals.push(total::Row {
                kind,
                before: self.batch.rows,
                cells: cells.collect(),
                is_known: self.batch.is_complete,
            });
            self.batch.skipped.push(ordinal);
            return;
        }
        self.unnamed_cell(record, number);
        let extra = self.extra(record);
        if extra.is_some() || record.len() < self.header.needed() {
            let (header, window) = (self.header, self.window);
            let source = &mut self.source;
            self.batch.found.add(diagnostic::CELL_COUNT, || {
                cell_count(
                    header.columns.len(),
                    record,
                    extra,
                    &source_of(window, source),
                    number,
                )
            });
            self.no_row(ordinal);
            return;
        }
        let row = self.batch.rows;
        let mut refusals = Vec::new();
        for (index, (field, segment)) in self.fields.iter_mut().zip(&mut *self.segments).enumerate()
        {
            let Some(column) = self.header.of_field[index] else {
                field.fill(self.header.unit.as_deref(), 1, segment);
                continue;
            };
            let refused = &mut self.batch.refused[index];
            field.read(&One(record.get(column)), segment, |_, code| {
                refused.insert(row);
                refusals.push((index, code));
            });
        }
        for (field, code) in refusals {
            let column = self.header.of_field[field];
            let text = column.map_or("", |column| record.get(column)).to_owned();
            let span = column.map_or(record.whole(), |column| record.span(column));
            self.refuse(field, code, &text, span, number);
        }
        self.batch.rows += 1;
    }

    /// Notes a cell that could not be read.
    fn refuse(
        &mut self,
        field: usize,
        code: &'static Code,
        text: &str,
        span: Range<usize>,
        number: u32,
    ) {
        let declared = &self.schema.fields[field];
        let (window, source) = (self.window, &mut self.source);
        self.batch.found.add(code, || {
            let refusal = cell::explain(text, declared, code);
            let place = Place::span(&source_of(window, source), span);
            Diagnostic::new(code, refusal.message)
                .at(place.in_row(number, Some(&declared.name)))
                .help(refusal.help)
        });
    }

    fn source(&mut self) -> Arc<Source> {
        source_of(self.window, &mut self.source)
    }

    /// The same as [`Self::unnamed_cell`] for a regular record.
    fn unnamed_cells(&mut self, run: &Run<'_>, number: u32) {
        let is_filled = |column: &usize| !run.span(0, *column).is_empty();
        if self.header.unnamed.len() == self.batch.unnamed.len()
            || !self.header.unnamed.iter().any(is_filled)
        {
            return;
        }
        let mut record = Record::default();
        Records::starting_at(self.window.text, run.begin).read(&mut record);
        self.unnamed_cell(&record, number);
    }

    /// Reports cells under no heading, the first of each column: they are not read.
    fn unnamed_cell(&mut self, record: &Record, number: u32) {
        for column in &self.header.unnamed {
            let text = cell::trim(record.get(*column));
            let is_told = self.batch.unnamed.iter().any(|(told, _)| told == column);
            if text.is_empty() || is_told {
                continue;
            }
            let message = format!("第 {} 列没有表头，里面的“{text}”等内容不读", column + 1);
            let source = source_of(self.window, &mut self.source);
            let place = Place::span(&source, record.span(*column));
            let finding = Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
                .at(place.in_row(number, None))
                .help("要用它就在第一行写上表头；不用就清空这一列");
            self.batch.unnamed.push((*column, finding));
        }
    }

    /// The first cell with something in it that no column of the header is for.
    fn extra(&self, record: &Record) -> Option<usize> {
        let is_filled = |index: &usize| !cell::trim(record.get(*index)).is_empty();
        (self.header.columns.len()..record.len()).find(is_filled)
    }
}

fn source_of(window: &Window<'_>, source: &mut Option<Arc<Source>>) -> Arc<Source> {
    let make = || Arc::new(Source::window(window.path, window.text.to_owned()));
    Arc::clone(source.get_or_insert_with(make))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
