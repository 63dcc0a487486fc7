//! Apache Spark. ANSI mode: an overflow is an error, and a decimal is written out in full. Records
//! may hold line breaks, so a file is read by one task; many files are read by many.

use super::{Dialect, Listed, as_values, cells, typed_cells, year_of};

pub(super) struct Spark;

/// What a list of paths gives a meaning to, and `=`, in which Spark sees a column of its own.
const MEANT: &[char] = &['{', '}', '[', ']', '*', '?', '^', ',', '\\', '='];

impl Spark {
    /// A view of the records that `path` holds; it may be a list of files.
    fn file(&self, view: &str, path: &str, columns: usize) -> String {
        format!(
            "CREATE OR REPLACE TEMPORARY VIEW {view} ({})\nUSING csv OPTIONS (path {}, header 'false', \
             multiLine 'true', mode 'FAILFAST',\n  quote '\"', escape '\"', \
             unescapedQuoteHandling 'RAISE_ERROR', columnPruning 'false',\n  \
             ignoreLeadingWhiteSpace 'false', ignoreTrailingWhiteSpace 'false', maxCharsPerColumn '-1')",
            typed_cells(columns, self.text()),
            self.literal(path),
        )
    }
}

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
            self.file(&file, path, columns),
            format!(
                "CREATE OR REPLACE TEMPORARY VIEW {table} AS\n\
                 SELECT monotonically_increasing_id() + 1 AS n, * FROM {file}"
            ),
        ]
    }

    /// A view for each of a hundred files takes minutes to plan. Of a list of files Spark tells each record's
    /// path, encoded as an address; records of a file are counted on without a gap.
    fn csvs(&self, table: &str, files: &[Listed<'_>], columns: usize) -> Option<Vec<String>> {
        let folder = year_of(files)?;
        let base = files[0].path.strip_suffix(files[0].file)?;
        if files.iter().any(|listed| listed.path.contains(MEANT)) {
            return None;
        }
        let names: Vec<&str> = files
            .iter()
            .filter_map(|listed| listed.file.strip_prefix(folder))
            .collect();
        let list = format!("{base}{folder}{{{}}}", names.join(","));
        let file = table.replace("report_csv", "report_file");
        let cells: Vec<String> = cells(columns).collect();
        let cells = cells.join(", ");
        Some(vec![
            self.file(&file, &list, columns),
            format!(
                "CREATE OR REPLACE TEMPORARY VIEW {table} AS\n\
                 SELECT n - min(n) OVER (PARTITION BY _at) + 1 AS n, _file, _at, _unit, {cells} FROM (\n  \
                 SELECT monotonically_increasing_id() AS n, {cells},\n    \
                 regexp_extract(url_decode(replace(input_file_name(), '+', '%2B')), {}, 1) AS _path FROM {file}\n\
                 ) AS records JOIN (VALUES\n  {}\n\
                 ) AS listed(_file, _at, _unit) ON _path = _file",
                self.literal(&format!("/({folder}(?!.*/{folder}).*)$")),
                as_values(self, files),
            ),
        ])
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![
            format!("CREATE OR REPLACE TEMPORARY VIEW {table} AS\n{query}"),
            format!("CACHE LAZY TABLE {table}"),
        ]
    }
}
