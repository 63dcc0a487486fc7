//! report.md: the report as Markdown that GitHub shows well.
//!
//! Blocks are laid out here; words are made safe in `escape`, and `inline` puts them into
//! lines. The file stands in `out/<year>/` and points at pictures where the project keeps them, so
//! it is read in the repository, without copies.

mod escape;
mod inline;

use std::fmt::Write;

use crate::document::{Align, Block, Chart, Document, Inline, Source};

/// The way from `out/<year>/` to the project folder.
const TO_PROJECT: &str = "../../";

/// Words as Markdown that reads as those very words, in a line or a table's cell.
pub(crate) fn escaped(words: &str) -> String {
    let mut out = String::new();
    escape::text(words, &mut out);
    out
}

/// The whole report as Markdown.
#[must_use]
pub fn render(document: &Document) -> String {
    let mut parts = vec![format!("# {}", inline::heading(&text(&document.title)))];
    parts.push(byline(document));
    parts.extend(blocks(&document.blocks, document));
    let notes = document.notes.iter().enumerate();
    parts.extend(notes.map(|(index, note)| format!("[^{}]: {}", index + 1, inline::heading(note))));
    if !document.sources.is_empty() {
        parts.extend(appendix(document));
    }
    parts.retain(|part| !part.is_empty());
    let mut markdown = parts.join("\n\n");
    markdown.push('\n');
    markdown
}

/// Who, when, and up to when: one line under the title.
fn byline(document: &Document) -> String {
    let mut parts = vec![document.organisation.clone()];
    parts.extend(document.date.clone());
    parts.extend(document.as_of.as_ref().map(|day| format!("数据截至{day}")));
    inline::paragraph(&text(&parts.join(" · ")))
}

/// Each block's Markdown, without blank lines around it.
fn blocks(blocks: &[Block], document: &Document) -> Vec<String> {
    let mut rendered = Vec::new();
    let mut lists_in_a_row = 0;
    for block in blocks {
        // Two lists side by side would run into one, so every second has the other kind of mark.
        lists_in_a_row = match block {
            Block::List { .. } => lists_in_a_row + 1,
            _ => 0,
        };
        let markdown = self::block(block, lists_in_a_row % 2 == 0, document);
        if !markdown.is_empty() {
            rendered.push(markdown);
        }
    }
    rendered
}

fn block(block: &Block, other_mark: bool, document: &Document) -> String {
    match block {
        Block::Heading { level, content, .. } => {
            let hashes = "#".repeat(usize::from(*level).clamp(1, 6));
            format!("{hashes} {}", inline::heading(content))
                .trim_end_matches(' ')
                .to_owned()
        }
        Block::Paragraph { content } => inline::paragraph(content),
        Block::List { start, items } => list(*start, items, other_mark, document),
        Block::Quote { blocks } => quote(&self::blocks(blocks, document).join("\n\n")),
        Block::Table { align, head, rows } => table(align, head, rows),
        Block::Picture { picture } => self::picture(*picture, document),
        Block::Chart { chart } => self::chart(chart),
        // Unlike `---` and `***` it can neither underline a heading nor begin a list.
        Block::Rule => "___".to_owned(),
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], other_mark: bool, document: &Document) -> String {
    let plain = |item: &Vec<Block>| matches!(item.as_slice(), [] | [Block::Paragraph { .. }]);
    let gap = if items.iter().all(plain) {
        "\n"
    } else {
        "\n\n"
    };
    let rendered = items.iter().enumerate().map(|(index, item)| {
        let mark = match start {
            Some(first) => {
                // CommonMark reads at most nine digits.
                let number = first.saturating_add(index as u64).min(999_999_999);
                format!("{number}{}", if other_mark { ')' } else { '.' })
            }
            None => (if other_mark { "*" } else { "-" }).to_owned(),
        };
        let body = blocks(item, document).join("\n\n");
        let indented = indent(&body, mark.len() + 1);
        format!("{mark} {}", indented.trim_start_matches(' '))
            .trim_end_matches(' ')
            .to_owned()
    });
    rendered.collect::<Vec<_>>().join(gap)
}

fn indent(markdown: &str, width: usize) -> String {
    let lines = markdown.lines().map(|line| match line {
        "" => String::new(),
        line => format!("{:width$}{line}", ""),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quote(markdown: &str) -> String {
    let lines = markdown.lines().map(|line| match line {
        "" => ">".to_owned(),
        line => format!("> {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn table(align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = width.max(head.len()).max(align.len());
    if width == 0 {
        return String::new();
    }
    let mut markdown = row(head, width);
    markdown.push_str("\n|");
    for column in 0..width {
        markdown.push_str(match align.get(column) {
            Some(Align::Left) => " :-- |",
            Some(Align::Center) => " :-: |",
            Some(Align::Right) => " --: |",
            Some(Align::None) | None => " --- |",
        });
    }
    for cells in rows {
        markdown.push('\n');
        markdown.push_str(&row(cells, width));
    }
    markdown
}

fn row(cells: &[Vec<Inline>], width: usize) -> String {
    let mut line = String::from("|");
    for column in 0..width {
        let cell = cells.get(column).map(|cell| inline::cell(cell));
        // Writing to a String cannot fail.
        let _ = write!(line, " {} |", cell.unwrap_or_default());
    }
    line
}

fn picture(index: usize, document: &Document) -> String {
    let Some(picture) = document.pictures.get(index) else {
        return String::new();
    };
    let alt = inline::heading(&text(&picture.alt));
    let place = escape::url(&format!("{TO_PROJECT}{}", picture.file));
    let image = format!("![{alt}]({place})");
    if picture.caption.is_empty() {
        return image;
    }
    let caption = Inline::Emphasis {
        content: text(&picture.caption),
    };
    format!("{image}\n\n{}", inline::paragraph(&[caption]))
}

/// A chart is a small table: Markdown has no drawings that would last.
fn chart(chart: &Chart) -> String {
    let title = Inline::Strong {
        content: text(&chart.title),
    };
    let points = chart.points.iter();
    let rows: Vec<_> = points
        .map(|point| vec![text(&point.label), text(&point.text)])
        .collect();
    let table = table(
        &[Align::Left, Align::Right],
        &[text("项目"), text("数值")],
        &rows,
    );
    format!("{}\n\n{table}", inline::paragraph(&[title]))
}

fn appendix(document: &Document) -> Vec<String> {
    let rows: Vec<_> = document.sources.iter().map(source).collect();
    let align = [
        Align::Left,
        Align::Right,
        Align::Left,
        Align::Left,
        Align::Right,
    ];
    let head = ["名称", "数值", "定义", "台账", "行数"].map(text);
    vec!["## 附录：数据来源".to_owned(), table(&align, &head, &rows)]
}

fn source(source: &Source) -> Vec<Vec<Inline>> {
    // A figure made of other figures has no rows of its own; its definition names the others.
    let (ledger, rows) = match &source.ledger {
        Some(ledger) => (ledger.clone(), source.row_count.to_string()),
        None => ("—".to_owned(), "—".to_owned()),
    };
    [
        &source.name,
        &source.written,
        &source.definition,
        &ledger,
        &rows,
    ]
    .map(|cell| text(cell))
    .into()
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text {
        text: text.to_owned(),
    }]
}
