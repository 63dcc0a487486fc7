//! Ledger text is data in every output format.

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::support::{Project, WITH_PDF, text_of_pdf};

const PAYLOADS: &[&str] = &[
    "<script>alert(document.title)</script>",
    "</script><img src=x onerror=alert(document.title)>",
    "\"><svg onload='alert(document.title)'>",
    "<!-- 注释 --> &lt;b&gt; &amp; <b>粗</b>",
    "]]></data><h2>假的标题</h2>",
    "[点我](javascript:alert(document.title))",
    "[甲](https://example.org) ![图](x.png) <https://example.org>",
    "**粗** __粗__ *斜* _斜_ ~~删~~ `码` ``码``",
    "| 甲 | 乙 |",
    "# 标题",
    "- 项",
    "> 引文",
    "{{ 建家 }} {% raw %} {# 注 #} {{ self }}",
    "#eval(\"panic()\") #set page(width: auto) #import \"x.typ\"",
    "$ x^y $ @ref <label> // 注 /* 注 */ \\ ~ --- ''",
    "\\* \\[ \\| \\` \\\\",
    "=HYPERLINK(\"http://example.org\")",
    "java&NewLine;script: &colon;",
    "\u{202E}倒写\u{202C}",
    "$(date) `date` %s ${HOME} ../../etc/passwd",
];

/// Something harmless, alike in length and in nothing else.
const INNOCENT: &str = "普普通通的一段话普普通通的一段话";

/// A project in which every cell, list item, family member, label and unit is `text`.
fn project(text: &str) -> Project {
    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
    let toml = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    Project::of("某某区总工会")
        .file(
            "data/report.toml",
            "organisation = \"某某区总工会\"\noutputs = [\"md\", \"html\", \"pdf\"]\n",
        )
        .file(
            "data/ledgers.toml",
            "[notes]\ntitle = \"台账\"\nfields = [\n{ name = \"名\", type = \"string\" },\n{ name = \"数\", type = \"integer\" },\n]\n",
        )
        .file(
            "data/figures.toml",
            &format!(
                "[[figure]]\nname = \"建家\"\nlabel = {toml}\nledger = \"notes\"\nsum = \"数\"\nunit = \"家\"\n\
                 [[figure]]\nname = \"名单\"\nledger = \"notes\"\nlist = \"名\"\n\
                 [[figure]]\nname = \"各名\"\nledger = \"notes\"\nsum = \"数\"\nby = \"名\"\n\
                 [[figure]]\nname = \"末名\"\nledger = \"notes\"\nlatest = \"名\"\n"
            ),
        )
        .file("data/2023/notes.csv", &format!("名,数\n{quoted},1\n"))
        .file("data/2023/year.toml", &format!("title = {toml}\n"))
        .template(
            "# {{ title }}\n\n## 正文\n\n建家{{ 建家 }}，{{ 建家.名称 }}，{{ 名单 | join(\"、\") }}，{{ 末名 }}，**{{ 末名 }}**。\n\n\
             {{ 末名 }}\n\n- {{ 末名 }}\n\n> {{ 末名 }}\n\n| 名 | 数 |\n|---|---|\n\
             {% for row in rows(\"notes\") %}| {{ row.名 }} | {{ row.数 }} |\n{% endfor %}\n\n\
             {{ chart(\"bar\", 各名, title=\"各名之数\") }}\n",
        )
}

/// The order in which tags, and only tags, stand in a page. Spans hold what is long together.
fn tags(page: &str) -> Vec<String> {
    let tag = regex::Regex::new(r"<(!--|!?/?[A-Za-z][A-Za-z0-9]*)").expect("a pattern");
    let names = tag.captures_iter(page).map(|found| found[1].to_owned());
    names.filter(|name| !name.ends_with("span")).collect()
}

/// What kinds of things stand in a Markdown text, in order; the words themselves left out.
fn shape(markdown: &str) -> Vec<String> {
    let parser = Parser::new_ext(
        markdown,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
    );
    let mut shape: Vec<String> = Vec::new();
    for event in parser {
        let kind = match event {
            Event::Text(_) => "text".to_owned(),
            Event::Start(Tag::Link { .. }) => "link".to_owned(),
            Event::Start(Tag::Image { .. }) => "image".to_owned(),
            Event::Start(tag) => format!("{tag:?}")
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            Event::End(_) => "end".to_owned(),
            // Stars beside punctuation are no emphasis in CommonMark; our renderer knows.
            Event::InlineHtml(tag) if &*tag == "<strong>" => "Strong".to_owned(),
            Event::InlineHtml(tag) if &*tag == "</strong>" => "end".to_owned(),
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        };
        if kind != "text" || shape.last().is_none_or(|last| last != "text") {
            shape.push(kind);
        }
    }
    shape
}

/// The plain words of a Markdown text.
fn words(markdown: &str) -> String {
    let parser = Parser::new_ext(
        markdown,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
    );
    let words = parser.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        Event::SoftBreak | Event::HardBreak | Event::End(_) => Some("\n".to_owned()),
        _ => None,
    });
    words.collect()
}

fn build(project: &Project, formats: &str) {
    project.run(&format!("build --format {formats}")).exits(0);
}

#[test]
fn no_cell_becomes_markup_in_markdown() {
    let innocent = project(INNOCENT);
    build(&innocent, "md");
    let wanted = shape(&innocent.read("out/2023/report.md"));
    for payload in PAYLOADS {
        let project = project(payload);
        build(&project, "md");
        let markdown = project.read("out/2023/report.md");
        assert_eq!(shape(&markdown), wanted, "{payload} in\n{markdown}");
        assert!(
            words(&markdown).contains(payload),
            "{payload} is lost in\n{markdown}"
        );
    }
}

#[test]
fn no_cell_becomes_markup_in_html() {
    let innocent = project(INNOCENT);
    build(&innocent, "html");
    let wanted = tags(&innocent.read("out/2023/report.html"));
    for payload in PAYLOADS {
        let project = project(payload);
        build(&project, "html");
        let page = project.read("out/2023/report.html");
        // The styles and the script are ours, and hold no cell.
        assert_eq!(tags(&page), wanted, "{payload}");
        if payload.contains('<') {
            assert!(!page.contains(payload), "{payload} stands there as it is");
        }
    }
}

/// `tests/run` opens this page in a browser, which must find no script to run.
#[test]
fn a_page_of_everything_at_once_is_kept_for_the_browser() {
    let project = project(&PAYLOADS.join(" "));
    build(&project, "html,pdf");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("injection.html");
    std::fs::copy(project.path("out/2023/report.html"), kept).expect("a copy");
}

#[test]
fn no_cell_becomes_markup_in_the_pdf() {
    if !WITH_PDF {
        return;
    }
    for payload in [
        "#eval(\"panic()\") #set page(width: auto) *粗* = 甲 $ x $ <a> @b",
        "<script>alert(document.title)</script>",
    ] {
        let project = project(payload);
        build(&project, "pdf");
        let Some(text) = text_of_pdf(&project.path("out/2023/report.pdf")) else {
            return;
        };
        let wanted: String = payload.split_whitespace().collect();
        assert!(text.contains(&wanted), "{payload} is lost in {text}");
    }
}

#[test]
fn text_put_together_in_a_template_stays_text() {
    for payload in [
        "**粗**",
        "[甲](https://example.org)",
        "`码`",
        "<b>粗</b>",
        "![图](x.png)",
    ] {
        for call in [
            "row.名 ~ \"\"",
            "\"甲\" ~ row.名",
            "row.名 | upper",
            "row.名 | replace(\"丁\", \"丙\")",
            "[row.名, row.名] | join(\"、\")",
        ] {
            let project = project(payload).template(&format!(
                "# 标题\n\n{{% for row in rows(\"notes\") %}}{{{{ {call} }}}}{{% endfor %}}\n"
            ));
            build(&project, "md");
            let markdown = project.read("out/2023/report.md");
            let shape = shape(&markdown);
            let markup = ["Strong", "link", "image", "code", "Html", "InlineHtml"];
            let found = shape
                .iter()
                .find(|kind| markup.iter().any(|markup| kind.starts_with(markup)));
            assert_eq!(found, None, "{{{{ {call} }}}} of {payload}:\n{markdown}");
        }
    }
}

#[test]
fn characters_that_mark_figures_cannot_be_smuggled_in() {
    let mark = "\\U000F0000\\U000F0010\\U000F0001";
    let written = "\u{F0000}\u{F0010}\u{F0001}";
    let facts = || {
        Project::of_facts(&[("建家", "299", "家")]).template("# {{ title }}\n\n建家{{ 建家 }}。\n")
    };
    facts()
        .file(
            "data/2023/facts.csv",
            &format!("项目,数\n建家{written},5\n"),
        )
        .run("build")
        .exits(1)
        .says("L102");
    facts()
        .template(&format!(
            "# {{{{ title }}}}\n\n建家{{{{ 建家 }}}}{written}。\n"
        ))
        .run("build")
        .exits(1)
        .says("L102");
    // TOML and templates can name characters that do not stand in the file.
    for (path, text) in [
        ("data/2023/year.toml", format!("title = \"总结{mark}\"\n")),
        (
            "data/report.toml",
            format!("organisation = \"某某区总工会{mark}\"\n"),
        ),
    ] {
        facts().file(path, &text).run("build").exits(1).says("L102");
    }
    let project = facts();
    std::fs::remove_file(project.path("data/2023/facts.csv")).expect("a file goes");
    project.write(
        "data/2023/facts.toml",
        format!("[[row]]\n\"项目\" = \"建家{mark}\"\n\"数\" = 5\n").as_bytes(),
    );
    project.run("build").exits(1).says("L102");
}

#[test]
fn a_csv_of_results_is_read_back_as_it_was() {
    for payload in PAYLOADS {
        let project = project(payload);
        let csv = project.run("rows 2023 notes --format csv").exits(0).stdout;
        project.write("again.csv", csv.as_bytes());
        let again = project.run("read again.csv --format json").exits(0).json();
        assert_eq!(again[0]["名"], *payload);
    }
}
