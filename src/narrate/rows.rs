//! `rows("awards", 级别="市")`: a ledger's rows for a table; `chart("bar", 家族, title="…")`.

use std::sync::Arc;

use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr};
use minijinja::{Environment, Error, Value};

use super::mark::{ChartKind, Mark};
use super::objects::{CellObject, FamilyObject, FigureObject, invalid};
use super::scope::Scope;
use crate::diagnostic::closest;
use crate::figure::{Aggregate, Condition, Period, RowRule, Test, rows_selected};
use crate::ledger::Cell;
use crate::load::read_cell;
use crate::schema::Kind;

/// Adds the functions.
pub(super) fn add(environment: &mut Environment<'_>, scope: &Arc<Scope>) {
    let for_rows = Arc::clone(scope);
    environment.add_function("rows", move |ledger: &str, conditions: Kwargs| {
        rows(&for_rows, ledger, &conditions)
    });
    let for_charts = Arc::clone(scope);
    environment.add_function(
        "chart",
        move |kind: &str, figures: &Value, options: Kwargs| {
            chart(&for_charts, kind, figures, &options)
        },
    );
}

/// The rows of `ledger` that satisfy all conditions, of this year unless `period` says otherwise.
fn rows(scope: &Arc<Scope>, ledger_name: &str, conditions: &Kwargs) -> Result<Value, Error> {
    let Some(ledger) = scope.ledgers.get(ledger_name) else {
        let help = meant(ledger_name, scope.ledgers.keys().map(String::as_str));
        return Err(invalid(format!("rows：没有台账“{ledger_name}”{help}")));
    };
    let period = match conditions.get::<Option<&str>>("period")? {
        None | Some("year") => Period::Year,
        Some("to-date") => Period::ToDate,
        Some("year-end") => Period::YearEnd,
        Some(other) => {
            let known = "year、to-date 或 year-end";
            return Err(invalid(format!("rows：period 是 {known}，不是“{other}”")));
        }
    };
    let mut tests = Vec::new();
    for name in conditions.args().filter(|name| *name != "period") {
        let Some(field) = ledger.schema.field(name) else {
            let names = ledger.schema.fields.iter().map(|field| field.name.as_str());
            let help = meant(name, names);
            return Err(invalid(format!(
                "rows：台账“{ledger_name}”没有“{name}”列{help}"
            )));
        };
        let wanted: Value = conditions.get(name)?;
        let wanted: Vec<Value> = match wanted.as_str() {
            None if wanted.try_iter().is_ok() => wanted.try_iter()?.collect(),
            _ => vec![wanted],
        };
        let known = &ledger.schema.fields[field].constraints.values;
        let cells: Result<Vec<Cell>, Error> = wanted
            .iter()
            .map(|value| {
                let text = match bool::try_from(value.clone()) {
                    Ok(flag) => if flag { "是" } else { "否" }.to_owned(),
                    Err(_) => value.to_string(),
                };
                if !known.is_empty() && !known.contains(&text) {
                    let help = meant(&text, known.iter().map(String::as_str));
                    return Err(invalid(format!("rows：“{name}”列没有“{text}”这个值{help}")));
                }
                read_cell(&text, &ledger.schema.fields[field])
                    .map_err(|(message, _)| invalid(format!("rows：“{name}”列：{message}")))
            })
            .collect();
        tests.push(Condition {
            field,
            test: Test::OneOf(cells?),
        });
    }
    conditions.assert_all_used()?;
    let rule = RowRule {
        ledger: ledger_name.to_owned(),
        conditions: tests,
        aggregate: Aggregate::Count,
        by: None,
        period,
    };
    let rows = rows_selected(&rule, ledger, scope.year);
    let objects = rows.into_iter().map(|row| {
        let ledger = ledger_name.to_owned();
        Value::from_object(RowObject {
            scope: Arc::clone(scope),
            ledger,
            row,
        })
    });
    Ok(Value::from(objects.collect::<Vec<_>>()))
}

fn meant<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match closest(wrong, known.clone()) {
        Some(name) => format!("；是不是“{name}”？"),
        None => format!("；有：{}", known.collect::<Vec<_>>().join("、")),
    }
}

/// A row: its cells by heading.
#[derive(Debug)]
struct RowObject {
    scope: Arc<Scope>,
    ledger: String,
    row: usize,
}

impl Object for RowObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let ledger = self.scope.ledgers.get(&self.ledger)?;
        let field = ledger.schema.field(key.as_str()?)?;
        Some(match ledger.cell(self.row, field) {
            Cell::Missing => Value::from(""),
            Cell::Boolean(flag) => Value::from(flag),
            cell @ (Cell::Number { .. } | Cell::Date(_))
                if ledger.schema.fields[field].kind != Kind::Year =>
            {
                let unit = ledger.schema.fields[field].unit.clone().unwrap_or_default();
                Value::from_object(CellObject {
                    scope: Arc::clone(&self.scope),
                    cell,
                    unit,
                })
            }
            cell => {
                // A line break inside a cell would end a table's row.
                let text = cell
                    .text()
                    .split(['\r', '\n'])
                    .collect::<Vec<_>>()
                    .join(" ");
                self.scope.remember(&text);
                Value::from(text)
            }
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let Some(ledger) = self.scope.ledgers.get(&self.ledger) else {
            return Enumerator::Empty;
        };
        let names = ledger
            .schema
            .fields
            .iter()
            .map(|field| Value::from(field.name.clone()));
        Enumerator::Values(names.collect())
    }
}

fn chart(
    scope: &Arc<Scope>,
    kind: &str,
    figures: &Value,
    options: &Kwargs,
) -> Result<String, Error> {
    let kind = match kind {
        "bar" => ChartKind::Bar,
        "column" => ChartKind::Column,
        "line" => ChartKind::Line,
        _ => {
            return Err(invalid(format!(
                "chart：图形是 bar、column 或 line，不是“{kind}”"
            )));
        }
    };
    let title: String = options.get("title")?;
    options.assert_all_used()?;
    let mut points = Vec::new();
    if let Some(family) = figures.downcast_object_ref::<FamilyObject>() {
        let members = family
            .members
            .iter()
            .filter_map(|index| scope.figure(*index).zip(Some(*index)));
        points.extend(members.map(|(figure, index)| {
            (
                figure
                    .member
                    .clone()
                    .unwrap_or_else(|| figure.label.clone()),
                index,
            )
        }));
    } else {
        for value in figures.try_iter()? {
            let Some(object) = value.downcast_object_ref::<FigureObject>() else {
                return Err(invalid(
                    "chart：第二项要是一族数字，或数字的列表".to_owned(),
                ));
            };
            let label = object
                .figure()
                .map(|figure| figure.label.clone())
                .unwrap_or_default();
            points.push((label, object.index));
        }
    }
    Ok(scope.mark(Mark::Chart {
        kind,
        title,
        points,
    }))
}
