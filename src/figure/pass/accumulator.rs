//! What one rule makes of the rows that it counts: counts, sums, distinct texts, by group.

use std::collections::HashMap;

use chrono::Datelike;

use super::{Groups, Key, Made};
use crate::calendar::date_of;
use crate::figure::{Aggregate, RowRule};
use crate::ledger::{Codes, Column, Ledger, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT};

/// How many bits the sets of one rule's distinct texts may take together.
const MOST_BITS: usize = 1 << 28;

/// What one rule has made of the rows so far.
pub(super) struct Accumulator<'a> {
    split: Split<'a>,
    /// By group; the only one for a figure without `by`.
    pub(super) groups: Vec<Made>,
    source: What<'a>,
    /// For each group, the texts seen, a bit each.
    seen: Vec<Vec<u64>>,
}

/// What is added up, seen, or kept of a row.
enum What<'a> {
    Nothing,
    Sum(&'a [i64]),
    Seen(&'a Codes),
    Rows,
}

/// How rows fall into groups.
enum Split<'a> {
    One,
    Codes(&'a Codes),
    Days(&'a [i32]),
    Flags(&'a [u8]),
    /// Days with a time: their months by code.
    Months(&'a Codes, Vec<Option<u32>>),
    /// Numbers, numbered as they are met.
    Numbers(&'a [i64], HashMap<i64, usize>, Vec<i64>),
}

impl<'a> Accumulator<'a> {
    pub(super) fn new(rule: &RowRule, ledger: &'a Ledger) -> Self {
        let split = match rule.by {
            None => Split::One,
            Some(by) => Split::of(ledger, by),
        };
        let groups = match &split {
            Split::One => 1,
            Split::Codes(_) => match rule.by.map(|by| &ledger.columns[by]) {
                Some(Column::Text { dictionary, .. }) => dictionary.len(),
                _ => 0,
            },
            Split::Days(_) | Split::Months(..) => 12,
            Split::Flags(_) => 2,
            Split::Numbers(..) => 0,
        };
        let mut seen = Vec::new();
        let source = match &rule.aggregate {
            Aggregate::Count => What::Nothing,
            Aggregate::Sum(field) => match &ledger.columns[*field] {
                Column::Number { units, .. } => What::Sum(units),
                _ => What::Nothing,
            },
            Aggregate::Distinct(fields) => match fields.as_slice() {
                [field] => match &ledger.columns[*field] {
                    Column::Text { dictionary, codes }
                        if groups > 0 && dictionary.len().saturating_mul(groups) <= MOST_BITS =>
                    {
                        seen = vec![vec![0; dictionary.len().div_ceil(64)]; groups];
                        What::Seen(codes)
                    }
                    _ => What::Rows,
                },
                _ => What::Rows,
            },
            _ => What::Rows,
        };
        Self {
            split,
            groups: vec![Made::default(); groups],
            source,
            seen,
        }
    }

    pub(super) fn add(&mut self, row: usize) {
        let Some(group) = self.split.group(row) else {
            return;
        };
        if self.groups.len() <= group {
            self.groups.resize(group + 1, Made::default());
        }
        let made = &mut self.groups[group];
        made.rows += 1;
        match self.source {
            What::Nothing => {}
            What::Sum(units) if units[row] == NO_NUMBER => {}
            What::Sum(units) => made.sum += i128::from(units[row]),
            What::Seen(codes) => match codes.get(row) {
                NO_TEXT => {}
                code => self.seen[group][code as usize / 64] |= 1 << (code % 64),
            },
            What::Rows => made.list.push(row),
        }
    }

    /// Appends what was made of later rows.
    pub(super) fn append(&mut self, later: Self) {
        let keys: Vec<usize> = match (&mut self.split, &later.split) {
            (Split::Numbers(_, groups, numbers), Split::Numbers(_, _, added)) => {
                let number = |number: &i64| number_of(groups, numbers, *number);
                added.iter().map(number).collect()
            }
            _ => (0..later.groups.len()).collect(),
        };
        for (group, made) in keys.iter().zip(later.groups) {
            if self.groups.len() <= *group {
                self.groups.resize(group + 1, Made::default());
            }
            let here = &mut self.groups[*group];
            here.rows += made.rows;
            here.sum += made.sum;
            here.list.extend(made.list);
        }
        for (here, added) in self.seen.iter_mut().zip(later.seen) {
            here.iter_mut()
                .zip(added)
                .for_each(|(here, added)| *here |= added);
        }
    }

    pub(super) fn finish(mut self) -> Groups {
        for (made, seen) in self.groups.iter_mut().zip(&self.seen) {
            made.distinct = seen.iter().map(|word| word.count_ones() as usize).sum();
        }
        let split = self.split;
        let groups = self.groups.into_iter().enumerate();
        groups
            .map(|(group, made)| (split.key(group), made))
            .collect()
    }
}

fn number_of(groups: &mut HashMap<i64, usize>, numbers: &mut Vec<i64>, number: i64) -> usize {
    *groups.entry(number).or_insert_with(|| {
        numbers.push(number);
        numbers.len() - 1
    })
}

impl<'a> Split<'a> {
    fn of(ledger: &'a Ledger, by: usize) -> Self {
        let column = &ledger.columns[by];
        match column {
            Column::Text { dictionary, codes } if ledger.schema.fields[by].kind.has_date() => {
                let month = |text: &str| {
                    let date: Option<chrono::NaiveDate> = text.get(..10)?.parse().ok();
                    date.map(|date| date.month0())
                };
                Self::Months(codes, dictionary.iter().map(month).collect())
            }
            Column::Text { codes, .. } => Self::Codes(codes),
            Column::Date { days } => Self::Days(days),
            Column::Boolean { flags } => Self::Flags(flags),
            Column::Number { units, .. } => Self::Numbers(units, HashMap::new(), Vec::new()),
            // A column that a figure asks for is never left in its file.
            Column::Left(_) => Self::One,
        }
    }

    /// The group of `row`; none for no value.
    fn group(&mut self, row: usize) -> Option<usize> {
        match self {
            Self::One => Some(0),
            Self::Codes(codes) => match codes.get(row) {
                NO_TEXT => None,
                code => Some(code as usize),
            },
            Self::Days(days) => match days[row] {
                NO_DATE => None,
                day => date_of(day).map(|date| date.month0() as usize),
            },
            Self::Flags(flags) => match flags[row] {
                NO_FLAG => None,
                flag => Some(usize::from(flag)),
            },
            Self::Months(codes, months) => {
                let month = months.get(codes.get(row) as usize)?;
                month.map(|month| month as usize)
            }
            Self::Numbers(units, groups, numbers) => match units[row] {
                NO_NUMBER => None,
                number => Some(number_of(groups, numbers, number)),
            },
        }
    }

    fn key(&self, group: usize) -> Key {
        let number = u32::try_from(group).unwrap_or(u32::MAX);
        match self {
            Self::One => Key::All,
            Self::Codes(_) => Key::Text(number),
            Self::Days(_) | Self::Months(..) => Key::Month(number + 1),
            Self::Flags(_) => Key::Flag(group == 1),
            Self::Numbers(_, _, numbers) => Key::Number(numbers[group]),
        }
    }
}
