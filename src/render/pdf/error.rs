//! What went wrong while setting: Typst's diagnostics, with the theme's line, in our own words.

use std::fmt;

use typst::diag::SourceDiagnostic;
use typst::{World, WorldExt};

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfError {
    /// Everything that was found, in the order of its finding; never empty.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a theme, a picture or the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the project folder; none where the whole PDF is meant.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// The column in it, counted in characters from 1.
    pub column: Option<usize>,
    /// What is wrong. Of a theme in Typst's own words, which are English.
    pub message: String,
    /// What to type instead, where Typst knows.
    pub help: Vec<String>,
}

impl PdfError {
    /// The error of a single problem.
    pub(super) fn one(file: Option<String>, message: String) -> Self {
        Self {
            problems: vec![Problem {
                file,
                message,
                ..Problem::default()
            }],
        }
    }
}

impl fmt::Display for PdfError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(formatter)?;
            }
            write!(formatter, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PdfError {}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => {
                write!(formatter, "{file}:{line}:{column}: ")?;
            }
            (Some(file), _, _) => write!(formatter, "{file}: ")?,
            (None, _, _) => {}
        }
        formatter.write_str(&self.message)?;
        for help in &self.help {
            write!(formatter, "（{help}）")?;
        }
        Ok(())
    }
}

/// A diagnostic of Typst's, placed.
///
/// What fails deep inside our own theme is the doing of an own theme that called it: the place is
/// then the call in the own theme, the last one of the trace that stands in main.
pub(super) fn describe(world: &dyn World, found: &SourceDiagnostic) -> Problem {
    let calls = found.trace.iter().map(|call| call.span.into());
    let span = std::iter::once(found.span)
        .chain(calls)
        .find(|span| span.id() == Some(world.main()))
        .unwrap_or(found.span);
    let mut problem = Problem {
        message: found.message.to_string(),
        help: found.hints.iter().map(|hint| hint.v.to_string()).collect(),
        ..Problem::default()
    };
    if let Some(id) = span.id() {
        problem.file = Some(id.get().vpath().get_without_slash().to_owned());
        if let (Ok(source), Some(range)) = (world.source(id), world.range(span)) {
            let place = source.lines().byte_to_line_column(range.start);
            problem.line = place.map(|(line, _)| line + 1);
            problem.column = place.map(|(_, column)| column + 1);
        }
    }
    problem
}
