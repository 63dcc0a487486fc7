//! N303: 20几人 for 二十几人.
//!
//! Source: GB/T 15835—2011 4.2.2, approximations with 几 are in hanzi.

use super::super::read::Numeral;
use super::{Draft, Page, Rule, error, has_ascii_digit};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "hanzi-approximation",
    source: "GB/T 15835—2011 4.2.2：含“几”的概数用汉字",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mixed = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        !digits.is_ascii() && digits.contains('几') && has_ascii_digit(digits)
    };
    page.numerals
        .iter()
        .filter(mixed)
        .map(|numeral| {
            let text = page.slice(&numeral.span);
            error(
                numeral.span.clone(),
                format!("“{text}”：含“几”的概数用汉字"),
                "写成“二十几”一类，或用“余”".to_owned(),
            )
        })
        .collect()
}
