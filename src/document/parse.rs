//! Narration's Markdown → a [`Document`], in which marks have become figures again.
//!
//! CommonMark with tables, and no HTML: a report has one look in each format, which is the theme's. Here
//! are the blocks; what stands within them is read in `inlines`.

mod inlines;

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
