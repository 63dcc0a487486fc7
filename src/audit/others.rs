//! What is said beyond the names: 甲、乙等多家 claims more than are named.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::judge::ENOUGH_TO_HINT;
use super::matching::Candidates;
use super::{Grounds, Status};
use crate::figure::Value;
use crate::number::Number;
use crate::numeral::hedge::Nature;
use crate::numeral::spelling::Spelling;

impl Grounds<'_> {
    /// 甲公司、乙公司等多家: where the names in `list` are rows of a figure of which the words around speak, that
    /// figure tells whether there are more. The status, the figure's name, and what to say.
    pub(super) fn beyond_named(
        &self,
        list: &Range<usize>,
        candidates: &Candidates,
    ) -> Option<(Status, String, String)> {
        let text = self.manuscript.words(self.block);
        // For each figure where names of its rows end.
        let mut ends: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let features = self.matcher.features();
        for (span, value) in features.names.find_in(&Spelling::of(text)) {
            let whole = text[span.end..].starts_with(['、', '和', '及', '与', '等']);
            if !whole || span.start < list.start || span.end > list.end {
                continue;
            }
            for figure in features
                .holders
                .get(value)
                .into_iter()
                .flat_map(|(_, of)| of)
            {
                ends.entry(*figure).or_default().insert(span.end);
            }
        }
        let items = text[list.clone()].matches('、').count() + 1;
        ends.retain(|_, ends| ends.len() >= items);
        let counted = candidates.ranked().iter().find(|candidate| {
            let target = self.matcher.target(candidate.figure);
            ends.contains_key(&candidate.figure)
                && candidate.share >= ENOUGH_TO_HINT
                && target.is_some_and(|target| target.nature == Nature::Counted)
        });
        let listed = |(figure, _): &(&usize, &BTreeSet<usize>)| {
            let figure = self.basis.figures.at(**figure);
            figure.is_some_and(|figure| matches!(figure.value, Value::List(_)))
        };
        let index = match counted {
            Some(counted) => counted.figure,
            None => *ends.iter().find(listed)?.0,
        };
        let figure = self.basis.figures.at(index)?;
        let all = match &figure.value {
            Value::Number(all) => all.clone(),
            Value::List(items) => Number::from(i64::try_from(items.len()).ok()?),
            _ => return None,
        };
        let named = Number::from(i64::try_from(ends.get(&index)?.len()).ok()?);
        let help = format!("“{}”是 {all}，点了 {named} 个名", figure.label);
        let status = if all > named {
            Status::Proved
        } else {
            Status::Contradicted
        };
        Some((status, figure.name.clone(), help))
    }
}
