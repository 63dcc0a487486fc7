//! Rows that are marked, a bit for each: where every row is, ten million of them still fit.

use std::ops::Range;

/// Marked rows. Without any it takes no memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    words: Vec<u64>,
}

const WORD: usize = 64;

impl Marks {
    /// Marks `row`.
    #[inline]
    pub fn insert(&mut self, row: usize) {
        let word = row / WORD;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (row % WORD);
    }

    /// Whether `row` is marked.
    #[must_use]
    #[inline]
    pub fn contains(&self, row: usize) -> bool {
        let word = self.words.get(row / WORD);
        word.is_some_and(|word| word >> (row % WORD) & 1 == 1)
    }

    /// Whether any of `rows` is marked.
    #[must_use]
    pub fn any_in(&self, rows: &Range<usize>) -> bool {
        let end = rows.end.min(self.words.len() * WORD);
        let mut row = rows.start;
        while row < end {
            // What lies below the first row, or above the last, is none of theirs.
            let word = self.words[row / WORD] >> (row % WORD);
            let length = (WORD - row % WORD).min(end - row);
            if word & (u64::MAX >> (WORD - length)) != 0 {
                return true;
            }
            row += length;
        }
        false
    }

    /// How many of `rows` are marked, which begin and end with words of this many.
    #[must_use]
    pub(super) fn count_in(&self, rows: &Range<usize>) -> usize {
        let end = rows.end.div_ceil(WORD).min(self.words.len());
        let words = self.words.get(rows.start / WORD..end);
        let ones = words.unwrap_or_default().iter();
        ones.map(|word| word.count_ones() as usize).sum()
    }

    /// Marks what `others` marks, `first` rows further on.
    pub fn append(&mut self, first: usize, others: &Self) {
        let (word, shift) = (first / WORD, first % WORD);
        if others.words.is_empty() {
            return;
        }
        let needed = word + others.words.len() + usize::from(shift > 0);
        if self.words.len() < needed {
            self.words.resize(needed, 0);
        }
        for (at, bits) in (word..).zip(&others.words) {
            self.words[at] |= bits << shift;
            if shift > 0 {
                self.words[at + 1] |= bits >> (WORD - shift);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn marks(rows: &BTreeSet<usize>) -> Marks {
        let mut marks = Marks::default();
        for row in rows {
            marks.insert(*row);
        }
        marks
    }

    proptest! {
        #[test]
        fn marks_are_a_set_of_rows(
            some in prop::collection::btree_set(0..300_usize, 0..20),
            others in prop::collection::btree_set(0..300_usize, 0..20),
            first in 0..200_usize, start in 0..600_usize, length in 0..200_usize
        ) {
            let mut both = marks(&some);
            both.append(first, &marks(&others));
            let all: BTreeSet<usize> = some.iter().copied().chain(others.iter().map(|row| row + first)).collect();
            for row in 0..600 {
                prop_assert_eq!(both.contains(row), all.contains(&row));
            }
            let rows = start..start + length;
            prop_assert_eq!(both.any_in(&rows), all.range(rows.clone()).next().is_some());
        }
    }
}
