//! The shapes of `patterns.toml`: what stands before a numeral, in it, and after it.
//!
//! A shape is written as a regular expression whose alternatives each hold `⟨…⟩` around the numeral.
//! That is also how it is matched: the inside from edge to edge, what follows from the numeral on, what
//! goes before from the numeral back. Nearly every shape fails at the numeral's last character, so that is
//! where shapes are looked up, and nothing is compiled: a general engine would spend more on building its
//! automaton than on a whole text.

use std::collections::HashMap;
use std::ops::Deref;

use foldhash::fast::FixedState;

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

/// D: the hanzi digits. Here and below in the order of their codes.
const DIGITS: [char; 13] = [
    '〇', '一', '七', '三', '两', '九', '二', '五', '八', '六', '十', '四', '零',
];
/// H: the hanzi in common use.
const HANZI: (char, char) = ('一', '鿿');
/// `\s`: white space.
const SPACES: [(char, char); 10] = [
    ('\t', '\r'),
    (' ', ' '),
    ('\u{85}', '\u{85}'),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
];

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

/// Takes a shape apart; `None` where it is not written as shapes are.
pub(super) fn parse(shape: &str) -> Option<Vec<Branch>> {
    let mut parser = Parser {
        rest: shape.chars().rev().collect(),
    };
    let mut branches = Vec::new();
    loop {
        let mut before = parser.sequence('^')?;
        reverse(&mut before);
        parser.take('⟨')?;
        let inside = parser.sequence('\0')?;
        parser.take('⟩')?;
        let after = parser.sequence('$')?;
        branches.push(Branch {
            before,
            inside,
            after,
        });
        if parser.rest.is_empty() {
            return Some(branches);
        }
        parser.take('|')?;
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
        inside.len() <= MOST
            && walk(&self.inside, inside, 1) >> inside.len() == 1
            && walk(&self.after, after, 1) != 0
            && walk(&self.before, before, 1) != 0
    }

    /// The steps that the numeral's last character may be.
    fn lasts(&self) -> Vec<&Step> {
        let mut lasts = Vec::new();
        gather_lasts(&self.inside, &mut lasts);
        lasts
    }
}

/// Adds the steps that may come last; whether there may be none.
fn gather_lasts<'s>(steps: &'s [Step], lasts: &mut Vec<&'s Step>) -> bool {
    steps.iter().rev().all(|step| match step {
        Step::One(_) | Step::Class(_) => {
            lasts.push(step);
            false
        }
        Step::Group(ways) => {
            let mut may_be_none = false;
            for way in ways {
                may_be_none |= gather_lasts(way, lasts);
            }
            may_be_none
        }
        Step::Repeat { step, least, .. } => {
            gather_lasts(std::slice::from_ref(step), lasts) || *least == 0
        }
        Step::Edge => true,
    })
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

/// What is left to be read, the next character last.
struct Parser {
    rest: Vec<char>,
}

impl Parser {
    fn peek(&self) -> char {
        self.rest.last().copied().unwrap_or('\0')
    }

    fn take(&mut self, character: char) -> Option<()> {
        (self.rest.pop()? == character).then_some(())
    }

    /// Steps up to the end of an alternative; `edge` is the sign that stands for the far end here.
    fn sequence(&mut self, edge: char) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        while !matches!(self.peek(), '\0' | '|' | ')' | '⟨' | '⟩') {
            let step = self.step(edge)?;
            steps.push(self.repeated(step)?);
        }
        Some(steps)
    }

    fn step(&mut self, edge: char) -> Option<Step> {
        let character = self.rest.pop()?;
        Some(match character {
            '^' | '$' => return (character == edge).then_some(Step::Edge),
            '(' => {
                let mut ways = vec![self.sequence(edge)?];
                while self.peek() == '|' {
                    self.take('|')?;
                    ways.push(self.sequence(edge)?);
                }
                self.take(')')?;
                Step::Group(ways)
            }
            '[' => Step::Class(self.class()?),
            '.' | '?' | '*' | '+' | '{' | '}' | ']' => return None,
            'D' | 'H' | '\\' => {
                let mut ranges = Vec::new();
                self.named(character, &mut ranges)?;
                match ranges[..] {
                    [(low, high)] if low == high => Step::One(low),
                    _ => Step::Class(Class::new(ranges, false)),
                }
            }
            _ => Step::One(character),
        })
    }

    /// Adds the characters that a letter or an escape stands for: mostly itself.
    fn named(&mut self, character: char, ranges: &mut Vec<(char, char)>) -> Option<()> {
        match character {
            'D' => ranges.extend(DIGITS.map(|digit| (digit, digit))),
            'H' => ranges.push(HANZI),
            '\\' => match self.rest.pop()? {
                's' => ranges.extend(SPACES),
                // GDP has a D of its own.
                letter @ ('D' | 'H') => ranges.push((letter, letter)),
                sign if sign.is_ascii_punctuation() => ranges.push((sign, sign)),
                _ => return None,
            },
            _ => ranges.push((character, character)),
        }
        Some(())
    }

    fn class(&mut self) -> Option<Class> {
        let negated = self.peek() == '^';
        if negated {
            self.take('^')?;
        }
        let mut ranges = Vec::new();
        loop {
            let character = self.rest.pop()?;
            match character {
                ']' => return (!ranges.is_empty()).then(|| Class::new(ranges, negated)),
                '[' | '^' | '&' | '~' => return None,
                _ => {}
            }
            let known = ranges.len();
            self.named(character, &mut ranges)?;
            if self.peek() == '-' && self.rest.iter().nth_back(1) != Some(&']') {
                self.take('-')?;
                let to = self.rest.pop()?;
                ranges.truncate(known);
                ranges.push((character, to));
            }
        }
    }

    /// A step with the `?`, `+`, `*`, `{2}` or `{1,3}` after it.
    fn repeated(&mut self, step: Step) -> Option<Step> {
        let (least, most) = match self.peek() {
            '?' => (0, 1),
            '*' => (0, usize::MAX),
            '+' => (1, usize::MAX),
            '{' => self.counts()?,
            _ => return Some(step),
        };
        self.rest.pop();
        Some(Step::Repeat {
            step: Box::new(step),
            least,
            most,
        })
    }

    /// The numbers in `{2}` and `{1,3}`, up to the closing brace.
    fn counts(&mut self) -> Option<(usize, usize)> {
        self.take('{')?;
        let mut counts = String::new();
        while self.peek() != '}' {
            counts.push(self.rest.pop()?);
        }
        let (least, most) = counts.split_once(',').unwrap_or((&counts, &counts));
        Some((least.parse().ok()?, most.parse().ok()?))
    }
}

#[cfg(test)]
mod tests;
