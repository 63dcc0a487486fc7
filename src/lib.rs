//! report: a compiler of annual reports.

pub mod audit;
pub mod calendar;
pub mod check;
pub mod cli;
pub mod compile;
pub mod declaration;
pub mod diagnostic;
pub mod document;
pub mod figure;
pub mod ledger;
pub mod load;
pub mod narrate;
pub mod number;
pub mod numeral;
pub mod output;
pub mod project;
pub mod prove;
pub mod render;
pub mod schema;
pub mod source;
