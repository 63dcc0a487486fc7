//! The words of change: 比上年增长12.5%, 与上年持平, 比上年提高5.0个百分点, 增加9家.

use minijinja::Error;

use super::objects::{FigureObject, invalid};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Figure, Value};
use crate::number::{Number, Rounding};
use crate::numeral::write::{Form, Measure, write};

/// 比上年…: a rate where there is a positive base, points for ratios, else the increment.
pub(super) fn compared(object: &FigureObject) -> Result<String, Error> {
    let Some((figure, now, before)) = pair(object)? else {
        return Ok("上年无数据".to_owned());
    };
    let change = &now - &before;
    let level = |change: &Number| {
        let tolerated = &object.scope.level_tolerance * &before.abs();
        change.is_zero() || change.abs() <= tolerated
    };
    if is_ratio(figure) {
        let points = points(figure, &change);
        return Ok(match points {
            None => "与上年持平".to_owned(),
            Some(points) if change.is_negative() => format!("比上年下降{points}"),
            Some(points) => format!("比上年提高{points}"),
        });
    }
    if level(&change) {
        return Ok("与上年持平".to_owned());
    }
    if before.is_zero() || before.is_negative() {
        return Ok(format!(
            "比上年{}",
            increment_words(figure, &change, object)?
        ));
    }
    let word = if change.is_negative() {
        "下降"
    } else {
        "增长"
    };
    let rate = change
        .abs()
        .divided_by(&before)
        .unwrap_or_else(Number::zero);
    let percent = shown(&(&rate * &Number::ten_to(2)), 1);
    Ok(format!("比上年{word}{percent}%"))
}

/// 增加5家, 减少5家, 持平.
pub(super) fn increment(object: &FigureObject) -> Result<String, Error> {
    let Some((figure, now, before)) = pair(object)? else {
        return Ok("上年无数据".to_owned());
    };
    increment_words(figure, &(&now - &before), object)
}

fn increment_words(
    figure: &Figure,
    change: &Number,
    object: &FigureObject,
) -> Result<String, Error> {
    if is_ratio(figure) {
        return Ok(match points(figure, change) {
            None => "持平".to_owned(),
            Some(points) if change.is_negative() => format!("下降{points}"),
            Some(points) => format!("提高{points}"),
        });
    }
    if change.is_zero() {
        return Ok("持平".to_owned());
    }
    let word = if change.is_negative() {
        "减少"
    } else {
        "增加"
    };
    let size = change.abs();
    let measure = Measure {
        value: &size,
        unit: figure.unit(),
        places: figure.places(),
        rounding: object.scope.rounding,
    };
    let size = write(&measure, Form::Exact).map_err(|error| invalid(error.to_string()))?;
    Ok(format!("{word}{size}"))
}

/// This year's and last year's number; none, with a warning, where last year has no data.
fn pair(object: &FigureObject) -> Result<Option<(&Figure, Number, Number)>, Error> {
    let scope = &object.scope;
    let Some(figure) = scope.figure(object.index) else {
        return Ok(None);
    };
    let name = &figure.name;
    let Value::Number(now) = &figure.value else {
        return Err(invalid(format!("“{name}”不是数，不能与上年比")));
    };
    let before = scope
        .figure_last_year(object.index)
        .map(|figure| &figure.value);
    if let Some(Value::Number(before)) = before {
        return Ok(Some((figure, now.clone(), before.clone())));
    }
    let message = format!("“{name}”没有上年（{}年）的数据可比", scope.year - 1);
    let help = format!(
        "补上 data/{} 里的台账，或在模板里删去与上年的比较",
        scope.year - 1
    );
    scope.warn(Diagnostic::new(diagnostic::NO_LAST_YEAR, message).help(help));
    Ok(None)
}

/// Ratios differ by points, never by percent.
fn is_ratio(figure: &Figure) -> bool {
    matches!(figure.unit(), "%" | "％" | "‰")
}

fn points(figure: &Figure, change: &Number) -> Option<String> {
    let name = if figure.unit() == "‰" {
        "个千分点"
    } else {
        "个百分点"
    };
    (!change.is_zero()).then(|| format!("{}{name}", shown(&change.abs(), 1)))
}

/// Rounded half up to `places`, to more where that would show nothing but zeros.
fn shown(number: &Number, places: u32) -> String {
    let enough = |places: &u32| {
        !number
            .rounded(places.cast_signed(), Rounding::HalfUp)
            .is_zero()
    };
    let places = (places..places + 12).find(enough).unwrap_or(places);
    number.to_fixed(places, Rounding::HalfUp)
}
