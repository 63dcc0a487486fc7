//! N303: 3千余人 for 3000余人 or 三千余人.
//!
//! Source: GB/T 15835—2011 5.1.3, only 万 and 亿 go with Arabic digits.

use super::super::read::{Numeral, Script};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "mixed-scale",
    source: "GB/T 15835—2011 5.1.3：阿拉伯数字只同“万”“亿”连用",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mixed = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        numeral.script == Script::Mixed && digits.contains(['十', '百', '千'])
    };
    page.numerals
        .iter()
        .filter(mixed)
        .map(|numeral| {
            let text = page.slice(&numeral.span);
            let value = numeral
                .value
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let help = format!("数字部分全用阿拉伯数字（{value}）或全用汉字，只有“万”“亿”可以混用");
            error(
                numeral.span.clone(),
                format!("“{text}”把阿拉伯数字和“十、百、千”混用"),
                help,
            )
        })
        .collect()
}
