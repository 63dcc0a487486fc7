//! Last year, as this year's report sees it: its figures, and whether they are what was published.

use super::{Declarations, Year};
use crate::diagnostic::{self, Diagnostic, Place, closest, has_errors};
use crate::diff;
use crate::figure::{self, Figures, Guard, Published, Restatement};
use crate::ledger::Ledgers;
use crate::number::Rounding;
use crate::project::{Project, YearFile, published_path};

/// What this year's report needs of last year.
#[derive(Debug, Default)]
pub(super) struct Last {
    /// Its figures; none where it has no data, or data that is wrong: what cannot be relied on is
    /// nothing to compare with.
    pub figures: Option<Figures>,
    /// The ledgers that they were computed from.
    pub ledgers: Option<Ledgers>,
    /// What was published and is not so any more, as this year's year.toml explains it.
    pub restated: Vec<Restatement>,
}

/// Holds `this` year against the year `before`: whether what was published of that one is still so, and
/// whether a change past the project's threshold is explained.
pub(super) fn against_last_year(
    project: &Project,
    declarations: &Declarations,
    this: &Year,
    before: Option<(Year, Vec<Diagnostic>)>,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Last> {
    let (last, guarded) = last_year(project, this, before)?;
    // Over declarations or registers that are wrong, more would only be an echo.
    if declarations.is_sound {
        let is_wrong = has_errors(found);
        let matters = |finding: &Diagnostic| !is_wrong || finding.code != diagnostic::NO_LAST_YEAR;
        found.extend(guarded.into_iter().filter(matters));
    }
    if let (Some(last), Some(threshold)) = (&last.figures, &project.settings.change_threshold)
        && !has_errors(found)
    {
        let (figures, file) = (&this.figures, &this.file);
        found.extend(diff::unexplained(last, figures, file, threshold, this.year));
    }
    Ok(last)
}

/// Holds the year `before` against what was published of it.
fn last_year(
    project: &Project,
    this: &Year,
    before: Option<(Year, Vec<Diagnostic>)>,
) -> anyhow::Result<(Last, Vec<Diagnostic>)> {
    let (file, figures) = (&this.file, &this.figures);
    let last = this.year - 1;
    let Some((computed, found)) = before else {
        return Ok((Last::default(), unheld(file, figures, last)));
    };
    let published = project.published(last)?;
    let is_missing = |finding: &Diagnostic| finding.code == diagnostic::MISSING_LEDGER;
    if !project.taken_in().is_empty() && found.iter().any(is_missing) {
        // This year's rows are elsewhere, and so are last year's: nothing was computed from them.
        let message = format!("{last} 年的台账不在这里，没法核对它公布过的数，也没法和它比");
        let help = "上年的结果也用 --figures、--checks 交进来";
        let finding = Diagnostic::new(diagnostic::NO_LAST_YEAR, message);
        let finding = finding.at(Place::file(&format!("data/{last}"))).help(help);
        return Ok((Last::default(), vec![finding]));
    }
    if has_errors(&found) {
        let mut found = Vec::new();
        if published.is_some() {
            let message = format!("{last} 年的台账有错，没法核对它公布过的数，也没法和它比");
            let finding = Diagnostic::new(diagnostic::NO_LAST_YEAR, message);
            let place = Place::file(&format!("data/{last}"));
            found.push(
                finding
                    .at(place)
                    .help(format!("先改好：report check {last}")),
            );
        }
        return Ok((Last::default(), found));
    }
    let Some(text) = published else {
        let last_year = Last {
            figures: Some(computed.figures),
            ledgers: Some(computed.ledgers),
            restated: Vec::new(),
        };
        return Ok((last_year, unheld(file, figures, last)));
    };
    let (restated, found) = match read(&text, last) {
        Ok(published) => {
            let rounding = project.settings.rounding;
            let changed = if figure::moved(&published, &computed.figures, rounding).is_empty() {
                Vec::new()
            } else {
                changed(project, &published, last)?
            };
            let guard = Guard {
                year: last,
                published: &published,
                figures: &computed.figures,
                ledgers: &computed.ledgers,
                changed: &changed,
                restatements: &file.restatements,
                rounding,
            };
            guard.check()
        }
        Err(finding) => (Vec::new(), vec![finding]),
    };
    let last_year = Last {
        figures: Some(computed.figures),
        ledgers: Some(computed.ledgers),
        restated,
    };
    Ok((last_year, found))
}

/// Reads what was published of `year`; a damaged file is an error with its place.
fn read(text: &str, year: i32) -> Result<Published, Diagnostic> {
    let path = published_path(year);
    let finding = |message: String, line: u32, column: u32| {
        Diagnostic::new(diagnostic::DAMAGED_RECORD, message)
            .at(Place::line(&path, text, line, column))
            .help("从版本库或备份里恢复公布时的这个文件；真没有了就删去它，上年的数就不再核对")
    };
    let published = Published::read(text).map_err(|damage| {
        let message = format!("{path} 坏了：{}", damage.message);
        finding(message, damage.line, damage.column)
    })?;
    match published.year {
        Some(said) if said != i64::from(year) => {
            let line = text.lines().position(|line| line.contains("\"year\""));
            let line = line.and_then(|line| u32::try_from(line + 1).ok());
            let message = format!("{path} 写的是 {said} 年的数");
            Err(finding(message, line.unwrap_or(0), 1))
        }
        _ => Ok(published),
    }
}

/// Restatements where there is nothing that they could be held against.
fn unheld(file: &YearFile, figures: &Figures, last: i32) -> Vec<Diagnostic> {
    let finding = |claim: &crate::project::Claim| {
        let name = &claim.figure;
        let finding = if figures.get(name).is_some() || figures.family(name).is_some() {
            let path = published_path(last);
            let message = format!("没有 {path}，“{name}”没有什么要重述");
            Diagnostic::new(diagnostic::NOTHING_RESTATED, message)
                .help("上年的报告公布过，就恢复这个文件；没有公布过，就删去这一段 [[restate]]")
        } else {
            let names = figures.iter().map(|figure| figure.name.as_str());
            let help = match closest(name, names) {
                Some(known) => format!("是不是“{known}”？"),
                None => format!("用 report figures {} 看有哪些", last + 1),
            };
            let message = format!("没有数字“{name}”");
            Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, message).help(help)
        };
        finding.at(claim.place.clone())
    };
    file.restatements.iter().map(finding).collect()
}

/// The tables and declarations that are not what they were when `published` was made.
fn changed(project: &Project, published: &Published, year: i32) -> anyhow::Result<Vec<String>> {
    let is_table = |path: &str| {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending);
        path.starts_with("data/") && matches!(ending, Some("csv" | "toml"))
    };
    let mut changed = Vec::new();
    for (path, sum) in published.inputs.iter().filter(|(path, _)| is_table(path)) {
        if project.sum(path)?.as_ref() != Some(sum) {
            changed.push(path.clone());
        }
    }
    let own = format!("data/{year}/");
    let fresh = project.input_paths().into_iter();
    let fresh = fresh.filter(|path| {
        let is_of_year = path.starts_with(&own) || path.matches('/').count() == 1;
        is_table(path) && is_of_year && !published.inputs.contains_key(path)
    });
    changed.extend(fresh);
    Ok(changed)
}

/// How a year's figures stand to what was published of them, when its report is built again.
#[derive(Debug, PartialEq, Eq)]
pub enum Record {
    /// Nothing published moves, or the year is not over with: it may be written.
    Free,
    /// The next year's report restates figures of it: it stays as it was published.
    Restated,
    /// Published figures move, and the next year's report does not say so.
    Moved(Vec<String>),
}

/// Holds `figures` of `year` against what was published, for whoever is about to write it anew.
///
/// # Errors
/// When files cannot be read.
pub fn record(
    project: &Project,
    year: i32,
    figures: &Figures,
    rounding: Rounding,
) -> anyhow::Result<Record> {
    if !project.years.contains(&(year + 1)) {
        return Ok(Record::Free);
    }
    let text = project.published(year)?;
    let Some(Ok(published)) = text.map(|text| read(&text, year)) else {
        return Ok(Record::Free);
    };
    let moved = figure::moved(&published, figures, rounding);
    if moved.is_empty() {
        return Ok(Record::Free);
    }
    let (next, _) = project.year_file(year + 1)?;
    let is_restated = |name: &str| {
        let mut claims = next.restatements.iter();
        claims.any(|claim| figure::is_about(claim, name))
    };
    Ok(if moved.iter().any(|moved| is_restated(&moved.name)) {
        Record::Restated
    } else {
        Record::Moved(moved.into_iter().map(|moved| moved.name).collect())
    })
}
