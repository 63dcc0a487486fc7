//! TOML declarations (report.toml, ledgers.toml, figures.toml, year.toml), every value with its place.
//!
//! serde would stop at a file's first mistake. A [`Table`] is asked for its keys one by one, notes
//! what is wrong with each, and in the end names the keys that nobody asked for.

mod entry;
mod syntax;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::source::{Source, is_forbidden};
pub use entry::Entry;

/// Findings gathered while declarations are read.
pub type Findings = RefCell<Vec<Diagnostic>>;

/// A TOML source, parsed.
pub struct Parsed<'a> {
    source: &'a Source,
    root: Spanned<DeTable<'a>>,
    errors: Vec<toml::de::Error>,
}

/// Parses a TOML source, which needs nothing else and can be done beside it.
#[must_use]
pub fn parse(source: &Source) -> Parsed<'_> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    Parsed {
        source,
        root,
        errors,
    }
}

/// Parses a TOML source and hands its root table to `read`.
pub fn read<T>(
    source: &Source,
    findings: &Findings,
    read: impl FnOnce(&Table<'_>) -> T,
) -> Option<T> {
    read_parsed(parse(source), findings, read)
}

/// Hands the root table of a parsed source to `read`.
pub fn read_parsed<T>(
    parsed: Parsed<'_>,
    findings: &Findings,
    read: impl FnOnce(&Table<'_>) -> T,
) -> Option<T> {
    let Parsed {
        source,
        root,
        errors,
    } = parsed;
    if !errors.is_empty() {
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let line = source.line_at(span.start);
            let (wrong, help) = syntax::in_chinese(error.message(), line);
            let message = format!("TOML 写法有误：{wrong}");
            let place = Place::span(source, span);
            findings.borrow_mut().push(
                Diagnostic::new(diagnostic::TOML_SYNTAX, message)
                    .at(place)
                    .help(help),
            );
        }
        return None;
    }
    let mut smuggled = Vec::new();
    // Without escapes every string stands in the text, which holds no such character.
    if source.text.contains('\\') {
        in_table(root.get_ref(), &mut smuggled);
    }
    if !smuggled.is_empty() {
        let finding = |(span, character): (Range<usize>, char)| {
            let message = format!("这里写出了不能有的字符 U+{:04X}", u32::from(character));
            Diagnostic::new(diagnostic::FORBIDDEN_CHARACTER, message)
                .at(Place::span(source, span))
                .help("删去 \\u… 那一段，直接打字")
        };
        findings
            .borrow_mut()
            .extend(smuggled.into_iter().map(finding));
        return None;
    }
    let span = 0..0;
    let table = Table::new(source, findings, root.get_ref(), span, None);
    let result = read(&table);
    table.finish();
    Some(result)
}

/// Characters that no file may hold, named by \u escapes: each string's first, with its place.
fn in_table(table: &DeTable<'_>, found: &mut Vec<(Range<usize>, char)>) {
    for (key, value) in table {
        let forbidden = key.get_ref().chars().find(|c| is_forbidden(*c));
        found.extend(forbidden.map(|character| (key.span(), character)));
        in_value(value, found);
    }
}

fn in_value(value: &Spanned<DeValue<'_>>, found: &mut Vec<(Range<usize>, char)>) {
    match value.get_ref() {
        DeValue::String(text) => {
            let forbidden = text.chars().find(|c| is_forbidden(*c));
            found.extend(forbidden.map(|character| (value.span(), character)));
        }
        DeValue::Array(items) => items.iter().for_each(|item| in_value(item, found)),
        DeValue::Table(table) => in_table(table, found),
        _ => {}
    }
}

/// A table of a TOML source.
pub struct Table<'a> {
    source: &'a Source,
    findings: &'a Findings,
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    /// What it is called; nothing if it is the root.
    path: Option<Rc<Path<'a>>>,
    asked: RefCell<Vec<&'static str>>,
    all: Cell<bool>,
}

/// The keys that lead to a table, the last first. Only who has something to say asks how they are written.
struct Path<'a> {
    above: Option<Rc<Path<'a>>>,
    key: &'a str,
}

/// A path as it is written: `change`.
fn written(path: Option<&Rc<Path<'_>>>) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let above = written(path.above.as_ref());
    if above.is_empty() {
        path.key.to_owned()
    } else {
        format!("{above}.{}", path.key)
    }
}

impl<'a> Table<'a> {
    fn new(
        source: &'a Source,
        findings: &'a Findings,
        entries: &'a DeTable<'a>,
        span: Range<usize>,
        path: Option<Rc<Path<'a>>>,
    ) -> Self {
        /// How many keys a table is mostly asked for.
        const ASKED: usize = 16;
        Self {
            source,
            findings,
            entries,
            span,
            path,
            asked: RefCell::new(Vec::with_capacity(ASKED)),
            all: Cell::new(false),
        }
    }

    /// The place of the table itself.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::span(self.source, self.span.clone())
    }

    /// The source that the table stands in.
    #[must_use]
    pub fn source(&self) -> &'a Source {
        self.source
    }

    /// Where findings go.
    #[must_use]
    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// Notes a finding.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.findings.borrow_mut().push(diagnostic);
    }

    /// The value of `key`, whatever its type.
    #[must_use]
    pub fn get(&self, key: &'static str) -> Option<Entry<'a>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key).map(|value| self.entry(key, value))
    }

    fn entry(&self, key: &'a str, value: &'a Spanned<DeValue<'a>>) -> Entry<'a> {
        Entry {
            source: self.source,
            findings: self.findings,
            value: value.get_ref(),
            span: value.span(),
            owner: self.path.clone(),
            key,
        }
    }

    /// Every entry, for tables whose keys are names of the user's.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Range<usize>, Entry<'a>)> + '_ {
        self.entries.iter().map(|(key, value)| {
            (
                key.get_ref().as_ref(),
                key.span(),
                self.entry(key.get_ref(), value),
            )
        })
    }

    /// The string at `key`.
    #[must_use]
    pub fn string(&self, key: &'static str) -> Option<String> {
        self.get(key)?.string()
    }

    /// The string at `key`, which has to be there.
    #[must_use]
    pub fn required_string(&self, key: &'static str) -> Option<String> {
        if !self.entries.contains_key(key) {
            self.missing(key);
        }
        self.string(key)
    }

    /// Notes that `key` is missing.
    pub fn missing(&self, key: &str) {
        let owner = match written(self.path.as_ref()) {
            path if path.is_empty() => path,
            path => format!("[{path}] "),
        };
        let message = format!("{owner}缺少“{key}”");
        self.report(
            Diagnostic::new(diagnostic::MISSING_KEY, message)
                .at(self.place())
                .help(format!("补上一行：{key} = …")),
        );
    }

    /// The truth value at `key`.
    #[must_use]
    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        self.get(key)?.boolean()
    }

    /// The whole number at `key`, not below zero.
    #[must_use]
    pub fn count(&self, key: &'static str) -> Option<u32> {
        let entry = self.get(key)?;
        let number = entry
            .value
            .as_integer()
            .and_then(|integer| integer.as_str().parse().ok());
        if number.is_none() {
            entry.wrong_type("不小于 0 的整数");
        }
        number
    }

    /// The strings at `key`: a list of them, or a single one.
    #[must_use]
    pub fn strings(&self, key: &'static str) -> Option<Vec<(String, Range<usize>)>> {
        Some(self.get(key)?.strings())
    }

    /// The table at `key`.
    #[must_use]
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        self.get(key)?.table()
    }

    /// The tables of the list at `key`; none if there is no such key.
    #[must_use]
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(entry) = self.get(key) else {
            return Vec::new();
        };
        entry
            .items("表的列表 [[…]]")
            .into_iter()
            .filter_map(|item| item.table())
            .collect()
    }

    /// Takes every key as asked for: this table's keys are names of the user's.
    pub fn accept_all(&self) {
        self.all.set(true);
    }

    /// Names the keys that nobody asked for.
    pub fn finish(&self) {
        if self.all.get() {
            return;
        }
        let asked = self.asked.borrow();
        for key in self.entries.keys() {
            let (key, span) = (key.get_ref().as_ref(), key.span());
            if asked.contains(&key) {
                continue;
            }
            let help = match closest(key, asked.iter().copied()) {
                Some(known) => format!("是不是“{known}”？"),
                None => format!("这里可用的键：{}", asked.join("、")),
            };
            let owner = match written(self.path.as_ref()) {
                path if path.is_empty() => path,
                path => format!("[{path}] 里"),
            };
            self.report(
                Diagnostic::new(diagnostic::UNKNOWN_KEY, format!("{owner}不认识的键“{key}”"))
                    .at(Place::span(self.source, span))
                    .help(help),
            );
        }
    }
}
