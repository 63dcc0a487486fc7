//! `report check [YEAR…]`: everything but rendering. Its findings are its result: they go to stdout.

use std::collections::HashSet;

use clap::Args;

use super::{Exit, Shared, verdict, years};
use crate::compile;
use crate::diagnostic::has_errors;
use crate::figure;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份；不写就是最新一年
    #[arg(value_name = "年份")]
    years: Vec<i32>,
    /// 全部年份
    #[arg(long, conflicts_with = "years")]
    all: bool,
    #[command(flatten)]
    results: super::Results,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, mut found) = shared.project_with(&arguments.results)?;
    let wanted = match years(&project, &arguments.years, arguments.all) {
        Ok(years) => years,
        Err(complaint) => return Ok(shared.refuse(&complaint)),
    };
    if let Some(complaint) = arguments.results.unfit(&wanted) {
        return Ok(shared.refuse(complaint));
    }
    if let [year] = wanted.as_slice() {
        found.extend(figure::unfit(&project, *year));
    }
    if !has_errors(&found) {
        let mut told = HashSet::new();
        for year in &wanted {
            let (_, compiled) = compile::compile_bare(&project, *year)?;
            // What is wrong in the declarations or a register is wrong for every year, once.
            for finding in compiled {
                let at = finding.place.as_ref();
                let place = at.map(|place| (place.file.clone(), place.line, place.column));
                if told.insert((finding.code.id, finding.message.clone(), place)) {
                    found.push(finding);
                }
            }
        }
    }
    shared.tell(&found)?;
    if !has_errors(&found) {
        let names: Vec<_> = wanted.iter().map(i32::to_string).collect();
        shared.say(&format!("{} 年检查通过。\n", names.join("、")))?;
    }
    Ok(verdict(&found))
}
