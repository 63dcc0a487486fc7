//! The restatement guard: what was published for last year stays so, or this year's report says why.

use std::fs;

use crate::support::{Project, WITH_PDF, figure};

const LEDGERS: &str = r#"
[funds]
title = "经费台账"
primaryKey = ["凭证"]
fields = [
  { name = "凭证", type = "string" },
  { name = "用途", type = "string", constraints = { enum = ["慰问", "帮扶"] } },
  { name = "单位", type = "string" },
  { name = "金额", type = "number", places = 2, unit = "元" },
]
[units]
title = "单位登记簿"
primaryKey = ["单位"]
opened = "建立"
closed = "撤销"
fields = [
  { name = "单位", type = "string" },
  { name = "建立", type = "date" },
  { name = "撤销", type = "date" },
]
"#;

const FIGURES: &str = r#"
[[figure]]
name = "支出"
ledger = "funds"
sum = "金额"
[[figure]]
name = "用途"
ledger = "funds"
sum = "金额"
by = "用途"
[[figure]]
name = "慰问占比"
ratio = ["用途.慰问", "支出"]
[[figure]]
name = "单位名单"
ledger = "funds"
list = "单位"
[[figure]]
name = "最后单位"
ledger = "funds"
latest = "单位"
[[figure]]
name = "年末单位"
ledger = "units"
count = true
period = "year-end"
unit = "家"
"#;

const TEMPLATE: &str = "# {{ title }}\n\n## 经费\n\n支出{{ 支出 }}，{{ 支出 | 比上年 }}。\n\n\
                        | 用途 | 上年 |\n|---|---|\n| 慰问 | {{ 用途.慰问.上年 }} |\n\n## 附表\n\n到年末有{{ 年末单位 }}。\n";

/// Two years, the first of them built and thereby published.
fn published() -> Project {
    let project = Project::of("某某区总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", FIGURES)
        .file(
            "data/units.csv",
            "单位,建立,撤销\n甲厂,2019-01-01,\n乙厂,2020-01-01,2023-05-01\n丙厂,2023-02-01,\n",
        )
        .file(
            "data/2022/funds.csv",
            "凭证,用途,单位,金额\nA1,慰问,甲厂,100\nA2,帮扶,乙厂,40\n",
        )
        .file(
            "data/2023/funds.csv",
            "凭证,用途,单位,金额\nB1,慰问,甲厂,160\nB2,帮扶,丙厂,40\n",
        )
        .template(TEMPLATE);
    project.run("build 2022").exits(0);
    project
}

fn restate(project: &Project, figures: &[&str]) {
    let text = figures.iter().fold(String::new(), |text, figure| {
        text + &format!("[[restate]]\nfigure = \"{figure}\"\nwhy = \"凭证A1漏记20元\"\n")
    });
    project.write("data/2023/year.toml", text.as_bytes());
}

/// The codes and messages of a check.
fn told(project: &Project, arguments: &str) -> Vec<(String, String)> {
    let found = project
        .run(&format!("{arguments} --message-format json"))
        .messages();
    let told = found.iter().filter(|found| found["severity"] != "note");
    told.map(|found| {
        let text = |key: &str| found[key].as_str().expect("text").to_owned();
        (
            text("code"),
            format!("{}｜{}", text("message"), text("help")),
        )
    })
    .collect()
}

#[test]
fn an_untouched_year_says_nothing() {
    let project = published();
    project.run("check 2023").exits(0);
    // The same rows in another order are the same data.
    project.write(
        "data/2022/funds.csv",
        "凭证,用途,单位,金额\nA2,帮扶,乙厂,40\nA1,慰问,甲厂,100\n".as_bytes(),
    );
    let only_the_last = told(&project, "check 2023");
    assert_eq!(only_the_last.len(), 1, "{only_the_last:?}");
    assert!(
        only_the_last[0]
            .1
            .contains("“最后单位”2022 年公布的是 乙厂，现在按台账是 甲厂")
    );
}

#[test]
fn what_moved_is_named_with_both_values_and_its_rows_until_it_is_restated() {
    let project = published();
    project.replace("data/2022/funds.csv", "甲厂,100", "丁厂,120");
    let before = project.tree("out");
    for command in ["check 2023", "build 2023", "build", "build --all"] {
        project.run(command).exits(1);
        assert_eq!(project.tree("out"), before, "{command}");
    }
    let found = told(&project, "check 2023");
    let of = |name: &str| {
        let mut all = found
            .iter()
            .filter(|(_, told)| told.contains(&format!("“{name}”")));
        all.next()
            .unwrap_or_else(|| panic!("no {name} in {found:#?}"))
    };
    assert!(found.iter().all(|(code, _)| code == "C504"), "{found:#?}");
    assert_eq!(found.len(), 4, "{found:#?}");
    let (_, told) = of("支出");
    assert!(
        told.contains("2022 年公布的是 140元，现在按台账是 160元"),
        "{told}"
    );
    assert!(told.contains("改过：data/2022/funds.csv；"), "{told}");
    assert!(
        told.contains("data/2022/funds.csv 第 2、3 行（report trace 2022 支出）"),
        "{told}"
    );
    assert!(of("用途.慰问").1.contains("第 2 行"), "{found:#?}");
    assert!(
        of("慰问占比").1.contains("71.4%，现在按台账是 75.0%"),
        "{found:#?}"
    );
    assert!(
        of("单位名单").1.contains("少了“甲厂”，多了“丁厂”"),
        "{found:#?}"
    );
    let diff = project.run("diff 2022 2023 --format json").exits(0).json();
    let restated = |name: &str| figure(&diff, name)["restated"] == true;
    assert_eq!(
        ["支出", "用途.慰问", "用途.帮扶", "慰问占比", "单位名单"].map(restated),
        [true, true, false, true, true]
    );

    restate(&project, &["支出", "用途.慰问", "慰问占比"]);
    let left = self::told(&project, "check 2023");
    assert_eq!(left.len(), 1, "{left:#?}");
    restate(&project, &["支出", "用途", "慰问占比", "单位名单"]);
    project.run("check 2023").exits(0);
}

#[test]
fn the_report_prints_a_footnote_in_every_format() {
    let project = published();
    project.replace("data/2022/funds.csv", "甲厂,100", "丁厂,120");
    restate(&project, &["支出", "用途.慰问", "慰问占比", "单位名单"]);
    if WITH_PDF {
        project.replace("data/report.toml", "\"html\"", "\"html\", \"pdf\"");
    }
    project.run("build 2023").exits(0);
    let lines = project.lines();
    let has = |line: &str| assert!(lines.iter().any(|l| l == line), "no {line} in {lines:#?}");
    has("支出200元，比上年增长25.0%[^1]。");
    has("| 慰问 | 120元[^2] |");
    has("[^1]: 2022年“支出”原公布为140元，现更正为160元：凭证A1漏记20元。");
    has("[^2]: 2022年“用途（慰问）”原公布为100元，现更正为120元：凭证A1漏记20元。");
    // What the prose does not mention is told where it ends, before the annexed tables.
    let at = |line: &str| {
        lines
            .iter()
            .position(|l| l.starts_with(line))
            .expect("a line")
    };
    let end = at("注：2022年“慰问占比”原公布为71.4%，现更正为75.0%：");
    assert!(end < at("## 附表") && end > at("| 慰问"), "{lines:#?}");
    has("注：2022年“单位名单”的名单有更正，去掉甲厂，增加丁厂：凭证A1漏记20元。");

    let html = project.read("out/2023/report.html");
    assert!(
        html.contains("<a id=\"noteref-1\" href=\"#note-1\""),
        "{html}"
    );
    assert!(html.contains("<li id=\"note-1\">2022年“支出”原公布为140元，现更正为<data class=\"figure\" data-figure=\"支出.上年\" value=\"160\">160元</data>"));
    let figures = project.json("out/2023/figures.json");
    assert_eq!(figure(&figures, "支出")["value"], "200");
    if WITH_PDF
        && let Some(text) = crate::support::text_of_pdf(&project.path("out/2023/report.pdf"))
    {
        assert!(
            text.contains("2022年“支出”原公布为140元，现更正为160元：凭证A1漏记20元。"),
            "{text}"
        );
    }
}

#[test]
fn a_register_whose_past_was_changed_is_found_out() {
    let project = published();
    // A row taken away, and one backdated: year-end stock of last year is not what was published.
    project.replace("data/units.csv", "乙厂,2020-01-01,2023-05-01\n", "");
    let found = told(&project, "check 2023");
    assert!(
        found.iter().any(|(code, told)| code == "C504"
            && told.contains("“年末单位”2022 年公布的是 2家，现在按台账是 1家")),
        "{found:#?}"
    );
    let project = published();
    project.replace("data/units.csv", "丙厂,2023-02-01", "丙厂,2022-02-01");
    let found = told(&project, "check 2023");
    assert!(
        found
            .iter()
            .any(|(_, told)| told.contains("现在按台账是 3家")
                && told.contains("data/units.csv 第 2、3、4 行")),
        "{found:#?}"
    );
}

#[test]
fn a_figure_that_is_gone_is_told_and_one_renamed_is_only_a_warning() {
    let project = published();
    let figures = project.read("data/figures.toml");
    let renamed = figures.replace("name = \"年末单位\"", "name = \"在册单位\"");
    project.write("data/figures.toml", renamed.as_bytes());
    project.replace("templates/annual.md", "年末单位", "在册单位");
    project.run("check 2023").exits(0);
    let found = told(&project, "check 2023");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].0, "C506");
    assert!(
        found[0].1.contains("“年末单位”现在叫“在册单位”，数没有变"),
        "{found:#?}"
    );

    let gone = figures.replace(
        "[[figure]]\nname = \"最后单位\"\nledger = \"funds\"\nlatest = \"单位\"\n",
        "",
    );
    project.write("data/figures.toml", gone.as_bytes());
    project.replace("templates/annual.md", "在册单位", "年末单位");
    let found = told(&project, "check 2023");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0]
            .1
            .contains("2022 年公布的“最后单位”（乙厂）现在没有了"),
        "{found:#?}"
    );
    restate(&project, &["最后单位"]);
    // What is gone has no numbers of its own: a reason that names one needs a source.
    project.run("build 2023").exits(1).says("N101");
    project.replace("data/2023/year.toml", "漏记20元", "漏记");
    project.run("build 2023").exits(0);
    let lines = project.lines();
    assert!(
        lines
            .iter()
            .any(|line| line == "注：2022年“最后单位”原公布为乙厂，现不再列出：凭证A1漏记。"),
        "{lines:#?}"
    );
}

#[test]
fn a_restatement_of_nothing_is_a_warning_and_of_an_unknown_figure_an_error() {
    let project = published();
    restate(&project, &["支出"]);
    let found = told(&project, "check 2023");
    assert_eq!(
        found
            .iter()
            .map(|(code, _)| code.as_str())
            .collect::<Vec<_>>(),
        ["C505"]
    );
    restate(&project, &["支岀"]);
    let found = told(&project, "check 2023");
    assert!(
        found[0].0 == "P105" && found[0].1.contains("是不是“支出”"),
        "{found:#?}"
    );
    // A family's name stands for those of its members that moved: none here.
    restate(&project, &["用途"]);
    let found = told(&project, "check 2023");
    assert_eq!(found[0].0, "C505", "{found:#?}");
    // Nothing was published: nothing to restate, and no guard.
    fs::remove_dir_all(project.path("out")).expect("removed");
    project.replace("data/2022/funds.csv", "甲厂,100", "丁厂,120");
    restate(&project, &["支出"]);
    let found = told(&project, "check 2023");
    assert_eq!(
        found
            .iter()
            .map(|(code, _)| code.as_str())
            .collect::<Vec<_>>(),
        ["C505"]
    );
}

#[test]
fn a_damaged_record_is_an_error_with_its_place() {
    let project = published();
    let whole = project.read("out/2022/figures.json");
    project.write(
        "out/2022/figures.json",
        &whole.as_bytes()[..whole.len() / 2],
    );
    let found = project
        .run("check 2023 --message-format json")
        .exits(1)
        .messages();
    let damage = found
        .iter()
        .find(|found| found["code"] == "O302")
        .expect("O302");
    assert_eq!(damage["file"], "out/2022/figures.json");
    assert!(damage["line"].as_u64().expect("a line") > 10, "{damage}");
    project.write(
        "out/2022/figures.json",
        whole
            .replace("\"value\": \"140\"", "\"value\": 140")
            .as_bytes(),
    );
    let found = project
        .run("check 2023 --message-format json")
        .exits(1)
        .messages();
    assert!(
        found
            .iter()
            .any(|found| found["message"] == "out/2022/figures.json 坏了：“支出”的 value 读不懂"),
        "{found:#?}"
    );
}

#[test]
fn building_all_years_keeps_what_was_published_and_is_current_afterwards() {
    let project = published();
    project.run("build --all").exits(0);
    let first = project.tree("out/2022");
    project.replace("data/2022/funds.csv", "甲厂,100", "甲厂,120");
    project
        .run("build --all")
        .exits(1)
        .says("out/2022 没有动：它公布过的数变了");
    assert_eq!(project.tree("out/2022"), first);
    restate(&project, &["支出", "用途.慰问", "慰问占比"]);
    project
        .run("build --all")
        .exits(0)
        .says("out/2022 是公布过的");
    assert_eq!(project.tree("out/2022"), first);
    project.run("build --all --check").exits(0);
    project.run("build 2022").exits(0).says("不重写");
    let both = project.tree("out");
    project.run("build --all").exits(0);
    assert_eq!(project.tree("out"), both);
}

#[test]
fn building_last_year_alone_says_what_is_lost() {
    let project = published();
    project.replace("data/2022/funds.csv", "甲厂,100", "甲厂,120");
    project.run("build 2022").exits(0).says("O303");
    project.run("check 2023").exits(0);
    // The newest year is not over: it is rebuilt as often as one likes.
    project.run("build 2023").exits(0);
    project.replace("data/2023/funds.csv", "甲厂,160", "甲厂,170");
    let said = project.run("build 2023").exits(0).stderr;
    assert!(!said.contains("O303"), "{said}");
}
