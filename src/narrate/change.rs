//! The words of change: 比上年增长12.5%, 与上年持平, 比上年提高5.0个百分点, 增加9家.

use minijinja::Error;

use super::objects::{FigureObject, invalid};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Figure, Value, change};
use crate::number::{Number, Rounding};
use crate::numeral::write::{Form, Measure, write};

/// 比上年…: a rate where there is a positive base, points for ratios, else the increment.
pub(super) fn compared(object: &FigureObject) -> Result<String, Error> {
    let Some((figure, now, before)) = pair(object)? else {
        return Ok("上年无数据".to_owned());
    };
    let change = &now - &before;
    let scope = &object.scope;
    if change::is_level(&before, &now, figure.unit(), &scope.level_tolerance) {
        return Ok("与上年持平".to_owned());
    }
    if let Some(points) = points(figure, &change, scope.rounding) {
        let word = if change.is_negative() {
            "下降"
        } else {
            "提高"
        };
        return Ok(format!("比上年{word}{points}"));
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
    let percent = change::visible(&(&rate * &Number::ten_to(2)), 1, scope.rounding);
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
    if change.is_zero() {
        return Ok("持平".to_owned());
    }
    if let Some(points) = points(figure, change, object.scope.rounding) {
        let word = if change.is_negative() {
            "下降"
        } else {
            "提高"
        };
        return Ok(format!("{word}{points}"));
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

/// What two ratios differ by, 5.0个百分点; none for what is no ratio.
fn points(figure: &Figure, change: &Number, rounding: Rounding) -> Option<String> {
    let name = change::points(figure.unit())?;
    Some(format!(
        "{}{name}",
        change::visible(&change.abs(), 1, rounding)
    ))
}
