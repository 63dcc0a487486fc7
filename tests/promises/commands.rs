//! What the small commands print: figures, trace, rows, read, explain, completions.

use serde_json::json;

use crate::support::{Outcome, Project};

const LEDGERS: &str = "[funds]\ntitle = \"经费台账\"\ndate = \"日期\"\nfields = [\n\
    { name = \"日期\", type = \"date\" },\n\
    { name = \"摘要\", type = \"string\" },\n\
    { name = \"金额\", type = \"number\", places = 2, unit = \"元\" },\n\
    { name = \"复核\", type = \"boolean\" },\n]\n";

fn project() -> Project {
    Project::of("某某区总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", "[[figure]]\nname = \"支出\"\nledger = \"funds\"\nsum = \"金额\"\n")
        .file(
            "data/2023/funds.csv",
            "日期,摘要,金额,复核\n2023/1/5,\"慰问,一线\",\"1,200.00\",√\n２０２３年２月５日,买药,￥35,\n合计,,1235.00,\n",
        )
}

#[test]
fn rows_come_as_they_were_read() {
    let rows = project()
        .run("rows 2023 funds --format json")
        .exits(0)
        .json();
    let wanted = json!([
        { "file": "data/2023/funds.csv", "line": 2, "row": 2, "fields":
            { "日期": "2023-01-05", "摘要": "慰问,一线", "金额": "1200.00", "复核": true } },
        { "file": "data/2023/funds.csv", "line": 3, "row": 3, "fields":
            { "日期": "2023-02-05", "摘要": "买药", "金额": "35.00", "复核": null } },
    ]);
    assert_eq!(rows, wanted);
    let csv = project()
        .run("rows 2023 funds --format csv")
        .exits(0)
        .stdout;
    assert_eq!(
        csv,
        "日期,摘要,金额,复核\n2023-01-05,\"慰问,一线\",1200.00,是\n2023-02-05,买药,35.00,\n"
    );
    project()
        .run("rows 2023 funds")
        .exits(0)
        .prints("买药")
        .prints("1200.00");
}

#[test]
fn read_gives_any_csv_as_plain_strings() {
    let project = project().bytes(
        "names.csv",
        &encoding_rs::GB18030
            .encode("姓名,工号\r\n赵敏,007\r\n\r\n钱勇,\"a\r\nb\"\r\n")
            .0,
    );
    let read = project.run("read names.csv --format json").exits(0).json();
    let wanted = json!([{ "姓名": "赵敏", "工号": "007" }, { "姓名": "钱勇", "工号": "a\r\nb" }]);
    assert_eq!(read, wanted);
    let own = project
        .run("read data/2023/funds.csv --format json")
        .exits(0)
        .json();
    assert_eq!(own[0]["金额"], "1,200.00");
    assert_eq!(own[2]["日期"], "合计");
}

#[test]
fn figures_come_as_table_json_and_csv() {
    let project = project();
    project
        .run("figures 2023")
        .exits(0)
        .prints("支出")
        .prints("1235元");
    let csv = project.run("figures 2023 --format csv").exits(0).stdout;
    assert_eq!(
        csv,
        "name,label,value,unit,ledger,row_count\n支出,支出,1235,元,funds,2\n"
    );
    let all = project.run("figures 2023 --format json").exits(0).json();
    let wanted = json!([{ "name": "支出", "label": "支出", "value": "1235", "unit": "元", "ledger": "funds", "row_count": 2 }]);
    assert_eq!(all, wanted);
}

#[test]
fn trace_comes_as_table_json_and_csv() {
    let project = project();
    project
        .run("trace 2023 支出")
        .exits(0)
        .prints("1235元")
        .prints("经费台账")
        .prints("买药");
    let csv = project.run("trace 2023 支出 --format csv").exits(0).stdout;
    let wanted = "file,row,part,日期,摘要,金额,复核\n\
        data/2023/funds.csv,2,1200,2023-01-05,\"慰问,一线\",1200.00,是\n\
        data/2023/funds.csv,3,35,2023-02-05,买药,35.00,\n";
    assert_eq!(csv, wanted);
}

#[test]
fn results_go_to_stdout_and_the_rest_to_stderr() {
    let project = project();
    let figures = project.run("figures 2023 --format json").exits(0);
    assert_eq!(figures.stderr, "");
    let build = project.run("build").exits(0);
    assert_eq!(build.stdout, "");
    let quiet = project.run("build -q").exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    project.replace("data/2023/funds.csv", "买药,￥35", "买药,三十五");
    let check = project.run("check").exits(1).prints("L201");
    assert_eq!(check.stderr, "");
    let build = project.run("build").exits(1).says("L201");
    assert_eq!(build.stdout, "");
}

#[test]
fn whoever_stops_reading_hears_no_complaint() {
    use std::io::Read;
    use std::process::Stdio;
    let rows: String = (0..20_000).map(|_| "2023-01-05,慰问,1,\n").collect();
    let project = project().file(
        "data/2023/funds.csv",
        &format!("日期,摘要,金额,复核\n{rows}"),
    );
    let mut command = project.command(["rows", "2023", "funds", "--format", "csv"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut start = [0; 16];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut start).expect("a beginning");
    drop(stdout);
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn every_code_is_explained() {
    let project = project();
    let list = project.run("explain").exits(0).stdout;
    let codes: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(codes.len(), report::diagnostic::CODES.len());
    for code in codes {
        project
            .run(&format!("explain {code}"))
            .exits(0)
            .prints(code);
    }
    project.run("explain l201").exits(0).prints("L201");
}

#[test]
fn every_shell_is_completed() {
    let project = project();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = project.run(&format!("completions {shell}")).exits(0).stdout;
        assert!(
            script.contains("report") && script.contains("trace"),
            "{shell}"
        );
    }
}

#[test]
fn other_peoples_environment_changes_no_result() {
    let project = project();
    let plain = project.run("figures 2023 --format json").exits(0).stdout;
    let mut command = project.command(["figures", "2023", "--format", "json"]);
    command.envs([
        ("LC_ALL", "C"),
        ("TZ", "Pacific/Apia"),
        ("COLUMNS", "10"),
        ("CLICOLOR_FORCE", "1"),
    ]);
    assert_eq!(Outcome::of(command).exits(0).stdout, plain);
}
