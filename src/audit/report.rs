//! Findings as diagnostics: what a machine or a person is told about a text.

use super::manuscript::Manuscript;
use super::{Audit, Finding, Status};
use crate::diagnostic::{self, Diagnostic};

/// What is to be said of the findings, in the order of the text.
#[must_use]
pub fn diagnostics(manuscript: &Manuscript, audit: &Audit) -> Vec<Diagnostic> {
    let of_numerals = audit
        .findings
        .iter()
        .filter_map(|finding| Some((finding.span.start, diagnostic(manuscript, finding)?)));
    let of_wording = audit.remarks.iter().map(|remark| {
        let found = Diagnostic::new(remark.code, remark.message.clone())
            .at(manuscript.place(&remark.span))
            .help(remark.help.clone());
        (
            remark.span.start,
            Diagnostic {
                severity: remark.severity,
                ..found
            },
        )
    });
    let mut all: Vec<(usize, Diagnostic)> = of_numerals.chain(of_wording).collect();
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, found)| found).collect()
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
        Status::Proved | Status::Recognised => return None,
    };
    let found = Diagnostic::new(code, message).at(manuscript.place(&finding.span));
    Some(match &finding.help {
        Some(help) => found.help(help.clone()),
        None => found,
    })
}
