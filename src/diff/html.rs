//! A comparison as one HTML page that opens offline: bars of what was and is, dark mode, a phone's
//! width. The template escapes all it is given, and a Content-Security-Policy admits only its style.

use minijinja::value::Serde;
use minijinja::{Environment, Error};
use serde_json::{Value as Json, json};

use super::table::{cells, summary};
use super::{Change, Diff, Part, wording};
use crate::figure;
use crate::number::{Number, Rounding};

const PAGE: &str = include_str!("../../assets/theme/diff.html");

/// How long the longest bar of a figure is, in the drawing's own units.
const FULL: i64 = 1000;

/// The page, what moved most first.
///
/// # Errors
/// When the template cannot be filled: a bug of ours.
pub fn html(diff: &Diff, over: Option<&Number>) -> Result<String, Error> {
    let mut environment = Environment::new();
    // The name's ending turns autoescape on.
    environment.add_template("diff.html", PAGE)?;
    let ranked = diff.ranked(over);
    let of = |figures: &[&Change]| {
        let figures = figures.iter().map(|change| shown(change, diff.rounding));
        figures.collect::<Vec<_>>()
    };
    let page = environment.get_template("diff.html")?.render(Serde(json!({
        "old": diff.old,
        "new": diff.new,
        "summary": summary(diff, over).trim_end(),
        "changed": of(&ranked.changed),
        "added": of(&ranked.new),
        "gone": of(&ranked.gone),
    })))?;
    Ok(format!("{}\n", page.trim_end()))
}

fn shown(change: &Change, rounding: Rounding) -> Json {
    let [name, old, new, moved, rate] = cells(change, rounding);
    let number = |value: &Option<figure::Value>| {
        let number = value.as_ref().and_then(figure::Value::number).cloned();
        number.map(|number| number.abs())
    };
    let (was, is) = (number(&change.old), number(&change.new));
    let longest = was.clone().max(is.clone());
    let bars = match (was, is, longest) {
        (Some(was), Some(is), Some(longest)) => {
            json!({ "old": share(&was, &longest), "new": share(&is, &longest) })
        }
        _ => Json::Null,
    };
    let largest = change.parts.iter().map(|part| part.change.abs()).max();
    let largest = largest.unwrap_or_else(Number::zero);
    let parts = change
        .parts
        .iter()
        .map(|part| bar(part, &largest, change, rounding));
    let mut reasons = wording::because(change, 0, rounding);
    // The parts are drawn; only rows, lists and restatement remain to be told.
    reasons.retain(|reason| !reason.is_empty());
    json!({
        "name": name,
        "label": if change.label == change.name { "" } else { &change.label },
        "old": old,
        "new": new,
        "moved": moved,
        "rate": rate,
        "falls": change.change.as_ref().is_some_and(Number::is_negative),
        "bars": bars,
        "by": change.by,
        "parts": parts.collect::<Vec<_>>(),
        "reasons": reasons,
    })
}

fn bar(part: &Part, largest: &Number, change: &Change, rounding: Rounding) -> Json {
    json!({
        "group": part.group,
        "moved": wording::signed(&part.change, change, rounding),
        "falls": part.change.is_negative(),
        "length": share(&part.change.abs(), largest),
    })
}

/// A part of the longest bar, in whole units of the drawing.
fn share(size: &Number, longest: &Number) -> i64 {
    let part = size.divided_by(longest).unwrap_or_else(Number::zero);
    let length = (&part * &Number::from(FULL)).rounded(0, Rounding::HalfUp);
    length
        .to_i128()
        .and_then(|length| i64::try_from(length).ok())
        .unwrap_or(0)
}
