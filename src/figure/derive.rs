//! Figures made of figures: ratios, differences, totals.

use std::sync::Arc;

use super::{Definition, Figure, Figures, Rule, Value};
use crate::diagnostic::{self, Diagnostic};
use crate::number::Number;

/// Computes the figures made of figures, in as many rounds as they build upon each other.
pub(super) fn derive(
    definitions: &[Arc<Definition>],
    figures: &mut Figures,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_derived = |definition: &&Arc<Definition>| !definition.rule.operands().is_empty();
    let mut waiting: Vec<_> = definitions.iter().filter(is_derived).collect();
    loop {
        let before = waiting.len();
        waiting.retain(|definition| match derived(definition, figures) {
            Some(figure) => {
                figures.insert(figure);
                false
            }
            None => true,
        });
        if waiting.len() == before {
            break;
        }
    }
    // A name before a dot was known when figures.toml was read; its member was not.
    for definition in waiting {
        let missing = definition.rule.operands().iter().find(|name| {
            figures.get(name).is_none() && figures.family(name).is_none() && name.contains('.')
        });
        if let Some(name) = missing {
            let message = format!("“{}”用到的数字“{name}”没有这个成员", definition.name);
            diagnostics.push(
                Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, message)
                    .at(definition.place.clone())
                    .help("成员名是那一列的值，如 劳模.全国"),
            );
        }
    }
}

/// A figure made of figures; none while one of them is not there yet.
fn derived(definition: &Arc<Definition>, figures: &Figures) -> Option<Figure> {
    let mut of = Vec::new();
    let mut values = Vec::new();
    for name in definition.rule.operands() {
        let operands: Vec<&Figure> = match figures.family(name) {
            Some(members) => members
                .iter()
                .filter_map(|index| figures.at(*index))
                .collect(),
            None => vec![figures.get(name)?],
        };
        of.extend(operands.iter().map(|figure| figure.name.clone()));
        let numbers: Option<Vec<Number>> = operands
            .iter()
            .map(|figure| figure.value.number().cloned())
            .collect();
        values.push(numbers.map(|numbers| numbers.into_iter().sum::<Number>()));
    }
    let values: Option<Vec<Number>> = values.into_iter().collect();
    let (value, fraction) = match (&definition.rule, values.as_deref()) {
        (Rule::Ratio(_), Some([numerator, denominator])) => {
            match numerator.divided_by(denominator) {
                Some(ratio) => (
                    Value::Number(&ratio * &scale(&definition.unit)),
                    Some(numerator.fraction_over(denominator)),
                ),
                None => (Value::None, None),
            }
        }
        (Rule::Difference(_), Some([first, others @ ..])) => {
            let others: Number = others.iter().cloned().sum();
            (Value::Number(first - &others), None)
        }
        (Rule::Total(_), Some(all)) => (Value::Number(all.iter().cloned().sum()), None),
        _ => (Value::None, None),
    };
    Some(Figure {
        name: definition.name.clone(),
        label: definition.label.clone(),
        definition: Arc::clone(definition),
        member: None,
        value,
        row_count: 0,
        of,
        fraction,
    })
}

/// What a fraction of one is multiplied by to stand in `unit`.
pub(crate) fn scale(unit: &str) -> Number {
    match unit {
        "%" | "％" => Number::ten_to(2),
        "‰" => Number::ten_to(3),
        _ => Number::one(),
    }
}
