//! `report build [YEAR…]`: load → check → compute → narrate → prove → render; all of out/ or nothing.

use clap::{Args, ValueEnum};

use super::{Exit, Shared, years};
use crate::compile;
use crate::diagnostic::{self, Diagnostic, Place, has_errors};
use crate::output;
use crate::project::{Output, Project};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份；不写就是最新一年
    #[arg(value_name = "年份")]
    years: Vec<i32>,
    /// 全部年份
    #[arg(long, conflicts_with = "years")]
    all: bool,
    /// 只写这几种：md、html、pdf；figures.json 总是写
    #[arg(long, value_name = "格式", value_delimiter = ',')]
    format: Vec<Kind>,
    /// 不写文件，只看 out/ 是不是最新：是为 0，不是为 3
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Md,
    Html,
    Pdf,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, opening) = shared.project()?;
    if has_errors(&opening) {
        shared.warn(&opening)?;
        return Ok(Exit::Failed);
    }
    let wanted = match years(&project, &arguments.years, arguments.all) {
        Ok(years) => years,
        Err(complaint) => return Ok(shared.refuse(&complaint)),
    };
    let mut worst = Exit::Fine;
    for year in wanted {
        // Each year is read afresh, so that figures.json names its own inputs and no other year's.
        let (project, opening) = shared.project()?;
        worst = worst.max(one(&project, opening, year, arguments, shared)?);
    }
    Ok(worst)
}

fn one(
    project: &Project,
    mut found: Vec<Diagnostic>,
    year: i32,
    arguments: &Arguments,
    shared: &Shared,
) -> anyhow::Result<Exit> {
    let (report, compiled) = compile::compile(project, year)?;
    found.extend(compiled);
    let Some(report) = report else {
        shared.warn(&found)?;
        shared.say(&format!("{year} 年的报告没有生成，out/{year} 没有动。\n"))?;
        return Ok(Exit::Failed);
    };
    let outputs = outputs(project, arguments);
    let (files, rendered) = output::render(project, &report, &outputs)?;
    found.extend(rendered);
    if has_errors(&found) {
        shared.warn(&found)?;
        shared.say(&format!("{year} 年的报告没有生成，out/{year} 没有动。\n"))?;
        return Ok(Exit::Failed);
    }
    if arguments.check {
        let stale = output::is_current(project, year, &files)?;
        let finding = |name: &&str| {
            let path = format!("{}/{name}", output::folder(year));
            Diagnostic::new(diagnostic::STALE, format!("{path} 不是最新的"))
                .at(Place::file(&path))
                .help(format!("运行 report build {year}，把结果一起提交"))
        };
        found.extend(stale.iter().map(finding));
        shared.warn(&found)?;
        return Ok(if stale.is_empty() {
            Exit::Fine
        } else {
            Exit::Stale
        });
    }
    output::land(project, year, &files)?;
    shared.warn(&found)?;
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    shared.say(&format!(
        "{} 已生成：{}\n",
        output::folder(year),
        names.join("、")
    ))?;
    Ok(Exit::Fine)
}

fn outputs(project: &Project, arguments: &Arguments) -> Vec<Output> {
    if arguments.format.is_empty() {
        return project.settings.outputs.clone();
    }
    let asked = arguments.format.iter().map(|kind| match kind {
        Kind::Md => Output::Markdown,
        Kind::Html => Output::Html,
        Kind::Pdf => Output::Pdf,
    });
    let mut outputs: Vec<Output> = asked.collect();
    outputs.sort_unstable();
    outputs.dedup();
    outputs
}
