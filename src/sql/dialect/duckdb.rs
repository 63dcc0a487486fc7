//! `DuckDB`. Its reader stops at wrong quotes and wrong numbers of cells; `row_number() OVER ()`
//! follows the file's order.

use super::{Dialect, Listed, SPACE, cells};

pub(super) struct DuckDb;

impl DuckDb {
    /// A call of its CSV reader that guesses nothing.
    fn read(paths: &str, options: &str, columns: usize) -> String {
        let types: Vec<String> = cells(columns)
            .map(|c| format!("'{c}': 'VARCHAR'"))
            .collect();
        format!(
            "read_csv({paths}, {options}auto_detect = false,\n  \
             header = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true,\n  \
             columns = {{{}}})",
            types.join(", ")
        )
    }
}

impl Dialect for DuckDb {
    fn usage(&self) -> &'static [&'static str] {
        &[
            "report sql YEAR --part setup,checks  | duckdb -csv > checks.csv",
            "report sql YEAR --part setup,figures | duckdb -csv > figures.csv",
        ]
    }

    /// Trimming by a list of characters costs ten times what looking for one of them costs, and few
    /// cells have any. (Literals have no escapes for characters by their numbers.)
    fn settings(&self) -> Vec<String> {
        let space: Vec<String> = SPACE.iter().map(|space| self.character(*space)).collect();
        let escaped = |space: &char| format!("\\x{{{:X}}}", u32::from(*space));
        let class: String = SPACE.iter().map(escaped).collect();
        vec![format!(
            "CREATE OR REPLACE TEMP MACRO report_trim(cell) AS\n\
             CASE WHEN {} THEN trim(cell, {}) ELSE cell END",
            self.matches("cell", &format!("^[{class}]|[{class}]$")),
            space.join(" || ")
        )]
    }

    fn matches(&self, expression: &str, pattern: &str) -> String {
        format!("regexp_matches({expression}, {})", self.literal(pattern))
    }

    fn trim(&self, expression: &str) -> String {
        format!("report_trim({expression})")
    }

    fn without_zeros(&self, expression: &str) -> String {
        format!("rtrim(rtrim({expression}, '0'), '.')")
    }

    fn csv(&self, table: &str, path: &str, columns: usize) -> Vec<String> {
        vec![format!(
            "CREATE OR REPLACE TEMP VIEW {table} AS\n\
             SELECT row_number() OVER () AS n, * FROM {}",
            Self::read(&self.literal(path), "", columns)
        )]
    }

    /// A call for each of two thousand files takes a minute to plan; one for all of them is read as
    /// one. The number of a record in its file is had from those before its file.
    fn csvs(&self, table: &str, files: &[Listed<'_>], columns: usize) -> Option<Vec<String>> {
        let paths: Vec<String> = files.iter().map(|file| self.literal(&file.path)).collect();
        let listed = files.iter().map(|file| {
            let unit = file
                .unit
                .map_or("NULL".to_owned(), |unit| self.literal(unit));
            let [path, name] = [&file.path, file.file].map(|text| self.literal(text));
            format!("({path}, {name}, {}, {unit})", file.at)
        });
        let cells: Vec<String> = cells(columns).collect();
        let cells = cells.join(", ");
        Some(vec![format!(
            "CREATE OR REPLACE TEMP VIEW {table} AS\n\
             SELECT n - min(n) OVER (PARTITION BY _at) + 1 AS n, _file, _at, _unit, {cells} FROM (\n  \
             SELECT row_number() OVER () AS n, * FROM {}\n\
             ) AS records JOIN (VALUES\n  {}\n\
             ) AS listed(_path, _file, _at, _unit) ON _path = filename",
            Self::read(
                &format!("[\n  {}]", paths.join(",\n  ")),
                "filename = true, ",
                columns
            ),
            listed.collect::<Vec<_>>().join(",\n  "),
        )])
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![format!("CREATE OR REPLACE TEMP TABLE {table} AS\n{query}")]
    }

    fn add(&self, table: &str, query: &str) -> Option<String> {
        Some(format!("INSERT INTO {table}\n{query}"))
    }
}
