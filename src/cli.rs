//! The commands' arguments, and what all commands share: where the project is, how findings are
//! printed, which exit code follows. One command a file; each is a few lines over the library.

mod audit;
mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod figures;
mod messages;
mod parse;
mod progress;
mod read;
mod results;
mod rows;
mod sql;
mod table;
mod trace;

use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::beside;
use crate::compile::{self, Declarations, Year};
use crate::diagnostic::{self, Diagnostic};
use crate::figure;
use crate::project::{Manner, Project};
use messages::Stream;
use results::Results;

/// How a command ended; its number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// Data or prose failed a check; nothing was written.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// `--check` found out/ stale.
    Stale = 3,
    /// Reading, writing or the environment failed.
    Environment = 4,
}

#[derive(Debug, Parser)]
#[command(
    name = "report",
    version,
    about = "年度报告编译器：每个数字都从台账的行里算出来",
    long_about = None,
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}",
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    next_help_heading = "通用选项",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Shared {
    /// 项目文件夹；不写就从当前文件夹往上找
    #[arg(short = 'C', value_name = "文件夹", global = true)]
    directory: Option<PathBuf>,
    /// 提示的格式
    #[arg(long, value_name = "格式", default_value = "human", global = true)]
    message_format: MessageFormat,
    /// 颜色
    #[arg(long, value_name = "何时", default_value = "auto", global = true)]
    color: Color,
    /// 只报错误
    #[arg(short, long, global = true)]
    quiet: bool,
    /// 最多用几个线程；不写就是有几个核用几个，结果都一样
    #[arg(long, value_name = "个数", global = true, value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// 显示帮助
    #[arg(short, long, action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// Where this command's messages go.
    #[arg(skip)]
    stream: Stream,
    /// What a log will hold that can only be printed whole, at the end.
    #[arg(skip)]
    kept: RefCell<Vec<Diagnostic>>,
    /// The project's folder, once it is open.
    #[arg(skip)]
    root: RefCell<Option<PathBuf>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    Human,
    Short,
    Json,
    Github,
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Subcommand)]
#[command(help_template = "{about}\n\n用法：{usage}\n\n{all-args}")]
enum Command {
    /// 生成报告：全部算出、证明之后才写 out/
    Build(build::Arguments),
    /// 只检查，不生成
    Check(check::Arguments),
    /// 列出一年的全部数字
    Figures(figures::Arguments),
    /// 追查一个数字：定义和背后的每一行
    Trace(trace::Arguments),
    /// 核对一份写好的稿子：每个数字对不对得上
    Audit(audit::Arguments),
    /// 比较两年、一年的两个版本，或两个 figures.json：变了多少，是哪些行
    Diff(diff::Arguments),
    /// 把一年的检查和数字写成 SQL，交给别的引擎算
    Sql(sql::Arguments),
    /// 列出一本台账读进来的各行
    Rows(rows::Arguments),
    /// 原样读出任意一个 CSV 文件
    Read(read::Arguments),
    /// 解释一个编号
    Explain(explain::Arguments),
    /// 输出命令行补全脚本
    Completions(completions::Arguments),
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let mut cli = match parse::arguments(std::env::args_os()) {
        Ok(cli) => cli,
        Err(parse::Stop { text, exit }) => {
            let printed = match exit {
                Exit::Fine => to_stdout(&text),
                _ => to_stderr(&text),
            };
            return code(match printed {
                Ok(()) => exit,
                Err(error) => {
                    let _ = to_stderr(&format!("{}\n", in_words(&error)));
                    Exit::Environment
                }
            });
        }
    };
    if matches!(cli.command, Command::Check(_)) {
        cli.shared.stream = Stream::Result;
    }
    let shared = &cli.shared;
    if !matches!(
        cli.command,
        Command::Read(_) | Command::Explain(_) | Command::Completions(_)
    ) {
        let manner = Manner {
            threads: shared.threads.map(usize::from),
            ..Manner::default()
        };
        beside::hire(manner.most_threads());
    }
    let result = match &cli.command {
        Command::Build(arguments) => build::run(arguments, shared),
        Command::Check(arguments) => check::run(arguments, shared),
        Command::Figures(arguments) => figures::run(arguments, shared),
        Command::Trace(arguments) => trace::run(arguments, shared),
        Command::Audit(arguments) => audit::run(arguments, shared),
        Command::Diff(arguments) => diff::run(arguments, shared),
        Command::Sql(arguments) => sql::run(arguments, shared),
        Command::Rows(arguments) => rows::run(arguments, shared),
        Command::Read(arguments) => read::run(arguments, shared),
        Command::Explain(arguments) => explain::run(arguments, shared),
        Command::Completions(arguments) => completions::run(arguments),
    };
    code(shared.finish(result))
}

/// An error and what it came of, the system's reasons in Chinese.
fn in_words(error: &anyhow::Error) -> String {
    use std::io::ErrorKind;
    let said = error.chain().map(|cause| {
        let reason = cause.downcast_ref::<std::io::Error>();
        let words = reason.and_then(|error| match error.kind() {
            ErrorKind::NotFound => Some("没有这个文件或文件夹"),
            ErrorKind::PermissionDenied => Some("没有权限，或者它正被别的程序打开：先关掉再试"),
            ErrorKind::ResourceBusy => Some("它正被别的程序打开：先关掉再试"),
            ErrorKind::AlreadyExists => Some("已经有一个同名的文件"),
            ErrorKind::StorageFull => Some("磁盘满了"),
            ErrorKind::QuotaExceeded => Some("磁盘配额用完了"),
            ErrorKind::ReadOnlyFilesystem => Some("这里只能读，不能写"),
            ErrorKind::IsADirectory => Some("它是文件夹，不是文件"),
            ErrorKind::NotADirectory => Some("它不是文件夹"),
            // A file that another program holds open on Windows: ERROR_SHARING_VIOLATION.
            _ if cfg!(windows) && error.raw_os_error() == Some(32) => {
                Some("它正被 WPS 或 Excel 打开：先关掉再试")
            }
            _ => None,
        });
        words.map_or_else(|| cause.to_string(), str::to_owned)
    });
    said.collect::<Vec<_>>().join("：")
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit as u8)
}

/// Prints a result.
fn to_stdout(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    written(
        stdout
            .write_all(text.as_ref())
            .and_then(|()| stdout.flush()),
    )
}

/// Prints a message.
fn to_stderr(text: &str) -> anyhow::Result<()> {
    written(std::io::stderr().lock().write_all(text.as_bytes()))
}

/// Whoever reads our output may stop reading, as in `report figures 2020 | head`: no failure, and
/// no reason to end with another exit code than otherwise.
fn written(result: std::io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("写不出结果"),
    }
}

impl Shared {
    /// Opens the project that the command is about.
    fn project(&self) -> anyhow::Result<(Project, Vec<Diagnostic>)> {
        let here = self.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        let folder = Project::find(&here)?;
        let mut opened = Project::open(&folder)?;
        opened.0.manner.threads = self.threads.map(usize::from);
        if !self.quiet {
            opened.0.manner.watcher = Some(Arc::new(progress::Bar::new()));
        }
        *self.root.borrow_mut() = Some(folder);
        Ok(opened)
    }
}

/// A year's data, loaded for a command that shows some of it.
struct Loaded {
    project: Project,
    declarations: Declarations,
    year: Year,
    /// Whether a finding is an error: what is shown then is what the rows say, and the exit code
    /// says that it cannot be relied on.
    is_wrong: bool,
}

impl Loaded {
    fn exit(&self) -> Exit {
        if self.is_wrong {
            Exit::Failed
        } else {
            Exit::Fine
        }
    }
}

impl Shared {
    /// Loads `year` and warns of what is found; or the exit code where there is no such year.
    fn load(&self, year: i32) -> anyhow::Result<Result<Loaded, Exit>> {
        self.load_with(year, &Results::default())
    }

    /// The same with an engine's results taken in.
    fn load_with(&self, year: i32, results: &Results) -> anyhow::Result<Result<Loaded, Exit>> {
        let (project, mut found) = self.project_with(results)?;
        if let Err(complaint) = years(&project, &[year], false) {
            return Ok(Err(self.refuse(&complaint)));
        }
        let (declarations, declared) = compile::declarations(&project)?;
        found.extend(declared);
        found.extend(figure::unfit(&project, year));
        let (year, loaded) = compile::year(&project, &declarations, year)?;
        found.extend(loaded);
        self.warn(&found)?;
        let is_wrong = diagnostic::has_errors(&found);
        Ok(Ok(Loaded {
            project,
            declarations,
            year,
            is_wrong,
        }))
    }
}

/// Which exit code findings lead to.
fn verdict(diagnostics: &[Diagnostic]) -> Exit {
    if diagnostic::has_errors(diagnostics) {
        Exit::Failed
    } else {
        Exit::Fine
    }
}

/// The years asked for, the newest if none is, or all; or why that cannot be.
fn years(project: &Project, asked: &[i32], all: bool) -> Result<Vec<i32>, String> {
    let known = || {
        let years: Vec<_> = project.years.iter().map(i32::to_string).collect();
        if years.is_empty() {
            "一年也没有".to_owned()
        } else {
            years.join("、")
        }
    };
    if asked.is_empty() {
        let newest = project.years.last();
        return newest
            .map(|year| vec![*year])
            .ok_or_else(|| "data/ 下没有年份文件夹\n".to_owned())
            .map(|newest| if all { project.years.clone() } else { newest });
    }
    match asked.iter().find(|year| !project.years.contains(year)) {
        Some(year) => Err(format!(
            "没有 {year} 年的数据（data/{year}）。现有：{}\n",
            known()
        )),
        None => Ok(asked.to_vec()),
    }
}
