//! How numerals should be written, judged from the text alone: no figure is needed to know that
//! 近300多家 contradicts itself.
//!
//! A rule is a file with its source and its code, and a line in [`RULES`]. What a rule asks comes from GB/T
//! 15835—2011 出版物上数字用法 where a clause is named, and from the meaning of the words otherwise.

mod change;
mod contested;
mod doubled;
mod full_width;
mod mixed;
mod moved;
mod multiple;
mod pause;
mod point;
mod points;
mod private;
mod range;
mod reckoned;
mod short_year;
mod signed;
mod some;
mod until;
mod zero;

use std::ops::Range;

pub(crate) use change::{FALL, RISE};

use super::digit;
use super::read::Numeral;
use super::spelling::Spelling;
use crate::diagnostic::Code;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot stand.
    Error,
    /// It should not stand without a second look.
    Warning,
}

/// Something about a numeral's wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// The rule's name in [`RULES`].
    pub rule: &'static str,
    /// The rule's code.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// A rule: its name, where it comes from, and the function that finds what breaks it.
pub struct Rule {
    /// The name, as findings carry it.
    pub name: &'static str,
    /// The clause or the reasoning it rests on.
    pub source: &'static str,
    /// The code under which it speaks.
    pub code: &'static Code,
    check: fn(&Page<'_>) -> Vec<Draft>,
}

/// A text with its numerals.
struct Page<'t> {
    text: &'t str,
    spelling: &'t Spelling,
    numerals: &'t [Numeral],
}

/// A finding before its rule has put its name to it.
struct Draft {
    span: Range<usize>,
    severity: Severity,
    message: String,
    help: String,
}

fn error(span: Range<usize>, message: String, help: String) -> Draft {
    Draft {
        span,
        severity: Severity::Error,
        message,
        help,
    }
}

fn warning(span: Range<usize>, message: String, help: String) -> Draft {
    Draft {
        span,
        severity: Severity::Warning,
        message,
        help,
    }
}

/// Every rule, in the order in which they are checked.
pub const RULES: [Rule; 17] = [
    doubled::RULE,
    contested::RULE,
    pause::RULE,
    some::RULE,
    mixed::RULE,
    range::RULE,
    point::RULE,
    full_width::RULE,
    short_year::RULE,
    zero::RULE,
    signed::RULE,
    moved::RULE,
    reckoned::RULE,
    multiple::RULE,
    points::RULE,
    until::RULE,
    private::RULE,
];

/// All that the rules find in `text`, whose numerals are `numerals`, in the order of the text.
#[must_use]
pub fn check(text: &str, numerals: &[Numeral]) -> Vec<Finding> {
    check_spelled(text, &Spelling::of(text), numerals)
}

/// The same of a text that has been taken apart already.
#[must_use]
pub fn check_spelled(text: &str, spelling: &Spelling, numerals: &[Numeral]) -> Vec<Finding> {
    let page = Page {
        text,
        spelling,
        numerals,
    };
    let mut findings: Vec<Finding> = Vec::new();
    for rule in &RULES {
        let drafts = (rule.check)(&page);
        // Most rules have nothing to say of a text.
        if drafts.is_empty() {
            continue;
        }
        findings.extend(drafts.into_iter().map(|draft| Finding {
            span: draft.span,
            rule: rule.name,
            code: rule.code,
            severity: draft.severity,
            message: draft.message,
            help: draft.help,
        }));
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    findings
}

/// Whether Arabic digits stand in `text`, half-width or not.
fn has_ascii_digit(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_ascii_digit() || digit::ascii(character).is_some())
}

impl<'t> Page<'t> {
    fn slice(&self, range: &Range<usize>) -> &'t str {
        &self.text[range.clone()]
    }

    fn before(&self, place: usize) -> &'t str {
        &self.text[..place]
    }

    fn after(&self, place: usize) -> &'t str {
        &self.text[place..]
    }
}

#[cfg(test)]
mod tests;
