//! `report read F.csv`: any CSV as plain strings, the way a ledger's file is read.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::{Map, Value as Json};

use super::{Exit, Format, Shared, table, to_stdout};
use crate::diagnostic::{self, Diagnostic, Place};
use crate::project::decode;
use crate::source::csv::{Record, Records};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// CSV 文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let path = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("读不了 {path}"))?;
    let source = match decode(&path, &bytes) {
        Ok(source) => source,
        Err(finding) => {
            shared.warn(&[finding])?;
            return Ok(Exit::Failed);
        }
    };
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while records.read(&mut record) {
        if let Some(index) = record.broken_quote {
            let start = record.span(index).start;
            let place = Place::span(&source, start..start + 1).in_row(record.row, None);
            let message = "引号没有配对，或引号后面还有字";
            let finding = Diagnostic::new(diagnostic::UNCLOSED_QUOTE, message).at(place);
            shared.warn(&[finding.help("整格用一对英文双引号括起来，格里的双引号写两个")])?;
            return Ok(Exit::Failed);
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    let head: Vec<String> = if rows.is_empty() {
        Vec::new()
    } else {
        rows.remove(0)
    };
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
    // Every column has a name, so that no cell is lost.
    let name = |index: usize| match head.get(index).filter(|name| !name.is_empty()) {
        Some(name) if !head[..index].contains(name) => name.clone(),
        Some(name) => format!("{name}（第{}列）", index + 1),
        None => format!("第{}列", index + 1),
    };
    let names: Vec<String> = (0..widest).map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for row in &mut rows {
        row.resize(widest, String::new());
    }
    let text = match arguments.format {
        Format::Json => {
            let object = |row: &Vec<String>| {
                let cells = names.iter().zip(row);
                let cells =
                    cells.map(|(name, cell)| ((*name).to_owned(), Json::from(cell.as_str())));
                Json::Object(cells.collect::<Map<_, _>>())
            };
            format!("{:#}\n", Json::Array(rows.iter().map(object).collect()))
        }
        Format::Csv => table::csv(&names, &rows)?,
        Format::Table => table::table(&names, &rows, &[]),
    };
    to_stdout(&text)?;
    Ok(Exit::Fine)
}
