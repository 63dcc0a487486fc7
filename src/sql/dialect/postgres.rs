//! `PostgreSQL`, by way of psql. Texts are compared byte by byte (`COLLATE "C"`), as ours are.

use super::{Dialect, cells, typed_cells};

pub(super) struct Postgres;

impl Dialect for Postgres {
    fn usage(&self) -> &'static [&'static str] {
        &[
            "report sql YEAR --dialect postgres --part setup,checks  | psql -qX --csv -v ON_ERROR_STOP=1 > checks.csv",
            "report sql YEAR --dialect postgres --part setup,figures | psql -qX --csv -v ON_ERROR_STOP=1 > figures.csv",
        ]
    }

    fn blind_spot(&self) -> Option<&'static str> {
        Some("PostgreSQL 的 COPY 不查引号后面的字：\"甲\"乙 读作 甲乙")
    }

    fn settings(&self) -> Vec<String> {
        vec!["SET client_encoding = 'UTF8'".to_owned()]
    }

    fn cell(&self, text: &str) -> String {
        format!("{} COLLATE \"C\"", self.literal(text))
    }

    fn text(&self) -> &'static str {
        "text"
    }

    fn matches(&self, expression: &str, pattern: &str) -> String {
        format!("({expression} ~ {})", self.literal(pattern))
    }

    fn csv(&self, table: &str, path: &str, columns: usize) -> Vec<String> {
        let names: Vec<String> = cells(columns).collect();
        vec![
            format!(
                "CREATE TEMP TABLE {table} (n bigint GENERATED ALWAYS AS IDENTITY, {})",
                typed_cells(columns, "text COLLATE \"C\"")
            ),
            format!(
                "\\copy {table} ({}) FROM {} WITH (FORMAT csv)",
                names.join(", "),
                self.literal(path)
            ),
        ]
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![format!("CREATE TEMP TABLE {table} AS\n{query}")]
    }

    fn add(&self, table: &str, query: &str) -> Option<String> {
        Some(format!("INSERT INTO {table}\n{query}"))
    }
}
