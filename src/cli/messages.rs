//! What a command says besides its result: in which form, on which stream, and how it ends.
//!
//! A SARIF log is one document, so its findings are kept until the run is over, and it is printed
//! whatever the end was. GitHub and SARIF name files from the repository's root, since whoever
//! reads them knows no other folder; the other forms name them from the project's.

use std::io::IsTerminal;
use std::path::{Component, Path, PathBuf};

use super::{Color, Exit, MessageFormat, Shared, in_words, to_stderr, to_stdout};
use crate::diagnostic::{self, Diagnostic, Failure, Severity};

/// Where a command's messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stream {
    /// To stderr, beside a result.
    #[default]
    Aside,
    /// To stdout: they are the result.
    Result,
}

impl Shared {
    /// Tells findings about the project's files.
    pub(super) fn tell(&self, found: &[Diagnostic]) -> anyhow::Result<()> {
        let root = self.root.borrow().clone();
        self.tell_from(&root.unwrap_or_default(), found)
    }

    /// Tells findings about files that the user named from where they stand.
    pub(super) fn tell_from_here(&self, found: &[Diagnostic]) -> anyhow::Result<()> {
        self.tell_from(Path::new(""), found)
    }

    fn tell_from(&self, base: &Path, found: &[Diagnostic]) -> anyhow::Result<()> {
        let heard = found.iter().filter(|found| !self.quiet || found.is_error());
        let mut heard: Vec<Diagnostic> = heard.cloned().collect();
        let format = self.format();
        if matches!(
            format,
            diagnostic::Format::Github | diagnostic::Format::Sarif
        ) {
            from_repository(base, &mut heard);
        }
        if format == diagnostic::Format::Sarif {
            self.kept.borrow_mut().append(&mut heard);
            return Ok(());
        }
        self.print(&diagnostic::print(&heard, format, self.is_coloured()))
    }

    /// Findings on the way to a result, notes left out.
    pub(super) fn warn(&self, diagnostics: &[Diagnostic]) -> anyhow::Result<()> {
        let matters = |found: &&Diagnostic| found.severity != Severity::Note;
        let matter: Vec<Diagnostic> = diagnostics.iter().filter(matters).cloned().collect();
        self.tell(&matter)
    }

    /// A word for people, unless they want none or a program listens.
    pub(super) fn say(&self, text: &str) -> anyhow::Result<()> {
        let listens = matches!(
            self.message_format,
            MessageFormat::Json | MessageFormat::Sarif
        );
        if self.quiet || listens {
            Ok(())
        } else {
            to_stderr(text)
        }
    }

    /// The command line asks for what is not there.
    pub(super) fn refuse(&self, complaint: &str) -> Exit {
        self.end(complaint.trim_end(), Exit::Usage)
    }

    /// The exit code of a run; what went wrong outside the data is said, and a log is closed.
    pub(super) fn finish(&self, result: anyhow::Result<Exit>) -> Exit {
        match result {
            // Whoever refused has closed it.
            Ok(Exit::Usage) => Exit::Usage,
            Ok(exit) if self.format() == diagnostic::Format::Sarif => {
                let log = diagnostic::print(&self.kept.borrow(), self.format(), false);
                match self.print(&log) {
                    Ok(()) => exit,
                    Err(error) => self.end(&in_words(&error), Exit::Environment),
                }
            }
            Ok(exit) => exit,
            Err(error) => self.end(&format!("出错了：{}", in_words(&error)), Exit::Environment),
        }
    }

    /// Says why the work was not done; nothing is left to try where that cannot be said.
    fn end(&self, message: &str, exit: Exit) -> Exit {
        let failure = Failure {
            message: message.to_owned(),
            exit: exit as u8,
        };
        let text = diagnostic::print_failure(&self.kept.borrow(), &failure, self.format());
        let said = match self.message_format {
            // A reason is no result, whichever command gives it.
            MessageFormat::Human | MessageFormat::Short => to_stderr(&text),
            _ => self.print(&text),
        };
        if said.is_err() {
            let _ = to_stderr(&format!("{message}\n"));
        }
        exit
    }

    fn print(&self, text: &str) -> anyhow::Result<()> {
        match self.stream {
            Stream::Aside => to_stderr(text),
            Stream::Result => to_stdout(text),
        }
    }

    fn format(&self) -> diagnostic::Format {
        match self.message_format {
            MessageFormat::Human => diagnostic::Format::Human,
            MessageFormat::Short => diagnostic::Format::Short,
            MessageFormat::Json => diagnostic::Format::Json,
            MessageFormat::Github => diagnostic::Format::Github,
            MessageFormat::Sarif => diagnostic::Format::Sarif,
        }
    }

    fn is_coloured(&self) -> bool {
        let is_terminal = match self.stream {
            Stream::Aside => std::io::stderr().is_terminal(),
            Stream::Result => std::io::stdout().is_terminal(),
        };
        match self.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: set and not empty means no.
            Color::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}

/// Names the files of findings, so far named from `base`, from the root of the repository that
/// they lie in; a file outside any repository keeps its name.
fn from_repository(base: &Path, found: &mut [Diagnostic]) {
    let Ok(base) = std::path::absolute(base.join(".")) else {
        return;
    };
    for place in found.iter_mut().filter_map(|found| found.place.as_mut()) {
        let path = without_dots(&base.join(&place.file));
        let root = path.ancestors().skip(1);
        let mut root = root.filter(|folder| folder.join(".git").exists());
        let below = root.next().and_then(|root| path.strip_prefix(root).ok());
        if let Some(below) = below {
            let names = below.iter().map(std::ffi::OsStr::to_string_lossy);
            place.file = names.collect::<Vec<_>>().join("/");
        }
    }
}

/// The path without `.` and `..`; the files themselves are not asked.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
