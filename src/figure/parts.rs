//! The rows behind a figure, and what each of them adds.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::Datelike;
use foldhash::fast::FixedState;

use super::select::{Selection, order};
use super::{Aggregate, Figure, Rule};
use crate::ledger::{Cell, Column, Ledger, Ledgers};
use crate::number::shortest_decimal;

/// A row behind a figure, and what it adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The row's index in the ledger.
    pub row: usize,
    /// Its share in decimal notation: 1 for a count, the amount for a sum, 0 where another row
    /// already stands for the same value.
    pub part: Cow<'static, str>,
}

/// The rows behind a figure, in the ledger's order; none for one made of other figures.
#[must_use]
pub fn rows_of(figure: &Figure, ledgers: &Ledgers, year: i32) -> Vec<Part> {
    first_rows_of(figure, ledgers, year, usize::MAX)
}

/// The first `most` rows behind a figure, as [`rows_of`] gives them.
#[must_use]
pub fn first_rows_of(figure: &Figure, ledgers: &Ledgers, year: i32, most: usize) -> Vec<Part> {
    let Rule::Rows(rule) = &figure.definition.rule else {
        return Vec::new();
    };
    let Some(ledger) = ledgers.get(&rule.ledger) else {
        return Vec::new();
    };
    let selection = Selection::new(ledger, rule, year);
    let member = rule.by.map(|by| {
        let member = figure.member.as_deref().unwrap_or_default();
        (by, Member::of(ledger, by, member))
    });
    let is_of_it = |row: &usize| match &member {
        Some((by, member)) => member.has(ledger, *by, *row),
        None => true,
    };
    let rows = selection.rows().filter(is_of_it);
    // One row may decide for all; otherwise the first rows say all of themselves.
    let is_one_of_all = matches!(
        rule.aggregate,
        Aggregate::Max(_) | Aggregate::Min(_) | Aggregate::Latest(_)
    );
    let needed = if is_one_of_all { usize::MAX } else { most };
    let rows: Vec<usize> = rows.take(needed).collect();
    parts(&rule.aggregate, ledger, &rows, most)
}

/// A family's member, in the terms of the column that splits the family.
enum Member<'m> {
    /// The rows with this text.
    Code(Option<u32>),
    /// The rows of this month.
    Month(Option<u32>),
    /// The rows with this text, whatever the column holds.
    Named(&'m str),
}

impl<'m> Member<'m> {
    fn of(ledger: &Ledger, by: usize, member: &'m str) -> Self {
        match &ledger.columns[by] {
            _ if ledger.schema.fields[by].kind.has_date() => {
                let is_called = |month: &u32| format!("{month}月") == member;
                Self::Month((1..=12).find(is_called))
            }
            Column::Text { dictionary, .. } => Self::Code(dictionary.code_of(member.as_bytes())),
            _ => Self::Named(member),
        }
    }

    /// Whether a row belongs to it.
    fn has(&self, ledger: &Ledger, by: usize, row: usize) -> bool {
        let column = &ledger.columns[by];
        match self {
            Self::Code(code) => {
                code.is_some() && column.key(row).map(|key| u32::try_from(key).ok()) == Some(*code)
            }
            Self::Month(month) => {
                month.is_some() && column.date(row).map(|date| date.month()) == *month
            }
            Self::Named(member) => match ledger.cell(row, by) {
                Cell::Missing => false,
                Cell::Number { units, places } => shortest_decimal(units, places) == *member,
                cell => cell.text() == *member,
            },
        }
    }
}

/// The row that decides a maximum, a minimum or a latest value, and the field it is about.
pub(super) fn deciding(
    aggregate: &Aggregate,
    ledger: &Ledger,
    rows: &[usize],
) -> Option<(usize, usize)> {
    let (Aggregate::Max(field) | Aggregate::Min(field) | Aggregate::Latest(field)) = aggregate
    else {
        return None;
    };
    let rows = rows
        .iter()
        .copied()
        .filter(|row| !ledger.columns[*field].is_missing(*row));
    let by_value = |a: &usize, b: &usize| {
        order(&ledger.cell(*a, *field), &ledger.cell(*b, *field))
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    let date = |row: &usize| {
        ledger
            .schema
            .dated_by()
            .and_then(|by| ledger.columns[by].date(*row))
    };
    let row = match aggregate {
        // The first of equals, so that adding a row behind changes nothing.
        Aggregate::Max(_) => rows.rev().max_by(by_value),
        Aggregate::Min(_) => rows.min_by(by_value),
        _ => rows.max_by_key(date),
    };
    row.map(|row| (row, *field))
}

/// What each of the first `most` rows adds.
pub(super) fn parts(
    aggregate: &Aggregate,
    ledger: &Ledger,
    rows: &[usize],
    most: usize,
) -> Vec<Part> {
    const ONE_OR_NOT: [Cow<'static, str>; 2] = [Cow::Borrowed("0"), Cow::Borrowed("1")];
    let one_if = |is_one: bool| ONE_OR_NOT[usize::from(is_one)].clone();
    let rows_told = rows.iter().take(most);
    match aggregate {
        Aggregate::Count => rows_told.map(|row| part(*row, one_if(true))).collect(),
        Aggregate::Sum(field) => rows_told
            .map(|row| {
                let number = match ledger.cell(*row, *field) {
                    Cell::Number { units, places } => shortest_decimal(units, places).into(),
                    _ => one_if(false),
                };
                part(*row, number)
            })
            .collect(),
        Aggregate::Distinct(_) | Aggregate::List(_) => {
            let fields = match aggregate {
                Aggregate::Distinct(fields) => fields.as_slice(),
                Aggregate::List(field) => std::slice::from_ref(field),
                _ => &[],
            };
            let mut first = First::new(ledger, fields);
            rows_told
                .map(|row| part(*row, one_if(first.is(*row))))
                .collect()
        }
        Aggregate::Max(_) | Aggregate::Min(_) | Aggregate::Latest(_) => {
            let deciding = deciding(aggregate, ledger, rows);
            let share = |row: usize| match deciding {
                Some((winner, field)) if winner == row => match ledger.cell(row, field) {
                    Cell::Number { units, places } => shortest_decimal(units, places).into(),
                    cell => cell.text().into(),
                },
                _ => one_if(false),
            };
            rows_told.map(|row| part(*row, share(*row))).collect()
        }
    }
}

const fn part(row: usize, part: Cow<'static, str>) -> Part {
    Part { row, part }
}

/// Which rows are the first with what they hold in some fields.
struct First<'a> {
    ledger: &'a Ledger,
    fields: &'a [usize],
    /// By the columns' keys.
    keys: HashSet<Vec<Option<i64>>, FixedState>,
    /// By texts, where one of the columns was left in its file and has no keys.
    texts: HashSet<Vec<String>, FixedState>,
    is_left: bool,
}

impl<'a> First<'a> {
    fn new(ledger: &'a Ledger, fields: &'a [usize]) -> Self {
        let is_left = |field: &usize| matches!(ledger.columns[*field], Column::Left(_));
        Self {
            ledger,
            fields,
            keys: HashSet::default(),
            texts: HashSet::default(),
            is_left: fields.iter().any(is_left),
        }
    }

    /// Whether `row`, the next of those asked about, is such a row; one that holds nothing is none.
    fn is(&mut self, row: usize) -> bool {
        let fields = self.fields.iter();
        if self.is_left {
            let texts: Vec<String> = fields
                .map(|field| self.ledger.cell(row, *field).text())
                .collect();
            return texts.iter().any(|text| !text.is_empty()) && self.texts.insert(texts);
        }
        let keys: Vec<Option<i64>> = fields
            .map(|field| self.ledger.columns[*field].key(row))
            .collect();
        keys.iter().any(Option::is_some) && self.keys.insert(keys)
    }
}
