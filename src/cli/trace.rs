//! `report trace YEAR FIGURE`: the definition, the rows, each row's part, the sum.

use std::fmt::Write;

use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::{Exit, Format, Shared, rows, table, to_stdout};
use crate::compile::{Declarations, Year};
use crate::diagnostic::closest;
use crate::figure::{Figure, Part, Value, computed_in, describe, rows_of};
use crate::ledger::Ledger;
use crate::number::Rounding;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 数字的名字，如 疫情慰问资金、劳模.全国
    #[arg(value_name = "数字")]
    figure: String,
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
    let Some(figure) = year.figures.get(&arguments.figure) else {
        return Ok(shared.refuse(&unknown(&arguments.figure, year)));
    };
    // Rows that are elsewhere cannot be shown, and those that are here were not counted.
    let is_here = year.figures.outside().is_none();
    let ledger = figure.ledger().filter(|_| is_here);
    let ledger = ledger
        .and_then(|name| year.ledgers.get(name))
        .map(AsRef::as_ref);
    let parts = match ledger {
        Some(_) => rows_of(figure, &year.ledgers, year.year),
        None => Vec::new(),
    };
    let rounding = project.settings.rounding;
    let text = match arguments.format {
        Format::Json => in_json(figure, &parts, ledger, year, rounding),
        Format::Csv => in_csv(&parts, ledger)?,
        Format::Table => in_table(figure, &parts, year, &loaded.declarations, rounding),
    };
    to_stdout(&text)?;
    Ok(loaded.exit())
}

fn unknown(name: &str, year: &Year) -> String {
    if let Some(members) = year.figures.family(name) {
        let members = members.iter().filter_map(|index| year.figures.at(*index));
        let names: Vec<_> = members.map(|figure| figure.name.as_str()).collect();
        return format!("“{name}”是一族数字，写出其中一个：{}\n", names.join("、"));
    }
    let names = year.figures.iter().map(|figure| figure.name.as_str());
    match closest(name, names) {
        Some(known) => format!("没有数字“{name}”；是不是“{known}”？\n"),
        None => format!("没有数字“{name}”；有哪些：report figures {}\n", year.year),
    }
}

fn in_json(
    figure: &Figure,
    parts: &[Part],
    ledger: Option<&Ledger>,
    year: &Year,
    rounding: Rounding,
) -> String {
    let traced = |part: &Part| -> Option<Json> {
        let ledger = ledger?;
        let mut row = rows::in_json(ledger, part.row);
        row.insert("part".to_owned(), json!(part.part));
        Some(Json::Object(row))
    };
    let rows: Vec<Json> = parts.iter().filter_map(traced).collect();
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(figure.name));
    entry.insert("value".to_owned(), json!(figure.value_text(rounding)));
    entry.insert("unit".to_owned(), json!(figure.unit()));
    if let Some(fraction) = &figure.fraction {
        entry.insert("fraction".to_owned(), json!(fraction));
    }
    if let Value::List(items) = &figure.value {
        entry.insert("items".to_owned(), json!(items));
    }
    entry.insert("definition".to_owned(), figure.definition.table.clone());
    if !figure.definition.rule.operands().is_empty() {
        entry.insert("of".to_owned(), json!(figure.of));
    }
    if let Some(file) = outside(figure, year) {
        entry.insert("outside".to_owned(), json!(file));
    }
    entry.insert("rows".to_owned(), Json::Array(rows));
    format!("{:#}\n", Json::Object(entry))
}

/// The file with an engine's results that a figure over rows was taken from.
fn outside<'a>(figure: &Figure, year: &'a Year) -> Option<&'a str> {
    figure.ledger().and_then(|_| year.figures.outside())
}

/// Each row's file, number and part, then its cells.
fn lines(parts: &[Part], ledger: &Ledger) -> Vec<Vec<String>> {
    let line = |part: &Part| {
        let file = ledger
            .file_of(part.row)
            .map(|file| file.source.path.clone());
        let mut line = vec![
            file.unwrap_or_default(),
            ledger.row_number(part.row).to_string(),
            part.part.clone().into_owned(),
        ];
        line.extend((0..ledger.columns.len()).map(|field| ledger.cell(part.row, field).text()));
        line
    };
    parts.iter().map(line).collect()
}

fn head(ledger: &Ledger) -> Vec<&str> {
    ledger
        .schema
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect()
}

fn in_csv(parts: &[Part], ledger: Option<&Ledger>) -> anyhow::Result<String> {
    let Some(ledger) = ledger else {
        return table::csv(&["file", "row", "part"], &[]);
    };
    let head = [vec!["file", "row", "part"], head(ledger)].concat();
    table::csv(&head, &lines(parts, ledger))
}

fn in_table(
    figure: &Figure,
    parts: &[Part],
    year: &Year,
    declarations: &Declarations,
    rounding: Rounding,
) -> String {
    let label = if figure.label == figure.name {
        String::new()
    } else {
        format!("（{}）", figure.label)
    };
    let mut text = format!(
        "{}{label} ＝ {}\n{}\n",
        figure.name,
        figure.written(rounding),
        describe(figure, &declarations.schema),
    );
    if let Some(fraction) = &figure.fraction {
        let _ = writeln!(text, "＝ {fraction}");
    }
    for name in &figure.of {
        let operand = year.figures.get(name);
        let value = operand
            .map(|operand| operand.written(rounding))
            .unwrap_or_default();
        let _ = writeln!(text, "  {name}  {value}");
    }
    let ledger = figure.ledger().and_then(|name| year.ledgers.get(name));
    if let Some(file) = outside(figure, year) {
        let _ = writeln!(text, "共 {} 行，{}", figure.row_count, computed_in(file));
    } else if let Some(ledger) = ledger {
        let _ = write!(text, "共 {} 行\n\n", parts.len());
        let head = [vec!["文件", "行", "计入"], head(ledger)].concat();
        text.push_str(&table::table(&head, &lines(parts, ledger), &[1, 2]));
    }
    text
}
