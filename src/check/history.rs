//! What must hold between a year's ledgers and those of the years before it.

use std::sync::Arc;

use super::step::Step;
use super::{edition, stock};
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledgers;
use crate::schema::{LedgerSchema, Schema};

/// A rule over years.
type Rule = fn(&Step<'_>) -> Vec<Diagnostic>;

/// Every rule over years.
const RULES: &[Rule] = &[stock::check, edition::check];

/// The ledgers whose rows are held against earlier years'. A standing register is not among them: its
/// one file has the rows of all years.
#[must_use]
pub fn with_history(schema: &Schema, this: &Ledgers) -> Schema {
    let is_yearly = |name: &String| {
        let ledger = this.get(name);
        ledger.is_some_and(|ledger| ledger.files.iter().any(|file| file.year.is_some()))
    };
    let matters = |ledger: &LedgerSchema| ledger.edition.is_some() || ledger.opened.is_some();
    let ledgers = schema.ledgers.iter();
    let ledgers = ledgers.filter(|(name, ledger)| matters(ledger) && is_yearly(name));
    Schema {
        ledgers: ledgers
            .map(|(name, ledger)| (name.clone(), Arc::clone(ledger)))
            .collect(),
    }
}

/// Holds a year's ledgers against those of the years before it.
#[must_use]
pub fn over_years(ledgers: &Ledgers, earlier: &Ledgers, year: i32) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, this) in ledgers {
        let step = Step {
            year,
            this,
            earlier: earlier.get(name).map(AsRef::as_ref),
        };
        found.extend(RULES.iter().flat_map(|rule| rule(&step)));
    }
    found
}
