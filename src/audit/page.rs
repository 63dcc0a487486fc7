//! The marked-up copy: a page that shows the text with every numeral's status. Words of the text
//! are escaped by the template engine; the page asks no address for anything.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde_json::{Value as Json, json};

use super::manuscript::{BlockKind, Manuscript};
use super::{Audit, Finding, Status};

const TEMPLATE: &str = include_str!("../../assets/theme/audit.html");

/// Renders the page; `count` is the closing sentence that the table has as well.
///
/// # Errors
/// When the template cannot be filled: a bug of ours.
pub fn render(manuscript: &Manuscript, audit: &Audit, count: &str) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("audit.html", TEMPLATE)?;
    let remarks: Vec<Json> = audit
        .remarks
        .iter()
        .map(|remark| {
            json!({
                "severity": remark.severity.label(),
                "message": remark.message,
                "help": remark.help,
                "code": remark.code.id,
                "line": manuscript.position(remark.span.start).line,
            })
        })
        .collect();
    let filled = environment
        .get_template("audit.html")?
        .render(Serde(json!({
            "name": manuscript.path.rsplit(['/', '\\']).next(),
            "count": count,
            "blocks": blocks(manuscript, audit),
            "remarks": remarks,
        })))?;
    Ok(format!("{}\n", filled.trim_end()))
}

/// The blocks in order, a table's cells gathered into rows.
fn blocks(manuscript: &Manuscript, audit: &Audit) -> Vec<Json> {
    let mut blocks = Vec::new();
    let mut rows: Vec<Vec<Json>> = Vec::new();
    let mut findings = audit.findings.iter().peekable();
    for block in &manuscript.blocks {
        let mut of_block = Vec::new();
        while let Some(finding) = findings.next_if(|finding| finding.span.start < block.span.end) {
            of_block.push(finding);
        }
        let pieces = pieces(manuscript, block.span.clone(), &of_block);
        if let BlockKind::Cell { first, .. } = block.kind {
            if first || rows.is_empty() {
                rows.push(Vec::new());
            }
            if let Some(row) = rows.last_mut() {
                row.push(json!({ "pieces": pieces }));
            }
            continue;
        }
        if !rows.is_empty() {
            blocks.push(json!({ "rows": std::mem::take(&mut rows) }));
        }
        blocks.push(json!({ "heading": block.kind == BlockKind::Heading, "pieces": pieces }));
    }
    if !rows.is_empty() {
        blocks.push(json!({ "rows": rows }));
    }
    blocks
}

/// A block's words, cut where numerals begin and end.
fn pieces(
    manuscript: &Manuscript,
    span: std::ops::Range<usize>,
    findings: &[&Finding],
) -> Vec<Json> {
    let words = |from: usize, to: usize| manuscript.text.get(from..to).unwrap_or("");
    let mut pieces = Vec::new();
    let mut at = span.start;
    for finding in findings
        .iter()
        .filter(|finding| finding.status != Status::Recognised)
    {
        pieces.push(json!({ "text": words(at, finding.span.start) }));
        pieces.push(json!({
            "text": words(finding.span.start, finding.span.end),
            "status": finding.status.as_str(),
            "label": finding.status.label(),
            "figure": finding.figure,
            "help": finding.help,
        }));
        at = finding.span.end;
    }
    pieces.push(json!({ "text": words(at, span.end) }));
    pieces
}
