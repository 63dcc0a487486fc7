//! Messages: the same findings for people, editors, scripts and services.

use serde_json::{Value, json};

use crate::support::{Outcome, Project, program};

/// A project with an error in a cell, a warning about a column, and a note about an encoding.
fn project() -> Project {
    let project = Project::of_facts(&[("建家", "299", "家")]);
    let ledger = "项目,数,其他\r\n建家,二百九十九,甲\r\n";
    project.bytes(
        "data/2023/facts.csv",
        &encoding_rs::GB18030.encode(ledger).0,
    )
}

fn check(options: &str) -> Outcome {
    project().run(&format!("check {options}")).exits(1)
}

#[test]
fn json_is_an_object_a_line_with_the_same_keys_in_each() {
    let outcome = check("--message-format json");
    let messages = outcome.messages();
    assert_eq!(outcome.stdout.lines().count(), messages.len());
    for message in &messages {
        let keys: Vec<_> = message.as_object().expect("an object").keys().collect();
        let wanted = [
            "code", "severity", "message", "file", "line", "column", "row", "field", "help",
        ];
        assert_eq!(keys, wanted);
    }
    let severities: Vec<_> = messages
        .iter()
        .map(|message| &message["severity"])
        .collect();
    for severity in ["error", "warning", "note"] {
        assert!(severities.contains(&&json!(severity)), "{severities:?}");
    }
    let error = messages
        .iter()
        .find(|message| message["severity"] == "error")
        .expect("an error");
    let place = [
        &error["file"],
        &error["line"],
        &error["column"],
        &error["row"],
        &error["field"],
    ];
    assert_eq!(json!(place), json!(["data/2023/facts.csv", 2, 4, 2, "数"]));
    assert_eq!(error["code"], "L201");
    assert!(error["message"].is_string() && error["help"].is_string());
    let note = messages
        .iter()
        .find(|message| message["severity"] == "note")
        .expect("a note");
    let place = [&note["line"], &note["column"], &note["row"], &note["field"]];
    assert_eq!(json!(place), json!([null, null, null, null]));
}

#[test]
fn short_is_a_line_each_for_editors() {
    let outcome = check("--message-format short").prints("data/2023/facts.csv:2:4: error[L201]: ");
    assert_eq!(outcome.stdout.lines().count(), 3);
}

#[test]
fn github_puts_a_finding_beside_its_line() {
    let outcome = check("--message-format github");
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let starts = |start: &str| lines.iter().any(|line| line.starts_with(start));
    assert!(
        starts("::error file=data/2023/facts.csv,line=2,col=4,endColumn=9,title=L201 不是数::"),
        "{lines:?}"
    );
    assert!(
        starts(
            "::warning file=data/2023/facts.csv,line=1,col=6,endColumn=8,title=L105 没有声明的列::"
        ),
        "{lines:?}"
    );
    assert!(
        starts("::notice file=data/2023/facts.csv,title=L110 按 GB18030 读取::"),
        "{lines:?}"
    );
}

#[test]
fn github_commands_cannot_be_forged_by_a_cell() {
    let project = Project::of_facts(&[("建家", "299", "家")]);
    project.write(
        "data/2023/facts.csv",
        "项目,数\n建家,\"甲\n::error::假的%0A\"\n".as_bytes(),
    );
    let outcome = project.run("check --message-format github").exits(1);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("%0A::error::假的%250A"), "{lines:?}");
}

#[test]
fn short_and_json_keep_to_one_line_whatever_a_cell_holds() {
    let project = Project::of_facts(&[("建家", "299", "家")]);
    project.write(
        "data/2023/facts.csv",
        "项目,数\n建家,\"甲\n乙\r\n丙\"\n".as_bytes(),
    );
    for format in ["short", "json"] {
        let outcome = project
            .run(&format!("check --message-format {format}"))
            .exits(1);
        assert_eq!(outcome.stdout.lines().count(), 1, "{}", outcome.stdout);
    }
}

#[test]
fn sarif_is_one_log_with_the_rules_that_spoke() {
    let log = check("--message-format sarif").json();
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().expect("runs");
    let [run] = runs.as_slice() else {
        panic!("{runs:?}");
    };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "report");
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    let rules: Vec<_> = driver["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|rule| &rule["id"])
        .collect();
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"], json!([{ "executionSuccessful": true }]));
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(
            rules[usize::try_from(index).expect("small")],
            &result["ruleId"]
        );
        assert!(result["partialFingerprints"].is_object(), "{result}");
        assert!(result["message"]["text"].is_string(), "{result}");
    }
    let error = results
        .iter()
        .find(|result| result["level"] == "error")
        .expect("an error");
    let place = &error["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        json!({ "uri": "data/2023/facts.csv", "uriBaseId": "%SRCROOT%" })
    );
    assert_eq!(
        place["region"],
        json!({ "startLine": 2, "startColumn": 4, "endColumn": 9 })
    );
}

#[test]
fn sarif_of_nothing_is_still_a_log() {
    let project = Project::of_facts(&[("建家", "299", "家")]);
    let log = project
        .run("check --message-format sarif -q")
        .exits(0)
        .json();
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn the_human_form_shows_the_line_and_what_to_type() {
    check("")
        .prints("data/2023/facts.csv:2:4")
        .prints("二百九十九")
        .prints("怎么改")
        .prints("report explain");
}

#[test]
fn quiet_leaves_only_errors() {
    let messages = check("-q --message-format json").messages();
    let severities: Vec<&Value> = messages
        .iter()
        .map(|message| &message["severity"])
        .collect();
    assert_eq!(severities, ["error"]);
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let escape = '\u{1B}';
    assert!(!check("").stdout.contains(escape));
    assert!(check("--color always").stdout.contains(escape));
    let mut command = project().command(["check", "--color", "never"]);
    let project = project();
    command.current_dir(project.path(""));
    assert!(!Outcome::of(command).stdout.contains(escape));
    let mut command = project.command(["check"]);
    command.env("NO_COLOR", "1");
    assert!(!Outcome::of(command).stdout.contains(escape));
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_files() {
    let rows = "建家,甲\n".repeat(12);
    let project = Project::of_facts(&[("建家", "299", "家")])
        .file("data/2023/facts.csv", &format!("项目,数\n{rows}"));
    let messages = project
        .run("check --message-format json")
        .exits(1)
        .messages();
    let found: Vec<_> = messages
        .iter()
        .map(|message| message["row"].as_u64())
        .collect();
    let wanted: Vec<_> = (2..=13).map(Some).collect();
    assert_eq!(found, wanted);
}

#[test]
fn columns_count_characters_not_bytes() {
    let project = Project::of_facts(&[("建家", "299", "家")]).file(
        "data/2023/facts.csv",
        "项目,数\n𠮷野家👨\u{200D}👩建家,甲\n",
    );
    let messages = project
        .run("check --message-format json")
        .exits(1)
        .messages();
    assert_eq!(messages[0]["column"], 10, "{messages:?}");
}

/// A project in a folder below a repository's root, with a bad cell in a file of a Chinese name.
fn below_a_repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("总结/2023, 稿");
    for (name, text) in [
        ("data/report.toml", "organisation = \"某某区总工会\"\n"),
        (
            "data/ledgers.toml",
            "[facts]\nfields = [{ name = \"数\", type = \"number\" }]\n",
        ),
        ("data/figures.toml", ""),
        ("data/2022/facts.csv", "数\n乙\n"),
        ("data/2023/facts.csv", "数\n甲\n"),
    ] {
        let path = project.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    folder
}

#[test]
fn github_and_sarif_name_files_from_the_repositorys_root() {
    let folder = below_a_repository();
    let root = folder.path();
    let ways = [
        (root.to_path_buf(), "总结/2023, 稿"),
        (root.join("总结/2023, 稿/data"), "."),
        (root.join("总结"), "../总结/2023, 稿"),
    ];
    for (here, directory) in ways {
        let run = |format: &str| {
            let mut command = program(["check", "--message-format", format, "-C", directory]);
            command.current_dir(&here);
            Outcome::of(command).exits(1)
        };
        let line = run("github").stdout;
        let wanted =
            "::error file=总结/2023%2C 稿/data/2023/facts.csv,line=2,col=1,endColumn=2,title=L201";
        assert!(line.starts_with(wanted), "{line}");
        let log = run("sarif").json();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            "%E6%80%BB%E7%BB%93/2023%2C%20%E7%A8%BF/data/2023/facts.csv"
        );
        run("json").prints("\"file\":\"data/2023/facts.csv\"");
        run("short").prints("data/2023/facts.csv:2:1: ");
    }
}

#[test]
fn a_file_named_by_the_user_is_named_from_the_repositorys_root_too() {
    let folder = below_a_repository();
    let here = folder.path().join("总结");
    std::fs::write(here.join("坏.csv"), "甲\n\"乙\n").expect("a file");
    let mut command = program(["read", "坏.csv", "--message-format", "github"]);
    command.current_dir(&here);
    Outcome::of(command)
        .exits(1)
        .says("::error file=总结/坏.csv,line=2,");
}

#[test]
fn sarif_is_one_log_however_many_years_and_wherever_it_goes() {
    let folder = below_a_repository();
    let directory = folder.path().join("总结/2023, 稿");
    let run = |arguments: &[&str]| {
        let mut command = program(arguments.iter().chain(&["--message-format", "sarif"]));
        command.current_dir(&directory);
        Outcome::of(command)
    };
    let results = |log: &Value| log["runs"][0]["results"].as_array().map(Vec::len);
    assert_eq!(results(&run(&["check", "--all"]).exits(1).json()), Some(2));
    let built = run(&["build", "--all"]).exits(1);
    assert_eq!(built.stdout, "");
    let log: Value = serde_json::from_str(&built.stderr).expect("one log and nothing else");
    assert_eq!(results(&log), Some(2));
}

#[test]
fn a_fingerprint_moves_with_its_line_and_tells_equal_lines_apart() {
    let prints = |text: &str| -> Vec<String> {
        let project = Project::of_facts(&[("建家", "299", "家")]).file("data/2023/facts.csv", text);
        let log = project.run("check --message-format sarif").exits(1).json();
        let results = log["runs"][0]["results"].as_array().expect("results");
        let print = |result: &Value| result["partialFingerprints"]["line/v1"].to_string();
        results.iter().map(print).collect()
    };
    let before = prints("项目,数\n建家,甲\n建家,甲\n");
    let after = prints("项目,数\n建家,299\n建家,甲\n建家,甲\n");
    assert_eq!(before, after);
    assert_ne!(before[0], before[1]);
}

#[test]
fn a_region_ends_where_its_line_ends() {
    let project = Project::of_facts(&[("建家", "299", "家")])
        .file(
            "data/ledgers.toml",
            "[facts]\nfields = [{ name = \"项目\" }, { name = \"数\", type = \"number\", constraints = { required = true } }]\n",
        )
        .file("data/2023/facts.csv", "项目,数\n建家,\n");
    let log = project.run("check --message-format sarif").exits(1).json();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["region"],
        json!({ "startLine": 2, "startColumn": 4, "endColumn": 4 })
    );
}

#[test]
fn a_run_that_ends_early_says_so_in_every_form() {
    let project = Project::of_facts(&[("建家", "299", "家")]);
    let empty = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str], format: &str| {
        let mut command = program(arguments.iter().chain(&["--message-format", format]));
        command.current_dir(empty.path());
        Outcome::of(command)
    };
    let elsewhere = project.path("");
    let elsewhere = elsewhere.to_str().expect("UTF-8");
    let ends: [(&[&str], i32, &str, &str); 2] = [
        (
            &["check"],
            4,
            "data/report.toml",
            "toolExecutionNotifications",
        ),
        (
            &["check", "1999", "-C", elsewhere],
            2,
            "1999",
            "toolConfigurationNotifications",
        ),
    ];
    for (arguments, exit, words, notifications) in ends {
        run(arguments, "human").exits(exit).says(words);
        run(arguments, "short").exits(exit).says(words);
        let github = run(arguments, "github").exits(exit);
        assert!(
            github.stdout.starts_with("::error title=report::") && github.stdout.contains(words),
            "{}",
            github.stdout
        );
        let messages = run(arguments, "json").exits(exit).messages();
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0]["code"], Value::Null);
        assert!(messages[0]["message"].to_string().contains(words));
        let invocation =
            run(arguments, "sarif").exits(exit).json()["runs"][0]["invocations"][0].clone();
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(invocation["exitCode"], exit);
        let said = invocation[notifications][0]["message"]["text"].to_string();
        assert!(said.contains(words), "{invocation}");
        // Other commands keep their result's stream clean.
        let mut build = vec!["build"];
        build.extend(&arguments[1..]);
        assert_eq!(run(&build, "sarif").exits(exit).stdout, "");
    }
}

#[test]
fn words_for_people_stay_out_of_what_programs_read() {
    for format in ["json", "sarif"] {
        let project = Project::of_facts(&[("建家", "299", "家")]);
        let built = project.run(&format!("build --message-format {format}"));
        let built = built.exits(0);
        let all = serde_json::Deserializer::from_str(&built.stderr);
        for value in all.into_iter::<Value>() {
            value.unwrap_or_else(|error| panic!("{error}: {}", built.stderr));
        }
    }
}
