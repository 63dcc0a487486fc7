//! N305: 由85%提高到90%，提高5%.
//!
//! Source: the usage of statistics. Two percentages differ by 个百分点; by % only where the rate of change is
//! meant, and that is reckoned.

use super::change::{FALL, RISE, change_word};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;
use crate::number::{Number, Rounding};

pub(super) const RULE: Rule = Rule {
    name: "percentage-points",
    source: "统计用语：两个百分率相差用百分点",
    code: diagnostic::PERCENTAGE_POINTS,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for three in page.numerals.windows(3) {
        let [old, new, change] = three else { continue };
        if three
            .iter()
            .any(|numeral| numeral.unit != "%" || numeral.value.is_none())
        {
            continue;
        }
        let to = page.slice(&(old.span.end..new.span.start.max(old.span.end)));
        let by = page.slice(&(new.span.end..change.span.start.max(new.span.end)));
        let moved = to.ends_with(['到', '至', '为']) && to.chars().count() <= 8;
        let words: Vec<&str> = FALL.iter().chain(&RISE).copied().collect();
        let Some(word) =
            change_word(page, change, &words).filter(|_| moved && by.chars().count() <= 10)
        else {
            continue;
        };
        let (Some(old), Some(new), Some(by)) = (&old.value, &new.value, &change.value) else {
            continue;
        };
        let difference = (new - old).abs();
        let rate = (&difference * &Number::from(100_i64)).divided_by(old);
        let places = by.decimals().unwrap_or(0);
        let right = rate.as_ref().is_some_and(|rate| {
            rate.to_fixed(places, Rounding::HalfUp) == by.to_fixed(places, Rounding::HalfUp)
        });
        if !right {
            let rate = rate
                .map(|rate| format!("，或“{word}{}%”", rate.to_fixed(1, Rounding::HalfUp)))
                .unwrap_or_default();
            drafts.push(error(
                change.span.clone(),
                format!("由{old}%到{new}%，相差的是百分点，不是{by}%"),
                format!("写成“{word}{difference}个百分点”{rate}"),
            ));
        }
    }
    drafts
}
