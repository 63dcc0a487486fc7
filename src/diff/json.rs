//! A comparison for machines: JSON and CSV, exact, in the order of figures.toml.

use serde_json::{Map, Value as Json, json};

use super::side::text;
use super::{Change, Diff, Moved};
use crate::figure::Value;
use crate::number::Number;

/// `{"old","new","figures":[…]}`; every number an exact decimal string, or `n/d` where it has none.
/// A year is a number, a file its path. Beyond the contract's keys a figure has `by` (the heading
/// its groups are of), `rows` for a count or a sum, `entered` and `left` for a list.
#[must_use]
pub fn json(diff: &Diff, over: Option<&Number>) -> String {
    let figures = diff.figures.iter().filter(|change| change.is_past(over));
    let figures: Vec<Json> = figures.map(entry).collect();
    let all = json!({
        "old": side(&diff.old),
        "new": side(&diff.new),
        "figures": figures,
    });
    format!("{all:#}\n")
}

fn side(name: &str) -> Json {
    name.parse::<i32>()
        .map_or_else(|_| json!(name), |year| json!(year))
}

fn entry(change: &Change) -> Json {
    let parts = change
        .parts
        .iter()
        .map(|part| json!({ "group": part.group, "change": part.change.to_string() }));
    let parts: Vec<Json> = parts.collect();
    let number = |number: &Option<Number>| number.as_ref().map(Number::to_string);
    let mut entry = Map::new();
    let mut insert = |key: &str, value: Json| entry.insert(key.to_owned(), value);
    insert("name", json!(change.name));
    insert("label", json!(change.label));
    insert("unit", json!(change.unit));
    insert("old", json!(change.old.as_ref().and_then(text)));
    insert("new", json!(change.new.as_ref().and_then(text)));
    insert("change", json!(number(&change.change)));
    insert("rate", json!(number(&change.rate)));
    insert("parts", Json::Array(parts));
    insert("residual", json!(change.residual().to_string()));
    insert("restated", json!(change.restated));
    if let Some(by) = &change.by {
        insert("by", json!(by));
    }
    if let Some(rows) = &change.rows {
        let moved =
            |moved: &Moved| json!({ "count": moved.count, "change": moved.change.to_string() });
        insert(
            "rows",
            json!({
                "come": moved(&rows.come),
                "gone": moved(&rows.gone),
                "changed": moved(&rows.changed),
            }),
        );
    }
    let is_list = |value: &Option<Value>| matches!(value, Some(Value::List(_)));
    if is_list(&change.old) || is_list(&change.new) {
        insert("entered", json!(change.entered));
        insert("left", json!(change.left));
    }
    Json::Object(entry)
}

/// A line for each figure, then one for each of its parts.
#[must_use]
pub fn csv(diff: &Diff, over: Option<&Number>) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let head = vec![
        "name", "label", "unit", "old", "new", "change", "rate", "group",
    ];
    let mut lines = Vec::new();
    for change in diff.figures.iter().filter(|change| change.is_past(over)) {
        let number = |number: &Option<Number>| number.as_ref().map(Number::to_string);
        let about = [&change.name, &change.label, &change.unit].map(Clone::clone);
        let mut line = about.to_vec();
        line.extend([
            change.old.as_ref().and_then(text).unwrap_or_default(),
            change.new.as_ref().and_then(text).unwrap_or_default(),
            number(&change.change).unwrap_or_default(),
            number(&change.rate).unwrap_or_default(),
            String::new(),
        ]);
        lines.push(line);
        for part in &change.parts {
            let mut line = about.to_vec();
            line.extend([
                String::new(),
                String::new(),
                part.change.to_string(),
                String::new(),
                part.group.clone(),
            ]);
            lines.push(line);
        }
    }
    (head, lines)
}
