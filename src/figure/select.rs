//! Which rows a rule counts: its period and conditions, compiled against a ledger's columns.

use std::ops::RangeInclusive;

use super::{Condition, Period, RowRule, Test};
use crate::calendar::{days_of, first_day, last_day};
use crate::ledger::{Cell, Codes, Column, Ledger};
use crate::number::Number;

/// A rule's rows of one ledger, for one year.
pub(super) struct Selection<'a> {
    ledger: &'a Ledger,
    period: Period,
    year: i32,
    /// The year's first and last day, as columns count days.
    days: RangeInclusive<i32>,
    tests: Vec<Compiled<'a>>,
}

/// The rows of `ledger` that `rule` selects in `year`, in order, whatever it makes of them.
#[must_use]
pub fn rows_selected(rule: &RowRule, ledger: &Ledger, year: i32) -> Vec<usize> {
    Selection::new(ledger, rule, year).rows().collect()
}

/// A condition in the terms of its column.
enum Compiled<'a> {
    /// Which dictionary codes pass, and whether no value does.
    Codes {
        codes: &'a Codes,
        pass: Vec<bool>,
        missing: bool,
    },
    /// Any other test, cell by cell.
    Cells { column: &'a Column, test: &'a Test },
}

impl<'a> Selection<'a> {
    pub(super) fn new(ledger: &'a Ledger, rule: &'a RowRule, year: i32) -> Self {
        let tests = rule
            .conditions
            .iter()
            .map(|condition| compile(ledger, condition))
            .collect();
        Self {
            ledger,
            period: rule.period,
            year,
            days: days_of(first_day(year))..=days_of(last_day(year)),
            tests,
        }
    }

    /// The rows that count, in the ledger's order.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let files = self
            .ledger
            .files
            .iter()
            .filter(|file| may_count(self.period, file.year, self.year));
        files
            .flat_map(|file| file.rows.clone().map(move |row| (row, file.year.is_none())))
            .filter(|(row, is_register)| self.in_period(*row, *is_register))
            .map(|(row, _)| row)
            .filter(|row| self.tests.iter().all(|test| test.passes(*row)))
    }

    /// A yearly ledger's rows are dated by their folder; a register's by their own dates. A
    /// register's row without a date has always been there.
    fn in_period(&self, row: usize, is_register: bool) -> bool {
        (self.period == Period::Year && !is_register) || self.counts_in(self.period, row)
    }

    /// Whether `period` counts a row by its own dates.
    pub(super) fn counts_in(&self, period: Period, row: usize) -> bool {
        let schema = &self.ledger.schema;
        let last = *self.days.end();
        let day = |field: Option<usize>| self.ledger.columns[field?].day(row);
        let begun = || day(schema.dated_by()).is_none_or(|day| day <= last);
        match period {
            Period::Year => match schema.dated_by() {
                None => true,
                dated => day(dated).is_some_and(|day| self.days.contains(&day)),
            },
            Period::ToDate => begun(),
            Period::YearEnd => begun() && day(schema.closed).is_none_or(|day| day > last),
        }
    }
}

/// Whether rows of a file of year `of` may count in `period` of the report of `year`.
pub(super) fn may_count(period: Period, of: Option<i32>, year: i32) -> bool {
    match (of, period) {
        (None, _) => true,
        (Some(of), Period::ToDate) => of <= year,
        (Some(of), _) => of == year,
    }
}

/// Whether a row of a file of year `of` tells of `year` at all: of other years' ledgers none does,
/// and of a register's rows none that is opened later or was closed before.
pub(super) fn concerns(ledger: &Ledger, of: Option<i32>, row: usize, year: i32) -> bool {
    if let Some(of) = of {
        return of == year;
    }
    let schema = &ledger.schema;
    let day = |field: Option<usize>| ledger.columns[field?].day(row);
    day(schema.dated_by()).is_none_or(|day| day <= days_of(last_day(year)))
        && day(schema.closed).is_none_or(|day| day >= days_of(first_day(year)))
}

impl Selection<'_> {
    /// Whether `row` passes the rule's condition `index`.
    pub(super) fn passes(&self, index: usize, row: usize) -> bool {
        self.tests[index].passes(row)
    }
}

fn compile<'a>(ledger: &'a Ledger, condition: &'a Condition) -> Compiled<'a> {
    let column = &ledger.columns[condition.field];
    match column {
        Column::Text { dictionary, codes } => {
            let passes = |text: &str| passes_text(&condition.test, text);
            let pass = dictionary.iter().map(passes).collect();
            Compiled::Codes {
                codes,
                pass,
                missing: passes_missing(&condition.test),
            }
        }
        _ => Compiled::Cells {
            column,
            test: &condition.test,
        },
    }
}

impl Compiled<'_> {
    fn passes(&self, row: usize) -> bool {
        match self {
            Self::Codes {
                codes,
                pass,
                missing,
            } => pass
                .get(codes.get(row) as usize)
                .copied()
                .unwrap_or(*missing),
            Self::Cells { column, test } => match column.cell(row) {
                Cell::Missing => passes_missing(test),
                cell => passes(test, &cell),
            },
        }
    }
}

pub(super) fn passes_missing(test: &Test) -> bool {
    matches!(test, Test::NotOneOf(_) | Test::Blank(true))
}

pub(super) fn passes(test: &Test, cell: &Cell) -> bool {
    match test {
        Test::OneOf(values) => values.iter().any(|value| same(value, cell)),
        Test::NotOneOf(values) => !values.iter().any(|value| same(value, cell)),
        Test::Between(from, to) => {
            from.as_ref()
                .is_none_or(|from| order(from, cell).is_some_and(std::cmp::Ordering::is_le))
                && to
                    .as_ref()
                    .is_none_or(|to| order(cell, to).is_some_and(std::cmp::Ordering::is_le))
        }
        Test::Blank(blank) => !blank,
    }
}

/// What [`passes`] says of a text, without a cell made for it.
pub(super) fn passes_text(test: &Test, held: &str) -> bool {
    let is_it = |value: &Cell| matches!(value, Cell::Text(value) if **value == *held);
    let order = |bound: &Cell| match bound {
        Cell::Text(bound) => Some((**bound).cmp(held)),
        _ => None,
    };
    match test {
        Test::OneOf(values) => values.iter().any(is_it),
        Test::NotOneOf(values) => !values.iter().any(is_it),
        Test::Between(from, to) => {
            let (from, to) = (from.as_ref(), to.as_ref());
            from.is_none_or(|from| order(from).is_some_and(std::cmp::Ordering::is_le))
                && to.is_none_or(|to| order(to).is_some_and(std::cmp::Ordering::is_ge))
        }
        Test::Blank(blank) => !blank,
    }
}

fn same(a: &Cell, b: &Cell) -> bool {
    order(a, b) == Some(std::cmp::Ordering::Equal)
}

/// The order of two cells of one column; none between different kinds.
pub(super) fn order(a: &Cell, b: &Cell) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Cell::Text(a), Cell::Text(b)) => Some(a.cmp(b)),
        (Cell::Date(a), Cell::Date(b)) => Some(a.cmp(b)),
        (Cell::Boolean(a), Cell::Boolean(b)) => Some(a.cmp(b)),
        (
            Cell::Number {
                units: a,
                places: p,
            },
            Cell::Number {
                units: b,
                places: q,
            },
        ) => {
            if p == q {
                return Some(a.cmp(b));
            }
            let scaled = |units: i64, places| Number::scaled(i128::from(units), places);
            Some(scaled(*a, *p).cmp(&scaled(*b, *q)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_passes_as_its_cell_does() {
        let cells = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| Cell::Text((*text).into()))
                .collect()
        };
        let bound = |text: &str| Some(Cell::Text(text.into()));
        let number = Cell::Number {
            units: 1,
            places: 0,
        };
        let tests = [
            Test::OneOf(cells(&["甲", "乙"])),
            Test::NotOneOf(cells(&["甲"])),
            Test::OneOf(vec![number.clone()]),
            Test::Between(bound("b"), bound("d")),
            Test::Between(None, bound("d")),
            Test::Between(Some(number), None),
            Test::Blank(true),
            Test::Blank(false),
        ];
        for test in &tests {
            for text in ["甲", "乙", "a", "b", "c", "d", "e"] {
                let cell = Cell::Text(text.into());
                assert_eq!(
                    passes_text(test, text),
                    passes(test, &cell),
                    "{test:?} {text}"
                );
            }
        }
    }
}
