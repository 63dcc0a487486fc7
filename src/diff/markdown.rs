//! A comparison as Markdown for a pull request or a job's summary: what moved most with its
//! reasons, the rest folded.

use std::fmt::Write;

use super::table::{cells, head, summary};
use super::{Change, Diff, Shown, wording};
use crate::render::markdown::escaped;

/// The changes as GitHub tables: `shown.told` of them, what made each below it, then the others
/// in a `<details>`.
#[must_use]
pub fn markdown(diff: &Diff, shown: &Shown) -> String {
    let ranked = diff.ranked(shown.over.as_ref());
    let mut text = escaped(summary(diff, shown).trim_end());
    text.push('\n');
    let (told, others) = ranked.split(shown.told);
    list(told, diff, &mut text);
    if !others.is_empty() {
        let title = if told.is_empty() { "全部" } else { "其余" };
        let _ = write!(
            text,
            "\n<details>\n<summary>{title} {} 个</summary>\n",
            others.len()
        );
        list(others, diff, &mut text);
        text.push_str("\n</details>\n");
    }
    for (title, figures, is_new) in [
        ("新的数字", &ranked.new, true),
        ("不再有的数字", &ranked.gone, false),
    ] {
        if figures.is_empty() {
            continue;
        }
        let _ = write!(text, "\n**{title}**\n\n");
        for change in figures {
            let value = if is_new { &change.new } else { &change.old };
            let value = wording::value(value.as_ref(), change, diff.rounding);
            let _ = writeln!(text, "- {}：{}", escaped(&change.name), escaped(&value));
        }
    }
    text
}

/// A table, and what made its changes.
fn list(changes: &[&Change], diff: &Diff, text: &mut String) {
    if changes.is_empty() {
        return;
    }
    text.push('\n');
    line(&head(diff), text);
    text.push_str("|:--|--:|--:|--:|--:|\n");
    for change in changes {
        line(&cells(change, diff.rounding), text);
    }
    let mut reasons = String::new();
    for change in changes {
        because(change, diff, &mut reasons);
    }
    // Two figures.json files know no rows, so no reasons.
    if !reasons.is_empty() {
        let _ = write!(text, "\n{reasons}");
    }
}

fn line(cells: &[String], text: &mut String) {
    for cell in cells {
        let _ = write!(text, "| {} ", escaped(cell));
    }
    text.push_str("|\n");
}

/// How many parts of a change are told.
const PARTS: usize = 8;

fn because(change: &Change, diff: &Diff, text: &mut String) {
    let reasons = wording::because(change, PARTS, diff.rounding);
    if reasons.is_empty() {
        return;
    }
    let _ = writeln!(text, "- {}", escaped(&change.name));
    for reason in reasons {
        let _ = writeln!(text, "  - {}", escaped(&reason));
    }
}
