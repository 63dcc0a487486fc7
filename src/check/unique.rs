//! C106: a value that stands twice in a column where each may stand once.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::at_cell;
use crate::diagnostic::{Code, Diagnostic, MOST, NOT_UNIQUE, Tally};
use crate::ledger::{Cell, Column, Ledger, Ledgers};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        // A column that is the whole key is the key rule's.
        if !field.constraints.unique || ledger.schema.primary_key == [index] {
            continue;
        }
        let finding = |(row, earlier): (usize, usize)| {
            let typed = ledger.typed(row, index);
            let where_ = where_is(ledger, earlier, row);
            let message = format!("“{}”的“{typed}”和{where_}重复", field.name);
            let help = "这一列每个值只能出现一次：对照原件改掉打错的一个".to_owned();
            at_cell(ledger, row, index, NOT_UNIQUE, message, help)
        };
        found.extend(repeats(ledger, &[index]).told(NOT_UNIQUE, finding));
    }
    found
}

/// Rows that repeat an earlier one, with that row.
pub(super) struct Repeats {
    /// Those that may be told, in order.
    first: Vec<(usize, usize)>,
    /// How many more there are.
    more: usize,
}

impl Repeats {
    /// A finding of `code` for each, as many as are told; the rest are counted.
    pub(super) fn told(
        self,
        code: &'static Code,
        mut finding: impl FnMut((usize, usize)) -> Diagnostic,
    ) -> Vec<Diagnostic> {
        let mut tally = Tally::default();
        for pair in self.first {
            tally.add(code, || finding(pair));
        }
        tally.count(code, self.more);
        tally.finish()
    }
}

/// Rows whose `fields` together repeat an earlier row's. Rows with a blank among
/// them repeat nothing. Numbering may start anew each year, so a year's rows are compared with one
/// another and with the standing register's, not with other years'.
pub(super) fn repeats(ledger: &Ledger, fields: &[usize]) -> Repeats {
    let first = match fields {
        [] => Vec::new(),
        [field] => {
            let column = &ledger.columns[*field];
            if let Column::Left(left) = column {
                return confirmed(ledger, *field, &left.repeats);
            }
            if all_differ(column, ledger.len()) {
                Vec::new()
            } else {
                repeats_by(ledger, |row| column.key(row))
            }
        }
        several => repeats_by(ledger, |row| {
            let keys = several.iter().map(|field| ledger.columns[*field].key(row));
            keys.collect::<Option<Vec<i64>>>()
        }),
    };
    Repeats { first, more: 0 }
}

/// Rows that repeat an earlier one's text, of those with its hash. Once as many are confirmed as
/// will be told, the hash of the rest is word enough for a count.
fn confirmed(ledger: &Ledger, field: usize, alike: &[(usize, usize)]) -> Repeats {
    let (first, rest) = alike.split_at(alike.len().min(2 * MOST));
    // In the file's order: going back and forth would read a stretch of it anew for every cell.
    let mut rows: Vec<usize> = first.iter().flat_map(|(row, of)| [*row, *of]).collect();
    rows.sort_unstable();
    rows.dedup();
    let cells: BTreeMap<usize, Cell> = rows
        .into_iter()
        .map(|row| (row, ledger.cell(row, field)))
        .collect();
    let is_same = |(row, earlier): &&(usize, usize)| cells.get(row) == cells.get(earlier);
    let mut first: Vec<_> = first.iter().filter(is_same).copied().collect();
    // Where hashes misled, some of the rest may be told.
    let told = rest.len().min(MOST.saturating_sub(first.len()));
    first.extend(&rest[..told]);
    Repeats {
        first,
        more: rest.len() - told,
    }
}

/// Whether a text column has as many distinct texts as texts: the common case, without hashing.
fn all_differ(column: &Column, rows: usize) -> bool {
    let Column::Text { dictionary, .. } = column else {
        return false;
    };
    let filled = (0..rows).filter(|row| !column.is_missing(*row)).count();
    dictionary.len() == filled
}

fn repeats_by<K: Hash + Eq>(
    ledger: &Ledger,
    key_of: impl Fn(usize) -> Option<K>,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut standing: HashMap<K, usize> = HashMap::new();
    // Of each year, what its files, those of subordinate units among them, hold.
    let mut years: HashMap<i32, HashMap<K, usize>> = HashMap::new();
    for file in &ledger.files {
        let mut seen = file
            .year
            .map(|year| years.remove(&year).unwrap_or_default());
        for row in file.rows.clone() {
            let Some(key) = key_of(row) else { continue };
            let known = seen.as_ref().and_then(|seen| seen.get(&key));
            match standing.get(&key).or(known) {
                Some(earlier) => found.push((row, *earlier)),
                None => {
                    seen.as_mut().unwrap_or(&mut standing).insert(key, row);
                }
            }
        }
        if let (Some(year), Some(seen)) = (file.year, seen) {
            years.insert(year, seen);
        }
    }
    found
}

/// 第 12 行, with its file where that is another than `from`'s.
pub(super) fn where_is(ledger: &Ledger, row: usize, from: usize) -> String {
    let path = |row| ledger.file_of(row).map(|file| file.source.path.as_str());
    let number = ledger.row_number(row);
    match path(row) {
        Some(file) if path(from) != Some(file) => format!(" {file} 第 {number} 行"),
        _ => format!("第 {number} 行"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn a_value_may_return_next_year_but_not_in_the_same_one() {
        let ledgers = r#"[cards]
            fields = [ { name = "卡号", type = "integer", constraints = { unique = true } }, { name = "印章", constraints = { unique = true } } ]"#;
        let found = found(
            ledgers,
            &[
                ("data/cards.csv", "卡号,印章\n7,\n"),
                ("data/2019/cards.csv", "卡号,印章\n1,甲\n2,\n"),
                ("data/2020/cards.csv", "卡号,印章\n1,\n1,乙\n7,乙\n,甲\n"),
            ],
        );
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].contains("2020/cards.csv:3:1: [C106]: “卡号”的“1”和第 2 行重复"));
        assert!(found[1].contains(":4:1: [C106]: “卡号”的“7”和 data/cards.csv 第 2 行重复"));
        assert!(found[2].contains(":4:3: [C106]: “印章”的“乙”和第 3 行重复"));
    }
}
