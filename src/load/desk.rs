//! One stretch of a file read: from a text that is held, or from the disk.

use std::fs::File;
use std::io::{Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::batch::{Batch, Reader, TooShort, Window};
use super::header::{Headers, Top};
use super::task::{Above, Done, Input, Read, Task, Text, Trouble};
use crate::diagnostic::Tally;
use crate::schema::LedgerSchema;
use crate::source::{Source, line_breaks, may_be_forbidden};

/// How far beyond its end a stretch's last record may reach before it is read again with more.
const BEYOND: usize = 1 << 13;
/// A record that reaches further than this is one that a quote has swallowed.
const LONGEST: usize = 1 << 26;

/// What a thread needs to read files from the disk, kept from stretch to stretch.
pub(super) struct Desk<'l> {
    /// The file that was read last, open.
    file: Option<(PathBuf, File)>,
    /// Bytes that were read, and whatever lay there before.
    buffer: Vec<u8>,
    headers: Headers<'l>,
}

impl<'l> Desk<'l> {
    pub(super) fn new(schema: &'l LedgerSchema) -> Self {
        Self {
            file: None,
            buffer: Vec::new(),
            headers: Headers::new(schema),
        }
    }

    /// Reads a stretch, and what stands above its rows where it is a whole file.
    pub(super) fn read(
        &mut self,
        reader: &mut Reader<'_>,
        input: &Input,
        task: &Task,
    ) -> (Option<Box<Above>>, Read) {
        let Some(top) = &input.top else {
            return match self.whole(reader, input) {
                Ok((above, done)) => (Some(Box::new(above)), Ok(done)),
                Err(trouble) => (None, Err(trouble)),
            };
        };
        let read = match &input.text {
            Text::Held(source) => Ok(held(reader, input, top, source, task)),
            Text::Disk { path, end, .. } => self.stretch(reader, input, top, (path, *end), task),
        };
        (None, read)
    }

    /// Reads a file whose header nobody has read yet, all of it at once: a thousand short files
    /// are opened a thousand times, not twice as often.
    fn whole(
        &mut self,
        reader: &mut Reader<'_>,
        input: &Input,
    ) -> Result<(Above, Option<Done>), Trouble> {
        let Text::Disk { path, end, .. } = &input.text else {
            return Err(Trouble::NotText);
        };
        self.file = None;
        let mut file = File::open(path).map_err(Trouble::Io)?;
        let bytes = fill(&mut self.buffer, &mut file, *end).map_err(Trouble::Io)?;
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mark = (bytes.len() - body.len()) as u64;
        let text = text_of(body)?;
        let mut found = Tally::default();
        let top = self.headers.read(&input.path, text, &mut found);
        let Some(mut top) = top else {
            return Ok((Above { top: None, found }, None));
        };
        top.header.unit.clone_from(&input.unit);
        let behind = top.header.end;
        let window = Window {
            path: &input.path,
            text: text.get(behind..).unwrap_or_default(),
            source: None,
            is_last: true,
        };
        // Where nothing follows, nothing is too short.
        let batch = match window.text {
            "" => None,
            _ => reader.read_short(&top.header, &window).ok(),
        };
        let begin = mark + behind as u64;
        let done = batch.map(|batch| done(begin, window.text, batch));
        let top = Some(top);
        Ok((Above { top, found }, done))
    }

    /// Reads a stretch of a file on the disk.
    fn stretch(
        &mut self,
        reader: &mut Reader<'_>,
        input: &Input,
        top: &Top,
        (path, length): (&PathBuf, u64),
        task: &Task,
    ) -> Read {
        // The byte before tells whether a record may begin right here.
        let start = task.bytes.start - u64::from(!task.is_certain);
        let mut beyond = BEYOND;
        loop {
            let end = length.min(task.bytes.end + beyond as u64);
            let buffer = self.bytes(path, start, end).map_err(Trouble::Io)?;
            let until = usize::try_from(task.bytes.end - start).unwrap_or(usize::MAX);
            let begin = if task.is_certain {
                0
            } else {
                match memchr::memchr(b'\n', &buffer[..until]) {
                    Some(at) => at + 1,
                    None => return Ok(None),
                }
            };
            if begin >= until {
                return Ok(None);
            }
            // A record longer than any is one that a quote has swallowed: it is told as such.
            let is_last = end == length || beyond >= LONGEST;
            let cut = if is_last {
                buffer.len()
            } else {
                whole_lines(buffer, buffer.len() - 1)
            };
            let bytes = &buffer[begin..cut.max(begin)];
            let text = text_of(bytes)?;
            let window = Window {
                path: &input.path,
                text,
                source: None,
                is_last,
            };
            match reader.read(&top.header, &window, 0..(until - begin).min(text.len())) {
                Ok(batch) => {
                    return Ok(Some(done(start + begin as u64, text, batch)));
                }
                Err(TooShort) => beyond *= 8,
            }
        }
    }

    /// Reads bytes `from` to `to` of the file at `path`.
    fn bytes(&mut self, path: &Path, from: u64, to: u64) -> std::io::Result<&[u8]> {
        let file = match self.file.take() {
            Some((open, file)) if open == path => &mut self.file.insert((open, file)).1,
            _ => &mut self.file.insert((path.to_owned(), File::open(path)?)).1,
        };
        file.seek(SeekFrom::Start(from))?;
        fill(&mut self.buffer, file, to - from)
    }
}

/// Reads the next `length` bytes of `file` into `buffer`, over whatever lies there.
fn fill<'b>(buffer: &'b mut Vec<u8>, file: &mut File, length: u64) -> std::io::Result<&'b [u8]> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
    file.read_exact(&mut buffer[..length])?;
    Ok(&buffer[..length])
}

/// Bytes as the text that they are, if any ledger may hold it.
fn text_of(bytes: &[u8]) -> Result<&str, Trouble> {
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Trouble::NotText)?;
    if may_be_forbidden(bytes) && text.chars().any(crate::source::is_forbidden) {
        return Err(Trouble::NotText);
    }
    Ok(text)
}

/// What was read of `text`, which begins at byte `begin` of its file.
fn done(begin: u64, text: &str, batch: Batch) -> Done {
    Done {
        reader: 0,
        bytes: begin..begin + batch.bytes.end as u64,
        lines: line_breaks(&text.as_bytes()[..batch.bytes.end]),
        batch: Box::new(batch),
    }
}

fn held(
    reader: &mut Reader<'_>,
    input: &Input,
    top: &Top,
    source: &Arc<Source>,
    task: &Task,
) -> Option<Done> {
    let text = source.text.as_str();
    let place = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
    let (start, until) = (place(task.bytes.start), place(task.bytes.end));
    let begin = if task.is_certain {
        start
    } else {
        start + memchr::memchr(b'\n', &text.as_bytes()[start - 1..until])?
    };
    if begin >= until {
        return None;
    }
    let mut beyond = BEYOND;
    loop {
        let end = whole_lines(text.as_bytes(), until + beyond);
        let is_last = end == text.len();
        let window = Window {
            path: &input.path,
            text: &text[..end],
            source: Some(Arc::clone(source)),
            is_last,
        };
        match reader.read(&top.header, &window, begin..until.min(end)) {
            Ok(batch) => {
                return Some(Done {
                    reader: 0,
                    bytes: batch.bytes.start as u64..batch.bytes.end as u64,
                    lines: 0,
                    batch: Box::new(batch),
                });
            }
            Err(TooShort) => beyond *= 8,
        }
    }
}

/// The end of the last line that ends before byte `most`; the text's end if that is before it.
fn whole_lines(text: &[u8], most: usize) -> usize {
    if most >= text.len() {
        return text.len();
    }
    let last = memchr::memrchr(b'\n', &text[..most]);
    // Without a line's end there is no shorter whole text.
    last.map_or(text.len(), |at| at + 1)
}
