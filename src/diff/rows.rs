//! A count's or a sum's change by its rows: which group made it, which rows came, went or changed.
//!
//! The group is the value of one column: the first with an `enum` that no condition has fixed and
//! that splits the rows of the two sides; else the first single reference to another ledger (a
//! unit, a category) that does. Where no column splits them, the parts are the rows come, gone and
//! changed.
//!
//! Rows are matched by their primary key, or, in a ledger without one, by all their cells, so that
//! the same row elsewhere in the file is no change.

use std::collections::BTreeMap;

use super::Part;
use super::side::Computed;
use crate::figure::{Figure, RowRule, Test, rows_of};
use crate::ledger::Ledger;
use crate::number::Number;

/// Rows come, gone and changed.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Only on the new side.
    pub come: Moved,
    /// Only on the old side.
    pub gone: Moved,
    /// On both sides, counting for something else.
    pub changed: Moved,
}

/// Some rows, and what they make of the change.
#[derive(Debug, Clone)]
pub struct Moved {
    /// How many.
    pub count: usize,
    /// Their part.
    pub change: Number,
}

impl Moved {
    fn nothing() -> Self {
        Self {
            count: 0,
            change: Number::zero(),
        }
    }

    fn add(&mut self, count: usize, change: &Number) {
        self.count += count;
        self.change = &self.change + change;
    }
}

/// A change taken apart.
pub(super) struct Taken {
    pub by: Option<String>,
    pub parts: Vec<Part>,
    pub rows: Rows,
}

/// What a side's rows with one key count for.
#[derive(Clone)]
struct Counted {
    rows: usize,
    sum: Number,
}

/// Rows of both sides by some key.
type Keyed = BTreeMap<Vec<String>, [Counted; 2]>;

/// A figure on one side.
type Sided<'a> = (&'a Figure, Computed<'a>);

pub(super) fn take_apart(rule: &RowRule, old: Sided<'_>, new: Sided<'_>) -> Option<Taken> {
    let ledgers = [
        old.1.ledgers.get(&rule.ledger)?,
        new.1.ledgers.get(&rule.ledger)?,
    ];
    let sides = [old, new].map(|(figure, side)| {
        let parts = rows_of(figure, side.ledgers, side.year).into_iter();
        let parts = parts.map(|part| (part.row, Number::parse(&part.part)));
        parts
            .map(|(row, part)| (row, part.unwrap_or_else(Number::zero)))
            .collect::<Vec<_>>()
    });
    let keyed = |fields: &[usize]| {
        let mut keyed = Keyed::new();
        for (side, (ledger, rows)) in ledgers.iter().zip(&sides).enumerate() {
            for (row, part) in rows {
                let nothing = Counted {
                    rows: 0,
                    sum: Number::zero(),
                };
                let key = texts(ledger, *row, fields);
                let counted = keyed
                    .entry(key)
                    .or_insert_with(|| [nothing.clone(), nothing]);
                counted[side].rows += 1;
                counted[side].sum = &counted[side].sum + part;
            }
        }
        keyed
    };
    let ledger = ledgers[1];
    let primary = &ledger.schema.primary_key;
    let all: Vec<usize> = (0..ledger.columns.len()).collect();
    let rows = if primary.is_empty() {
        matched(&keyed(&all), true)
    } else {
        matched(&keyed(primary), false)
    };
    for field in candidates(rule, ledger) {
        let groups = keyed(&[field]);
        if groups.len() < 2 {
            continue;
        }
        let parts = groups.iter().map(|(key, [old, new])| Part {
            group: named(&key.concat()),
            change: &new.sum - &old.sum,
        });
        return Some(Taken {
            by: Some(ledger.schema.fields[field].name.clone()),
            parts: parts.collect(),
            rows,
        });
    }
    let moved = [
        ("新增的行", &rows.come),
        ("减少的行", &rows.gone),
        ("变动的行", &rows.changed),
    ];
    let parts = moved.map(|(name, moved)| Part {
        group: name.to_owned(),
        change: moved.change.clone(),
    });
    Some(Taken {
        by: None,
        parts: parts.into(),
        rows,
    })
}

fn named(value: &str) -> String {
    if value.is_empty() { "（空）" } else { value }.to_owned()
}

/// A row's cells in `fields`, as text.
pub(super) fn texts(ledger: &Ledger, row: usize, fields: &[usize]) -> Vec<String> {
    let cells = fields.iter().map(|field| ledger.cell(row, *field).text());
    cells.collect()
}

/// The columns that a change may be grouped by, the best first.
fn candidates(rule: &RowRule, ledger: &Ledger) -> Vec<usize> {
    let is_fixed = |field: usize| {
        let fixes = |test: &Test| matches!(test, Test::OneOf(values) if values.len() == 1);
        let mut conditions = rule.conditions.iter();
        rule.by == Some(field) || conditions.any(|c| c.field == field && fixes(&c.test))
    };
    let fields = ledger.schema.fields.iter().enumerate();
    let listed = fields
        .filter(|(_, field)| !field.constraints.values.is_empty())
        .map(|(index, _)| index);
    let references = ledger.schema.foreign_keys.iter();
    let referring = references.filter_map(|key| match key.fields.as_slice() {
        [field] => Some(*field),
        _ => None,
    });
    let free = listed.chain(referring).filter(|field| !is_fixed(*field));
    free.collect()
}

/// Rows come, gone and changed. Where all cells are the key, rows under one key are alike, so that
/// more or fewer of them have come or gone.
fn matched(keyed: &Keyed, is_whole_row: bool) -> Rows {
    let mut rows = Rows {
        come: Moved::nothing(),
        gone: Moved::nothing(),
        changed: Moved::nothing(),
    };
    for [old, new] in keyed.values() {
        let change = &new.sum - &old.sum;
        let (more, fewer) = (
            new.rows.saturating_sub(old.rows),
            old.rows.saturating_sub(new.rows),
        );
        if old.rows == 0 || (is_whole_row && more > 0) {
            rows.come.add(more, &change);
        } else if new.rows == 0 || (is_whole_row && fewer > 0) {
            rows.gone.add(fewer, &change);
        } else if !change.is_zero() {
            rows.changed.add(new.rows, &change);
        }
    }
    rows
}
