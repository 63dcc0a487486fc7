//! Findings up to a limit of each kind, and a count of the rest.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};

/// How many findings of one kind are told; the rest are counted. Nobody reads the thousand and
/// first, and ten million of them would not fit.
pub const MOST: usize = 1_000;

/// How many findings there are of each kind, by its code.
pub type Counts = BTreeMap<&'static str, usize>;

/// Findings gathered, in order.
#[derive(Debug, Default)]
pub struct Tally {
    told: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, (&'static Code, usize)>,
    /// How many stand at least before these, in tallies that these will be appended to.
    before: Counts,
}

impl Tally {
    /// A tally that will be appended to others, which hold at least `before`: what they leave no room
    /// for is only counted.
    #[must_use]
    pub fn behind(before: Counts) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// Counts a finding of `code`; it is made only if it will be told.
    pub fn add(&mut self, code: &'static Code, make: impl FnOnce() -> Diagnostic) {
        let room = self.room(code);
        self.count(code, 1);
        if room > 0 {
            self.told.push(make());
        }
    }

    /// Counts `more` findings of `code`, for which there is no room.
    pub fn count(&mut self, code: &'static Code, more: usize) {
        if more > 0 {
            self.counts.entry(code.id).or_insert((code, 0)).1 += more;
        }
    }

    /// How many more findings of `code` would be told.
    #[must_use]
    pub fn room(&self, code: &Code) -> usize {
        let before = self.before.get(code.id).copied().unwrap_or(0);
        let here = self.counts.get(code.id).map_or(0, |(_, count)| *count);
        MOST.saturating_sub(before + here)
    }

    /// Adds to `counts` how many findings there are of each kind.
    pub fn add_to(&self, counts: &mut Counts) {
        for (id, (_, count)) in &self.counts {
            *counts.entry(id).or_default() += count;
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many errors there are, told or counted.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self
            .counts
            .values()
            .filter(|(code, _)| code.severity == Severity::Error);
        errors.map(|(_, count)| count).sum()
    }

    /// Appends the findings of `later`, each mended by `mend`.
    pub fn append(&mut self, later: Self, mut mend: impl FnMut(&mut Diagnostic)) {
        if later.is_empty() {
            return;
        }
        let mut room = Counts::new();
        for (id, (code, count)) in later.counts {
            room.insert(id, self.room(code));
            self.count(code, count);
        }
        for mut finding in later.told {
            if let Some(room) = room.get_mut(finding.code.id).filter(|room| **room > 0) {
                *room -= 1;
                mend(&mut finding);
                self.told.push(finding);
            }
        }
    }

    /// All that is told, and for each kind one finding that counts the rest of it, behind the last.
    #[must_use]
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut told = self.told;
        for (code, count) in self.counts.into_values() {
            if count <= MOST {
                continue;
            }
            let rest = count - MOST;
            let last = told.iter().rev().find(|finding| finding.code == code);
            let place = last.and_then(|finding| finding.place.clone());
            let message =
                format!("这样的问题一共 {count} 处，列出了前 {MOST} 处，其余 {rest} 处只计数");
            let help = "多半是同一个原因：先改好列出来的，再检查一遍";
            let mut finding = Diagnostic::new(code, message).help(help);
            finding.place = place;
            finding.count = rest;
            told.push(finding);
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{NOT_UNIQUE, REQUIRED};

    #[test]
    fn the_first_thousand_are_told_and_all_are_counted() {
        let tally_of = |count: usize| {
            let mut tally = Tally::default();
            for number in 0..count {
                tally.add(REQUIRED, || Diagnostic::new(REQUIRED, number.to_string()));
            }
            tally.add(NOT_UNIQUE, || Diagnostic::new(NOT_UNIQUE, "一"));
            tally
        };
        let mut all = tally_of(600);
        all.append(tally_of(2_000), |finding| finding.message.push('后'));
        let told = all.finish();
        assert_eq!(told.len(), MOST + 2 + 1);
        assert_eq!(told[600].message, "一");
        assert_eq!(told[601].message, "0后");
        let rest = told.last().expect("one that counts the rest");
        assert!(rest.message.contains("一共 2600 处"), "{}", rest.message);
        assert_eq!(
            told.iter().map(|finding| finding.count).sum::<usize>(),
            2602
        );
    }
}
