//! The shapes of `patterns.toml`: what stands before a numeral, in it, and after it.
//!
//! A shape is written as a regular expression whose alternatives each hold `⟨…⟩` around the numeral.
//! That is also how it is matched: the inside from edge to edge, what follows from the numeral on, what
//! goes before from the numeral back. Nearly every shape fails at the numeral's last character, so that is
//! where shapes are looked up, and nothing is compiled: a general engine would spend more on building its
//! automaton than on a whole text.

mod parser;

use std::collections::HashMap;
use std::ops::Deref;

use foldhash::fast::FixedState;

use super::super::letters::Letters;
pub(super) use parser::parse;

/// Shapes, numbered as they were given, by the last character of the numerals that have them.
#[derive(Debug)]
pub(super) struct Shapes {
    branches: Vec<(usize, Branch)>,
    /// For a numeral's last character the branches it may belong to, in order.
    by_last: HashMap<char, Vec<usize>, FixedState>,
    /// The same for a character that no shape names.
    others: Vec<usize>,
}

/// What a numeral and its neighbours may look like.
#[derive(Debug)]
pub(super) struct Branch {
    /// From the numeral back: the last step first.
    before: Vec<Step>,
    inside: Vec<Step>,
    after: Vec<Step>,
    begins: Begins,
}

/// What the three of them may begin with.
#[derive(Debug)]
struct Begins {
    before: Firsts,
    inside: Firsts,
    after: Firsts,
}

/// What one character or several have to be.
#[derive(Debug)]
enum Step {
    One(char),
    Class(Class),
    /// One of several ways.
    Group(Vec<Vec<Step>>),
    Repeat {
        step: Box<Step>,
        least: usize,
        most: usize,
    },
    /// `^` and `$`: the far end of what is looked at.
    Edge,
}

#[derive(Debug)]
struct Class {
    negated: bool,
    /// In order.
    ranges: Vec<(char, char)>,
}

/// A numeral and its neighbours on its line, as characters.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Before the numeral, the nearest first.
    pub(super) before: Vec<char>,
    pub(super) inside: Vec<char>,
    pub(super) after: Vec<char>,
}

/// How far a match may have come in a row of characters: a bit for each place.
type Places = u64;

/// A numeral of more characters than there are bits has no shape.
const MOST: usize = 63;

impl Shapes {
    pub(super) fn new(shapes: impl Iterator<Item = Vec<Branch>>) -> Self {
        let numbered = |(number, shape): (usize, Vec<Branch>)| {
            shape.into_iter().map(move |branch| (number, branch))
        };
        let branches: Vec<(usize, Branch)> = shapes.enumerate().flat_map(numbered).collect();
        let lasts: Vec<Vec<&Step>> = branches.iter().map(|(_, branch)| branch.lasts()).collect();
        let are_wide = |lasts: &Vec<&Step>| lasts.iter().any(|last| last.is_wide());
        let others = (0..lasts.len()).filter(|index| are_wide(&lasts[*index]));
        let others: Vec<usize> = others.collect();
        let mut named: Vec<(char, usize)> = Vec::new();
        for (index, lasts) in lasts.iter().enumerate() {
            let name = |last: &&Step| last.each_named(|character| named.push((character, index)));
            lasts.iter().for_each(name);
        }
        named.sort_unstable();
        named.dedup();
        let mut by_last: HashMap<char, Vec<usize>, FixedState> = HashMap::default();
        for named in named.chunk_by(|(one, _), (other, _)| one == other) {
            let last = named[0].0;
            let takes = |index: &usize| lasts[*index].iter().any(|step| step.takes(last));
            // A wide step is asked for each character, also for those that it names to leave them out.
            let mut indices: Vec<usize> = others.iter().copied().filter(takes).collect();
            let own = named.iter().map(|(_, index)| *index);
            indices.extend(own.filter(|index| others.binary_search(index).is_err()));
            indices.sort_unstable();
            by_last.insert(last, indices);
        }
        Self {
            branches,
            by_last,
            others,
        }
    }

    /// The first shape that `window` has and that `accepts` takes; `last` is the numeral's last character.
    /// Most numerals are refused before the window has to be looked at.
    pub(super) fn first(
        &self,
        last: char,
        window: &impl Deref<Target = Window>,
        accepts: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let branches = self.by_last.get(&last).unwrap_or(&self.others);
        let mut branches = branches.iter().map(|branch| &self.branches[*branch]);
        branches
            .find(|(number, branch)| accepts(*number) && branch.fits(window))
            .map(|(number, _)| *number)
    }
}

impl Branch {
    /// Whether a numeral with its neighbours looks like this.
    fn fits(&self, window: &Window) -> bool {
        let Window {
            before,
            inside,
            after,
        } = window;
        // Most numerals fail at a first character already.
        inside.len() <= MOST
            && self.begins.after.may_begin(after)
            && self.begins.before.may_begin(before)
            && self.begins.inside.may_begin(inside)
            && walk(&self.inside, inside, 1) >> inside.len() == 1
            && walk(&self.after, after, 1) != 0
            && walk(&self.before, before, 1) != 0
    }

    /// The steps that the numeral's last character may be.
    fn lasts(&self) -> Vec<&Step> {
        let mut lasts = Vec::new();
        gather_ends(&self.inside, true, &mut lasts);
        lasts
    }
}

/// Adds the steps that may come first, or last; whether there may be none.
fn gather_ends<'s>(steps: &'s [Step], last: bool, ends: &mut Vec<&'s Step>) -> bool {
    let may_pass = |step: &'s Step| match step {
        Step::One(_) | Step::Class(_) => {
            ends.push(step);
            false
        }
        Step::Group(ways) => {
            let mut may_be_none = false;
            for way in ways {
                may_be_none |= gather_ends(way, last, ends);
            }
            may_be_none
        }
        Step::Repeat { step, least, .. } => {
            gather_ends(std::slice::from_ref(step), last, ends) || *least == 0
        }
        Step::Edge => true,
    };
    if last {
        steps.iter().rev().all(may_pass)
    } else {
        steps.iter().all(may_pass)
    }
}

/// What a row may begin with, so that most are refused at their first character.
#[derive(Debug)]
struct Firsts {
    letters: Letters,
    /// Whether it may be anything, or nothing.
    any: bool,
}

impl Firsts {
    fn of(steps: &[Step]) -> Self {
        let mut firsts = Vec::new();
        let any = gather_ends(steps, false, &mut firsts);
        let mut letters = Letters::NONE;
        for first in &firsts {
            first.each_named(|named| letters = letters.with(named));
        }
        Self {
            any: any || firsts.iter().any(|first| first.is_wide()),
            letters,
        }
    }

    fn may_begin(&self, row: &[char]) -> bool {
        self.any
            || row
                .first()
                .is_some_and(|first| self.letters.may_hold_letter(*first))
    }
}

/// All places that `steps` lead to from the places `from`.
fn walk(steps: &[Step], row: &[char], from: Places) -> Places {
    let mut places = from;
    for step in steps {
        if places == 0 {
            break;
        }
        places = step.advance(row, places);
    }
    places
}

impl Step {
    /// Whether one character is taken.
    fn takes(&self, character: char) -> bool {
        match self {
            Self::One(one) => *one == character,
            Self::Class(class) => class.holds(character),
            _ => false,
        }
    }

    /// Hands over the characters that are named one by one.
    fn each_named(&self, mut each: impl FnMut(char)) {
        match self {
            Self::One(one) => each(*one),
            Self::Class(class) => {
                for (low, high) in &class.ranges {
                    each(*low);
                    each(*high);
                }
            }
            _ => {}
        }
    }

    /// Whether characters are taken that are not named.
    fn is_wide(&self) -> bool {
        let many = |(low, high): &(char, char)| low != high;
        matches!(self, Self::Class(class) if class.negated || class.ranges.iter().any(many))
    }

    fn advance(&self, row: &[char], from: Places) -> Places {
        match self {
            Self::One(_) | Self::Class(_) => over(row, from, |next| self.takes(next)),
            Self::Group(ways) => ways
                .iter()
                .fold(0, |places, way| places | walk(way, row, from)),
            Self::Repeat { step, least, most } => {
                let mut places = from;
                for _ in 0..*least {
                    places = step.advance(row, places);
                }
                let mut all = places;
                for _ in *least..*most {
                    places = step.advance(row, places);
                    if places & !all == 0 {
                        break;
                    }
                    all |= places;
                }
                all
            }
            Self::Edge => from & (1 << row.len()),
        }
    }
}

/// The places behind those characters that `accepts` takes.
fn over(row: &[char], from: Places, accepts: impl Fn(char) -> bool) -> Places {
    let mut to = 0;
    let mut rest = from;
    while rest != 0 {
        let place = rest.trailing_zeros();
        rest &= rest - 1;
        if row.get(place as usize).is_some_and(|next| accepts(*next)) {
            to |= 2 << place;
        }
    }
    to
}

impl Class {
    fn new(mut ranges: Vec<(char, char)>, negated: bool) -> Self {
        ranges.sort_unstable();
        Self { negated, ranges }
    }

    fn holds(&self, character: char) -> bool {
        let mut from_here = self.ranges.iter().take_while(|(low, _)| *low <= character);
        from_here.any(|(_, high)| character <= *high) != self.negated
    }
}

/// Turns steps round, to be walked from the last one on.
fn reverse(steps: &mut [Step]) {
    steps.reverse();
    for step in steps {
        let mut inner = step;
        while let Step::Repeat { step, .. } = inner {
            inner = step;
        }
        if let Step::Group(ways) = inner {
            for way in ways {
                reverse(way);
            }
        }
    }
}

#[cfg(test)]
mod tests;
