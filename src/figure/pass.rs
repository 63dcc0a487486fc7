//! One pass over a ledger's rows for all figures that are made of them.
//!
//! Up to 64 rules of one kind share a word: bit r of a row's word says whether rule r counts the
//! row. What a test says of a dictionary's text, or of a day, is worked out once for each; a row's
//! word is then no more than an AND over its columns, and only rules that do count the row cost
//! anything further.

use std::collections::HashMap;
use std::ops::Range;

use chrono::Datelike;

use super::select::{Selection, passes, passes_missing};
use super::{Aggregate, Period, RowRule};
use crate::calendar::date_of;
use crate::ledger::{Codes, Column, Ledger, LedgerFile, NO_DATE, NO_FLAG, NO_NUMBER, NO_TEXT};

/// How many rows are looked at together.
const BLOCK: usize = 2048;
/// Above this many rows the pass is shared between threads.
const PARALLEL_FROM: usize = 200_000;
/// The longest span of days, some 280 years, whose tests are worked out day by day.
const MOST_DAYS: usize = 100_000;
/// How many bits the sets of one rule's distinct texts may take together.
const MOST_BITS: usize = 1 << 28;

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

/// Every period, in the order of [`Word::periods`].
const PERIODS: [Period; 3] = [Period::Year, Period::ToDate, Period::YearEnd];

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

/// Up to 64 rules whose rows are used in the same way.
struct Word<'a> {
    /// Each rule's index among all, and the rule.
    rules: Vec<(usize, &'a RowRule)>,
    ledger: &'a Ledger,
    /// For each file, the rules that may count its rows.
    files: Vec<u64>,
    /// For each period, the rules that have it.
    periods: [u64; 3],
    gates: Vec<Gate<'a>>,
    period: Selection<'a>,
}

/// What a column says of the rules.
enum Gate<'a> {
    /// By code; the last stands for no value.
    Codes { codes: &'a Codes, words: Vec<u64> },
    /// By day from the first on; the last stands for no value.
    Days {
        days: &'a [i32],
        first: i32,
        words: Vec<u64>,
    },
    /// One rule's own test, row by row.
    Row {
        bit: u64,
        selection: Selection<'a>,
        condition: usize,
    },
}

/// How a rule uses its rows: rules of one use share words.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Use {
    Count,
    Sum(usize),
    Other,
}

fn use_of(rule: &RowRule) -> Use {
    match rule.aggregate {
        _ if rule.by.is_some() => Use::Other,
        Aggregate::Count => Use::Count,
        Aggregate::Sum(field) => Use::Sum(field),
        _ => Use::Other,
    }
}

fn words<'a>(rules: &[&'a RowRule], ledger: &'a Ledger, year: i32) -> Vec<Word<'a>> {
    let mut words: Vec<(Use, Vec<(usize, &RowRule)>)> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let kind = use_of(rule);
        let open = words
            .iter_mut()
            .find(|(of, rules)| *of == kind && rules.len() < 64);
        match open {
            Some((_, rules)) => rules.push((index, rule)),
            None => words.push((kind, vec![(index, rule)])),
        }
    }
    words
        .into_iter()
        .map(|(_, rules)| Word::new(rules, ledger, year))
        .collect()
}

impl<'a> Word<'a> {
    fn new(rules: Vec<(usize, &'a RowRule)>, ledger: &'a Ledger, year: i32) -> Self {
        let bits = |holds: &dyn Fn(&RowRule) -> bool| {
            let rules = rules.iter().zip(0..).filter(|((_, rule), _)| holds(rule));
            rules.fold(0_u64, |word, (_, bit)| word | 1 << bit)
        };
        let counts = |file: &LedgerFile| {
            bits(&|rule| super::select::may_count(rule.period, file.year, year))
        };
        let files = ledger.files.iter().map(counts).collect();
        let periods = PERIODS.map(|period| bits(&|rule| rule.period == period));
        let mut gates = Vec::new();
        for field in 0..ledger.columns.len() {
            gates.extend(gates_of(&rules, ledger, field, year));
        }
        // Which rules a period counts is asked of any rule of it.
        let period = Selection::new(ledger, rules[0].1, year);
        Self {
            rules,
            ledger,
            files,
            periods,
            gates,
            period,
        }
    }

    /// The words of `rows`, all of `file`.
    fn fill(&self, file: usize, rows: Range<usize>, out: &mut [u64; BLOCK]) {
        let out = &mut out[..rows.len()];
        let is_register = self.ledger.files[file].year.is_none();
        let mut periods = self.periods.map(|bits| bits & self.files[file]);
        // A yearly ledger's rows are dated by their folder.
        out.fill(if is_register {
            0
        } else {
            std::mem::take(&mut periods[0])
        });
        for (bits, period) in periods.into_iter().zip(PERIODS) {
            if bits == 0 {
                continue;
            }
            for (word, row) in out.iter_mut().zip(rows.clone()) {
                if self.period.counts_in(period, row) {
                    *word |= bits;
                }
            }
        }
        for gate in &self.gates {
            match gate {
                Gate::Codes { codes, words } => {
                    let last = words.len() - 1;
                    let mut out = out.iter_mut();
                    codes.for_each(rows.clone(), |code| {
                        if let Some(word) = out.next() {
                            *word &= words[(code as usize).min(last)];
                        }
                    });
                }
                Gate::Days { days, first, words } => {
                    let last = words.len() - 1;
                    for (word, day) in out.iter_mut().zip(&days[rows.clone()]) {
                        // No day is far before the first.
                        let index = usize::try_from(i64::from(*day) - i64::from(*first));
                        *word &= words[index.map_or(last, |index| index.min(last))];
                    }
                }
                Gate::Row {
                    bit,
                    selection,
                    condition,
                } => {
                    for (word, row) in out.iter_mut().zip(rows.clone()) {
                        if *word & bit != 0 && !selection.passes(*condition, row) {
                            *word &= !bit;
                        }
                    }
                }
            }
        }
    }
}

/// The gates that `field` makes for `rules`.
fn gates_of<'a>(
    rules: &[(usize, &'a RowRule)],
    ledger: &'a Ledger,
    field: usize,
    year: i32,
) -> Vec<Gate<'a>> {
    let all = if rules.len() == 64 {
        u64::MAX
    } else {
        (1 << rules.len()) - 1
    };
    let mut tests = Vec::new();
    for ((_, rule), bit) in rules.iter().zip(0_u32..) {
        for (index, condition) in rule.conditions.iter().enumerate() {
            if condition.field == field {
                tests.push((bit, index, *rule, &condition.test));
            }
        }
    }
    if tests.is_empty() {
        return Vec::new();
    }
    let word_of = |holds: &dyn Fn(&super::Test) -> bool| {
        let failing = tests.iter().filter(|(_, _, _, test)| !holds(test));
        failing.fold(all, |word, (bit, ..)| word & !(1 << bit))
    };
    let missing = word_of(&passes_missing);
    let word_of_cell = |cell: &crate::ledger::Cell| word_of(&|test| passes(test, cell));
    match &ledger.columns[field] {
        Column::Text { dictionary, codes } => {
            let of_texts = dictionary
                .iter()
                .map(|text| word_of_cell(&crate::ledger::Cell::Text(text.into())));
            let words = of_texts.chain([missing]).collect();
            vec![Gate::Codes { codes, words }]
        }
        Column::Date { days } => {
            let known = || days.iter().filter(|day| **day != NO_DATE);
            let first = known().min().copied().unwrap_or(0);
            let span = known()
                .max()
                .map_or(0, |last| i64::from(*last) - i64::from(first) + 1);
            match usize::try_from(span) {
                Ok(span) if span <= MOST_DAYS => {
                    let day = |offset: usize| date_of(first + i32::try_from(offset).unwrap_or(0));
                    let of_day = |offset| {
                        day(offset).map_or(missing, |date| {
                            word_of_cell(&crate::ledger::Cell::Date(date))
                        })
                    };
                    let words = (0..span).map(of_day).chain([missing]).collect();
                    vec![Gate::Days { days, first, words }]
                }
                _ => by_row(&tests, ledger, year),
            }
        }
        _ => by_row(&tests, ledger, year),
    }
}

fn by_row<'a>(
    tests: &[(u32, usize, &'a RowRule, &super::Test)],
    ledger: &'a Ledger,
    year: i32,
) -> Vec<Gate<'a>> {
    let gate = |(bit, condition, rule, _): &(u32, usize, &'a RowRule, &super::Test)| Gate::Row {
        bit: 1 << bit,
        selection: Selection::new(ledger, rule, year),
        condition: *condition,
    };
    tests.iter().map(gate).collect()
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
        let mut out = [0_u64; BLOCK];
        let mut any = [0_u64; BLOCK];
        for (index, file) in ledger.files.iter().enumerate() {
            let end = file.rows.end.min(rows.end);
            let mut at = file.rows.start.max(rows.start);
            while at < end {
                let block = at..end.min(at + BLOCK);
                any.fill(0);
                let mut first = 0;
                for word in self.words {
                    word.fill(index, block.clone(), &mut out);
                    let counted = &out[..block.len()];
                    any.iter_mut()
                        .zip(counted)
                        .for_each(|(any, word)| *any |= word);
                    let of_word = first..first + word.rules.len();
                    first = of_word.end;
                    add(&mut self.accumulators[of_word], word, block.start, counted);
                }
                for (row, _) in block.clone().zip(&any).filter(|(_, any)| **any == 0) {
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

/// What one rule has made of the rows so far.
struct Accumulator<'a> {
    split: Split<'a>,
    /// By group; the only one for a figure without `by`.
    groups: Vec<Made>,
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
    fn new(rule: &RowRule, ledger: &'a Ledger) -> Self {
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

    fn add(&mut self, row: usize) {
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
    fn append(&mut self, later: Self) {
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

    fn finish(mut self) -> Groups {
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
