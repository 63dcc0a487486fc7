//! Messages: the same findings for people, editors, scripts and services.

use serde_json::{Value, json};

use crate::support::{Outcome, Project};

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
        starts("::error file=data/2023/facts.csv,line=2,col=4,title=L201::"),
        "{lines:?}"
    );
    assert!(
        starts("::warning file=data/2023/facts.csv,line=1,col=6,title=L105::"),
        "{lines:?}"
    );
    assert!(
        starts("::notice file=data/2023/facts.csv,title=L110::"),
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
    assert_eq!(
        log["$schema"],
        "https://json.schemastore.org/sarif-2.1.0.json"
    );
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
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        assert!(result["message"]["text"].is_string(), "{result}");
    }
    let error = results
        .iter()
        .find(|result| result["level"] == "error")
        .expect("an error");
    let place = &error["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "data/2023/facts.csv");
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
