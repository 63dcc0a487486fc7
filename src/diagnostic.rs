//! What is wrong, where it is, and what to type instead.
//!
//! A [`Diagnostic`] is data. Rooms above the command line make them and hand them on, all of them,
//! in the order of the files; only the rooms under this one know how they look. What each code
//! means stands in `docs/codes/`, and every code has a case in `tests/errors/`.

mod code;
mod github;
mod human;
mod json;
mod sarif;
mod short;
mod tally;

pub(crate) use code::*;
pub use code::{CODES, Code, Severity, find};
pub use tally::{Counts, MOST, Tally};

use crate::source::Source;

/// One thing that is wrong, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule speaks.
    pub code: &'static Code,
    /// How grave it is; the code's own severity unless a rule says otherwise.
    pub severity: Severity,
    /// What is wrong, with the offending text quoted.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to type instead.
    pub help: Option<String>,
    /// How many findings it stands for: 1, or all that were counted and not told.
    pub count: usize,
}

/// A place in an input file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the project folder.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// Character in the line, from 1; 0 where the whole file is meant.
    pub column: u32,
    /// How many characters of the line are meant.
    pub width: u32,
    /// The line itself, to be shown.
    pub excerpt: String,
    /// The record's number as a spreadsheet shows it: the header is 1.
    pub row: Option<u32>,
    /// The column's heading.
    pub field: Option<String>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self {
            file: path.to_owned(),
            ..Self::default()
        }
    }

    /// A stretch of a file, in bytes of its text.
    #[must_use]
    pub fn span(source: &Source, span: std::ops::Range<usize>) -> Self {
        let position = source.position(span.start);
        let excerpt = source.line_at(span.start).to_owned();
        let text = source.text.get(span).unwrap_or("");
        let width = text.lines().next().unwrap_or("").chars().count().max(1);
        Self {
            file: source.path.clone(),
            line: position.line,
            column: position.column,
            width: u32::try_from(width).unwrap_or(u32::MAX),
            excerpt,
            row: None,
            field: None,
        }
    }

    /// The rest of a line of a file that holds `text`, from `column` on; the whole file where
    /// there is no such line.
    #[must_use]
    pub fn line(path: &str, text: &str, line: u32, column: u32) -> Self {
        let index = usize::try_from(line).unwrap_or(usize::MAX).wrapping_sub(1);
        let Some(excerpt) = text.lines().nth(index) else {
            return Self::file(path);
        };
        let length = u32::try_from(excerpt.chars().count()).unwrap_or(u32::MAX);
        let column = column.clamp(1, length.max(1));
        Self {
            line,
            column,
            width: length.saturating_sub(column - 1).max(1),
            excerpt: excerpt.to_owned(),
            ..Self::file(path)
        }
    }

    /// The character after the last one that is meant, from 1; never past the line's end.
    #[must_use]
    pub fn end_column(&self) -> u32 {
        let length = u32::try_from(self.excerpt.chars().count()).unwrap_or(u32::MAX);
        let end = self.column.saturating_add(self.width);
        end.min(length.saturating_add(1)).max(self.column)
    }

    /// The same place, in a ledger's row and column.
    #[must_use]
    pub fn in_row(mut self, row: u32, field: Option<&str>) -> Self {
        self.row = Some(row);
        self.field = field.map(str::to_owned);
        self
    }
}

impl Diagnostic {
    /// A finding of `code` without a place.
    #[must_use]
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            place: None,
            help: None,
            count: 1,
        }
    }

    /// The same, at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with what to type instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong, and on the next line what to type instead.
    fn message_and_help(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\n{help}", self.message),
            None => self.message.clone(),
        }
    }

    /// Whether a build must stop.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Why a run ended before its work was done: no finding about data, so no rule and no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, in words.
    pub message: String,
    /// The exit code.
    pub exit: u8,
}

impl Failure {
    /// The exit code of a command line that asks for what is not there.
    pub const USAGE: u8 = 2;
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With the offending line under each, for people.
    #[default]
    Human,
    /// One line each: `file:line:column: severity[code]: message`.
    Short,
    /// One JSON object a line.
    Json,
    /// GitHub's workflow commands.
    Github,
    /// One SARIF 2.1.0 log.
    Sarif,
}

/// Prints diagnostics in `format`, a trailing newline included; nothing for none but in SARIF.
#[must_use]
pub fn print(diagnostics: &[Diagnostic], format: Format, colour: bool) -> String {
    match format {
        Format::Human => human::print(diagnostics, colour),
        Format::Short => short::print(diagnostics),
        Format::Json => json::print(diagnostics),
        Format::Github => github::print(diagnostics),
        Format::Sarif => sarif::print(diagnostics, None),
    }
}

/// Prints why a run ended early; in SARIF, which is one document, with what was found before.
#[must_use]
pub fn print_failure(found: &[Diagnostic], failure: &Failure, format: Format) -> String {
    match format {
        Format::Human | Format::Short => format!("{}\n", failure.message),
        Format::Json => json::failure(failure),
        Format::Github => github::failure(failure),
        Format::Sarif => sarif::print(found, Some(failure)),
    }
}

/// Whether any of them must stop a build.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// The candidate that `text` most probably means, if one is near enough to be worth a question.
#[must_use]
pub fn closest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = text.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(text, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longer = length.max(candidate.chars().count());
            // One slip in a short word, a third of a long one; or one is the start of the other.
            *distance <= (longer / 3).max(1) && *distance < longer
                || (length >= 2 && (candidate.contains(text) || text.contains(candidate)))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
