//! C401: 其中 — a part that exceeds the whole it is part of.

use super::{at_cell, told};
use crate::diagnostic::{Diagnostic, PART_OVER_WHOLE};
use crate::ledger::{Column, Ledger, Ledgers};
use crate::number::Number;

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, field) in ledger.schema.fields.iter().enumerate() {
        let Some(whole) = field.part_of else { continue };
        let holds = |row: usize| {
            fits(&ledger.columns[index], &ledger.columns[whole], row)
                || ledger.is_refused(row, whole)
        };
        let wrong = (0..ledger.len()).filter(|row| !holds(*row));
        found.extend(told(wrong, PART_OVER_WHOLE, |row| {
            let (part_name, whole_name) = (&field.name, &ledger.schema.fields[whole].name);
            let part = ledger.typed(row, index);
            let (message, help) = if ledger.columns[whole].is_missing(row) {
                (
                    format!("“{part_name}”有 {part}，“{whole_name}”却空着"),
                    format!("补上“{whole_name}”，它包括这 {part}"),
                )
            } else {
                let whole = ledger.typed(row, whole);
                (
                    format!("“{part_name}”{part} 超过了“{whole_name}”{whole}"),
                    format!("“{part_name}”是“{whole_name}”的其中数，不能超过它：改正打错的一个"),
                )
            };
            at_cell(ledger, row, index, PART_OVER_WHOLE, message, help)
        }));
    }
    found
}

/// Whether the part lies between nothing and the whole, on the whole's side of zero: a reversed
/// entry (红字) is negative in both. A blank part is no claim.
fn fits(part: &Column, whole: &Column, row: usize) -> bool {
    let (Some(part_units), whole_units) = (part.key(row), whole.key(row)) else {
        return true;
    };
    let Some(whole_units) = whole_units else {
        return part_units == 0;
    };
    let (Column::Number { places: a, .. }, Column::Number { places: b, .. }) = (part, whole) else {
        return true;
    };
    if a == b {
        return within(&part_units, &whole_units, &0);
    }
    let exact = |units: i64, places: u32| Number::scaled(i128::from(units), places);
    let (part, whole) = (exact(part_units, *a), exact(whole_units, *b));
    within(&part, &whole, &Number::zero())
}

fn within<T: Ord>(part: &T, whole: &T, zero: &T) -> bool {
    if whole < zero {
        part >= whole
    } else {
        part <= whole
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn a_part_never_exceeds_its_whole_nor_stands_without_it() {
        let ledgers = r#"[a]
            fields = [
                { name = "人数", type = "number" },
                { name = "女", type = "integer", partOf = "人数" },
            ]"#;
        let rows = "人数,女\n10.0,10\n10.5,11\n,3\n,\n5,\n-4,-3\n约9,8\n";
        let found = found(ledgers, &[("data/2020/a.csv", rows)]);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(
            found[1].contains(":3:6: [C401]: “女”11 超过了“人数”10.5"),
            "{found:#?}"
        );
        assert!(
            found[2].contains(":4:2: [C401]: “女”有 3，“人数”却空着"),
            "{found:#?}"
        );
    }
}
