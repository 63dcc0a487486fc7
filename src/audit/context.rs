//! The words around a numeral, and how much each weighs: the nearer the more.
//!
//! A numeral's words stand before it (休息点24个), after it (24个项目) or on both sides; what stands
//! beyond a comma, a full stop or another numeral belongs to it less. In a table the row's name, the
//! column's head and the heading above speak for the cell.

use std::ops::Range;

use super::naming::letter;
use super::terms::{NONE, Term, Terms};
use crate::numeral::spelling::Spelling;

/// The heaviest that a word beside a numeral weighs.
pub(super) const FULL: u8 = 16;

/// How many characters and marks on each side are looked at.
const REACH: usize = 90;

/// A block's text as what can be walked over; kept to be used again for the next one.
///
/// Its characters of words, its marks and its numerals are numbered. Most of them only count: those that say
/// something are its stops.
#[derive(Debug, Default)]
pub(super) struct Words {
    stops: Vec<Stop>,
    /// Which stop each numeral is.
    numerals: Vec<usize>,
    /// Values of rows: at which number one ends, and which it is.
    values: Vec<(usize, usize)>,
    /// For each place that was asked for the number after the last word before it.
    places: Vec<usize>,
}

/// Something that a walk does not just pass by, and its number.
#[derive(Debug, Clone, Copy)]
struct Stop {
    number: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A character: its pair with the one before it and itself; whether it binds words; whether a value of rows
    /// ends with it.
    Word {
        terms: [Term; 2],
        binds: bool,
        ends_value: bool,
    },
    /// 、
    Pause,
    /// ，；：
    Comma,
    /// （: right behind a numeral it names what stands in it.
    Bracket,
    /// 。 and the end of a line.
    End,
    /// A numeral that measures something.
    Numeral,
}

/// What else is known of a text that is taken apart: places in it, all in bytes and in order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks<'a> {
    /// The numerals that measure something.
    pub numerals: &'a [Range<usize>],
    /// Where values of rows end, and which they are.
    pub values: &'a [(usize, usize)],
    /// What else stands there whose surroundings are wanted.
    pub places: &'a [usize],
}

/// The words around one numeral, by term; kept to be used again for the next.
#[derive(Debug)]
pub(super) struct Context {
    /// The weight of each term.
    weights: Vec<u8>,
    /// The terms that have one.
    heard: Vec<Term>,
    /// Values of rows that stand around, with their weights.
    pub values: Vec<(usize, u8)>,
}

/// The words of a heading or of a table's cell, which speak for others.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    terms: Vec<Term>,
    values: Vec<usize>,
}

impl Context {
    pub fn new(terms: &Terms) -> Self {
        Self {
            weights: vec![0; terms.len()],
            heard: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Forgets the numeral before.
    pub fn clear(&mut self) {
        for term in self.heard.drain(..) {
            self.weights[term as usize] = 0;
        }
        self.values.clear();
    }

    /// The terms that were heard, each once.
    pub fn heard(&self) -> &[Term] {
        &self.heard
    }

    /// The weight of each term, which nearly all have none of.
    pub fn weights(&self) -> &[u8] {
        &self.weights
    }

    /// Adds what a heading or a cell says.
    pub fn add_said(&mut self, said: &Said, weight: u8) {
        for term in &said.terms {
            self.add(*term, weight);
        }
        let values = said.values.iter().map(|value| (*value, weight));
        self.values.extend(values);
    }

    #[inline]
    fn add(&mut self, term: Term, weight: u8) {
        if let Some(current) = self.weights.get_mut(term as usize)
            && *current < weight
        {
            if *current == 0 {
                self.heard.push(term);
            }
            *current = weight;
        }
    }
}

/// A text while it is being walked over.
struct Walk<'a> {
    text: &'a Spelling,
    terms: &'a Terms,
    /// Values and places that have not been come to.
    values: &'a [(usize, usize)],
    places: &'a [usize],
    /// The byte up to which a character may end before one of them is come to.
    free: usize,
    /// The number of the next character, and the one after the last word.
    number: usize,
    after_word: usize,
}

impl Walk<'_> {
    /// How far none of the values and places is come to.
    fn look_ahead(&mut self) {
        let place = self.places.first().map_or(usize::MAX, |place| *place);
        let value = self.values.first();
        let value = value.map_or(usize::MAX, |(end, _)| end.saturating_sub(1));
        self.free = place.min(value);
    }
}

impl Words {
    /// Takes a text apart.
    pub fn read(&mut self, text: &Spelling, marks: Marks<'_>, terms: &Terms) {
        self.stops.clear();
        self.numerals.clear();
        self.values.clear();
        self.places.clear();
        let mut walk = Walk {
            text,
            terms,
            values: marks.values,
            places: marks.places,
            free: 0,
            number: 0,
            after_word: 0,
        };
        walk.look_ahead();
        let mut start = 0;
        for span in marks.numerals {
            self.take(&mut walk, start..text.place_of(span.start));
            self.numerals.push(self.stops.len());
            self.stop(&mut walk, Kind::Numeral);
            start = text.place_of(span.end);
        }
        self.take(&mut walk, start..text.characters().len());
        let rest = walk.places.iter().map(|_| walk.after_word);
        self.places.extend(rest);
    }

    fn stop(&mut self, walk: &mut Walk<'_>, kind: Kind) {
        let number = walk.number;
        self.stops.push(Stop { number, kind });
        walk.number += 1;
    }

    /// Takes a stretch apart that holds no numeral.
    fn take(&mut self, walk: &mut Walk<'_>, stretch: Range<usize>) {
        let (terms, text) = (walk.terms, walk.text);
        let has_singles = terms.has_singles();
        let mut before: Option<usize> = None;
        let characters = text.characters().get(stretch.clone()).unwrap_or_default();
        let ends = text.starts()[stretch.start + 1..].iter();
        for (character, end) in characters.iter().copied().zip(ends.copied()) {
            if let Some(letter) = letter(character) {
                let first = terms.first(letter);
                let pair = before.map_or(NONE, |before| terms.followed(before, letter));
                let single = first.filter(|_| has_singles);
                let single = single.map_or(NONE, |first| terms.followed(first, '\0'));
                self.word(walk, end, letter, [pair, single]);
                before = first;
                continue;
            }
            let kind = match character {
                '、' => Kind::Pause,
                // A line that was broken by hand goes on with its sentence.
                '，' | ',' | '；' | ';' | '：' | ':' | '—' | '\t' | '|' | '\u{2028}' => {
                    Kind::Comma
                }
                '（' | '(' => Kind::Bracket,
                '。' | '！' | '？' | '!' | '?' => Kind::End,
                _ => continue,
            };
            self.stop(walk, kind);
            before = None;
        }
    }

    /// Takes a character of a word that ends at byte `end`.
    #[inline]
    fn word(&mut self, walk: &mut Walk<'_>, end: usize, letter: char, terms: [Term; 2]) {
        let ends_value = end > walk.free && self.come_to(walk, end);
        let binds = matches!(letter, '和' | '及' | '与' | '暨' | '并');
        if binds || ends_value || terms[0] != NONE || terms[1] != NONE {
            let number = walk.number;
            let kind = Kind::Word {
                terms,
                binds,
                ends_value,
            };
            self.stops.push(Stop { number, kind });
        }
        walk.number += 1;
        walk.after_word = walk.number;
    }

    /// Takes down the values and places that are come to with a character that ends at byte `end`; whether a
    /// value ends with it.
    fn come_to(&mut self, walk: &mut Walk<'_>, end: usize) -> bool {
        while let Some((place, rest)) = walk.places.split_first()
            && *place < end
        {
            self.places.push(walk.after_word);
            walk.places = rest;
        }
        let mut ends_value = false;
        while let Some(((place, value), rest)) = walk.values.split_first()
            && *place <= end
        {
            // One that ends within a numeral is no word of the text.
            if *place == end {
                self.values.push((walk.number, *value));
                ends_value = true;
            }
            walk.values = rest;
        }
        walk.look_ahead();
        ends_value
    }

    /// Adds what stands on both sides of a numeral, which is one of those that the text was taken apart with.
    pub fn around(&self, numeral: usize, context: &mut Context) {
        let Some(stop) = self.numerals.get(numeral).copied() else {
            return;
        };
        let number = self.stops[stop].number;
        self.walk_back(stop, number, context);
        self.walk_on(stop + 1, number + 1, context);
    }

    /// Adds what stands on both sides of a place, which is one of those that the text was taken apart with.
    pub fn near(&self, place: usize, context: &mut Context) {
        self.before(place, context);
        let number = self.places[place];
        self.walk_on(self.stop_at(number), number, context);
    }

    /// Adds what stands before a place.
    pub fn before(&self, place: usize, context: &mut Context) {
        let number = self.places[place];
        self.walk_back(self.stop_at(number), number, context);
    }

    /// The first stop that is not before a number.
    fn stop_at(&self, number: usize) -> usize {
        self.stops.partition_point(|stop| stop.number < number)
    }

    /// All the words.
    pub fn said(&self) -> Said {
        let terms = self.stops.iter().filter_map(|stop| match stop.kind {
            Kind::Word { terms, .. } => Some(terms),
            _ => None,
        });
        Said {
            terms: terms.flatten().filter(|term| *term != NONE).collect(),
            values: self.values.iter().map(|(_, value)| *value).collect(),
        }
    }

    /// Whether a numeral stands in the clause after a mark.
    fn leads_to_numeral(&self, mark: usize) -> bool {
        let mut after = self.stops[mark + 1..].iter();
        let next = after.find(|stop| !matches!(stop.kind, Kind::Word { .. } | Kind::Bracket));
        next.is_some_and(|stop| stop.kind == Kind::Numeral)
    }

    /// Adds the words before stop `end`, beginning with the one before `number`.
    fn walk_back(&self, end: usize, number: usize, context: &mut Context) {
        let mut weight = FULL;
        // What stood on the way and is no word.
        let mut marks = 0;
        // The pair of a word walked to backwards reaches over the boundary that comes next only
        // where there is none; its own weight is the lesser of both ends, which is the farther one's.
        for stop in self.stops[..end].iter().rev() {
            let passed = number - stop.number - 1;
            if passed >= REACH || weight == 0 {
                break;
            }
            let has_words = passed > marks;
            match stop.kind {
                Kind::Word { binds: true, .. } if !has_words => weight /= 2,
                Kind::Word { .. } => {
                    self.add(stop, weight, context);
                    continue;
                }
                // 2批40名劳模: both numerals have the words after them.
                Kind::Numeral if !has_words => {}
                Kind::Bracket => {}
                // Words before lead up to a numeral.
                Kind::Numeral | Kind::Pause | Kind::Comma => weight /= 2,
                Kind::End => weight /= 4,
            }
            marks += 1;
        }
    }

    /// Adds the words from a stop on, beginning with `number`.
    fn walk_on(&self, start: usize, number: usize, context: &mut Context) {
        let mut weight = FULL;
        let mut marks = 0;
        for (index, stop) in self.stops.iter().enumerate().skip(start) {
            let passed = stop.number - number;
            if passed >= REACH || weight == 0 {
                break;
            }
            let has_words = passed > marks;
            match stop.kind {
                Kind::Word { .. } => {
                    self.add(stop, weight, context);
                    continue;
                }
                Kind::Numeral if !has_words => {}
                Kind::Numeral => weight /= 2,
                // Where nothing stands between a numeral and the comma, its words stand before it.
                Kind::Pause | Kind::Comma | Kind::Bracket if !has_words => weight /= 8,
                // A remark in passing: 4个镇(街道)总工会.
                Kind::Bracket => {}
                // 市、县级单位: what stands before no other numeral still belongs to this one.
                Kind::Pause | Kind::Comma if !self.leads_to_numeral(index) => weight /= 2,
                // Words after a comma mostly lead up to the next numeral.
                Kind::Pause | Kind::Comma => weight /= 4,
                Kind::End => weight /= 16,
            }
            marks += 1;
        }
    }

    /// Adds a character with what it is part of.
    fn add(&self, stop: &Stop, weight: u8, context: &mut Context) {
        let Kind::Word {
            terms, ends_value, ..
        } = stop.kind
        else {
            return;
        };
        for term in terms {
            context.add(term, weight);
        }
        if ends_value {
            let from = self.values.partition_point(|(end, _)| *end < stop.number);
            let own = self.values[from..].iter();
            let own = own.take_while(|(end, _)| *end == stop.number);
            context
                .values
                .extend(own.map(|(_, value)| (*value, weight)));
        }
    }
}
