//! What a template can see, and what it has printed.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::figure::{Figure, Figures};
use crate::ledger::Ledgers;
use crate::number::{Number, Rounding};

use super::mark::{self, Mark};

/// Everything a report's template draws on.
#[derive(Debug)]
pub struct Scope {
    /// The report's title.
    pub title: String,
    /// Who reports.
    pub organisation: String,
    /// The year.
    pub year: i32,
    /// The date under the title.
    pub date: Option<String>,
    /// The day up to which the figures count.
    pub as_of: Option<String>,
    /// The year's figures.
    pub figures: Figures,
    /// Last year's, if there is data for it.
    pub last_year: Option<Figures>,
    /// The ledgers, for `rows()`.
    pub ledgers: Ledgers,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// A change up to this rate is 持平.
    pub level_tolerance: Number,
    /// What has been printed so far.
    pub printed: Printed,
}

/// What a template has printed so far.
#[derive(Debug, Default)]
pub struct Printed(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    marks: Vec<Mark>,
    ledger_texts: BTreeSet<String>,
    warnings: Vec<Diagnostic>,
}

impl Scope {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves nothing half-written here.
        self.printed
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps `mark`, and gives the characters that stand for it.
    pub(super) fn mark(&self, mark: Mark) -> String {
        let mut state = self.state();
        state.marks.push(mark);
        mark::write(state.marks.len() - 1)
    }

    /// Remembers a text that was handed to the template out of a ledger.
    pub(super) fn remember(&self, text: &str) {
        let mut state = self.state();
        if !state.ledger_texts.contains(text) {
            state.ledger_texts.insert(text.to_owned());
        }
    }

    /// Whether a text was handed out of a ledger.
    pub(super) fn is_from_ledger(&self, text: &str) -> bool {
        !text.is_empty() && self.state().ledger_texts.contains(text)
    }

    pub(super) fn warn(&self, warning: Diagnostic) {
        let mut state = self.state();
        if !state.warnings.contains(&warning) {
            state.warnings.push(warning);
        }
    }

    /// The figure at `index`.
    pub(super) fn figure(&self, index: usize) -> Option<&Figure> {
        self.figures.at(index)
    }

    /// The same figure of last year.
    pub(super) fn figure_last_year(&self, index: usize) -> Option<&Figure> {
        self.last_year.as_ref()?.get(&self.figure(index)?.name)
    }

    /// What was printed: the marks, and warnings about them.
    pub(super) fn finish(&self) -> (Vec<Mark>, Vec<Diagnostic>) {
        let mut state = self.state();
        (
            std::mem::take(&mut state.marks),
            std::mem::take(&mut state.warnings),
        )
    }
}
