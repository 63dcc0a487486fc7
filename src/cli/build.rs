//! `report build [YEAR…]`: load → check → compute → narrate → prove → render; all of out/ or nothing.

use clap::{Args, ValueEnum};

use super::{Exit, Shared, years};
use crate::compile::{self, Record};
use crate::diagnostic::{self, Diagnostic, Place, has_errors};
use crate::figure;
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
    #[command(flatten)]
    results: super::Results,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Md,
    Html,
    Pdf,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, opening) = shared.project_with(&arguments.results)?;
    if has_errors(&opening) {
        shared.warn(&opening)?;
        return Ok(Exit::Failed);
    }
    let wanted = match years(&project, &arguments.years, arguments.all) {
        Ok(years) => years,
        Err(complaint) => return Ok(shared.refuse(&complaint)),
    };
    if let Some(complaint) = arguments.results.unfit(&wanted) {
        return Ok(shared.refuse(complaint));
    }
    // All years are made before one lands: each is held against last year's report as it was
    // published, not as this very run is about to write it.
    let mut made = Vec::new();
    for year in wanted {
        made.push(make(year, arguments, shared)?);
    }
    let mut worst = Exit::Fine;
    for one in &made {
        let next = made.iter().find(|other| other.year == one.year + 1);
        worst = worse(worst, finish(one, next, arguments, shared)?);
    }
    Ok(worst)
}

/// The graver of two ends: a year that fails is worse than one that is stale.
fn worse(a: Exit, b: Exit) -> Exit {
    let gravity = |exit: Exit| match exit {
        Exit::Fine => 0,
        Exit::Stale => 1,
        Exit::Failed => 2,
        Exit::Usage => 3,
        Exit::Environment => 4,
    };
    if gravity(b) > gravity(a) { b } else { a }
}

/// A year's report, made but not landed.
struct Made {
    year: i32,
    project: Project,
    found: Vec<Diagnostic>,
    /// Its files; none where a finding is an error.
    files: Option<Vec<output::File>>,
    record: Record,
}

fn make(year: i32, arguments: &Arguments, shared: &Shared) -> anyhow::Result<Made> {
    // Each year is read afresh, so that figures.json names its own inputs and no other year's.
    let (project, mut found) = shared.project_with(&arguments.results)?;
    found.extend(figure::unfit(&project, year));
    let (report, compiled) = compile::compile(&project, year)?;
    found.extend(compiled);
    let mut made = Made {
        year,
        found,
        files: None,
        record: Record::Free,
        project,
    };
    if let Some(report) = report {
        let outputs = outputs(&made.project, arguments);
        let (files, rendered) = output::render(&made.project, &report, &outputs)?;
        made.found.extend(rendered);
        let rounding = made.project.settings.rounding;
        made.record = compile::record(&made.project, year, &report.figures, rounding)?;
        made.files = (!has_errors(&made.found)).then_some(files);
        // A command makes few reports before it ends, and to take one apart takes as long as to prove it.
        std::mem::forget(report);
    }
    Ok(made)
}

/// Lands a year's report, or says why not.
fn finish(
    made: &Made,
    next: Option<&Made>,
    arguments: &Arguments,
    shared: &Shared,
) -> anyhow::Result<Exit> {
    let year = made.year;
    let Some(files) = &made.files else {
        shared.warn(&made.found)?;
        shared.say(&format!("{year} 年的报告没有生成，out/{year} 没有动。\n"))?;
        return Ok(Exit::Failed);
    };
    let mut found = made.found.clone();
    // What the next year's guard stops at must not be gone when it looks again.
    let stops_next = |next: &Made| next.found.iter().any(|f| f.code == diagnostic::RESTATED);
    match &made.record {
        Record::Restated => {
            shared.warn(&found)?;
            shared.say(&format!(
                "out/{year} 是公布过的，{} 年的报告重述了它的数：不重写。\n",
                year + 1
            ))?;
            return Ok(Exit::Fine);
        }
        Record::Moved(_) if next.is_some_and(stops_next) => {
            shared.warn(&found)?;
            shared.say(&format!(
                "out/{year} 没有动：它公布过的数变了，{} 年的报告还没有说明。\n",
                year + 1
            ))?;
            return Ok(Exit::Failed);
        }
        Record::Moved(names) if !arguments.check => found.push(record_lost(year, names)),
        _ => {}
    }
    if arguments.check {
        let stale = output::is_current(&made.project, year, files)?;
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
    output::land(&made.project, year, files)?;
    shared.warn(&found)?;
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    shared.say(&format!(
        "{} 已生成：{}\n",
        output::folder(year),
        names.join("、")
    ))?;
    Ok(Exit::Fine)
}

/// A year that is over was written anew: what it had published is not on record any more.
fn record_lost(year: i32, names: &[String]) -> Diagnostic {
    let next = year + 1;
    let first: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("“{name}”"))
        .collect();
    let rest = if names.len() > 5 {
        format!("等 {} 个数", names.len())
    } else {
        String::new()
    };
    let message = format!(
        "out/{year} 换成了新算的数：{}{rest}和原来的不同，{next} 年的报告以后核对不到原来的数",
        first.concat()
    );
    Diagnostic::new(diagnostic::RECORD_LOST, message)
        .at(Place::file(&format!("{}/figures.json", output::folder(year))))
        .help(format!(
            "这一年没有公布过，不用管；公布过的，恢复 out/{year}，再在 data/{next}/year.toml 里写 [[restate]]"
        ))
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
