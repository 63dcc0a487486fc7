//! Ways to get a typed number past the closed world, as somebody would who wants to.

use crate::support::Project;

/// Sentences of which each holds a number that no figure has computed.
const WAYS: &[&str] = &[
    "表彰职工<b>37</b>名。",
    "表彰&#51;&#55;名职工。",
    "表彰&#x33;&#x37;名职工。",
    "表彰&nbsp;37&nbsp;名。",
    "表彰&frac12;名。",
    "表彰3\u{200d}7名职工。",
    "表彰3\u{200b}7名职工。",
    "表彰3\u{2060}7名职工。",
    "表彰3\u{feff}7名职工。",
    "发放3\u{a0}500元。",
    "发放3\u{2009}500元。",
    "发放3 500元。",
    "发放3,500元。",
    "发放3，500元。",
    "表彰³⁷名职工。",
    "表彰₃₇名职工。",
    "表彰⑫名职工。",
    "表彰⑶名职工。",
    "表彰➌名职工。",
    "表彰㊲名职工。",
    "表彰㈦名职工。",
    "表彰Ⅻ名职工。",
    "表彰XII名职工。",
    "表彰XXXIV名职工。",
    "表彰٣٧名职工。",
    "表彰3\u{fe0f}\u{20e3}7\u{fe0f}\u{20e3}名职工。",
    "表彰三七名职工。",
    "表彰二〇二〇名职工。",
    "表彰廿七名职工。",
    "表彰卅名职工。",
    "表彰卌名职工。",
    "表彰叁拾柒名职工。",
    "补助壹万贰仟元。",
    "补助一万二。",
    "补助三千五。",
    "表彰 三 十 七 名职工。",
    "建档率½。",
    "占全部职工的三分之二。",
    "占职工的¾。",
    "占职工三成。",
    "死亡率3‰。",
    "提高六点五个百分点。",
    "会员翻两番。",
    "一半职工入会。",
    "发放3.5e3元。",
    "发放3k元。",
    "发放1.2w元。",
    "发放RMB3500。",
    "发放￥3500。",
    "职工37，会员35。",
    "比例为37∶35。",
    "补助10³元。",
    "气温-5℃。",
    "表彰3**7**名职工。",
    "表彰***37***名职工。",
    "表彰3{{ \"\" }}7名职工。",
    "表彰3<!-- x -->7名职工。",
    "表彰\\37名职工。",
    "“37”名职工受表彰。",
    "“表彰37名职工”写进了总结。",
    "表彰37余名职工。",
    "表彰三四十名职工。",
    "两批四十名职工受表彰。",
    "百余名职工受表彰。",
    "{% set n = \"37名\" %}表彰{{ n }}职工。",
    "{% set n = 37 %}表彰{{ n }}名职工。",
    "表彰{{ 30 + 7 }}名职工。",
    "表彰{{ \"3\" ~ \"7\" }}名职工。",
    "表彰{{ \"三X\" | replace(\"X\", \"十七\") }}名职工。",
    "表彰{{ [\"三\", \"十\", \"七\"] | join }}名职工。",
    "表彰{{ \"七十三\" | reverse }}名职工。",
    "表彰{{ \"37名\"[0:2] }}名职工。",
    "表彰{{ [1, 2, 3] | length }}名职工。",
    "表彰{{ range(38) | last }}名职工。",
    "{% for x in [1, 2] %}表彰{{ loop.index }}名职工；{% endfor %}",
    "{% macro m() %}37名{% endmacro %}表彰{{ m() }}职工。",
    "表彰{{ {\"a\": 37}.a }}名职工。",
    "表彰{{ 发展会员.值 + 1 }}名职工。",
    "表彰{{ year - 1983 }}名职工。",
    "表彰{{ \"abc\" | length }}名职工。",
    "表彰模范夫妻一对。",
    "促成一对新人。",
    "接待数以百计的职工。",
    "补助佰元。",
    "补助仟元。",
    "奖励拾元。",
    "购置电脑37×2。",
    "师生比为1:18。",
    "新建Ⅲ家。",
    "在江南、华夏、光大四个社区建站。",
    "办好三件实事。",
    "新建万亩茶园。",
    "“提出建议40条”写进了总结。",
    "新增社区5、街道4。",
    "交出两份材料。",
    "表彰5·12名职工。",
    "目前300名职工入会。",
    "举办两期培训班。",
    "分别接警110、119、120起。",
    "全年召开一次大会。",
    "收到锦旗两面。",
    "购牛两头。",
    "购置机床九台。",
    "晴天多了九天。",
    "培训四周。",
    "百户一千人受益。",
    "走访3县道路。",
    "争取2000万元以上项目资金。",
    "盖楼六层。",
    "奖励三组、五名。",
    "完成税收的1.5倍。",
    "扣掉三分。",
    "清理积案“七十二”件。",
    "三批次七车物资运抵。",
    "成果一项获二等奖。",
    "举办六届共二十四天。",
    "表彰ⅠⅡ名职工。",
    "表彰㊀㊁名职工。",
    "表彰MMXX名职工。",
    "获得xii项荣誉。",
    "表彰thirty-seven名职工。",
    "表彰 twelve 名职工。",
    "表彰\u{1f51f}名职工。",
    "表彰\u{2f17}名职工。",
    "表彰\u{f9d1}名职工。",
    "表彰皕名职工。",
    "表彰弎名职工。",
    "表彰《37》名职工。",
    "表彰《三十七名》职工。",
    "补助500USD。",
    "百万资金到账。",
    "千万投资落地。",
    "价格打对折。",
    "男女各半。",
    "来了十好几人。",
    "会议开了一个半小时。",
    "{{ 新增基层工会 }}，一个半小时。",
    "表彰{{ rows(\"facts\") | length }}名职工。",
    "{% for r in rows(\"facts\") %}{{ loop.revindex }}名职工；{% endfor %}",
    "{{ chart(\"bar\", [新增基层工会, 发展会员], title=\"表彰三十七名\") }}",
    "3{{ 新增基层工会 }}",
    "{{ 发展会员 }}5",
];

fn project(sentence: &str) -> Project {
    Project::of_facts(&[("新增基层工会", "30", "家"), ("发展会员", "5231", "人")])
        .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

#[test]
fn no_way_of_typing_a_number_passes() {
    let mut passed = Vec::new();
    for way in WAYS {
        let outcome = project(way).run("check --message-format json");
        let told = outcome.messages();
        if !told.iter().any(|message| message["code"] == "N101") {
            passed.push((way, told));
        }
    }
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn what_would_lose_words_or_figures_is_refused_too() {
    for (way, code) in [
        ("先进[^9]。\n\n[^9]: 其中37名。", "T108"),
        ("<!-- 注 -->表彰<span>37</span>名。", "T104"),
        ("先进[名单](https://example.org \"共37名\")。", "T108"),
    ] {
        let told = project(way).run("check --message-format json").messages();
        assert!(
            told.iter().any(|message| message["code"] == code),
            "{way} {told:?}"
        );
    }
    // A comment on a line of its own is nobody's words.
    project("<!-- 注 -->\n\n新建{{ 新增基层工会 }}。")
        .run("check")
        .exits(0);
    // What looks like the ways above and says no number.
    for words in [
        "见[名单](https://example.org)。",
        "《八佰》和《第二十条》名不虚传。",
        "VI个性鲜明，CD盒、VIP名额和MC人选都已落实。",
        "百万职工心向党。",
        "Ⅲ类区域和Ⅳ级响应。",
        "the one and only 名家讲坛。",
    ] {
        project(words).run("check").exits(0);
    }
    // A filter over a figure changes nothing of what is printed.
    let project = project("新建{{ 新增基层工会 | replace(\"30\", \"37\") }}。");
    project.run("build --format md").exits(0);
    assert!(project.read("out/2023/report.md").contains("新建30家"));
}
