//! N303: .5% for 0.5%.
//!
//! Source: GB/T 15835—2011 5.1.2, the zero before a decimal point is not left out.

use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "leading-point",
    source: "GB/T 15835—2011 5.1.2：小数点前的0不省略",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let pointed = page
        .numerals
        .iter()
        .filter(|numeral| page.slice(&numeral.digits).starts_with(['.', '．']));
    pointed
        .map(|numeral| {
            let text = page.slice(&numeral.digits);
            error(
                numeral.digits.clone(),
                format!("“{text}”省略了小数点前的0"),
                format!("写成“0{text}”"),
            )
        })
        .collect()
}
