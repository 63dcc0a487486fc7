//! The ways to name each figure, in the form in which they are heard: which of them the words around a numeral
//! speak of, and how well.

mod fit;

use std::ops::Range;

use super::context::{Context, FULL};
use super::terms::Term;
pub(super) use fit::{Fit, WHOLE};

/// All ways to name figures.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Those of one figure side by side.
    ways: Vec<Way>,
    /// What ways are made of: the words that a family's members share are one part. The first one is nothing.
    parts: Vec<Part>,
    /// The parts of ways that have more than two.
    more_parts: Vec<u32>,
    letters: Vec<Letter>,
    /// What each term says of parts, and where each one's end.
    sayings: Vec<Saying>,
    ends: Vec<usize>,
    /// Of which ways each part is, by sixty-fours: which of them, as bits. And where each one's end.
    holders: Vec<(u32, u64)>,
    ends_of_holders: Vec<usize>,
}

/// One way to name a figure.
#[derive(Debug)]
pub(super) struct Way {
    pub figure: usize,
    /// In which unit the figure is counted, by a number; one that is counted in none is never heard.
    pub class: Option<usize>,
    /// Out of eight: how far these words can be trusted.
    pub trust: u32,
    /// Whether these are all the words that tell the figure from others.
    pub is_whole: bool,
    /// Its parts.
    pub parts: Parts,
}

/// What a way is made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The first two, or none.
    first: [u32; 2],
    /// Which of the parts of all ways are the others.
    more: Range<usize>,
    /// How much is found where all of it is, and of the words that say something (职工 of 职工总数); at least one.
    all: u32,
    telling: u32,
}

/// A word, or a few, of figures' names.
#[derive(Debug)]
struct Part {
    letters: Range<usize>,
    total: u32,
    telling: u32,
}

/// A character of a figure's words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    /// The terms that it belongs to, which may be one: the heavier counts.
    pub terms: [Term; 2],
    pub weight: u32,
    /// Its weight if it says something, else nothing.
    pub telling: u32,
}

/// What a term says of a part where none of the part's other terms is heard.
#[derive(Debug, Clone, Copy)]
struct Saying {
    part: u32,
    /// The weight of its letters, and of those that say something.
    weight: u32,
    telling: u32,
}

/// Of what is heard only what is of some figures: which parts, and which ways, as bits.
#[derive(Debug)]
pub(super) struct Wanted {
    parts: Vec<bool>,
    ways: Vec<u64>,
}

/// What is gathered while words are heard; kept to be used again.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The parts of which something was found.
    parts: Vec<u32>,
    /// How much of each part was found.
    found: Vec<Found>,
    /// The ways that they are of, as bits.
    ways: Vec<u64>,
}

/// How much of a part was found.
#[derive(Debug, Default, Clone, Copy)]
struct Found {
    weight: u32,
    telling: u32,
    /// How many of its terms were heard.
    terms: u32,
}

/// The numbers of the bits that are set.
#[inline]
fn each_bit(bits: &[u64], mut each: impl FnMut(usize)) {
    for (index, word) in bits.iter().enumerate() {
        let mut word = *word;
        while word != 0 {
            each(index * 64 + word.trailing_zeros() as usize);
            word &= word - 1;
        }
    }
}

/// The part of which nothing is ever found: ways of one part have it for their second.
const NOTHING: u32 = 0;

impl Vocabulary {
    /// No ways.
    pub fn new() -> Self {
        let nothing = Part {
            letters: 0..0,
            total: 0,
            telling: 0,
        };
        Self {
            ways: Vec::new(),
            parts: vec![nothing],
            more_parts: Vec::new(),
            letters: Vec::new(),
            sayings: Vec::new(),
            ends: Vec::new(),
            holders: Vec::new(),
            ends_of_holders: Vec::new(),
        }
    }

    /// Adds words of which ways may be made; their number.
    pub fn add_part(&mut self, letters: impl Iterator<Item = Letter>) -> u32 {
        let start = self.letters.len();
        // What weighs nothing is never missed.
        self.letters
            .extend(letters.filter(|letter| letter.weight > 0));
        let own = &self.letters[start..];
        self.parts.push(Part {
            letters: start..self.letters.len(),
            total: own.iter().map(|letter| letter.weight).sum(),
            telling: own.iter().map(|letter| letter.telling).sum(),
        });
        number(self.parts.len() - 1)
    }

    /// Adds a way to name the last figure, or the one after it, which is made of some parts.
    pub fn push(&mut self, mut way: Way, parts: &[u32]) {
        let (first, more) = parts.split_at(parts.len().min(2));
        let start = self.more_parts.len();
        self.more_parts.extend(more);
        let of_way = || parts.iter().map(|part| &self.parts[*part as usize]);
        let full = |weight: u32| (weight * u32::from(FULL)).max(1);
        way.parts = Parts {
            first: [0, 1].map(|at| first.get(at).copied().unwrap_or(NOTHING)),
            more: start..self.more_parts.len(),
            all: full(of_way().map(|part| part.total).sum()),
            telling: full(of_way().map(|part| part.telling).sum()),
        };
        self.ways.push(way);
    }

    /// Notes what each of so many terms says. After this nothing is added.
    pub fn index(&mut self, term_count: usize) {
        // A letter that has but one term stands under it once.
        let mut letters: Vec<(Term, u32, u32)> = Vec::with_capacity(self.letters.len() * 2);
        for (part, of) in (0..).zip(&self.parts) {
            for (letter, at) in of.letters.clone().map(|letter| (letter, number(letter))) {
                let [one, other] = self.letters[letter].terms;
                letters.push((one, part, at));
                if one != other {
                    letters.push((other, part, at));
                }
            }
        }
        letters.sort_unstable();
        for of_part in letters.chunk_by(|(one, part, _), (other, of, _)| one == other && part == of)
        {
            let (term, part, _) = of_part[0];
            self.ends.resize(term as usize, self.sayings.len());
            let own = of_part
                .iter()
                .map(|(.., letter)| &self.letters[*letter as usize]);
            self.sayings.push(Saying {
                part,
                weight: own.clone().map(|letter| letter.weight).sum(),
                telling: own.map(|letter| letter.telling).sum(),
            });
        }
        self.ends.resize(term_count, self.sayings.len());
        let mut ways: Vec<(u32, u32)> = Vec::with_capacity(self.ways.len() * 2);
        for (number, way) in (0..).zip(&self.ways) {
            ways.extend(self.parts_of(way).map(|part| (part, number)));
        }
        ways.sort_unstable();
        let is_near =
            |(one, way): &(u32, u32), (other, of): &(u32, u32)| one == other && way / 64 == of / 64;
        for near in ways.chunk_by(is_near) {
            let (part, way) = near[0];
            self.ends_of_holders
                .resize(part as usize, self.holders.len());
            let bits = near.iter().fold(0, |bits, (_, way)| bits | 1 << (way % 64));
            self.holders.push((way / 64, bits));
        }
        self.ends_of_holders
            .resize(self.parts.len(), self.holders.len());
    }

    /// The parts of a way.
    fn parts_of(&self, way: &Way) -> impl Iterator<Item = u32> + '_ {
        let first = way.parts.first.into_iter();
        let more = self.more_parts[way.parts.more.clone()].iter().copied();
        first.filter(|part| *part != NOTHING).chain(more)
    }

    /// What is heard where only figures count that are counted in one of the units that are `wanted`.
    pub fn wanted(&self, wanted: impl Fn(usize) -> bool) -> Wanted {
        let mut parts = vec![false; self.parts.len()];
        let mut ways = vec![0; self.ways.len().div_ceil(64)];
        for (number, way) in self.ways.iter().enumerate() {
            if way.class.is_some_and(&wanted) {
                ways[number / 64] |= 1 << (number % 64);
                for part in self.parts_of(way) {
                    parts[part as usize] = true;
                }
            }
        }
        Wanted { parts, ways }
    }

    /// Hands to `each` every figure of which the words hold something, with the way that fits best, in the order
    /// of figures. Only ways that are `wanted` are heard.
    pub fn hear<'a>(
        &'a self,
        context: &Context,
        wanted: &Wanted,
        gathered: &mut Gathered,
        mut each: impl FnMut(usize, Fit<'a>),
    ) {
        self.gather(context, wanted, gathered);
        let Gathered { parts, found, ways } = gathered;
        let mut best: Option<Fit<'a>> = None;
        each_bit(ways, |way| {
            let way = &self.ways[way];
            // Most ways have no more than two parts.
            let [one, other] = way.parts.first;
            let (one, other) = (&found[one as usize], &found[other as usize]);
            let (mut all, mut told) = (one.weight + other.weight, one.telling + other.telling);
            if !way.parts.more.is_empty() {
                for part in &self.more_parts[way.parts.more.clone()] {
                    all += found[*part as usize].weight;
                    told += found[*part as usize].telling;
                }
            }
            if all == 0 {
                return;
            }
            let fit = Fit::of(way, all, told);
            match &mut best {
                Some(known) if known.way.figure == way.figure => {
                    if known.is_worse_than(&fit) {
                        *known = fit;
                    }
                }
                _ => {
                    if let Some(known) = best.replace(fit) {
                        each(known.way.figure, known);
                    }
                }
            }
        });
        if let Some(last) = best {
            each(last.way.figure, last);
        }
        for part in parts.drain(..) {
            found[part as usize] = Found::default();
        }
    }

    /// Gathers how much of each part stands in the words, and the wanted ways that those parts are of.
    fn gather(&self, context: &Context, wanted: &Wanted, gathered: &mut Gathered) {
        let Gathered { parts, found, ways } = gathered;
        found.resize(self.parts.len(), Found::default());
        ways.clear();
        ways.resize(wanted.ways.len(), 0);
        let weights = context.weights();
        for term in context.heard() {
            let weight = u32::from(weights[*term as usize]);
            for saying in own(&self.sayings, &self.ends, *term as usize) {
                let of_part = &mut found[saying.part as usize];
                if of_part.terms == 0 {
                    if !wanted.parts[saying.part as usize] {
                        continue;
                    }
                    parts.push(saying.part);
                }
                of_part.terms += 1;
                of_part.weight = saying.weight * weight;
                of_part.telling = saying.telling * weight;
            }
        }
        for part in parts.iter().map(|part| *part as usize) {
            for (word, bits) in own(&self.holders, &self.ends_of_holders, part) {
                ways[*word as usize] |= bits;
            }
            if found[part].terms > 1 {
                let letters = &self.letters[self.parts[part].letters.clone()];
                found[part] = said(letters, weights);
            }
        }
        for (way, wanted) in ways.iter_mut().zip(&wanted.ways) {
            *way &= wanted;
        }
    }
}

/// A number of parts or of letters, of which no memory holds more than this can tell.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Those of `all` that are a thing's own; each thing's stand after those of the one before it.
#[inline]
fn own<'a, T>(all: &'a [T], ends: &[usize], thing: usize) -> &'a [T] {
    let start = thing.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start..ends[thing]]
}

/// How much of some letters is found in words of such weights.
fn said(letters: &[Letter], weights: &[u8]) -> Found {
    let mut found = Found::default();
    for letter in letters {
        let [one, other] = letter.terms;
        let weight = weights[one as usize].max(weights[other as usize]);
        found.weight += letter.weight * u32::from(weight);
        found.telling += letter.telling * u32::from(weight);
    }
    found
}
