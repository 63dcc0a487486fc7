//! A comparison as Markdown for a pull request or a job's summary: a table, the reasons folded.

use std::fmt::Write;

use super::table::{cells, head, summary};
use super::{Change, Diff, wording};
use crate::number::Number;
use crate::render::markdown::escaped;

/// The changes as a GitHub table, what moved most first; what made them in a `<details>`.
#[must_use]
pub fn markdown(diff: &Diff, over: Option<&Number>) -> String {
    let ranked = diff.ranked(over);
    let mut text = escaped(summary(diff, over).trim_end());
    text.push('\n');
    if !ranked.changed.is_empty() {
        text.push('\n');
        line(&head(diff), &mut text);
        text.push_str("|:--|--:|--:|--:|--:|\n");
        for change in &ranked.changed {
            line(&cells(change, diff.rounding), &mut text);
        }
        let mut reasons = String::new();
        for change in &ranked.changed {
            because(change, diff, &mut reasons);
        }
        // Two figures.json files know no rows, so no reasons.
        if !reasons.is_empty() {
            let folded = "\n<details>\n<summary>每个变化是怎么来的</summary>\n\n";
            text.extend([folded, &reasons, "\n</details>\n"]);
        }
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

fn line(cells: &[String], text: &mut String) {
    for cell in cells {
        let _ = write!(text, "| {} ", escaped(cell));
    }
    text.push_str("|\n");
}

fn because(change: &Change, diff: &Diff, text: &mut String) {
    let reasons = wording::because(change, usize::MAX, diff.rounding);
    if reasons.is_empty() {
        return;
    }
    let _ = writeln!(text, "- {}", escaped(&change.name));
    for reason in reasons {
        let _ = writeln!(text, "  - {}", escaped(&reason));
    }
}
