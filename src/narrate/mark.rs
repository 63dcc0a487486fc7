//! The marks that stand in Markdown for computed words.

use serde::Serialize;

/// Opens a mark; its index follows in [`DIGITS`], then [`CLOSE`].
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{F0001}';
/// The first of ten characters that stand for the digits 0 to 9.
const DIGITS: u32 = 0xF0010;

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A wording of a figure.
    Figure {
        /// The figure's index.
        figure: usize,
        /// Which of its values.
        aspect: Aspect,
        /// The words.
        text: String,
    },
    /// Text out of a ledger.
    Cell {
        /// The text.
        text: String,
    },
    /// A chart, alone in its paragraph.
    Chart {
        /// What it looks like.
        kind: ChartKind,
        /// Its title.
        title: String,
        /// Label and figure of each point.
        points: Vec<(String, usize)>,
    },
}

/// What a chart looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartKind {
    /// Horizontal bars, for categories.
    Bar,
    /// Upright columns, for months and years.
    Column,
    /// A line, for a course over time.
    Line,
}

/// Which value of a figure is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// This year's.
    Now,
    /// Last year's.
    LastYear,
    /// The change between them.
    Change,
}

/// Opens a mark of [`Trail`](super::Trail): what comes after it stands in the template at that index.
pub(super) const OPEN_TRAIL: char = '\u{F0002}';

/// The characters that say where words come from.
pub(super) fn trail(index: usize) -> String {
    write(index).replacen(OPEN, &OPEN_TRAIL.to_string(), 1)
}

/// The index of the mark that `text` begins with, and what comes after it.
pub(super) fn index_of(text: &str) -> Option<(usize, &str)> {
    let (digits, after) = text.get(OPEN.len_utf8()..)?.split_once(CLOSE)?;
    Some((number(digits), after))
}

fn number(digits: &str) -> usize {
    digits.chars().fold(0_usize, |index, digit| {
        let value = u32::from(digit).saturating_sub(DIGITS) as usize;
        index.saturating_mul(10).saturating_add(value)
    })
}

/// Whether a character belongs to a mark.
#[must_use]
pub fn is_mark(character: char) -> bool {
    let code = u32::from(character);
    matches!(character, OPEN | CLOSE) || (DIGITS..DIGITS + 10).contains(&code)
}

/// The characters that stand for mark `index`.
#[must_use]
pub fn write(index: usize) -> String {
    let digit = |digit: char| {
        let value = digit.to_digit(10).unwrap_or(0);
        char::from_u32(DIGITS + value).unwrap_or(CLOSE)
    };
    let digits: String = index.to_string().chars().map(digit).collect();
    format!("{OPEN}{digits}{CLOSE}")
}

/// A stretch of marked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// Plain text.
    Text(&'a str),
    /// A mark's index.
    Mark(usize),
}

/// Splits text at its marks.
#[must_use]
pub fn split(text: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(OPEN) {
        let (before, marked) = rest.split_at(open);
        if !before.is_empty() {
            stretches.push(Stretch::Text(before));
        }
        let Some(close) = marked.find(CLOSE) else {
            break;
        };
        let index = number(&marked[OPEN.len_utf8()..close]);
        stretches.push(Stretch::Mark(index));
        rest = &marked[close + CLOSE.len_utf8()..];
    }
    if !rest.is_empty() {
        stretches.push(Stretch::Text(rest));
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_where_they_were_written() {
        let text = format!("甲{}乙{}", write(0), write(1209));
        let expected = [
            Stretch::Text("甲"),
            Stretch::Mark(0),
            Stretch::Text("乙"),
            Stretch::Mark(1209),
        ];
        assert_eq!(split(&text), expected);
    }
}
