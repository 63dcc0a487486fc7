//! Figures that an engine computed where the rows are: the results of `report sql`, taken in.
//!
//! Every value is read exactly and held against its definition: all names known and all there, units
//! as declared, decimals as the column has them. Figures made of figures are computed here, by the
//! same code as ever, and must equal what the engine says. A stamp in the results tells the year and
//! the declarations that they were computed by.

mod lines;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::derive::derive;
use super::{Definition, Figure, Figures, Rule, Value};
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::number::Number;
use crate::project::Project;
use crate::schema::{Field, Kind, Schema};
use crate::source::sha256;
use lines::{Holds, Line, Results};

/// The name of the row that says what the others were computed by.
const STAMP: &str = "#report";
/// How many findings of the checks are shown; the others are counted.
const SHOWN: usize = 1000;

/// What `report sql` writes into its results: the year, and the sum of the declarations.
///
/// # Errors
/// When the declarations cannot be read.
pub fn stamp(project: &Project, year: i32) -> anyhow::Result<String> {
    let mut sums = String::new();
    for path in ["data/figures.toml", "data/ledgers.toml"] {
        sums.push_str(&project.sum(path)?.unwrap_or_default());
    }
    Ok(format!("{year} {}", sha256(sums.as_bytes())))
}

/// The members that a family by `field` has whatever the rows hold: its enum, the twelve months,
/// 是 and 否.
#[must_use]
pub fn base_members(field: &Field) -> Vec<String> {
    match field.kind {
        _ if !field.constraints.values.is_empty() => field.constraints.values.clone(),
        Kind::Date | Kind::Datetime => (1..=12).map(|month| format!("{month}月")).collect(),
        Kind::Boolean => ["是", "否"].map(str::to_owned).into(),
        _ => Vec::new(),
    }
}

/// Members in the order in which their column's values are listed, if they are; those that are not come
/// last, as they came.
pub fn in_listed_order<T>(field: &Field, members: &mut [T], name: impl Fn(&T) -> &str) {
    if field.order.is_empty() {
        return;
    }
    let place: BTreeMap<&str, usize> = field
        .order
        .iter()
        .enumerate()
        .map(|(place, value)| (value.as_str(), place))
        .collect();
    members.sort_by_key(|member| place.get(name(member)).copied().unwrap_or(usize::MAX));
}

/// Whether results were given that must serve the report of `year` or of the year before; a finding
/// for each file that cannot.
#[must_use]
pub fn unfit(project: &Project, year: i32) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut holds_figures = project.taken_in().is_empty();
    for source in project.taken_in() {
        match lines::read(source) {
            Ok(results) => match results.year() {
                Some(of) if of == year || of == year - 1 => {
                    holds_figures |= of == year && results.holds == Holds::Figures;
                }
                Some(of) => {
                    let message = format!("{} 是 {of} 年的结果，用不到 {year} 年", source.path);
                    found.push(wrong(message).at(Place::file(&source.path)));
                }
                None => found.push(no_stamp(&source.path)),
            },
            Err(finding) => found.push(finding),
        }
    }
    if found.is_empty() && !holds_figures {
        let message = format!("给的结果里没有 {year} 年的数字");
        let help = format!("运行 report sql {year}，把 figures 一句的结果用 --figures 交进来");
        found.push(wrong(message).help(help));
    }
    found
}

/// Where a figure comes from whose rows are elsewhere, in words.
#[must_use]
pub fn computed_in(file: &str) -> String {
    format!("在外部引擎里算出，结果见 {file}")
}

fn wrong(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(diagnostic::RESULTS, message)
        .help("重新运行 report sql 写出的 SQL，整张结果交进来")
}

fn no_stamp(path: &str) -> Diagnostic {
    let message = format!("{path} 里没有“{STAMP}”这一行，不知道是按哪份声明算的");
    wrong(message).at(Place::file(path))
}

/// The figures of `year` from the results taken in, with all that is wrong about them and about the
/// rows that they were computed from; none where no results are of that year.
///
/// # Errors
/// When the declarations cannot be read.
pub fn take_in(
    project: &Project,
    definitions: &[Arc<Definition>],
    schema: &Schema,
    year: i32,
) -> anyhow::Result<Option<(Figures, Vec<Diagnostic>)>> {
    let all = project.taken_in().iter();
    let all = all.filter_map(|source| lines::read(source).ok());
    let all: Vec<Results> = all.filter(|results| results.year() == Some(year)).collect();
    let of_kind = |kind: Holds| all.iter().filter(move |results| results.holds == kind);
    let Some(figures) = of_kind(Holds::Figures).next() else {
        return Ok(None);
    };
    let mut found = Vec::new();
    let wanted = stamp(project, year)?;
    for results in &all {
        if results.stamp() != Some(wanted.as_str()) {
            let message = format!(
                "{} 不是按现在的 ledgers.toml 和 figures.toml 算的",
                results.path
            );
            found.push(wrong(message).at(Place::file(&results.path)));
        }
    }
    if of_kind(Holds::Figures).count() > 1 {
        found.push(wrong(format!("{year} 年的数字给了两份")).help("只给一份"));
    }
    if of_kind(Holds::Checks).next().is_none() {
        let message = format!(
            "没有给 {year} 年的检查结果，{} 里的数没有经过检查",
            figures.path
        );
        let help = "运行 report sql 写出的 checks 一句，把结果用 --checks 交进来";
        found.push(
            Diagnostic::new(diagnostic::UNCHECKED, message)
                .at(Place::file(&figures.path))
                .help(help),
        );
    }
    found.extend(of_kind(Holds::Checks).flat_map(violations));
    if !diagnostic::has_errors(&found) {
        let (mut read, said) = from_results(figures, definitions, schema);
        found.extend(said);
        read.outside = Some(figures.path.clone());
        return Ok(Some((read, found)));
    }
    Ok(Some((Figures::default(), found)))
}

/// What the engine's checks found, as findings of the codes that they go by.
fn violations(results: &Results) -> Vec<Diagnostic> {
    let told = results.lines.iter().filter(|line| !line.is_stamp());
    let mut found: Vec<Diagnostic> = told.clone().take(SHOWN).map(violation).collect();
    let more = told.count().saturating_sub(SHOWN);
    if more > 0 {
        let message = format!("{} 里还有 {more} 个问题没有列出", results.path);
        found.push(
            wrong(message)
                .at(Place::file(&results.path))
                .help("先改正列出的"),
        );
    }
    found
}

fn violation(line: &Line) -> Diagnostic {
    let text = |key: &str| line.get(key).unwrap_or_default();
    let Some(code) = diagnostic::find(text("code")) else {
        return wrong(format!("没有编号“{}”", text("code"))).at(line.place.clone());
    };
    let row = text("row_no").parse().unwrap_or(0);
    let mut place = Place::file(text("file"));
    if row > 0 {
        place = place.in_row(row, line.get("field"));
    }
    let named = match (line.get("field"), line.get("row_key")) {
        (Some(field), Some(key)) => format!("“{field}”列（{key}）"),
        (Some(field), None) => format!("“{field}”列"),
        _ => "整个文件".to_owned(),
    };
    let typed = line
        .get("cell")
        .map_or("空格子".to_owned(), |cell| format!("“{cell}”"));
    let at = if row > 0 {
        format!("第 {row} 行")
    } else {
        String::new()
    };
    Diagnostic::new(
        code,
        format!("{at}{named}：{typed}：{}（引擎查出）", code.title()),
    )
    .at(place)
    .help(format!(
        "改正后在引擎里重算；这个编号的含义：report explain {}",
        code.id
    ))
}

fn from_results(
    results: &Results,
    definitions: &[Arc<Definition>],
    schema: &Schema,
) -> (Figures, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut by_name: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in results.lines.iter().filter(|line| !line.is_stamp()) {
        let name = line.get("name").unwrap_or_default();
        if by_name.insert(name, line).is_some() {
            found.push(wrong(format!("“{name}”有两行")).at(line.place.clone()));
        }
    }
    let mut figures = Figures::default();
    for definition in definitions {
        let Rule::Rows(rule) = &definition.rule else {
            continue;
        };
        let Some(ledger) = schema.ledgers.get(&rule.ledger) else {
            continue;
        };
        let names = value::names(definition, rule, ledger, by_name.keys().copied());
        let mut members = Vec::new();
        for (member, name) in names {
            let Some(line) = by_name.remove(name.as_str()) else {
                let message = format!("{} 里没有“{name}”", results.path);
                found.push(wrong(message).at(definition.place.clone()));
                continue;
            };
            match value::figure(definition, rule, ledger, member, line) {
                Ok(figure) => members.push(figure),
                Err(reason) => {
                    let message = format!("“{name}”：{reason}");
                    found.push(wrong(message).at(line.place.clone()));
                }
            }
        }
        match rule.by {
            None => members
                .into_iter()
                .for_each(|figure| figures.insert(figure)),
            Some(_) => figures.insert_family(&definition.name, members),
        }
    }
    if !diagnostic::has_errors(&found) {
        derive(definitions, &mut figures, &mut found);
        for figure in figures.iter().filter(|figure| figure.ledger().is_none()) {
            // A figure that SQL could not say is not in its results.
            if let Some(line) = by_name.remove(figure.name.as_str()) {
                found.extend(differs(figure, &figures, line));
            }
        }
    }
    if !diagnostic::has_errors(&found) {
        for (name, line) in by_name {
            let known = figures.iter().map(|figure| figure.name.as_str());
            let finding = wrong(format!("figures.toml 里没有数字“{name}”")).at(line.place.clone());
            found.push(match closest(name, known) {
                Some(known) => finding.help(format!("是不是“{known}”？")),
                None => finding,
            });
        }
    }
    let position = |figure: &Figure| {
        let mut names = definitions.iter();
        names.position(|definition| definition.name == figure.definition.name)
    };
    (figures.sorted_by_key(position), found)
}

/// A finding where the engine says other than we do of a figure made of figures.
fn differs(figure: &Figure, figures: &Figures, line: &Line) -> Option<Diagnostic> {
    let says = |key: &str| line.get(key).map(Number::parse);
    let sum_of = |name: &String| -> Option<Number> {
        match figures.family(name) {
            Some(members) => members
                .iter()
                .map(|index| figures.at(*index)?.value.number().cloned())
                .sum(),
            None => figures.get(name)?.value.number().cloned(),
        }
    };
    let number = |key: &str, ours: Option<Number>| says(key) == ours.map(Some);
    let holds = match &figure.definition.rule {
        Rule::Ratio([numerator, denominator]) => {
            number("numerator", sum_of(numerator)) && number("denominator", sum_of(denominator))
        }
        _ => number("value", figure.value.number().cloned()),
    };
    let same_unit = line.get("unit").unwrap_or_default() == figure.unit();
    (!holds || !same_unit).then(|| {
        let ours = match &figure.value {
            Value::Number(number) => figure
                .fraction
                .clone()
                .unwrap_or_else(|| number.to_string()),
            _ => "没有值".to_owned(),
        };
        let message = format!(
            "“{}”和由其他数字算出的（{ours}{}）不同",
            figure.name,
            figure.unit()
        );
        wrong(message).at(line.place.clone())
    })
}
