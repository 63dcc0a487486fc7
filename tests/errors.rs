//! The error gallery: for every code a smallest project that shows it, beside the exact words.
//!
//! `tests/errors/CODE/` is a project folder. `report check` runs in it, or the arguments that stand
//! in its command.txt; what it prints is its expected.txt. After a change of wording, run with
//! `UPDATE_EXPECTED=1`, and read the difference as an editor would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use report::diagnostic::{CODES, Severity};

fn gallery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a case") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

/// Runs a case in a copy of its folder; what it printed, and its exit code.
fn run(case: &Path) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(case, folder.path());
    let command = fs::read_to_string(case.join("command.txt"));
    let command = command.unwrap_or_else(|_| "check".to_owned());
    let output = Command::new(env!("CARGO_BIN_EXE_report"))
        .args(command.split_whitespace())
        // A file that a command is about is named from where the user stands.
        .current_dir(folder.path())
        .arg("-C")
        .arg(folder.path())
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let mut printed = String::from_utf8(output.stdout).expect("UTF-8");
    printed.push_str(&String::from_utf8(output.stderr).expect("UTF-8"));
    let here = folder.path().to_string_lossy().into_owned();
    (printed.replace(&here, "项目文件夹"), output.status.code())
}

#[test]
fn every_code_has_a_case_with_its_exact_words() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for code in CODES {
        // What only a PDF can show; a program built without it has nothing to show.
        if code.id == "T202" && cfg!(not(feature = "pdf")) {
            continue;
        }
        let case = gallery().join(code.id);
        if !case.is_dir() {
            wrong.push(format!("{}：没有 tests/errors/{} ", code.id, code.id));
            continue;
        }
        let (printed, exit) = run(&case);
        let expected_exit = match code.id {
            "O301" => 3,
            _ if code.severity == Severity::Error => 1,
            _ => 0,
        };
        if !printed.contains(&format!("[{}]", code.id)) {
            wrong.push(format!("{}：没有报出这个编号\n{printed}", code.id));
        }
        if exit != Some(expected_exit) {
            wrong.push(format!(
                "{}：退出码 {exit:?}，应为 {expected_exit}\n{printed}",
                code.id
            ));
        }
        let file = case.join("expected.txt");
        if update {
            fs::write(&file, &printed).expect("expected.txt");
        } else if fs::read_to_string(&file).unwrap_or_default() != printed {
            wrong.push(format!("{}：和 expected.txt 不同\n{printed}", code.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_case_is_of_a_code() {
    for entry in fs::read_dir(gallery()).expect("the gallery") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = CODES.iter().any(|code| code.id == name);
        assert!(known || !entry.path().is_dir(), "{name}");
    }
}

#[test]
fn every_page_says_what_it_is_an_example_and_what_to_do() {
    for code in CODES {
        let heading = format!("# {} ", code.id);
        assert!(code.page.starts_with(&heading), "{}", code.id);
        assert!(!code.title().is_empty(), "{}", code.id);
        for part in ["\n## 例子\n\n```", "\n## 怎么改\n\n"] {
            assert!(code.page.contains(part), "{} {part}", code.id);
        }
    }
}
