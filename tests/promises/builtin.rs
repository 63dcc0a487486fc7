//! The built-in template: a project without one gets a report that it can be read by.

use crate::support::Project;

/// Two years of a project that has neither a template nor this repository's names.
fn project() -> Project {
    Project::of("某某基金会")
        .file(
            "data/ledgers.toml",
            r#"
[funds]
title = "捐款台账"
fields = [
  { name = "款项", type = "string", constraints = { enum = ["图书", "器材"] } },
  { name = "金额", type = "number", places = 2, unit = "元" },
]
[visits]
title = "走访登记表"
fields = [ { name = "地点", type = "string" } ]
"#,
        )
        .file(
            "data/figures.toml",
            r#"
[[figure]]
name = "捐款"
label = "收到捐款"
ledger = "funds"
sum = "金额"
[[figure]]
name = "捐款次数"
ledger = "funds"
count = true
unit = "笔"
[[figure]]
name = "款项"
label = "捐款按款项"
ledger = "funds"
sum = "金额"
by = "款项"
[[figure]]
name = "走访"
ledger = "visits"
count = true
unit = "次"
[[figure]]
name = "走访地"
ledger = "visits"
list = "地点"
"#,
        )
        .file(
            "data/2022/funds.csv",
            "款项,金额\n图书,30000\n图书,10000.5\n",
        )
        .file("data/2022/visits.csv", "地点\n")
        .file("data/2023/funds.csv", "款项,金额\n图书,20000\n器材,40000\n")
        .file("data/2023/visits.csv", "地点\n甲校\n乙校\n")
}

#[test]
fn a_first_year_is_told_without_a_word_of_last_year() {
    let project = project();
    let built = project.run("build 2022 --format md").exits(0);
    assert!(!built.stderr.contains("T301"), "{}", built.stderr);
    let report = project.read("out/2022/report.md");
    assert!(!report.contains("上年"), "{report}");
    assert!(
        report.contains("收到捐款40000.5元；捐款次数2笔。"),
        "{report}"
    );
    assert!(
        !report.contains("走访0次"),
        "what was not is not told: {report}"
    );
    assert!(report.contains("| 走访 | 0次 |"), "but listed: {report}");
}

#[test]
fn a_second_year_is_told_against_the_first() {
    let project = project();
    project.run("build 2023 --format md").exits(0);
    let report = project.read("out/2023/report.md");
    for words in [
        "### 捐款\n",
        "收到捐款6万元，比上年增长50.0%；捐款次数2笔，与上年持平。",
        "- 走访：走访2次，上年没有。走访地：甲校、乙校。",
        "| 收到捐款 | 6万元 | 40000.5元 | 增加19999.5元 |",
        "| 器材 | 4万元 | 0元 | 增加4万元 |",
    ] {
        assert!(report.contains(words), "no {words} in {report}");
    }
}

#[test]
fn families_of_words_days_and_lists_are_told_too() {
    let figures = [
        ("近况", "latest = \"款项\"", "款项"),
        ("末次", "max = \"日期\"", "日期"),
        ("各项", "list = \"款项\"", "款项"),
    ];
    let figures = figures.map(|(name, rule, by)| {
        format!("[[figure]]\nname = \"{name}\"\nledger = \"funds\"\n{rule}\nby = \"{by}\"\n")
    });
    let project = Project::of("某某基金会")
        .file(
            "data/ledgers.toml",
            "[funds]\ntitle = \"捐款台账\"\ndate = \"日期\"\nfields = [ { name = \"日期\", type = \"date\" }, \
             { name = \"款项\", constraints = { enum = [\"图书\", \"器材\"] } } ]\n",
        )
        .file("data/figures.toml", &figures.concat())
        .file("data/2022/funds.csv", "日期,款项\n2022-05-01,器材\n")
        .file("data/2023/funds.csv", "日期,款项\n2023-04-01,图书\n");
    project.run("build 2023 --format md").exits(0);
    let text = project.read("out/2023/report.md");
    for row in [
        "| 图书 | 图书 | — | — |",
        "| 器材 | — | 器材 | — |",
        "| 4月 | 2023年4月1日 | — | — |",
        "| 5月 | — | 2022年5月1日 | — |",
    ] {
        assert!(text.contains(row), "{row}\n{text}");
    }
    // What a month without a value is called in a template.
    project
        .run("check 2023")
        .exits(0)
        .prints("{% if 末次[\"5月\"].值 is not none %}");
}
