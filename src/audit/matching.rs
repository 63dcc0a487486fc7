//! Which figure a numeral speaks of: decided by the words around it, never by the nearest value.

use std::collections::HashMap;
use std::rc::Rc;

use super::context::Context;
use super::features::{Features, Fit, Hearing};
use super::naming::SCOPES;
use super::units;
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
}

/// What a numeral brings along besides its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints<'a> {
    /// Its unit; none where a table's cell holds a bare number and may count anything.
    pub unit: Option<&'a str>,
    /// 其中: the figure that it is a part of.
    pub part_of: Option<usize>,
}

/// Figures in the form that numerals are matched with.
#[derive(Debug)]
pub(super) struct Matcher {
    features: Features,
    targets: Vec<Option<Target>>,
    /// The figures' units, and for each figure which of them is its own.
    units: Vec<String>,
    classes: Vec<Option<usize>>,
    /// For each figure the figure it is a part of.
    within: Vec<Option<usize>>,
    bonus: Vec<i64>,
    hearing: Hearing,
    /// For each figure the best of its names while candidates are gathered, and which have one, as bits.
    best: Vec<Option<Fit>>,
    named: Vec<u64>,
    /// For units met so far how well they fit the figures' units: a text has few. And for no unit.
    fitting: HashMap<String, Rc<[u32]>>,
    fitting_any: Rc<[u32]>,
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
            bonus: vec![0; targets.len()],
            best: vec![None; targets.len()],
            named: vec![0; targets.len().div_ceil(64)],
            hearing: Hearing::default(),
            fitting: HashMap::new(),
            fitting_any: units.iter().map(|_| 7).collect(),
            units,
            classes,
            targets,
            within,
        }
    }

    pub fn features(&self) -> &Features {
        &self.features
    }

    pub fn target(&self, figure: usize) -> Option<&Target> {
        self.targets.get(figure)?.as_ref()
    }

    /// The figures that the words in `context` name, the best first.
    pub fn candidates(&mut self, context: &Context, hints: Hints<'_>) -> Vec<Candidate> {
        let mut touched = Vec::new();
        for (value, weight) in &context.values {
            let Some((rarity, holders)) = self.features.holders.get(*value) else {
                continue;
            };
            for figure in holders {
                if let Some(bonus) = self.bonus.get_mut(*figure) {
                    *bonus += 2 * i64::from(*rarity) * i64::from(*weight);
                    touched.push(*figure);
                }
            }
        }
        let fitting = self.fitting(hints.unit);
        let (best, named) = (&mut self.best, &mut self.named);
        self.features.hear(
            context,
            |class| fitting[class] > 0,
            &mut self.hearing,
            |figure, fit| {
                // Of a figure's names the one that fits best.
                let known = &mut best[figure];
                if known.is_none_or(|known| known < fit) {
                    *known = Some(fit);
                }
                named[figure / 64] |= 1 << (figure % 64);
            },
        );
        let strangers = self.scopes_beside(context);
        let mut at = 0;
        let count = self.named.iter().map(|bits| bits.count_ones() as usize);
        let mut candidates: Vec<Candidate> = Vec::with_capacity(count.sum());
        while let Some(figure) = self.next_named(&mut at) {
            let strangers = strangers & !self.features.scopes[figure];
            let best = self.best[figure].take();
            let fit = self.classes[figure].map_or(0, |class| fitting[class]);
            let candidate =
                best.and_then(|best| self.candidate(figure, best, strangers, hints, fit));
            candidates.extend(candidate);
        }
        for figure in touched {
            self.bonus[figure] = 0;
        }
        // Of equals the first in figures.toml.
        candidates.sort_by_cached_key(|candidate| std::cmp::Reverse(candidate.score));
        candidates
    }

    /// The next figure that has been named, which is forgotten; the search goes on from word `at`.
    fn next_named(&mut self, at: &mut usize) -> Option<usize> {
        loop {
            let bits = self.named.get_mut(*at)?;
            if *bits != 0 {
                let lowest = bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                return Some(*at * 64 + lowest);
            }
            *at += 1;
        }
    }

    /// How well `unit` fits each of the figures' units; where there is none any fits.
    fn fitting(&mut self, unit: Option<&str>) -> Rc<[u32]> {
        let Some(unit) = unit else {
            return Rc::clone(&self.fitting_any);
        };
        if let Some(known) = self.fitting.get(unit) {
            return Rc::clone(known);
        }
        let fits = self
            .units
            .iter()
            .map(|of_figure| units::fit(unit, of_figure));
        let fitting: Rc<[u32]> = fits.collect();
        self.fitting.insert(unit.to_owned(), Rc::clone(&fitting));
        fitting
    }

    fn candidate(
        &self,
        figure: usize,
        best: Fit,
        strangers: u32,
        hints: Hints<'_>,
        fit: u32,
    ) -> Option<Candidate> {
        if fit == 0 {
            return None;
        }
        let Fit {
            score,
            share,
            telling,
            found,
        } = best;
        if found == 0 {
            return None;
        }
        // What rows hold supports a figure that the words name already; it names none alone.
        let mut score = score + self.bonus[figure].min(score.max(0) / 2);
        let is_part = hints.part_of.is_some() && self.within[figure] == hints.part_of;
        if is_part {
            score += score.max(0) / 4;
        }
        for _ in 0..strangers.count_ones() {
            score -= score.max(0) / 8;
        }
        let fitted = |amount: i64| amount * i64::from(fit) / 8;
        Some(Candidate {
            figure,
            score: fitted(score),
            share,
            telling,
            found: fitted(found),
            fit,
            is_part,
        })
    }

    /// The scope words right beside the numeral, as bits.
    pub fn scopes_beside(&self, context: &Context) -> u32 {
        let terms = self.features.scope_terms.iter().enumerate();
        let near = terms.filter(|(_, term)| {
            context
                .weights
                .get(**term as usize)
                .is_some_and(|weight| *weight >= NEAR)
        });
        near.map(|(index, _)| 1 << index).sum()
    }

    /// A score that no word shared by chance reaches.
    pub fn least_score(&self) -> i64 {
        self.features.full_word()
    }
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
