//! Findings as diagnostics: what a machine or a person is told about a text.

use super::manuscript::Manuscript;
use super::{Finding, Status};
use crate::diagnostic::{self, Diagnostic};
use crate::numeral::read::Kind;

/// What is to be said of the findings, in the order of the text.
#[must_use]
pub fn diagnostics(manuscript: &Manuscript, findings: &[Finding]) -> Vec<Diagnostic> {
    findings
        .iter()
        .filter_map(|finding| diagnostic(manuscript, finding))
        .collect()
}

fn diagnostic(manuscript: &Manuscript, finding: &Finding) -> Option<Diagnostic> {
    let words = manuscript.text.get(finding.span.clone()).unwrap_or("");
    let figure = finding.figure.as_deref().unwrap_or("");
    let (code, message) = match finding.status {
        Status::Contradicted => (
            diagnostic::CONTRADICTED,
            format!("“{words}”和“{figure}”对不上"),
        ),
        Status::Rounded => (
            diagnostic::ROUNDED,
            format!("“{words}”是“{figure}”舍入后的数，却没有说明"),
        ),
        Status::Unknown => (
            diagnostic::UNKNOWN_NUMERAL,
            format!("“{words}”没有数字可以证明"),
        ),
        Status::Proved if finding.doubt.is_some() => {
            (diagnostic::DOUBTFUL, format!("“{words}”属实，但不够贴切"))
        }
        Status::Recognised if finding.kind == Kind::Private => {
            (diagnostic::PRIVATE, format!("“{words}”像是电话或证件号码"))
        }
        Status::Proved | Status::Recognised => return None,
    };
    let found = Diagnostic::new(code, message).at(manuscript.place(&finding.span));
    Some(match &finding.help {
        Some(help) => found.help(help.clone()),
        None => found,
    })
}
