//! A TOML file → rows: `[[row]]` tables whose keys are the ledger's headings.

use std::ops::Range;
use std::sync::Arc;

use super::Loader;
use crate::declaration::{self, Findings};
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::ledger::LedgerFile;
use crate::source::Source;

/// Loads `source` as the next file of the ledger. The n-th table has the row number n + 1, as it
/// would have under a header.
pub(super) fn load(loader: &mut Loader, source: &Arc<Source>, year: Option<i32>) {
    let first = loader.ledger.len();
    let findings = Findings::default();
    let mut is_complete = false;
    declaration::read(source, &findings, |root| {
        is_complete = true;
        let Some(rows) = root.get("row") else { return };
        for (index, item) in rows.items("[[row]] 表").into_iter().enumerate() {
            let Some(table) = item.table() else {
                is_complete = false;
                continue;
            };
            let row = u32::try_from(index + 2).unwrap_or(u32::MAX);
            let fields = loader.ledger.schema.fields.len();
            let mut texts = vec![String::new(); fields];
            let mut spans: Vec<Range<usize>> = vec![item.span.clone(); fields];
            for (key, span, entry) in table.entries() {
                let Some(field) = loader.ledger.schema.field(key) else {
                    loader.diagnostics.push(unknown(loader, source, key, span));
                    continue;
                };
                if let Some(text) = entry.scalar() {
                    texts[field] = text;
                    spans[field] = entry.span;
                }
            }
            let place = |field: usize| Place::span(source, spans[field].clone());
            loader.row(item.span.start, row, |field| texts[field].as_str(), place);
        }
    });
    loader.diagnostics.append(&mut findings.into_inner());
    let toml_headings = loader
        .ledger
        .schema
        .fields
        .iter()
        .map(|field| field.name.clone())
        .collect();
    loader.ledger.is_whole &= is_complete;
    let rows = first..loader.ledger.len();
    let (source, header) = (Arc::clone(source), Vec::new());
    loader.ledger.files.push(LedgerFile {
        source,
        year,
        header,
        rows,
        is_toml: true,
        toml_headings,
        is_complete,
    });
}

fn unknown(loader: &Loader, source: &Source, key: &str, span: Range<usize>) -> Diagnostic {
    let known = loader
        .ledger
        .schema
        .fields
        .iter()
        .map(|field| field.name.as_str());
    let help = match closest(key, known) {
        Some(name) => format!("是不是“{name}”？"),
        None => "要用它就在 ledgers.toml 里加上；不用就删去".to_owned(),
    };
    let message = format!("“{key}”没有在 ledgers.toml 里声明，不读");
    Diagnostic::new(diagnostic::UNKNOWN_COLUMN, message)
        .at(Place::span(source, span))
        .help(help)
}
