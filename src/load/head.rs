//! The files of a ledger, and the beginnings of those on the disk: as much as a header may have.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::schema::OWN_LEVEL;
use crate::source::{is_forbidden, may_be_forbidden};

/// How much of a file is read in search of its first line; and where that is no end of it, how much
/// more.
const LENGTHS: [usize; 3] = [1 << 12, 1 << 14, 1 << 20];

/// A file that belongs to the ledger being loaded.
pub(super) struct Candidate {
    pub path: String,
    pub is_toml: bool,
    pub year: Option<i32>,
    pub unit: Option<String>,
    /// Where it lies and how long it is, if it lies on the disk as it is.
    pub disk: Option<(PathBuf, u64)>,
}

impl Candidate {
    /// What its rows hold in the field of units, if the file does not say: a register's nothing.
    pub(super) fn unit_text(&self) -> Option<&str> {
        self.year.map(|_| self.unit.as_deref().unwrap_or(OWN_LEVEL))
    }
}

/// The beginning of a file.
pub(super) struct Head {
    /// How many bytes its byte order mark has.
    pub mark: u64,
    pub text: String,
}

impl Head {
    /// The head of the file at `path`; none of a file that has to be read whole, because it is not
    /// UTF-8.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let mut buffer = Vec::new();
        let (mut filled, mut end) = (0, None);
        for length in LENGTHS {
            if buffer.len() < length {
                buffer.resize(length, 0);
            }
            while filled < length {
                match file.read(&mut buffer[filled..length])? {
                    0 => break,
                    read => filled += read,
                }
            }
            end = two_lines(&buffer[..filled]);
            if filled < length || end.is_some() {
                break;
            }
        }
        let bytes = &buffer[..end.unwrap_or(filled)];
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mark = (bytes.len() - body.len()) as u64;
        let text = match std::str::from_utf8(body) {
            Ok(text) => text,
            // The last character may be cut.
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Ok(None),
        };
        if may_be_forbidden(text.as_bytes()) && text.chars().any(is_forbidden) {
            return Ok(None);
        }
        let text = text.to_owned();
        Ok(Some(Self { mark, text }))
    }
}

/// The end of the second line of `bytes` that is not within a quoted heading: the headings may stand
/// under a title, which is then told.
pub(super) fn two_lines(bytes: &[u8]) -> Option<usize> {
    let mut is_quoted = false;
    let mut ends = (1..).zip(bytes).filter_map(|(end, byte)| {
        is_quoted ^= *byte == b'"';
        (*byte == b'\n' && !is_quoted).then_some(end)
    });
    ends.nth(1)
}
