//! GitHub's workflow commands, which put a finding beside its line in a pull request.

use std::fmt::Write;

use super::{Diagnostic, Severity};

/// `::error file=…,line=…,col=…,title=…::message`, a line each.
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
                    let _ = write!(out, "line={},col={},", place.line, place.column);
                }
            }
            let help = diagnostic
                .help
                .as_ref()
                .map(|help| format!("\n{help}"))
                .unwrap_or_default();
            let message = data(&format!("{}{help}", diagnostic.message));
            let _ = writeln!(out, "title={}::{message}", property(diagnostic.code.id));
            out
        })
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
