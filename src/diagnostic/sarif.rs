//! SARIF 2.1.0, which code-scanning services read.

use serde_json::json;

use super::{CODES, Diagnostic};

/// One log with one run, the rules that spoke among its driver's.
pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    let spoke = |id: &str| {
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code.id == id)
    };
    let rules: Vec<_> = CODES
        .iter()
        .filter(|code| spoke(code.id))
        .map(|code| {
            json!({
                "id": code.id,
                "shortDescription": { "text": code.title() },
                "fullDescription": { "text": code.page },
                "defaultConfiguration": { "level": code.severity.as_str() },
            })
        })
        .collect();
    let results: Vec<_> = diagnostics.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "report",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic) -> serde_json::Value {
    let help = diagnostic
        .help
        .as_ref()
        .map(|help| format!("\n{help}"))
        .unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "level": diagnostic.severity.as_str(),
        "message": { "text": format!("{}{help}", diagnostic.message) },
    });
    if let Some(place) = &diagnostic.place {
        let uri: String = place.file.bytes().map(uri_byte).collect();
        let mut physical = json!({ "artifactLocation": { "uri": uri } });
        if place.line > 0 {
            physical["region"] = json!({
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.column + place.width,
            });
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    result
}

/// RFC 3986: everything but unreserved characters and the path's own slash is percent-encoded.
fn uri_byte(byte: u8) -> String {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}
