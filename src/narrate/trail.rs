//! Where in the template rendered words come from.
//!
//! Only who has something to say of a report asks for it, so the template is rendered once more then, with
//! a mark before each stretch of its own words and before each tag that prints. What comes out has to be
//! the same report; where it is not, nothing is known.

use std::ops::Range;

use super::Narration;
use super::mark::{OPEN_TRAIL, index_of, trail};
use crate::source::Source;

/// From where on in the Markdown what comes from where in the template.
#[derive(Debug)]
pub struct Trail {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the Markdown.
    at: usize,
    /// Where it begins in the template.
    from: usize,
    /// Where its tag ends, if a tag printed it.
    tag: Option<usize>,
}

/// What a mark stands for: an offset, and the end of the tag that begins there.
type Stop = (usize, Option<usize>);

impl Trail {
    /// Follows `rendered`, the traced template's output, to the Markdown of `narration`.
    pub(super) fn follow(rendered: &str, stops: &[Stop], narration: &Narration) -> Option<Self> {
        let mut clean = String::with_capacity(rendered.len());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut rest = rendered;
        while let Some(open) = rest.find(OPEN_TRAIL) {
            clean.push_str(&rest[..open]);
            let (index, after) = index_of(&rest[open..])?;
            let (from, tag) = *stops.get(index)?;
            let at = clean.len();
            pieces.push(Piece { at, from, tag });
            rest = after;
        }
        clean.push_str(rest);
        // Blank lines between a table's rows have been dropped since.
        let mut lines = narration.markdown.split_inclusive('\n');
        let mut next = lines.next();
        let mut moved: Vec<(usize, usize)> = Vec::new();
        let (mut before, mut after) = (0, 0);
        for line in clean.split_inclusive('\n') {
            let is_kept = next.is_some_and(|next| next.trim_end() == line.trim_end());
            if is_kept {
                moved.push((before, after));
                after += next.map_or(0, str::len);
                next = lines.next();
            } else if !line.trim().is_empty() {
                return None;
            }
            before += line.len();
        }
        if next.is_some() {
            return None;
        }
        let there = |at: usize| {
            let line = moved
                .partition_point(|(before, _)| *before <= at)
                .checked_sub(1)?;
            let (before, after) = moved[line];
            Some(after + (at - before))
        };
        for piece in &mut pieces {
            piece.at = there(piece.at).unwrap_or(0);
        }
        Some(Self { pieces })
    }

    /// Where in the template the words at `span` of the Markdown stand: from the first to the last of them,
    /// if these stand on one line.
    #[must_use]
    pub fn span(
        &self,
        narration: &Narration,
        template: &Source,
        span: &Range<usize>,
    ) -> Option<Range<usize>> {
        let markdown = &narration.markdown;
        let last = markdown.get(span.clone())?.char_indices().next_back()?.0;
        let first = self.at(markdown, &template.text, span.start)?;
        let last = self.at(markdown, &template.text, span.start + last)?;
        let is_line =
            first.start <= last.end && !template.text.get(first.start..last.end)?.contains('\n');
        Some(if is_line {
            first.start..last.end
        } else {
            first
        })
    }

    fn at(&self, markdown: &str, template: &str, at: usize) -> Option<Range<usize>> {
        let piece = self
            .pieces
            .partition_point(|piece| piece.at <= at)
            .checked_sub(1)?;
        let Piece {
            at: start,
            from,
            tag,
        } = self.pieces[piece];
        if let Some(end) = tag {
            return Some(from..end);
        }
        let from = from + (at - start);
        let character = markdown.get(at..)?.chars().next()?;
        let is_same = template.get(from..)?.starts_with(character);
        is_same.then(|| from..from + character.len_utf8())
    }
}

/// The template with its marks, and what these stand for.
pub(super) fn traced(text: &str) -> (String, Vec<Stop>) {
    let mut traced = String::with_capacity(text.len() * 2);
    let mut stops: Vec<Stop> = Vec::new();
    let (mut at, mut trims, mut depth) = (0, false, 0_usize);
    loop {
        let (open, end) = next_tag(text, at).unwrap_or((text.len(), text.len()));
        let words = &text[at..open];
        let tag = &text[open..end];
        // - in a tag eats the spaces up to the next words or mark.
        let lead = if trims {
            words.len() - words.trim_start().len()
        } else {
            0
        };
        let is_trimmed = tag.as_bytes().get(2) == Some(&b'-');
        let tail = if is_trimmed {
            lead.max(words.trim_end().len())
        } else {
            words.len()
        };
        let mut stop = |traced: &mut String, stop: Stop| {
            traced.push_str(&trail(stops.len()));
            stops.push(stop);
        };
        traced.push_str(&words[..lead]);
        if depth == 0 {
            stop(&mut traced, (at + lead, None));
        }
        traced.push_str(&words[lead..tail]);
        if depth == 0 && tag.starts_with("{{") {
            stop(&mut traced, (open, Some(end)));
        }
        traced.push_str(&words[tail..]);
        traced.push_str(tag);
        if tag.is_empty() {
            return (traced, stops);
        }
        // What is kept under a name may be compared or cut: it is left as it is.
        let statement = tag.trim_start_matches(['{', '%', '-', '+', ' ']);
        let word = statement
            .split([' ', '-', '%', '('])
            .next()
            .unwrap_or_default();
        match word {
            _ if !tag.starts_with("{%") => {}
            "macro" | "call" | "filter" => depth += 1,
            "set" if !tag.contains('=') => depth += 1,
            "endmacro" | "endcall" | "endfilter" | "endset" => depth = depth.saturating_sub(1),
            _ => {}
        }
        trims = tag.as_bytes().get(tag.len().wrapping_sub(3)) == Some(&b'-');
        at = end;
    }
}

/// The next tag from `at` on: where it begins and ends. A closing brace inside quotation marks closes none.
fn next_tag(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut from = at;
    loop {
        let open = from + text[from..].find('{')?;
        let close = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                from = open + 1;
                continue;
            }
        };
        let mut quote = None;
        for (step, character) in text[open + 2..].char_indices() {
            let here = open + 2 + step;
            if let Some(mark) = quote {
                quote = (mark != character).then_some(mark);
            } else if close != "#}" && matches!(character, '"' | '\'') {
                quote = Some(character);
            } else if text[here..].starts_with(close) {
                return Some((open, here + close.len()));
            }
        }
        return None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narrate::mark;

    #[test]
    fn marks_stand_before_words_and_tags_that_print_and_keep_what_is_trimmed() {
        let (traced, stops) = traced("甲{{ 乙 }}丙  {{- 丁 -}}  戊{% set x %}己{% endset %}庚");
        let m = mark::trail;
        let expected = format!(
            "{}甲{}{{{{ 乙 }}}}{}丙{}  {{{{- 丁 -}}}}  {}戊{{% set x %}}己{{% endset %}}{}庚",
            m(0),
            m(1),
            m(2),
            m(3),
            m(4),
            m(5)
        );
        assert_eq!(traced, expected);
        assert_eq!(stops[0], (0, None));
        assert_eq!(stops[1], (3, Some(12)));
    }
}
