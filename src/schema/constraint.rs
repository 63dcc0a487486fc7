//! A field's `constraints`.

use super::{Bound, Constraints, Kind, Pattern};
use crate::calendar::{days_of, read_date};
use crate::declaration::Table;
use crate::diagnostic;
use crate::number::Number;

/// Reads a `constraints` table for a field of `kind`.
pub(super) fn read(table: &Table<'_>, kind: Kind) -> Constraints {
    refuse_unfit(table, kind);
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
        pattern: pattern(table).filter(|_| kind == Kind::String),
        minimum: bound(table, kind, "minimum", false)
            .or_else(|| bound(table, kind, "exclusiveMinimum", true)),
        maximum: bound(table, kind, "maximum", false)
            .or_else(|| bound(table, kind, "exclusiveMaximum", true)),
        min_length: table.count("minLength"),
        max_length: table.count("maxLength"),
    }
}

/// Reports rules that mean nothing for cells of `kind`: one that never speaks looks like one that
/// holds.
fn refuse_unfit(table: &Table<'_>, kind: Kind) {
    let is_ordered = kind.is_numeric() || kind.has_date() || kind == Kind::Year;
    let is_text = kind == Kind::String;
    let limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    let rules = limits.map(|key| (key, is_ordered, "数和日期"));
    let texts = ["pattern", "minLength", "maxLength"].map(|key| (key, is_text, "文字"));
    for (key, fits, wanted) in rules.into_iter().chain(texts) {
        if fits {
            continue;
        }
        if let Some(entry) = table.get(key) {
            let message = format!("{key} 只管{wanted}列，对这一列不起作用");
            let help = "删去这条规则，或核对这一列的 type";
            entry.report(diagnostic::BAD_CONSTRAINT, message, help);
        }
    }
}

fn pattern(table: &Table<'_>) -> Option<Pattern> {
    let entry = table.get("pattern")?;
    let text = entry.string()?;
    match Pattern::new(text.clone()) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let reason = error.to_string();
            // The library tells of it in English; these are what is mistyped.
            let reason = match reason.lines().last().unwrap_or_default() {
                line if line.contains("unclosed character class") => "[ 没有对应的 ]",
                line if line.contains("unclosed group") => "( 没有对应的 )",
                line if line.contains("unopened group") => ") 前面没有 (",
                line if line.contains("repetition") => "*、+、?、{ } 前面要有字，里面是次数",
                line if line.contains("escape") => "\\ 后面的字不能这样写",
                line if line.contains("range") => "[ ] 里的范围写反了",
                _ => "写法不对",
            };
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
