//! Chinese numerals: one grammar that writes them into reports and reads them out of finished texts.
//!
//! A numeral is a number with what surrounds it: its hedge (近 约 余 多 以上 …), its measure word, the
//! 各 that multiplies it. [`mod@write`] turns values into wordings, [`read`] finds the wordings in a text,
//! and [`hedge`] decides whether a wording is true of a value; a property test leads each wording
//! through all three.
//!
//! What may not come in: figures, ledgers, reports. This room knows numbers and Chinese, and could
//! serve any other program.

pub(crate) mod among;
mod digit;
pub mod hanzi;
pub mod hedge;
pub(crate) mod letters;
pub mod lexicon;
pub mod read;
pub mod spelling;
pub mod style;
pub mod unit;
pub mod write;
