//! C403: numbers missing from a sequence, as vouchers that nobody can show are.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use super::at_cell;
use crate::diagnostic::{Diagnostic, SEQUENCE_GAP};
use crate::ledger::{Column, Consecutive, Ledger, LedgerFile, Ledgers};
use crate::load::parted;

/// How many gaps of one sequence are named one by one.
const NAMED: usize = 5;

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let Some(field) = ledger.schema.in_sequence() else {
        return Vec::new();
    };
    if matches!(&ledger.columns[field], Column::Left(left) if !left.may_have_gaps) {
        return Vec::new();
    }
    // A number that was refused is not missing.
    let whole = |file: &&LedgerFile| file.is_complete && !ledger.has_refused(&file.rows, field);
    let mut groups: IndexMap<(Option<i32>, usize), Group> = IndexMap::new();
    for (index, file) in ledger.files.iter().enumerate() {
        let own = if ledger.schema.numbers_by_year() {
            0
        } else {
            index
        };
        let (is_known, rows) = groups
            .entry((file.year, own))
            .or_insert_with(|| (true, Vec::new()));
        *is_known &= whole(&file);
        rows.push(file.rows.clone());
    }
    let known = groups.into_values().filter(|(is_known, _)| *is_known);
    known
        .flat_map(|(_, rows)| one_sequence(ledger, &rows, field))
        .collect()
}

/// Whether all numbers of a sequence are known, and the rows where they stand.
type Group = (bool, Vec<Range<usize>>);

fn one_sequence(ledger: &Ledger, rows: &[Range<usize>], field: usize) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (prefix, mut sequence) in sequences(ledger, rows, field) {
        sequence.sort_by_key(|numbers| (numbers.first, numbers.row));
        found.extend(gaps(ledger, field, &prefix, &sequence));
    }
    found
}

/// The numbers of these rows, by the text before them.
fn sequences(
    ledger: &Ledger,
    rows: &[Range<usize>],
    field: usize,
) -> BTreeMap<String, Vec<Consecutive>> {
    if let Column::Left(left) = &ledger.columns[field]
        && let Some(all) = &left.consecutive
    {
        let of_prefix = all.iter().map(|(prefix, numbers)| {
            let here = rows.iter().flat_map(|rows| {
                let bound = |row: usize| numbers.partition_point(|numbers| numbers.row < row);
                &numbers[bound(rows.start)..bound(rows.end)]
            });
            let prefix = String::from_utf8_lossy(prefix).into_owned();
            (prefix, here.copied().collect())
        });
        return of_prefix.collect();
    }
    let mut sequences: BTreeMap<String, Vec<Consecutive>> = BTreeMap::new();
    for row in rows.iter().cloned().flatten() {
        let Some(text) = ledger.text(row, field) else {
            continue;
        };
        if let Some((prefix, number, digits)) = parted(text.as_bytes()) {
            let prefix = text.get(..prefix.len()).unwrap_or_default();
            let sequence = sequences.entry(prefix.to_owned()).or_default();
            sequence.push(Consecutive {
                first: number,
                last: number,
                digits,
                row,
            });
        }
    }
    sequences
}

fn gaps(ledger: &Ledger, field: usize, prefix: &str, sequence: &[Consecutive]) -> Vec<Diagnostic> {
    // Numbers that stand twice may reach beyond those behind them.
    let mut furthest: Option<&Consecutive> = None;
    let mut pairs = Vec::new();
    for after in sequence {
        if let Some(before) = furthest.filter(|before| after.first > before.last + 1) {
            pairs.push((before, after));
        }
        if furthest.is_none_or(|before| before.last <= after.last) {
            furthest = Some(after);
        }
    }
    let name = &ledger.schema.fields[field].name;
    let mut found = Vec::new();
    for (before, after) in pairs.iter().take(NAMED) {
        let (first, last) = (before.last + 1, after.first - 1);
        let written = |number: u64| format!("{prefix}{number:0>width$}", width = before.digits);
        let (range, count) = if first == last {
            (written(first), String::new())
        } else {
            let range = format!("{} 至 {}", written(first), written(last));
            (range, format!("，共 {} 个", last - first + 1))
        };
        let message = format!("“{name}”断号：缺 {range}{count}");
        let help = "找出缺的凭证补记；作废的也记一行，金额写 0，注明作废".to_owned();
        found.push(at_cell(
            ledger,
            after.row,
            field,
            SEQUENCE_GAP,
            message,
            help,
        ));
    }
    if let Some((_, after)) = pairs.get(NAMED) {
        let rest = &pairs[NAMED..];
        let missing = rest
            .iter()
            .map(|(before, after)| after.first - before.last - 1);
        let missing: u64 = missing.sum();
        let message = format!(
            "“{name}”从这里起还有 {} 处断号，共缺 {missing} 个",
            rest.len()
        );
        let help = "按号排好序逐个核对；号码本来就不连着编的，删去 ledgers.toml 里的 sequence";
        found.push(at_cell(
            ledger,
            after.row,
            field,
            SEQUENCE_GAP,
            message,
            help.to_owned(),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn missing_vouchers_are_named_at_the_row_behind_them() {
        let ledgers = "[funds]\nprimaryKey = \"凭证号\"\nfields = [ { name = \"凭证号\" } ]";
        let rows = "凭证号\n2020-0010\n2020-0001\n2020-0002\n2020-0006\n现-1\n现-3\n无号\n";
        let found = found(ledgers, &[("data/2020/funds.csv", rows)]);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(
            found[0].contains(":2:1: [C403]: “凭证号”断号：缺 2020-0007 至 2020-0009，共 3 个")
        );
        assert!(
            found[1].contains(":5:1: [C403]: “凭证号”断号：缺 2020-0003 至 2020-0005，共 3 个")
        );
        assert!(
            found[2].contains(":7:1: [C403]: “凭证号”断号：缺 现-2（"),
            "{found:#?}"
        );
    }

    #[test]
    fn many_gaps_are_counted() {
        let ledgers = "[a]\nsequence = \"号\"\nfields = [ { name = \"号\", type = \"integer\" } ]";
        let rows: Vec<_> = (1..20).map(|n| (n * 3).to_string()).collect();
        let found = found(
            ledgers,
            &[("data/2020/a.csv", &format!("号\n{}\n", rows.join("\n")))],
        );
        assert_eq!(found.len(), 6, "{found:#?}");
        assert!(
            found[5].contains(":8:1: [C403]: “号”从这里起还有 13 处断号，共缺 26 个"),
            "{found:#?}"
        );
    }
}
