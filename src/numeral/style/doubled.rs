//! N301: hedges that contradict or repeat each other.
//!
//! Source: the meaning of the words. 近 says less than, 多 says more than; one hedge says all that a hedge can.
//! That 以上 and 以下 hold the number itself is 民法典 1259.

use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "doubled-hedge",
    source: "词义：两个约数词互相矛盾或重复",
    code: diagnostic::DOUBLED_HEDGE,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let several = page
        .numerals
        .iter()
        .filter(|numeral| numeral.hedges.len() > 1);
    several
        .map(|numeral| {
            let words: Vec<&str> = numeral
                .hedges
                .iter()
                .map(|hedge| page.slice(&hedge.span))
                .collect();
            let same = numeral
                .hedges
                .windows(2)
                .all(|pair| pair[0].meaning == pair[1].meaning);
            let fault = if same { "重复" } else { "矛盾" };
            let text = page.slice(&numeral.span);
            let help = format!(
                "只留一个，例如去掉“{}”",
                words.first().copied().unwrap_or_default()
            );
            error(
                numeral.span.clone(),
                format!("“{text}”里的约数词“{}”互相{fault}", words.join("”和“")),
                help,
            )
        })
        .collect()
}
