//! Document → PDF, typeset by Typst as a library.
//!
//! The theme is a Typst program that lays the report out purely from data: it reads the document
//! as JSON from a virtual file, so that no ledger text is ever taken for markup. It sees nothing
//! but what `world` shows it: itself, the document, its pictures and the fonts. There is no
//! clock, no network, no package and no file of the machine, and so the same document gives the
//! same bytes everywhere.
//!
//! What a report looks like is decided in `assets/theme/`, not here.

mod data;
mod error;
mod fonts;
mod world;

use typst::diag::Warned;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use error::{PdfError, Problem};
pub use fonts::{Fonts, system_font_folders};

use crate::document::Document;
use fonts::FontSet;
use world::ReportWorld;

/// What kind of publication the report is set as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A yearbook: title page, contents, running heads.
    #[default]
    Yearbook,
    /// An official document after GB/T 9704-2012.
    Gongwen,
}

impl Layout {
    /// The name by which report.toml and a theme call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yearbook => "yearbook",
            Self::Gongwen => "gongwen",
        }
    }
}

/// How to set a report.
#[derive(Debug, Clone, Default)]
pub struct Options<'a> {
    /// What kind of publication.
    pub layout: Layout,
    /// The project's own theme, the text of templates/theme/report.typ; none for the built-in one.
    pub theme: Option<&'a str>,
    /// Which fonts.
    pub fonts: Fonts,
}

/// A finished PDF.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the user should know about it, in Chinese: fonts or characters that are missing.
    pub warnings: Vec<String>,
}

/// Sets a document as PDF/UA-1 and PDF/A-3a.
///
/// # Errors
/// A theme that Typst rejects, or a picture that it cannot read. The built-in theme accepts every
/// document.
pub fn render(document: &Document, options: &Options) -> Result<Rendered, PdfError> {
    let json = data::document_json(document)?;
    let fonts = FontSet::load(&options.fonts, &data::visible_characters(&json));
    let mut warnings = fonts.warnings.clone();
    let json = data::printable(json, &fonts.missing);
    let world = ReportWorld::new(document, json, options, fonts)?;
    let Warned {
        output,
        warnings: compile_warnings,
    } = typst::compile::<PagedDocument>(&world);
    warnings.extend(
        compile_warnings
            .iter()
            .map(|warning| error::describe(&world, warning).to_string()),
    );
    let bytes = output.and_then(|pages| typst_pdf::pdf(&pages, &pdf_options(document)));
    // A preview renders again and again: what two renderings in a row did not need is let go.
    typst::comemo::evict(2);
    match bytes {
        Ok(bytes) => Ok(Rendered { bytes, warnings }),
        Err(diagnostics) => Err(PdfError {
            problems: diagnostics
                .iter()
                .map(|found| error::describe(&world, found))
                .collect(),
        }),
    }
}

/// Everything that would otherwise come from the clock or from chance is fixed here.
fn pdf_options(document: &Document) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(format!(
            "{} {} {}",
            document.organisation, document.year, document.title
        )),
        creator: Smart::Custom(Some(format!("report {}", env!("CARGO_PKG_VERSION")))),
        timestamp: document_date(document).map(Timestamp::new_utc),
        page_ranges: None,
        // The combination is a constant that a test renders: it cannot fail here.
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]).unwrap_or_default(),
        tagged: true,
        pretty: false,
    }
}

/// The report's own date, or that of its figures, or the last day of its year: PDF/A wants one.
fn document_date(document: &Document) -> Option<Datetime> {
    [&document.date, &document.as_of]
        .into_iter()
        .flatten()
        .find_map(|text| chinese_date(text))
        .or_else(|| Datetime::from_ymd(document.year, 12, 31))
}

/// 2021年1月15日 or 2021-01-15.
fn chinese_date(text: &str) -> Option<Datetime> {
    let mut numbers = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let year = numbers.next()?.parse().ok()?;
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next()?.parse().ok()?;
    Datetime::from_ymd(year, month, day)
}
