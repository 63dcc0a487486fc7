//! The closed world: every numeral of a report is computed, recognised or quoted.

use crate::support::Project;

fn project(sentence: &str) -> Project {
    Project::of_facts(&[("新增基层工会", "30", "家"), ("发展会员", "5231", "人")])
        .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

#[track_caller]
fn fine(sentence: &str) {
    project(sentence).run("build --format md").exits(0);
}

/// The build fails for one numeral, typed at this column of the third line.
#[track_caller]
fn typed(sentence: &str, column: u32) {
    let project = project(sentence);
    let outcome = project.run("build --message-format json").exits(1);
    let messages = outcome.messages();
    let places: Vec<_> = messages
        .iter()
        .map(|message| {
            (
                message["code"].clone(),
                message["line"].clone(),
                message["column"].clone(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [("N101".into(), 3.into(), column.into())],
        "{sentence}\n{messages:?}"
    );
    assert!(!project.path("out").exists());
}

#[test]
fn a_typed_numeral_stops_the_build_whatever_it_is_written_in() {
    typed("全年新建基层工会30家。", 9);
    typed("全年新建基层工会３０家。", 9);
    typed("全年新建基层工会三十家。", 9);
    typed("全年新建基层工会30余家。", 9);
    typed("创建率达百分之九十。", 5);
    typed("创建率达91.3%。", 5);
    typed("下拨资金210万元。", 5);
}

#[test]
fn a_typed_numeral_is_found_wherever_it_stands() {
    typed("## 新建工会30家", 8);
    typed("- 新建工会30家", 7);
    typed("> 新建工会30家", 7);
    typed("| 新建工会30家 | 说明 |\n|---|---|\n| 甲 | 乙 |", 7);
    typed("新建**工会30家**，其余照旧。", 7);
    typed("新建[工会30家](https://example.org)，其余照旧。", 6);
    typed("新建`工会30家`，其余照旧。", 6);
}

#[test]
fn the_nearest_figure_is_proposed() {
    let outcome = project("全年新建基层工会30家。").run("build").exits(1);
    outcome.says("新增基层工会");
}

#[test]
fn a_numeral_does_not_become_a_figure_by_way_of_a_tag() {
    for way_around in [
        "新建{{ \"30家\" }}。",
        "新建{{ 30 }}家。",
        "新建{{ 15 * 2 }}家。",
        "新建{{ 新增基层工会.值 }}家。",
        "新建{{ 新增基层工会.值 + 1 }}家。",
        "{% set n = 30 %}新建{{ n }}家。",
        "{% set n %}30{% endset %}新建{{ n }}家。",
        "{% macro m() %}30{% endmacro %}新建{{ m() }}家。",
        "新建{{ [30, 40] | join(\"、\") }}家。",
        "{% for row in rows(\"facts\") %}{% if loop.first %}新建{{ row.数.值 }}家{% endif %}{% endfor %}。",
    ] {
        project(way_around).run("build").exits(1).says("N101");
    }
}

#[test]
fn what_counts_in_a_loop_is_no_figure() {
    let counted = |way: &str| {
        let rows = format!("{{% for row in rows(\"facts\") %}}{way}{{% endfor %}}");
        project(&rows).run("check 2023").exits(1).prints("N101");
    };
    counted("新建{{ loop.index }}家。");
    counted("新建工会**{{ loop.index }}**个。");
    counted("新建{{ loop.index + 119 }}家。");
    counted("新建{{ loop.length }}家。");
    fine("{% for row in rows(\"facts\") %}{{ loop.index }}. {{ row.项目 }}\n\n{% endfor %}");
    fine(
        "| 序号 | 项目 |\n|---|---|\n{% for row in rows(\"facts\") %}| {{ loop.index }} | {{ row.项目 }} |\n{% endfor %}",
    );
}

#[test]
fn numerals_of_other_scripts_are_seen() {
    typed("新建工会¹²⁰家。", 5);
    typed("新建工会𝟏𝟐𝟎家。", 5);
    typed("新建工会١٢٠家。", 5);
    typed("新建⑫家。", 3);
    fine("①新建家园，②减排CO₂。");
}

#[test]
fn a_figure_cut_to_pieces_stops_the_build() {
    for way in [
        "新建{{ (新增基层工会 ~ \"\")[0:1] }}家。",
        "新建{{ (新增基层工会 ~ \"\") | reverse }}。",
    ] {
        project(way).run("build").exits(1).says("T103");
    }
}

#[test]
fn a_numeral_typed_into_a_label_or_a_title_is_seen() {
    let labelled = "[[figure]]\nname = \"另一个\"\nlabel = \"新建120家工会\"\nledger = \"facts\"\ncount = true\n";
    project("好。")
        .figures(labelled)
        .run("check 2023")
        .exits(1)
        .prints("figures.toml");
    project("好。")
        .file("data/2023/year.toml", "title = \"新建120家工会的一年\"\n")
        .run("check 2023")
        .exits(1)
        .prints("N101");
}

#[test]
fn a_label_may_say_where_its_own_condition_draws_the_line() {
    let labelled = |label: &str, ends: &str| {
        project("好。").figures(&format!(
            "[[figure]]\nname = \"另一个\"\nlabel = \"{label}\"\nledger = \"facts\"\n\
             where = {{ \"数\" = {{ {ends} }} }}\ncount = true\n"
        ))
    };
    for (label, ends) in [
        ("一万元以上的支出", "from = 10000"),
        ("500元以下的支出", "to = 500"),
    ] {
        labelled(label, ends).run("check 2023").exits(0);
    }
    for (label, ends) in [
        ("一万元以上的支出", "from = 20000"),
        ("一万元以上的支出", "to = 10000"),
        ("支出超过一万元的", "from = 10000"),
        ("支出10000元", "from = 10000"),
    ] {
        labelled(label, ends)
            .run("check 2023")
            .exits(1)
            .prints("N101")
            .prints("里面不写数");
    }
}

#[test]
fn a_digit_typed_beside_a_figure_is_seen() {
    project("新建1{{ 新增基层工会 }}。")
        .run("build")
        .exits(1)
        .says("N101");
    project("新建{{ 新增基层工会.值 }}0家。")
        .run("build")
        .exits(1)
        .says("N101");
}

#[test]
fn a_hedge_typed_before_a_figure_has_to_be_true() {
    project("发展会员近{{ 发展会员 }}。")
        .run("build")
        .exits(1)
        .says("N102");
    project("发展会员超过{{ 发展会员 }}。")
        .run("build")
        .exits(1)
        .says("N102");
    fine("发展会员{{ 发展会员 | 近(2) }}，{{ 发展会员 | 余(2) }}，{{ 发展会员 | 约(2) }}。");
}

#[test]
fn what_measures_nothing_is_recognised() {
    fine("2023年5月1日，第三届职工运动会如期举办，第一时间慰问一线职工。");
    fine("“八大群体”入会稳步推进，《应知应会100题》印发，各方举一反三，进一步统一思想。");
    fine("截至2023年12月31日，劳动关系三方协调机制运行良好。");
}

#[test]
fn a_quoted_numeral_needs_its_source() {
    let sentence = "区政府安排的民生项目有二十七件。";
    project(sentence).run("build").exits(1).says("N101");
    let quote = "[[quote]]\ntext = \"民生项目有二十七件\"\nsource = \"区政府工作报告\"\n";
    project(sentence)
        .file("data/2023/year.toml", quote)
        .run("build")
        .exits(0);
}

#[test]
fn numerals_of_ledger_text_count_as_computed() {
    let rows = "项目,数\n新增基层工会,30\n发展会员,5231\n3个站点和第2条线路共5公里,1\n";
    let list = "[[figure]]\nname = \"名单\"\nledger = \"facts\"\nlist = \"项目\"\n";
    let sentence = "{{ 名单 | join(\"、\") }}。\n\n{% for row in rows(\"facts\") %}{{ row.项目 }}，{{ row.数 }}；{% endfor %}";
    project(sentence)
        .figures(list)
        .file("data/2023/facts.csv", rows)
        .run("build")
        .exits(0);
}

#[test]
fn a_phone_number_is_no_business_of_a_report() {
    project("联系电话13800000000。")
        .run("build")
        .exits(0)
        .says("N103");
}

#[test]
fn the_golden_report_declares_few_numerals() {
    let project = Project::golden();
    let declared = project
        .read("data/2020/year.toml")
        .matches("[[quote]]")
        .count();
    let prose = project.read("templates/2020.md").chars().count();
    assert!(
        declared * 1000 <= prose,
        "{declared} quotations in {prose} characters"
    );
}

#[test]
fn the_rules_over_wording_hold_for_what_is_typed_around_figures() {
    let said = |sentence: &str| -> Vec<String> {
        let outcome = project(sentence).run("build --message-format json");
        let codes = outcome.messages();
        codes
            .iter()
            .filter_map(|message| message["code"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(said("发展会员近{{ 发展会员 | 余(2) }}。"), ["N301"]);
    assert_eq!(said("截止目前，新增基层工会{{ 新增基层工会 }}。"), ["N306"]);
    assert!(said("截至年末，新增基层工会{{ 新增基层工会 }}。").is_empty());
}
