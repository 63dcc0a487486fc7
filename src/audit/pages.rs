//! Blocks taken apart and judged as far as each can be by itself, so that threads may share them.
//!
//! Most numerals are done with here. What stands before one decides only where the text says 其中, where it
//! says by how much something has grown, and where the words around name no figure.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::panic::resume_unwind;

use super::change::{self, Change};
use super::context::{Marks, Said, Words};
use super::frame::Frame;
use super::judge::{Heard, Match};
use super::manuscript::BlockKind;
use super::matching::{Candidates, Hearing};
use super::shared::Share;
use super::sheet::{Read, Sheet, Sheets};
use super::trend::{Level, levels, unit_of_base};
use super::{Finding, Grounds, Status, cell};
use crate::diagnostic;
use crate::numeral::read::{Numeral, Script};
use crate::numeral::spelling::Spelling;
use crate::prove::rules::{Remark, evidence};

/// A text of fewer bytes is taken apart by one thread: it has done so before a second one has begun.
const PARALLEL_FROM: usize = 1 << 16;

/// A block, judged as far as it can be by itself.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its numerals, in order.
    pub entries: Vec<Entry>,
    /// What the rules say of it; spans are of the whole text.
    pub remarks: Vec<Remark>,
    /// Where it says 持平.
    pub levels: Vec<Level>,
}

/// A numeral, judged as far as it can be by its block.
#[derive(Debug)]
pub(super) struct Entry {
    pub finding: Finding,
    /// The figure that it was matched to.
    pub matched: Option<Match>,
    /// What is left to be done.
    pub open: Option<Box<Open>>,
}

/// What has to be known to judge a numeral by those before it.
#[derive(Debug)]
pub(super) struct Open {
    pub numeral: Numeral,
    pub question: Question,
}

/// What those before it decide.
#[derive(Debug)]
pub(super) enum Question {
    /// 增长12.5%: what has grown, and from what. Then the time that it speaks of, if it says neither itself.
    Change(Change, Frame, Heard),
    /// 其中: of what it is a part. And the time that it speaks of.
    Part(Frame, Heard),
    /// The words around name no figure: what the one before it spoke of.
    Elliptical,
}

/// What blocks are taken apart with.
pub(super) struct Pages<'a> {
    pub grounds: Grounds<'a>,
    sheets: Sheets<'a>,
}

/// What one thread keeps from block to block.
pub(super) struct Desk {
    /// The block's text, taken apart.
    spelling: Spelling,
    pub words: Words,
    pub hearing: Hearing,
    /// What headings and cells say that were asked for.
    said: HashMap<usize, Said>,
}

impl<'a> Pages<'a> {
    pub fn new(grounds: Grounds<'a>, numerals: &'a [Read]) -> Self {
        Self {
            grounds,
            sheets: Sheets::new(grounds, numerals),
        }
    }

    /// Takes all blocks apart, by so many threads; how many makes no difference to what comes of it.
    pub fn read(&self, threads: usize) -> Vec<Page> {
        let shares = if self.grounds.manuscript.text.len() < PARALLEL_FROM {
            1
        } else {
            threads.max(1)
        };
        let all = |blocks: Range<usize>| -> Vec<Page> {
            let mut desk = Desk {
                spelling: Spelling::default(),
                words: Words::default(),
                hearing: self.grounds.matcher.hearing(),
                said: HashMap::new(),
            };
            blocks.map(|block| self.page(block, &mut desk)).collect()
        };
        std::thread::scope(|scope| {
            let all = &all;
            // The last blocks go to others, the first ones stay.
            let mut end = self.sheets.len();
            let mut others = Vec::new();
            for share in (1..shares).rev() {
                let from = self.first_of(share, shares).min(end);
                let blocks = from..std::mem::replace(&mut end, from);
                others.push(scope.spawn(move || all(blocks)));
            }
            let mut pages = all(0..end);
            for other in others.into_iter().rev() {
                pages.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            pages
        })
    }

    /// The first block of a share: each has about as many bytes.
    fn first_of(&self, share: usize, shares: usize) -> usize {
        let manuscript = self.grounds.manuscript;
        let start = manuscript.text.len() / shares * share;
        let blocks = &manuscript.blocks;
        blocks.partition_point(|block| block.span.start < start)
    }

    fn page(&self, block: usize, desk: &mut Desk) -> Page {
        let grounds = self.grounds.at(block);
        desk.spelling.read(grounds.text());
        let sheet = self.sheets.sheet(block, &desk.spelling);
        let mut page = Page::default();
        // An appendix's words are the program's own.
        if !grounds.is_appendix() {
            page.remarks = sheet.remarks(&desk.spelling, grounds.basis.as_of.is_some());
        }
        let has_last_year = grounds.basis.last_year.is_some();
        // Surroundings are wanted of numerals, of lists that go on, of 持平 and of 首次.
        let lists: Vec<Option<Range<usize>>> = sheet.lists();
        let text = sheet.text;
        let is_first = |remark: &&mut Remark| {
            // To have had some before refutes no first crossing of a number.
            let after = text.get(remark.span.end..).unwrap_or_default();
            has_last_year && remark.code == diagnostic::FIRST && !evidence::reaches(after)
        };
        let mut places: Vec<usize> = Vec::new();
        if has_last_year {
            page.levels
                .extend(levels(sheet.text).map(|at| Level { at, subject: None }));
        }
        places.extend(page.levels.iter().map(|level| level.at));
        let firsts = page.remarks.iter_mut().filter(is_first);
        places.extend(firsts.map(|remark| remark.span.start));
        let listed = sheet.numerals.iter().zip(&lists);
        let listed = listed.filter(|(_, list)| list.is_some());
        places.extend(listed.map(|(numeral, _)| numeral.span.start));
        places.sort_unstable();
        let measuring = sheet.measuring();
        if !measuring.is_empty() || !places.is_empty() {
            let marks = Marks {
                numerals: &measuring,
                values: &sheet.values,
                places: &places,
            };
            let terms = &grounds.matcher.features().terms;
            desk.words.read(&desk.spelling, marks, terms);
        }
        let mut measured = 0;
        for (index, list) in lists.iter().enumerate() {
            let entry = if sheet.recognised[index].is_some() {
                let list = list.as_ref().and_then(|list| {
                    let at = sheet.numerals[index].span.start;
                    Some((list, places.binary_search(&at).ok()?))
                });
                grounds.recognised(&sheet, index, list, desk)
            } else {
                measured += 1;
                self.measured(&sheet, index, measured - 1, desk)
            };
            page.entries.push(entry);
        }
        for level in &mut page.levels {
            if let Ok(place) = places.binary_search(&level.at) {
                desk.hearing.context.clear();
                desk.words.before(place, &mut desk.hearing.context);
                let candidates = grounds.matcher.candidates(&mut desk.hearing, None);
                level.subject = grounds.subject(&candidates);
            }
        }
        for remark in page.remarks.iter_mut().filter(is_first) {
            if let Ok(place) = places.binary_search(&remark.span.start) {
                let candidates = desk.near(grounds, place, None);
                grounds.refute_first(remark, &candidates);
            }
        }
        let offset = grounds.start();
        for remark in &mut page.remarks {
            remark.span = offset + remark.span.start..offset + remark.span.end;
        }
        page
    }

    /// Judges a numeral that measures something, which is the one of that number among those that do.
    fn measured(&self, sheet: &Sheet<'_>, index: usize, number: usize, desk: &mut Desk) -> Entry {
        let written = &sheet.numerals[index];
        let grounds = self.grounds.at(sheet.block);
        let grounds = grounds.led_to(written.span.start);
        let numeral = cell::with_unit(grounds.manuscript, sheet.block, written);
        let numeral = numeral.map_or(Cow::Borrowed(written), Cow::Owned);
        let mut finding = grounds.finding(written);
        finding.measure(&numeral);
        finding.status = Status::Unknown;
        let mut entry = Entry {
            finding,
            matched: None,
            open: None,
        };
        if grounds.appendix(&numeral, &mut entry.finding) {
            return entry;
        }
        // 分别 and its like share numerals out; and so do names of one family that stand together.
        let is_prose = !matches!(
            grounds.manuscript.blocks[sheet.block].kind,
            BlockKind::Cell { .. }
        );
        let share = is_prose.then(|| grounds.share(sheet, index)).flatten();
        let is_whole = matches!(share, Some(Share::Together(_)));
        if let Some(share) = share {
            let finding = &mut entry.finding;
            entry.matched = self.shared(sheet, &share, desk, finding);
            if !is_whole || finding.status != Status::Unknown {
                return entry;
            }
        }
        self.surroundings(sheet.block, number, desk);
        let change = change::read(sheet.text, &numeral).or_else(|| grounds.change_column(&numeral));
        if change.is_some()
            && let Some(other) = change::other_base(sheet.text, &numeral, grounds.basis.year)
        {
            entry.finding.help = Some(change::beyond(&other));
            return entry;
        }
        let unit = match change {
            Some(change) if !change.is_bare() => unit_of_base(&numeral),
            _ => Some(numeral.unit.as_str()),
        };
        let heard = Heard {
            candidates: grounds.matcher.candidates(&mut desk.hearing, unit),
            beside: grounds.matcher.scopes_beside(&desk.hearing.context),
        };
        let frame = || grounds.frame(sheet, &numeral);
        if is_whole {
            // 全国、省、市劳模13名: several together may have a figure of their own. It can prove the
            // numeral, and cannot contradict it.
            let before = entry.finding.clone();
            entry.matched = grounds.judge(&numeral, &heard, frame(), &mut entry.finding);
            if !matches!(entry.finding.status, Status::Proved | Status::Rounded) {
                entry.finding = before;
                entry.matched = None;
            }
            return entry;
        }
        let question = match change {
            Some(change) => Question::Change(
                change,
                if change.may_be_value() {
                    frame()
                } else {
                    Frame::Now
                },
                heard,
            ),
            None if grounds.says_part(&numeral) => Question::Part(frame(), heard),
            None => {
                let finding = &mut entry.finding;
                entry.matched = grounds.judge(&numeral, &heard, frame(), finding);
                if entry.matched.is_some() || finding.status != Status::Unknown {
                    return entry;
                }
                Question::Elliptical
            }
        };
        entry.open = Some(Box::new(Open {
            numeral: numeral.into_owned(),
            question,
        }));
        entry
    }

    /// Gathers the words around a numeral, which is the one of that number in the block's words.
    pub fn surroundings(&self, block: usize, number: usize, desk: &mut Desk) {
        let manuscript = self.grounds.manuscript;
        let of = &manuscript.blocks[block];
        desk.hearing.context.clear();
        desk.words.around(number, &mut desk.hearing.context);
        let mut above = 3;
        if let BlockKind::Cell { label, head, .. } = of.kind {
            // A total's row says nothing itself; its column and its table do.
            let words = label.map_or("", |label| manuscript.words(label)).trim();
            let is_total = matches!(words, "合计" | "总计" | "小计" | "共计" | "合 计" | "总 计");
            above = if is_total { 16 } else { 8 };
            for (other, weight) in [(label, 16), (head, if is_total { 16 } else { 12 })] {
                if let Some(other) = other.filter(|other| *other != block) {
                    self.add_said(other, weight, desk);
                }
            }
        }
        if let Some(heading) = of.heading {
            self.add_said(heading, above, desk);
        }
    }

    /// Adds what a heading or a cell says to the words around a numeral.
    fn add_said(&self, other: usize, weight: u8, desk: &mut Desk) {
        let said = desk.said.entry(other).or_insert_with(|| {
            let spelling = Spelling::of(self.grounds.manuscript.words(other));
            let sheet = self.sheets.sheet(other, &spelling);
            let marks = Marks {
                numerals: &sheet.measuring(),
                values: &sheet.values,
                places: &[],
            };
            let mut words = Words::default();
            words.read(&spelling, marks, &self.grounds.matcher.features().terms);
            words.said()
        });
        desk.hearing.context.add_said(said, weight);
    }
}

impl Desk {
    /// The figures that the words on both sides of a place name.
    fn near(&mut self, grounds: Grounds<'_>, place: usize, unit: Option<&str>) -> Candidates {
        self.hearing.context.clear();
        self.words.near(place, &mut self.hearing.context);
        grounds.matcher.candidates(&mut self.hearing, unit)
    }
}

impl Grounds<'_> {
    /// A numeral of which nothing is known yet.
    fn finding(&self, numeral: &Numeral) -> Finding {
        let offset = self.start();
        Finding {
            span: offset + numeral.span.start..offset + numeral.span.end,
            kind: numeral.kind,
            value: None,
            unit: None,
            status: Status::Recognised,
            figure: None,
            help: None,
            doubt: None,
        }
    }

    /// A numeral that needs no figure; it may go on a list of names, which stands at a place of the words.
    fn recognised(
        &self,
        sheet: &Sheet<'_>,
        index: usize,
        list: Option<(&Range<usize>, usize)>,
        desk: &mut Desk,
    ) -> Entry {
        let numeral = &sheet.numerals[index];
        let mut finding = self.finding(numeral);
        if numeral.script != Script::Hanzi && !numeral.unit.is_empty() {
            finding.measure(numeral);
        }
        finding.help = sheet.recognised[index].map(str::to_owned);
        if let Some((list, place)) = list
            && self.frame(sheet, numeral) == Frame::Now
        {
            let candidates = desk.near(*self, place, Some(&numeral.unit));
            if let Some((status, figure, help)) = self.beyond_named(list, &candidates) {
                finding.status = status;
                finding.figure = Some(figure);
                finding.help = Some(help);
            }
        }
        Entry {
            finding,
            matched: None,
            open: None,
        }
    }

    /// A table's column for changes: 比上年增长（%）, 同比.
    fn change_column(&self, numeral: &Numeral) -> Option<Change> {
        let BlockKind::Cell {
            head: Some(head), ..
        } = self.manuscript.blocks[self.block].kind
        else {
            return None;
        };
        (head != self.block)
            .then(|| {
                let before = self
                    .manuscript
                    .words(self.block)
                    .get(..numeral.span.start)?;
                change::of_head(self.manuscript.words(head), before)
            })
            .flatten()
    }
}
