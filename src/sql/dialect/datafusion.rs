//! Apache `DataFusion`, and what is built on it (Ballista). Files are read by one task each, so that
//! `row_number() OVER ()` follows their order.

use super::{Dialect, typed_cells};

pub(super) struct DataFusion;

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
            format!(
                "CREATE EXTERNAL TABLE {file} ({})\nSTORED AS CSV LOCATION {}\n\
                 OPTIONS ('format.has_header' 'false', 'format.newlines_in_values' 'true')",
                typed_cells(columns, self.text()),
                self.literal(path),
            ),
            format!(
                "CREATE OR REPLACE VIEW {table} AS\nSELECT row_number() OVER () AS n, * FROM {file}"
            ),
        ]
    }

    fn keep(&self, table: &str, query: &str) -> Vec<String> {
        vec![format!("CREATE OR REPLACE TABLE {table} AS\n{query}")]
    }
}
