//! C101: a cell that has to hold something holds nothing.

use super::{at_cell, told};
use crate::diagnostic::{Diagnostic, REQUIRED};
use crate::ledger::{Ledger, Ledgers};
use crate::schema::{Field, Kind};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        // A key that is blank names no row.
        let is_key = ledger.schema.primary_key.contains(&index);
        if !field.constraints.required && !is_key {
            continue;
        }
        // A cell that was refused was told already.
        found.extend(told(ledger.blank(index), REQUIRED, |row| {
            let typed = ledger.typed(row, index);
            let message = if typed.is_empty() {
                format!("“{}”没有填", field.name)
            } else {
                format!("“{}”写的“{typed}”等于没有填", field.name)
            };
            at_cell(ledger, row, index, REQUIRED, message, help(field))
        }));
    }
    found
}

fn help(field: &Field) -> String {
    let values = &field.constraints.values;
    if !values.is_empty() {
        let values = super::listed(values.iter().map(String::as_str));
        return format!("这一列每行都要填，可填{values}");
    }
    match field.kind {
        Kind::Integer | Kind::Number => "这一列每行都要填：补上数；真是零就写 0",
        Kind::Date => "这一列每行都要填：补上日期，如 2020-01-31",
        Kind::Boolean => "这一列每行都要填“是”或“否”",
        _ => "这一列每行都要填：对照原件补上",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    const LEDGERS: &str = r#"[funds]
        primaryKey = "凭证号"
        fields = [ { name = "凭证号" }, { name = "金额", type = "number", constraints = { required = true } } ]"#;

    #[test]
    fn blanks_and_dashes_are_no_value_and_a_refused_cell_is_told_once() {
        let rows = "凭证号,金额\n,1\nA,\nB,-\nC,约5\n";
        let found = found(LEDGERS, &[("data/2020/funds.csv", rows)]);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(
            found[0].contains("4:3: [L201]") || found[0].contains("5:3: [L201]"),
            "{found:#?}"
        );
        assert!(found[1].starts_with("data/2020/funds.csv:2:1: [C101]: “凭证号”没有填"));
        assert!(found[2].starts_with("data/2020/funds.csv:3:3: [C101]: “金额”没有填"));
        assert!(
            found[3].contains("4:3: [C101]: “金额”写的“-”等于没有填"),
            "{found:#?}"
        );
    }

    #[test]
    fn a_toml_row_without_the_key_is_blank() {
        let rows = "[[row]]\n\"凭证号\" = \"A\"\n";
        let found = found(LEDGERS, &[("data/2020/funds.toml", rows)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with("data/2020/funds.toml:1:1: [C101]"),
            "{found:#?}"
        );
    }
}
