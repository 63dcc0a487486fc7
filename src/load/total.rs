//! 合计 rows: recognised, checked against their columns, and left out.

use std::ops::Range;

use super::cell;
use crate::diagnostic::{self, Diagnostic, Place};
use crate::ledger::{Column, Ledger, NO_NUMBER};
use crate::number::Number;

/// Words in the first filled cell that make a row a total of all rows above it.
const TOTAL: &[&str] = &[
    "合计",
    "总计",
    "共计",
    "总和",
    "总合计",
    "全年合计",
    "本年合计",
];
/// … and of the rows since the last such row.
const SUBTOTAL: &[&str] = &["小计", "本月合计", "本页合计", "本季合计"];

/// Every word that makes a row a total, of whatever rows.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    TOTAL.iter().chain(SUBTOTAL).copied()
}

/// What a total is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// All rows above it.
    All,
    /// The rows since the last one like it.
    Since,
}

/// A total row as it stands in the file.
#[derive(Debug)]
pub(super) struct Row {
    pub kind: Kind,
    /// How many rows of the stretch, later of the ledger, stand before it.
    pub before: usize,
    /// For each field, what is written and where.
    pub cells: Vec<(String, Place)>,
    /// Whether every record before it became a row. Where one was refused whole, the sums lack it,
    /// and that is already told.
    pub is_known: bool,
}

/// Whether a record whose first filled cell is `text` may be a total.
pub(super) fn may_be(text: &str) -> bool {
    text.starts_with(['合', '总', '共', '全', '本', '小'])
}

/// What a record is a total of, if its first filled cell says that it is one.
pub(super) fn kind<'t>(mut cells: impl Iterator<Item = &'t str>) -> Option<Kind> {
    let first = cells.find(|text| !cell::trim(text).is_empty())?;
    let word: String = cell::half_width(first)
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, ':' | '：'))
        .collect();
    if SUBTOTAL.contains(&word.as_str()) {
        return Some(Kind::Since);
    }
    TOTAL.contains(&word.as_str()).then_some(Kind::All)
}

/// Holds the total rows of a file, whose rows begin with `first`, against the sums of their columns.
pub(super) fn check(ledger: &Ledger, first: usize, totals: &[Row]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // For each field, the sum of all rows so far, and since the last subtotal.
    let mut sums = vec![(0_i128, 0_i128); ledger.columns.len()];
    let mut done = first;
    for total in totals {
        for (column, (all, since)) in ledger.columns.iter().zip(&mut sums) {
            if let Column::Number { units, .. } = column {
                let added = units[done..total.before]
                    .iter()
                    .filter(|unit| **unit != NO_NUMBER);
                let added: i128 = added.map(|unit| i128::from(*unit)).sum();
                *all += added;
                *since += added;
            }
        }
        done = total.before;
        found.extend(one(ledger, first..done, total, &sums));
        if total.kind == Kind::Since {
            for (_, since) in &mut sums {
                *since = 0;
            }
        }
    }
    found
}

fn one(ledger: &Ledger, rows: Range<usize>, total: &Row, sums: &[(i128, i128)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let Column::Number { places, .. } = &ledger.columns[index] else {
            continue;
        };
        if !field.kind.is_numeric() {
            continue;
        }
        let (text, place) = &total.cells[index];
        let missing = &ledger.schema.missing_values;
        let stated = match cell::read(text, field, false, missing) {
            Ok(cell) => cell.number(),
            Err(code) => {
                let refusal = cell::explain(text, field, code);
                let finding = Diagnostic::new(code, refusal.message);
                found.push(finding.at(place.clone()).help(refusal.help));
                continue;
            }
        };
        let (all, since) = sums[index];
        let sum = if total.kind == Kind::Since {
            since
        } else {
            all
        };
        let sum = Number::scaled(sum, *places);
        let is_known = total.is_known && !ledger.has_refused(&rows, index);
        let Some(stated) = stated.filter(|stated| is_known && *stated != sum) else {
            continue;
        };
        let message = format!(
            "合计行写的是 {stated}，“{}”列各行之和是 {sum}，差 {}",
            field.name,
            &stated - &sum,
        );
        found.push(
            Diagnostic::new(diagnostic::TOTAL_ROW, message)
                .at(place.clone())
                .help(format!(
                    "核对各行；没有漏行就把合计改成 {sum}，或删去合计行"
                )),
        );
    }
    found
}
