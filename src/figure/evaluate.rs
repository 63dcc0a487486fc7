//! Definitions and rows → exact values.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;

use super::derive::derive;
use super::parts::{deciding, parts};
use super::pass::{Groups, Key, Made, pass};
use super::{
    Aggregate, Definition, Figure, Figures, RowRule, Rule, Test, Uncounted, Value, base_members,
    in_listed_order,
};
use crate::diagnostic::{self, Diagnostic, closest};
use crate::ledger::{Cell, Column, Ledger, Ledgers};
use crate::number::Number;

/// Computes every figure for `year`.
#[must_use]
pub fn evaluate(
    definitions: &[Arc<Definition>],
    ledgers: &Ledgers,
    year: i32,
) -> (Figures, Vec<Diagnostic>) {
    let mut figures = Figures::default();
    let mut diagnostics = Vec::new();
    for (name, ledger) in ledgers {
        let of_ledger = definitions
            .iter()
            .filter_map(|definition| match &definition.rule {
                Rule::Rows(rule) if rule.ledger == *name => Some((definition, rule)),
                _ => None,
            });
        let of_ledger: Vec<_> = of_ledger.collect();
        let rules: Vec<&RowRule> = of_ledger.iter().map(|(_, rule)| *rule).collect();
        let outcome = pass(&rules, ledger, year);
        for ((definition, rule), groups) in of_ledger.into_iter().zip(outcome.rules) {
            from_rows(definition, rule, ledger, groups, &mut figures);
            diagnostics.extend(misspelt(definition, rule, ledger));
        }
        let uncounted = Uncounted {
            has_figures: !rules.is_empty(),
            rows: outcome.uncounted,
            first: outcome.first_uncounted,
        };
        figures.uncounted.insert(name.clone(), uncounted);
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
                    figure.in_template()
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
            let Some(meant) = closest(word, dictionary.iter()) else {
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
    groups: Groups,
    figures: &mut Figures,
) {
    let figure = |member: Option<String>, made: &Made| {
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
            value: aggregate(&rule.aggregate, ledger, made),
            row_count: made.rows,
            of: Vec::new(),
            fraction: None,
        }
    };
    let Some(by) = rule.by else {
        let all = groups.into_iter().next().map(|(_, made)| made);
        figures.insert(figure(None, &all.unwrap_or_default()));
        return;
    };
    let groups = groups.into_iter().filter(|(_, made)| made.rows > 0);
    let named = groups.filter_map(|(key, made)| Some((member_called(ledger, by, key)?, made)));
    let groups: BTreeMap<String, Made> = named.collect();
    let none = Made::default();
    let all = members(ledger, by, groups.keys())
        .into_iter()
        .map(|member| {
            let made = groups.get(&member).unwrap_or(&none);
            figure(Some(member), made)
        });
    figures.insert_family(&definition.name, all.collect::<Vec<_>>());
}

/// The family member that a group's key stands for.
fn member_called(ledger: &Ledger, by: usize, key: Key) -> Option<String> {
    match (key, &ledger.columns[by]) {
        (Key::Month(month), _) => Some(format!("{month}月")),
        (Key::Flag(flag), _) => Some(Cell::Boolean(flag).text()),
        (Key::Text(code), Column::Text { dictionary, .. }) => {
            dictionary.get(code).map(str::to_owned)
        }
        (Key::Number(units), Column::Number { places, .. }) => {
            Some(Number::scaled(i128::from(units), *places).to_string())
        }
        _ => None,
    }
}

/// A family's members: a column's enum, the twelve months, 是 and 否; else what the rows hold.
fn members<'a>(
    ledger: &Ledger,
    by: usize,
    found: impl Iterator<Item = &'a String>,
) -> IndexSet<String> {
    let mut members: IndexSet<String> = base_members(&ledger.schema.fields[by])
        .into_iter()
        .collect();
    let mut found: Vec<&String> = found.collect();
    in_listed_order(&ledger.schema.fields[by], &mut found, |member| member);
    members.extend(found.into_iter().cloned());
    members
}

fn aggregate(aggregate: &Aggregate, ledger: &Ledger, made: &Made) -> Value {
    let rows = made.list.as_slice();
    match aggregate {
        Aggregate::Count => Value::Number(Number::from(made.rows)),
        Aggregate::Sum(field) => match &ledger.columns[*field] {
            Column::Number { places, .. } => Value::Number(Number::scaled(made.sum, *places)),
            _ => Value::Number(Number::zero()),
        },
        Aggregate::Distinct(_) if rows.is_empty() => Value::Number(Number::from(made.distinct)),
        Aggregate::Distinct(_) => {
            let parts = parts(aggregate, ledger, rows, usize::MAX);
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
