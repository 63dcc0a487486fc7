//! What figures are called, as characters that a text can be searched for: computed once.
//!
//! Chinese has no spaces, and no two writers cut it the same way; so a figure's words are kept as
//! pairs of neighbouring characters, and a character of its label counts as found where one of its
//! pairs stands near the numeral. Rare pairs weigh more. All weights are whole numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use foldhash::fast::FixedState;

use super::context::Context;
use super::naming::{Rows, SCOPES, Way, canonical, letters, naming, pairs, scopes_of};
use crate::figure::Figures;
use crate::ledger::Ledgers;

/// A pair of characters, or a single one, that some figure's words hold.
pub(super) type Term = u32;

/// No term.
pub(super) const NONE: Term = u32::MAX;

/// Words that say little about which figure is meant: half their weight.
const GENERIC: [&str; 20] = [
    "本年", "全年", "当年", "年度", "累计", "总数", "人数", "数量", "金额", "全区", "全市", "全县",
    "全省", "年末", "年初", "截至", "情况", "开展", "共计", "各类",
];

/// Characters that bind words and say nothing.
const SILENT: &str = "的了和及与等在于被对为并由以";

/// A character of a figure's words: which way of naming it belongs to, and its weight.
#[derive(Debug, Clone, Copy)]
struct Slot {
    way: u32,
    weight: u32,
    is_generic: bool,
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
    /// For each slot the weight with which it was heard, and which slots were.
    weights: Vec<u8>,
    slots: Vec<u32>,
    /// For each way what was found, and of that what says something; and which ways were met.
    found: Vec<(u32, u32)>,
    ways: Vec<u32>,
}

/// All figures' words.
#[derive(Debug)]
pub(super) struct Features {
    /// Asked twice for every character of a text: a hash that is quick with small keys.
    terms: HashMap<(char, char), Term, FixedState>,
    ways: Vec<Descriptor>,
    slots: Vec<Slot>,
    /// For each term the slots that it fills: so only figures that share a word are looked at.
    postings: Vec<Vec<u32>>,
    figure_count: usize,
    values: Option<AhoCorasick>,
    /// All values, one a line, to be searched for a part of one.
    names: String,
    /// For each figure the scope words it knows, as bits.
    pub scopes: Vec<u32>,
    /// For each scope word its term.
    pub scope_terms: Vec<Term>,
    /// For each value of the rows: its weight, and the figures whose rows hold it.
    pub holders: Vec<(u32, Vec<usize>)>,
}

/// For each term the slots that it fills, of some of the figures.
#[derive(Debug, Default)]
pub(super) struct Postings {
    slots: Vec<u32>,
    /// Where each term's end.
    ends: Vec<usize>,
}

impl Postings {
    fn of(&self, term: Term) -> &[u32] {
        let term = term as usize;
        let Some(end) = self.ends.get(term) else {
            return &[];
        };
        let begin = term.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.slots[begin..*end]
    }
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

impl Features {
    /// The words of all figures.
    pub fn new(figures: &Figures, ledgers: &Ledgers, year: i32) -> Self {
        let ways_of: Vec<Vec<Way>> = figures.iter().map(naming).collect();
        let mut spread: BTreeMap<(char, char), u32> = BTreeMap::new();
        for ways in &ways_of {
            let pairs: BTreeSet<(char, char)> = ways
                .iter()
                .flat_map(|way| &way.parts)
                .flat_map(|part| pairs(&letters(part)))
                .collect();
            for pair in pairs {
                *spread.entry(pair).or_default() += 1;
            }
        }
        for scope in SCOPES {
            for pair in pairs(&letters(scope)) {
                spread.entry(pair).or_insert(1);
            }
        }
        let count = figures.iter().len();
        let terms: HashMap<(char, char), Term, FixedState> =
            spread.keys().copied().zip(0..).collect();
        let weight = |pair: &(char, char)| rarity(count, spread.get(pair).copied().unwrap_or(1));
        let mut built = Self {
            postings: vec![Vec::new(); terms.len()],
            terms,
            ways: Vec::new(),
            slots: Vec::new(),
            figure_count: count,
            values: None,
            names: String::new(),
            scopes: ways_of.iter().map(|ways| scopes_of(ways)).collect(),
            scope_terms: Vec::new(),
            holders: Vec::new(),
        };
        for (figure, ways) in ways_of.iter().enumerate() {
            for way in ways {
                built.describe(figure, way, &weight);
            }
        }
        let mut held: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut rows: Option<Rows<'_>> = None;
        for (index, figure) in figures.iter().enumerate() {
            rows = rows
                .filter(|rows| rows.are_of(figure))
                .or_else(|| Rows::of(figure, ledgers, year));
            let values = rows.as_ref().map(|rows| rows.values(figure));
            for value in values.into_iter().flatten() {
                held.entry(value).or_default().push(index);
            }
        }
        built.values = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(held.keys())
            .ok();
        built.names = held.keys().copied().collect::<Vec<_>>().join("\n");
        built.holders = held
            .into_iter()
            .map(|(value, figures)| {
                let length = u32::try_from(value.chars().count().min(6)).unwrap_or(6);
                let holders = u32::try_from(figures.len()).unwrap_or(u32::MAX);
                (rarity(count, holders) * length, figures)
            })
            .collect();
        let scopes = SCOPES.iter().filter_map(|scope| {
            let pair = pairs(&letters(scope)).first().copied();
            pair.and_then(|pair| built.terms.get(&pair)).copied()
        });
        built.scope_terms = scopes.collect();
        built
    }

    /// Takes in one way to name a figure.
    fn describe(&mut self, figure: usize, way: &Way, weight: &impl Fn(&(char, char)) -> u32) {
        let index = u32::try_from(self.ways.len()).unwrap_or(u32::MAX);
        let (mut total, mut telling) = (0, 0);
        for (part_index, part) in way.parts.iter().enumerate() {
            // What sets a family's member apart weighs more than what all its members are called.
            let times = if way.member == Some(part_index) { 2 } else { 1 };
            let letters = letters(part);
            let pairs = pairs(&letters);
            let term = |index: Option<usize>| index.and_then(|index| pairs.get(index)).copied();
            let generic = generic(&letters);
            for (at, character) in letters.iter().enumerate() {
                let around = [term(at.checked_sub(1)), term(Some(at))];
                // The commoner of its two pairs: a rare one may only straddle two words.
                let lightest = around.iter().flatten().map(weight).min().unwrap_or(0);
                let weight = match () {
                    () if SILENT.contains(*character) => continue,
                    () if generic[at] => lightest / 2,
                    () => lightest * times,
                };
                total += weight;
                telling += if generic[at] { 0 } else { weight };
                let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
                self.slots.push(Slot {
                    way: index,
                    weight,
                    is_generic: generic[at],
                });
                for pair in around.iter().flatten() {
                    let posting = self
                        .terms
                        .get(pair)
                        .and_then(|term| self.postings.get_mut(*term as usize));
                    if let Some(posting) = posting {
                        posting.push(slot);
                    }
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

    /// The slots of the figures that are `wanted`.
    pub fn postings(&self, wanted: impl Fn(usize) -> bool) -> Postings {
        let is_wanted = |slot: &&u32| {
            let way = self.slots[**slot as usize].way;
            wanted(self.ways[way as usize].figure)
        };
        let mut postings = Postings::default();
        for slots in &self.postings {
            postings.slots.extend(slots.iter().filter(is_wanted));
            postings.ends.push(postings.slots.len());
        }
        postings
    }

    /// Hands to `each` every figure of which the words hold something, once for each way to name it.
    ///
    /// Only figures in `postings` are heard.
    pub fn hear(
        &self,
        context: &Context,
        postings: &Postings,
        hearing: &mut Hearing,
        mut each: impl FnMut(usize, Fit),
    ) {
        hearing.weights.resize(self.slots.len(), 0);
        hearing.found.resize(self.ways.len(), (0, 0));
        for (term, weight) in context.heard() {
            for slot in postings.of(term) {
                let heard = &mut hearing.weights[*slot as usize];
                if *heard == 0 {
                    hearing.slots.push(*slot);
                }
                *heard = weight.max(*heard);
            }
        }
        for index in hearing.slots.drain(..) {
            let slot = self.slots[index as usize];
            let part =
                slot.weight * u32::from(std::mem::take(&mut hearing.weights[index as usize]));
            let found = &mut hearing.found[slot.way as usize];
            if *found == (0, 0) && part > 0 {
                hearing.ways.push(slot.way);
            }
            found.0 += part;
            found.1 += if slot.is_generic { 0 } else { part };
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
    pub fn term(&self, first: char, second: char) -> Term {
        let pair = canonical((first, second));
        self.terms.get(&pair).copied().unwrap_or(NONE)
    }

    /// Whether a name is a row's value, or stands in one: 东海公司 in 东海公司工会.
    pub fn holds(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Where values of rows stand in `text`, and which they are.
    pub fn values_in<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, usize)> + 't {
        self.values
            .iter()
            .flat_map(move |values| values.find_overlapping_iter(text))
            .map(|found| (found.range(), found.pattern().as_usize()))
    }
}

/// Which characters belong to generic words.
fn generic(letters: &[char]) -> Vec<bool> {
    let mut generic = vec![false; letters.len()];
    for word in GENERIC {
        let word: Vec<char> = word.chars().collect();
        for start in 0..letters.len() {
            if letters[start..].starts_with(&word) {
                generic[start..start + word.len()].fill(true);
            }
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
