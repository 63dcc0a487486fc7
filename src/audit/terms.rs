//! The pairs of characters that figures' words are made of, each by a number.

use super::characters::Characters;
use super::naming::STAND_INS;

/// A pair of characters, or a single one, that some figure's words hold.
pub(super) type Term = u32;

/// No term.
pub(super) const NONE: Term = u32::MAX;

/// The terms.
#[derive(Debug)]
pub(super) struct Terms {
    firsts: Characters,
    /// For each of the first characters where its pairs begin; and where the last one's end.
    starts: Vec<usize>,
    /// The second characters, in order, with the term of each pair.
    seconds: Vec<(char, Term)>,
    count: usize,
    has_singles: bool,
}

impl Terms {
    /// Numbers `pairs` in their order; those of one character have NUL for the second.
    pub fn of(pairs: &[(char, char)]) -> Self {
        let known = pairs.iter().copied().zip(0..);
        let mut known: Vec<((char, char), Term)> = known.collect();
        // A pair that stands for another has that one's number.
        let stand_ins = STAND_INS.iter().filter_map(|(pair, stands_for)| {
            let number = pairs.binary_search(stands_for).ok()?;
            Some((*pair, Term::try_from(number).ok()?))
        });
        known.extend(stand_ins);
        known.sort_unstable();
        let mut firsts = Vec::new();
        let mut starts = Vec::new();
        let mut seconds = Vec::with_capacity(known.len());
        for ((first, second), term) in known {
            if firsts.last() != Some(&first) {
                firsts.push(first);
                starts.push(seconds.len());
            }
            seconds.push((second, term));
        }
        starts.push(seconds.len());
        Self {
            firsts: Characters::of(firsts.into_iter()),
            starts,
            seconds,
            count: pairs.len(),
            has_singles: pairs.iter().any(|(_, second)| *second == '\0'),
        }
    }

    /// Whether any term is a single character.
    pub fn has_singles(&self) -> bool {
        self.has_singles
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The number of a character that some pair begins with.
    #[inline]
    pub fn first(&self, character: char) -> Option<usize> {
        self.firsts.number(character)
    }

    /// The term of a pair that begins with the character of that number, or with `'\0'` that of the character
    /// alone; [`NONE`] where no figure's words hold it.
    #[inline]
    pub fn followed(&self, first: usize, second: char) -> Term {
        // Few characters follow one.
        let followers = &self.seconds[self.starts[first]..self.starts[first + 1]];
        let found = followers.iter().find(|(own, _)| *own >= second);
        match found {
            Some((own, term)) if *own == second => *term,
            _ => NONE,
        }
    }

    /// The term of a pair, or of a single character with `'\0'`.
    pub fn term(&self, first: char, second: char) -> Term {
        let first = self.first(first);
        first.map_or(NONE, |first| self.followed(first, second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_known_in_the_forms_that_stand_for_each_other() {
        let pairs = [
            ('新', '建'),
            ('本', '年'),
            ('省', '\0'),
            ('省', '级'),
            ('𠮷', '野'),
        ];
        let terms = Terms::of(&pairs);
        for (first, second, term) in [
            ('全', '年', 1),
            ('本', '年', 1),
            ('新', '增', 0),
            ('省', '\0', 2),
            ('省', '级', 3),
            ('𠮷', '野', 4),
            ('省', '年', NONE),
            ('建', '\0', NONE),
            ('去', '年', NONE),
            ('𠮷', '家', NONE),
        ] {
            assert_eq!(terms.term(first, second), term, "{first}{second}");
        }
        assert!(terms.has_singles() && !Terms::of(&pairs[..2]).has_singles());
    }
}
