//! What figures are called stands in the report's appendix, so a numeral in a label is accounted for
//! as well. A label may say where its own condition draws the line: 一万元以上的支出.

use super::text::Passage;
use super::{Evidence, account};
use crate::diagnostic::{self, Diagnostic};
use crate::document::Document;
use crate::figure::{Definition, Rule, Test};
use crate::ledger::Cell;
use crate::number::Number;
use crate::numeral::hedge::{Claim, Hedge};
use crate::numeral::read::{Numeral, Script, read};

/// Accounts for the numerals of all labels, a family's once.
pub(super) fn check(document: &Document, evidence: &Evidence<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before = "";
    for definition in evidence.figures.iter().map(|figure| &figure.definition) {
        if definition.name != before {
            let passage = Passage::plain(&definition.label, definition.place.clone());
            let numerals = read(&passage.text);
            let typed = numerals
                .iter()
                .filter(|numeral| counts(numeral) && !is_own_line(numeral, definition))
                .filter_map(|numeral| account(numeral, &passage, document, evidence));
            found.extend(typed.map(advised));
        }
        before = &definition.name;
    }
    found
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
            Some(Claim::Hedged(line, Hedge::AtLeast)) => from.as_ref() == Some(&line.value),
            Some(Claim::Hedged(line, Hedge::AtMost)) => to.as_ref() == Some(&line.value),
            Some(Claim::Between(low, high)) => {
                from.as_ref() == Some(low) && to.as_ref() == Some(high)
            }
            _ => false,
        }
    })
}

/// A label is no template: a figure's name in braces would be printed as it stands.
fn advised(found: Diagnostic) -> Diagnostic {
    if found.code != diagnostic::TYPED_NUMERAL {
        return found;
    }
    found.help("数字的名字和 label 会印进附录，里面不写数；条件里写明的界限可以写，如“一万元以上”；引自别处的数，在 year.toml 里写 [[quote]] text 和 source")
}
