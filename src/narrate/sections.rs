//! The year's figures ledger by ledger, so that a template can tell of a project that it knows
//! nothing of: `{% for ledger in ledgers %}`, with `ledger.名称`, `ledger.事项`, `ledger.数字`, and
//! `ledger.各族`, of which each has `.名称` and `.数字`.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Value;

use super::mark::Aspect;
use super::objects::{FamilyObject, figure_value};
use super::scope::Scope;
use crate::figure::{Figure, Figures};

/// What the titles of ledgers end in.
const KINDS: [&str; 4] = ["台账", "登记簿", "名册", "登记表"];

/// What a ledger gives rise to.
#[derive(Default)]
struct Section {
    figures: Vec<usize>,
    families: Vec<Vec<usize>>,
}

/// The ledgers that have figures, in the order of these. A figure made of others stands with the
/// first of them.
pub(super) fn ledgers(scope: &Arc<Scope>) -> Value {
    let mut sections: IndexMap<&str, Section> = IndexMap::new();
    let figures = &scope.figures;
    for (index, figure) in figures.iter().enumerate() {
        let Some(ledger) = ledger_of(figure, figures, &mut BTreeSet::new()) else {
            continue;
        };
        let section = sections.entry(ledger).or_default();
        if figure.member.is_none() {
            section.figures.push(index);
            continue;
        }
        let family = figures.family(&figure.definition.name).unwrap_or_default();
        if family.first() == Some(&index) {
            section.families.push(family.to_vec());
        }
    }
    let sections = sections.into_iter().map(|(name, section)| {
        let schema = scope.ledgers.get(name).map(|ledger| &ledger.schema);
        let title = schema.map_or(name, |schema| schema.title.as_str());
        let figures = section.figures.into_iter();
        let figures = figures.map(|index| figure_value(scope, index, Aspect::Now));
        let families = section.families.into_iter();
        let families = families.map(|members| family(scope, members));
        Value::from_pairs([
            ("名称", text(scope, title)),
            ("事项", text(scope, matter(title))),
            ("数字", Value::from(figures.collect::<Vec<_>>())),
            ("各族", Value::from(families.collect::<Vec<_>>())),
        ])
    });
    Value::from(sections.collect::<Vec<_>>())
}

fn family(scope: &Arc<Scope>, members: Vec<usize>) -> Value {
    let first = members.first().and_then(|index| scope.figure(*index));
    let label = first.map_or("", |figure| figure.definition.label.as_str());
    let label = text(scope, label);
    let members = FamilyObject {
        scope: Arc::clone(scope),
        members,
    };
    Value::from_pairs([("名称", label), ("数字", Value::from_object(members))])
}

/// What a ledger is about: 经费台账 → 经费.
fn matter(title: &str) -> &str {
    let bare = |kind: &&str| title.strip_suffix(*kind);
    let mut bare = KINDS.iter().filter_map(bare);
    bare.find(|rest| !rest.is_empty()).unwrap_or(title)
}

fn text(scope: &Scope, text: &str) -> Value {
    scope.remember(text);
    Value::from(text)
}

/// The ledger of a figure, or of the first of those that it is made of. `seen` ends a circle.
fn ledger_of<'a>(
    figure: &'a Figure,
    figures: &'a Figures,
    seen: &mut BTreeSet<&'a str>,
) -> Option<&'a str> {
    if let Some(ledger) = figure.ledger() {
        return Some(ledger);
    }
    if !seen.insert(figure.name.as_str()) {
        return None;
    }
    let mut of = figure.of.iter().filter_map(|name| figures.get(name));
    of.find_map(|of| ledger_of(of, figures, seen))
}
