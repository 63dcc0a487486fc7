//! Inlines → one line of Markdown, or a few with breaks between them.
//!
//! Emphasis is the hard part: `**活动。**次年` is not bold to a Markdown reader, because its rule for
//! where emphasis may end was made for spaced scripts. A full stop then moves out, `**活动**。次年`;
//! where the stars would still not be read, HTML's own tags stand in for them.

use std::fmt::Write;

use super::escape;
use crate::document::Inline;
use crate::document::is_safe_address;

/// Punctuation that may as well stand outside what it ends.
const STOPS: &[char] = &['。', '，', '、', '；', '：', '？', '！'];

/// Where a line is going to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// A paragraph: lines broken where asked, none of which begins a block by accident.
pub(super) fn paragraph(content: &[Inline]) -> String {
    let mut raw = String::new();
    write(content, Place::Paragraph, None, &mut raw);
    let lines: Vec<_> = raw
        .split('\n')
        .map(|line| line.trim_matches(' '))
        .filter(|line| !line.is_empty())
        .map(escape::line_start)
        .collect();
    lines.join("\\\n")
}

/// A heading's words, without its `#`, on one line.
pub(super) fn heading(content: &[Inline]) -> String {
    let mut line = String::new();
    write(content, Place::Heading, None, &mut line);
    escape::heading_end(line.trim_matches(' '))
}

/// A table's cell, on one line.
pub(super) fn cell(content: &[Inline]) -> String {
    let mut line = String::new();
    write(content, Place::Cell, None, &mut line);
    line.trim_matches(' ').to_owned()
}

/// Writes `content`, after which `next` stands.
fn write(content: &[Inline], place: Place, next: Option<char>, out: &mut String) {
    for (index, inline) in content.iter().enumerate() {
        let next = content[index + 1..].iter().find_map(first).or(next);
        match inline {
            Inline::Text { text } | Inline::Figure { text, .. } | Inline::Cell { text } => {
                escape::text(text, out);
            }
            // A reference of GitHub's; what it refers to stands behind the prose.
            Inline::Note { note } => {
                let _ = write!(out, "[^{}]", note + 1);
            }
            Inline::Strong { content } => emphasis(content, "**", "strong", place, next, out),
            Inline::Emphasis { content } => emphasis(content, "*", "em", place, next, out),
            Inline::Code { text } if text.trim().is_empty() => escape::text(text, out),
            Inline::Code { text } if out.ends_with('`') => {
                // Backticks side by side would be one fence.
                out.push_str("<code>");
                escape::text(text, out);
                out.push_str("</code>");
            }
            Inline::Code { text } => escape::code(text, place == Place::Cell, out),
            Inline::Link { url, content } if is_safe_address(url) => link(url, content, place, out),
            Inline::Link { content, .. } => write(content, place, next, out),
            Inline::Break => out.push_str(match place {
                Place::Paragraph => "\n",
                Place::Heading => " ",
                Place::Cell => "<br>",
            }),
        }
    }
}

/// The first character that `inline` will print, as far as emphasis cares.
fn first(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text { text } | Inline::Figure { text, .. } | Inline::Cell { text } => {
            let mut escaped = String::new();
            let start: String = text.chars().take(2).collect();
            escape::text(&start, &mut escaped);
            escaped.chars().next()
        }
        Inline::Strong { content } | Inline::Emphasis { content } => {
            content.iter().find_map(first).map(|_| '*')
        }
        Inline::Code { text } => text.chars().next().map(|_| '`'),
        Inline::Link { url, .. } if is_safe_address(url) => Some('['),
        Inline::Link { content, .. } => content.iter().find_map(first),
        Inline::Break => Some(' '),
        Inline::Note { .. } => Some('['),
    }
}

fn link(url: &str, content: &[Inline], place: Place, out: &mut String) {
    // The bracket ends what stands inside; a break inside a link would be a break in its words.
    let place = if place == Place::Cell {
        place
    } else {
        Place::Heading
    };
    out.push('[');
    write(content, place, Some(']'), out);
    out.push_str("](");
    out.push_str(&escape::url(url));
    out.push(')');
}

fn emphasis(
    content: &[Inline],
    stars: &str,
    tag: &str,
    place: Place,
    next: Option<char>,
    out: &mut String,
) {
    let mut inner = String::new();
    write(content, place, Some('*'), &mut inner);
    if inner.trim().is_empty() {
        out.push_str(&inner);
    } else if stars_are_read(out, &inner, next) {
        for piece in [stars, &inner, stars] {
            out.push_str(piece);
        }
    } else if let words = inner.trim_end_matches(STOPS)
        && let stop = &inner[words.len()..]
        && stars_are_read(out, words, stop.chars().next().or(next))
    {
        for piece in [stars, words, stars, stop] {
            out.push_str(piece);
        }
    } else {
        for piece in ["<", tag, ">", &inner, "</", tag, ">"] {
            out.push_str(piece);
        }
    }
}

/// Whether stars around `inner` open and close emphasis by `CommonMark`'s
/// flanking rules. In doubt, no.
fn stars_are_read(before: &str, inner: &str, next: Option<char>) -> bool {
    let previous = before.chars().next_back();
    let (start, end) = (inner.chars().next(), inner.chars().next_back());
    // Emphasis inside emphasis keeps its stars, and what is around it does without.
    let runs_together = previous == Some('*') || next == Some('*') || inner.contains('*');
    let flanks = |outside: Option<char>, inside: Option<char>| match kind(inside) {
        Kind::Word => true,
        Kind::Space => false,
        Kind::Mark | Kind::Unsure => matches!(kind(outside), Kind::Space | Kind::Mark),
    };
    !runs_together && !inner.contains('\n') && flanks(previous, start) && flanks(next, end)
}

#[derive(PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    Mark,
    /// Readers of Markdown differ on it.
    Unsure,
}

fn kind(character: Option<char>) -> Kind {
    const MARKS: &str = "。，、；：？！（）《》“”‘’【】「」『』…—·";
    match character {
        None => Kind::Space,
        Some(c) if c.is_whitespace() => Kind::Space,
        Some(c) if c.is_ascii_punctuation() || MARKS.contains(c) => Kind::Mark,
        // Letters in circles and squares are alphabetic to Unicode, and symbols too.
        Some('\u{24B6}'..='\u{24E9}' | '\u{1F100}'..='\u{1F1FF}') => Kind::Unsure,
        Some(c) if c.is_alphanumeric() => Kind::Word,
        Some(_) => Kind::Unsure,
    }
}
