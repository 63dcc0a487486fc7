//! Arguments parsed, and clap's complaints in Chinese.

use std::ffi::OsString;
use std::fmt::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use super::{Cli, Exit};

/// The program has nothing more to do than to print this.
pub(super) struct Stop {
    pub text: String,
    pub exit: Exit,
}

/// Parses the command line; help, version and mistakes stop it.
pub(super) fn arguments(arguments: impl Iterator<Item = OsString>) -> Result<Cli, Stop> {
    Cli::try_parse_from(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop {
            text: in_chinese(&error.render().to_string()),
            exit: Exit::Fine,
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop {
            text: in_chinese(&error.render().to_string()),
            exit: Exit::Usage,
        },
        _ => Stop {
            text: complaint(&error),
            exit: Exit::Usage,
        },
    })
}

/// The words that clap itself puts into a help, which no attribute reaches.
fn in_chinese(help: &str) -> String {
    let words = [
        ("Usage: ", "用法："),
        ("[OPTIONS]", "[选项]"),
        ("Arguments:", "参数:"),
        ("Options:", "选项:"),
        ("[default: ", "[默认 "),
        ("[possible values: ", "[可选 "),
    ];
    let replace = |help: String, (english, chinese): &(&str, &str)| help.replace(english, chinese);
    let mut help = words.iter().fold(help.to_owned(), replace);
    if !help.ends_with('\n') {
        help.push('\n');
    }
    help
}

fn complaint(error: &clap::Error) -> String {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join("、")),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let mut said = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有“{command}”这个命令")
        }
        ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
        ErrorKind::UnknownArgument => format!("不认识“{argument}”"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺一个值"),
        ErrorKind::ValueValidation if argument.contains("年份") => {
            format!("“{value}”不是年份；写四位数字，如 2020")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("“{argument}”不能是“{value}”")
        }
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            if other == argument {
                format!("“{argument}”写了两遍")
            } else {
                format!("“{argument}”不能和“{other}”一起用")
            }
        }
        ErrorKind::InvalidUtf8 => "有一个参数读不出文字：它不是 UTF-8".to_owned(),
        ErrorKind::TooManyValues => format!("“{argument}”后面的值太多"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{argument}”后面的值不够")
        }
        ErrorKind::NoEquals => format!("“{argument}”后面缺等号"),
        _ => error.render().to_string().trim().to_owned(),
    };
    if let Some(valid) = text(ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
        let _ = write!(said, "；可以是：{valid}");
    }
    let meant = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    if let Some(meant) = meant.into_iter().find_map(text) {
        let _ = write!(said, "；是不是“{meant}”？");
    }
    let name = Cli::command().get_name().to_owned();
    format!("{said}\n用法看 {name} --help\n")
}
