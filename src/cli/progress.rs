//! The bar that shows how far reading has come: on a terminal, and past a second.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::project::Watcher;

/// Until then nothing is shown: most reports are done.
const SILENT: Duration = Duration::from_secs(1);

/// A bar on stderr. Where stderr is no terminal it is never drawn.
#[derive(Debug)]
pub(super) struct Bar {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    bar: ProgressBar,
    rows: u64,
    errors: u64,
    /// Bytes that the bar has not been told of.
    untold: u64,
}

/// So many bytes move the bar. Small files by the thousand would spend more on it than on themselves.
const STEP: u64 = 1 << 19;

impl Bar {
    /// A bar that has not begun.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let state = State {
            bar,
            rows: 0,
            errors: 0,
            untold: 0,
        };
        Self {
            state: Mutex::new(state),
        }
    }

    fn with(&self, change: impl FnOnce(&mut State)) {
        // A bar that went wrong is no reason to stop reading.
        if let Ok(mut state) = self.state.lock() {
            change(&mut state);
        }
    }
}

impl Watcher for Bar {
    fn begin(&self, bytes: u64) {
        self.with(|state| {
            // The same bar for every ledger: making one costs more than reading most ledgers.
            if !state.bar.is_hidden() {
                state.bar.set_draw_target(ProgressDrawTarget::hidden());
            }
            state.bar.reset();
            state.bar.set_length(bytes);
            (state.rows, state.errors, state.untold) = (0, 0, 0);
        });
    }

    fn advance(&self, bytes: u64, rows: usize, errors: usize) {
        self.with(|state| {
            state.rows += rows as u64;
            state.errors += errors as u64;
            state.untold += bytes;
            if state.untold < STEP {
                return;
            }
            state.bar.inc(std::mem::take(&mut state.untold));
            let elapsed = state.bar.elapsed();
            if elapsed < SILENT {
                return;
            }
            if state.bar.is_hidden() {
                if let Ok(style) = ProgressStyle::with_template("读台账 {bar:24} {msg}") {
                    state.bar.set_style(style);
                }
                state.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            let (done, all) = (state.bar.position(), state.bar.length().unwrap_or(0));
            let milliseconds = u64::try_from(elapsed.as_millis())
                .unwrap_or(u64::MAX)
                .max(1);
            let rate = state.rows.saturating_mul(1000) / milliseconds;
            let errors = match state.errors {
                0 => String::new(),
                count => format!("，{} 个错误", HumanCount(count)),
            };
            state.bar.set_message(format!(
                "{}/{}，{} 行，每秒 {} 行{errors}",
                HumanBytes(done),
                HumanBytes(all),
                HumanCount(state.rows),
                HumanCount(rate),
            ));
        });
    }

    fn end(&self) {
        self.with(|state| state.bar.finish_and_clear());
    }
}
