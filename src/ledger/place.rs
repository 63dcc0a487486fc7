//! Where a cell stands, found by reading its row again.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::LedgerFile;
use crate::source::csv::{Record, Records};

/// The bytes of the cell in `field` of the row at byte `offset`, or of the whole row.
pub(super) fn cell_span(file: &LedgerFile, offset: usize, field: Option<usize>) -> Range<usize> {
    if file.is_toml {
        in_toml(file, offset, field)
    } else {
        in_csv(file, offset, field)
    }
}

fn in_csv(file: &LedgerFile, offset: usize, field: Option<usize>) -> Range<usize> {
    let mut record = Record::default();
    Records::starting_at(&file.source.text, offset).read(&mut record);
    let column = field.and_then(|field| file.header.iter().position(|held| *held == Some(field)));
    match (field, column) {
        (Some(_), Some(column)) => record.span(column),
        _ => record.whole(),
    }
}

fn in_toml(file: &LedgerFile, offset: usize, field: Option<usize>) -> Range<usize> {
    let text = &file.source.text;
    let line = offset..offset + text[offset..].lines().next().map_or(0, str::len);
    let heading = field.and_then(|field| file.toml_headings.get(field));
    let (Some(heading), Ok(root)) = (heading, DeTable::parse(text)) else {
        return line;
    };
    let rows = root.get_ref().get("row").map(|rows| rows.get_ref());
    let rows = rows.and_then(DeValue::as_array).into_iter().flatten();
    let mut tables = rows.filter(|row| row.span().start == offset);
    let cell = tables
        .next()
        .and_then(|row| row.get_ref().get(heading.as_str()));
    cell.map_or(line, toml::Spanned::span)
}
