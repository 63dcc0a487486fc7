//! A finished text, whatever file it came in: its words in blocks, and where each stands.
//!
//! Text, Markdown and Word all become one string without markup, cut into paragraphs, headings and
//! table cells. Whoever finds something in the string asks [`Manuscript::position`] where the
//! reader of the file will see it. What the words mean is no business of this room.

mod docx;
mod markdown;
mod plain;
mod styles;

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{self, Diagnostic, Place};
use crate::project::decode;
use crate::source::Position;

/// A finished text.
#[derive(Debug, Default)]
pub struct Manuscript {
    /// The file's path, as messages show it.
    pub path: String,
    /// The words of all blocks, without markup.
    pub text: String,
    /// The blocks, in order; together they hold every word.
    pub blocks: Vec<Block>,
    /// Stretches of `text` whose characters stand side by side in the file.
    stretches: Vec<Stretch>,
    /// The file's words, or those of a Word file's paragraphs, to be shown under a message; and where their
    /// lines stand.
    shown: String,
    lines: Vec<Range<usize>>,
}

/// A paragraph, a heading or a table's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its words, in bytes of the text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
    /// The heading that it stands under, as an index of blocks.
    pub heading: Option<usize>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading, or what looks like one.
    Heading,
    /// A cell of a table.
    Cell {
        /// The block that names its row: the row's first cell.
        label: Option<usize>,
        /// The block that names its column: the first row's cell.
        head: Option<usize>,
        /// Whether it is the first of its row.
        first: bool,
    },
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    line: u32,
    column: u32,
}

/// The kinds of files that are read, by their extensions.
pub const EXTENSIONS: [&str; 3] = ["txt", "md", "docx"];

/// Why a file cannot be audited at all, whatever is in it; for who typed the command.
#[must_use]
pub fn refusal(path: &str) -> Option<String> {
    let extension = extension(path);
    if EXTENSIONS.contains(&extension.as_str()) {
        return None;
    }
    Some(match extension.as_str() {
        "doc" | "wps" | "rtf" | "odt" => {
            format!("{path} 先用 WPS 或 Word 另存为 .docx，再来核对")
        }
        "pdf" => format!(
            "{path} 是 PDF，不能核对；用它的 .docx 或 .md 稿，没有就在 WPS 里把文字另存为 .docx"
        ),
        _ => format!("{path} 不是能核对的文件；能读的是 .txt、.md、.docx"),
    })
}

fn extension(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, extension)| extension.to_ascii_lowercase())
}

/// Reads a manuscript; the kind of file goes by its extension.
///
/// # Errors
/// When the bytes are no text, or no Word file.
pub fn read(path: &str, bytes: &[u8]) -> Result<Manuscript, Diagnostic> {
    if extension(path) == "docx" {
        return docx::read(path, bytes).map_err(|reason| {
            Diagnostic::new(
                diagnostic::NOT_A_MANUSCRIPT,
                format!("{path} 不是能读的 Word 文件：{reason}"),
            )
            .at(Place::file(path))
            .help("用 WPS 或 Word 打开它，另存为“Word 文档（.docx）”")
        });
    }
    let source = decode(path, bytes).map_err(|finding| {
        let help = "另存为 UTF-8 编码的文本文件";
        if finding.code == diagnostic::ENCODING {
            finding.help(help)
        } else {
            finding
        }
    })?;
    let mut manuscript = if extension(path) == "md" {
        markdown::read(path, &source.text)
    } else {
        plain::read(path, &source.text)
    };
    // Nobody else has it.
    let text = Arc::into_inner(source).map(|source| source.text);
    manuscript.shown = text.unwrap_or_default();
    Ok(manuscript)
}

impl Manuscript {
    /// A text of about so many bytes, whose lines stand there in its file.
    fn new(path: &str, lines: Vec<Range<usize>>, length: usize) -> Self {
        Self {
            path: path.to_owned(),
            text: String::with_capacity(length + 1),
            lines,
            ..Self::default()
        }
    }

    /// Appends words that stand at `line` and `column` of the file.
    fn push(&mut self, words: &str, line: usize, column: usize) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let stretch = Stretch {
            start: self.text.len(),
            line: count(line),
            column: count(column),
        };
        if !words.is_empty() {
            self.stretches.push(stretch);
            self.text.push_str(words);
        }
    }

    /// Takes down a line that no file has, to be shown under a message.
    fn show(&mut self, words: &str) {
        let start = self.shown.len();
        self.shown.push_str(words);
        self.lines.push(start..self.shown.len());
    }

    /// Makes a block of all that was pushed since `start`; none where that is only space.
    fn close(&mut self, start: usize, kind: BlockKind, heading: Option<usize>) -> Option<usize> {
        let span = start..self.text.len();
        // Blocks never touch, so that no word reaches from one into the next.
        self.text.push('\n');
        if kind_is_prose(kind) && self.text[span.clone()].trim().is_empty() {
            return None;
        }
        self.blocks.push(Block {
            span,
            kind,
            heading,
        });
        Some(self.blocks.len() - 1)
    }

    /// Where byte `offset` of the text stands in the file. In a Word file the line is the paragraph.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.start <= offset);
        let Some(stretch) = after
            .checked_sub(1)
            .and_then(|index| self.stretches.get(index))
        else {
            return Position { line: 1, column: 1 };
        };
        let words = self.text.get(stretch.start..offset).unwrap_or("");
        let column = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        Position {
            line: stretch.line,
            column: stretch.column.saturating_add(column),
        }
    }

    /// Where bytes of the text stand in the file, for who asks for one after another.
    #[must_use]
    pub fn positions(&self) -> Positions<'_> {
        Positions {
            manuscript: self,
            stretch: 0,
            last: (0, Position { line: 1, column: 1 }),
        }
    }

    /// The place of a stretch of the text, to be shown.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        let position = self.position(span.start);
        let index = usize::try_from(position.line)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let width = self
            .text
            .get(span.clone())
            .map_or(1, |words| words.chars().count().max(1));
        let line = self.lines.get(index).cloned();
        let excerpt = line.and_then(|line| self.shown.get(line));
        Place {
            file: self.path.clone(),
            line: position.line,
            column: position.column,
            width: u32::try_from(width).unwrap_or(u32::MAX),
            excerpt: excerpt.unwrap_or("").to_owned(),
            row: None,
            field: None,
        }
    }

    /// The words of a block.
    #[must_use]
    pub fn words(&self, block: usize) -> &str {
        self.blocks
            .get(block)
            .and_then(|block| self.text.get(block.span.clone()))
            .unwrap_or("")
    }
}

/// Positions in the order of the text: each is counted from the one before, not from the head of its line.
#[derive(Debug)]
pub struct Positions<'a> {
    manuscript: &'a Manuscript,
    /// The stretch after the last offset's.
    stretch: usize,
    last: (usize, Position),
}

impl Positions<'_> {
    /// Where byte `offset` stands, which is not before the one that was asked for last.
    pub fn at(&mut self, offset: usize) -> Position {
        let stretches = &self.manuscript.stretches;
        while let Some(next) = stretches
            .get(self.stretch)
            .filter(|next| next.start <= offset)
        {
            let (line, column) = (next.line, next.column);
            self.last = (next.start, Position { line, column });
            self.stretch += 1;
        }
        let (from, position) = self.last;
        if self.stretch > 0 {
            let words = self.manuscript.text.get(from..offset).unwrap_or("");
            let count = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
            let column = position.column.saturating_add(count);
            self.last = (offset, Position { column, ..position });
        }
        self.last.1
    }
}

fn kind_is_prose(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Cell { .. })
}

/// Whether a line alone looks like a heading: short, and no sentence.
fn looks_like_heading(line: &str) -> bool {
    let line = line.trim();
    let short = line.chars().count() <= 30;
    short
        && !line.is_empty()
        && !line.ends_with(['。', '！', '？', '；', '，', '：', '.', ';', '、'])
}

/// A table while it is being read: which blocks name its rows and columns.
#[derive(Debug, Default)]
struct Table {
    head: Vec<Option<usize>>,
    rows: usize,
    column: usize,
    label: Option<usize>,
    /// The label of the row before, for a cell that was merged with the one above.
    label_above: Option<usize>,
}

impl Table {
    /// What the next cell of the row is.
    fn next(&self) -> BlockKind {
        let head = if self.rows == 0 {
            None
        } else {
            self.head.get(self.column).copied().flatten()
        };
        BlockKind::Cell {
            label: self.label,
            head,
            first: self.column == 0,
        }
    }

    /// The next cell has become `block`, over `width` columns.
    fn cell(&mut self, block: Option<usize>, width: usize, is_empty: bool) {
        // No table of people is wider; a file may say anything.
        let width = width.clamp(1, 256);
        if self.rows == 0 {
            self.head.extend(std::iter::repeat_n(block, width));
        }
        if self.column == 0 {
            self.label = if is_empty { self.label_above } else { block };
            self.label_above = self.label;
        }
        self.column += width;
    }

    /// The row has ended.
    fn end_row(&mut self) {
        self.rows += 1;
        self.column = 0;
        self.label = None;
    }
}
