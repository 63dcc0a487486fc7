//! A count's or a sum's change by its rows: which group made it, which rows came, went or changed.
//!
//! The group is the value of one column: the first with an `enum` (是 and 否 are none) that no
//! condition has fixed and that splits the rows of the two sides; else the first column of words that repeat (a project);
//! else the first single reference to another ledger (a unit) that does. Where no column splits them, the parts are the rows come, gone and
//! changed.
//!
//! Rows are matched by their primary key, or, in a ledger without one, by all their cells, so that
//! the same row elsewhere in the file is no change. Where rows of several years count, a row's year
//! is part of its key: numbering may start anew each year. The two sides may know different columns,
//! as two revisions of a project do: only what both know by one name is compared.

use std::collections::BTreeMap;

use super::Part;
use super::side::Computed;
use crate::figure::{Figure, Period, RowRule, Test, rows_of};
use crate::ledger::{Cell, Ledger};
use crate::number::Number;
use crate::schema::{Field, Kind};

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

/// A figure on one side, and its rule there.
pub(super) type Sided<'a> = (&'a Figure, &'a RowRule, Computed<'a>);

pub(super) fn take_apart(old: Sided<'_>, new: Sided<'_>) -> Option<Taken> {
    let ledgers = [
        old.2.ledgers.get(&old.1.ledger)?.as_ref(),
        new.2.ledgers.get(&new.1.ledger)?.as_ref(),
    ];
    let rules = [old.1, new.1];
    let sides = [old, new].map(|(figure, _, side)| {
        let parts = rows_of(figure, side.ledgers, side.year).into_iter();
        let parts = parts.map(|part| (part.row, Number::parse(&part.part)));
        parts
            .map(|(row, part)| (row, part.unwrap_or_else(Number::zero)))
            .collect::<Vec<_>>()
    });
    let keyed = |fields: &[Shared], by_year: bool| {
        let mut keyed = Keyed::new();
        for (side, (ledger, rows)) in ledgers.iter().zip(&sides).enumerate() {
            for (row, part) in rows {
                let nothing = Counted {
                    rows: 0,
                    sum: Number::zero(),
                };
                let here: Vec<usize> = fields.iter().map(|field| field[side]).collect();
                let mut key = texts(ledger, *row, &here);
                if by_year {
                    let year = ledger.file_of(*row).and_then(|file| file.year);
                    key.extend(year.map(|year| year.to_string()));
                }
                let counted = keyed
                    .entry(key)
                    .or_insert_with(|| [nothing.clone(), nothing]);
                counted[side].rows += 1;
                counted[side].sum = &counted[side].sum + part;
            }
        }
        keyed
    };
    let by_year = rules.iter().all(|rule| rule.period == Period::ToDate);
    let rows = match shared_key(ledgers) {
        Some(key) => matched(&keyed(&key, by_year), false),
        None => matched(&keyed(&shared_columns(ledgers), by_year), true),
    };
    let is_words = |field: [usize; 2]| is_free_text(ledgers[1], field[1]);
    for field in candidates(rules, ledgers) {
        let groups = keyed(&[field], false);
        if groups.len() < 2 || (is_words(field) && is_scattered(&groups)) {
            continue;
        }
        let parts = groups.iter().map(|(key, [old, new])| Part {
            group: named(&key.concat()),
            change: &new.sum - &old.sum,
        });
        return Some(Taken {
            by: Some(ledgers[1].schema.fields[field[1]].name.clone()),
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

/// A row's cells in `fields`, as text. A number is the same however many decimals its column shows.
pub(super) fn texts(ledger: &Ledger, row: usize, fields: &[usize]) -> Vec<String> {
    let text = |field: &usize| match ledger.cell(row, *field) {
        Cell::Number { units, places } => Number::scaled(i128::from(units), places).to_string(),
        cell => cell.text(),
    };
    fields.iter().map(text).collect()
}

/// A column that both sides know by one name: where it is in the old ledger and in the new.
type Shared = [usize; 2];

fn shared_columns([old, new]: [&Ledger; 2]) -> Vec<Shared> {
    let fields = new.schema.fields.iter().enumerate();
    let both = fields.filter_map(|(here, field)| Some([old.schema.field(&field.name)?, here]));
    both.collect()
}

/// The primary key, where both sides have the same.
fn shared_key([old, new]: [&Ledger; 2]) -> Option<Vec<Shared>> {
    let names = |ledger: &Ledger| {
        let key = ledger.schema.primary_key.iter();
        key.map(|field| ledger.schema.fields[*field].name.clone())
            .collect::<Vec<_>>()
    };
    let (then, now) = (&old.schema.primary_key, &new.schema.primary_key);
    (!now.is_empty() && names(old) == names(new)).then(|| {
        let pairs = then.iter().zip(now);
        pairs.map(|(then, now)| [*then, *now]).collect()
    })
}

/// How many rows a value has on average, at least, in a column that groups though it lists no values.
const ROWS_A_GROUP: usize = 5;

/// Whether a column holds words of no list, that are neither code nor reference.
fn is_free_text(ledger: &Ledger, field: usize) -> bool {
    let schema = &ledger.schema;
    let column = &schema.fields[field];
    let limits = &column.constraints;
    let is_reference = schema
        .foreign_keys
        .iter()
        .any(|key| key.fields.contains(&field));
    column.kind == Kind::String
        && limits.values.is_empty()
        && limits.pattern.is_none()
        && !limits.unique
        && !is_reference
        && !schema.primary_key.contains(&field)
}

/// Whether a column says yes or no: a group called 否 would tell nobody what came or went.
fn is_yes_or_no(field: &Field) -> bool {
    let answers = |value| field.true_values.contains(value) || field.false_values.contains(value);
    field.kind == Kind::Boolean || field.constraints.values.iter().all(answers)
}

/// Whether the groups are so small that they group nothing.
fn is_scattered(groups: &Keyed) -> bool {
    let rows: usize = groups.values().map(|[old, new]| old.rows + new.rows).sum();
    rows < groups.len() * ROWS_A_GROUP
}

/// The columns that a change may be grouped by, the best first.
fn candidates(rules: [&RowRule; 2], ledgers: [&Ledger; 2]) -> Vec<Shared> {
    let ledger = ledgers[1];
    let is_fixed = |field: &Shared| {
        let fixes = |test: &Test| matches!(test, Test::OneOf(values) if values.len() == 1);
        let mut sides = rules.iter().zip(field);
        sides.any(|(rule, field)| {
            let mut conditions = rule.conditions.iter();
            rule.by == Some(*field) || conditions.any(|c| c.field == *field && fixes(&c.test))
        })
    };
    let fields = ledger.schema.fields.iter().enumerate();
    let listed = fields
        .filter(|(_, field)| !field.constraints.values.is_empty() && !is_yes_or_no(field))
        .map(|(index, _)| index);
    let references = ledger.schema.foreign_keys.iter();
    let referring = references.filter_map(|key| match key.fields.as_slice() {
        [field] => Some(*field),
        _ => None,
    });
    let words = (0..ledger.columns.len()).filter(|field| is_free_text(ledger, *field));
    let known = |field: usize| {
        let name = &ledger.schema.fields[field].name;
        Some([ledgers[0].schema.field(name)?, field])
    };
    let all = listed.chain(words).chain(referring);
    let shared = all.filter_map(known);
    shared.filter(|field| !is_fixed(field)).collect()
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
