//! The truth of hedges: 约 近 余 多 以上 … as exact intervals.
//!
//! One table serves both ways: the writer asks it before it prints a wording, the auditor after it
//! has read one. Nothing here knows how a wording looks; that is the business of
//! [`super::write`] and [`super::read`].
//!
//! That 以上, 以下 and 以内 include the number itself and 超过 and 不足 do not is 民法典 第一千二百
//! 五十九条. How far a 约 or a 近 may stray is set by no standard: the 5 % and 10 % are this
//! program's own.

use crate::number::{Number, Rounding};

/// What a hedge word says about the number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hedge {
    /// 近, 将近, 接近: a little below.
    Near,
    /// 余, 多, 几 (二十几): above, and short of the next step.
    Odd,
    /// 约, 大约, 左右, 上下: close on either side.
    About,
    /// 超, 超过, 逾, 突破: above.
    Over,
    /// 以上, 至少, 不少于: that or above.
    AtLeast,
    /// 以下, 以内, 至多, 不超过: that or below.
    AtMost,
    /// 不足, 不到: below.
    Below,
    /// 上百, 上千, 上万: that or above, and of that order.
    Reaching,
}

/// A number as it stands in a text, with what its digits say of its exactness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// x: the number, in the base unit (3.5万元 is 35000).
    pub value: Number,
    /// u: the place of the last non-zero digit, or of the last written decimal.
    pub precision: Number,
    /// The place of the last written digit, zero or not: what an unhedged number is rounded to.
    pub step: Number,
    /// Whether it is written in 万 or 亿, and so may be a rounded number.
    pub large: bool,
}

impl Written {
    /// A number as plain digits write it, without trailing zeros after the point.
    #[must_use]
    pub fn plain(value: Number) -> Self {
        let precision = last_place(&value);
        let step = if precision > Number::one() {
            Number::one()
        } else {
            precision.clone()
        };
        Self {
            value,
            precision,
            step,
            large: false,
        }
    }
}

/// The place of the last non-zero digit of `value`: 100 for 5200, 0.1 for 11.8, 1 for 0.
#[must_use]
pub fn last_place(value: &Number) -> Number {
    let Some(decimals) = value.decimals() else {
        return Number::zero();
    };
    if decimals > 0 {
        return Number::ten_to(-i32::try_from(decimals).unwrap_or(i32::MAX));
    }
    let digits = value.abs().to_fixed(0, Rounding::Down);
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    if value.is_zero() {
        Number::one()
    } else {
        Number::ten_to(i32::try_from(zeros).unwrap_or(i32::MAX))
    }
}

/// What a wording claims about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A number without a hedge.
    Exact(Written),
    /// A number with one.
    Hedged(Written, Hedge),
    /// 5万～10万元: both ends included.
    Between(Number, Number),
    /// 几十, 三四十, 数百: from the first, short of the second.
    Within(Number, Number),
}

/// What kind of thing a value measures, for the rules that differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// Whole things: people, places, copies. A hedge may always be one off: 近10家 of 9.
    Counted,
    /// Money, lengths, hours.
    Measured,
    /// Ratios and rates, whose exact form is a rounded one.
    Ratio,
}

/// Whether a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It holds.
    True,
    /// It holds, but a reader is better served otherwise.
    Doubtful(Doubt),
    /// An unhedged number in 万 or 亿 that is the value rounded to its last digit.
    Rounded,
    /// It does not hold.
    False,
}

/// Why a true wording deserves a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// 约 before the exact value.
    Needless,
    /// The value is so far above that a nearer number would say more.
    Modest,
}

impl Doubt {
    /// The reason, for a message.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Needless => "数值本来就是准确的，不必用约数词",
            Self::Modest => "实际数值已高出一档，可以换用更接近的数",
        }
    }
}

impl Verdict {
    /// Whether the wording is not a false statement.
    #[must_use]
    pub const fn holds(self) -> bool {
        !matches!(self, Self::False)
    }
}

/// Judges `claim` against the unrounded `value`.
///
/// `rounding` is how the report rounds (四舍五入, or 四舍六入五成双 where it is set so); it matters to
/// unhedged numbers only.
#[must_use]
pub fn judge(claim: &Claim, value: &Number, nature: Nature, rounding: Rounding) -> Verdict {
    match claim {
        Claim::Exact(written) => judge_exact(written, value, nature, rounding),
        Claim::Hedged(written, hedge) => judge_hedged(written, *hedge, value, nature),
        Claim::Between(low, high) => holds_if(low <= value && value <= high),
        Claim::Within(low, below) => holds_if(low <= value && value < below),
    }
}

fn judge_exact(written: &Written, value: &Number, nature: Nature, rounding: Rounding) -> Verdict {
    if written.value == *value {
        return Verdict::True;
    }
    if !written.large && nature != Nature::Ratio {
        return Verdict::False;
    }
    if rounded_to(value, &written.step, rounding) != Some(written.value.clone()) {
        Verdict::False
    } else if nature == Nature::Ratio {
        Verdict::True
    } else {
        Verdict::Rounded
    }
}

fn judge_hedged(written: &Written, hedge: Hedge, value: &Number, nature: Nature) -> Verdict {
    let (x, u) = (&written.value, &written.precision);
    let least = if nature == Nature::Counted {
        Number::one()
    } else {
        Number::zero()
    };
    match hedge {
        Hedge::Near => {
            let reach = u.clone().min(share(x, 10)).max(least);
            holds_if(&(x - &reach) <= value && value < x)
        }
        Hedge::Odd => holds_if(x < value && value < &(x + u)),
        Hedge::About => {
            let half = u * &Number::scaled(5, 1);
            let reach = half.min(share(x, 5)).max(least);
            if value == x {
                Verdict::Doubtful(Doubt::Needless)
            } else {
                holds_if((value - x).abs() <= reach)
            }
        }
        Hedge::Over => modest(x < value, value, &(x + u)),
        Hedge::AtLeast => modest(x <= value, value, &(x + &coarse_step(written, nature))),
        Hedge::AtMost => holds_if(value <= x),
        Hedge::Below => holds_if(value < x),
        Hedge::Reaching => modest(x <= value, value, &(x + x)),
    }
}

/// The step to the next number that 以上 is said of. 75%以上 is followed by 80%以上, not by 76%以上:
/// whole percentages that end in 5 go by fives.
fn coarse_step(written: &Written, nature: Nature) -> Number {
    let u = &written.precision;
    let fives = Number::from(5_i64);
    let in_fives = |x: &Number| x.divided_by(&fives).is_some_and(|count| count.is_whole());
    let several_digits = written.value > Number::from(10_i64);
    let is_whole = *u == Number::one();
    if nature == Nature::Ratio && is_whole && several_digits && in_fives(&written.value) {
        fives
    } else {
        u.clone()
    }
}

fn share(x: &Number, percent: i64) -> Number {
    &x.abs() * &Number::scaled(percent.into(), 2)
}

fn holds_if(condition: bool) -> Verdict {
    if condition {
        Verdict::True
    } else {
        Verdict::False
    }
}

fn modest(condition: bool, value: &Number, from: &Number) -> Verdict {
    match (condition, value >= from) {
        (false, _) => Verdict::False,
        (true, true) => Verdict::Doubtful(Doubt::Modest),
        (true, false) => Verdict::True,
    }
}

/// `value` rounded to a multiple of `step`; `None` for a step of zero.
fn rounded_to(value: &Number, step: &Number, rounding: Rounding) -> Option<Number> {
    let steps = value.divided_by(step)?;
    Some(&steps.rounded(0, rounding) * step)
}

#[cfg(test)]
mod tests;
