//! N308 where ledgers decide: 首次 of what last year had already.

use std::ops::Range;

use super::Evidence;
use super::known::Known;
use super::rules::{Remark, evidence};
use super::text::Passage;
use crate::diagnostic::{self, Severity};
use crate::ledger::Ledger;
use crate::numeral::read::Numeral;
use crate::schema::Kind;

/// More rows than this are not searched for a name: a register of millions has others to prove it.
const MOST_ROWS: usize = 200_000;

/// Makes an error of a remark on 首次 that last year's figures or rows contradict.
pub(super) fn refute(
    remark: &mut Remark,
    numerals: &[Numeral],
    passage: &Passage,
    evidence: &Evidence<'_>,
) {
    if remark.code != diagnostic::FIRST {
        return;
    }
    let had = by_figure(&remark.span, numerals, passage, evidence)
        .or_else(|| by_row(&remark.span, passage, evidence));
    if let Some(had) = had {
        let words = passage.text.get(remark.span.clone()).unwrap_or_default();
        remark.severity = Severity::Error;
        remark.message = format!("“{words}”不成立：{had}");
        remark.help = String::from("删去“首次”，或写清楚是哪一件事的首次");
    }
}

/// The clause after a word.
fn clause_after(passage: &Passage, end: usize) -> &str {
    let rest = passage.text.get(end..).unwrap_or_default();
    let stop = rest.find(['，', '。', '；', '！', '\n']);
    &rest[..stop.unwrap_or(rest.len())]
}

/// The figure that the clause prints, if last year had some.
fn by_figure(
    span: &Range<usize>,
    numerals: &[Numeral],
    passage: &Passage,
    given: &Evidence<'_>,
) -> Option<String> {
    let end = span.end + clause_after(passage, span.end).len();
    let mut within = numerals
        .iter()
        .filter(|numeral| span.end <= numeral.span.start && numeral.span.end <= end);
    let (known, numeral) =
        within.find_map(|numeral| Some((Known::of(numeral, passage, given)?, numeral)))?;
    let before = known.last_year(given)?;
    let value = before.value.number()?;
    let had = if evidence::reaches(clause_after(passage, span.end)) {
        numeral
            .value
            .as_ref()
            .is_some_and(|reached| value >= reached)
    } else {
        !value.is_zero() && !value.is_negative()
    };
    had.then(|| {
        let written = before.written(given.rounding);
        format!("“{}”上年已有 {written}", known.figure.name)
    })
}

/// A row of last year's that is called so, in a ledger that the clause speaks of.
fn by_row(span: &Range<usize>, passage: &Passage, evidence: &Evidence<'_>) -> Option<String> {
    let clause = clause_after(passage, span.end);
    let ledgers = evidence.ledgers_last_year?.values();
    let mut of_clause =
        ledgers.filter(|ledger| ledger.len() <= MOST_ROWS && speaks_of(clause, ledger));
    of_clause.find_map(|ledger| {
        // What was there already need not begin anew; what happens is dated.
        ledger.schema.date?;
        let fields = ledger.schema.fields.iter().enumerate();
        let mut names = fields.filter(|(_, field)| field.kind == Kind::String);
        names.find_map(|(field, _)| {
            let mut rows = 0..ledger.len();
            rows.find_map(|row| {
                let name = ledger.text(row, field)?;
                let is_named = name.chars().count() >= 3 && clause.contains(name.as_ref());
                is_named.then(|| {
                    let place = ledger.place(row, None);
                    format!("“{name}”上年已有：{} 第 {} 行", place.file, place.line)
                })
            })
        })
    })
}

/// Whether a clause and a ledger's title have two characters in a row in common: 桥吊实操培训, 培训登记表.
fn speaks_of(clause: &str, ledger: &Ledger) -> bool {
    let title: Vec<char> = ledger.schema.title.chars().collect();
    let mut pairs = title.windows(2);
    pairs.any(|pair| !is_kind(pair) && clause.contains(&pair.iter().collect::<String>()))
}

/// 台账 and 登记 say what a ledger is, not what is in it.
fn is_kind(pair: &[char]) -> bool {
    let pair: String = pair.iter().collect();
    ["台账", "登记", "记表", "记簿", "名册"].contains(&pair.as_str())
}
