//! A year, loaded, checked and computed, and the year before it beside it.

use std::sync::Arc;

use crate::beside::beside;
use crate::check;
use crate::declaration::{self, Findings};
use crate::diagnostic::{self, Code, Diagnostic, Place, has_errors};
use crate::figure::{self, Definition, Figures};
use crate::ledger::Ledgers;
use crate::load::{self, Registers};
use crate::numeral::unit;
use crate::project::{Project, YearFile};
use crate::schema::{self, Schema};
use crate::source::Source;

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
