//! The appendix of sources: what the report prints, where each figure of it comes from.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::{Place, Rows, Source, SourceRow};
use crate::figure::{
    Figure, Figures, Part, Restatement, change, computed_in, describe, first_rows_of,
};
use crate::ledger::{Ledger, Ledgers};
use crate::narrate::{Aspect, Mark};
use crate::number::{Number, Rounding};
use crate::numeral::write::{Form, Measure, write};
use crate::schema::Schema;

/// What sources are made from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// This year's figures.
    pub figures: &'a Figures,
    /// Last year's.
    pub last_year: Option<&'a Figures>,
    /// This year's ledgers.
    pub ledgers: &'a Ledgers,
    /// What the ledgers look like.
    pub schema: &'a Schema,
    /// The report's year.
    pub year: i32,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// What the report restates of last year.
    pub restated: &'a [Restatement],
}

/// The sources of one report, by figure and aspect.
pub struct Sources<'a> {
    basis: Basis<'a>,
    wanted: Vec<(usize, Aspect)>,
}

impl<'a> Sources<'a> {
    /// The sources of everything in `marks`, and of what that is made of, in figures.toml's order.
    #[must_use]
    pub fn new(basis: Basis<'a>, marks: &[Mark]) -> Self {
        let mut wanted = BTreeSet::new();
        let mut pending: Vec<(usize, Aspect)> = Vec::new();
        for mark in marks {
            match mark {
                Mark::Figure { figure, aspect, .. } => pending.push((*figure, *aspect)),
                Mark::Chart { points, .. } => {
                    pending.extend(points.iter().map(|(_, figure)| (*figure, Aspect::Now)));
                }
                Mark::Cell { .. } => {}
            }
        }
        // A footnote tells what a restated figure is now.
        let restated = basis.restated.iter();
        let restated = restated.filter_map(|restated| basis.figures.index_of(&restated.figure));
        pending.extend(restated.map(|figure| (figure, Aspect::LastYear)));
        while let Some((figure, aspect)) = pending.pop() {
            if !wanted.insert((figure, aspect)) {
                continue;
            }
            match aspect {
                Aspect::Change => {
                    pending.extend([(figure, Aspect::Now), (figure, Aspect::LastYear)]);
                }
                Aspect::Now => {
                    let of = basis.figures.at(figure).map(|figure| figure.of.as_slice());
                    let of = of.unwrap_or_default().iter();
                    let of = of.filter_map(|name| basis.figures.index_of(name));
                    pending.extend(of.map(|figure| (figure, Aspect::Now)));
                }
                Aspect::LastYear => {}
            }
        }
        Self {
            basis,
            wanted: wanted.into_iter().collect(),
        }
    }

    /// The index of a figure's source.
    #[must_use]
    pub fn index(&self, figure: usize, aspect: Aspect) -> usize {
        self.wanted.binary_search(&(figure, aspect)).unwrap_or(0)
    }

    /// The figure that a source is about, and which of its values.
    #[must_use]
    pub fn of(&self, source: usize) -> Option<(&Figure, Aspect)> {
        let (figure, aspect) = self.wanted.get(source)?;
        Some((self.basis.figures.at(*figure)?, *aspect))
    }

    /// The source of last year's value of the figure called `name`.
    #[must_use]
    pub fn of_last_year(&self, name: &str) -> Option<usize> {
        let figure = self.basis.figures.index_of(name)?;
        self.basis.last_year?.get(name)?;
        self.wanted.binary_search(&(figure, Aspect::LastYear)).ok()
    }

    /// What the report restates of last year.
    #[must_use]
    pub fn restated(&self) -> &'a [Restatement] {
        self.basis.restated
    }

    /// A figure's number; zero for what is none.
    #[must_use]
    pub fn number(&self, figure: usize) -> Number {
        let figure = self.basis.figures.at(figure);
        figure
            .and_then(|figure| figure.value.number().cloned())
            .unwrap_or_else(Number::zero)
    }

    /// A figure's unit.
    #[must_use]
    pub fn unit(&self, figure: usize) -> &str {
        self.basis.figures.at(figure).map_or("", Figure::unit)
    }

    /// A figure in its exact wording.
    #[must_use]
    pub fn written(&self, figure: usize) -> String {
        let rounding = self.basis.rounding;
        self.basis
            .figures
            .at(figure)
            .map(|figure| figure.written(rounding))
            .unwrap_or_default()
    }

    /// A figure as a drawing has room for it.
    #[must_use]
    pub fn short(&self, figure: usize) -> String {
        let figure = self.basis.figures.at(figure);
        figure
            .map(|figure| figure.short(self.basis.rounding))
            .unwrap_or_default()
    }

    /// All sources, in order, without the rows behind them.
    #[must_use]
    pub fn finish(&self) -> Vec<Source> {
        let wanted = self.wanted.iter();
        wanted
            .filter_map(|(figure, aspect)| self.source(*figure, *aspect))
            .collect()
    }

    /// The rows behind the sources, and which of them each source counts, in order, with their columns.
    /// Much of a report; nothing is proved by them.
    #[must_use]
    pub fn rows(&self) -> (Rows, Vec<Counted>) {
        let mut carried = Carried::default();
        let of = |(figure, aspect): &(usize, Aspect)| {
            let figure = self.basis.figures.at(*figure)?;
            let is_shown = *aspect == Aspect::Now;
            let ledger = self.ledger_of(figure).filter(|_| is_shown);
            Some(ledger.map_or_else(Default::default, |ledger| {
                self.rows_of(figure, ledger, &mut carried)
            }))
        };
        let counted = self.wanted.iter().filter_map(of).collect();
        (carried.rows, counted)
    }

    fn source(&self, index: usize, aspect: Aspect) -> Option<Source> {
        let figure = self.basis.figures.at(index)?;
        let last_year = || self.basis.last_year?.get(&figure.name);
        match aspect {
            Aspect::Now => Some(self.now(figure)),
            Aspect::LastYear => {
                let year = self.basis.year - 1;
                let mut source = Source {
                    name: format!("{}.上年", figure.name),
                    label: format!("{}（上年）", figure.label),
                    of: Vec::new(),
                    ..self.now(figure)
                };
                let before = last_year();
                source.value = before.and_then(|figure| figure.value_text(self.basis.rounding));
                source.written = before.map_or_else(
                    || "无数据".to_owned(),
                    |figure| figure.written(self.basis.rounding),
                );
                source.row_count = before.map_or(0, |figure| figure.row_count);
                source.definition = format!("{year} 年的同一个数字：{}", source.definition);
                Some(source)
            }
            Aspect::Change => {
                let change = last_year()
                    .and_then(|before| Some(figure.value.number()? - before.value.number()?));
                let unit = change::points(figure.unit()).unwrap_or(figure.unit());
                Some(Source {
                    name: format!("{}.比上年", figure.name),
                    label: format!("{}（比上年）", figure.label),
                    value: change.as_ref().map(|change| self.plain(change, figure)),
                    unit: unit.to_owned(),
                    written: change.map_or_else(
                        || "无数据".to_owned(),
                        |change| self.signed(&change, figure),
                    ),
                    definition: format!("“{0}”减“{0}.上年”", figure.name),
                    ledger: None,
                    row_count: 0,
                    of: vec![figure.name.clone(), format!("{}.上年", figure.name)],
                    columns: Arc::default(),
                    rows: Vec::new(),
                })
            }
        }
    }

    /// A change as a plain decimal: of ratios, points, rounded as the prose rounds them.
    fn plain(&self, change: &Number, figure: &Figure) -> String {
        match (change::points(figure.unit()), figure.places()) {
            _ if change.is_zero() => change.to_string(),
            (Some(_), _) => change::visible(change, 1, self.basis.rounding),
            (None, Some(places)) => change.to_fixed(places, self.basis.rounding),
            (None, None) => change.to_string(),
        }
    }

    /// A change with its sign, as the appendix shows it: +5家, −0.8个百分点, 0场.
    fn signed(&self, change: &Number, figure: &Figure) -> String {
        let size = change.abs();
        let sign = match change {
            change if change.is_zero() => "",
            change if change.is_negative() => "−",
            _ => "+",
        };
        if let Some(points) = change::points(figure.unit()) {
            return format!("{sign}{}{points}", self.plain(&size, figure));
        }
        let measure = Measure {
            value: &size,
            unit: figure.unit(),
            places: figure.places(),
            rounding: self.basis.rounding,
        };
        let words = write(&measure, Form::Exact);
        let words = words.unwrap_or_else(|_| format!("{size}{}", figure.unit()));
        format!("{sign}{words}")
    }

    fn rows_of(&self, figure: &Figure, ledger: &'a Ledger, carried: &mut Carried<'a>) -> Counted {
        let Basis { ledgers, year, .. } = self.basis;
        let Carried {
            rows,
            files,
            ledgers: known,
        } = carried;
        let known = known
            .entry(&ledger.schema.name)
            .or_insert_with(|| Known::of(ledger, rows));
        let parts = first_rows_of(figure, ledgers, year, Source::ROWS_SHOWN);
        let row = |Part { row, part }| {
            let columns = known.columns;
            let add = || {
                let path = ledger.file_of(row).map_or("", |file| &file.source.path);
                let place = Place {
                    file: *files.entry(path).or_insert_with(|| rows.add_file(path)),
                    number: ledger.row_number(row),
                    columns,
                };
                rows.add(place, |column, text| {
                    let column = &ledger.columns[column];
                    match column.text(row) {
                        Some(cell) => text.push_str(cell),
                        None => column.cell(row).push_to(text),
                    }
                })
            };
            let row = *known.rows.entry(row).or_insert_with(add);
            SourceRow { row, part }
        };
        let counted = parts.into_iter().map(row).collect();
        (Arc::clone(&known.headings), counted)
    }

    /// The ledger whose rows are behind a figure. Rows that are elsewhere cannot be shown, and those
    /// that are here were not counted.
    fn ledger_of(&self, figure: &Figure) -> Option<&'a Ledger> {
        let is_from_here = self.basis.figures.outside().is_none();
        let name = figure.ledger().filter(|_| is_from_here)?;
        self.basis.ledgers.get(name).map(AsRef::as_ref)
    }

    fn now(&self, figure: &Figure) -> Source {
        let Basis {
            schema, rounding, ..
        } = self.basis;
        let outside = self.basis.figures.outside();
        Source {
            name: figure.name.clone(),
            label: figure.label.clone(),
            value: figure.value_text(rounding),
            unit: figure.unit().to_owned(),
            written: figure.written(rounding),
            definition: match outside.filter(|_| figure.ledger().is_some()) {
                Some(file) => format!("{}（{}）", describe(figure, schema), computed_in(file)),
                None => describe(figure, schema),
            },
            ledger: figure.ledger().map(|name| {
                let ledger = schema.ledgers.get(name);
                ledger
                    .map_or(name, |ledger| ledger.title.as_str())
                    .to_owned()
            }),
            row_count: figure.row_count,
            of: figure.of.clone(),
            columns: Arc::default(),
            rows: Vec::new(),
        }
    }
}

/// The rows that a source counts, and their columns.
type Counted = (Arc<[String]>, Vec<SourceRow>);

/// The rows that some source holds already.
#[derive(Default)]
struct Carried<'a> {
    rows: Rows,
    /// By path.
    files: HashMap<&'a str, usize, FixedState>,
    /// By name.
    ledgers: HashMap<&'a str, Known, FixedState>,
}

/// What of a ledger is among the rows.
struct Known {
    headings: Arc<[String]>,
    columns: usize,
    /// By the row's index in the ledger.
    rows: HashMap<usize, usize, FixedState>,
}

impl Known {
    /// Nothing yet.
    fn of(ledger: &Ledger, rows: &mut Rows) -> Self {
        let fields = ledger.schema.fields.iter();
        let headings: Arc<[String]> = fields.map(|field| field.name.clone()).collect();
        let expected = ledger.len().min(2 * Source::ROWS_SHOWN);
        Self {
            columns: rows.add_columns(Arc::clone(&headings), expected),
            headings,
            rows: HashMap::with_capacity_and_hasher(expected, FixedState::default()),
        }
    }
}
