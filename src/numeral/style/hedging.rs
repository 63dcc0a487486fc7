//! Hedges that contradict or repeat each other.

use super::super::hedge::Claim;
use super::{Draft, Page, error, warning};

/// 近300多家, 约50万元左右, 至少500人以上: one hedge says all that a hedge can.
pub(super) fn doubled(page: &Page<'_>) -> Vec<Draft> {
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

/// 约三四十人: the number is an approximation already.
pub(super) fn contested(page: &Page<'_>) -> Vec<Draft> {
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
