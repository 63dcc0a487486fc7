//! Definitions and rows → exact values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Datelike;
use indexmap::IndexSet;

use super::derive::derive;
use super::select::{Selection, order};
use super::{Aggregate, Definition, Figure, Figures, RowRule, Rule, Test, Value};
use crate::diagnostic::{self, Diagnostic, closest};
use crate::ledger::{Cell, Column, Ledger, Ledgers};
use crate::number::Number;
use crate::schema::Kind;

/// A row behind a figure, and what it adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The row's index in the ledger.
    pub row: usize,
    /// Its share in decimal notation: 1 for a count, the amount for a sum, 0 where another row
    /// already stands for the same value.
    pub part: String,
}

/// Computes every figure for `year`.
#[must_use]
pub fn evaluate(
    definitions: &[Arc<Definition>],
    ledgers: &Ledgers,
    year: i32,
) -> (Figures, Vec<Diagnostic>) {
    let mut figures = Figures::default();
    let mut diagnostics = Vec::new();
    for definition in definitions {
        if let Rule::Rows(rule) = &definition.rule {
            let Some(ledger) = ledgers.get(&rule.ledger) else {
                continue;
            };
            from_rows(definition, rule, ledger, year, &mut figures);
            diagnostics.extend(misspelt(definition, rule, ledger));
        }
    }
    derive(definitions, &mut figures, &mut diagnostics);
    for figure in figures.iter().filter(|figure| figure.value == Value::None) {
        let message = match &figure.definition.rule {
            Rule::Rows(_) => format!("“{}”没有一行可算，没有值", figure.name),
            _ => format!("“{}”的分母是 0 或没有值，算不出来", figure.name),
        };
        diagnostics.push(
            Diagnostic::new(diagnostic::NO_VALUE, message)
                .at(figure.definition.place.clone())
                .help(format!(
                    "核对台账；真没有，模板里用到它的话要写在 {{% if {}.值 is not none %}} 和 {{% endif %}} 之间",
                    figure.name
                )),
        );
    }
    // The order of figures.toml, whatever was computed first.
    let position: BTreeMap<&str, usize> = definitions
        .iter()
        .enumerate()
        .map(|(index, d)| (d.name.as_str(), index))
        .collect();
    (
        figures.sorted_by_key(|figure| position.get(figure.definition.name.as_str()).copied()),
        diagnostics,
    )
}

/// Conditions on words that no row holds, where one that rows do hold looks like them: a slip that
/// would otherwise count nothing without a word.
fn misspelt(definition: &Definition, rule: &RowRule, ledger: &Ledger) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for condition in &rule.conditions {
        let (Test::OneOf(values) | Test::NotOneOf(values)) = &condition.test else {
            continue;
        };
        let Column::Text { dictionary, .. } = &ledger.columns[condition.field] else {
            continue;
        };
        for value in values {
            let Cell::Text(word) = value else { continue };
            let field = &ledger.schema.fields[condition.field];
            // An enum has been held against the declaration; a value may be absent this year.
            if !field.constraints.values.is_empty() || dictionary.contains(word) {
                continue;
            }
            let Some(meant) = closest(word, dictionary.iter().map(AsRef::as_ref)) else {
                continue;
            };
            let message = format!(
                "“{}”的条件写的是“{word}”，“{}”列没有一行是它",
                definition.name, field.name
            );
            found.push(
                Diagnostic::new(diagnostic::NOWHERE_HELD, message)
                    .at(definition.place.clone())
                    .help(format!("是不是“{meant}”？本来就没有的不用管")),
            );
        }
    }
    found
}

fn from_rows(
    definition: &Arc<Definition>,
    rule: &RowRule,
    ledger: &Ledger,
    year: i32,
    figures: &mut Figures,
) {
    let selection = Selection::new(ledger, rule, year);
    let figure = |member: Option<String>, rows: &[usize]| {
        let (name, label) = match &member {
            Some(member) => (
                format!("{}.{member}", definition.name),
                format!("{}（{member}）", definition.label),
            ),
            None => (definition.name.clone(), definition.label.clone()),
        };
        Figure {
            name,
            label,
            definition: Arc::clone(definition),
            member,
            value: aggregate(&rule.aggregate, ledger, rows),
            row_count: rows.len(),
            of: Vec::new(),
            fraction: None,
        }
    };
    match rule.by {
        None => figures.insert(figure(None, &selection.rows().collect::<Vec<_>>())),
        Some(by) => {
            let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for row in selection.rows() {
                if let Some(member) = member_of(ledger, by, row) {
                    groups.entry(member).or_default().push(row);
                }
            }
            let members = members(ledger, by, groups.keys());
            let all = members.into_iter().map(|member| {
                let rows = groups.get(&member).map(Vec::as_slice).unwrap_or_default();
                figure(Some(member), rows)
            });
            figures.insert_family(&definition.name, all.collect::<Vec<_>>());
        }
    }
}

/// A family's members: a column's enum, the twelve months, 是 and 否; else what the rows hold.
fn members<'a>(
    ledger: &Ledger,
    by: usize,
    found: impl Iterator<Item = &'a String>,
) -> IndexSet<String> {
    let field = &ledger.schema.fields[by];
    let mut members: IndexSet<String> = match field.kind {
        _ if !field.constraints.values.is_empty() => {
            field.constraints.values.iter().cloned().collect()
        }
        Kind::Date | Kind::Datetime => (1..=12).map(|month| format!("{month}月")).collect(),
        Kind::Boolean => ["是", "否"].map(str::to_owned).into(),
        _ => IndexSet::new(),
    };
    members.extend(found.cloned());
    members
}

/// The family member that a row belongs to: its cell's text, or the month of its date.
fn member_of(ledger: &Ledger, by: usize, row: usize) -> Option<String> {
    if ledger.schema.fields[by].kind.has_date() {
        return ledger.columns[by]
            .date(row)
            .map(|date| format!("{}月", date.month()));
    }
    match ledger.cell(row, by) {
        Cell::Missing => None,
        Cell::Number { units, places } => {
            Some(Number::scaled(i128::from(units), places).to_string())
        }
        cell => Some(cell.text()),
    }
}

fn aggregate(aggregate: &Aggregate, ledger: &Ledger, rows: &[usize]) -> Value {
    match aggregate {
        Aggregate::Count => Value::Number(Number::from(rows.len())),
        Aggregate::Sum(field) => Value::Number(sum(&ledger.columns[*field], rows)),
        Aggregate::Distinct(_) => {
            let parts = parts(aggregate, ledger, rows);
            Value::Number(Number::from(
                parts.iter().filter(|part| part.part == "1").count(),
            ))
        }
        Aggregate::List(field) => {
            let mut items = IndexSet::new();
            let cells = rows.iter().map(|row| ledger.cell(*row, *field));
            items.extend(
                cells
                    .filter(|cell| *cell != Cell::Missing)
                    .map(|cell| cell.text()),
            );
            Value::List(items.into_iter().collect())
        }
        Aggregate::Max(_) | Aggregate::Min(_) | Aggregate::Latest(_) => {
            match deciding(aggregate, ledger, rows) {
                Some((row, field)) => value_of(&ledger.cell(row, field)),
                None => Value::None,
            }
        }
    }
}

fn value_of(cell: &Cell) -> Value {
    match cell {
        Cell::Missing => Value::None,
        Cell::Date(date) => Value::Date(*date),
        cell => cell
            .number()
            .map_or_else(|| Value::Text(cell.text()), Value::Number),
    }
}

fn sum(column: &Column, rows: &[usize]) -> Number {
    let Column::Number { places, units } = column else {
        return Number::zero();
    };
    // i64::MIN stands for no value. 2^63 rows of 2^63 fit an i128.
    let total = rows
        .iter()
        .map(|row| units[*row])
        .filter(|unit| *unit != i64::MIN);
    Number::scaled(total.map(i128::from).sum(), *places)
}

/// The row that decides a maximum, a minimum or a latest value, and the field it is about.
fn deciding(aggregate: &Aggregate, ledger: &Ledger, rows: &[usize]) -> Option<(usize, usize)> {
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

/// What each row adds.
fn parts(aggregate: &Aggregate, ledger: &Ledger, rows: &[usize]) -> Vec<Part> {
    let part = |row: usize, part: String| Part { row, part };
    let first_of = |fields: &[usize]| {
        let mut seen = BTreeSet::new();
        let mut first = move |row: usize| {
            let cells: Vec<_> = fields
                .iter()
                .map(|field| ledger.cell(row, *field).text())
                .collect();
            let is_blank = cells.iter().all(String::is_empty);
            !is_blank && seen.insert(cells)
        };
        rows.iter()
            .map(|row| part(*row, u8::from(first(*row)).to_string()))
            .collect()
    };
    match aggregate {
        Aggregate::Count => rows.iter().map(|row| part(*row, "1".to_owned())).collect(),
        Aggregate::Sum(field) => rows
            .iter()
            .map(|row| {
                let number = ledger.cell(*row, *field).number();
                part(*row, number.unwrap_or_else(Number::zero).to_string())
            })
            .collect(),
        Aggregate::Distinct(fields) => first_of(fields),
        Aggregate::List(field) => first_of(&[*field]),
        Aggregate::Max(_) | Aggregate::Min(_) | Aggregate::Latest(_) => {
            let deciding = deciding(aggregate, ledger, rows);
            let share = |row: usize| match deciding {
                Some((winner, field)) if winner == row => match ledger.cell(row, field) {
                    Cell::Number { units, places } => {
                        Number::scaled(i128::from(units), places).to_string()
                    }
                    cell => cell.text(),
                },
                _ => "0".to_owned(),
            };
            rows.iter().map(|row| part(*row, share(*row))).collect()
        }
    }
}

/// The rows behind a figure, in the ledger's order; none for one made of other figures.
#[must_use]
pub fn rows_of(figure: &Figure, ledgers: &Ledgers, year: i32) -> Vec<Part> {
    let Rule::Rows(rule) = &figure.definition.rule else {
        return Vec::new();
    };
    let Some(ledger) = ledgers.get(&rule.ledger) else {
        return Vec::new();
    };
    let rows: Vec<usize> = Selection::new(ledger, rule, year)
        .rows()
        .filter(|row| match rule.by {
            Some(by) => member_of(ledger, by, *row) == figure.member,
            None => true,
        })
        .collect();
    parts(&rule.aggregate, ledger, &rows)
}
