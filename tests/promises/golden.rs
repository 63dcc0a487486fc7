//! The golden year: the 2020 report that the repository carries.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Outcome, Project, WITH_PDF, figure, program, repository, text_of_pdf};

/// The 55 numerals of the published summary that rows give, and the figures that print them.
fn wordings() -> Vec<(String, String)> {
    let facts = include_str!("../fixtures/2020-wordings.tsv");
    let pairs = facts
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'));
    let pairs: Vec<_> = pairs
        .map(|(figure, wording)| (figure.to_owned(), wording.to_owned()))
        .collect();
    assert_eq!(pairs.len(), 55);
    pairs
}

/// The 2020 report, built once in a copy of the repository's project with an empty out/.
fn built() -> &'static Project {
    static BUILT: OnceLock<Project> = OnceLock::new();
    BUILT.get_or_init(|| {
        let project = Project::golden();
        std::fs::remove_dir_all(project.path("out")).expect("out/ goes");
        project.run("build 2020").exits(0);
        project
    })
}

#[test]
fn every_computed_wording_is_its_figures() {
    let figures = built().json("out/2020/figures.json");
    for (name, wording) in wordings() {
        let written = figure(&figures, &name)["written"]
            .as_array()
            .expect("wordings");
        assert!(
            written.contains(&Value::from(wording.as_str())),
            "{name}: no {wording} in {written:?}"
        );
    }
}

#[test]
fn every_computed_wording_stands_in_the_markdown() {
    let markdown = built().read("out/2020/report.md");
    let (prose, _) = markdown
        .split_once("## 附表")
        .expect("tables after the prose");
    for (name, wording) in wordings() {
        assert!(prose.contains(&wording), "{name}: no {wording}");
    }
}

#[test]
fn every_computed_wording_stands_in_the_page_as_data() {
    let page = built().read("out/2020/report.html");
    let figures = built().json("out/2020/figures.json");
    for (name, wording) in wordings() {
        let value = figure(&figures, &name)["value"].as_str().expect("a value");
        let data = format!(
            "<data class=\"figure\" data-figure=\"{name}\" value=\"{value}\">{wording}</data>"
        );
        assert!(page.contains(&data), "no {data}");
    }
}

#[test]
fn every_computed_wording_stands_in_the_pdf() {
    if !WITH_PDF {
        return;
    }
    let Some(text) = text_of_pdf(&built().path("out/2020/report.pdf")) else {
        return;
    };
    for (name, wording) in wordings() {
        assert!(text.contains(&wording), "{name}: no {wording}");
    }
}

#[test]
fn the_report_in_the_repository_is_current() {
    let check = program(
        ["build", "2020", "--check", "-C"]
            .map(std::ffi::OsStr::new)
            .into_iter()
            .chain([repository().as_os_str()]),
    );
    Outcome::of(check).exits(0);
}

#[test]
fn a_fresh_build_is_the_report_in_the_repository_byte_for_byte() {
    let committed = crate::support::tree(&repository().join("out/2020"));
    for (name, bytes) in built().tree("out/2020") {
        assert!(
            committed.get(&name) == Some(&bytes),
            "{} differs",
            name.display()
        );
    }
}

#[test]
fn every_published_number_is_a_control_total() {
    let project = Project::golden();
    project.replace(
        "data/2020/year.toml",
        "value  = \"2100000\"",
        "value  = \"2100001\"",
    );
    project
        .run("check 2020")
        .exits(1)
        .prints("C501")
        .prints("疫情慰问资金");
}

#[test]
fn a_row_that_goes_missing_stops_the_build() {
    let project = Project::golden();
    let trace = project
        .run("trace 2020 劳模慰问金 --format json")
        .exits(0)
        .json();
    let line = trace["rows"][0]["line"].as_u64().expect("a line");
    let path = trace["rows"][0]["file"].as_str().expect("a file");
    let text = project.read(path);
    let kept = (1..)
        .zip(text.lines())
        .filter(|(number, _)| *number != line);
    let kept: Vec<&str> = kept.map(|(_, text)| text).collect();
    project.write(path, kept.join("\n").as_bytes());
    let before = project.tree("out");
    project
        .run("build 2020")
        .exits(1)
        .says("C501")
        .says("劳模慰问金");
    assert!(project.tree("out") == before);
}

#[test]
fn the_year_has_ledgers_worth_an_audit() {
    let project = built();
    let figures = project.json("out/2020/figures.json");
    let inputs = figures["inputs"].as_array().expect("inputs");
    let is_ledger = |path: &&str| Path::new(path).extension().is_some_and(|end| end == "csv");
    let paths = inputs.iter().filter_map(|input| input["file"].as_str());
    let rows: usize = paths
        .filter(is_ledger)
        .map(|path| project.read(path).lines().count() - 1)
        .sum();
    assert!(rows >= 1500, "{rows} rows");
}

#[test]
fn figures_json_keeps_its_contract() {
    let all = built().json("out/2020/figures.json");
    let keys: Vec<_> = all.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["year", "organisation", "inputs", "figures"]);
    assert_eq!(all["year"], 2020);
    for input in all["inputs"].as_array().expect("inputs") {
        let path = input["file"].as_str().expect("a path");
        let bytes =
            std::fs::read(built().path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(input["sha256"], report::source::sha256(&bytes), "{path}");
    }
    for figure in all["figures"].as_array().expect("figures") {
        for key in ["name", "label", "unit"] {
            assert!(figure[key].is_string(), "{key} of {figure}");
        }
        assert!(
            figure["row_count"].is_u64() && figure["written"].is_array(),
            "{figure}"
        );
        match &figure["value"] {
            Value::Null => assert!(figure["items"].is_array(), "{figure}"),
            Value::String(_) => assert!(figure.get("items").is_none(), "{figure}"),
            other => panic!("{other} in {figure}"),
        }
        let is_ratio = figure["unit"] == "%";
        assert_eq!(figure.get("fraction").is_some(), is_ratio, "{figure}");
    }
    let rate = figure(&all, "合格职工之家创建率");
    assert_eq!(
        (&rate["value"], &rate["fraction"]),
        (&"91.7".into(), &"299/326".into())
    );
}
