//! What the codes that a change is grouped by stand for: GH0270 is 某某医院.

use std::collections::{BTreeMap, BTreeSet};

use super::side::Computed;
use super::{Change, rows};
use crate::figure::{Aggregate, Rule};
use crate::ledger::Ledger;
use crate::schema::Kind;

/// Gives `change` the names of its groups, where these are references into a register, and tells
/// it whether its parts are members.
pub(super) fn of(change: &mut Change, old: Computed<'_>, new: Computed<'_>) {
    let Some(figure) = new.figures.get(&change.name) else {
        return;
    };
    let Rule::Rows(rule) = &figure.definition.rule else {
        return;
    };
    change.is_distinct = matches!(rule.aggregate, Aggregate::Distinct(_));
    let Some(ledger) = new.ledgers.get(&rule.ledger) else {
        return;
    };
    let field = match (&rule.aggregate, &change.by) {
        (Aggregate::Distinct(fields), _) if fields.len() == 1 => fields.first().copied(),
        (_, Some(by)) => ledger.schema.field(by),
        _ => None,
    };
    let Some(field) = field else { return };
    let keys = ledger.schema.foreign_keys.iter();
    let Some(key) = keys.into_iter().find(|key| key.fields == [field]) else {
        return;
    };
    let Some(reference) = key.reference.first() else {
        return;
    };
    let parts = change.parts.iter();
    let groups: BTreeSet<String> = parts.map(|part| part.group.clone()).collect();
    // What the new side calls it comes last, and stays.
    for side in [old, new] {
        if let Some(register) = side.ledgers.get(&key.resource) {
            change.names.extend(names(register, *reference, &groups));
        }
    }
}

/// The names of `groups`, which are values of `key` in the register.
fn names(register: &Ledger, key: usize, groups: &BTreeSet<String>) -> BTreeMap<String, String> {
    let Some(title) = title(register, key) else {
        return BTreeMap::new();
    };
    let rows = 0..register.len();
    let pairs = rows.filter_map(|row| {
        let pair = rows::texts(register, row, &[key, title]);
        let [code, name] = <[String; 2]>::try_from(pair).ok()?;
        (groups.contains(&code) && !name.is_empty()).then_some((code, name))
    });
    pairs.collect()
}

/// The column that says what a register's row is called: the first text that every row has, that
/// is no code and no choice of a list.
fn title(register: &Ledger, key: usize) -> Option<usize> {
    let schema = &register.schema;
    let mut fields = schema.fields.iter().enumerate();
    fields
        .find(|(index, field)| {
            let limits = &field.constraints;
            *index != key
                && field.kind == Kind::String
                && limits.required
                && limits.values.is_empty()
                && limits.pattern.is_none()
                && !schema.primary_key.contains(index)
        })
        .map(|(index, _)| index)
}
