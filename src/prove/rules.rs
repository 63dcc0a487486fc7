//! What a text may not say whatever the figures are: rules over words and numerals, one a file.
//!
//! The rules know no document and no audit, so both can ask them. Adding one is adding a file and a
//! line in `RULES`.

pub(crate) mod evidence;
pub(crate) mod named;
mod part;
mod style;
mod sum;
mod until;

use std::ops::Range;

use crate::diagnostic::{Code, Severity};
use crate::numeral::hedge::{Claim, Written};
use crate::numeral::read::Numeral;
use crate::numeral::spelling::Spelling;

/// A paragraph with its numerals, and what rules have to know besides.
#[derive(Clone, Copy)]
pub struct Passage<'a> {
    /// The words.
    pub text: &'a str,
    /// The same, taken apart.
    pub spelling: &'a Spelling,
    /// Its numerals.
    pub numerals: &'a [Numeral],
    /// Whether the year says up to which day its figures count.
    pub as_of: bool,
    /// Whether a stretch is quoted, with its source.
    pub quoted: &'a dyn Fn(&Range<usize>) -> bool,
}

/// What a rule has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Which rule's code.
    pub code: &'static Code,
    /// How grave.
    pub severity: Severity,
    /// Where, in bytes of the passage.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// Every rule, in order.
const RULES: [fn(&Passage<'_>) -> Vec<Remark>; 6] = [
    style::check,
    until::check,
    evidence::check,
    part::check,
    sum::check,
    named::check,
];

/// What the rules say of a passage, in the order of its words.
#[must_use]
pub fn check(passage: &Passage<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = Vec::new();
    for rule in RULES {
        let found = rule(passage);
        if !found.is_empty() {
            remarks.extend(found);
        }
    }
    remarks.sort_by_key(|remark| (remark.span.start, remark.span.end));
    remarks
}

impl Remark {
    fn new(code: &'static Code, span: Range<usize>, message: String, help: &str) -> Self {
        Self {
            code,
            severity: code.severity,
            span,
            message,
            help: help.to_owned(),
        }
    }
}

/// What a numeral says where it says one number and no more.
fn exact(numeral: &Numeral) -> Option<&Written> {
    match numeral.claim.as_ref()? {
        Claim::Exact(written) => Some(written),
        _ => None,
    }
}

/// A passage read from `text` alone, for the rules' tests.
#[cfg(test)]
fn remarks(text: &str) -> Vec<(&'static str, Severity)> {
    let numerals = crate::numeral::read::read(text);
    let passage = Passage {
        text,
        spelling: &Spelling::of(text),
        numerals: &numerals,
        as_of: false,
        quoted: &|_| false,
    };
    check(&passage)
        .iter()
        .map(|remark| (remark.code.id, remark.severity))
        .collect()
}
