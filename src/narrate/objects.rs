//! What names in a template stand for: figures, families, a ledger's cells.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{Error, ErrorKind, Value};

use super::mark::{Aspect, Mark};
use super::scope::Scope;
use crate::calendar;
use crate::figure::{Figure, Value as FigureValue};
use crate::ledger::Cell;
use crate::number::Number;
use crate::numeral::write::{Form, Measure, write};

/// The figure at `index` as a template's value.
pub(super) fn figure_value(scope: &Arc<Scope>, index: usize, aspect: Aspect) -> Value {
    Value::from_object(FigureObject {
        scope: Arc::clone(scope),
        index,
        aspect,
    })
}

/// A figure, this year's or last year's.
#[derive(Debug)]
pub(super) struct FigureObject {
    pub scope: Arc<Scope>,
    pub index: usize,
    pub aspect: Aspect,
}

impl FigureObject {
    pub fn figure(&self) -> Option<&Figure> {
        match self.aspect {
            Aspect::LastYear => self.scope.figure_last_year(self.index),
            _ => self.scope.figure(self.index),
        }
    }

    /// Marks `text` as a wording of this figure.
    pub fn mark(&self, text: String) -> String {
        self.scope.mark(Mark::Figure {
            figure: self.index,
            aspect: self.aspect,
            text,
        })
    }

    /// The figure in `form`, marked.
    pub fn written(&self, form: Form) -> Result<String, Error> {
        let Some(figure) = self.figure() else {
            return Ok(self.mark("无数据".to_owned()));
        };
        Ok(self.mark(wording(figure, form, self.scope.rounding)?))
    }

    fn items(&self) -> Option<&[String]> {
        match &self.figure()?.value {
            FigureValue::List(items) => Some(items),
            _ => None,
        }
    }
}

/// A figure's words in `form`, unmarked.
pub(super) fn wording(
    figure: &Figure,
    form: Form,
    rounding: crate::number::Rounding,
) -> Result<String, Error> {
    let name = &figure.name;
    if let Some(measure) = figure.measure(rounding) {
        return write(&measure, form).map_err(|error| invalid(format!("“{name}”：{error}")));
    }
    match &figure.value {
        FigureValue::None => Err(invalid(format!("“{name}”没有值，不能写进报告"))),
        _ if form != Form::Exact => Err(invalid(format!("“{name}”不是数，不能这样写"))),
        _ => Ok(figure.written(rounding)),
    }
}

pub(super) fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

impl Object for FigureObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.items().is_some() {
            ObjectRepr::Seq
        } else {
            ObjectRepr::Plain
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if let (Some(items), Some(index)) = (self.items(), key.as_usize()) {
            let text = items.get(index)?;
            self.scope.remember(text);
            return Some(Value::from(text.clone()));
        }
        let figure = self.figure();
        match key.as_str()? {
            "值" => Some(bare(&figure?.value)),
            "上年" => Some(figure_value(&self.scope, self.index, Aspect::LastYear)),
            "名称" => Some(self.text(&figure?.label)),
            "单位" => Some(self.text(figure?.unit())),
            "族" => Some(match &figure?.member {
                Some(_) => self.text(&figure?.definition.name),
                None => Value::from(""),
            }),
            "行数" => Some(Value::from(figure?.row_count)),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.items().map_or(Enumerator::NonEnumerable, |items| {
            Enumerator::Seq(items.len())
        })
    }

    fn is_true(self: &Arc<Self>) -> bool {
        match self.figure().map(|figure| &figure.value) {
            Some(FigureValue::Number(number)) => !number.is_zero(),
            Some(FigureValue::List(items)) => !items.is_empty(),
            Some(FigureValue::None) | None => false,
            Some(_) => true,
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        self.figure()?
            .value
            .number()?
            .partial_cmp(other.figure()?.value.number()?)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written(Form::Exact) {
            Ok(text) => f.write_str(&text),
            Err(_) => Err(fmt::Error),
        }
    }
}

impl FigureObject {
    /// A text of figures.toml, not typed in the template.
    fn text(&self, text: &str) -> Value {
        self.scope.remember(text);
        Value::from(text)
    }
}

/// The bare value, for conditions only: minijinja has whole numbers and floats, no decimals.
fn bare(value: &FigureValue) -> Value {
    match value {
        FigureValue::Number(number) => bare_number(number),
        FigureValue::Text(text) => Value::from(text.clone()),
        FigureValue::Date(date) => Value::from(date.to_string()),
        FigureValue::List(items) => Value::from(items.clone()),
        FigureValue::None => Value::from(()),
    }
}

#[allow(clippy::disallowed_types, reason = "compared, never computed with")]
fn bare_number(number: &Number) -> Value {
    match number.to_i128() {
        Some(whole) => Value::from(whole),
        None => number
            .to_fixed(12, crate::number::Rounding::HalfUp)
            .parse::<f64>()
            .map_or_else(|_| Value::from(()), Value::from),
    }
}

/// A family of figures: its members by name, in order.
#[derive(Debug)]
pub(super) struct FamilyObject {
    pub scope: Arc<Scope>,
    pub members: Vec<usize>,
}

impl FamilyObject {
    fn member(&self, index: usize) -> Option<&str> {
        self.scope.figure(index)?.member.as_deref()
    }
}

impl Object for FamilyObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let index = self
            .members
            .iter()
            .find(|index| self.member(**index) == Some(key))?;
        Some(figure_value(&self.scope, *index, Aspect::Now))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = self.members.iter().filter_map(|index| self.member(*index));
        let names: Vec<Value> = names
            .map(|name| {
                self.scope.remember(name);
                Value::from(name)
            })
            .collect();
        Enumerator::Values(names)
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

/// A number or a day of a ledger's row.
#[derive(Debug)]
pub(super) struct CellObject {
    pub scope: Arc<Scope>,
    pub cell: Cell,
    pub unit: String,
}

impl CellObject {
    /// The cell in `form`, marked.
    pub fn written(&self, form: Form) -> Result<String, Error> {
        let text = match (&self.cell, form) {
            (Cell::Date(date), Form::Exact) => calendar::in_words(*date),
            (cell, Form::Exact) => cell.text(),
            (cell, form) => {
                let Some(value) = cell.number() else {
                    return Err(invalid(format!("“{}”不是数，不能这样写", cell.text())));
                };
                let mut measure = Measure::new(&value, &self.unit);
                measure.rounding = self.scope.rounding;
                write(&measure, form).map_err(|error| invalid(error.to_string()))?
            }
        };
        Ok(self.scope.mark(Mark::Cell { text }))
    }
}

impl Object for CellObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        use chrono::Datelike;
        match (key.as_str()?, &self.cell) {
            ("值", Cell::Date(date)) => Some(Value::from(date.to_string())),
            ("值", cell) => Some(bare_number(&cell.number()?)),
            ("年", Cell::Date(date)) => Some(Value::from(date.year())),
            ("月", Cell::Date(date)) => Some(Value::from(date.month())),
            ("日", Cell::Date(date)) => Some(Value::from(date.day())),
            _ => None,
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        match (&self.cell, &other.cell) {
            (Cell::Date(a), Cell::Date(b)) => Some(a.cmp(b)),
            (a, b) => a.number()?.partial_cmp(&b.number()?),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written(Form::Exact) {
            Ok(text) => f.write_str(&text),
            Err(_) => Err(fmt::Error),
        }
    }
}

/// What a value is called in messages.
pub(super) fn kind_in_words(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined => "没有定义的名字",
        ValueKind::Number => "数",
        ValueKind::String => "文字",
        ValueKind::Bool => "真假值",
        ValueKind::Seq | ValueKind::Iterable => "列表",
        _ => "别的东西",
    }
}
