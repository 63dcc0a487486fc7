//! What was read of a ledger's files → the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;

use super::header::Top;
use super::merge::{self, Origin};
use super::reader::FieldReader;
use super::scan::{Done, Text};
use super::segment::Segment;
use super::stretch::Reader;
use super::{cell, toml, total};
use crate::diagnostic::{self, Diagnostic, Place, Tally};
use crate::ledger::{Form, Ledger, LedgerFile, Marks, Stretch};
use crate::schema::LedgerSchema;
use crate::source::Source;

/// A ledger being put together, file by file.
pub(super) struct Parts<'l> {
    schema: &'l Arc<LedgerSchema>,
    /// For each field, its segments in order.
    segments: Vec<Vec<Segment>>,
    origins: Vec<Origin>,
    rows: usize,
    years: IndexSet<Option<i32>>,
    files: Vec<LedgerFile>,
    /// For each field, the rows whose cell was refused.
    refused: Vec<Marks>,
    /// Total rows, with the first row of their file.
    totals: Vec<(usize, Vec<total::Row>)>,
    /// The readers of TOML files, each of one.
    toml_readers: Vec<Vec<FieldReader<'l>>>,
    is_whole: bool,
}

impl<'l> Parts<'l> {
    pub(super) fn new(schema: &'l Arc<LedgerSchema>) -> Self {
        Self {
            schema,
            segments: schema.fields.iter().map(|_| Vec::new()).collect(),
            origins: Vec::new(),
            rows: 0,
            years: IndexSet::new(),
            files: Vec::new(),
            refused: vec![Marks::default(); schema.fields.len()],
            totals: Vec::new(),
            toml_readers: Vec::new(),
            is_whole: true,
        }
    }

    fn batch(
        &mut self,
        segments: Vec<Segment>,
        rows: usize,
        reader: usize,
        year: Option<i32>,
        refused: &[Marks],
    ) {
        let first = self.rows;
        self.rows += rows;
        for (all, segment) in self.segments.iter_mut().zip(segments) {
            all.push(segment);
        }
        self.origins.push(Origin {
            reader,
            sequence: if self.schema.numbers_by_year() {
                self.years.insert_full(year).0
            } else {
                self.files.len()
            },
            year,
            rows: first..self.rows,
        });
        for (all, here) in self.refused.iter_mut().zip(refused) {
            all.append(first, here);
        }
    }

    /// Appends a TOML file; `readers` is how many readers there are of CSV files.
    pub(super) fn toml(
        &mut self,
        source: Arc<Source>,
        (year, unit): (Option<i32>, Option<String>),
        rows: toml::Rows<'l>,
        readers: usize,
    ) {
        let first = self.rows;
        let reader = readers + self.toml_readers.len();
        self.toml_readers.push(rows.fields);
        self.batch(
            rows.segments,
            rows.offsets.len(),
            reader,
            year,
            &rows.refused,
        );
        self.is_whole &= rows.is_complete;
        let headings = self.schema.fields.iter().map(|field| field.name.clone());
        let form = Form::Toml {
            headings: headings.collect(),
            offsets: rows.offsets,
        };
        let mut file = LedgerFile::new(source, year, first..self.rows, form);
        file.is_complete = rows.is_complete;
        file.unit = unit;
        self.files.push(file);
    }

    /// Appends a CSV file, whose header is of use.
    pub(super) fn csv(
        &mut self,
        source: Arc<Source>,
        (year, unit): (Option<i32>, Option<String>),
        (text, top): (Text, Top),
        done: Vec<Done>,
        tally: &mut Tally,
    ) {
        let first = self.rows;
        let is_held = matches!(text, Text::Held(_));
        let (mut lines, mut records) = (if is_held { 0 } else { top.lines }, top.header.records);
        let mut stretches = Vec::new();
        let mut totals = Vec::new();
        let mut unnamed: BTreeMap<usize, Diagnostic> = BTreeMap::new();
        let mut is_complete = true;
        for part in done {
            let Done {
                reader,
                bytes,
                lines: more,
                batch,
            } = part;
            let mend = |place: &mut Place| {
                // A held text's lines are the file's already.
                place.line += if is_held { 0 } else { lines };
                place.row = place.row.map(|row| row + records);
            };
            tally.append(batch.found, |finding| {
                finding.place.iter_mut().for_each(mend);
            });
            for (column, mut finding) in batch.unnamed {
                finding.place.iter_mut().for_each(mend);
                unnamed.entry(column).or_insert(finding);
            }
            for mut total in batch.totals {
                total.before += self.rows;
                total.is_known &= is_complete;
                total.cells.iter_mut().for_each(|(_, place)| mend(place));
                totals.push(total);
            }
            is_complete &= batch.is_complete;
            stretches.push(Stretch {
                row: self.rows,
                bytes,
                lines,
                records,
                skipped: batch.skipped,
            });
            lines += more;
            records += batch.records;
            self.batch(batch.segments, batch.rows, reader, year, &batch.refused);
        }
        for finding in unnamed.into_values() {
            tally.add(finding.code, || finding);
        }
        self.is_whole &= is_complete;
        let form = Form::Csv {
            header: top.header.columns,
            stretches,
            disk: match text {
                Text::Disk { path, .. } => Some(path),
                Text::Held(_) => None,
            },
        };
        let mut file = LedgerFile::new(source, year, first..self.rows, form);
        file.is_complete = is_complete;
        file.unit = unit;
        self.files.push(file);
        if !totals.is_empty() {
            self.totals.push((first, totals));
        }
    }

    /// The fields whose texts have to be read again with hashes.
    pub(super) fn lacking_hashes(&self) -> Vec<usize> {
        let lacks = |field: &usize| merge::lack_hashes(&self.segments[*field], &self.origins);
        (0..self.segments.len()).filter(lacks).collect()
    }

    /// The ledger, all of whose files were readable if `is_whole`.
    pub(super) fn finish(
        self,
        is_whole: bool,
        readers: &[Reader<'l>],
        threads: usize,
        tally: &mut Tally,
    ) -> Ledger {
        let csv = readers.iter().map(|reader| reader.fields.as_slice());
        let readers: Vec<_> = csv
            .chain(self.toml_readers.iter().map(Vec::as_slice))
            .collect();
        let mut segments = self.segments;
        if self.origins.is_empty() {
            // Columns have their kinds, rows or not.
            for (all, field) in segments.iter_mut().zip(&self.schema.fields) {
                all.push(Segment::new(field.kind, field.places));
            }
        }
        let mut refused = self.refused;
        let mut columns = Vec::new();
        let mut too_large = Vec::new();
        for (field, (column, rows)) in merge::columns(segments, &self.origins, &readers, threads)
            .into_iter()
            .enumerate()
        {
            columns.push(column);
            for row in &rows {
                refused[field].insert(*row);
            }
            too_large.extend(rows.into_iter().map(|row| (row, field)));
        }
        let mut ledger = Ledger::new(Arc::clone(self.schema), self.files, columns, self.rows);
        ledger.is_whole = is_whole && self.is_whole;
        ledger.refuse(refused);
        for (row, field) in too_large {
            tally.add(diagnostic::TOO_LARGE, || {
                let declared = &self.schema.fields[field];
                let refusal =
                    cell::explain(&ledger.typed(row, field), declared, diagnostic::TOO_LARGE);
                Diagnostic::new(diagnostic::TOO_LARGE, refusal.message)
                    .at(ledger.place(row, Some(field)))
                    .help(refusal.help)
            });
        }
        for (first, totals) in self.totals {
            for finding in total::check(&ledger, first, &totals) {
                tally.add(finding.code, || finding);
            }
        }
        ledger
    }
}
