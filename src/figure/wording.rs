//! A figure in words for people, and as an entry for machines.

use serde_json::{Map, Value as Json, json};

use super::{Figure, Value};
use crate::calendar;
use crate::number::{Number, Rounding};
use crate::numeral::hedge::Nature;
use crate::numeral::unit;
use crate::numeral::write::{Form, Measure, write};

impl Figure {
    /// The number with all that its writing depends on; none for what is no number.
    #[must_use]
    pub fn measure(&self, rounding: Rounding) -> Option<Measure<'_>> {
        Some(Measure {
            value: self.value.number()?,
            unit: self.unit(),
            places: self.places(),
            rounding,
        })
    }

    /// What kind of thing is measured, for the rules of hedges that differ by it.
    #[must_use]
    pub fn nature(&self) -> Nature {
        if self.places().is_some() {
            Nature::Ratio
        } else {
            unit::nature(self.unit())
        }
    }

    /// The exact wording, whatever the figure is.
    #[must_use]
    pub fn written(&self, rounding: Rounding) -> String {
        match (&self.value, self.measure(rounding)) {
            (Value::Text(text), _) => text.clone(),
            (Value::Date(date), _) => calendar::in_words(*date),
            (Value::List(items), _) => items.join("、"),
            (_, None) => "无".to_owned(),
            (_, Some(measure)) => write(&measure, Form::Exact)
                .unwrap_or_else(|_| format!("{}{}", measure.value, measure.unit)),
        }
    }

    /// The wording that a drawing has room for: openly rounded to 0.1万 where the exact one is long.
    #[must_use]
    pub fn short(&self, rounding: Rounding) -> String {
        /// About as many characters as a column of twelve is wide.
        const ROOM: usize = 7;
        let exact = self.written(rounding);
        let large = |measure: &Measure<'_>| {
            exact.chars().count() > ROOM && measure.value.abs() >= Number::ten_to(4)
        };
        let rounded = self.measure(rounding).filter(large);
        let rounded = rounded.and_then(|measure| write(&measure, Form::Wan(1)).ok());
        rounded.unwrap_or(exact)
    }

    /// The entry that figures.json and `report figures` share.
    #[must_use]
    pub fn entry(&self, rounding: Rounding) -> Map<String, Json> {
        let mut entry = Map::new();
        let mut insert = |key: &str, value: Json| entry.insert(key.to_owned(), value);
        insert("name", json!(self.name));
        insert("label", json!(self.label));
        insert("value", json!(self.value_text(rounding)));
        insert("unit", json!(self.unit()));
        insert("ledger", json!(self.ledger()));
        insert("row_count", json!(self.row_count));
        if let Some(fraction) = &self.fraction {
            insert("fraction", json!(fraction));
        }
        if let Value::List(items) = &self.value {
            insert("items", json!(items));
        }
        entry
    }
}
