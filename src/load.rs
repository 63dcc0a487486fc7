//! A folder → ledgers: every file decoded, every row read, every cell typed or refused.
//!
//! Loading knows one row at a time. What holds between cells, rows, files and ledgers is
//! [`crate::check`]'s.
//!
//! A ledger's CSV files are cut into stretches (`scan`), each of which a reader turns into a batch
//! of rows (`stretch`, column by column: `reader`), and the batches are put together in the
//! files' order (`merge`).

mod cell;
mod header;
mod left;
mod merge;
mod parts;
mod reader;
mod scan;
mod segment;
mod stray;
mod stretch;
mod toml;
mod total;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;

pub(crate) use left::parted;

use crate::diagnostic::{self, Diagnostic, Place, Tally};
use crate::ledger::{Cell, Ledger, Ledgers};
use crate::project::{Located, Project};
use crate::schema::{Kind, LedgerSchema, Schema};
use crate::source::{Encoding, Source, is_forbidden, line_breaks, may_be_forbidden};
use parts::Parts;
use reader::Role;
use scan::{Done, Input, Text, Trouble};

/// What the rooms behind want of a load.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Ledgers that some figure counts from all years up to now.
    pub cumulative: BTreeSet<String>,
    /// By ledger, the fields that figures ask for.
    pub fields: BTreeMap<String, BTreeSet<usize>>,
    /// How it is read, which changes nothing of what is read.
    pub manner: Manner,
}

/// How files are read. Whatever it says, the same comes of it.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How many threads may read; none for as many as there are cores.
    pub threads: Option<usize>,
    /// Below this many bytes of a ledger, one thread reads: it is faster than two.
    pub parallel_from: u64,
    /// A ledger of more bytes than this keeps neither its text in memory nor columns that nobody
    /// asks for.
    pub held_most: u64,
    /// How many bytes of a file are read at a time.
    pub stretch: u64,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            threads: None,
            parallel_from: 4 << 20,
            held_most: 32 << 20,
            stretch: 1 << 20,
        }
    }
}

impl Manner {
    fn threads(&self, bytes: u64) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        if bytes < self.parallel_from {
            1
        } else {
            self.threads.unwrap_or_else(cores)
        }
    }
}

/// Loads every ledger for the report of `year`: the standing registers, and the yearly ledgers of
/// that year; the cumulative ones with all earlier years as well.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn load(
    project: &Project,
    schema: &Schema,
    year: i32,
    wanted: &Wanted,
) -> anyhow::Result<(Ledgers, Vec<Diagnostic>)> {
    let mut diagnostics = stray::find(project, schema, year)?;
    let mut ledgers = Ledgers::new();
    for (name, declared) in &schema.ledgers {
        let mut paths = vec![(format!("data/{name}"), None)];
        let earlier = |wanted_year: &i32| *wanted_year < year && wanted.cumulative.contains(name);
        let years = project.years.iter().copied();
        let years = years.filter(|wanted_year| *wanted_year == year || earlier(wanted_year));
        paths.extend(years.map(|year| (format!("data/{year}/{name}"), Some(year))));
        let mut loader = Loader::new(project, declared, schema, wanted);
        let mut found = false;
        for (path, of) in paths {
            for ending in ["csv", "toml"] {
                let is_there = loader.add(&path, ending, of)?;
                found |= is_there && (of.is_none() || of == Some(year));
            }
        }
        let (ledger, tally) = loader.finish()?;
        diagnostics.extend(tally.finish());
        if !found {
            let message = format!("没有{}的文件：data/{year}/{name}.csv", declared.title);
            diagnostics.push(
                Diagnostic::new(diagnostic::MISSING_LEDGER, message)
                    .at(Place::file(&format!("data/{year}/{name}.csv")))
                    .help(
                        "建这个文件（登记簿放在 data/ 下）；不用这本台账就从 ledgers.toml 里删去",
                    ),
            );
        }
        ledgers.insert(name.clone(), ledger);
    }
    Ok((ledgers, diagnostics))
}

/// A file that belongs to the ledger being loaded.
struct Candidate {
    path: String,
    is_toml: bool,
    year: Option<i32>,
    /// Where it lies and how long it is, if it lies on the disk as it is.
    disk: Option<(PathBuf, u64)>,
}

/// One ledger being loaded.
struct Loader<'l> {
    project: &'l Project,
    schema: &'l LedgerSchema,
    wanted: &'l Wanted,
    roles: Vec<Role>,
    candidates: Vec<Candidate>,
    tally: Tally,
    is_whole: bool,
}

/// A file whose rows can be read.
struct Readable<'l> {
    source: Arc<Source>,
    year: Option<i32>,
    rows: Rows<'l>,
}

enum Rows<'l> {
    /// Read already.
    Toml(toml::Rows<'l>),
    /// The next of the inputs to be scanned. How many lines end in its header.
    Csv { lines: u32 },
}

impl<'l> Loader<'l> {
    fn new(
        project: &'l Project,
        declared: &'l LedgerSchema,
        schema: &Schema,
        wanted: &'l Wanted,
    ) -> Self {
        Self {
            project,
            schema: declared,
            wanted,
            roles: roles(declared, schema),
            candidates: Vec::new(),
            tally: Tally::default(),
            is_whole: true,
        }
    }

    /// Adds a file, if it is there.
    fn add(&mut self, stem: &str, ending: &str, year: Option<i32>) -> anyhow::Result<bool> {
        let path = format!("{stem}.{ending}");
        let disk = match self.project.find_file(&path)? {
            Some(Located::Disk { path, length }) => Some((path, length)),
            Some(Located::Elsewhere) => None,
            None => return Ok(false),
        };
        if let Some(twin) = self.candidates.iter().find(|file| file.year == year) {
            let message = format!("{} 和 {path} 是同一本台账", twin.path);
            let finding = Diagnostic::new(diagnostic::TWO_FILES, message).at(Place::file(&path));
            self.tally.add(diagnostic::TWO_FILES, || {
                finding.help("并成一个文件，删去另一个")
            });
            return Ok(true);
        }
        self.candidates.push(Candidate {
            path,
            is_toml: ending == "toml",
            year,
            disk,
        });
        Ok(true)
    }

    /// Reads all files that were added.
    fn finish(mut self) -> anyhow::Result<(Ledger, Tally)> {
        let lengths = self.candidates.iter().filter_map(|file| file.disk.as_ref());
        let bytes: u64 = lengths.map(|(_, length)| length).sum();
        let threads = self.wanted.manner.threads(bytes);
        if bytes > self.wanted.manner.held_most {
            self.leave_columns();
        } else {
            // Their texts are held, wherever they lie.
            self.candidates.iter_mut().for_each(|file| file.disk = None);
        }
        let tally = std::mem::take(&mut self.tally);
        loop {
            let (inputs, files) = self.open()?;
            let (outcomes, readers) = scan::scan(
                &inputs,
                self.schema,
                &self.roles,
                threads,
                self.wanted.manner.stretch,
            );
            let mut scanned = Vec::new();
            let mut odd = None;
            for (input, outcome) in inputs.into_iter().zip(outcomes) {
                match outcome {
                    Ok(done) => scanned.push((input, done)),
                    Err(Trouble::NotText) => odd = Some(input.path),
                    Err(Trouble::Io(error)) => {
                        return Err(error).with_context(|| format!("读不了 {}", input.path));
                    }
                }
            }
            // A file that is not UTF-8 has to be read whole, to be decoded or refused.
            if let Some(path) = odd {
                self.tally = Tally::default();
                self.is_whole = true;
                let file = self.candidates.iter_mut().find(|file| file.path == path);
                if let Some(file) = file {
                    file.disk = None;
                }
                continue;
            }
            let mut found = std::mem::take(&mut self.tally);
            let parts = self.parts(files, scanned, readers.len(), &mut found);
            // Texts that do not only grow have to be read again, to be told apart by hashes.
            let lacking = parts.lacking_hashes();
            if !lacking.is_empty() {
                for field in lacking {
                    self.roles[field].is_hashed = true;
                }
                self.is_whole = true;
                continue;
            }
            let mut all = tally;
            all.append(found, |_| ());
            let ledger = parts.finish(self.is_whole, &readers, threads, &mut all);
            return Ok((ledger, all));
        }
    }

    /// Columns of texts that nobody asks for stay in their file.
    fn leave_columns(&mut self) {
        let asked = self.wanted.fields.get(&self.schema.name);
        for (index, (field, role)) in self.schema.fields.iter().zip(&mut self.roles).enumerate() {
            let is_asked = asked.is_some_and(|asked| asked.contains(&index));
            let has_values = !field.constraints.values.is_empty();
            role.is_left = field.kind == Kind::String && !is_asked && !has_values && !role.is_held;
        }
    }

    /// Opens the files: what of them remains to be scanned, and all that can be read, in order.
    fn open(&mut self) -> anyhow::Result<(Vec<Input>, Vec<Readable<'l>>)> {
        let (mut inputs, mut files) = (Vec::new(), Vec::new());
        let candidates = std::mem::take(&mut self.candidates);
        for candidate in &candidates {
            let year = candidate.year;
            if candidate.is_toml {
                let Some(source) = self.text(&candidate.path)? else {
                    continue;
                };
                let rows = toml::read(self.schema, &source, &self.roles, &mut self.tally);
                self.is_whole &= rows.is_complete;
                let rows = Rows::Toml(rows);
                files.push(Readable { source, year, rows });
            } else if let Some((input, source, lines)) = self.input(candidate)? {
                inputs.push(input);
                let rows = Rows::Csv { lines };
                files.push(Readable { source, year, rows });
            }
        }
        self.candidates = candidates;
        Ok((inputs, files))
    }

    /// The text of a file that is read whole.
    fn text(&mut self, path: &str) -> anyhow::Result<Option<Arc<Source>>> {
        match self.project.read_text(path)? {
            Some(Ok(source)) => {
                if source.encoding == Encoding::Gb18030 {
                    let message = format!("{path} 按 GB18030 读取");
                    let finding = Diagnostic::new(diagnostic::NATIONAL_ENCODING, message);
                    let place = Place::file(path);
                    self.tally
                        .add(diagnostic::NATIONAL_ENCODING, || finding.at(place));
                }
                Ok(Some(source))
            }
            Some(Err(finding)) => {
                self.is_whole = false;
                self.tally.add(finding.code, || finding);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// A CSV file under its header; none where that is of no use. With the file as a source, and
    /// how many lines end in its header.
    fn input(&mut self, file: &Candidate) -> anyhow::Result<Option<(Input, Arc<Source>, u32)>> {
        let path = file.path.clone();
        let on_disk = match &file.disk {
            Some((disk, length)) => Head::read(disk)
                .with_context(|| format!("读不了 {path}"))?
                .map(|head| (head, disk.clone(), *length)),
            None => None,
        };
        let (header, text, source, lines) = if let Some((head, disk, end)) = on_disk {
            let source = Source::window(&path, head.text);
            let header = header::read(self.schema, &source, &mut self.tally);
            let behind = header.as_ref().map_or(0, |header| header.end);
            let lines = line_breaks(&source.text.as_bytes()[..behind]);
            let begin = head.mark + behind as u64;
            let text = Text::Disk {
                path: disk,
                begin,
                end,
            };
            (
                header,
                text,
                Arc::new(Source::window(&path, String::new())),
                lines,
            )
        } else {
            let Some(source) = self.text(&path)? else {
                return Ok(None);
            };
            let header = header::read(self.schema, &source, &mut self.tally);
            (header, Text::Held(Arc::clone(&source)), source, 0)
        };
        let Some(header) = header else {
            self.is_whole = false;
            return Ok(None);
        };
        Ok(Some((Input { path, header, text }, source, lines)))
    }

    /// What was read, file by file.
    fn parts(
        &self,
        files: Vec<Readable<'l>>,
        scanned: Vec<(Input, Vec<Done>)>,
        readers: usize,
        tally: &mut Tally,
    ) -> Parts<'l> {
        let mut parts = Parts::new(self.schema);
        let mut scanned = scanned.into_iter();
        for file in files {
            match file.rows {
                Rows::Toml(rows) => parts.toml(file.source, file.year, rows, readers),
                Rows::Csv { lines } => {
                    let Some((input, done)) = scanned.next() else {
                        break;
                    };
                    parts.csv(file.source, file.year, input, lines, done, tally);
                }
            }
        }
        parts
    }
}

/// The beginning of a file on the disk.
struct Head {
    /// How many bytes its byte order mark has.
    mark: u64,
    text: String,
}

impl Head {
    /// Reads as much as a header may have; none if that is not UTF-8 or a file has to be read whole.
    fn read(path: &std::path::Path) -> std::io::Result<Option<Self>> {
        const MOST: u64 = 1 << 20;
        let mut bytes = Vec::new();
        std::fs::File::open(path)?
            .take(MOST)
            .read_to_end(&mut bytes)?;
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
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

/// What readers have to know of each field of a ledger.
fn roles(declared: &LedgerSchema, schema: &Schema) -> Vec<Role> {
    let mut keys: BTreeSet<usize> = declared.primary_key.iter().copied().collect();
    let mut held: BTreeSet<usize> = BTreeSet::new();
    for key in &declared.foreign_keys {
        held.extend(&key.fields);
    }
    for other in schema.ledgers.values() {
        let here = other
            .foreign_keys
            .iter()
            .filter(|key| key.resource == declared.name);
        held.extend(here.flat_map(|key| &key.reference));
    }
    keys.extend(&held);
    if declared.primary_key.len() > 1 {
        held.extend(&declared.primary_key);
    }
    held.extend(declared.balance.iter().map(|balance| balance.column));
    if let Some(edition) = &declared.edition {
        held.insert(edition.field);
        held.extend(&edition.of);
    }
    let sequence = declared.in_sequence();
    let role = |(index, field): (usize, &crate::schema::Field)| Role {
        is_key: keys.contains(&index),
        is_required: field.constraints.required || declared.primary_key.contains(&index),
        is_unique: field.constraints.unique || declared.primary_key == [index],
        is_sequence: sequence == Some(index),
        is_held: held.contains(&index),
        is_left: false,
        is_hashed: false,
    };
    declared.fields.iter().enumerate().map(role).collect()
}

/// Reads a declared value as a cell of `field` would be read; else what is wrong, and the help.
///
/// # Errors
/// When no cell of the column could hold it.
pub fn read_cell(text: &str, field: &crate::schema::Field) -> Result<Cell, (String, String)> {
    cell::read(text, field, false, &[]).map_err(|code| {
        let refusal = cell::explain(text, field, code);
        (refusal.message, refusal.help)
    })
}
