//! Completeness both ways: figures that no sentence prints, ledger rows that no figure counts.
//!
//! Neither is wrong; both are worth knowing, so these are notes.

use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Figure, Figures, Rule, rows_selected};
use crate::ledger::{Ledger, Ledgers};

/// How many row numbers a note names.
const NAMED: usize = 8;

/// What is left over on either side; `written` holds each figure's wordings in the report.
#[must_use]
pub fn completeness(
    figures: &Figures,
    written: &[Vec<String>],
    ledgers: &Ledgers,
    year: i32,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = unprinted(figures, written)
        .into_iter()
        .map(|figure| {
            let message = format!("“{}”没有写进报告", figure.definition.name);
            Diagnostic::new(diagnostic::UNPRINTED_FIGURE, message)
                .at(figure.definition.place.clone())
                .help("在模板里用上它；不需要就从 figures.toml 里删去")
        })
        .collect();
    for (name, ledger) in ledgers {
        let keys = ledgers
            .values()
            .flat_map(|other| &other.schema.foreign_keys);
        let is_referred_to = keys.into_iter().any(|key| key.resource == *name);
        found.extend(uncounted(figures, ledger, is_referred_to, year));
    }
    found
}

/// One figure for each definition of which nothing is printed and nothing printed is made.
fn unprinted<'a>(figures: &'a Figures, written: &[Vec<String>]) -> Vec<&'a Figure> {
    let mut used = vec![false; written.len()];
    let mut pending: Vec<usize> = (0..written.len())
        .filter(|index| !written[*index].is_empty())
        .collect();
    while let Some(index) = pending.pop() {
        if std::mem::replace(&mut used[index], true) {
            continue;
        }
        let of = figures
            .at(index)
            .map(|figure| figure.of.as_slice())
            .unwrap_or_default();
        pending.extend(of.iter().filter_map(|name| figures.index_of(name)));
    }
    let mut unprinted: Vec<&Figure> = Vec::new();
    let mut printed: Vec<&str> = Vec::new();
    for (figure, is_used) in figures.iter().zip(used) {
        let name = figure.definition.name.as_str();
        if is_used {
            printed.push(name);
            unprinted.retain(|other| other.definition.name != name);
        } else if !printed.contains(&name)
            && unprinted
                .last()
                .is_none_or(|other| other.definition.name != name)
        {
            unprinted.push(figure);
        }
    }
    unprinted
}

/// The rows of a ledger that no figure counts, in one note at the first of them.
fn uncounted(
    figures: &Figures,
    ledger: &Ledger,
    is_referred_to: bool,
    year: i32,
) -> Option<Diagnostic> {
    let mut counted = vec![false; ledger.len()];
    let mut seen: Vec<&str> = Vec::new();
    for figure in figures.iter() {
        let Rule::Rows(rule) = &figure.definition.rule else {
            continue;
        };
        let name = figure.definition.name.as_str();
        if rule.ledger != ledger.schema.name || seen.contains(&name) {
            continue;
        }
        seen.push(name);
        for row in rows_selected(rule, ledger, year) {
            counted[row] = true;
        }
    }
    // A register that others only refer to is there to be referred to.
    if seen.is_empty() && is_referred_to {
        return None;
    }
    let left: Vec<usize> = (0..ledger.len()).filter(|row| !counted[*row]).collect();
    let first = left.first()?;
    let numbers: Vec<String> = left
        .iter()
        .take(NAMED)
        .map(|row| ledger.row_number(*row).to_string())
        .collect();
    let more = if left.len() > NAMED { " 等" } else { "" };
    let message = format!(
        "{}有 {} 行没有任何数字用到：第 {}{more} 行",
        ledger.schema.title,
        left.len(),
        numbers.join("、"),
    );
    Some(
        Diagnostic::new(diagnostic::UNCOUNTED_ROWS, message)
            .at(ledger.place(*first, None))
            .help("要写进报告，就在 figures.toml 里加一个数字，或放宽已有数字的条件；本来就不写的不必理会"),
    )
}
