//! 合计: listed parts and their sum.
//!
//! Rounded parts need not add up to the rounded sum: each is off by at most half a unit of its last
//! digit, so n parts and their sum by (n + 1) / 2 units. Such a gap is to be explained (四舍五入); a
//! larger one is a mistake.

use super::{Passage, Remark, exact};
use crate::diagnostic::{self, Severity};
use crate::number::Number;
use crate::numeral::hedge::Written;
use crate::numeral::unit::same;

/// Words before a sum; a verb may stand between.
const SUMS: [&str; 6] = ["合计", "总计", "共计", "总共", "一共", "总和"];
/// Words before a sum with nothing between, at the head of their clause: 培训5场，讲座3场，共8场.
/// Each of those holds one of these: clauses without them, which most are, need no search for words.
const OF_SUMS: [char; 3] = ['计', '共', '和'];
const SHORT: [&str; 6] = ["共", "共有", "共为", "计", "总数", "总数为"];
/// What stands between a written sum and its parts: 2.2+0.7=2.9.
const EQUAL: [&str; 8] = ["=", "＝", "≈", "vs", "VS", "vs.", "等于", "得"];

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    (0..passage.numerals.len())
        .filter_map(|index| mismatch(passage, index).or_else(|| split(passage, index)))
        .collect()
}

/// 共60家，分别为30家、20家和20家: what a number is split into behind it. Parts after 其中 may overlap, so that
/// three or more of them that come to more than the whole are to be looked at, no more.
fn split(passage: &Passage<'_>, index: usize) -> Option<Remark> {
    let whole = passage.numerals.get(index)?;
    let behind = passage.text.get(whole.span.end..)?;
    let behind = behind.trim_start_matches(['，', ',', '：', ':', '（', '(', ' ']);
    let is_all = behind.starts_with("分别为") || behind.starts_with("分别是");
    if !is_all && !behind.starts_with("其中") {
        return None;
    }
    let sum = exact(whole)?;
    let mut parts: Vec<Written> = Vec::new();
    let mut end = whole.span.end;
    let mut at = whole.span.clone();
    for part in &passage.numerals[index + 1..] {
        let between = passage.text.get(end..part.span.start)?;
        let joined = parts.is_empty()
            || between.starts_with(['、', '，', ',', '和', '与', '及'])
                && (!is_all || between.chars().count() <= 2);
        let is_part = joined
            && between.chars().count() <= 16
            && !between.contains(['。', '；', '\n', '共', '计'])
            && (parts.is_empty() || !between.contains("其中"))
            && same(&part.unit, &whole.unit);
        let Some(written) = exact(part).filter(|_| is_part) else {
            break;
        };
        parts.push(written.clone());
        end = part.span.end;
        at = part.span.clone();
    }
    if parts.len() < if is_all { 2 } else { 3 } || whole.unit == "%" {
        return None;
    }
    let added: Number = parts.iter().map(|part| part.value.clone()).sum();
    let gap = &added - &sum.value;
    if gap.abs() <= from_rounding(&parts, sum)? || !is_all && gap.is_negative() {
        return None;
    }
    let words = passage.text.get(whole.span.clone()).unwrap_or("");
    let message = format!("各项相加与“{words}”差 {}{}", gap.abs(), whole.unit);
    let (severity, help) = if is_all {
        (Severity::Error, "逐项核对，改正分项或总数")
    } else {
        (
            Severity::Warning,
            "逐项核对；几项有重叠的，说明一句，或者分开写",
        )
    };
    Some(Remark {
        severity,
        ..Remark::new(diagnostic::SUM_IN_TEXT, at, message, help)
    })
}

fn mismatch(passage: &Passage<'_>, index: usize) -> Option<Remark> {
    let total = passage.numerals.get(index)?;
    let sum = exact(total)?;
    let before = passage.text.get(..total.span.start)?;
    // 合计拉动2.3个百分点: a verb may stand between.
    let mut clause = 0;
    let mut may_be_named = false;
    for (at, character) in before.char_indices().rev() {
        if matches!(character, '，' | ',' | '、' | '；' | '。' | '=') {
            clause = at;
            break;
        }
        may_be_named |= OF_SUMS.contains(&character);
    }
    let words = &before[clause..];
    let named = may_be_named.then(|| {
        let found = SUMS.iter().find_map(|word| words.rfind(word));
        found.map(|at| clause + at)
    });
    let named = named
        .flatten()
        .filter(|at| before[*at..].chars().count() <= 6);
    let parts = match named.or_else(|| short(before, clause)) {
        Some(at) => parts(passage, index, at),
        None => terms(passage, index, before)?,
    };
    if parts.len() < 2 {
        return None;
    }
    let added: Number = parts.iter().map(|part| part.value.clone()).sum();
    let gap = (&added - &sum.value).abs();
    if gap.is_zero() {
        return None;
    }
    let explained = gap <= from_rounding(&parts, sum)?;
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

/// Where 共 or 计 stands right before a sum, and is all of its clause but for 全年 and the like.
fn short(before: &str, clause: usize) -> Option<usize> {
    let words = &before[clause..];
    let at = SHORT
        .iter()
        .filter_map(|word| words.strip_suffix(word))
        .map(str::len)
        .min()?;
    let head = words[..at].trim_start_matches(['，', ',', '、', '；', '。', ' ']);
    let is_head =
        head.is_empty() || matches!(head, "全年" | "年内" | "两项" | "三项" | "以上" | "前后");
    is_head.then_some(clause + at)
}

/// The terms of a written sum: numbers joined by + and − alone, up to the sign of equality.
fn terms(passage: &Passage<'_>, index: usize, before: &str) -> Option<Vec<Written>> {
    let head = before.trim_end();
    let head = EQUAL.iter().find_map(|sign| head.strip_suffix(sign))?;
    let mut next = head.trim_end().len();
    let mut terms: Vec<Written> = Vec::new();
    for numeral in passage.numerals[..index].iter().rev() {
        let between = passage.text.get(numeral.span.end..next)?.trim();
        let joined = match between {
            "" => terms.is_empty() || passage.text.get(next..)?.starts_with(['-', '−']),
            "+" | "＋" | "-" | "−" | "－" => !terms.is_empty(),
            _ => false,
        };
        let Some(written) = exact(numeral).filter(|_| joined) else {
            break;
        };
        // What stood after this sign was taken away.
        if let Some(last) = terms
            .last_mut()
            .filter(|_| !matches!(between, "" | "+" | "＋"))
        {
            last.value = -&last.value;
        }
        terms.push(written.clone());
        next = numeral.span.start;
    }
    Some(terms)
}

/// The parts listed before a sum, back to the sentence's start or another unit's numeral.
fn parts(passage: &Passage<'_>, index: usize, end: usize) -> Vec<Written> {
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
        parts.push(written.clone());
        next = numeral.span.start;
    }
    parts
}

/// By how much parts and their sum may differ because each of them was rounded; nothing where all are
/// whole numbers written out.
fn from_rounding(parts: &[Written], sum: &Written) -> Option<Number> {
    let written = parts.iter().chain(std::iter::once(sum));
    let step = written.clone().map(|written| &written.step).max()?;
    let rounded = written
        .clone()
        .any(|written| written.large || !written.value.is_whole());
    let units = Number::scaled(i128::try_from(parts.len() + 1).ok()? * 5, 1);
    Some(if rounded {
        step * &units
    } else {
        Number::zero()
    })
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::{Error, Warning};

    #[test]
    fn no_word_is_overlooked_for_its_characters() {
        assert!(super::SUMS.iter().all(|word| word.contains(super::OF_SUMS)));
    }

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
        let drawn = "分别拉动-0.5、2.2和0.7个百分点，合计拉动2.3个百分点。";
        assert_eq!(remarks(drawn), [("N310", Warning)]);
        assert_eq!(remarks("累计289家企业拿到贷款，共计3250万元。"), []);
        assert_eq!(remarks("-0.5+2.2+0.7 vs 2.3"), [("N310", Warning)]);
        assert_eq!(remarks("-0.5+2.2+0.7=2.4"), []);
        assert_eq!(remarks("-0.5+2.2+0.7=2.7"), [("N310", Error)]);
        assert_eq!(remarks("2.9-0.4+0.3=2.8"), []);
        assert_eq!(remarks("2.9-0.4+0.3=3.8"), [("N310", Error)]);
        assert_eq!(remarks("培训5场，讲座3场，共9场。"), [("N310", Error)]);
        assert_eq!(remarks("培训5场、讲座3场、竞赛2场，全年共10场。"), []);
        assert_eq!(remarks("男30人，女20人，总计50人。"), []);
        assert_eq!(remarks("男30人，女20人，共有51人。"), [("N310", Error)]);
        assert_eq!(remarks("慰问30名，奖励20名，三年来共走访80名。"), []);
        let split = "共60家，分别为30家、20家和20家。";
        assert_eq!(remarks(split), [("N310", Error)]);
        assert_eq!(remarks("共60家，分别为30家、20家和10家。"), []);
        let parts = "共60家，其中甲30家、乙20家、丙20家。";
        assert_eq!(remarks(parts), [("N310", Warning)]);
        assert_eq!(remarks("共60家，其中甲30家、乙20家、丙9家。"), []);
        assert_eq!(remarks("会员60人，其中女会员40人、农民工会员30人。"), []);
    }
}
