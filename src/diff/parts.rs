//! A change taken apart, after the kind of its figure.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::side::{Computed, Side};
use super::{Change, Part, rows};
use crate::figure::{Aggregate, Figure, Figures, RowRule, Rule, rows_of, scale};
use crate::number::Number;

/// Gives `change` its parts, which sum to `difference`.
pub(super) fn take_apart(change: &mut Change, difference: &Number, old: &Side<'_>, new: &Side<'_>) {
    let sides = old.computed.zip(new.computed);
    let found = sides.and_then(|sides| parts(change, sides));
    change.parts = found.unwrap_or_else(|| vec![part(&change.name, difference.clone())]);
    change.parts.retain(|part| !part.change.is_zero());
    // What is equally large stays in the order in which it was found, which no row decides.
    change.parts.sort_by_key(|part| Reverse(part.change.abs()));
}

fn part(group: &str, change: Number) -> Part {
    Part {
        group: group.to_owned(),
        change,
    }
}

/// The parts, where the figure is more than one.
fn parts(change: &mut Change, (old, new): (Computed<'_>, Computed<'_>)) -> Option<Vec<Part>> {
    let (was, is) = (
        old.figures.get(&change.name)?,
        new.figures.get(&change.name)?,
    );
    match &is.definition.rule {
        Rule::Rows(rule) => match &rule.aggregate {
            Aggregate::Count | Aggregate::Sum(_) => {
                let taken = rows::take_apart(rule, (was, old), (is, new))?;
                change.by = taken.by;
                change.rows = Some(taken.rows);
                Some(taken.parts)
            }
            Aggregate::Distinct(fields) => {
                let (was, is) = (
                    members(was, rule, fields, old)?,
                    members(is, rule, fields, new)?,
                );
                let entered = is.difference(&was).map(|name| (name, 1_i64));
                let left = was.difference(&is).map(|name| (name, -1));
                let all = entered.chain(left);
                Some(
                    all.map(|(name, sign)| part(&name.join("／"), Number::from(sign)))
                        .collect(),
                )
            }
            _ => None,
        },
        Rule::Ratio([numerator, denominator]) => {
            let (n, d) = (pair(numerator, old, new)?, pair(denominator, old, new)?);
            let scale = scale(&is.definition.unit);
            let ratio = |n: &Number, d: &Number| Some(&n.divided_by(d)? * &scale);
            let (before, between, after) =
                (ratio(&n.0, &d.0)?, ratio(&n.1, &d.0)?, ratio(&n.1, &d.1)?);
            Some(vec![
                part(&format!("分子：{numerator}"), &between - &before),
                part(&format!("分母：{denominator}"), &after - &between),
            ])
        }
        Rule::Difference(names) => {
            let changes = names.iter().enumerate().map(|(index, name)| {
                let (was, is) = pair(name, old, new)?;
                // All but the first are taken away.
                Some(part(name, if index == 0 { &is - &was } else { &was - &is }))
            });
            changes.collect()
        }
        Rule::Total(names) => {
            let changes = names.iter().map(|name| {
                let (was, is) = pair(name, old, new)?;
                Some(part(name, &is - &was))
            });
            changes.collect()
        }
    }
}

/// A figure's number on both sides; a family's is its members' sum.
fn pair(name: &str, old: Computed<'_>, new: Computed<'_>) -> Option<(Number, Number)> {
    Some((number(name, old.figures)?, number(name, new.figures)?))
}

fn number(name: &str, figures: &Figures) -> Option<Number> {
    let of = |figure: &Figure| figure.value.number().cloned();
    match figures.family(name) {
        Some(members) => members
            .iter()
            .map(|index| figures.at(*index).and_then(of))
            .sum(),
        None => figures.get(name).and_then(of),
    }
}

/// The different values that a `distinct` counts.
fn members(
    figure: &Figure,
    rule: &RowRule,
    fields: &[usize],
    side: Computed<'_>,
) -> Option<BTreeSet<Vec<String>>> {
    let ledger = side.ledgers.get(&rule.ledger)?;
    let values = rows_of(figure, side.ledgers, side.year)
        .into_iter()
        .map(|part| rows::texts(ledger, part.row, fields));
    // As in counting: a row that says nothing is nobody.
    Some(
        values
            .filter(|value| !value.iter().all(String::is_empty))
            .collect(),
    )
}
