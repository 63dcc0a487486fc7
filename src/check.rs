//! What must hold within columns and between rows, files and ledgers.
//!
//! `CHECKS` is the list, one rule a file; rules over years are listed in `history`. A rule scans columns, so that a sound ledger costs a
//! scan and no more; only for what is wrong does it ask where a cell stands and what is typed
//! there. A cell that loading refused has no value and its own finding: no rule speaks of it again.

#[cfg(test)]
mod fixture;

mod balance;
mod edition;
mod foreign_key;
mod history;
mod length;
mod part;
mod pattern;
mod primary_key;
mod range;
mod register;
mod required;
mod sequence;
mod step;
mod stock;
mod unique;
mod values;
mod year;

use std::collections::HashMap;

pub use history::{over_years, with_history};

use crate::diagnostic::{Code, Diagnostic, MOST, Tally};
use crate::ledger::{Column, Ledger, Ledgers};

/// A rule: a ledger, among all ledgers, and what is wrong with it.
type Rule = fn(&Ledger, &Ledgers) -> Vec<Diagnostic>;

/// Every rule, in the order in which findings at one place are told.
const CHECKS: &[Rule] = &[
    required::check,
    values::check,
    pattern::check,
    range::check,
    length::check,
    unique::check,
    primary_key::check,
    foreign_key::check,
    year::check,
    register::check,
    part::check,
    balance::check,
    sequence::check,
];

/// Holds every rule against every ledger. All findings, in the order of files and rows.
#[must_use]
pub fn check(ledgers: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for ledger in ledgers.values() {
        for rule in CHECKS {
            found.extend(rule(ledger, ledgers));
        }
    }
    in_order(ledgers, &mut found);
    found
}

/// Puts findings in the order of ledgers, files and places; those of other files come first.
pub fn in_order(ledgers: &Ledgers, found: &mut [Diagnostic]) {
    let files = ledgers.values().flat_map(|ledger| &ledger.files);
    let paths = files.map(|file| file.source.path.as_str());
    let order: HashMap<&str, usize> = paths.zip(0..).collect();
    found.sort_by_key(|diagnostic| {
        diagnostic.place.as_ref().map(|place| {
            let file = order.get(place.file.as_str()).copied();
            (file, place.line, place.column)
        })
    });
}

/// A finding about the cell of `row` in `field`.
fn at_cell(
    ledger: &Ledger,
    row: usize,
    field: usize,
    code: &'static Code,
    message: String,
    help: String,
) -> Diagnostic {
    Diagnostic::new(code, message)
        .at(ledger.place(row, Some(field)))
        .help(help)
}

/// The rows whose text in `field` fails `holds`. Each distinct text is judged once.
fn rows_failing(ledger: &Ledger, field: usize, holds: impl Fn(&str) -> bool) -> Vec<usize> {
    let Column::Text { dictionary, codes } = &ledger.columns[field] else {
        return Vec::new();
    };
    let good: Vec<bool> = dictionary.iter().map(holds).collect();
    if good.iter().all(|good| *good) {
        return Vec::new();
    }
    let fails = |row: &usize| good.get(codes.get(*row) as usize) == Some(&false);
    (0..ledger.len()).filter(fails).collect()
}

/// A finding of `code` for each of `rows`, as many as are told; the rest are counted.
fn told(
    rows: impl IntoIterator<Item = usize>,
    code: &'static Code,
    mut finding: impl FnMut(usize) -> Diagnostic,
) -> Vec<Diagnostic> {
    let mut tally = Tally::default();
    let mut rows = rows.into_iter();
    for row in rows.by_ref().take(MOST) {
        tally.add(code, || finding(row));
    }
    tally.count(code, rows.count());
    tally.finish()
}

/// “甲”、“乙”、“丙” 等 12 个: a list for messages, not longer than one reads.
fn listed<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 8;
    let count = texts.len();
    let quoted: Vec<_> = texts.take(SHOWN).map(|text| format!("“{text}”")).collect();
    let rest = if count > SHOWN {
        format!("等 {count} 个")
    } else {
        String::new()
    };
    format!("{}{rest}", quoted.join("、"))
}
