//! N304: 下降-3.2%, 增长-3%.
//!
//! Source: the meaning of the words. The verb carries the sign, so the number is positive.

use super::change::{FALL, RISE, change_word};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "signed-change",
    source: "词义：增减方向由动词表示，数值取正",
    code: diagnostic::CHANGE_WORD,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page.numerals {
        let Some(value) = numeral.value.as_ref().filter(|value| value.is_negative()) else {
            continue;
        };
        let words: Vec<&str> = FALL.iter().chain(&RISE).copied().collect();
        let Some(word) = change_word(page, numeral, &words) else {
            continue;
        };
        let direction = if RISE.contains(&word) { "下降" } else { word };
        drafts.push(error(
            numeral.span.clone(),
            format!("“{word}”之后的数值不带负号"),
            format!("写成“{direction}{}{}”", value.abs(), numeral.unit),
        ));
    }
    drafts
}
