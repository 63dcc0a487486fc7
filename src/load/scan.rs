//! CSV files → batches, by as many readers as there are cores.
//!
//! A file is cut into stretches of about a megabyte, wherever a line ends. That a line's end there
//! is a record's end is a bet: a quoted cell may hold line ends. It is settled when the stretches
//! are put in order, for the reader before knows where its last record ended; a bet that was lost is
//! read again from there. So the outcome is one reader's, however many there were.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::batch::Reader;
use super::cells::Role;
use super::desk::Desk;
use super::task::{Done, Input, Outcome, Read, Task, Text, Trouble};
use crate::diagnostic::Counts;
use crate::project::Manner;
use crate::schema::LedgerSchema;

/// Reads all files. One outcome for each, its stretches in order, and the readers, whose
/// dictionaries the batches point into. Inputs without a header get theirs.
pub(super) fn scan<'l>(
    inputs: &mut [Input],
    schema: &'l LedgerSchema,
    roles: &[Role],
    threads: usize,
    manner: &Manner,
) -> (Vec<Outcome>, Vec<Reader<'l>>) {
    let files = &*inputs;
    let tasks: Vec<Task> = files
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
        let mut desk = Desk::new(schema);
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else {
                reader.end();
                return (reader, done);
            };
            reader.reads_behind(settled().counts.clone());
            let (above, outcome) = desk.read(&mut reader, &files[task.file], task);
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
            done.push((index, above, outcome));
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
        for (index, above, outcome) in done {
            read_of[index] = Some((number, outcome));
            if let Some(above) = above {
                let input = &mut inputs[tasks[index].file];
                (input.top, input.found) = (above.top, above.found);
            }
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
            Some((bytes, is_end, counts)) if task.is_certain || bytes.start == expected => {
                self.end = (bytes.end, is_end);
                for (id, count) in counts {
                    *self.counts.entry(id).or_default() += count;
                }
            }
            None if task.is_certain => {}
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
    if task.is_certain {
        before.extend(read?);
        return Ok(());
    }
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
        Desk::new(self.schema).read(self, input, task).1
    }
}

/// Cuts a file's records into stretches of `stretch` bytes.
fn cut(file: usize, input: &Input, stretch: u64) -> Vec<Task> {
    let whole = match (&input.text, &input.top) {
        (Text::Held(source), Some(top)) => top.header.end as u64..source.text.len() as u64,
        (Text::Disk { begin, end, .. }, Some(_)) => *begin..*end,
        (_, None) => {
            // A file may be empty, and that is to be said.
            let bytes = 0..input.length();
            return vec![Task {
                file,
                bytes,
                is_certain: true,
            }];
        }
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
