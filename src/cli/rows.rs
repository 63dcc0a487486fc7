//! `report rows YEAR LEDGER`: a ledger's rows as loaded.

use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::{Exit, Format, Shared, table, to_stdout};
use crate::diagnostic::closest;
use crate::ledger::{Cell, Ledger};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 台账的名字，如 funds
    #[arg(value_name = "台账")]
    ledger: String,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let loaded = match shared.load(arguments.year)? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let year = &loaded.year;
    let Some(ledger) = year.ledgers.get(&arguments.ledger) else {
        let names: Vec<_> = year.ledgers.keys().map(String::as_str).collect();
        let help = closest(&arguments.ledger, names.iter().copied()).map_or_else(
            || format!("有：{}", names.join("、")),
            |name| format!("是不是“{name}”？"),
        );
        return Ok(shared.refuse(&format!("没有台账“{}”；{help}", arguments.ledger)));
    };
    let all = 0..ledger.len();
    let text = match arguments.format {
        Format::Json => {
            let rows: Vec<Json> = all.map(|row| Json::Object(in_json(ledger, row))).collect();
            format!("{:#}\n", Json::Array(rows))
        }
        format => {
            let names = ledger.schema.fields.iter().map(|field| field.name.as_str());
            let head: Vec<&str> = names.collect();
            let cells = |row: usize| {
                (0..head.len())
                    .map(|field| ledger.cell(row, field).text())
                    .collect::<Vec<_>>()
            };
            let rows: Vec<_> = all.map(cells).collect();
            let numeric = |(index, field): (usize, &crate::schema::Field)| {
                field.kind.is_numeric().then_some(index)
            };
            let right: Vec<_> = ledger
                .schema
                .fields
                .iter()
                .enumerate()
                .filter_map(numeric)
                .collect();
            match format {
                Format::Csv => table::csv(&head, &rows)?,
                _ => table::table(&head, &rows, &right),
            }
        }
    };
    to_stdout(&text)?;
    Ok(loaded.exit())
}

/// A row's file, line, number and cells.
pub(super) fn in_json(ledger: &Ledger, row: usize) -> Map<String, Json> {
    let file = ledger.file_of(row).map(|file| file.source.path.as_str());
    let fields = ledger
        .schema
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let value = match ledger.cell(row, index) {
                Cell::Missing => Json::Null,
                Cell::Boolean(flag) => Json::Bool(flag),
                cell => Json::String(cell.text()),
            };
            (field.name.clone(), value)
        });
    let entry = [
        ("file".to_owned(), json!(file)),
        ("line".to_owned(), json!(ledger.line_number(row))),
        ("row".to_owned(), json!(ledger.row_number(row))),
        ("fields".to_owned(), Json::Object(fields.collect())),
    ];
    entry.into_iter().collect()
}
