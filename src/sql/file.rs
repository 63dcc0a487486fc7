//! Which files a year's ledgers are read from, and which column of each holds which field.
//!
//! Of a CSV file only the header is read here: the engine reads the rows. The rows of a TOML file
//! no engine reads; they go along in the script.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::sync::Arc;

use anyhow::Context;
use indexmap::IndexMap;

use crate::declaration::{self, Findings};
use crate::diagnostic::{self, Diagnostic, Place};
use crate::load::{clean_heading, field_named};
use crate::project::{self, Project};
use crate::schema::{Field, LedgerSchema, OWN_LEVEL, Schema};
use crate::source::csv::{Record, Records};
use crate::source::{Encoding, Source};

/// How much of a CSV file is read in search of the end of its header.
const HEAD: u64 = 1 << 20;

/// A ledger and the files that hold its rows.
pub(super) struct Table<'a> {
    pub schema: &'a LedgerSchema,
    pub files: Vec<File>,
    /// For each field, whether it names rows here or elsewhere.
    pub is_key: Vec<bool>,
}

/// A file of a ledger.
pub(super) struct File {
    pub path: String,
    /// The year of its folder; none for a standing register.
    pub year: Option<i32>,
    /// Its headings as they stand there, and the field that each names, if any.
    pub columns: Vec<(String, Option<usize>)>,
    /// What a field of units holds where the file has no column for it: its folder's unit, or the
    /// year's own level; nothing in a register.
    pub unit: Option<String>,
    /// The rows of a TOML file: their number and the text of each field.
    pub rows: Option<Vec<(usize, Vec<String>)>>,
}

/// A folder that files of ledgers may lie in.
struct Folder {
    path: String,
    /// None for the standing registers'.
    year: Option<i32>,
    unit: Option<String>,
    /// The names of its tables, if they have been listed.
    tables: Option<Vec<String>>,
}

impl Folder {
    /// Whether it may hold the ledger `name` as a file that ends in `ending`.
    fn may_hold(&self, name: &str, ending: &str) -> bool {
        let is_it = |table: &String| {
            let rest = table.strip_prefix(name);
            rest.and_then(|rest| rest.strip_prefix('.')) == Some(ending)
        };
        let tables = self.tables.as_ref();
        tables.is_none_or(|tables| tables.iter().any(is_it))
    }
}

/// The registers' folder, then of each year its own and its units', in the order that loading has.
fn folders(
    project: &Project,
    year: i32,
    cumulative: &BTreeSet<String>,
) -> anyhow::Result<Vec<Folder>> {
    let mut folders = vec![Folder {
        path: "data".to_owned(),
        year: None,
        unit: None,
        tables: None,
    }];
    let is_wanted = |of: &&i32| **of == year || (**of < year && !cumulative.is_empty());
    for of in project.years.iter().filter(is_wanted) {
        let path = format!("data/{of}");
        let units = project.units(*of)?.into_iter().map(|unit| Folder {
            path: format!("{path}/{}", unit.path),
            year: Some(*of),
            unit: Some(unit.path),
            tables: Some(unit.tables.into_iter().map(|table| table.name).collect()),
        });
        let units: Vec<Folder> = units.collect();
        folders.push(Folder {
            path,
            year: Some(*of),
            unit: Some(OWN_LEVEL.to_owned()),
            tables: None,
        });
        folders.extend(units);
    }
    Ok(folders)
}

/// The tables of `year`: the registers, that year's ledgers, and of those in `cumulative` all
/// earlier years' as well.
pub(super) fn tables<'a>(
    project: &Project,
    schema: &'a Schema,
    year: i32,
    cumulative: &BTreeSet<String>,
) -> anyhow::Result<(IndexMap<&'a str, Table<'a>>, Vec<Diagnostic>)> {
    let mut found = Vec::new();
    let folders = folders(project, year, cumulative)?;
    let mut tables = IndexMap::new();
    for (name, ledger) in &schema.ledgers {
        let mut table = Table {
            schema: ledger,
            files: Vec::new(),
            is_key: names_rows(schema, ledger),
        };
        let before = found.len();
        let earlier = |wanted: &i32| *wanted < year && cumulative.contains(name);
        let wanted = |folder: &&Folder| folder.year.is_none_or(|of| of == year || earlier(&of));
        for folder in folders.iter().filter(wanted) {
            let mut twin: Option<String> = None;
            for ending in ["csv", "toml"] {
                if !folder.may_hold(name, ending) {
                    continue;
                }
                let path = format!("{}/{name}.{ending}", folder.path);
                let file = match ending {
                    "csv" => csv(project, &path, folder, ledger, &mut found)?,
                    _ => toml(project, &path, folder, ledger, &mut found)?,
                };
                let Some(file) = file else { continue };
                if let Some(twin) = &twin {
                    let message = format!("{twin} 和 {path} 是同一本台账");
                    let finding = Diagnostic::new(diagnostic::TWO_FILES, message);
                    let finding = finding.at(Place::file(&path));
                    found.push(finding.help("并成一个文件，删去另一个"));
                    continue;
                }
                twin = Some(path);
                table.files.push(file);
            }
        }
        if table.files.is_empty() && found.len() == before {
            let message = format!("没有{}的文件：data/{year}/{name}.csv", ledger.title);
            let place = Place::file(&format!("data/{year}/{name}.csv"));
            let help = "SQL 里它是一张空表；文件要和 SQL 一起放在引擎那边，文件名在这里也要有";
            let finding = Diagnostic::new(diagnostic::MISSING_LEDGER, message);
            found.push(finding.at(place).help(help));
        }
        tables.insert(name.as_str(), table);
    }
    Ok((tables, found))
}

/// For each field, whether it is part of a key or of a reference, here or from elsewhere.
fn names_rows(schema: &Schema, ledger: &LedgerSchema) -> Vec<bool> {
    let mut keys: BTreeSet<usize> = ledger.primary_key.iter().copied().collect();
    keys.extend(ledger.foreign_keys.iter().flat_map(|key| &key.fields));
    let elsewhere = schema
        .ledgers
        .values()
        .flat_map(|other| &other.foreign_keys);
    let here = elsewhere.filter(|key| key.resource == ledger.name);
    keys.extend(here.flat_map(|key| &key.reference));
    (0..ledger.fields.len())
        .map(|field| keys.contains(&field))
        .collect()
}

fn csv(
    project: &Project,
    path: &str,
    folder: &Folder,
    ledger: &LedgerSchema,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Option<File>> {
    let Some(bytes) = head(project, path)? else {
        return Ok(None);
    };
    let source = match project::decode(path, &bytes) {
        Ok(source) => source,
        Err(finding) => {
            found.push(finding);
            return Ok(None);
        }
    };
    if source.encoding == Encoding::Gb18030 {
        let message = format!("{path} 是 GB18030 编码，SQL 引擎只读 UTF-8");
        let finding = Diagnostic::new(diagnostic::NOT_PLAIN, message).at(Place::file(path));
        found.push(finding.help("用 WPS 或 Excel 打开，另存为“CSV UTF-8（逗号分隔）”"));
        return Ok(None);
    }
    let mut record = Record::default();
    Records::new(&source.text).read(&mut record);
    let columns: Vec<(String, Option<usize>)> = record
        .iter()
        .map(|text| (text.to_owned(), field_named(ledger, &clean_heading(text))))
        .collect();
    let place = || Place::span(&source, record.whole()).in_row(1, None);
    let missing: Vec<&str> = (0..ledger.fields.len())
        .filter(|field| !ledger.fields[*field].is_from_folder)
        .filter(|field| !columns.iter().any(|(_, held)| held == &Some(*field)))
        .map(|field| ledger.fields[field].name.as_str())
        .collect();
    if !missing.is_empty() {
        let message = format!("表头缺少“{}”", missing.join("”“"));
        let help = "第一行是表头，每列的名字要和 ledgers.toml 里一字不差";
        let finding = Diagnostic::new(diagnostic::MISSING_COLUMN, message);
        found.push(finding.at(place()).help(help));
        return Ok(None);
    }
    for (index, (text, field)) in columns.iter().enumerate() {
        let before = columns.iter().take(index);
        if field.is_some() && before.into_iter().any(|(_, held)| held == field) {
            let message = format!("表头“{}”出现了两次", clean_heading(text));
            let finding = Diagnostic::new(diagnostic::REPEATED_COLUMN, message);
            found.push(finding.at(place()).help("删去一列，或改名"));
            return Ok(None);
        }
    }
    Ok(Some(File {
        path: path.to_owned(),
        year: folder.year,
        unit: folder.unit.clone(),
        columns,
        rows: None,
    }))
}

/// The first lines of a file, whole ones; none if there is no such file.
fn head(project: &Project, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let file = match std::fs::File::open(project.root.join(path)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("读不了 {path}")),
    };
    let mut bytes = Vec::new();
    let read = file.take(HEAD).read_to_end(&mut bytes);
    read.with_context(|| format!("读不了 {path}"))?;
    if bytes.len() as u64 == HEAD {
        // A character cut in two would look like another encoding.
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(end.map_or(bytes.len(), |end| end + 1));
    }
    Ok(Some(bytes))
}

fn toml(
    project: &Project,
    path: &str,
    folder: &Folder,
    ledger: &LedgerSchema,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Option<File>> {
    let source = match project.read_text(path)? {
        None => return Ok(None),
        Some(Err(finding)) => {
            found.push(finding);
            return Ok(None);
        }
        Some(Ok(source)) => source,
    };
    let findings = Findings::default();
    let rows = rows(&source, ledger, folder.unit.as_deref(), &findings);
    found.append(&mut findings.into_inner());
    Ok(Some(File {
        path: path.to_owned(),
        year: folder.year,
        unit: folder.unit.clone(),
        columns: Vec::new(),
        rows: Some(rows),
    }))
}

/// The `[[row]]` tables: each one's number, as under a header, and its fields' texts.
fn rows(
    source: &Arc<Source>,
    ledger: &LedgerSchema,
    unit: Option<&str>,
    findings: &Findings,
) -> Vec<(usize, Vec<String>)> {
    let from_folder = |field: &Field| match unit {
        Some(unit) if field.is_from_folder => unit.to_owned(),
        _ => String::new(),
    };
    let mut read = Vec::new();
    declaration::read(source, findings, |root| {
        let Some(rows) = root.get("row") else { return };
        for (index, item) in rows.items("[[row]] 表").into_iter().enumerate() {
            let Some(table) = item.table() else { continue };
            let mut texts: Vec<String> = ledger.fields.iter().map(from_folder).collect();
            for (key, _, entry) in table.entries() {
                if let (Some(field), Some(text)) = (ledger.field(key), entry.scalar()) {
                    texts[field] = text;
                }
            }
            read.push((index + 2, texts));
        }
    });
    read
}
