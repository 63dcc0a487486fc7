//! Exit codes: 0 fine, 1 data or prose, 2 usage, 3 stale, 4 the environment.

use crate::support::{Outcome, Project, program};

fn project() -> Project {
    Project::of_facts(&[("建家", "299", "家")])
}

#[test]
fn help_and_version_are_fine_and_chinese() {
    let project = project();
    project
        .run("--help")
        .exits(0)
        .prints("用法")
        .prints("build");
    project
        .run("build --help")
        .exits(0)
        .prints("用法")
        .prints("--check");
    project
        .run("--version")
        .exits(0)
        .prints(env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_wrong_command_line_is_usage() {
    let project = project();
    for wrong in [
        "",
        "biuld",
        "build --chekc",
        "build --format docy",
        "build 1999",
        "build zweitausend",
        "build --all 2023",
        "check 1999",
        "figures",
        "figures 1999",
        "figures 2023 --format xml",
        "trace 2023",
        "trace 2023 没有的数字",
        "trace 1999 建家",
        "rows 2023 fcats",
        "read",
        "explain X999",
        "completions klingon",
        "check --message-format yaml",
    ] {
        let outcome = project.run(wrong);
        assert_eq!(outcome.code, Some(2), "report {wrong}: {}", outcome.stderr);
        assert!(
            !outcome.stderr.is_empty() && outcome.stdout.is_empty(),
            "report {wrong}"
        );
    }
}

#[test]
fn a_slip_in_a_command_is_answered_with_what_was_meant() {
    let project = project();
    project.run("biuld").exits(2).says("build");
    project.run("rows 2023 fcats").exits(2).says("facts");
    project.run("trace 2023 建设家").exits(2).says("建家");
    project.run("build 1999").exits(2).says("2023");
}

#[test]
fn wrong_data_fails() {
    let project = project();
    project.replace("data/2023/facts.csv", "299", "二百九十九");
    for command in [
        "build",
        "check",
        "figures 2023",
        "trace 2023 建家",
        "rows 2023 facts",
    ] {
        assert_eq!(project.run(command).code, Some(1), "report {command}");
    }
}

#[test]
fn outputs_that_cannot_be_written_are_the_environments_fault() {
    // Root may write into any folder, so out/ is a file here.
    let project = project().file("out", "不是文件夹");
    project.run("build").exits(4).says("out");
    assert_eq!(project.read("out"), "不是文件夹");
    assert!(!project.path(".report-tmp").exists());
}

#[test]
fn a_ledger_that_cannot_be_read_is_the_environments_fault() {
    let project = project();
    std::fs::remove_file(project.path("data/2023/facts.csv")).expect("a file goes");
    std::fs::create_dir(project.path("data/2023/facts.csv")).expect("a folder");
    project.run("build").exits(4).says("facts.csv");
    project
        .run("read 没有的文件.csv")
        .exits(4)
        .says("没有的文件.csv");
}

#[test]
fn outside_a_project_there_is_nothing_to_build() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = program(["build"]);
    command.current_dir(folder.path());
    Outcome::of(command).exits(4).says("data/report.toml");
}

#[test]
fn the_project_is_found_from_below_and_by_name() {
    let project = project().file("data/2023/notes/readme.txt", "");
    let mut command = program(["figures", "2023"]);
    command.current_dir(project.path("data/2023/notes"));
    Outcome::of(command).exits(0).prints("建家");
    let mut command = program(["figures", "2023", "-C"]);
    command.arg(project.path("data")).current_dir("/");
    Outcome::of(command).exits(0).prints("299家");
}

#[test]
fn warnings_and_notes_fail_nothing() {
    let project = project();
    project.replace(
        "data/2023/facts.csv",
        "项目,数\n建家,299",
        "项目,数,其他\n建家,299,甲",
    );
    project.run("build").exits(0).says("L105");
}
