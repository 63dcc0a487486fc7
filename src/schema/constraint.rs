//! A field's `constraints`.

use regex::Regex;

use super::{Bound, Constraints, Kind};
use crate::calendar::{days_of, read_date};
use crate::declaration::Table;
use crate::diagnostic;
use crate::number::Number;

/// Reads a `constraints` table for a field of `kind`.
pub(super) fn read(table: &Table<'_>, kind: Kind) -> Constraints {
    let values = table.get("enum").map(|entry| {
        let items = entry.items("值的列表 [ … ]");
        items
            .iter()
            .filter_map(crate::declaration::Entry::scalar)
            .collect()
    });
    Constraints {
        required: table.boolean("required").unwrap_or(false),
        unique: table.boolean("unique").unwrap_or(false),
        values: values.unwrap_or_default(),
        pattern: pattern(table),
        minimum: bound(table, kind, "minimum", false)
            .or_else(|| bound(table, kind, "exclusiveMinimum", true)),
        maximum: bound(table, kind, "maximum", false)
            .or_else(|| bound(table, kind, "exclusiveMaximum", true)),
        min_length: table.count("minLength"),
        max_length: table.count("maxLength"),
    }
}

/// Table Schema patterns match a whole cell, as XML Schema's do.
fn pattern(table: &Table<'_>) -> Option<(Regex, String)> {
    let entry = table.get("pattern")?;
    let text = entry.string()?;
    match Regex::new(&format!("^(?:{text})$")) {
        Ok(regex) => Some((regex, text)),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            let message = format!("pattern 不是正则表达式：{text}（{reason}）");
            entry.report(
                diagnostic::BAD_CONSTRAINT,
                message,
                "例如四位数字：\"[0-9]{4}\"",
            );
            None
        }
    }
}

fn bound(table: &Table<'_>, kind: Kind, key: &'static str, exclusive: bool) -> Option<Bound> {
    let entry = table.get(key)?;
    let text = entry.scalar()?;
    let limit = if kind.has_date() {
        read_date(&text).map(|date| Number::from(i64::from(days_of(date))))
    } else {
        Number::parse(&text)
    };
    if limit.is_none() {
        let wanted = if kind.has_date() {
            "日期，如 2020-01-31"
        } else {
            "数"
        };
        entry.wrong_type(wanted);
    }
    Some(Bound {
        limit: limit?,
        exclusive,
        text,
    })
}
