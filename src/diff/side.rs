//! One side of a comparison: a year as computed, or what a figures.json says.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::figure::{Figures, Value, scale};
use crate::ledger::Ledgers;
use crate::number::{Number, Rounding};

/// One side of a comparison.
#[derive(Debug)]
pub struct Side<'a> {
    /// What people call it: the year, or the file.
    pub name: String,
    /// Its figures, in order.
    pub(super) figures: IndexMap<String, Entry>,
    /// Where its rows are; none for a figures.json.
    pub(super) computed: Option<Computed<'a>>,
    /// Figures that are no longer what was published.
    pub(super) restated: BTreeSet<String>,
}

/// A year's figures and the rows they come from.
#[derive(Debug, Clone, Copy)]
pub struct Computed<'a> {
    /// The year.
    pub year: i32,
    /// Its figures.
    pub figures: &'a Figures,
    /// Its ledgers.
    pub ledgers: &'a Ledgers,
}

/// A figure as a comparison needs it.
#[derive(Debug)]
pub(super) struct Entry {
    pub label: String,
    pub unit: String,
    pub places: Option<u32>,
    pub value: Value,
}

impl<'a> Side<'a> {
    /// A year as computed.
    #[must_use]
    pub fn of_year(computed: Computed<'a>) -> Self {
        let entry = |figure: &crate::figure::Figure| Entry {
            label: figure.label.clone(),
            unit: figure.unit().to_owned(),
            places: figure.places(),
            value: figure.value.clone(),
        };
        let figures = computed.figures.iter();
        let figures = figures.map(|figure| (figure.name.clone(), entry(figure)));
        Self {
            name: computed.year.to_string(),
            figures: figures.collect(),
            computed: Some(computed),
            restated: BTreeSet::new(),
        }
    }

    /// What a figures.json says; none where the text is not one.
    #[must_use]
    pub fn of_json(name: &str, text: &str) -> Option<Self> {
        let all: Json = serde_json::from_str(text).ok()?;
        let mut figures = IndexMap::new();
        for figure in all.get("figures")?.as_array()? {
            let text = |key: &str| figure.get(key).and_then(Json::as_str);
            let name = text("name")?;
            let unit = text("unit").unwrap_or_default();
            let entry = Entry {
                label: text("label").unwrap_or(name).to_owned(),
                unit: unit.to_owned(),
                places: text("fraction").map(|_| decimals(text("value").unwrap_or_default())),
                value: value(figure, unit),
            };
            figures.insert(name.to_owned(), entry);
        }
        Some(Self {
            name: name.to_owned(),
            figures,
            computed: None,
            restated: BTreeSet::new(),
        })
    }

    /// Holds a computed year against the figures.json that was published for it.
    #[must_use]
    pub fn published_as(mut self, published: &Side<'_>, rounding: Rounding) -> Self {
        let Some(computed) = self.computed else {
            return self;
        };
        for figure in computed.figures.iter() {
            let Some(entry) = published.figures.get(&figure.name) else {
                continue;
            };
            let same = match (&figure.value, &entry.value) {
                // Fractions are published whole, so that ratios compare exactly as well.
                (Value::Number(now), Value::Number(then)) => now == then,
                (Value::List(now), Value::List(then)) => now == then,
                (Value::None, Value::None) => true,
                (_, then) => figure.value_text(rounding) == text(then),
            };
            if !same {
                self.restated.insert(figure.name.clone());
            }
        }
        self
    }
}

/// A value for machines: an exact decimal, `n/d` where there is none, a text, an ISO date.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Date(date) => Some(date.to_string()),
        Value::List(_) | Value::None => None,
    }
}

fn value(figure: &Json, unit: &str) -> Value {
    if let Some(items) = figure.get("items").and_then(Json::as_array) {
        let items = items.iter().filter_map(Json::as_str).map(str::to_owned);
        return Value::List(items.collect());
    }
    let fraction = figure.get("fraction").and_then(Json::as_str);
    if let Some(ratio) = fraction.and_then(number) {
        return Value::Number(&ratio * &scale(unit));
    }
    match figure.get("value").and_then(Json::as_str) {
        Some(text) => number(text).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
        None => Value::None,
    }
}

/// A decimal, or `n/d`.
fn number(text: &str) -> Option<Number> {
    match text.split_once('/') {
        Some((numerator, denominator)) => {
            Number::parse(numerator)?.divided_by(&Number::parse(denominator)?)
        }
        None => Number::parse(text),
    }
}

fn decimals(text: &str) -> u32 {
    let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.len());
    u32::try_from(decimals).unwrap_or(0)
}
