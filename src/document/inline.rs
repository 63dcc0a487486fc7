//! Inlines: joined where Markdown cut them, and as plain words.

use pulldown_cmark::Tag;
use unicode_width::UnicodeWidthChar;

use super::Inline;

/// Whether a tag stands inside a line.
pub(super) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// A line's end in the source, until [`joined`] decides what it is.
pub(super) fn soft_break() -> Inline {
    Inline::Text {
        text: "\n".to_owned(),
    }
}

/// Joins neighbouring words; a line's end becomes a space only between Latin words, for Chinese has
/// none between lines.
pub(super) fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::with_capacity(inlines.len());
    let mut inlines = inlines.into_iter().peekable();
    while let Some(inline) = inlines.next() {
        let Inline::Text { mut text } = inline else {
            joined.push(inline);
            continue;
        };
        if text == "\n" {
            let is_wide = |character: Option<char>| {
                character
                    .and_then(UnicodeWidthChar::width)
                    .is_none_or(|width| width > 1)
            };
            let before = joined
                .last()
                .and_then(|inline| words(inline).chars().next_back());
            let after = inlines
                .peek()
                .and_then(|inline| words(inline).chars().next());
            text = if is_wide(before) || is_wide(after) {
                String::new()
            } else {
                " ".to_owned()
            };
        }
        match joined.last_mut() {
            _ if text.is_empty() => {}
            Some(Inline::Text { text: before }) => before.push_str(&text),
            _ => joined.push(Inline::Text { text }),
        }
    }
    joined
}

/// The words of inlines, without anything else.
#[must_use]
pub fn plain(inlines: &[Inline]) -> String {
    inlines.iter().map(words).collect()
}

fn words(inline: &Inline) -> String {
    match inline {
        Inline::Text { text }
        | Inline::Figure { text, .. }
        | Inline::Cell { text }
        | Inline::Code { text } => text.clone(),
        Inline::Strong { content }
        | Inline::Emphasis { content }
        | Inline::Link { content, .. } => plain(content),
        Inline::Break => "\n".to_owned(),
        // Beside the words, not among them.
        Inline::Note { .. } => String::new(),
    }
}
