//! The PDF: what stands in it, that its bytes are always the same, and what cannot break it.
//!
//! The two big samples stay in the target folder's `tmp/pdf/`, to be looked at.

#![cfg(feature = "pdf")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod odd;
mod sample;

use std::path::PathBuf;

use report::document::{Block, Document, Inline, Picture, Rows, Source};
use report::render::pdf::{Fonts, Layout, Options, Rendered, render};

const LAYOUTS: [Layout; 2] = [Layout::Yearbook, Layout::Gongwen];

/// A red square.
const SQUARE: &[u8] = include_bytes!("square.png");

fn set(document: &Document, layout: Layout) -> Rendered {
    let options = Options {
        layout,
        ..Options::default()
    };
    render(document, &options).unwrap_or_else(|error| panic!("{error}"))
}

fn set_with(document: &Document, theme: &str) -> Result<Rendered, String> {
    let options = Options {
        theme: Some(theme),
        ..Options::default()
    };
    render(document, &options).map_err(|error| error.to_string())
}

/// How many pages, as the XMP metadata, which PDF/A leaves uncompressed, says.
fn pages(rendered: &Rendered) -> usize {
    let text = String::from_utf8_lossy(&rendered.bytes);
    let (_, rest) = text.split_once("<xmpTPg:NPages>").unwrap();
    rest.split_once('<').unwrap().0.parse().unwrap()
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.into() }]
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph {
        content: text(words),
    }
}

fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading {
        level,
        id: id.into(),
        content: text(words),
    }
}

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "工作总结".into(),
        organisation: "云岭县总工会".into(),
        year: 2022,
        date: None,
        as_of: None,
        blocks,
        pictures: Vec::new(),
        notes: Vec::new(),
        sources: Vec::new(),
        rows: Rows::default(),
    }
}

fn picture(number: usize) -> Picture {
    Picture {
        name: format!("{number}.png"),
        file: format!("data/2022/photos/{number}.png"),
        caption: "一幅图".into(),
        alt: String::new(),
        media_type: "image/png",
        bytes: SQUARE.to_vec().into(),
    }
}

fn source(name: &str) -> Source {
    Source {
        name: name.into(),
        label: name.into(),
        value: Some("5".into()),
        unit: "家".into(),
        written: "5家".into(),
        definition: "场地台账的行数".into(),
        ledger: Some("场地台账".into()),
        row_count: 5,
        of: Vec::new(),
        columns: std::sync::Arc::default(),
        rows: Vec::new(),
    }
}

/// Six pictures from a folder, to look at a real title page; none by default.
fn photos() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let Ok(folder) = std::env::var("SAMPLE_PICTURES") else {
        return Vec::new();
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jpg"));
    files.sort();
    let names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"];
    names
        .into_iter()
        .zip(files)
        .map(|(name, file)| (name, "image/jpeg", std::fs::read(file).unwrap()))
        .collect()
}

#[test]
fn a_whole_report_is_set_the_same_twice() {
    let document = sample::document(&photos());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pdf");
    std::fs::create_dir_all(&folder).unwrap();
    for layout in LAYOUTS {
        let first = set(&document, layout);
        assert_eq!(first.warnings, [""; 0]);
        std::fs::write(folder.join(format!("{}.pdf", layout.name())), &first.bytes).unwrap();
        assert!(
            set(&document, layout).bytes == first.bytes,
            "{} differs",
            layout.name()
        );
    }
}

#[test]
fn metadata_name_the_report_and_the_standards() {
    let mut document = document(vec![paragraph("一句话。")]);
    document.date = Some("2023年1月12日".into());
    let rendered = set(&document, Layout::Yearbook);
    let bytes = String::from_utf8_lossy(&rendered.bytes);
    for expected in [
        "<pdfuaid:part>1<",
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "工作总结",
        "云岭县总工会",
        "2023-01-12T00:00:00",
        ">zh-CN<",
    ] {
        assert!(bytes.contains(expected), "no {expected}");
    }
}

#[test]
fn an_official_page_holds_22_lines_of_28_characters() {
    let pages_of = |characters: usize| {
        pages(&set(
            &document(vec![paragraph(&"国".repeat(characters))]),
            Layout::Gongwen,
        ))
    };
    // With title and signature this many just fit the first page, and a second one 616 more.
    let first = 17 * 28 - 2;
    let page = 22 * 28;
    assert_eq!([first, first + 1].map(pages_of), [1, 2]);
    assert_eq!([first + page, first + page + 1].map(pages_of), [2, 3]);
}

#[test]
fn any_document_can_be_set() {
    let mut all = document(odd::blocks());
    all.pictures = (0..8).map(picture).collect();
    all.pictures[0].caption.clear();
    all.sources = vec![
        source("场地"),
        Source {
            value: None,
            written: "甲、乙、丙、丁、戊、己、庚、辛、壬、癸、子、丑、寅".into(),
            ledger: None,
            of: vec!["场地".into(), "没有".into()],
            ..source("名单")
        },
    ];
    let mut bare = document(vec![]);
    bare.title =
        "一个　很长很长的标题，长得一行放不下，要分成几行，而且中间没有空格可以断开的地方".into();
    for layout in LAYOUTS {
        set(&all, layout);
        set(&bare, layout);
        for count in 1..=7 {
            bare.pictures = (0..count).map(picture).collect();
            set(&bare, layout);
        }
        bare.pictures.clear();
    }
}

#[test]
fn ledger_text_is_never_markup() {
    let words = "#panic(\"x\") *a* _b_ $c$ @d <e> \\ // ` ``` [f] #import \"@preview/x:1.0.0\"";
    let mut document = document(vec![Block::Paragraph {
        content: vec![Inline::Cell { text: words.into() }],
    }]);
    document.title = words.into();
    document.organisation = words.into();
    document.sources = vec![Source {
        definition: words.into(),
        label: words.into(),
        ..source(words)
    }];
    for layout in LAYOUTS {
        set(&document, layout);
    }
}

#[test]
fn a_character_without_a_glyph_is_replaced_and_named() {
    let rendered = set(
        &document(vec![paragraph("张\u{2a6d6}同志\u{1}、李喆同志")]),
        Layout::Yearbook,
    );
    assert_eq!(rendered.warnings.len(), 1, "{:?}", rendered.warnings);
    assert!(
        rendered.warnings[0].contains("“\u{2a6d6}”，PDF 以〓代替"),
        "{}",
        rendered.warnings[0]
    );
}

#[test]
fn fonts_that_are_not_installed_are_named() {
    let options = Options {
        fonts: Fonts::System(vec!["/nowhere".into()]),
        ..Options::default()
    };
    let rendered = render(&document(vec![paragraph("一句话。")]), &options).unwrap();
    for family in [
        "方正小标宋简体",
        "SimHei",
        "KaiTi_GB2312",
        "FangSong_GB2312",
    ] {
        assert!(
            rendered
                .warnings
                .iter()
                .any(|warning| warning.contains(family)),
            "no {family}"
        );
    }
}

#[test]
fn a_broken_picture_is_named_by_its_file() {
    let mut document = document(vec![]);
    document.pictures = vec![
        picture(0),
        Picture {
            bytes: b"no picture".to_vec().into(),
            ..picture(1)
        },
    ];
    let error = render(&document, &Options::default()).unwrap_err();
    assert_eq!(error.problems.len(), 1);
    assert_eq!(
        error.problems[0].file.as_deref(),
        Some("data/2022/photos/1.png")
    );
}

#[test]
fn an_own_theme_may_build_on_the_parts_of_ours() {
    let document = document(vec![paragraph("一句话。")]);
    let theme = "#import \"/theme/common.typ\": report
#import \"/theme/yearbook.typ\": yearbook
#let rows = json(\"/rows.json\")
#yearbook(report, accent: navy)";
    let own = set_with(&document, theme).unwrap();
    assert!(own.bytes != set(&document, Layout::Yearbook).bytes);
}

#[test]
fn a_broken_theme_is_told_with_its_line() {
    let document = document(vec![]);
    for (theme, place) in [
        ("一\n二 #missing\n", "2:4: unknown variable: missing"),
        ("#set text(\n", "1:10: unclosed delimiter"),
        (
            "#import \"/theme/yearbook.typ\": yearbook\n\n#yearbook((title: 1))",
            "3:2: dictionary does not contain key",
        ),
    ] {
        let error = set_with(&document, theme).unwrap_err();
        assert!(
            error.starts_with(&format!("templates/theme/report.typ:{place}")),
            "{error}"
        );
    }
}

#[test]
fn a_theme_sees_no_file_no_package_and_no_clock() {
    let document = document(vec![]);
    for theme in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../etc/passwd\")",
        "#import \"@preview/cetz:0.3.0\": *",
        "#datetime.today()",
    ] {
        let error = set_with(&document, theme).unwrap_err();
        assert!(
            error.starts_with("templates/theme/report.typ:1:"),
            "{theme}: {error}"
        );
    }
}
