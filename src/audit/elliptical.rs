//! Numbers whose clause leaves out what they count: 会员8642人，上年为8130人; 比上年增加5个，达到34个. The number
//! before them in the sentence has said it. And rows of a table that are called as a figure is.

use super::flow;
use super::judge::{Match, Year};
use super::manuscript::BlockKind;
use super::matching::Named;
use super::renamed::is_plain;
use super::{Finding, Frame, Grounds, Reading, Status, frame, units};
use crate::numeral::hedge::Verdict;
use crate::numeral::letters::Letters;
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
/// Clauses that say so of the figure before them, or of all that was listed.
const IN_ALL: [&str; 10] = [
    "总数",
    "总数达",
    "总数达到",
    "总数为",
    "年末达到",
    "年末达",
    "年末有",
    "年底达到",
    "年底有",
    "年末为",
];
/// What stands before the first of two values.
const OPENING: [&str; 10] = [
    "由",
    "从",
    "由上年",
    "从上年",
    "由上年的",
    "从上年的",
    "由去年",
    "从去年",
    "由去年的",
    "从去年的",
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
        // 会员由200人增至300人: nothing stands between but that it is reached.
        if let Some((last, Some(matched))) = self.findings.last().zip(self.scores.last())
            && self.reaches(last, finding)
        {
            return grounds.settle(numeral, matched.named, Year::This, true, finding);
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
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let mut earlier = earlier.take_while(|(last, _)| self.same_sentence(last, finding));
        let mut of = || Some(earlier.find_map(|(_, matched)| matched.as_ref())?.named);
        // 心理驿站新增8个，撤并1个: of what it is said, the one before has told.
        if let Some(flow) = flow::of(clause, Letters::of(clause)).filter(|_| is_plain(clause)) {
            let named = of()?;
            let verdict = grounds.flowed(numeral, named.figure, flow, Year::This)?;
            let figure = grounds.basis.figures.at(named.figure)?;
            let fits = grounds.matcher.target(named.figure);
            let fits = fits.is_some_and(|target| units::fit(&numeral.unit, &target.unit) == 8);
            if !fits || !matches!(verdict, Verdict::True) {
                return None;
            }
            finding.status = Status::Proved;
            finding.figure = Some(figure.name.clone());
            finding.help = Some(format!("由“{}”的行或上年的数算得", figure.label));
            return Some(Match {
                named,
                rival: None,
                now: false,
                block,
            });
        }
        if IN_ALL.contains(&clause) {
            return grounds.settle(numeral, of()?, Year::This, false, finding);
        }
        let year = year_of(clause).or_else(corrected)?;
        grounds.settle(numeral, of()?, year, true, finding)
    }

    /// Whether nothing stands between two numbers of a sentence but that the second one was reached: 增至.
    fn reaches(&self, last: &Finding, this: &Finding) -> bool {
        let text = &self.grounds.manuscript.text;
        let between = text.get(last.span.end..this.span.start).unwrap_or("");
        REACHED.contains(&between.trim_end_matches(['约', '近', '超', '了']).trim())
    }

    /// 托管子女由1420名增加到1680名: where the second number is known, the first one is last year's.
    pub(super) fn reach_back(&mut self) {
        for index in 1..self.findings.len() {
            let (first, second) = (&self.findings[index - 1], &self.findings[index]);
            let text = &self.grounds.manuscript.text;
            let opens = || {
                let before = text.get(..first.span.start).unwrap_or("");
                OPENING.iter().any(|word| before.ends_with(word))
            };
            if first.status != Status::Unknown
                || second.status != Status::Proved
                || !self.reaches(first, second)
                || !opens()
            {
                continue;
            }
            let of = self.scores[index].as_ref().filter(|matched| matched.now);
            let Some(named) = of.map(|matched| matched.named) else {
                continue;
            };
            let span = first.span.clone();
            let read = crate::numeral::read::read(&text[span]);
            let ([numeral], mut finding) = (&read[..], first.clone()) else {
                continue;
            };
            let grounds = self.grounds;
            self.scores[index - 1] = grounds.settle(numeral, named, Year::Last, true, &mut finding);
            self.findings[index - 1] = finding;
        }
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
