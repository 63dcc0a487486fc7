//! The first record of a CSV file → which field each column holds.

use super::cell;
use super::head::two_lines;
use crate::diagnostic::{self, Diagnostic, Place, Tally, closest};
use crate::schema::LedgerSchema;
use crate::source::csv::{Record, Records};
use crate::source::{Source, line_breaks};

/// A file's header.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Which field each column holds; none for one that is ignored.
    pub columns: Vec<Option<usize>>,
    /// Which column holds each field.
    pub of_field: Vec<Option<usize>>,
    /// The columns under no heading.
    pub unnamed: Vec<usize>,
    /// The byte behind it.
    pub end: usize,
    /// How many records and blank lines it ends.
    pub records: u32,
    /// What fields that are not in the file but in its folder's path hold.
    pub unit: Option<String>,
}

/// A file's header, with what stands before its rows.
#[derive(Debug)]
pub(super) struct Top {
    pub header: Header,
    /// How many lines end in it.
    pub lines: u32,
}

/// Reads headers. Thousands of units send the same form: where nothing was to be said of a header,
/// the next file's that is written alike is known.
pub(super) struct Headers<'l> {
    schema: &'l LedgerSchema,
    /// The last header of which nothing was to be said, as it is written.
    last: Option<(String, Header)>,
}

impl<'l> Headers<'l> {
    pub(super) fn new(schema: &'l LedgerSchema) -> Self {
        Self { schema, last: None }
    }

    /// The header of the file at `path`, of whose text `text` is the beginning or all; none where that
    /// is of no use.
    pub(super) fn read(&mut self, path: &str, text: &str, found: &mut Tally) -> Option<Top> {
        let header = match &self.last {
            Some((last, header)) if text.starts_with(last.as_str()) => header.clone(),
            _ => self.new_header(path, text, found)?,
        };
        let above = &text.as_bytes()[..header.end];
        Some(Top {
            lines: line_breaks(above),
            header,
        })
    }

    fn new_header(&mut self, path: &str, text: &str, found: &mut Tally) -> Option<Header> {
        let mut here = Tally::default();
        let end = two_lines(text.as_bytes()).unwrap_or(text.len());
        let source = Source::window(path, text[..end].to_owned());
        let header = read(self.schema, &source, &mut here);
        let written = |header: &Header| text.get(..header.end).map(str::to_owned);
        let ends_its_line = |text: &String| text.ends_with('\n');
        self.last = header
            .as_ref()
            .filter(|_| here.is_empty())
            .and_then(|header| Some((written(header).filter(ends_its_line)?, header.clone())));
        found.append(here, |_| ());
        header
    }
}

impl Header {
    /// How many cells a record has to have: blank ones at its end may be left out where they have no
    /// heading.
    pub(super) fn needed(&self) -> usize {
        let last = self.columns.iter().rposition(Option::is_some);
        last.map_or(0, |last| last + 1)
    }
}

/// Reads the header of `source`, which may be no more than a file's beginning; none if rows cannot
/// be read under it.
fn read(schema: &LedgerSchema, source: &Source, found: &mut Tally) -> Option<Header> {
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    if !records.read(&mut record) {
        let message = format!("{} 是空的", source.path);
        let help = format!("第一行写表头：{}", headings(schema).join(","));
        let finding = Diagnostic::new(diagnostic::MISSING_COLUMN, message);
        let place = Place::file(&source.path);
        found.add(diagnostic::MISSING_COLUMN, || finding.at(place).help(help));
        return None;
    }
    let columns = columns(schema, source, &record, found)?;
    let is_unnamed = |column: &usize| clean_heading(record.get(*column)).is_empty();
    let column_of = |field: usize| columns.iter().position(|held| *held == Some(field));
    Some(Header {
        of_field: (0..schema.fields.len()).map(column_of).collect(),
        unnamed: (0..record.len()).filter(is_unnamed).collect(),
        end: records.offset(),
        records: record.row,
        unit: None,
        columns,
    })
}

fn headings(schema: &LedgerSchema) -> Vec<&str> {
    let names = schema.fields.iter().map(|field| field.name.as_str());
    names.collect()
}

/// Which field each column holds, or none if rows cannot be read under this header.
fn columns(
    schema: &LedgerSchema,
    source: &Source,
    record: &Record,
    tally: &mut Tally,
) -> Option<Vec<Option<usize>>> {
    let mut header: Vec<Option<usize>> = Vec::with_capacity(record.len());
    let mut found = Vec::new();
    let mut usable = record.broken_quote.is_none();
    if let Some(index) = record.broken_quote {
        found.push(super::misshapen::broken_quote(
            schema, source, record, index,
        ));
    }
    let is_heading = |text: &str| field_named(schema, &clean_heading(text)).is_some();
    if !record.iter().any(is_heading) {
        found.push(no_header(schema, source, record));
        for finding in found {
            tally.add(finding.code, || finding);
        }
        return None;
    }
    for (index, text) in record.iter().enumerate() {
        let name = clean_heading(text);
        let place = || Place::span(source, record.span(index)).in_row(record.row, Some(&name));
        let field = field_named(schema, &name);
        if field.is_some() && header.contains(&field) {
            let message = format!("表头“{name}”出现了两次");
            found.push(
                Diagnostic::new(diagnostic::REPEATED_COLUMN, message)
                    .at(place())
                    .help("删去一列，或改名"),
            );
            usable = false;
        } else if field.is_none() && !name.is_empty() {
            let message = format!("表头“{name}”没有在 ledgers.toml 里声明，这一列不读");
            let taken = record.iter().map(clean_heading).collect::<Vec<_>>();
            let free = headings(schema);
            let free = free
                .into_iter()
                .filter(|heading| !taken.iter().any(|t| t == heading));
            let help = match closest(&name, free) {
                Some(known) => format!("是不是“{known}”？"),
                None => "要用它就在 ledgers.toml 里加上；不用就删去这一列".to_owned(),
            };
            found.push(
                Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
                    .at(place())
                    .help(help),
            );
        }
        header.push(field);
    }
    let missing: Vec<_> = schema
        .fields
        .iter()
        .enumerate()
        .filter(|(index, field)| !field.is_from_folder && !header.contains(&Some(*index)))
        .map(|(_, field)| field.name.clone())
        .collect();
    if !missing.is_empty() {
        usable = false;
        let message = format!("表头缺少“{}”", missing.join("”“"));
        let below = second_row(source);
        let is_below = missing.iter().find(|name| below.contains(*name));
        let help = match is_below {
            Some(name) => {
                format!(
                    "“{name}”在第 2 行：表头占了两行，取消合并单元格，把各列的名字都写到第 1 行，删去第 2 行"
                )
            }
            None => format!("第一行应当是表头：{}", headings(schema).join(",")),
        };
        let place = Place::span(source, record.whole()).in_row(record.row, None);
        found.push(
            Diagnostic::new(diagnostic::MISSING_COLUMN, message)
                .at(place)
                .help(help),
        );
    }
    for finding in found {
        tally.add(finding.code, || finding);
    }
    usable.then_some(header)
}

/// One finding for a first row that holds no heading at all.
fn no_header(schema: &LedgerSchema, source: &Source, record: &Record) -> Diagnostic {
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
        _ if second_is_header(schema, source) => (
            "第 1 行不是表头，表头在第 2 行".to_owned(),
            "删去第 1 行：台账的第一行就是表头，标题写在 ledgers.toml 的 title 里".to_owned(),
        ),
        _ => (
            "第 1 行没有一个是表头".to_owned(),
            format!("在最上面插入一行表头：{}", headings(schema).join(",")),
        ),
    };
    let place = Place::span(source, record.whole()).in_row(record.row, None);
    Diagnostic::new(diagnostic::MISSING_COLUMN, message)
        .at(place)
        .help(help)
}

/// Whether a title stands over the headings.
fn second_is_header(schema: &LedgerSchema, source: &Source) -> bool {
    let is_heading = |name: &&String| field_named(schema, name).is_some();
    let held = second_row(source).iter().filter(is_heading).count();
    held * 2 > schema.fields.len()
}

/// What stands in the second row, read as headings; nothing where there is none.
fn second_row(source: &Source) -> Vec<String> {
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    if !(records.read(&mut record) && records.read(&mut record)) {
        return Vec::new();
    }
    record.iter().map(clean_heading).collect()
}

/// The field that a heading names, full-width forms and spaces aside: 金额（元） is 金额(元).
pub(crate) fn field_named(schema: &LedgerSchema, name: &str) -> Option<usize> {
    let narrow = |text: &str| cell::half_width(&clean_heading(text)).into_owned();
    schema.field(name).or_else(|| {
        let mut fields = schema.fields.iter();
        fields.position(|field| narrow(&field.name) == narrow(name))
    })
}

/// A heading without its spaces and line breaks.
pub(crate) fn clean_heading(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && *character != '\u{FEFF}')
        .collect()
}
