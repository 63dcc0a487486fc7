//! One JSON object a line, its keys fixed by the contract.

use serde_json::json;

use super::{Diagnostic, Failure};

/// `{"code","severity","message","file","line","column","row","field","help"}`, a line each.
pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref();
        let counted = |number: Option<u32>| number.filter(|number| *number > 0);
        let object = json!({
            "code": diagnostic.code.id,
            "severity": diagnostic.severity.as_str(),
            "message": diagnostic.message,
            "file": place.map(|place| &place.file),
            "line": counted(place.map(|place| place.line)),
            "column": counted(place.map(|place| place.column)),
            "row": place.and_then(|place| place.row),
            "field": place.and_then(|place| place.field.as_ref()),
            "help": diagnostic.help,
        });
        format!("{object}\n")
    };
    diagnostics.iter().map(line).collect()
}

/// Why a run ended early: the same keys, and no code, since no rule spoke.
pub(super) fn failure(failure: &Failure) -> String {
    let object = json!({
        "code": null,
        "severity": "error",
        "message": failure.message,
        "file": null,
        "line": null,
        "column": null,
        "row": null,
        "field": null,
        "help": null,
    });
    format!("{object}\n")
}
