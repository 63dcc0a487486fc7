//! A figure's `where`: what a row's cells must satisfy.

use super::{Condition, Test};
use crate::declaration::Entry;
use crate::diagnostic::{self, closest};
use crate::ledger::Cell;
use crate::load::read_cell;
use crate::schema::{Field, LedgerSchema};

/// Reads a `where` table; none where any of it is broken.
pub(super) fn conditions_of(entry: &Entry<'_>, ledger: &LedgerSchema) -> Option<Vec<Condition>> {
    let table = entry.table()?;
    table.accept_all();
    let mut conditions = Some(Vec::new());
    for (name, _, value) in table.entries() {
        let condition = field(&value, name, ledger).and_then(|index| {
            Some(Condition {
                field: index,
                test: test(&value, &ledger.fields[index])?,
            })
        });
        match (condition, &mut conditions) {
            (Some(condition), Some(conditions)) => conditions.push(condition),
            _ => conditions = None,
        }
    }
    conditions
}

fn test(entry: &Entry<'_>, field: &Field) -> Option<Test> {
    if !entry.is_table() {
        return Some(Test::OneOf(values(entry, field)?));
    }
    let table = entry.table()?;
    let (from, to) = (table.get("from"), table.get("to"));
    let (not, blank) = (table.get("not"), table.get("blank"));
    table.finish();
    match (from, to, not, blank) {
        (None, None, Some(not), None) => Some(Test::NotOneOf(values(&not, field)?)),
        (None, None, None, Some(blank)) => Some(Test::Blank(blank.boolean()?)),
        (from, to, None, None) if from.is_some() || to.is_some() => {
            let ordered = field.kind.is_numeric()
                || field.kind.has_date()
                || matches!(
                    field.kind,
                    crate::schema::Kind::Year | crate::schema::Kind::YearMonth
                );
            if !ordered {
                let message = format!("“{}”列是文字，没有从哪到哪", field.name);
                entry.report(
                    diagnostic::FIGURE_TYPE,
                    message,
                    "列出各个值：[\"甲\", \"乙\"]",
                );
                return None;
            }
            let end = |end: Option<Entry<'_>>| match end {
                Some(entry) => value(&entry, field).map(Some),
                None => Some(None),
            };
            Some(Test::Between(end(from)?, end(to)?))
        }
        _ => {
            entry.wrong_type(
                "一个值、值的列表、{ from = …, to = … }、{ not = … } 或 { blank = true }",
            );
            None
        }
    }
}

fn values(entry: &Entry<'_>, field: &Field) -> Option<Vec<Cell>> {
    if entry.is_list() {
        return entry
            .items("值的列表")
            .iter()
            .map(|item| value(item, field))
            .collect();
    }
    Some(vec![value(entry, field)?])
}

/// A value as a cell of the column would hold it; one that no cell may hold is a mistake.
fn value(entry: &Entry<'_>, field: &Field) -> Option<Cell> {
    let text = match entry.value.as_bool() {
        Some(true) => field.true_values.first().cloned()?,
        Some(false) => field.false_values.first().cloned()?,
        None => entry.scalar()?,
    };
    let allowed = &field.constraints.values;
    if !allowed.is_empty() && !allowed.contains(&text) {
        let help = did_you_mean(&text, allowed.iter().map(String::as_str));
        let message = format!("“{}”列不会有“{text}”", field.name);
        entry.report(diagnostic::UNKNOWN_REFERENCE, message, &help);
        return None;
    }
    match read_cell(&text, field) {
        Ok(Cell::Missing) => {
            entry.report(
                diagnostic::WRONG_TYPE,
                format!("“{}”列的条件是空的", field.name),
                "空格子写成 { blank = true }",
            );
            None
        }
        Ok(cell) => Some(cell),
        Err((message, help)) => {
            entry.report(diagnostic::WRONG_TYPE, message, &help);
            None
        }
    }
}

/// The index of a field named in a declaration; a finding where there is none.
pub(super) fn field(entry: &Entry<'_>, name: &str, ledger: &LedgerSchema) -> Option<usize> {
    let index = ledger.field(name);
    if index.is_none() {
        let help = did_you_mean(name, ledger.fields.iter().map(|field| field.name.as_str()));
        let message = format!("台账“{}”没有“{name}”列", ledger.name);
        entry.report(diagnostic::UNKNOWN_REFERENCE, message, &help);
    }
    index
}

/// “是不是…？”, or the whole list.
pub(super) fn did_you_mean<'a>(
    wrong: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> String {
    match closest(wrong, known.clone()) {
        Some(name) => format!("是不是“{name}”？"),
        None => format!("可用的有：{}", known.collect::<Vec<_>>().join("、")),
    }
}
