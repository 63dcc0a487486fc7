//! Files → one typed table a ledger: `report_<ledger>`.
//!
//! Besides the fields, each under its heading, a row knows `_file`, `_year` (null in a register),
//! `_row` (1 is the header), `_place` (the order of files and rows) and whether it is a `_total`.
//! A field that is no text has its text as well, under `原文 <heading>`.

use indexmap::IndexMap;

use super::cell::{self, NOTHING};
use super::dialect::{Dialect, Listed};
use super::file::{File, Table};
use super::{AT_ONCE, union_all};
use crate::load::total_words;
use crate::schema::{Field, Kind};

/// Files of one ledger are further apart than rows of one file.
const ROWS_OF_A_FILE: &str = "1000000000000";

/// The name of a ledger's table.
pub(super) fn table_of(ledger: &str, dialect: &dyn Dialect) -> String {
    dialect.identifier(&format!("report_{ledger}"))
}

/// The name of a CSV file's table: its records as they stand.
pub(super) fn csv_of(ledger: &str, index: usize, dialect: &dyn Dialect) -> String {
    dialect.identifier(&format!("report_csv_{index}_{ledger}"))
}

/// A field's value.
pub(super) fn value_of(field: &Field, dialect: &dyn Dialect) -> String {
    dialect.identifier(&field.name)
}

/// A field's text, blanks aside.
pub(super) fn text_of(field: &Field, dialect: &dyn Dialect) -> String {
    match field.kind {
        Kind::String => dialect.identifier(&field.name),
        _ => dialect.identifier(&format!("原文 {}", field.name)),
    }
}

/// CSV files of a ledger that an engine reads at once, the first of which names their table; or a
/// file that it reads alone.
pub(super) struct Sheet<'a> {
    pub index: usize,
    pub file: &'a File,
    /// For several: the statements after which their table is there.
    pub together: Option<Vec<String>>,
}

/// The sheets of a ledger: files of one year under like headings go together where the engine takes
/// them so.
pub(super) fn sheets<'a>(
    table: &'a Table<'_>,
    base: &str,
    dialect: &dyn Dialect,
) -> Vec<Sheet<'a>> {
    let mut alike: IndexMap<_, Vec<usize>> = IndexMap::new();
    for (index, file) in table.files.iter().enumerate() {
        // The rows of a TOML file stand in the script, each file's for itself.
        let alone = file.rows.as_ref().map(|_| index);
        let key = (file.year, &file.columns, alone);
        alike.entry(key).or_default().push(index);
    }
    let mut sheets = Vec::new();
    for indexes in alike.into_values() {
        let listed: Vec<Listed<'_>> = indexes
            .iter()
            .map(|index| {
                let file = &table.files[*index];
                Listed {
                    path: format!("{base}{}", file.path),
                    file: &file.path,
                    at: *index,
                    unit: file.unit.as_deref(),
                }
            })
            .collect();
        let first = indexes[0];
        let csv = csv_of(&table.schema.name, first, dialect);
        let columns = table.files[first].columns.len();
        let together = match listed.as_slice() {
            [_] => None,
            several => dialect.csvs(&csv, several, columns),
        };
        let count = if together.is_some() { 1 } else { indexes.len() };
        sheets.extend(indexes[..count].iter().map(|index| Sheet {
            index: *index,
            file: &table.files[*index],
            together: together.clone(),
        }));
    }
    sheets
}

/// The statements that make a ledger's table.
pub(super) fn statements(table: &Table<'_>, base: &str, dialect: &dyn Dialect) -> Vec<String> {
    let name = &table.schema.name;
    let mut statements = Vec::new();
    let mut parts = Vec::new();
    for sheet in sheets(table, base, dialect) {
        let Sheet { index, file, .. } = sheet;
        let csv = csv_of(name, index, dialect);
        let (told, records) = match (sheet.together, &file.rows) {
            (Some(made), _) => {
                statements.extend(made);
                (
                    Told::by_record(),
                    records(file, &csv, "_file, _at, _unit, ", dialect),
                )
            }
            (None, None) => {
                let path = format!("{base}{}", file.path);
                statements.extend(dialect.csv(&csv, &path, file.columns.len()));
                (
                    Told::of(file, index, dialect),
                    records(file, &csv, "", dialect),
                )
            }
            (None, Some(rows)) if rows.is_empty() => continue,
            (None, Some(rows)) => (
                Told::of(file, index, dialect),
                typed_rows(rows, table, dialect),
            ),
        };
        parts.push(values(table, file, &told, &records, dialect));
    }
    if parts.is_empty() {
        parts.push(nothing(table, dialect));
    }
    let table = table_of(name, dialect);
    statements.extend(kept(&table, parts, dialect));
    statements
}

/// What is the same in all rows of a file, as expressions.
struct Told {
    file: String,
    at: String,
    /// What a field of units without a column holds.
    unit: String,
    /// The columns among these that come with each record.
    carried: &'static str,
}

impl Told {
    fn of(file: &File, index: usize, dialect: &dyn Dialect) -> Self {
        Self {
            file: dialect.cell(&file.path),
            at: index.to_string(),
            unit: match &file.unit {
                Some(unit) => dialect.cell(unit),
                None => null_text(dialect),
            },
            carried: "",
        }
    }

    /// Of records of several files.
    fn by_record() -> Self {
        Self {
            file: "_file".to_owned(),
            at: "_at".to_owned(),
            unit: "_unit".to_owned(),
            carried: "_file, _at, ",
        }
    }
}

/// The statements that keep the rows of all `queries` as `table`, some of them at a time where the
/// engine lets them be added.
pub(super) fn kept(table: &str, queries: Vec<String>, dialect: &dyn Dialect) -> Vec<String> {
    let chains: Vec<String> = queries
        .chunks(AT_ONCE)
        .map(|chain| chain.join("\nUNION ALL\n"))
        .collect();
    let (first, rest) = match chains.split_first() {
        Some((first, rest)) if !rest.is_empty() => (first, rest),
        _ => return dialect.keep(table, &union_all(queries)),
    };
    let added: Option<Vec<String>> = rest.iter().map(|more| dialect.add(table, more)).collect();
    match added {
        Some(added) => dialect
            .keep(table, first)
            .into_iter()
            .chain(added)
            .collect(),
        None => dialect.keep(table, &union_all(queries)),
    }
}

/// A sheet's rows without headers, behind what else they carry each cell trimmed and null where
/// nothing is left.
fn records(file: &File, csv: &str, carried: &str, dialect: &dyn Dialect) -> String {
    let cells: Vec<String> = (1..=file.columns.len())
        .map(|column| {
            let cell = format!("c{column}");
            format!("NULLIF({}, '') AS {cell}", dialect.trim(&cell))
        })
        .collect();
    format!(
        "    SELECT n, {carried}{}\n    FROM {csv} WHERE n > 1",
        cells.join(",\n      ")
    )
}

/// A TOML file's rows, as they would have come from a CSV file with the fields as columns.
fn typed_rows(rows: &[(usize, Vec<String>)], table: &Table<'_>, dialect: &dyn Dialect) -> String {
    let cells: Vec<String> = (1..=table.schema.fields.len())
        .map(|c| format!("c{c}"))
        .collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|(number, texts)| {
            let texts: Vec<String> = texts.iter().map(|text| dialect.cell(text)).collect();
            format!("({number}, {})", texts.join(", "))
        })
        .collect();
    let trimmed: Vec<String> = cells
        .iter()
        .map(|cell| format!("NULLIF({}, '') AS {cell}", dialect.trim(cell)))
        .collect();
    format!(
        "    SELECT n, {}\n    FROM (VALUES\n      {}\n    ) AS given(n, {})",
        trimmed.join(", "),
        lines.join(",\n      "),
        cells.join(", ")
    )
}

/// A sheet's rows, typed.
fn values(
    table: &Table<'_>,
    file: &File,
    told: &Told,
    records: &str,
    dialect: &dyn Dialect,
) -> String {
    let columns = match file.rows {
        None => file.columns.len(),
        Some(_) => table.schema.fields.len(),
    };
    let all: Vec<String> = (1..=columns).map(|column| format!("c{column}")).collect();
    let first = match all.as_slice() {
        [one] => one.clone(),
        several => format!("COALESCE({})", several.join(", ")),
    };
    let mut texts = Vec::new();
    let mut typed = Vec::new();
    for (at, field) in table.schema.fields.iter().enumerate() {
        let column = match file.rows {
            Some(_) => Some(at),
            None => file.columns.iter().position(|(_, held)| *held == Some(at)),
        };
        let text = text_of(field, dialect);
        // Only a field of units may have no column: then it is the folder's.
        let cell = match column {
            Some(column) => unblank(&all[column], field, table, dialect),
            None => told.unit.clone(),
        };
        texts.push(format!("{cell} AS {text}"));
        typed.push(text.clone());
        if field.kind != Kind::String {
            let value = cell::value(&text, field, dialect);
            typed.push(format!("{value} AS {}", value_of(field, dialect)));
        }
    }
    let year = match file.year {
        Some(year) => dialect.cell(&format!("{year:04}")),
        None => null_text(dialect),
    };
    // A total is told by the file's first filled cell, which may be under no heading of ours.
    let total = match file.rows {
        None => dialect.matches(&first, &total()),
        Some(_) => "1 = 0".to_owned(),
    };
    format!(
        "SELECT {} AS _file, {year} AS _year, n AS _row, {} * CAST({ROWS_OF_A_FILE} AS BIGINT) + n AS _place, _total,\n  {}\n\
         FROM (\n  SELECT n, {}({total}) AS _total,\n    {}\n  FROM (\n{records}\n  ) AS cells\n  WHERE {first} IS NOT NULL\n) AS texts",
        told.file,
        told.at,
        typed.join(",\n  "),
        told.carried,
        texts.join(",\n    "),
    )
}

/// The cell, null where what stands in it means “nothing”.
fn unblank(cell: &str, field: &Field, table: &Table<'_>, dialect: &dyn Dialect) -> String {
    let mut blanks = table.schema.missing_values.clone();
    if field.kind != Kind::String {
        blanks.extend(NOTHING.iter().map(|text| (*text).to_owned()));
    }
    if blanks.is_empty() {
        return cell.to_owned();
    }
    let is_blank = cell::one_of(cell, &blanks, dialect);
    format!("CASE WHEN {is_blank} THEN NULL ELSE {cell} END")
}

/// The words of a total, whatever space and colons stand between and behind.
fn total() -> String {
    let between = "[ \u{3000}:：]*";
    let words: Vec<String> = total_words()
        .map(|word| {
            let letters: Vec<String> = word.chars().map(String::from).collect();
            letters.join(between)
        })
        .collect();
    format!("^(?:{}){between}$", words.join("|"))
}

pub(super) fn null_text(dialect: &dyn Dialect) -> String {
    format!("CAST(NULL AS {})", dialect.text())
}

/// A table without rows.
fn nothing(table: &Table<'_>, dialect: &dyn Dialect) -> String {
    let text = dialect.text();
    let mut columns = vec![
        format!("CAST(NULL AS {text}) AS _file"),
        format!("CAST(NULL AS {text}) AS _year"),
        "CAST(NULL AS BIGINT) AS _row".to_owned(),
        "CAST(NULL AS BIGINT) AS _place".to_owned(),
        "CAST(NULL AS BOOLEAN) AS _total".to_owned(),
    ];
    for field in &table.schema.fields {
        columns.push(format!(
            "CAST(NULL AS {text}) AS {}",
            text_of(field, dialect)
        ));
        if field.kind != Kind::String {
            let kind = cell::kind(field, dialect);
            columns.push(format!(
                "CAST(NULL AS {kind}) AS {}",
                value_of(field, dialect)
            ));
        }
    }
    format!("SELECT {}\nWHERE 1 = 0", columns.join(", "))
}
