//! Which figure a numeral speaks of: decided by the words around it, never by the nearest value.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::FixedState;

use super::context::Context;
use super::features::Features;
use super::naming::SCOPES;
use super::terms::Term;
use super::units::{self, Unit};
use super::vocabulary::{Fit, Gathered, Wanted};
use crate::figure::{Figure, Figures, Rule};
use crate::ledger::Ledgers;
use crate::number::Number;
use crate::numeral::hedge::Nature;
use crate::numeral::unit;

/// A figure as numerals are held against it.
#[derive(Debug)]
pub(super) struct Target {
    /// Its value in the unit without 万 or 亿.
    pub value: Number,
    /// That unit.
    pub unit: String,
    /// What it measures.
    pub nature: Nature,
}

/// A figure that a numeral may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The figure's index.
    pub figure: usize,
    /// How well the words fit, with everything that helps.
    pub score: i64,
    /// How much of the figure's words was found, in thousandths.
    pub share: u32,
    /// What was found, on the scale of the score: what is missing does not count against it.
    pub found: i64,
    /// How much of those of the figure's words was found that say something, in thousandths.
    pub telling: u32,
    /// How well the unit fits, out of eight.
    pub fit: u32,
    /// Whether the text says 其中 of it, after the figure that it is a part of.
    pub is_part: bool,
    /// The score of the words and of what rows hold, before units and scopes are looked at.
    said: i64,
    /// How many scope words stand beside the numeral of which the figure knows nothing.
    strangers: u32,
}

/// A figure that a numeral speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The figure's index.
    pub figure: usize,
    /// How well the words fit.
    pub score: i64,
    /// How much of the figure's words was found, in thousandths.
    pub share: u32,
}

/// The figures that a numeral may speak of.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates {
    /// Those of whose words a real share was found, and the best of the others: the best first, of equals the
    /// first in figures.toml.
    ranked: Vec<Candidate>,
    /// The most that was found of any of the others. Nothing else of them makes a difference.
    most_of_others: i64,
}

impl Candidates {
    /// Some that have been ranked already.
    pub fn only(ranked: Vec<Candidate>) -> Self {
        Self {
            ranked,
            most_of_others: 0,
        }
    }

    /// Those that are worth looking at, the best first.
    pub fn ranked(&self) -> &[Candidate] {
        &self.ranked
    }

    /// The most that was found of any candidate but one of the ranked.
    pub fn most_found_beside(&self, figure: Option<usize>) -> i64 {
        let others = self.ranked.iter();
        let others = others.filter(|candidate| Some(candidate.figure) != figure);
        let most = others.map(|candidate| candidate.found).max();
        most.unwrap_or(0).max(self.most_of_others)
    }

    fn rank(&mut self) {
        let by_score = |candidate: &Candidate| (Reverse(candidate.score), candidate.figure);
        self.ranked.sort_unstable_by_key(by_score);
    }
}

/// Figures in the form that numerals are matched with.
#[derive(Debug)]
pub(super) struct Matcher {
    features: Features,
    targets: Vec<Option<Target>>,
    /// The figures' units, and for each figure which of them is its own.
    units: Vec<Unit>,
    classes: Vec<Option<usize>>,
    /// For each figure the figure it is a part of.
    within: Vec<Option<usize>>,
}

/// What is gathered for one numeral after another; kept to be used again.
#[derive(Debug)]
pub(super) struct Hearing {
    /// The words around the numeral.
    pub context: Context,
    gathered: Gathered,
    /// For the units met so far, of which a text has few, how well they fit the figures' units.
    fitting: HashMap<String, Rc<Fitting>, FixedState>,
    fitting_any: Rc<Fitting>,
}

/// How well a unit fits the figures' units, and which ways name figures whose unit it fits at all.
#[derive(Debug)]
struct Fitting {
    fits: Vec<u32>,
    wanted: Wanted,
}

/// Candidates this near to the best are as good: nine tenths of its score.
const NEARLY: (i64, i64) = (9, 10);

/// One in another unit has to be this much better: seven tenths are enough for the right unit.
const RIVAL: (i64, i64) = (7, 10);

/// Words of this weight stand in the numeral's own clause.
const NEAR: u8 = 12;

impl Matcher {
    pub fn new(figures: &Figures, ledgers: &Ledgers, year: i32) -> Self {
        let targets: Vec<Option<Target>> = figures.iter().map(target).collect();
        let mut units: Vec<String> = Vec::new();
        let mut class = |unit: &String| {
            let known = units.iter().position(|known| known == unit);
            known.unwrap_or_else(|| {
                units.push(unit.clone());
                units.len() - 1
            })
        };
        let of_target = |target: &Option<Target>| target.as_ref().map(|target| class(&target.unit));
        let classes: Vec<Option<usize>> = targets.iter().map(of_target).collect();
        // The first sum to which a figure belongs.
        let mut totals: HashMap<&str, &str> = HashMap::new();
        let sums = figures
            .iter()
            .filter(|figure| matches!(figure.definition.rule, Rule::Total(_)));
        for total in sums {
            for part in &total.of {
                totals.entry(part).or_insert(&total.name);
            }
        }
        let within = figures
            .iter()
            .map(|figure| {
                let whole = figure.definition.within.as_deref();
                whole
                    .or_else(|| totals.get(figure.name.as_str()).copied())
                    .and_then(|whole| figures.index_of(whole))
            })
            .collect();
        Self {
            features: Features::new(figures, &classes, ledgers, year),
            units: units.iter().map(|unit| Unit::of(unit)).collect(),
            classes,
            targets,
            within,
        }
    }

    /// An empty memory of what is heard.
    pub fn hearing(&self) -> Hearing {
        Hearing {
            context: Context::new(&self.features.terms),
            gathered: Gathered::default(),
            fitting: HashMap::default(),
            fitting_any: Rc::new(self.fitted(self.units.iter().map(|_| 7).collect())),
        }
    }

    pub fn features(&self) -> &Features {
        &self.features
    }

    pub fn target(&self, figure: usize) -> Option<&Target> {
        self.targets.get(figure)?.as_ref()
    }

    /// The figures that the words in the context name. Where there is no `unit`, in a table's cell that may count
    /// anything, all units fit.
    pub fn candidates(&self, hearing: &mut Hearing, unit: Option<&str>) -> Candidates {
        let fitting = self.fitting(hearing, unit);
        let Hearing {
            context, gathered, ..
        } = hearing;
        let strangers = self.scopes_beside(context);
        // Few have a real share.
        let mut ranked = Vec::with_capacity(8);
        let mut most_of_others = 0;
        let mut best_of_others: Option<(i64, usize, Fit<'_>)> = None;
        let by_unit = |figure: usize| self.classes[figure].map_or(0, |class| fitting.fits[class]);
        let vocabulary = &self.features.vocabulary;
        vocabulary.hear(context, &fitting.wanted, gathered, |figure, fit| {
            let by_unit = by_unit(figure);
            if fit.is_real() {
                ranked.push(self.candidate(figure, &fit, by_unit, strangers, context));
                return;
            }
            most_of_others = most_of_others.max(fitted(fit.found(), by_unit));
            // Neither rows nor scopes change a score below zero.
            let score = fitted(fit.score, by_unit);
            if best_of_others.is_none_or(|(best, ..)| best < score) {
                best_of_others = Some((score, figure, fit));
            }
        });
        ranked.extend(best_of_others.map(|(_, figure, fit)| {
            self.candidate(figure, &fit, by_unit(figure), strangers, context)
        }));
        let mut candidates = Candidates {
            ranked,
            most_of_others,
        };
        candidates.rank();
        candidates
    }

    /// A figure that was heard of; `strangers` are the scope words beside the numeral.
    fn candidate(
        &self,
        figure: usize,
        fit: &Fit<'_>,
        by_unit: u32,
        strangers: u32,
        context: &Context,
    ) -> Candidate {
        // What rows hold supports a figure that the words name already; it names none alone.
        let held = if fit.score > 0 {
            self.held(figure, context).min(fit.score / 2)
        } else {
            0
        };
        let mut candidate = Candidate {
            figure,
            score: 0,
            share: fit.share(),
            found: fitted(fit.found(), by_unit),
            telling: fit.telling(),
            fit: by_unit,
            is_part: false,
            said: fit.score + held,
            strangers: (strangers & !self.features.scopes[figure]).count_ones(),
        };
        candidate.score = candidate.scored();
        candidate
    }

    /// What is added to a figure's score by values of its rows that stand around.
    fn held(&self, figure: usize, context: &Context) -> i64 {
        let values = context.values.iter();
        let held = values.filter_map(|(value, weight)| {
            let (rarity, holders) = self.features.holders.get(*value)?;
            holders.binary_search(&figure).ok()?;
            Some(2 * i64::from(*rarity) * i64::from(*weight))
        });
        held.sum()
    }

    /// The same candidates, where the text says 其中 after figure `whole`.
    pub fn as_parts_of(&self, whole: usize, candidates: &mut Candidates) {
        for candidate in &mut candidates.ranked {
            candidate.is_part = self.within[candidate.figure] == Some(whole);
            candidate.score = candidate.scored();
        }
        candidates.rank();
    }

    /// How well `unit` fits each of the figures' units; where there is none any fits.
    fn fitting(&self, hearing: &mut Hearing, unit: Option<&str>) -> Rc<Fitting> {
        let Some(unit) = unit else {
            return Rc::clone(&hearing.fitting_any);
        };
        if let Some(known) = hearing.fitting.get(unit) {
            return Rc::clone(known);
        }
        let written = Unit::of(unit);
        let of_figures = self.units.iter();
        let fits = of_figures.map(|of_figure| written.fit(of_figure));
        let fitting = Rc::new(self.fitted(fits.collect()));
        hearing.fitting.insert(unit.to_owned(), Rc::clone(&fitting));
        fitting
    }

    fn fitted(&self, fits: Vec<u32>) -> Fitting {
        Fitting {
            wanted: self.features.vocabulary.wanted(|class| fits[class] > 0),
            fits,
        }
    }

    /// The scope words right beside the numeral, as bits.
    pub fn scopes_beside(&self, context: &Context) -> u32 {
        let weights = context.weights();
        let terms = self.features.scope_terms.iter().enumerate();
        let is_near = |term: Term| {
            weights
                .get(term as usize)
                .is_some_and(|weight| *weight >= NEAR)
        };
        let bits = terms.map(|(index, term)| u32::from(is_near(*term)) << index);
        bits.sum()
    }

    /// A score that no word shared by chance reaches.
    pub fn least_score(&self) -> i64 {
        self.features.full_word()
    }
}

impl Candidate {
    /// The score: part of it goes where scope words stand beside the numeral that are none of the figure's, and
    /// where the unit fits less than wholly.
    fn scored(&self) -> i64 {
        let mut score = self.said;
        if self.is_part {
            score += score.max(0) / 4;
        }
        for _ in 0..self.strangers {
            score -= score.max(0) / 8;
        }
        fitted(score, self.fit)
    }

    /// The figure, and how well the words name it.
    pub const fn named(&self) -> Named {
        Named {
            figure: self.figure,
            score: self.score,
            share: self.share,
        }
    }
}

/// So much of a score, where the unit fits so well.
fn fitted(score: i64, by_unit: u32) -> i64 {
    score * i64::from(by_unit) / 8
}

/// The scope words that mean last year, as bits.
pub(super) fn scopes_before() -> u32 {
    let terms = SCOPES.iter().enumerate();
    let before = terms.filter(|(_, scope)| matches!(**scope, "年初" | "上年"));
    before.map(|(index, _)| 1 << index).sum()
}

/// The candidates that are as good as the best. One in the numeral's own unit goes before others.
pub(super) fn leaders(candidates: &[Candidate]) -> Vec<Candidate> {
    let within = |candidate: &Candidate, of: i64, (part, whole): (i64, i64)| {
        candidate.score * whole >= of * part
    };
    let Some(first) = candidates.first() else {
        return Vec::new();
    };
    let exact = candidates
        .iter()
        .find(|candidate| candidate.fit == 8 && within(candidate, first.score, RIVAL));
    let best = exact.filter(|exact| exact.score > 0).unwrap_or(first);
    let leads =
        |candidate: &&Candidate| within(candidate, best.score, NEARLY) && candidate.fit >= best.fit;
    candidates.iter().filter(leads).copied().collect()
}

/// A figure in the form that numerals are held against.
pub(super) fn target(figure: &Figure) -> Option<Target> {
    let value = figure.value.number()?;
    let (value, unit) = units::base(value, figure.unit());
    let nature = if figure.places().is_some() {
        Nature::Ratio
    } else {
        unit::nature(&unit)
    };
    Some(Target {
        value,
        unit,
        nature,
    })
}
