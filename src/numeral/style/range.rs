//! N303: 5-10万元 for 5万～10万元, 15-20% for 15%～20%.
//!
//! Source: GB/T 15835—2011 5.1.3, the first number of a range keeps a unit without which it is ambiguous.

use super::super::read::Kind;
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "range-unit",
    source: "GB/T 15835—2011 5.1.3：数值范围的前一数值不省略会引起歧义的单位",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page
        .numerals
        .iter()
        .filter(|numeral| numeral.kind == Kind::Range)
    {
        let text = page.slice(&numeral.digits);
        let dash = |character: char| {
            matches!(
                character,
                '-' | '—' | '–' | '~' | '～' | '∼' | '―' | '−' | '－' | '至' | '到'
            )
        };
        let Some((low, rest)) = text.split_once(dash) else {
            continue;
        };
        let high = rest.trim_start_matches(dash);
        let scale = high
            .chars()
            .next_back()
            .filter(|last| matches!(last, '万' | '亿'));
        let unit = match scale {
            Some(scale) if !low.contains(['万', '亿']) => scale.to_string(),
            None if matches!(numeral.unit.as_str(), "%" | "‰")
                && !low.contains(['%', '％', '‰']) =>
            {
                numeral.unit.clone()
            }
            _ => continue,
        };
        let tail = page.slice(&(numeral.digits.end..numeral.span.end));
        drafts.push(error(
            numeral.span.clone(),
            format!(
                "“{}”的前一个数省略了“{unit}”，有歧义",
                page.slice(&numeral.span)
            ),
            format!("写成“{low}{unit}～{high}{tail}”"),
        ));
    }
    drafts
}
