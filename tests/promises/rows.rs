//! Every row counts: figures are the sums of their traces, and a row taken away changes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use report::compile::{self, Declarations, Year};
use report::diagnostic::has_errors;
use report::figure::{Aggregate, Definition, Figure, Part, Rule, evaluate, rows_of};
use report::ledger::{Form, Ledger};
use report::load::{self, Wanted};
use report::number::{Number, Rounding};
use report::project::Project;
use report::schema::Schema;

use crate::support::{self, figure, repository};

fn golden() -> (Declarations, Year) {
    let (project, found) = Project::open(repository()).expect("a project");
    assert!(!has_errors(&found));
    let (declarations, found) = compile::declarations(&project).expect("declarations");
    assert!(!has_errors(&found));
    let (year, found) = compile::year(&project, &declarations, 2020).expect("a year");
    assert!(!has_errors(&found));
    (declarations, year)
}

fn aggregate(figure: &Figure) -> Option<&Aggregate> {
    match &figure.definition.rule {
        Rule::Rows(rule) => Some(&rule.aggregate),
        _ => None,
    }
}

fn sum(parts: &[Part]) -> Number {
    let number = |part: &Part| Number::parse(&part.part).unwrap_or_else(|| panic!("{}", part.part));
    parts.iter().map(number).sum()
}

#[test]
fn every_figure_is_the_sum_of_its_trace() {
    let (_, year) = golden();
    let committed: serde_json::Value = serde_json::from_slice(
        &std::fs::read(repository().join("out/2020/figures.json")).expect("figures.json"),
    )
    .expect("JSON");
    let mut summed = 0;
    for computed in year.figures.iter() {
        let parts = rows_of(computed, &year.ledgers, 2020);
        assert_eq!(parts.len(), computed.row_count, "{}", computed.name);
        let adds_up = matches!(
            aggregate(computed),
            Some(Aggregate::Count | Aggregate::Sum(_) | Aggregate::Distinct(_))
        );
        if adds_up {
            let published = figure(&committed, &computed.name)["value"].as_str();
            let published = published.and_then(Number::parse);
            assert_eq!(published, Some(sum(&parts)), "{}", computed.name);
            summed += 1;
        }
    }
    assert!(summed > 100, "only {summed} figures add up");
}

#[test]
fn trace_prints_the_rows_that_add_up() {
    let project = support::Project::golden();
    let published = project.json("out/2020/figures.json");
    for name in [
        "疫情慰问资金",
        "解困脱困职工",
        "工会卡",
        "劳模.市",
        "每月支出.3月",
        "镇街道离任审计",
    ] {
        let trace = project
            .run(&format!("trace 2020 {name} --format json"))
            .exits(0)
            .json();
        let rows = trace["rows"].as_array().expect("rows");
        let parts = rows
            .iter()
            .map(|row| row["part"].as_str().and_then(Number::parse));
        let total: Number = parts.map(|part| part.expect("a number")).sum();
        let value = figure(&published, name)["value"]
            .as_str()
            .and_then(Number::parse);
        assert_eq!(Some(total), value, "{name}");
        assert_eq!(trace["value"], figure(&published, name)["value"]);
    }
}

#[test]
fn a_sum_is_what_a_plain_reading_of_the_file_gives() {
    let path = repository().join("data/2020/funds.csv");
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    let head = reader.headers().expect("a header").clone();
    let column = |name: &str| {
        head.iter()
            .position(|heading| heading == name)
            .expect("a column")
    };
    let (kind, project, amount) = (column("收支"), column("项目"), column("金额"));
    let mut cents = 0_i64;
    for record in reader.records() {
        let record = record.expect("a record");
        if &record[kind] == "支出" && &record[project] == "防疫物资" {
            let (yuan, fen) = record[amount]
                .split_once('.')
                .unwrap_or((&record[amount], "0"));
            let whole: i64 = yuan.parse().expect("a whole number");
            let part: i64 = format!("{fen:0<2}").parse().expect("cents");
            cents += whole * 100 + part;
        }
    }
    let (_, year) = golden();
    let figure = year.figures.get("防疫物资").expect("a figure");
    assert_eq!(
        figure.value.number(),
        Some(&Number::scaled(cents.into(), 2))
    );
}

/// One ledger of the 2020 project in a folder of its own, to be spoilt.
struct Copy<'a> {
    folder: tempfile::TempDir,
    schema: Schema,
    definitions: &'a [Arc<Definition>],
}

impl<'a> Copy<'a> {
    fn of(ledger: &Ledger, declarations: &'a Declarations) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir_all(folder.path().join("data/2020")).expect("a folder");
        let mut schema = declarations.schema.clone();
        schema.ledgers.retain(|name, _| *name == ledger.schema.name);
        let copy = Self {
            folder,
            schema,
            definitions: &declarations.definitions,
        };
        copy.write("data/report.toml", "organisation = \"某某区总工会\"\n");
        for file in &ledger.files {
            copy.write(&file.source.path, &file.source.text);
        }
        copy
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join(path), text).expect("a file");
    }

    /// The value of `figure` as this folder's ledger gives it.
    fn value(&self, figure: &Figure) -> Option<Number> {
        let (project, _) = Project::open(self.folder.path()).expect("a project");
        let (ledgers, _) =
            load::load(&project, &self.schema, 2020, &Wanted::default()).expect("a ledger");
        let wanted = self
            .definitions
            .iter()
            .find(|definition| definition.name == figure.definition.name);
        let wanted = [Arc::clone(wanted.expect("a definition"))];
        let (figures, _) = evaluate(&wanted, &ledgers, 2020);
        // A family's member without an enum goes with its last row.
        figures.get(&figure.name)?.value.number().cloned()
    }
}

/// `text` without the record that begins at `line`: one line of CSV, one `[[row]]` of TOML.
fn without(text: &str, line: usize, is_toml: bool) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let start = line - 1;
    let length = if is_toml {
        1 + lines[line..]
            .iter()
            .take_while(|text| !text.starts_with("[["))
            .count()
    } else {
        assert!(
            lines[start].matches('"').count().is_multiple_of(2),
            "a record of one line"
        );
        1
    };
    [&lines[..start], &lines[start + length..]]
        .concat()
        .concat()
}

#[test]
fn deleting_any_traced_row_changes_the_figure() {
    let (declarations, year) = golden();
    let mut deleted = 0;
    let mut unmoved = Vec::new();
    let mut copies: BTreeMap<&str, Copy> = BTreeMap::new();
    for figure in year.figures.iter() {
        let Some(Aggregate::Count | Aggregate::Sum(_)) = aggregate(figure) else {
            continue;
        };
        let name = figure.ledger().expect("a ledger");
        let ledger = &year.ledgers[name];
        let copy = copies
            .entry(name)
            .or_insert_with(|| Copy::of(ledger, &declarations));
        assert_eq!(
            copy.value(figure).as_ref(),
            figure.value.number(),
            "{}",
            figure.name
        );
        let mut parts = rows_of(figure, &year.ledgers, 2020);
        parts.retain(|part| part.part != "0");
        let last = parts.len().saturating_sub(1);
        let mut sample = vec![0, last / 2, last];
        sample.dedup();
        for part in sample.into_iter().filter_map(|index| parts.get(index)) {
            let file = ledger.file_of(part.row).expect("a file");
            let line = ledger.line_number(part.row) as usize;
            let path = &file.source.path;
            copy.write(
                path,
                &without(
                    &file.source.text,
                    line,
                    matches!(file.form, Form::Toml { .. }),
                ),
            );
            let after = copy.value(figure);
            copy.write(path, &file.source.text);
            deleted += 1;
            if after.as_ref() == figure.value.number() {
                unmoved.push(format!("{} {path}:{line}", figure.name));
            }
        }
    }
    assert!(unmoved.is_empty(), "{unmoved:?}");
    assert!(deleted > 300, "only {deleted} rows were tried");
}

#[test]
fn a_round_total_is_made_of_many_unlike_rows() {
    let (_, year) = golden();
    let figure = year.figures.get("劳模慰问金").expect("a figure");
    let parts = rows_of(figure, &year.ledgers, 2020);
    let total = sum(&parts);
    assert_eq!(total.to_fixed(2, Rounding::HalfUp), "1050000.00");
    let shares: BTreeSet<_> = parts.iter().map(|part| &part.part).collect();
    assert!(shares.len() > 20, "no equal splits");
}

#[test]
fn a_register_is_asked_only_for_the_rows_of_the_year() {
    let project = support::Project::of("某某区总工会")
        .file(
            "data/ledgers.toml",
            "[units]\nopened = \"成立\"\nclosed = \"撤销\"\nfields = [\n\
             { name = \"单位\", type = \"string\" },\n{ name = \"成立\", type = \"date\" },\n\
             { name = \"撤销\", type = \"date\" },\n]\n",
        )
        .file(
            "data/figures.toml",
            "[[figure]]\nname = \"单位\"\nledger = \"units\"\ncount = true\nunit = \"家\"\n\
             where = { \"单位\" = \"丙\" }\n",
        )
        // 甲 was closed before, 乙 in the year; 丙 is counted; 丁 is opened later.
        .file(
            "data/units.csv",
            "单位,成立,撤销\n甲,2010-01-01,2021-12-31\n乙,2010-01-01,2023-06-30\n\
             丙,2023-01-01,\n丁,2024-01-01,\n戊,2022-01-01,\n",
        )
        .file("data/2023/year.toml", "");
    project
        .run("check 2023")
        .exits(0)
        .prints("有 2 行没有任何数字用到：第 3、6 行");
}
