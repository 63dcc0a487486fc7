//! The rows behind the figures, as the JSON that the page's panel reads.
//!
//! A row that ten figures count stands here once: files, headings and rows are lists, and a figure
//! points into them. Nothing here is shown as it is; the script makes text of it, never markup.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::Serialize;

use crate::document::{Cells, Document, Source, SourceRow, needs_no_escape};

/// File, row number, columns, cells: the first and third point into the lists.
type Row<'a> = (usize, u32, usize, &'a Cells);

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    label: &'a str,
    value: Option<&'a str>,
    unit: &'a str,
    written: &'a str,
    definition: &'a str,
    ledger: Option<&'a str>,
    row_count: usize,
    of: &'a [String],
}

/// Each thing once, in the order of first sight.
struct Once<T> {
    places: BTreeMap<T, usize>,
    list: Vec<T>,
}

impl<T: Ord + Copy> Once<T> {
    fn new() -> Self {
        Self {
            places: BTreeMap::new(),
            list: Vec::new(),
        }
    }

    fn place(&mut self, thing: T) -> usize {
        *self.places.entry(thing).or_insert_with(|| {
            self.list.push(thing);
            self.list.len() - 1
        })
    }
}

/// The document's sources as JSON that can stand in a script element.
pub(super) fn json(document: &Document) -> String {
    let (mut files, mut columns) = (Once::new(), Once::new());
    // Rows that follow each other are mostly of one file.
    let mut last_file: Option<(&Arc<str>, usize)> = None;
    let counted = document.sources.iter().map(|source| source.rows.len());
    let counted = counted.sum();
    let mut places = HashMap::<_, usize, FixedState>::default();
    // About every other row is met again.
    places.reserve(counted / 2);
    let mut rows = Vec::with_capacity(counted);
    // Which rows each source counts, one source behind the other.
    let mut counts = Vec::with_capacity(counted);
    for source in &document.sources {
        let heads = columns.place(source.columns.as_slice());
        for SourceRow { row, .. } in &source.rows {
            // A row that is kept once stands here once.
            let place = *places.entry(Arc::as_ptr(row)).or_insert_with(|| {
                let file = match last_file {
                    Some((file, place)) if Arc::ptr_eq(file, &row.file) => place,
                    _ => files.place(&*row.file),
                };
                last_file = Some((&row.file, file));
                rows.push((file, row.number, heads, &row.cells));
                rows.len() - 1
            });
            counts.push(place);
        }
    }
    // In an order that never changes.
    let (files, columns) = (text(&files.list), text(&columns.list));
    let length = rows.iter().map(|(_, _, _, cells)| cells.length() + 64);
    let length = length.sum::<usize>() + 32 * counts.len() + 512 * document.sources.len();
    let mut json = String::with_capacity(length + files.len() + columns.len());
    let year = document.year;
    let _ = write!(
        json,
        r#"{{"year":{year},"files":{files},"columns":{columns},"rows":"#
    );
    push_rows(&rows, &mut json);
    json.push_str(r#","sources":["#);
    let mut counts = counts.as_slice();
    for (at, source) in document.sources.iter().enumerate() {
        let (own, others) = counts.split_at(source.rows.len());
        counts = others;
        json.push_str(if at > 0 { "," } else { "" });
        push_source(source, own, &mut json);
    }
    json.push_str("]}");
    harmless(json)
}

/// Appends a source as JSON, and behind it which `rows` it counts, each with what it adds.
fn push_source(source: &Source, rows: &[usize], json: &mut String) {
    let head = text(&entry(source));
    json.push_str(head.strip_suffix('}').unwrap_or(&head));
    json.push_str(r#","rows":["#);
    let mut digits = itoa::Buffer::new();
    for (at, (place, SourceRow { part, .. })) in rows.iter().zip(&source.rows).enumerate() {
        json.push_str(if at > 0 { ",[" } else { "[" });
        json.push_str(digits.format(*place));
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
fn push_rows(rows: &[Row<'_>], json: &mut String) {
    json.push('[');
    let mut digits = itoa::Buffer::new();
    for (at, (file, number, heads, cells)) in rows.iter().enumerate() {
        json.push_str(if at > 0 { ",[" } else { "[" });
        for number in [*file, *number as usize, *heads] {
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
            json.push_str(&text(cells));
            json.push(']');
        }
    }
    json.push(']');
}

/// Something as JSON; strings and whole numbers always have theirs.
fn text(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

fn entry(source: &Source) -> Entry<'_> {
    Entry {
        name: &source.name,
        label: &source.label,
        value: source.value.as_deref(),
        unit: &source.unit,
        written: &source.written,
        definition: &source.definition,
        ledger: source.ledger.as_deref(),
        row_count: source.row_count,
        of: &source.of,
    }
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
