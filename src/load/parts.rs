//! What was read of a ledger's files → the ledger.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexSet;

use super::batch::Reader;
use super::header::Top;
use super::left::LeftSegment;
use super::merge::{self, Field, Origin};
use super::reader::FieldReader;
use super::segment::Segment;
use super::task::{Done, Text};
use super::{cell, toml, total};
use crate::diagnostic::{self, Diagnostic, Place, Tally};
use crate::ledger::{Form, Ledger, LedgerFile, Marks, Stretch};
use crate::schema::LedgerSchema;
use crate::source::Source;

/// A ledger being put together, file by file.
pub(super) struct Parts<'l> {
    schema: &'l Arc<LedgerSchema>,
    /// For each field, what is kept of texts that stay in their files: of every origin, or nothing.
    left: Vec<Vec<LeftSegment>>,
    origins: Vec<Origin>,
    rows: usize,
    years: IndexSet<Option<i32>>,
    files: Vec<LedgerFile>,
    /// For each field, the rows whose cell was refused.
    refused: Vec<Marks>,
    /// Total rows, with the first row of their file.
    totals: Vec<(usize, Vec<total::Row>)>,
    /// The readers of TOML files, each of one, and what they made of them.
    toml_readers: Vec<Vec<FieldReader<'l>>>,
    toml_chunks: Vec<Vec<Segment>>,
    is_whole: bool,
}

impl<'l> Parts<'l> {
    pub(super) fn new(schema: &'l Arc<LedgerSchema>) -> Self {
        Self {
            schema,
            left: schema.fields.iter().map(|_| Vec::new()).collect(),
            origins: Vec::new(),
            rows: 0,
            years: IndexSet::new(),
            files: Vec::new(),
            refused: vec![Marks::default(); schema.fields.len()],
            totals: Vec::new(),
            toml_readers: Vec::new(),
            toml_chunks: Vec::new(),
            is_whole: true,
        }
    }

    fn batch(
        &mut self,
        left: Vec<(usize, LeftSegment)>,
        (reader, chunk, cells): (usize, usize, Range<usize>),
        year: Option<i32>,
        refused: &[Marks],
    ) {
        if cells.is_empty() {
            return;
        }
        let first = self.rows;
        self.rows += cells.len();
        for (field, left) in left {
            self.left[field].push(left);
        }
        self.origins.push(Origin {
            reader,
            chunk,
            cells,
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
        self.toml_chunks.push(rows.segments);
        let cells = 0..rows.offsets.len();
        self.batch(rows.left, (reader, 0, cells), year, &rows.refused);
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
        let mut stretches = Vec::with_capacity(done.len());
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
            let cells = (reader, batch.chunk, batch.cells);
            self.batch(batch.left, cells, year, &batch.refused);
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
        let lacks = |field: &usize| merge::lack_hashes(&self.left[*field], &self.origins);
        (0..self.left.len()).filter(lacks).collect()
    }

    /// The ledger, all of whose files were readable if `is_whole`.
    pub(super) fn finish(
        self,
        is_whole: bool,
        readers: Vec<Reader<'l>>,
        threads: usize,
        tally: &mut Tally,
    ) -> Ledger {
        let (mut fields, mut chunks): (Vec<_>, Vec<_>) = readers
            .into_iter()
            .map(|reader| (reader.fields, reader.chunks))
            .unzip();
        fields.extend(self.toml_readers);
        chunks.extend(self.toml_chunks.into_iter().map(|chunk| vec![chunk]));
        let parts = self.left.into_iter().zip(&self.schema.fields);
        let parts = parts.map(|(left, field)| Field {
            left,
            // Columns have their kinds, rows or not.
            empty: Segment::new(field.kind, field.places),
            chunks: Vec::new(),
            dictionaries: Vec::new(),
        });
        let mut parts: Vec<Field> = parts.collect();
        for fields in fields {
            for (part, field) in parts.iter_mut().zip(fields) {
                part.dictionaries.push(field.into_dictionary());
            }
        }
        let mut origins = self.origins;
        number_chunks(&mut parts, chunks, &mut origins);
        let mut refused = self.refused;
        let mut columns = Vec::new();
        let mut too_large = Vec::new();
        for (field, (column, rows)) in merge::columns(parts, &origins, threads)
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

/// Puts each field's segments of all readers' `chunks` in one list, and has `origins` count in it.
fn number_chunks(fields: &mut [Field], chunks: Vec<Vec<Vec<Segment>>>, origins: &mut [Origin]) {
    let mut before = Vec::new();
    let mut count = 0;
    for chunks in chunks {
        before.push(count);
        count += chunks.len();
        for segments in chunks {
            for (field, segment) in fields.iter_mut().zip(segments) {
                field.chunks.push(segment);
            }
        }
    }
    for origin in origins {
        origin.chunk += before[origin.reader];
    }
}
