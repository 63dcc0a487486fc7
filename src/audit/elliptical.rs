//! Numbers whose clause leaves out what they count: 会员8642人，上年为8130人; 比上年增加5个，达到34个. The number
//! before them in the sentence has said it. And rows of a table that are called as a figure is.

use super::judge::{Match, Year};
use super::manuscript::BlockKind;
use super::matching::Named;
use super::{Finding, Frame, Grounds, Reading, Status, frame, units};
use crate::numeral::hedge::Verdict;
use crate::numeral::read::Numeral;

/// Clauses that say nothing but that a value is reached.
const REACHED: [&str; 18] = [
    "达",
    "达到",
    "增至",
    "增加到",
    "增加至",
    "增长到",
    "提高到",
    "提升到",
    "上升到",
    "减至",
    "减少到",
    "降至",
    "降到",
    "下降到",
    "现为",
    "现有",
    "今年为",
    "本年为",
];
/// What begins a clause about last year.
const LAST: [&str; 4] = ["上年", "去年", "上一年", "前一年"];
/// What may follow it.
const IS: [&str; 10] = [
    "",
    "为",
    "是",
    "有",
    "仅为",
    "仅有",
    "只有",
    "则为",
    "末为",
    "同期为",
];
/// What a footnote says of a number that was published otherwise.
const CORRECTED: [&str; 3] = ["现更正为", "更正为", "订正为"];
/// Heads of columns that say no more than that there are numbers under them.
const PLAIN: [&str; 10] = [
    "数值",
    "数量",
    "金额",
    "数",
    "人数",
    "本年",
    "本年数",
    "今年",
    "当年",
    "合计",
];

/// Of which year a clause speaks that ends before its number; none where it says more than that.
fn year_of(clause: &str) -> Option<Year> {
    let clause = clause.trim();
    if REACHED.contains(&clause) {
        return Some(Year::This);
    }
    let rest = LAST.iter().find_map(|year| clause.strip_prefix(year))?;
    IS.contains(&rest).then_some(Year::Last)
}

impl Reading<'_> {
    /// Judges a numeral of which nothing else is known by the number before it, or in a table by its
    /// row's name.
    pub(super) fn elliptical(&self, numeral: &Numeral, finding: &mut Finding) -> Option<Match> {
        if finding.status != Status::Unknown {
            return None;
        }
        let grounds = self.grounds;
        let block = grounds.block;
        if let BlockKind::Cell { label, head, .. } = grounds.manuscript.blocks[block].kind {
            return grounds.called_as_figure(label?, head, numeral, finding);
        }
        let before = grounds.manuscript.words(block).get(..numeral.span.start)?;
        let at = before.rfind(['，', ',', '；', ';', '。', '：', '、', '\n', '\u{2028}'])?;
        let clause = &before[at..];
        let clause = clause.trim_start_matches(|first: char| !first.is_alphanumeric());
        // Most clauses say more than that: only for those that do not are all words before read once more.
        let corrected = || {
            CORRECTED.contains(&clause).then(|| {
                let time = frame::of_head(before, grounds.times());
                let of_last_year = matches!(time, Some(Frame::Before | Frame::LastYear));
                if of_last_year { Year::Last } else { Year::This }
            })
        };
        let year = year_of(clause).or_else(corrected)?;
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let mut earlier = earlier.take_while(|(last, _)| self.same_sentence(last, finding));
        let of = earlier.find_map(|(_, matched)| matched.as_ref())?.named;
        grounds.settle(numeral, of, year, true, finding)
    }
}

impl Grounds<'_> {
    /// A row that is called exactly as one figure is.
    fn called_as_figure(
        &self,
        label: usize,
        head: Option<usize>,
        numeral: &Numeral,
        finding: &mut Finding,
    ) -> Option<Match> {
        let words = self.manuscript.words(label).trim();
        let words = words
            .trim_start_matches("其中：")
            .trim_start_matches("其中");
        let mut called = self.basis.figures.iter().enumerate();
        let mut called = called
            .by_ref()
            .filter(|(_, figure)| figure.label == words || figure.name == words);
        let (index, _) = called.next()?;
        if label == self.block || called.next().is_some() {
            return None;
        }
        let head = head.map_or("", |head| self.manuscript.words(head)).trim();
        let head = head.split(['（', '(', '/']).next().unwrap_or("").trim();
        let year = self.basis.year.to_string();
        let this_year = head.strip_suffix('年') == Some(year.as_str());
        let year = if this_year || PLAIN.contains(&head) {
            Year::This
        } else {
            year_of(head)?
        };
        let named = Named {
            figure: index,
            score: self.matcher.least_score(),
            share: 1000,
        };
        self.settle(numeral, named, year, false, finding)
    }

    /// Holds a numeral against a figure's value of a year, if it is in the figure's unit.
    fn settle(
        &self,
        numeral: &Numeral,
        named: Named,
        year: Year,
        refutes: bool,
        finding: &mut Finding,
    ) -> Option<Match> {
        let target = self.matcher.target(named.figure)?;
        if units::fit(&numeral.unit, &target.unit) != 8 {
            return None;
        }
        if year == Year::Last {
            self.target_of_last_year(named.figure)?;
        }
        let figure = self.basis.figures.at(named.figure)?;
        let verdict = self.verdict(numeral.claim.as_ref()?, named.figure, year);
        finding.status = match verdict {
            Verdict::True => Status::Proved,
            Verdict::Doubtful(doubt) => {
                finding.doubt = Some(doubt);
                Status::Proved
            }
            Verdict::Rounded => Status::Rounded,
            Verdict::False if refutes => Status::Contradicted,
            Verdict::False => return None,
        };
        finding.figure = Some(figure.name.clone());
        finding.help = match verdict {
            Verdict::True => None,
            Verdict::Doubtful(doubt) => Some(doubt.reason().to_owned()),
            Verdict::Rounded | Verdict::False => Some(self.true_wordings(named.figure, year)),
        };
        Some(Match {
            named,
            rival: None,
            now: year == Year::This,
            block: self.block,
        })
    }
}
