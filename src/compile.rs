//! The way through the house: a project and a year in, a proved report out.
//!
//! Each stage hands on what it made and what it found. Where a stage's findings would only echo in
//! the next one, the way ends there; otherwise all of them come out at once.

mod last;
mod pictures;
mod year;

use std::sync::Arc;

pub use last::{Record, record};
pub use year::{Declarations, Loaded, Year, declarations, with_year_before, year};

use crate::beside::beside;
use crate::calendar;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::document::{self, Basis, Document, Material, Rows, Sources};
use crate::figure::Figures;
use crate::ledger::Ledgers;
use crate::narrate::{self, Aspect, Mark, Narration, Scope};
use crate::number::Rounding;
use crate::numeral::lexicon;
use crate::project::{Project, YearFile};
use crate::prove::{self, Evidence};
use crate::render::html;
use crate::source::Source;

/// The template of a project that has none.
const BUILTIN_TEMPLATE: &str = include_str!("../assets/theme/annual.md");

/// A report, ready to be rendered.
#[derive(Debug)]
pub struct Report {
    /// The report as data.
    pub document: Document,
    /// The year's figures, all of them.
    pub figures: Figures,
    /// For each figure, the wordings in which the report prints it, in order, each once.
    pub written: Vec<Vec<String>>,
}

/// What a report is made from: the declarations, the year, the year before, and what was found in the first
/// two.
type Basics = (
    Declarations,
    Year,
    Option<(Year, Vec<Diagnostic>)>,
    Vec<Diagnostic>,
);

fn basics(project: &Project, wanted: i32) -> anyhow::Result<Basics> {
    let (declarations, mut found) = declarations(project)?;
    let (this, before) = with_year_before(project, &declarations, wanted);
    let (this, loaded) = this?;
    found.extend(loaded);
    Ok((declarations, this, before.transpose()?, found))
}

/// Compiles the report of `wanted`, up to where it could be rendered. No report where a finding is
/// an error.
///
/// # Errors
/// When files cannot be read.
pub fn compile(
    project: &Project,
    wanted: i32,
) -> anyhow::Result<(Option<Report>, Vec<Diagnostic>)> {
    report(project, wanted, true)
}

/// The same without the rows behind its sources, for whoever renders nothing: nothing is proved by them.
///
/// # Errors
/// When files cannot be read.
pub fn compile_bare(
    project: &Project,
    wanted: i32,
) -> anyhow::Result<(Option<Report>, Vec<Diagnostic>)> {
    report(project, wanted, false)
}

fn report(
    project: &Project,
    wanted: i32,
    with_rows: bool,
) -> anyhow::Result<(Option<Report>, Vec<Diagnostic>)> {
    // What needs no rows is made ready while they are read.
    let ready = || {
        lexicon::make_ready();
        if with_rows {
            html::make_ready();
        }
    };
    let ((), loaded) = beside(ready, || basics(project, wanted));
    let (declarations, this, before, mut found) = loaded?;
    let last = last::against_last_year(project, &declarations, &this, before, &mut found)?;
    if has_errors(&found) {
        return Ok((None, found));
    }
    let template = match template(project, wanted)? {
        Ok(template) => template,
        Err(finding) => {
            found.push(finding);
            return Ok((None, found));
        }
    };
    let frame = frame(project, &this);
    let scope = Scope {
        title: frame.title.clone(),
        organisation: frame.organisation.clone(),
        year: wanted,
        date: frame.date.clone(),
        as_of: frame.as_of.clone(),
        figures: this.figures,
        last_year: last.figures,
        ledgers: this.ledgers,
        rounding: project.settings.rounding,
        level_tolerance: project.settings.level_tolerance.clone(),
        printed: narrate::Printed::default(),
    };
    let scope = Arc::new(scope);
    // Pictures are read and summed while the prose is written.
    let (pictures, (narration, narrated)) = beside(
        || pictures::of_year(project, wanted, &this.file),
        || narrate::narrate(&template, &scope),
    );
    let (pictures, unreadable) = pictures?;
    found.extend(unreadable);
    found.extend(narrated);
    if has_errors(&found) {
        return Ok((None, found));
    }
    let basis = Basis {
        figures: &scope.figures,
        last_year: scope.last_year.as_ref(),
        ledgers: &scope.ledgers,
        schema: &declarations.schema,
        year: wanted,
        rounding: scope.rounding,
        restated: &last.restated,
    };
    let read_picture = |file: &str, alt: &str| pictures::in_prose(project, wanted, file, alt);
    let sources = Sources::new(basis, &narration.marks);
    let material = Material {
        template: &template,
        frame,
        sources: &sources,
        pictures,
        read_picture: &read_picture,
    };
    let figures = scope.figures.clone();
    let written = written(&figures, &narration.marks, project.settings.rounding);
    let evidence = evidence(
        &scope,
        &narration,
        &sources,
        last.ledgers.as_ref(),
        &this.file,
        &template,
    );
    let prove = || {
        let (document, mut said) = document::parse(&narration, material);
        said.extend(prove::prove(&document, &evidence));
        if !has_errors(&said) {
            said.extend(prove::completeness(&figures, &written, &scope.ledgers));
        }
        (document, said)
    };
    let ((rows, counted), (mut document, proved)) = if with_rows {
        beside(|| sources.rows(), prove)
    } else {
        (Default::default(), prove())
    };
    found.extend(proved);
    document.rows = rows;
    for (source, (columns, rows)) in document.sources.iter_mut().zip(counted) {
        (source.columns, source.rows) = (columns, rows);
    }
    let report = Report {
        document,
        figures,
        written,
    };
    Ok(((!has_errors(&found)).then_some(report), found))
}

/// What the report is proved against.
fn evidence<'a>(
    scope: &'a Arc<Scope>,
    narration: &'a Narration,
    sources: &'a Sources<'a>,
    ledgers_last_year: Option<&'a Ledgers>,
    file: &'a YearFile,
    template: &'a Source,
) -> Evidence<'a> {
    Evidence {
        figures: &scope.figures,
        last_year: scope.last_year.as_ref(),
        sources,
        ledgers: &scope.ledgers,
        ledgers_last_year,
        year: scope.year,
        quotes: &file.quotes,
        restatements: &file.restatements,
        template,
        narration,
        scope,
        rounding: scope.rounding,
        level_tolerance: &scope.level_tolerance,
        as_of: file.as_of.is_some(),
    }
}

/// The wordings in which the marks print each figure.
fn written(figures: &Figures, marks: &[Mark], rounding: Rounding) -> Vec<Vec<String>> {
    let mut written: Vec<Vec<String>> = vec![Vec::new(); figures.iter().len()];
    let mut add = |figure: usize, text: String| {
        if let Some(texts) = written
            .get_mut(figure)
            .filter(|texts| !texts.contains(&text))
        {
            texts.push(text);
        }
    };
    for mark in marks {
        match mark {
            Mark::Figure {
                figure,
                aspect: Aspect::Now,
                text,
            } => add(*figure, text.clone()),
            Mark::Chart { points, .. } => {
                for (_, index) in points {
                    let Some(figure) = figures.at(*index) else {
                        continue;
                    };
                    add(*index, figure.written(rounding));
                    add(*index, figure.short(rounding));
                }
            }
            _ => {}
        }
    }
    written
}

/// templates/<year>.md, else templates/annual.md, else the built-in one.
fn template(project: &Project, year: i32) -> anyhow::Result<Result<Arc<Source>, Diagnostic>> {
    for path in [
        format!("templates/{year}.md"),
        "templates/annual.md".to_owned(),
    ] {
        if let Some(template) = project.read_text(&path)? {
            return Ok(template);
        }
    }
    Ok(crate::project::decode(
        "builtin/annual.md",
        BUILTIN_TEMPLATE.as_bytes(),
    ))
}

/// A document that is empty but for its frame.
fn frame(project: &Project, year: &Year) -> Document {
    let organisation = project.settings.organisation.clone();
    let title = format!("{organisation}{}年工作总结", year.year);
    Document {
        title: year.file.title.clone().unwrap_or(title),
        organisation,
        year: year.year,
        date: year.file.date.map(calendar::in_words),
        as_of: year.file.as_of.map(calendar::in_words),
        blocks: Vec::new(),
        pictures: Vec::new(),
        notes: Vec::new(),
        sources: Vec::new(),
        rows: Rows::default(),
    }
}
