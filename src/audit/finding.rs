//! What is found of a numeral.

use std::ops::Range;

use crate::numeral::hedge::Doubt;
use crate::numeral::read::{Kind, Numeral};

/// What became of a numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// A figure says so.
    Proved,
    /// It is a figure's value, rounded without saying so.
    Rounded,
    /// A figure says otherwise.
    Contradicted,
    /// No figure speaks of it.
    Unknown,
    /// It needs no figure: a date, a name, an idiom.
    Recognised,
}

impl Status {
    /// For machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Rounded => "rounded",
            Self::Contradicted => "contradicted",
            Self::Unknown => "unknown",
            Self::Recognised => "recognised",
        }
    }

    /// For people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proved => "已证实",
            Self::Rounded => "已舍入",
            Self::Contradicted => "有出入",
            Self::Unknown => "未知",
            Self::Recognised => "已识别",
        }
    }
}

/// A numeral of the text, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands in the manuscript's text, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// Its value in the base unit, in decimal notation; none where it measures nothing.
    pub value: Option<String>,
    /// That unit.
    pub unit: Option<String>,
    /// What became of it.
    pub status: Status,
    /// The figure that decided.
    pub figure: Option<String>,
    /// Why, or what to write instead.
    pub help: Option<String>,
    /// Why a proved wording deserves a second look.
    pub doubt: Option<Doubt>,
}

impl Finding {
    /// Writes down what a numeral measures.
    pub(super) fn measure(&mut self, numeral: &Numeral) {
        let Some(value) = &numeral.value else { return };
        self.value = Some(value.to_decimal().unwrap_or_else(|| value.to_string()));
        self.unit = Some(numeral.unit.clone());
    }
}
