//! Markdown, as far as it matters to who reads the words: marks are left out, tables are tables.
//!
//! This is no Markdown parser; the report's own goes from Markdown to a document and forgets
//! columns. Here every word keeps its place.

use super::{BlockKind, Manuscript, Table, looks_like_heading};

pub(super) fn read(path: &str, text: &str) -> Manuscript {
    let lines: Vec<&str> = text.lines().collect();
    let mut spans = Vec::with_capacity(lines.len());
    let mut start = 0;
    for (whole, line) in text.split_inclusive('\n').zip(&lines) {
        spans.push(start..start + line.len());
        start += whole.len();
    }
    let mut manuscript = Manuscript::new(path, spans, text.len());
    let mut heading = None;
    let mut table: Option<Table> = None;
    let mut open: Option<usize> = None;
    for (index, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let body = line.trim();
        let is_row = body.starts_with('|');
        let starts = body.is_empty()
            || is_row
            || body.starts_with('#')
            || marker(body) > 0
            || is_bold_line(body);
        if starts && let Some(start) = open.take() {
            manuscript.close(start, BlockKind::Paragraph, heading);
        }
        if !is_row {
            table = None;
        }
        if body.is_empty() || body.starts_with("```") || is_rule(body) {
            continue;
        }
        if is_row {
            row(
                &mut manuscript,
                table.get_or_insert_default(),
                body,
                (index + 1, indent),
                heading,
            );
            continue;
        }
        let skipped = indent + marker(body);
        let start = *open.get_or_insert(manuscript.text.len());
        if manuscript.text.len() > start {
            manuscript.text.push('\n');
        }
        inline(
            &mut manuscript,
            &line[skipped..],
            index + 1,
            line[..skipped].chars().count(),
        );
        if body.starts_with('#') || is_bold_line(body) {
            open = None;
            heading = manuscript
                .close(start, BlockKind::Heading, None)
                .or(heading);
        }
    }
    if let Some(start) = open {
        manuscript.close(start, BlockKind::Paragraph, heading);
    }
    manuscript
}

/// How many bytes of a line's start are marks: `## `, `> `, `- `.
fn marker(body: &str) -> usize {
    let rest = body.trim_start_matches(['#', '>', ' ']);
    let rest = ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .unwrap_or(rest);
    body.len() - rest.trim_start().len()
}

/// `---`, `***`, and the line under a table's head.
fn is_rule(body: &str) -> bool {
    body.len() >= 3
        && body
            .chars()
            .all(|character| matches!(character, '-' | '*' | '_' | ' ' | '='))
}

/// **经费收支**: a line of nothing but bold words stands for a heading.
fn is_bold_line(body: &str) -> bool {
    let inner = body
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"));
    inner.is_some_and(|inner| !inner.contains("**") && looks_like_heading(inner))
}

/// Appends a row of a table, `| … | … |`; the line under the head is none.
pub(super) fn row(
    manuscript: &mut Manuscript,
    table: &mut Table,
    body: &str,
    (line, indent): (usize, usize),
    heading: Option<usize>,
) {
    let is_delimiter = body
        .chars()
        .all(|character| matches!(character, '|' | ':' | '-' | ' ' | '\t'));
    if is_delimiter && body.contains('-') {
        return;
    }
    let mut column = indent + 1;
    let inner = body.strip_prefix('|').unwrap_or(body);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    for cell in cells(inner) {
        let start = manuscript.text.len();
        let kind = table.next();
        inline(manuscript, cell, line, column);
        let is_empty = manuscript.text[start..].trim().is_empty();
        let block = manuscript.close(start, kind, heading);
        table.cell(block, 1, is_empty);
        column += cell.chars().count() + 1;
    }
    table.end_row();
}

/// The cells of a row, cut at `|` that no backslash stands before.
fn cells(row: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (offset, character) in row.char_indices() {
        if character == '|' && !escaped {
            cells.push(&row[start..offset]);
            start = offset + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    cells.push(&row[start..]);
    cells
}

/// Appends a line's words without its marks; `before` characters stand before it.
fn inline(manuscript: &mut Manuscript, line: &str, number: usize, before: usize) {
    let mut rest = line;
    let mut column = before + 1;
    let mut words = (String::new(), column);
    while let Some(character) = rest.chars().next() {
        let (skipped, kept) = mark(rest, character);
        if skipped == 0 && kept == 0 {
            if words.0.is_empty() {
                words.1 = column;
            }
            words.0.push(character);
            rest = &rest[character.len_utf8()..];
            column += 1;
            continue;
        }
        manuscript.push(&words.0, number, words.1);
        words.0.clear();
        column += rest[..skipped].chars().count();
        rest = &rest[skipped..];
        if kept > 0 {
            manuscript.push(&rest[..kept], number, column);
            column += rest[..kept].chars().count();
            rest = &rest[kept..];
        }
    }
    manuscript.push(&words.0, number, words.1);
}

/// How many bytes of marks stand here, and how many bytes after them are words whatever they are.
fn mark(rest: &str, character: char) -> (usize, usize) {
    match character {
        '\\' => {
            let next = rest[1..].chars().next().filter(char::is_ascii_punctuation);
            (usize::from(next.is_some()), next.map_or(0, char::len_utf8))
        }
        '*' | '`' => (1, 0),
        '~' if rest.starts_with("~~") => (2, 0),
        '!' if rest.starts_with("![") => (2, 0),
        // A footnote's reference, and its number where it is told.
        '[' if rest.starts_with("[^") => {
            let end = rest.find(']').map_or(0, |end| end + 1);
            (end + usize::from(rest[end..].starts_with(':')), 0)
        }
        '[' if rest.contains("](") => (1, 0),
        // A link's address; a picture's words are read like any others.
        ']' if rest.starts_with("](") => (rest.find(')').map_or(0, |end| end + 1), 0),
        '<' => {
            let next = rest[1..].chars().next();
            let is_tag =
                next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!'));
            (
                if is_tag {
                    rest.find('>').map_or(0, |end| end + 1)
                } else {
                    0
                },
                0,
            )
        }
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Position;

    #[test]
    fn marks_are_left_out_and_places_kept() {
        let text = "## 建家\n\n- 新增**基层工会**[30家](x.html)。\n\n| 项目 | 数量 |\n|:--|--:|\n| 休息点 | 24个 |\n";
        let manuscript = read("a.md", text);
        let words: Vec<_> = (0..manuscript.blocks.len())
            .map(|index| manuscript.words(index).trim())
            .collect();
        assert_eq!(
            words,
            [
                "建家",
                "新增基层工会30家。",
                "项目",
                "数量",
                "休息点",
                "24个"
            ]
        );
        let at = |words: &str| manuscript.position(manuscript.text.find(words).expect(words));
        assert_eq!(
            at("30家"),
            Position {
                line: 3,
                column: 14
            }
        );
        assert_eq!(at("24个"), Position { line: 7, column: 9 });
        let BlockKind::Cell { label, head, .. } = manuscript.blocks[5].kind else {
            panic!("a cell")
        };
        assert_eq!((label, head), (Some(4), Some(3)));
    }
}
