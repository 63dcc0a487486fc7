//! Document → bytes, one file an output format.
//!
//! Renderers read the [`Document`](crate::document::Document) and nothing else: no ledger, no file,
//! no clock. What they print from a ledger is text in every format, never markup.

pub mod chart;
pub mod html;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
