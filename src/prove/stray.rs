//! Characters that count and are no numerals of Chinese: ¹²⁰, 𝟏𝟐𝟎, ١٢٠; and figures that a filter has
//! cut to pieces.
//!
//! The reader knows the numerals that people write. The world is closed to the others as well.

use super::text::{Origin, Passage};
use super::{Evidence, place, quoted};
use crate::diagnostic::{self, Diagnostic};
use crate::narrate::is_mark;
use crate::numeral::read::Numeral;

/// What of a passage counts and was read by nobody.
pub(super) fn check(
    passage: &Passage,
    numerals: &[Numeral],
    evidence: &Evidence<'_>,
) -> Vec<Diagnostic> {
    let text = &passage.text;
    let mut found = Vec::new();
    let mut end = 0;
    for (at, character) in text.char_indices() {
        if at < end {
            continue;
        }
        if is_mark(character) {
            let message = "数字的文字被过滤器切开或颠倒了，印不出来";
            let said = Diagnostic::new(diagnostic::FILTER, message)
                .at(diagnostic::Place::file(&evidence.template.path))
                .help("数字只用自己的写法（万、余、约……）；要取它的值，用 .值");
            found.push(said);
            return found;
        }
        if !counts(text, at, character) {
            continue;
        }
        end = text[at..]
            .find(|next: char| !next.is_numeric())
            .map_or(text.len(), |length| at + length);
        let span = at..end;
        let is_read = |numeral: &Numeral| numeral.span.start <= at && at < numeral.span.end;
        if numerals.iter().any(is_read)
            || passage.origin(&span) != Origin::Typed
            || quoted(&span, passage, evidence.quotes)
        {
            continue;
        }
        let words = &text[span.clone()];
        found.push(
            Diagnostic::new(
                diagnostic::TYPED_NUMERAL,
                format!("“{words}”是手打的数，又不是报告里用的数字"),
            )
            .at(place([&span], passage, evidence.template))
            .help("改成 {{ 数字的名字 }}；数字用半角的 0 到 9"),
        );
    }
    found
}

/// Whether a character is a numeral of any script; H₂O and m² are names.
fn counts(text: &str, at: usize, character: char) -> bool {
    let hanzi = ('\u{3007}'..='\u{9fff}').contains(&character);
    let named = || text[..at].ends_with(|before: char| before.is_ascii_alphabetic());
    character.is_numeric() && !hanzi && !named()
}
