//! report: a compiler of annual reports.

pub mod document;
pub mod number;
pub mod render;
