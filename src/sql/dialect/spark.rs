//! Apache Spark. ANSI mode: an overflow is an error, and a decimal is written out in full. Records
//! may hold line breaks, so a file is read by one task; many files are read by many.

use super::{Dialect, typed_cells};

pub(super) struct Spark;

impl Dialect for Spark {
    fn usage(&self) -> &'static [&'static str] {
        &[
            "report sql YEAR --dialect spark > report.sql",
            "逐句交给 spark.sql()；checks 和 figures 的最后一句各是一张表，另存为 CSV（带表头）或 JSON",
        ]
    }

    fn settings(&self) -> Vec<String> {
        vec!["SET spark.sql.ansi.enabled = true".to_owned()]
    }

    fn identifier(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }

    fn text(&self) -> &'static str {
        "STRING"
    }

    fn matches(&self, expression: &str, pattern: &str) -> String {
        format!("({expression} RLIKE {})", self.literal(pattern))
    }

    /// Spark's `chr` counts bytes; its literals know the escape.
    fn character(&self, character: char) -> String {
        format!("'\\u{:04X}'", u32::from(character))
    }

    fn space(&self) -> String {
        format!("'{}'", super::escaped_space())
    }

    fn joined(&self, item: &str, position: &str) -> String {
        format!(
            "array_join(transform(sort_array(collect_list(\
             CASE WHEN {item} IS NOT NULL THEN struct({position} AS place, {item} AS item) END)), \
             one -> one.item), ',')"
        )
    }

    fn csv(&self, table: &str, path: &str, columns: usize) -> Vec<String> {
        let file = table.replace("report_csv", "report_file");
        vec![
            format!(
                "CREATE OR REPLACE TEMPORARY VIEW {file} ({})\nUSING csv OPTIONS (path {}, header 'false', \
                 multiLine 'true', mode 'FAILFAST',\n  quote '\"', escape '\"', \
                 unescapedQuoteHandling 'RAISE_ERROR', columnPruning 'false',\n  \
                 ignoreLeadingWhiteSpace 'false', ignoreTrailingWhiteSpace 'false', maxCharsPerColumn '-1')",
                typed_cells(columns, self.text()),
                self.literal(path),
            ),
            format!(
                "CREATE OR REPLACE TEMPORARY VIEW {table} AS\n\
                 SELECT monotonically_increasing_id() + 1 AS n, * FROM {file}"
            ),
        ]
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![
            format!("CREATE OR REPLACE TEMPORARY VIEW {table} AS\n{query}"),
            format!("CACHE LAZY TABLE {table}"),
        ]
    }
}
