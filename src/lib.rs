//! report: a compiler of annual reports.

pub mod number;
pub mod numeral;
