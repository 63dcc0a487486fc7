//! C202: a reference to a row that is not there.

use std::collections::HashSet;

use super::{at_cell, told};
use crate::diagnostic::{Diagnostic, FOREIGN_KEY};
use crate::ledger::{Cell, Column, Ledger, Ledgers};
use crate::schema::ForeignKey;

/// How many comparisons with existing keys are worth a better message, in one check.
const COMPARISONS: usize = 2_000_000;
/// How many equally near keys are proposed.
const PROPOSED: usize = 3;

pub(super) fn check(ledger: &Ledger, ledgers: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for key in &ledger.schema.foreign_keys {
        let Some(target) = ledgers.get(&key.resource) else {
            continue;
        };
        let all = 0..target.len();
        let is_refused = |field: &usize| target.has_refused(&all, *field);
        if !target.is_whole || key.reference.iter().any(is_refused) {
            continue;
        }
        let rows = dangling(ledger, target, key);
        let Some(first) = rows.first() else { continue };
        if target.is_empty() {
            found.push(nowhere(ledger, target, key, *first));
            continue;
        }
        let mut comparisons = COMPARISONS;
        found.extend(told(rows, FOREIGN_KEY, |row| {
            finding(ledger, target, key, row, &mut comparisons)
        }));
    }
    found
}

/// The rows whose reference leads nowhere. A blank is no reference; with several fields, one blank
/// among them is none either.
fn dangling(ledger: &Ledger, target: &Ledger, key: &ForeignKey) -> Vec<usize> {
    if let ([here], [there]) = (key.fields.as_slice(), key.reference.as_slice())
        && let Column::Text { dictionary, .. } = &target.columns[*there]
        && matches!(ledger.columns[*here], Column::Text { .. })
    {
        return super::rows_failing(ledger, *here, |text| dictionary.contains(text));
    }
    let keys_there = (0..target.len()).filter_map(|row| texts(target, row, &key.reference));
    let known: HashSet<Vec<String>> = keys_there.collect();
    let is_dangling =
        |row: &usize| texts(ledger, *row, &key.fields).is_some_and(|key| !known.contains(&key));
    (0..ledger.len()).filter(is_dangling).collect()
}

/// The cells of `fields` as texts that are equal where the values are; none if one is blank.
fn texts(ledger: &Ledger, row: usize, fields: &[usize]) -> Option<Vec<String>> {
    let text = |field: &usize| match ledger.cell(row, *field) {
        Cell::Missing => None,
        // 5 and 5.00 are one number, in columns of different decimals too.
        cell => Some(
            cell.number()
                .map_or_else(|| cell.text(), |number| number.to_string()),
        ),
    };
    fields.iter().map(text).collect()
}

fn names(ledger: &Ledger, fields: &[usize]) -> String {
    let name = |field: &usize| ledger.schema.fields[*field].name.as_str();
    fields.iter().map(name).collect::<Vec<_>>().join("、")
}

/// One finding for all references into a ledger without rows.
fn nowhere(ledger: &Ledger, target: &Ledger, key: &ForeignKey, row: usize) -> Diagnostic {
    let (names, title) = (names(ledger, &key.fields), &target.schema.title);
    let message = format!("“{names}”要在“{title}”里查，可那里一行也没有");
    let help = match target.files.last() {
        Some(file) => format!("先填好“{title}”（{}）", file.source.path),
        None => format!("先填好“{title}”"),
    };
    let field = key.fields.first().copied().unwrap_or_default();
    at_cell(ledger, row, field, FOREIGN_KEY, message, help)
}

fn finding(
    ledger: &Ledger,
    target: &Ledger,
    key: &ForeignKey,
    row: usize,
    comparisons: &mut usize,
) -> Diagnostic {
    let typed: Vec<_> = key
        .fields
        .iter()
        .map(|field| ledger.typed(row, *field))
        .collect();
    let typed = typed.join("、");
    let (names, title) = (names(ledger, &key.fields), &target.schema.title);
    let message = format!("{names}“{typed}”在“{title}”里没有");
    let near = match (key.fields.as_slice(), key.reference.as_slice()) {
        ([here], [there]) => {
            let text = ledger.columns[*here].text(row).unwrap_or_default();
            nearest(text, &target.columns[*there], comparisons)
        }
        _ => Vec::new(),
    };
    let file = file_of(target);
    let help = if near.is_empty() {
        format!("改成“{title}”里有的；是新的就先登记到 {file}")
    } else {
        let near = super::listed(near.into_iter());
        format!("是不是{near}？是新的就先登记到 {file}")
    };
    let field = key.fields.first().copied().unwrap_or_default();
    at_cell(ledger, row, field, FOREIGN_KEY, message, help)
}

fn file_of(target: &Ledger) -> String {
    let last = target.files.last();
    last.map_or_else(
        || format!("data/{}.csv", target.schema.name),
        |file| file.source.path.clone(),
    )
}

/// The existing keys nearest to `text`, if they are near and few: U009 is one slip from ten others,
/// and then none of them is a good guess.
fn nearest<'a>(text: &str, column: &'a Column, comparisons: &mut usize) -> Vec<&'a str> {
    let Column::Text { dictionary, .. } = column else {
        return Vec::new();
    };
    let Some(rest) = comparisons.checked_sub(dictionary.len()) else {
        return Vec::new();
    };
    *comparisons = rest;
    let length = text.chars().count();
    let mut near: Vec<&str> = Vec::new();
    let mut best = (length / 3).max(1);
    for candidate in dictionary.iter() {
        let distance = strsim::osa_distance(text, candidate);
        if distance > best || distance >= length.max(candidate.chars().count()) {
            continue;
        }
        if distance < best {
            near.clear();
        }
        best = distance;
        near.push(candidate);
    }
    if near.len() > PROPOSED {
        near.clear();
    }
    near
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    const LEDGERS: &str = r#"[units]
        title = "单位名册"
        primaryKey = "编号"
        fields = [ { name = "编号" }, { name = "上级" } ]
        foreignKeys = [ { fields = "上级", reference = { resource = "", fields = "编号" } } ]
        [aid]
        fields = [ { name = "单位" } ]
        foreignKeys = [ { fields = "单位", reference = { resource = "units", fields = "编号" } } ]"#;

    #[test]
    fn references_lead_somewhere_and_a_slip_is_answered() {
        let units = "编号,上级\nQA-01,\nQB-77,QA-01\nQC-30,QC-03\n";
        let aid = "单位\nQA-01\n\nQB-07\nZZ\n";
        let found = found(
            LEDGERS,
            &[("data/units.csv", units), ("data/2020/aid.csv", aid)],
        );
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].contains(
            "data/units.csv:4:7: [C202]: 上级“QC-03”在“单位名册”里没有（是不是“QC-30”？"
        ));
        assert!(
            found[1].contains(
                "data/2020/aid.csv:4:1: [C202]: 单位“QB-07”在“单位名册”里没有（是不是“QB-77”？"
            ),
            "{found:#?}"
        );
        assert!(found[2].contains(":5:1: [C202]"));
    }

    #[test]
    fn an_empty_register_is_told_once() {
        let aid = "单位\nQA-01\nQA-02\n";
        let found = found(
            LEDGERS,
            &[
                ("data/units.csv", "编号,上级\n"),
                ("data/2020/aid.csv", aid),
            ],
        );
        assert_eq!(found.len(), 1, "{found:#?}");
    }

    #[test]
    fn keys_of_several_fields_and_of_numbers_compare_by_value() {
        let ledgers = r#"[a]
            fields = [ { name = "年", type = "year" }, { name = "号", type = "number", places = 2 } ]
            [b]
            fields = [ { name = "年", type = "year" }, { name = "号", type = "integer" } ]
            foreignKeys = [ { fields = ["年", "号"], reference = { resource = "a" } } ]"#;
        let found = found(
            ledgers,
            &[
                ("data/a.csv", "年,号\n2020,5.00\n"),
                ("data/b.csv", "年,号\n2020年,5\n2020,\n2019,5\n"),
            ],
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains("data/b.csv:4:1: [C202]: 年、号“2019、5”"),
            "{found:#?}"
        );
    }
}
