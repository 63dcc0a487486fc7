//! A comparison as one HTML page that opens offline: bars of what was and is, dark mode, a phone's
//! width. The template escapes all it is given, and a Content-Security-Policy admits only its style.

use minijinja::value::Serde;
use minijinja::{Environment, Error};
use serde_json::{Value as Json, json};

use super::table::{cells, summary};
use super::{Change, Diff, Part, Shown, wording};
use crate::figure;
use crate::number::{Number, Rounding};

const PAGE: &str = include_str!("../../assets/theme/diff.html");

/// How long the longest bar of a figure is, in the drawing's own units.
const FULL: i64 = 1000;

/// How many members are told by name.
const MEMBERS: usize = 20;

/// The page, what moved most first: `shown.told` of the changes open, the others to be opened.
///
/// # Errors
/// When the template cannot be filled: a bug of ours.
pub fn html(diff: &Diff, shown: &Shown) -> Result<String, Error> {
    let mut environment = Environment::new();
    // The name's ending turns autoescape on.
    environment.add_template("diff.html", PAGE)?;
    let ranked = diff.ranked(shown.over.as_ref());
    let (told, others) = ranked.split(shown.told);
    let of = |figures: &[&Change]| {
        let figures = figures.iter().map(|change| drawn(change, diff.rounding));
        figures.collect::<Vec<_>>()
    };
    let page = environment.get_template("diff.html")?.render(Serde(json!({
        "old": diff.old,
        "new": diff.new,
        "summary": said(diff, shown),
        "told": of(told),
        "others": of(others),
        "added": of(&ranked.new),
        "gone": of(&ranked.gone),
    })))?;
    Ok(format!("{}\n", page.trim_end()))
}

/// The summary without the two sides, which the heading names.
fn said(diff: &Diff, shown: &Shown) -> String {
    let all = summary(diff, shown);
    let said = all.split_once('：').map_or(all.as_str(), |(_, said)| said);
    said.trim_end().to_owned()
}

fn drawn(change: &Change, rounding: Rounding) -> Json {
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
    // Members are told by name; other parts are drawn, and only rows, lists and restatement are told.
    let named = if change.is_distinct { MEMBERS } else { 0 };
    let reasons = wording::because(change, named, rounding);
    let exact = |value: &Option<figure::Value>| {
        let number = value.as_ref().and_then(figure::Value::number)?;
        number.to_decimal()
    };
    json!({
        "name": name,
        "label": if change.label == change.name { "" } else { &change.label },
        "old": old,
        "new": new,
        "exact_old": exact(&change.old),
        "exact_new": exact(&change.new),
        "moved": moved,
        "rate": rate,
        "falls": change.change.as_ref().is_some_and(Number::is_negative),
        "bars": bars,
        // Parts that are the rows, or the whole, are told or shown already.
        "drawn": change.by.is_some()
            || (change.rows.is_none() && !change.is_distinct && change.parts.len() > 1),
        "by": change.grouped_by(),
        "parts": parts.collect::<Vec<_>>(),
        "reasons": reasons,
    })
}

fn bar(part: &Part, largest: &Number, change: &Change, rounding: Rounding) -> Json {
    json!({
        "group": change.called(part),
        "exact": part.change.to_decimal(),
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
