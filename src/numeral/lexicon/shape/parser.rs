//! Shapes as they are written, taken apart.

use super::{Begins, Branch, Class, Firsts, Step, reverse};

/// D: the hanzi digits. Here and below in the order of their codes.
pub(super) const DIGITS: [char; 13] = [
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

/// Takes a shape apart; `None` where it is not written as shapes are.
pub(in crate::numeral::lexicon) fn parse(shape: &str) -> Option<Vec<Branch>> {
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
            begins: Begins {
                before: Firsts::of(&before),
                inside: Firsts::of(&inside),
                after: Firsts::of(&after),
            },
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
