//! The closed world: every numeral of the report is computed, recognised or quoted, or there is no
//! report.
//!
//! The prover reads the finished document as a reader would, words and figures together, so that a
//! digit typed beside a figure, or a 近 typed before one, is seen for what it says.

mod completeness;
mod label;
mod listed;
mod nearest;
pub mod rules;
mod stray;
mod text;

use std::ops::Range;

pub use completeness::completeness;

use crate::diagnostic::{self, Diagnostic, Place};
use crate::document::Document;
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::narrate::locate;
use crate::number::Rounding;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::lexicon::recognise;
use crate::numeral::read::{Kind, Numeral, read};
use crate::numeral::write::wordings;
use crate::project::Quote;
use crate::source::Source;
use text::{Origin, Passage};

/// What a document is proved against.
pub struct Evidence<'a> {
    /// The year's figures.
    pub figures: &'a Figures,
    /// The ledgers that they were computed from.
    pub ledgers: &'a Ledgers,
    /// The year.
    pub year: i32,
    /// Numerals quoted with their sources.
    pub quotes: &'a [Quote],
    /// The template, for the places of findings.
    pub template: &'a Source,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// Whether year.toml says up to which day the figures count.
    pub as_of: bool,
}

/// Accounts for every numeral of `document`.
#[must_use]
pub fn prove(document: &Document, evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = label::check(document, evidence);
    for passage in text::passages(document) {
        let numerals = read(&passage.text);
        let before = found.len();
        for numeral in &numerals {
            found.extend(account(numeral, &passage, document, evidence));
        }
        found.extend(stray::check(&passage, &numerals, evidence));
        found.extend(listed::check(&passage, &numerals, evidence));
        // What a rule says of words that have to go anyway would only be an echo.
        if found.len() == before {
            found.extend(remarks(&numerals, &passage, evidence));
        }
    }
    found
}

/// What the rules over wording say of a passage, as far as somebody typed it.
fn remarks(numerals: &[Numeral], passage: &Passage, evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let is_quoted = |span: &Range<usize>| quoted(span, passage, evidence.quotes);
    let words = rules::Passage {
        text: &passage.text,
        numerals,
        as_of: evidence.as_of,
        quoted: &is_quoted,
    };
    let typed = |remark: &rules::Remark| {
        passage.origin(&remark.span) == Origin::Typed && !is_quoted(&remark.span)
    };
    let remarks = rules::check(&words).into_iter().filter(typed);
    remarks
        .map(|remark| Diagnostic {
            severity: remark.severity,
            ..Diagnostic::new(remark.code, remark.message)
                .at(place([&remark.span], passage, evidence.template))
                .help(remark.help)
        })
        .collect()
}

fn account(
    numeral: &Numeral,
    passage: &Passage,
    document: &Document,
    evidence: &Evidence<'_>,
) -> Option<Diagnostic> {
    match passage.origin(&numeral.digits) {
        Origin::Typed => {}
        Origin::Ledger => return None,
        Origin::Figure(source) => {
            return typed_hedge(numeral, passage, source, document, evidence);
        }
    }
    if quoted(&numeral.digits, passage, evidence.quotes) {
        return None;
    }
    if numeral.kind == Kind::Private {
        let words = &passage.text[numeral.span.clone()];
        let message = format!("“{words}”像是电话或证件号码");
        return Some(
            Diagnostic::new(diagnostic::PRIVATE, message)
                .at(place(
                    [&numeral.span, &numeral.digits],
                    passage,
                    evidence.template,
                ))
                .help("报告里不应有个人的号码；确实要公开的，在 year.toml 里用 [[quote]] 注明"),
        );
    }
    if recognise(&passage.text, numeral).is_some() {
        return None;
    }
    let words = &passage.text[numeral.span.clone()];
    let message = format!("“{words}”是手打的数，不知道从哪里来");
    Some(
        Diagnostic::new(diagnostic::TYPED_NUMERAL, message)
            .at(place(
                [&numeral.span, &numeral.digits],
                passage,
                evidence.template,
            ))
            .help(nearest::advice(numeral, passage, evidence)),
    )
}

/// A hedge typed around a figure has to be true of it.
fn typed_hedge(
    numeral: &Numeral,
    passage: &Passage,
    source: usize,
    document: &Document,
    evidence: &Evidence<'_>,
) -> Option<Diagnostic> {
    let typed =
        |hedge: &crate::numeral::read::HedgeWord| passage.origin(&hedge.span) == Origin::Typed;
    if !numeral.hedges.iter().any(typed) {
        return None;
    }
    let figure = evidence.figures.get(&document.sources.get(source)?.name)?;
    let (claim, value) = (numeral.claim.as_ref()?, figure.value.number()?);
    let nature = figure.nature();
    if judge(claim, value, nature, evidence.rounding) != Verdict::False {
        return None;
    }
    let words = &passage.text[numeral.span.clone()];
    let true_ones = wordings(&figure.measure(evidence.rounding)?);
    let endless = || format!("{}…", value.to_fixed(4, evidence.rounding));
    let value = value.to_decimal().unwrap_or_else(endless);
    let message = format!(
        "“{words}”不成立：“{}”是 {value}{}",
        figure.name,
        figure.unit()
    );
    let help = format!(
        "数字自己会带上属实的约数词，如 {{{{ {} | 余(2) }}}}；可以写成：{}",
        figure.name,
        true_ones.join("、")
    );
    Some(
        Diagnostic::new(diagnostic::UNTRUE_HEDGE, message)
            .at(place(
                [&numeral.span, &numeral.digits],
                passage,
                evidence.template,
            ))
            .help(help),
    )
}

/// Whether a quotation of year.toml stands around a stretch of the words.
fn quoted(span: &Range<usize>, passage: &Passage, quotes: &[Quote]) -> bool {
    quotes.iter().any(|quote| {
        passage
            .text
            .match_indices(&quote.text)
            .any(|(start, words)| start <= span.start && span.end <= start + words.len())
    })
}

/// Where words were typed, in the template where they are the template's: the first of `spans` that
/// stands there in one piece. Words that emphasis cut apart do not; a numeral's digits do.
fn place<'a>(
    spans: impl IntoIterator<Item = &'a Range<usize>>,
    passage: &Passage,
    template: &Source,
) -> Place {
    if let Some(place) = &passage.place {
        return place.clone();
    }
    let found = spans.into_iter().find_map(|span| {
        let typed = passage.typed_around(span);
        let words = &passage.text[typed.clone()];
        let before = passage.typed_before(typed.start);
        let after = passage.typed_after(typed.end);
        let at = locate(&template.text, &before, words, after)?;
        Some(Place::span(template, at..at + words.len()))
    });
    found.unwrap_or_else(|| Place::file(&template.path))
}
