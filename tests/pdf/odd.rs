//! Blocks that no one would write, but that Markdown allows.

use report::document::{Align, Block, Chart, ChartKind, Inline, Point};

use super::{heading, paragraph, text};

/// One of everything, each bent as far as it goes. Source 0, picture 0 and heading `s3` are there.
pub fn blocks() -> Vec<Block> {
    let mut blocks = vec![
        heading(4, "s1", "从第四级开始"),
        heading(6, "s2", "跳到第六级"),
        heading(2, "s3", "回到第二级"),
        Block::Rule,
        Block::Table {
            align: vec![],
            head: vec![],
            rows: vec![],
        },
        Block::Table {
            align: vec![Align::Center],
            head: vec![text("空表")],
            rows: vec![],
        },
        Block::Table {
            align: vec![Align::None; 2],
            head: vec![text(""), text("数")],
            rows: vec![
                vec![text("行太短")],
                vec![text("行"), text("5"), text("太长")],
            ],
        },
        Block::List {
            start: None,
            items: vec![],
        },
        Block::List {
            start: Some(3),
            items: vec![
                vec![],
                vec![
                    paragraph("一段"),
                    paragraph("又一段"),
                    Block::List {
                        start: None,
                        items: vec![
                            vec![paragraph("里层")],
                            vec![heading(3, "s4", "里面的标题")],
                        ],
                    },
                ],
            ],
        },
        Block::Quote {
            blocks: vec![Block::Picture { picture: 0 }, paragraph("引文")],
        },
        Block::Paragraph { content: vec![] },
        Block::Paragraph { content: inlines() },
        Block::Heading {
            level: 2,
            id: "s5".into(),
            content: vec![Inline::Figure {
                source: 0,
                text: "5家".into(),
            }],
        },
        heading(2, "s6", "附表"),
    ];
    blocks.extend(charts());
    blocks
}

fn inlines() -> Vec<Inline> {
    vec![
        Inline::Figure {
            source: 0,
            text: "比上年增长12.5%".into(),
        },
        Inline::Figure {
            source: 0,
            text: "5家".into(),
        },
        Inline::Text {
            text: "；……".into(),
        },
        Inline::Break,
        Inline::Code {
            text: "#let x = $".into(),
        },
        Inline::Link {
            url: "#s3".into(),
            content: text("有"),
        },
        Inline::Link {
            url: "#没有".into(),
            content: text("无"),
        },
        Inline::Link {
            url: String::new(),
            content: text("空"),
        },
        Inline::Link {
            url: "mailto:a@example.org".into(),
            content: vec![Inline::Figure {
                source: 0,
                text: "5家".into(),
            }],
        },
        Inline::Strong {
            content: vec![Inline::Emphasis {
                content: text("重"),
            }],
        },
    ]
}

/// Every kind of chart of no points, of nothing but zeros, of negative values.
fn charts() -> Vec<Block> {
    let kinds = [ChartKind::Bar, ChartKind::Column, ChartKind::Line];
    let shapes: [&[i32]; 5] = [&[], &[0], &[0, 0], &[-1000, -3], &[1000, -500, 2]];
    let mut charts = Vec::new();
    for kind in kinds {
        charts.extend(shapes.map(|shape| chart(kind, shape)));
    }
    charts
}

fn chart(kind: ChartKind, permilles: &[i32]) -> Block {
    let points = permilles.iter().map(|&permille| Point {
        label: "一月".into(),
        source: 0,
        value: permille.to_string(),
        permille,
        text: "5家".into(),
        short: "5家".into(),
    });
    Block::Chart {
        chart: Chart {
            kind,
            title: "场地".into(),
            unit: "家".into(),
            points: points.collect(),
        },
    }
}
