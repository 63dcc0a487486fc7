//! What a template may not say.

use crate::support::Project;

fn project(sentence: &str) -> Project {
    Project::of_facts(&[("疫情慰问资金", "2100000", "元"), ("建家", "299", "家")])
        .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

/// The build fails with one message: its code, its line and column, and what it proposes.
#[track_caller]
fn refused(sentence: &str, code: &str, at: (u32, u32), help: &str) {
    let project = project(sentence);
    let outcome = project.run("build --message-format json").exits(1);
    let messages = outcome.messages();
    let [message] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(message["code"], code, "{message}");
    assert_eq!(message["file"], "templates/annual.md", "{message}");
    assert_eq!(
        (message["line"].clone(), message["column"].clone()),
        (at.0.into(), at.1.into()),
        "{message}"
    );
    let said = format!("{}{}", message["message"], message["help"]);
    assert!(said.contains(help), "no {help} in {message}");
    assert!(!project.path("out").exists());
}

#[test]
fn an_unknown_name_is_an_error_with_its_place_and_the_nearest_name() {
    refused(
        "下拨{{ 疫情慰问资 }}。",
        "T102",
        (3, 6),
        "是不是“疫情慰问资金”？",
    );
}

#[test]
fn an_unknown_filter_is_an_error() {
    refused("下拨{{ 疫情慰问资金 | 大约(2) }}。", "T103", (3, 15), "约");
}

#[test]
fn an_unknown_member_of_a_figure_is_an_error() {
    refused("下拨{{ 疫情慰问资金.去年 }}。", "T102", (3, 6), "");
}

#[test]
fn an_unclosed_tag_is_an_error() {
    let project = project("{% if 建家.值 > 0 %}建家{{ 建家 }}。");
    project.run("build").exits(1).says("T101");
}

#[test]
fn every_unknown_name_is_told_at_once() {
    let project = project("{{ 建设家 }}和{{ 疫情资金 }}，又是{{ 建设家 }}。");
    let outcome = project.run("check --message-format json").exits(1);
    let columns: Vec<_> = outcome
        .messages()
        .iter()
        .map(|m| m["column"].clone())
        .collect();
    assert_eq!(columns, [4, 14, 27]);
}

#[test]
fn rows_of_an_unknown_ledger_or_column_are_errors() {
    let rows = |call: &str| format!("{{% for row in {call} %}}{{{{ row.项目 }}}}{{% endfor %}}");
    let build = |sentence: &str| project(sentence).run("build").exits(1);
    build(&rows("rows(\"fact\")")).says("是不是“facts”？");
    build(&rows("rows(\"facts\", 项=\"建家\")")).says("是不是“项目”？");
    build("{% for row in rows(\"facts\") %}{{ row.项 }}{% endfor %}").says("T102");
}

#[test]
fn a_loop_over_a_family_gives_names_and_with_items_the_figures_too() {
    let figures = "[[figure]]\nname = \"各项\"\nledger = \"facts\"\ncount = true\nby = \"项目\"\nunit = \"项\"\n";
    project("{% for 名 in 各项 %}{{ 名.数 }}{% endfor %}")
        .figures(figures)
        .run("build")
        .exits(1)
        .says("{% for 名, 数 in 各项 | items %}");
    let project = project("{% for 名, 数 in 各项 | items %}{{ 名 }}{{ 数 }}；{% endfor %}");
    let project = project.figures(figures);
    project.run("build").exits(0);
    assert!(project.read("out/2023/report.md").contains("建家1项；"));
}

#[test]
fn a_family_cannot_be_printed_whole() {
    let figures = "[[figure]]\nname = \"各项\"\nledger = \"facts\"\ncount = true\nby = \"项目\"\n";
    project("{{ 各项 }}")
        .figures(figures)
        .run("build")
        .exits(1)
        .says("各项");
}

#[test]
fn a_number_that_no_figure_is_cannot_be_hedged() {
    project("{{ 建家.值 | 约(2) }}")
        .run("build")
        .exits(1)
        .says("T103");
}

#[test]
fn a_template_reads_no_files() {
    let secret = "{% include \"../data/report.toml\" %}";
    project(secret).run("build").exits(1);
}

#[test]
fn a_figure_is_compared_by_its_value_or_not_at_all() {
    // The template language would answer: any figure is more than any number.
    refused(
        "{% if 建家 > 1000 %}甲{% endif %}",
        "T103",
        (3, 7),
        "建家.值",
    );
    refused(
        "{% if 建家 == 299 %}甲{% endif %}",
        "T103",
        (3, 7),
        "建家.值",
    );
    refused(
        "{% if 1000 < 建家 %}甲{% endif %}",
        "T103",
        (3, 14),
        "建家.值",
    );
    refused(
        "{% if 建家 == \"299家\" %}甲{% endif %}",
        "T103",
        (3, 7),
        "建家.值",
    );
    refused(
        "{{ \"甲\" if 建家.上年 >= 1000 }}",
        "T103",
        (3, 11),
        "建家.上年.值",
    );
    let rows = "{% for row in rows(\"facts\") %}{% if row.数 > 1000 %}甲{% endif %}{% endfor %}";
    refused(rows, "T103", (3, 37), "row.数.值");
}

#[test]
fn conditions_over_values_hold_when_they_are_true() {
    let cases = [
        ("建家.值 > 298", true),
        ("建家.值 > 299", false),
        ("建家.值 == 299", true),
        ("疫情慰问资金 > 建家", true),
        ("建家 > 疫情慰问资金", false),
        ("建家", true),
        ("year == 2023", true),
        ("建家.单位 == \"家\"", true),
    ];
    for (condition, holds) in cases {
        let sentence = format!("{{% if {condition} %}}成立{{% else %}}落空{{% endif %}}");
        let wanted = if holds { "成立" } else { "落空" };
        let lines = project(&sentence).built().lines();
        assert_eq!(lines[2], wanted, "{condition}");
    }
    let rows = "{% for row in rows(\"facts\") %}{% if row.数.值 > 1000 and row.项目 != \"建家\" %}{{ row.项目 }}{% endif %}{% endfor %}";
    assert_eq!(project(rows).built().lines()[2], "疫情慰问资金");
}

#[test]
fn what_a_template_does_wrong_is_told_in_chinese() {
    for (written, said) in [
        ("{{ 建家 | 多(-1) }}", "括号里是留几位"),
        ("{{ 建家 | 近(\"a\") }}", "括号里是留几位"),
        ("{{ chart(\"bar\", [建家]) }}", "少了 title="),
        ("{% include \"x.md\" %}", "一份报告只有一个模板文件"),
        ("{% extends \"x.md\" %}", "一份报告只有一个模板文件"),
        ("{{ 建家 / 2 }}", "total、difference、ratio"),
        ("{{ 建家() }}", "去掉后面的括号"),
        ("{{ 建家 | round }}", "算不下去"),
        ("{% for i in range(9999999) %}甲{% endfor %}", "停不下来"),
        (
            "{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}",
            "停不下来",
        ),
        ("{% if 建家.值 is foo %}{% endif %}", "这种判断"),
    ] {
        let outcome = project(written).run("build --message-format json").exits(1);
        let messages = outcome.messages();
        let [message] = messages.as_slice() else {
            panic!("{written}: {messages:?}");
        };
        let text = format!("{}{}", message["message"], message["help"]);
        assert!(text.contains(said), "{written}: {text}");
        for english in [
            "cannot", "missing", "tried", "unable", "exist", "exceeded", "callable", "unknown",
        ] {
            assert!(!text.contains(english), "{written}: {text}");
        }
    }
}
