//! ledgers.toml, key by key, with every mistake named.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::{Balance, Edition, Field, ForeignKey, Kind, LedgerSchema, Schema, constraint};
use crate::declaration::{self, Entry, Findings, Table};
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::source::Source;

/// Reads ledgers.toml. A ledger whose declaration is broken is left out; the finding says why.
pub fn read(source: &Source, findings: &Findings) -> Schema {
    read_with_units(source, None, findings)
}

/// Reads ledgers.toml for a project that has folders of subordinate units, in the order in which `units` lists
/// those it lists, or has none.
pub fn read_with_units(source: &Source, units: Option<&[String]>, findings: &Findings) -> Schema {
    let mut pending = Vec::new();
    let mut schema = Schema::default();
    declaration::read(source, findings, |root| {
        for (name, span, entry) in root.entries() {
            let Some(table) = entry.table() else { continue };
            if name.is_empty() || !name.chars().all(is_file_character) {
                let message = format!("台账名“{name}”不能作文件名");
                entry.report(
                    diagnostic::BAD_NAME,
                    message,
                    "只用英文字母、数字、- 和 _；中文名写在 title 里",
                );
                continue;
            }
            let (ledger, keys) = ledger(name, span, &table, units);
            table.finish();
            schema.ledgers.insert(name.to_owned(), Arc::new(ledger));
            pending.extend(keys.into_iter().map(|key| (name.to_owned(), key)));
        }
        // Everything at the root is a ledger: no key is left unasked.
        root.accept_all();
    });
    for (name, key) in pending {
        connect(&mut schema, &name, &key, source, findings);
    }
    schema
}

fn is_file_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// A foreign key whose other end may not have been read yet.
struct PendingKey {
    fields: Vec<usize>,
    resource: (String, Range<usize>),
    reference: Vec<(String, Range<usize>)>,
}

fn ledger(
    name: &str,
    span: Range<usize>,
    table: &Table<'_>,
    units: Option<&[String]>,
) -> (LedgerSchema, Vec<PendingKey>) {
    let mut ledger = LedgerSchema {
        name: name.to_owned(),
        title: table.string("title").unwrap_or_else(|| name.to_owned()),
        place: table
            .get("title")
            .map_or_else(|| table.place(), |title| title.place()),
        fields: Vec::new(),
        primary_key: Vec::new(),
        foreign_keys: Vec::new(),
        date: None,
        opened: None,
        closed: None,
        sequence: None,
        edition: None,
        balance: None,
        missing_values: Vec::new(),
        span,
    };
    let _ = (table.get("description"), table.get("name"));
    let mut parts = Vec::new();
    match table.get("fields") {
        Some(entry) => {
            for item in entry.items("列的列表 [ { name = … }, … ]") {
                let Some(declared) = item.table() else {
                    continue;
                };
                let Some(field) = field(&declared, &mut parts) else {
                    continue;
                };
                if ledger.field(&field.name).is_some() {
                    let message = format!("台账“{name}”里列“{}”写了两次", field.name);
                    item.report(diagnostic::BAD_NAME, message, "删去一处，或改名");
                    continue;
                }
                ledger.fields.push(field);
            }
        }
        None => table.missing("fields"),
    }
    if let Some(units) = units {
        ledger.add_unit(units);
    }
    for (part, whole, span) in parts {
        let part = ledger.field(&part);
        let whole = find(&ledger, table.source(), table.findings(), (whole, span));
        if let (Some(part), Some(whole)) = (part, whole) {
            ledger.fields[part].part_of = Some(whole);
        }
    }
    let known = |key: (String, Range<usize>)| find(&ledger, table.source(), table.findings(), key);
    let one = |key: &'static str| {
        let entry = table.get(key)?;
        known((entry.string()?, entry.span))
    };
    let primary_key = table.strings("primaryKey").unwrap_or_default();
    let primary_key = primary_key.into_iter().filter_map(known).collect();
    let dated = |key: &'static str| {
        let index = one(key)?;
        if ledger.fields[index].kind.has_date() {
            return Some(index);
        }
        let message = format!("“{key}”指的列“{}”不是日期", ledger.fields[index].name);
        if let Some(entry) = table.get(key) {
            entry.report(
                diagnostic::WRONG_TYPE,
                message,
                "把这一列的 type 写成 \"date\"",
            );
        }
        None
    };
    let (date, opened, closed) = (dated("date"), dated("opened"), dated("closed"));
    let sequence = one("sequence");
    let edition = table
        .table("edition")
        .and_then(|declared| edition(&declared, &ledger));
    let balance = table
        .table("balance")
        .and_then(|declared| balance(&declared, &ledger));
    let keys = table.tables("foreignKeys");
    let keys = keys
        .iter()
        .filter_map(|declared| foreign_key(declared, &ledger))
        .collect();
    if let Some(values) = table.strings("missingValues") {
        ledger.missing_values = values.into_iter().map(|(text, _)| text).collect();
    }
    (
        LedgerSchema {
            primary_key,
            date,
            opened,
            closed,
            sequence,
            edition,
            balance,
            ..ledger
        },
        keys,
    )
}

type Part = (String, String, Range<usize>);

/// What stands for true and false where nothing is declared: every field has them.
static TRUE: LazyLock<Arc<[String]>> = LazyLock::new(|| {
    ["是", "true", "True", "TRUE", "1", "√"]
        .map(str::to_owned)
        .into()
});
static FALSE: LazyLock<Arc<[String]>> = LazyLock::new(|| {
    ["否", "false", "False", "FALSE", "0", "×"]
        .map(str::to_owned)
        .into()
});

fn field(table: &Table<'_>, parts: &mut Vec<Part>) -> Option<Field> {
    let name = table.required_string("name");
    let kind = match table.get("type") {
        None => Some(Kind::String),
        Some(entry) => entry.string().and_then(|text| kind(&entry, &text)),
    };
    let places = table.count("places");
    let unit = table.string("unit");
    // Said for readers and other tools; nothing here depends on them.
    for said in [
        "title",
        "description",
        "example",
        "rdfType",
        "bareNumber",
        "decimalChar",
    ] {
        let _ = table.get(said);
    }
    if let Some(entry) = table.get("format")
        && !matches!(entry.value.as_str(), Some("default" | "any"))
    {
        let message = format!("不支持 format = {}", entry.text());
        entry.report(
            diagnostic::BAD_CONSTRAINT,
            message,
            "删去 format：各种常见写法都认得",
        );
    }
    let strings = |key: &'static str, default: &LazyLock<Arc<[String]>>| match table.strings(key) {
        Some(texts) => texts.into_iter().map(|(text, _)| text).collect(),
        None => Arc::clone(default),
    };
    let true_values = strings("trueValues", &TRUE);
    let false_values = strings("falseValues", &FALSE);
    let group_char = table
        .string("groupChar")
        .and_then(|text| text.chars().next())
        .unwrap_or(',');
    let whole = table
        .get("partOf")
        .and_then(|entry| Some((entry.string()?, entry.span)));
    let (name, kind) = (name?, kind?);
    if let (Some((whole, span)), name) = (whole, name.clone()) {
        parts.push((name, whole, span));
    }
    let constraints = match table.table("constraints") {
        Some(declared) => {
            let constraints = constraint::read(&declared, kind);
            declared.finish();
            constraints
        }
        None => super::Constraints::default(),
    };
    table.finish();
    Some(Field {
        name,
        kind,
        places,
        unit,
        constraints,
        part_of: None,
        group_char,
        true_values,
        false_values,
        is_from_folder: false,
        order: Vec::new(),
    })
}

fn kind(entry: &Entry<'_>, text: &str) -> Option<Kind> {
    let found = Kind::NAMES
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, kind)| *kind);
    if found.is_none() {
        let names: Vec<_> = Kind::NAMES.iter().map(|(name, _)| *name).collect();
        let help = match closest(text, names.iter().copied()) {
            Some(name) => format!("是不是 \"{name}\"？"),
            None => format!("可用的类型：{}", names.join("、")),
        };
        entry.report(
            diagnostic::WRONG_TYPE,
            format!("不支持的类型 \"{text}\""),
            &help,
        );
    }
    found
}

fn edition(table: &Table<'_>, ledger: &LedgerSchema) -> Option<Edition> {
    let known = |key| find(ledger, table.source(), table.findings(), key);
    let field = table.get("field");
    if field.is_none() {
        table.missing("field");
    }
    let field =
        field.and_then(|entry| Some((known((entry.string()?, entry.span.clone()))?, entry)));
    let of = table.strings("of");
    if of.is_none() {
        table.missing("of");
    }
    table.finish();
    let (field, entry) = field?;
    let of: Vec<usize> = of?.into_iter().filter_map(known).collect();
    if !ledger.fields[field].kind.is_numeric() {
        let message = format!("“field”指的列“{}”不是数", ledger.fields[field].name);
        let help = "届次填数字 11，这一列的 type 写成 \"integer\"";
        entry.report(diagnostic::WRONG_TYPE, message, help);
        return None;
    }
    (!of.is_empty()).then_some(Edition { field, of })
}

fn balance(table: &Table<'_>, ledger: &LedgerSchema) -> Option<Balance> {
    let column = |key: &'static str| {
        let Some(entry) = table.get(key) else {
            table.missing(key);
            return None;
        };
        find(
            ledger,
            table.source(),
            table.findings(),
            (entry.string()?, entry.span),
        )
    };
    let (kind, amount) = (column("column"), column("amount"));
    let word = |key| table.required_string(key);
    let (income, spending) = (word("income"), word("spending"));
    let (opening, closing) = (word("opening"), word("closing"));
    table.finish();
    Some(Balance {
        column: kind?,
        amount: amount?,
        income: income?,
        spending: spending?,
        opening: opening?,
        closing: closing?,
    })
}

fn foreign_key(table: &Table<'_>, ledger: &LedgerSchema) -> Option<PendingKey> {
    let Some(fields) = table.strings("fields") else {
        table.missing("fields");
        return None;
    };
    let Some(reference) = table.table("reference") else {
        table.missing("reference");
        return None;
    };
    let resource = reference
        .get("resource")
        .and_then(|entry| Some((entry.string()?, entry.span)));
    let target = reference
        .strings("fields")
        .unwrap_or_else(|| fields.clone());
    reference.finish();
    table.finish();
    let find = |key| find(ledger, table.source(), table.findings(), key);
    let fields: Vec<_> = fields.into_iter().filter_map(find).collect();
    // Table Schema lets an empty resource name point into the same ledger.
    let resource = resource.map(|(name, span)| {
        (
            if name.is_empty() {
                ledger.name.clone()
            } else {
                name
            },
            span,
        )
    });
    Some(PendingKey {
        fields,
        resource: resource?,
        reference: target,
    })
}

fn connect(
    schema: &mut Schema,
    name: &str,
    key: &PendingKey,
    source: &Source,
    findings: &Findings,
) {
    let (resource, span) = &key.resource;
    let Some(target) = schema.ledgers.get(resource) else {
        let names = schema.ledgers.keys().map(String::as_str);
        let help = did_you_mean(resource, names);
        let message = format!("foreignKeys 指向的台账“{resource}”没有声明");
        let place = Place::span(source, span.clone());
        findings.borrow_mut().push(
            Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, message)
                .at(place)
                .help(help),
        );
        return;
    };
    let reference: Vec<_> = key
        .reference
        .iter()
        .filter_map(|wanted| find(target, source, findings, wanted.clone()))
        .collect();
    if reference.len() != key.fields.len() || reference.is_empty() {
        return;
    }
    let key = ForeignKey {
        fields: key.fields.clone(),
        resource: resource.clone(),
        reference,
    };
    if let Some(ledger) = schema.ledgers.get_mut(name) {
        Arc::make_mut(ledger).foreign_keys.push(key);
    }
}

/// The index of a field named in a declaration; a finding where there is none.
fn find(
    ledger: &LedgerSchema,
    source: &Source,
    findings: &Findings,
    (name, span): (String, Range<usize>),
) -> Option<usize> {
    let index = ledger.field(&name);
    if index.is_none() {
        let names = ledger.fields.iter().map(|field| field.name.as_str());
        let help = did_you_mean(&name, names);
        let message = format!("台账“{}”没有“{name}”列", ledger.name);
        let place = Place::span(source, span);
        findings.borrow_mut().push(
            Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, message)
                .at(place)
                .help(help),
        );
    }
    index
}

/// “是不是…？”, or the whole list.
fn did_you_mean<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match closest(wrong, known.clone()) {
        Some(name) => format!("是不是“{name}”？"),
        None => format!("已声明的有：{}", known.collect::<Vec<_>>().join("、")),
    }
}
