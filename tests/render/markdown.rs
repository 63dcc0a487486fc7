//! Markdown: what is written is what a reader of Markdown reads, word for word.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use report::document::{Align, Block, Document, Inline, Rows};
use report::render::markdown::render;

use crate::sample::{HOSTILE, cell, hostile, plausible, text};

/// A reader that takes for markup whatever GitHub would.
fn reader(markdown: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    Parser::new_ext(markdown, options)
}

/// The text of each paragraph, heading and cell, as Markdown's reader sees it.
fn read(markdown: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for event in reader(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                blocks.last_mut().expect("never empty").push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => {
                blocks.last_mut().expect("never empty").push(' ');
            }
            Event::InlineHtml(tag) => {
                assert!(TAGS.contains(&&*tag), "foreign tag {tag}");
                if &*tag == "<br>" {
                    blocks.last_mut().expect("never empty").push(' ');
                }
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::Item)
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell) => {
                blocks.push(String::new());
            }
            Event::Start(_) | Event::End(_) | Event::Rule => {}
            event => panic!("became markup: {event:?} in\n{markdown}"),
        }
    }
    let blocks = blocks.iter().map(|block| squeeze(block));
    blocks.filter(|block| !block.is_empty()).collect()
}

const TAGS: [&str; 7] = [
    "<code>",
    "</code>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<br>",
];

/// Where lines break and how many spaces stand in a row is not part of the words.
fn squeeze(text: &str) -> String {
    let printable = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    let text: String = text.chars().map(printable).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(content: &[Inline]) -> String {
    let words = content.iter().map(|inline| match inline {
        Inline::Text { text }
        | Inline::Figure { text, .. }
        | Inline::Cell { text }
        | Inline::Code { text } => text.clone(),
        Inline::Strong { content }
        | Inline::Emphasis { content }
        | Inline::Link { content, .. } => words(content),
        Inline::Break => "\n".into(),
        Inline::Note { .. } => String::new(),
    });
    words.collect()
}

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "总结".into(),
        organisation: "工会".into(),
        year: 2020,
        date: None,
        as_of: None,
        blocks,
        pictures: Vec::new(),
        notes: Vec::new(),
        sources: Vec::new(),
        rows: Rows::default(),
    }
}

fn body(blocks: Vec<Block>) -> String {
    let markdown = render(&document(blocks));
    let start = "# 总结\n\n工会\n";
    let body = markdown.strip_prefix(start).expect("title and byline");
    body.trim_matches('\n').to_owned()
}

fn line(content: Vec<Inline>) -> String {
    body(vec![Block::Paragraph { content }])
}

#[test]
fn ordinary_words_stay_clean() {
    for words in [
        "凭证2020-0001，1.3万条（件），占90%以上",
        "1.3万条建议，其中1项获奖",
        "-5.2%，+3家",
        "2020年1月15日—12月31日；9:00～17:30",
        "data_2020 与 A&B、C & D",
        "《政治常识应知应会100题》“书香企业”",
    ] {
        assert_eq!(line(vec![text(words)]), words);
    }
}

#[test]
fn what_begins_a_block_is_escaped() {
    for (words, written) in [
        ("1. 首先", "1\\. 首先"),
        ("# 标题", "\\# 标题"),
        ("- 首先", "\\- 首先"),
        ("> 首先", "\\> 首先"),
        ("---", "\\---"),
        ("===", "\\==="),
    ] {
        assert_eq!(line(vec![text(words)]), written);
    }
}

#[test]
fn a_lead_in_that_ends_in_chinese_punctuation_is_still_bold() {
    let lead = Inline::Strong {
        content: vec![text("同心抗疫。")],
    };
    let written = line(vec![lead.clone(), text("全年共")]);
    assert_eq!(written, "**同心抗疫**。全年共");
    assert_eq!(line(vec![lead]), "**同心抗疫。**");
    let film = Inline::Strong {
        content: vec![text("《八佰》")],
    };
    let written = line(vec![text("观看"), film, text("等")]);
    assert_eq!(written, "观看<strong>《八佰》</strong>等");
}

#[test]
fn hostile_words_are_read_as_words() {
    let markdown = render(&hostile());
    let read = read(&markdown);
    for words in HOSTILE {
        let words = squeeze(words);
        assert!(read.contains(&words), "{words}\nnot in\n{markdown}");
    }
    let mut events = reader(&markdown);
    assert!(!events.any(|event| matches!(event, Event::Start(Tag::Link { .. }))));
}

#[test]
fn pictures_lie_where_the_project_keeps_them() {
    let markdown = render(&plausible());
    assert!(markdown.contains(
        "![几名工作人员把物资交给社区值守人员](../../data/2020/photos/visit.png)\n\n*区总工会慰问防疫一线职工（示意图）*"
    ));
}

#[test]
fn the_appendix_names_every_source() {
    let markdown = render(&plausible());
    let appendix = markdown
        .split_once("## 附录：数据来源\n")
        .expect("appendix")
        .1;
    assert!(
        appendix.contains("| 名称 | 数值 | 定义 | 台账 | 行数 |\n| :-- | --: | :-- | :-- | --: |")
    );
    assert!(appendix.contains("| 疫情慰问资金 | 210万元 |"));
    assert!(appendix.contains("| 创建率 | 91.7% | 合格职工之家与建会单位之比 | — | — |"));
}

#[test]
fn lists_side_by_side_stay_apart() {
    let item = |words: &str| {
        vec![vec![Block::Paragraph {
            content: vec![text(words)],
        }]]
    };
    let list = |start, words| Block::List {
        start,
        items: item(words),
    };
    let markdown = body(vec![
        list(None, "一"),
        list(None, "二"),
        list(Some(3), "三"),
        list(Some(9), "四"),
    ]);
    assert_eq!(markdown, "- 一\n\n* 二\n\n3. 三\n\n9) 四");
}

/// Words with more than their share of characters that Markdown knows.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[-+*_`~#>|<&!\\[\\](){}.:;=$\\\\\"'^@0-9a-z /]{1,4}",
        2 => prop::sample::select(HOSTILE).prop_map(String::from),
        2 => "[职工之家。，、“”（）《》·—…０-９Ａ-Ｚ]{1,4}",
        1 => prop::sample::select(vec!["www.", "http://a.b", "&amp", ";", "1. ", "1) ", "    ", "\n", "\t", "<br>", "Ⓐ", "™", "\u{a0}", "\u{3000}"]).prop_map(String::from),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn inline() -> impl Strategy<Value = Inline> {
    let leaf = prop_oneof![
        6 => tricky().prop_map(|words| text(&words)),
        3 => tricky().prop_map(|words| cell(&words)),
        1 => tricky().prop_map(|text| Inline::Code { text }),
        1 => Just(Inline::Break),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let content = prop::collection::vec(inner, 0..4);
        prop_oneof![
            content
                .clone()
                .prop_map(|content| Inline::Strong { content }),
            content.prop_map(|content| Inline::Emphasis { content }),
        ]
    })
}

proptest! {
    #[test]
    fn a_paragraph_reads_back(content in prop::collection::vec(inline(), 1..5)) {
        let expected = squeeze(&words(&content));
        let markdown = line(content);
        let expected: Vec<_> = (!expected.is_empty()).then_some(expected).into_iter().collect();
        prop_assert_eq!(read(&markdown), expected, "{}", markdown);
    }

    #[test]
    fn headings_cells_and_items_read_back(content in prop::collection::vec(inline(), 1..4)) {
        let expected = squeeze(&words(&content));
        let paragraph = Block::Paragraph { content: content.clone() };
        let blocks = vec![
            Block::Heading { level: 2, id: "s1".into(), content: content.clone() },
            Block::Quote { blocks: vec![paragraph.clone()] },
            Block::List { start: Some(1), items: vec![vec![paragraph.clone()], vec![paragraph]] },
            Block::Table { align: vec![Align::Right], head: vec![content.clone()], rows: vec![vec![content]] },
        ];
        let markdown = body(blocks);
        let count = if expected.is_empty() { 0 } else { 6 };
        prop_assert_eq!(read(&markdown), vec![expected; count], "{}", markdown);
    }
}
