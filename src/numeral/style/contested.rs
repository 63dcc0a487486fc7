//! N302: 约 before a number that is an approximation already, as 约三四十人.
//!
//! Source: none that settles it. Some editors allow it, so it is a warning.

use super::super::hedge::Claim;
use super::{Draft, Page, Rule, warning};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "hedged-approximation",
    source: "有争议：“约”与“三四十”一类概数连用",
    code: diagnostic::CONTESTED_HEDGE,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let contested = page.numerals.iter().filter(|numeral| {
        matches!(numeral.claim, Some(Claim::Within(..))) && numeral.hedges.len() == 1
    });
    contested
        .map(|numeral| {
            let text = page.slice(&numeral.span);
            let word = numeral
                .hedges
                .first()
                .map(|hedge| page.slice(&hedge.span))
                .unwrap_or_default();
            let message = format!("“{text}”：概数前后又加约数词“{word}”，有争议");
            warning(numeral.span.clone(), message, format!("去掉“{word}”"))
        })
        .collect()
}
