//! ledgers.toml → [`Schema`]: what columns each ledger has.
//!
//! The vocabulary is the Frictionless Table Schema's (fields, constraints, primaryKey, foreignKeys,
//! missingValues, trueValues, falseValues, groupChar), with additions of ours: a field's `places`,
//! `unit` and `partOf`; a ledger's `date`, `opened`, `closed`, `sequence`, `edition` and `balance`.

mod constraint;
mod pattern;
mod read;

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;

pub use pattern::Pattern;
pub use read::{read, read_with_units};

use crate::diagnostic::Place;
use crate::number::Number;

/// All ledgers of a project, in the order of ledgers.toml.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// By name.
    pub ledgers: IndexMap<String, Arc<LedgerSchema>>,
}

/// What a ledger's rows look like.
#[derive(Debug, Clone)]
pub struct LedgerSchema {
    /// The name in ledgers.toml: the file's name without its ending.
    pub name: String,
    /// What people call it; the name where none is given.
    pub title: String,
    /// Where it is told.
    pub place: Place,
    /// The columns, in order.
    pub fields: Vec<Field>,
    /// The fields that together name a row.
    pub primary_key: Vec<usize>,
    /// What points to other ledgers.
    pub foreign_keys: Vec<ForeignKey>,
    /// The field that places a row in its year.
    pub date: Option<usize>,
    /// The field with the day a register's row began to hold.
    pub opened: Option<usize>,
    /// The field with the day it ceased to.
    pub closed: Option<usize>,
    /// A field of numbers in sequence, such as vouchers': gaps are worth a warning.
    pub sequence: Option<usize>,
    /// The field with a number that goes up by one with each edition.
    pub edition: Option<Edition>,
    /// How opening, income, spending and closing hang together.
    pub balance: Option<Balance>,
    /// Texts that mean “no value”, besides blank ones.
    pub missing_values: Vec<String>,
    /// Where ledgers.toml declares it, in bytes.
    pub span: Range<usize>,
}

impl LedgerSchema {
    /// The index of the field called `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The field of numbers in sequence: `sequence`, else a key whose heading says that it numbers
    /// vouchers.
    #[must_use]
    pub fn in_sequence(&self) -> Option<usize> {
        let vouchers = || match self.primary_key.as_slice() {
            [key] => self.fields[*key].name.contains("凭证号").then_some(*key),
            _ => None,
        };
        self.sequence.or_else(vouchers)
    }

    /// Whether numbers in sequence run through all files of a year, since alone they are the key
    /// there; else each file has its own.
    #[must_use]
    pub fn numbers_by_year(&self) -> bool {
        let field = self.in_sequence();
        field.is_some_and(|field| self.primary_key == [field])
    }

    /// The field that dates a row: `date`, else `opened`.
    #[must_use]
    pub fn dated_by(&self) -> Option<usize> {
        self.date.or(self.opened)
    }
}

/// The field that says which subordinate unit a row came from.
pub const UNIT: &str = "单位";
/// What stands in it in the rows of a year's own folder: they are this level's own.
pub const OWN_LEVEL: &str = "本级";

impl LedgerSchema {
    /// Sees to it that there is a field [`UNIT`], for a project whose years have folders of
    /// subordinate units: one that is declared, or one more. A family by it follows the order of `units`,
    /// this level's own first.
    fn add_unit(&mut self, units: &[String]) {
        let mut order = units.to_vec();
        if !order.is_empty() {
            order.insert(0, OWN_LEVEL.to_owned());
        }
        if let Some(index) = self.field(UNIT) {
            self.fields[index].is_from_folder = true;
            self.fields[index].order = order;
            return;
        }
        self.fields.push(Field {
            name: UNIT.to_owned(),
            kind: Kind::String,
            places: None,
            unit: None,
            constraints: Constraints::default(),
            part_of: None,
            group_char: ',',
            true_values: Arc::default(),
            false_values: Arc::default(),
            is_from_folder: true,
            order,
        });
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Field {
    /// The heading.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
    /// How many decimals a number may have; any if not said.
    pub places: Option<u32>,
    /// The unit of its numbers: 元, 人.
    pub unit: Option<String>,
    /// What its cells must satisfy.
    pub constraints: Constraints,
    /// 其中: in every row this column is at most that one.
    pub part_of: Option<usize>,
    /// The character between groups of digits.
    pub group_char: char,
    /// Texts for true.
    pub true_values: Arc<[String]>,
    /// Texts for false.
    pub false_values: Arc<[String]>,
    /// Whether a file without this column has the path of its unit's folder in it instead.
    pub is_from_folder: bool,
    /// The order in which report.toml lists its values; none for most columns.
    pub order: Vec<String>,
}

/// What a column's cells hold: the Table Schema's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text (`string`, `any`).
    String,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// 是 or 否.
    Boolean,
    /// A day.
    Date,
    /// A day and a time.
    Datetime,
    /// A time of day.
    Time,
    /// A year.
    Year,
    /// A month of a year.
    YearMonth,
}

impl Kind {
    /// Every kind with its Table Schema name.
    pub const NAMES: &[(&str, Self)] = &[
        ("string", Self::String),
        ("integer", Self::Integer),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("date", Self::Date),
        ("datetime", Self::Datetime),
        ("time", Self::Time),
        ("year", Self::Year),
        ("yearmonth", Self::YearMonth),
        ("any", Self::String),
    ];

    /// Whether cells are numbers that can be summed.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether cells name a day.
    #[must_use]
    pub fn has_date(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }
}

/// What a column's cells must satisfy.
#[derive(Debug, Clone, Default)]
pub struct Constraints {
    /// No cell may be blank.
    pub required: bool,
    /// No two cells may be alike.
    pub unique: bool,
    /// The only values allowed; none means any.
    pub values: Vec<String>,
    /// What a whole cell must match.
    pub pattern: Option<Pattern>,
    /// The lowest value and whether it is itself excluded.
    pub minimum: Option<Bound>,
    /// The highest value and whether it is itself excluded.
    pub maximum: Option<Bound>,
    /// The fewest characters.
    pub min_length: Option<u32>,
    /// The most characters.
    pub max_length: Option<u32>,
}

impl Constraints {
    /// Whether a rule says what texts look like.
    #[must_use]
    pub fn shapes_texts(&self) -> bool {
        !self.values.is_empty() || self.pattern.is_some()
    }

    /// Whether the whole of `text` matches the pattern.
    #[must_use]
    pub fn is_matched_by(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|pattern| pattern.is_match(text))
    }

    /// Whether `text` has as many characters as it may.
    #[must_use]
    pub fn fits_length(&self, text: &str) -> bool {
        if self.min_length.is_none() && self.max_length.is_none() {
            return true;
        }
        let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.min_length.is_none_or(|least| least <= count)
            && self.max_length.is_none_or(|most| count <= most)
    }
}

/// A limit on a column's cells.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The limit: a number, or a date as days since 1970.
    pub limit: Number,
    /// Whether the limit itself is out.
    pub exclusive: bool,
    /// As written, for messages.
    pub text: String,
}

/// Fields whose value must be the key of a row elsewhere.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// The fields here.
    pub fields: Vec<usize>,
    /// The ledger pointed to.
    pub resource: String,
    /// The fields there.
    pub reference: Vec<usize>,
}

/// 第几届: each edition of a series is one more than the last.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The field with the edition's number.
    pub field: usize,
    /// The fields that together name the series.
    pub of: Vec<usize>,
}

/// Opening + income − spending = closing, over the rows of a year.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The field that says which of the four a row is.
    pub column: usize,
    /// The field with the amount.
    pub amount: usize,
    /// The column's value for income.
    pub income: String,
    /// … for spending.
    pub spending: String,
    /// … for the opening balance.
    pub opening: String,
    /// … for the closing balance.
    pub closing: String,
}
