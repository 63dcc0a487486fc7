//! What moved most, and what moved past a threshold.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Change, Diff, moved};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::{Aggregate, Figure, Figures, Rule, Value, change};
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

/// The least that a value is made larger by when its change is weighed: among so few things, one
/// more or less says little.
const FEW: i64 = 5;
/// What part of the largest figure of a unit counts as little there.
const LITTLE: i64 = 25;

/// How large figures are, against which a change is weighed.
struct Sizes<'a> {
    by_unit: BTreeMap<&'a str, Number>,
    by_family: BTreeMap<&'a str, Number>,
}

impl<'a> Sizes<'a> {
    fn of(figures: &'a [Change]) -> Self {
        let mut sizes = Self {
            by_unit: BTreeMap::new(),
            by_family: BTreeMap::new(),
        };
        for change in figures {
            let Some(size) = larger(change) else { continue };
            if let Some(family) = change.family() {
                let whole = sizes.by_family.entry(family).or_insert_with(Number::zero);
                *whole = &*whole + &size;
            }
            let largest = sizes
                .by_unit
                .entry(&change.unit)
                .or_insert_with(Number::zero);
            *largest = size.max(largest.clone());
        }
        sizes
    }

    /// What a figure is ranked by: its change as a share of the larger value, which is first made
    /// larger. By rates alone, whatever went from one to two would outrun all else; so a part
    /// of the largest figure of the unit is added, or a few. A family's member is a part of a
    /// whole that is a figure as a rule, so the whole family is added. A ratio has its points; what
    /// is no number comes last.
    fn weight(&self, change: &Change) -> Option<Number> {
        let moved = change.change.as_ref()?;
        if change.is_ratio() {
            return Some(points(moved, &change.unit));
        }
        let added = match change.family() {
            Some(family) => self.by_family.get(family).cloned(),
            None => self.by_unit.get(change.unit.as_str()).and_then(|largest| {
                let little = largest.divided_by(&Number::from(LITTLE))?;
                Some(little.max(Number::from(FEW)))
            }),
        };
        moved.abs().divided_by(&(&larger(change)? + &added?))
    }
}

/// The larger of a figure's two values, without their signs.
fn larger(change: &Change) -> Option<Number> {
    let size = |value: &Option<Value>| value.as_ref()?.number().map(Number::abs);
    size(&change.old).max(size(&change.new))
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
        let sizes = Sizes::of(&self.figures);
        // Of equals, the one that figures.toml names first.
        changed.sort_by_cached_key(|change| Reverse(sizes.weight(change)));
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

impl<'a> Ranked<'a> {
    /// The first `told` changes, and the others.
    #[must_use]
    pub fn split(&self, told: usize) -> (&[&'a Change], &[&'a Change]) {
        self.changed.split_at(told.min(self.changed.len()))
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
/// why: a finding for each, one for all the members of a family. One without a rate is left alone:
/// what came of nothing is not past a percentage. So is an ordinal, which only counts on.
#[must_use]
pub fn unexplained(
    last: &Figures,
    this: &Figures,
    file: &YearFile,
    threshold: &Number,
    year: i32,
) -> Vec<Diagnostic> {
    let mut far: IndexMap<&str, Vec<(&Figure, String)>> = IndexMap::new();
    for figure in this.iter().filter(|figure| !is_ordinal(figure)) {
        let before = last.get(&figure.name).and_then(|last| last.value.number());
        let (Some(old), Some(new)) = (before, figure.value.number()) else {
            continue;
        };
        let unit = figure.unit();
        let (difference, rate) = moved(old, new, unit);
        let size = if change::points(unit).is_some() {
            Some(points(&difference, unit))
        } else {
            rate.as_ref().map(Number::abs)
        };
        // A family's reason is its members'.
        let family = figure.definition.name.as_str();
        let is_explained = || {
            let mut claims = file.explanations.iter();
            claims.any(|claim| claim.figure == figure.name || claim.figure == family)
        };
        if size.is_none_or(|size| size <= *threshold) || is_explained() {
            continue;
        }
        let words = super::wording::moved(&difference, rate.as_ref(), unit);
        far.entry(family).or_default().push((figure, words));
    }
    let found = far.into_iter().map(|(name, figures)| {
        let told: Vec<String> = figures
            .iter()
            .map(|(figure, words)| match &figure.member {
                Some(member) if figures.len() > 1 => format!("{member}{words}"),
                _ => words.clone(),
            })
            .collect();
        let (first, _) = &figures[0];
        let (named, compared) = if figures.len() > 1 {
            (name, "各数与上年比，")
        } else {
            (first.name.as_str(), "比上年")
        };
        let allowed = super::wording::limit(threshold, first.unit());
        let message = format!(
            "“{named}”{compared}{}，超过了 {allowed}，没有说明",
            told.join("，")
        );
        let help = format!(
            "report diff {} {year} 看是哪些行；属实就在 data/{year}/year.toml 里写 [[explain]] figure = \"{named}\" why = \"……\"",
            year - 1,
        );
        Diagnostic::new(diagnostic::UNEXPLAINED, message)
            .at(first.definition.place.clone())
            .help(help)
    });
    found.collect()
}

/// Whether a figure says the how manieth something was: 第十五届.
fn is_ordinal(figure: &Figure) -> bool {
    let rule = match &figure.definition.rule {
        Rule::Rows(rule) => &rule.aggregate,
        _ => return false,
    };
    matches!(rule, Aggregate::Latest(_)) && figure.unit().is_empty()
}
