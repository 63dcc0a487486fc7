//! The rows behind the figures, as the JSON that the page's panel reads.
//!
//! Files, headings and rows are lists, as the document has them, and a figure points into them. Nothing
//! here is shown as it is; the script makes text of it, never markup.

use std::fmt::Write;

use serde::Serialize;

use crate::document::{Document, Rows, Source, SourceRow, needs_no_escape};

/// The document's sources as JSON that can stand in a script element.
pub(super) fn json(document: &Document) -> String {
    let rows = &document.rows;
    let columns: Vec<&[String]> = rows.columns().iter().map(AsRef::as_ref).collect();
    let (files, columns) = (text(&rows.files()), text(&columns));
    let counted = document.sources.iter().map(|source| source.rows.len());
    let length = rows.length() + 64 * rows.iter().len();
    let length = length + 32 * counted.sum::<usize>() + 512 * document.sources.len();
    let mut json = String::with_capacity(length + files.len() + columns.len());
    let year = document.year;
    let _ = write!(
        json,
        r#"{{"year":{year},"files":{files},"columns":{columns},"rows":"#
    );
    push_rows(rows, &mut json);
    json.push_str(r#","sources":["#);
    for (at, source) in document.sources.iter().enumerate() {
        json.push_str(if at > 0 { "," } else { "" });
        push_source(source, &mut json);
    }
    json.push_str("]}");
    harmless(json)
}

/// Appends a source as JSON, and behind it which rows it counts, each with what it adds.
fn push_source(source: &Source, json: &mut String) {
    let head = text(source);
    json.push_str(head.strip_suffix('}').unwrap_or(&head));
    json.push_str(r#","rows":["#);
    let mut digits = itoa::Buffer::new();
    for (at, SourceRow { row, part }) in source.rows.iter().enumerate() {
        json.push_str(if at > 0 { ",[" } else { "[" });
        json.push_str(digits.format(*row));
        json.push(',');
        if needs_no_escape(part) {
            json.push('"');
            json.push_str(part);
            json.push('"');
        } else {
            json.push_str(&text(part));
        }
        json.push(']');
    }
    json.push_str("]}");
}

/// Appends the rows as JSON. They are most of it, and few hold what JSON has to escape.
fn push_rows(rows: &Rows, json: &mut String) {
    json.push('[');
    let mut digits = itoa::Buffer::new();
    for (at, (place, cells)) in rows.iter().enumerate() {
        json.push_str(if at > 0 { ",[" } else { "[" });
        for number in [place.file, place.number as usize, place.columns] {
            json.push_str(digits.format(number));
            json.push(',');
        }
        if cells.is_plain() {
            json.push('[');
            for (at, cell) in cells.iter().enumerate() {
                json.push_str(if at > 0 { ",\"" } else { "\"" });
                json.push_str(cell);
                json.push('"');
            }
            json.push_str("]]");
        } else {
            json.push_str(&text(&cells));
            json.push(']');
        }
    }
    json.push(']');
}

/// Something as JSON; strings and whole numbers always have theirs.
fn text(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

/// In JSON these characters stand only inside strings, where `\u` says the same; in HTML they could
/// end the script element.
fn harmless(mut json: String) -> String {
    for (character, escaped) in [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ] {
        // Most reports hold none of them, and all of their rows go through here.
        let mut bytes = [0; 4];
        let sought = character.encode_utf8(&mut bytes).as_bytes();
        if memchr::memmem::find(json.as_bytes(), sought).is_some() {
            json = json.replace(character, escaped);
        }
    }
    json
}
