//! Which rows a rule counts, as a `WHERE`: its period and its conditions.

use super::dialect::Dialect;
use super::ledger::value_of;
use crate::calendar::last_day;
use crate::figure::{Period, RowRule, Test};
use crate::ledger::Cell;
use crate::schema::{Kind, LedgerSchema};

/// What a row must satisfy to count, all together; nothing where every row does.
pub(super) fn conditions(
    rule: &RowRule,
    ledger: &LedgerSchema,
    year: i32,
    dialect: &dyn Dialect,
) -> Vec<String> {
    let mut all = period(rule.period, ledger, year, dialect);
    for condition in &rule.conditions {
        let value = value_of(&ledger.fields[condition.field], dialect);
        all.push(test(&value, &condition.test, dialect));
    }
    all
}

/// The day in `field` as ISO text, an expression; of a day with a time, the day.
pub(super) fn day_of(ledger: &LedgerSchema, field: usize, dialect: &dyn Dialect) -> String {
    let value = value_of(&ledger.fields[field], dialect);
    match ledger.fields[field].kind {
        Kind::Datetime => format!("substr({value}, 1, 10)"),
        _ => value,
    }
}

/// A yearly ledger's rows are dated by their folder, a register's by their own dates; a register's
/// row without a date has always been there.
fn period(period: Period, ledger: &LedgerSchema, year: i32, dialect: &dyn Dialect) -> Vec<String> {
    let dated = ledger
        .dated_by()
        .map(|field| day_of(ledger, field, dialect));
    let end = dialect.literal(&last_day(year).to_string());
    let this_year = dialect.literal(&format!("{year:04}"));
    let begun = dated
        .as_ref()
        .map(|day| format!("({day} IS NULL OR {day} <= {end})"));
    let of_the_year = format!("(_year IS NULL OR _year = {this_year})");
    match period {
        Period::Year => vec![match &dated {
            None => of_the_year,
            Some(day) => format!(
                "(_year = {this_year} OR (_year IS NULL AND substr({day}, 1, 4) = {this_year}))"
            ),
        }],
        Period::ToDate => begun.into_iter().collect(),
        Period::YearEnd => {
            let closed = ledger.closed.map(|field| day_of(ledger, field, dialect));
            let open = closed.map(|day| format!("({day} IS NULL OR {day} > {end})"));
            std::iter::once(of_the_year)
                .chain(begun)
                .chain(open)
                .collect()
        }
    }
}

fn test(value: &str, test: &Test, dialect: &dyn Dialect) -> String {
    let list = |cells: &[Cell]| {
        let cells: Vec<String> = cells.iter().map(|cell| constant(cell, dialect)).collect();
        cells.join(", ")
    };
    match test {
        Test::OneOf(cells) => format!("{value} IN ({})", list(cells)),
        Test::NotOneOf(cells) => format!("({value} IS NULL OR {value} NOT IN ({}))", list(cells)),
        Test::Between(from, to) => {
            let from = from
                .as_ref()
                .map(|from| format!("{value} >= {}", constant(from, dialect)));
            let to = to
                .as_ref()
                .map(|to| format!("{value} <= {}", constant(to, dialect)));
            let ends: Vec<String> = from.into_iter().chain(to).collect();
            ends.join(" AND ")
        }
        Test::Blank(true) => format!("{value} IS NULL"),
        Test::Blank(false) => format!("{value} IS NOT NULL"),
    }
}

/// A declared value, in the type of its column.
pub(super) fn constant(cell: &Cell, dialect: &dyn Dialect) -> String {
    match cell {
        Cell::Number { .. } => number(&cell.text()),
        cell => dialect.literal(&cell.text()),
    }
}

/// A number in plain notation as an exact constant.
pub(super) fn number(text: &str) -> String {
    format!("CAST('{text}' AS DECIMAL(28,9))")
}
