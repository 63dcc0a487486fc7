//! figures.json as data: what a year's figures were when its report was built.
//!
//! The file is the record of a publication. [`Published::read`] takes it apart and names what is
//! damaged; [`PublishedFigure::is_still`] says whether a figure computed now is what it was.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{Figure, Value, scale};
use crate::number::{Number, Rounding};

/// A figures.json.
#[derive(Debug)]
pub struct Published {
    /// The year that it says it is of.
    pub year: Option<i64>,
    /// Its figures by name, in order.
    pub figures: IndexMap<String, PublishedFigure>,
    /// The files that the report was made from, with their sums.
    pub inputs: BTreeMap<String, String>,
}

/// A figure of a figures.json.
#[derive(Debug, Clone)]
pub struct PublishedFigure {
    /// What people call it.
    pub label: String,
    /// The base unit.
    pub unit: String,
    /// How many decimals a ratio shows.
    pub places: Option<u32>,
    /// The exact value, a ratio's from its fraction.
    pub value: Value,
    /// The value as written.
    pub text: Option<String>,
    /// The ledger that it was computed from.
    pub ledger: Option<String>,
    /// How many rows it was computed from.
    pub row_count: u64,
}

/// Why a text is no figures.json.
#[derive(Debug, PartialEq, Eq)]
pub struct Damage {
    /// What is wrong.
    pub message: String,
    /// The line, from 1; 0 where it is not known.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl Published {
    /// Reads a figures.json.
    ///
    /// # Errors
    /// When the text is not one, or part of it is damaged.
    pub fn read(text: &str) -> Result<Self, Damage> {
        let all: Json = serde_json::from_str(text).map_err(|error| {
            // Where the text ends too early, the place is its last line.
            let last = text.lines().count();
            let line = text.lines().nth(error.line().min(last).saturating_sub(1));
            // serde counts bytes.
            let before = line.and_then(|line| line.get(..error.column().saturating_sub(1)));
            let column = before.map_or(1, |before| before.chars().count() + 1);
            Damage {
                message: "不是完整的 JSON".to_owned(),
                line: u32::try_from(error.line().min(last)).unwrap_or(0),
                column: u32::try_from(column).unwrap_or(1),
            }
        })?;
        let figures = all.get("figures").and_then(Json::as_array);
        let figures = figures.ok_or_else(|| damage("没有 figures 这一项".to_owned()))?;
        let mut by_name = IndexMap::new();
        for (index, entry) in figures.iter().enumerate() {
            let name = entry.get("name").and_then(Json::as_str);
            let name = name.ok_or_else(|| damage(format!("第 {} 个数字没有名字", index + 1)))?;
            let read = figure(name, entry).map_err(|what| Damage {
                line: line_of(text, name),
                ..damage(format!("“{name}”的 {what} 读不懂"))
            })?;
            by_name.insert(name.to_owned(), read);
        }
        let inputs = all.get("inputs").and_then(Json::as_array);
        let inputs = inputs.into_iter().flatten().filter_map(|input| {
            let text = |key: &str| input.get(key).and_then(Json::as_str);
            Some((text("file")?.to_owned(), text("sha256")?.to_owned()))
        });
        Ok(Self {
            year: all.get("year").and_then(Json::as_i64),
            figures: by_name,
            inputs: inputs.collect(),
        })
    }
}

fn damage(message: String) -> Damage {
    Damage {
        message,
        line: 0,
        column: 1,
    }
}

/// The line that names a figure.
fn line_of(text: &str, name: &str) -> u32 {
    let quoted = Json::from(name).to_string();
    let mut lines = text.lines();
    let at = lines.position(|line| line.contains("\"name\"") && line.contains(&quoted));
    at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0)
}

fn figure(name: &str, entry: &Json) -> Result<PublishedFigure, &'static str> {
    let text = |key: &'static str| match entry.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(key),
    };
    let unit = text("unit")?.unwrap_or_default();
    let written = text("value")?;
    let fraction = text("fraction")?;
    let value = match (entry.get("items"), &fraction) {
        (Some(Json::Array(items)), _) => {
            let items = items.iter().map(|item| item.as_str().map(str::to_owned));
            Value::List(items.collect::<Option<_>>().ok_or("items")?)
        }
        (Some(_), _) => return Err("items"),
        (None, Some(fraction)) => {
            let ratio = number(fraction).ok_or("fraction")?;
            Value::Number(&ratio * &scale(&unit))
        }
        (None, None) => written.as_deref().map_or(Value::None, |text| {
            // What is not written as we write numbers, such as 007, is a text.
            number(text)
                .filter(|number| number.to_string() == text)
                .map_or_else(|| Value::Text(text.to_owned()), Value::Number)
        }),
    };
    Ok(PublishedFigure {
        label: text("label")?.unwrap_or_else(|| name.to_owned()),
        places: fraction.map(|_| decimals(written.as_deref().unwrap_or_default())),
        unit,
        value,
        text: written,
        ledger: text("ledger")?,
        row_count: entry.get("row_count").and_then(Json::as_u64).unwrap_or(0),
    })
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

impl PublishedFigure {
    /// Whether `figure`, computed now, has the value that was published. A list in another order is
    /// the same list.
    #[must_use]
    pub fn is_still(&self, figure: &Figure, rounding: Rounding) -> bool {
        match (&figure.value, &self.value) {
            // Fractions are published whole, so that ratios compare exactly as well.
            (Value::Number(now), Value::Number(then)) if now == then => true,
            (Value::List(now), Value::List(then)) => {
                let sorted = |items: &[String]| {
                    let mut items = items.to_vec();
                    items.sort();
                    items
                };
                sorted(now) == sorted(then)
            }
            // What has `places` and no fraction is published rounded; a text may look like a number.
            (now, then) => {
                let is_list = |value: &Value| matches!(value, Value::List(_));
                let is_exact = self.places.is_some();
                !is_list(now)
                    && !is_list(then)
                    && !is_exact
                    && figure.value_text(rounding) == self.text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_named_with_its_place() {
        let broken = Published::read("{\n  \"figures\": [\n    {\"name\": \"甲\", ]\n");
        let damage = broken.expect_err("broken");
        assert_eq!((damage.line, damage.column), (3, 19));
        let wrong = "{\"figures\": [\n{\"name\": \"甲\", \"value\": \"3\"},\n{\"name\": \"乙\", \"value\": 3}]}";
        let damage = Published::read(wrong).expect_err("a bare number");
        assert_eq!(
            (damage.line, damage.message.as_str()),
            (3, "“乙”的 value 读不懂")
        );
        assert!(Published::read("[]").is_err());
    }

    #[test]
    fn a_ratio_is_as_exact_as_its_fraction() {
        let text =
            r#"{"figures": [{"name": "率", "unit": "%", "value": "91.7", "fraction": "299/326"}]}"#;
        let published = Published::read(text).expect("whole");
        let ratio = &published.figures["率"];
        assert_eq!(ratio.places, Some(1));
        assert_eq!(
            ratio.value.number().map(Number::to_string).as_deref(),
            Some("14950/163")
        );
    }
}
