//! Numerals held against one another, once each has been judged: of two that mean one figure the better
//! named one has it.

use super::judge::Year;
use super::{Reading, Status};

impl Reading<'_> {
    /// 会员2215人，其中女会员8642人: the words around 2215人 half name the women members, and it is their
    /// number; but 8642人 is named so outright. Two numbers have changed places, and both are wrong.
    pub(super) fn see_exchanged(&mut self) {
        let matched = self.scores.iter().enumerate();
        let matched: Vec<(usize, usize)> = matched
            .filter_map(|(index, own)| own.as_ref().map(|own| (index, own.block)))
            .collect();
        // Blocks come in their order, so each block's numerals stand together.
        for block in matched.chunk_by(|(_, one), (_, next)| one == next) {
            for (index, _) in block {
                if self.is_exchanged(*index, block) {
                    self.refute_exchanged(*index);
                }
            }
        }
    }

    /// Whether another numeral of its block has the better claim to a numeral's figure.
    fn is_exchanged(&self, index: usize, block: &[(usize, usize)]) -> bool {
        let (finding, Some(own)) = (&self.findings[index], &self.scores[index]) else {
            return false;
        };
        if !matches!(finding.status, Status::Proved | Status::Rounded) || !own.now {
            return false;
        }
        let is_better = |(index, _): &(usize, usize)| {
            self.scores[*index].as_ref().is_some_and(|other| {
                (self.findings[*index].status == Status::Contradicted || own.is_shared())
                    && other.now
                    && other.named.figure == own.named.figure
                    && other.named.score * 4 >= own.named.score * 5
            })
        };
        block.iter().any(is_better)
    }

    fn refute_exchanged(&mut self, index: usize) {
        let rival = self.scores[index].as_ref().and_then(|own| own.rival);
        let named = rival.and_then(|rival| self.grounds.basis.figures.at(rival.figure));
        let name = named.map(|figure| figure.name.clone());
        let help = rival.map(|rival| self.grounds.true_wordings(rival.figure, Year::This));
        let finding = &mut self.findings[index];
        finding.status = if name.is_some() {
            Status::Contradicted
        } else {
            Status::Unknown
        };
        finding.figure = name;
        finding.help = help;
        finding.doubt = None;
    }

    /// A numeral that a figure seems to contradict speaks of something else, where another numeral
    /// is proved by the same figure and fits it much better.
    pub(super) fn yield_to_better(&mut self) {
        let mut proved = vec![0_i64; self.grounds.basis.figures.iter().len()];
        for (finding, matched) in self.findings.iter().zip(&self.scores) {
            if let Some(matched) = matched
                .as_ref()
                .filter(|matched| finding.status != Status::Contradicted && matched.now)
            {
                let best = &mut proved[matched.named.figure];
                *best = matched.named.score.max(*best);
            }
        }
        for (finding, matched) in self.findings.iter_mut().zip(&self.scores) {
            let Some(matched) = matched.as_ref().filter(|matched| matched.now) else {
                continue;
            };
            if finding.status == Status::Contradicted
                && matched.named.score * 5 < proved[matched.named.figure] * 4
            {
                finding.status = Status::Unknown;
                finding.figure = None;
            }
        }
    }
}
