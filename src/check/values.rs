//! C102: a value that is none of those allowed.

use super::{at_cell, listed, rows_failing, told};
use crate::calendar::{days_of, read_date};
use crate::diagnostic::{Diagnostic, NOT_IN_ENUM, closest};
use crate::ledger::{Column, Ledger, Ledgers};
use crate::load::read_cell;
use crate::number::Number;

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let values = &field.constraints.values;
        if values.is_empty() {
            continue;
        }
        found.extend(told(strangers(ledger, index, values), NOT_IN_ENUM, |row| {
            let typed = ledger.typed(row, index);
            let all = values.iter().map(String::as_str);
            let help = match closest(&typed, all.clone()) {
                Some(value) => format!("是不是“{value}”？可填{}", listed(all)),
                None => format!("可填{}", listed(all)),
            };
            let message = format!("“{}”列不能填“{typed}”", field.name);
            at_cell(ledger, row, index, NOT_IN_ENUM, message, help)
        }));
    }
    found
}

/// The rows whose value is not among `values`, compared as what the column holds: 1.0 is 1.
fn strangers(ledger: &Ledger, index: usize, values: &[String]) -> Vec<usize> {
    let outside = |allowed: &[i64]| {
        let column = &ledger.columns[index];
        let strange = |row: &usize| column.key(*row).is_some_and(|key| !allowed.contains(&key));
        (0..ledger.len()).filter(strange).collect()
    };
    let field = &ledger.schema.fields[index];
    match &ledger.columns[index] {
        Column::Text { .. } => {
            // 9:30 is stored as 09:30:00; what is declared is read as cells are.
            let stored = |value: &String| read_cell(value, field).map(|cell| cell.text());
            let stored: Vec<_> = values
                .iter()
                .map(|value| stored(value).unwrap_or_else(|_| value.clone()))
                .collect();
            rows_failing(ledger, index, |text| {
                stored.iter().any(|value| value == text)
            })
        }
        Column::Number { places, .. } => {
            let scale = Number::ten_to(i32::try_from(*places).unwrap_or(i32::MAX));
            let units = |value: &String| (&Number::parse(value)? * &scale).to_i128();
            let units = values.iter().filter_map(units);
            let units: Vec<i64> = units.filter_map(|unit| i64::try_from(unit).ok()).collect();
            outside(&units)
        }
        Column::Date { .. } => {
            let days = values.iter().filter_map(|value| read_date(value));
            let days: Vec<i64> = days.map(|date| i64::from(days_of(date))).collect();
            outside(&days)
        }
        Column::Boolean { .. } => {
            let flag = |value: &String| i64::from(field.true_values.contains(value));
            outside(&values.iter().map(flag).collect::<Vec<_>>())
        }
        // A column with a list of values is always kept.
        Column::Left(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn a_slip_is_answered_with_the_word_that_was_meant() {
        let ledgers = r#"[funds]
            fields = [
                { name = "收支", constraints = { enum = ["收入", "支出"] } },
                { name = "档", type = "number", constraints = { enum = [1, "2.5"] } },
                { name = "日", type = "date", constraints = { enum = [2020-01-05] } },
                { name = "时", type = "time", constraints = { enum = ["9:30"] } },
            ]"#;
        let rows = "收支,档,日,时\n收入,1.0,2020/1/5,09:30\n,,,\n支岀,2.50,,\n其他,3,2020/1/6,\n";
        let found = found(ledgers, &[("data/2020/funds.csv", rows)]);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(
            found[0].contains(":4:1: [C102]: “收支”列不能填“支岀”（是不是“支出”？"),
            "{found:#?}"
        );
        assert!(
            found[1].contains(":5:1: [C102]: “收支”列不能填“其他”（可填“收入”、“支出”"),
            "{found:#?}"
        );
        assert!(
            found[2].contains(":5:4: [C102]: “档”列不能填“3”"),
            "{found:#?}"
        );
        assert!(
            found[3].contains(":5:6: [C102]: “日”列不能填“2020/1/6”"),
            "{found:#?}"
        );
    }
}
