//! Rules about headers, rows and cells by themselves.

use super::{Asked, Put};
use crate::calendar::date_of;
use crate::load::read_cell;
use crate::number::Number;
use crate::schema::{Bound, Field, Kind, Pattern};
use crate::sql::AT_ONCE;
use crate::sql::cell::{one_of, refusal};
use crate::sql::dialect::{Dialect, SPACE};
use crate::sql::file::{File, Table};
use crate::sql::ledger::{Sheet, csv_of, kept, null_text, sheets, text_of, value_of};
use crate::sql::pattern::portable;
use crate::sql::select::{constant, number};

/// Full-width forms that loading would narrow in a key; SQL leaves texts as they are.
const WIDE: &str = "[\u{FF01}-\u{FF5E}\u{3000}\u{A0}−￥]";

fn fields<'a>(asked: &Asked<'a>) -> impl Iterator<Item = (usize, &'a Field)> {
    asked.ledger().fields.iter().enumerate()
}

/// L104: the first record is the header that the script was made for. What is found of many files is
/// kept beforehand.
pub(super) fn header(asked: &Asked<'_>) -> Vec<Put> {
    let queries = header_queries(asked.table, asked.dialect);
    if queries.len() > AT_ONCE {
        let kept = headers_of(asked.table, asked.dialect);
        return vec![Ok(format!("SELECT * FROM {kept}"))];
    }
    queries.into_iter().map(Ok).collect()
}

/// The statements that keep what is found of many files' headers.
pub(in crate::sql) fn headers(table: &Table<'_>, dialect: &dyn Dialect) -> Vec<String> {
    let queries = header_queries(table, dialect);
    if queries.len() > AT_ONCE {
        kept(&headers_of(table, dialect), queries, dialect)
    } else {
        Vec::new()
    }
}

fn headers_of(table: &Table<'_>, dialect: &dyn Dialect) -> String {
    dialect.identifier(&format!("report_header_{}", table.schema.name))
}

fn header_queries(table: &Table<'_>, dialect: &dyn Dialect) -> Vec<String> {
    let ledger = &table.schema.name;
    let mut queries = Vec::new();
    for Sheet {
        index,
        file,
        together,
    } in sheets(table, "", dialect)
    {
        if file.rows.is_some() {
            continue;
        }
        let csv = csv_of(ledger, index, dialect);
        let path = match together {
            Some(_) => "_file".to_owned(),
            None => dialect.literal(&file.path),
        };
        let columns = file.columns.iter().enumerate();
        let moved: Vec<String> = columns
            .filter(|(_, (_, field))| field.is_some())
            .map(|(column, (heading, _))| {
                let cell = format!("COALESCE(c{}, '')", column + 1);
                let bare = heading.trim_matches(SPACE);
                format!("{} <> {}", dialect.trim(&cell), dialect.literal(bare))
            })
            .collect();
        queries.push(format!(
            "SELECT 'L104' AS code, {} AS ledger, {path} AS file, CAST(1 AS BIGINT) AS row_no, {null} AS row_key,\n  \
             {null} AS field, c1 AS cell\nFROM {csv} WHERE n = 1 AND ({})",
            dialect.literal(ledger),
            moved.join(" OR "),
            null = null_text(dialect),
        ));
    }
    queries
}

/// L301: a row of totals would count as a row.
pub(super) fn total(asked: &Asked<'_>) -> Vec<Put> {
    vec![Ok(asked.finding("L301", 0, "_total"))]
}

/// L102: a character that something was lost in before.
pub(super) fn forbidden(asked: &Asked<'_>) -> Vec<Put> {
    let lost = asked.dialect.literal("%\u{FFFD}%");
    let texts = fields(asked).filter(|(_, field)| field.kind == Kind::String);
    texts
        .map(|(index, field)| {
            let text = text_of(field, asked.dialect);
            Ok(asked.finding("L102", index, &format!("{text} LIKE {lost}")))
        })
        .collect()
}

/// Q102: a key in full-width forms, which loading would have narrowed. A key with an enum or a
/// pattern is held against that.
pub(super) fn plain(asked: &Asked<'_>) -> Vec<Put> {
    let keys = fields(asked).filter(|(index, field)| {
        let rules = &field.constraints;
        asked.table.is_key[*index]
            && field.kind == Kind::String
            && rules.values.is_empty()
            && rules.pattern.is_none()
    });
    keys.filter_map(|(index, field)| {
        let text = text_of(field, asked.dialect);
        let mut is_wide = asked.dialect.matches(&text, WIDE);
        // A folder's name stands for its unit as it is: 常熟（新区）.
        if field.is_from_folder {
            let held = |file: &&File| {
                let in_column = file.columns.iter().any(|(_, held)| *held == Some(index));
                in_column || file.rows.is_some()
            };
            let files = asked.table.files.iter().filter(held);
            let paths: Vec<String> = files.map(|file| file.path.clone()).collect();
            if paths.is_empty() {
                return None;
            }
            let there = one_of("_file", &paths, asked.dialect);
            is_wide = format!("{is_wide} AND {there}");
        }
        Some(Ok(asked.finding("Q102", index, &is_wide)))
    })
    .collect()
}

/// L201 to L207: what is not in plain notation.
pub(super) fn refused(asked: &Asked<'_>) -> Vec<Put> {
    fields(asked)
        .map(|(index, field)| {
            let code = refusal(&text_of(field, asked.dialect), field, asked.dialect);
            let test = match field.kind {
                // Few texts hold a plus: those that do are looked at.
                Kind::String => {
                    let text = text_of(field, asked.dialect);
                    let wide = asked.dialect.literal("%＋%");
                    format!("({text} LIKE '%+%' OR {text} LIKE {wide}) AND {code} IS NOT NULL")
                }
                _ => format!(
                    "{} IS NULL AND {code} IS NOT NULL",
                    value_of(field, asked.dialect)
                ),
            };
            Ok(asked.finding_from(&code, index, &test, ""))
        })
        .collect()
}

/// C101: a cell that has to hold something.
pub(super) fn required(asked: &Asked<'_>) -> Vec<Put> {
    let key = &asked.ledger().primary_key;
    let required =
        fields(asked).filter(|(index, field)| field.constraints.required || key.contains(index));
    required
        .map(|(index, field)| {
            let text = text_of(field, asked.dialect);
            Ok(asked.finding("C101", index, &format!("{text} IS NULL")))
        })
        .collect()
}

/// C102: a value that is none of those allowed.
pub(super) fn values(asked: &Asked<'_>) -> Vec<Put> {
    let listed = fields(asked).filter(|(_, field)| !field.constraints.values.is_empty());
    listed
        .map(|(index, field)| {
            let cells =
                field
                    .constraints
                    .values
                    .iter()
                    .map(|value| match read_cell(value, field) {
                        Ok(cell) => constant(&cell, asked.dialect),
                        Err(_) => asked.dialect.literal(value),
                    });
            let cells: Vec<String> = cells.collect();
            let value = value_of(field, asked.dialect);
            Ok(asked.finding(
                "C102",
                index,
                &format!("{value} NOT IN ({})", cells.join(", ")),
            ))
        })
        .collect()
}

/// C103: a text that does not look as its column's texts must.
pub(super) fn pattern(asked: &Asked<'_>) -> Vec<Put> {
    let mut queries = Vec::new();
    for (index, field) in fields(asked) {
        let Some(Pattern { written, .. }) = &field.constraints.pattern else {
            continue;
        };
        queries.push(match portable(written) {
            Some(pattern) => {
                let value = value_of(field, asked.dialect);
                let matches = asked.dialect.matches(&value, &pattern);
                Ok(asked.finding("C103", index, &format!("NOT {matches}")))
            }
            None => Err(format!(
                "“{}”列的 pattern {written}：不是每个引擎都有这种写法",
                field.name
            )),
        });
    }
    queries
}

/// C104: a number or a day out of its limits.
pub(super) fn range(asked: &Asked<'_>) -> Vec<Put> {
    let mut queries = Vec::new();
    for (index, field) in fields(asked) {
        let value = value_of(field, asked.dialect);
        let value = match field.kind {
            Kind::Datetime => format!("substr({value}, 1, 10)"),
            _ => value,
        };
        let limit = |bound: &Bound| {
            if field.kind.has_date() {
                day(&bound.limit).map(|day| asked.dialect.literal(&day))
            } else {
                bound.limit.to_decimal().map(|limit| number(&limit))
            }
        };
        let test = |bound: &Option<Bound>, out: &str, touching: &str| {
            let bound = bound.as_ref()?;
            let out = if bound.exclusive { touching } else { out };
            Some(format!("{value} {out} {}", limit(bound)?))
        };
        let rules = &field.constraints;
        let low = test(&rules.minimum, "<", "<=");
        let high = test(&rules.maximum, ">", ">=");
        let tests: Vec<String> = low.into_iter().chain(high).collect();
        if !tests.is_empty() {
            queries.push(Ok(asked.finding("C104", index, &tests.join(" OR "))));
        }
    }
    queries
}

/// Days since 1970 as an ISO date.
fn day(days: &Number) -> Option<String> {
    let days = i32::try_from(days.to_i128()?).ok()?;
    Some(date_of(days)?.to_string())
}

/// C105: a text that is too short or too long.
pub(super) fn length(asked: &Asked<'_>) -> Vec<Put> {
    let mut queries = Vec::new();
    for (index, field) in fields(asked) {
        let length = format!("char_length({})", value_of(field, asked.dialect));
        let rules = &field.constraints;
        let low = rules.min_length.map(|least| format!("{length} < {least}"));
        let high = rules.max_length.map(|most| format!("{length} > {most}"));
        let tests: Vec<String> = low.into_iter().chain(high).collect();
        if !tests.is_empty() {
            queries.push(Ok(asked.finding("C105", index, &tests.join(" OR "))));
        }
    }
    queries
}
