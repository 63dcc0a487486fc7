//! The way through the house: a project and a year in, a proved report out.
//!
//! Each stage hands on what it made and what it found. Where a stage's findings would only echo in
//! the next one, the way ends there; otherwise all of them come out at once.

mod last;
mod pictures;

use std::sync::Arc;

pub use last::{Record, record};

use crate::beside::beside;
use crate::calendar;
use crate::check;
use crate::declaration::{self, Findings};
use crate::diagnostic::{self, Code, Diagnostic, Place, has_errors};
use crate::document::{self, Basis, Document, Material, Rows, Sources};
use crate::figure::{self, Definition, Figures};
use crate::ledger::Ledgers;
use crate::load::{self, Registers};
use crate::narrate::{self, Aspect, Mark, Narration, Scope};
use crate::number::Rounding;
use crate::numeral::{lexicon, unit};
use crate::project::{Project, YearFile};
use crate::prove::{self, Evidence};
use crate::render::html;
use crate::schema::{self, Schema};
use crate::source::Source;

/// The template of a project that has none.
const BUILTIN_TEMPLATE: &str = include_str!("../assets/theme/annual.md");

/// Errors about sums leave every row as it is: the figures over those rows help to find the slip.
const ABOUT_SUMS: [&Code; 2] = [diagnostic::TOTAL_ROW, diagnostic::BALANCE];

/// What a project declares, whatever the year.
#[derive(Debug)]
pub struct Declarations {
    /// The ledgers.
    pub schema: Schema,
    /// The figures.
    pub definitions: Vec<Arc<Definition>>,
    /// Whether all of it could be read: what is said of figures would only echo what is wrong here.
    pub is_sound: bool,
}

/// A year's data: loaded, checked, computed.
#[derive(Debug)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// What its year.toml says.
    pub file: YearFile,
    /// Its ledgers.
    pub ledgers: Ledgers,
    /// Its figures.
    pub figures: Figures,
}

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

/// Reads ledgers.toml and figures.toml.
///
/// # Errors
/// When files cannot be read.
pub fn declarations(project: &Project) -> anyhow::Result<(Declarations, Vec<Diagnostic>)> {
    let read = |path: &str| -> anyhow::Result<Result<Arc<Source>, Diagnostic>> {
        Ok(project.read_text(path)?.unwrap_or_else(|| {
            let message = format!("没有 {path}");
            Err(Diagnostic::new(diagnostic::MISSING_KEY, message).at(Place::file(path)))
        }))
    };
    let (ledgers, figures) = (read("data/ledgers.toml")?, read("data/figures.toml")?);
    // What report.toml lists has units, even before the first of them has reported.
    let listed = &project.settings.units;
    let has_units = !listed.is_empty() || project.has_units()?;
    let units = has_units.then_some(&**listed);
    // What figures.toml means depends on the ledgers; how it is written does not.
    let (figures, (schema, findings)) = beside(
        || {
            unit::make_ready();
            figures.as_ref().map(|source| declaration::parse(source))
        },
        || {
            let findings = Findings::default();
            let schema = match &ledgers {
                Ok(source) => schema::read_with_units(source, units, &findings),
                Err(finding) => {
                    findings.borrow_mut().push(finding.clone());
                    Schema::default()
                }
            };
            (schema, findings)
        },
    );
    let is_wrong = has_errors(&findings.borrow());
    let definitions = match figures {
        // Figures over ledgers that could not be read would only echo what is wrong there.
        Ok(figures) if !is_wrong => figure::read(figures, &schema, &findings),
        Ok(_) => Vec::new(),
        Err(finding) => {
            findings.borrow_mut().push(finding.clone());
            Vec::new()
        }
    };
    let definitions = definitions.into_iter().map(Arc::new).collect();
    let found = findings.into_inner();
    let is_sound = !has_errors(&found);
    Ok((
        Declarations {
            schema,
            definitions,
            is_sound,
        },
        found,
    ))
}

/// Loads and checks a year's ledgers, and computes its figures.
///
/// # Errors
/// When files cannot be read.
pub fn year(
    project: &Project,
    declarations: &Declarations,
    year: i32,
) -> anyhow::Result<(Year, Vec<Diagnostic>)> {
    year_with(project, declarations, year, &Registers::default())
}

fn year_with(
    project: &Project,
    declarations: &Declarations,
    year: i32,
    registers: &Registers,
) -> anyhow::Result<(Year, Vec<Diagnostic>)> {
    let (file, data) = beside(
        || project.year_file(year),
        || data(project, declarations, year, registers),
    );
    let ((file, mut found), data) = (file?, data?);
    let Data {
        ledgers, figures, ..
    } = data;
    found.extend(data.found);
    check::in_order(&ledgers, &mut found);
    found.extend(data.said);
    let is_about_rows =
        |finding: &Diagnostic| finding.is_error() && !ABOUT_SUMS.contains(&finding.code);
    if declarations.is_sound && !found.iter().any(is_about_rows) {
        // A figure over rows that are wrong is wrong itself: nothing is to be said of it.
        found.extend(data.computed);
        found.extend(figure::check(&figures, &file, year));
    }
    Ok((
        Year {
            year,
            file,
            ledgers,
            figures,
        },
        found,
    ))
}

/// What a year's ledgers hold, and what is to be said of it.
struct Data {
    ledgers: Ledgers,
    /// Of the ledgers.
    found: Vec<Diagnostic>,
    figures: Figures,
    /// Of figures that were taken in.
    said: Vec<Diagnostic>,
    /// Of figures that were computed.
    computed: Vec<Diagnostic>,
}

fn data(
    project: &Project,
    declarations: &Declarations,
    year: i32,
    registers: &Registers,
) -> anyhow::Result<Data> {
    let Declarations {
        schema,
        definitions,
        ..
    } = declarations;
    let outside = figure::take_in(project, definitions, schema, year)?;
    let wanted = figure::wanted(definitions);
    let (mut ledgers, mut found) = load::load_beside(project, schema, year, &wanted, registers)?;
    if outside.is_some() {
        // Ledgers may be where the figures were computed, and then nobody misses them here.
        ledgers.retain(|_, ledger| !ledger.files.is_empty() || !ledger.is_whole);
        found.retain(|finding| finding.code != diagnostic::MISSING_LEDGER);
    }
    // Figures are computed while the rows are checked: of rows that are wrong they are not used.
    let evaluate = || {
        if let Some((figures, said)) = outside {
            return (figures, said, Vec::new());
        }
        let (figures, computed) = figure::evaluate(definitions, &ledgers, year);
        (figures, Vec::new(), computed)
    };
    let ((figures, said, computed), over) = beside(evaluate, || {
        found.extend(check::check(&ledgers));
        over_years(project, declarations, &ledgers, year)
    });
    found.extend(over?);
    Ok(Data {
        ledgers,
        found,
        figures,
        said,
        computed,
    })
}

/// A year, loaded, with what was found.
pub type Loaded = anyhow::Result<(Year, Vec<Diagnostic>)>;

/// Loads `wanted` and, where the project has it, the year before, side by side.
pub fn with_year_before(
    project: &Project,
    declarations: &Declarations,
    wanted: i32,
) -> (Loaded, Option<Loaded>) {
    let before = wanted - 1;
    let registers = Registers::default();
    let year = |year| year_with(project, declarations, year, &registers);
    if !project.years.contains(&before) {
        return (year(wanted), None);
    }
    let (before, this) = beside(|| year(before), || year(wanted));
    (this, Some(before))
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

/// What is wrong between a year's ledgers and those of the years before it. What is wrong within
/// those is those years' business.
fn over_years(
    project: &Project,
    declarations: &Declarations,
    ledgers: &Ledgers,
    year: i32,
) -> anyhow::Result<Vec<Diagnostic>> {
    let schema = check::with_history(&declarations.schema, ledgers);
    if schema.ledgers.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = load::Wanted {
        cumulative: schema.ledgers.keys().cloned().collect(),
        ..load::Wanted::default()
    };
    let (earlier, _) = load::load(project, &schema, year - 1, &wanted)?;
    Ok(check::over_years(ledgers, &earlier, year))
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
