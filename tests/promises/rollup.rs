//! Folders below a year are subordinate units: their rows come together, and know where from.

use serde_json::json;

use crate::support::{Project, figure};

const LEDGERS: &str = r#"
[members]
title = "会员名册"
primaryKey = ["会员号"]
fields = [
  { name = "会员号", constraints = { required = true } },
  { name = "性别", constraints = { enum = ["男", "女"] } },
]

[funds]
title = "经费台账"
primaryKey = ["单位", "凭证号"]
date = "日期"
fields = [
  { name = "凭证号", constraints = { required = true } },
  { name = "日期", type = "date", constraints = { required = true } },
  { name = "金额", type = "number", places = 2, unit = "元", constraints = { required = true } },
]
"#;

const FIGURES: &str = r#"
[[figure]]
name = "会员"
ledger = "members"
distinct = "会员号"
unit = "人"

[[figure]]
name = "女会员"
ledger = "members"
where = { "性别" = "女" }
count = true
unit = "人"
by = "单位"

[[figure]]
name = "支出"
ledger = "funds"
sum = "金额"
unit = "元"
by = "单位"

[[figure]]
name = "支出合计"
total = ["支出"]
unit = "元"

[[figure]]
name = "昆山支出"
ledger = "funds"
where = { "单位" = "苏州/昆山" }
sum = "金额"
unit = "元"
"#;

/// A city with its own ledgers, a county in it that writes TOML, and a county beside it.
fn city() -> Project {
    Project::of("某市总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", FIGURES)
        .file(
            "templates/annual.md",
            "全市会员{{ 会员 }}，支出{{ 支出合计 }}，其中昆山支出{{ 昆山支出 }}。\n\n\
             {% for row in rows(\"funds\", 单位=\"常熟\") %}\n- {{ row.凭证号 }}：{{ row.单位 }}\n{% endfor %}\n",
        )
        .file("data/2020/members.csv", "会员号,性别\nM1,男\n")
        .file("data/2020/funds.csv", "凭证号,日期,金额\nA1,2020-12-01,1.50\n")
        .file("data/2020/常熟/members.csv", "会员号,性别\nM2,女\nM3,女\n")
        .file("data/2020/常熟/funds.csv", "凭证号,日期,金额\nA1,2020-11-30,10\nA2,2020-12-02,20\n")
        .file(
            "data/2020/苏州/昆山/members.toml",
            "[[row]]\n\"会员号\" = \"M4\"\n\"性别\" = \"女\"\n",
        )
        .file("data/2020/苏州/昆山/funds.csv", "日期,凭证号,金额\n2020-12-03,A1,300\n")
}

#[test]
fn figures_count_group_and_filter_the_units_rows() {
    let project = city();
    let run = project.run("figures 2020 --format json").exits(0);
    let figures = run.json();
    let value = |name: &str| figure(&figures, name)["value"].clone();
    assert_eq!(value("会员"), json!("4"));
    assert_eq!(value("女会员.常熟"), json!("2"));
    assert_eq!(value("女会员.苏州/昆山"), json!("1"));
    assert_eq!(value("支出.常熟"), json!("30"));
    assert_eq!(value("昆山支出"), json!("300"));
    assert_eq!(value("支出.本级"), json!("1.5"));
    assert_eq!(value("支出合计"), json!("331.5"));
}

#[test]
fn a_row_leads_back_to_its_units_file() {
    let project = city();
    let run = project.run("trace 2020 昆山支出 --format json").exits(0);
    let row = &run.json()["rows"][0];
    assert_eq!(row["file"], json!("data/2020/苏州/昆山/funds.csv"));
    assert_eq!(row["fields"]["单位"], json!("苏州/昆山"));
    project.run("build 2020 --format md").exits(0);
    let text = project.read("out/2020/report.md");
    assert!(
        text.contains("- A2：常熟") && !text.contains("昆山\n"),
        "{text}"
    );
}

#[test]
fn a_member_counted_in_two_units_is_found() {
    let project = city().file("data/2020/常熟/members.csv", "会员号,性别\nM2,女\nM4,女\n");
    let run = project.run("check 2020 --message-format short");
    let run = run.exits(1).prints("C201");
    run.prints("会员号“M4”和 data/2020/常熟/members.csv 第 3 行重复");
}

#[test]
fn units_that_are_missing_or_late_are_named() {
    let project = city()
        .file(
            "data/report.toml",
            "organisation = \"某市总工会\"\nunits = [\"常熟\", \"苏州/昆山\", \"太仓\"]\n",
        )
        .file(
            "data/2020/常熟/funds.csv",
            "凭证号,日期,金额\nA1,2020-09-30,10\n",
        );
    let run = project.run("check 2020 --message-format short");
    let run = run.exits(0).prints("下属单位“太仓”2020 年没有报");
    let run = run.prints("“常熟”的“经费台账”只报到 2020-09-30，别的单位报到 2020-12-03");
    run.prints("应报 3 个下属单位，已报 2 个，缺 1 个");
}

#[test]
fn a_family_follows_the_order_in_which_the_units_are_listed() {
    let order = |project: &Project| {
        let figures = project.run("figures 2020 --format json").exits(0).json();
        let names = figures.as_array().expect("figures").iter();
        let names = names.filter_map(|figure| figure["name"].as_str()?.strip_prefix("支出."));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let listed = |units: &str| {
        let organisation = "organisation = \"某市总工会\"\n";
        order(&city().file("data/report.toml", &format!("{organisation}{units}\n")))
    };
    assert_eq!(listed(""), ["常熟", "本级", "苏州/昆山"]);
    let units = listed("units = [\"苏州/昆山\", \"太仓\", \"常熟\"]");
    assert_eq!(units, ["本级", "苏州/昆山", "常熟"]);
    // Who is not listed comes last.
    assert_eq!(
        listed("units = [\"苏州/昆山\"]"),
        ["本级", "苏州/昆山", "常熟"]
    );
}

#[test]
fn units_are_known_before_the_first_has_reported() {
    let project = Project::of("某市总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", FIGURES)
        .file("data/2020/members.csv", "会员号,性别\nM1,女\n")
        .file(
            "data/2020/funds.csv",
            "凭证号,日期,金额\nA1,2020-09-30,10\n",
        );
    let run = project.run("check 2020 --message-format short").exits(1);
    run.prints("没有“单位”列");
    let report = "organisation = \"某市总工会\"\nunits = [\"常熟\"]\n";
    let project = project.file("data/report.toml", report);
    let run = project.run("check 2020 --message-format short").exits(0);
    run.prints("下属单位“常熟”2020 年没有报");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_that_holds_it_is_no_unit() {
    let project = city();
    let before = project.run("figures 2020 --format csv").exits(0).stdout;
    let link = project.path("data/2020/常熟/回来");
    std::os::unix::fs::symlink(project.path("data/2020"), link).expect("a link");
    let after = project.run("figures 2020 --format csv").exits(0).stdout;
    assert_eq!(before, after);
    // A link to somewhere else is a folder like others.
    let elsewhere =
        Project::of("别处").file("太仓/funds.csv", "凭证号,日期,金额\nT1,2020-01-01,5\n");
    let link = project.path("data/2020/太仓");
    std::os::unix::fs::symlink(elsewhere.path("太仓"), link).expect("a link");
    project
        .run("figures 2020 --format csv")
        .exits(0)
        .prints("支出.太仓");
}

#[test]
fn a_change_is_taken_apart_by_unit() {
    let project = city()
        .file("data/2019/常熟/members.csv", "会员号,性别\nM2,女\n")
        .file(
            "data/2019/常熟/funds.csv",
            "凭证号,日期,金额\nA1,2019-11-30,25\n",
        );
    let run = project.run("diff 2019 2020 --format json").exits(0);
    let diff = run.json();
    let change = figure(&diff["figures"], "支出.常熟");
    assert_eq!(
        (&change["change"], &change["residual"]),
        (&json!("5"), &json!("0"))
    );
    let members = figure(&diff["figures"], "会员");
    assert_eq!(
        (&members["change"], &members["residual"]),
        (&json!("3"), &json!("0"))
    );
}

#[test]
fn a_folder_without_a_table_has_not_reported() {
    let project = city()
        .file("data/2020/太仓/funds.xlsx", "PK")
        .file("data/2020/常熟/members.CSV", "会员号,性别\n")
        .file("data/2020/photos/visit.txt", "no unit's\n");
    std::fs::create_dir(project.path("data/2020/张家港")).expect("a folder");
    let run = project.run("check 2020 --message-format short").exits(0);
    let run = run.prints("data/2020/太仓/funds.xlsx 是工作簿，没有读");
    let run =
        run.prints("data/2020/常熟/members.CSV 不属于任何台账，没有读（是不是 members.csv？）");
    let run = run.prints("下属单位“太仓”的文件夹里没有 2020 年的台账");
    let run = run.prints("下属单位“张家港”的文件夹里没有 2020 年的台账");
    let run = run.prints("应报 4 个下属单位，已报 2 个，缺 2 个");
    assert!(!run.stdout.contains("photos"), "{}", run.stdout);
    // Where there are no units, an empty folder is none.
    let alone = Project::of("某市总工会")
        .file(
            "data/ledgers.toml",
            "[days]\nfields = [ { name = \"日\" } ]\n",
        )
        .file("data/figures.toml", "")
        .file("data/2020/days.csv", "日\n");
    std::fs::create_dir(alone.path("data/2020/photos")).expect("a folder");
    let run = alone.run("check 2020 --message-format short").exits(0);
    assert!(!run.stdout.contains("photos"), "{}", run.stdout);
}

#[test]
fn rows_that_nothing_counts_are_named_with_their_units_files() {
    let figures = "[[figure]]\nname = \"支出\"\nledger = \"funds\"\nwhere = { \"单位\" = \"本级\" }\nsum = \"金额\"\n";
    let project = city()
        .file("data/figures.toml", figures)
        .file("templates/annual.md", "支出{{ 支出 }}。\n");
    let run = project.run("check 2020 --message-format short").exits(0);
    let files = "data/2020/常熟/funds.csv 第 2、3 行，data/2020/苏州/昆山/funds.csv 第 2 行";
    run.prints(&format!("经费台账有 3 行没有任何数字用到：{files}"));
}
