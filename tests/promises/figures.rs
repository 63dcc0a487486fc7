//! What a figure is worth: which rows count, and what is made of them.

use serde_json::{Value, json};

use crate::support::{Project, figure};

const LEDGERS: &str = r#"
[visits]
title  = "走访台账"
date   = "日期"
fields = [
  { name = "日期", type = "date" },
  { name = "单位", type = "string" },
  { name = "类别", type = "string", constraints = { enum = ["困难职工", "劳模", "企业"] } },
  { name = "人数", type = "integer", unit = "人" },
  { name = "金额", type = "number", places = 2, unit = "元" },
  { name = "复核", type = "boolean" },
  { name = "备注", type = "string" },
]

[stations]
title  = "站点登记簿"
opened = "建成"
closed = "撤销"
fields = [
  { name = "名称", type = "string" },
  { name = "建成", type = "date" },
  { name = "撤销", type = "date" },
]
"#;

const THIS_YEAR: &str = "日期,单位,类别,人数,金额,复核,备注
2023-01-10,一厂,困难职工,3,1200.50,是,
2023-02-20,一厂,劳模,1,800,否,春节
2023-02-28,二厂,困难职工,,99.99,是,
2023-12-31,三厂,困难职工,7,0.01,,补记
2023-06-01,二厂,劳模,2,-100,是,
";

const LAST_YEAR: &str = "日期,单位,类别,人数,金额,复核,备注
2022-05-05,一厂,困难职工,5,1000,是,
2022-07-07,四厂,企业,9,2000,是,
";

const STATIONS: &str = "名称,建成,撤销
东站,2019-03-01,
西站,2023-01-01,
南站,2021-06-01,2023-06-30
北站,2022-06-01,2024-01-01
新站,2024-02-02,
";

fn project(figures: &str) -> Project {
    Project::of("某某区总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/2023/visits.csv", THIS_YEAR)
        .file("data/2022/visits.csv", LAST_YEAR)
        .file("data/stations.csv", STATIONS)
        .file("data/figures.toml", figures)
}

/// A figure over the visits, called 数.
fn over(rule: &str) -> String {
    format!("[[figure]]\nname = \"数\"\nledger = \"visits\"\n{rule}\n")
}

#[track_caller]
fn is(rule: &str, wanted: &str) {
    let outcome = project(&over(rule))
        .run("figures 2023 --format json")
        .exits(0);
    let all = outcome.json();
    assert_eq!(figure(&all, "数")["value"], wanted, "{rule}");
}

#[test]
fn a_year_counts_its_own_rows() {
    is("count = true", "5");
}

#[test]
fn to_date_counts_the_rows_of_every_year_up_to_this_one() {
    is("count = true\nperiod = \"to-date\"", "7");
    is("sum = \"金额\"\nperiod = \"to-date\"", "5000.5");
    let rule = over("count = true\nperiod = \"to-date\"");
    let earlier = project(&rule).run("figures 2022 --format json").exits(0);
    assert_eq!(figure(&earlier.json(), "数")["value"], "2");
}

#[test]
fn a_register_counts_what_is_open_at_the_years_end() {
    let rule = |period: &str| {
        format!("[[figure]]\nname = \"数\"\nledger = \"stations\"\ncount = true\n{period}\n")
    };
    let value = |period: &str, year: &str| {
        let outcome = project(&rule(period)).run(&format!("figures {year} --format json"));
        figure(&outcome.exits(0).json(), "数")["value"].clone()
    };
    assert_eq!(value("period = \"year-end\"", "2023"), "3");
    assert_eq!(value("period = \"year-end\"", "2022"), "3");
    assert_eq!(value("period = \"year\"", "2023"), "1");
    assert_eq!(value("", "2022"), "1");
    assert_eq!(value("period = \"to-date\"", "2023"), "4");
}

#[test]
fn conditions_hold_together() {
    is("where = { \"类别\" = \"困难职工\" }\ncount = true", "3");
    is(
        "where = { \"类别\" = [\"困难职工\", \"企业\"] }\ncount = true",
        "3",
    );
    is(
        "where = { \"类别\" = { not = \"困难职工\" } }\ncount = true",
        "2",
    );
    is(
        "where = { \"单位\" = { not = [\"一厂\", \"二厂\"] } }\ncount = true",
        "1",
    );
    is(
        "where = { \"类别\" = \"劳模\", \"单位\" = \"一厂\" }\ncount = true",
        "1",
    );
    is("where = { \"备注\" = { blank = true } }\ncount = true", "3");
    is(
        "where = { \"备注\" = { blank = false } }\ncount = true",
        "2",
    );
    is("where = { \"复核\" = true }\ncount = true", "3");
    is("where = { \"复核\" = \"否\" }\ncount = true", "1");
}

#[test]
fn both_ends_of_a_range_are_in_it() {
    is(
        "where = { \"人数\" = { from = 2, to = 7 } }\ncount = true",
        "3",
    );
    is("where = { \"人数\" = { from = 3 } }\ncount = true", "2");
    is("where = { \"金额\" = { to = 99.99 } }\ncount = true", "3");
    is(
        "where = { \"金额\" = { to = \"99.98\" } }\ncount = true",
        "2",
    );
    is(
        "where = { \"日期\" = { from = 2023-02-20, to = 2023-02-28 } }\ncount = true",
        "2",
    );
    is(
        "where = { \"日期\" = { from = \"2023-12-31\" } }\ncount = true",
        "1",
    );
}

#[test]
fn a_blank_cell_is_not_nought() {
    is("where = { \"人数\" = { to = 0 } }\ncount = true", "0");
    is("where = { \"人数\" = { blank = true } }\ncount = true", "1");
    is("min = \"人数\"", "1");
}

#[test]
fn every_aggregate_is_exact() {
    is("sum = \"金额\"", "2000.5");
    is("sum = \"人数\"", "13");
    is("distinct = \"单位\"", "3");
    is("distinct = [\"单位\", \"类别\"]", "5");
    is("max = \"金额\"", "1200.5");
    is("min = \"金额\"", "-100");
    is("latest = \"人数\"", "7");
    is("max = \"日期\"", "2023-12-31");
    is("latest = \"单位\"", "三厂");
}

#[test]
fn cents_add_up_where_binary_floats_would_not() {
    let rows: String = (0..1000)
        .map(|_| "2023-03-03,一厂,劳模,1,0.10,是,\n")
        .collect();
    let head = THIS_YEAR.lines().next().expect("a header");
    let project =
        project(&over("sum = \"金额\"")).file("data/2023/visits.csv", &format!("{head}\n{rows}"));
    let all = project.run("figures 2023 --format json").exits(0).json();
    assert_eq!(figure(&all, "数")["value"], "100");
}

#[test]
fn a_list_holds_each_item_once_in_the_rows_order() {
    let all = project(&over("list = \"单位\"")).run("figures 2023 --format json");
    let all = all.exits(0).json();
    let list = figure(&all, "数");
    assert_eq!(list["value"], Value::Null);
    assert_eq!(list["items"], json!(["一厂", "二厂", "三厂"]));
}

#[test]
fn a_family_has_a_member_for_every_value_of_its_enum() {
    let rule = "[[figure]]\nname = \"走访\"\nledger = \"visits\"\ncount = true\nby = \"类别\"\nunit = \"次\"\n";
    let project =
        project(rule).template("# {{ title }}\n\n企业{{ 走访.企业 }}，劳模{{ 走访.劳模 }}\n");
    let all = project.run("figures 2023 --format json").exits(0).json();
    let values: Vec<_> = all
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| (&f["name"], &f["value"]))
        .collect();
    let wanted = json!([
        ["走访.困难职工", "3"],
        ["走访.劳模", "2"],
        ["走访.企业", "0"]
    ]);
    assert_eq!(json!(values), wanted);
    assert_eq!(project.built().lines()[2], "企业0次，劳模2次");
}

#[test]
fn a_family_by_date_has_twelve_months() {
    let all = project(&over("sum = \"金额\"\nby = \"日期\"")).run("figures 2023 --format json");
    let all = all.exits(0).json();
    assert_eq!(all.as_array().expect("a list").len(), 12);
    assert_eq!(figure(&all, "数.2月")["value"], "899.99");
    assert_eq!(figure(&all, "数.3月")["value"], "0");
}

#[test]
fn figures_are_made_of_figures() {
    let figures = r#"
[[figure]]
name = "结余率"
ratio = ["结余", "合计"]
[[figure]]
name = "结余"
difference = ["合计", "走访.劳模"]
[[figure]]
name = "合计"
total = ["走访"]
[[figure]]
name = "走访"
ledger = "visits"
count = true
by = "类别"
unit = "次"
"#;
    let all = project(figures)
        .run("figures 2023 --format json")
        .exits(0)
        .json();
    assert_eq!(figure(&all, "合计")["value"], "5");
    assert_eq!(figure(&all, "结余")["value"], "3");
    let ratio = figure(&all, "结余率");
    assert_eq!(
        (&ratio["value"], &ratio["fraction"], &ratio["unit"]),
        (&json!("60.0"), &json!("3/5"), &json!("%"))
    );
    assert_eq!(ratio["ledger"], Value::Null);
}

#[test]
fn a_ratio_over_nothing_has_no_value_and_a_warning() {
    let figures = r#"
[[figure]]
name = "率"
ratio = ["分子", "分母"]
[[figure]]
name = "分子"
ledger = "visits"
count = true
[[figure]]
name = "分母"
ledger = "visits"
where = { "单位" = "没有的厂" }
count = true
"#;
    let project = project(figures).template("# {{ title }}\n\n{{ 率 }}\n");
    let outcome = project
        .run("figures 2023 --format json")
        .exits(0)
        .says("F103");
    assert_eq!(figure(&outcome.json(), "率")["value"], Value::Null);
    project.run("build").exits(1).says("率");
}

#[test]
fn trace_gives_the_definition_the_rows_and_their_parts() {
    let project = project(&over(
        "where = { \"类别\" = \"困难职工\" }\nsum = \"金额\"\nunit = \"元\"",
    ));
    let trace = project.run("trace 2023 数 --format json").exits(0).json();
    assert_eq!(trace["name"], "数");
    assert_eq!(trace["value"], "1300.5");
    assert_eq!(trace["unit"], "元");
    let definition = json!({
        "name": "数", "ledger": "visits", "where": { "类别": "困难职工" }, "sum": "金额", "unit": "元",
    });
    assert_eq!(trace["definition"], definition);
    let rows = trace["rows"].as_array().expect("rows");
    let places: Vec<_> = rows
        .iter()
        .map(|row| (&row["file"], &row["line"], &row["row"], &row["part"]))
        .collect();
    let wanted = json!([
        ["data/2023/visits.csv", 2, 2, "1200.5"],
        ["data/2023/visits.csv", 4, 4, "99.99"],
        ["data/2023/visits.csv", 5, 5, "0.01"],
    ]);
    assert_eq!(json!(places), wanted);
    let fields = json!({
        "日期": "2023-12-31", "单位": "三厂", "类别": "困难职工", "人数": "7", "金额": "0.01",
        "复核": null, "备注": "补记",
    });
    assert_eq!(rows[2]["fields"], fields);
}

#[test]
fn trace_of_a_derived_figure_names_what_it_is_made_of() {
    let figures = "[[figure]]\nname = \"合计\"\ntotal = [\"走访\"]\n\
        [[figure]]\nname = \"走访\"\nledger = \"visits\"\ncount = true\nby = \"类别\"\n";
    let trace = project(figures)
        .run("trace 2023 合计 --format json")
        .exits(0)
        .json();
    assert_eq!(
        trace["of"],
        json!(["走访.困难职工", "走访.劳模", "走访.企业"])
    );
    assert_eq!(trace["rows"], json!([]));
}
