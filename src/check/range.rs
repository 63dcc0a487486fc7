//! C104: a number or a day below its minimum or above its maximum.

use std::ops::RangeInclusive;

use super::{at_cell, rows_failing, told};
use crate::calendar::{days_of, read_date};
use crate::diagnostic::{Diagnostic, RANGE};
use crate::ledger::{Column, Ledger, Ledgers};
use crate::number::{Number, Rounding};
use crate::schema::{Bound, Constraints, Field};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let rules = &field.constraints;
        if rules.minimum.is_none() && rules.maximum.is_none() {
            continue;
        }
        let column = &ledger.columns[index];
        let range = match column {
            Column::Number { places, .. } => within(rules, *places),
            _ => within(rules, 0),
        };
        let outside = |row: &usize| match column.key(*row) {
            Some(key) => !range.contains(&i128::from(key)),
            None => false,
        };
        let rows = match column {
            // A day with a time is a text: its day is held against the limits.
            Column::Text { .. } => rows_failing(ledger, index, |text| {
                let day = text.get(..10).and_then(read_date);
                day.is_none_or(|day| range.contains(&i128::from(days_of(day))))
            }),
            _ => (0..ledger.len()).filter(outside).collect(),
        };
        found.extend(told(rows, RANGE, |row| {
            let low = value(column, row) < *range.start();
            finding(ledger, row, index, field, low)
        }));
    }
    found
}

/// The cell as the number that its limits are held against.
fn value(column: &Column, row: usize) -> i128 {
    match column {
        Column::Text { .. } => column.date(row).map_or(0, |day| i128::from(days_of(day))),
        _ => column.key(row).map_or(0, i128::from),
    }
}

fn finding(ledger: &Ledger, row: usize, index: usize, field: &Field, low: bool) -> Diagnostic {
    let typed = ledger.typed(row, index);
    let (bound, word) = if low {
        (&field.constraints.minimum, "小")
    } else {
        (&field.constraints.maximum, "大")
    };
    let limit = bound.as_ref().map_or("", |bound| bound.text.as_str());
    let exclusive = bound.as_ref().is_some_and(|bound| bound.exclusive);
    let word = match (field.kind.has_date(), low) {
        (true, true) => "早",
        (true, false) => "晚",
        _ => word,
    };
    let message = format!("“{}”的“{typed}”太{word}", field.name);
    let help = match (exclusive, low) {
        (false, _) => format!("最{word}是 {limit}"),
        (true, true) if field.kind.has_date() => format!("要晚于 {limit}"),
        (true, false) if field.kind.has_date() => format!("要早于 {limit}"),
        (true, true) => format!("要大于 {limit}"),
        (true, false) => format!("要小于 {limit}"),
    };
    at_cell(
        ledger,
        row,
        index,
        RANGE,
        message,
        format!("{help}：对照原件核对"),
    )
}

/// The whole multiples of 10^-`places` that the limits leave.
fn within(rules: &Constraints, places: u32) -> RangeInclusive<i128> {
    let scale = Number::ten_to(i32::try_from(places).unwrap_or(i32::MAX));
    let scaled = |bound: &Bound| &bound.limit * &scale;
    let low = rules.minimum.as_ref().and_then(|bound| {
        let limit = scaled(bound);
        let first = -&floor(&-&limit);
        let step = i128::from(bound.exclusive && first == limit);
        Some(first.to_i128()?.saturating_add(step))
    });
    let high = rules.maximum.as_ref().and_then(|bound| {
        let limit = scaled(bound);
        let last = floor(&limit);
        let step = i128::from(bound.exclusive && last == limit);
        Some(last.to_i128()?.saturating_sub(step))
    });
    low.unwrap_or(i128::MIN)..=high.unwrap_or(i128::MAX)
}

fn floor(number: &Number) -> Number {
    let towards = if number.is_negative() {
        Rounding::Up
    } else {
        Rounding::Down
    };
    number.rounded(0, towards)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn limits_hold_for_numbers_and_days_their_own_value_in_or_out() {
        let ledgers = r#"[funds]
            fields = [
                { name = "人", type = "integer", constraints = { minimum = 0, maximum = "9.5" } },
                { name = "率", type = "number", constraints = { exclusiveMinimum = 0, exclusiveMaximum = "1.005" } },
                { name = "日", type = "date", constraints = { minimum = 2020-03-01 } },
                { name = "时", type = "datetime", constraints = { maximum = "2020-03-01" } },
            ]"#;
        let rows = "人,率,日,时\n0,0.001,2020-03-01,2020-03-01 23:59\n9,1.0049,,\n-1,0,2020-02-29,2020-03-02 00:01\n10,1.005,,\n";
        let found = found(ledgers, &[("data/2020/funds.csv", rows)]);
        let expected = [
            ":4:1: [C104]: “人”的“-1”太小（最小是 0",
            ":4:4: [C104]: “率”的“0”太小（要大于 0",
            ":4:6: [C104]: “日”的“2020-02-29”太早（最早是 2020-03-01",
            ":4:17: [C104]: “时”的“2020-03-02 00:01”太晚（最晚是 2020-03-01",
            ":5:1: [C104]: “人”的“10”太大（最大是 9.5",
            ":5:4: [C104]: “率”的“1.005”太大（要小于 1.005",
        ];
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (line, expected) in found.iter().zip(expected) {
            assert!(line.contains(expected), "{line} | {expected}");
        }
    }
}
