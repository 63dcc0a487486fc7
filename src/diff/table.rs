//! A comparison for a terminal 80 columns wide, in which wide characters line up.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Change, Diff, Shown, wording};
use crate::number::Rounding;

/// How wide a line may be.
const WIDTH: usize = 80;
/// How narrow the names may get.
const NARROWEST: usize = 14;
/// How many parts of a change are told.
const PARTS: usize = 4;

/// The changes as a table, what moved most first: `shown.told` of them with what made them, the
/// others in a line each.
#[must_use]
pub fn table(diff: &Diff, shown: &Shown) -> String {
    let ranked = diff.ranked(shown.over.as_ref());
    let mut text = summary(diff, shown);
    if !ranked.changed.is_empty() {
        let widths = widths(diff, &ranked.changed);
        let (told, others) = ranked.split(shown.told);
        if !told.is_empty() {
            text.push('\n');
            row(&head(diff), widths, &mut text);
        }
        for change in told {
            row(&cells(change, diff.rounding), widths, &mut text);
            for reason in reasons(change, diff.rounding) {
                text.push_str(&cut(&format!("  {reason}"), WIDTH));
                text.push('\n');
            }
        }
        if !others.is_empty() {
            text.push('\n');
            if !told.is_empty() {
                let _ = writeln!(
                    text,
                    "其余 {} 个（--top {} 说明来历）",
                    others.len(),
                    ranked.changed.len()
                );
            }
            row(&head(diff), widths, &mut text);
            for change in others {
                row(&cells(change, diff.rounding), widths, &mut text);
            }
        }
    }
    for (title, figures, is_new) in [
        ("新的数字", &ranked.new, true),
        ("不再有的数字", &ranked.gone, false),
    ] {
        if figures.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{title}");
        for change in figures {
            let value = if is_new { &change.new } else { &change.old };
            let value = wording::value(value.as_ref(), change, diff.rounding);
            text.push_str(&cut(&format!("  {}  {value}", change.name), WIDTH));
            text.push('\n');
        }
    }
    text
}

/// How much changed, in one line.
pub(super) fn summary(diff: &Diff, shown: &Shown) -> String {
    let ranked = diff.ranked(shown.over.as_ref());
    let mut text = format!(
        "{} → {}：{} 个数字有变化，{} 个没变",
        diff.old,
        diff.new,
        ranked.changed.len() + ranked.under,
        ranked.same
    );
    if let Some(over) = &shown.over {
        let past = ranked.changed.len();
        let limit = wording::limit(over, "");
        let _ = write!(text, "；超过 {limit} 的 {past} 个");
    }
    text.push('\n');
    text
}

/// The cells of a figure's line: name, old, new, change, rate.
pub(super) fn cells(change: &Change, rounding: Rounding) -> [String; 5] {
    let moved = change.change.as_ref();
    [
        change.name.clone(),
        wording::value(change.old.as_ref(), change, rounding),
        wording::value(change.new.as_ref(), change, rounding),
        moved.map_or_else(
            || "—".to_owned(),
            |moved| wording::signed(moved, change, rounding),
        ),
        wording::rate(change),
    ]
}

/// The headings over [`cells`].
pub(super) fn head(diff: &Diff) -> [String; 5] {
    // A file's path is too long for a column.
    let side = |name: &str, word: &str| {
        let is_short = name.width() <= 8;
        if is_short { name } else { word }.to_owned()
    };
    [
        "数字".to_owned(),
        side(&diff.old, "旧"),
        side(&diff.new, "新"),
        "增减".to_owned(),
        "增减率".to_owned(),
    ]
}

/// The widths of the columns: the names take what the numbers leave.
fn widths(diff: &Diff, changed: &[&Change]) -> [usize; 5] {
    let lines = changed.iter().map(|change| cells(change, diff.rounding));
    let lines: Vec<[String; 5]> = std::iter::once(head(diff)).chain(lines).collect();
    let widest = |column: usize| lines.iter().map(|line| line[column].width()).max();
    let mut widths = [0, 1, 2, 3, 4].map(|column| widest(column).unwrap_or(0));
    // Texts may be of any length; numbers are short by now.
    for width in &mut widths[1..] {
        *width = (*width).min(16);
    }
    let others: usize = widths[1..].iter().sum::<usize>() + 2 * 4;
    let room = WIDTH.saturating_sub(others).max(NARROWEST);
    widths[0] = widths[0].min(room);
    widths
}

fn row(line: &[String; 5], widths: [usize; 5], text: &mut String) {
    let name = cut(&line[0], widths[0]);
    let mut row = format!("{name}{}", blank(&name, widths[0]));
    for (cell, width) in line.iter().zip(widths).skip(1) {
        let cell = cut(cell, width);
        let _ = write!(row, "  {}{cell}", blank(&cell, width));
    }
    text.push_str(row.trim_end());
    text.push('\n');
}

/// What made the change, with as many parts as fit a line.
fn reasons(change: &Change, rounding: Rounding) -> Vec<String> {
    let told = (1..=PARTS)
        .rev()
        .map(|most| wording::because(change, most, rounding));
    let mut told: Vec<Vec<String>> = told.collect();
    let fits = |lines: &Vec<String>| lines.iter().all(|line| line.width() + 2 <= WIDTH);
    let first = told.iter().position(fits);
    told.swap_remove(first.unwrap_or(PARTS - 1))
}

fn blank(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.width()))
}

/// At most `width` columns of a line, `…` where more is left out; controls would tear the table.
fn cut(text: &str, width: usize) -> String {
    let text: String = text.split(char::is_control).collect();
    if text.width() <= width {
        return text;
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}
