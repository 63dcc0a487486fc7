//! Stretches of a ledger's files → batches: where their cells are, and what else is known of them.
//!
//! A reader's cells stand in chunks. A stretch of a large file has one of its own, for it may turn out
//! to be read again from elsewhere; short files one behind another share one, so that thousands of
//! them cost no more to put together than one file of as many rows.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use super::cells::Role;
use super::header::Header;
use super::left::LeftSegment;
use super::reader::FieldReader;
use super::segment::{Segment, take_left};
use super::stretch::Stretch;
use super::total;
use crate::diagnostic::{Counts, Diagnostic, Tally};
use crate::ledger::Marks;
use crate::schema::LedgerSchema;
use crate::source::Source;
use crate::source::index::Index;

/// Memory that is written to in passing.
#[derive(Default)]
pub(super) struct Spare {
    index: Index,
    /// For one column's codes.
    pub codes: Vec<u32>,
}

thread_local! {
    /// What the last reader used serves the next ledger's.
    static SPARE: Cell<Spare> = Cell::default();
}

/// Reads stretches of one ledger's files, and remembers the texts it has met.
pub(super) struct Reader<'l> {
    pub schema: &'l LedgerSchema,
    /// One for each field.
    pub fields: Vec<FieldReader<'l>>,
    /// What it has made of stretches: one segment for each field, of each stretch or of many short files.
    pub chunks: Vec<Vec<Segment>>,
    /// The last of them, to which more may be appended, and how many rows it has.
    pub open: (Vec<Segment>, usize),
    pub spare: Spare,
    /// How many findings there are at least before what is read next.
    pub before: Counts,
}

/// The text that a stretch stands in.
#[derive(Clone)]
pub(super) struct Window<'t> {
    pub path: &'t str,
    pub text: &'t str,
    /// The file, if the text is all of it and held.
    pub source: Option<Arc<Source>>,
    /// Whether nothing of the file follows the text.
    pub is_last: bool,
}

/// What a reader made of a stretch. Row numbers and, without a held source, lines count from the
/// window's beginning.
#[derive(Debug)]
pub(super) struct Batch {
    /// Which bytes of the window were read.
    pub bytes: Range<usize>,
    /// Which of the reader's chunks its cells are in, and where.
    pub chunk: usize,
    pub cells: Range<usize>,
    /// What is kept of texts that stay in the file, by field.
    pub left: Vec<(usize, LeftSegment)>,
    pub rows: usize,
    /// How many records and blank lines.
    pub records: u32,
    /// Which of them became no row.
    pub skipped: Vec<u32>,
    /// For each field, the rows whose cell was refused.
    pub refused: Vec<Marks>,
    pub found: Tally,
    /// The first cell with something in it of each column that has no heading.
    pub unnamed: Vec<(usize, Diagnostic)>,
    pub totals: Vec<total::Row>,
    /// Whether every record became a row, was blank, or was a total.
    pub is_complete: bool,
    /// Whether the rest of the file was swallowed by a quote.
    pub is_end: bool,
}

/// The window ends inside a record: it has to be longer.
#[derive(Debug)]
pub(super) struct TooShort;

impl<'l> Reader<'l> {
    pub(super) fn new(schema: &'l LedgerSchema, roles: &[Role]) -> Self {
        let fields = schema.fields.iter().zip(roles);
        let fields = fields.map(|(field, role)| FieldReader::new(field, *role, schema));
        let fields: Vec<_> = fields.collect();
        let open = fields.iter().map(FieldReader::segment).collect();
        Self {
            schema,
            fields,
            chunks: Vec::new(),
            open: (open, 0),
            spare: SPARE.take(),
            before: Counts::new(),
        }
    }

    /// Lets it know how many findings there are at least before what it reads next, so that it need
    /// not make those that nobody will be told.
    pub(super) fn reads_behind(&mut self, before: Counts) {
        self.before = before;
    }

    /// Reads the records that begin in `bytes`; the first begins at its start.
    pub(super) fn read(
        &mut self,
        header: &Header,
        window: &Window<'_>,
        bytes: Range<usize>,
    ) -> Result<Batch, TooShort> {
        self.close();
        let read = self.append(header, window, bytes);
        self.close();
        read
    }

    /// Reads all of a short file's records, which will be rows whatever is found elsewhere: its cells
    /// go behind those of other such files, so that a thousand files are not a thousand pieces.
    pub(super) fn read_short(
        &mut self,
        header: &Header,
        window: &Window<'_>,
    ) -> Result<Batch, TooShort> {
        /// How many rows a piece has at least before another is begun, and for how many there is room.
        const FULL: usize = 8 << 10;
        const ROOM: usize = 9 << 10;
        if self.open.1 >= FULL {
            self.close();
        }
        if self.open.1 == 0 {
            for (segment, field) in self.open.0.iter_mut().zip(&self.fields) {
                segment.open(ROOM, field.texts());
            }
        }
        self.append(header, window, 0..window.text.len())
    }

    /// Reads the records that begin in `bytes`, and appends their cells to the last chunk.
    fn append(
        &mut self,
        header: &Header,
        window: &Window<'_>,
        bytes: Range<usize>,
    ) -> Result<Batch, TooShort> {
        let mut index = std::mem::take(&mut self.spare.index);
        let chunk = self.chunks.len();
        let first = self.open.1;
        let mut stretch = Stretch::new(self, header, window, bytes.start);
        let read = stretch.read(&mut index, bytes);
        let mut batch = stretch.batch;
        self.spare.index = index;
        let (segments, rows) = &mut self.open;
        if let Err(too_short) = read {
            for segment in segments {
                segment.truncate(first);
            }
            return Err(too_short);
        }
        *rows += batch.rows;
        (batch.chunk, batch.cells) = (chunk, first..*rows);
        batch.left = take_left(segments);
        Ok(batch)
    }

    /// Ends reading.
    pub(super) fn end(&mut self) {
        self.close();
        SPARE.set(std::mem::take(&mut self.spare));
    }

    /// Ends the chunk that more could be appended to.
    pub(super) fn close(&mut self) {
        let (segments, rows) = &mut self.open;
        if *rows == 0 {
            return;
        }
        let empty = self.fields.iter().map(FieldReader::segment).collect();
        let full = std::mem::replace(segments, empty);
        *rows = 0;
        self.chunks.push(full);
    }
}
