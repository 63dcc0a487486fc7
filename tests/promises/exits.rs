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
        "check --all 2023",
        "check --quiet --quiet",
        "check -C",
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
    project
        .run("check -q -q")
        .exits(2)
        .says("“--quiet”写了两遍");
    project.run("check -C").exits(2).says("后面缺一个值\n");
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
    project
        .run("build")
        .exits(4)
        .says("out：已经有一个同名的文件");
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

#[test]
fn a_missing_folder_is_named() {
    project()
        .run("check -C 没有的文件夹")
        .exits(4)
        .says("没有文件夹 没有的文件夹");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_usage() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let project = project();
    for arguments in [["trace", "2023"].as_slice(), &["check"]] {
        let mut command = project.command(arguments);
        command.arg(OsStr::from_bytes(b"\xFF\xFE"));
        Outcome::of(command).exits(2).says("UTF-8");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_the_environments_fault() {
    let project = project();
    for arguments in [
        "figures 2023",
        "check --message-format sarif",
        "explain",
        "completions bash",
        "--help",
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut command = project.command(arguments.split(' '));
        command.stdout(full.expect("/dev/full"));
        let child = command.stderr(std::process::Stdio::piped()).spawn();
        let output = child.expect("the program runs").wait_with_output();
        let output = output.expect("the program ends");
        assert_eq!(output.status.code(), Some(4), "report {arguments}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.contains("磁盘满了"), "report {arguments}: {said}");
    }
}

#[test]
fn a_reader_who_leaves_changes_no_exit_code() {
    let right = project();
    let wrong = project();
    wrong.replace("data/2023/facts.csv", "299", "二百九十九");
    for (project, arguments, exit) in [
        (&right, "figures 2023", 0),
        (&right, "--help", 0),
        (&wrong, "check", 1),
        (&wrong, "figures 2023", 1),
    ] {
        let mut command = project.command(arguments.split(' '));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        command.stdout(writer);
        let child = command.stderr(std::process::Stdio::piped()).spawn();
        drop(command);
        let output = child.expect("the program runs").wait_with_output();
        let output = output.expect("the program ends");
        assert_eq!(output.status.code(), Some(exit), "report {arguments}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(
            !said.contains("出错了") && !said.contains("panicked"),
            "{said}"
        );
    }
}
