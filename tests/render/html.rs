//! HTML: one file, no way out of it, and figures marked as the contract says.

use report::render::html::{Theme, render};

use crate::sample::{HOSTILE, hostile, plausible};

fn built_in(document: &report::document::Document) -> String {
    let page = render(document, &Theme::default());
    page.expect("the built-in theme is sound").to_string()
}

#[test]
fn a_figure_is_marked_as_the_contract_says() {
    let html = built_in(&plausible());
    for figure in [
        r#"<data class="figure" data-figure="疫情慰问资金" value="2100000">210万元</data>"#,
        r#"<data class="figure" data-figure="防疫物资" value="453210.4">45万余元</data>"#,
        r#"<data class="figure" data-figure="创建率" value="91.7">91.7%</data>"#,
        r#"<data class="figure" data-figure="全国劳模名单" value="姚某、朱某">姚某、朱某</data>"#,
    ] {
        assert!(html.contains(figure), "{figure}");
    }
}

#[test]
fn a_title_breaks_between_its_words_and_behind_the_organisations_name() {
    let head = |title: &str| {
        let mut document = plausible();
        document.organisation = "某某区总工会".into();
        document.title = title.into();
        let html = built_in(&document);
        let (_, rest) = html.split_once("<h1>").expect("a heading");
        rest.split_once("</h1>").expect("its end").0.to_owned()
    };
    assert_eq!(
        head("团结职工 <建功>——某某区总工会2020年工作总结"),
        "<span>团结职工</span> <span>&lt;建功&gt;</span> \
         <small><span>——某某区总工会2020年工作总结</span></small>"
    );
    assert_eq!(
        head("某某区总工会2020年工作总结"),
        "<span>某某区总工会</span><span>2020年工作总结</span>"
    );
    assert_eq!(head("某某区总工会"), "<span>某某区总工会</span>");
}

/// Everything between `<` and `>` that a browser would read as a tag, outside the four elements
/// whose content we make ourselves.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..=end];
        tags.push(tag);
        rest = &rest[end + 1..];
        for raw in ["<style", "<script"] {
            if tag.starts_with(raw) {
                rest = &rest[rest.find("</").expect("it is closed")..];
            }
        }
    }
    tags
}

#[test]
fn hostile_words_never_become_tags_or_attributes() {
    let html = built_in(&hostile());
    let tags = tags(&html);
    let count = |start: &str| tags.iter().filter(|tag| tag.starts_with(start)).count();
    assert_eq!(
        (count("<script"), count("<style"), count("<!--")),
        (2, 1, 0)
    );
    assert!(!tags.iter().any(|tag| tag.contains("javascript:")));
    for tag in tags {
        // An attribute's value holds the hostile words with their quotes as entities, so without the
        // values nothing of them is left.
        let bare: Vec<_> = tag.split('"').step_by(2).collect();
        assert!(!bare.concat().contains(" on"), "{tag}");
    }
}

#[test]
fn no_word_of_the_report_is_lost() {
    let html = built_in(&hostile());
    for words in HOSTILE {
        let escaped = words
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        assert!(html.contains(&format!("<p>{escaped}</p>")), "{words}");
    }
}

#[test]
fn the_policy_knows_style_and_script_by_their_hashes() {
    let html = built_in(&plausible());
    let policy = html
        .split(r#"Content-Security-Policy" content=""#)
        .nth(1)
        .expect("a policy");
    let policy = policy.split('"').next().expect("its end");
    assert!(
        policy.starts_with("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-")
    );
    assert!(!policy.contains("unsafe"));
    for outside in ["src=\"http", "href=\"http", "url(", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn ids_are_unique() {
    let html = built_in(&plausible());
    let mut ids: Vec<_> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(ids.contains(&"source-1") && ids.contains(&"s1-1"));
}

#[test]
fn a_row_that_many_figures_count_is_carried_once() {
    let mut document = plausible();
    let copy = document.sources[0].clone();
    for name in ["甲", "乙", "丙"] {
        let mut copy = copy.clone();
        copy.name = name.into();
        document.sources.push(copy);
    }
    assert_eq!(
        built_in(&document)
            .matches("第三批，含卡口值守人员")
            .count(),
        1
    );
}

#[test]
fn a_project_brings_its_own_theme() {
    let theme = Theme {
        html: Some(r#"{% from "builtin/blocks.html" import flow %}<h1>{{ title }}</h1>{{ style }}{{ flow(blocks, sources, pictures) }}"#.into()),
        css: Some("\u{feff}p { color: red }\r\n</style>".into()),
    };
    let page = render(&plausible(), &theme).expect("a sound theme");
    let html = page.to_string();
    assert!(html.starts_with(
        "<h1>某某区总工会二〇二〇年工作总结</h1><style>p { color: red }\n<\\/style></style>\n<p>"
    ));
}

#[test]
fn a_project_changes_one_part_of_the_theme() {
    let theme = Theme {
        html: Some("{% extends \"builtin/report.html\" %}{% block footer %}<footer>末</footer>{% endblock %}".into()),
        css: None,
    };
    let page = render(&plausible(), &theme).expect("a sound theme");
    let html = page.to_string();
    assert!(html.contains("<footer>末</footer>") && !html.contains("class=\"colophon\""));
}

#[test]
fn a_broken_theme_is_named_with_its_line() {
    let broken = |html: &str| {
        let html = Some(html.into());
        let theme = Theme { html, css: None };
        let error = render(&plausible(), &theme).expect_err("a broken theme");
        (error.file, error.line)
    };
    let at = |line| ("templates/theme/report.html".to_owned(), Some(line));
    assert_eq!(broken("<h1>\n{{ titel }}</h1>"), at(2));
    assert_eq!(broken("<h1>\n\n{% if %}</h1>"), at(3));
    assert_eq!(broken("{% include \"elsewhere.html\" %}"), at(1));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(built_in(&plausible()), built_in(&plausible()));
}

/// tests/browser opens these in a real browser.
#[test]
fn samples_are_left_for_the_browser() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, document) in [("plausible", plausible()), ("hostile", hostile())] {
        std::fs::write(folder.join(format!("{name}.html")), built_in(&document))
            .expect("target/tmp");
    }
}

fn nested(depth: usize) -> report::document::Document {
    use report::document::Block;
    let mut document = plausible();
    let innermost = vec![Block::Paragraph {
        content: vec![crate::sample::text("最里层")],
    }];
    document.blocks = (0..depth).fold(innermost, |blocks, _| vec![Block::Quote { blocks }]);
    document
}

#[test]
fn deep_nesting_is_rendered_and_the_absurd_refused() {
    assert!(built_in(&nested(40)).contains("<p>最里层</p>"));
    let error = render(&nested(100), &Theme::default()).expect_err("too deep");
    assert!(error.message.contains("recursion limit"), "{error}");
}
