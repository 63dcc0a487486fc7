//! The styles of a Word file: which of them are headings.
//!
//! A style is a heading by its outline level, which it may have from the style that it is based on, or by the
//! name that Word gives its own headings in every language. What a paragraph's style is called says nothing by
//! itself: the identifiers are Word's, or anybody's.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The styles of `word/styles.xml`, by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style, FixedState>);

#[derive(Debug, Default)]
struct Style {
    /// `None` where the style says nothing of it.
    outline: Option<u8>,
    /// Word's own headings and titles are called so, whatever the identifier.
    is_named_heading: bool,
    based_on: Option<String>,
}

/// Longer chains of styles than this are circles.
const LONGEST: usize = 32;

impl Styles {
    /// Reads the part. What is broken in it is left out: a file without styles is read as well.
    pub(super) fn read(xml: &str) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "style" => {
                        styles.close(open.take());
                        open = value(&tag, "w:styleId").map(|id| (id, Style::default()));
                    }
                    part => {
                        if let Some((_, style)) = &mut open {
                            style.hold(part, &tag);
                        }
                    }
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        styles.close(open);
        styles
    }

    fn close(&mut self, style: Option<(String, Style)>) {
        self.0.extend(style);
    }

    /// Whether the style is a heading; `None` where the file does not know it.
    pub(super) fn is_heading(&self, id: &str) -> Option<bool> {
        let mut style = self.0.get(id)?;
        for _ in 0..LONGEST {
            // 0 to 8; 9 is running text.
            if let Some(level) = style.outline {
                return Some(level < 9);
            }
            if style.is_named_heading {
                return Some(true);
            }
            let Some(base) = style.based_on.as_ref().and_then(|base| self.0.get(base)) else {
                break;
            };
            style = base;
        }
        Some(false)
    }
}

impl Style {
    fn hold(&mut self, part: &str, tag: &BytesStart<'_>) {
        match part {
            "name" => {
                let name = value(tag, "w:val").unwrap_or_default().to_lowercase();
                self.is_named_heading = name.starts_with("heading ")
                    || name.starts_with("标题 ")
                    || matches!(name.as_str(), "title" | "subtitle" | "标题" | "副标题");
            }
            "basedOn" => self.based_on = value(tag, "w:val"),
            "outlineLvl" => self.outline = value(tag, "w:val").and_then(|level| level.parse().ok()),
            _ => {}
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.into_owned())
}
