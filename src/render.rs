//! Document → bytes, one module a format.

#[cfg(feature = "pdf")]
pub mod pdf;
