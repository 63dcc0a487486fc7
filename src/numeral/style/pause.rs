//! N303: 三、四十人 for 三四十人.
//!
//! Source: GB/T 15835—2011 5.2.1, two adjacent numbers as an approximation take no pause mark.

use super::super::hanzi;
use super::super::read::Kind;
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "pause-in-approximation",
    source: "GB/T 15835—2011 5.2.1：相邻两数连用表示概数，中间不加顿号",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for pair in page.numerals.windows(2) {
        let [one, two] = pair else { continue };
        if page.slice(&(one.span.end..two.span.start.max(one.span.end))) != "、" {
            continue;
        }
        let (first, second) = (page.slice(&one.span), page.slice(&two.span));
        let low = single_digit(first);
        let high = second.chars().next().and_then(hanzi::digit);
        let adjacent = matches!((low, high), (Some(low @ 1..), Some(high)) if high == low + 1);
        let head = page.before(one.span.start).chars().next_back();
        // A section may be the third and begin with a four; none begins 三、四十人.
        let tens = second
            .chars()
            .nth(1)
            .is_some_and(|next| hanzi::multiplier(next).is_some());
        let listed = match head {
            None | Some('\n') => !tens,
            Some(head) => matches!(head, '第' | '、'),
        };
        let counted = two.kind == Kind::Quantity && (!two.unit.is_empty() || tens);
        if one.kind == Kind::Quantity && adjacent && counted && !listed {
            let better = format!("{first}{second}");
            drafts.push(error(
                one.span.start..two.span.end,
                format!("概数“{first}、{second}”中间不加顿号"),
                format!("写成“{better}”"),
            ));
        }
    }
    drafts
}

fn single_digit(text: &str) -> Option<u8> {
    let mut characters = text.chars();
    let digit = characters.next().and_then(hanzi::digit);
    digit.filter(|_| characters.next().is_none())
}
