//! One pass over a ledger's rows for all figures that are made of them.
//!
//! Up to 64 rules of one kind share a word: bit r of a row's word says whether rule r counts the
//! row. What a test says of a dictionary's text, or of a day, is worked out once for each; a row's
//! word is then no more than an AND over its columns, and only rules that do count the row cost
//! anything further.
mod accumulator;
mod word;

use std::ops::Range;

use super::RowRule;
use crate::ledger::{Column, Ledger, NO_NUMBER};
use accumulator::Accumulator;
use word::{Use, Word, use_of, words};

/// How many rows are looked at together.
const BLOCK: usize = 2048;
/// Above this many rows the pass is shared between threads.
const PARALLEL_FROM: usize = 200_000;
/// What a rule made of the rows of one group: of all its rows, or of a family's member.
#[derive(Debug, Clone, Default)]
pub(super) struct Made {
    /// How many rows.
    pub rows: usize,
    /// The sum of their multiples, for [`Aggregate::Sum`].
    pub sum: i128,
    /// How many distinct texts, for a [`Aggregate::Distinct`] of one text column.
    pub distinct: usize,
    /// The rows themselves, for every other aggregate but a count.
    pub list: Vec<usize>,
}

/// What a rule made of all groups: by the group's key, in no order that means anything.
pub(super) type Groups = Vec<(Key, Made)>;

/// What tells a family's members apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// There is only one group.
    All,
    /// A number in the column's dictionary.
    Text(u32),
    /// A month.
    Month(u32),
    /// 是 or 否.
    Flag(bool),
    /// A number as a multiple.
    Number(i64),
}

/// The outcome of a pass.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// One for each rule.
    pub rules: Vec<Groups>,
    /// How many of the year's rows no rule counts.
    pub uncounted: usize,
    /// The first of them.
    pub first_uncounted: Vec<usize>,
}

/// How many uncounted rows are named.
const NAMED: usize = 8;

/// Makes of `ledger`'s rows what `rules` say.
pub(super) fn pass(rules: &[&RowRule], ledger: &Ledger, year: i32) -> Outcome {
    let words = words(rules, ledger, year);
    let threads = match ledger.len() {
        rows if rows < PARALLEL_FROM => 1,
        _ => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
    };
    let part = |number: usize| {
        let bound = |number: usize| ledger.len() * number / threads;
        let mut counter = Counter::new(&words, rules.len(), year);
        counter.rows(ledger, bound(number)..bound(number + 1));
        counter
    };
    let parts: Vec<Counter<'_, '_>> = if threads == 1 {
        vec![part(0)]
    } else {
        std::thread::scope(|scope| {
            let part = &part;
            let workers: Vec<_> = (0..threads)
                .map(|number| scope.spawn(move || part(number)))
                .collect();
            let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
            joined
                .map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    };
    // Rows and groups come in the rows' order, however many parts there were.
    let mut all = Outcome {
        rules: vec![Vec::new(); rules.len()],
        ..Outcome::default()
    };
    let mut merged: Vec<Option<Accumulator<'_>>> =
        std::iter::repeat_with(|| None).take(rules.len()).collect();
    for part in parts {
        all.uncounted += part.uncounted;
        all.first_uncounted.extend(part.first_uncounted);
        for (rule, accumulator) in part.accumulators {
            match &mut merged[rule] {
                Some(earlier) => earlier.append(accumulator),
                none => *none = Some(accumulator),
            }
        }
    }
    all.first_uncounted.truncate(NAMED);
    for (groups, accumulator) in all.rules.iter_mut().zip(merged) {
        *groups = accumulator.map(Accumulator::finish).unwrap_or_default();
    }
    all
}

/// A part of the rows being counted.
struct Counter<'w, 'a> {
    words: &'w [Word<'a>],
    year: i32,
    /// By the rule's index.
    accumulators: Vec<(usize, Accumulator<'a>)>,
    uncounted: usize,
    first_uncounted: Vec<usize>,
}

impl<'w, 'a> Counter<'w, 'a> {
    fn new(words: &'w [Word<'a>], rules: usize, year: i32) -> Self {
        let mut accumulators = Vec::with_capacity(rules);
        for word in words {
            let of_word = word.rules.iter();
            accumulators
                .extend(of_word.map(|(index, rule)| (*index, Accumulator::new(rule, word.ledger))));
        }
        Self {
            words,
            year,
            accumulators,
            uncounted: 0,
            first_uncounted: Vec::new(),
        }
    }

    fn rows(&mut self, ledger: &Ledger, rows: Range<usize>) {
        let longest = rows.len().min(BLOCK);
        let (mut out, mut any) = (vec![0_u64; longest], vec![0_u64; longest]);
        for (index, file) in ledger.files.iter().enumerate() {
            let end = file.rows.end.min(rows.end);
            let mut at = file.rows.start.max(rows.start);
            while at < end {
                let block = at..end.min(at + BLOCK);
                let (out, any) = (&mut out[..block.len()], &mut any[..block.len()]);
                any.fill(0);
                let mut first = 0;
                for word in self.words {
                    word.fill(index, block.clone(), out);
                    any.iter_mut()
                        .zip(&*out)
                        .for_each(|(any, word)| *any |= word);
                    let of_word = first..first + word.rules.len();
                    first = of_word.end;
                    add(&mut self.accumulators[of_word], word, block.start, out);
                }
                for (row, _) in block.clone().zip(&*any).filter(|(_, any)| **any == 0) {
                    if !super::select::concerns(ledger, file.year, row, self.year) {
                        continue;
                    }
                    self.uncounted += 1;
                    if self.first_uncounted.len() < NAMED {
                        self.first_uncounted.push(row);
                    }
                }
                at = block.end;
            }
        }
    }
}

/// Adds the rows from `start` on, whose words are `counted`, to the accumulators of their rules.
fn add(
    accumulators: &mut [(usize, Accumulator<'_>)],
    word: &Word<'_>,
    start: usize,
    counted: &[u64],
) {
    match use_of(word.rules[0].1) {
        Use::Count => {
            let mut counts = [0_usize; 64];
            for word in counted {
                each_bit(*word, |bit| counts[bit] += 1);
            }
            for ((_, accumulator), count) in accumulators.iter_mut().zip(counts) {
                accumulator.groups[0].rows += count;
            }
        }
        Use::Sum(field) => {
            let Column::Number { units, .. } = &word.ledger.columns[field] else {
                return;
            };
            let (mut counts, mut sums) = ([0_usize; 64], [0_i128; 64]);
            for (word, unit) in counted.iter().zip(&units[start..]) {
                let unit = if *unit == NO_NUMBER {
                    0
                } else {
                    i128::from(*unit)
                };
                each_bit(*word, |bit| {
                    counts[bit] += 1;
                    sums[bit] += unit;
                });
            }
            for (index, (_, accumulator)) in accumulators.iter_mut().enumerate() {
                accumulator.groups[0].rows += counts[index];
                accumulator.groups[0].sum += sums[index];
            }
        }
        Use::Other => {
            for (bit, (_, accumulator)) in accumulators.iter_mut().enumerate() {
                let rows = (start..)
                    .zip(counted)
                    .filter(|(_, word)| *word >> bit & 1 == 1);
                for (row, _) in rows {
                    accumulator.add(row);
                }
            }
        }
    }
}

#[inline]
fn each_bit(mut word: u64, mut each: impl FnMut(usize)) {
    while word != 0 {
        each(word.trailing_zeros() as usize);
        word &= word - 1;
    }
}
