//! The pairs of characters that figures' words are made of, each by a number; and the names in rows,
//! found in texts.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use foldhash::fast::FixedState;

use super::naming::{STAND_INS, canonical};

/// A pair of characters, or a single one, that some figure's words hold.
pub(super) type Term = u32;

/// No term.
pub(super) const NONE: Term = u32::MAX;

/// A set of characters, a bit for each: most characters of a text are asked for and refused.
#[derive(Debug)]
struct Characters(Vec<u64>);

impl Characters {
    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut bits = vec![0; 1 << 10];
        for character in characters {
            let code = character as usize;
            // Those past the first plane are rare: all of them may be in the set.
            if let Some(word) = bits.get_mut(code / 64) {
                *word |= 1 << (code % 64);
            }
        }
        Self(bits)
    }

    /// Whether the set may hold it.
    #[inline]
    fn holds(&self, character: char) -> bool {
        let code = character as usize;
        self.0
            .get(code / 64)
            .is_none_or(|word| word >> (code % 64) & 1 == 1)
    }
}

/// A pair of characters as one key.
fn key((first, second): (char, char)) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(u32::from(second))
}

/// The terms.
#[derive(Debug)]
pub(super) struct Terms {
    /// A hash that is quick with small keys.
    numbers: HashMap<u64, Term, FixedState>,
    firsts: Characters,
    seconds: Characters,
}

impl Terms {
    /// Numbers `pairs` in their order; those of one character have NUL for the second.
    pub fn of(pairs: impl Iterator<Item = (char, char)> + Clone) -> Self {
        Self {
            firsts: Characters::of(pairs.clone().map(|(first, _)| first).chain(STAND_INS)),
            seconds: Characters::of(pairs.clone().map(|(_, second)| second)),
            numbers: pairs.map(key).zip(0..).collect(),
        }
    }

    /// Whether any term is a single character.
    pub fn has_singles(&self) -> bool {
        self.seconds.holds('\0')
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The term of a pair in its canonical form.
    pub fn get(&self, pair: (char, char)) -> Option<Term> {
        self.numbers.get(&key(pair)).copied()
    }

    /// The term of a pair, or of a single character with `'\0'`; [`NONE`] where no figure's words hold it.
    #[inline]
    pub fn term(&self, first: char, second: char) -> Term {
        if !self.firsts.holds(first) {
            return NONE;
        }
        let (first, second) = canonical((first, second));
        if self.seconds.holds(second) {
            self.get((first, second)).unwrap_or(NONE)
        } else {
            NONE
        }
    }
}

/// Names in byte order, to be found in texts: a table that is walked down a character at a time. An
/// automaton over them would take ten times as long to build.
#[derive(Debug)]
pub(super) struct Names {
    /// All names, one a line.
    text: String,
    /// Where each stands there.
    spans: Vec<Range<usize>>,
    /// Which begin with a pair of characters.
    by_pair: HashMap<u64, Range<usize>, FixedState>,
    firsts: Characters,
    seconds: Characters,
}

impl Names {
    /// Takes names in byte order, each of two characters or more.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut text = String::new();
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut by_pair: BTreeMap<(char, char), Range<usize>> = BTreeMap::new();
        for (index, name) in names.enumerate() {
            if index > 0 {
                text.push('\n');
            }
            spans.push(text.len()..text.len() + name.len());
            text.push_str(name);
            let mut characters = name.chars();
            if let (Some(first), Some(second)) = (characters.next(), characters.next()) {
                by_pair.entry((first, second)).or_insert(index..index).end = index + 1;
            }
        }
        Self {
            firsts: Characters::of(by_pair.keys().map(|(first, _)| *first)),
            seconds: Characters::of(by_pair.keys().map(|(_, second)| *second)),
            by_pair: by_pair
                .into_iter()
                .map(|(pair, range)| (key(pair), range))
                .collect(),
            text,
            spans,
        }
    }

    /// Whether `part` is a name, or stands in one: 东海公司 in 东海公司工会.
    pub fn hold(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    fn name(&self, index: usize) -> &str {
        &self.text[self.spans[index].clone()]
    }

    /// Where names stand in `text`, and which they are; one may stand in another.
    pub fn find_in(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        let mut characters = text.char_indices();
        let Some((mut start, mut first)) = characters.next() else {
            return found;
        };
        for (next, second) in characters {
            if self.firsts.holds(first) && self.seconds.holds(second) {
                let names = self.by_pair.get(&key((first, second)));
                if let Some(names) = names {
                    let length = next - start + second.len_utf8();
                    self.walk(text, start, length, names.clone(), &mut found);
                }
            }
            (start, first) = (next, second);
        }
        found
    }

    /// Adds those of `names` that stand at `start`; they all begin with the first `length` bytes there.
    fn walk(
        &self,
        text: &str,
        start: usize,
        mut length: usize,
        mut names: Range<usize>,
        found: &mut Vec<(Range<usize>, usize)>,
    ) {
        let rest = &text[start..];
        while let Some(first) = names.clone().next() {
            let name = self.name(first);
            if name.len() == length {
                found.push((start..start + length, first));
                names.start += 1;
            }
            if names.len() == 1 {
                // The last one left is compared whole.
                let name = self.name(names.start);
                if rest.starts_with(name) {
                    found.push((start..start + name.len(), names.start));
                }
                return;
            }
            let Some(next) = rest[length..].chars().next() else {
                return;
            };
            length += next.len_utf8();
            let prefix = &rest[..length];
            let from = self.partition(&names, |name| name < prefix);
            let to = self.partition(&(from..names.end), |name| name.starts_with(prefix));
            names = from..to;
        }
    }

    /// The first of `names` of which something is not true that is true of those before.
    fn partition(&self, names: &Range<usize>, is_true: impl Fn(&str) -> bool) -> usize {
        let spans = &self.spans[names.clone()];
        names.start + spans.partition_point(|span| is_true(&self.text[span.clone()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_wherever_they_stand_and_in_one_another() {
        let mut names = [
            "东海",
            "东海公司",
            "东海公司工会",
            "东海厂",
            "公司工会",
            "工会",
            "北港",
            "𠮷野家",
        ];
        names.sort_unstable();
        let table = Names::of(names.into_iter());
        for text in [
            "",
            "东",
            "东海公司工会和东海公司、东海厂，北港、东海",
            "𠮷野家在东海公",
            "海东海东海厂工会",
        ] {
            let mut found = table.find_in(text);
            found.sort_by_key(|(span, index)| (span.start, span.end, *index));
            let mut expected = Vec::new();
            for (start, _) in text.char_indices() {
                let at = |(_, name): &(usize, &&str)| text[start..].starts_with(**name);
                let here = names.iter().enumerate().filter(at);
                let mut here: Vec<_> = here
                    .map(|(index, name)| (start..start + name.len(), index))
                    .collect();
                here.sort_by_key(|(span, _)| span.end);
                expected.extend(here);
            }
            assert_eq!(found, expected, "{text}");
        }
        assert!(table.hold("海公司") && !table.hold("厂东"));
        assert!(Names::of(std::iter::empty()).find_in("东海").is_empty());
    }

    #[test]
    fn terms_are_known_in_the_forms_that_stand_for_each_other() {
        let pairs = [('本', '年'), ('新', '建'), ('省', '\0')];
        let terms = Terms::of(pairs.into_iter());
        assert_eq!(terms.term('全', '年'), 0);
        assert_eq!(terms.term('新', '增'), 1);
        assert_eq!(terms.term('省', '\0'), 2);
        assert_eq!(terms.term('省', '年'), NONE);
        assert_eq!(terms.term('建', '\0'), NONE);
        for first in '\u{4e00}'..='\u{9fff}' {
            let seconds = ['增', '添', '年', '底', '置', '购', '立', '成', '建'];
            let mut pairs = seconds.map(|second| (first, second)).into_iter();
            let stands_in = pairs.any(|pair| canonical(pair) != pair);
            assert!(!stands_in || STAND_INS.contains(&first), "{first}");
        }
    }
}
