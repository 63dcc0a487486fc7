//! An engine's results as lines of named cells: CSV with a header, or JSON, an object a line.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{STAMP, wrong};
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Source;
use crate::source::csv::{Record, Records};

/// The columns of the two kinds of results.
const FIGURES: &[&str] = &[
    "name",
    "value",
    "unit",
    "numerator",
    "denominator",
    "row_count",
    "items",
];
const CHECKS: &[&str] = &[
    "code", "ledger", "file", "row_no", "row_key", "field", "cell",
];

/// What results are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Figures,
    Checks,
}

/// A file of results.
pub(super) struct Results {
    pub path: String,
    pub holds: Holds,
    pub lines: Vec<Line>,
}

/// One result: its cells by column, those that hold something.
pub(super) struct Line {
    cells: BTreeMap<String, String>,
    pub place: Place,
}

impl Line {
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    pub(super) fn is_stamp(&self) -> bool {
        self.get("name").or(self.get("code")) == Some(STAMP)
    }
}

impl Results {
    pub(super) fn stamp(&self) -> Option<&str> {
        let stamp = self.lines.iter().find(|line| line.is_stamp())?;
        stamp.get(match self.holds {
            Holds::Figures => "value",
            Holds::Checks => "cell",
        })
    }

    /// The year that the stamp names.
    pub(super) fn year(&self) -> Option<i32> {
        self.stamp()?.split_once(' ')?.0.parse().ok()
    }
}

/// Reads a file of results.
pub(super) fn read(source: &Arc<Source>) -> Result<Results, Diagnostic> {
    let lines = if source.text.trim_start().starts_with('{') {
        json(source)?
    } else {
        csv(source)?
    };
    let has = |column: &str| lines.iter().any(|line| line.get(column).is_some());
    let holds = match (has("name"), has("code")) {
        (true, false) => Holds::Figures,
        (false, true) => Holds::Checks,
        _ => return Err(unknown(source, Place::file(&source.path))),
    };
    Ok(Results {
        path: source.path.clone(),
        holds,
        lines,
    })
}

fn unknown(source: &Source, place: Place) -> Diagnostic {
    let message = format!(
        "{} 不是 report sql 的结果：列要是 {}，或 {}",
        source.path,
        FIGURES.join(","),
        CHECKS.join(",")
    );
    wrong(message).at(place)
}

fn csv(source: &Arc<Source>) -> Result<Vec<Line>, Diagnostic> {
    let mut records = Records::new(&source.text);
    let mut record = Record::default();
    let place = |record: &Record| Place::span(source, record.whole()).in_row(record.row, None);
    records.read(&mut record);
    let header: Vec<String> = record.iter().map(str::to_owned).collect();
    let has_all = |columns: &[&str]| {
        columns
            .iter()
            .all(|column| header.iter().any(|name| name == column))
    };
    if !has_all(FIGURES) && !has_all(CHECKS) {
        return Err(unknown(source, place(&record)));
    }
    let mut lines = Vec::new();
    while records.read(&mut record) {
        if record.broken_quote.is_some() || record.len() != header.len() {
            return Err(wrong("这一行的格子或引号不齐").at(place(&record)));
        }
        let cells = header.iter().zip(record.iter());
        let filled = cells.filter(|(_, cell)| !cell.is_empty());
        lines.push(Line {
            cells: filled
                .map(|(name, cell)| (name.clone(), cell.to_owned()))
                .collect(),
            place: place(&record),
        });
    }
    Ok(lines)
}

fn json(source: &Arc<Source>) -> Result<Vec<Line>, Diagnostic> {
    let mut lines = Vec::new();
    for (index, text) in source.text.lines().enumerate() {
        if text.trim().is_empty() {
            continue;
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let place = Place::line(&source.path, &source.text, number, 1);
        let Ok(Json::Object(object)) = serde_json::from_str(text) else {
            return Err(wrong("这一行不是 JSON 对象").at(place));
        };
        let mut cells = BTreeMap::new();
        for (key, value) in object {
            match value {
                Json::Null => {}
                Json::String(text) => {
                    cells.insert(key, text);
                }
                Json::Number(number) if number.is_i64() || number.is_u64() => {
                    cells.insert(key, number.to_string());
                }
                other => {
                    let message = format!("“{key}”是 {other}：要写成带引号的文字，或整数");
                    return Err(wrong(message).at(place));
                }
            }
        }
        lines.push(Line { cells, place });
    }
    Ok(lines)
}
