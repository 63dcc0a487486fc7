//! 其中: a part is at most the whole that it is named a part of.

use super::{Passage, Remark};
use crate::diagnostic;
use crate::number::Number;
use crate::numeral::hedge::{Claim, Hedge};
use crate::numeral::read::Numeral;
use crate::numeral::unit::same;

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    const PART: &str = "其中";
    // Looking whether the word is there at all is quicker than looking where.
    if !passage.text.contains(PART) {
        return Vec::new();
    }
    passage
        .text
        .match_indices(PART)
        .filter_map(|(at, word)| exceeds(passage, at, at + word.len()))
        .collect()
}

fn exceeds(passage: &Passage<'_>, start: usize, end: usize) -> Option<Remark> {
    let before = passage.numerals.iter().rev();
    let whole = before.clone().find(|numeral| numeral.span.end <= start)?;
    let part = passage
        .numerals
        .iter()
        .find(|numeral| numeral.span.start >= end)?;
    let between = |from: usize, to: usize| passage.text.get(from..to).unwrap_or("。");
    let apart = |words: &str| words.contains(['。', '；', '\n']) || words.chars().count() > 24;
    if apart(between(whole.span.end, start)) || apart(between(end, part.span.start)) {
        return None;
    }
    if whole.unit.is_empty() || !same(&whole.unit, &part.unit) {
        return None;
    }
    let (most, least) = (most(whole)?, part.value.as_ref()?);
    if *least <= most || whole.unit == "%" {
        return None;
    }
    let words = |numeral: &Numeral| {
        passage
            .text
            .get(numeral.span.clone())
            .unwrap_or("")
            .to_owned()
    };
    let message = format!("其中数“{}”大于总数“{}”", words(part), words(whole));
    let help = "核对两个数是不是同一范围、同一时间；不是部分和全体，就不用“其中”";
    Some(Remark::new(
        diagnostic::PART_IN_TEXT,
        part.span.clone(),
        message,
        help,
    ))
}

/// The most that a numeral may stand for; none where it sets no limit.
fn most(numeral: &Numeral) -> Option<Number> {
    match numeral.claim.as_ref()? {
        Claim::Exact(written) => Some(written.value.clone()),
        Claim::Hedged(written, hedge) => match hedge {
            Hedge::Near | Hedge::AtMost | Hedge::Below => Some(written.value.clone()),
            Hedge::Odd | Hedge::About => Some(&written.value + &written.precision),
            Hedge::Over | Hedge::AtLeast | Hedge::Reaching => None,
        },
        Claim::Between(_, high) | Claim::Within(_, high) => Some(high.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::Error;

    #[test]
    fn a_part_is_no_more_than_its_whole() {
        assert_eq!(remarks("发展会员近5200人，其中农民工会员2408人。"), []);
        assert_eq!(
            remarks("发展会员2408人，其中农民工会员5200人。"),
            [("N309", Error)]
        );
        assert_eq!(remarks("建议3条，其中8项获奖。"), []);
        assert_eq!(remarks("共300多家，其中小微企业350家。"), []);
    }
}
