//! Rows' words: bit r says whether rule r counts the row.
//!
//! What a test says of a dictionary's text, or of a day, is worked out once for each; a row's word is
//! then no more than an AND over its columns.

use std::ops::Range;

use crate::calendar::date_of;
use crate::figure::select::{Selection, may_count, passes, passes_missing, passes_text};
use crate::figure::{Aggregate, Period, RowRule, Test};
use crate::ledger::{Cell, Codes, Column, Ledger, LedgerFile, NO_DATE};

/// The longest span of days, some 280 years, whose tests are worked out day by day.
const MOST_DAYS: usize = 100_000;
/// Every period, in the order of [`Word::periods`].
const PERIODS: [Period; 3] = [Period::Year, Period::ToDate, Period::YearEnd];

/// Up to 64 rules whose rows are used in the same way.
pub(super) struct Word<'a> {
    /// Each rule's index among all, and the rule.
    pub(super) rules: Vec<(usize, &'a RowRule)>,
    pub(super) ledger: &'a Ledger,
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
pub(super) enum Use {
    Count,
    Sum(usize),
    Other,
}

pub(super) fn use_of(rule: &RowRule) -> Use {
    match rule.aggregate {
        _ if rule.by.is_some() => Use::Other,
        Aggregate::Count => Use::Count,
        Aggregate::Sum(field) => Use::Sum(field),
        _ => Use::Other,
    }
}

pub(super) fn words<'a>(rules: &[&'a RowRule], ledger: &'a Ledger, year: i32) -> Vec<Word<'a>> {
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
        let counts = |file: &LedgerFile| bits(&|rule| may_count(rule.period, file.year, year));
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

    /// The words of `rows`, all of `file`: as many as there is room for.
    pub(super) fn fill(&self, file: usize, rows: Range<usize>, out: &mut [u64]) {
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
    let word_of = |holds: &dyn Fn(&Test) -> bool| {
        let failing = tests.iter().filter(|(_, _, _, test)| !holds(test));
        failing.fold(all, |word, (bit, ..)| word & !(1 << bit))
    };
    let missing = word_of(&passes_missing);
    let word_of_cell = |cell: &Cell| word_of(&|test| passes(test, cell));
    match &ledger.columns[field] {
        Column::Text { dictionary, codes } => {
            let of_texts = dictionary
                .iter()
                .map(|text| word_of(&|test| passes_text(test, text)));
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
                        day(offset).map_or(missing, |date| word_of_cell(&Cell::Date(date)))
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
    tests: &[(u32, usize, &'a RowRule, &Test)],
    ledger: &'a Ledger,
    year: i32,
) -> Vec<Gate<'a>> {
    let gate = |(bit, condition, rule, _): &(u32, usize, &'a RowRule, &Test)| Gate::Row {
        bit: 1 << bit,
        selection: Selection::new(ledger, rule, year),
        condition: *condition,
    };
    tests.iter().map(gate).collect()
}
