//! C201: two rows under one key.

use super::at_cell;
use super::unique::{repeats, where_is};
use crate::diagnostic::{Diagnostic, PRIMARY_KEY};
use crate::ledger::{Ledger, Ledgers};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let key = &ledger.schema.primary_key;
    let names: Vec<_> = key
        .iter()
        .map(|field| ledger.schema.fields[*field].name.as_str())
        .collect();
    let finding = |(row, earlier): (usize, usize)| {
        let typed: Vec<_> = key.iter().map(|field| ledger.typed(row, *field)).collect();
        let (names, typed) = (names.join("、"), typed.join("、"));
        let message = format!("{names}“{typed}”和{}重复", where_is(ledger, earlier, row));
        let help = format!("每行的{names}要不同：打错的改正；同一件事记了两次就删去一行");
        // The last field is the one that tells rows apart: 年度、序号.
        let field = key.last().copied().unwrap_or_default();
        at_cell(ledger, row, field, PRIMARY_KEY, message, help)
    };
    repeats(ledger, key).told(PRIMARY_KEY, finding)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn the_earlier_row_is_named_by_its_number() {
        let ledgers = r#"[funds]
            primaryKey = ["册", "号"]
            fields = [ { name = "册" }, { name = "号" } ]"#;
        let rows = "册,号\n\n甲,1\n甲,2\n乙,1\n甲,１\n";
        let found = found(ledgers, &[("data/2020/funds.csv", rows)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains(":6:3: [C201]: 册、号“甲、１”和第 3 行重复"),
            "{found:#?}"
        );
    }
}
