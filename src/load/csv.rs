//! A CSV file → rows: header, records, blank rows, total rows.

use std::sync::Arc;

use super::{Loader, cell, total::Totals};
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::ledger::LedgerFile;
use crate::source::Source;
use crate::source::csv::{Record, Records};

/// Loads `source` as the next file of the ledger.
pub(super) fn load(loader: &mut Loader, source: &Arc<Source>, year: Option<i32>) {
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    let has_header = records.read(&mut record);
    let is_unnamed = |column: &usize| clean_heading(record.get(*column)).is_empty();
    let unnamed_columns: Vec<_> = (0..record.len()).filter(is_unnamed).collect();
    let first = loader.ledger.len();
    let header = if has_header {
        header(loader, source, &record)
    } else {
        None
    };
    let Some(header) = header else {
        loader.ledger.is_whole = false;
        if !has_header {
            loader.diagnostics.push(
                Diagnostic::new(
                    diagnostic::MISSING_COLUMN,
                    format!("{} 是空的", source.path),
                )
                .at(Place::file(&source.path))
                .help(format!("第一行写表头：{}", headings(loader).join(","))),
            );
        }
        return;
    };
    let column_of = |field: usize| header.iter().position(|held| *held == Some(field));
    let columns: Vec<_> = (0..loader.ledger.schema.fields.len())
        .map(column_of)
        .collect();
    let mut unnamed = unnamed_columns;
    let mut totals = Totals::new(&loader.ledger);
    let mut is_complete = true;
    while records.read(&mut record) {
        if let Some(index) = record.broken_quote {
            is_complete = false;
            if broken_quote(loader, source, &record, index) {
                break;
            }
            continue;
        }
        if record.iter().all(|text| cell::trim(text).is_empty()) {
            continue;
        }
        let place = |field: usize| {
            let span = columns[field].map_or(record.whole(), |column| record.span(column));
            Place::span(source, span)
        };
        let text = |field: usize| columns[field].map_or("", |column| record.get(column));
        if totals.is_total(record.iter()) {
            // Where a row was refused whole, the sums lack it, and that is already told.
            let rows = is_complete.then_some(first..loader.ledger.len());
            let found = totals.check(&loader.ledger, rows.as_ref(), record.row, text, place);
            loader.diagnostics.extend(found);
            continue;
        }
        unnamed.retain(|column| !unnamed_cell(loader, source, &record, *column));
        if !cell_count(loader, source, &record, &header) {
            is_complete = false;
            continue;
        }
        loader.row(record.offset, record.row, text, place);
        totals.add(&loader.ledger);
    }
    loader.ledger.is_whole &= is_complete;
    let rows = first..loader.ledger.len();
    let source = Arc::clone(source);
    let toml_headings = Vec::new();
    loader.ledger.files.push(LedgerFile {
        source,
        year,
        header,
        rows,
        is_toml: false,
        toml_headings,
        is_complete,
    });
}

fn headings(loader: &Loader) -> Vec<&str> {
    loader
        .ledger
        .schema
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect()
}

/// Which field each column holds, or none if rows cannot be read under this header.
fn header(
    loader: &mut Loader,
    source: &Arc<Source>,
    record: &Record,
) -> Option<Vec<Option<usize>>> {
    let mut header: Vec<Option<usize>> = Vec::with_capacity(record.len());
    let mut found = Vec::new();
    let mut usable = record.broken_quote.is_none();
    if let Some(index) = record.broken_quote {
        broken_quote(loader, source, record, index);
    }
    let is_heading = |text: &str| field_named(loader, &clean_heading(text)).is_some();
    if !record.iter().any(is_heading) {
        let finding = no_header(loader, source, record);
        loader.diagnostics.push(finding);
        return None;
    }
    for (index, text) in record.iter().enumerate() {
        let name = clean_heading(text);
        let place = Place::span(source, record.span(index)).in_row(record.row, Some(&name));
        let field = field_named(loader, &name);
        if field.is_some() && header.contains(&field) {
            let message = format!("表头“{name}”出现了两次");
            found.push(
                Diagnostic::new(diagnostic::REPEATED_COLUMN, message)
                    .at(place)
                    .help("删去一列，或改名"),
            );
            usable = false;
        } else if field.is_none() && !name.is_empty() {
            let message = format!("表头“{name}”没有在 ledgers.toml 里声明，这一列不读");
            let taken = record.iter().map(clean_heading).collect::<Vec<_>>();
            let free = headings(loader);
            let free = free
                .into_iter()
                .filter(|heading| !taken.iter().any(|t| t == heading));
            let help = match closest(&name, free) {
                Some(known) => format!("是不是“{known}”？"),
                None => "要用它就在 ledgers.toml 里加上；不用就删去这一列".to_owned(),
            };
            found.push(
                Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
                    .at(place)
                    .help(help),
            );
        }
        header.push(field);
    }
    let missing: Vec<_> = loader
        .ledger
        .schema
        .fields
        .iter()
        .enumerate()
        .filter(|(index, _)| !header.contains(&Some(*index)))
        .map(|(_, field)| field.name.clone())
        .collect();
    if !missing.is_empty() {
        usable = false;
        let message = format!("表头缺少“{}”", missing.join("”“"));
        let help = format!("第一行应当是表头：{}", headings(loader).join(","));
        let place = Place::span(source, record.whole()).in_row(record.row, None);
        found.push(
            Diagnostic::new(diagnostic::MISSING_COLUMN, message)
                .at(place)
                .help(help),
        );
    }
    loader.diagnostics.append(&mut found);
    usable.then_some(header)
}

/// One finding for a first row that holds no heading at all.
fn no_header(loader: &Loader, source: &Source, record: &Record) -> Diagnostic {
    let first = record.get(0);
    let is_separator = |mark: &char| first.contains(*mark);
    let separators = [
        ('\t', "制表符"),
        (';', "分号"),
        ('；', "中文分号"),
        ('，', "中文逗号"),
    ];
    let separator = separators.iter().find(|(mark, _)| is_separator(mark));
    let (message, help) = match separator {
        Some((_, name)) if record.len() == 1 => (
            format!("各列是用{name}分开的，不是英文逗号"),
            "用 WPS 或 Excel 打开，另存为“CSV UTF-8（逗号分隔）”".to_owned(),
        ),
        _ if second_is_header(loader, source) => (
            "第 1 行不是表头，表头在第 2 行".to_owned(),
            "删去第 1 行：台账的第一行就是表头，标题写在 ledgers.toml 的 title 里".to_owned(),
        ),
        _ => (
            "第 1 行没有一个是表头".to_owned(),
            format!("在最上面插入一行表头：{}", headings(loader).join(",")),
        ),
    };
    let place = Place::span(source, record.whole()).in_row(record.row, None);
    Diagnostic::new(diagnostic::MISSING_COLUMN, message)
        .at(place)
        .help(help)
}

/// Whether a title stands over the headings.
fn second_is_header(loader: &Loader, source: &Source) -> bool {
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    let has_second = records.read(&mut record) && records.read(&mut record);
    let is_heading = |text: &str| field_named(loader, &clean_heading(text)).is_some();
    let held = record.iter().filter(|text| is_heading(text)).count();
    has_second && held * 2 > loader.ledger.schema.fields.len()
}

/// The field that a heading names, full-width forms and spaces aside: 金额（元） is 金额(元).
fn field_named(loader: &Loader, name: &str) -> Option<usize> {
    let schema = &loader.ledger.schema;
    let narrow = |text: &str| cell::half_width(&clean_heading(text));
    schema.field(name).or_else(|| {
        let mut fields = schema.fields.iter();
        fields.position(|field| narrow(&field.name) == narrow(name))
    })
}

/// A heading without its spaces and line breaks.
fn clean_heading(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && *character != '\u{FEFF}')
        .collect()
}

/// Reports wrong quotes; true if the rest of the file was swallowed by them.
fn broken_quote(loader: &mut Loader, source: &Arc<Source>, record: &Record, index: usize) -> bool {
    let span = record.span(index);
    let swallowed = span.end >= source.text.len() || source.text[span.clone()].contains('\n');
    let (message, help) = if swallowed {
        (
            "引号没有配对，后面的行都被吞进了这一格",
            "在这一格末尾补上英文双引号，或删去开头的引号",
        )
    } else {
        (
            "引号后面还有字",
            "格子里要写双引号就写两个：\"\"，整格再用双引号括起来",
        )
    };
    let first_line = Place::span(source, span.start..span.start + 1);
    let name = loader
        .ledger
        .schema
        .fields
        .get(index)
        .map(|field| field.name.clone());
    loader.diagnostics.push(
        Diagnostic::new(diagnostic::UNCLOSED_QUOTE, message)
            .at(first_line.in_row(record.row, name.as_deref()))
            .help(help),
    );
    swallowed
}

/// Reports a cell under no heading, which is not read; false if it is blank.
fn unnamed_cell(loader: &mut Loader, source: &Source, record: &Record, column: usize) -> bool {
    let text = cell::trim(record.get(column));
    if text.is_empty() {
        return false;
    }
    let message = format!("第 {} 列没有表头，里面的“{text}”等内容不读", column + 1);
    let place = Place::span(source, record.span(column)).in_row(record.row, None);
    loader.diagnostics.push(
        Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
            .at(place)
            .help("要用它就在第一行写上表头；不用就清空这一列"),
    );
    true
}

/// Whether a record has a cell for every column and none besides. Blank cells beyond the header,
/// and columns without a heading, do not count either way.
fn cell_count(
    loader: &mut Loader,
    source: &Source,
    record: &Record,
    header: &[Option<usize>],
) -> bool {
    let columns = header.len();
    let needed = header.iter().rposition(Option::is_some);
    let needed = needed.map_or(0, |last| last + 1);
    let extra = (columns..record.len()).find(|index| !cell::trim(record.get(*index)).is_empty());
    let (message, span, help) = if let Some(index) = extra {
        (
            format!("这一行有 {} 格，表头只有 {columns} 列", record.len()),
            record.span(index),
            "格子里有英文逗号的，要用英文双引号把整格括起来",
        )
    } else if record.len() < needed {
        (
            format!("这一行只有 {} 格，表头有 {columns} 列", record.len()),
            record.whole(),
            "补齐这一行；空格子也要留逗号",
        )
    } else {
        return true;
    };
    let place = Place::span(source, span).in_row(record.row, None);
    loader.diagnostics.push(
        Diagnostic::new(diagnostic::CELL_COUNT, message)
            .at(place)
            .help(help),
    );
    false
}
