//! What a figure prints: the table of filters, row by row, and every hedge at its boundaries.

use crate::support::Project;

/// A value as a ledger has it (`this/last` for two years), its unit, how a template calls it, and
/// what stands in the report.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[track_caller]
fn all_print(cases: &[Case]) {
    let name = |index: usize| {
        let letters = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
        format!("数{}{}", letters[index / 10], letters[index % 10])
    };
    let names: Vec<String> = (0..cases.len()).map(name).collect();
    let facts: Vec<(&str, &str, &str)> = names
        .iter()
        .zip(cases)
        .map(|(name, (value, unit, _, _))| (name.as_str(), *value, *unit))
        .collect();
    let paragraphs = names
        .iter()
        .zip(cases)
        .map(|(name, (_, _, call, _))| format!("{{{{ {} }}}}\n\n", call.replace('f', name)));
    let template = format!("# {{{{ title }}}}\n\n{}", paragraphs.collect::<String>());
    let project = Project::of_facts(&facts).template(&template).built();
    let markdown = project.read("out/2023/report.md");
    let body = markdown.split("\n\n").skip(2);
    let printed: Vec<&str> = body.take(cases.len()).map(str::trim).collect();
    let wrong: Vec<String> = cases
        .iter()
        .zip(printed)
        .filter(|((_, _, _, wanted), printed)| wanted != printed)
        .map(|((value, unit, call, wanted), printed)| {
            format!("{value}{unit} {{{{ {call} }}}}: {printed}, not {wanted}")
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_figure_prints_exactly_in_the_largest_unit_that_holds_it() {
    all_print(&[
        ("2100000", "元", "f", "210万元"),
        ("9999", "元", "f", "9999元"),
        ("10000", "元", "f", "1万元"),
        ("13000", "条", "f", "1.3万条"),
        ("118200", "张", "f", "11.82万张"),
        ("118234", "张", "f", "118234张"),
        ("226842.17", "元", "f", "226842.17元"),
        ("99990000", "元", "f", "9999万元"),
        ("100000000", "元", "f", "1亿元"),
        ("123000000", "元", "f", "1.23亿元"),
        ("123400000", "元", "f", "123400000元"),
        ("0", "家", "f", "0家"),
        ("0.50", "元", "f", "0.5元"),
        ("-2100000", "元", "f", "-210万元"),
    ]);
}

#[test]
fn rounding_in_the_open_is_half_up_from_the_raw_value() {
    all_print(&[
        ("226842.17", "元", "f | 万(2)", "22.68万元"),
        ("226850", "元", "f | 万(2)", "22.69万元"),
        ("226849.99", "元", "f | 万(2)", "22.68万元"),
        ("2100000", "元", "f | 万(2)", "210.00万元"),
        ("5000", "元", "f | 万(0)", "1万元"),
        ("1254999999", "元", "f | 亿(2)", "12.55亿元"),
        ("1254999999", "元", "f | 亿(1)", "12.5亿元"),
        ("-226850", "元", "f | 万(2)", "-22.69万元"),
    ]);
}

#[test]
fn a_hedge_prints_in_its_place() {
    all_print(&[
        ("453286.74", "元", "f | 余(2)", "45万余元"),
        ("118236", "张", "f | 约(3)", "约11.8万张"),
        ("5187", "人", "f | 近(2)", "近5200人"),
        ("317", "家", "f | 多(1)", "300多家"),
        ("503", "人次", "f | 超(1)", "超500人次"),
        ("2568", "份", "f | 余(2)", "2500余份"),
        ("118236", "张", "f | 多(2)", "11万多张"),
        ("3", "家", "f | 汉字", "三家"),
        ("2", "家", "f | 汉字", "两家"),
        ("11", "", "f | 汉字", "十一"),
    ]);
}

#[test]
fn a_hedge_is_never_false_and_never_needless() {
    all_print(&[
        // 近 takes the smallest number above, never one below.
        ("5231", "人", "f | 近(2)", "近5300人"),
        ("5199", "人", "f | 近(2)", "近5200人"),
        ("5200", "人", "f | 近(2)", "5200人"),
        ("5201", "人", "f | 近(2)", "近5300人"),
        // 约 rounds half up, and takes more digits where that would stray too far.
        ("1400", "人", "f | 约(1)", "1400人"),
        ("1449", "人", "f | 约(1)", "约1400人"),
        ("1450", "人", "f | 约(1)", "约1500人"),
        ("1051", "人", "f | 约(1)", "约1100人"),
        ("1049", "人", "f | 约(1)", "约1000人"),
        ("118500", "张", "f | 约(3)", "约11.9万张"),
        ("118499", "张", "f | 约(3)", "约11.8万张"),
        ("118000", "张", "f | 约(3)", "11.8万张"),
        // 余 and 多 cut down; what is exact stays bare.
        ("450000", "元", "f | 余(2)", "45万元"),
        ("450000.01", "元", "f | 余(2)", "45万余元"),
        ("459999.99", "元", "f | 余(2)", "45万余元"),
        ("453210", "元", "f | 余(1)", "40余万元"),
        ("300", "家", "f | 多(1)", "300家"),
        ("301", "家", "f | 多(1)", "300多家"),
        ("399", "家", "f | 多(1)", "300多家"),
        // 以上 holds the number itself; 超 does not.
        ("500", "人次", "f | 以上(1)", "500人次以上"),
        ("500", "人次", "f | 超(1)", "500人次"),
        ("501", "人次", "f | 超(1)", "超500人次"),
        // Nothing to hedge.
        ("0", "家", "f | 约(1)", "0家"),
        ("9", "家", "f | 近(1)", "9家"),
    ]);
}

#[test]
fn change_is_told_by_its_word() {
    all_print(&[
        ("9/8", "家", "f | 比上年", "比上年增长12.5%"),
        ("7/8", "家", "f | 比上年", "比上年下降12.5%"),
        ("8/8", "家", "f | 比上年", "与上年持平"),
        ("9/0", "家", "f | 比上年", "比上年增加9家"),
        ("0/0", "家", "f | 比上年", "与上年持平"),
        ("5/-4", "万元", "f | 比上年", "比上年增加9万元"),
        ("0/8", "家", "f | 比上年", "比上年下降100.0%"),
        ("13/8", "家", "f | 增减", "增加5家"),
        ("3/8", "家", "f | 增减", "减少5家"),
        ("8/8", "家", "f | 增减", "持平"),
        ("13/8", "家", "f.上年", "8家"),
        ("2100000/1500000", "元", "f.上年", "150万元"),
        ("2100000/1500000", "元", "f | 增减", "增加60万元"),
        ("5200/5187", "人", "f.上年 | 近(2)", "近5200人"),
    ]);
}

#[test]
fn ratios_round_once_and_differ_by_points() {
    let ratio = |name: &str, places: &str| {
        format!(
            "[[figure]]\nname = \"{name}\"\nratio = [\"建家\", \"建会\"]\nunit = \"%\"\n{places}\n"
        )
    };
    let project = Project::of_facts(&[("建家", "299/290", "家"), ("建会", "326/334", "家")])
        .figures(&ratio("创建率", ""))
        .figures(&ratio("粗创建率", "places = 0"))
        .figures(&ratio("细创建率", "places = 3"))
        .template(
            "# {{ title }}\n\n{{ 创建率 }}\n\n{{ 创建率 | 以上(1) }}\n\n{{ 创建率 | 比上年 }}\n\n\
             {{ 粗创建率 }}\n\n{{ 细创建率 }}\n\n{{ 创建率.上年 }}\n",
        )
        .built();
    let printed = &project.lines()[2..8];
    let wanted = [
        "91.7%",
        "90%以上",
        "比上年提高4.9个百分点",
        "92%",
        "91.718%",
        "86.8%",
    ];
    assert_eq!(printed, wanted);
}

#[test]
fn the_appendix_shows_changes_with_their_sign_and_of_ratios_in_points() {
    let facts = [
        ("建家", "299/290", "家"),
        ("建会", "326/334", "家"),
        ("支出", "2100000/1500000", "元"),
        ("场地", "5/5", "处"),
    ];
    let project = Project::of_facts(&facts)
        .figures("[[figure]]\nname = \"创建率\"\nratio = [\"建家\", \"建会\"]\nunit = \"%\"\n")
        .template(
            "# {{ title }}\n\n{{ 创建率 | 比上年 }}；{{ 建会 | 比上年 }}；{{ 支出 | 比上年 }}；{{ 场地 | 比上年 }}。\n",
        )
        .built();
    let report = project.read("out/2023/report.md");
    for row in [
        "| 创建率.比上年 | +4.9个百分点 |",
        "| 建会.比上年 | −8家 |",
        "| 支出.比上年 | +60万元 |",
        "| 场地.比上年 | 0处 |",
    ] {
        assert!(report.contains(row), "no {row} in\n{report}");
    }
    let page = project.read("out/2023/report.html");
    assert!(
        page.contains("data-figure=\"创建率.比上年\" value=\"4.9\""),
        "{page}"
    );
}

#[test]
fn a_half_goes_up_unless_the_project_wants_it_even() {
    let eighth = "[[figure]]\nname = \"比重\"\nratio = [\"部分\", \"全部\"]\nunit = \"%\"\n";
    let project = |rounding: &str| {
        Project::of_facts(&[("部分", "1", "家"), ("全部", "8", "家")])
            .figures(&format!("{eighth}places = 0\n"))
            .file(
                "data/report.toml",
                &format!("organisation = \"某某区总工会\"\noutputs = [\"md\"]\n{rounding}"),
            )
            .template("# {{ title }}\n\n{{ 比重 }}\n")
            .built()
    };
    assert_eq!(project("").lines()[2], "13%");
    assert_eq!(project("rounding = \"half-even\"\n").lines()[2], "12%");
}

#[test]
fn without_last_year_the_report_says_so_and_warns() {
    let project = Project::of_facts(&[("建家", "299", "家")])
        .template("# {{ title }}\n\n{{ 建家 | 比上年 }}\n\n{{ 建家 | 增减 }}\n");
    project.run("build").exits(0).says("T301");
    assert_eq!(&project.lines()[2..4], ["上年无数据", "上年无数据"]);
}

#[test]
fn a_change_within_the_tolerance_may_be_called_level() {
    let project = Project::of_facts(&[("建家", "101/100", "家")])
        .file(
            "data/report.toml",
            "organisation = \"某某区总工会\"\noutputs = [\"md\"]\n[change]\ntolerance = \"1%\"\n",
        )
        .template("# {{ title }}\n\n{{ 建家 | 比上年 }}\n")
        .built();
    assert_eq!(project.lines()[2], "与上年持平");
}

#[test]
fn a_tolerance_between_ratios_is_points_and_a_change_is_rounded_as_the_project_wants() {
    let project = |settings: &str| {
        let facts = [
            ("合格", "905/900", "家"),
            ("全部", "1000/1000", "家"),
            ("户", "2025/2000", "户"),
        ];
        Project::of_facts(&facts)
            .figures("[[figure]]\nname = \"率\"\nratio = [\"合格\", \"全部\"]\nplaces = 1\n")
            .file(
                "data/report.toml",
                &format!("organisation = \"某某区总工会\"\noutputs = [\"md\"]\n{settings}"),
            )
            .template(
                "# {{ title }}\n\n{{ 率 | 比上年 }}\n\n{{ 户 | 比上年 }}\n\n{{ 率 | 增减 }}\n",
            )
            .built()
            .lines()[2..5]
            .to_vec()
    };
    assert_eq!(
        project(""),
        ["比上年提高0.5个百分点", "比上年增长1.3%", "提高0.5个百分点"]
    );
    assert_eq!(
        project("rounding = \"half-even\"\n[change]\ntolerance = \"0.5%\"\n"),
        ["与上年持平", "比上年增长1.2%", "提高0.5个百分点"]
    );
}

#[test]
fn lists_conditions_and_rows_print_as_data() {
    let ledgers = "[awards]\ndate = \"日期\"\nfields = [\n\
        { name = \"日期\", type = \"date\" },\n\
        { name = \"级别\", type = \"string\", constraints = { enum = [\"省\", \"市\"] } },\n\
        { name = \"姓名\", type = \"string\" },\n\
        { name = \"奖金\", type = \"number\", unit = \"元\" },\n]\n";
    let figures = "[[figure]]\nname = \"名单\"\nledger = \"awards\"\nlist = \"姓名\"\n\
        [[figure]]\nname = \"先进\"\nledger = \"awards\"\ncount = true\nby = \"级别\"\nunit = \"名\"\n";
    let template = "# {{ title }}\n\n{{ 名单 | join(\"、\") }}等\n\n\
        {% if 先进.市.值 > 0 %}有{% else %}没有{% endif %}\n\n\
        {% if 先进.省.值 > 0 %}有{% else %}没有{% endif %}\n\n\
        | 姓名 | 奖金 | 日期 |\n|---|---:|---|\n\
        {% for row in rows(\"awards\", 级别=\"市\") %}\n| {{ row.姓名 }} | {{ row.奖金 | 万(2) }} | {{ row.日期 }} |\n{% endfor %}\n";
    let project = Project::of("某某区总工会")
        .file("data/ledgers.toml", ledgers)
        .file("data/figures.toml", figures)
        .file(
            "data/2023/awards.csv",
            "日期,级别,姓名,奖金\n2023-03-08,市,赵敏,12000\n2023-05-01,市,钱勇,500.5\n",
        )
        .template(template)
        .built();
    let printed = &project.lines()[2..];
    assert_eq!(&printed[..3], ["赵敏、钱勇等", "有", "没有"]);
    let table = printed[3..].join("\n");
    assert!(
        table.contains("| 赵敏 | 1.20万元 | 2023年3月8日 |"),
        "{table}"
    );
    assert!(
        table.contains("| 钱勇 | 0.05万元 | 2023年5月1日 |"),
        "{table}"
    );
}

#[test]
fn the_frame_is_there_by_name() {
    let project = Project::of_facts(&[("建家", "299", "家")])
        .file(
            "data/2023/year.toml",
            "title = \"年度总结\"\ndate = 2024-01-15\nas_of = 2023-12-31\n",
        )
        .template("# {{ title }}\n\n{{ organisation }}于{{ date }}报告{{ year }}年工作，截至{{ as_of }}，建家{{ 建家 }}。\n")
        .built();
    let sentence = "某某区总工会于2024年1月15日报告2023年工作，截至2023年12月31日，建家299家。";
    assert!(
        project.lines().iter().any(|line| line == sentence),
        "{:?}",
        project.lines()
    );
}

#[test]
fn a_project_without_a_template_lists_its_figures() {
    let project = Project::of_facts(&[("建家", "299", "家"), ("经费", "2100000", "元")]).built();
    let markdown = project.read("out/2023/report.md");
    assert!(markdown.contains("| 建家 | 299家 |"), "{markdown}");
    assert!(markdown.contains("| 经费 | 210万元 |"), "{markdown}");
}
