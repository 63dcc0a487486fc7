//! How well the words name a figure: enough to hold a numeral against it, to hint at it, to contradict.

use super::super::Grounds;
use super::super::matching::{Candidate, Candidates};
use super::super::vocabulary::WHOLE;
use super::Year;
use crate::number::Number;
use crate::numeral::hedge::{Claim, Verdict};
use crate::numeral::read::Numeral;

/// Less of a figure's words than this, in thousandths, proves nothing.
pub(in crate::audit) const ENOUGH_TO_PROVE: u32 = 400;
/// Less than this does not even hint at a figure.
pub(in crate::audit) const ENOUGH_TO_HINT: u32 = 250;
/// Less than this contradicts nothing: the text may speak of something else.
pub(super) const ENOUGH_TO_CONTRADICT: u32 = 620;

/// So much contradicts where no other figure is half as well named.
const ENOUGH_TO_LEAD: u32 = 480;

impl Grounds<'_> {
    /// The best of the named figures of which the clause says nothing else than they do.
    pub(super) fn meant_so(
        &self,
        numeral: &Numeral,
        named: &[Candidate],
        claim: &Claim,
        year: Year,
    ) -> Option<(Candidate, Verdict)> {
        let meant = named.iter().filter(|candidate| {
            let figure = self.basis.figures.at(candidate.figure);
            figure.is_some_and(|figure| {
                self.flow_of(numeral, figure).is_none() && self.otherwise(numeral, figure).is_none()
            })
        });
        meant
            .map(|candidate| (*candidate, self.verdict(claim, candidate.figure, year)))
            .min_by_key(|(_, verdict)| rank(*verdict))
    }

    /// Whether the words name a figure well enough to hold the numeral against it.
    pub(super) fn is_named(&self, candidate: &Candidate, numeral: &Numeral) -> bool {
        let least = self.matcher.least_score();
        // A label that stands there whole may be of common words; a number of many digits is no
        // coincidence.
        let lenient = candidate.share >= 900 || significant_digits(numeral) >= 3;
        let enough = match () {
            // 其中安全类18期、技能类17期: the whole has said what is counted.
            () if candidate.is_part => 1,
            () if lenient => least / 2,
            () => least,
        };
        candidate.share >= ENOUGH_TO_PROVE && candidate.score >= enough
    }

    /// Whether so much of a figure's words stands there that a number that is not its own is wrong: most of
    /// them, or half of them where they lead far before all others'.
    fn is_surely(&self, numeral: &Numeral, candidate: &Candidate, candidates: &Candidates) -> bool {
        if candidate.share >= ENOUGH_TO_CONTRADICT {
            return true;
        }
        // 其中东港采纳201条 is a part by what no figure splits.
        let before = self.text().get(..numeral.span.start);
        let clause = before.and_then(|before| before.rsplit(['。', '；', '，']).next());
        if clause.is_none_or(|clause| clause.contains("其中")) {
            return false;
        }
        let others = candidates.ranked().iter();
        let others = others.filter(|other| other.figure != candidate.figure);
        let next = others.map(|other| other.score).max().unwrap_or(0);
        candidate.share >= ENOUGH_TO_LEAD
            && candidate.score >= self.matcher.least_score()
            && next * 2 <= candidate.score
    }

    /// Whether a figure of which a numeral is not true refutes it. 教学竞赛吸引214名教师 names the prizes as well as the
    /// contestants, who are 214.
    pub(super) fn is_refuted(
        &self,
        numeral: &Numeral,
        candidate: &Candidate,
        candidates: &Candidates,
        verdict: &impl Fn(&Candidate) -> Verdict,
    ) -> bool {
        let is_another =
            candidate.share < WHOLE && no_coincidence(numeral, candidates, verdict).is_some();
        !is_another && self.is_surely(numeral, candidate, candidates)
    }

    /// The one figure that the words hint at, where they hint at no other. It may prove a numeral,
    /// and contradict none.
    pub(super) fn only_hint(&self, candidates: &Candidates) -> Option<Candidate> {
        let hints = candidates.ranked().iter();
        let hints = hints.filter(|candidate| candidate.share >= ENOUGH_TO_HINT);
        let best = hints.max_by_key(|candidate| candidate.found)?;
        let next = candidates.most_found_beside(Some(best.figure));
        let clear = next * 3 <= best.found * 2;
        (clear && best.found >= self.matcher.least_score()).then_some(*best)
    }
}

/// The figure of which a number of three digits or more is exactly true, in its own unit, where the
/// words at least hint at it: 会员8642人 is 会员总数. So many digits do not agree by chance.
pub(super) fn no_coincidence(
    numeral: &Numeral,
    candidates: &Candidates,
    verdict: &impl Fn(&Candidate) -> Verdict,
) -> Option<Candidate> {
    if significant_digits(numeral) < 3 {
        return None;
    }
    // 289家企业榜上有名 half names the companies with loans, but others more.
    let most = candidates.most_found_beside(None);
    let fits = |candidate: &&Candidate| {
        candidate.fit == 8
            && candidate.telling >= ENOUGH_TO_HINT
            && (candidate.found * 4 >= most * 3 || candidate.telling >= 900)
            && verdict(candidate) == Verdict::True
    };
    candidates
        .ranked()
        .iter()
        .filter(fits)
        .max_by_key(|candidate| candidate.telling)
        .copied()
}

/// The better verdict first.
pub(super) const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::True => 0,
        Verdict::Doubtful(_) => 1,
        Verdict::Rounded => 2,
        Verdict::False => 3,
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
