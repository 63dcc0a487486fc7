//! A word put for another in the name of what is counted: the number is no longer proved. And the same said in
//! other words: it still is.

use report::audit::Status;

use super::{House, status};

/// What is said of the year, and the same of something else.
const RENAMED: [(&str, &str, &str, &str); 22] = [
    ("环卫职工休息点有24个。", "环卫职工", "快递员", "24个"),
    (
        "工会卡累计发行约11.8万张。",
        "工会卡",
        "公交卡",
        "约11.8万张",
    ),
    ("组织法律宣传和培训21场次。", "法律", "消防", "21场次"),
    ("另有发明专利1个。", "发明", "实用新型", "1个"),
    (
        "工会干部业务培训全年共500人次参加。",
        "工会",
        "企业",
        "500人次",
    ),
    (
        "人民法院以及2家律师事务所都联合设立了援助站。",
        "律师",
        "会计师",
        "2家",
    ),
    (
        "年内有5个基层工会的主席接受了离任审计。",
        "工会",
        "企业",
        "5个",
    ),
    (
        "另有6名优秀工会干部经推选到全总劳动关系学院学习。",
        "工会",
        "共青团",
        "6名",
    ),
    ("爱心母婴室7家。", "母婴", "理发", "7家"),
    ("走访慰问劳模338名。", "劳模", "军属", "338名"),
    ("送上劳模慰问金105万元。", "劳模慰问", "彩票", "105万元"),
    ("安排2批40名劳模外出疗休养。", "劳模", "游客", "40名"),
    ("申报备案创新项目16个。", "创新", "招商", "16个"),
    ("签约工会卡特约商户300多家。", "工会卡", "医保", "300多家"),
    (
        "掌握了130多家小微企业的情况。",
        "小微企业",
        "幼儿园",
        "130多家",
    ),
    ("建成区域职工活动中心5家。", "职工", "老年", "5家"),
    ("新建基层工会30家。", "基层工会", "农村书屋", "30家"),
    ("新增基层工会30家。", "新增", "撤销", "30家"),
    ("“信赖职工之家”有43家。", "信赖职工", "文明居民", "43家"),
    ("使196名职工解困脱困。", "解困脱困", "骗取保险", "196名"),
    ("推出特惠活动10场。", "特惠", "文艺", "10场"),
    ("重大技改项目24个。", "技改", "拆迁", "24个"),
];

#[test]
fn a_number_whose_subject_is_renamed_is_no_longer_proved() {
    let house = House::ours();
    let auditor = house.auditor();
    for (text, own, other, words) in RENAMED {
        assert_eq!(status(&auditor, text, words), Status::Proved, "{text}");
        let renamed = text.replacen(own, other, 1);
        assert_ne!(renamed, text);
        let found = status(&auditor, &renamed, words);
        assert!(
            matches!(found, Status::Unknown | Status::Contradicted),
            "{found:?}: {renamed}"
        );
    }
}

#[test]
fn other_words_for_the_same_leave_it_proved() {
    let house = House::ours();
    let auditor = house.auditor();
    for (text, words) in [
        ("全区已建成环卫工人休息点24个。", "24个"),
        ("我会为户外劳动的环卫职工建起休息点24个。", "24个"),
        ("全区环卫职工休息点共24个。", "24个"),
        ("累计办理工会卡约11.8万张。", "约11.8万张"),
        ("基层工会积极组织法律宣传和培训21场次。", "21场次"),
        ("全年组织干部业务培训500人次。", "500人次"),
        ("组织500人次工会干部进行业务培训。", "500人次"),
        ("持卡消费累计补贴约50万元。", "约50万元"),
        ("年内新增基层工会30家。", "30家"),
        ("全年共走访慰问各级劳模338名。", "338名"),
        ("我区爱心母婴室达到7家。", "7家"),
        ("本年新建基层工会30家。", "30家"),
        ("评选产生区文明职工50名。", "50名"),
        ("已对289家创业企业发放贷款3250万元。", "289家"),
    ] {
        assert_eq!(status(&auditor, text, words), Status::Proved, "{text}");
    }
}
