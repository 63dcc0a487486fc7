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

/// What is typed in the cell in `field` of the row at byte `offset`; empty where nothing is.
pub(super) fn cell_text(file: &LedgerFile, offset: usize, field: usize) -> String {
    if file.is_toml {
        let cell = find_in_toml(file, offset, field);
        let text = cell.and_then(|span| file.source.text.get(span));
        let text = text.unwrap_or_default();
        return text.trim_matches(['"', '\'']).to_owned();
    }
    let mut record = Record::default();
    Records::starting_at(&file.source.text, offset).read(&mut record);
    let column = file.header.iter().position(|held| *held == Some(field));
    let text = column.map_or("", |column| record.get(column));
    text.trim().to_owned()
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
    let line = text.get(offset..).and_then(|rest| rest.lines().next());
    let line = offset..offset + line.map_or(0, str::len);
    field
        .and_then(|field| find_in_toml(file, offset, field))
        .unwrap_or(line)
}

/// The bytes of the value in `field` of the table at byte `offset`, if it has one.
fn find_in_toml(file: &LedgerFile, offset: usize, field: usize) -> Option<Range<usize>> {
    let heading = file.toml_headings.get(field)?;
    let root = DeTable::parse(&file.source.text).ok()?;
    let rows = root.get_ref().get("row").map(toml::Spanned::get_ref);
    let rows = rows.and_then(DeValue::as_array).into_iter().flatten();
    let mut tables = rows.filter(|row| row.span().start == offset);
    let cell = tables.next()?.get_ref().get(heading.as_str())?;
    Some(cell.span())
}
