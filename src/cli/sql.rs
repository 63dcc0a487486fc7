//! `report sql YEAR`: the year's checks and figures as SQL.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::{Exit, Shared, to_stdout, years};
use crate::compile;
use crate::diagnostic::has_errors;
use crate::sql::{self, DIALECTS, Wanted};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 哪个引擎的写法
    #[arg(long, value_name = "引擎", default_value = "duckdb", value_parser = engines())]
    dialect: String,
    /// 只要这几部分：setup 建表，checks 检查，figures 数字
    #[arg(
        long,
        value_name = "部分",
        value_delimiter = ',',
        default_value = "setup,checks,figures"
    )]
    part: Vec<Part>,
    /// 写在各文件路径前面的，如 /mnt/data/；不写就从项目文件夹算起
    #[arg(long, value_name = "前缀", default_value = "")]
    base: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Part {
    Setup,
    Checks,
    Figures,
}

fn engines() -> PossibleValuesParser {
    PossibleValuesParser::new(DIALECTS.iter().map(|(name, _)| *name))
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, mut found) = shared.project()?;
    if let Err(complaint) = years(&project, &[arguments.year], false) {
        return Ok(shared.refuse(&complaint));
    }
    let dialect = DIALECTS.iter().find(|(name, _)| *name == arguments.dialect);
    let Some((_, dialect)) = dialect else {
        return Ok(Exit::Usage);
    };
    let (declarations, declared) = compile::declarations(&project)?;
    found.extend(declared);
    if has_errors(&found) {
        shared.warn(&found)?;
        return Ok(Exit::Failed);
    }
    let parts: Vec<sql::Part> = arguments
        .part
        .iter()
        .map(|part| match part {
            Part::Setup => sql::Part::Setup,
            Part::Checks => sql::Part::Checks,
            Part::Figures => sql::Part::Figures,
        })
        .collect();
    let wanted = Wanted {
        year: arguments.year,
        dialect: *dialect,
        base: &arguments.base,
        parts: &parts,
    };
    let (script, said) = sql::write(
        &project,
        &declarations.schema,
        &declarations.definitions,
        wanted,
    )?;
    found.extend(said);
    shared.warn(&found)?;
    match script {
        Some(script) => {
            to_stdout(&script)?;
            Ok(Exit::Fine)
        }
        None => Ok(Exit::Failed),
    }
}
