//! Plain text: a paragraph a line, unless lines were cut to a width.

use std::ops::Range;

use memchr::memchr2_iter;

use super::{BlockKind, Manuscript, Table, looks_like_heading, markdown};

/// A line that was cut is at least this long, in characters.
const CUT: usize = 24;

pub(super) fn read(path: &str, text: &str) -> Manuscript {
    let spans = lines(text);
    let lines: Vec<&str> = spans.iter().map(|span| &text[span.clone()]).collect();
    let mut manuscript = Manuscript::new(path, spans, text.len());
    let mut heading = None;
    let mut index = 0;
    let mut table: Option<Table> = None;
    while index < lines.len() {
        // A table that was copied from Markdown.
        let body = lines[index].trim();
        if body.len() > 1 && body.starts_with('|') && body.ends_with('|') {
            let indent = lines[index]
                .chars()
                .take_while(|first| first.is_whitespace())
                .count();
            let table = table.get_or_insert_default();
            markdown::row(&mut manuscript, table, body, (index + 1, indent), heading);
            index += 1;
            continue;
        }
        table = None;
        let start = manuscript.text.len();
        manuscript.push(lines[index], index + 1, 1);
        let first = index;
        while continues(lines[index], lines.get(index + 1)) {
            index += 1;
            manuscript.text.push('\n');
            manuscript.push(lines[index], index + 1, 1);
        }
        let is_heading = first == index && looks_like_heading(lines[first]);
        if is_heading {
            heading = manuscript
                .close(start, BlockKind::Heading, None)
                .or(heading);
        } else {
            manuscript.close(start, BlockKind::Paragraph, heading);
        }
        index += 1;
    }
    manuscript
}

/// Lines as editors count them: `\n`, `\r\n` and a lone `\r` each end one.
fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr2_iter(b'\n', b'\r', bytes) {
        let is_second = end > 0 && bytes[end] == b'\n' && bytes[end - 1] == b'\r';
        if !is_second {
            lines.push(start..end);
        }
        start = end + 1;
    }
    lines.push(start..text.len());
    lines
}

/// Whether the next line goes on with the same sentence: mail programs and old editors cut lines.
fn continues(line: &str, next: Option<&&str>) -> bool {
    let Some(next) = next else { return false };
    let ended = line
        .trim_end()
        .ends_with(['。', '！', '？', '；', '：', '”', '.', ';']);
    let indented = next.starts_with([' ', '\t', '\u{3000}']);
    !ended && !indented && !next.trim().is_empty() && line.chars().count() >= CUT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Position;

    #[test]
    fn lines_end_as_editors_end_them() {
        let text = "甲\r\n乙\r丙\n\n\r\r\n丁\n";
        let found = lines(text);
        let found: Vec<&str> = found.into_iter().map(|line| &text[line]).collect();
        assert_eq!(found, ["甲", "乙", "丙", "", "", "", "丁", ""]);
        assert_eq!(lines("\n"), [0..0, 1..1]);
    }

    #[test]
    fn paragraphs_headings_and_cut_lines_keep_their_places() {
        let text = "建会建家\n\n一行文字在这里被切断，足足有二十四个字那么长，所以新增基层工会3\n0家。\r\n下一段24个。";
        let manuscript = read("a.txt", text);
        let kinds: Vec<_> = manuscript.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                BlockKind::Heading,
                BlockKind::Paragraph,
                BlockKind::Paragraph
            ]
        );
        let at = |words: &str| manuscript.position(manuscript.text.find(words).expect(words));
        assert_eq!(at("0家"), Position { line: 4, column: 1 });
        assert_eq!(at("24个"), Position { line: 5, column: 4 });
        assert_eq!(manuscript.blocks[2].heading, Some(0));
    }
}
