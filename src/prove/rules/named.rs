//! N312: 等多家 and 等3家 after names claim more than are named, or at least as many.
//!
//! Source: the meaning of the words. 甲公司、乙公司等多家公司 says that there are others; 等2家 after three names
//! contradicts itself. Names are counted only where they are surely names of one kind (quoted, in 《》, or
//! with the same last word), so that 组织党员、职工走访甲公司、乙公司等2家 counts two.

use std::ops::Range;

use super::{Passage, Remark, exact};
use crate::diagnostic;
use crate::number::Number;
use crate::numeral::read::{Kind, Numeral};
use crate::numeral::unit::same;

/// What stands between a total and the names that make it up: 3家企业：甲公司、…
const OPENING: [&str; 8] = ["：", ":", "（", "(", "包括", "分别", "即", "——"];

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    passage
        .numerals
        .iter()
        .enumerate()
        .filter_map(|(index, numeral)| exceeds(passage, index, numeral))
        .collect()
}

fn exceeds(passage: &Passage<'_>, index: usize, numeral: &Numeral) -> Option<Remark> {
    let list = list_before(passage.text, numeral)?;
    let names = namesakes(&passage.text[list.clone()]);
    let count = Number::from(i64::try_from(names.len()).ok()?);
    let words = passage.text.get(numeral.span.clone())?;
    if names.len() < 2 {
        return None;
    }
    let (message, help) = match numeral.kind {
        Kind::Quantity => {
            let said = exact(numeral).filter(|said| said.value < count)?;
            let message = format!("前面点了{count}个名，“等{words}”却只有 {}", said.value);
            (message, "核对名单和数目；“等”后面的数不少于点名的数")
        }
        Kind::Vague => {
            let start = list.end - passage.text[list.clone()].len() + names.first()?.start;
            let total = total_before(passage, index, start)?;
            if exact(total)?.value > count {
                return None;
            }
            let total = passage.text.get(total.span.clone())?;
            let message = format!("“等{words}”说还有别的，可“{total}”都已点了名");
            (message, "去掉“等多家”，或写明数目")
        }
        _ => return None,
    };
    let span = numeral.span.start - "等".len()..numeral.span.end;
    Some(Remark::new(
        diagnostic::MORE_THAN_NAMED,
        span,
        message,
        help,
    ))
}

/// The stretch of names before 等 and a numeral, back to the beginning of the clause.
pub(crate) fn list_before(text: &str, numeral: &Numeral) -> Option<Range<usize>> {
    let counted = !numeral.unit.is_empty() && numeral.hedges.is_empty() && !numeral.each;
    let before = text.get(..numeral.span.start).filter(|_| counted)?;
    let end = before.strip_suffix('等')?.len();
    let start = before[..end]
        .rfind([
            '，', ',', '。', '；', '：', ':', '\n', '（', '(', '！', '？', '—',
        ])
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        });
    before[start..end].contains('、').then_some(start..end)
}

/// The last names of a list that are of one kind, by their places in it.
fn namesakes(names: &str) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut start = 0;
    for (at, mark) in names.match_indices('、') {
        items.push(start..at);
        start = at + mark.len();
    }
    items.push(start..names.len());
    let kind = |item: &Range<usize>| {
        let words = &names[item.clone()];
        let last = words.chars().next_back();
        let quoted = matches!(last, Some('”' | '》' | '"'));
        (quoted || words.chars().count() >= 3)
            .then_some(last)
            .flatten()
    };
    let Some(last) = items.last().and_then(kind) else {
        return Vec::new();
    };
    let of_kind = items
        .iter()
        .rev()
        .take_while(|item| kind(item) == Some(last))
        .count();
    items.split_off(items.len() - of_kind)
}

/// The total of which the names at `start` are the parts: 3家企业：甲公司、…
fn total_before<'a>(passage: &Passage<'a>, index: usize, start: usize) -> Option<&'a Numeral> {
    let numeral = passage.numerals.get(index)?;
    let total = passage.numerals[..index]
        .iter()
        .rev()
        .find(|other| other.span.end <= start)?;
    let between = passage.text.get(total.span.end..start)?;
    let opened = OPENING.iter().any(|word| between.contains(word));
    let near = between.chars().count() <= 10 && !between.contains(['。', '；', '\n']);
    (opened && near && same(&total.unit, &numeral.unit)).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::Error;

    #[test]
    fn names_are_no_more_than_the_number_after_them() {
        let wrong = [
            "走访甲公司、乙公司、丙公司等2家公司。",
            "开展“春送岗位”、“夏送清凉”、“金秋助学”等2项活动。",
            "走访3家企业：甲公司、乙公司、丙公司等多家企业。",
            "签约单位2家（甲医院、乙医院等多家）。",
        ];
        for text in wrong {
            assert_eq!(remarks(text), [("N312", Error)], "{text}");
        }
        let right = [
            "走访甲公司、乙公司、丙公司等3家公司。",
            "走访甲公司、乙公司、丙公司等多家企业。",
            "走访5家企业：甲公司、乙公司、丙公司等多家企业。",
            "组织党员、职工走访甲公司、乙公司等2家公司。",
            "围绕宣讲、培训、竞赛等2项活动的安排。",
            "慰问2家企业，后来又走访甲公司、乙公司等多家企业。",
        ];
        for text in right {
            assert_eq!(remarks(text), [], "{text}");
        }
    }
}
