//! The closed world: every numeral of the report is computed, recognised or quoted, or there is no
//! report.
//!
//! The prover reads the finished document as a reader would, words and figures together, so that a
//! digit typed beside a figure, or a 近 typed before one, is seen for what it says.

mod alone;
mod completeness;
mod first;
mod known;
mod label;
mod listed;
mod nearest;
mod relation;
pub mod rules;
mod stray;
mod text;

use std::ops::Range;
use std::sync::Arc;

pub use completeness::completeness;

use crate::diagnostic::{self, Diagnostic, Place};
use crate::document::{Document, Sources, Words};
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::narrate::{Narration, Scope, locate, retrace};
use crate::number::{Number, Rounding};
use crate::numeral::lexicon::recognise;
use crate::numeral::read::{Kind, Numeral, read};
use crate::numeral::spelling::Spelling;
use crate::project::{Claim, Quote};
use crate::source::Source;
use text::{Origin, Passage};

/// What a document is proved against.
pub struct Evidence<'a> {
    /// The year's figures.
    pub figures: &'a Figures,
    /// Last year's, where there are any.
    pub last_year: Option<&'a Figures>,
    /// The sources that the document's figures point to.
    pub sources: &'a Sources<'a>,
    /// The ledgers that the figures were computed from.
    pub ledgers: &'a Ledgers,
    /// Last year's, where there are any.
    pub ledgers_last_year: Option<&'a Ledgers>,
    /// The year.
    pub year: i32,
    /// Numerals quoted with their sources.
    pub quotes: &'a [Quote],
    /// Why figures of last year are others now.
    pub restatements: &'a [Claim],
    /// The template, for the places of findings.
    pub template: &'a Source,
    /// What it was rendered to.
    pub narration: &'a Narration,
    /// Over what.
    pub scope: &'a Arc<Scope>,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// How large a change still counts as 持平.
    pub level_tolerance: &'a Number,
    /// Whether year.toml says up to which day the figures count.
    pub as_of: bool,
}

/// Something said of a stretch of a passage, in bytes.
type Said = (Range<usize>, Diagnostic);

/// Accounts for every numeral of `document`.
#[must_use]
pub fn prove(document: &Document, evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = label::check(evidence);
    let mut all: Vec<(Passage, Vec<Said>)> = Vec::new();
    for passage in text::passages(document) {
        let numerals = read(&passage.text);
        let accounted = numerals.iter().filter_map(|numeral| {
            let said = account(numeral, &passage, evidence)
                .or_else(|| known::typed_hedge(numeral, &passage, evidence))?;
            Some((numeral.span.clone(), said))
        });
        let mut said: Vec<Said> = accounted.collect();
        add(&mut said, alone::check(&passage, &numerals, evidence));
        let before = said.len();
        said.extend(stray::check(&passage, &numerals, evidence));
        said.extend(listed::check(&passage, &numerals, evidence));
        // What a rule says of words that have to go anyway would only be an echo.
        if said.len() == before {
            add(&mut said, relation::check(&passage, &numerals, evidence));
            add(&mut said, remarks(&numerals, &passage, evidence));
        }
        all.push((passage, said));
    }
    place_exactly(&mut all, evidence);
    let said = all.into_iter().flat_map(|(_, said)| said);
    found.extend(said.map(|(_, diagnostic)| diagnostic));
    found
}

/// Puts findings where their words come from in the template, as far as that can be told: the words alone
/// may stand there more than once.
fn place_exactly(all: &mut [(Passage, Vec<Said>)], evidence: &Evidence<'_>) {
    if all.iter().all(|(_, said)| said.is_empty()) {
        return;
    }
    let (narration, template) = (evidence.narration, evidence.template);
    let Some(trail) = retrace(narration, template, evidence.scope) else {
        return;
    };
    let words = Words::of(narration);
    let mut from = 0;
    for (passage, said) in all {
        let is_in_template = passage.place.is_none() && !passage.text.is_empty();
        let Some(start) = words.find(&passage.text, from).filter(|_| is_in_template) else {
            continue;
        };
        from = start + passage.text.len();
        for (span, diagnostic) in said {
            let there = words.in_markdown(&(start + span.start..start + span.end));
            let there = there.and_then(|there| trail.span(narration, template, &there));
            if let Some(there) = there {
                diagnostic.place = Some(Place::span(template, there));
            }
        }
    }
}

/// Adds what is said of stretches of which nothing has been said yet.
fn add(said: &mut Vec<Said>, more: Vec<Said>) {
    let told: Vec<Range<usize>> = said.iter().map(|(span, _)| span.clone()).collect();
    let is_new = |(span, _): &Said| {
        let mut told = told.iter();
        !told.any(|told| told.start < span.end && span.start < told.end)
    };
    said.extend(more.into_iter().filter(is_new));
}

/// What the rules over wording say of a passage. Of words that were computed they speak only where they
/// hold several numerals against each other: each of these is right, and what is said of them may not be.
fn remarks(numerals: &[Numeral], passage: &Passage, evidence: &Evidence<'_>) -> Vec<Said> {
    const BETWEEN: [&diagnostic::Code; 4] = [
        diagnostic::CHANGE_WORD,
        diagnostic::PERCENTAGE_POINTS,
        diagnostic::PART_IN_TEXT,
        diagnostic::SUM_IN_TEXT,
    ];
    let is_quoted = |span: &Range<usize>| quoted(span, passage, evidence.quotes);
    let words = rules::Passage {
        text: &passage.text,
        spelling: &Spelling::of(&passage.text),
        numerals,
        as_of: evidence.as_of,
        quoted: &is_quoted,
    };
    let speaks = |remark: &rules::Remark| {
        let is_typed = passage.origin(&remark.span) == Origin::Typed;
        let is_between =
            BETWEEN.contains(&remark.code) && !passage.is_within_sentence(&remark.span);
        (is_typed || is_between) && !is_quoted(&remark.span)
    };
    let mut remarks = rules::check(&words);
    for remark in &mut remarks {
        first::refute(remark, numerals, passage, evidence);
    }
    let remarks = remarks.into_iter().filter(speaks);
    remarks
        .map(|remark| {
            let place = place([&remark.span], passage, evidence.template);
            let said = Diagnostic {
                severity: remark.severity,
                ..Diagnostic::new(remark.code, remark.message)
            };
            (remark.span, said.at(place).help(remark.help))
        })
        .collect()
}

/// A numeral that was typed is recognised, or quoted, or wrong.
fn account(numeral: &Numeral, passage: &Passage, evidence: &Evidence<'_>) -> Option<Diagnostic> {
    if passage.origin(&numeral.digits) != Origin::Typed
        || alone::is_joined(numeral, passage)
        || quoted_whole(numeral, passage, evidence.quotes)
    {
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

/// Whether a quotation of year.toml stands around a stretch of the words.
fn quoted(span: &Range<usize>, passage: &Passage, quotes: &[Quote]) -> bool {
    quotes.iter().any(|quote| {
        passage
            .text
            .match_indices(&quote.text)
            .any(|(start, words)| start <= span.start && span.end <= start + words.len())
    })
}

/// Whether a quotation stands around a numeral and says all of it: 三十七人 is no quotation of 百三十七人,
/// nor 37人 of 37人次.
fn quoted_whole(numeral: &Numeral, passage: &Passage, quotes: &[Quote]) -> bool {
    quotes.iter().any(|quote| {
        let mut places = passage.text.match_indices(&quote.text);
        places.any(|(start, words)| {
            let span = start..start + words.len();
            span.start <= numeral.digits.start
                && numeral.digits.end <= span.end
                && alone::reads_as(&span, numeral, &passage.text)
        })
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
