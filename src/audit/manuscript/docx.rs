//! Word files: word/document.xml inside a zip, and the footnotes and headers beside it.
//!
//! What was deleted with tracked changes is not read; what was inserted is. A file comes from
//! anywhere, so sizes are limited and nothing in it is trusted.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::styles::Styles;
use super::{BlockKind, Manuscript, Table, looks_like_heading};

/// No part of a Word file that people write is larger; a zip bomb is.
const LARGEST: u64 = 256 << 20;

/// The parts that hold words, in reading order.
fn parts(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut parts: Vec<String> = names
        .filter(|name| {
            let Some(name) = name
                .strip_prefix("word/")
                .and_then(|name| name.strip_suffix(".xml"))
            else {
                return false;
            };
            let base = name.trim_end_matches(|last: char| last.is_ascii_digit());
            matches!(
                base,
                "document" | "footnotes" | "endnotes" | "header" | "footer"
            )
        })
        .collect();
    parts.sort_by_key(|name| (name != "word/document.xml", name.clone()));
    parts
}

pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Manuscript, String> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| "打不开（不是 .docx 的压缩格式）")?;
    let names = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()));
    let names = parts(names);
    if names.first().is_none_or(|name| name != "word/document.xml") {
        return Err("里面没有正文".to_owned());
    }
    let styles = match part(&mut archive, "word/styles.xml") {
        Ok(xml) => Styles::read(&xml),
        Err(_) => Styles::default(),
    };
    let mut paragraphs = Paragraphs {
        manuscript: Manuscript::new(path, Vec::new(), 0),
        styles,
        width: 1,
        ..Paragraphs::default()
    };
    for name in names {
        let xml = part(&mut archive, &name)?;
        paragraphs.part(&xml)?;
    }
    Ok(paragraphs.manuscript)
}

/// A part of the archive, as text.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, String> {
    let part = archive.by_name(name).map_err(|_| "内容损坏")?;
    let mut xml = Vec::new();
    part.take(LARGEST + 1)
        .read_to_end(&mut xml)
        .map_err(|_| "内容损坏")?;
    if xml.len() as u64 > LARGEST {
        return Err("内容大得不合情理".to_owned());
    }
    String::from_utf8(xml).map_err(|_| "正文不是 UTF-8".to_owned())
}

/// The paragraphs of a Word file while they are being read.
#[derive(Default)]
struct Paragraphs {
    manuscript: Manuscript,
    styles: Styles,
    /// Over how many columns the cell reaches that is being read.
    width: usize,
    /// Paragraphs so far: what a position calls a line.
    count: usize,
    heading: Option<usize>,
    tables: Vec<Table>,
    /// Where the cell that is open begins in the text.
    cells: Vec<usize>,
    /// The words of the open paragraph.
    words: String,
    styled_as_heading: bool,
    /// Whether the file marks its headings. Where none does, short lines have to do.
    marks_headings: bool,
    in_text: bool,
    /// How many deleted or alternative stretches are open.
    hidden: usize,
    /// Paragraphs within paragraphs: text boxes.
    outer: Vec<(String, bool)>,
}

impl Paragraphs {
    fn part(&mut self, xml: &str) -> Result<(), String> {
        self.marks_headings |= marks_headings(xml, &self.styles);
        let mut reader = Reader::from_str(xml);
        let mut open = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    open += 1;
                    self.start(&tag);
                }
                Ok(Event::Empty(tag)) => {
                    self.start(&tag);
                    self.end(tag.local_name().as_ref());
                }
                Ok(Event::End(tag)) => {
                    open = open.saturating_sub(1);
                    self.end(tag.local_name().as_ref());
                }
                Ok(Event::Text(text)) if self.in_text && self.hidden == 0 => {
                    self.words.push_str(&text);
                }
                Ok(Event::GeneralRef(name)) if self.in_text && self.hidden == 0 => {
                    self.words.extend(character(&name));
                }
                // A part that was cut off: what is lost would not be audited.
                Ok(Event::Eof) if open > 0 => return Err("正文只有前一截".to_owned()),
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(_) => return Err("正文损坏".to_owned()),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "p" => {
                let outer = std::mem::take(&mut self.words);
                self.outer.push((outer, self.styled_as_heading));
                self.styled_as_heading = false;
            }
            "t" => self.in_text = true,
            "ta" if self.in_paragraph() => self.words.push('\t'),
            "br" | "cr" if self.in_paragraph() => self.words.push('\u{2028}'),
            "noBreakHyphen" if self.in_paragraph() => self.words.push('-'),
            // Fallback repeats what Choice says.
            "del" | "moveFrom" | "Fallback" => self.hidden += 1,
            "pStyle" => {
                let style = tag.try_get_attribute("w:val").ok().flatten();
                self.styled_as_heading |=
                    style.is_some_and(|value| is_heading_style(&value.value, &self.styles));
            }
            // 0 to 8; 9 is running text.
            "outlineLvl" => {
                let level = tag.try_get_attribute("w:val").ok().flatten();
                // It stands after the style and counts more.
                self.styled_as_heading =
                    level.is_some_and(|level| level.value.parse().is_ok_and(|level: u8| level < 9));
            }
            "tbl" => {
                self.close_before_nested();
                self.tables.push(Table::default());
            }
            "tc" => {
                self.cells.push(self.manuscript.text.len());
                self.width = 1;
            }
            "gridSpan" => {
                let width = tag.try_get_attribute("w:val").ok().flatten();
                self.width = width
                    .and_then(|width| width.value.parse().ok())
                    .unwrap_or(1);
            }
            _ => {}
        }
    }

    fn in_paragraph(&self) -> bool {
        self.hidden == 0 && !self.outer.is_empty()
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "t" => self.in_text = false,
            "del" | "moveFrom" | "Fallback" => self.hidden = self.hidden.saturating_sub(1),
            "p" => {
                let (outer, styled) = self.outer.pop().unwrap_or_default();
                let words = std::mem::replace(&mut self.words, outer);
                let is_heading = std::mem::replace(&mut self.styled_as_heading, styled);
                if self.hidden == 0 {
                    self.paragraph(&words, is_heading);
                }
            }
            "tc" => {
                let Some(start) = self.cells.pop() else {
                    return;
                };
                let Some(table) = self.tables.last_mut() else {
                    return;
                };
                let is_empty = self.manuscript.text[start..].trim().is_empty();
                let block = self.manuscript.close(start, table.next(), self.heading);
                table.cell(block, std::mem::replace(&mut self.width, 1), is_empty);
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
            }
            "tbl" => {
                self.tables.pop();
                // What the cell around it says goes on behind it.
                if let Some(cell) = self.cells.last_mut() {
                    *cell = self.manuscript.text.len();
                }
            }
            _ => {}
        }
    }

    /// A table within a cell: what the cell has said so far is a block of its own, so nothing is read twice.
    fn close_before_nested(&mut self) {
        let (Some(start), Some(table)) = (self.cells.last(), self.tables.last()) else {
            return;
        };
        if !self.manuscript.text[*start..].trim().is_empty() {
            self.manuscript.close(*start, table.next(), self.heading);
        }
    }

    fn paragraph(&mut self, words: &str, is_heading: bool) {
        self.count += 1;
        let start = self.manuscript.text.len();
        self.manuscript.show(&words.replace('\u{2028}', " "));
        if !self.cells.is_empty() {
            // A cell of several paragraphs stays one block.
            if self.cells.last().is_some_and(|cell| *cell < start) {
                self.manuscript.text.push('\n');
            }
            self.manuscript.push(words, self.count, 1);
            return;
        }
        self.manuscript.push(words, self.count, 1);
        if is_heading || !self.marks_headings && looks_like_heading(words) {
            self.heading = self
                .manuscript
                .close(start, BlockKind::Heading, None)
                .or(self.heading);
        } else {
            self.manuscript
                .close(start, BlockKind::Paragraph, self.heading);
        }
    }
}

/// What the file says of the style, or what it is called where the file does not know it: Chinese Word calls its
/// heading styles 1 to 9.
fn is_heading_style(style: &str, styles: &Styles) -> bool {
    if let Some(is_heading) = styles.is_heading(style) {
        return is_heading;
    }
    let style = style.to_lowercase();
    let numbered = matches!(style.as_bytes(), [b'1'..=b'9']);
    style.starts_with("heading") || style.starts_with("title") || numbered
}

/// Whether a part has paragraphs that are marked as headings, by their style or their outline level.
fn marks_headings(xml: &str, styles: &Styles) -> bool {
    let values = |tag: &'static str| {
        xml.match_indices(tag).filter_map(move |(at, _)| {
            let rest = xml[at + tag.len()..].split_once('"')?.1;
            Some(rest.split_once('"')?.0)
        })
    };
    values("<w:pStyle ").any(|style| is_heading_style(style, styles))
        || values("<w:outlineLvl ").any(|level| level.parse().is_ok_and(|level: u8| level < 9))
}

/// What `&name;` stands for.
fn character(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Some(character);
    }
    match name.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
