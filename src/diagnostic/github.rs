//! GitHub's workflow commands, which put a finding beside its line in a pull request.

use std::fmt::Write;

use super::{Diagnostic, Failure, Severity};

/// `::error file=…,line=…,col=…,endColumn=…,title=CODE …::message`, a line each.
pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .fold(String::new(), |mut out, diagnostic| {
            let command = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let _ = write!(out, "::{command} ");
            if let Some(place) = &diagnostic.place {
                let _ = write!(out, "file={},", property(&place.file));
                if place.line > 0 {
                    let (line, column, end) = (place.line, place.column, place.end_column());
                    let _ = write!(out, "line={line},col={column},endColumn={end},");
                }
            }
            let code = diagnostic.code;
            let title = format!("{} {}", code.id, code.title());
            let message = data(&diagnostic.message_and_help());
            let _ = writeln!(out, "title={}::{message}", property(&title));
            out
        })
}

/// Why a run ended early.
pub(super) fn failure(failure: &Failure) -> String {
    format!("::error title=report::{}\n", data(&failure.message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
