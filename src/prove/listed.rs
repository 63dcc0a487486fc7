//! N312 over lists that figures print: {{ 名单 | join("、") }}等多家 says that there are others, and a figure
//! over the same rows knows whether there are.
//!
//! Only a list that stands there whole is judged, by the figures of its ledger that count at least its
//! rows: a list of some names of many, with a figure that counts them all, may go on with 等多家.

use std::collections::BTreeSet;
use std::ops::Range;

use super::rules::named::list_before;
use super::text::{Origin, Passage};
use super::{Evidence, Said, place, quoted};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Aggregate, Figure, Rule, Value, rows_of};
use crate::number::Number;
use crate::numeral::hedge::Claim;
use crate::numeral::read::{Kind, Numeral};
use crate::numeral::unit::same;

/// What is wrong with 等多家 and 等2家 after lists that figures printed whole.
pub(super) fn check(passage: &Passage, numerals: &[Numeral], evidence: &Evidence<'_>) -> Vec<Said> {
    let of_numeral = |numeral: &Numeral| {
        let said = exceeds(numeral, passage, evidence)?;
        Some((numeral.span.clone(), said))
    };
    numerals.iter().filter_map(of_numeral).collect()
}

fn exceeds(numeral: &Numeral, passage: &Passage, evidence: &Evidence<'_>) -> Option<Diagnostic> {
    let span = list_before(&passage.text, numeral)?;
    if quoted(&numeral.digits, passage, evidence.quotes) {
        return None;
    }
    let names = computed_names(passage, &span);
    let list = evidence.figures.iter().find(|figure| {
        let Value::List(items) = &figure.value else {
            return false;
        };
        let items: BTreeSet<&str> = items.iter().map(String::as_str).collect();
        items == names
    })?;
    let count = names.len();
    let words = passage.text.get(numeral.span.clone())?;
    let (message, help) = match numeral.kind {
        Kind::Vague if !has_others(list, numeral, count, evidence) => (
            format!(
                "“等{words}”说还有别的，可“{}”一共 {count} 个，都已点了名",
                list.name
            ),
            "去掉“多家”：点全了的可以写“等企业”，或写明数目".to_owned(),
        ),
        Kind::Quantity => {
            let Some(Claim::Exact(said)) = &numeral.claim else {
                return None;
            };
            if said.value >= Number::from(count) {
                return None;
            }
            (
                format!(
                    "“{}”点了 {count} 个名，“等{words}”却只有 {}",
                    list.name, said.value
                ),
                "核对名单和数目；“等”后面的数不少于点名的数".to_owned(),
            )
        }
        _ => return None,
    };
    // A computed number stands nowhere in the template; the 等 before it does.
    let et_cetera = span.end..numeral.span.start;
    let place = place([&numeral.span, &et_cetera], passage, evidence.template);
    let said = Diagnostic::new(diagnostic::MORE_THAN_NAMED, message);
    Some(said.at(place).help(help))
}

/// The names in `span` that were computed: those of one list, in whatever way they were joined.
fn computed_names<'a>(passage: &'a Passage, span: &Range<usize>) -> BTreeSet<&'a str> {
    let words = &passage.text[span.clone()];
    let mut names = BTreeSet::new();
    let mut start = span.start;
    for part in words.split(['、', '和', '及', '与']) {
        // A typed word may stand before the first name: 走访甲公司.
        let ends = start + part.len();
        let typed = part
            .char_indices()
            .map(|(at, _)| start + at)
            .find(|at| passage.origin(&(*at..ends)) != Origin::Typed);
        if let Some(from) = typed.filter(|from| *from < ends) {
            names.insert(&passage.text[from..ends]);
        }
        let mark = passage.text[ends..].chars().next();
        start = ends + mark.map_or(0, char::len_utf8);
    }
    names
}

/// Whether a figure counts more than the `count` names of a list, over all of its rows and others.
fn has_others(list: &Figure, numeral: &Numeral, count: usize, evidence: &Evidence<'_>) -> bool {
    let (Some(ledger), None) = (list.ledger(), evidence.figures.outside()) else {
        // What cannot be known is left alone.
        return true;
    };
    let rows = |figure| -> BTreeSet<usize> {
        let parts = rows_of(figure, evidence.ledgers, evidence.year);
        parts.into_iter().map(|part| part.row).collect()
    };
    let count = Number::from(count);
    let counts_more = |figure: &&Figure| {
        let Rule::Rows(rule) = &figure.definition.rule else {
            return false;
        };
        let is_in_its_unit = same(figure.unit(), &numeral.unit);
        rule.ledger == ledger
            && match (&figure.value, &rule.aggregate) {
                (Value::Number(value), Aggregate::Count | Aggregate::Distinct(_)) => {
                    is_in_its_unit && *value > count
                }
                (Value::List(items), _) => Number::from(items.len()) > count,
                _ => false,
            }
    };
    let named = rows(list);
    let mut others = evidence.figures.iter().filter(counts_more);
    others.any(|figure| named.is_subset(&rows(figure)))
}
