//! Rows of marks in running text: 1、抓学习；2、抓规范, and 不断加强1.政治建设2.组织建设 where a heading lost its line.
//!
//! A number with 、 or a point after it may be a figure all the same (社区5、街道4), so the row has to be there:
//! the one before it and the first one stand earlier on the line with the same sign, or, for the first, the
//! second one later; and each begins something.

use std::ops::Range;

/// Whether `digits` are a mark in such a row of `text`.
pub(super) fn holds(text: &str, digits: &Range<usize>) -> bool {
    let written = &text[digits.clone()];
    let Some(number) = written
        .parse::<u32>()
        .ok()
        .filter(|number| (1..=30).contains(number))
    else {
        return false;
    };
    let Some(sign) = text[digits.end..].chars().next() else {
        return false;
    };
    let line = text[..digits.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[digits.end..]
        .find('\n')
        .map_or(text.len(), |at| digits.end + at);
    let earlier = |number| stands(text, line..digits.start, number, sign);
    let later = |number| stands(text, digits.end..end, number, sign);
    begins(text, digits.start, digits.end, sign)
        && match number {
            1 => later(2),
            2 => earlier(1),
            number => earlier(1) && earlier(number - 1),
        }
}

/// Whether `number` with `sign` marks something in a stretch of the text.
fn stands(text: &str, within: Range<usize>, number: u32, sign: char) -> bool {
    let mark = format!("{number}{sign}");
    let found = text[within.clone()].match_indices(&mark);
    found
        .map(|(at, _)| within.start + at)
        .any(|at| begins(text, at, at + mark.len() - sign.len_utf8(), sign))
}

/// Whether the digits from `start` to `end` begin something: a word stands right after their sign, and what is
/// before them has ended. A point may follow a word where a heading was run into the text.
fn begins(text: &str, start: usize, end: usize, sign: char) -> bool {
    let is_hanzi = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let before = text[..start].chars().next_back();
    let after = text[end + sign.len_utf8()..]
        .trim_start_matches(' ')
        .chars()
        .next();
    let opened = after.is_some_and(|next| is_hanzi(next) || matches!(next, '“' | '《'));
    let ended = before.is_none_or(|last| {
        let closed = matches!(
            last,
            '。' | '；' | ';' | '：' | ':' | '，' | ',' | '！' | '）' | ' ' | '\u{3000}' | '\n'
        );
        closed || is_hanzi(last) && matches!(sign, '.' | '．')
    });
    opened && ended
}
