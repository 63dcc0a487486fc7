//! C103: a text that does not look as its column's texts must.

use std::borrow::Cow;

use super::{at_cell, rows_failing, told};
use crate::diagnostic::{Diagnostic, PATTERN};
use crate::ledger::{Column, Fault, Ledger, Ledgers};
use crate::schema::Pattern;

/// How many rows of a column that was left in its file are searched for a good cell.
const SEARCHED: usize = 10_000;

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let Some(Pattern { written, .. }) = &field.constraints.pattern else {
            continue;
        };
        let rows = match &ledger.columns[index] {
            Column::Left(left) => left.rows_with(Fault::Pattern),
            _ => rows_failing(ledger, index, |text| field.constraints.is_matched_by(text)),
        };
        if rows.is_empty() {
            continue;
        }
        // A regular expression tells a secretary little, a cell from the same column much.
        let is_good = |text: &str| field.constraints.is_matched_by(text);
        let good = if let Column::Text { dictionary, .. } = &ledger.columns[index] {
            let mut texts = dictionary.iter();
            texts.find(|text| is_good(text)).map(Cow::Borrowed)
        } else {
            let some = 0..ledger.len().min(SEARCHED);
            let mut texts = some.filter_map(|row| ledger.text(row, index));
            texts.find(|text| is_good(text))
        };
        let help = match good {
            Some(text) => format!("照“{text}”这样写（规则：{written}）"),
            None => format!("整格要符合规则：{written}"),
        };
        found.extend(told(rows, PATTERN, |row| {
            let typed = ledger.typed(row, index);
            let message = format!("“{typed}”不合“{}”的写法", field.name);
            at_cell(ledger, row, index, PATTERN, message, help.clone())
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn a_good_cell_of_the_column_shows_how() {
        let ledgers = r#"[funds]
            fields = [ { name = "号", constraints = { pattern = "2[0-9]{3}-[0-9]{4}" } } ]"#;
        let rows = "号\n2020-0001\n２０２０－０００２\n2020-3\n2020-00044\n";
        let found = found(ledgers, &[("data/2020/funds.csv", rows)]);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].contains(":4:1: [C103]: “2020-3”不合“号”的写法（照“2020-0001”这样写"));
        assert!(found[1].contains(":5:1: [C103]"));
    }
}
