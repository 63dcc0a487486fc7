//! The writing half: values into words, never into false ones.
//!
//! Every form is total: what a form cannot say truly of a value it says more exactly, and in the end
//! as the plain value. The truth of each hedge is [`super::hedge`]'s; this room only chooses the
//! number and the order of the characters (45万余元, 11万多张, 近5200人).

use std::fmt;

use super::hanzi;
use super::hedge::{Claim, Hedge, Nature, Written, judge};
use super::unit;
use crate::number::{Number, Rounding};

/// How a value is to be written: the filters of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// 210万元, 5231人, 91.3%.
    Exact,
    /// 万(2): 22.68万元, rounded to that many decimals.
    Wan(u32),
    /// 亿(2).
    Yi(u32),
    /// 汉字: 三家.
    Hanzi,
    /// 约(3): 约11.8万张.
    About(u32),
    /// 近(2): 近5300人.
    Near(u32),
    /// 余(2): 45万余元.
    Odd(u32),
    /// 多(1): 300多家.
    Many(u32),
    /// 以上(1): 90%以上.
    AtLeast(u32),
    /// 超(1): 超500人次.
    Over(u32),
}

/// A value to be written.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// The value, unrounded.
    pub value: &'a Number,
    /// Its unit; empty where there is none. A unit may begin with 万 or 亿.
    pub unit: &'a str,
    /// Of ratios and rates: how many decimals their exact form shows.
    pub places: Option<u32>,
    /// How exact forms and 万(n) round; 约 is half up always.
    pub rounding: Rounding,
}

impl<'a> Measure<'a> {
    /// A counted or summed value.
    #[must_use]
    pub const fn new(value: &'a Number, unit: &'a str) -> Self {
        Self {
            value,
            unit,
            places: None,
            rounding: Rounding::HalfUp,
        }
    }

    /// A ratio or a rate, shown with `places` decimals.
    #[must_use]
    pub const fn ratio(value: &'a Number, unit: &'a str, places: u32) -> Self {
        Self {
            value,
            unit,
            places: Some(places),
            rounding: Rounding::HalfUp,
        }
    }

    /// What kind of amount this is, for [`judge`].
    #[must_use]
    pub fn nature(&self) -> Nature {
        if self.places.is_some() {
            Nature::Ratio
        } else {
            unit::nature(self.unit)
        }
    }
}

/// Why a value cannot be written in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// 汉字 of 3.5, or of a number too long to have a name.
    NoHanzi(String),
    /// 约(0): no digit would stay.
    NoDigits,
    /// More digits than a reader can use.
    TooManyDigits(u32),
    /// 万(2) of 10.6%: a ratio is not counted in 万.
    RatioInLarge(&'static str),
    /// 亿(2) of 994: no digit would be left of it.
    Nothing(String),
    /// 余 of 10.6%.
    OddRatio,
    /// A fraction without an end, such as 1/3, and no number of decimals to show.
    Endless(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHanzi(value) => write!(f, "{value}不能写成汉字：只有不超过十六位的整数才能"),
            Self::NoDigits => f.write_str("至少要保留1位有效数字"),
            Self::TooManyDigits(count) => write!(f, "位数{count}太多，最多{MOST_DIGITS}位"),
            Self::RatioInLarge(name) => {
                write!(f, "比率不用“{name}”计；直接写数字的名字")
            }
            Self::Nothing(words) => {
                write!(
                    f,
                    "这样写是“{words}”，什么也没剩下；多留几位小数，或不用万、亿"
                )
            }
            Self::OddRatio => f.write_str("百分数后面不用“余”；写 多(1) 或 以上(1)"),
            Self::Endless(value) => {
                write!(f, "{value}是除不尽的数，请在指标中用places规定小数位数")
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// Digits past this say nothing to a reader, and asking for a billion of them must not take memory.
const MOST_DIGITS: u32 = 18;

/// Writes `measure` in `form`.
///
/// Values of zero or below are written exactly whatever the hedge: 近-3家 says nothing.
///
/// # Errors
/// See [`WriteError`].
pub fn write(measure: &Measure<'_>, form: Form) -> Result<String, WriteError> {
    match form {
        Form::Exact => exact(measure),
        Form::Wan(places) => scaled(measure, Scale::Wan, places),
        Form::Yi(places) => scaled(measure, Scale::Yi, places),
        Form::Hanzi => in_hanzi(measure),
        Form::About(digits) => hedged(measure, Word::About, digits),
        Form::Near(digits) => hedged(measure, Word::Near, digits),
        Form::Odd(digits) => hedged(measure, Word::Odd, digits),
        Form::Many(digits) => hedged(measure, Word::Many, digits),
        Form::AtLeast(digits) => hedged(measure, Word::AtLeast, digits),
        Form::Over(digits) => hedged(measure, Word::Over, digits),
    }
}

/// True wordings of `measure`, the exact one first: what to type instead of a false one.
#[must_use]
pub fn wordings(measure: &Measure<'_>) -> Vec<String> {
    let forms = [
        Form::Exact,
        Form::Odd(2),
        Form::Odd(1),
        Form::Near(2),
        Form::About(2),
        Form::About(3),
        Form::AtLeast(1),
        Form::Over(1),
    ];
    let mut wordings = Vec::new();
    for wording in forms
        .into_iter()
        .filter_map(|form| write(measure, form).ok())
    {
        if !wordings.contains(&wording) {
            wordings.push(wording);
        }
    }
    wordings
}

/// What digits are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Plain,
    Wan,
    Yi,
}

impl Scale {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Wan => "万",
            Self::Yi => "亿",
        }
    }

    const fn exponent(self) -> i32 {
        match self {
            Self::Plain => 0,
            Self::Wan => 4,
            Self::Yi => 8,
        }
    }

    fn of(self, value: &Number) -> Number {
        value * &Number::ten_to(-self.exponent())
    }
}

/// A unit such as 万元 or 百人 scales its numbers already; theirs stay plain.
fn unit_scale(unit: &str) -> Option<Scale> {
    match unit.chars().next()? {
        '万' => Some(Scale::Wan),
        '亿' => Some(Scale::Yi),
        '十' | '百' | '千' => Some(Scale::Plain),
        _ => None,
    }
}

/// 万 from 10000 on, 亿 from 10⁸ on, where two decimals hold it exactly.
fn natural_scale(value: &Number, measure: &Measure<'_>) -> Scale {
    if unit_scale(measure.unit).is_some() || measure.places.is_some() {
        return Scale::Plain;
    }
    let scale = match value.magnitude() {
        Some(8..) => Scale::Yi,
        Some(4..8) => Scale::Wan,
        _ => Scale::Plain,
    };
    if scale.of(value).decimals().is_some_and(|places| places <= 2) {
        scale
    } else {
        Scale::Plain
    }
}

fn exact(measure: &Measure<'_>) -> Result<String, WriteError> {
    let Measure {
        value,
        unit,
        places,
        rounding,
    } = *measure;
    if let Some(places) = places {
        within_reason(places)?;
        return Ok(format!("{}{unit}", value.to_fixed(places, rounding)));
    }
    let scale = natural_scale(value, measure);
    let digits = scale
        .of(value)
        .to_decimal()
        .ok_or_else(|| WriteError::Endless(value.to_string()))?;
    Ok(format!("{digits}{}{unit}", scale.name()))
}

fn scaled(measure: &Measure<'_>, scale: Scale, places: u32) -> Result<String, WriteError> {
    within_reason(places)?;
    let Measure {
        value,
        unit,
        rounding,
        places: ratio,
    } = *measure;
    if ratio.is_some() || is_sign(unit) {
        return Err(WriteError::RatioInLarge(scale.name()));
    }
    // A figure in 万元 is written in 万元 or 亿元, never in 万万元.
    let (base, unit) = match unit_scale(unit) {
        Some(own @ (Scale::Wan | Scale::Yi)) => (
            value * &Number::ten_to(own.exponent()),
            unit.trim_start_matches(own.name()),
        ),
        Some(_) => return exact(measure),
        None => (value.clone(), unit),
    };
    let shown = scale.of(&base).rounded(places.cast_signed(), rounding);
    let words = format!("{}{}{unit}", shown.to_fixed(places, rounding), scale.name());
    if shown.is_zero() && !base.is_zero() {
        return Err(WriteError::Nothing(words));
    }
    Ok(words)
}

fn in_hanzi(measure: &Measure<'_>) -> Result<String, WriteError> {
    let Measure {
        value,
        unit,
        places,
        rounding,
    } = *measure;
    let fraction = match unit {
        "%" | "％" => Some("百分之"),
        "‰" => Some("千分之"),
        _ => None,
    };
    let shown = match places {
        Some(places) => {
            within_reason(places)?;
            value.rounded(i32::try_from(places).unwrap_or(i32::MAX), rounding)
        }
        None => value.clone(),
    };
    // 两两 is no way to say two taels.
    let measured = fraction.is_none() && !unit.is_empty() && !unit.starts_with('两');
    let no_hanzi = || WriteError::NoHanzi(format!("{value}{unit}"));
    let Some(fraction) = fraction else {
        return hanzi::write(&shown, measured)
            .map(|text| format!("{text}{unit}"))
            .ok_or_else(no_hanzi);
    };
    let decimal = shown.abs().to_decimal().ok_or_else(no_hanzi)?;
    let (whole, decimals) = decimal.split_once('.').unwrap_or((&decimal, ""));
    let whole = Number::parse(whole)
        .and_then(|whole| hanzi::write(&whole, false))
        .ok_or_else(no_hanzi)?;
    let sign = if shown.is_negative() { "负" } else { "" };
    let point = if decimals.is_empty() { "" } else { "点" };
    let decimals: String = decimals
        .chars()
        .filter_map(hanzi::from_ascii_digit)
        .collect();
    Ok(format!("{sign}{fraction}{whole}{point}{decimals}"))
}

fn within_reason(digits: u32) -> Result<(), WriteError> {
    if digits > MOST_DIGITS {
        Err(WriteError::TooManyDigits(digits))
    } else {
        Ok(())
    }
}

/// A hedge word as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    About,
    Near,
    Odd,
    Many,
    AtLeast,
    Over,
}

impl Word {
    const fn meaning(self) -> Hedge {
        match self {
            Self::About => Hedge::About,
            Self::Near => Hedge::Near,
            Self::Odd | Self::Many => Hedge::Odd,
            Self::AtLeast => Hedge::AtLeast,
            Self::Over => Hedge::Over,
        }
    }

    const fn rounding(self) -> Rounding {
        match self {
            Self::About => Rounding::HalfUp,
            Self::Near => Rounding::Up,
            Self::Odd | Self::Many | Self::AtLeast | Self::Over => Rounding::Down,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::About => "约",
            Self::Near => "近",
            Self::Odd => "余",
            Self::Many => "多",
            Self::AtLeast => "以上",
            Self::Over => "超",
        }
    }
}

fn hedged(measure: &Measure<'_>, word: Word, digits: u32) -> Result<String, WriteError> {
    if digits == 0 {
        return Err(WriteError::NoDigits);
    }
    within_reason(digits)?;
    if word == Word::Odd && is_sign(measure.unit) {
        return Err(WriteError::OddRatio);
    }
    let value = measure.value;
    let Some(magnitude) = value.magnitude().filter(|_| !value.is_negative()) else {
        return exact(measure);
    };
    // Each round keeps one digit more. Past the exact value's last digit there is nothing to hedge,
    // and of a value without a last digit some cut is true: two digits are within every share.
    for kept in digits..=MOST_DIGITS + digits {
        let places = i32::try_from(kept).unwrap_or(i32::MAX) - 1 - magnitude;
        let x = value.rounded(places, word.rounding());
        if x == *value && word != Word::AtLeast {
            break;
        }
        let (text, written) = place(measure, word, &x, -places);
        let claim = Claim::Hedged(written, word.meaning());
        if judge(&claim, value, measure.nature(), measure.rounding).holds() {
            return Ok(text);
        }
    }
    exact(measure)
}

/// Puts the hedge in its place beside `x`, whose last kept digit is at 10^`place`; also what the
/// wording then claims, for 余 and 多 say less before 万 than after it.
fn place(measure: &Measure<'_>, word: Word, x: &Number, place: i32) -> (String, Written) {
    let unit = measure.unit;
    let (own, name, exponent, unit) = if let Some(own) = unit_scale(unit) {
        let (name, rest) = unit.split_at(unit.chars().next().map_or(0, char::len_utf8));
        (own, name, 0, rest)
    } else {
        let own = natural_scale(x, measure);
        (own, own.name(), own.exponent(), unit)
    };
    let number = x * &Number::ten_to(-exponent);
    let digits = number.to_decimal().unwrap_or_default();
    let mut written = Written::plain(x.clone());
    written.large = own != Scale::Plain;
    let mark = word.text();
    let text = match word {
        Word::About | Word::Near | Word::Over => format!("{mark}{digits}{name}{unit}"),
        Word::AtLeast => format!("{digits}{name}{unit}{mark}"),
        // 90%多, not 90多%: signs stay with their digits.
        Word::Odd | Word::Many if is_sign(unit) => format!("{digits}{name}{unit}{mark}"),
        Word::Odd | Word::Many if place > exponent && !name.is_empty() => {
            format!("{digits}{mark}{name}{unit}")
        }
        Word::Odd | Word::Many => {
            if !name.is_empty() {
                written.precision = written.precision.min(Number::ten_to(exponent));
            }
            format!("{digits}{name}{mark}{unit}")
        }
    };
    (text, written)
}

fn is_sign(unit: &str) -> bool {
    unit.starts_with(['%', '％', '‰', '℃', '°'])
}

#[cfg(test)]
mod tests;
