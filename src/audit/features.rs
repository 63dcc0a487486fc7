//! What figures are called, as characters that a text can be searched for: computed once.
//!
//! Chinese has no spaces, and no two writers cut it the same way; so a figure's words are kept as
//! pairs of neighbouring characters, and a character of its label counts as found where one of its
//! pairs stands near the numeral. Rare pairs weigh more. All weights are whole numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::figure::{Figure, Figures, Rule, Test, rows_selected};
use crate::ledger::{Cell, Column, Ledgers};

/// A pair of characters, or a single one, that some figure's words hold.
pub(super) type Term = u32;

/// No term.
pub(super) const NONE: Term = u32::MAX;

/// Words that say little about which figure is meant: half their weight.
const GENERIC: [&str; 20] = [
    "本年", "全年", "当年", "年度", "累计", "总数", "人数", "数量", "金额", "全区", "全市", "全县",
    "全省", "年末", "年初", "截至", "情况", "开展", "共计", "各类",
];

/// Words that narrow what is counted. A figure that knows nothing of one that stands beside the
/// numeral is the less likely to be meant.
pub(super) const SCOPES: [&str; 18] = [
    "新建", "新增", "累计", "年末", "年初", "本年", "上年", "全国", "省级", "市级", "区级", "县级",
    "人均", "平均", "最高", "女性", "男性", "户均",
];

/// Characters that bind words and say nothing.
const SILENT: &str = "的了和及与等在于被对为并由以";

/// Past so many rows a ledger's values are not read: the words of its declaration have to do.
const MOST_ROWS: usize = 200_000;

/// So many different values of its rows help to find a figure.
const MOST_VALUES: usize = 400;

/// A character of a figure's words: the pairs it stands in, and its weight.
#[derive(Debug, Clone, Copy)]
struct Slot {
    left: Term,
    right: Term,
    weight: u32,
}

/// One way to name a figure.
#[derive(Debug, Clone)]
pub(super) struct Descriptor {
    slots: Vec<Slot>,
    total: u32,
    /// Out of eight: how far these words can be trusted.
    trust: u32,
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
        let found: u32 = self
            .slots
            .iter()
            .map(|slot| slot.weight * u32::from(weight(slot.left).max(weight(slot.right))))
            .sum();
        let total = self.total * u32::from(FULL);
        if total == 0 {
            return Fit::default();
        }
        // What is not found counts half against it: of two figures of which one's words are part
        // of the other's, the words in the text decide which.
        let score = 6 * i64::from(found) - 2 * i64::from(total);
        let share = found * 1000 / total;
        // A name that stands there whole is hardly met by chance, however common its words.
        let score = if share >= WHOLE { score * 3 / 2 } else { score };
        Fit {
            score: score * i64::from(self.trust) / 8,
            share,
            found: 4 * i64::from(found),
        }
    }
}

/// The characters of a text that words are made of, half-width and small.
pub(super) fn letter(character: char) -> Option<char> {
    let narrow = match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        _ => character,
    };
    narrow
        .is_alphanumeric()
        .then(|| narrow.to_ascii_lowercase())
}

impl Features {
    /// The words of all figures.
    pub fn new(figures: &Figures, ledgers: &Ledgers, year: i32) -> Self {
        let named: Vec<Vec<(Vec<String>, u32)>> =
            figures.iter().map(|figure| naming(figure)).collect();
        let mut spread: BTreeMap<(char, char), u32> = BTreeMap::new();
        for ways in &named {
            let pairs: BTreeSet<(char, char)> = ways
                .iter()
                .flat_map(|(parts, _)| parts)
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
        let names = named
            .iter()
            .map(|ways| {
                ways.iter()
                    .map(|(parts, trust)| descriptor(parts, *trust, &terms, &weight))
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
        let scopes = named.iter().map(|ways| scopes_of(ways)).collect();
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
            scopes,
            scope_terms,
            values,
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
        self.terms.get(&(first, second)).copied().unwrap_or(NONE)
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

/// The ways to name a figure, each in parts that need not stand together.
fn naming(figure: &Figure) -> Vec<(Vec<String>, u32)> {
    let definition = &figure.definition;
    let member = figure.member.iter().cloned();
    let of_family = |words: &str| -> String {
        // 本年支出按用途: what a family is split by is not said of a member.
        match words.rfind('按') {
            Some(at) if figure.member.is_some() && at > 0 => words[..at].to_owned(),
            _ => words.to_owned(),
        }
    };
    let mut ways = Vec::new();
    for words in [&definition.label, &definition.name] {
        let parts: Vec<String> = std::iter::once(of_family(words))
            .chain(member.clone())
            .collect();
        if !ways.contains(&(parts.clone(), 8)) {
            ways.push((parts, 8));
        }
    }
    if let Rule::Rows(rule) = &definition.rule {
        let mut parts: Vec<String> = rule
            .conditions
            .iter()
            .filter_map(|condition| match &condition.test {
                Test::OneOf(cells) => match cells.as_slice() {
                    [Cell::Text(text)] => Some(text.to_string()),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let long: usize = parts.iter().map(|part| part.chars().count()).sum();
        if long >= 4 {
            parts.extend(member);
            ways.push((parts, 7));
        }
    }
    ways
}

/// Whether words hold a scope by another name.
fn holds_same(words: &str, scope: &str) -> bool {
    let scope = pairs(&letters(scope));
    pairs(&letters(words))
        .iter()
        .any(|pair| scope.first() == Some(pair))
}

/// The scope words among a figure's words, as bits.
fn scopes_of(ways: &[(Vec<String>, u32)]) -> u32 {
    let knows = |scope: &str| {
        ways.iter().any(|(parts, _)| parts.concat().contains(scope) || holds_same(&parts.concat(), scope))
            // 省 and 省级 are one.
            || scope.strip_suffix('级').is_some_and(|level| ways.iter().any(|(parts, _)| parts.iter().any(|part| part == level)))
    };
    SCOPES
        .iter()
        .enumerate()
        .filter(|(_, scope)| knows(scope))
        .map(|(index, _)| 1 << index)
        .sum()
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter_map(letter).collect()
}

/// Words that writers use for each other: one stands for all.
fn canonical(pair: (char, char)) -> (char, char) {
    match pair {
        ('新', '增' | '添') => ('新', '建'),
        ('全' | '今' | '当', '年') => ('本', '年'),
        ('去', '年') => ('上', '年'),
        ('年', '底') => ('年', '末'),
        ('购', '置') | ('采', '购') => ('购', '买'),
        ('设', '立') | ('建', '成') | ('创', '建') => ('建', '立'),
        _ => pair,
    }
}

fn pairs(letters: &[char]) -> Vec<(char, char)> {
    match letters {
        [single] => vec![(*single, '\0')],
        _ => letters
            .windows(2)
            .map(|pair| canonical((pair[0], pair[1])))
            .collect(),
    }
}

fn descriptor(
    parts: &[String],
    trust: u32,
    terms: &HashMap<(char, char), Term>,
    weight: &impl Fn(&(char, char)) -> u32,
) -> Descriptor {
    let mut slots = Vec::new();
    for part in parts {
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
                () => lightest,
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
            });
        }
    }
    let total = slots.iter().map(|slot| slot.weight).sum();
    Descriptor {
        slots,
        total,
        trust,
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

/// The texts in a figure's rows: names of people, bodies and projects.
fn row_values(figure: &Figure, ledgers: &Ledgers, year: i32) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let Rule::Rows(rule) = &figure.definition.rule else {
        return values;
    };
    let Some(ledger) = ledgers
        .get(&rule.ledger)
        .filter(|ledger| ledger.len() <= MOST_ROWS)
    else {
        return values;
    };
    let fields: Vec<usize> = (0..ledger.columns.len())
        .filter(|field| matches!(ledger.columns[*field], Column::Text { .. }))
        // Words of a fixed list stand in definitions already; a family's member without rows must
        // not fall behind one that has some.
        .filter(|field| ledger.schema.fields[*field].constraints.values.is_empty())
        .collect();
    for row in rows_selected(rule, ledger, year) {
        if let (Some(by), Some(member)) = (rule.by, &figure.member)
            && ledger.cell(row, by).text() != *member
        {
            continue;
        }
        for field in &fields {
            if let Some(text) = ledger.columns[*field]
                .text(row)
                .filter(|text| is_name(text))
                && !values.contains(text)
            {
                values.insert(text.to_owned());
            }
        }
        if values.len() >= MOST_VALUES {
            break;
        }
    }
    values
}

/// Whether a cell's text can be met in prose: no number of a document, no single character.
fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=24).contains(&count)
        && text
            .chars()
            .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}
