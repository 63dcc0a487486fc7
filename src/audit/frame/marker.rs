//! The words of a sentence that name a time, of which the last decides.

use super::{Frame, Times};
use crate::numeral::letters::{Letters, Word};

/// Last year, where nothing is compared with it.
const LAST: [Word; 5] = Word::all(["上年", "去年", "上一年", "前一年", "年初"]);
const THIS: [Word; 4] = Word::all(["本年", "今年", "当年", "本年度"]);
const OTHER: [Word; 8] = Word::all([
    "明年",
    "来年",
    "下一年",
    "下年",
    "前年",
    "往年",
    "历年",
    "新的一年",
]);
/// Parts of a year by their names, with their months.
const PARTS: [(Word, u32, u32); 14] = [
    (Word::new("上半年"), 1, 6),
    (Word::new("下半年"), 7, 12),
    (Word::new("一季度"), 1, 3),
    (Word::new("第一季度"), 1, 3),
    (Word::new("首季度"), 1, 3),
    (Word::new("二季度"), 4, 6),
    (Word::new("三季度"), 7, 9),
    (Word::new("前三季度"), 1, 9),
    (Word::new("四季度"), 10, 12),
    (Word::new("1季度"), 1, 3),
    (Word::new("2季度"), 4, 6),
    (Word::new("3季度"), 7, 9),
    (Word::new("前3季度"), 1, 9),
    (Word::new("4季度"), 10, 12),
];
/// Times that no calendar knows.
const LOOSE: [Word; 1] = Word::all(["期间"]);
/// Several years, whatever their number.
const SEVERAL: [Word; 2] = Word::all(["年来", "近年"]);
/// What makes 三年 a time that has passed, behind it and before it.
const PASSED: [&str; 10] = [
    "来", "累计", "间", "内", "以来", "共", "合计", "总计", "中", "期间",
];
const PASSING: [&str; 9] = [
    "近", "过去", "这", "连续", "前", "最近", "任期", "历时", "届",
];
/// Every word for a time holds one of these.
const OF_TIMES: [Word; 5] = Word::all(["年", "月", "季", "期", "度"]);
/// What stands before a year that something is compared with.
const COMPARING: [char; 12] = [
    '比', '较', '同', '与', '和', '跟', '超', '于', '是', '为', '过', '抵',
];

/// The last word of `sentence` that names a time: where it ends, the time, and whether it holds for
/// the numerals after the first as well. The sentence has those letters or fewer.
pub(super) fn last_marker(
    sentence: &str,
    letters: Letters,
    times: Times,
) -> Option<(usize, Frame, bool)> {
    if !letters.may_hold_any(&OF_TIMES) {
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
    for (words, frame) in lists {
        for word in words.iter().filter(|word| word.is_in(sentence, letters)) {
            for (at, word) in sentence.match_indices(word.text) {
                // 一年来 is this year.
                let is_this = frame == Frame::Several && sentence[..at].ends_with(['一', '1']);
                if !is_this && !is_compared(sentence, at) {
                    offer(at + word.len(), frame, false);
                }
            }
        }
    }
    let parts = PARTS.iter();
    for (word, from, to) in parts.filter(|(word, ..)| word.is_in(sentence, letters)) {
        for (at, word) in sentence.match_indices(word.text) {
            if !is_compared(sentence, at) {
                offer(at + word.len(), Frame::Months(*from, *to), false);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_overlooked_for_its_letters() {
        let parts = PARTS.map(|(word, ..)| word);
        let lists = [LAST.as_slice(), &THIS, &OTHER, &LOOSE, &parts, &SEVERAL];
        let is_time = |word: &Word| OF_TIMES.iter().any(|of| word.text.contains(of.text));
        assert!(lists.concat().iter().all(is_time));
    }
}
