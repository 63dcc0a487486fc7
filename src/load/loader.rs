//! One ledger being loaded: its files found, opened, scanned and put together.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;

use super::cells::{Role, roles_of};
use super::head::{Candidate, Head};
use super::header::Headers;
use super::parts::Parts;
use super::scan;
use super::task::{Done, Input, Text, Trouble};
use super::{Wanted, toml};
use crate::diagnostic::{self, Diagnostic, Place, Tally};
use crate::ledger::Ledger;
use crate::project::{Located, Project, Table, Unit};
use crate::schema::{Kind, LedgerSchema, Schema};
use crate::source::{Encoding, Source};

/// How the names of a ledger's files end.
const ENDINGS: &[&str] = &[".csv", ".toml"];

/// One ledger being loaded.
pub(super) struct Loader<'l> {
    project: &'l Project,
    pub schema: &'l Arc<LedgerSchema>,
    wanted: &'l Wanted,
    roles: Vec<Role>,
    candidates: Vec<Candidate>,
    tally: Tally,
    is_whole: bool,
    headers: Headers<'l>,
}

/// A file whose rows can be read.
struct Readable<'l> {
    source: Arc<Source>,
    year: Option<i32>,
    unit: Option<String>,
    rows: Rows<'l>,
}

enum Rows<'l> {
    /// Read already.
    Toml(toml::Rows<'l>),
    /// The next of the inputs to be scanned.
    Csv,
}

impl<'l> Loader<'l> {
    pub(super) fn new(
        project: &'l Project,
        declared: &'l Arc<LedgerSchema>,
        schema: &Schema,
        wanted: &'l Wanted,
    ) -> Self {
        Self {
            project,
            schema: declared,
            wanted,
            roles: roles_of(declared, schema),
            candidates: Vec::new(),
            tally: Tally::default(),
            is_whole: true,
            headers: Headers::new(declared),
        }
    }

    /// Adds the ledger's file in `folder`, if there is one.
    pub(super) fn add(&mut self, folder: &str, year: Option<i32>) -> anyhow::Result<bool> {
        let before = self.candidates.len();
        for ending in ENDINGS {
            let path = format!("{folder}/{}{ending}", self.schema.name);
            if let Some(located) = self.project.find_file(&path)? {
                self.candidate((before, *ending), path, located, (year, None));
            }
        }
        Ok(self.candidates.len() > before)
    }

    /// Adds the ledger's file in the folder of `unit` below `folder`, the year's, if there is one.
    /// That the folder's list tells: two thousand folders are not asked again.
    pub(super) fn add_unit(&mut self, folder: &str, year: i32, unit: &Unit) -> bool {
        let before = self.candidates.len();
        let name = &self.schema.name;
        for ending in ENDINGS {
            let is_its = |table: &&Table| table.name.strip_prefix(name.as_str()) == Some(*ending);
            if let Some(table) = unit.tables.iter().find(is_its) {
                let path = format!("{folder}/{}/{}", unit.path, table.name);
                let located = self.project.found_table(&path, table);
                let of = (Some(year), Some(unit.path.as_str()));
                self.candidate((before, *ending), path, located, of);
            }
        }
        self.candidates.len() > before
    }

    /// Adds the file at `path`, which ends in `ending`, unless the folder that files from `first` on
    /// stand in has one already.
    fn candidate(
        &mut self,
        (first, ending): (usize, &str),
        path: String,
        located: Located,
        (year, unit): (Option<i32>, Option<&str>),
    ) {
        if let Some(twin) = self.candidates.get(first) {
            let message = format!("{} 和 {path} 是同一本台账", twin.path);
            let finding = Diagnostic::new(diagnostic::TWO_FILES, message).at(Place::file(&path));
            self.tally.add(diagnostic::TWO_FILES, || {
                finding.help("并成一个文件，删去另一个")
            });
            return;
        }
        self.candidates.push(Candidate {
            is_toml: ending == ".toml",
            path,
            year,
            unit: unit.map(str::to_owned),
            disk: match located {
                Located::Disk { path, length } => Some((path, length)),
                Located::Elsewhere => None,
            },
        });
    }

    /// Whether no year has a file of the ledger's.
    pub(super) fn is_register(&self) -> bool {
        self.candidates.iter().all(|file| file.year.is_none())
    }

    /// How many bytes those of its files have that lie on the disk.
    fn bytes(&self) -> u64 {
        let lengths = self.candidates.iter().filter_map(|file| file.disk.as_ref());
        lengths.map(|(_, length)| length).sum()
    }

    /// Whether threads of its own read it.
    pub(super) fn is_large(&self) -> bool {
        self.bytes() >= self.project.manner.parallel_from
    }

    /// Reads all files that were added.
    pub(super) fn finish(mut self) -> anyhow::Result<(Arc<Ledger>, Vec<Diagnostic>)> {
        let bytes = self.bytes();
        let manner = &self.project.manner;
        let threads = manner.threads(bytes);
        if bytes > manner.held_most {
            self.leave_columns();
        } else {
            // Their texts are held, wherever they lie.
            self.candidates.iter_mut().for_each(|file| file.disk = None);
        }
        let tally = std::mem::take(&mut self.tally);
        loop {
            let (mut inputs, files) = self.open()?;
            let (outcomes, readers) = scan::scan(
                &mut inputs,
                self.schema,
                &self.roles,
                threads,
                &self.project.manner,
            );
            let mut scanned = Vec::new();
            let mut odd = BTreeSet::new();
            for (input, outcome) in inputs.into_iter().zip(outcomes) {
                match outcome {
                    Ok(done) => scanned.push((input, done)),
                    Err(Trouble::NotText) => {
                        odd.insert(input.path);
                    }
                    Err(Trouble::Io(error)) => {
                        return Err(error).with_context(|| format!("读不了 {}", input.path));
                    }
                }
            }
            let mut found = std::mem::take(&mut self.tally);
            // Files that are not UTF-8 have to be read whole, to be decoded or refused.
            if !odd.is_empty() {
                self.is_whole = true;
                let files = self.candidates.iter_mut();
                for file in files.filter(|file| odd.contains(&file.path)) {
                    file.disk = None;
                }
                continue;
            }
            for (input, _) in &mut scanned {
                found.append(std::mem::take(&mut input.found), |_| ());
                self.is_whole &= input.top.is_some();
            }
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
            let ledger = parts.finish(self.is_whole, readers, threads, &mut all);
            return Ok((Arc::new(ledger), all.finish()));
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
            let (year, unit) = (candidate.year, candidate.unit.clone());
            if candidate.is_toml {
                let Some(source) = self.text(&candidate.path)? else {
                    continue;
                };
                let unit_text = candidate.unit_text();
                let rows = toml::read(
                    self.schema,
                    &source,
                    &self.roles,
                    unit_text,
                    &mut self.tally,
                );
                self.is_whole &= rows.is_complete;
                let rows = Rows::Toml(rows);
                files.push(Readable {
                    source,
                    year,
                    unit,
                    rows,
                });
                continue;
            }
            if let Some((input, source)) = self.input(candidate)? {
                inputs.push(input);
                let rows = Rows::Csv;
                files.push(Readable {
                    source,
                    year,
                    unit,
                    rows,
                });
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

    /// A CSV file, and the same as a source; none where its header is of no use. A short file on the
    /// disk is opened but once: who reads its rows reads its header.
    fn input(&mut self, file: &Candidate) -> anyhow::Result<Option<(Input, Arc<Source>)>> {
        let path = file.path.clone();
        let unit = file.unit_text().map(str::to_owned);
        let elsewhere = || Arc::new(Source::window(&path, String::new()));
        let mut found = Tally::default();
        if let Some((disk, length)) = &file.disk
            && *length <= self.project.manner.stretch
        {
            let source = elsewhere();
            let text = Text::Disk {
                path: disk.clone(),
                begin: 0,
                end: *length,
            };
            let input = Input {
                path,
                unit,
                top: None,
                found,
                text,
            };
            return Ok(Some((input, source)));
        }
        let head = match &file.disk {
            Some((disk, _)) => Head::read(disk).with_context(|| format!("读不了 {path}"))?,
            None => None,
        };
        let (top, text, source) = if let Some((head, (disk, length))) = head.zip(file.disk.as_ref())
        {
            let top = self.headers.read(&path, &head.text, &mut found);
            let behind = top.as_ref().map_or(0, |top| top.header.end);
            let text = Text::Disk {
                path: disk.clone(),
                begin: head.mark + behind as u64,
                end: *length,
            };
            (top, text, elsewhere())
        } else {
            let Some(source) = self.text(&path)? else {
                return Ok(None);
            };
            let top = self.headers.read(&path, &source.text, &mut found);
            (top, Text::Held(Arc::clone(&source)), source)
        };
        self.tally.append(found, |_| ());
        let Some(mut top) = top else {
            self.is_whole = false;
            return Ok(None);
        };
        top.header.unit.clone_from(&unit);
        let input = Input {
            path,
            unit,
            top: Some(top),
            found: Tally::default(),
            text,
        };
        Ok(Some((input, source)))
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
                Rows::Toml(rows) => parts.toml(file.source, (file.year, file.unit), rows, readers),
                Rows::Csv => {
                    let Some((input, done)) = scanned.next() else {
                        break;
                    };
                    let Some(top) = input.top else { continue };
                    let of = (file.year, file.unit);
                    parts.csv(file.source, of, (input.text, top), done, tally);
                }
            }
        }
        parts
    }
}
