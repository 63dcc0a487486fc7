//! What figures are called, as characters that a text can be searched for: computed once.
//!
//! Chinese has no spaces, and no two writers cut it the same way; so a figure's words are kept as
//! pairs of neighbouring characters, and a character of its label counts as found where one of its
//! pairs stands near the numeral. Rare pairs weigh more. All weights are whole numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::naming::{SCOPES, Way, canonical, letters, naming, pairs, row_values, scopes_of};
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

/// A character of a figure's words: the pairs it stands in, and its weight.
#[derive(Debug, Clone, Copy)]
struct Slot {
    left: Term,
    right: Term,
    weight: u32,
    is_generic: bool,
}

/// One way to name a figure.
#[derive(Debug, Clone)]
pub(super) struct Descriptor {
    slots: Vec<Slot>,
    total: u32,
    /// The weight of the words that say something: 职工 of 职工总数.
    telling: u32,
    /// Out of eight: how far these words can be trusted.
    trust: u32,
    /// Whether these are all the words that tell the figure from others.
    is_whole: bool,
}

/// All figures' words.
#[derive(Debug)]
pub(super) struct Features {
    terms: HashMap<(char, char), Term>,
    /// For each figure the ways to name it.
    pub names: Vec<Vec<Descriptor>>,
    values: Option<AhoCorasick>,
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
    /// How well the words in `context`, by term, name the figure.
    pub fn fit(&self, context: &[u8]) -> Fit {
        let weight = |term: Term| context.get(term as usize).copied().unwrap_or(0);
        let (mut found, mut told) = (0, 0);
        for slot in &self.slots {
            let part = slot.weight * u32::from(weight(slot.left).max(weight(slot.right)));
            found += part;
            told += if slot.is_generic { 0 } else { part };
        }
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
        let telling = told * 1000 / (self.telling * u32::from(FULL)).max(1);
        Fit {
            score: score * i64::from(self.trust) / 8,
            share,
            telling,
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
        let terms: HashMap<(char, char), Term> = spread.keys().copied().zip(0..).collect();
        let weight = |pair: &(char, char)| rarity(count, spread.get(pair).copied().unwrap_or(1));
        let names = ways_of
            .iter()
            .map(|ways| {
                ways.iter()
                    .map(|way| descriptor(way, &terms, &weight))
                    .collect()
            })
            .collect();
        let mut held: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, figure) in figures.iter().enumerate() {
            for value in row_values(figure, ledgers, year) {
                held.entry(value).or_default().push(index);
            }
        }
        let values = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(held.keys())
            .ok();
        let holders = held
            .into_iter()
            .map(|(value, figures)| {
                let length = u32::try_from(value.chars().count().min(6)).unwrap_or(6);
                let holders = u32::try_from(figures.len()).unwrap_or(u32::MAX);
                (rarity(count, holders) * length, figures)
            })
            .collect();
        let scopes = ways_of.iter().map(|ways| scopes_of(ways)).collect();
        let scope_terms = SCOPES
            .iter()
            .filter_map(|scope| {
                pairs(&letters(scope))
                    .first()
                    .and_then(|pair| terms.get(pair))
                    .copied()
            })
            .collect();
        Self {
            terms,
            names,
            values,
            scopes,
            scope_terms,
            holders,
        }
    }

    /// The score of a word of which only one figure knows, and a little more than one character.
    pub fn full_word(&self) -> i64 {
        let rarest = rarity(self.names.len(), 1);
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

fn descriptor(
    way: &Way,
    terms: &HashMap<(char, char), Term>,
    weight: &impl Fn(&(char, char)) -> u32,
) -> Descriptor {
    let mut slots = Vec::new();
    for (index, part) in way.parts.iter().enumerate() {
        // What sets a family's member apart weighs more than what all its members are called.
        let times = if way.member == Some(index) { 2 } else { 1 };
        let letters = letters(part);
        let pairs = pairs(&letters);
        let term = |index: Option<usize>| index.and_then(|index| pairs.get(index)).copied();
        let generic = generic(&letters);
        for (index, character) in letters.iter().enumerate() {
            let around = [term(index.checked_sub(1)), term(Some(index))];
            // The commoner of its two pairs: a rare one may only straddle two words.
            let lightest = around.iter().flatten().map(weight).min().unwrap_or(0);
            let weight = match () {
                () if SILENT.contains(*character) => 0,
                () if generic[index] => lightest / 2,
                () => lightest * times,
            };
            let id = |pair: Option<(char, char)>| {
                pair.and_then(|pair| terms.get(&pair))
                    .copied()
                    .unwrap_or(NONE)
            };
            slots.push(Slot {
                left: id(around[0]),
                right: id(around[1]),
                weight,
                is_generic: generic[index],
            });
        }
    }
    let total = slots.iter().map(|slot| slot.weight).sum();
    let telling = slots.iter().filter(|slot| !slot.is_generic);
    Descriptor {
        telling: telling.map(|slot| slot.weight).sum(),
        slots,
        total,
        trust: way.trust,
        is_whole: way.is_whole,
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
