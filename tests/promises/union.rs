//! Another union's project, with its own ledgers and headings, builds with the same program.

use encoding_rs::GB18030;
use serde_json::json;

use crate::support::{Project, WITH_PDF, figure, text_of_pdf};

const REPORT: &str = r#"
organisation = "江北县教育工会"
outputs = ["md", "html", "pdf"]
layout = "gongwen"
"#;

const LEDGERS: &str = r#"
[schools]
title = "基层工会名录"
primaryKey = ["编号"]
opened = "成立时间"
closed = "撤并时间"
fields = [
  { name = "编号", type = "string", constraints = { required = true } },
  { name = "校名", type = "string", constraints = { required = true } },
  { name = "学段", type = "string", constraints = { enum = ["小学", "初中", "高中"] } },
  { name = "成立时间", type = "date" },
  { name = "撤并时间", type = "date" },
]

[events]
title = "文体活动登记"
date = "举办日期"
fields = [
  { name = "举办日期", type = "date", constraints = { required = true } },
  { name = "学校", type = "string" },
  { name = "项目", type = "string" },
  { name = "参加教职工", type = "integer", unit = "人次", constraints = { minimum = 1 } },
]
foreignKeys = [{ fields = "学校", reference = { resource = "schools", fields = "编号" } }]

[relief]
title = "帮困登记"
date = "发放日"
fields = [
  { name = "发放日", type = "date" },
  { name = "教师", type = "string" },
  { name = "帮扶款", type = "number", places = 2, unit = "元" },
]
"#;

const FIGURES: &str = r#"
[[figure]]
name = "基层工会"
ledger = "schools"
count = true
period = "year-end"
by = "学段"
unit = "个"

[[figure]]
name = "基层工会总数"
total = ["基层工会"]
unit = "个"

[[figure]]
name = "文体活动"
ledger = "events"
count = true
unit = "场"

[[figure]]
name = "参加人次"
ledger = "events"
sum = "参加教职工"

[[figure]]
name = "帮困资金"
ledger = "relief"
sum = "帮扶款"

[[figure]]
name = "帮困教师"
ledger = "relief"
distinct = "教师"
unit = "名"

[[figure]]
name = "办活动的学校"
ledger = "events"
distinct = "学校"
unit = "所"

[[figure]]
name = "活动覆盖率"
ratio = ["办活动的学校", "基层工会总数"]
"#;

const TEMPLATE: &str = "# {{ title }}\r\n\r\n## 组织建设\r\n\r\n\
全县教育系统有基层工会{{ 基层工会总数 }}，其中小学{{ 基层工会.小学 }}、初中{{ 基层工会.初中 }}、高中{{ 基层工会.高中 }}。\r\n\r\n\
## 文体活动\r\n\r\n办活动{{ 文体活动 }}，参加{{ 参加人次 | 余(2) }}，{{ 文体活动 | 比上年 }}；活动覆盖率{{ 活动覆盖率 }}。\r\n\r\n\
## 帮困\r\n\r\n帮扶{{ 帮困教师 }}教师，发放{{ 帮困资金 | 万(1) }}。\r\n";

const SCHOOLS: &str = "编号,校名,学段,成立时间,撤并时间\r\n\
X01,江北小学,小学,1990-09-01,\r\n\
X02,\"东、西\r\n联合小学\",小学,2001年9月1日,\r\n\
C01,江北中学,初中,1985.9.1,\r\n\
C02,老城中学,初中,1985-09-01,2022/7/1\r\n";

const EVENTS: &str = "\u{FEFF}举办日期,学校,项目,参加教职工\r\n\
2023/3/8,X01,健步走,１２０\r\n\
20230504,C01,合唱,\"1,300\"\r\n\
２０２３－０９－１０,C01,　乒乓球　,64人次\r\n\
合计,,,1484\r\n";

fn project() -> Project {
    Project::of("").file("data/report.toml", REPORT)
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", FIGURES)
        .file("templates/2023.md", TEMPLATE)
        .bytes("data/schools.csv", &GB18030.encode(SCHOOLS).0)
        .file("data/2023/events.csv", EVENTS)
        .bytes("data/2022/events.csv", &GB18030.encode("项目,举办日期,参加教职工,学校\n合唱,2022-05-04,900,C01\n象棋,2022-06-06,20,X01\n").0)
        .file(
            "data/2023/relief.toml",
            "[[row]]\n\"发放日\" = 2023-01-18\n\"教师\" = \"周敏\"\n\"帮扶款\" = 20000\n\n\
             [[row]]\n\"发放日\" = \"2023年12月1日\"\n\"教师\" = \"吴刚\"\n\"帮扶款\" = \"￥3,550.50\"\n\n\
             [[row]]\n\"发放日\" = 2023-12-02\n\"教师\" = \"周敏\"\n\"帮扶款\" = 1000.25\n",
        )
        .file("data/2022/relief.toml", "")
}

#[test]
fn its_figures_are_right() {
    let all = project().run("figures 2023 --format json").exits(0).json();
    let values = [
        ("基层工会总数", "3"),
        ("基层工会.小学", "2"),
        ("基层工会.初中", "1"),
        ("基层工会.高中", "0"),
        ("文体活动", "3"),
        ("参加人次", "1484"),
        ("帮困资金", "24550.75"),
        ("帮困教师", "2"),
        ("活动覆盖率", "66.7"),
    ];
    for (name, value) in values {
        assert_eq!(figure(&all, name)["value"], value, "{name}");
    }
    assert_eq!(figure(&all, "参加人次")["unit"], "人次");
    assert_eq!(figure(&all, "活动覆盖率")["fraction"], "2/3");
}

#[test]
fn its_report_says_so_in_every_format() {
    let project = project();
    project.run("build").exits(0);
    let sentences = [
        "全县教育系统有基层工会3个，其中小学2个、初中1个、高中0个。",
        "办活动3场，参加1400余人次，比上年增长50.0%；活动覆盖率66.7%。",
        "帮扶2名教师，发放2.5万元。",
    ];
    let markdown = project.read("out/2023/report.md");
    let page = project.read("out/2023/report.html");
    let data = regex::Regex::new("<[^>]*>").expect("a pattern");
    let page = data.replace_all(&page, "");
    for sentence in sentences {
        assert!(markdown.contains(sentence), "no {sentence} in\n{markdown}");
        assert!(page.contains(sentence), "no {sentence} in the page");
    }
    assert!(markdown.contains("江北县教育工会"));
    if !WITH_PDF {
        return;
    }
    let Some(text) = text_of_pdf(&project.path("out/2023/report.pdf")) else {
        return;
    };
    for sentence in sentences {
        assert!(text.contains(sentence), "no {sentence} in {text}");
    }
}

#[test]
fn its_rows_stand_where_a_spreadsheet_shows_them() {
    let trace = project()
        .run("trace 2023 基层工会.初中 --format json")
        .exits(0)
        .json();
    // The record before it holds a line break: its row is 4, its line 5.
    let row = &trace["rows"][0];
    assert_eq!(
        json!([row["file"], row["line"], row["row"]]),
        json!(["data/schools.csv", 5, 4])
    );
}

#[test]
fn its_encodings_are_named_and_no_row_is_lost() {
    let outcome = project().run("check 2023 --message-format json").exits(0);
    let messages = outcome.messages();
    let notes: Vec<_> = messages
        .iter()
        .filter(|message| message["code"] == "L110")
        .map(|message| &message["file"])
        .collect();
    assert_eq!(notes, ["data/schools.csv"]);
}
