//! The marks of a text that numerals may stand between: of titles, of quotations, and the ends of lines.

use memchr::{memchr, memchr_iter, memchr3_iter};

/// The marks around titles.
pub(super) const TITLES: [char; 4] = ['《', '》', '〈', '〉'];
/// Pairs of quotation marks.
pub(super) const QUOTES: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』')];

/// Where they stand, in order: looked for once in a text, asked for at each of its numerals.
#[derive(Debug)]
pub(super) struct Marks(Vec<(usize, char)>);

impl Marks {
    pub(super) fn of(text: &str) -> Self {
        // All but the straight ones begin with one of two bytes.
        let candidates = memchr3_iter(0xE2, 0xE3, b'\n', text.as_bytes());
        let mark = |at: usize| {
            let mark = text.get(at..)?.chars().next()?;
            matches!(mark, '\n' | '‘'..='”' | '〈'..='』').then_some((at, mark))
        };
        let mut marks: Vec<(usize, char)> = candidates.filter_map(mark).collect();
        if memchr(b'"', text.as_bytes()).is_some() {
            marks.extend(memchr_iter(b'"', text.as_bytes()).map(|at| (at, '"')));
            marks.sort_unstable();
        }
        Self(marks)
    }

    /// Those before byte `end`, the nearest first.
    pub(super) fn before(&self, end: usize) -> impl Iterator<Item = (usize, char)> + '_ {
        let from = self.0.partition_point(|(at, _)| *at < end);
        self.0[..from].iter().rev().copied()
    }

    /// Those from byte `start` on.
    pub(super) fn after(&self, start: usize) -> impl Iterator<Item = (usize, char)> + '_ {
        let from = self.0.partition_point(|(at, _)| *at < start);
        self.0[from..].iter().copied()
    }
}
