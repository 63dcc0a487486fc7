//! Characters that count and are no numerals of Chinese: ¹²⁰, 𝟏𝟐𝟎, ١٢٠, XII; and figures that a filter has
//! cut to pieces.
//!
//! The reader knows the numerals that people write. The world is closed to the others as well.

use super::text::{Origin, Passage};
use super::{Evidence, Said, place, quoted};
use crate::diagnostic::{self, Diagnostic};
use crate::narrate::is_mark;
use crate::numeral::read::Numeral;

/// What of a passage counts and was read by nobody.
pub(super) fn check(passage: &Passage, numerals: &[Numeral], evidence: &Evidence<'_>) -> Vec<Said> {
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
            found.push((0..at, said));
            return found;
        }
        if !counts(text, at, character) {
            continue;
        }
        let behind = text[at..].find(|next: char| !next.is_numeric());
        let digits = behind.map_or(text.len(), |length| at + length);
        end = roman(text, at)
            .unwrap_or(digits)
            .max(at + character.len_utf8());
        let span = at..end;
        let is_read = |numeral: &Numeral| numeral.span.start <= at && at < numeral.span.end;
        if numerals.iter().any(is_read)
            || passage.origin(&span) != Origin::Typed
            || quoted(&span, passage, evidence.quotes)
        {
            continue;
        }
        let words = &text[span.clone()];
        let said = Diagnostic::new(
            diagnostic::TYPED_NUMERAL,
            format!("“{words}”是手打的数，又不是报告里用的数字"),
        )
        .at(place([&span], passage, evidence.template))
        .help("改成 {{ 数字的名字 }}；数字用半角的 0 到 9");
        found.push((span, said));
    }
    found
}

/// Whether a character is a numeral of any script; H₂O and m² are names.
fn counts(text: &str, at: usize, character: char) -> bool {
    let named = || text[..at].ends_with(|before: char| before.is_ascii_alphabetic());
    let is_forty = matches!(character, '卌' | '卄');
    (character.is_numeric() && character != '〇' || is_forty) && !named()
        || roman(text, at).is_some()
}

/// XII名: Latin letters that are a number, where a measure word says so. Where they end.
fn roman(text: &str, at: usize) -> Option<usize> {
    const COUNTING: [char; 12] = [
        '名', '人', '家', '个', '户', '场', '次', '元', '万', '位', '件', '项',
    ];
    let is_roman = |letter: char| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C');
    let letters = &text[at..];
    let length = letters.find(|next: char| !is_roman(next))?;
    let begins = !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric());
    let counts = letters[length..].starts_with(COUNTING);
    (begins && length > 1 && counts && is_well_formed(&letters[..length])).then_some(at + length)
}

/// Whether letters stand as Roman numerals do: the greater before the smaller, but for IV, IX, XL, XC.
fn is_well_formed(letters: &str) -> bool {
    let rank = |letter| "IVXLC".find(letter).unwrap_or(0);
    let ranks: Vec<usize> = letters.chars().map(rank).collect();
    let mut pairs = ranks.windows(2);
    // VI个性 is a visual identity, CI a corporate one.
    let is_word = matches!(letters, "VI" | "CI");
    !is_word && pairs.all(|pair| pair[0] >= pair[1] || pair[0] % 2 == 0 && pair[1] - pair[0] <= 2)
}
