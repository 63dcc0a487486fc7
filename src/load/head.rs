//! The files of a ledger, and the beginnings of those on the disk: as much as a header may have.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::schema::OWN_LEVEL;
use crate::source::{is_forbidden, may_be_forbidden};

/// How much of a file is read in search of its first line; and where that is no end of it, how much
/// more.
const LENGTHS: [usize; 3] = [1 << 12, 1 << 14, 1 << 20];
/// With more files than this, threads share them.
const PARALLEL_FROM: usize = 64;

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

/// A head; none of a file that has to be read whole, because it is not on the disk as it is or is
/// not UTF-8.
type HeadRead = io::Result<Option<Head>>;

/// The heads of `files`, in order.
pub(super) fn read_all(files: &[Candidate], threads: usize) -> Vec<HeadRead> {
    let head = |file: &Candidate, buffer: &mut Vec<u8>| match &file.disk {
        Some((path, _)) if !file.is_toml => Head::read(path, buffer),
        _ => Ok(None),
    };
    if threads < 2 || files.len() < PARALLEL_FROM {
        let mut buffer = Vec::new();
        let heads = files.iter().map(|file| head(file, &mut buffer));
        return heads.collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut done, mut buffer) = (Vec::new(), Vec::new());
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return done;
            };
            done.push((index, head(file, &mut buffer)));
        }
    };
    let mut all: Vec<(usize, HeadRead)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, head)| head).collect()
}

impl Head {
    /// `buffer` may hold whatever an earlier file left there.
    fn read(path: &Path, buffer: &mut Vec<u8>) -> HeadRead {
        let mut file = File::open(path)?;
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
fn two_lines(bytes: &[u8]) -> Option<usize> {
    let mut is_quoted = false;
    let mut ends = (1..).zip(bytes).filter_map(|(end, byte)| {
        is_quoted ^= *byte == b'"';
        (*byte == b'\n' && !is_quoted).then_some(end)
    });
    ends.nth(1)
}
