//! Growth and fall, judged against last year's figures: 比上年增长12.5%, 与上年持平, 首次.

mod base;

use super::change::{Change, LEVEL, say, verdict};
use super::flow::Flow;
use super::judge::{ENOUGH_TO_PROVE, Match, Year};
use super::matching::{Candidates, Named, leaders};
use super::otherwise::clause_before;
use super::units;
use super::vocabulary::WHOLE;
use super::{Finding, Grounds, Reading, Status};
use crate::diagnostic;
use crate::figure::change::is_level;
use crate::number::Number;
use crate::numeral::hedge::Verdict;
use crate::numeral::read::{Kind, Numeral};
use crate::prove::rules::Remark;

/// 持平: that a figure is what it was last year.
#[derive(Debug)]
pub(super) struct Level {
    /// Where it is said, in bytes of the block.
    pub at: usize,
    /// The figure that the words before it name.
    pub subject: Option<usize>,
}

/// The number before a change that is counted in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// There is none in the sentence.
    Nothing,
    /// No figure is known of it.
    Unknown,
    /// A figure, and whether the number is true of it.
    Named(Named, bool),
}

impl Earlier {
    const fn named(self) -> Option<Named> {
        match self {
            Self::Named(named, _) => Some(named),
            Self::Nothing | Self::Unknown => None,
        }
    }

    /// Whether it is not known of what a change tells that names nothing itself.
    const fn is_unclear(self) -> bool {
        matches!(self, Self::Unknown | Self::Named(_, false))
    }
}

/// The unit in which a figure is counted of whose change a numeral speaks: of a rate, any.
pub(super) fn unit_of_base(numeral: &Numeral) -> Option<&str> {
    match numeral.unit.as_str() {
        "%" | "‰" | "倍" => None,
        _ if numeral.kind == Kind::Doubling => None,
        "个百分点" => Some("%"),
        unit => Some(unit),
    }
}

/// Where a block says that something is what it was last year.
pub(super) fn levels(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(LEVEL).filter_map(|(at, _)| {
        let clause = text[..at]
            .rfind(['。', '；', '，', '\n'])
            .map_or(&text[..at], |end| &text[end..at]);
        let bases = ["上年", "去年", "同期"];
        bases.iter().any(|base| clause.contains(base)).then_some(at)
    })
}

impl Grounds<'_> {
    /// The figure that words name so well that no more has to be known.
    pub(super) fn subject(&self, candidates: &Candidates) -> Option<usize> {
        let first = leaders(candidates.ranked()).into_iter().next()?;
        let is_named = first.share >= ENOUGH_TO_PROVE && first.score >= self.matcher.least_score();
        is_named.then_some(first.figure)
    }

    /// Judges a change: of the figure that the words name, else of the one named before it.
    pub(super) fn judge_change(
        &self,
        change: Change,
        numeral: &Numeral,
        candidates: &Candidates,
        before: Earlier,
        finding: &mut Finding,
    ) -> Option<Match> {
        let grounds = self;
        let least = grounds.matcher.least_score();
        let named = leaders(candidates.ranked())
            .into_iter()
            .filter(|candidate| candidate.share >= ENOUGH_TO_PROVE && candidate.score >= least)
            .map(|candidate| candidate.named());
        let mut subjects: Vec<Named> = if change.is_bare() {
            Vec::new()
        } else {
            named.collect()
        };
        let said = clause_before(self.text(), numeral.span.start);
        let is_of = |named: &Named| {
            let figure = grounds.basis.figures.at(named.figure);
            figure.is_some_and(|figure| !base::is_of_another(said, &[&figure.label, &figure.name]))
        };
        let goes_on = before.is_unclear() && base::named(said).is_none();
        subjects.extend(before.named().filter(is_of));
        if grounds.basis.last_year.is_none() {
            if !change.is_implied() {
                finding.help = Some("没有上年数据，无从核对增减".to_owned());
            }
            return None;
        }
        let matched = |named: Named| Match {
            named,
            rival: None,
            now: false,
            block: grounds.block,
        };
        let mut wrong = None;
        for subject in subjects {
            let Some(figure) = grounds.basis.figures.at(subject.figure) else {
                continue;
            };
            let old = grounds.target_of_last_year(subject.figure);
            let (Some(old), Some(new)) = (old, grounds.matcher.target(subject.figure)) else {
                continue;
            };
            let (old, nature, new) = (&old.value, new.nature, &new.value);
            let Some(verdict) = verdict(change, numeral, old, new, nature) else {
                continue;
            };
            if verdict.holds() {
                finding.status = if verdict == Verdict::Rounded {
                    Status::Rounded
                } else {
                    Status::Proved
                };
                finding.figure = Some(figure.name.clone());
                finding.help = None;
                return Some(matched(subject));
            }
            let unit = units::base(&Number::zero(), figure.unit()).1;
            wrong.get_or_insert((subject, figure.name.clone(), say(old, new, &unit)));
        }
        let Some((subject, name, help)) = wrong else {
            if !change.is_implied() {
                finding.help = Some("看不出是哪个数字的增减，或者它没有上年数据".to_owned());
            }
            return None;
        };
        // What came to a register is said to have been added as well, whatever went from it.
        let said = self.text().get(..numeral.span.start).unwrap_or("");
        if change.is_implied() && change.rises && !said.ends_with("净增") {
            let flowed = self.flowed(numeral, subject.figure, Flow::Came, Year::This);
            if flowed.is_some_and(Verdict::holds) {
                finding.status = Status::Proved;
                finding.figure = Some(name);
                return Some(matched(subject));
            }
        }
        if goes_on || change.is_bare() || change.is_implied() && subject.share < WHOLE {
            return None;
        }
        finding.status = Status::Contradicted;
        finding.figure = Some(name);
        finding.help = Some(help);
        Some(matched(subject))
    }

    /// 首次: false where last year had some already.
    pub(super) fn refute_first(&self, remark: &mut Remark, candidates: &Candidates) {
        let subject = self.subject(candidates);
        let Some(figure) = subject.and_then(|subject| self.basis.figures.at(subject)) else {
            return;
        };
        let last_year = self.basis.last_year;
        let old = last_year.and_then(|figures| figures.get(&figure.name)?.value.number());
        if let Some(old) = old.filter(|old| !old.is_zero() && !old.is_negative()) {
            remark.severity = diagnostic::Severity::Error;
            remark.help = format!(
                "“{}”上年已有 {old}{}，今年不是首次",
                figure.name,
                figure.unit()
            );
        }
    }
}

impl Reading<'_> {
    /// Judges a change: of the figure that the words name, else of the one named just before.
    pub(super) fn judge_change(
        &self,
        change: Change,
        numeral: &Numeral,
        candidates: &Candidates,
        finding: &mut Finding,
    ) -> Option<Match> {
        let before = self.before_change(numeral, finding);
        self.grounds
            .judge_change(change, numeral, candidates, before, finding)
    }

    /// What the number before it in its sentence says that is counted in the same unit: 报告会18场，听众6240人次，
    /// 比上年增加3场 tells of the 18. Where no figure is known of that number, none is of its change.
    fn before_change(&self, numeral: &Numeral, finding: &Finding) -> Earlier {
        let unit = unit_of_base(numeral);
        let fits = |of: &str| unit.is_none_or(|unit| units::fit(unit, of) > 0);
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let earlier = earlier.take_while(|(last, _)| self.same_sentence(last, finding));
        for (last, matched) in earlier {
            let Some(matched) = matched else {
                let measured = last
                    .unit
                    .as_deref()
                    .filter(|_| last.status != Status::Recognised);
                if measured.is_some_and(fits) {
                    return Earlier::Unknown;
                }
                continue;
            };
            let target = self.grounds.matcher.target(matched.named.figure);
            if target.is_some_and(|target| fits(&target.unit)) {
                return Earlier::Named(matched.named, last.status != Status::Contradicted);
            }
        }
        Earlier::Nothing
    }

    /// 与上年持平: the figure named before it has to be what it was.
    pub(super) fn level(&mut self, level: &Level) {
        let grounds = self.grounds;
        let Some(last_year) = grounds.basis.last_year else {
            return;
        };
        let at = grounds.manuscript.blocks[grounds.block].span.start + level.at;
        let span = at..at + LEVEL.len();
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let mut earlier = earlier.filter(|(finding, _)| finding.span.end <= span.start);
        let before = || {
            let (_, matched) = earlier.next()?;
            matched.as_ref().map(|matched| matched.named.figure)
        };
        let subject = level.subject.or_else(before);
        let Some(figure) = subject.and_then(|subject| grounds.basis.figures.at(subject)) else {
            return;
        };
        let old = last_year
            .get(&figure.name)
            .and_then(|old| old.value.number());
        let (Some(old), Some(new)) = (old, figure.value.number()) else {
            return;
        };
        let tolerance = grounds.basis.level_tolerance;
        if !is_level(old, new, figure.unit(), tolerance) {
            let help = format!("“{}”{}", figure.name, say(old, new, figure.unit()));
            let message = format!("“{}”不是与上年持平", figure.name);
            let code = diagnostic::LEVEL;
            self.remarks.push(Remark {
                code,
                severity: code.severity,
                span,
                message,
                help,
            });
        }
    }

    pub(super) fn same_sentence(&self, last: &Finding, this: &Finding) -> bool {
        let text = &self.grounds.manuscript.text;
        let between = text.get(last.span.end..this.span.start).unwrap_or("。");
        !between.contains(['。', '；', '\n'])
    }
}
