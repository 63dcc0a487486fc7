//! Two years side by side: exact changes, each taken apart with nothing left over.

use serde_json::{Value, json};

use crate::support::{Outcome, Project, figure, program};

const LEDGERS: &str = r#"
[funds]
title = "经费台账"
primaryKey = ["凭证号"]
fields = [
  { name = "凭证号", type = "string" },
  { name = "收支", type = "string", constraints = { enum = ["收入", "支出"] } },
  { name = "用途", type = "string", constraints = { enum = ["慰问", "帮扶", "培训"] } },
  { name = "单位", type = "string" },
  { name = "金额", type = "number", places = 2, unit = "元" },
]
[loose]
fields = [
  { name = "品名", type = "string" },
  { name = "数量", type = "integer" },
]
"#;

const FIGURES: &str = r#"
[[figure]]
name = "支出"
ledger = "funds"
where = { "收支" = "支出" }
sum = "金额"
unit = "元"
[[figure]]
name = "用途"
ledger = "funds"
count = true
by = "用途"
unit = "笔"
[[figure]]
name = "单位数"
ledger = "funds"
distinct = "单位"
unit = "家"
[[figure]]
name = "单位名单"
ledger = "funds"
list = "单位"
[[figure]]
name = "最大一笔"
ledger = "funds"
max = "金额"
unit = "元"
[[figure]]
name = "最小一笔"
ledger = "funds"
min = "金额"
unit = "元"
[[figure]]
name = "最后一笔"
ledger = "funds"
latest = "金额"
unit = "元"
[[figure]]
name = "物资"
ledger = "loose"
sum = "数量"
unit = "件"
[[figure]]
name = "慰问占比"
ratio = ["用途.慰问", "用途"]
unit = "%"
[[figure]]
name = "合计"
total = ["用途", "单位数"]
[[figure]]
name = "相差"
difference = ["物资", "单位数", "用途.帮扶"]
"#;

/// Two years of both ledgers, rows without their headings.
pub fn project(old: [&str; 2], new: [&str; 2]) -> Project {
    let mut project = Project::of("某某区总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", FIGURES);
    for (year, [funds, loose]) in [(2022, old), (2023, new)] {
        project = project
            .file(
                &format!("data/{year}/funds.csv"),
                &format!("凭证号,收支,用途,单位,金额\n{funds}"),
            )
            .file(
                &format!("data/{year}/loose.csv"),
                &format!("品名,数量\n{loose}"),
            );
    }
    project
}

fn fixture() -> Project {
    project(
        [
            "A1,支出,慰问,甲厂,100\nA2,支出,帮扶,乙厂,40\nA3,收入,培训,丙厂,7\n",
            "口罩,10\n口罩,10\n药,5\n",
        ],
        [
            "A1,支出,慰问,甲厂,130.50\nA4,支出,慰问,丁厂,60\nA3,收入,培训,甲厂,7\n",
            "药,5\n口罩,10\n茶,2\n",
        ],
    )
}

fn diff(project: &Project) -> Value {
    project.run("diff 2022 2023 --format json").exits(0).json()
}

#[test]
fn a_sum_is_taken_apart_by_group_and_by_rows() {
    let diff = diff(&fixture());
    assert_eq!((&diff["old"], &diff["new"]), (&json!(2022), &json!(2023)));
    let wanted = json!({
        "name": "支出", "label": "支出", "unit": "元",
        "old": "140", "new": "190.5", "change": "50.5", "rate": "101/280",
        "parts": [{ "group": "慰问", "change": "90.5" }, { "group": "帮扶", "change": "-40" }],
        "residual": "0", "restated": false, "by": "用途",
        "rows": {
            "come": { "count": 1, "change": "60" },
            "gone": { "count": 1, "change": "-40" },
            "changed": { "count": 1, "change": "30.5" },
        },
    });
    assert_eq!(*figure(&diff, "支出"), wanted);
}

#[test]
fn rows_that_no_column_groups_are_matched_whole() {
    let diff = diff(&fixture());
    let goods = figure(&diff, "物资");
    let parts =
        json!([{ "group": "减少的行", "change": "-10" }, { "group": "新增的行", "change": "2" }]);
    assert_eq!(goods["parts"], parts);
    assert_eq!(goods["rows"]["come"], json!({ "count": 1, "change": "2" }));
    assert_eq!(
        goods["rows"]["gone"],
        json!({ "count": 1, "change": "-10" })
    );
}

#[test]
fn each_kind_of_figure_has_its_own_parts() {
    let diff = diff(&fixture());
    let parts = |name: &str| figure(&diff, name)["parts"].clone();
    let members = json!([
        { "group": "丁厂", "change": "1" },
        { "group": "丙厂", "change": "-1" },
        { "group": "乙厂", "change": "-1" },
    ]);
    let got = parts("单位数");
    let sorted = |parts: &Value| {
        let mut parts: Vec<String> = parts
            .as_array()
            .expect("parts")
            .iter()
            .map(Value::to_string)
            .collect();
        parts.sort();
        parts
    };
    assert_eq!(sorted(&got), sorted(&members));
    assert_eq!(figure(&diff, "单位名单")["entered"], json!(["丁厂"]));
    assert_eq!(figure(&diff, "单位名单")["left"], json!(["乙厂", "丙厂"]));
    assert_eq!(
        parts("最大一笔"),
        json!([{ "group": "最大一笔", "change": "30.5" }])
    );
    // 慰问 1 of 3, then 2 of 3: all of it is the numerator's.
    let ratio = figure(&diff, "慰问占比");
    assert_eq!(
        (&ratio["change"], &ratio["rate"]),
        (&json!("100/3"), &Value::Null)
    );
    assert_eq!(
        ratio["parts"],
        json!([{ "group": "分子：用途.慰问", "change": "100/3" }])
    );
    assert_eq!(
        parts("相差"),
        json!([
            { "group": "物资", "change": "-8" },
            { "group": "单位数", "change": "1" },
            { "group": "用途.帮扶", "change": "1" },
        ])
    );
}

#[test]
fn there_is_no_rate_on_a_zero_or_negative_base() {
    let project = Project::of_facts(&[
        ("甲", "5/0", "家"),
        ("乙", "5/-5", "元"),
        ("丙", "3/4", "家"),
    ]);
    let diff = diff(&project);
    let rate = |name: &str| figure(&diff, name)["rate"].clone();
    assert_eq!((rate("甲"), rate("乙")), (Value::Null, Value::Null));
    assert_eq!(rate("丙"), json!("-0.25"));
    assert_eq!(figure(&diff, "乙")["change"], "10");
}

#[test]
fn new_and_gone_figures_stand_apart() {
    let file = |figures: &str| format!("{{\"year\": 2023, \"figures\": [{figures}]}}");
    let entry = |name: &str, value: &str| {
        format!(
            "{{\"name\": \"{name}\", \"label\": \"{name}\", \"unit\": \"家\", \"value\": \"{value}\"}}"
        )
    };
    let project = Project::of("某某区总工会")
        .file(
            "old.json",
            &file(&[entry("甲", "3"), entry("乙", "1")].join(",")),
        )
        .file(
            "new.json",
            &file(&[entry("甲", "4"), entry("丙", "2")].join(",")),
        );
    let diff = project
        .run("diff old.json new.json --format json")
        .exits(0)
        .json();
    assert_eq!(
        figure(&diff, "甲")["parts"],
        json!([{ "group": "甲", "change": "1" }])
    );
    assert_eq!(figure(&diff, "丙")["old"], Value::Null);
    assert_eq!(figure(&diff, "乙")["new"], Value::Null);
    assert_eq!(figure(&diff, "乙")["change"], Value::Null);
    let table = project.run("diff old.json new.json").exits(0);
    table
        .prints("新的数字\n  丙  2家")
        .prints("不再有的数字\n  乙  1家");
    project
        .run("diff old.json data/report.toml")
        .exits(2)
        .says("不是 report 写的 figures.json");
    project.run("diff old.json nowhere.json").exits(4);
}

#[test]
fn a_built_years_figures_json_stands_in_for_the_year() {
    let project = fixture().built();
    let same = project
        .run("diff 2023 out/2023/figures.json --format json")
        .exits(0)
        .json();
    let from_outside = program([
        "-C",
        &project.path("").to_string_lossy(),
        "diff",
        "out/2023/figures.json",
        "2023",
    ]);
    Outcome::of(from_outside).exits(0);
    for figure in same["figures"].as_array().expect("figures") {
        assert_eq!(figure["old"], figure["new"], "{figure}");
    }
    project
        .run("diff 2023 out/2023/figures.json")
        .exits(0)
        .prints("：0 个数字有变化，");
}

#[test]
fn what_was_published_otherwise_is_restated() {
    let project = fixture();
    project.run("build 2022").exits(0);
    project.replace("data/2022/funds.csv", ",100\n", ",90\n");
    let diff = diff(&project);
    assert_eq!(figure(&diff, "支出")["restated"], true);
    assert_eq!(figure(&diff, "慰问占比")["restated"], false);
    assert_eq!(figure(&diff, "支出")["old"], "130");
}

#[test]
fn the_threshold_keeps_what_moved_past_it() {
    let facts = [
        ("甲", "111/100", "家"),
        ("乙", "110/100", "家"),
        ("丙", "5/0", "家"),
        ("丁", "60/100", "家"),
    ];
    let project = Project::of_facts(&facts);
    let kept = project
        .run("diff 2022 2023 --over 10% --format json")
        .exits(0)
        .json();
    let names: Vec<_> = kept["figures"]
        .as_array()
        .expect("figures")
        .iter()
        .map(|f| &f["name"])
        .collect();
    assert_eq!(names, ["甲", "丙", "丁"]);
    let table = project
        .run("diff 2022 2023 --over 10%")
        .exits(0)
        .prints("超过 10% 的 3 个")
        .stdout;
    // What moved most comes first; from nothing to something counts as 100%.
    let order: Vec<_> = table
        .lines()
        .filter_map(|line| line.chars().next())
        .collect();
    assert_eq!(
        order
            .iter()
            .filter(|c| "甲乙丙丁".contains(**c))
            .collect::<String>(),
        "丙丁甲"
    );
    project
        .run("diff 2022 2023 --over 多")
        .exits(2)
        .says("--over");
}

#[test]
fn a_terminal_of_80_columns_holds_the_table() {
    use unicode_width::UnicodeWidthStr;
    let long = "一个名字长得在八十列宽的终端里无论如何也排不下的数字它还要更长一些才行";
    let project = Project::of_facts(&[(long, "1234567.89/16538981.91", "元"), ("乙", "5/4", "家")]);
    let table = project.run("diff 2022 2023").exits(0).stdout;
    assert!(table.lines().all(|line| line.width() <= 80), "{table}");
    let ends: Vec<_> = table
        .lines()
        .filter(|line| line.ends_with('%'))
        .map(UnicodeWidthStr::width)
        .collect();
    assert_eq!(ends.len(), 2, "{table}");
    assert_eq!(ends[0], ends[1], "{table}");
}

#[test]
fn words_of_a_ledger_stay_words_on_every_page() {
    let odd = "甲|<script>alert(1)</script>*厂*";
    let new = format!("A1,支出,慰问,{odd},1\n");
    let project = project(["A1,支出,慰问,乙厂,2\n", "药,5\n"], [&new, "药,5\n"]);
    let html = project.run("diff 2022 2023 --format html").exits(0).stdout;
    assert!(html.contains("甲|&lt;script&gt;"), "{html}");
    assert!(!html.contains("<script"), "{html}");
    assert!(
        html.starts_with("<!DOCTYPE html>") && !html.contains("http:"),
        "{html}"
    );
    let markdown = project.run("diff 2022 2023 --format md").exits(0).stdout;
    assert!(markdown.contains(r"甲\|\<script>"), "{markdown}");
    assert!(
        markdown.contains("| 支出 | 2元 | 1元 | −1元 | −50.0% |"),
        "{markdown}"
    );
    let csv = project.run("diff 2022 2023 --format csv").exits(0).stdout;
    assert!(
        csv.contains("支出,支出,元,2,1,-1,-0.5,\n支出,支出,元,,,-1,,"),
        "{csv}"
    );
}

#[test]
fn a_change_past_the_projects_threshold_wants_an_explanation() {
    let project = fixture().file(
        "data/report.toml",
        "organisation = \"某某区总工会\"\n[change]\nthreshold = \"30%\"\n",
    );
    let project = project.template("# {{ title }}\n\n支出{{ 支出 }}。\n");
    let warned = |project: &Project| -> Vec<String> {
        let found = project
            .run("check 2023 --message-format json")
            .exits(0)
            .messages();
        let of = found.iter().filter(|found| found["code"] == "C503");
        of.map(|found| found["message"].to_string()).collect()
    };
    let before = warned(&project);
    assert!(
        before
            .iter()
            .any(|message| message.contains("“支出”比上年增长36.1%")),
        "{before:?}"
    );
    assert!(
        before
            .iter()
            .any(|message| message.contains("“慰问占比”比上年提高33.3个百分点，超过了 30个百分点")),
        "{before:?}"
    );
    project.write(
        "data/2023/year.toml",
        "[[explain]]\nfigure = \"支出\"\nwhy = \"多慰问了一家\"\n".as_bytes(),
    );
    assert_eq!(warned(&project).len(), before.len() - 1);
}

#[test]
fn one_reason_stands_for_a_whole_family() {
    let project = fixture().file(
        "data/report.toml",
        "organisation = \"某某区总工会\"\n[change]\nthreshold = \"10%\"\n",
    );
    let project = project.template("# {{ title }}\n\n支出{{ 支出 }}。\n");
    let warned = |project: &Project| -> Vec<String> {
        let check = project.run("check 2023 --message-format json");
        let found = check.exits(0).messages();
        let of = found.iter().filter(|found| found["code"] == "C503");
        let messages = of.map(|found| found["message"].to_string());
        messages
            .filter(|message| message.contains("“用途"))
            .collect()
    };
    let before = warned(&project);
    assert_eq!(before.len(), 1, "a family is one finding: {before:?}");
    assert!(before[0].contains("“用途”各数与上年比，"), "{before:?}");
    project.write(
        "data/2023/year.toml",
        "[[explain]]\nfigure = \"用途\"\nwhy = \"多慰问了一家\"\n".as_bytes(),
    );
    assert!(warned(&project).is_empty(), "{:?}", warned(&project));
}

/// A project whose rows name units by code, with a project column of no list.
fn coded() -> Project {
    let rows = |from: usize, amounts: &[(&str, &str, u32)]| -> String {
        let rows = amounts
            .iter()
            .enumerate()
            .map(|(row, (unit, what, amount))| format!("A{},{unit},{what},{amount}\n", from + row));
        format!("凭证号,单位编号,项目,金额\n{}", rows.collect::<String>())
    };
    let old = [
        ("U1", "慰问", 100),
        ("U2", "慰问", 100),
        ("U1", "培训", 50),
        ("U2", "培训", 50),
    ];
    let new = [
        ("U1", "慰问", 900),
        ("U2", "慰问", 100),
        ("U3", "慰问", 100),
        ("U1", "培训", 40),
        ("U2", "培训", 40),
        ("U3", "培训", 40),
    ];
    Project::of("某某区总工会")
        .file(
            "data/ledgers.toml",
            r#"
[units]
primaryKey = ["单位编号"]
fields = [
  { name = "单位编号", type = "string", constraints = { required = true } },
  { name = "单位名称", type = "string", constraints = { required = true } },
]
[funds]
primaryKey = ["凭证号"]
fields = [
  { name = "凭证号", type = "string" },
  { name = "单位编号", type = "string" },
  { name = "项目", type = "string" },
  { name = "金额", type = "integer", unit = "元" },
]
foreignKeys = [ { fields = "单位编号", reference = { resource = "units", fields = "单位编号" } } ]
"#,
        )
        .file(
            "data/figures.toml",
            r#"
[[figure]]
name = "支出"
ledger = "funds"
sum = "金额"
[[figure]]
name = "慰问支出"
ledger = "funds"
where = { "项目" = "慰问" }
sum = "金额"
[[figure]]
name = "单位"
ledger = "funds"
distinct = "单位编号"
unit = "家"
"#,
        )
        .file(
            "data/units.csv",
            "单位编号,单位名称\nU1,甲厂\nU2,乙校\nU3,丙院\n",
        )
        .file("data/2022/funds.csv", &rows(1, &old))
        .file("data/2023/funds.csv", &rows(11, &new))
}

#[test]
fn codes_are_told_by_name_and_words_that_repeat_group() {
    let project = coded();
    let table = project.run("diff 2022 2023").exits(0).stdout;
    for words in [
        "按项目：慰问 +900元，培训 +20元",
        "按单位：甲厂 +800元，丙院 +100元",
        "新增：丙院",
    ] {
        assert!(table.contains(words), "no {words} in\n{table}");
    }
    let page = project.run("diff 2022 2023 --format html").exits(0).stdout;
    assert!(page.contains("甲厂") && !page.contains("U1"), "{page}");
    // Machines get what the rows say.
    let json = project.run("diff 2022 2023 --format json").exits(0).json();
    let parts = &figure(&json, "慰问支出")["parts"];
    assert_eq!(parts[0], json!({ "group": "U1", "change": "800" }));
}

#[test]
fn yes_and_no_are_no_groups() {
    let project = coded();
    let column =
        "\n  { name = \"到账\", type = \"string\", constraints = { enum = [\"是\", \"否\"] } },";
    let before = "\n  { name = \"项目\", type = \"string\" },";
    project.replace("data/ledgers.toml", before, &format!("{column}{before}"));
    for year in [2022, 2023] {
        let path = format!("data/{year}/funds.csv");
        let lines = project.read(&path);
        let lines = lines.lines().enumerate().map(|(at, line)| match at {
            0 => format!("{line},到账\n"),
            _ => format!("{line},{}\n", ["是", "否"][at % 2]),
        });
        project.write(&path, lines.collect::<String>().as_bytes());
    }
    let table = project.run("diff 2022 2023").exits(0).stdout;
    assert!(
        table.contains("按项目：慰问 +900元") && !table.contains("到账"),
        "{table}"
    );
}

#[test]
fn what_matters_comes_before_what_moved_by_a_great_rate() {
    let project = Project::of_facts(&[
        ("小组", "2/1", "家"),
        ("单位", "330/300", "家"),
        ("经费", "2600000/1300000", "元"),
        ("利息", "30/10", "元"),
    ]);
    let order = |shown: &str| -> Vec<String> {
        let table = project
            .run(&format!("diff 2022 2023 {shown}"))
            .exits(0)
            .stdout;
        let names = table
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        let names = names.filter(|name| ["小组", "单位", "经费", "利息"].contains(name));
        names.map(str::to_owned).collect()
    };
    assert_eq!(order(""), ["经费", "单位", "小组", "利息"]);
    let first = project.run("diff 2022 2023 --top 1").exits(0);
    first.prints("其余 3 个");
    assert_eq!(order("--top 0"), order("--top 99"));
}
