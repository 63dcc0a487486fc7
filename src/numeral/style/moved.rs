//! N304: 由8130人减少到8642人, 比上年下降增加3人.
//!
//! Source: the meaning of the words. What falls ends lower than it began, and one change has one word.

use super::super::among::Among;
use super::change::{FALL, RISE};
use super::{Draft, Page, Rule, error};
use crate::diagnostic;
use crate::number::Number;
use crate::numeral::hedge::Claim;
use crate::numeral::read::Numeral;
use crate::numeral::unit::same;

pub(super) const RULE: Rule = Rule {
    name: "moved",
    source: "词义：减少以后的数比原来小，增加以后的比原来大；一次增减只用一个词",
    code: diagnostic::CHANGE_WORD,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    let pairs = page.numerals.windows(2);
    let mut drafts: Vec<Draft> = pairs.filter_map(|pair| misled(page, pair)).collect();
    drafts.extend(twice(page));
    drafts
}

/// 由X减少到Y, where Y is no less; 由X增加到Y, where it is no more.
fn misled(page: &Page<'_>, pair: &[Numeral]) -> Option<Draft> {
    let [old, new] = pair else { return None };
    let between = page.slice(&(old.span.end..new.span.start.max(old.span.end)));
    let stem = between
        .trim_end_matches(['了', '约', '近', '的'])
        .strip_suffix(['到', '至', '为'])?;
    let stem = stem.trim_start_matches(['，', ',', ' ']);
    let fall = FALL
        .iter()
        .chain(&["降", "减"])
        .find(|word| stem.ends_with(*word));
    let rise = RISE
        .iter()
        .chain(&["升", "增"])
        .find(|word| stem.ends_with(*word));
    let word = fall.or(rise)?;
    if !is_pair(page, old, new) || !same(&old.unit, &new.unit) {
        return None;
    }
    let ((low, high), (least, most)) = (limits(old)?, limits(new)?);
    let is_false = if fall.is_some() {
        least >= high
    } else {
        most <= low
    };
    if !is_false {
        return None;
    }
    let (old, to) = (page.slice(&old.span), page.slice(&new.span));
    Some(error(
        new.span.clone(),
        format!("由“{old}”到“{to}”不是{word}"),
        "核对两个数的先后，或改正增减的词".to_owned(),
    ))
}

/// Whether two numerals are the ends of a change: 由X增加到Y.
pub(super) fn is_pair(page: &Page<'_>, old: &Numeral, new: &Numeral) -> bool {
    let between = page.slice(&(old.span.end..new.span.start.max(old.span.end)));
    let leads = between
        .trim_end_matches(['了', '约', '近', '的'])
        .ends_with(['到', '至', '为']);
    let begins = page.before(old.span.start);
    let clause = begins
        .rfind(['，', '。', '；', '\n'])
        .map_or(begins, |at| &begins[at..]);
    leads && clause.contains(['由', '从']) && between.chars().count() <= 10
}

/// The least and the most that an exact number may stand for; no other claim sets both.
fn limits(numeral: &Numeral) -> Option<(Number, Number)> {
    match numeral.claim.as_ref()? {
        Claim::Exact(written) => Some((written.value.clone(), written.value.clone())),
        Claim::Between(low, high) => Some((low.clone(), high.clone())),
        _ => None,
    }
}

/// 下降增加3人, 下降与上年持平, 比上年比上年增长3%: two words for one change.
fn twice(page: &Page<'_>) -> Vec<Draft> {
    const AGAIN: [&str; 4] = ["持平", "与上年持平", "比上年", "上年无数据"];
    const SINCE: &str = "比上年";
    static FIRSTS: Among = Among::nothing()
        .and_firsts_of(&FALL)
        .and_firsts_of(&RISE)
        .and_firsts_of(&[SINCE]);
    static SECONDS: Among = Among::nothing()
        .and_seconds_of(&FALL)
        .and_seconds_of(&RISE)
        .and_seconds_of(&[SINCE]);
    let words = || FALL.iter().chain(&RISE).copied();
    let mut drafts = Vec::new();
    let pairs = page.spelling.characters().windows(2);
    for (pair, at) in pairs.zip(page.spelling.starts().iter().copied()) {
        // Most pairs of characters begin none of them.
        if !FIRSTS.holds(pair[0]) || !SECONDS.holds(pair[1]) {
            continue;
        }
        let here = &page.text[at..];
        for word in words().chain([SINCE]).filter(|word| here.starts_with(word)) {
            let rest = page.after(at + word.len());
            let again = AGAIN.iter().find(|again| rest.starts_with(*again));
            let is_base = word == SINCE;
            let counted = || {
                words()
                    .find(|other| !is_base && rest.starts_with(other))
                    .filter(|other| {
                        let end = at + word.len() + other.len();
                        page.numerals
                            .iter()
                            .any(|numeral| numeral.span.start == end)
                    })
            };
            let again = again.copied().filter(|again| !is_base || *again != "持平");
            if let Some(again) = again.or_else(counted) {
                let span = at..at + word.len() + again.len();
                drafts.push(error(
                    span,
                    format!("“{word}{again}”：增减说了两遍"),
                    format!("只留一个，例如去掉“{word}”：{{{{ 数字 | 比上年 }}}} 和 {{{{ 数字 | 增减 }}}} 自己带着增减的词"),
                ));
            }
        }
    }
    drafts
}
