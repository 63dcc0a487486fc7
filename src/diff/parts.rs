//! A change taken apart, after the kind of its figure.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

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

/// The parts, where the figure is more than one. Two revisions may define it differently: then each
/// side's rule counts on its side, and where the rules are not of one kind, the change is one part.
fn parts(change: &mut Change, (old, new): (Computed<'_>, Computed<'_>)) -> Option<Vec<Part>> {
    let (was, is) = (
        old.figures.get(&change.name)?,
        new.figures.get(&change.name)?,
    );
    match (&was.definition.rule, &is.definition.rule) {
        (Rule::Rows(then), Rule::Rows(now)) => match (&then.aggregate, &now.aggregate) {
            (Aggregate::Count, Aggregate::Count) | (Aggregate::Sum(_), Aggregate::Sum(_)) => {
                let taken = rows::take_apart((was, then, old), (is, now, new))?;
                change.by = taken.by;
                change.rows = Some(taken.rows);
                Some(taken.parts)
            }
            (Aggregate::Distinct(of_old), Aggregate::Distinct(of_new)) => {
                let (was, is) = (
                    members(was, then, of_old, old)?,
                    members(is, now, of_new, new)?,
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
        (Rule::Ratio(then), Rule::Ratio(now)) => {
            let pair = |then: &str, now: &str| {
                Some((number(then, old.figures)?, number(now, new.figures)?))
            };
            let (n, d) = (pair(&then[0], &now[0])?, pair(&then[1], &now[1])?);
            let scale = scale(&is.definition.unit);
            let ratio = |n: &Number, d: &Number| Some(&n.divided_by(d)? * &scale);
            let (before, between, after) =
                (ratio(&n.0, &d.0)?, ratio(&n.1, &d.0)?, ratio(&n.1, &d.1)?);
            Some(vec![
                part(&format!("分子：{}", now[0]), &between - &before),
                part(&format!("分母：{}", now[1]), &after - &between),
            ])
        }
        (
            then @ (Rule::Difference(_) | Rule::Total(_)),
            now @ (Rule::Difference(_) | Rule::Total(_)),
        ) => {
            let mut changes: IndexMap<String, Number> = IndexMap::new();
            for (name, value) in contributions(now, new.figures)? {
                add(&mut changes, name, &value);
            }
            for (name, value) in contributions(then, old.figures)? {
                add(&mut changes, name, &-&value);
            }
            let parts = changes
                .into_iter()
                .map(|(name, change)| part(&name, change));
            Some(parts.collect())
        }
        _ => None,
    }
}

fn add(changes: &mut IndexMap<String, Number>, name: &str, value: &Number) {
    let change = changes.entry(name.to_owned()).or_insert_with(Number::zero);
    *change = &*change + value;
}

/// What each figure that a difference or a total is made of adds to it.
fn contributions<'a>(rule: &'a Rule, figures: &Figures) -> Option<Vec<(&'a str, Number)>> {
    let is_taken_away = |index: usize| index > 0 && matches!(rule, Rule::Difference(_));
    let names = rule.operands().iter().enumerate();
    let adds = names.map(|(index, name)| {
        let value = number(name, figures)?;
        Some((
            name.as_str(),
            if is_taken_away(index) { -&value } else { value },
        ))
    });
    adds.collect()
}

/// A figure's number; a family's is its members' sum.
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
