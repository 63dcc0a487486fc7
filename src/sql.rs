//! A year's checks and figures as SQL, for the day that one machine is not enough.
//!
//! Ledgers, checks and figures are declarations, so they compile to queries that an engine answers
//! where the rows are; `report build --figures` takes the answers in. No engine is linked in, and
//! no row of a CSV file is read here.
//!
//! The SQL accepts the plain notation only (see `cell`); whatever else stands in a cell is a
//! finding of a check, so that speed never buys silence. What cannot be said in SQL is named in the
//! script and by a finding.

mod cell;
mod check;
mod dialect;
mod figure;
mod file;
mod ledger;
mod linear;
mod pattern;
mod select;

use std::fmt::Write;
use std::sync::Arc;

use indexmap::IndexMap;

pub use dialect::{DIALECTS, Dialect};

use crate::diagnostic::{self, Diagnostic, has_errors};
use crate::figure::{Definition, Rule, stamp};
use crate::project::Project;
use crate::schema::{OWN_LEVEL, Schema};
use ledger::null_text;

/// The parts of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The ledgers' tables.
    Setup,
    /// The checks; the last statement gives the findings.
    Checks,
    /// The figures; the last statement gives their values.
    Figures,
}

/// What a script is made for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The report's year.
    pub year: i32,
    /// The engine.
    pub dialect: &'a dyn Dialect,
    /// What stands before the files' paths, which are relative to the project folder.
    pub base: &'a str,
    /// Which parts, in order.
    pub parts: &'a [Part],
}

/// A year's script; none where a finding is an error.
///
/// # Errors
/// When files cannot be read.
pub fn write(
    project: &Project,
    schema: &Schema,
    definitions: &[Arc<Definition>],
    wanted: Wanted<'_>,
) -> anyhow::Result<(Option<String>, Vec<Diagnostic>)> {
    let dialect = wanted.dialect;
    let cumulative = crate::figure::wanted(definitions).cumulative;
    let (tables, mut found) = file::tables(project, schema, wanted.year, &cumulative)?;
    if has_errors(&found) {
        return Ok((None, found));
    }
    let mut left = Vec::new();
    let mut untold = |what: String, at: Option<&Definition>| {
        let finding = Diagnostic::new(diagnostic::NOT_IN_SQL, format!("没有翻成 SQL：{what}"));
        let finding = finding.help("这一项要由 report 自己查、自己算");
        found.push(match at {
            Some(definition) => finding.at(definition.place.clone()),
            None => finding,
        });
        left.push(what);
    };
    let stamp = stamp(project, wanted.year)?;
    let mut statements = Vec::new();
    for part in wanted.parts {
        match part {
            Part::Setup => {
                statements.extend(dialect.settings());
                for table in tables.values() {
                    let title = comment(&table.schema.title);
                    let mut made = ledger::statements(table, wanted.base, dialect);
                    if let Some(first) = made.first_mut() {
                        first.insert_str(0, &format!("-- {title}\n"));
                    }
                    statements.append(&mut made);
                }
            }
            Part::Checks => {
                for table in tables.values() {
                    statements.extend(check::headers(table, dialect));
                }
                statements.push(checks(&tables, &stamp, dialect, &mut untold));
                let files = tables.values().flat_map(|table| &table.files);
                let mut units = files.filter_map(|file| file.unit.as_deref());
                if units.any(|unit| unit != OWN_LEVEL) {
                    untold("汇总进度（哪些下属单位没报、报晚了）".to_owned(), None);
                }
            }
            Part::Figures => {
                statements.extend(figures(definitions, &tables, &wanted, &stamp, &mut untold));
            }
        }
    }
    let mut script = head(&wanted, &left);
    for statement in statements {
        script.push('\n');
        script.push_str(&statement);
        script.push_str(";\n");
    }
    Ok((Some(script), found))
}

/// Called with what has no SQL, and the figure that it is about.
type Untold<'a> = dyn FnMut(String, Option<&Definition>) + 'a;

fn checks(
    tables: &IndexMap<&str, file::Table<'_>>,
    stamp: &str,
    dialect: &dyn Dialect,
    untold: &mut Untold<'_>,
) -> String {
    let mut named = Vec::new();
    for table in tables.values() {
        let asked = check::Asked {
            table,
            tables,
            dialect,
        };
        let mut queries = Vec::new();
        for put in check::queries(&asked) {
            match put {
                Ok(query) => queries.push(query),
                Err(what) => untold(format!("台账“{}”{what}", table.schema.name), None),
            }
        }
        let name = dialect.identifier(&format!("check_{}", table.schema.name));
        named.push((name, union_all(queries)));
    }
    let null = null_text(dialect);
    let first = format!(
        "SELECT '#report' AS code, {null} AS ledger, {null} AS file, CAST(NULL AS BIGINT) AS row_no, {null} AS row_key, \
         {null} AS field, {} AS cell",
        dialect.literal(stamp)
    );
    format!("-- 检查：一行一个问题\n{}", union(&named, &first))
}

/// How many files one query may read before its engine has trouble.
const AT_ONCE: usize = 40;

/// The rows of all queries. A chain of thousands, one for each unit's file, is too deep for engines:
/// then it is a chain of chains.
fn union_all(queries: Vec<String>) -> String {
    let mut queries = queries;
    while queries.len() > AT_ONCE {
        let chains = queries.chunks(AT_ONCE).zip(1..);
        let chains = chains.map(|(chain, number)| match chain {
            [one] => one.clone(),
            chain => {
                let chain = chain.join("\nUNION ALL\n");
                format!("SELECT * FROM (\n{chain}\n) AS part_{number}_")
            }
        });
        queries = chains.collect();
    }
    queries.join("\nUNION ALL\n")
}

/// The queries, each under its name, and the rows of all of them behind `first`. (A union of
/// unions: a chain of hundreds is too deep for some engines.)
fn union(named: &[(String, String)], first: &str) -> String {
    let views: Vec<String> = named
        .iter()
        .map(|(name, query)| format!("{name} AS (\n{query}\n)"))
        .collect();
    let with = match views.as_slice() {
        [] => String::new(),
        views => format!("WITH {}\n", views.join(",\n")),
    };
    let all = named
        .iter()
        .map(|(name, _)| format!("\nUNION ALL SELECT * FROM {name}"));
    format!("{with}{first}{}", all.collect::<String>())
}

fn figures(
    definitions: &[Arc<Definition>],
    tables: &IndexMap<&str, file::Table<'_>>,
    wanted: &Wanted<'_>,
    stamp: &str,
    untold: &mut Untold<'_>,
) -> Vec<String> {
    let dialect = wanted.dialect;
    let mut by_ledger: IndexMap<&str, Vec<String>> = IndexMap::new();
    let mut terms = Vec::new();
    for definition in definitions {
        let said = match &definition.rule {
            Rule::Rows(rule) => {
                figure::query(definition, rule, tables, wanted.year, dialect).map(|query| {
                    let query = format!("-- {}\n{query}", comment(&definition.label));
                    by_ledger.entry(&rule.ledger).or_default().push(query);
                })
            }
            _ => linear::terms(definition, definitions, dialect).map(|more| terms.extend(more)),
        };
        if let Err(reason) = said {
            untold(
                format!("数字“{}”：{reason}", definition.name),
                Some(definition),
            );
        }
    }
    let null = null_text(dialect);
    let first = format!(
        "SELECT '#report' AS name, '' AS figure, '' AS unit, CAST(NULL AS {}) AS number, {} AS value, \
         CAST(0 AS BIGINT) AS row_count, {null} AS items",
        figure::NUMBER,
        dialect.literal(stamp)
    );
    let named: Vec<(String, String)> = by_ledger
        .iter()
        .map(|(ledger, queries)| {
            let name = dialect.identifier(&format!("figures_{ledger}"));
            (name, union_all(queries.clone()))
        })
        .collect();
    let mut statements = dialect.keep("report_base", &union(&named, &first));
    let mut last = format!(
        "-- 全部数字：一行一个；比率给分子、分母，由 report 去除、去舍入\n\
         SELECT name, value, unit, {null} AS numerator, {null} AS denominator, row_count, items FROM report_base"
    );
    if !terms.is_empty() {
        let _ = write!(
            last,
            "\nUNION ALL\nSELECT * FROM (\n{}\n) AS derived",
            linear::query(&terms, dialect)
        );
    }
    statements.push(last);
    statements
}

/// The comment at the top of a script.
fn head(wanted: &Wanted<'_>, left: &[String]) -> String {
    let year = wanted.year.to_string();
    let mut lines = vec![
        format!(
            "{} 年的检查和数字，由 report sql 写出。改声明，不要改这里。",
            wanted.year
        ),
        "只认规范写法：数 1234.50，日期 2020-01-31；别的写法一律算问题，不换算。".to_owned(),
    ];
    lines.extend(
        wanted
            .dialect
            .usage()
            .iter()
            .map(|line| format!("  {}", line.replace("YEAR", &year))),
    );
    lines.extend(
        wanted
            .dialect
            .blind_spot()
            .map(|words| format!("注意：{words}")),
    );
    lines.extend(
        left.iter()
            .map(|what| format!("没有翻成 SQL：{}", comment(what))),
    );
    format!("-- {}\n", lines.join("\n-- "))
}

/// A text on the one line of a comment.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
