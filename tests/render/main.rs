//! What the renderers print: the same words in every format, and never markup out of a ledger.

mod chart;
mod html;
mod markdown;
mod sample;
