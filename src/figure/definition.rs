//! What a figure is: a rule over a ledger's rows, or over other figures.

use std::sync::Arc;

use crate::diagnostic::Place;
use crate::ledger::Cell;
use crate::load::Wanted;

/// One `[[figure]]`.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name; a family's members put theirs behind a dot.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The base unit.
    pub unit: String,
    /// How many decimals a ratio is written with.
    pub places: Option<u32>,
    /// How it is computed.
    pub rule: Rule,
    /// 其中: the figure that this one is a part of.
    pub within: Option<String>,
    /// The table as written, for trace.
    pub table: serde_json::Value,
    /// Where it is declared.
    pub place: Place,
}

/// The family that a member's name belongs to; any other name is its own.
pub(super) fn family(name: &str) -> &str {
    name.split_once('.').map_or(name, |(family, _)| family)
}

/// How a figure is computed.
#[derive(Debug, Clone)]
pub enum Rule {
    /// From a ledger's rows.
    Rows(RowRule),
    /// The first of two figures over the second.
    Ratio([String; 2]),
    /// The first figure less the others.
    Difference(Vec<String>),
    /// The sum of figures.
    Total(Vec<String>),
}

impl Rule {
    /// The figures named, for a derived one.
    #[must_use]
    pub fn operands(&self) -> &[String] {
        match self {
            Self::Rows(_) => &[],
            Self::Ratio(names) => names,
            Self::Difference(names) | Self::Total(names) => names,
        }
    }
}

/// A rule over a ledger's rows.
#[derive(Debug, Clone)]
pub struct RowRule {
    /// The ledger's name.
    pub ledger: String,
    /// What a row must satisfy, all together.
    pub conditions: Vec<Condition>,
    /// What is made of the rows.
    pub aggregate: Aggregate,
    /// The field that splits the figure into a family.
    pub by: Option<usize>,
    /// Which rows count.
    pub period: Period,
}

/// What is made of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aggregate {
    /// How many rows.
    Count,
    /// The sum of a field.
    Sum(usize),
    /// How many different values, of one field or of several together.
    Distinct(Vec<usize>),
    /// The greatest value.
    Max(usize),
    /// The least value.
    Min(usize),
    /// The value in the row with the latest date; of several, the last.
    Latest(usize),
    /// The different values, in the rows' order.
    List(usize),
}

impl Aggregate {
    /// The fields that it looks at.
    #[must_use]
    pub fn fields(&self) -> &[usize] {
        match self {
            Self::Count => &[],
            Self::Distinct(fields) => fields,
            Self::Sum(field)
            | Self::Max(field)
            | Self::Min(field)
            | Self::Latest(field)
            | Self::List(field) => std::slice::from_ref(field),
        }
    }
}

/// Which rows count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// Rows dated in the report's year.
    #[default]
    Year,
    /// All rows up to the end of the year.
    ToDate,
    /// Rows of a register open on 31 December.
    YearEnd,
}

/// What a row's field must satisfy.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The field.
    pub field: usize,
    /// The test.
    pub test: Test,
}

/// A test of a cell.
#[derive(Debug, Clone)]
pub enum Test {
    /// One of these.
    OneOf(Vec<Cell>),
    /// None of these; a cell without a value passes.
    NotOneOf(Vec<Cell>),
    /// From one value to another, both included.
    Between(Option<Cell>, Option<Cell>),
    /// Without a value, or (false) with one.
    Blank(bool),
}

/// What the figures ask of the ledgers.
#[must_use]
pub fn wanted(definitions: &[Arc<Definition>]) -> Wanted {
    let mut wanted = Wanted::default();
    for definition in definitions {
        let Rule::Rows(rule) = &definition.rule else {
            continue;
        };
        if rule.period == Period::ToDate {
            wanted.cumulative.insert(rule.ledger.clone());
        }
        let fields = wanted.fields.entry(rule.ledger.clone()).or_default();
        fields.extend(rule.conditions.iter().map(|condition| condition.field));
        fields.extend(rule.aggregate.fields());
        fields.extend(rule.by);
    }
    wanted
}
