//! What figures are called, as characters that a text can be searched for: computed once.
//!
//! Chinese has no spaces, and no two writers cut it the same way; so a figure's words are kept as
//! pairs of neighbouring characters, and a character of its label counts as found where one of its
//! pairs stands near the numeral. Rare pairs weigh more. All weights are whole numbers.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::context::FULL;
use super::names::Names;
use super::naming::{self, SCOPES, letters, naming, pairs, scopes_of};
use super::renamed::Called;
use super::rows;
use super::terms::{Term, Terms};
use super::vocabulary::{Letter, Parts, Vocabulary, Way};
use crate::beside::beside;
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::numeral::spelling::Spelling;

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

/// All figures' words.
#[derive(Debug)]
pub(super) struct Features {
    /// The pairs of characters that they are made of.
    pub terms: Terms,
    /// How figures are named with them.
    pub vocabulary: Vocabulary,
    figure_count: usize,
    /// What rows hold.
    pub names: Names,
    /// For each figure the scope words it knows, as bits.
    pub scopes: Vec<u32>,
    /// For each scope word its term.
    pub scope_terms: Vec<Term>,
    /// For each value of the rows: its weight, and the figures whose rows hold it.
    pub holders: Vec<(u32, Vec<usize>)>,
    /// For each figure its names, once they have been asked for.
    pub called: Vec<OnceLock<Called>>,
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
        let (held, mut built) = beside(
            || rows::names(figures, ledgers, year),
            || Self::of_words(figures, classes),
        );
        built.learn_names(held);
        built
    }

    /// What figures are called, without what their rows hold.
    fn of_words(figures: &Figures, classes: &[Option<usize>]) -> Self {
        let ways_of: Vec<Vec<naming::Way>> = figures.iter().map(naming).collect();
        let parts = |way: &naming::Way| way.parts.iter().map(|part| Part::of(part)).collect();
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
            scope_terms: scopes
                .iter()
                .map(|(first, second)| terms.term(*first, *second))
                .collect(),
            terms,
            vocabulary: Vocabulary::new(),
            figure_count: count,
            names: Names::of(&[]),
            holders: Vec::new(),
            called: (0..count).map(|_| OnceLock::new()).collect(),
        };
        // What has been taken in already, by its words and how many times they weigh.
        let mut known: HashMap<(&str, u32), u32, FixedState> = HashMap::default();
        let described = ways_of.iter().zip(&parts_of).zip(classes).enumerate();
        for (figure, ((ways, parts), class)) in described {
            for (way, parts) in ways.iter().zip(parts) {
                let named = way.parts.iter().zip(parts).enumerate();
                let numbers = named.map(|(index, (words, part))| {
                    let times = if way.member == Some(index) { 2 } else { 1 };
                    let number = known.entry((words, times));
                    *number.or_insert_with(|| built.describe(part, times, &weights))
                });
                let numbers: Vec<u32> = numbers.collect();
                let way = Way {
                    figure,
                    class: *class,
                    trust: way.trust,
                    is_whole: way.is_whole,
                    parts: Parts::default(),
                };
                built.vocabulary.push(way, &numbers);
            }
        }
        built.vocabulary.index(built.terms.len());
        built
    }

    /// Takes in words that figures are named with; a family's member's weigh more than what all its members are
    /// called, so many times.
    fn describe(&mut self, part: &Part, times: u32, weights: &[u32]) -> u32 {
        let Part { letters, pairs } = part;
        let terms = pairs.iter();
        let terms = terms.map(|(one, other)| self.terms.term(*one, *other));
        let terms: Vec<Term> = terms.collect();
        let generic = generic(letters);
        let letters = letters.iter().enumerate().filter_map(|(at, character)| {
            let last = terms.get(at).copied();
            let first = at.checked_sub(1).map(|before| terms[before]).or(last)?;
            let last = last.unwrap_or(first);
            // The commoner of its two pairs: a rare one may only straddle two words.
            let lightest = weights[first as usize].min(weights[last as usize]);
            let weight = match () {
                () if SILENT.contains(*character) => return None,
                () if generic[at] => lightest / 2,
                () => lightest * times,
            };
            Some(Letter {
                terms: [first, last],
                weight,
                telling: if generic[at] { 0 } else { weight },
            })
        });
        self.vocabulary.add_part(letters)
    }

    /// Takes in what the figures' rows hold.
    fn learn_names(&mut self, held: Vec<(&str, Vec<usize>)>) {
        let names: Vec<&str> = held.iter().map(|(name, _)| *name).collect();
        self.names = Names::of(&names);
        let holders = held.into_iter().map(|(name, figures)| {
            let length = u32::try_from(name.chars().count().min(6)).unwrap_or(6);
            let count = u32::try_from(figures.len()).unwrap_or(u32::MAX);
            (rarity(self.figure_count, count) * length, figures)
        });
        self.holders = holders.collect();
    }

    /// Whether a row of a figure holds a name that words begin within, and that ends with them.
    pub fn row_of(&self, figure: usize, words: &str) -> bool {
        let found = self.names.find_in(&Spelling::of(words)).into_iter();
        let mut whole = found.filter(|(span, _)| span.end == words.len() && span.start == 0);
        whole.any(|(_, name)| {
            let holders = self.holders.get(name);
            holders.is_some_and(|(_, figures)| figures.binary_search(&figure).is_ok())
        })
    }

    /// The score of a word of which only one figure knows, and a little more than one character.
    pub fn full_word(&self) -> i64 {
        let rarest = rarity(self.figure_count, 1);
        i64::from(rarest) * i64::from(FULL) * 5
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
    let pairs: Vec<(char, char)> = spread.iter().map(|(pair, _)| *pair).collect();
    (Terms::of(&pairs), weights)
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
