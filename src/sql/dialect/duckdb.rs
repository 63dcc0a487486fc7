//! `DuckDB`. Its reader stops at wrong quotes and wrong numbers of cells; `row_number() OVER ()`
//! follows the file's order.

use super::{Dialect, SPACE, cells};

pub(super) struct DuckDb;

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
        let types: Vec<String> = cells(columns)
            .map(|c| format!("'{c}': 'VARCHAR'"))
            .collect();
        vec![format!(
            "CREATE OR REPLACE TEMP VIEW {table} AS\n\
             SELECT row_number() OVER () AS n, * FROM read_csv({}, auto_detect = false,\n  \
             header = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true,\n  \
             columns = {{{}}})",
            self.literal(path),
            types.join(", ")
        )]
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![format!("CREATE OR REPLACE TEMP TABLE {table} AS\n{query}")]
    }

    fn add(&self, table: &str, query: &str) -> Option<String> {
        Some(format!("INSERT INTO {table}\n{query}"))
    }
}
