//! Tables: a column's head may hold the unit of its numbers.

use super::manuscript::{BlockKind, Manuscript};
use crate::number::Number;
use crate::numeral::hedge::{Claim, Written};
use crate::numeral::read::Numeral;

/// A bare number under 金额（万元）, as it would stand in prose; none where the head names no unit.
pub(super) fn with_unit(
    manuscript: &Manuscript,
    block: usize,
    numeral: &Numeral,
) -> Option<Numeral> {
    let BlockKind::Cell { label, head, .. } = manuscript.blocks.get(block)?.kind else {
        return None;
    };
    if !numeral.unit.is_empty() {
        return None;
    }
    let named = [head, label]
        .into_iter()
        .flatten()
        .filter(|other| *other != block);
    let unit = named
        .map(|other| manuscript.words(other))
        .find_map(unit_in)?;
    let (scale, unit) = match unit.strip_prefix('万') {
        Some(rest) => (4, rest),
        None => unit.strip_prefix('亿').map_or((0, unit), |rest| (8, rest)),
    };
    let mut numeral = numeral.clone();
    let factor = Number::ten_to(scale);
    let scaled = |written: Written| Written {
        value: &written.value * &factor,
        precision: &written.precision * &factor,
        step: &written.step * &factor,
        large: written.large || scale > 0,
    };
    numeral.value = numeral.value.map(|value| &value * &factor);
    numeral.claim = numeral.claim.map(|claim| match claim {
        Claim::Exact(written) => Claim::Exact(scaled(written)),
        Claim::Hedged(written, hedge) => Claim::Hedged(scaled(written), hedge),
        Claim::Between(low, high) => Claim::Between(&low * &factor, &high * &factor),
        Claim::Within(low, high) => Claim::Within(&low * &factor, &high * &factor),
    });
    unit.clone_into(&mut numeral.unit);
    Some(numeral)
}

/// The unit in 金额（万元）, 数量/家, 单位：个.
fn unit_in(words: &str) -> Option<&str> {
    let words = words.trim();
    let inside = words
        .rsplit_once(['（', '('])
        .and_then(|(_, rest)| rest.strip_suffix(['）', ')']));
    let after = || words.rsplit_once(['/', '：', ':']).map(|(_, rest)| rest);
    let unit = inside
        .or_else(after)?
        .trim()
        .trim_start_matches("单位：")
        .trim_start_matches("单位:");
    (!unit.is_empty() && unit.chars().count() <= 4).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_may_name_a_unit() {
        assert_eq!(unit_in("金额（万元）"), Some("万元"));
        assert_eq!(unit_in("数量/家"), Some("家"));
        assert_eq!(unit_in("项目"), None);
    }
}
