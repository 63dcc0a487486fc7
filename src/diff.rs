//! Two years side by side: what changed, by how much, and which rows made it.
//!
//! A [`Change`] is one figure's. Its parts are exact and add up to it, whatever the rows' order:
//!
//! | figure | parts |
//! |---|---|
//! | `count`, `sum` | the groups of the first column that splits the rows: see [`rows`]; besides, rows come, gone and changed |
//! | `distinct` | each member that entered (1) or left (−1) |
//! | `ratio` | the numerator's effect over the old denominator, then the denominator's |
//! | `difference`, `total` | the changes of the figures it is made of |
//! | `max`, `min`, `latest` | one |
//! | `list` | none: what entered and what left |
//!
//! Between two figures.json no rows are known, so each change is one part. How changes look is the
//! business of `diff/{json,table,markdown,html}.rs`; how figures are computed is not this room's.

mod html;
mod json;
mod markdown;
mod names;
mod parts;
mod rank;
pub mod rows;
mod side;
mod table;
mod wording;

pub use html::html;
pub use json::{csv, json};
pub use markdown::markdown;
pub use rank::{Ranked, size, unexplained};
pub use rows::{Moved, Rows};
pub use side::{Computed, Side};
pub use table::table;

use std::collections::BTreeMap;

use crate::figure::Value;
use crate::figure::change::points;
use crate::number::{Number, Rounding};

/// Everything that changed from one side to the other.
#[derive(Debug)]
pub struct Diff {
    /// The old side: a year or a file.
    pub old: String,
    /// The new side.
    pub new: String,
    /// Every figure of either, in the new side's order; those that are gone come last.
    pub figures: Vec<Change>,
    /// How numbers for people are rounded.
    pub rounding: Rounding,
}

/// What of a comparison is shown to people.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Only what moved past this rate.
    pub over: Option<Number>,
    /// How many changes are told with what made them; the others get a line each.
    pub told: usize,
}

/// One figure on both sides.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its base unit.
    pub unit: String,
    /// How many decimals a ratio shows.
    pub places: Option<u32>,
    /// What it was; none where there was no such figure.
    pub old: Option<Value>,
    /// What it is; none where it is gone.
    pub new: Option<Value>,
    /// New less old, exact; none unless both are numbers of one unit.
    pub change: Option<Number>,
    /// The change over the old value; none on a zero or negative base, and between ratios, which
    /// differ by points.
    pub rate: Option<Number>,
    /// The heading that the parts' groups are values of.
    pub by: Option<String>,
    /// What the change is made of, the largest first.
    pub parts: Vec<Part>,
    /// Rows come, gone and changed, of a count or a sum.
    pub rows: Option<Rows>,
    /// What a list has now and had not.
    pub entered: Vec<String>,
    /// What a list had and has not now.
    pub left: Vec<String>,
    /// What groups that are codes of a register are called there.
    pub names: BTreeMap<String, String>,
    /// Whether the parts are members that entered and left.
    pub is_distinct: bool,
    /// Whether the old year's figure is no longer what was published in `out/<old>/figures.json`.
    pub restated: bool,
}

/// A part of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What made it: a group's value, a member, a figure.
    pub group: String,
    /// How much of the change it is.
    pub change: Number,
}

impl Change {
    /// The change less the sum of its parts: zero, or the taking apart is wrong.
    #[must_use]
    pub fn residual(&self) -> Number {
        let parts: Number = self.parts.iter().map(|part| part.change.clone()).sum();
        match &self.change {
            Some(change) => change - &parts,
            None => -&parts,
        }
    }

    /// The family that the figure is a member of.
    #[must_use]
    pub fn family(&self) -> Option<&str> {
        self.name.split_once('.').map(|(family, _)| family)
    }

    /// What the parts' groups are values of, for people: units rather than their codes where these
    /// are told by name.
    #[must_use]
    pub fn grouped_by(&self) -> Option<&str> {
        let by = self.by.as_deref()?;
        let bare = by.strip_suffix("编号").filter(|bare| !bare.is_empty());
        Some(bare.filter(|_| !self.names.is_empty()).unwrap_or(by))
    }

    /// What people call a part of the change.
    #[must_use]
    pub fn called<'a>(&'a self, part: &'a Part) -> &'a str {
        self.names.get(&part.group).unwrap_or(&part.group)
    }

    /// Whether the figure is on both sides and not the same.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        match (&self.old, &self.new) {
            // A list in another order is the same list.
            (Some(Value::List(_)), Some(Value::List(_))) => {
                !self.entered.is_empty() || !self.left.is_empty()
            }
            // A figures.json does not tell the text 7 from the number.
            (Some(old), Some(new)) => side::text(old) != side::text(new),
            _ => false,
        }
    }

    /// Whether this is a ratio in % or ‰, whose changes are points.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        points(&self.unit).is_some()
    }
}

/// The change between two numbers, and its rate where there is one.
fn moved(old: &Number, new: &Number, unit: &str) -> (Number, Option<Number>) {
    let change = new - old;
    let has_rate = points(unit).is_none() && !old.is_negative();
    let rate = change.divided_by(old).filter(|_| has_rate);
    (change, rate)
}

/// Compares two sides, figure by figure.
#[must_use]
pub fn compare(old: &Side<'_>, new: &Side<'_>, rounding: Rounding) -> Diff {
    let gone = old.figures.keys();
    let gone = gone.filter(|name| !new.figures.contains_key(*name));
    let names = new.figures.keys().chain(gone);
    Diff {
        old: old.name.clone(),
        new: new.name.clone(),
        figures: names.filter_map(|name| one(name, old, new)).collect(),
        rounding,
    }
}

fn one(name: &str, old: &Side<'_>, new: &Side<'_>) -> Option<Change> {
    let (was, is) = (old.figures.get(name), new.figures.get(name));
    let about = is.or(was)?;
    let mut change = Change {
        name: name.to_owned(),
        label: about.label.clone(),
        unit: about.unit.clone(),
        places: about.places,
        old: was.map(|figure| figure.value.clone()),
        new: is.map(|figure| figure.value.clone()),
        change: None,
        rate: None,
        by: None,
        parts: Vec::new(),
        rows: None,
        entered: Vec::new(),
        left: Vec::new(),
        names: BTreeMap::new(),
        is_distinct: false,
        restated: old.restated.contains(name),
    };
    match (&change.old, &change.new) {
        (Some(Value::List(was)), Some(Value::List(is))) => {
            let fresh = |from: &[String], other: &[String]| {
                let lacking = from.iter().filter(|item| !other.contains(item));
                lacking.cloned().collect::<Vec<_>>()
            };
            (change.entered, change.left) = (fresh(is, was), fresh(was, is));
        }
        // Figures in different units are not the same figure any more.
        (Some(Value::Number(was_number)), Some(Value::Number(is_number)))
            if was.map(|figure| &figure.unit) == is.map(|figure| &figure.unit) =>
        {
            let (difference, rate) = moved(was_number, is_number, &change.unit);
            (change.change, change.rate) = (Some(difference.clone()), rate);
            parts::take_apart(&mut change, &difference, old, new);
            if let (Some(old), Some(new)) = (old.computed, new.computed) {
                names::of(&mut change, old, new);
            }
        }
        _ => {}
    }
    Some(change)
}
