//! One side of a comparison: a year as computed, or what a figures.json says.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::figure::{Damage, Figures, Published, PublishedFigure, Value, moved};
use crate::ledger::Ledgers;
use crate::number::Rounding;

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
    pub fn of_year(name: &str, computed: Computed<'a>) -> Self {
        let entry = |figure: &crate::figure::Figure| Entry {
            label: figure.label.clone(),
            unit: figure.unit().to_owned(),
            places: figure.places(),
            value: figure.value.clone(),
        };
        let figures = computed.figures.iter();
        let figures = figures.map(|figure| (figure.name.clone(), entry(figure)));
        Self {
            name: name.to_owned(),
            figures: figures.collect(),
            computed: Some(computed),
            restated: BTreeSet::new(),
        }
    }

    /// What a figures.json says.
    ///
    /// # Errors
    /// When the text is not one.
    pub fn of_json(name: &str, text: &str) -> Result<Self, Damage> {
        let published = Published::read(text)?;
        let entry = |(name, figure): (String, PublishedFigure)| {
            let PublishedFigure {
                label,
                unit,
                places,
                value,
                ..
            } = figure;
            let entry = Entry {
                label,
                unit,
                places,
                value,
            };
            (name, entry)
        };
        Ok(Self {
            name: name.to_owned(),
            figures: published.figures.into_iter().map(entry).collect(),
            computed: None,
            restated: BTreeSet::new(),
        })
    }

    /// Holds a computed year against the figures.json that was published for it.
    #[must_use]
    pub fn published_as(mut self, published: &Published, rounding: Rounding) -> Self {
        if let Some(computed) = self.computed {
            let moved = moved(published, computed.figures, rounding);
            self.restated = moved.into_iter().map(|moved| moved.name).collect();
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
