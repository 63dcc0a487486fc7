//! Whether a numeral is right, once the words have named its figure.

use super::matching::{Candidate, leaders};
use super::{Finding, Reading, Status};
use crate::number::Number;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::read::Numeral;
use crate::numeral::write::{Measure, wordings};

/// Less of a figure's words than this, in thousandths, proves nothing.
pub(super) const ENOUGH_TO_PROVE: u32 = 400;
/// Less than this does not even hint at a figure.
const ENOUGH_TO_HINT: u32 = 250;
/// Less than this contradicts nothing: the text may speak of something else.
const ENOUGH_TO_CONTRADICT: u32 = 620;

impl Reading<'_> {
    /// Decides which candidate a numeral speaks of, and whether it is right.
    pub(super) fn judge(
        &self,
        numeral: &Numeral,
        candidates: &[Candidate],
        finding: &mut Finding,
    ) -> Option<Candidate> {
        let claim = numeral.claim.as_ref()?;
        let verdict = |candidate: &Candidate| match self.matcher.target(candidate.figure) {
            Some(target) => judge(claim, &target.value, target.nature, self.basis.rounding),
            None => Verdict::False,
        };
        let rank = |verdict: &Verdict| match verdict {
            Verdict::True => 0,
            Verdict::Doubtful(_) => 1,
            Verdict::Rounded => 2,
            Verdict::False => 3,
        };
        let named: Vec<Candidate> = leaders(candidates)
            .into_iter()
            .filter(|candidate| self.is_named(candidate, numeral))
            .collect();
        let judged: Vec<(Candidate, Verdict)> = named
            .iter()
            .map(|candidate| (*candidate, verdict(candidate)))
            .collect();
        let best = judged
            .iter()
            .min_by_key(|(_, verdict)| rank(verdict))
            .copied();
        let hinted = || {
            let only = self.only_hint(candidates)?;
            Some((only, verdict(&only))).filter(|(_, verdict)| verdict.holds())
        };
        let Some((candidate, verdict)) = best.or_else(hinted) else {
            finding.help = Some(self.nearest(candidates));
            return None;
        };
        let figure = self.basis.figures.at(candidate.figure)?;
        finding.status = match verdict {
            Verdict::True => Status::Proved,
            Verdict::Doubtful(doubt) => {
                finding.doubt = Some(doubt);
                finding.help = Some(doubt.reason().to_owned());
                Status::Proved
            }
            Verdict::Rounded => Status::Rounded,
            Verdict::False if candidate.share >= ENOUGH_TO_CONTRADICT => Status::Contradicted,
            Verdict::False => {
                finding.help = Some(self.nearest(candidates));
                return None;
            }
        };
        finding.figure = Some(figure.name.clone());
        if matches!(finding.status, Status::Rounded | Status::Contradicted) {
            finding.help = Some(self.true_wordings(candidate.figure));
        }
        Some(candidate)
    }

    /// Whether the words name a figure well enough to hold the numeral against it.
    fn is_named(&self, candidate: &Candidate, numeral: &Numeral) -> bool {
        let least = self.matcher.least_score();
        // A label that stands there whole may be of common words; a number of many digits is no
        // coincidence.
        let lenient = candidate.share >= 900 || significant_digits(numeral) >= 3;
        candidate.share >= ENOUGH_TO_PROVE
            && candidate.score >= if lenient { least / 2 } else { least }
    }

    /// The one figure that the words hint at, where they hint at no other. It may prove a numeral,
    /// and contradict none.
    fn only_hint(&self, candidates: &[Candidate]) -> Option<Candidate> {
        let hints = candidates
            .iter()
            .filter(|candidate| candidate.share >= ENOUGH_TO_HINT);
        let best = hints.max_by_key(|candidate| candidate.found)?;
        let others = candidates
            .iter()
            .filter(|candidate| candidate.figure != best.figure);
        let next = others.map(|candidate| candidate.found).max().unwrap_or(0);
        let clear = next * 3 <= best.found * 2;
        (clear && best.found >= self.matcher.least_score()).then_some(*best)
    }

    /// What is true of a figure, in the words in which it may be written.
    fn true_wordings(&self, figure: usize) -> String {
        let Some((figure, value)) = self
            .basis
            .figures
            .at(figure)
            .and_then(|figure| Some((figure, figure.value.number()?)))
        else {
            return String::new();
        };
        let measure = Measure {
            value,
            unit: figure.unit(),
            places: figure.places(),
            rounding: self.basis.rounding,
        };
        let words = wordings(&measure);
        format!("“{}”可以写成：{}", figure.label, words.join("、"))
    }

    /// The figure that an unknown numeral may have meant.
    fn nearest(&self, candidates: &[Candidate]) -> String {
        let best = candidates
            .first()
            .filter(|candidate| candidate.share >= 300);
        match best {
            Some(best) => format!(
                "没有数字对得上；是不是说{}",
                self.true_wordings(best.figure)
            ),
            None => "没有数字说的是它；引自别处的，在 year.toml 里写 [[quote]]".to_owned(),
        }
    }

    /// A numeral that a figure seems to contradict speaks of something else, where another numeral
    /// is proved by the same figure and fits it much better.
    pub(super) fn yield_to_better(&mut self) {
        let mut proved = vec![0_i64; self.basis.figures.iter().len()];
        for (finding, matched) in self.findings.iter().zip(&self.scores) {
            if let Some(candidate) = matched
                .as_ref()
                .filter(|_| finding.status != Status::Contradicted)
            {
                let best = &mut proved[candidate.figure];
                *best = candidate.score.max(*best);
            }
        }
        for (finding, matched) in self.findings.iter_mut().zip(&self.scores) {
            let Some(candidate) = matched else { continue };
            if finding.status == Status::Contradicted
                && candidate.score * 5 < proved[candidate.figure] * 4
            {
                finding.status = Status::Unknown;
                finding.figure = None;
            }
        }
    }
}

/// How many digits a numeral has up to its last one that is not zero: 210万 has two.
fn significant_digits(numeral: &Numeral) -> usize {
    let value = numeral
        .value
        .as_ref()
        .and_then(Number::to_decimal)
        .unwrap_or_default();
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}
