//! One line each, for editors and grep.

use std::fmt::Write;

use super::Diagnostic;

/// `file:line:column: severity[code]: message（help）`, a line each.
pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .fold(String::new(), |mut out, diagnostic| {
            if let Some(place) = &diagnostic.place {
                let _ = write!(out, "{}:", place.file);
                if place.line > 0 {
                    let _ = write!(out, "{}:{}:", place.line, place.column);
                }
                out.push(' ');
            }
            let (severity, code) = (diagnostic.severity.as_str(), diagnostic.code.id);
            let _ = write!(out, "{severity}[{code}]: {}", one_line(&diagnostic.message));
            if let Some(help) = &diagnostic.help {
                let _ = write!(out, "（{}）", one_line(help));
            }
            out.push('\n');
            out
        })
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("；")
}
