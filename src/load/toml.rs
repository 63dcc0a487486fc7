//! A TOML file → rows: `[[row]]` tables whose keys are the ledger's headings.

use std::ops::Range;
use std::sync::Arc;

use super::cell;
use super::cells::{One, Role};
use super::left::LeftSegment;
use super::reader::FieldReader;
use super::segment::{Segment, take_left};
use crate::declaration::{self, Findings};
use crate::diagnostic::{self, Diagnostic, Place, Tally, closest};
use crate::ledger::Marks;
use crate::schema::{Field, LedgerSchema};
use crate::source::Source;

/// A TOML file's rows.
pub(super) struct Rows<'l> {
    /// What read them.
    pub fields: Vec<FieldReader<'l>>,
    /// One for each field.
    pub segments: Vec<Segment>,
    /// What is kept of texts that are not, by field.
    pub left: Vec<(usize, LeftSegment)>,
    /// The byte that each row's table begins at.
    pub offsets: Vec<usize>,
    /// For each field, the rows whose cell was refused.
    pub refused: Vec<Marks>,
    /// Whether every table became a row.
    pub is_complete: bool,
}

/// Reads `source`. The n-th table has the row number n + 1, as it would have under a header.
pub(super) fn read<'l>(
    schema: &'l LedgerSchema,
    source: &Arc<Source>,
    roles: &[Role],
    unit: Option<&str>,
    tally: &mut Tally,
) -> Rows<'l> {
    let fields = schema.fields.iter().zip(roles);
    let fields = fields.map(|(field, role)| FieldReader::new(field, *role, schema));
    let fields: Vec<_> = fields.collect();
    let mut rows = Rows {
        segments: fields.iter().map(FieldReader::segment).collect(),
        fields,
        left: Vec::new(),
        offsets: Vec::new(),
        refused: vec![Marks::default(); schema.fields.len()],
        is_complete: false,
    };
    let findings = Findings::default();
    declaration::read(source, &findings, |root| {
        rows.is_complete = true;
        let Some(tables) = root.get("row") else {
            return;
        };
        for item in tables.items("[[row]] 表") {
            let Some(table) = item.table() else {
                rows.is_complete = false;
                continue;
            };
            let from_folder = |field: &Field| match unit {
                Some(unit) if field.is_from_folder => unit.to_owned(),
                _ => String::new(),
            };
            let mut texts: Vec<String> = schema.fields.iter().map(from_folder).collect();
            let mut spans: Vec<Range<usize>> = vec![item.span.clone(); schema.fields.len()];
            for (key, span, entry) in table.entries() {
                let Some(field) = schema.field(key) else {
                    tally.add(diagnostic::UNKNOWN_COLUMN, || {
                        unknown(schema, source, key, span)
                    });
                    continue;
                };
                if let Some(text) = entry.scalar() {
                    texts[field] = text;
                    spans[field] = entry.span;
                }
            }
            rows.row(schema, source, item.span.start, &texts, &spans, tally);
        }
    });
    for finding in findings.into_inner() {
        tally.add(finding.code, || finding);
    }
    for (segment, field) in rows.segments.iter_mut().zip(&rows.fields) {
        segment.finish(field.texts());
    }
    rows.left = take_left(&mut rows.segments);
    rows
}

impl Rows<'_> {
    /// Appends a row that begins at byte `offset`.
    fn row(
        &mut self,
        schema: &LedgerSchema,
        source: &Source,
        offset: usize,
        texts: &[String],
        spans: &[Range<usize>],
        tally: &mut Tally,
    ) {
        let row = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX);
        self.offsets.push(offset);
        let cells = self.fields.iter_mut().zip(&mut self.segments).zip(texts);
        for (index, ((field, segment), text)) in cells.enumerate() {
            let declared = &schema.fields[index];
            field.read(&One(text), segment, |_, code| {
                self.refused[index].insert(self.offsets.len() - 1);
                tally.add(code, || {
                    let refusal = cell::explain(text, declared, code);
                    let place = Place::span(source, spans[index].clone());
                    Diagnostic::new(code, refusal.message)
                        .at(place.in_row(row.saturating_add(2), Some(&declared.name)))
                        .help(refusal.help)
                });
            });
        }
    }
}

fn unknown(schema: &LedgerSchema, source: &Source, key: &str, span: Range<usize>) -> Diagnostic {
    let known = schema.fields.iter().map(|field| field.name.as_str());
    let help = match closest(key, known) {
        Some(name) => format!("是不是“{name}”？"),
        None => "要用它就在 ledgers.toml 里加上；不用就删去".to_owned(),
    };
    let message = format!("“{key}”没有在 ledgers.toml 里声明，不读");
    Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
        .at(Place::span(source, span))
        .help(help)
}
