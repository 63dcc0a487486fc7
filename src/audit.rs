//! A finished text against the year's figures: does every numeral in it hold?
//!
//! The text may come from anywhere: last month's draft, the leader's edited copy, another office.
//! Each of its numerals is read, matched to the figure that the words around it name, and judged.
//! Nothing here changes a file or knows how findings are printed.

mod appendix;
mod cell;
mod change;
mod context;
mod elliptical;
mod features;
mod finding;
mod frame;
mod judge;
pub mod manuscript;
mod matching;
mod naming;
mod others;
pub mod page;
mod pages;
mod report;
mod stranger;
mod terms;
mod units;

use std::ops::Range;

use memchr::memmem::Finder;

use crate::diagnostic::Diagnostic;
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::number::{Number, Rounding};
use crate::numeral::lexicon::Recogniser;
use crate::numeral::read::{Numeral, Script, read};
use crate::project::Quote;
use crate::prove::rules::Remark;
use context::Context;
pub use finding::{Finding, Status};
use frame::Frame;
use judge::Match;
use manuscript::{BlockKind, Manuscript};
use matching::{Hints, Matcher};
use pages::{Page, Pages};

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
    /// Whether the year says up to which day its figures count.
    pub as_of: bool,
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
pub struct Numerals(Vec<pages::Read>);

impl Numerals {
    /// Reads them.
    #[must_use]
    pub fn of(manuscript: &Manuscript) -> Self {
        let of_block = |block| {
            let text = manuscript.words(block);
            let numerals = read(text);
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
    pub fn audit(&mut self, manuscript: &Manuscript) -> Audit {
        self.audit_read(manuscript, Numerals::of(manuscript))
    }

    /// The same, of a text whose numerals have been read already.
    #[must_use]
    pub fn audit_read(&mut self, manuscript: &Manuscript, numerals: Numerals) -> Audit {
        let quotes = self.basis.quotes.iter();
        let pages = Pages {
            manuscript,
            basis: &self.basis,
            features: self.matcher.features(),
            quotes: quotes.map(|quote| Finder::new(&quote.text)).collect(),
        };
        let pages = pages.of(numerals.0, self.threads);
        let mut reading = Reading {
            manuscript,
            basis: &self.basis,
            matcher: &mut self.matcher,
            findings: Vec::new(),
            scores: Vec::new(),
            block: 0,
            remarks: Vec::new(),
        };
        reading.run(&pages);
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

/// One text while it is being audited.
struct Reading<'a> {
    manuscript: &'a Manuscript,
    basis: &'a Basis<'a>,
    matcher: &'a mut Matcher,
    findings: Vec<Finding>,
    /// For each finding the figure that it was matched to, and how well.
    scores: Vec<Option<Match>>,
    /// The block that is being read.
    block: usize,
    remarks: Vec<Remark>,
}

impl Reading<'_> {
    fn run(&mut self, pages: &[Page]) {
        let mut context = Context::new(self.matcher.features());
        for block in 0..pages.len() {
            self.block = block;
            for index in 0..pages[block].numerals.len() {
                self.numeral(pages, block, index, &mut context);
            }
            if !self.is_appendix(block) {
                self.remark(block, &pages[block], &mut context);
            }
            self.level(pages, block, &mut context);
        }
        self.see_exchanged();
        self.yield_to_better();
    }

    /// Takes down what the rules say of a block.
    fn remark(&mut self, block: usize, page: &Page, context: &mut Context) {
        let offset = self.manuscript.blocks[block].span.start;
        let mut remarks = page.remarks.clone();
        for remark in &mut remarks {
            self.refute_first(remark, page, context);
            remark.span = offset + remark.span.start..offset + remark.span.end;
        }
        self.remarks.extend(remarks);
    }

    fn numeral(&mut self, pages: &[Page], block: usize, index: usize, context: &mut Context) {
        let page = &pages[block];
        let numeral = &page.numerals[index];
        let offset = self.manuscript.blocks[block].span.start;
        let mut finding = Finding {
            span: offset + numeral.span.start..offset + numeral.span.end,
            kind: numeral.kind,
            value: None,
            unit: None,
            status: Status::Recognised,
            figure: None,
            help: None,
            doubt: None,
        };
        if let Some(reason) = page.recognised[index] {
            if numeral.script != Script::Hanzi && !numeral.unit.is_empty() {
                measure(numeral, &mut finding);
            }
            finding.help = Some(reason.to_owned());
            if let Some((status, figure, help)) = self.beyond_named(pages, numeral, context) {
                finding.status = status;
                finding.figure = Some(figure);
                finding.help = Some(help);
            }
            self.findings.push(finding);
            self.scores.push(None);
            return;
        }
        let in_cell = cell::with_unit(self.manuscript, block, numeral);
        let numeral = in_cell.as_ref().unwrap_or(numeral);
        measure(numeral, &mut finding);
        finding.status = Status::Unknown;
        if self.appendix(block, numeral, &mut finding) {
            self.findings.push(finding);
            self.scores.push(None);
            return;
        }
        self.surroundings(pages, block, index, context);
        let text = self.manuscript.words(block);
        let change = change::read(text, numeral).or_else(|| self.change_column(block, numeral));
        let is_bare = change.is_some_and(|change| change.bare);
        let mut matched =
            change.and_then(|change| self.judge_change(change, numeral, context, &mut finding));
        if change.is_none() || is_bare && matched.is_none() {
            let hints = Hints {
                unit: Some(numeral.unit.as_str()),
                part_of: self.whole(text, numeral, block, offset),
            };
            let candidates = self.matcher.candidates(context, hints);
            let frame = self.frame(&pages[block], block, numeral);
            matched = self
                .judge(numeral, &candidates, frame, context, &mut finding)
                .or_else(|| self.elliptical(block, numeral, &mut finding));
        }
        self.findings.push(finding);
        self.scores.push(matched);
    }

    /// Gathers the words around a numeral.
    fn surroundings(&self, pages: &[Page], block: usize, index: usize, context: &mut Context) {
        context.clear();
        pages[block].words.around(index, context);
        let of = &self.manuscript.blocks[block];
        let mut above = 3;
        if let BlockKind::Cell { label, head, .. } = of.kind {
            // A total's row says nothing itself; its column and its table do.
            let words = label
                .map_or("", |label| self.manuscript.words(label))
                .trim();
            let is_total = matches!(words, "合计" | "总计" | "小计" | "共计" | "合 计" | "总 计");
            above = if is_total { 16 } else { 8 };
            for (other, weight) in [(label, 16), (head, if is_total { 16 } else { 12 })] {
                if let Some(other) = other.filter(|other| *other != block) {
                    pages[other].words.everywhere(weight, context);
                }
            }
        }
        if let Some(heading) = of.heading {
            pages[heading].words.everywhere(above, context);
        }
    }

    /// 其中: the figure that the numeral before was matched to.
    fn whole(&self, text: &str, numeral: &Numeral, block: usize, offset: usize) -> Option<usize> {
        let before = text.get(..numeral.span.start)?;
        let clause = before
            .rfind(['。', '；'])
            .map_or(before, |end| &before[end..]);
        let labelled = match self.manuscript.blocks[block].kind {
            BlockKind::Cell {
                label: Some(label), ..
            } => self.manuscript.words(label).contains("其中"),
            _ => false,
        };
        if !clause.contains("其中") && !labelled {
            return None;
        }
        let at = clause
            .rfind("其中")
            .map_or(offset, |at| offset + before.len() - clause.len() + at);
        let earlier = self.findings.iter().zip(&self.scores).rev();
        let mut earlier = earlier.filter(|(finding, _)| finding.span.end <= at);
        earlier
            .find_map(|(_, matched)| matched.as_ref())
            .map(|matched| matched.candidate.figure)
    }

    /// The time that a numeral speaks of; in a table its column or its row may say so.
    fn frame(&self, page: &Page, block: usize, numeral: &Numeral) -> Frame {
        let year = self.basis.year;
        if let BlockKind::Cell { label, head, .. } = self.manuscript.blocks[block].kind {
            let time = |other: Option<usize>| {
                let other = other.filter(|other| *other != block)?;
                frame::of_head(self.manuscript.words(other), year)
            };
            match time(head) {
                Some(Frame::Before) => return Frame::LastYear,
                Some(frame) => return frame,
                None => {}
            }
            if let Some(frame) = time(label) {
                return frame;
            }
        }
        let between = |range: Range<usize>| {
            let numerals = page.numerals.iter().zip(&page.recognised);
            let mut measuring = numerals.filter(|(_, recognised)| recognised.is_none());
            measuring
                .any(|(other, _)| range.start <= other.span.start && other.span.end <= range.end)
        };
        frame::of(self.manuscript.words(block), &numeral.span, year, &between)
    }

    /// A table's column for changes: 比上年增长（%）, 同比.
    fn change_column(&self, block: usize, numeral: &Numeral) -> Option<change::Change> {
        let BlockKind::Cell {
            head: Some(head), ..
        } = self.manuscript.blocks[block].kind
        else {
            return None;
        };
        (head != block)
            .then(|| {
                let before = self.manuscript.words(block).get(..numeral.span.start)?;
                change::of_head(self.manuscript.words(head), before)
            })
            .flatten()
    }
}

/// Whether one of `stretches` holds all of `span`.
fn covers(stretches: &[Range<usize>], span: &Range<usize>) -> bool {
    let holds = |of: &Range<usize>| of.start <= span.start && span.end <= of.end;
    stretches.iter().any(holds)
}

/// Writes down what a numeral measures.
fn measure(numeral: &Numeral, finding: &mut Finding) {
    let Some(value) = &numeral.value else { return };
    finding.value = Some(value.to_decimal().unwrap_or_else(|| value.to_string()));
    finding.unit = Some(numeral.unit.clone());
}
