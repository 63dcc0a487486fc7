//! Comparisons that would be answered wrongly without a word: a figure, or a row's number or day,
//! held against a bare number or text.
//!
//! minijinja orders values of different kinds by their kinds, so `{% if 建家 > 1000 %}` holds of any
//! 建家. Objects have no say in it; the template's text does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::scope::Scope;
use crate::diagnostic::{self, Diagnostic, Place};
use crate::schema::Kind;
use crate::source::Source;

/// Inside a tag, two operands with a comparison between them; then a loop over rows.
struct Patterns {
    comparison: Regex,
    rows: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    // What a name begins with and goes on with: all but ASCII's space, punctuation and, to begin
    // with, digits. Unicode's classes of letters would say no more here and take longer to build than
    // a report takes to check.
    let (first, next) = (r"[^\x00-@\[-^`\{-\x7F]", r"[^\x00-/:-@\[-^`\{-\x7F]");
    let operand =
        format!(r#"{first}{next}*(?:\.{next}+|\["[^"]*"\])*|-?[0-9][0-9_.]*|"[^"]*"|'[^']*'"#);
    let comparison = format!(r"(?P<left>{operand})\s*(?:==|!=|<=|>=|<|>)\s*(?P<right>{operand})");
    let rows = format!(r#"\{{%-?\s*for\s+({first}{next}*)\s+in\s+rows\(\s*["']([^"']+)["']"#);
    Some(Patterns {
        comparison: Regex::new(&comparison).ok()?,
        rows: Regex::new(&rows).ok()?,
    })
});

/// What stands on one side of a comparison.
#[derive(PartialEq, Eq)]
enum Operand {
    /// A figure, or a row's number or day.
    Whole,
    /// A number or a text.
    Bare,
    /// A name that the template made itself.
    Unknown,
}

/// A finding for each comparison of a whole with a bare value.
pub(super) fn mixed_comparisons(template: &Source, scope: &Scope) -> Vec<Diagnostic> {
    let text = &template.text;
    // Most templates compare nothing, and the patterns take longer to build than a template to read.
    let compares = |tag: &Range<usize>| {
        let tag = &text[tag.clone()];
        tag.contains(['<', '>']) || tag.contains("==") || tag.contains("!=")
    };
    let tags: Vec<Range<usize>> = tags(text).filter(compares).collect();
    if tags.is_empty() {
        return Vec::new();
    }
    let Some(patterns) = PATTERNS.as_ref() else {
        return Vec::new();
    };
    let loops: BTreeMap<&str, &str> = patterns
        .rows
        .captures_iter(text)
        .filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str())))
        .collect();
    let mut findings = Vec::new();
    for tag in tags {
        for comparison in patterns.comparison.captures_iter(&text[tag.clone()]) {
            let (Some(left), Some(right)) = (comparison.name("left"), comparison.name("right"))
            else {
                continue;
            };
            let kinds = [left, right].map(|side| operand(side.as_str(), &loops, scope));
            let whole = match kinds {
                [Operand::Whole, Operand::Bare] => left,
                [Operand::Bare, Operand::Whole] => right,
                _ => continue,
            };
            let at = tag.start + whole.start();
            findings.push(finding(template, at..at + whole.len()));
        }
    }
    findings
}

/// Where the template's tags stand, one after another: `{{ … }}` and `{% … %}`.
fn tags(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let begin = at + text[at..].find('{')?;
            at = begin + 1;
            let close = match text.as_bytes().get(at) {
                Some(b'{') => "}}",
                Some(b'%') => "%}",
                _ => continue,
            };
            if let Some(length) = text[at + 1..].find(close) {
                at += 1 + length + close.len();
                return Some(begin..at);
            }
        }
    })
}

fn operand(text: &str, loops: &BTreeMap<&str, &str>, scope: &Scope) -> Operand {
    if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '"' | '\'')) {
        return Operand::Bare;
    }
    let mut path = text.split(['.', '[']);
    let base = path.next().unwrap_or_default();
    let last = path.next_back();
    if last.is_some_and(|last| matches!(last, "值" | "年" | "月" | "日" | "行数" | "名称" | "单位"))
    {
        return Operand::Bare;
    }
    if let (Some(ledger), Some(column)) = (loops.get(base), last) {
        let ledger = scope.ledgers.get(*ledger).map(|ledger| &ledger.schema);
        let kind = ledger.and_then(|ledger| Some(ledger.fields[ledger.field(column)?].kind));
        return match kind {
            Some(kind) if kind.is_numeric() || kind == Kind::Date => Operand::Whole,
            _ => Operand::Unknown,
        };
    }
    if base == "year" {
        return Operand::Bare;
    }
    if scope.figures.names().any(|name| name == base) {
        Operand::Whole
    } else {
        Operand::Unknown
    }
}

fn finding(template: &Source, span: Range<usize>) -> Diagnostic {
    let words = &template.text[span.clone()];
    let message = format!("“{words}”连着单位和出处，不能直接和一个数或文字比");
    Diagnostic::new(diagnostic::FILTER, message)
        .at(Place::span(template, span))
        .help(format!("写成 {words}.值"))
}
