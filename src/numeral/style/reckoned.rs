//! N304: 由100人增至300人，翻一番. What a change is said to be has to follow from the two numbers before it.
//!
//! Source: arithmetic, and the usage of statistics: 增加了N倍 is p(1+N), 增加到N倍 is pN, 翻n番 p·2ⁿ. Numbers in 万 and
//! percentages may be rounded ones, so a change is false only where no values that round to them have it.

use super::super::hedge::{Claim, Written};
use super::super::read::{Kind, Numeral};
use super::super::unit::same;
use super::change::{FALL, RISE};
use super::moved::is_pair;
use super::{Draft, Page, Rule, error};
use crate::diagnostic;
use crate::number::{Number, Rounding};

pub(super) const RULE: Rule = Rule {
    name: "reckoned",
    source: "算术和统计用语：增加了几倍、增加到几倍、翻几番，要和前面两个数算得上",
    code: diagnostic::CHANGE_WORD,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let threes = page.numerals.windows(3);
    threes.filter_map(|three| miscounted(page, three)).collect()
}

/// Numbers from the least to the most that a wording may stand for.
struct Span {
    low: Number,
    high: Number,
}

impl Span {
    /// What a number without a hedge may have been rounded from.
    fn of(numeral: &Numeral, is_rate: bool) -> Option<Self> {
        let Claim::Exact(Written {
            value, step, large, ..
        }) = numeral.claim.as_ref()?
        else {
            return None;
        };
        let half = if *large || is_rate || numeral.unit == "%" {
            step * &Number::scaled(5, 1)
        } else {
            Number::zero()
        };
        Some(Self {
            low: value - &half,
            high: value + &half,
        })
    }

    fn meets(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// Three numerals of which the last is said to be the change from the first to the second, and is not.
fn miscounted(page: &Page<'_>, three: &[Numeral]) -> Option<Draft> {
    let [old, new, change] = three else {
        return None;
    };
    if !is_pair(page, old, new) || !same(&old.unit, &new.unit) {
        return None;
    }
    let is_doubling = change.kind == Kind::Doubling;
    let by = page.slice(&(new.span.end..change.span.start.max(new.span.end)));
    let (falls, reaches) = if is_doubling {
        says_nothing(by).then_some((false, false))?
    } else {
        direction(by)?
    };
    let is_points = change.unit == "个百分点";
    let is_rate = matches!(&*change.unit, "%" | "倍") || is_points;
    // Two percentages and a third one are the business of the rule for 个百分点.
    if old.unit == "%" && !is_points || !is_rate && !is_doubling && !same(&change.unit, &old.unit) {
        return None;
    }
    let (from, to) = (Span::of(old, false)?, Span::of(new, false)?);
    let said = Span::of(change, is_rate)?;
    let one = Number::one();
    let is_positive = !from.low.is_negative() && !from.low.is_zero();
    let holds = if is_doubling {
        let times = power_of_two(change.value.as_ref()?)?;
        let doubled = Span {
            low: &from.low * &times,
            high: &from.high * &times,
        };
        doubled.meets(&to)
    } else if is_rate && !is_points {
        if !is_positive {
            return None;
        }
        let unit = if change.unit == "%" { 100_i64 } else { 1 };
        let unit = Number::from(unit);
        let ratio = |new: &Number, old: &Number| new.divided_by(old);
        let (low, high) = (ratio(&to.low, &from.high)?, ratio(&to.high, &from.low)?);
        let (low, high) = match (reaches, falls) {
            (true, _) => (low, high),
            (false, false) => (&low - &one, &high - &one),
            (false, true) => (&one - &high, &one - &low),
        };
        let actual = Span {
            low: &low * &unit,
            high: &high * &unit,
        };
        actual.meets(&said)
    } else if reaches {
        return None;
    } else {
        let (low, high) = (&to.low - &from.high, &to.high - &from.low);
        let actual = if falls {
            Span {
                low: -&high,
                high: -&low,
            }
        } else {
            Span { low, high }
        };
        actual.meets(&said)
    };
    (!holds).then(|| told(page, [old, new, change]))
}

fn told(page: &Page<'_>, [old, new, change]: [&Numeral; 3]) -> Draft {
    let words = |numeral: &Numeral| page.slice(&numeral.span).to_owned();
    let help = right(old, new).unwrap_or_else(|| "核对三个数".to_owned());
    error(
        change.span.clone(),
        format!(
            "由“{}”到“{}”，不是“{}”",
            words(old),
            words(new),
            words(change)
        ),
        help,
    )
}

/// What the change is.
fn right(old: &Numeral, new: &Numeral) -> Option<String> {
    let (old, new, unit) = (old.value.as_ref()?, new.value.as_ref()?, &old.unit);
    let difference = new - old;
    let word = if difference.is_negative() {
        "减少"
    } else {
        "增加"
    };
    let by = difference.abs();
    let amount = by.to_decimal()?;
    if unit == "%" {
        return Some(format!("写成“{word}{amount}个百分点”"));
    }
    let rate = (&by * &Number::from(100_i64)).divided_by(old)?;
    let rate = rate.to_fixed(1, Rounding::HalfUp);
    let word = if difference.is_negative() {
        ("减少", "下降")
    } else {
        ("增加", "增长")
    };
    Some(format!(
        "写成“{}{amount}{unit}”，或“{}{rate}%”",
        word.0, word.1
    ))
}

/// 2ⁿ of a whole n.
fn power_of_two(count: &Number) -> Option<Number> {
    let count = count.to_i128().filter(|count| (1..=20).contains(count))?;
    (0..count).try_fold(Number::one(), |power, _| Some(&power + &power))
}

/// Words between the second number and the change that say nothing of it.
fn bare(by: &str) -> &str {
    const FILLING: [&str; 9] = [
        "比上年",
        "较上年",
        "比去年",
        "较去年",
        "同比",
        "一年",
        "实现",
        "整整",
        "净",
    ];
    let mut by = by.trim_start_matches(['，', ',', '、', ' ', '（', '(']);
    while let Some(rest) = FILLING.iter().find_map(|word| by.strip_prefix(word)) {
        by = rest.trim_start_matches('了');
    }
    by
}

fn says_nothing(by: &str) -> bool {
    bare(by).is_empty()
}

/// Whether the words before a change let it fall, and whether they say what it reached (增长到2倍).
fn direction(by: &str) -> Option<(bool, bool)> {
    let by = bare(by).trim_end_matches(['了', '约', '近', '为', '达']);
    let stem = by.trim_end_matches(['到', '至']);
    let falls = FALL.contains(&stem) || stem == "降幅";
    (falls || RISE.contains(&stem) || stem == "增").then_some((falls, stem != by))
}
