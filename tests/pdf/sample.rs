//! A made-up report, as long and as varied as a real one, from `prose.txt`.

use std::sync::Arc;

use report::document::{
    Align, Block, Chart, ChartKind, Document, Inline, Picture, Place, Point, Rows, Source,
    SourceRow,
};

const PURPOSES: [(&str, &str, i32); 6] = [
    ("困难帮扶", "228.6万元", 1000),
    ("送温暖", "93.2万元", 408),
    ("劳动竞赛", "86.15万元", 377),
    ("站点建设", "43.6万元", 191),
    ("夏送清凉", "37.4万元", 164),
    ("劳模慰问", "18.75万元", 82),
];

/// The report. Pictures are the given files, as many of the prose's six as there are.
pub fn document(pictures: &[(&str, &'static str, Vec<u8>)]) -> Document {
    let mut sample = Sample {
        sources: Vec::new(),
        rows: Rows::default(),
        columns: ["日期".to_owned(), "数量".to_owned()].into(),
        headings: 0,
    };
    sample.rows.add_file("data/2022/activities.csv");
    sample.rows.add_columns(Arc::clone(&sample.columns), 0);
    let mut blocks = Vec::new();
    for line in include_str!("prose.txt").lines() {
        if let Some(number) = line.strip_prefix("[pic ") {
            let picture = number.trim_end_matches(']').parse().expect("a number");
            if picture < pictures.len() {
                blocks.push(Block::Picture { picture });
            }
        } else {
            sample.line(line, &mut blocks);
        }
    }
    let captions = [
        "工会干部到户外劳动者服务站点走访",
        "全县职工技能大赛决赛现场",
        "劳模代表座谈会",
        "律师走进工地宣讲劳动合同法",
        "茶叶炒制工技能比武",
        "“金秋助学”助学金发放仪式",
    ];
    Document {
        title: "云岭县总工会 团结职工勇建功 同心奋进新征程".into(),
        organisation: "云岭县总工会".into(),
        year: 2022,
        date: Some("2023年1月12日".into()),
        as_of: Some("2022年12月31日".into()),
        blocks,
        pictures: pictures
            .iter()
            .zip(captions)
            .map(|((name, media_type, bytes), caption)| Picture {
                name: (*name).into(),
                file: format!("data/2022/photos/{name}"),
                caption: caption.into(),
                alt: format!("插图：{caption}"),
                media_type,
                bytes: Arc::new(bytes.clone()),
            })
            .collect(),
        notes: Vec::new(),
        sources: sample.sources,
        rows: sample.rows,
    }
}

struct Sample {
    sources: Vec<Source>,
    rows: Rows,
    columns: Arc<[String]>,
    headings: usize,
}

impl Sample {
    fn line(&mut self, line: &str, blocks: &mut Vec<Block>) {
        let hashes = line
            .chars()
            .take_while(|&character| character == '#')
            .count();
        if hashes > 0 {
            self.headings += 1;
            blocks.push(Block::Heading {
                level: u8::try_from(hashes + 1).expect("a level"),
                id: format!("s{}", self.headings),
                content: self.inlines(line[hashes..].trim()),
            });
        } else if let Some(quoted) = line.strip_prefix("> ") {
            let content = self.inlines(quoted);
            blocks.push(Block::Quote {
                blocks: vec![Block::Paragraph { content }],
            });
        } else if line == "---" {
            blocks.push(Block::Rule);
        } else if let Some(kind) = line.strip_prefix("[chart ") {
            let chart = self.chart(kind.trim_end_matches(']'));
            blocks.push(Block::Chart { chart });
        } else if line == "[table funds]" {
            blocks.push(self.funds());
        } else if line == "[table events]" {
            blocks.push(events());
        } else if line.starts_with(|character: char| character.is_ascii_digit())
            && line[1..].starts_with(". ")
        {
            let content = self.inlines(&line[3..]);
            let item = vec![Block::Paragraph { content }];
            if let Some(Block::List { items, .. }) = blocks.last_mut() {
                items.push(item);
            } else {
                blocks.push(Block::List {
                    start: Some(1),
                    items: vec![item],
                });
            }
        } else {
            let content = self.inlines(line);
            blocks.push(Block::Paragraph { content });
        }
    }

    /// `{name|wording}` is a figure, `**…**` strong, `*…*` emphasis, `[…](…)` a link.
    fn inlines(&mut self, line: &str) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let mut rest = line;
        while let Some(at) = rest.find(['{', '*', '[']) {
            if at > 0 {
                inlines.push(Inline::Text {
                    text: rest[..at].into(),
                });
            }
            rest = &rest[at..];
            let (open, close) = match &rest[..1] {
                "{" => ("{", "}"),
                "[" => ("[", ")"),
                _ if rest.starts_with("**") => ("**", "**"),
                _ => ("*", "*"),
            };
            let end = open.len() + rest[open.len()..].find(close).expect("closed");
            let inside = &rest[open.len()..end];
            rest = &rest[end + close.len()..];
            let content = vec![Inline::Text {
                text: inside.into(),
            }];
            inlines.push(match open {
                "{" => {
                    let (name, text) = inside.split_once('|').expect("name|wording");
                    let source = self.source(name, text);
                    Inline::Figure {
                        source,
                        text: text.into(),
                    }
                }
                "[" => {
                    let (text, url) = inside.split_once("](").expect("[text](url)");
                    Inline::Link {
                        url: url.into(),
                        content: vec![Inline::Text { text: text.into() }],
                    }
                }
                "**" => Inline::Strong { content },
                _ => Inline::Emphasis { content },
            });
        }
        if !rest.is_empty() {
            inlines.push(Inline::Text { text: rest.into() });
        }
        inlines
    }

    fn source(&mut self, name: &str, written: &str) -> usize {
        if let Some(known) = self.sources.iter().position(|source| source.name == name) {
            return known;
        }
        let derived = written.contains('%');
        let place = Place {
            file: 0,
            number: 2,
            columns: 0,
        };
        let cells = ["2022-03-05", "1"];
        let row = self
            .rows
            .add(place, |column, text| text.push_str(cells[column]));
        self.sources.push(Source {
            name: name.into(),
            label: if name.chars().count() > 3 {
                format!("全年{name}")
            } else {
                name.into()
            },
            value: Some("1".into()),
            unit: String::new(),
            written: written.into(),
            definition: if derived {
                format!("“{name}”的分子与分母之比，写出时四舍五入到一位小数")
            } else {
                format!("活动台账中“项目”为“{name}”的各行，“数量”之和")
            },
            ledger: (!derived).then(|| "活动台账".into()),
            row_count: if derived {
                0
            } else {
                7 + self.sources.len() * 3
            },
            of: if derived {
                vec!["建议".into(), "不在表里".into()]
            } else {
                Vec::new()
            },
            columns: Arc::clone(&self.columns),
            rows: vec![SourceRow {
                row,
                part: "1".into(),
            }],
        });
        self.sources.len() - 1
    }

    fn chart(&mut self, kind: &str) -> Chart {
        let months = [412, 388, 655, 720, 1000, 874, 530, 468, 702, 815, 640, -120];
        match kind {
            "bar" => Chart {
                kind: ChartKind::Bar,
                title: "各项支出".into(),
                unit: "元".into(),
                points: PURPOSES
                    .iter()
                    .map(|&(label, text, permille)| self.point(label, text, permille))
                    .collect(),
            },
            "line" => Chart {
                kind: ChartKind::Line,
                title: "会员人数".into(),
                unit: "人".into(),
                points: [
                    ("2018年", "7.1万人", 740),
                    ("2019年", "7.9万人", 823),
                    ("2020年", "8.3万人", 865),
                    ("2021年", "9.02万人", 940),
                    ("2022年", "9.6万人", 1000),
                ]
                .map(|(label, text, permille)| self.point(label, text, permille))
                .to_vec(),
            },
            _ => Chart {
                kind: ChartKind::Column,
                title: "各月参赛人次".into(),
                unit: "人次".into(),
                points: months
                    .iter()
                    .enumerate()
                    .map(|(month, &permille)| {
                        self.point(
                            &format!("{}月", month + 1),
                            &format!("{permille}人次"),
                            permille,
                        )
                    })
                    .collect(),
            },
        }
    }

    fn point(&mut self, label: &str, text: &str, permille: i32) -> Point {
        let source = self.source(&format!("图表.{label}"), text);
        Point {
            label: label.into(),
            source,
            value: permille.to_string(),
            permille,
            text: text.into(),
            short: text.into(),
        }
    }

    fn funds(&mut self) -> Block {
        let cell = |text: &str| vec![Inline::Text { text: text.into() }];
        let rows = PURPOSES
            .iter()
            .map(|&(label, text, permille)| {
                let source = self.source(&format!("图表.{label}"), text);
                vec![
                    vec![Inline::Cell { text: label.into() }],
                    vec![Inline::Figure {
                        source,
                        text: text.into(),
                    }],
                    cell(&format!("{}.{}%", permille / 20, permille % 10)),
                ]
            })
            .collect();
        Block::Table {
            align: vec![Align::None, Align::Right, Align::None],
            head: vec![cell("项目"), cell("金额"), cell("占比")],
            rows,
        }
    }
}

/// A table longer than a page, with cells that would be markup if they were taken for it.
fn events() -> Block {
    let cell = |text: String| vec![Inline::Cell { text }];
    let odd = [
        "#panic(\"x\") *星* _线_ $x$",
        "职工喆喆与堃堃结对",
        "面积120㎡的活动室",
        "〇二号“样板”站点（试点）",
    ];
    Block::Table {
        align: vec![Align::None; 4],
        head: ["日期", "活动", "内容", "人数"]
            .map(|text| cell(text.into()))
            .to_vec(),
        rows: (1..=46)
            .map(|row| {
                vec![
                    cell(format!("2022年{}月{}日", row % 12 + 1, row % 27 + 1)),
                    cell(["职工歌会", "技能比武", "送清凉", "金秋助学"][row % 4].into()),
                    cell(if row % 5 == 0 {
                        odd[row / 5 % 4].into()
                    } else {
                        "在县工人文化宫举行，来自各乡镇、街道和园区企业的职工参加，现场气氛热烈"
                            .into()
                    }),
                    cell((row * 37).to_string()),
                ]
            })
            .collect(),
    }
}
