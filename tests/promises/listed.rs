//! 等多家 and 等2家 after a list that a figure printed: whether there are others, the rows know.

use crate::support::Project;

/// Three banks, all named; seven pilots, of which two are; three model bodies of two levels.
fn project(sentence: &str) -> Project {
    let ledgers = r#"
[banks]
fields = [{ name = "银行", type = "string" }]
[pilots]
fields = [{ name = "企业", type = "string" }, { name = "列名", type = "boolean" }]
[models]
fields = [{ name = "单位", type = "string" }, { name = "级别", type = "string", constraints = { enum = ["省", "市"] } }]
"#;
    let figures = r#"
[[figure]]
name = "银行名单"
ledger = "banks"
list = "银行"
[[figure]]
name = "律所"
ledger = "models"
where = { "级别" = "市" }
count = true
unit = "家"
[[figure]]
name = "列名企业"
ledger = "pilots"
where = { "列名" = true }
list = "企业"
[[figure]]
name = "试点企业"
ledger = "pilots"
count = true
unit = "家"
[[figure]]
name = "市级名单"
ledger = "models"
where = { "级别" = "市" }
list = "单位"
"#;
    Project::of("某某区总工会")
        .file("data/ledgers.toml", ledgers)
        .file("data/figures.toml", figures)
        .file("data/2023/banks.csv", "银行\n江南\n华夏\n光大\n")
        .file(
            "data/2023/pilots.csv",
            "企业,列名\n甲,是\n乙,是\n丙,否\n丁,否\n戊,否\n",
        )
        .file(
            "data/2023/models.csv",
            "单位,级别\n东厂,市\n西厂,市\n南厂,省\n",
        )
        .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

#[test]
fn a_list_that_is_whole_has_no_others() {
    for sentence in [
        "签约{{ 银行名单 | join(\"、\") }}等多家银行。",
        "签约{{ 银行名单 | join(\"、\") }}等几家银行。",
        "签约{% for name in 银行名单 %}{% if not loop.first %}、{% endif %}{{ name }}{% endfor %}等多家银行。",
        "签约{{ 银行名单 | join(\"、\") }}等{{ 律所 }}银行。",
        "命名{{ 市级名单 | join(\"、\") }}等多家单位。",
    ] {
        project(sentence).run("check").exits(1).prints("N312");
    }
}

#[test]
fn a_list_of_some_may_go_on() {
    for sentence in [
        "签约{{ 银行名单 | join(\"、\") }}等银行。",
        "签约{{ 银行名单[:2] | join(\"、\") }}等多家银行。",
        "培育{{ 列名企业 | join(\"、\") }}等多家企业。",
        "培育{{ 列名企业 | join(\"、\") }}等{{ 试点企业 }}企业。",
        "命名{{ 市级名单 | join(\"、\") }}等{{ 律所 }}单位。",
    ] {
        project(sentence).run("check").exits(0);
    }
}
