//! Each wording against a fact: hedges, changes, firsts.

use report::audit::{Auditor, Basis};
use report::compile;

use super::{House, read};

/// A project with one figure, 指标甲, of this year and perhaps the last.
pub(super) fn small(unit: &str, value: &str, last: Option<&str>) -> (tempfile::TempDir, House) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("data/report.toml", "organisation = \"某市总工会\"\n");
    let fields = "[facts]\ntitle = \"事实台账\"\nfields = [ { name = \"数\", type = \"number\", places = 4 }, { name = \"底\", type = \"number\", places = 4 } ]\n";
    write("data/ledgers.toml", fields);
    let figure = |name: &str, of: &str, unit: &str| {
        format!(
            "[[figure]]\nname = \"{name}\"\nlabel = \"{name}\"\nledger = \"facts\"\nsum = \"{of}\"\nunit = \"{unit}\"\n"
        )
    };
    let figures = if unit == "%" {
        format!(
            "{}{}[[figure]]\nname = \"建档率\"\nlabel = \"困难职工建档率\"\nratio = [\"分子\", \"分母\"]\nunit = \"%\"\n",
            figure("分子", "数", "人"),
            figure("分母", "底", "人")
        )
    } else {
        figure("志愿服务队员", "数", unit)
    };
    write("data/figures.toml", &figures);
    write("data/2020/facts.csv", &row(value));
    if let Some(last) = last {
        write("data/2019/facts.csv", &row(last));
    }
    let house = House::open(folder.path(), 2020);
    (folder, house)
}

/// A ledger of one row; a value without a base of its own has 1.
fn row(value: &str) -> String {
    let base = if value.contains(',') { "" } else { ",1" };
    format!("数,底\n{value}{base}\n")
}

/// How grave the worst finding about a text is.
pub(super) fn worst(house: &House, text: &str) -> &'static str {
    let manuscript = read(text);
    let last = house.project.years.contains(&2019).then(|| {
        let (declarations, _) = compile::declarations(&house.project).expect("declarations");
        compile::year(&house.project, &declarations, 2019)
            .expect("2019")
            .0
            .figures
    });
    let basis = Basis {
        figures: &house.year.figures,
        last_year: last.as_ref(),
        ledgers: &house.year.ledgers,
        quotes: &[],
        as_of: None,
        year: 2020,
        rounding: house.project.settings.rounding,
        level_tolerance: &house.project.settings.level_tolerance,
        organisation: &house.project.settings.organisation,
    };
    let audit = Auditor::new(basis).audit(&manuscript);
    let said = audit.diagnostics(&manuscript);
    let worst = said.iter().map(|found| found.severity).min();
    worst.map_or("ok", report::diagnostic::Severity::as_str)
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn every_hedge_is_judged_against_its_fact() {
    // Words that name the figure, the wording, its value, last year's; what is said of it.
    let facts = [
        ("人", "志愿服务队员近6300人。", "6280", None, "ok"),
        ("人", "志愿服务队员近6300人。", "6345", None, "error"),
        ("家", "志愿服务队员200多家。", "216", None, "ok"),
        ("家", "志愿服务队员200多家。", "200", None, "error"),
        ("家", "志愿服务队员260多家。", "270", None, "error"),
        ("元", "志愿服务队员36万余元。", "360000", None, "error"),
        ("元", "志愿服务队员36万余元。", "369999.99", None, "ok"),
        ("张", "志愿服务队员约7.4万张。", "74449", None, "ok"),
        ("张", "志愿服务队员约7.4万张。", "74000", None, "warning"),
        ("张", "志愿服务队员约7.4万张。", "74501", None, "error"),
        ("%", "困难职工建档率达80%以上。", "0.8", None, "ok"),
        ("%", "困难职工建档率达80%以上。", "0.79", None, "error"),
        ("人次", "志愿服务队员超600人次。", "600", None, "error"),
        ("人", "志愿服务队员40人以内。", "40", None, "ok"),
        ("人次", "志愿服务队员600人次。", "598", None, "error"),
        ("条", "志愿服务队员2.4万条。", "23960", None, "warning"),
        (
            "人",
            "志愿服务队员400人，增长3倍。",
            "400",
            Some("100"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员400人，比上年增长3倍。",
            "400",
            Some("200"),
            "error",
        ),
        (
            "人",
            "志愿服务队员400人，比上年翻一番。",
            "400",
            Some("200"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员400人，比上年翻两番。",
            "400",
            Some("100"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员5人，比上年增长50%。",
            "5",
            Some("0"),
            "error",
        ),
        (
            "人",
            "志愿服务队员5人，比上年增加5人。",
            "5",
            Some("0"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员450人，比上年增长12.5%。",
            "450",
            Some("400"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员450人，比上年下降12.5%。",
            "450",
            Some("400"),
            "error",
        ),
        (
            "人",
            "志愿服务队员100人，与上年持平。",
            "100",
            Some("100"),
            "ok",
        ),
        (
            "人",
            "志愿服务队员100人，与上年持平。",
            "100",
            Some("99"),
            "error",
        ),
        (
            "%",
            "困难职工建档率90%，比上年提高5个百分点。",
            "0.9",
            Some("0.85"),
            "ok",
        ),
        (
            "%",
            "困难职工建档率90%，比上年提高6个百分点。",
            "0.9",
            Some("0.85"),
            "error",
        ),
    ];
    let mut wrong = Vec::new();
    for (unit, text, value, last, expected) in facts {
        let (_folder, house) = small(unit, value, last);
        let said = worst(&house, text);
        if said != expected {
            wrong.push(format!("{text} {value} {last:?}: {said}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// 签约单位 are four companies by name; 入会率 is 90%; there are nine 分会.
pub(super) fn companies(organisation: &str) -> (tempfile::TempDir, House) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let settings = format!("organisation = \"{organisation}\"\n");
    write("data/report.toml", &settings);
    let ledgers = "[signed]\ntitle = \"签约台账\"\nfields = [ { name = \"企业\", type = \"string\" }, { name = \"职工\", type = \"integer\" }, { name = \"会员\", type = \"integer\" } ]\n\
        [branches]\ntitle = \"分会名册\"\nopened = \"成立\"\nfields = [ { name = \"分会\", type = \"string\" }, { name = \"成立\", type = \"date\" } ]\n";
    write("data/ledgers.toml", ledgers);
    let figures = "[[figure]]\nname = \"签约企业\"\nlabel = \"签约企业\"\nledger = \"signed\"\ncount = true\nunit = \"家\"\n\
        [[figure]]\nname = \"职工\"\nlabel = \"职工\"\nledger = \"signed\"\nsum = \"职工\"\nunit = \"人\"\n\
        [[figure]]\nname = \"会员\"\nlabel = \"会员\"\nledger = \"signed\"\nsum = \"会员\"\nunit = \"人\"\n\
        [[figure]]\nname = \"职工入会率\"\nlabel = \"职工入会率\"\nratio = [\"会员\", \"职工\"]\nunit = \"%\"\n\
        [[figure]]\nname = \"分会数\"\nlabel = \"年末分会数\"\nledger = \"branches\"\ncount = true\nperiod = \"year-end\"\nunit = \"个\"\n";
    write("data/figures.toml", figures);
    let rows =
        "企业,职工,会员\n红梅纺织,100,90\n白塔机械,100,90\n青山食品,100,90\n金沙物流,100,90\n";
    write("data/2020/signed.csv", rows);
    let branches: Vec<String> = (1..10)
        .map(|day| format!("第{day}分会,2015-03-0{day}\n"))
        .collect();
    write(
        "data/branches.csv",
        &format!("分会,成立\n{}", branches.concat()),
    );
    let house = House::open(folder.path(), 2020);
    (folder, house)
}

#[test]
fn several_after_names_are_more_than_the_names() {
    let (_folder, house) = companies("东港市总工会");
    for (text, expected) in [
        ("签约企业有红梅纺织、白塔机械等多家企业。", "ok"),
        (
            "签约企业有红梅纺织、白塔机械、青山食品、金沙物流等多家企业。",
            "error",
        ),
        (
            "签约企业有红梅纺织、白塔机械、青山食品和金沙物流等多家企业。",
            "error",
        ),
        // A name that no row holds: the figure tells nothing.
        (
            "签约企业有红梅纺织、白塔机械、青山食品、金沙物流、黑石矿业等多家企业。",
            "ok",
        ),
        (
            "去年签约企业有红梅纺织、白塔机械、青山食品、金沙物流等多家企业。",
            "ok",
        ),
    ] {
        assert_eq!(worst(&house, text), expected, "{text}");
    }
}
