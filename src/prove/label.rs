//! What figures and ledgers are called stands in the report's appendix, and why a figure was restated in
//! its footnotes, so a numeral there is accounted for as well. A label may say where its own condition
//! draws the line (一万元以上的支出), a reason by how much it moved the figure (补登30名).

use super::text::Passage;
use super::{Evidence, account};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Definition, Restatement, Rule, Test};
use crate::ledger::Cell;
use crate::number::Number;
use crate::numeral::hedge::{Claim as Said, Hedge};
use crate::numeral::read::{Numeral, Script, read};
use crate::project::Claim;

/// Accounts for the numerals of all labels, a family's once.
pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before = "";
    for definition in evidence.figures.iter().map(|figure| &figure.definition) {
        if definition.name != before {
            let passage = Passage::plain(&definition.label, definition.place.clone());
            let numerals = read(&passage.text);
            let typed = numerals
                .iter()
                .filter(|numeral| counts(numeral) && !is_own_line(numeral, definition))
                .filter_map(|numeral| account(numeral, &passage, evidence));
            found.extend(typed.map(|said| {
                advised(said, "数字的名字和 label 会印进附录，里面不写数；条件里写明的界限可以写，如“一万元以上”；引自别处的数，在 year.toml 里写 [[quote]] text 和 source")
            }));
        }
        before = &definition.name;
    }
    found.extend(titles(evidence));
    found.extend(reasons(evidence));
    found
}

/// Accounts for the numerals of ledgers' titles.
fn titles(evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for schema in evidence.ledgers.values().map(|ledger| &ledger.schema) {
        let passage = Passage::plain(&schema.title, schema.place.clone());
        let numerals = read(&passage.text);
        let typed = numerals.iter().filter(|numeral| counts(numeral));
        let typed = typed.filter_map(|numeral| account(numeral, &passage, evidence));
        found.extend(typed.map(|said| {
            advised(said, "台账的 title 会印进附录，里面不写数；引自别处的数，在 year.toml 里写 [[quote]] text 和 source")
        }));
    }
    found
}

/// Accounts for the numerals of the reasons that footnotes give.
fn reasons(evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // One slip moves several figures, and a reason may tell it by any of them.
    let restated = evidence.sources.restated().iter();
    let own: Vec<Number> = restated.flat_map(own_numbers).collect();
    for restated in evidence.sources.restated() {
        let is_its = |claim: &&Claim| claim.figure == restated.figure;
        let Some(claim) = evidence.restatements.iter().find(is_its) else {
            continue;
        };
        let passage = Passage::plain(&restated.why, claim.place.clone());
        let numerals = read(&passage.text);
        let is_own = |numeral: &&Numeral| {
            numeral
                .value
                .as_ref()
                .is_some_and(|value| own.contains(value))
        };
        let typed = numerals
            .iter()
            .filter(|numeral| counts(numeral) && !is_own(numeral));
        let typed = typed.filter_map(|numeral| account(numeral, &passage, evidence));
        found.extend(typed.map(|said| {
            advised(said, "why 会印进脚注，里面只能写这次更正前后的数和两者的差；引自别处的数，写 [[quote]] text 和 source")
        }));
    }
    found
}

/// What a restated figure was, what it is, and by how much it moved.
fn own_numbers(restated: &Restatement) -> Vec<Number> {
    let number = |words: &str| read(words).into_iter().find_map(|numeral| numeral.value);
    let was = number(&restated.was);
    let is = restated.is.as_deref().and_then(number);
    let moved = was
        .as_ref()
        .zip(is.as_ref())
        .map(|(was, is)| (is - was).abs());
    [was, is, moved].into_iter().flatten().collect()
}

/// 最大一笔 and 两项补贴 are names.
fn counts(numeral: &Numeral) -> bool {
    let is_large = |value: &Number| *value >= Number::from(10_i64);
    numeral.script != Script::Hanzi || numeral.value.as_ref().is_some_and(is_large)
}

/// Whether a numeral says from or up to where the figure's own condition counts, both ends included.
fn is_own_line(numeral: &Numeral, definition: &Definition) -> bool {
    let Rule::Rows(rule) = &definition.rule else {
        return false;
    };
    let number = |end: &Option<Cell>| end.as_ref().and_then(Cell::number);
    rule.conditions.iter().any(|condition| {
        let Test::Between(from, to) = &condition.test else {
            return false;
        };
        let (from, to) = (number(from), number(to));
        match &numeral.claim {
            Some(Said::Hedged(line, Hedge::AtLeast)) => from.as_ref() == Some(&line.value),
            Some(Said::Hedged(line, Hedge::AtMost)) => to.as_ref() == Some(&line.value),
            Some(Said::Between(low, high)) => {
                from.as_ref() == Some(low) && to.as_ref() == Some(high)
            }
            _ => false,
        }
    })
}

/// None of these is a template: a figure's name in braces would be printed as it stands.
fn advised(found: Diagnostic, help: &str) -> Diagnostic {
    if found.code != diagnostic::TYPED_NUMERAL {
        return found;
    }
    found.help(help)
}
