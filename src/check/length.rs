//! C105: a text that is too short or too long, in characters.

use super::{at_cell, rows_failing, told};
use crate::diagnostic::{Diagnostic, LENGTH};
use crate::ledger::{Column, Fault, Ledger, Ledgers};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let rules = &field.constraints;
        if rules.min_length.is_none() && rules.max_length.is_none() {
            continue;
        }
        let (low, high) = (rules.min_length, rules.max_length);
        let wanted = match (low, high) {
            (Some(low), Some(high)) if low == high => format!("要正好 {low} 个字"),
            (Some(low), Some(high)) => format!("要 {low} 到 {high} 个字"),
            (Some(low), None) => format!("至少 {low} 个字"),
            (_, high) => format!("最多 {} 个字", high.unwrap_or_default()),
        };
        let rows = match &ledger.columns[index] {
            Column::Left(left) => left.rows_with(Fault::Length),
            _ => rows_failing(ledger, index, |text| rules.fits_length(text)),
        };
        found.extend(told(rows, LENGTH, |row| {
            let typed = ledger.typed(row, index);
            let length = typed.chars().count();
            let message = format!("“{}”的“{typed}”有 {length} 个字", field.name);
            let help = format!("{wanted}：核对是不是漏打或多打了");
            at_cell(ledger, row, index, LENGTH, message, help)
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn characters_are_counted_not_bytes() {
        let ledgers = r#"[members]
            fields = [
                { name = "姓名", constraints = { minLength = 2, maxLength = 4 } },
                { name = "证号", constraints = { minLength = 3, maxLength = 3 } },
            ]"#;
        let rows = "姓名,证号\n张喆,123\n欧阳予倩,\n王,1234\n";
        let found = found(ledgers, &[("data/members.csv", rows)]);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].contains(":4:1: [C105]: “姓名”的“王”有 1 个字（要 2 到 4 个字"));
        assert!(found[1].contains(":4:3: [C105]: “证号”的“1234”有 4 个字（要正好 3 个字"));
    }
}
