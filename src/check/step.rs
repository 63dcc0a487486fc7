//! From the years before to this one: what rules over years are held against.

use crate::ledger::Ledger;

/// A ledger of this year and of the years before.
pub(super) struct Step<'a> {
    /// This year.
    pub year: i32,
    /// Its rows.
    pub this: &'a Ledger,
    /// The rows of all earlier years; none where the ledger was not kept then.
    pub earlier: Option<&'a Ledger>,
}
