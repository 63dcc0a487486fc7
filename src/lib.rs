//! `report` compiles annual reports: ledgers and a template in; Markdown, HTML, PDF and figures.json
//! out. Every numeral in a report is computed from ledger rows, recognised, or quoted with its
//! source; every hedge is proved; a report that cannot be proved does not build.
//!
//! The house is laid out as a compiler. [`compile`] walks through it from top to bottom:
//!
//! | room | what goes on there |
//! |---|---|
//! | [`number`], [`calendar`] | exact numbers; days |
//! | [`beside`](mod@beside) | pieces of work side by side |
//! | [`source`] | files as bytes: encodings, sums, positions, CSV records with their places |
//! | [`diagnostic`] | what is wrong, where, what to type instead; how findings are printed |
//! | [`declaration`] | TOML declarations, every value with its place |
//! | [`project`] | a project folder: its years, report.toml, year.toml |
//! | [`schema`] | ledgers.toml → what columns each ledger has |
//! | [`ledger`] | typed columns, and where each row stands |
//! | [`load`] | a folder → ledgers |
//! | [`check`] | what must hold between cells, rows and ledgers: one rule a file |
//! | [`numeral`] | the grammar of Chinese numerals: written, read, judged, recognised |
//! | [`figure`] | figures.toml → exact values, and the rows behind them |
//! | [`sql`] | checks and figures as queries, for an engine where the rows are |
//! | [`narrate`] | templates → Markdown in which every figure is marked |
//! | [`document`] | the report as data: blocks and inlines, figures among them |
//! | [`prove`] | the closed world: every numeral accounted for |
//! | [`render`] | document → bytes: one file an output format |
//! | [`output`] | `out/<year>`: landed whole or not at all |
//! | [`audit`] | does a finished text hold: every numeral of it matched to a figure and judged |
//! | [`diff`] | two years side by side: what changed, and which rows made it |
//! | [`cli`] | the commands: one file each, a few lines over the library |
//!
//! Data flows down this list. Stages hand on what they made and a list of
//! [`Diagnostic`](diagnostic::Diagnostic)s; `anyhow` is for the disk and for `main`. No stage reads a
//! clock, a locale or the network, and no number is a binary float, so that the same inputs give the
//! same bytes everywhere.

pub mod audit;
pub mod beside;
pub mod calendar;
pub mod check;
pub mod cli;
pub mod compile;
pub mod declaration;
pub mod diagnostic;
pub mod diff;
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
pub mod sql;
