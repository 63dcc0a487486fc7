//! Document → bytes, one file an output format.
//!
//! Renderers read the [`Document`](crate::document::Document) and nothing else: no ledger, no file,
//! no clock. What they print from a ledger is text in every format, never markup.

pub mod chart;
pub mod html;
pub mod markdown;

/// A link that only ever opens a page, a letter, or a place in the report. Parsing lets no other
/// through; a renderer that prints links asks again.
pub(crate) fn is_safe_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}
