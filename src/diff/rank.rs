//! What moved most, and what moved past a threshold.

use std::cmp::Ordering;

use super::{Change, Diff, moved};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::Figures;
use crate::number::Number;
use crate::project::YearFile;

/// A comparison as people read it: what moved most first, new and gone figures apart.
#[derive(Debug)]
pub struct Ranked<'a> {
    /// The figures on both sides that changed, and past the threshold.
    pub changed: Vec<&'a Change>,
    /// Figures that there were not.
    pub new: Vec<&'a Change>,
    /// Figures that there are no more.
    pub gone: Vec<&'a Change>,
    /// How many changed, but not past the threshold.
    pub under: usize,
    /// How many are the same.
    pub same: usize,
}

/// How far a figure moved: the rate without its sign, or points over a hundred, so that five points
/// stand beside five percent. None where there is a change but no rate: from nothing to something
/// is past any threshold.
#[must_use]
pub fn size(change: &Change) -> Option<Number> {
    let moved = change.change.as_ref()?;
    if moved.is_zero() {
        return Some(Number::zero());
    }
    if change.is_ratio() {
        return Some(points(moved, &change.unit));
    }
    change.rate.as_ref().map(Number::abs)
}

fn points(moved: &Number, unit: &str) -> Number {
    let places = if unit == "‰" { 3 } else { 2 };
    &moved.abs() * &Number::scaled(1, places)
}

impl Diff {
    /// Ranks the changes; `over` leaves out those of at most that rate.
    #[must_use]
    pub fn ranked(&self, over: Option<&Number>) -> Ranked<'_> {
        let all = |wanted: fn(&Change) -> bool| {
            let figures = self.figures.iter();
            figures.filter(|f| wanted(f)).collect::<Vec<_>>()
        };
        let mut changed = all(Change::has_changed);
        let before = changed.len();
        changed.retain(|change| change.is_past(over));
        changed.sort_by(|a, b| match (size(a), size(b)) {
            (Some(a), Some(b)) => b.cmp(&a),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
        Ranked {
            under: before - changed.len(),
            changed,
            new: all(|change| change.old.is_none()),
            gone: all(|change| change.new.is_none()),
            same: all(|change| {
                change.old.is_some() && change.new.is_some() && !change.has_changed()
            })
            .len(),
        }
    }
}

impl Change {
    /// Whether the figure moved past the threshold; a new or gone one always did.
    #[must_use]
    pub fn is_past(&self, over: Option<&Number>) -> bool {
        let Some(over) = over else { return true };
        let is_on_both_sides = self.old.is_some() && self.new.is_some();
        let has_changed = self.has_changed() || !is_on_both_sides;
        has_changed && size(self).is_none_or(|size| size > *over)
    }
}

/// Figures that changed past report.toml's threshold against last year, and year.toml does not say
/// why. One without a rate is left alone: what came of nothing is not past a percentage.
#[must_use]
pub fn unexplained(
    last: &Figures,
    this: &Figures,
    file: &YearFile,
    threshold: &Number,
    year: i32,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for figure in this.iter() {
        let before = last.get(&figure.name).and_then(|last| last.value.number());
        let (Some(old), Some(new)) = (before, figure.value.number()) else {
            continue;
        };
        let unit = figure.unit();
        let (change, rate) = moved(old, new, unit);
        let is_ratio = super::is_ratio(unit);
        let far = if is_ratio {
            Some(points(&change, unit))
        } else {
            rate.as_ref().map(Number::abs)
        };
        let is_explained = || {
            let mut claims = file.explanations.iter();
            claims.any(|claim| claim.figure == figure.name)
        };
        if far.is_none_or(|far| far <= *threshold) || is_explained() {
            continue;
        }
        let words = super::wording::moved(&change, rate.as_ref(), unit);
        let allowed = super::wording::limit(threshold, unit);
        let message = format!("“{}”比上年{words}，超过了 {allowed}，没有说明", figure.name);
        let help = format!(
            "report diff {} {year} 看是哪些行；属实就在 data/{year}/year.toml 里写 [[explain]] figure = \"{}\" why = \"……\"",
            year - 1,
            figure.name
        );
        found.push(
            Diagnostic::new(diagnostic::UNEXPLAINED, message)
                .at(figure.definition.place.clone())
                .help(help),
        );
    }
    found
}
