//! A finished text against the year's figures: does every numeral in it hold?
//!
//! The text may come from anywhere: last month's draft, the leader's edited copy, another office.
//! Each of its numerals is read, matched to the figure that the words around it name, and judged.
//! Nothing here changes a file or knows how findings are printed.

mod apiece;
mod appendix;
mod cell;
mod change;
mod characters;
mod context;
mod elliptical;
mod exchange;
mod features;
mod finding;
mod flow;
mod frame;
mod judge;
pub mod manuscript;
mod matching;
mod names;
mod naming;
mod others;
mod otherwise;
pub mod page;
mod pages;
mod renamed;
mod report;
mod rows;
mod shared;
mod sheet;
mod stranger;
mod terms;
mod trend;
mod units;
mod vocabulary;

use std::ops::Range;

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::number::{Number, Rounding};
use crate::numeral::letters::{Letters, Word};
use crate::numeral::lexicon::Recogniser;
use crate::numeral::read::{Numeral, read_spelled};
use crate::numeral::spelling::Spelling;
use crate::project::Quote;
use crate::prove::rules::Remark;
pub use finding::{Finding, Status};
use frame::Frame;
use judge::{Heard, Match};
use manuscript::{BlockKind, Manuscript};
use matching::Matcher;
use pages::{Open, Page, Pages, Question};

/// What a text is held against.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The year's figures.
    pub figures: &'a Figures,
    /// Last year's, where there are any.
    pub last_year: Option<&'a Figures>,
    /// The year's ledgers, whose rows' words help to match.
    pub ledgers: &'a Ledgers,
    /// Numerals quoted with their sources.
    pub quotes: &'a [Quote],
    /// The year.
    pub year: i32,
    /// Up to which day the year's figures count, where it says so.
    pub as_of: Option<NaiveDate>,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// How large a change still counts as 持平.
    pub level_tolerance: &'a Number,
    /// Whose report it is.
    pub organisation: &'a str,
}

/// An audited text.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// Every numeral, in order.
    pub findings: Vec<Finding>,
    /// What the rules say of the wording, in order; spans are of the manuscript's text.
    pub remarks: Vec<Remark>,
}

/// The numerals of a text, block by block, with the reason why each needs no figure where the words
/// alone say so. No figure is needed to read them, so that can be done while the ledgers are loaded.
#[derive(Debug, Clone, Default)]
pub struct Numerals(Vec<sheet::Read>);

impl Numerals {
    /// Reads them.
    #[must_use]
    pub fn of(manuscript: &Manuscript) -> Self {
        let mut spelling = Spelling::default();
        let of_block = |block| {
            let text = manuscript.words(block);
            spelling.read(text);
            let numerals = read_spelled(text, &spelling);
            let lexicon = Recogniser::new(text);
            let reason = |numeral| lexicon.recognise(numeral).map(|known| known.reason);
            let recognised = numerals.iter().map(reason).collect();
            (numerals, recognised)
        };
        Self((0..manuscript.blocks.len()).map(of_block).collect())
    }

    /// Whether any figure may be asked for: by a numeral, or by the word that nothing has changed.
    #[must_use]
    pub fn ask_for_figures(&self, manuscript: &Manuscript) -> bool {
        let has_numerals = self.0.iter().any(|(numerals, _)| !numerals.is_empty());
        has_numerals || manuscript.text.contains(change::LEVEL)
    }
}

/// The word before parts of what was counted.
const PART: Word = Word::new("其中");

/// Why a numeral is part of a name.
const NAMES: [&str; 2] = ["数字的名字", "台账里的名称"];

/// A year's figures, ready for texts to be held against them.
#[derive(Debug)]
pub struct Auditor<'a> {
    basis: Basis<'a>,
    matcher: Matcher,
    threads: usize,
}

/// What a year's figures are called. Last year is not needed for it, which may still be loading.
#[derive(Debug)]
pub struct Names(Matcher);

impl Names {
    /// Works it out: the same for every text.
    #[must_use]
    pub fn of(figures: &Figures, ledgers: &Ledgers, year: i32) -> Self {
        Self(Matcher::new(figures, ledgers, year))
    }

    /// No names, for a text that does not [ask for figures](Numerals::ask_for_figures).
    #[must_use]
    pub fn none(year: i32) -> Self {
        Self::of(&Figures::default(), &Ledgers::default(), year)
    }
}

impl<'a> Auditor<'a> {
    /// Works out what the figures are called: the same for every text.
    #[must_use]
    pub fn new(basis: Basis<'a>) -> Self {
        let names = Names::of(basis.figures, basis.ledgers, basis.year);
        Self::knowing(names, basis)
    }

    /// The same, where it has been worked out what the figures of `basis` are called.
    #[must_use]
    pub fn knowing(names: Names, basis: Basis<'a>) -> Self {
        let Names(matcher) = names;
        Self {
            basis,
            matcher,
            threads: 1,
        }
    }

    /// Lets so many threads share a long text: the same comes of it.
    #[must_use]
    pub fn sharing(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Holds every numeral of `manuscript` against the figures.
    #[must_use]
    pub fn audit(&self, manuscript: &Manuscript) -> Audit {
        self.audit_read(manuscript, &Numerals::of(manuscript))
    }

    /// The same, of a text whose numerals have been read already.
    #[must_use]
    pub fn audit_read(&self, manuscript: &Manuscript, numerals: &Numerals) -> Audit {
        let grounds = Grounds {
            manuscript,
            basis: &self.basis,
            matcher: &self.matcher,
            block: 0,
            said: None,
            lead: Letters::ANY,
        };
        let pages = Pages::new(grounds, &numerals.0).read(self.threads);
        let mut reading = Reading {
            grounds,
            findings: Vec::new(),
            scores: Vec::new(),
            remarks: Vec::new(),
        };
        reading.run(pages);
        Audit {
            findings: reading.findings,
            remarks: reading.remarks,
        }
    }
}

impl Audit {
    /// A rounded wording is proved where the report itself prints it: by 万(2), openly.
    pub fn allow_printed(
        &mut self,
        manuscript: &Manuscript,
        figures: &Figures,
        printed: &[Vec<String>],
    ) {
        for finding in &mut self.findings {
            let index = finding
                .figure
                .as_deref()
                .and_then(|name| figures.index_of(name));
            let wordings = index.and_then(|index| printed.get(index));
            let words = manuscript.text.get(finding.span.clone()).unwrap_or("");
            if finding.status == Status::Rounded
                && wordings.is_some_and(|wordings| wordings.iter().any(|wording| wording == words))
            {
                finding.status = Status::Proved;
                finding.help = None;
            }
        }
    }

    /// What is to be said of the text, in its order.
    #[must_use]
    pub fn diagnostics(&self, manuscript: &Manuscript) -> Vec<Diagnostic> {
        report::diagnostics(manuscript, self)
    }
}

/// What a block is judged by. Nothing of it changes meanwhile, so threads may share it.
#[derive(Clone, Copy)]
struct Grounds<'a> {
    manuscript: &'a Manuscript,
    basis: &'a Basis<'a>,
    matcher: &'a Matcher,
    /// The block that is being judged.
    block: usize,
    /// Its text as it stands for one of several subjects, while a numeral is judged for it.
    said: Option<&'a str>,
    /// The letters of the sentence before the numeral that is being judged, or more.
    lead: Letters,
}

impl Grounds<'_> {
    /// The same for another block.
    const fn at(self, block: usize) -> Self {
        Self { block, ..self }
    }

    /// The same for a numeral that stands at a place of the text: what its sentence does not hold before it
    /// need not be looked for.
    fn led_to(self, place: usize) -> Self {
        let before = self.text().get(..place).unwrap_or("").chars().rev();
        let sentence = before.take_while(|character| !ends_sentence(*character));
        let lead = sentence.fold(Letters::NONE, Letters::with);
        Self { lead, ..self }
    }

    /// The text of the block, as it stands for the subject that is being judged.
    fn text(&self) -> &str {
        self.said
            .unwrap_or_else(|| self.manuscript.words(self.block))
    }

    /// Where the block begins, in bytes of the text.
    fn start(&self) -> usize {
        self.manuscript.blocks[self.block].span.start
    }

    /// Whether the text says 其中 before a numeral: in its sentence, or in a table before its row's name.
    fn says_part(&self, numeral: &Numeral) -> bool {
        let labelled = match self.manuscript.blocks[self.block].kind {
            BlockKind::Cell {
                label: Some(label), ..
            } => self.manuscript.words(label).contains(PART.text),
            _ => false,
        };
        let may_say = self.lead.may_hold(&PART);
        labelled || may_say && self.sentence_before(numeral).contains(PART.text)
    }

    /// The words of its sentence that stand before a numeral.
    fn sentence_before(&self, numeral: &Numeral) -> &str {
        let before = self.text().get(..numeral.span.start);
        let before = before.unwrap_or("");
        before
            .rfind(ends_sentence)
            .map_or(before, |end| &before[end..])
    }
}

/// What ends a sentence, or a part of one that stands for itself.
const fn ends_sentence(character: char) -> bool {
    matches!(character, '。' | '；')
}

/// One text while it is being audited: its blocks, each judged by itself, are held against one another.
struct Reading<'a> {
    grounds: Grounds<'a>,
    findings: Vec<Finding>,
    /// For each finding the figure that it was matched to, and how well.
    scores: Vec<Option<Match>>,
    remarks: Vec<Remark>,
}

impl Reading<'_> {
    fn run(&mut self, pages: Vec<Page>) {
        let count = pages.iter().map(|page| page.entries.len()).sum();
        self.findings.reserve_exact(count);
        self.scores.reserve_exact(count);
        for (block, page) in pages.into_iter().enumerate() {
            self.grounds = self.grounds.at(block);
            for mut entry in page.entries {
                if let Some(open) = entry.open.take() {
                    entry.matched = self.settle(*open, &mut entry.finding);
                }
                self.findings.push(entry.finding);
                self.scores.push(entry.matched);
            }
            self.remarks.extend(page.remarks);
            for level in &page.levels {
                self.level(level);
            }
        }
        self.reach_back();
        self.see_exchanged();
        self.yield_to_better();
    }

    /// Judges a numeral by those before it.
    fn settle(&self, open: Open, finding: &mut Finding) -> Option<Match> {
        let Open { numeral, question } = open;
        let judged = match question {
            Question::Elliptical => None,
            Question::Change(change, frame, heard) => {
                let matched = self.judge_change(change, &numeral, &heard.candidates, finding);
                if !change.may_be_value() || matched.is_some() {
                    return matched;
                }
                self.judge(&numeral, heard, frame, finding)
            }
            Question::Part(frame, heard) => self.judge(&numeral, heard, frame, finding),
        };
        judged.or_else(|| self.elliptical(&numeral, finding))
    }

    /// Judges a numeral by its own words, and by what it is a part of.
    fn judge(
        &self,
        numeral: &Numeral,
        mut heard: Heard,
        frame: Frame,
        finding: &mut Finding,
    ) -> Option<Match> {
        if let Some(whole) = self.whole(numeral, finding) {
            let matcher = self.grounds.matcher;
            matcher.as_parts_of(whole, &mut heard.candidates);
        }
        self.grounds.judge(numeral, &heard, frame, finding)
    }

    /// 其中: the figure that the numeral before was matched to.
    fn whole(&self, numeral: &Numeral, finding: &Finding) -> Option<usize> {
        if !self.grounds.says_part(numeral) {
            return None;
        }
        let sentence = self.grounds.sentence_before(numeral);
        let at = match sentence.rfind(PART.text) {
            Some(at) => finding.span.start - sentence.len() + at,
            None => self.grounds.start(),
        };
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let mut earlier = earlier.filter(|(finding, _)| finding.span.end <= at);
        earlier
            .find_map(|(_, matched)| matched.as_ref())
            .map(|matched| matched.named.figure)
    }
}

/// Whether one of `stretches` holds all of `span`.
fn covers(stretches: &[Range<usize>], span: &Range<usize>) -> bool {
    let holds = |of: &Range<usize>| of.start <= span.start && span.end <= of.end;
    stretches.iter().any(holds)
}
