//! N304: 降低2倍.
//!
//! Source: the meaning of the words. Nothing can fall by more than itself.

use super::super::read::Kind;
use super::change::{FALL, change_word};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "fall-by-multiple",
    source: "词义：减少不能用倍数",
    code: diagnostic::CHANGE_WORD,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let multiples = page
        .numerals
        .iter()
        .filter(|numeral| numeral.unit == "倍" || numeral.kind == Kind::Doubling);
    multiples
        .filter_map(|numeral| {
            let word = change_word(page, numeral, &FALL)?;
            let text = page.slice(&numeral.span);
            let message = format!("“{word}{text}”：减少不能用倍数");
            Some(error(
                numeral.span.clone(),
                message,
                "改用百分数或“降到原来的几分之一”".to_owned(),
            ))
        })
        .collect()
}
