//! CSV files → batches, by as many readers as there are cores.
//!
//! A file is cut into stretches of about a megabyte, wherever a line ends. That a line's end there
//! is a record's end is a bet: a quoted cell may hold line ends. It is settled when the stretches
//! are put in order, for the reader before knows where its last record ended; a bet that was lost is
//! read again from there. So the outcome is one reader's, however many there were.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::cells::Role;
use super::header::Header;
use super::stretch::{Batch, Reader, TooShort, Window};
use crate::diagnostic::Counts;
use crate::project::Manner;
use crate::schema::LedgerSchema;
use crate::source::{Source, line_breaks, may_be_forbidden};

/// How far beyond its end a stretch's last record may reach before it is read again with more.
const BEYOND: usize = 1 << 13;
/// A record that reaches further than this is one that a quote has swallowed.
const LONGEST: usize = 1 << 26;

/// A CSV file to be read.
pub(super) struct Input {
    pub path: String,
    pub header: Header,
    pub text: Text,
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
    pub batch: Batch,
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
type Read = Result<Option<Done>, Trouble>;

/// A stretch to be read: its file, its bytes, and whether a record certainly begins there.
struct Task {
    file: usize,
    bytes: Range<u64>,
    is_certain: bool,
}

/// Reads all files. One outcome for each, its stretches in order, and the readers, whose
/// dictionaries the batches point into.
pub(super) fn scan<'l>(
    inputs: &[Input],
    schema: &'l LedgerSchema,
    roles: &[Role],
    threads: usize,
    manner: &Manner,
) -> (Vec<Outcome>, Vec<Reader<'l>>) {
    let tasks: Vec<Task> = inputs
        .iter()
        .enumerate()
        .flat_map(|(file, input)| cut(file, input, manner.stretch))
        .collect();
    if let Some(watcher) = &manner.watcher {
        watcher.begin(
            tasks
                .iter()
                .map(|task| task.bytes.end - task.bytes.start)
                .sum(),
        );
    }
    let next = AtomicUsize::new(0);
    let settled = Mutex::new(Settled::default());
    // What a panic elsewhere left behind is still true.
    let settled = || settled.lock().unwrap_or_else(PoisonError::into_inner);
    let work = || {
        let mut reader = Reader::new(schema, roles);
        let mut desk = Desk::default();
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else {
                return (reader, done);
            };
            let input = &inputs[task.file];
            reader.reads_behind(settled().counts.clone());
            let outcome = read(&mut reader, input, task, &mut desk);
            settled().take_in(&tasks, index, &outcome);
            if let Some(watcher) = &manner.watcher {
                let bytes = task.bytes.end - task.bytes.start;
                let batch = outcome
                    .as_ref()
                    .ok()
                    .and_then(|done| Some(&done.as_ref()?.batch));
                let (rows, errors) =
                    batch.map_or((0, 0), |batch| (batch.rows, batch.found.errors()));
                watcher.advance(bytes, rows, errors);
            }
            done.push((index, outcome));
        }
    };
    let workers = if threads < 2 || tasks.len() < 2 {
        vec![work()]
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.min(tasks.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
            joined
                .map(|worker| worker.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    };
    if let Some(watcher) = &manner.watcher {
        watcher.end();
    }
    let mut readers = Vec::new();
    let mut read_of: Vec<Option<(usize, Read)>> =
        std::iter::repeat_with(|| None).take(tasks.len()).collect();
    for (number, (reader, done)) in workers.into_iter().enumerate() {
        readers.push(reader);
        for (index, outcome) in done {
            read_of[index] = Some((number, outcome));
        }
    }
    let mut outcomes: Vec<Outcome> = inputs.iter().map(|_| Ok(Vec::new())).collect();
    for (task, read) in tasks.iter().zip(read_of) {
        let Some((number, read)) = read else { continue };
        let outcome = &mut outcomes[task.file];
        let Ok(before) = outcome else { continue };
        let read = read.map(|done| {
            done.map(|done| Done {
                reader: number,
                ..done
            })
        });
        if let Err(trouble) = settle(before, read, task, &inputs[task.file], &mut readers) {
            *outcome = Err(trouble);
        }
    }
    (outcomes, readers)
}

/// How far stretches have been read without a gap and without a lost bet: what was found in them
/// certainly stands before whatever is read from now on.
#[derive(Default)]
struct Settled {
    /// How many stretches they are.
    tasks: usize,
    /// Where the last of them ended, and whether a quote swallowed the rest of its file.
    end: (u64, bool),
    /// How much was found in them.
    counts: Counts,
    /// What was read further on: its bytes, whether the rest was swallowed, and what was found.
    ahead: BTreeMap<usize, Option<(Range<u64>, bool, Counts)>>,
    /// Whether a bet was lost or a file is none: from there on nothing is certain.
    is_over: bool,
}

impl Settled {
    /// Takes in what was read of stretch `index`.
    fn take_in(&mut self, tasks: &[Task], index: usize, read: &Read) {
        let Ok(done) = read else {
            self.is_over = true;
            return;
        };
        let part = done.as_ref().map(|done| {
            let mut counts = Counts::new();
            done.batch.found.add_to(&mut counts);
            (done.bytes.clone(), done.batch.is_end, counts)
        });
        self.ahead.insert(index, part);
        while !self.is_over
            && let Some(part) = self.ahead.remove(&self.tasks)
        {
            self.settle(&tasks[self.tasks], part);
            self.tasks += 1;
        }
    }

    fn settle(&mut self, task: &Task, part: Option<(Range<u64>, bool, Counts)>) {
        if task.is_certain {
            self.end = (task.bytes.start, false);
        }
        let (expected, is_swallowed) = self.end;
        if is_swallowed || expected >= task.bytes.end {
            return;
        }
        match part {
            Some((bytes, is_end, counts)) if bytes.start == expected => {
                self.end = (bytes.end, is_end);
                for (id, count) in counts {
                    *self.counts.entry(id).or_default() += count;
                }
            }
            _ => self.is_over = true,
        }
    }
}

/// Appends what was read of a stretch to what was read `before` it, if it began where that ended;
/// else reads it again from there.
fn settle(
    before: &mut Vec<Done>,
    read: Read,
    task: &Task,
    input: &Input,
    readers: &mut [Reader<'_>],
) -> Result<(), Trouble> {
    let last = before.last();
    if last.is_some_and(|last| last.batch.is_end) {
        return Ok(());
    }
    let expected = last.map_or(task.bytes.start, |last| last.bytes.end);
    if expected >= task.bytes.end {
        return Ok(());
    }
    // A file that is no text is none, wherever its records begin.
    let done = read?;
    let done = match done {
        Some(done) if done.bytes.start == expected => Some(done),
        _ => {
            let again = Task {
                file: task.file,
                bytes: expected..task.bytes.end,
                is_certain: true,
            };
            readers[0].reread(input, &again)?
        }
    };
    before.extend(done);
    Ok(())
}

impl Reader<'_> {
    /// Reads a stretch once more; what comes of it is the first reader's.
    fn reread(&mut self, input: &Input, task: &Task) -> Read {
        read(self, input, task, &mut Desk::default())
    }
}

/// Cuts a file's records into stretches of `stretch` bytes.
fn cut(file: usize, input: &Input, stretch: u64) -> Vec<Task> {
    let whole = match &input.text {
        Text::Held(source) => input.header.end as u64..source.text.len() as u64,
        Text::Disk { begin, end, .. } => *begin..*end,
    };
    let mut tasks = Vec::new();
    let mut at = whole.start;
    while at < whole.end {
        let end = (at + stretch).min(whole.end);
        tasks.push(Task {
            file,
            bytes: at..end,
            is_certain: at == whole.start,
        });
        at = end;
    }
    tasks
}

/// Reads a stretch; none if no record begins in it.
fn read(reader: &mut Reader<'_>, input: &Input, task: &Task, desk: &mut Desk) -> Read {
    match &input.text {
        Text::Held(source) => Ok(held(reader, input, source, task)),
        Text::Disk { path, end, .. } => on_disk(reader, input, (path, *end), task, desk),
    }
}

fn held(reader: &mut Reader<'_>, input: &Input, source: &Arc<Source>, task: &Task) -> Option<Done> {
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
        match reader.read(&input.header, &window, begin..until.min(end)) {
            Ok(batch) => {
                return Some(Done {
                    reader: 0,
                    bytes: batch.bytes.start as u64..batch.bytes.end as u64,
                    lines: 0,
                    batch,
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

/// What a thread needs to read files from the disk, kept from stretch to stretch.
#[derive(Default)]
struct Desk {
    /// The file that was read last, open.
    file: Option<(PathBuf, File)>,
    /// Bytes that were read, and whatever lay there before.
    buffer: Vec<u8>,
}

impl Desk {
    /// Reads bytes `from` to `to` of the file at `path`.
    fn read(&mut self, path: &Path, from: u64, to: u64) -> std::io::Result<&[u8]> {
        let length = usize::try_from(to - from).unwrap_or(usize::MAX);
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
        let file = match self.file.take() {
            Some((open, file)) if open == path => &mut self.file.insert((open, file)).1,
            _ => &mut self.file.insert((path.to_owned(), File::open(path)?)).1,
        };
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(&mut self.buffer[..length])?;
        Ok(&self.buffer[..length])
    }
}

fn on_disk(
    reader: &mut Reader<'_>,
    input: &Input,
    (path, length): (&PathBuf, u64),
    task: &Task,
    desk: &mut Desk,
) -> Read {
    // The byte before tells whether a record may begin right here.
    let start = task.bytes.start - u64::from(!task.is_certain);
    let mut beyond = BEYOND;
    loop {
        let end = length.min(task.bytes.end + beyond as u64);
        let buffer = desk.read(path, start, end).map_err(Trouble::Io)?;
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
        let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Trouble::NotText)?;
        if may_be_forbidden(bytes) && text.chars().any(crate::source::is_forbidden) {
            return Err(Trouble::NotText);
        }
        let window = Window {
            path: &input.path,
            text,
            source: None,
            is_last,
        };
        match reader.read(&input.header, &window, 0..(until - begin).min(text.len())) {
            Ok(batch) => {
                let offset = start + begin as u64;
                let read = &text.as_bytes()[..batch.bytes.end];
                return Ok(Some(Done {
                    reader: 0,
                    bytes: offset..offset + batch.bytes.end as u64,
                    lines: line_breaks(read),
                    batch,
                }));
            }
            Err(TooShort) => beyond *= 8,
        }
    }
}
