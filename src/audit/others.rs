//! What is said beyond the names: 甲、乙等多家 claims more than are named.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::judge::ENOUGH_TO_HINT;
use super::matching::Hints;
use super::{Frame, Page, Reading, Status, covers};
use crate::figure::Value;
use crate::number::Number;
use crate::numeral::hedge::Nature;
use crate::numeral::read::{Kind, Numeral};
use crate::prove::rules::named::list_before;

impl Reading<'_> {
    /// 甲公司、乙公司等多家: where the names before are rows of a figure of which the words speak, that
    /// figure tells whether there are more. The status, the figure's name, and what to say.
    pub(super) fn beyond_named(
        &mut self,
        pages: &[Page],
        numeral: &Numeral,
        context: &mut Context,
    ) -> Option<(Status, String, String)> {
        let text = self.manuscript.words(self.block);
        let page = &pages[self.block];
        let is_vague = numeral.kind == Kind::Vague && !covers(&page.quoted, &numeral.digits);
        let list = list_before(text, numeral).filter(|_| is_vague)?;
        if self.frame(page, self.block, numeral) != Frame::Now {
            return None;
        }
        // For each figure where names of its rows end.
        let mut ends: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let features = self.matcher.features();
        for (span, value) in features.values_in(text) {
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
        context.clear();
        page.words.near(numeral.span.start, context);
        let hints = Hints {
            unit: Some(numeral.unit.as_str()),
            part_of: None,
        };
        let candidates = self.matcher.candidates(context, hints);
        let counted = candidates.iter().find(|candidate| {
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
