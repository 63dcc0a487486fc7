//! What the program has written it does not contradict: reports of two projects, from templates of all
//! kinds, audited by the program as anybody's text would be.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A project in a folder of its own.
struct Copy(TempDir);

impl Copy {
    fn of(source: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["data", "templates"] {
            copy(&source.join(part), &folder.path().join(part));
        }
        Self(folder)
    }

    fn harbour() -> Self {
        Self::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/harbour"))
    }

    /// The repository's own project, without pictures, which stand after its template's headings.
    fn ours() -> Self {
        let copy = Self::of(Path::new(env!("CARGO_MANIFEST_DIR")));
        for year in ["2019", "2020"] {
            let path = format!("data/{year}/year.toml");
            let text = copy.read(&path);
            let parts = text.split("\n[[");
            let kept: Vec<&str> = parts
                .filter(|part| !part.starts_with("picture]]"))
                .collect();
            copy.write(&path, &kept.join("\n[["));
        }
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("a file")
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.path(path), text).expect("a file");
    }

    fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{old} in {path}");
        self.write(path, &text.replacen(old, new, 1));
    }

    fn run(&self, arguments: &[&str]) -> (String, String, Option<i32>) {
        let ran = Command::new(env!("CARGO_BIN_EXE_report"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the program");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(ran.stdout), text(ran.stderr), ran.status.code())
    }

    fn build(&self, year: &str) {
        let (_, said, code) = self.run(&["build", year, "--format", "md"]);
        assert_eq!(code, Some(0), "{said}");
    }

    /// The numerals of the report that are neither proved nor recognised, with what they are.
    fn doubted(&self, year: &str) -> Vec<(String, String)> {
        let report = format!("out/{year}/report.md");
        let (found, said, code) = self.run(&["audit", year, &report, "--format", "json"]);
        assert_eq!(code, Some(0), "{said}");
        let found: Value = serde_json::from_str(&found).expect("JSON");
        let numerals = found["numerals"].as_array().expect("numerals").iter();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let all: Vec<_> = numerals
            .map(|numeral| (text(&numeral["text"]), text(&numeral["status"])))
            .collect();
        let proved = all.iter().filter(|(_, status)| status == "proved").count();
        assert!(proved > 60, "{proved}");
        let settled = |status: &str| matches!(status, "proved" | "recognised");
        all.into_iter()
            .filter(|(_, status)| !settled(status))
            .collect()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

#[test]
fn every_numeral_of_its_own_reports_is_proved_or_recognised() {
    for (copy, years) in [
        (Copy::harbour(), ["2023", "2024"]),
        (Copy::ours(), ["2019", "2020"]),
    ] {
        for year in years {
            copy.build(year);
            assert_eq!(copy.doubted(year), [], "{year}");
        }
        // And from the built-in template, which compares every figure with last year's.
        std::fs::remove_dir_all(copy.path("templates")).expect("its templates");
        for year in years {
            copy.build(year);
            assert_eq!(copy.doubted(year), [], "{year}, built-in template");
        }
    }
}

/// The harbour's 2024 from a template that compares, with falls, and with two of last year's figures
/// corrected since they were published.
fn compared() -> Copy {
    let copy = Copy::harbour();
    let template = include_str!("harbour/told/compared.md");
    copy.write("templates/2024.md", template);
    copy.replace("data/2023/gear.csv", "防滑手套,6100", "防滑手套,6400");
    copy.replace("data/2023/ideas.csv", ",300,", ",330,");
    copy.replace("data/2023/events.csv", ",24,600", ",25,600");
    copy.build("2023");
    for (now, published) in [("8130", "8100"), ("40", "43")] {
        let value = |value: &str| format!("\"value\": \"{value}\"");
        copy.replace("out/2023/figures.json", &value(now), &value(published));
    }
    let restated = [
        ("会员总数", "补登东港30名劳务工会员"),
        ("救助人数", "删去3名重复登记的职工"),
    ];
    let restated = restated
        .map(|(figure, why)| format!("\n[[restate]]\nfigure = \"{figure}\"\nwhy = \"{why}\"\n"));
    let year = copy.read("data/2024/year.toml") + &restated.concat();
    copy.write("data/2024/year.toml", &year);
    copy.build("2024");
    copy
}

#[test]
fn comparisons_tables_and_footnotes_are_proved_as_well() {
    let copy = compared();
    let report = copy.read("out/2024/report.md");
    for words in ["减少14条", "−150件", "原公布为8100人"] {
        assert!(report.contains(words), "{words}");
    }
    // What had been published, and why it was wrong, no figure of today can know.
    let unknown =
        ["8100人", "30名", "43名", "3名"].map(|words| (words.to_owned(), "unknown".to_owned()));
    assert_eq!(copy.doubted("2024"), unknown);
}

#[test]
fn a_change_that_is_told_wrongly_is_no_longer_proved() {
    let copy = compared();
    let report = copy.read("out/2024/report.md");
    let wrong = [
        (
            "| 隐患整改 | 316条 | 330条 | 减少14条 |",
            "减少14条",
            "增加14条",
        ),
        ("| 隐患整改 | 316条 | 330条 | 减少14条 |", "330条", "303条"),
        ("| 技能比武.比上年 | −1场 |", "−1场", "+1场"),
        ("| 劳保用品.防滑手套.上年 | 6400件 |", "6400件", "6250件"),
        (
            "| 职工总数.上年 | 8950人 | 2023 年的同一个数字：会员季报本年各行，最近一行的“职工数” | 会员季报 | 1 |",
            "| 1 |",
            "| 2 |",
        ),
        ("上年为8130人", "8130人", "8642人"),
        ("达到34个", "34个", "43个"),
        ("现更正为8130人", "8130人", "8100人"),
    ];
    for (line, words, other) in wrong {
        assert!(report.contains(line), "{line}");
        let changed = report.replacen(line, &line.replace(words, other), 1);
        copy.write("out/2024/report.md", &changed);
        let (_, said, code) = copy.run(&["audit", "2024", "out/2024/report.md"]);
        assert_eq!(code, Some(1), "{line}, {other}: {said}");
    }
}
