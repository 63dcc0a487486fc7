//! The rows behind the figures, as the JSON that the page's panel reads.
//!
//! A row that ten figures count stands here once: files, headings and rows are lists, and a figure
//! points into them. Nothing here is shown as it is; the script makes text of it, never markup.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::Serialize;

use crate::document::{Cells, Document, Source, SourceRow};

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
    /// Index into the rows, and what the row adds.
    rows: Vec<(usize, &'a str)>,
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
    let (mut places, mut rows) = (HashMap::<_, usize, FixedState>::default(), Vec::new());
    let sources = document.sources.iter().map(|source| {
        let heads = columns.place(source.columns.as_slice());
        let counted = source.rows.iter().map(|SourceRow { row, part }| {
            // A row that is kept once stands here once.
            let place = *places.entry(Arc::as_ptr(row)).or_insert_with(|| {
                rows.push((files.place(&*row.file), row.number, heads, &row.cells));
                rows.len() - 1
            });
            (place, &**part)
        });
        let counted = counted.collect();
        entry(source, counted)
    });
    let sources: Vec<Entry<'_>> = sources.collect();
    // In an order that never changes.
    let (files, columns) = (text(&files.list), text(&columns.list));
    let mut json = format!(
        r#"{{"year":{},"files":{files},"columns":{columns},"rows":"#,
        document.year
    );
    push_rows(&rows, &mut json);
    json.push_str(r#","sources":"#);
    json.push_str(&text(&sources));
    json.push('}');
    harmless(json)
}

/// Appends the rows as JSON. They are most of it, and few hold what JSON has to escape.
fn push_rows(rows: &[Row<'_>], json: &mut String) {
    let length = rows.iter().map(|(_, _, _, cells)| cells.length() + 64);
    json.reserve(length.sum());
    json.push('[');
    for (at, (file, number, heads, cells)) in rows.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(json, "{comma}[{file},{number},{heads},");
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

fn entry<'a>(source: &'a Source, rows: Vec<(usize, &'a str)>) -> Entry<'a> {
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
        rows,
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
        if json.contains(character) {
            json = json.replace(character, escaped);
        }
    }
    json
}
