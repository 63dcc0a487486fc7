//! Whether the units that figures are declared with can be the units of what they count and add.

use std::collections::BTreeMap;

use super::definition::family;
use super::{Aggregate, Definition, Rule};
use crate::declaration::Findings;
use crate::diagnostic::{self, Diagnostic};
use crate::numeral::hedge::Nature;
use crate::numeral::unit::{is_countable, nature, same};
use crate::schema::Schema;

/// What persons are counted by, as against attendances (人次).
const PERSONS: &[&str] = &["人", "名", "位"];

/// A finding for each figure whose unit is not that of what it is computed from. A total or a
/// difference without a unit of its own has its operands', where they are all of one.
pub(super) fn check(definitions: &mut [Definition], schema: &Schema, findings: &Findings) {
    inherit(definitions);
    let units: BTreeMap<&str, &str> = definitions
        .iter()
        .map(|definition| (definition.name.as_str(), definition.unit.as_str()))
        .collect();
    for definition in definitions.iter() {
        let found = match &definition.rule {
            Rule::Rows(rule) => match &rule.aggregate {
                Aggregate::Count | Aggregate::Distinct(_) => counted(definition),
                Aggregate::Sum(field)
                | Aggregate::Max(field)
                | Aggregate::Min(field)
                | Aggregate::Latest(field) => {
                    let field = &schema.ledgers[&rule.ledger].fields[*field];
                    let is_sum = matches!(rule.aggregate, Aggregate::Sum(_));
                    let of = field.unit.as_deref().unwrap_or_default();
                    against(definition, of, &format!("“{}”列", field.name), is_sum)
                }
                Aggregate::List(_) => None,
            },
            Rule::Difference(names) | Rule::Total(names) => names.iter().find_map(|name| {
                let of = units.get(family(name)).copied().unwrap_or_default();
                against(definition, of, &format!("数字“{name}”"), false)
            }),
            Rule::Ratio(_) => None,
        };
        findings.borrow_mut().extend(found);
    }
}

fn inherit(definitions: &mut [Definition]) {
    // Totals of totals: each round settles at least one, or none is left.
    loop {
        let units: BTreeMap<String, String> = definitions
            .iter()
            .map(|definition| (definition.name.clone(), definition.unit.clone()))
            .collect();
        let mut settled = false;
        for definition in definitions.iter_mut() {
            let (Rule::Difference(names) | Rule::Total(names)) = &definition.rule else {
                continue;
            };
            let mut of = names.iter().map(|name| units.get(family(name)));
            let Some(Some(first)) = of.next() else {
                continue;
            };
            let is_one = of.all(|unit| unit.is_some_and(|unit| same(unit, first)));
            if definition.unit.is_empty() && !first.is_empty() && is_one {
                definition.unit.clone_from(first);
                settled = true;
            }
        }
        if !settled {
            return;
        }
    }
}

/// Rows and different values are whole things.
fn counted(definition: &Definition) -> Option<Diagnostic> {
    let unit = definition.unit.as_str();
    if unit.is_empty() || is_countable(unit) {
        return None;
    }
    let message = format!("“{}”数的是个数，单位不能是“{unit}”", definition.name);
    let help =
        "写数行数用的量词，如 unit = \"家\"；要某一列之和，把 count = true 改成 sum = \"那一列\"";
    Some(
        Diagnostic::new(diagnostic::UNFIT_UNIT, message)
            .at(definition.place.clone())
            .help(help),
    )
}

/// A figure of `what`, whose unit is `of`.
fn against(definition: &Definition, of: &str, what: &str, is_sum: bool) -> Option<Diagnostic> {
    let unit = definition.unit.as_str();
    // Without a unit a figure of rows says nothing that could be wrong.
    let says_nothing = unit.is_empty() && matches!(definition.rule, Rule::Rows(_));
    if of.is_empty() || says_nothing || same(unit, of) {
        return None;
    }
    let place = definition.place.clone();
    if is_sum && of == "人次" && PERSONS.contains(&unit) {
        let message = format!(
            "“{}”是人次之和，单位写了“{unit}”：来两次的人算了两回",
            definition.name
        );
        let help = "写 unit = \"人次\"；要人数，用 distinct 数不同的人";
        return Some(
            Diagnostic::new(diagnostic::ATTENDANCES_AS_PERSONS, message)
                .at(place)
                .help(help),
        );
    }
    let is_counted = |unit: &str| nature(unit) == Nature::Counted;
    if is_counted(of) && is_counted(unit) {
        return None;
    }
    let called = match unit {
        "" => "没有单位".to_owned(),
        unit => format!("单位是“{unit}”"),
    };
    let message = format!("“{}”{called}，{what}的单位是“{of}”", definition.name);
    let multiple = unit.strip_suffix(of);
    let help = match multiple {
        Some(scale @ ("万" | "亿")) => {
            format!(
                "数不会自己换算：去掉 unit，正文里写 {{{{ {} | {scale}(2) }}}}",
                definition.name
            )
        }
        _ if matches!(definition.rule, Rule::Rows(_)) => {
            format!("去掉 unit，它就用那一列的“{of}”；列的单位不对，改 ledgers.toml")
        }
        _ => "单位不同的数不能相加减；核对写的是不是这几个数字".to_owned(),
    };
    Some(
        Diagnostic::new(diagnostic::UNFIT_UNIT, message)
            .at(place)
            .help(help),
    )
}
