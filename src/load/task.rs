//! What the scan is given, and what came of it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::batch::Batch;
use super::header::Top;
use crate::diagnostic::Tally;
use crate::source::Source;

/// A CSV file to be read.
pub(super) struct Input {
    pub path: String,
    /// What fields that are not in the file but in its folder's path hold.
    pub unit: Option<String>,
    /// None of a short file on the disk until that is scanned, or where it has no header of use.
    pub top: Option<Top>,
    /// What is to be said of a header that was read with its rows.
    pub found: Tally,
    pub text: Text,
}

impl Input {
    /// How many bytes it has.
    pub(super) fn length(&self) -> u64 {
        match &self.text {
            Text::Held(source) => source.text.len() as u64,
            Text::Disk { end, .. } => *end,
        }
    }
}

/// Where a file's text is.
pub(super) enum Text {
    /// In memory, all of it.
    Held(Arc<Source>),
    /// On the disk: UTF-8 from byte `begin` to `end`, as far as is known.
    Disk { path: PathBuf, begin: u64, end: u64 },
}

/// A stretch that was read.
pub(super) struct Done {
    /// Which reader read it.
    pub reader: usize,
    /// The bytes of the file's text that it is.
    pub bytes: Range<u64>,
    /// How many lines it has; 0 where the text is held.
    pub lines: u32,
    /// Elsewhere, for it is moved from list to list, and large.
    pub batch: Box<Batch>,
}

/// Why a file on the disk could not be read as it is.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Not UTF-8, or with characters that no ledger may hold.
    NotText,
    Io(std::io::Error),
}

/// What came of one file.
pub(super) type Outcome = Result<Vec<Done>, Trouble>;

/// What came of one stretch: nothing if no record begins in it.
pub(super) type Read = Result<Option<Done>, Trouble>;

/// What stands above the rows of a file.
pub(super) struct Above {
    /// None where its header is of no use.
    pub top: Option<Top>,
    pub found: Tally,
}

/// A stretch to be read.
pub(super) struct Task {
    pub file: usize,
    pub bytes: Range<u64>,
    /// Whether a record certainly begins there, or the stretch is a whole file.
    pub is_certain: bool,
}
