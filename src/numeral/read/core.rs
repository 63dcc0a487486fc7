//! What a number is while it is being read, whatever it is spelled in.

use super::super::hanzi;
use super::characters::Characters;
use super::{Found, Script};
use crate::number::Number;

/// A number without its unit, as far as it reaches.
#[derive(Debug, Clone)]
pub(super) struct Core {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: Number,
    /// u: the place of the last digit that says something.
    pub(super) precision: Grain,
    /// The place of the last digit written.
    pub(super) step: Grain,
    /// Written in 万 or 亿.
    pub(super) large: bool,
    pub(super) script: Script,
    /// 余, 多, 几, 来 within or right after the number.
    pub(super) odd: Option<Found>,
    /// 概数: 三四十, 几百.
    pub(super) within: Option<(Number, Number)>,
    /// What the number is beside a plain one.
    pub(super) shape: Shape,
    /// A unit that the notation brings along: % for 百分之九十.
    pub(super) unit: Option<&'static str>,
}

/// How fine a number is: a power of ten nearly always, and then no arithmetic is needed to keep it.
#[derive(Debug, Clone)]
pub(super) enum Grain {
    /// 10 to this power.
    Ten(i32),
    /// The part that a fraction counts in: 1/3, 0.5.
    Part(Number),
}

impl Grain {
    pub(super) fn number(&self) -> Number {
        match self {
            Self::Ten(power) => Number::ten_to(*power),
            Self::Part(part) => part.clone(),
        }
    }

    pub(super) fn multiply(&mut self, exponent: u32) {
        let exponent = i32::try_from(exponent).unwrap_or(0);
        match self {
            Self::Ten(power) => *power += exponent,
            Self::Part(part) => *part = &*part * &Number::ten_to(exponent),
        }
    }

    /// At most 10 to `power`.
    pub(super) fn limit(&mut self, power: i32) {
        if let Self::Ten(own) = self {
            *own = power.min(*own);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    /// Digits named one by one, as 二〇二〇 and 九一八.
    Digits,
    /// 百, 千万: a multiplier with no digit before it.
    Round,
    /// 几 or 数 before a measure word: no number at all.
    Some,
    Fraction,
}

/// A number that is there without its digits, as the half of 半数.
pub(super) fn plain(start: usize, end: usize, value: Number) -> Core {
    Core::new(start, end, value, Script::Hanzi)
}

impl Core {
    /// A number whose last digit stands in the place of ones.
    pub(super) fn new(start: usize, end: usize, value: Number, script: Script) -> Self {
        Self {
            start,
            end,
            step: Grain::Ten(0),
            precision: Grain::Ten(0),
            value,
            large: false,
            script,
            odd: None,
            within: None,
            shape: Shape::Plain,
            unit: None,
        }
    }

    /// A whole number: its precision is the place of its last digit but zero.
    pub(super) fn whole(start: usize, end: usize, value: u64, script: Script) -> Self {
        let zeros = (0..20)
            .find(|&zeros| !value.is_multiple_of(10_u64.pow(zeros)))
            .unwrap_or(1);
        let zeros = if value == 0 {
            0
        } else {
            zeros.saturating_sub(1)
        };
        let precision = Grain::Ten(i32::try_from(zeros).unwrap_or(0));
        Self {
            precision,
            ..Self::new(start, end, Number::from(value), script)
        }
    }

    /// The value as a small whole number, for the calendar.
    pub(super) fn small(&self) -> Option<u32> {
        if self.odd.is_some() || self.within.is_some() || self.shape == Shape::Fraction {
            return None;
        }
        self.value
            .to_i128()
            .and_then(|value| u32::try_from(value).ok())
    }

    pub(super) fn multiply(&mut self, exponent: u32) {
        let factor = Number::ten_to(i32::try_from(exponent).unwrap_or(0));
        self.value = &self.value * &factor;
        self.precision.multiply(exponent);
        self.step.multiply(exponent);
        self.within = self
            .within
            .take()
            .map(|(low, below)| (&low * &factor, &below * &factor));
    }
}
/// Longer runs of ASCII digits than this are no amounts, and are not worth their arithmetic.
pub(super) const MOST_DIGITS: usize = 40;

/// 十 百 千 万 亿 at `place`, unless a unit such as 千米 or 百分点 begins there.
pub(super) fn scale(text: &Characters<'_>, place: usize) -> Option<u32> {
    let exponent = hanzi::multiplier(text.at(place))?;
    let unit = text.unit_at(place).filter(|unit| unit.chars().count() > 1);
    unit.is_none().then_some(exponent)
}
