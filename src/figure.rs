//! figures.toml → figures: declarations, and their exact values from the ledgers' rows.
//!
//! A [`Definition`] says what a figure is; a [`Figure`] is one computed value (a `by` family has
//! many). Figures keep no rows: which rows stand behind one is computed again when somebody asks
//! ([`rows_of`]), so that ten million rows cost nothing to those who do not.

pub mod change;
mod claim;
mod condition;
mod definition;
mod derive;
mod describe;
mod evaluate;
mod outside;
mod parts;
mod pass;
mod published;
mod read;
mod restate;
mod select;
mod units;
mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;

pub use claim::check;
pub use definition::{Aggregate, Condition, Definition, Period, RowRule, Rule, Test, wanted};
pub(crate) use derive::scale;
pub use describe::describe;
pub use evaluate::evaluate;
pub use outside::{base_members, computed_in, in_listed_order, stamp, take_in, unfit};
pub use parts::{Part, first_rows_of, rows_of};
pub use published::{Damage, Published, PublishedFigure};
pub use read::read;
pub use restate::{Guard, Moved, Restatement, is_about, moved, renamed};
pub use select::rows_selected;

use crate::number::{Number, Rounding};

/// A figure's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number in the figure's base unit, unrounded.
    Number(Number),
    /// A text: what `latest`, `max` or `min` found in a column of texts.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// What a `list` gathered, in the rows' order, each once.
    List(Vec<String>),
    /// There is none: a ratio over zero, a maximum of nothing.
    None,
}

impl Value {
    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// A computed figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What templates, trace and diff call it: 劳模, or 劳模.全国 for a member of a family.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// How it is defined.
    pub definition: Arc<Definition>,
    /// Which member of its family this is.
    pub member: Option<String>,
    /// The exact value.
    pub value: Value,
    /// How many rows it was computed from.
    pub row_count: usize,
    /// The names of the figures that it is made of, families resolved.
    pub of: Vec<String>,
    /// For a ratio: numerator/denominator in whole numbers.
    pub fraction: Option<String>,
}

impl Figure {
    /// Its name as a template writes it: a member's may hold anything.
    #[must_use]
    pub fn in_template(&self) -> String {
        let plain = |name: &str| name.chars().all(char::is_alphanumeric);
        let digit_first = |name: &str| name.starts_with(char::is_numeric);
        match &self.member {
            Some(member) if !plain(member) || digit_first(member) => {
                format!("{}[\"{member}\"]", self.definition.name)
            }
            _ => self.name.clone(),
        }
    }

    /// The base unit.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.definition.unit
    }

    /// The name of the ledger that it is computed from; none for one made of other figures.
    #[must_use]
    pub fn ledger(&self) -> Option<&str> {
        match &self.definition.rule {
            Rule::Rows(rule) => Some(&rule.ledger),
            _ => None,
        }
    }

    /// The value for machines: an exact decimal in the base unit, a ratio rounded to its places, an
    /// ISO date; none for a list or where there is no value.
    #[must_use]
    pub fn value_text(&self, rounding: Rounding) -> Option<String> {
        match &self.value {
            Value::Number(number) => Some(match (self.places(), number.to_decimal()) {
                (Some(places), _) => number.to_fixed(places, rounding),
                (None, Some(decimal)) => decimal,
                (None, None) => number.to_string(),
            }),
            Value::Text(text) => Some(text.clone()),
            Value::Date(date) => Some(date.to_string()),
            Value::List(_) | Value::None => None,
        }
    }

    /// How many decimals a ratio is written with; none for what is written exactly.
    #[must_use]
    pub fn places(&self) -> Option<u32> {
        self.definition.places
    }
}

/// All figures of a year, in the order of figures.toml.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    by_name: IndexMap<String, Figure>,
    families: IndexMap<String, Vec<usize>>,
    uncounted: BTreeMap<String, Uncounted>,
    /// The file that the values came from, where an engine computed them and not this program.
    outside: Option<String>,
}

/// The rows of a ledger that no figure counts.
#[derive(Debug, Clone, Default)]
pub struct Uncounted {
    /// Whether any figure counts rows of the ledger.
    pub has_figures: bool,
    /// How many rows.
    pub rows: usize,
    /// The first few of them.
    pub first: Vec<usize>,
}

impl Figures {
    /// The file that the values came from, where they were not computed from rows here.
    #[must_use]
    pub fn outside(&self) -> Option<&str> {
        self.outside.as_deref()
    }

    /// The figure called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Figure> {
        self.by_name.get(name)
    }

    /// What no figure counts of the ledger called `ledger`.
    #[must_use]
    pub fn uncounted(&self, ledger: &str) -> Option<&Uncounted> {
        self.uncounted.get(ledger)
    }

    /// The index of the figure called `name`.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.by_name.get_index_of(name)
    }

    /// The figure at `index`.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Figure> {
        self.by_name.get_index(index).map(|(_, figure)| figure)
    }

    /// Every figure, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Figure> {
        self.by_name.values()
    }

    /// The names of families, and the indices of their members in order.
    pub fn families(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.families
            .iter()
            .map(|(name, members)| (name.as_str(), members.as_slice()))
    }

    /// The indices of the members of the family called `name`.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&[usize]> {
        self.families.get(name).map(Vec::as_slice)
    }

    /// Every name that a template may use: figures and families.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let single = self.iter().filter(|figure| figure.member.is_none());
        single
            .map(|figure| figure.name.as_str())
            .chain(self.families.keys().map(String::as_str))
    }

    /// The same figures in another order, families' members kept together.
    fn sorted_by_key<K: Ord>(self, key: impl Fn(&Figure) -> K) -> Self {
        let mut by_name = self.by_name;
        by_name.sort_by_cached_key(|_, figure| key(figure));
        let mut sorted = Self {
            by_name,
            families: IndexMap::new(),
            uncounted: self.uncounted,
            outside: self.outside,
        };
        for (index, figure) in sorted.by_name.values().enumerate() {
            if figure.member.is_some() {
                let family = figure.definition.name.clone();
                sorted.families.entry(family).or_default().push(index);
            }
        }
        sorted
    }

    fn insert(&mut self, figure: Figure) {
        self.by_name.insert(figure.name.clone(), figure);
    }

    fn insert_family(&mut self, name: &str, members: impl IntoIterator<Item = Figure>) {
        let mut indices = Vec::new();
        for member in members {
            indices.push(self.by_name.len());
            self.insert(member);
        }
        self.families.insert(name.to_owned(), indices);
    }
}
