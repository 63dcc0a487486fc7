//! Narration's Markdown → a [`Document`], in which marks have become figures again.
//!
//! CommonMark with tables, and no HTML: a report has one look in each format, which is the theme's.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inline::{self, plain};
use super::sources::Sources;
use super::{Align, Block, Document, Inline, Picture};
use super::{chart, note, picture};
use crate::diagnostic::{self, Code, Diagnostic, Place};
use crate::narrate::{Mark, Narration, mark};
use crate::project::PictureFile;
use crate::source::Source;

/// What a document is made from besides its Markdown.
pub struct Material<'a> {
    /// The template, for the places of findings.
    pub template: &'a Source,
    /// Title, organisation, year and dates are taken from here; the rest is filled in.
    pub frame: Document,
    /// The figures that marks point to.
    pub sources: &'a Sources<'a>,
    /// The year's pictures, read, each with its declaration.
    pub pictures: Vec<(PictureFile, Picture)>,
    /// Reads a picture that the template names itself.
    pub read_picture: &'a dyn Fn(&str, &str) -> Result<Picture, Diagnostic>,
}

/// Builds the document, without the rows behind its sources.
#[must_use]
pub fn parse(narration: &Narration, material: Material<'_>) -> (Document, Vec<Diagnostic>) {
    let mut builder = Builder {
        narration,
        template: material.template,
        sources: material.sources,
        read_picture: material.read_picture,
        pictures: Vec::new(),
        found: Vec::new(),
        heading_counts: [0; 7],
        depth: 0,
    };
    let options = Options::ENABLE_TABLES;
    let mut events = Parser::new_ext(&narration.markdown, options).into_offset_iter();
    let mut blocks = builder.blocks(&mut events, None);
    let mut document = material.frame;
    if let Some(Block::Heading {
        level: 1, content, ..
    }) = blocks.first()
    {
        document.title = plain(content);
        blocks.remove(0);
    }
    for block in &mut blocks {
        if let Block::Heading {
            level: level @ 1, ..
        } = block
        {
            *level = 2;
        }
    }
    let first_own = builder.pictures.len();
    let declared = material.pictures.iter().map(|(declared, _)| declared);
    for (index, declared) in declared.enumerate() {
        if let Err(finding) = picture::place(&mut blocks, declared, first_own + index) {
            builder.found.push(finding);
        }
    }
    builder
        .pictures
        .extend(material.pictures.into_iter().map(|(_, picture)| picture));
    document.notes = note::place(&mut blocks, builder.sources);
    document.blocks = blocks;
    document.pictures = builder.pictures;
    document.sources = builder.sources.finish();
    (document, builder.found)
}

struct Builder<'a> {
    narration: &'a Narration,
    template: &'a Source,
    sources: &'a Sources<'a>,
    read_picture: &'a dyn Fn(&str, &str) -> Result<Picture, Diagnostic>,
    pictures: Vec<Picture>,
    found: Vec<Diagnostic>,
    heading_counts: [u32; 7],
    /// How many lists and quotations stand around the present block.
    depth: usize,
}

/// Lists and quotations deeper than this are no report's; renderers may recurse safely over fewer.
const DEEPEST: usize = 16;

type Events<'a> = pulldown_cmark::OffsetIter<'a>;

impl Builder<'_> {
    /// Blocks up to `end`.
    fn blocks(&mut self, events: &mut Events<'_>, end: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut loose = Vec::new();
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(tag) if Some(tag) == end => break,
                Event::Start(tag) if inline::is_inline(&tag) => {
                    self.inline_tag(tag, range, events, &mut loose);
                }
                Event::Start(tag) => {
                    flush(&mut loose, &mut blocks);
                    self.block(tag, range, events, &mut blocks);
                }
                Event::Rule => {
                    flush(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                // A tight list's items hold their words without a paragraph.
                event => self.inline(event, range, &mut loose),
            }
        }
        flush(&mut loose, &mut blocks);
        blocks
    }

    fn block(
        &mut self,
        tag: Tag<'_>,
        range: Range<usize>,
        events: &mut Events<'_>,
        blocks: &mut Vec<Block>,
    ) {
        let end = tag.to_end();
        if self.depth >= DEEPEST {
            let message = format!("列表和引文套了 {DEEPEST} 层以上");
            self.report(diagnostic::TOO_DEEP, message, "减少层次", range.start);
            let mut open = 1;
            for (event, _) in events.by_ref() {
                match event {
                    Event::Start(_) => open += 1,
                    Event::End(_) => open -= 1,
                    _ => {}
                }
                if open == 0 {
                    return;
                }
            }
            return;
        }
        self.depth += 1;
        self.nested(tag, end, &range, events, blocks);
        self.depth -= 1;
    }

    fn nested(
        &mut self,
        tag: Tag<'_>,
        end: TagEnd,
        range: &Range<usize>,
        events: &mut Events<'_>,
        blocks: &mut Vec<Block>,
    ) {
        match tag {
            Tag::Paragraph => self.paragraph(range, events, blocks),
            Tag::Heading { level, .. } => {
                let content = self.inlines(events, end);
                let id = self.heading_id(level);
                blocks.push(Block::Heading {
                    level: level as u8,
                    id,
                    content,
                });
            }
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((event, _)) = events.next() {
                    match event {
                        Event::Start(Tag::Item) => {
                            items.push(self.blocks(events, Some(TagEnd::Item)));
                        }
                        Event::End(tag) if tag == end => break,
                        _ => {}
                    }
                }
                blocks.push(Block::List { start, items });
            }
            Tag::BlockQuote(_) => {
                blocks.push(Block::Quote {
                    blocks: self.blocks(events, Some(end)),
                });
            }
            Tag::Table(align) => {
                let table = self.table(&align, events);
                blocks.push(table);
            }
            Tag::CodeBlock(_) => {
                let content = self.inlines(events, end);
                let text = plain(&content).trim_end().to_owned();
                blocks.push(Block::Paragraph {
                    content: vec![Inline::Code { text }],
                });
            }
            _ => {
                let inner = self.blocks(events, Some(end));
                blocks.extend(inner);
            }
        }
    }

    /// A paragraph; one that holds nothing but a chart or a picture is that.
    fn paragraph(
        &mut self,
        range: &Range<usize>,
        events: &mut Events<'_>,
        blocks: &mut Vec<Block>,
    ) {
        let pictures_before = self.pictures.len();
        let content = self.inlines(events, TagEnd::Paragraph);
        let text = self.narration.markdown[range.clone()].trim();
        if let [mark::Stretch::Mark(index)] = mark::split(text).as_slice()
            && let Some(Mark::Chart {
                kind,
                title,
                points,
            }) = self.narration.marks.get(*index)
        {
            let chart = chart::draw(self.sources, *kind, title, points);
            blocks.push(Block::Chart { chart });
            return;
        }
        if !content.is_empty() {
            blocks.push(Block::Paragraph { content });
        }
        blocks.extend(
            (pictures_before..self.pictures.len()).map(|picture| Block::Picture { picture }),
        );
    }

    fn table(&mut self, align: &[pulldown_cmark::Alignment], events: &mut Events<'_>) -> Block {
        use pulldown_cmark::Alignment;
        let align = align.iter().map(|align| match align {
            Alignment::None => Align::None,
            Alignment::Left => Align::Left,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::Right,
        });
        let align = align.collect();
        let mut lines: Vec<Vec<Vec<Inline>>> = Vec::new();
        while let Some((event, _)) = events.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => lines.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines(events, TagEnd::TableCell);
                    if let Some(line) = lines.last_mut() {
                        line.push(cell);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let rows = lines.split_off(1.min(lines.len()));
        Block::Table {
            align,
            head: lines.pop().unwrap_or_default(),
            rows,
        }
    }

    fn inlines(&mut self, events: &mut Events<'_>, end: TagEnd) -> Vec<Inline> {
        let mut content = Vec::new();
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Start(tag) => self.inline_tag(tag, range, events, &mut content),
                event => self.inline(event, range, &mut content),
            }
        }
        inline::joined(content)
    }

    fn inline_tag(
        &mut self,
        tag: Tag<'_>,
        range: Range<usize>,
        events: &mut Events<'_>,
        into: &mut Vec<Inline>,
    ) {
        let end = tag.to_end();
        let content = self.inlines(events, end);
        match tag {
            Tag::Strong => into.push(Inline::Strong { content }),
            Tag::Emphasis => into.push(Inline::Emphasis { content }),
            Tag::Link {
                dest_url, title, ..
            } => {
                let url = dest_url.to_string();
                if !title.is_empty() {
                    let message = format!("链接的标题“{title}”不会印出来");
                    let help = "要说的话写进正文，链接只留网址";
                    self.report(diagnostic::LINK, message, help, range.start);
                } else if super::is_safe_address(&url) {
                    into.push(Inline::Link { url, content });
                } else {
                    let message = format!("链接“{url}”不是网址、邮箱或本文的标题");
                    let help = "只能链接到 https://…、mailto:… 或 #标题";
                    self.report(diagnostic::LINK, message, help, range.start);
                }
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let alt = plain(&content);
                match (self.read_picture)(&dest_url, &alt) {
                    Ok(mut picture) => {
                        if !title.is_empty() {
                            picture.caption = title.to_string();
                        }
                        self.pictures.push(picture);
                    }
                    Err(finding) => {
                        let place = self.place(range.start);
                        self.found.push(finding.at(place));
                    }
                }
            }
            _ => into.extend(content),
        }
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>, into: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => self.text(&text, range.start, into),
            Event::Code(text) => into.push(Inline::Code {
                text: self.unmarked(&text),
            }),
            Event::SoftBreak => into.push(inline::soft_break()),
            Event::HardBreak => into.push(Inline::Break),
            Event::Html(html) | Event::InlineHtml(html) => {
                let trimmed = html.trim();
                // What closes a tag has been told with what opens it.
                let closes = trimmed.starts_with("</") && self.has_told(diagnostic::RAW_HTML);
                // Words behind a comment at a line's start are HTML too, and would be lost.
                let is_comment = trimmed
                    .strip_prefix("<!--")
                    .is_some_and(|rest| rest.find("-->").is_none_or(|end| end + 3 == rest.len()));
                if !trimmed.is_empty() && !is_comment && !closes {
                    let message = format!("模板里不能写 HTML：{}", first_line(trimmed));
                    let help = "用 Markdown 的写法；要显示尖括号就写 \\<";
                    self.report(diagnostic::RAW_HTML, message, help, range.start);
                }
            }
            _ => {}
        }
    }

    /// Words and marks.
    fn text(&mut self, text: &str, offset: usize, into: &mut Vec<Inline>) {
        // Markdown hands stray stars over one by one; stars that were escaped do not touch in it.
        let touches = text.starts_with('*') && self.narration.markdown[offset..].starts_with("**");
        if touches || text.contains("**") {
            self.stray_emphasis(offset);
        }
        let mut stretches = mark::split(text).into_iter().peekable();
        while let Some(stretch) = stretches.next() {
            match stretch {
                mark::Stretch::Text(text) => into.push(Inline::Text {
                    text: text.to_owned(),
                }),
                mark::Stretch::Mark(index) => match self.narration.marks.get(index) {
                    Some(Mark::Figure {
                        figure,
                        aspect,
                        text,
                    }) => {
                        let unit = self.sources.unit(*figure);
                        let goes_on = matches!(
                            stretches.peek(),
                            Some(mark::Stretch::Text(words)) if words.starts_with(unit)
                        );
                        if !unit.is_empty() && text.ends_with(unit) && goes_on {
                            let message = format!("“{text}”后面又写了一个“{unit}”");
                            let help = "数字自己带单位，删去后面写的单位；本来就是叠字的不用管";
                            self.report(diagnostic::REPEATED_UNIT, message, help, offset);
                        }
                        let source = self.sources.index(*figure, *aspect);
                        into.push(Inline::Figure {
                            source,
                            text: text.clone(),
                        });
                    }
                    Some(Mark::Cell { text }) => into.push(Inline::Cell { text: text.clone() }),
                    Some(Mark::Chart { .. }) => {
                        if self.is_alone(offset) {
                            continue;
                        }
                        let message = "图表要独占一段".to_owned();
                        let help = "把 {{ chart(…) }} 写在单独一行，前后各空一行";
                        self.report(diagnostic::FILTER, message, help, offset);
                    }
                    None => {}
                },
            }
        }
    }

    /// Whether the line at `offset` holds one mark and nothing else.
    fn is_alone(&self, offset: usize) -> bool {
        let markdown = &self.narration.markdown;
        let start = markdown[..offset].rfind("\n\n").map_or(0, |end| end + 2);
        let length = markdown[offset..]
            .find("\n\n")
            .unwrap_or(markdown.len() - offset);
        mark::split(markdown[start..offset + length].trim()).len() == 1
    }

    fn unmarked(&self, text: &str) -> String {
        let words = mark::split(text).into_iter().map(|stretch| match stretch {
            mark::Stretch::Text(text) => text,
            mark::Stretch::Mark(index) => match self.narration.marks.get(index) {
                Some(Mark::Figure { text, .. } | Mark::Cell { text }) => text,
                _ => "",
            },
        });
        words.collect()
    }

    fn heading_id(&mut self, level: HeadingLevel) -> String {
        let level = level as usize;
        self.heading_counts[level] += 1;
        self.heading_counts[level + 1..].fill(0);
        let counts = self.heading_counts[1..=level]
            .iter()
            .filter(|count| **count > 0);
        let counts: Vec<_> = counts.map(u32::to_string).collect();
        format!("s{}", counts.join("-"))
    }

    fn place(&self, offset: usize) -> Place {
        self.narration.place(self.template, offset)
    }

    fn has_told(&self, code: &'static Code) -> bool {
        self.found.iter().any(|finding| finding.code == code)
    }

    /// Reports stars that will be printed as stars; once a line, for they come in pairs.
    fn stray_emphasis(&mut self, offset: usize) {
        let place = self.place(offset);
        let is_told = self.found.last().is_some_and(|last| {
            let line = last.place.as_ref().map(|last| (&last.file, last.line));
            last.code == diagnostic::STRAY_EMPHASIS && line == Some((&place.file, place.line))
        });
        if is_told {
            return;
        }
        let help = "中文标点紧挨着 ** 时 Markdown 认不出来：把标点移到 ** 外面，如 **活动**。次年";
        let message = "“**”没有变成粗体，会原样印出来";
        let finding = Diagnostic::new(diagnostic::STRAY_EMPHASIS, message);
        self.found.push(finding.at(place).help(help));
    }

    fn report(&mut self, code: &'static Code, message: String, help: &str, offset: usize) {
        let place = self.place(offset);
        self.found
            .push(Diagnostic::new(code, message).at(place).help(help));
    }
}

/// Words that stand in no paragraph of their own become one.
fn flush(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    let content = inline::joined(std::mem::take(loose));
    if !content.is_empty() {
        blocks.push(Block::Paragraph { content });
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
