//! The appendix of sources that a report of ours ends with: each row names its figure, so nothing has
//! to be guessed from words.

use super::change::{self, Change};
use super::judge::Year;
use super::manuscript::BlockKind;
use super::matching::target;
use super::{Finding, Grounds, Status};
use crate::figure::{Figure, Figures};
use crate::number::Number;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::read::Numeral;

/// Which of a figure's values a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Now,
    LastYear,
    Change,
}

/// What stands behind a figure's name where another value than its own is meant.
const LAST_YEAR: &str = ".上年";
const CHANGE: &str = ".比上年";

/// The figure that a row's first cell names, and which of its values: 会员总数.上年.
fn source<'a>(figures: &'a Figures, name: &str) -> Option<(&'a Figure, Aspect)> {
    let name = name.trim();
    if let Some(figure) = figures.get(name) {
        return Some((figure, Aspect::Now));
    }
    let (stem, aspect) = match name.strip_suffix(LAST_YEAR) {
        Some(stem) => (stem, Aspect::LastYear),
        None => (name.strip_suffix(CHANGE)?, Aspect::Change),
    };
    Some((figures.get(stem)?, aspect))
}

/// How many bytes the longest of those names has.
pub(super) fn longest_name(figures: &Figures) -> usize {
    let names = figures.iter().map(|figure| figure.name.len());
    names.max().unwrap_or(0) + CHANGE.len().max(LAST_YEAR.len())
}

/// Whether these words are what an appendix calls a figure, or its value of last year.
pub(super) fn is_name(figures: &Figures, words: &str) -> bool {
    source(figures, words).is_some()
}

impl Grounds<'_> {
    /// The figure of a row of the appendix, which of its values, and the head above the cell.
    fn row_of_appendix(&self) -> Option<(&Figure, Aspect, usize)> {
        let BlockKind::Cell { label, head, .. } = self.manuscript.blocks.get(self.block)?.kind
        else {
            return None;
        };
        let (label, head) = (label.unwrap_or(self.block), head?);
        let (figure, aspect) = source(self.basis.figures, self.manuscript.words(label))?;
        self.has_definitions(head).then_some((figure, aspect, head))
    }

    /// Whether a block is a cell of the appendix, whose words are the program's own.
    pub(super) fn is_appendix(&self) -> bool {
        self.row_of_appendix().is_some()
    }

    /// Judges a numeral of the appendix; false where it stands elsewhere.
    pub(super) fn appendix(&self, numeral: &Numeral, finding: &mut Finding) -> bool {
        let Some((figure, aspect, head)) = self.row_of_appendix() else {
            return false;
        };
        let of_year = match aspect {
            Aspect::LastYear => self
                .basis
                .last_year
                .and_then(|figures| figures.get(&figure.name)),
            Aspect::Now | Aspect::Change => Some(figure),
        };
        let verdict = match self.manuscript.words(head).trim() {
            "行数" => {
                let rows = of_year.map(|figure| Number::from(figure.row_count));
                let is_right = rows.is_some() && numeral.value == rows;
                if is_right {
                    Verdict::True
                } else {
                    Verdict::False
                }
            }
            // What a definition says of its conditions counts nothing.
            "定义" => {
                finding.status = Status::Recognised;
                finding.figure = Some(figure.name.clone());
                return true;
            }
            "数值" => {
                let Some(verdict) = self.of_value(numeral, figure, aspect) else {
                    return false;
                };
                verdict
            }
            _ => return false,
        };
        finding.status = match verdict {
            Verdict::True | Verdict::Doubtful(_) => Status::Proved,
            Verdict::Rounded => Status::Rounded,
            Verdict::False => Status::Contradicted,
        };
        finding.figure = Some(figure.name.clone());
        if finding.status != Status::Proved {
            finding.help = Some(self.true_of(figure, aspect));
        }
        true
    }

    /// Whether the table whose head this cell belongs to tells how its figures are defined.
    fn has_definitions(&self, head: usize) -> bool {
        let beside = head.saturating_sub(2)..head + 3;
        let mut beside = beside.filter(|block| *block < self.manuscript.blocks.len());
        beside.any(|block| self.manuscript.words(block).trim() == "定义")
    }

    /// Holds the value of a row against its figure; none for a figure that is no number.
    fn of_value(&self, numeral: &Numeral, figure: &Figure, aspect: Aspect) -> Option<Verdict> {
        let target = target(figure)?;
        let claim = numeral.claim.as_ref()?;
        let rounding = self.basis.rounding;
        let index = self.basis.figures.index_of(&figure.name)?;
        match aspect {
            Aspect::Now => Some(judge(claim, &target.value, target.nature, rounding)),
            Aspect::LastYear => {
                let old = self.target_of_last_year(index)?;
                Some(judge(claim, &old.value, old.nature, rounding))
            }
            // +5家, −3家: a fall carries its own sign.
            Aspect::Change => {
                let old = self.target_of_last_year(index)?;
                let rises = !numeral.value.as_ref()?.is_negative();
                let words = self.manuscript.words(self.block);
                let said = words.get(..numeral.span.start).unwrap_or("").trim();
                let is_signed =
                    said.ends_with('+') == rises || numeral.value == Some(Number::zero());
                let change = Change::up();
                let verdict =
                    change::verdict(change, numeral, &old.value, &target.value, target.nature);
                verdict.map(|verdict| if is_signed { verdict } else { Verdict::False })
            }
        }
    }

    /// What the appendix ought to say.
    fn true_of(&self, figure: &Figure, aspect: Aspect) -> String {
        let Some(index) = self.basis.figures.index_of(&figure.name) else {
            return String::new();
        };
        match aspect {
            Aspect::Now => self.true_wordings(index, Year::This),
            Aspect::LastYear => self.true_wordings(index, Year::Last),
            Aspect::Change => {
                let old = self.target_of_last_year(index);
                let new = target(figure);
                let said = old.zip(new);
                said.map_or_else(String::new, |(old, new)| {
                    change::say(&old.value, &new.value, &new.unit)
                })
            }
        }
    }
}
