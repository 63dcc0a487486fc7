//! report.html: one file that opens offline, in which every figure shows where it comes from.
//!
//! The theme, built in or the project's own, is a minijinja template with autoescape on, so words of
//! a ledger stay words. What stands in the file as it is — style, script, the rows as JSON — is made
//! here, and a Content-Security-Policy admits nothing else: no address is ever asked for anything.

mod provenance;

use std::fmt;
use std::sync::{Arc, LazyLock};

use base64::display::Base64Display;
use base64::prelude::{BASE64_STANDARD, Engine};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::chart;
use crate::beside::beside;
use crate::document::{Align, Block, Chart, Document, Inline, Picture, plain};
use crate::narrate::mark::{self, Stretch};

const REPORT_HTML: &str = include_str!("../../assets/theme/report.html");
const BLOCKS_HTML: &str = include_str!("../../assets/theme/blocks.html");
const REPORT_CSS: &str = include_str!("../../assets/theme/report.css");
const REPORT_JS: &str = include_str!("../../assets/theme/report.js");

/// What a project brings of its own, from `templates/theme/`. It stands in for the built-in file;
/// a template may also `{% extends "builtin/report.html" %}` and change only a block of it.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// `report.html`.
    pub html: Option<String>,
    /// `report.css`.
    pub css: Option<String>,
}

/// A theme's template that cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// The template: `templates/theme/report.html`, or `builtin/…` for one of ours.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} 第 {line} 行：{}", self.file, self.message),
            None => write!(f, "{}：{}", self.file, self.message),
        }
    }
}

impl std::error::Error for ThemeError {}

const OWN_TEMPLATE: &str = "templates/theme/report.html";
const BUILTIN_TEMPLATE: &str = "builtin/report.html";

/// The whole report as one HTML file.
///
/// # Errors
/// When the theme's template cannot be read or filled.
pub fn render(document: &Document, theme: &Theme) -> Result<Page, ThemeError> {
    let name = match theme.html {
        Some(_) => OWN_TEMPLATE,
        None => BUILTIN_TEMPLATE,
    };
    let fill = || -> Result<String, Error> {
        let context = context(document, theme.css.as_deref().unwrap_or(REPORT_CSS));
        match (&theme.html, &*BUILTIN) {
            (None, Ok(environment)) => environment.get_template(name)?.render(context),
            (own, _) => {
                let mut environment = environment()?;
                if let Some(html) = own {
                    environment.add_template(OWN_TEMPLATE, html)?;
                }
                environment.get_template(name)?.render(context)
            }
        }
    };
    // The rows are half of the page.
    let (rows, filled) = beside(|| provenance::json(document), fill);
    let pictures = document.pictures.iter();
    Ok(Page {
        filled: filled.map_err(|error| theme_error(&error, name))?,
        rows,
        pictures: pictures
            .map(|picture| (picture.media_type, Arc::clone(&picture.bytes)))
            .collect(),
    })
}

/// The built-in theme, read once.
static BUILTIN: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);

/// Reads the built-in theme, while there is something else to wait for.
pub fn make_ready() {
    LazyLock::force(&BUILTIN);
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(escape);
    environment.add_test("safe_address", |address: &str| {
        crate::document::is_safe_address(address)
    });
    environment.add_template("builtin/blocks.html", BLOCKS_HTML)?;
    environment.add_template(BUILTIN_TEMPLATE, REPORT_HTML)?;
    Ok(environment)
}

/// The mark of the rows in a filled template; those of the pictures' data follow. Pictures and rows are
/// most of a page, and a template copies what it prints several times: so it prints marks, which no
/// input may hold.
const ROWS: usize = 0;

/// A page, displayed as the file that it is. Its pictures and rows stand in it by reference: put together it
/// would be as much again.
#[derive(Debug)]
pub struct Page {
    /// The template, filled.
    filled: String,
    /// The rows as JSON.
    rows: String,
    pictures: Vec<(&'static str, Arc<Vec<u8>>)>,
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stretch in mark::split(&self.filled) {
            match stretch {
                Stretch::Text(text) => f.write_str(text)?,
                Stretch::Mark(ROWS) => {
                    f.write_str(r#"<script type="application/json" id="ledger">"#)?;
                    f.write_str(&self.rows)?;
                    f.write_str("</script>")?;
                }
                Stretch::Mark(mark) => {
                    if let Some((media_type, bytes)) = self.pictures.get(mark - ROWS - 1) {
                        let data = Base64Display::new(bytes, &BASE64_STANDARD);
                        write!(f, "data:{media_type};base64,{data}")?;
                    }
                }
            }
        }
        if self.filled.ends_with('\n') {
            return Ok(());
        }
        f.write_str("\n")
    }
}

fn theme_error(error: &Error, template: &str) -> ThemeError {
    let what = error.kind().to_string();
    ThemeError {
        file: error.name().unwrap_or(template).to_owned(),
        line: error.line(),
        message: match error.detail() {
            Some(detail) => format!("{what}: {detail}"),
            None => what,
        },
    }
}

/// minijinja's own escaping, but for `/`, which it escapes and HTML does not ask for, and for
/// control characters, which HTML does not allow.
fn escape(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    let owned;
    let text = if let Some(text) = value.as_str() {
        text
    } else {
        owned = value.to_string();
        owned.as_str()
    };
    if value.is_safe() || is_harmless(text) {
        return Ok(out.write_str(text)?);
    }
    let mut plain = 0;
    for (at, character) in text.char_indices() {
        let entity = match character {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\n' | '\t' => continue,
            character if character.is_control() => "\u{FFFD}",
            _ => continue,
        };
        out.write_str(&text[plain..at])?;
        out.write_str(entity)?;
        plain = at + character.len_utf8();
    }
    Ok(out.write_str(&text[plain..])?)
}

/// Whether nothing in `text` has to be escaped; true only where certain. Pictures and rows are long and
/// mostly harmless, so that bytes are looked at before characters are, sixteen in one step.
fn is_harmless(text: &str) -> bool {
    // 0xC2 begins the control characters beyond ASCII.
    let may_need_escape =
        |byte: u8| byte < b' ' || matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'' | 0x7F | 0xC2);
    let mut chunks = text.as_bytes().chunks(256);
    chunks.all(|chunk| {
        let bytes = chunk.iter();
        !bytes.fold(false, |any, byte| any | may_need_escape(*byte))
    })
}

/// What a theme's template is given: the document's fields by name, the blocks with their drawings,
/// the pictures with their data, and the finished elements.
fn context(document: &Document, css: &str) -> Value {
    let style = verbatim("style", &clean(css, "</", "<\\/"));
    let script = verbatim("script", &clean(REPORT_JS, "</", "<\\/"));
    let csp = format!(
        "default-src 'none'; img-src data:; style-src {}; script-src {}; base-uri 'none'; \
         form-action 'none'",
        style.hash, script.hash
    );
    context! {
        title => document.title.as_str(),
        organisation => document.organisation.as_str(),
        year => document.year,
        date => document.date.clone(),
        as_of => document.as_of.clone(),
        blocks => Serde(flow(document)),
        contents => Serde(contents(document)),
        pictures => (ROWS + 1..).zip(&document.pictures).map(picture).collect::<Vec<_>>(),
        sources => Serde(&document.sources),
        csp => csp,
        style => Value::from_safe_string(style.element),
        script => Value::from_safe_string(script.element),
        provenance => Value::from_safe_string(mark::write(ROWS)),
    }
}

/// An element that is to stand as it is, with the hash that the policy knows it by.
struct Verbatim {
    element: String,
    hash: String,
}

fn verbatim(tag: &str, content: &str) -> Verbatim {
    let digest = BASE64_STANDARD.encode(Sha256::digest(content.as_bytes()));
    Verbatim {
        element: format!("<{tag}>{content}</{tag}>"),
        hash: format!("'sha256-{digest}'"),
    }
}

/// What a browser reads is what was hashed: it turns CRLF into LF first. And no style sheet or script
/// ends its element early.
fn clean(text: &str, end: &str, harmless: &str) -> String {
    text.trim_start_matches('\u{FEFF}')
        .replace("\r\n", "\n")
        .replace(['\r', '\0'], "\n")
        .replace(end, harmless)
}

/// A block as a template sees it: each chart with its drawing, each table with its number.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Shown<'a> {
    List {
        start: &'a Option<u64>,
        items: Vec<Vec<Shown<'a>>>,
    },
    Quote {
        blocks: Vec<Shown<'a>>,
    },
    Table {
        number: usize,
        align: &'a [Align],
        head: &'a [Vec<Inline>],
        rows: &'a [Vec<Vec<Inline>>],
    },
    Chart {
        chart: &'a Chart,
        drawing: chart::Drawing,
    },
    Notes {
        notes: &'a [Vec<Inline>],
    },
    #[serde(untagged)]
    AsItIs(&'a Block),
}

/// The blocks, and the footnotes behind them, so that every theme which shows the prose shows both.
fn flow(document: &Document) -> Vec<Shown<'_>> {
    let mut flow = blocks(&document.blocks, &mut 0);
    if !document.notes.is_empty() {
        let notes = &document.notes;
        flow.push(Shown::Notes { notes });
    }
    flow
}

/// The blocks, `tables` of which have been numbered before.
fn blocks<'a>(blocks: &'a [Block], tables: &mut usize) -> Vec<Shown<'a>> {
    let blocks = blocks.iter();
    blocks.map(|block| shown(block, tables)).collect()
}

fn shown<'a>(block: &'a Block, tables: &mut usize) -> Shown<'a> {
    match block {
        Block::List { start, items } => {
            let items = items.iter().map(|item| blocks(item, tables)).collect();
            Shown::List { start, items }
        }
        Block::Quote { blocks } => Shown::Quote {
            blocks: self::blocks(blocks, tables),
        },
        Block::Table { align, head, rows } => {
            *tables += 1;
            Shown::Table {
                number: *tables,
                align,
                head,
                rows,
            }
        }
        Block::Chart { chart } => Shown::Chart {
            chart,
            drawing: chart::layout(chart),
        },
        Block::Heading { .. } | Block::Paragraph { .. } | Block::Picture { .. } | Block::Rule => {
            Shown::AsItIs(block)
        }
    }
}

fn picture((mark, picture): (usize, &Picture)) -> Value {
    context! {
        uri => mark::write(mark),
        caption => picture.caption.as_str(),
        alt => picture.alt.as_str(),
        name => picture.name.as_str(),
        file => picture.file.as_str(),
    }
}

/// A line of the contents list.
#[derive(Serialize)]
struct Entry {
    id: String,
    text: String,
    children: Vec<Entry>,
}

/// The headings of the first two levels. Deeper ones would make the list longer than it is useful.
fn contents(document: &Document) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for block in &document.blocks {
        let Block::Heading { level, id, content } = block else {
            continue;
        };
        let entry = Entry {
            id: id.clone(),
            text: plain(content).replace('\n', " "),
            children: Vec::new(),
        };
        match (level, entries.last_mut()) {
            (..=2, _) | (3, None) => entries.push(entry),
            (3, Some(part)) => part.children.push(entry),
            _ => {}
        }
    }
    if !document.sources.is_empty() {
        entries.push(Entry {
            id: "sources".to_owned(),
            text: "附录：数据来源".to_owned(),
            children: Vec::new(),
        });
    }
    entries
}
