//! Two reports to render: one as a union would write it, one that tries to break out.

use std::sync::Arc;

use report::document::{
    Align, Block, Chart, ChartKind, Document, Inline, Picture, Place, Point, Rows, Source,
    SourceRow,
};

/// Text that is markup somewhere.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "\" onmouseover=\"alert(3)",
    "' autofocus onfocus='alert(4)",
    "{{ organisation }}{% for x in y %}{# no #}",
    "]]><!-- --><![CDATA[",
    "&lt;b&gt; &amp; &#60;",
    "**粗** _斜_ `码` ~~删~~ $x$",
    "[链](https://example.com) ![图](x.png) https://example.com www.example.com",
    "| 表 | 格 |",
    "\\| \\\\ \\*",
    "# 标题",
    "1. 列表",
    "- 列表",
    "> 引用",
    "</style><style>*{display:none}",
    "</textarea></title></dialog>",
    "#let x = 1; @cite $ ^ _",
];

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\xa6\x1b}\xca\0\0\0\0IEND\xaeB`\x82";

pub fn text(text: &str) -> Inline {
    Inline::Text { text: text.into() }
}

pub fn cell(text: &str) -> Inline {
    Inline::Cell { text: text.into() }
}

fn figure(source: usize, text: &str) -> Inline {
    let text = text.into();
    Inline::Figure { source, text }
}

fn strong(words: &str) -> Inline {
    let content = vec![text(words)];
    Inline::Strong { content }
}

fn paragraph(content: Vec<Inline>) -> Block {
    Block::Paragraph { content }
}

fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading {
        level,
        id: id.into(),
        content: vec![text(words)],
    }
}

fn picture(caption: &str, alt: &str) -> Picture {
    Picture {
        name: "visit.png".into(),
        file: "data/2020/photos/visit.png".into(),
        caption: caption.into(),
        alt: alt.into(),
        media_type: "image/png",
        bytes: Arc::new(PIXEL.to_vec()),
    }
}

fn source(name: &str, label: &str, value: &str, unit: &str, written: &str) -> Source {
    Source {
        name: name.into(),
        label: label.into(),
        value: Some(value.into()),
        unit: unit.into(),
        written: written.into(),
        definition: format!("经费台账中“收支”为“支出”、“项目”为“{label}”的各行，“金额”之和"),
        ledger: Some("经费台账".into()),
        row_count: 0,
        of: Vec::new(),
        columns: Arc::default(),
        rows: Vec::new(),
    }
}

fn source_row(rows: &mut Rows, number: u32, part: &str, cells: &[&str]) -> SourceRow {
    let place = Place {
        file: 0,
        number,
        columns: 0,
    };
    SourceRow {
        row: rows.add(place, |column, text| text.push_str(cells[column])),
        part: part.to_owned().into(),
    }
}

fn sources() -> (Vec<Source>, Rows) {
    let columns: Arc<[String]> = ["日期", "凭证号", "收支", "项目", "金额", "备注"]
        .map(String::from)
        .into();
    let mut rows = Rows::default();
    rows.add_file("data/2020/funds.csv");
    rows.add_columns(Arc::clone(&columns), 5);
    let mut voucher = |row: u32, number: &str, amount: &str, note: &str| {
        let cells = ["2020-02-11", number, "支出", "疫情慰问", amount, note];
        source_row(&mut rows, row, amount, &cells)
    };
    let mut relief = source(
        "疫情慰问资金",
        "下拨疫情慰问资金",
        "2100000",
        "元",
        "210万元",
    );
    relief.columns = columns;
    relief.rows = vec![
        voucher(
            14,
            "2020-0012",
            "650000.50",
            "第一批，发往各镇（街道）总工会",
        ),
        voucher(15, "2020-0013", "820000.00", "第二批"),
        voucher(31, "2020-0029", "629999.50", "第三批，含卡口值守人员"),
    ];
    relief.row_count = 3;
    let mut goods = source(
        "防疫物资",
        "购买防疫和慰问物资",
        "453210.4",
        "元",
        "453210.4元",
    );
    goods.columns.clone_from(&relief.columns);
    goods.rows = vec![voucher(40, "2020-0031", "453210.40", "口罩、消毒液")];
    goods.row_count = 1;
    let mut members = source("会员", "发展会员", "5187", "人", "5187人");
    members.row_count = 812;
    members.columns.clone_from(&relief.columns);
    members.rows = vec![voucher(2, "2020-0001", "1", "")];
    let homes = source("合格职工之家", "合格职工之家", "299", "家", "299家");
    let units = source("建会单位", "建会单位", "326", "家", "326家");
    let mut rate = source("创建率", "合格职工之家创建率", "91.7", "%", "91.7%");
    rate.ledger = None;
    rate.definition = "合格职工之家与建会单位之比".into();
    rate.of = vec!["合格职工之家".into(), "建会单位".into()];
    let mut list = source("全国劳模名单", "全国劳模名单", "", "", "姚某、朱某");
    list.value = None;
    let mut all = vec![relief, goods, members, homes, units, rate, list];
    let purposes = [
        ("疫情慰问", "2100000", "210万元"),
        ("困难职工帮扶", "1368200", "136.82万元"),
        ("劳模慰问与疗休养", "1050000", "105万元"),
        ("职工技能竞赛与合理化建议", "512400", "51.24万元"),
        ("法律援助", "86500.5", "86500.5元"),
    ];
    for (name, value, written) in purposes {
        all.push(source(&format!("支出.{name}"), name, value, "元", written));
    }
    for month in 1..=12 {
        let value = (month * 7 % 12 + 1) * 13;
        let (name, label) = (format!("活动.{month}月"), format!("{month}月活动"));
        all.push(source(
            &name,
            &label,
            &value.to_string(),
            "场",
            &format!("{value}场"),
        ));
    }
    for (quarter, value) in [
        ("一季度", 320),
        ("二季度", -85),
        ("三季度", -210),
        ("四季度", 140),
    ] {
        let (name, label) = (format!("增减.{quarter}"), format!("{quarter}会员增减"));
        let written = format!("{value}人");
        all.push(source(&name, &label, &value.to_string(), "人", &written));
    }
    (all, rows)
}

fn chart(kind: ChartKind, title: &str, sources: &[Source], from: usize, to: usize) -> Block {
    let value = |source: &Source| -> i32 {
        let whole = source.value.as_deref().unwrap_or("0").split('.').next();
        whole.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    };
    let largest = sources[from..to].iter().map(value).max().unwrap_or(1);
    let points = (from..to).map(|index| Point {
        label: match sources[index].name.split_once('.') {
            Some((_, member)) => member.into(),
            None => sources[index].label.clone(),
        },
        source: index,
        value: sources[index].value.clone().unwrap_or_default(),
        permille: i32::try_from(i64::from(value(&sources[index])) * 1000 / i64::from(largest))
            .unwrap_or(0),
        text: sources[index].written.clone(),
        short: sources[index].written.clone(),
    });
    Block::Chart {
        chart: Chart {
            kind,
            title: title.into(),
            unit: sources[from].unit.clone(),
            points: points.collect(),
        },
    }
}

/// A report as a union would write it.
pub fn plausible() -> Document {
    let (sources, rows) = sources();
    let blocks = vec![
        paragraph(vec![text(
            "2020年，区总工会围绕中心、服务大局，团结动员全区职工立足岗位、共克时艰，各项工作取得新的进展。现将主要情况报告如下。",
        )]),
        heading(2, "s1", "凝聚思想共识，增强职工凝聚力"),
        paragraph(vec![
            strong("同心抗疫。"),
            text("疫情发生后，第一时间慰问一线人员，全年共下拨慰问资金"),
            figure(0, "210万元"),
            text("，累计购买"),
            figure(1, "45万余元"),
            text(
                "防疫和慰问物资，惠及全区各镇（街道）。“一线需要什么，工会就送什么”，机关干部下沉社区，支援卡口值守。",
            ),
        ]),
        Block::Picture { picture: 0 },
        paragraph(vec![
            strong("党建引领"),
            text("持续深化，以“中国梦·劳动美”为主题开展系列活动，当选全国劳模的有"),
            figure(6, "姚某、朱某"),
            text("等。"),
        ]),
        heading(3, "s1-1", "全年活动"),
        chart(ChartKind::Column, "各月举办活动场次", &sources, 12, 24),
        chart(ChartKind::Line, "各月举办活动场次走势", &sources, 12, 24),
        heading(2, "s2", "深化重点工作，增强职工向心力"),
        paragraph(vec![
            strong("建家提质。"),
            text("全年发展会员"),
            figure(2, "近5200人"),
            text("，合格职工之家创建率达"),
            figure(5, "91.7%"),
            text("，创建率的分母是年末建会单位"),
            figure(4, "326家"),
            text("。"),
        ]),
        chart(ChartKind::Bar, "各项支出（元）", &sources, 7, 12),
        chart(ChartKind::Column, "各季会员增减", &sources, 24, 28),
        chart(ChartKind::Bar, "各季会员增减（横）", &sources, 24, 28),
        Block::List {
            start: None,
            items: vec![
                vec![paragraph(vec![text("模范职工之家"), figure(3, "299家")])],
                vec![paragraph(vec![text("凭证2020-0001起连续编号")])],
            ],
        },
        Block::Table {
            align: vec![Align::Left, Align::Right, Align::None],
            head: vec![vec![text("项目")], vec![text("金额")], vec![text("说明")]],
            rows: vec![
                vec![
                    vec![cell("疫情慰问")],
                    vec![figure(0, "210万元")],
                    vec![cell("三批下拨，面向镇（街道）总工会和直属基层工会")],
                ],
                vec![
                    vec![cell("防疫物资")],
                    vec![figure(1, "453210.4元")],
                    vec![cell("口罩、消毒液、额温枪等，凭证2020-0031")],
                ],
            ],
        },
        Block::Quote {
            blocks: vec![paragraph(vec![text("每一个数都有出处。")])],
        },
        Block::Rule,
    ];
    Document {
        title: "某某区总工会二〇二〇年工作总结".into(),
        organisation: "某某区总工会".into(),
        year: 2020,
        date: Some("2021年1月15日".into()),
        as_of: Some("2020年12月31日".into()),
        blocks,
        pictures: vec![picture(
            "区总工会慰问防疫一线职工（示意图）",
            "几名工作人员把物资交给社区值守人员",
        )],
        notes: Vec::new(),
        sources,
        rows,
    }
}

/// A report whose every word is hostile.
pub fn hostile() -> Document {
    let all = HOSTILE.join(" ");
    let mut evil = source(&all, &all, "1", &all, &all);
    evil.definition.clone_from(&all);
    evil.ledger = Some(all.clone());
    evil.of = vec![all.clone()];
    evil.columns = [all.clone()].into();
    let mut rows = Rows::default();
    rows.add_file(&all);
    rows.add_columns(Arc::clone(&evil.columns), 1);
    evil.row_count = 1;
    evil.rows = vec![source_row(&mut rows, 2, &all, &[&all])];
    let mut blocks = vec![heading(2, "s1", &all)];
    for words in HOSTILE {
        blocks.push(paragraph(vec![text(words)]));
        blocks.push(paragraph(vec![
            cell(words),
            figure(0, words),
            strong(words),
        ]));
    }
    blocks.push(Block::Table {
        align: vec![Align::Left],
        head: vec![vec![text(&all)]],
        rows: HOSTILE
            .iter()
            .map(|words| vec![vec![cell(words)]])
            .collect(),
    });
    let sources = vec![evil];
    for kind in [ChartKind::Bar, ChartKind::Column, ChartKind::Line] {
        blocks.push(chart(kind, &all, &sources, 0, 1));
    }
    blocks.push(paragraph(vec![Inline::Link {
        url: "javascript:alert(5)".into(),
        content: vec![cell(&all)],
    }]));
    blocks.push(Block::Picture { picture: 0 });
    Document {
        title: all.clone(),
        organisation: all.clone(),
        year: 2020,
        date: Some(all.clone()),
        as_of: Some(all.clone()),
        blocks,
        pictures: vec![picture(&all, &all)],
        notes: Vec::new(),
        sources,
        rows,
    }
}
