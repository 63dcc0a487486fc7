//! The words around a numeral, and how much each weighs: the nearer the more.
//!
//! A numeral's words stand before it (休息点24个), after it (24个项目) or on both sides; what stands
//! beyond a comma, a full stop or another numeral belongs to it less. In a table the row's name, the
//! column's head and the heading above speak for the cell.

use std::ops::Range;

use super::features::{FULL, Features};
use super::naming::letter;
use super::terms::{NONE, Term};

/// A block's text as what can be walked over.
#[derive(Debug, Default)]
pub(super) struct Words {
    atoms: Vec<Atom>,
    /// Where each atom ends in the text.
    ends: Vec<usize>,
    /// Where numerals stand among the atoms, by their index.
    places: Vec<(usize, usize)>,
    /// Values of rows: the atom at which one ends, and which it is.
    values: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Atom {
    /// A character: the pair with the one before it, itself, and whether it binds words.
    Word {
        pair: Term,
        single: Term,
        binds: bool,
    },
    /// 、
    Pause,
    /// ，；：
    Comma,
    /// 。 and the end of a line.
    Stop,
    /// A numeral that measures something.
    Numeral,
}

/// How many atoms on each side are looked at.
const REACH: usize = 90;

/// The words around one numeral, by term.
#[derive(Debug)]
pub(super) struct Context {
    /// The weight of each term.
    pub weights: Vec<u8>,
    /// For each weight the terms that were heard with it, one that was heard again more loudly also.
    heard: [Vec<Term>; FULL as usize + 1],
    /// Values of rows that stand around, with their weights.
    pub values: Vec<(usize, u8)>,
}

impl Context {
    pub fn new(features: &Features) -> Self {
        Self {
            weights: vec![0; features.term_count()],
            heard: Default::default(),
            values: Vec::new(),
        }
    }

    /// Forgets the numeral before.
    pub fn clear(&mut self) {
        for term in self.heard.iter_mut().flat_map(|heard| heard.drain(..)) {
            if let Some(weight) = self.weights.get_mut(term as usize) {
                *weight = 0;
            }
        }
        self.values.clear();
    }

    /// The terms that were heard, the heaviest first; one may come again with a lesser weight.
    pub fn heard(&self) -> impl Iterator<Item = (Term, u8)> + '_ {
        let weights = (0..=FULL).zip(&self.heard).rev();
        weights.flat_map(|(weight, terms)| terms.iter().map(move |term| (*term, weight)))
    }

    fn add(&mut self, term: Term, weight: u8) {
        if let Some(current) = self.weights.get_mut(term as usize)
            && *current < weight
        {
            *current = weight;
            self.heard[usize::from(weight.min(FULL))].push(term);
        }
    }
}

impl Words {
    /// Takes `text` apart; `numerals` are the ones that measure something, by their spans, in order.
    /// `values` is where values of rows stand, and which they are.
    pub fn new(
        text: &str,
        numerals: &[(Range<usize>, usize)],
        values: &[(Range<usize>, usize)],
        features: &Features,
    ) -> Self {
        let mut words = Self::default();
        // A hanzi has three bytes.
        words.atoms.reserve(text.len() / 3);
        words.ends.reserve(text.len() / 3);
        let mut start = 0;
        for (span, index) in numerals {
            words.take(text, start..span.start, features);
            words.places.push((*index, words.atoms.len()));
            words.push(Atom::Numeral, span.end);
            start = span.end;
        }
        words.take(text, start..text.len(), features);
        for (Range { end, .. }, value) in values {
            if let Ok(atom) = words.ends.binary_search(end)
                && matches!(words.atoms[atom], Atom::Word { .. })
            {
                words.values.push((atom, *value));
            }
        }
        words.values.sort_unstable();
        words
    }

    fn push(&mut self, atom: Atom, end: usize) {
        self.atoms.push(atom);
        self.ends.push(end);
    }

    /// Takes a stretch apart that holds no numeral.
    fn take(&mut self, text: &str, stretch: Range<usize>, features: &Features) {
        let has_singles = features.has_single_terms();
        let mut before: Option<char> = None;
        let mut end = stretch.start;
        for character in text.get(stretch).unwrap_or("").chars() {
            end += character.len_utf8();
            if let Some(letter) = letter(character) {
                let word = Atom::Word {
                    pair: before.map_or(NONE, |before| features.term(before, letter)),
                    single: if has_singles {
                        features.term(letter, '\0')
                    } else {
                        NONE
                    },
                    binds: matches!(letter, '和' | '及' | '与' | '暨' | '并'),
                };
                self.push(word, end);
                before = Some(letter);
                continue;
            }
            let boundary = match character {
                '、' => Atom::Pause,
                // A line that was broken by hand goes on with its sentence.
                '，' | ',' | '；' | ';' | '：' | ':' | '—' | '\t' | '|' | '\u{2028}' => {
                    Atom::Comma
                }
                '。' | '！' | '？' | '!' | '?' => Atom::Stop,
                _ => continue,
            };
            self.push(boundary, end);
            before = None;
        }
    }

    /// Adds what stands on both sides of numeral `index`.
    pub fn around(&self, index: usize, context: &mut Context) {
        let Ok(place) = self
            .places
            .binary_search_by_key(&index, |(numeral, _)| *numeral)
        else {
            return;
        };
        let at = self.places[place].1;
        let before = self.atoms[..at].iter().enumerate().rev();
        self.walk(before, true, context);
        let after = self.atoms.iter().enumerate().skip(at + 1);
        self.walk(after, false, context);
    }

    /// Adds what stands on both sides of byte `offset`.
    pub fn near(&self, offset: usize, context: &mut Context) {
        self.before(offset, context);
        let after = self.atoms.iter().enumerate().skip(self.atom_at(offset));
        self.walk(after, false, context);
    }

    /// The atom after the last word that ends up to byte `offset`.
    fn atom_at(&self, offset: usize) -> usize {
        let end = self.ends.partition_point(|end| *end <= offset);
        let is_word = |atom: &Atom| matches!(atom, Atom::Word { .. });
        self.atoms[..end]
            .iter()
            .rposition(is_word)
            .map_or(0, |last| last + 1)
    }

    /// Adds what stands before byte `offset`.
    pub fn before(&self, offset: usize, context: &mut Context) {
        let at = self.atom_at(offset);
        let before = self.atoms[..at].iter().enumerate().rev();
        self.walk(before, true, context);
    }

    /// Adds all the words, each with the same weight.
    pub fn everywhere(&self, weight: u8, context: &mut Context) {
        for atom in &self.atoms {
            if let Atom::Word { pair, single, .. } = atom {
                context.add(*pair, weight);
                context.add(*single, weight);
            }
        }
        context
            .values
            .extend(self.values.iter().map(|(_, value)| (*value, weight)));
    }

    /// Whether a numeral stands in the clause after a boundary.
    fn leads_to_numeral(&self, boundary: usize) -> bool {
        let clause = self
            .atoms
            .iter()
            .skip(boundary + 1)
            .take_while(|atom| matches!(atom, Atom::Word { .. } | Atom::Numeral));
        clause.into_iter().any(|atom| *atom == Atom::Numeral)
    }

    fn walk<'a>(
        &self,
        atoms: impl Iterator<Item = (usize, &'a Atom)>,
        backwards: bool,
        context: &mut Context,
    ) {
        let mut weight = FULL;
        let mut words = 0_usize;
        // The pair of a word walked to backwards reaches over the boundary that comes next only
        // where there is none; its own weight is the lesser of both ends, which is the farther one's.
        for (at, atom) in atoms.take(REACH) {
            match *atom {
                Atom::Word { binds: true, .. } if backwards && words == 0 => weight /= 2,
                Atom::Word { pair, single, .. } => {
                    words += 1;
                    context.add(pair, weight);
                    context.add(single, weight);
                    let from = self.values.partition_point(|(end, _)| *end < at);
                    for (_, value) in self.values[from..].iter().take_while(|(end, _)| *end == at) {
                        context.values.push((*value, weight));
                    }
                }
                // 2批40名劳模: both numerals have the words after them.
                Atom::Numeral if words == 0 => {}
                Atom::Numeral => weight /= 2,
                // Words before lead up to a numeral; words after a comma mostly to the next one.
                Atom::Pause | Atom::Comma if backwards => weight /= 2,
                // Where nothing stands between a numeral and the comma, its words stand before it.
                Atom::Pause | Atom::Comma if words == 0 => weight /= 8,
                // 市、县级单位: what stands before no other numeral still belongs to this one.
                Atom::Pause | Atom::Comma if !self.leads_to_numeral(at) => weight /= 2,
                Atom::Pause | Atom::Comma => weight /= 4,
                Atom::Stop if backwards => weight /= 4,
                Atom::Stop => weight /= 16,
            }
            if weight == 0 {
                break;
            }
        }
    }
}
