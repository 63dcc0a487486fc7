//! What engines say differently. The rest of the room writes the SQL that all of them share.
//!
//! One engine a file. Where it has no say of its own, the standard's way (and Postgres's, which
//! is nearest to it) stands here.

mod datafusion;
mod duckdb;
mod postgres;
mod spark;

/// White space that trimming drops: Unicode's, the zero-width space, the byte order mark.
pub(super) const SPACE: &[char] = &[
    '\u{9}', '\u{A}', '\u{B}', '\u{C}', '\u{D}', ' ', '\u{85}', '\u{A0}', '\u{1680}', '\u{2000}',
    '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}',
    '\u{2009}', '\u{200A}', '\u{2028}', '\u{2029}', '\u{202F}', '\u{205F}', '\u{3000}', '\u{200B}',
    '\u{FEFF}',
];

/// Every dialect by the name it goes by on the command line.
pub const DIALECTS: &[(&str, &dyn Dialect)] = &[
    ("duckdb", &duckdb::DuckDb),
    ("datafusion", &datafusion::DataFusion),
    ("spark", &spark::Spark),
    ("postgres", &postgres::Postgres),
];

/// A file among several that are read at once.
pub struct Listed<'a> {
    /// Where the engine finds it.
    pub path: String,
    /// What findings call it.
    pub file: &'a str,
    /// Its position among its ledger's files.
    pub at: usize,
    /// The unit of its folder; none in a register.
    pub unit: Option<&'a str>,
}

/// An engine's way of saying things.
pub trait Dialect: Sync {
    /// How to run a script for YEAR, a line each; shown at its head.
    fn usage(&self) -> &'static [&'static str];

    /// What its CSV reader lets pass, so that no check of ours can see it; none if it stops.
    fn blind_spot(&self) -> Option<&'static str> {
        None
    }

    /// Statements before all others.
    fn settings(&self) -> Vec<String> {
        Vec::new()
    }

    /// A column's or a table's name.
    fn identifier(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// A text.
    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A text as a cell: compared byte by byte, as all cells are.
    fn cell(&self, text: &str) -> String {
        self.literal(text)
    }

    /// The type of texts of any length.
    fn text(&self) -> &'static str {
        "VARCHAR"
    }

    /// Whether `expression` matches a regular expression somewhere.
    fn matches(&self, expression: &str, pattern: &str) -> String {
        format!("regexp_like({expression}, {})", self.literal(pattern))
    }

    /// A character by its number, as an expression: white space in a script would get lost.
    fn character(&self, character: char) -> String {
        format!("chr({})", u32::from(character))
    }

    /// `expression` without the white space around it.
    fn trim(&self, expression: &str) -> String {
        format!("btrim({expression}, {})", self.space())
    }

    /// All white space, as a text.
    fn space(&self) -> String {
        format!("E'{}'", escaped_space())
    }

    /// `expression` without zeros at its end, then without a point there.
    fn without_zeros(&self, expression: &str) -> String {
        format!("trim(TRAILING '.' FROM trim(TRAILING '0' FROM {expression}))")
    }

    /// The texts of `item` in the order of `position`, with commas between; null for none.
    fn joined(&self, item: &str, position: &str) -> String {
        format!("string_agg({item}, ',' ORDER BY {position})")
    }

    /// Statements after which `table` holds a CSV file's records as texts `c1`, `c2`, …, numbered
    /// by `n` from 1, the header.
    fn csv(&self, table: &str, path: &str, columns: usize) -> Vec<String>;

    /// The same of several files of like columns at once, each record with its file's `_file`,
    /// `_at` and `_unit`; none where an engine reads them one by one.
    fn csvs(&self, table: &str, files: &[Listed<'_>], columns: usize) -> Option<Vec<String>> {
        let _ = (table, files, columns);
        None
    }

    /// Statements that keep the rows of a query as `table`.
    fn keep(&self, table: &str, query: &str) -> Vec<String>;

    /// A statement that adds a query's rows to a kept `table`; none where what is kept is final. It
    /// helps where an engine takes a union of a thousand files much worse than a thousand files.
    fn add(&self, table: &str, query: &str) -> Option<String> {
        let _ = (table, query);
        None
    }
}

/// White space with its numbers: in a script it would get lost.
fn escaped_space() -> String {
    let escaped = |space: &char| format!("\\u{:04X}", u32::from(*space));
    SPACE.iter().map(escaped).collect()
}

/// c1, c2, …
fn cells(columns: usize) -> impl Iterator<Item = String> {
    (1..=columns).map(|column| format!("c{column}"))
}

/// c1 VARCHAR, c2 VARCHAR, …
fn typed_cells(columns: usize, kind: &str) -> String {
    let cells: Vec<String> = cells(columns)
        .map(|cell| format!("{cell} {kind}"))
        .collect();
    cells.join(", ")
}

/// Files as rows of VALUES: what findings call each, its position, its unit.
fn as_values(dialect: &dyn Dialect, files: &[Listed<'_>]) -> String {
    let row = |listed: &Listed<'_>| {
        let unit = listed.unit.map(|unit| dialect.literal(unit));
        let unit = unit.unwrap_or_else(|| "NULL".to_owned());
        format!("({}, {}, {unit})", dialect.literal(listed.file), listed.at)
    };
    let rows: Vec<String> = files.iter().map(row).collect();
    rows.join(",\n  ")
}

/// The folder that all `files` lie in: `data/2020/`. None where it could be found in a path twice.
fn year_of<'a>(files: &[Listed<'a>]) -> Option<&'a str> {
    let first = files.first()?.file;
    let slashes = first.match_indices('/').map(|(at, _)| at);
    let folder = &first[..=slashes.take(2).last()?];
    let twice = format!("/{folder}");
    let is_plain =
        |listed: &Listed<'_>| listed.file.starts_with(folder) && !listed.file.contains(&twice);
    files.iter().all(is_plain).then_some(folder)
}
