//! N303: 二零二零年 for 二〇二〇年, 一百〇五 for 一百零五.
//!
//! Source: GB/T 15835—2011 5.2.4, 〇 in years and serial numbers, 零 in amounts.

use super::super::hedge::Claim;
use super::super::read::Kind;
use super::{Draft, Page, Rule, warning};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "hanzi-zero",
    source: "GB/T 15835—2011 5.2.4：编号和年份用“〇”，计量用“零”",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page.numerals {
        let digits = page.slice(&numeral.digits);
        if digits.is_ascii() {
            continue;
        }
        let is_spelled = || !digits.contains(['十', '百', '千', '万', '亿']);
        if numeral.kind == Kind::Date && digits.contains('零') && is_spelled() {
            let better = digits.replace('零', "〇");
            drafts.push(warning(
                numeral.span.clone(),
                format!("年份“{digits}”里的“零”应作“〇”"),
                format!("写成“{better}”"),
            ));
        }
        let quantity = matches!(numeral.claim, Some(Claim::Exact(_) | Claim::Hedged(..)));
        if quantity && digits.contains('〇') && !is_spelled() {
            let better = digits.replace('〇', "零");
            drafts.push(warning(
                numeral.span.clone(),
                format!("数量“{digits}”里的“〇”应作“零”"),
                format!("写成“{better}”"),
            ));
        }
    }
    drafts
}
