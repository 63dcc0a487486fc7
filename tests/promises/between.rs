//! What words say between computed numerals is proved as well: a report that has been built holds under an
//! audit of its own.

use crate::support::Project;

/// A harbour's union: two years of teams by quay, of courses and of honours.
fn harbour(sentence: &str) -> Project {
    let teams = "编号,码头,成立\n1,东港,2020-01-05\n2,东港,2021-03-01\n3,西港,2020-04-01\n4,西港,2022-05-01\n\
                 5,东港,2023-06-01\n6,内河,2019-02-01\n7,内河,2023-07-01\n";
    Project::of("某港航工会")
        .file(
            "data/ledgers.toml",
            r#"[teams]
title = "班组登记簿"
opened = "成立"
fields = [
  { name = "编号", type = "string" },
  { name = "码头", type = "string", constraints = { enum = ["东港", "西港", "内河"] } },
  { name = "成立", type = "date" },
]
[trainings]
title = "培训登记表"
date = "日期"
fields = [
  { name = "日期", type = "date" },
  { name = "班次", type = "string" },
  { name = "学员", type = "integer", unit = "人次" },
  { name = "女工", type = "integer", unit = "人次" },
]
"#,
        )
        .file(
            "data/figures.toml",
            r#"[[figure]]
name = "班组"
label = "年末班组"
ledger = "teams"
count = true
period = "year-end"
unit = "个"
[[figure]]
name = "码头班组"
label = "各码头班组"
ledger = "teams"
count = true
period = "year-end"
by = "码头"
unit = "个"
[[figure]]
name = "新设班组"
label = "新设班组"
ledger = "teams"
count = true
unit = "个"
[[figure]]
name = "培训班"
label = "举办培训班"
ledger = "trainings"
count = true
unit = "期"
[[figure]]
name = "培训人次"
label = "培训职工"
ledger = "trainings"
sum = "学员"
unit = "人次"
[[figure]]
name = "女工培训"
label = "培训女工"
ledger = "trainings"
sum = "女工"
unit = "人次"
[[figure]]
name = "女工占比"
label = "女工占培训人次比例"
ratio = ["女工培训", "培训人次"]
unit = "%"
"#,
        )
        .file("data/teams.csv", teams)
        .file(
            "data/2022/trainings.csv",
            "日期,班次,学员,女工\n2022-03-01,安全生产,60,6\n2022-04-01,桥吊实操,25,2\n",
        )
        .file(
            "data/2023/trainings.csv",
            "日期,班次,学员,女工\n2023-03-01,安全生产,70,9\n2023-04-01,桥吊实操,31,4\n",
        )
        .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

#[track_caller]
fn wrong(sentence: &str, code: &str) {
    let project = harbour(sentence);
    let messages = project
        .run("build --message-format json")
        .exits(1)
        .messages();
    let errors: Vec<_> = messages
        .iter()
        .filter(|found| found["severity"] == "error")
        .collect();
    assert!(
        errors.len() == 1 && errors[0]["code"] == code,
        "{sentence}\n{messages:?}"
    );
    assert!(!project.path("out").exists());
}

/// It is built, and what was built is audited: nothing in it is contradicted.
#[track_caller]
fn right(sentence: &str) {
    let project = harbour(sentence).built();
    project.run("audit 2023 out/2023/report.md").exits(0);
}

#[test]
fn a_part_is_no_more_than_its_whole() {
    wrong(
        "新设班组{{ 新设班组 }}，其中东港{{ 码头班组.东港 }}。",
        "N309",
    );
    right("年末班组{{ 班组 }}，其中东港{{ 码头班组.东港 }}。");
}

#[test]
fn each_holds_of_all_that_are_named() {
    wrong("东港、西港班组各{{ 码头班组.东港 }}。", "N201");
    right("西港、内河班组各{{ 码头班组.西港 }}。");
}

#[test]
fn what_is_level_is_what_it_was() {
    wrong("东港班组{{ 码头班组.东港 }}，与上年持平。", "N311");
    wrong(
        "年末班组{{ 班组 }}，举办培训班{{ 培训班 }}，均与上年持平。",
        "N311",
    );
    wrong("举办培训班{{ 培训班 }}；东港班组与上年持平。", "N311");
    right("举办培训班{{ 培训班 }}，与上年持平。");
    right("年末班组{{ 班组 }}，西港班组与上年持平。");
    right("举办培训班{{ 培训班 }}，{{ 培训班 | 比上年 }}。");
}

#[test]
fn listed_parts_make_their_sum() {
    let parts = "东港{{ 码头班组.东港 }}、西港{{ 码头班组.西港 }}、内河{{ 码头班组.内河 }}";
    wrong(&format!("班组{parts}，合计{{{{ 新设班组 }}}}。"), "N310");
    right(&format!("班组{parts}，合计{{{{ 班组 }}}}。"));
}

#[test]
fn two_ratios_differ_by_points() {
    let moved = "女工占培训人次比例由{{ 女工占比.上年 }}提高到{{ 女工占比 }}";
    wrong(&format!("{moved}，提高{{{{ 女工占比 }}}}。"), "N305");
    right(&format!("{moved}，{{{{ 女工占比 | 增减 }}}}。"));
}

#[test]
fn a_first_is_an_error_where_last_year_had_some() {
    wrong("首次举办培训班{{ 培训班 }}。", "N308");
    wrong("首次举办桥吊实操培训。", "N308");
    // Last year's 85 had not reached 101.
    harbour("培训职工首次达到{{ 培训人次 }}。")
        .run("build")
        .exits(0)
        .says("N308");
    harbour("首次举办网上读书活动。")
        .run("build")
        .exits(0)
        .says("N308");
}

#[test]
fn a_hedge_is_true_of_last_year_as_well() {
    wrong("上年班组近{{ 班组.上年 }}。", "N102");
    wrong("上年培训职工不足{{ 培训人次.上年 }}。", "N102");
    right("上年年末班组{{ 班组.上年 }}。");
}

#[test]
fn a_number_is_of_the_year_that_the_words_name() {
    wrong("上年年末班组{{ 班组 }}。", "N201");
    wrong("今年年末班组{{ 班组.上年 }}。", "N201");
    right("与上年相比，年末班组{{ 班组 }}。");
}

#[test]
fn words_of_change_go_with_the_numbers() {
    wrong("培训职工比上年下降{{ 培训人次 | 增减 }}。", "N304");
    wrong("培训职工比上年{{ 培训人次 | 比上年 }}。", "N304");
    wrong(
        "培训职工由{{ 培训人次.上年 }}减少到{{ 培训人次 }}。",
        "N304",
    );
    wrong("年末班组比上年增加{{ 班组 }}。", "N201");
    wrong("东港班组比上年增加了{{ 码头班组.东港 }}。", "N201");
    right("培训职工比上年{{ 培训人次 | 增减 }}。");
    right("培训职工由{{ 培训人次.上年 }}增加到{{ 培训人次 }}。");
}
