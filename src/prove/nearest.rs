//! Which figure a typed numeral was probably meant to be.

use std::collections::BTreeSet;

use super::{Evidence, Passage};
use crate::figure::Figure;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::read::Numeral;

/// How many bytes on each side of a numeral tell what it is about.
const NEIGHBOURHOOD: usize = 60;

/// What to write instead: the figures nearest by value and by the words around, and the way to quote.
pub(super) fn advice(numeral: &Numeral, passage: &Passage, evidence: &Evidence<'_>) -> String {
    let around = neighbourhood(passage, numeral);
    let mut candidates: Vec<(usize, &Figure)> = evidence
        .figures
        .iter()
        .filter_map(|figure| {
            let value = figure.value.number()?;
            let nature = figure.nature();
            let same_unit = figure.unit() == numeral.unit;
            let is_true = same_unit
                && numeral.claim.as_ref().is_some_and(|claim| {
                    judge(claim, value, nature, evidence.rounding) != Verdict::False
                });
            let shared = shared_words(&around, &figure.label, &figure.name);
            // A number that fits wants a word in common; one that does not, a whole phrase.
            let score = shared + if is_true { 3 } else { 0 };
            (score >= 4 && same_unit).then_some((score, figure))
        })
        .collect();
    candidates.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let suggested: Vec<String> = candidates
        .iter()
        .take(2)
        .map(|(_, figure)| {
            let words = figure.written(evidence.rounding);
            format!("{{{{ {} }}}}（现在是{words}）", figure.in_template())
        })
        .collect();
    let quote = "引自别处的数，在 year.toml 里写 [[quote]] text 和 source";
    if suggested.is_empty() {
        format!("先在 figures.toml 里定义这个数字，再写成 {{{{ 名字 }}}}；{quote}")
    } else {
        format!("写成 {}；{quote}", suggested.join(" 或 "))
    }
}

fn neighbourhood(passage: &Passage, numeral: &Numeral) -> String {
    let text = &passage.text;
    let mut start = numeral.span.start.saturating_sub(NEIGHBOURHOOD);
    let mut end = (numeral.span.end + NEIGHBOURHOOD).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text[start..end].to_owned()
}

/// How many pairs of neighbouring characters the words around share with a figure's label and name.
fn shared_words(around: &str, label: &str, name: &str) -> usize {
    let pairs =
        |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let around = pairs(around);
    let mut of_figure = pairs(label);
    of_figure.extend(pairs(name));
    of_figure.intersection(&around).count()
}
