//! What figures are called, as characters that a text can be searched for: computed once.
//!
//! Chinese has no spaces, and no two writers cut it the same way; so a figure's words are kept as
//! pairs of neighbouring characters, and a character of its label counts as found where one of its
//! pairs stands near the numeral. Rare pairs weigh more. All weights are whole numbers.

use std::ops::Range;

use super::context::Context;
use super::naming::{Rows, SCOPES, Way, letters, naming, pairs, scopes_of};
use super::terms::{Names, Term, Terms};
use crate::figure::Figures;
use crate::ledger::Ledgers;

/// Words that say little about which figure is meant: half their weight.
const GENERIC: [[char; 2]; 20] = [
    ['本', '年'],
    ['全', '年'],
    ['当', '年'],
    ['年', '度'],
    ['累', '计'],
    ['总', '数'],
    ['人', '数'],
    ['数', '量'],
    ['金', '额'],
    ['全', '区'],
    ['全', '市'],
    ['全', '县'],
    ['全', '省'],
    ['年', '末'],
    ['年', '初'],
    ['截', '至'],
    ['情', '况'],
    ['开', '展'],
    ['共', '计'],
    ['各', '类'],
];

/// Characters that bind words and say nothing.
const SILENT: &str = "的了和及与等在于被对为并由以";

/// A character of a figure's words, under a term that it belongs to.
#[derive(Debug, Clone, Copy)]
struct Posting {
    /// Its own number: of its two terms the heavier counts.
    slot: u32,
    /// Which way of naming a figure it belongs to.
    way: u32,
    weight: u32,
    is_generic: bool,
}

/// Postings of one term whose figures are counted in one unit.
#[derive(Debug, Clone, Copy)]
struct Run {
    class: usize,
    /// Where its postings end.
    end: usize,
}

/// One way to name a figure.
#[derive(Debug, Clone, Copy)]
struct Descriptor {
    figure: usize,
    total: u32,
    /// The weight of the words that say something: 职工 of 职工总数.
    telling: u32,
    /// Out of eight: how far these words can be trusted.
    trust: u32,
    /// Whether these are all the words that tell the figure from others.
    is_whole: bool,
}

/// What the words around one numeral say, while it is being gathered; kept to be used again.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// The number of the hearing, and for each slot the last one in which it was heard.
    number: u32,
    heard: Vec<u32>,
    /// For each way what was found, and of that what says something; and which ways were met.
    found: Vec<(u32, u32)>,
    ways: Vec<u32>,
}

/// All figures' words.
#[derive(Debug)]
pub(super) struct Features {
    terms: Terms,
    ways: Vec<Descriptor>,
    slot_count: usize,
    /// For each term the characters that it fills, so only figures that share a word are looked at: by runs
    /// of figures in one unit, for most figures drop out by their units.
    postings: Vec<Posting>,
    runs: Vec<Run>,
    /// Where each term's runs end.
    run_ends: Vec<usize>,
    figure_count: usize,
    /// What rows hold.
    names: Names,
    /// For each figure the scope words it knows, as bits.
    pub scopes: Vec<u32>,
    /// For each scope word its term.
    pub scope_terms: Vec<Term>,
    /// For each value of the rows: its weight, and the figures whose rows hold it.
    pub holders: Vec<(u32, Vec<usize>)>,
}

/// How well words name a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Fit {
    /// What was found, less a part of what was not.
    pub score: i64,
    /// How much of the words was found, in thousandths.
    pub share: u32,
    /// The same of the words that say something.
    pub telling: u32,
    /// What was found, on the scale of the score.
    pub found: i64,
}

/// So much of a name is all of it, but for a word that binds.
pub(super) const WHOLE: u32 = 950;

/// The heaviest that a word beside a numeral weighs.
pub(super) const FULL: u8 = 16;

impl Descriptor {
    /// How well the words name the figure of which so much was found.
    fn fit(&self, found: u32, told: u32) -> Fit {
        let total = self.total * u32::from(FULL);
        if total == 0 {
            return Fit::default();
        }
        // What is not found counts half against it: of two figures of which one's words are part
        // of the other's, the words in the text decide which.
        let score = 6 * i64::from(found) - 2 * i64::from(total);
        let share = found * 1000 / total;
        // A name that stands there whole is hardly met by chance, however common its words.
        let share = if self.is_whole {
            share
        } else {
            share.min(WHOLE - 1)
        };
        let score = if share >= WHOLE { score * 3 / 2 } else { score };
        Fit {
            score: score * i64::from(self.trust) / 8,
            share,
            telling: told * 1000 / (self.telling * u32::from(FULL)).max(1),
            found: 4 * i64::from(found),
        }
    }
}

/// A word of a figure's name.
struct Part {
    letters: Vec<char>,
    pairs: Vec<(char, char)>,
}

impl Part {
    fn of(words: &str) -> Self {
        let letters = letters(words);
        let pairs = pairs(&letters);
        Self { letters, pairs }
    }
}

impl Features {
    /// The words of all figures. `classes` says in which unit each is counted, by a number; figures without
    /// one are never heard.
    pub fn new(figures: &Figures, classes: &[Option<usize>], ledgers: &Ledgers, year: i32) -> Self {
        let ways_of: Vec<Vec<Way>> = figures.iter().map(naming).collect();
        let parts = |way: &Way| way.parts.iter().map(|part| Part::of(part)).collect();
        let parts_of: Vec<Vec<Vec<Part>>> = ways_of
            .iter()
            .map(|ways| ways.iter().map(parts).collect())
            .collect();
        let scopes: Vec<(char, char)> = SCOPES
            .iter()
            .filter_map(|scope| pairs(&letters(scope)).first().copied())
            .collect();
        let count = figures.iter().len();
        let (terms, weights) = weigh(&parts_of, &scopes, count);
        let mut built = Self {
            scopes: ways_of
                .iter()
                .zip(&parts_of)
                .map(|(ways, parts)| {
                    let pairs = parts.iter().map(|parts| joined(parts));
                    scopes_of(ways, &pairs.collect::<Vec<_>>().concat(), &scopes)
                })
                .collect(),
            scope_terms: scopes.iter().filter_map(|pair| terms.get(*pair)).collect(),
            terms,
            ways: Vec::new(),
            slot_count: 0,
            postings: Vec::new(),
            runs: Vec::new(),
            run_ends: Vec::new(),
            figure_count: count,
            names: Names::of(std::iter::empty()),
            holders: Vec::new(),
        };
        // For each posting its term and its figure's class.
        let mut placed: Vec<(Term, usize, Posting)> = Vec::new();
        let described = ways_of.iter().zip(&parts_of).zip(classes).enumerate();
        for (figure, ((ways, parts), class)) in described {
            for (way, parts) in ways.iter().zip(parts) {
                built.describe(figure, *class, way, parts, &weights, &mut placed);
            }
        }
        built.post(placed);
        built.learn_names(figures, ledgers, year);
        built
    }

    /// Takes in one way to name a figure.
    fn describe(
        &mut self,
        figure: usize,
        class: Option<usize>,
        way: &Way,
        parts: &[Part],
        weights: &[u32],
        placed: &mut Vec<(Term, usize, Posting)>,
    ) {
        let index = u32::try_from(self.ways.len()).unwrap_or(u32::MAX);
        let (mut total, mut telling) = (0, 0);
        for (part_index, Part { letters, pairs }) in parts.iter().enumerate() {
            // What sets a family's member apart weighs more than what all its members are called.
            let times = if way.member == Some(part_index) { 2 } else { 1 };
            let terms: Vec<Option<Term>> = pairs.iter().map(|pair| self.terms.get(*pair)).collect();
            let term = |index: Option<usize>| index.and_then(|index| *terms.get(index)?);
            let generic = generic(letters);
            for (at, character) in letters.iter().enumerate() {
                let around = [term(at.checked_sub(1)), term(Some(at))];
                let around = around.into_iter().flatten();
                // The commoner of its two pairs: a rare one may only straddle two words.
                let weights = around.clone().map(|term| weights[term as usize]);
                let lightest = weights.min().unwrap_or(0);
                let weight = match () {
                    () if SILENT.contains(*character) => continue,
                    () if generic[at] => lightest / 2,
                    () => lightest * times,
                };
                total += weight;
                telling += if generic[at] { 0 } else { weight };
                let posting = Posting {
                    slot: u32::try_from(self.slot_count).unwrap_or(u32::MAX),
                    way: index,
                    weight,
                    is_generic: generic[at],
                };
                self.slot_count += 1;
                if let Some(class) = class {
                    placed.extend(around.map(|term| (term, class, posting)));
                }
            }
        }
        self.ways.push(Descriptor {
            figure,
            total,
            telling,
            trust: way.trust,
            is_whole: way.is_whole,
        });
    }

    /// Puts postings in the order of their terms and classes.
    fn post(&mut self, mut placed: Vec<(Term, usize, Posting)>) {
        placed.sort_by_key(|(term, class, _)| (*term, *class));
        let mut rest = placed.as_slice();
        for term in 0..self.terms.len() {
            let of_term = |(of, _, _): &(Term, usize, Posting)| *of as usize == term;
            let (own, others) =
                rest.split_at(rest.iter().take_while(|place| of_term(place)).count());
            rest = others;
            for run in own.chunk_by(|(_, one, _), (_, other, _)| one == other) {
                self.postings
                    .extend(run.iter().map(|(_, _, posting)| *posting));
                let end = self.postings.len();
                self.runs
                    .extend(run.first().map(|(_, class, _)| Run { class: *class, end }));
            }
            self.run_ends.push(self.runs.len());
        }
    }

    /// Takes in what the figures' rows hold.
    fn learn_names(&mut self, figures: &Figures, ledgers: &Ledgers, year: i32) {
        let mut held: Vec<(&str, usize)> = Vec::new();
        let mut rows: Option<Rows<'_>> = None;
        for (index, figure) in figures.iter().enumerate() {
            rows = rows
                .filter(|rows| rows.are_of(figure))
                .or_else(|| Rows::of(figure, ledgers, year));
            let values = rows.as_ref().map(|rows| rows.values(figure));
            let values = values.into_iter().flatten();
            held.extend(values.map(|value| (value, index)));
        }
        held.sort_unstable();
        let by_name = || held.chunk_by(|(one, _), (other, _)| one == other);
        self.names = Names::of(by_name().map(|holders| holders[0].0));
        let holders = by_name().map(|holders| {
            let length = u32::try_from(holders[0].0.chars().count().min(6)).unwrap_or(6);
            let count = u32::try_from(holders.len()).unwrap_or(u32::MAX);
            let figures = holders.iter().map(|(_, figure)| *figure).collect();
            (rarity(self.figure_count, count) * length, figures)
        });
        self.holders = holders.collect();
    }

    /// Hands to `each` every figure of which the words hold something, once for each way to name it.
    ///
    /// Only figures whose class is `wanted` are heard.
    pub fn hear(
        &self,
        context: &Context,
        wanted: impl Fn(usize) -> bool,
        hearing: &mut Hearing,
        mut each: impl FnMut(usize, Fit),
    ) {
        hearing.begin(self.slot_count, self.ways.len());
        // The heaviest first: of its terms a character counts by the heaviest heard.
        for (term, weight) in context.heard() {
            let term = term as usize;
            let Some(end) = self.run_ends.get(term) else {
                continue;
            };
            let begin = term
                .checked_sub(1)
                .map_or(0, |before| self.run_ends[before]);
            let mut from = begin
                .checked_sub(1)
                .map_or(0, |before| self.runs[before].end);
            for run in &self.runs[begin..*end] {
                let start = std::mem::replace(&mut from, run.end);
                if wanted(run.class) {
                    hearing.take(&self.postings[start..run.end], weight);
                }
            }
        }
        for index in hearing.ways.drain(..) {
            let (found, told) = std::mem::take(&mut hearing.found[index as usize]);
            let way = &self.ways[index as usize];
            each(way.figure, way.fit(found, told));
        }
    }

    /// The score of a word of which only one figure knows, and a little more than one character.
    pub fn full_word(&self) -> i64 {
        let rarest = rarity(self.figure_count, 1);
        i64::from(rarest) * i64::from(FULL) * 5
    }

    /// How many terms there are.
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// The term of a pair, or of a single character with `'\0'`.
    #[inline]
    pub fn term(&self, first: char, second: char) -> Term {
        self.terms.term(first, second)
    }

    /// Whether any term is a single character.
    pub fn has_single_terms(&self) -> bool {
        self.terms.has_singles()
    }

    /// Whether a name is a row's value, or stands in one: 东海公司 in 东海公司工会.
    pub fn holds(&self, name: &str) -> bool {
        self.names.hold(name)
    }

    /// Where values of rows stand in `text`, and which they are.
    pub fn values_in(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        self.names.find_in(text)
    }
}

impl Hearing {
    /// Forgets the numeral before.
    fn begin(&mut self, slots: usize, ways: usize) {
        self.heard.resize(slots, 0);
        self.found.resize(ways, (0, 0));
        self.number = self.number.wrapping_add(1);
        if self.number == 0 {
            self.heard.fill(0);
            self.number = 1;
        }
    }

    /// Hears characters that were not heard before.
    fn take(&mut self, postings: &[Posting], weight: u8) {
        for posting in postings {
            let last = &mut self.heard[posting.slot as usize];
            if std::mem::replace(last, self.number) == self.number {
                continue;
            }
            let part = posting.weight * u32::from(weight);
            let found = &mut self.found[posting.way as usize];
            if *found == (0, 0) && part > 0 {
                self.ways.push(posting.way);
            }
            found.0 += part;
            found.1 += if posting.is_generic { 0 } else { part };
        }
    }
}

/// The terms of all figures' words, and what each weighs: the fewer figures know it the more.
fn weigh(parts_of: &[Vec<Vec<Part>>], scopes: &[(char, char)], count: usize) -> (Terms, Vec<u32>) {
    let mut known: Vec<((char, char), usize)> = Vec::new();
    for (figure, ways) in parts_of.iter().enumerate() {
        let pairs = ways.iter().flatten().flat_map(|part| &part.pairs);
        known.extend(pairs.map(|pair| (*pair, figure)));
    }
    known.sort_unstable();
    known.dedup();
    let holders = known.chunk_by(|(one, _), (other, _)| one == other);
    let mut spread: Vec<((char, char), usize)> = holders
        .map(|holders| (holders[0].0, holders.len()))
        .collect();
    for scope in scopes {
        if let Err(at) = spread.binary_search_by_key(scope, |(pair, _)| *pair) {
            spread.insert(at, (*scope, 1));
        }
    }
    let weight =
        |(_, holders): &(_, usize)| rarity(count, u32::try_from(*holders).unwrap_or(u32::MAX));
    let weights = spread.iter().map(weight).collect();
    (Terms::of(spread.iter().map(|(pair, _)| *pair)), weights)
}

/// The pairs of parts that are written together.
fn joined(parts: &[Part]) -> Vec<(char, char)> {
    let letters: Vec<char> = parts
        .iter()
        .flat_map(|part| &part.letters)
        .copied()
        .collect();
    pairs(&letters)
}

/// Which characters belong to generic words.
fn generic(letters: &[char]) -> Vec<bool> {
    let mut generic = vec![false; letters.len()];
    for (start, pair) in letters.windows(2).enumerate() {
        if GENERIC.iter().any(|word| word == pair) {
            generic[start..start + 2].fill(true);
        }
    }
    generic
}

/// How much it says that something is true of `holders` of `count` figures: four times the binary
/// logarithm of their ratio, in whole numbers.
fn rarity(count: usize, holders: u32) -> u32 {
    let count = u128::try_from(count + 4).unwrap_or(4).min(1 << 24);
    let ratio = (count << 4) / u128::from(holders.max(1));
    let fourth = ratio.max(1).pow(4);
    // The shift by 4 above, to the fourth power.
    fourth.ilog2().saturating_sub(16).max(1)
}
