//! Numbers that are not ours to contradict: another body's, a wider region's, a part of a whole.

use super::facts::{companies, worst};

/// 职工入会率 is 90%, 签约企业 are 4, 年末分会数 is 9.
#[test]
fn another_body_s_number_contradicts_nothing() {
    for (organisation, cases) in [
        (
            "东港市总工会",
            [
                ("东港市职工入会率98%。", "error"),
                ("全市职工入会率98%。", "error"),
                ("全省职工入会率98%。", "note"),
                ("市总工会直属单位职工入会率98%。", "error"),
                ("省总工会直属单位职工入会率98%。", "note"),
            ]
            .as_slice(),
        ),
        (
            "南湖市东港区总工会",
            [
                ("职工入会率98%。", "error"),
                ("东港区职工入会率98%。", "error"),
                ("全区职工入会率98%。", "error"),
                ("目前我区职工入会率98%。", "error"),
                ("据统计，职工入会率98%。", "error"),
                ("红梅纺织职工入会率98%。", "error"),
                ("市总工会有关同志指出，我区职工入会率98%。", "error"),
                ("在市总工会指导下，职工入会率达98%。", "error"),
                ("市总工会授予我区签约企业6家。", "error"),
                ("职工入会率90%，高于兄弟单位。", "ok"),
                ("市总工会职工入会率98%。", "note"),
                ("全市职工入会率98%。", "note"),
                ("职工入会率90%，高于全市平均的88%。", "note"),
                ("职工入会率90%，比上海港的98%低。", "note"),
                ("与上海港98%的职工入会率相比，还有差距。", "note"),
                ("据市总工会通报，职工入会率98%。", "note"),
                ("上海港职工入会率98%。", "note"),
                ("而浙江省职工入会率98%。", "note"),
                ("浙江职工入会率98%。", "note"),
                ("其中西川集团职工入会率98%。", "note"),
                ("兄弟工会职工入会率98%。", "note"),
                ("年末有分会4个。", "error"),
                ("分会达到4个。", "error"),
                ("活动惠及4个分会。", "note"),
                ("培训覆盖了4个分会。", "note"),
                ("全年走访4个分会。", "note"),
            ]
            .as_slice(),
        ),
    ] {
        let (_folder, house) = companies(organisation);
        for (text, expected) in cases {
            assert_eq!(worst(&house, text), *expected, "{organisation}: {text}");
        }
    }
}
