//! `report diff OLD NEW`: two years, or two figures.json files; what changed and which rows made it.

use std::path::Path;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Exit, Shared, table, to_stdout, years};
use crate::compile::{self, Year};
use crate::diagnostic;
use crate::diff::{self, Computed, Side};
use crate::number::{Number, Rounding};
use crate::output;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 旧的一边：年份，或一个 figures.json
    #[arg(value_name = "旧")]
    old: String,
    /// 新的一边：年份，或一个 figures.json
    #[arg(value_name = "新")]
    new: String,
    /// 只要变动超过这个比率的，如 10%
    #[arg(long, value_name = "比率")]
    over: Option<String>,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Md,
    Html,
    Json,
    Csv,
}

/// What an argument names.
enum Named {
    Year(Box<Year>, Option<String>),
    File(String, String),
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let over = match arguments.over.as_deref().map(rate) {
        Some(None) => {
            return Ok(shared.refuse("--over 要写百分数，如 --over 10%"));
        }
        Some(over) => over,
        None => None,
    };
    let names = [&arguments.old, &arguments.new];
    let asked: Vec<i32> = names.iter().filter_map(|name| name.parse().ok()).collect();
    let (rounding, mut loaded, is_wrong) = match load(&asked, shared)? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let mut sides = Vec::new();
    for name in names {
        sides.push(if name.parse::<i32>().is_ok() {
            let (year, published) = loaded.remove(0);
            Named::Year(Box::new(year), published)
        } else {
            Named::File(name.clone(), read(name, shared)?)
        });
    }
    let mut compared = Vec::new();
    for named in &sides {
        match side(named, rounding) {
            Ok(side) => compared.push(side),
            Err(name) => {
                return Ok(shared.refuse(&format!(
                    "{name} 不是 report 写的 figures.json：要么写年份，要么写 out/ 里的 figures.json"
                )));
            }
        }
    }
    let [old, new] = compared.as_slice() else {
        return Ok(Exit::Usage);
    };
    let diff = diff::compare(old, new, rounding);
    let over = over.as_ref();
    to_stdout(&match arguments.format {
        Format::Table => diff::table(&diff, over),
        Format::Md => diff::markdown(&diff, over),
        Format::Html => diff::html(&diff, over)?,
        Format::Json => diff::json(&diff, over),
        Format::Csv => {
            let (head, lines) = diff::csv(&diff, over);
            table::csv(&head, &lines)?
        }
    })?;
    Ok(if is_wrong { Exit::Failed } else { Exit::Fine })
}

/// A file's text: from here, else from the project folder of `-C`.
fn read(name: &str, shared: &Shared) -> anyhow::Result<String> {
    let here = Path::new(name);
    let below = shared.directory.as_ref().map(|folder| folder.join(name));
    let path = match below {
        Some(below) if !here.exists() => below,
        _ => here.to_owned(),
    };
    std::fs::read_to_string(path).with_context(|| format!("读不了 {name}"))
}

/// What loading the years gives: how to round, each year with its published figures.json, and
/// whether any of it is wrong.
type Loaded = (Rounding, Vec<(Year, Option<String>)>, bool);

/// Loads the years asked for; two files need no project.
fn load(asked: &[i32], shared: &Shared) -> anyhow::Result<Result<Loaded, Exit>> {
    if asked.is_empty() {
        return Ok(Ok((Rounding::default(), Vec::new(), false)));
    }
    let (project, mut found) = shared.project()?;
    if let Err(complaint) = years(&project, asked, false) {
        return Ok(Err(shared.refuse(&complaint)));
    }
    let (declarations, declared) = compile::declarations(&project)?;
    found.extend(declared);
    let mut loaded = Vec::new();
    for year in asked {
        let (computed, more) = compile::year(&project, &declarations, *year)?;
        // A register's findings are the same for both years.
        for finding in more {
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
        let path = format!("{}/figures.json", output::folder(*year));
        let published = project.read(&path)?;
        let published = published.and_then(|bytes| String::from_utf8(bytes).ok());
        loaded.push((computed, published));
    }
    shared.warn(&found)?;
    let is_wrong = diagnostic::has_errors(&found);
    Ok(Ok((project.settings.rounding, loaded, is_wrong)))
}

/// A side to be compared; the name of a file that is no figures.json.
fn side(named: &Named, rounding: Rounding) -> Result<Side<'_>, &str> {
    match named {
        Named::File(name, text) => Side::of_json(name, text).ok_or(name.as_str()),
        Named::Year(year, published) => {
            let side = Side::of_year(Computed {
                year: year.year,
                figures: &year.figures,
                ledgers: &year.ledgers,
            });
            // No out/<year>/figures.json, nothing to be held against.
            let published = published.as_deref();
            Ok(match published.and_then(|text| Side::of_json("", text)) {
                Some(published) => side.published_as(&published, rounding),
                None => side,
            })
        }
    }
}

/// A rate such as 10%, as a fraction of one.
fn rate(text: &str) -> Option<Number> {
    let percent = Number::parse(text.strip_suffix(['%', '％'])?)?;
    (!percent.is_negative()).then(|| &percent * &Number::scaled(1, 2))
}
