//! Which time a numeral speaks of: this year, last year, another one, or only a part of this year.
//!
//! 上年会员8130人 is held against last year's figure, not against this year's; 计划举办30场 and
//! 2019年建成3个 are against none. The words before the numeral in its own sentence decide, and of
//! them the last.

use std::borrow::Cow;
use std::ops::Range;

use chrono::Datelike;

use super::Grounds;
use super::manuscript::BlockKind;
use super::sheet::Sheet;
use crate::numeral::read::Numeral;

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

/// Last year, where nothing is compared with it.
const LAST: [&str; 5] = ["上年", "去年", "上一年", "前一年", "年初"];
const THIS: [&str; 4] = ["本年", "今年", "当年", "本年度"];
const OTHER: [&str; 8] = [
    "明年",
    "来年",
    "下一年",
    "下年",
    "前年",
    "往年",
    "历年",
    "新的一年",
];
/// Plans, in the numeral's own clause.
const PLANS: [&str; 8] = ["计划", "力争", "争取", "预计", "目标", "拟", "打算", "将于"];
/// Every plan holds one of these: clauses without them, which most are, need no search for words.
const OF_PLANS: [char; 7] = ['划', '争', '计', '标', '拟', '算', '将'];
/// Words that hold 计划 and 目标 and plan nothing.
const NO_PLANS: [&str; 8] = [
    "行动计划",
    "按计划",
    "计划生育",
    "年度计划",
    "模拟",
    "计划内",
    "超计划",
    "虚拟",
];
/// Parts of a year by their names, with their months.
const PARTS: [(&str, u32, u32); 14] = [
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("一季度", 1, 3),
    ("第一季度", 1, 3),
    ("首季度", 1, 3),
    ("二季度", 4, 6),
    ("三季度", 7, 9),
    ("前三季度", 1, 9),
    ("四季度", 10, 12),
    ("1季度", 1, 3),
    ("2季度", 4, 6),
    ("3季度", 7, 9),
    ("前3季度", 1, 9),
    ("4季度", 10, 12),
];
/// Times that no calendar knows.
const LOOSE: [&str; 1] = ["期间"];
/// Several years, whatever their number.
const SEVERAL: [&str; 2] = ["年来", "近年"];
/// What makes 三年 a time that has passed, behind it and before it.
const PASSED: [&str; 10] = [
    "来", "累计", "间", "内", "以来", "共", "合计", "总计", "中", "期间",
];
const PASSING: [&str; 9] = [
    "近", "过去", "这", "连续", "前", "最近", "任期", "历时", "届",
];
/// Every word for a time holds one of these.
const OF_TIMES: [char; 5] = ['年', '月', '季', '期', '度'];
/// What stands before a year that something is compared with.
const COMPARING: [char; 12] = [
    '比', '较', '同', '与', '和', '跟', '超', '于', '是', '为', '过', '抵',
];
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
        of(self.text(), &numeral.span, self.times(), &between)
    }

    /// The year, and the month through which its figures count.
    pub(super) fn times(&self) -> Times {
        Times {
            year: self.basis.year,
            through: self.basis.as_of.map_or(12, |day| day.month()),
        }
    }
}

/// The time that the numeral at `span` of `text` speaks of; `measuring` tells
/// whether a numeral stands between two bytes.
pub(super) fn of(
    text: &str,
    span: &Range<usize>,
    times: Times,
    measuring: &dyn Fn(Range<usize>) -> bool,
) -> Frame {
    let before = text.get(..span.start).unwrap_or("");
    let start = before
        .rfind(['。', '；', '！', '？', '\n', '\u{2028}'])
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        });
    let sentence = &before[start..];
    let clause = sentence
        .rfind(['，', ',', '：'])
        .map_or(sentence, |at| &sentence[at..]);
    if holds_plan(clause) {
        return Frame::Elsewhen;
    }
    if is_restated(sentence, clause) {
        return Frame::Published;
    }
    let named = last_marker(sentence, times);
    let Some((end, frame, sticky)) = named else {
        return if starts_a_move(clause, text, span) {
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

/// What the words of a table's head or first cell say of the time.
pub(super) fn of_head(words: &str, times: Times) -> Option<Frame> {
    last_marker(words, times).map(|(_, frame, sticky)| match frame {
        Frame::Before if sticky => Frame::LastYear,
        frame => frame,
    })
}

/// 原公布为8100人，现更正为8130人：补登30人. What was published before, and why it was wrong, is no value of
/// the figure as it is now.
fn is_restated(sentence: &str, clause: &str) -> bool {
    const CORRECTED: [&str; 3] = ["更正为", "订正为", "修正为"];
    const OLD: [&str; 4] = ["原公布为", "原公布", "原报", "更正前"];
    // Most sentences hold none of the old words.
    if !OLD.iter().any(|word| sentence.contains(word)) {
        return false;
    }
    let corrects = |words: &str| CORRECTED.iter().any(|word| words.contains(word));
    if OLD.iter().any(|word| clause.contains(word)) {
        return !corrects(clause);
    }
    // The reason stands behind the colon.
    sentence
        .rsplit_once('：')
        .is_some_and(|(before, _)| corrects(before) && OLD.iter().any(|word| before.contains(word)))
}

fn holds_plan(clause: &str) -> bool {
    if !clause.contains(OF_PLANS) {
        return false;
    }
    let mut words = Cow::Borrowed(clause);
    for word in NO_PLANS {
        if words.contains(word) {
            words = words.replace(word, "").into();
        }
    }
    PLANS.iter().any(|plan| words.contains(plan))
}

/// The last word of `sentence` that names a time: where it ends, the time, and whether it holds for
/// the numerals after the first as well.
fn last_marker(sentence: &str, times: Times) -> Option<(usize, Frame, bool)> {
    if !sentence.contains(OF_TIMES) {
        return None;
    }
    let mut last: Option<(usize, Frame, bool)> = None;
    let mut offer = |end: usize, frame: Frame, sticky: bool| {
        if last.is_none_or(|(at, _, _)| at <= end) {
            last = Some((end, frame, sticky));
        }
    };
    let lists = [
        (LAST.as_slice(), Frame::Before),
        (THIS.as_slice(), Frame::Now),
        (OTHER.as_slice(), Frame::Elsewhen),
        (LOOSE.as_slice(), Frame::Loose),
        (SEVERAL.as_slice(), Frame::Several),
    ];
    let names_years = sentence.contains('年');
    for (words, frame) in lists {
        for word in words {
            // Looking whether a word is there at all is quicker than looking where.
            if !names_years && word.contains('年') || !sentence.contains(word) {
                continue;
            }
            for (at, _) in sentence.match_indices(word) {
                // 一年来 is this year.
                let is_this = frame == Frame::Several && sentence[..at].ends_with(['一', '1']);
                if !is_this && !is_compared(sentence, at) {
                    offer(at + word.len(), frame, false);
                }
            }
        }
    }
    if sentence.contains(['半', '季']) {
        for (word, from, to) in PARTS {
            for (at, _) in sentence.match_indices(word) {
                if !is_compared(sentence, at) {
                    offer(at + word.len(), Frame::Months(from, to), false);
                }
            }
        }
    }
    let mut months = Vec::new();
    for (at, mark) in sentence.match_indices(['年', '月']) {
        let head = &sentence[..at];
        let end = at + mark.len();
        if mark == "年" && is_several(head, &sentence[end..]) {
            offer(end, Frame::Several, true);
            continue;
        }
        let digits = head.len()
            - head
                .trim_end_matches(|last: char| last.is_ascii_digit())
                .len();
        let from = at - digits;
        let Ok(number) = head[from..].parse::<i32>() else {
            continue;
        };
        match (mark, digits) {
            ("年", 4) if !is_compared(sentence, from) => {
                let head = &head[..from];
                let reached = head.ends_with("截至") || head.ends_with("截止到");
                let ranged = !reached && head.ends_with(['-', '—', '～', '至', '~', '到']);
                let frame = if ranged {
                    Frame::Several
                } else {
                    of_year(number, times.year)
                };
                offer(end, frame, true);
            }
            ("月", 1 | 2) if (1..=12).contains(&number) => {
                let month = u32::try_from(number).unwrap_or(12);
                let through = month == times.through || month == 12;
                // 截至12月底 is the year's end, 6月 is not; 12月 alone is a month.
                if !(through && reaches_end(&head[..from], &sentence[end..])) {
                    months.push((end, month, &head[..from]));
                }
            }
            _ => {}
        }
    }
    for (end, month, head) in months {
        // 1—6月, 1至6月, 截至6月.
        let since = range_start(head);
        match last {
            Some((at, _, _)) if at > end => {}
            Some((_, Frame::Before | Frame::Elsewhen, _)) => {
                last = Some((end, Frame::Elsewhen, true));
            }
            Some((_, Frame::Months(from, _), _)) => {
                last = Some((end, Frame::Months(from.min(month), month), true));
            }
            _ => last = Some((end, Frame::Months(since.unwrap_or(month), month), true)),
        }
    }
    last
}

/// Whether a month is where the year's figures end: 截至12月底, 12月31日.
fn reaches_end(head: &str, rest: &str) -> bool {
    const REACHING: [&str; 6] = ["截至", "截止", "截止到", "至", "到", "年"];
    let day = rest.trim_start_matches(|next: char| next.is_ascii_digit());
    let dated = day.len() < rest.len() && day.starts_with('日');
    rest.starts_with(['底', '末'])
        || dated && REACHING.iter().any(|word| head.ends_with(word))
        || ["截至", "截止", "1至", "1—", "1-", "1到", "1～"]
            .iter()
            .any(|word| {
                head.ends_with(word)
                    || head.rfind('年').is_some_and(|at| {
                        head[..at].contains(word) && at + '年'.len_utf8() == head.len()
                    })
            })
}

/// The month in which 1—6月 begins; January for 截至6月.
fn range_start(head: &str) -> Option<u32> {
    let stem = head.strip_suffix(['-', '—', '～', '至', '~', '到', '–'])?;
    let stem = stem.trim_end_matches('月');
    let digits = stem.trim_start_matches(|first: char| !first.is_ascii_digit());
    let from = stem.len()
        - stem
            .trim_end_matches(|last: char| last.is_ascii_digit())
            .len();
    if from == 0 || digits.is_empty() {
        return stem.ends_with(['截', '止', '年']).then_some(1);
    }
    stem[stem.len() - from..].parse().ok()
}

/// 近三年, 三年来, 5年间: more years than one, of which this one is the last.
fn is_several(head: &str, rest: &str) -> bool {
    let digits = |last: char| last.is_ascii_digit() || "二两三四五六七八九十".contains(last);
    let stem = head.trim_end_matches(digits);
    let count = &head[stem.len()..];
    if count.is_empty() || count == "1" || count.len() == 4 && count.is_ascii() {
        return false;
    }
    PASSING.iter().any(|word| stem.ends_with(word))
        || PASSED.iter().any(|word| rest.starts_with(word))
}

fn of_year(named: i32, year: i32) -> Frame {
    match year - named {
        0 => Frame::Now,
        1 => Frame::Before,
        _ => Frame::Elsewhen,
    }
}

/// 比上年, 与去年相比: the year is what something is compared with.
fn is_compared(sentence: &str, at: usize) -> bool {
    let head = sentence[..at].trim_end_matches(' ');
    head.ends_with(COMPARING) || head.ends_with("相当")
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
    fn no_word_is_overlooked_for_its_characters() {
        assert!(PLANS.iter().all(|word| word.contains(OF_PLANS)));
        let parts = PARTS.map(|(word, _, _)| word);
        let mut times = [LAST.as_slice(), &THIS, &OTHER, &LOOSE, &parts, &SEVERAL]
            .concat()
            .into_iter();
        assert!(times.all(|word| word.contains(OF_TIMES)));
    }

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
            assert_eq!(of(text, span, times, &between), expected, "{text} {words}");
        }
    }
}
