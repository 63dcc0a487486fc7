//! A document as passages of plain words, each of which knows what of it was computed.

use std::ops::Range;

use crate::diagnostic::Place;
use crate::document::{Block, Document, Inline};

/// Words that are read as one: a paragraph, a heading, a table's cell, a caption.
pub(super) struct Passage {
    /// The words.
    pub text: String,
    /// Where they are declared, if not in the template.
    pub place: Option<Place>,
    /// The stretches that were computed, in order, each with its source if it is a figure.
    computed: Vec<(Range<usize>, Option<usize>)>,
    /// What stands at both ends in the template: a table's cell has its bars.
    edge: &'static str,
}

/// Where words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Typed, at least in part.
    Typed,
    /// Computed, but not by one figure alone.
    Ledger,
    /// One figure's, by its source.
    Figure(usize),
}

impl Passage {
    pub fn plain(text: &str, place: Place) -> Self {
        Self {
            text: text.to_owned(),
            place: Some(place),
            computed: Vec::new(),
            edge: "",
        }
    }

    /// Where the words of `span` come from.
    pub fn origin(&self, span: &Range<usize>) -> Origin {
        let mut at = span.start;
        let mut source = None;
        let overlapping = |stretch: &&(Range<usize>, Option<usize>)| {
            stretch.0.start < span.end && stretch.0.end > span.start
        };
        for (index, (range, of)) in self.computed.iter().filter(overlapping).enumerate() {
            if range.start > at {
                return Origin::Typed;
            }
            at = range.end;
            source = if index == 0 { *of } else { None };
        }
        match source {
            _ if at < span.end => Origin::Typed,
            Some(source) => Origin::Figure(source),
            None => Origin::Ledger,
        }
    }

    /// The stretches that were computed, in order.
    pub fn computed(&self) -> impl Iterator<Item = &Range<usize>> {
        self.computed.iter().map(|(range, _)| range)
    }

    /// The computed stretch that holds `span`.
    pub fn computed_around(&self, span: &Range<usize>) -> Option<&Range<usize>> {
        self.computed()
            .find(|range| range.start <= span.start && span.end <= range.end)
    }

    /// Whether `span` is part of a ledger's own text that says more: whoever wrote the row answers for what
    /// it says within itself.
    pub fn is_within_sentence(&self, span: &Range<usize>) -> bool {
        const MARKS: [char; 4] = ['，', '。', '；', '、'];
        let mut cells = self.computed.iter().filter(|(_, source)| source.is_none());
        cells.any(|(range, _)| {
            range.start <= span.start
                && span.end <= range.end
                && self.text[range.start..span.start].contains(MARKS)
        })
    }

    /// The part of `span` that was typed, as far as it hangs together.
    pub fn typed_around(&self, span: &Range<usize>) -> Range<usize> {
        let mut typed = span.clone();
        for (range, _) in &self.computed {
            if range.start <= typed.start && range.end > typed.start {
                typed.start = range.end.min(typed.end);
            }
            if range.start > typed.start && range.start < typed.end {
                typed.end = range.start;
            }
        }
        typed
    }

    /// The typed words before `at`, back to the last computed ones.
    pub fn typed_before(&self, at: usize) -> String {
        let ends = self.computed.iter().map(|(range, _)| range.end);
        let start = ends.filter(|end| *end <= at).max();
        let edge = if start.is_none() { self.edge } else { "" };
        let space = if edge.is_empty() { "" } else { " " };
        format!("{edge}{space}{}", &self.text[start.unwrap_or(0)..at])
    }

    /// The typed words after `at`, up to the next computed ones.
    pub fn typed_after(&self, at: usize) -> &str {
        let starts = self.computed.iter().map(|(range, _)| range.start);
        let end = starts
            .filter(|start| *start >= at)
            .min()
            .unwrap_or(self.text.len());
        &self.text[at..end]
    }
}

/// Every passage of a document, in order.
pub(super) fn passages(document: &Document) -> Vec<Passage> {
    let mut passages = Vec::new();
    let title = Place::file(&format!("data/{}/year.toml", document.year));
    passages.push(Passage::plain(&document.title, title.clone()));
    blocks(&document.blocks, &mut passages);
    passages.extend(document.notes.iter().map(|note| passage(note)));
    for picture in &document.pictures {
        for words in [&picture.caption, &picture.alt] {
            passages.push(Passage::plain(words, title.clone()));
        }
    }
    passages
}

fn blocks(blocks_of: &[Block], passages: &mut Vec<Passage>) {
    for block in blocks_of {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content } => {
                passages.push(passage(content));
            }
            Block::List { items, .. } => {
                for item in items {
                    blocks(item, passages);
                }
            }
            Block::Quote { blocks: inner } => blocks(inner, passages),
            Block::Table { head, rows, .. } => {
                let cells = head.iter().chain(rows.iter().flatten());
                passages.extend(cells.map(|cell| Passage {
                    edge: "|",
                    ..passage(cell)
                }));
            }
            Block::Chart { chart } => {
                passages.push(passage(&[Inline::Text {
                    text: chart.title.clone(),
                }]));
            }
            Block::Picture { .. } | Block::Rule => {}
        }
    }
}

fn passage(content: &[Inline]) -> Passage {
    let mut passage = Passage {
        text: String::new(),
        place: None,
        computed: Vec::new(),
        edge: "",
    };
    append(content, &mut passage);
    passage
}

fn append(content: &[Inline], passage: &mut Passage) {
    for inline in content {
        let start = passage.text.len();
        match inline {
            Inline::Text { text } | Inline::Code { text } => passage.text.push_str(text),
            Inline::Figure { source, text } => {
                passage.text.push_str(text);
                passage
                    .computed
                    .push((start..passage.text.len(), Some(*source)));
            }
            Inline::Cell { text } => {
                passage.text.push_str(text);
                passage.computed.push((start..passage.text.len(), None));
            }
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Link { content, .. } => append(content, passage),
            Inline::Break => passage.text.push('\n'),
            Inline::Note { .. } => {}
        }
    }
}
