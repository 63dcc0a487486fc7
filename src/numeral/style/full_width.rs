//! N303: １２０名 and 𝟏𝟐𝟎名 for 120名.
//!
//! Source: GB/T 15835—2011 5.1.7, Arabic digits are half-width.

use super::super::digit;
use super::super::read::{Kind, Numeral};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "full-width-digits",
    source: "GB/T 15835—2011 5.1.7：阿拉伯数字用半角",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let narrow = |character| digit::ascii(character).or_else(|| digit::level(character));
    // ㎡ and m² are units, and what stands in digits is no unit. CO₂ is a name.
    let is_wide = |numeral: &&Numeral| {
        let name = numeral.kind == Kind::Code;
        let digits = page.slice(&numeral.digits);
        !digits.is_ascii()
            && digits.contains(|character| {
                digit::ascii(character).is_some() || !name && digit::level(character).is_some()
            })
    };
    let wide = page.numerals.iter().filter(is_wide);
    wide.map(|numeral| {
        let text = page.slice(&numeral.span);
        let half: String = text
            .chars()
            .map(|character| narrow(character).unwrap_or(character))
            .collect();
        let fault = if text.contains(|character| ('０'..='９').contains(&character)) {
            "全角数字"
        } else {
            "别的字符作数字"
        };
        error(
            numeral.span.clone(),
            format!("“{text}”用了{fault}"),
            format!("写成“{half}”"),
        )
    })
    .collect()
}
