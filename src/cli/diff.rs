//! `report diff OLD NEW`: two years, a year at two revisions, or two figures.json files; what changed
//! and which rows made it.

use std::path::Path;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Exit, Shared, table, to_stdout, verdict, years};
use crate::compile::{self, Year};
use crate::diagnostic::Diagnostic;
use crate::diff::{self, Computed, Shown, Side};
use crate::figure::Published;
use crate::number::{Number, Rounding};
use crate::project::Project;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 旧的一边：年份、年份@版本（git 的分支、标签、提交号），或一个 figures.json
    #[arg(value_name = "旧")]
    old: String,
    /// 新的一边：写法相同
    #[arg(value_name = "新")]
    new: String,
    /// 只要变动超过这个比率的，如 10%
    #[arg(long, value_name = "比率")]
    over: Option<String>,
    /// 说明前几个变动的来历，其余的各列一行
    #[arg(long, value_name = "几个", default_value_t = 5)]
    top: usize,
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
    /// A year as it is now, or at a revision of the project's repository.
    Year(i32, Option<String>),
    /// A figures.json.
    File(String),
}

/// A side, loaded.
enum Loaded {
    Year {
        name: String,
        year: Box<Year>,
        published: Option<String>,
    },
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
    let mut rounding = Rounding::default();
    let mut found = Vec::new();
    let mut loaded = Vec::new();
    for name in [&arguments.old, &arguments.new] {
        let Some(named) = named(name) else {
            return Ok(shared.refuse(&format!(
                "“{name}”在 @ 后面要写版本：分支、标签、提交号，如 {name}HEAD~1"
            )));
        };
        loaded.push(match named {
            Named::File(name) => {
                let text = read(&name, shared)?;
                Loaded::File(name, text)
            }
            Named::Year(year, revision) => {
                let (project, opening) = shared.project()?;
                let (project, opening) = match &revision {
                    Some(revision) => Project::at(&project.root, revision)?,
                    None => (project, opening),
                };
                rounding = project.settings.rounding;
                match load(&project, opening, year, revision.as_deref(), &mut found)? {
                    Ok(loaded) => loaded,
                    Err(complaint) => return Ok(shared.refuse(&complaint)),
                }
            }
        });
    }
    shared.warn(&found)?;
    let mut compared = Vec::new();
    for loaded in &loaded {
        match side(loaded, rounding) {
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
    let shown = Shown {
        over,
        told: arguments.top,
    };
    let over = shown.over.as_ref();
    to_stdout(&match arguments.format {
        Format::Table => diff::table(&diff, &shown),
        Format::Md => diff::markdown(&diff, &shown),
        Format::Html => diff::html(&diff, &shown)?,
        Format::Json => diff::json(&diff, over),
        Format::Csv => {
            let (head, lines) = diff::csv(&diff, over);
            table::csv(&head, &lines)?
        }
    })?;
    Ok(verdict(&found))
}

/// What an argument names; none where it is a year at no revision.
fn named(name: &str) -> Option<Named> {
    if let Ok(year) = name.parse() {
        return Some(Named::Year(year, None));
    }
    let at = name.split_once('@');
    let at = at.and_then(|(year, revision)| Some((year.parse().ok()?, revision)));
    match at {
        Some((_, "")) => None,
        Some((year, revision)) => Some(Named::Year(year, Some(revision.to_owned()))),
        None => Some(Named::File(name.to_owned())),
    }
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

/// Loads a year of `project`, and adds what is found that was not found before; or why there is no
/// such year.
fn load(
    project: &Project,
    opening: Vec<Diagnostic>,
    year: i32,
    revision: Option<&str>,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Result<Loaded, String>> {
    let at = |words: String| match revision {
        Some(revision) => format!("版本“{revision}”：{words}"),
        None => words,
    };
    if let Err(complaint) = years(project, &[year], false) {
        return Ok(Err(at(complaint)));
    }
    let (declarations, declared) = compile::declarations(project)?;
    let (computed, loaded) = compile::year(project, &declarations, year)?;
    for mut finding in opening.into_iter().chain(declared).chain(loaded) {
        finding.message = at(finding.message);
        // What is wrong in a register or a declaration is wrong for both years.
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    Ok(Ok(Loaded::Year {
        name: match revision {
            Some(revision) => format!("{year}@{revision}"),
            None => year.to_string(),
        },
        year: Box::new(computed),
        published: project.published(year)?,
    }))
}

/// A side to be compared; the name of a file that is no figures.json.
fn side(loaded: &Loaded, rounding: Rounding) -> Result<Side<'_>, &str> {
    match loaded {
        Loaded::File(name, text) => Side::of_json(name, text).map_err(|_| name.as_str()),
        Loaded::Year {
            name,
            year,
            published,
        } => {
            let side = Side::of_year(
                name,
                Computed {
                    year: year.year,
                    figures: &year.figures,
                    ledgers: &year.ledgers,
                },
            );
            // No out/<year>/figures.json, nothing to be held against.
            let published = published.as_deref();
            Ok(
                match published.and_then(|text| Published::read(text).ok()) {
                    Some(published) => side.published_as(&published, rounding),
                    None => side,
                },
            )
        }
    }
}

/// A rate such as 10%, as a fraction of one.
fn rate(text: &str) -> Option<Number> {
    let percent = Number::parse(text.strip_suffix(['%', '％'])?)?;
    (!percent.is_negative()).then(|| &percent * &Number::scaled(1, 2))
}
