//! 合计: listed parts and their sum.
//!
//! Rounded parts need not add up to the rounded sum: each is off by at most half a unit of its last
//! digit, so n parts and their sum by (n + 1) / 2 units. Such a gap is to be explained (四舍五入); a
//! larger one is a mistake.

use super::{Passage, Remark};
use crate::diagnostic::{self, Severity};
use crate::number::Number;
use crate::numeral::hedge::{Claim, Written};
use crate::numeral::read::Numeral;
use crate::numeral::unit::same;

const SUMS: [&str; 5] = ["合计", "总计", "共计", "合计为", "总共"];

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    (0..passage.numerals.len())
        .filter_map(|index| mismatch(passage, index))
        .collect()
}

fn mismatch(passage: &Passage<'_>, index: usize) -> Option<Remark> {
    let total = passage.numerals.get(index)?;
    let before = passage.text.get(..total.span.start)?;
    let word = SUMS.iter().find(|word| before.ends_with(**word))?;
    let sum = exact(total)?;
    let parts = parts(passage, index, total.span.start - word.len());
    if parts.len() < 2 {
        return None;
    }
    let added: Number = parts.iter().map(|part| part.value.clone()).sum();
    let gap = (&added - &sum.value).abs();
    if gap.is_zero() {
        return None;
    }
    let written = parts.iter().chain(std::iter::once(&sum));
    let step = written.clone().map(|written| &written.step).max()?;
    let rounded = written
        .clone()
        .any(|written| written.large || !written.value.is_whole());
    let units = Number::scaled(i128::try_from(parts.len() + 1).ok()? * 5, 1);
    let explained = rounded && gap <= step * &units;
    let words = passage.text.get(total.span.clone()).unwrap_or("");
    let message = format!("各项相加与“{words}”差 {gap}{}", total.unit);
    let (severity, help) = if explained {
        (
            Severity::Warning,
            "差在四舍五入之内；加一句“因四舍五入，分项之和与合计略有出入”",
        )
    } else {
        (Severity::Error, "逐项核对，改正分项或合计")
    };
    Some(Remark {
        severity,
        ..Remark::new(diagnostic::SUM_IN_TEXT, total.span.clone(), message, help)
    })
}

/// The parts listed before a sum, back to the sentence's start or another unit's numeral.
fn parts<'a>(passage: &Passage<'a>, index: usize, end: usize) -> Vec<&'a Written> {
    let total = &passage.numerals[index];
    let mut parts = Vec::new();
    let mut next = end;
    for numeral in passage.numerals[..index].iter().rev() {
        let between = passage.text.get(numeral.span.end..next).unwrap_or("。");
        let listed = !between.contains(['。', '；', '：', '\n']) && between.chars().count() <= 24;
        // Signed and bare parts share the unit that stands once behind them.
        let like =
            same(&numeral.unit, &total.unit) || numeral.unit.is_empty() && total.unit == "个百分点";
        let Some(written) = exact(numeral).filter(|_| listed && like && !between.contains("其中"))
        else {
            break;
        };
        parts.push(written);
        next = numeral.span.start;
    }
    parts
}

fn exact(numeral: &Numeral) -> Option<&Written> {
    match numeral.claim.as_ref()? {
        Claim::Exact(written) => Some(written),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::{Error, Warning};

    #[test]
    fn parts_add_up_within_rounding() {
        assert_eq!(
            remarks("支出22.68万元，4.61万元，合计27.22万元。"),
            [("N310", Error)]
        );
        assert_eq!(remarks("支出22.68万元，4.61万元，合计27.29万元。"), []);
        assert_eq!(
            remarks("支出22.68万元，4.61万元，合计27.30万元。"),
            [("N310", Warning)]
        );
        assert_eq!(remarks("培训5场，讲座3场，共计9场。"), [("N310", Error)]);
        assert_eq!(remarks("累计289家企业拿到贷款，共计3250万元。"), []);
    }
}
