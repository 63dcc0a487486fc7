//! Completeness both ways: figures that no sentence prints, ledger rows that no figure counts.
//!
//! Neither is wrong; both are worth knowing, so these are notes.

use indexmap::IndexMap;

use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Figure, Figures};
use crate::ledger::{Ledger, Ledgers};

/// What is left over on either side; `written` holds each figure's wordings in the report.
#[must_use]
pub fn completeness(
    figures: &Figures,
    written: &[Vec<String>],
    ledgers: &Ledgers,
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
        found.extend(uncounted(figures, ledger, is_referred_to));
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
fn uncounted(figures: &Figures, ledger: &Ledger, is_referred_to: bool) -> Option<Diagnostic> {
    let uncounted = figures.uncounted(&ledger.schema.name)?;
    // A register that others only refer to is there to be referred to.
    if !uncounted.has_figures && is_referred_to {
        return None;
    }
    let first = uncounted.first.first()?;
    let message = format!(
        "{}有 {} 行没有任何数字用到：{}",
        ledger.schema.title,
        uncounted.rows,
        listed(ledger, &uncounted.first, uncounted.rows),
    );
    Some(
        Diagnostic::new(diagnostic::UNCOUNTED_ROWS, message)
            .at(ledger.place(*first, None))
            .help("要写进报告，就在 figures.toml 里加一个数字，或放宽已有数字的条件；本来就不写的不必理会"),
    )
}

/// 第 2、3 行, the first of `all`; each file's by themselves where they stand in several.
fn listed(ledger: &Ledger, first: &[usize], all: usize) -> String {
    let mut by_file: IndexMap<&str, Vec<String>> = IndexMap::new();
    for row in first {
        let file = ledger.file_of(*row);
        let path = file.map_or("", |file| file.source.path.as_str());
        let number = ledger.row_number(*row).to_string();
        by_file.entry(path).or_default().push(number);
    }
    let parts: Vec<String> = match by_file.values().next() {
        Some(numbers) if by_file.len() == 1 => vec![format!("第 {} 行", numbers.join("、"))],
        _ => by_file
            .iter()
            .map(|(path, numbers)| format!("{path} 第 {} 行", numbers.join("、")))
            .collect(),
    };
    let more = if all > first.len() { "等" } else { "" };
    format!("{}{more}", parts.join("，"))
}
