//! How well words name a figure in one way.

use std::cmp::Ordering;

use super::Way;

/// So much of a name, in thousandths, is all of it, but for a word that binds.
pub(in crate::audit) const WHOLE: u32 = 950;

/// How well words name a figure.
#[derive(Debug, Clone, Copy)]
pub(in crate::audit) struct Fit<'a> {
    pub(super) way: &'a Way,
    /// What was found, less a part of what was not.
    pub score: i64,
    found: u32,
    told: u32,
}

impl<'a> Fit<'a> {
    /// How well words name a figure in a way of which so much was found, and so much of the words that say
    /// something.
    #[inline]
    pub(super) fn of(way: &'a Way, found: u32, told: u32) -> Self {
        // What is not found counts half against it: of two figures of which one's words are part
        // of the other's, the words in the text decide which.
        let score = 6 * i64::from(found) - 2 * i64::from(way.parts.all);
        let mut fit = Self {
            way,
            score,
            found,
            told,
        };
        // A name that stands there whole is hardly met by chance, however common its words.
        if score > 0 && fit.share() >= WHOLE {
            fit.score = score * 3 / 2;
        }
        fit.score = fit.score * i64::from(way.trust) / 8;
        fit
    }
}

impl Fit<'_> {
    /// How much of the words was found, in thousandths.
    pub fn share(&self) -> u32 {
        let share = self.found * 1000 / self.way.parts.all;
        if self.way.is_whole {
            share
        } else {
            share.min(WHOLE - 1)
        }
    }

    /// The same of the words that say something.
    pub fn telling(&self) -> u32 {
        self.told * 1000 / self.way.parts.telling
    }

    /// What was found, on the scale of the score: what is missing does not count against it.
    pub fn found(&self) -> i64 {
        4 * i64::from(self.found)
    }

    /// Whether a quarter of the words was found, or of those that say something. Of others the score is below
    /// zero.
    pub fn is_real(&self) -> bool {
        self.found * 4 >= self.way.parts.all || self.told * 4 >= self.way.parts.telling
    }

    pub(super) fn is_worse_than(&self, other: &Self) -> bool {
        let scores = self.score.cmp(&other.score);
        let by_words = || {
            let words = |fit: &Self| (fit.share(), fit.telling(), fit.found);
            words(self).cmp(&words(other))
        };
        scores.then_with(by_words) == Ordering::Less
    }
}
