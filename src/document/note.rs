//! Footnotes: what a report restates of last year, told where it prints that figure of last year or
//! its change.
//!
//! The reference stands behind the first such words that can bear one; headings and links cannot. A
//! figure whose last year the prose nowhere mentions is told in a paragraph at the end.

use super::sources::Sources;
use super::{Block, Inline, plain};
use crate::figure::Restatement;
use crate::narrate::Aspect;

/// Puts references to footnotes into `blocks`, and paragraphs at their end for what has none; the
/// footnotes, in order.
pub(super) fn place(blocks: &mut Vec<Block>, sources: &Sources<'_>) -> Vec<Vec<Inline>> {
    let mut placing = Placing {
        waiting: sources.restated().iter().collect(),
        sources,
        notes: Vec::new(),
    };
    placing.blocks(blocks);
    let Placing { waiting, notes, .. } = placing;
    let told = waiting.into_iter().map(|restatement| {
        let mut content = vec![text("注：")];
        content.extend(words(restatement, sources));
        Block::Paragraph { content }
    });
    // The report's end is where its annexed tables begin.
    let is_annex = |block: &Block| match block {
        Block::Heading { level, content, .. } => *level <= 2 && plain(content).starts_with('附'),
        _ => false,
    };
    let end = blocks.iter().position(is_annex).unwrap_or(blocks.len());
    blocks.splice(end..end, told);
    notes
}

struct Placing<'a> {
    waiting: Vec<&'a Restatement>,
    sources: &'a Sources<'a>,
    notes: Vec<Vec<Inline>>,
}

impl Placing<'_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content } => self.inlines(content),
                Block::List { items, .. } => {
                    for item in items {
                        self.blocks(item);
                    }
                }
                Block::Quote { blocks } => self.blocks(blocks),
                // A table's head is repeated on every page.
                Block::Table { rows, .. } => {
                    for cell in rows.iter_mut().flatten() {
                        self.inlines(cell);
                    }
                }
                Block::Heading { .. }
                | Block::Picture { .. }
                | Block::Chart { .. }
                | Block::Rule => {}
            }
        }
    }

    fn inlines(&mut self, content: &mut Vec<Inline>) {
        let mut index = 0;
        while index < content.len() {
            let note = match &mut content[index] {
                Inline::Figure { source, .. } => self.note_on(*source),
                Inline::Strong { content } | Inline::Emphasis { content } => {
                    self.inlines(content);
                    None
                }
                _ => None,
            };
            index += 1;
            if let Some(note) = note {
                content.insert(index, Inline::Note { note });
                index += 1;
            }
        }
    }

    /// The footnote that the words of `source` call for, where they do.
    fn note_on(&mut self, source: usize) -> Option<usize> {
        let (figure, aspect) = self.sources.of(source)?;
        if aspect == Aspect::Now {
            return None;
        }
        let is_on_it = |restatement: &&Restatement| restatement.figure == figure.name;
        let at = self.waiting.iter().position(is_on_it)?;
        let restatement = self.waiting.remove(at);
        self.notes.push(words(restatement, self.sources));
        Some(self.notes.len() - 1)
    }
}

/// A restatement in words, its numbers computed.
fn words(restatement: &Restatement, sources: &Sources<'_>) -> Vec<Inline> {
    let Restatement {
        label,
        year,
        was,
        is,
        why,
        ..
    } = restatement;
    let data = |text: &str| Inline::Cell {
        text: text.to_owned(),
    };
    let now = |is: &str| match sources.of_last_year(&restatement.figure) {
        Some(source) if !restatement.is_list => Inline::Figure {
            source,
            text: is.to_owned(),
        },
        _ => data(is),
    };
    let mut content = vec![data(&year.to_string()), text("年“"), data(label), text("”")];
    match is {
        Some(is) if restatement.is_list => {
            content.push(text("的名单有更正"));
            for (word, items) in [("，去掉", was), ("，增加", is)] {
                if !items.is_empty() {
                    content.extend([text(word), data(items)]);
                }
            }
        }
        Some(is) => {
            content.extend([text("原公布为"), data(was), text("，现更正为"), now(is)]);
        }
        None => content.extend([text("原公布为"), data(was), text("，现不再列出")]),
    }
    content.extend([text("："), data(why), text("。")]);
    content
}

fn text(text: &str) -> Inline {
    Inline::Text {
        text: text.to_owned(),
    }
}
