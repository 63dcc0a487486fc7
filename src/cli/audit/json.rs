//! An audit for machines: `{"numerals":[…]}`, laid out a key a line.
//!
//! A long text has thousands of numerals of nine keys each; the layout is written here, which takes a fifth of
//! the time, and only the words in it by the library.

use crate::audit::Finding;
use crate::audit::manuscript::Manuscript;
use crate::numeral::read::Kind;
use crate::source::Position;

/// Most findings take about so many bytes: the text grows without being copied.
const USUAL: usize = 256;

/// The findings as JSON.
pub(super) fn json(text: &Manuscript, findings: &[Finding]) -> anyhow::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(findings.len() * USUAL + 64);
    json.extend_from_slice(b"{\n  \"numerals\": [");
    let mut positions = text.positions();
    for (index, finding) in findings.iter().enumerate() {
        let comma: &[u8] = if index > 0 { b"," } else { b"" };
        json.extend_from_slice(comma);
        let position = positions.at(finding.span.start);
        add(&mut json, super::words(text, finding), position, finding)?;
    }
    let end: &[u8] = if findings.is_empty() { b"" } else { b"\n  " };
    json.extend_from_slice(end);
    json.extend_from_slice(b"]\n}\n");
    Ok(json)
}

fn add(
    json: &mut Vec<u8>,
    words: &str,
    position: Position,
    finding: &Finding,
) -> anyhow::Result<()> {
    json.extend_from_slice(b"\n    {\n      \"text\": ");
    add_text(json, words)?;
    json.extend_from_slice(b",\n      \"line\": ");
    serde_json::to_writer(&mut *json, &position.line)?;
    json.extend_from_slice(b",\n      \"column\": ");
    serde_json::to_writer(&mut *json, &position.column)?;
    let keys = [
        (",\n      \"kind\": ", Some(kind(finding.kind))),
        (",\n      \"value\": ", finding.value.as_deref()),
        (",\n      \"unit\": ", finding.unit.as_deref()),
        (",\n      \"status\": ", Some(finding.status.as_str())),
        (",\n      \"figure\": ", finding.figure.as_deref()),
        (",\n      \"help\": ", finding.help.as_deref()),
    ];
    for (key, value) in keys {
        json.extend_from_slice(key.as_bytes());
        match value {
            Some(value) => add_text(json, value)?,
            None => json.extend_from_slice(b"null"),
        }
    }
    json.extend_from_slice(b"\n    }");
    Ok(())
}

/// Adds a text between quotation marks. Only one that holds something to be escaped is the library's to write.
fn add_text(json: &mut Vec<u8>, text: &str) -> anyhow::Result<()> {
    let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // All bytes are looked at, many at a time: most texts have none of these.
    if text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        serde_json::to_writer(json, text)?;
    } else {
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    }
    Ok(())
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Quantity => "quantity",
        Kind::Range => "range",
        Kind::Vague => "vague",
        Kind::Fraction => "fraction",
        Kind::Doubling => "doubling",
        Kind::Ordinal => "ordinal",
        Kind::First => "first",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Index => "index",
        Kind::Code => "code",
        Kind::Private => "private",
        Kind::Score => "score",
        Kind::Word => "word",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Status, manuscript};

    #[test]
    fn the_layout_is_the_librarys() {
        let text = manuscript::read("稿.txt", "慰问\"5\"人，\n补助8人。".as_bytes());
        let text = text.expect("a text");
        let finding = |words: &str, help: Option<&str>| {
            let start = text.text.find(words).expect("words");
            Finding {
                span: start..start + words.len(),
                kind: Kind::Quantity,
                value: help.map(|_| "5".to_owned()),
                unit: None,
                status: Status::Unknown,
                figure: None,
                help: help.map(str::to_owned),
                doubt: None,
            }
        };
        let findings = [
            finding("\"5\"人", Some("\\ \u{1} “会”\n")),
            finding("8人", None),
        ];
        for count in 0..=findings.len() {
            let ours = json(&text, &findings[..count]).expect("text");
            let ours = String::from_utf8(ours).expect("text");
            let read: serde_json::Value = serde_json::from_str(&ours).expect("JSON");
            let theirs = serde_json::to_string_pretty(&read).expect("text");
            assert_eq!(ours, theirs + "\n");
        }
    }
}
