//! `report explain CODE`: what a code means, with an example.

use clap::Args;

use super::{Exit, Shared, to_stdout};
use crate::diagnostic::{CODES, find};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 编号，如 L201；不写就列出全部
    #[arg(value_name = "编号")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let Some(id) = &arguments.code else {
        let lines = CODES
            .iter()
            .map(|code| format!("{}  {}  {}\n", code.id, code.severity.label(), code.title()));
        to_stdout(lines.collect::<String>())?;
        return Ok(Exit::Fine);
    };
    if let Some(code) = find(id) {
        to_stdout(code.page)?;
        return Ok(Exit::Fine);
    }
    Ok(shared.refuse(&format!("没有编号“{id}”；全部编号：report explain")))
}
