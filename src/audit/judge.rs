//! Whether a numeral is right, once the words have named its figure.

mod strength;

use super::flow::Flow;
use super::frame::Frame;
use super::matching::{Candidate, Candidates, Named, Target, leaders, scopes_before, target};
use super::vocabulary::WHOLE;
use super::{Finding, Grounds, Status};
use crate::figure::{Figure, Period, Rule};
use crate::numeral::hedge::{Claim, Verdict, judge};
use crate::numeral::read::Numeral;
use crate::numeral::write::{Measure, wordings};
use strength::{ENOUGH_TO_CONTRADICT, no_coincidence, rank};
pub(super) use strength::{ENOUGH_TO_HINT, ENOUGH_TO_PROVE};

/// What a numeral was matched to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    /// The figure.
    pub named: Named,
    /// The next figure that the words name, of which the numeral is not true.
    pub rival: Option<Named>,
    /// Whether it was this year's value that decided.
    pub now: bool,
    /// The block in which it stands.
    pub block: usize,
}

impl Match {
    /// Whether the words name another figure as well as this one: of two numerals of which one is
    /// named outright, the other means that one.
    pub fn is_shared(&self) -> bool {
        let rival = self.rival.as_ref();
        rival.is_some_and(|rival| rival.share >= self.named.share)
    }
}

/// What the words around a numeral say.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The figures that they name.
    pub candidates: Candidates,
    /// The scope words right beside the numeral, as bits.
    pub beside: u32,
}

/// Whose values decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    This,
    Last,
}

impl Grounds<'_> {
    /// Decides which candidate a numeral speaks of, and whether it is right.
    pub(super) fn judge(
        &self,
        numeral: &Numeral,
        heard: &Heard,
        frame: Frame,
        finding: &mut Finding,
    ) -> Option<Match> {
        let candidates = &heard.candidates;
        let settled =
            |finding: &Finding| matches!(finding.status, Status::Proved | Status::Rounded);
        match frame {
            Frame::Before | Frame::Either if let Some(own) = self.named_of_before(heard) => {
                self.hold(numeral, &own, Year::This, finding)
            }
            Frame::Now => self.hold(numeral, candidates, Year::This, finding),
            Frame::Before | Frame::LastYear if self.basis.last_year.is_some() => {
                self.hold(numeral, candidates, Year::Last, finding)
            }
            Frame::Before | Frame::LastYear => {
                finding.help = Some("说的是上年，没有上年数据，无从核对".to_owned());
                None
            }
            Frame::Elsewhen => {
                finding.help = Some("说的是别的时间，或者是打算，本年的数字证明不了".to_owned());
                None
            }
            Frame::Published => {
                finding.help = Some("说的是更正以前公布的数，现在的数字证明不了".to_owned());
                // The number that it was corrected to counts the same.
                let mut named = leaders(candidates.ranked()).into_iter();
                let candidate = named.find(|candidate| candidate.share >= ENOUGH_TO_PROVE)?;
                Some(Match {
                    named: candidate.named(),
                    rival: None,
                    now: false,
                    block: self.block,
                })
            }
            Frame::Months(first, last) => self.in_part(numeral, candidates, (first, last), finding),
            Frame::Loose | Frame::Several | Frame::Either => {
                let before = finding.clone();
                let cumulative = |candidate: &Candidate| {
                    frame != Frame::Several || self.counts_years(candidate.figure, numeral)
                };
                let fitting = candidates.ranked().iter().copied().filter(cumulative);
                let fitting = Candidates::only(fitting.collect());
                let mut matched = self.hold(numeral, &fitting, Year::This, finding);
                if !settled(finding) && frame == Frame::Either {
                    *finding = before.clone();
                    matched = self.hold(numeral, candidates, Year::Last, finding);
                }
                if settled(finding) {
                    return matched;
                }
                *finding = before;
                finding.help = Some("说的不一定是全年，本年的数字证明不了".to_owned());
                None
            }
        }
    }

    /// Whether a figure may tell of several years: it counts up to date, or is called so.
    fn counts_years(&self, figure: usize, numeral: &Numeral) -> bool {
        let Some(figure) = self.basis.figures.at(figure) else {
            return false;
        };
        let is_yearly = match &figure.definition.rule {
            Rule::Rows(rule) => rule.period == Period::Year,
            _ => true,
        };
        let before = self.text().get(..numeral.span.start).unwrap_or("");
        let years = ["年来", "近年", "近三年", "近五年", "近两年", "三年", "五年"];
        let named = |word: &str| before.contains(word) && figure.label.contains(word);
        !is_yearly || years.iter().any(|word| named(word))
    }

    /// 上半年培训职工330人次: a figure's rows in those months can prove it, and a figure that is called so itself.
    fn in_part(
        &self,
        numeral: &Numeral,
        candidates: &Candidates,
        (first, last): (u32, u32),
        finding: &mut Finding,
    ) -> Option<Match> {
        let before = finding.clone();
        let times = ["半年", "季度", "月"];
        let said = self.text().get(..numeral.span.start).unwrap_or("");
        let is_called_so = |candidate: &Candidate| {
            let figure = self.basis.figures.at(candidate.figure)?;
            let named = |word: &str| {
                said.contains(word) && (figure.label.contains(word) || figure.name.contains(word))
            };
            // A member of a family by months is called by its month alone.
            let by_month = figure.member.as_deref().is_some_and(|member| {
                member.strip_suffix('月').is_some_and(|month| {
                    said.contains(member) || month.parse() == Ok(first) && first == last
                })
            });
            Some(by_month || times.iter().any(|word| named(word)))
        };
        let called = candidates.ranked().iter().copied();
        let called = called.filter(|candidate| is_called_so(candidate) == Some(true));
        let called = Candidates::only(called.collect());
        let matched = self.hold(numeral, &called, Year::This, finding);
        if matches!(finding.status, Status::Proved | Status::Rounded) {
            return matched;
        }
        *finding = before;
        finding.help = Some("说的不是全年，本年的数字证明不了".to_owned());
        let claim = numeral.claim.as_ref()?;
        let mut named = leaders(candidates.ranked()).into_iter();
        let candidate = named.find(|candidate| self.is_named(candidate, numeral))?;
        let figure = self.basis.figures.at(candidate.figure)?;
        let target = self.in_months(candidate.figure, first, last)?;
        let verdict = judge(claim, &target.value, target.nature, self.basis.rounding);
        if !verdict.holds() || self.otherwise(numeral, figure).is_some() {
            return None;
        }
        finding.status = if verdict == Verdict::Rounded {
            Status::Rounded
        } else {
            Status::Proved
        };
        finding.figure = Some(figure.name.clone());
        finding.help = Some(format!("“{}”里 {first} 月到 {last} 月的行", figure.label));
        Some(Match {
            named: candidate.named(),
            rival: None,
            now: false,
            block: self.block,
        })
    }

    /// 年初结存 and 上年结转 are figures of this year that are called so: the leading candidates whose
    /// own words hold the word for last year that stands beside the numeral.
    fn named_of_before(&self, heard: &Heard) -> Option<Candidates> {
        let beside = heard.beside & scopes_before();
        if beside == 0 {
            return None;
        }
        let mut own = leaders(heard.candidates.ranked());
        own.retain(|candidate| self.matcher.features().scopes[candidate.figure] & beside != 0);
        (!own.is_empty()).then(|| Candidates::only(own))
    }

    /// Holds a numeral against the figures' values of one year.
    fn hold(
        &self,
        numeral: &Numeral,
        candidates: &Candidates,
        year: Year,
        finding: &mut Finding,
    ) -> Option<Match> {
        let claim = numeral.claim.as_ref()?;
        let verdict_of = |candidate: &Candidate| self.verdict(claim, candidate.figure, year);
        let named: Vec<Candidate> = leaders(candidates.ranked())
            .into_iter()
            .filter(|candidate| self.is_named(candidate, numeral))
            .collect();
        let judged = named
            .iter()
            .map(|candidate| (*candidate, verdict_of(candidate)));
        let best = judged.min_by_key(|(_, verdict)| rank(*verdict));
        let otherwise = || {
            no_coincidence(numeral, candidates, &verdict_of)
                .or_else(|| self.only_hint(candidates))
                .map(|only| (only, verdict_of(&only)))
                .filter(|(_, verdict)| verdict.holds())
        };
        // 本年收入 names half of 会费收入, a part of it, too; but all of itself.
        let otherwise_whole = || {
            no_coincidence(numeral, candidates, &verdict_of)
                .filter(|other| other.share >= WHOLE)
                .map(|other| (other, verdict_of(&other)))
        };
        let best = match best {
            Some((candidate, Verdict::False)) if candidate.share < ENOUGH_TO_CONTRADICT => {
                otherwise().or(best)
            }
            Some((candidate, Verdict::False)) if candidate.share < WHOLE => {
                otherwise_whole().or(best)
            }
            Some(best) => Some(best),
            None => otherwise(),
        };
        let Some((candidate, verdict)) = best else {
            finding.help = Some(self.nearest(candidates));
            return self.hold_hinted_flow(numeral, candidates, year, finding);
        };
        let figure = self.basis.figures.at(candidate.figure)?;
        // 新建职工小家 may be a figure of its own beside 职工小家.
        if let Some(flow) = self.flow_of(numeral, figure)
            && self.meant_so(numeral, &named, claim, year).is_none()
        {
            return self.hold_flow(numeral, candidate, flow, year, finding);
        }
        let (candidate, verdict) = match self.otherwise(numeral, figure) {
            None => (candidate, verdict),
            Some(word) => {
                if let Some(own) = self.meant_so(numeral, &named, claim, year) {
                    own
                } else {
                    finding.help = Some(says_otherwise(&word, figure));
                    return None;
                }
            }
        };
        let figure = self.basis.figures.at(candidate.figure)?;
        if verdict == Verdict::False
            && let Some(flow) = self.growth_of(numeral, figure)
            && self.flowed(numeral, candidate.figure, flow, year) != Some(Verdict::False)
        {
            return self.hold_flow(numeral, candidate, flow, year, finding);
        }
        if verdict == Verdict::False
            && let Some(other) = self.stranger(numeral, figure)
        {
            finding.help = Some(format!(
                "这里说的是“{other}”，本年的数字证明不了，也否定不了"
            ));
            return None;
        }
        finding.status = match verdict {
            Verdict::True => Status::Proved,
            Verdict::Doubtful(doubt) => {
                finding.doubt = Some(doubt);
                finding.help = Some(doubt.reason().to_owned());
                Status::Proved
            }
            Verdict::Rounded => Status::Rounded,
            Verdict::False if self.is_refuted(numeral, &candidate, candidates, &verdict_of) => {
                Status::Contradicted
            }
            Verdict::False => {
                finding.help = Some(self.nearest(candidates));
                return None;
            }
        };
        finding.figure = Some(figure.name.clone());
        if matches!(finding.status, Status::Rounded | Status::Contradicted) {
            finding.help = Some(self.true_wordings(candidate.figure, year));
        }
        let rival = candidates.ranked().iter().find(|other| {
            other.figure != candidate.figure
                && other.share >= ENOUGH_TO_PROVE
                && self.verdict(claim, other.figure, year) == Verdict::False
        });
        Some(Match {
            named: candidate.named(),
            rival: rival.map(Candidate::named),
            now: year == Year::This,
            block: self.block,
        })
    }

    /// 新建班组2个: held against what came to the stock, or went from it.
    fn hold_flow(
        &self,
        numeral: &Numeral,
        candidate: Candidate,
        flow: Flow,
        year: Year,
        finding: &mut Finding,
    ) -> Option<Match> {
        let figure = self.basis.figures.at(candidate.figure)?;
        if let Some(word) = self.renamed(numeral, figure) {
            finding.help = Some(says_otherwise(&word, figure));
            return None;
        }
        let is = if self.flow_of(numeral, figure).is_some() {
            "总数"
        } else {
            "全年的数"
        };
        finding.help = Some(format!(
            "“{}”是{is}，这里说的是增减；没有数字对得上",
            figure.label
        ));
        let verdict = self.flowed(numeral, candidate.figure, flow, year)?;
        finding.status = match verdict {
            Verdict::True => Status::Proved,
            Verdict::Doubtful(doubt) => {
                finding.doubt = Some(doubt);
                Status::Proved
            }
            Verdict::Rounded => Status::Rounded,
            Verdict::False if candidate.share >= WHOLE => Status::Contradicted,
            Verdict::False => return None,
        };
        finding.figure = Some(figure.name.clone());
        if verdict == Verdict::True {
            finding.help = Some(format!("由“{}”的行或上年的数算得", figure.label));
        }
        Some(Match {
            named: candidate.named(),
            rival: None,
            now: false,
            block: self.block,
        })
    }

    /// 小家新增5个 hints at 职工小家: what came to it can prove the numeral, and refutes it not.
    fn hold_hinted_flow(
        &self,
        numeral: &Numeral,
        candidates: &Candidates,
        year: Year,
        finding: &mut Finding,
    ) -> Option<Match> {
        let candidate = self.only_hint(candidates)?;
        let figure = self.basis.figures.at(candidate.figure)?;
        let flow = self.flow_of(numeral, figure)?;
        let verdict = self.flowed(numeral, candidate.figure, flow, year)?;
        if !verdict.holds() {
            return None;
        }
        self.hold_flow(numeral, candidate, flow, year, finding)
    }

    /// Whether a claim is true of a figure in one of the years.
    pub(super) fn verdict(&self, claim: &Claim, figure: usize, year: Year) -> Verdict {
        let held =
            |target: &Target| judge(claim, &target.value, target.nature, self.basis.rounding);
        match year {
            Year::This => self.matcher.target(figure).map_or(Verdict::False, held),
            Year::Last => self
                .target_of_last_year(figure)
                .as_ref()
                .map_or(Verdict::False, held),
        }
    }

    /// What last year's figure of the same name is held against.
    pub(super) fn target_of_last_year(&self, figure: usize) -> Option<Target> {
        let name = &self.basis.figures.at(figure)?.name;
        target(self.basis.last_year?.get(name)?)
    }

    /// What is true of a figure, in the words in which it may be written.
    pub(super) fn true_wordings(&self, figure: usize, year: Year) -> String {
        let of_year = self.basis.figures.at(figure).and_then(|figure| match year {
            Year::This => Some(figure),
            Year::Last => self.basis.last_year?.get(&figure.name),
        });
        let Some((figure, value)) =
            of_year.and_then(|figure| Some((figure, figure.value.number()?)))
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
        let when = if year == Year::Last { "上年" } else { "" };
        format!("{when}“{}”可以写成：{}", figure.label, words.join("、"))
    }

    /// The figure that an unknown numeral may have meant.
    fn nearest(&self, candidates: &Candidates) -> String {
        let best = candidates
            .ranked()
            .first()
            .filter(|candidate| candidate.share >= 300);
        match best {
            Some(best) => format!(
                "没有数字对得上；是不是说{}",
                self.true_wordings(best.figure, Year::This)
            ),
            None => "没有数字说的是它；引自别处的，在 year.toml 里写 [[quote]]".to_owned(),
        }
    }
}

/// That a word makes the text say something else than a figure does.
fn says_otherwise(word: &str, figure: &Figure) -> String {
    format!("这里说的是“{word}”，“{}”证明不了，也否定不了", figure.label)
}
