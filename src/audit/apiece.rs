//! What is made of a clause that several subjects share: each judged as it would stand alone, and what
//! follows for the numeral: theirs, their sum, or the difference of two.

use std::ops::Range;

use super::context::{Marks, Words};
use super::judge::{Heard, Match};
use super::pages::{Desk, Pages};
use super::shared::{Said, Share};
use super::sheet::Sheet;
use super::trend::{Earlier, unit_of_base};
use super::{Finding, Grounds, Status, change};
use crate::number::Number;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::spelling::Spelling;

impl Pages<'_> {
    /// Judges a numeral that several subjects share.
    pub(super) fn shared(
        &self,
        sheet: &Sheet<'_>,
        share: &Share,
        desk: &mut Desk,
        finding: &mut Finding,
    ) -> Option<Match> {
        let (said, signs): (&[Said], [i64; 2]) = match share {
            Share::Own(said) => return self.judge_said(sheet, said, desk, finding),
            Share::Each(said) => {
                self.of_each(sheet, said, desk, finding);
                return None;
            }
            Share::Together(said) => (said, [1, 1]),
            Share::Against(said, true) => (said, [1, -1]),
            Share::Against(said, false) => (said, [-1, 1]),
            Share::Unclear => {
                finding.help = Some("看不出这个数说的是前面的哪一个".to_owned());
                return None;
            }
        };
        finding.help = Some("说的是几项合起来或相比的数，没有核对出来；可以逐项写明".to_owned());
        self.reckoned(sheet, said, signs, desk, finding);
        None
    }

    /// Proves a numeral by several figures together, or by two against each other, if it is true of them.
    fn reckoned(
        &self,
        sheet: &Sheet<'_>,
        said: &[Said],
        signs: [i64; 2],
        desk: &mut Desk,
        finding: &mut Finding,
    ) -> Option<()> {
        let grounds = self.grounds.at(sheet.block);
        let mut figures: Vec<usize> = Vec::new();
        for one in said {
            let named = self.named_by(sheet, one, desk)?;
            if figures.contains(&named) {
                return None;
            }
            figures.push(named);
        }
        let mut nature = None;
        let mut sum = Number::zero();
        for (place, figure) in figures.iter().enumerate() {
            let target = grounds.matcher.target(*figure)?;
            let sign = Number::from(signs[place.min(1)]);
            sum = &sum + &(&target.value * &sign);
            nature = Some(target.nature);
        }
        let claim = said.first()?.numeral.claim.as_ref()?;
        let verdict = judge(claim, &sum, nature?, grounds.basis.rounding);
        if !verdict.holds() {
            return None;
        }
        finding.status = if verdict == Verdict::Rounded {
            Status::Rounded
        } else {
            Status::Proved
        };
        let names = figures.iter();
        let names =
            names.filter_map(|figure| Some(grounds.basis.figures.at(*figure)?.name.as_str()));
        let names: Vec<&str> = names.collect();
        finding.figure = names.first().map(|name| (*name).to_owned());
        finding.help = Some(format!("由“{}”算得", names.join("”“")));
        Some(())
    }

    /// 各2个: it has to hold of each.
    fn of_each(&self, sheet: &Sheet<'_>, said: &[Said], desk: &mut Desk, finding: &mut Finding) {
        let before = finding.clone();
        let mut first: Option<Finding> = None;
        for one in said {
            *finding = before.clone();
            self.judge_said(sheet, one, desk, finding);
            if !matches!(finding.status, Status::Proved | Status::Rounded) {
                return;
            }
            first.get_or_insert_with(|| finding.clone());
        }
        *finding = first.unwrap_or(before);
    }

    /// Judges a numeral as it is said for one subject.
    fn judge_said(
        &self,
        sheet: &Sheet<'_>,
        said: &Said,
        desk: &mut Desk,
        finding: &mut Finding,
    ) -> Option<Match> {
        let grounds = Grounds {
            said: Some(&said.text),
            ..self.grounds.at(sheet.block)
        };
        let numeral = &said.numeral;
        let grounds = grounds.led_to(numeral.span.start);
        let change = change::read(&said.text, numeral);
        if change.is_some()
            && let Some(other) = change::other_base(&said.text, numeral, grounds.basis.year)
        {
            finding.help = Some(change::beyond(&other));
            return None;
        }
        let unit = match change {
            Some(_) => unit_of_base(numeral),
            None => Some(numeral.unit.as_str()),
        };
        let heard = self.heard_of(sheet, said, unit, desk);
        if let Some(change) = change {
            let candidates = &heard.candidates;
            let matched =
                grounds.judge_change(change, numeral, candidates, Earlier::Nothing, finding);
            if matched.is_some() || !change.may_be_value() {
                return matched;
            }
        }
        grounds.judge(numeral, &heard, grounds.frame(sheet, numeral), finding)
    }

    /// What the words say around a numeral that is said for one subject.
    fn heard_of(
        &self,
        sheet: &Sheet<'_>,
        said: &Said,
        unit: Option<&str>,
        desk: &mut Desk,
    ) -> Heard {
        let matcher = self.grounds.matcher;
        let numerals = sheet.measuring().into_iter();
        let spelling = Spelling::of(&said.text);
        let mut numerals: Vec<Range<usize>> =
            numerals.filter(|span| span.end <= said.from).collect();
        numerals.push(said.numeral.span.clone());
        let values = matcher.features().names.find_in(&spelling);
        let mut values: Vec<(usize, usize)> = values
            .into_iter()
            .map(|(span, value)| (span.end, value))
            .collect();
        values.sort_unstable();
        let marks = Marks {
            numerals: &numerals,
            values: &values,
            places: &[],
        };
        let mut words = Words::default();
        words.read(&spelling, marks, &matcher.features().terms);
        std::mem::swap(&mut desk.words, &mut words);
        self.surroundings(sheet.block, numerals.len() - 1, desk);
        std::mem::swap(&mut desk.words, &mut words);
        Heard {
            candidates: matcher.candidates(&mut desk.hearing, unit),
            beside: matcher.scopes_beside(&desk.hearing.context),
        }
    }

    /// The figure that the words name of which a numeral is said.
    fn named_by(&self, sheet: &Sheet<'_>, said: &Said, desk: &mut Desk) -> Option<usize> {
        let unit = Some(said.numeral.unit.as_str());
        let heard = self.heard_of(sheet, said, unit, desk);
        self.grounds.at(sheet.block).subject(&heard.candidates)
    }
}
