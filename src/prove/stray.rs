//! Characters that count and are no numerals of Chinese: ¹²⁰, 𝟏𝟐𝟎, ١٢٠, XII; and figures that a filter has
//! cut to pieces.
//!
//! The reader knows the numerals that people write. The world is closed to the others as well.

use super::text::{Origin, Passage};
use super::{Evidence, Said, place, quoted};
use crate::diagnostic::{self, Diagnostic};
use crate::narrate::is_mark;
use crate::numeral::read::{Kind, Numeral};

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
            .or_else(|| english(text, at))
            .or_else(|| halved(text, at))
            .or_else(|| disguised(text, at))
            .unwrap_or(digits)
            .max(at + character.len_utf8());
        let span = at..end;
        // 3O0名 reads as a code, which nothing is counted in.
        let is_read = |numeral: &Numeral| {
            let coded = numeral.kind == Kind::Code && disguised(text, at).is_some();
            numeral.span.start <= at && at < numeral.span.end && !coded
        };
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

/// Characters that count, and that neither the grammar nor Unicode's tables know for numbers: forty, twenty
/// and two hundred in one, old forms, keycap ten, and the doubles of 一, 二, 六 … that were made for radicals
/// and for other encodings.
const OTHERS: [char; 20] = [
    '卌',
    '卄',
    '丗',
    '皕',
    '弌',
    '弍',
    '弎',
    '弐',
    '\u{1f51f}',
    '\u{2f00}',
    '\u{2f06}',
    '\u{2f0b}',
    '\u{2f17}',
    '\u{f96b}',
    '\u{f973}',
    '\u{f978}',
    '\u{f9b2}',
    '\u{f9d1}',
    '\u{f9d3}',
    '\u{1f4af}',
];

/// Whether a character is a numeral of any script; H₂O and m² are names.
fn counts(text: &str, at: usize, character: char) -> bool {
    let named = || text[..at].ends_with(|before: char| before.is_ascii_alphabetic());
    let is_other = OTHERS.contains(&character);
    (character.is_numeric() && character != '〇' || is_other) && !named()
        || roman(text, at).is_some()
        || english(text, at).is_some()
        || halved(text, at).is_some()
        || disguised(text, at).is_some()
}

/// What is counted, after a number in letters.
const COUNTING: [char; 12] = [
    '名', '人', '家', '个', '户', '场', '次', '元', '万', '位', '件', '项',
];

/// Whether letters at `at` begin there.
fn begins(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric())
}

/// XII名: Latin letters that are a number, where a measure word says so. Where they end. Small ones only as
/// far as lists are numbered with them.
fn roman(text: &str, at: usize) -> Option<usize> {
    let letters = &text[at..];
    let length = letters.find(|next: char| !next.is_ascii_alphabetic())?;
    let word = &letters[..length];
    let is_small = word.bytes().all(|letter| b"ivx".contains(&letter));
    let is_roman = is_small || word.bytes().all(|letter| b"IVXLCDM".contains(&letter));
    let counts = letters[length..].starts_with(COUNTING);
    let is_number = is_roman && length > 1 && is_well_formed(&word.to_ascii_uppercase());
    (is_number && counts && begins(text, at)).then_some(at + length)
}

/// thirty-seven名: a number in English words, where a Chinese measure word says so. Where it ends.
fn english(text: &str, at: usize) -> Option<usize> {
    const WORDS: [&str; 32] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "dozen",
        "and",
    ];
    if !text[at..].starts_with(|first: char| first.is_ascii_alphabetic()) || !begins(text, at) {
        return None;
    }
    let is_joint = |next: char| matches!(next, ' ' | '-');
    let end = text[at..].find(|next: char| !next.is_ascii_alphabetic() && !is_joint(next))?;
    let words = text[at..at + end].trim_end_matches(is_joint);
    let is_number = |word: &str| WORDS.contains(&word.to_ascii_lowercase().as_str());
    let counts = text[at + end..].starts_with(COUNTING);
    (counts && words.split(is_joint).all(is_number)).then_some(at + words.len())
}

/// 打对折 is half the price, as 打五折 is; 男女各半 is half of each, 各半天 half a day.
fn halved(text: &str, at: usize) -> Option<usize> {
    let discounts = text[..at].ends_with(['打', '按']);
    if discounts && text[at..].starts_with("对折") {
        return Some(at + "对折".len());
    }
    let behind = text[at..].strip_prefix("各半")?;
    let ends = !behind.starts_with(|next: char| ('\u{4e00}'..='\u{9fff}').contains(&next));
    ends.then_some(at + "各半".len())
}

/// 3O0名, l00名 and 参拾名: letters that look like digits among them, and 参 for the 叁 of cheques. Where they end.
fn disguised(text: &str, at: usize) -> Option<usize> {
    let behind = &text[at..];
    if let Some(rest) = behind.strip_prefix(['参', '參']) {
        return rest
            .starts_with(['拾', '佰', '仟', '万', '萬'])
            .then_some(at + '参'.len_utf8());
    }
    let is_like = |next: char| next.is_ascii_digit() || "OolI".contains(next);
    let length = behind.find(|next| !is_like(next))?;
    let word = &behind[..length];
    let has = |wanted: &[char]| word.contains(wanted);
    // Letters alone have to be a one and a nought: IOO, lO.
    let mixed = has(&['O', 'o', 'l', 'I'])
        && (word.contains(|next: char| next.is_ascii_digit())
            || has(&['O', 'o']) && has(&['l', 'I']));
    let counts = behind[length..].starts_with(COUNTING);
    (length > 1 && mixed && counts && begins(text, at)).then_some(at + length)
}

/// Whether letters stand as Roman numerals do: the greater before the smaller, but for IV, IX, XL, XC.
fn is_well_formed(letters: &str) -> bool {
    let rank = |letter| "IVXLCDM".find(letter).unwrap_or(0);
    let ranks: Vec<usize> = letters.chars().map(rank).collect();
    let mut pairs = ranks.windows(2);
    // VI个性 is a visual identity, CI a corporate one; CD, DC and MC are names of other things.
    let is_word =
        matches!(letters, "VI" | "CI") || letters.len() < 3 && letters.contains(['D', 'M']);
    !is_word && pairs.all(|pair| pair[0] >= pair[1] || pair[0] % 2 == 0 && pair[1] - pair[0] <= 2)
}
