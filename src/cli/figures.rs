//! `report figures YEAR`: all figures of a year.

use clap::Args;
use serde_json::json;

use super::{Exit, Format, Shared, table, to_stderr, to_stdout, years};
use crate::compile;
use crate::diagnostic::has_errors;
use crate::document::written;
use crate::figure::{Figure, Value};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, mut found) = shared.project()?;
    if let Err(complaint) = years(&project, &[arguments.year]) {
        to_stderr(&complaint)?;
        return Ok(Exit::Usage);
    }
    let (declarations, declared) = compile::declarations(&project)?;
    found.extend(declared);
    let (year, loaded) = compile::year(&project, &declarations, arguments.year)?;
    found.extend(loaded);
    shared.warn(&found)?;
    if has_errors(&found) {
        return Ok(Exit::Failed);
    }
    let rounding = project.settings.rounding;
    let value = |figure: &Figure| match &figure.value {
        Value::List(items) => items.join("、"),
        _ => figure.value_text(rounding).unwrap_or_default(),
    };
    let text = match arguments.format {
        Format::Json => {
            let all: Vec<_> = year
                .figures
                .iter()
                .map(|figure| {
                    let mut entry = json!({
                        "name": figure.name,
                        "label": figure.label,
                        "value": figure.value_text(rounding),
                        "unit": figure.unit(),
                        "ledger": figure.ledger(),
                        "row_count": figure.row_count,
                    });
                    if let Some(fraction) = &figure.fraction {
                        entry["fraction"] = json!(fraction);
                    }
                    if let Value::List(items) = &figure.value {
                        entry["items"] = json!(items);
                    }
                    entry
                })
                .collect();
            format!("{:#}\n", json!(all))
        }
        Format::Csv => {
            let head = ["name", "label", "value", "unit", "ledger", "row_count"];
            let rows: Vec<_> = year
                .figures
                .iter()
                .map(|figure| {
                    vec![
                        figure.name.clone(),
                        figure.label.clone(),
                        value(figure),
                        figure.unit().to_owned(),
                        figure.ledger().unwrap_or_default().to_owned(),
                        figure.row_count.to_string(),
                    ]
                })
                .collect();
            table::csv(&head, &rows)?
        }
        Format::Table => {
            let rows: Vec<_> = year
                .figures
                .iter()
                .map(|figure| {
                    let ledger = figure.ledger().unwrap_or("（由数字算出）");
                    vec![
                        figure.name.clone(),
                        written(figure, rounding),
                        ledger.to_owned(),
                        figure.row_count.to_string(),
                        figure.label.clone(),
                    ]
                })
                .collect();
            table::table(&["名字", "数值", "台账", "行数", "说明"], &rows, &[1, 3])
        }
    };
    to_stdout(&text)?;
    Ok(Exit::Fine)
}
