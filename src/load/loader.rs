//! One ledger being loaded: its files found, opened, scanned and put together.

use std::sync::Arc;

use anyhow::Context;

use super::cells::{Role, roles_of};
use super::head::{self, Candidate, Head};
use super::header::{self, Header};
use super::parts::Parts;
use super::scan::{self, Done, Input, Text, Trouble};
use super::{Wanted, toml};
use crate::diagnostic::{self, Diagnostic, Place, Tally};
use crate::ledger::Ledger;
use crate::project::{Located, Project};
use crate::schema::{Kind, LedgerSchema, Schema};
use crate::source::{Encoding, Source, line_breaks};

/// One ledger being loaded.
pub(super) struct Loader<'l> {
    project: &'l Project,
    pub schema: &'l Arc<LedgerSchema>,
    wanted: &'l Wanted,
    roles: Vec<Role>,
    candidates: Vec<Candidate>,
    tally: Tally,
    is_whole: bool,
    /// The last header of which nothing was to be said, as it is written.
    last_header: Option<(String, Header)>,
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
    /// The next of the inputs to be scanned. How many lines end in its header.
    Csv { lines: u32 },
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
            last_header: None,
        }
    }

    /// Adds the ledger's file in `folder`, if there is one.
    pub(super) fn add(
        &mut self,
        folder: &str,
        endings: &[&str],
        (year, unit): (Option<i32>, Option<&str>),
    ) -> anyhow::Result<bool> {
        let mut first: Option<String> = None;
        for ending in endings {
            let path = format!("{folder}/{}{ending}", self.schema.name);
            let disk = match self.project.find_file(&path)? {
                Some(Located::Disk { path, length }) => Some((path, length)),
                Some(Located::Elsewhere) => None,
                None => continue,
            };
            if let Some(twin) = &first {
                let message = format!("{twin} 和 {path} 是同一本台账");
                let finding =
                    Diagnostic::new(diagnostic::TWO_FILES, message).at(Place::file(&path));
                self.tally.add(diagnostic::TWO_FILES, || {
                    finding.help("并成一个文件，删去另一个")
                });
                continue;
            }
            self.candidates.push(Candidate {
                path: path.clone(),
                is_toml: *ending == ".toml",
                year,
                unit: unit.map(str::to_owned),
                disk,
            });
            first = Some(path);
        }
        Ok(first.is_some())
    }

    /// Whether no year has a file of the ledger's.
    pub(super) fn is_register(&self) -> bool {
        self.candidates.iter().all(|file| file.year.is_none())
    }

    /// Reads all files that were added.
    pub(super) fn finish(mut self) -> anyhow::Result<(Arc<Ledger>, Vec<Diagnostic>)> {
        let lengths = self.candidates.iter().filter_map(|file| file.disk.as_ref());
        let bytes: u64 = lengths.map(|(_, length)| length).sum();
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
            let (inputs, files) = self.open(threads)?;
            let (outcomes, readers) = scan::scan(
                &inputs,
                self.schema,
                &self.roles,
                threads,
                &self.project.manner,
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
    fn open(&mut self, threads: usize) -> anyhow::Result<(Vec<Input>, Vec<Readable<'l>>)> {
        let (mut inputs, mut files) = (Vec::new(), Vec::new());
        let candidates = std::mem::take(&mut self.candidates);
        let heads = head::read_all(&candidates, threads);
        for (candidate, head) in candidates.iter().zip(heads) {
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
            let head = head.with_context(|| format!("读不了 {}", candidate.path))?;
            if let Some((mut input, source, lines)) = self.input(candidate, head)? {
                input.header.unit = candidate.unit_text().map(str::to_owned);
                inputs.push(input);
                let rows = Rows::Csv { lines };
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

    /// A CSV file under its header; none where that is of no use. With the file as a source, and
    /// how many lines end in its header.
    fn input(
        &mut self,
        file: &Candidate,
        head: Option<Head>,
    ) -> anyhow::Result<Option<(Input, Arc<Source>, u32)>> {
        let path = file.path.clone();
        let on_disk = match (&file.disk, head) {
            (Some((disk, length)), Some(head)) => Some((head, disk.clone(), *length)),
            _ => None,
        };
        let (header, text, source, lines) = if let Some((head, disk, end)) = on_disk {
            let source = Source::window(&path, head.text);
            let header = self.header(&source);
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
            let header = self.header(&source);
            (header, Text::Held(Arc::clone(&source)), source, 0)
        };
        let Some(header) = header else {
            self.is_whole = false;
            return Ok(None);
        };
        Ok(Some((Input { path, header, text }, source, lines)))
    }

    /// The header of a file. Thousands of units send the same form: where nothing was to be said of
    /// a header, the next file's that is written alike is known.
    fn header(&mut self, source: &Source) -> Option<Header> {
        if let Some((text, header)) = &self.last_header
            && source.text.starts_with(text.as_str())
        {
            return Some(header.clone());
        }
        let mut found = Tally::default();
        let header = header::read(self.schema, source, &mut found);
        let text = |header: &Header| source.text.get(..header.end).map(str::to_owned);
        let ends_its_line = |text: &String| text.ends_with('\n');
        self.last_header = header
            .as_ref()
            .filter(|_| found.is_empty())
            .and_then(|header| Some((text(header).filter(ends_its_line)?, header.clone())));
        self.tally.append(found, |_| ());
        header
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
                Rows::Csv { lines } => {
                    let Some((input, done)) = scanned.next() else {
                        break;
                    };
                    parts.csv(
                        file.source,
                        (file.year, file.unit),
                        input,
                        lines,
                        done,
                        tally,
                    );
                }
            }
        }
        parts
    }
}
