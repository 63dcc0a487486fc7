//! A comparison's numbers for people: signed, in 万 where that is exact, points for ratios.

use super::Change;
use crate::calendar;
use crate::figure::Value;
use crate::figure::change::{self, points};
use crate::number::{Number, Rounding};
use crate::numeral::write::{Form, Measure, write};

/// How wide a number may be in a column; a longer one is openly rounded.
const ROOM: usize = 11;

/// A value, or a dash where there is none.
pub(super) fn value(value: Option<&Value>, change: &Change, rounding: Rounding) -> String {
    match value {
        Some(Value::Number(number)) => amount(number, &change.unit, change.places, rounding),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Date(date)) => calendar::in_words(*date),
        Some(Value::List(items)) => format!("{} 项", items.len()),
        Some(Value::None) | None => "—".to_owned(),
    }
}

fn amount(number: &Number, unit: &str, places: Option<u32>, rounding: Rounding) -> String {
    let measure = Measure {
        value: number,
        unit,
        places,
        rounding,
    };
    let exact = write(&measure, Form::Exact);
    let exact = exact.unwrap_or_else(|_| format!("{}{unit}", visible(number, 2)));
    let is_long = unicode_width::UnicodeWidthStr::width(exact.as_str()) > ROOM;
    let rounded = write(&measure, Form::Wan(2)).ok().filter(|_| is_long);
    rounded.unwrap_or(exact)
}

/// A change with its sign: +5家, −1.2万元, +0.8个百分点.
pub(super) fn signed(number: &Number, change: &Change, rounding: Rounding) -> String {
    let sign = match number {
        number if number.is_zero() => "",
        number if number.is_negative() => "−",
        _ => "+",
    };
    let size = number.abs();
    let words = match points(&change.unit) {
        Some(points) => format!("{}{points}", visible(&size, 1)),
        None => amount(&size, &change.unit, change.places, rounding),
    };
    format!("{sign}{words}")
}

/// A rate as +12.5%, or a dash.
pub(super) fn rate(change: &Change) -> String {
    match &change.rate {
        Some(rate) => {
            let sign = match rate {
                rate if rate.is_zero() => "",
                rate if rate.is_negative() => "−",
                _ => "+",
            };
            format!("{sign}{}%", visible(&percent(&rate.abs()), 1))
        }
        None => "—".to_owned(),
    }
}

/// 增长12.5%, 下降3.1%, 提高5.0个百分点.
pub(super) fn moved(change: &Number, rate: Option<&Number>, unit: &str) -> String {
    let (up, down) = match points(unit) {
        Some(_) => ("提高", "下降"),
        None => ("增长", "下降"),
    };
    let word = if change.is_negative() { down } else { up };
    match (points(unit), rate) {
        (None, Some(rate)) => format!("{word}{}%", visible(&percent(&rate.abs()), 1)),
        (points, _) => format!(
            "{word}{}{}",
            visible(&change.abs(), 1),
            points.unwrap_or(unit)
        ),
    }
}

/// A threshold in the terms of the figure's changes: 30%, 30个百分点.
pub(super) fn limit(threshold: &Number, unit: &str) -> String {
    match points(unit) {
        Some("个千分点") => format!("{}个千分点", threshold * &Number::ten_to(3)),
        Some(points) => format!("{}{points}", percent(threshold)),
        None => format!("{}%", percent(threshold)),
    }
}

fn percent(rate: &Number) -> Number {
    rate * &Number::ten_to(2)
}

/// Rounded half up to `places`, to more where that would show nothing but zeros.
fn visible(number: &Number, places: u32) -> String {
    change::visible(number, places, Rounding::HalfUp)
}

/// Where a change comes from, a line each: the largest parts, then the rows or what a list gained.
pub(super) fn because(change: &Change, most: usize, rounding: Rounding) -> Vec<String> {
    let mut lines = if change.is_distinct {
        members(change, most)
    } else {
        groups(change, most, rounding).into_iter().collect()
    };
    if let Some(rows) = &change.rows {
        let all = [
            ("新增", &rows.come),
            ("减少", &rows.gone),
            ("变动", &rows.changed),
        ];
        let told = all.iter().filter(|(_, moved)| moved.count > 0);
        let told = told.map(|(word, moved)| {
            let size = signed(&moved.change, change, rounding);
            format!("{word} {} 行 {size}", moved.count)
        });
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            lines.push(format!("按行：{}", told.join("，")));
        }
    }
    for (word, items) in [("新增：", &change.entered), ("减少：", &change.left)] {
        if !items.is_empty() {
            lines.push(format!("{word}{}", items.join("、")));
        }
    }
    if change.restated {
        lines.push("旧数和已公布的不同：按现在的台账重新算出".to_owned());
    }
    lines
}

/// The largest parts of a change that no other line tells.
fn groups(change: &Change, most: usize, rounding: Rounding) -> Option<String> {
    // A part that is the whole says nothing new, nor do parts that are the rows.
    let is_whole = change.parts.len() == 1 && change.parts.iter().any(|p| p.group == change.name);
    let is_rows = change.rows.is_some() && change.by.is_none();
    if most == 0 || change.parts.is_empty() || is_whole || is_rows {
        return None;
    }
    let told = change.parts.iter().take(most).map(|part| {
        let moved = signed(&part.change, change, rounding);
        format!("{} {moved}", change.called(part))
    });
    let told: Vec<String> = told.collect();
    let by = change.grouped_by();
    let by = by.map_or_else(String::new, |by| format!("按{by}："));
    let rest = if change.parts.len() > most {
        format!("，等 {} 项", change.parts.len())
    } else {
        String::new()
    };
    Some(format!("{by}{}{rest}", told.join("，")))
}

/// Who entered and who left, some by name.
fn members(change: &Change, most: usize) -> Vec<String> {
    let told = [("新增", false), ("减少", true)].map(|(word, has_left)| {
        let of = change.parts.iter();
        let of: Vec<&str> = of
            .filter(|part| part.change.is_negative() == has_left)
            .map(|part| change.called(part))
            .collect();
        let rest = if of.len() > most {
            format!("等 {} 个", of.len())
        } else {
            String::new()
        };
        let some = of.iter().take(most).copied().collect::<Vec<_>>();
        (!some.is_empty()).then(|| format!("{word}：{}{rest}", some.join("、")))
    });
    told.into_iter().flatten().collect()
}
