use super::super::read;
use super::*;

fn findings(text: &str) -> Vec<Finding> {
    check(text, &read::read(text))
}

#[test]
fn each_rule_finds_its_case() {
    use Severity::{Error, Warning};
    for (text, rule, severity) in [
        ("签约近300多家。", "doubled-hedge", Error),
        ("将近400余人参加。", "doubled-hedge", Error),
        ("最多30人以下。", "doubled-hedge", Error),
        ("共300多家左右。", "doubled-hedge", Error),
        ("约50万元左右。", "doubled-hedge", Error),
        ("约400余人。", "doubled-hedge", Error),
        ("至少500人以上。", "doubled-hedge", Error),
        ("超过500人以上。", "doubled-hedge", Error),
        ("近半年左右。", "doubled-hedge", Error),
        ("约三四十人到场。", "hedged-approximation", Warning),
        ("走访三、四十人。", "pause-in-approximation", Error),
        ("走访三、四家。", "pause-in-approximation", Error),
        ("共20几人。", "hanzi-approximation", Error),
        ("共3千余人。", "mixed-scale", Error),
        ("补助5-10万元。", "range-unit", Error),
        ("增长15-20%。", "range-unit", Error),
        ("占比.5%。", "leading-point", Error),
        ("慰问１２０名。", "full-width-digits", Error),
        ("慰问𝟏𝟐𝟎名。", "full-width-digits", Error),
        ("慰问¹²⁰名。", "full-width-digits", Error),
        ("20年工作总结", "short-year", Warning),
        ("19年年底建成。", "short-year", Warning),
        ("二零二零年全年", "hanzi-zero", Warning),
        ("会员下降-3.2%。", "signed-change", Error),
        ("收入增长-3%。", "signed-change", Error),
        ("能耗降低2倍。", "fall-by-multiple", Error),
        ("会员由100人增至300人，翻一番。", "reckoned", Error),
        ("会员由100人增至200人，翻了两番。", "reckoned", Error),
        ("会员由100人增加到300人，增长3倍。", "reckoned", Error),
        ("会员由100人增加到300人，增加到2倍。", "reckoned", Error),
        (
            "会员由100人增加到300人，比上年增长150%。",
            "reckoned",
            Error,
        ),
        ("会员由8130人增加到8642人，增加502人。", "reckoned", Error),
        ("会员由300人减少到100人，下降200%。", "reckoned", Error),
        ("会员由100人增加到300人，减少200人。", "reckoned", Error),
        ("经费由12.5万元增加到15.0万元，增长23%。", "reckoned", Error),
        ("入会率由85%提高到90%，提高7个百分点。", "reckoned", Error),
        ("入会率由85%提高到90%，提高5%。", "percentage-points", Error),
        ("截止目前已建会。", "until-now", Error),
        ("截止8月，完成投资。", "until-now", Error),
        ("联系人13812345678。", "private-number", Warning),
    ] {
        let found = findings(text);
        let rules: Vec<_> = found
            .iter()
            .map(|finding| (finding.rule, finding.severity))
            .collect();
        assert_eq!(rules, [(rule, severity)], "{text}");
        assert!(
            found
                .iter()
                .all(|finding| !finding.help.is_empty() && !finding.message.is_empty())
        );
    }
}

#[test]
fn good_wordings_pass() {
    for text in [
        "发展会员近5200人，发放45万余元，签约300多家，达90%以上，超500人次，30人以内。",
        "共3万余人，三千余人，3000余人，1,200.00元，13 740元。",
        "补助5万～10万元，增长15%～20%，评出一、二等奖，三、四季度。",
        "入会率由85%提高到90%，提高5个百分点；由80%提高到90%，提高12.5%。",
        "拉动下降0.5个百分点，下降3.2%，增长2倍，翻一番。",
        "会员由100人增至200人，翻一番；驿站由25个增加到100个，实现翻两番。",
        "会员由100人增加到300人，增长2倍；由100人增加到300人，增加到3倍；由100人增至300人，增长200%。",
        "会员由8130人增加到8642人，增加512人，增长6.3%；由300人减少到100人，下降66.7%。",
        "经费由12.5万元增加到15.0万元，增长20%；由1.1万元增加到1.2万元，增长9%；由1.1万元增至1.2万元，增长约9.1%。",
        "入会率由85%提高到90%，提高5个百分点；由84.6%提高到90%，提高5.1个百分点。",
        "会员由100人增加到300人，新增320人，其中女职工翻一番；由2家增加到3家，年均增长8%。",
        "截至目前已建会，报名截止日期为5月1日，工作20年，从事20年工作经验。",
        "二〇二〇年，一百零五人，三四十人，二十几人。",
        "减排CO₂，面积100m²。",
        "一、总体情况\n二、三项重点工作",
    ] {
        assert_eq!(findings(text), [], "{text}");
    }
}

#[test]
fn every_rule_has_a_source_and_a_code() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    names.dedup();
    assert_eq!(names.len(), RULES.len());
    assert!(
        RULES
            .iter()
            .all(|rule| rule.source.contains('：') && rule.code.id.starts_with('N'))
    );
}
