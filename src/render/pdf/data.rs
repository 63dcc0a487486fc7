//! What the theme may read of the document, as JSON.
//!
//! The ledger rows behind the figures stay out: no theme of ours prints them, and a big report has
//! tens of thousands. A theme that wants them asks for `/rows.json`, which is made only then.

use std::collections::BTreeSet;

use serde::Serialize;

use super::error::PdfError;
use crate::document::{Cells, Document, Rows, SourceRow};

/// The document for the theme.
pub(super) fn document_json(document: &Document) -> Result<String, PdfError> {
    to_json(document)
}

/// The rows behind each figure, in the order of the sources, for own themes.
pub(super) fn rows_json(document: &Document) -> Result<String, PdfError> {
    #[derive(Serialize)]
    struct Counted<'a> {
        columns: &'a [String],
        rows: Vec<Row<'a>>,
    }
    #[derive(Serialize)]
    struct Row<'a> {
        file: &'a str,
        #[serde(rename = "row")]
        number: u32,
        part: &'a str,
        cells: Cells<'a>,
    }
    fn row<'a>(rows: &'a Rows, counted: &'a SourceRow) -> Option<Row<'a>> {
        let (place, cells) = rows.get(counted.row)?;
        Some(Row {
            file: rows.files().get(place.file)?,
            number: place.number,
            part: &counted.part,
            cells,
        })
    }
    let counted = document.sources.iter().map(|source| {
        let rows = source.rows.iter();
        let rows = rows.filter_map(|counted| row(&document.rows, counted));
        Counted {
            columns: &source.columns,
            rows: rows.collect(),
        }
    });
    to_json(&counted.collect::<Vec<_>>())
}

fn to_json(data: &impl Serialize) -> Result<String, PdfError> {
    serde_json::to_string(data)
        .map_err(|error| PdfError::one(None, format!("报告写不成 JSON：{error}")))
}

/// The characters beyond ASCII that need a glyph.
pub(super) fn visible_characters(json: &str) -> BTreeSet<char> {
    json.chars()
        .filter(|&character| !character.is_ascii() && !invisible(character))
        .collect()
}

/// PDF/UA forbids characters without a glyph, so a rare name would fail the whole report. It gets
/// the 〓 that type-setters put in for a missing sort. Control characters go: they print nothing,
/// and there is no glyph for them either.
pub(super) fn printable(json: String, missing: &BTreeSet<char>) -> String {
    if missing.is_empty() && !json.contains("\\u") && !json.contains('\u{7f}') {
        return json;
    }
    let mut clean = String::with_capacity(json.len());
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        match character {
            // JSON escapes: \u00xx is a control character, six characters long.
            '\\' => match characters.next() {
                Some('u') => drop(characters.nth(3)),
                escaped => clean.extend(std::iter::once('\\').chain(escaped)),
            },
            '\u{7f}' => {}
            _ if missing.contains(&character) => clean.push('〓'),
            _ => clean.push(character),
        }
    }
    clean
}

/// Characters that need no glyph: spaces, joiners, marks of direction, variation selectors.
fn invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}
