//! The report as data: blocks and inlines, with every figure still a figure.
//!
//! Narration's Markdown becomes a [`Document`] once, in [`parse`]; the prover and every renderer
//! see the same one. It carries all that a renderer may show, so renderers read no ledger and no
//! file. Nothing here knows what Markdown, HTML or PDF look like.

mod chart;
mod inline;
mod note;
mod parse;
mod picture;
mod row;
mod sources;
mod words;

use std::sync::Arc;

use serde::Serialize;

pub use crate::narrate::ChartKind;
pub use inline::plain;
pub use parse::{Material, parse};
pub use row::{Cells, Place, Rows, SourceRow, needs_no_escape};
pub use sources::{Basis, Sources};
pub use words::Words;

/// A whole report, ready to be rendered. Serialized without the rows behind its sources: few outputs show
/// them, and a big report has tens of thousands.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// The report's title.
    pub title: String,
    /// Who reports.
    pub organisation: String,
    /// The year reported on.
    pub year: i32,
    /// The date under the title, 2021年1月15日, where year.toml gives one.
    pub date: Option<String>,
    /// The day up to which the figures count, where year.toml gives one.
    pub as_of: Option<String>,
    /// The prose, in order. The title's own heading is not among them.
    pub blocks: Vec<Block>,
    /// The pictures; [`Block::Picture`] points here.
    pub pictures: Vec<Picture>,
    /// The footnotes, in the order in which the prose refers to them; [`Inline::Note`] points here.
    pub notes: Vec<Vec<Inline>>,
    /// The appendix of sources: every figure that the report prints, and those they are made of, in
    /// the order of figures.toml; [`Inline::Figure`] points here.
    pub sources: Vec<Source>,
    /// The ledger rows behind the sources; [`SourceRow`] points here.
    #[serde(skip)]
    pub rows: Rows,
}

/// A block of the report.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Block {
    /// A heading: level 2 for a part, 3 for a section, as in Markdown.
    Heading {
        /// 2 to 6.
        level: u8,
        /// Unique within the document, stable from build to build: `s1`, `s1-2` …
        id: String,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number of an ordered list; none for bullets.
        start: Option<u64>,
        /// Each item's blocks.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A table.
    Table {
        /// One for each column.
        align: Vec<Align>,
        /// The head row's cells.
        head: Vec<Vec<Inline>>,
        /// The other rows' cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A picture with its caption.
    Picture {
        /// Index into [`Document::pictures`].
        picture: usize,
    },
    /// A chart of figures.
    Chart {
        /// What to draw.
        chart: Chart,
    },
    /// A line across.
    Rule,
}

/// How a table's column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// As the theme likes.
    None,
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right, as figures are.
    Right,
}

/// A piece of a line.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Inline {
    /// Words typed in the template.
    Text {
        /// The words.
        text: String,
    },
    /// A figure as the report prints it.
    Figure {
        /// Index into [`Document::sources`].
        source: usize,
        /// The wording: 45万余元.
        text: String,
    },
    /// The reference to a footnote, behind the words that it is about. Never in a heading or link.
    Note {
        /// Index into [`Document::notes`]; people count from one.
        note: usize,
    },
    /// Text out of a ledger's cell, or of year.toml. Data: never markup.
    Cell {
        /// The cell's text.
        text: String,
    },
    /// **Strong.**
    Strong {
        /// What is strong.
        content: Vec<Inline>,
    },
    /// *Emphasised.*
    Emphasis {
        /// What is emphasised.
        content: Vec<Inline>,
    },
    /// `Code`.
    Code {
        /// The code.
        text: String,
    },
    /// A link; `url` is http, https, mailto or #fragment.
    Link {
        /// Where to.
        url: String,
        /// What is clicked.
        content: Vec<Inline>,
    },
    /// A line break asked for.
    Break,
}

/// A picture: a drawing or photo of year.toml's `[[picture]]`, or one of the template's own.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// File name inside the outputs, without a folder.
    pub name: String,
    /// Path relative to the project folder, for messages.
    pub file: String,
    /// The caption under it.
    pub caption: String,
    /// What is to be seen, for who cannot see it.
    pub alt: String,
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// The picture as it is on disk.
    #[serde(skip)]
    pub bytes: Arc<Vec<u8>>,
}

/// A chart of a family of figures.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// What it looks like.
    pub kind: ChartKind,
    /// Its title.
    pub title: String,
    /// The unit of all its points.
    pub unit: String,
    /// In the order to be drawn.
    pub points: Vec<Point>,
}

/// One bar, column or knot.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// The category.
    pub label: String,
    /// Index into [`Document::sources`].
    pub source: usize,
    /// The exact value, in decimal notation.
    pub value: String,
    /// The value over the largest absolute value of the chart, in whole thousandths: how long to
    /// draw it. Negative for a negative value.
    pub permille: i32,
    /// The value as written exactly: 2403569.21元.
    pub text: String,
    /// The value as the drawing has room for it: 240.4万元, openly rounded where that is shorter.
    pub short: String,
}

/// Where a figure comes from: its entry in the appendix, and what a click on it shows.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// The figure's name in figures.toml, with the member after a dot for a family.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The exact value in decimal notation in the base unit; none for a list.
    pub value: Option<String>,
    /// The base unit: 元, 人, %.
    pub unit: String,
    /// The figure written exactly: 210万元.
    pub written: String,
    /// How it is defined, in words: 经费台账中“收支”为“支出”的各行，“金额”之和.
    pub definition: String,
    /// The ledger's title; none for a figure made of other figures.
    pub ledger: Option<String>,
    /// How many rows it was computed from.
    pub row_count: usize,
    /// The names of the figures that it is made of, for a derived figure.
    pub of: Vec<String>,
    /// The column headings of `rows`.
    #[serde(skip)]
    pub columns: Arc<[String]>,
    /// The rows behind it, in order; at most [`Source::ROWS_SHOWN`].
    #[serde(skip)]
    pub rows: Vec<SourceRow>,
}

impl Source {
    /// More rows than this are counted, not carried into the outputs: `report trace` has them all.
    pub const ROWS_SHOWN: usize = 400;
}

/// A link that only ever opens a page, a letter, or a place in the report. Parsing lets no other
/// through; a renderer that prints links asks again.
#[must_use]
pub fn is_safe_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}
