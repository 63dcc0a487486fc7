//! `report completions SHELL`: shell completions.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Cli, Exit, to_stdout};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// bash、zsh、fish、powershell 或 elvish
    #[arg(value_name = "外壳")]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "report", &mut script);
    to_stdout(&String::from_utf8(script)?)?;
    Ok(Exit::Fine)
}
