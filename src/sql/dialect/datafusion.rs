//! Apache `DataFusion`, and what is built on it (Ballista). Files are read by one task each, so that
//! `row_number() OVER ()` follows their order.

use super::{Dialect, Listed, as_values, cells, typed_cells, year_of};

pub(super) struct DataFusion;

/// What a path gives a meaning to.
const MEANT: &[char] = &['*', '?', '[', ']', '{', '}'];

impl DataFusion {
    /// A table of the records that `location` holds, a file's or a list of files.
    fn file(&self, file: &str, location: &str, columns: usize) -> String {
        format!(
            "CREATE EXTERNAL TABLE {file} ({})\nSTORED AS CSV LOCATION {location}\n\
             OPTIONS ('format.has_header' 'false', 'format.newlines_in_values' 'true')",
            typed_cells(columns, self.text()),
        )
    }
}

impl Dialect for DataFusion {
    fn usage(&self) -> &'static [&'static str] {
        &[
            "report sql YEAR --dialect datafusion --part setup,checks > checks.sql",
            "datafusion-cli --quiet --format csv -f checks.sql > checks.csv（figures 同样）",
        ]
    }

    fn blind_spot(&self) -> Option<&'static str> {
        Some("DataFusion 读 CSV 不查引号：引号后面还有字的格子照读，文件末尾没有配对的引号不报")
    }

    fn settings(&self) -> Vec<String> {
        vec!["SET datafusion.optimizer.repartition_file_scans = false".to_owned()]
    }

    fn without_zeros(&self, expression: &str) -> String {
        format!("rtrim(rtrim({expression}, '0'), '.')")
    }

    fn csv(&self, table: &str, path: &str, columns: usize) -> Vec<String> {
        let file = table.replace("report_csv", "report_file");
        vec![
            self.file(&file, &self.literal(path), columns),
            format!(
                "CREATE OR REPLACE VIEW {table} AS\nSELECT row_number() OVER () AS n, * FROM {file}"
            ),
        ]
    }

    /// A table for each of two thousand files takes half a minute. A list of files is read as one table, and each
    /// record told by its file, in the order of its records as long as one task reads them all: they are kept
    /// before more tasks go on.
    fn csvs(&self, table: &str, files: &[Listed<'_>], columns: usize) -> Option<Vec<String>> {
        let folder = year_of(files)?;
        if files.iter().any(|listed| listed.path.contains(MEANT)) {
            return None;
        }
        let paths: Vec<String> = files.iter().map(|file| self.literal(&file.path)).collect();
        let file = table.replace("report_csv", "report_file");
        let cells: Vec<String> = cells(columns).collect();
        let cells = cells.join(", ");
        Some(vec![
            "SET datafusion.execution.target_partitions = 1".to_owned(),
            // Views of texts would keep a piece of each file, and go through all pieces for every batch.
            "SET datafusion.sql_parser.map_string_types_to_utf8view = false".to_owned(),
            self.file(&file, &format!("(\n  {})", paths.join(",\n  ")), columns),
            "RESET datafusion.sql_parser.map_string_types_to_utf8view".to_owned(),
            format!(
                "CREATE OR REPLACE TABLE {table} AS\n\
                 SELECT n - min(n) OVER (PARTITION BY _at) + 1 AS n, _file, _at, _unit, {cells} FROM (\n  \
                 SELECT row_number() OVER () AS n, {folder} || regexp_replace(_path, {before}, '') AS _path, {cells}\n  \
                 FROM (SELECT input_file_name() AS _path, {cells} FROM {file}) AS named\n\
                 ) AS records JOIN (VALUES\n  {}\n\
                 ) AS listed(_file, _at, _unit) ON _path = _file",
                as_values(self, files),
                folder = self.literal(folder),
                before = self.literal(&format!("^(?:.*/)?{folder}")),
            ),
            "RESET datafusion.execution.target_partitions".to_owned(),
        ])
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![format!("CREATE OR REPLACE TABLE {table} AS\n{query}")]
    }
}
