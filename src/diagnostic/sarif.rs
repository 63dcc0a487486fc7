//! SARIF 2.1.0, which code-scanning services read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{CODES, Code, Diagnostic, Failure, Place};
use crate::source::sha256;

/// One log with one run, the rules that spoke among its driver's; with why it ended early, if it
/// did.
pub(super) fn print(diagnostics: &[Diagnostic], failure: Option<&Failure>) -> String {
    let spoke = |id: &str| diagnostics.iter().any(|found| found.code.id == id);
    let rules: Vec<&Code> = CODES
        .iter()
        .copied()
        .filter(|code| spoke(code.id))
        .collect();
    let mut seen = BTreeMap::new();
    let results = diagnostics.iter().map(|found| {
        let mut result = result(found);
        let index = rules.iter().position(|code| code.id == found.code.id);
        result["ruleIndex"] = json!(index);
        if let Some(place) = &found.place {
            result["partialFingerprints"] =
                json!({ "line/v1": fingerprint(found.code, place, &mut seen) });
        }
        result
    });
    let results: Vec<Value> = results.collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "report",
                "version": env!("CARGO_PKG_VERSION"),
                "language": "zh-CN",
                "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "invocations": [invocation(failure)],
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "版本库的根" } },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": code.summary() },
        "help": { "text": code.page, "markdown": code.page },
        "defaultConfiguration": { "level": code.severity.as_str() },
    })
}

fn invocation(failure: Option<&Failure>) -> Value {
    let Some(failure) = failure else {
        return json!({ "executionSuccessful": true });
    };
    let kind = if failure.exit == Failure::USAGE {
        "toolConfigurationNotifications"
    } else {
        "toolExecutionNotifications"
    };
    json!({
        "executionSuccessful": false,
        "exitCode": failure.exit,
        kind: [{ "level": "error", "message": { "text": failure.message } }],
    })
}

fn result(diagnostic: &Diagnostic) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "level": diagnostic.severity.as_str(),
        "message": { "text": diagnostic.message_and_help() },
    });
    if let Some(place) = &diagnostic.place {
        let uri: String = place.file.bytes().map(uri_byte).collect();
        let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
        if place.line > 0 {
            physical["region"] = json!({
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.end_column(),
            });
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    result
}

/// What stays the same when lines above are added or taken: the rule, the file and the line's
/// text, counted where several findings share them.
fn fingerprint(code: &Code, place: &Place, seen: &mut BTreeMap<String, u32>) -> String {
    let about = [code.id, &place.file, place.excerpt.trim()].join("\0");
    let sum = sha256(about.as_bytes());
    let count = seen.entry(sum.clone()).or_default();
    *count += 1;
    format!("{}:{count}", &sum[..16])
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
