//! Figures made of figures, as sums of those that are computed from rows.
//!
//! A difference or a total of differences and totals is a sum of base figures with signs; a ratio
//! is two such sums, and is divided and rounded by `report` when it takes the results in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dialect::Dialect;
use super::figure::NUMBER;
use super::ledger::null_text;
use crate::figure::{Definition, Rule};

/// A sum of more terms is no figure that anyone declares.
const MOST_TERMS: i64 = 1000;

/// How often each base figure (or family) counts; below zero where it is taken away.
type Terms = BTreeMap<String, i64>;

/// A derived figure's rows in `report_terms`: figure, unit, side, operand, sign; else why not.
pub(super) fn terms(
    definition: &Definition,
    all: &[Arc<Definition>],
    dialect: &dyn Dialect,
) -> Result<Vec<String>, String> {
    let sides = match &definition.rule {
        Rule::Rows(_) => Vec::new(),
        Rule::Ratio([numerator, denominator]) => vec![
            ("numerator", expanded(numerator, all)?),
            ("denominator", expanded(denominator, all)?),
        ],
        rule => vec![("value", of_rule(rule, all)?)],
    };
    let mut rows = Vec::new();
    for (side, terms) in sides {
        if terms.values().map(|times| times.abs()).sum::<i64>() > MOST_TERMS {
            return Err("项数太多".to_owned());
        }
        for (operand, times) in terms {
            // What cancels out still has to be there.
            let signs = match times {
                0 => vec![1, -1],
                times => vec![times.signum(); usize::try_from(times.abs()).unwrap_or_default()],
            };
            rows.extend(signs.into_iter().map(|sign| {
                let texts = [&definition.name, &definition.unit].map(|text| dialect.cell(text));
                let [figure, unit] = texts;
                format!(
                    "({figure}, {unit}, '{side}', {}, {sign})",
                    dialect.cell(&operand)
                )
            }));
        }
    }
    Ok(rows)
}

fn of_rule(rule: &Rule, all: &[Arc<Definition>]) -> Result<Terms, String> {
    let mut sum = Terms::new();
    for (index, name) in rule.operands().iter().enumerate() {
        let sign = if matches!(rule, Rule::Difference(_)) && index > 0 {
            -1
        } else {
            1
        };
        for (operand, times) in expanded(name, all)? {
            let so_far = sum.entry(operand).or_default();
            *so_far = so_far.saturating_add(times.saturating_mul(sign));
        }
    }
    Ok(sum)
}

/// A figure by name as a sum of base figures.
fn expanded(name: &str, all: &[Arc<Definition>]) -> Result<Terms, String> {
    let named = all.iter().find(|definition| definition.name == *name);
    match named.map(|definition| &definition.rule) {
        // A member of a family, or a base figure.
        None | Some(Rule::Rows(_)) => Ok(Terms::from([(name.to_owned(), 1)])),
        Some(Rule::Ratio(_)) => Err(format!("“{name}”是比率，比率的和差没有有限的小数")),
        Some(rule) => of_rule(rule, all),
    }
}

/// The query of all derived figures over `report_base`.
pub(super) fn query(terms: &[String], dialect: &dyn Dialect) -> String {
    let text = dialect.text();
    let side = |name: &str| {
        format!("MAX(CASE WHEN side = '{name}' THEN CAST(number AS {text}) END) AS {name}")
    };
    format!(
        "SELECT figure AS name, {}, unit, {}, {}, CAST(0 AS BIGINT) AS row_count, {} AS items\nFROM (\n  \
         SELECT t.figure, t.unit, t.side,\n    CASE WHEN COUNT(b.name) = COUNT(b.number)\n      \
         THEN COALESCE(SUM(CASE WHEN t.sign < 0 THEN -b.number ELSE b.number END), CAST(0 AS {NUMBER})) END AS number\n  \
         FROM (VALUES\n    {}\n  ) AS t(figure, unit, side, operand, sign)\n  \
         LEFT JOIN report_base AS b ON b.name = t.operand OR b.figure = t.operand\n  \
         GROUP BY t.figure, t.unit, t.side\n) AS sides\nGROUP BY figure, unit",
        side("value"),
        side("numerator"),
        side("denominator"),
        null_text(dialect),
        terms.join(",\n    "),
    )
}
