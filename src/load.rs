//! A folder → ledgers: every file decoded, every row read, every cell typed or refused.
//!
//! Loading knows one row at a time. What holds between cells, rows, files and ledgers is
//! [`crate::check`]'s.

mod cell;
mod csv;
mod stray;
mod toml;
mod total;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{self, Diagnostic, Place};
use crate::ledger::{Cell, Ledger, Ledgers};
use crate::project::Project;
use crate::schema::{LedgerSchema, Schema};
use crate::source::{Encoding, Source};

/// Loads every ledger for the report of `year`: the standing registers, and the yearly ledgers of
/// that year; those named in `cumulative` with all earlier years as well.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn load(
    project: &Project,
    schema: &Schema,
    year: i32,
    cumulative: &BTreeSet<String>,
) -> anyhow::Result<(Ledgers, Vec<Diagnostic>)> {
    let mut diagnostics = stray::find(project, schema, year)?;
    let mut ledgers = Ledgers::new();
    for (name, declared) in &schema.ledgers {
        let mut loader = Loader::new(declared, schema);
        let mut found = false;
        for path in [format!("data/{name}.csv"), format!("data/{name}.toml")] {
            found |= loader.file(project, &path, None)?;
        }
        let earlier = |wanted: &i32| *wanted < year && cumulative.contains(name);
        for wanted in project
            .years
            .iter()
            .copied()
            .filter(|y| *y == year || earlier(y))
        {
            for ending in ["csv", "toml"] {
                let path = format!("data/{wanted}/{name}.{ending}");
                let is_there = loader.file(project, &path, Some(wanted))?;
                found |= is_there && wanted == year;
            }
        }
        if !found {
            let message = format!("没有{}的文件：data/{year}/{name}.csv", declared.title);
            loader.diagnostics.push(
                Diagnostic::new(diagnostic::MISSING_LEDGER, message)
                    .at(Place::file(&format!("data/{year}/{name}.csv")))
                    .help(
                        "建这个文件（登记簿放在 data/ 下）；不用这本台账就从 ledgers.toml 里删去",
                    ),
            );
        }
        diagnostics.append(&mut loader.diagnostics);
        ledgers.insert(name.clone(), loader.ledger);
    }
    Ok((ledgers, diagnostics))
}

/// One ledger being loaded, file by file.
struct Loader {
    ledger: Ledger,
    /// For each field, whether it names rows here or elsewhere.
    is_key: Vec<bool>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader {
    fn new(declared: &LedgerSchema, schema: &Schema) -> Self {
        let mut keys: BTreeSet<usize> = declared.primary_key.iter().copied().collect();
        keys.extend(declared.foreign_keys.iter().flat_map(|key| &key.fields));
        for other in schema.ledgers.values() {
            let here = other
                .foreign_keys
                .iter()
                .filter(|key| key.resource == declared.name);
            keys.extend(here.flat_map(|key| &key.reference));
        }
        let is_key = (0..declared.fields.len())
            .map(|field| keys.contains(&field))
            .collect();
        Self {
            ledger: Ledger::new(declared.clone()),
            is_key,
            diagnostics: Vec::new(),
        }
    }

    /// Loads one file, if it is there.
    fn file(&mut self, project: &Project, path: &str, year: Option<i32>) -> anyhow::Result<bool> {
        let Some(decoded) = project.read_text(path)? else {
            return Ok(false);
        };
        match decoded {
            Ok(source) => self.source(&source, year),
            Err(finding) => {
                self.ledger.is_whole = false;
                self.diagnostics.push(finding);
            }
        }
        Ok(true)
    }

    fn source(&mut self, source: &Arc<Source>, year: Option<i32>) {
        let path = &source.path;
        if let Some(twin) = self.ledger.files.iter().find(|file| file.year == year) {
            let message = format!("{} 和 {path} 是同一本台账", twin.source.path);
            self.diagnostics.push(
                Diagnostic::new(diagnostic::TWO_FILES, message)
                    .at(Place::file(path))
                    .help("并成一个文件，删去另一个"),
            );
            return;
        }
        if source.encoding == Encoding::Gb18030 {
            let message = format!("{path} 按 GB18030 读取");
            self.diagnostics.push(
                Diagnostic::new(diagnostic::NATIONAL_ENCODING, message).at(Place::file(path)),
            );
        }
        let is_toml = std::path::Path::new(path)
            .extension()
            .is_some_and(|end| end == "toml");
        if is_toml {
            toml::load(self, source, year);
        } else {
            csv::load(self, source, year);
        }
    }

    /// Types a row's cells; a refused one is reported at its place and left without a value.
    fn row<'t>(
        &mut self,
        offset: usize,
        row: u32,
        text: impl Fn(usize) -> &'t str,
        place: impl Fn(usize) -> Place,
    ) {
        let fields = self.ledger.schema.fields.len();
        let mut cells = vec![Cell::Missing; fields];
        let mut refusals = Vec::new();
        for (index, field) in self.ledger.schema.fields.iter().enumerate() {
            let missing = &self.ledger.schema.missing_values;
            match cell::read(text(index), field, self.is_key[index], missing) {
                Ok(cell) => cells[index] = cell,
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        for index in self.ledger.push(offset, row, &cells) {
            refusals.push((index, cell::too_large(text(index))));
        }
        for (index, refusal) in refusals {
            self.ledger.refuse(index);
            let name = self.ledger.schema.fields[index].name.as_str();
            self.diagnostics.push(
                Diagnostic::new(refusal.code, refusal.message)
                    .at(place(index).in_row(row, Some(name)))
                    .help(refusal.help),
            );
        }
    }
}

/// Reads a declared value as a cell of `field` would be read; else what is wrong, and the help.
///
/// # Errors
/// When no cell of the column could hold it.
pub fn read_cell(text: &str, field: &crate::schema::Field) -> Result<Cell, (String, String)> {
    cell::read(text, field, false, &[]).map_err(|refusal| (refusal.message, refusal.help))
}
