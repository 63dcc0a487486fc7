//! The words of a report's Markdown in one run, each with its place in it: for whoever has to say where
//! something stands.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use crate::narrate::{Mark, Narration, mark};

/// Markdown's words without its marks.
#[derive(Debug)]
pub struct Words {
    text: String,
    /// Where each piece begins among the words and in the Markdown, and how long it is there if it was
    /// computed.
    pieces: Vec<(usize, usize, Option<usize>)>,
}

impl Words {
    /// Reads them.
    #[must_use]
    pub fn of(narration: &Narration) -> Self {
        let mut words = Self {
            text: String::new(),
            pieces: Vec::new(),
        };
        let events = Parser::new_ext(&narration.markdown, Options::ENABLE_TABLES);
        for (event, range) in events.into_offset_iter() {
            match event {
                Event::Text(text) => words.add(&text, range.start, narration),
                Event::Code(text) => {
                    let code = &narration.markdown[range.clone()];
                    let ticks = code.len() - code.trim_start_matches('`').len();
                    words.add(&text, range.start + ticks, narration);
                }
                Event::HardBreak => words.push("\n", range.start, None),
                _ => {}
            }
        }
        words
    }

    fn add(&mut self, text: &str, offset: usize, narration: &Narration) {
        let mut at = offset;
        for stretch in mark::split(text) {
            match stretch {
                mark::Stretch::Text(text) => {
                    self.push(text, at, None);
                    at += text.len();
                }
                mark::Stretch::Mark(index) => {
                    let length = mark::write(index).len();
                    let text = match narration.marks.get(index) {
                        Some(Mark::Figure { text, .. } | Mark::Cell { text }) => text,
                        Some(Mark::Chart { title, .. }) => title,
                        None => "",
                    };
                    self.push(text, at, Some(length));
                    at += length;
                }
            }
        }
    }

    fn push(&mut self, text: &str, at: usize, computed: Option<usize>) {
        self.pieces.push((self.text.len(), at, computed));
        self.text.push_str(text);
    }

    /// Where `words` stand next, from `from` on.
    #[must_use]
    pub fn find(&self, words: &str, from: usize) -> Option<usize> {
        Some(from + self.text.get(from..)?.find(words)?)
    }

    /// Where the words at `span` stand in the Markdown, from the first to the last.
    #[must_use]
    pub fn in_markdown(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let last = self.text.get(span.clone())?.char_indices().next_back()?.0;
        let start = self.at(span.start)?.start;
        let end = self.at(span.start + last)?.end;
        (start < end).then_some(start..end)
    }

    fn at(&self, at: usize) -> Option<Range<usize>> {
        let piece = self
            .pieces
            .partition_point(|(start, ..)| *start <= at)
            .checked_sub(1)?;
        let (start, there, computed) = self.pieces[piece];
        let length = self.text.get(at..)?.chars().next()?.len_utf8();
        Some(match computed {
            Some(length) => there..there + length,
            None => there + (at - start)..there + (at - start) + length,
        })
    }
}
