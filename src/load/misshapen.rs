//! What is said of records that are no rows: with too many or too few cells, or with wrong quotes.

use std::ops::Range;

use crate::diagnostic::{self, Diagnostic, Place};
use crate::schema::LedgerSchema;
use crate::source::Source;
use crate::source::csv::Record;

/// What is said of a record with fewer cells than there are `columns`, or with an `extra` one.
pub(super) fn cell_count(
    columns: usize,
    record: &Record,
    extra: Option<usize>,
    source: &Source,
    number: u32,
) -> Diagnostic {
    let cells = record.len();
    let (message, span, help) = match extra {
        Some(index) => (
            format!("这一行有 {cells} 格，表头只有 {columns} 列"),
            record.span(index),
            "格子里有英文逗号的，要用英文双引号把整格括起来",
        ),
        None => (
            format!("这一行只有 {cells} 格，表头有 {columns} 列"),
            record.whole(),
            "补齐这一行；空格子也要留逗号",
        ),
    };
    Diagnostic::new(diagnostic::CELL_COUNT, message)
        .at(Place::span(source, span).in_row(number, None))
        .help(help)
}

/// Whether wrong quotes around the cell at `span` swallowed the rest of the file.
pub(super) fn is_swallowed(text: &str, span: &Range<usize>) -> bool {
    span.end >= text.len() || text[span.clone()].contains('\n')
}

/// What is said of wrong quotes.
pub(super) fn broken_quote(
    schema: &LedgerSchema,
    source: &Source,
    record: &Record,
    index: usize,
) -> Diagnostic {
    let span = record.span(index);
    let (message, help) = if is_swallowed(&source.text, &span) {
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
    let name = schema.fields.get(index).map(|field| field.name.clone());
    Diagnostic::new(diagnostic::UNCLOSED_QUOTE, message)
        .at(first_line.in_row(record.row, name.as_deref()))
        .help(help)
}
