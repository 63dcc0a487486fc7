//! `report figures YEAR`: all figures of a year.

use clap::Args;
use serde_json::Value as Json;

use super::{Exit, Format, Shared, table, to_stdout};
use crate::figure::{Figure, Value};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
    #[command(flatten)]
    results: super::Results,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let loaded = match shared.load_with(arguments.year, &arguments.results)? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let (project, year) = (&loaded.project, &loaded.year);
    let rounding = project.settings.rounding;
    let value = |figure: &Figure| match &figure.value {
        Value::List(items) => items.join("、"),
        _ => figure.value_text(rounding).unwrap_or_default(),
    };
    let text = match arguments.format {
        Format::Json => {
            let entries = year.figures.iter().map(|figure| figure.entry(rounding));
            let all: Vec<Json> = entries.map(Json::Object).collect();
            format!("{:#}\n", Json::Array(all))
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
                        figure.written(rounding),
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
    Ok(loaded.exit())
}
