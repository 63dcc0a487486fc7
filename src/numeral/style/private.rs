//! N103: a telephone or identity number in the text.
//!
//! Source: 个人信息保护法 6, no more personal data than the purpose needs.

use super::super::read::Kind;
use super::{Draft, Page, Rule, warning};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "private-number",
    source: "个人信息保护法：报告不载电话和证件号码",
    code: diagnostic::PRIVATE,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let private = page
        .numerals
        .iter()
        .filter(|numeral| numeral.kind == Kind::Private);
    private
        .map(|numeral| {
            let message = format!("“{}”像电话或证件号码", page.slice(&numeral.span));
            warning(
                numeral.span.clone(),
                message,
                "报告里删去个人号码".to_owned(),
            )
        })
        .collect()
}
