//! Which time a numeral speaks of: this year, last year, another one, or only a part of this year.
//!
//! 上年会员8130人 is held against last year's figure, not against this year's; 计划举办30场 and
//! 2019年建成3个 are against none. The words before the numeral in its own sentence decide, and of
//! them the last.

mod marker;

use std::borrow::Cow;
use std::ops::Range;

use chrono::Datelike;

use super::Grounds;
use super::manuscript::BlockKind;
use super::sheet::Sheet;
use crate::numeral::letters::{Letters, Word};
use crate::numeral::read::Numeral;
use marker::last_marker;

/// The time that a numeral speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// This year, or nothing else is said.
    Now,
    /// Last year: 上年, 年初. A figure that is called so itself is one of this year.
    Before,
    /// Last year, by its number or at the head of a column.
    LastYear,
    /// Last year was named for a numeral before this one: it may go on, or not.
    Either,
    /// Some time that no calendar knows: a figure can prove it, and cannot contradict it.
    Loose,
    /// Some months of this year, the first and the last.
    Months(u32, u32),
    /// Several years together.
    Several,
    /// Another year, or a plan: no figure speaks of it.
    Elsewhen,
    /// What was published before it was corrected.
    Published,
}

/// The report's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// Its year.
    pub year: i32,
    /// The month through which its figures count.
    pub through: u32,
}

/// Plans, in the numeral's own clause.
const PLANS: [Word; 8] = Word::all(["计划", "力争", "争取", "预计", "目标", "拟", "打算", "将于"]);
/// Words that hold 计划 and 目标 and plan nothing.
const NO_PLANS: [Word; 8] = Word::all([
    "行动计划",
    "按计划",
    "计划生育",
    "年度计划",
    "模拟",
    "计划内",
    "超计划",
    "虚拟",
]);
/// What stands before the first of two values: 由85%提高到90%.
const FROM: [Word; 2] = Word::all(["由", "从"]);
const MOVES: [&str; 14] = [
    "增加", "增长", "提高", "上升", "提升", "扩大", "上涨", "增", "升", "下降", "降低", "减少",
    "降", "减",
];

impl Grounds<'_> {
    /// The time that a numeral speaks of; in a table its column or its row may say so.
    pub(super) fn frame(&self, sheet: &Sheet<'_>, numeral: &Numeral) -> Frame {
        if let BlockKind::Cell { label, head, .. } = self.manuscript.blocks[self.block].kind {
            let time = |other: Option<usize>| {
                let other = other.filter(|other| *other != self.block)?;
                of_head(self.manuscript.words(other), self.times())
            };
            match time(head) {
                Some(Frame::Before) => return Frame::LastYear,
                Some(frame) => return frame,
                None => {}
            }
            if let Some(frame) = time(label) {
                return frame;
            }
        }
        let between = |range: Range<usize>| sheet.measures_between(&range);
        let said = (self.text(), self.lead);
        of(said, &numeral.span, self.times(), &between)
    }

    /// The year, and the month through which its figures count.
    pub(super) fn times(&self) -> Times {
        Times {
            year: self.basis.year,
            through: self.basis.as_of.map_or(12, |day| day.month()),
        }
    }
}

/// The time that the numeral at `span` of a text speaks of, whose sentence has those letters before it;
/// `measuring` tells whether a numeral stands between two bytes.
pub(super) fn of(
    (text, letters): (&str, Letters),
    span: &Range<usize>,
    times: Times,
    measuring: &dyn Fn(Range<usize>) -> bool,
) -> Frame {
    let before = text.get(..span.start).unwrap_or("");
    let (start, clause) = sentence_and_clause(before);
    let (sentence, clause) = (&before[start..], &before[clause..]);
    let is_planned =
        || is_under_plan(sentence, letters) || goes_on_planning(&before[..start], sentence);
    if holds_plan(clause, letters) || is_planned() {
        return Frame::Elsewhen;
    }
    if is_restated(sentence, clause, letters) {
        return Frame::Published;
    }
    let named = last_marker(sentence, letters, times);
    let Some((end, frame, sticky)) = named else {
        return if letters.may_hold_any(&FROM) && starts_a_move(clause, text, span) {
            Frame::Before
        } else {
            Frame::Now
        };
    };
    if frame != Frame::Before {
        return frame;
    }
    let since = &sentence[end..];
    // 由上年的8130人增加到8642人: the second one is this year's.
    let reached = since.ends_with(['到', '至']) || since.ends_with("达到") || since.ends_with("为");
    if reached && MOVES.iter().any(|word| since.contains(word)) {
        return Frame::Now;
    }
    if sticky {
        return Frame::LastYear;
    }
    if measuring(start + end..span.start) {
        return Frame::Either;
    }
    Frame::Before
}

/// Where the sentence begins that `before` ends with, and its last clause, with the mark before it.
fn sentence_and_clause(before: &str) -> (usize, usize) {
    let mut clause = None;
    for (at, character) in before.char_indices().rev() {
        match character {
            '。' | '；' | '！' | '？' | '\n' | '\u{2028}' => {
                let start = at + character.len_utf8();
                return (start, clause.unwrap_or(start));
            }
            '，' | ',' | '：' if clause.is_none() => clause = Some(at),
            _ => {}
        }
    }
    (0, clause.unwrap_or(0))
}

/// What the words of a table's head or first cell say of the time.
pub(super) fn of_head(words: &str, times: Times) -> Option<Frame> {
    last_marker(words, Letters::of(words), times).map(|(_, frame, sticky)| match frame {
        Frame::Before if sticky => Frame::LastYear,
        frame => frame,
    })
}

/// 原公布为8100人，现更正为8130人：补登30人. What was published before, and why it was wrong, is no value of
/// the figure as it is now.
fn is_restated(sentence: &str, clause: &str, letters: Letters) -> bool {
    const CORRECTED: [&str; 3] = ["更正为", "订正为", "修正为"];
    const OLD: [Word; 4] = Word::all(["原公布为", "原公布", "原报", "更正前"]);
    let is_old = |words: &str| OLD.iter().any(|word| word.is_in(words, letters));
    if !is_old(sentence) {
        return false;
    }
    let corrects = |words: &str| CORRECTED.iter().any(|word| words.contains(word));
    if is_old(clause) {
        return !corrects(clause);
    }
    // The reason stands behind the colon.
    sentence
        .rsplit_once('：')
        .is_some_and(|(before, _)| corrects(before) && is_old(before))
}

fn holds_plan(clause: &str, letters: Letters) -> bool {
    if !letters.may_hold_any(&PLANS) {
        return false;
    }
    let letters = Letters::of(clause);
    if !letters.may_hold_any(&PLANS) {
        return false;
    }
    let mut words = Cow::Borrowed(clause);
    for word in &NO_PLANS {
        if word.is_in(&words, letters) {
            words = words.replace(word.text, "").into();
        }
    }
    PLANS.iter().any(|plan| plan.is_in(&words, letters))
}

/// 预算：办公费20万元，慰问金150万元: all of the sentence is what was planned. 预算执行情况 is what was done.
fn is_under_plan(sentence: &str, letters: Letters) -> bool {
    const HEADS: [Word; 5] = Word::all(["预算", "概算", "计划", "目标", "打算"]);
    const DONE: [&str; 6] = ["完成", "执行", "超额", "按", "对照", "落实"];
    if !letters.may_hold_any(&HEADS) {
        return false;
    }
    let Some((head, _)) = sentence.split_once(['：', ':']) else {
        return false;
    };
    let is_short = head.chars().count() <= 12;
    let is_plan = HEADS.iter().any(|plan| head.ends_with(plan.text));
    is_short && is_plan && !DONE.iter().any(|done| head.contains(done))
}

/// 预算：慰问金80万元；疗养费25万元: a list goes on behind a semicolon, but not where it begins anew.
fn goes_on_planning(before: &str, part: &str) -> bool {
    const ANEW: [&str; 10] = [
        "实际", "全年", "本年", "今年", "已", "执行", "完成", "截至", "年末", "我会",
    ];
    let Some(list) = before.strip_suffix('；') else {
        return false;
    };
    let sentence = list.rfind(['。', '！', '？', '\n', '\u{2028}']);
    let sentence = sentence.map_or(list, |at| &list[at..]);
    let sentence = sentence.trim_start_matches(|first: char| !first.is_alphanumeric());
    let begins_anew = |part: &str| {
        part.contains(['：', ':']) || ANEW.iter().any(|word| part.trim_start().starts_with(word))
    };
    let mut parts = sentence.split('；').rev();
    // The last part with a colon or a beginning of its own decides.
    let head = parts.find(|part| begins_anew(part));
    !begins_anew(part) && head.is_some_and(|head| is_under_plan(head, Letters::of(head)))
}

/// 由85%提高到90%: the first of two values, where the word between says that it was left behind.
fn starts_a_move(clause: &str, text: &str, span: &Range<usize>) -> bool {
    let Some(at) = clause.rfind(['由', '从']) else {
        return false;
    };
    let near = clause[at..].chars().count() <= 6;
    let after: String = text
        .get(span.end..)
        .unwrap_or("")
        .chars()
        .take(8)
        .take_while(|next| !matches!(next, '。' | '；' | '，'))
        .collect();
    let moves = MOVES
        .iter()
        .any(|word| after.trim_start().starts_with(word));
    near && moves && after.contains(['到', '至', '为', '成'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeral::read::read;

    #[test]
    fn the_last_word_about_time_decides() {
        for (text, words, expected) in [
            ("会员8642人。", "8642人", Frame::Now),
            ("上年会员8130人，今年8642人。", "8130人", Frame::Before),
            ("上年会员8130人，今年8642人。", "8642人", Frame::Now),
            ("由上年的8130人增加到8642人。", "8130人", Frame::Before),
            ("由上年的8130人增加到8642人。", "8642人", Frame::Now),
            ("入会率由90.8%提高到94.8%。", "90.8%", Frame::Before),
            ("入会率由90.8%提高到94.8%。", "94.8%", Frame::Now),
            ("比上年增加512人。", "512人", Frame::Now),
            ("去年发放3批，救助5人。", "5人", Frame::Either),
            (
                "2023年会员8130人，女会员2104人。",
                "2104人",
                Frame::LastYear,
            ),
            ("2019年建成12个。", "12个", Frame::Elsewhen),
            ("2024年建成12个。", "12个", Frame::Now),
            ("计划举办30场。", "30场", Frame::Elsewhen),
            ("落实三年行动计划，举办30场。", "30场", Frame::Now),
            ("上半年举办13场。", "13场", Frame::Months(1, 6)),
            ("2024年6月举办13场。", "13场", Frame::Months(6, 6)),
            ("1—6月举办13场。", "13场", Frame::Months(1, 6)),
            ("截至6月底举办13场。", "13场", Frame::Months(1, 6)),
            ("12月举办13场。", "13场", Frame::Months(12, 12)),
            ("截至2024年12月31日举办13场。", "13场", Frame::Now),
            ("截至2023年12月31日举办13场。", "13场", Frame::LastYear),
            ("三年累计举办13场。", "13场", Frame::Several),
            ("近两年举办13场。", "13场", Frame::Several),
            ("一年来举办13场。", "13场", Frame::Now),
            ("春节期间举办13场。", "13场", Frame::Loose),
            ("截至12月底举办13场。", "13场", Frame::Now),
            ("2021—2024年建成12个。", "12个", Frame::Several),
            ("去年6月举办13场。", "13场", Frame::Elsewhen),
            ("近年来建成12个。", "12个", Frame::Several),
            (
                "预算：办公费20万元，慰问金150万元。",
                "150万元",
                Frame::Elsewhen,
            ),
            ("年度目标：举办13场。", "13场", Frame::Elsewhen),
            ("预算执行：慰问金150万元。", "150万元", Frame::Now),
            ("慰问：慰问金150万元。", "150万元", Frame::Now),
            ("预算：20万元。慰问金150万元。", "150万元", Frame::Now),
            (
                "预算：办公费20万元；差旅费3万元；慰问金150万元。",
                "150万元",
                Frame::Elsewhen,
            ),
            (
                "预算：办公费20万元；实际支出150万元。",
                "150万元",
                Frame::Now,
            ),
            ("预算：20万元；决算：150万元。", "150万元", Frame::Now),
        ] {
            let numerals = read(text);
            let of_words = |span: &Range<usize>| text[span.clone()].contains(words);
            let numeral = numerals.iter().find(|numeral| of_words(&numeral.span));
            let span = &numeral.expect(words).span;
            let between = |range: Range<usize>| {
                let inside =
                    |span: &Range<usize>| range.start <= span.start && span.end <= range.end;
                numerals.iter().any(|numeral| inside(&numeral.span))
            };
            let times = Times {
                year: 2024,
                through: 12,
            };
            let said = (text, Letters::of(text));
            assert_eq!(of(said, span, times, &between), expected, "{text} {words}");
        }
    }
}
