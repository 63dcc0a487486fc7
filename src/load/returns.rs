//! 汇总进度: which subordinate units have reported, which are missing, and which report late.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::cell::half_width;
use crate::calendar::date_of;
use crate::diagnostic::{self, Diagnostic, Place, Tally, closest};
use crate::ledger::{Column, Ledger, LedgerFile, Ledgers, NO_DATE};
use crate::project::{Project, Unit};

/// How many months a unit's last row may lie before the others' last one.
const MONTHS_BEHIND: i32 = 1;

/// What is missing of the units' returns for `year`, whose folders are `units`.
pub(super) fn check(
    project: &Project,
    ledgers: &Ledgers,
    year: i32,
    units: &[Unit],
) -> anyhow::Result<Vec<Diagnostic>> {
    let named = &project.settings.units;
    let reported = |units: &[Unit]| -> BTreeSet<String> {
        let reported = units.iter().filter(|unit| unit.has_reported());
        reported.map(|unit| unit.path.clone()).collect()
    };
    let all = reported(units);
    let here: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    let last_year = if named.is_empty() && project.years.contains(&(year - 1)) {
        reported(&project.units(year - 1)?)
    } else {
        BTreeSet::new()
    };
    let expected: BTreeSet<&str> = match named.as_slice() {
        [] => last_year.iter().map(String::as_str).collect(),
        named => named.iter().map(String::as_str).collect(),
    };
    if here.is_empty() && expected.is_empty() {
        return Ok(Vec::new());
    }
    let mut tally = Tally::default();
    let missing: Vec<&str> = expected.difference(&here).copied().collect();
    for unit in &missing {
        tally.add(diagnostic::UNIT_MISSING, || {
            let others = here
                .iter()
                .copied()
                .filter(|other| !expected.contains(other));
            absent(unit, year, named.is_empty(), closest(unit, others))
        });
    }
    // A folder of which nobody said that it is due, and in which there is nothing to be read.
    let silent = units.iter().filter(|unit| !unit.has_reported());
    let silent: Vec<&str> = silent
        .map(|unit| unit.path.as_str())
        .filter(|path| !expected.contains(path))
        .collect();
    for unit in &silent {
        tally.add(diagnostic::UNIT_MISSING, || {
            let message = format!("下属单位“{unit}”的文件夹里没有 {year} 年的台账");
            let help = "把它的台账放进去（CSV 或 TOML，文件名和上级的一样）；不是下属单位，就删去这个空文件夹";
            Diagnostic::new(diagnostic::UNIT_MISSING, message)
                .at(Place::file(&format!("data/{year}/{unit}")))
                .help(help)
        });
    }
    twins(&here, year, &mut tally);
    for ledger in ledgers.values() {
        incomplete(ledger, &here, year, &mut tally);
        late(ledger, year, &mut tally);
    }
    let due = expected.len() + here.difference(&expected).count() + silent.len();
    let message = match missing.len() + silent.len() {
        0 => format!("汇总进度：{due} 个下属单位都报了 {year} 年的台账"),
        count => {
            let reported = due - count;
            format!("汇总进度：应报 {due} 个下属单位，已报 {reported} 个，缺 {count} 个")
        }
    };
    let mut found = tally.finish();
    let note = Diagnostic::new(diagnostic::UNITS_REPORTED, message);
    found.push(note.at(Place::file(&format!("data/{year}"))));
    Ok(found)
}

/// Units whose names differ in what a slip changes: capitals, full-width forms, spaces. Their rows would count
/// twice, or in two families.
fn twins(here: &BTreeSet<&str>, year: i32, tally: &mut Tally) {
    let mut alike: BTreeMap<String, &str> = BTreeMap::new();
    for unit in here {
        let folded = half_width(unit).to_lowercase();
        let folded = folded.split_whitespace().collect();
        let Some(first) = alike.insert(folded, unit) else {
            continue;
        };
        tally.add(diagnostic::TWIN_UNITS, || {
            let message = format!("下属单位“{first}”和“{unit}”的名字只差大小写、全角半角或空格");
            let help = "是同一个单位就并成一个文件夹；是两个就起分得清的名字";
            Diagnostic::new(diagnostic::TWIN_UNITS, message)
                .at(Place::file(&format!("data/{year}/{unit}")))
                .help(help)
        });
    }
}

/// A unit without a folder.
fn absent(unit: &str, year: i32, is_guess: bool, near: Option<&str>) -> Diagnostic {
    let why = if is_guess { "上年报过，" } else { "" };
    let message = format!("下属单位“{unit}”{why}{year} 年没有报");
    let help = match near {
        Some(near) => format!("文件夹 data/{year}/{near} 是不是它？是就改名为 {unit}"),
        None if is_guess => format!(
            "把它的台账放到 data/{year}/{unit}/；不再是下属单位，就在 report.toml 里用 units 列出应报的单位"
        ),
        None => format!("把它的台账放到 data/{year}/{unit}/"),
    };
    let place = Place::file(&format!("data/{year}/{unit}"));
    Diagnostic::new(diagnostic::UNIT_MISSING, message)
        .at(place)
        .help(help)
}

/// The files of this year that lie in units' folders.
fn returns(ledger: &Ledger, year: i32) -> impl Iterator<Item = (&str, &LedgerFile)> {
    let files = ledger
        .files
        .iter()
        .filter(move |file| file.year == Some(year));
    files.filter_map(|file| Some((file.unit.as_deref()?, file)))
}

/// Units that lack a ledger which most of them have.
fn incomplete(ledger: &Ledger, here: &BTreeSet<&str>, year: i32, tally: &mut Tally) {
    let with: BTreeSet<&str> = returns(ledger, year).map(|(unit, _)| unit).collect();
    if with.len() * 2 <= here.len() {
        return;
    }
    for unit in here.difference(&with) {
        tally.add(diagnostic::UNIT_MISSING, || {
            let path = format!("data/{year}/{unit}/{}.csv", ledger.schema.name);
            let message = format!("下属单位“{unit}”没有报“{}”", ledger.schema.title);
            let help = format!("把文件放到 {path}；真没有这项工作，就放一个只有表头的文件");
            Diagnostic::new(diagnostic::UNIT_MISSING, message)
                .at(Place::file(&path))
                .help(help)
        });
    }
}

/// Units whose last row lies months before the others' last one.
fn late(ledger: &Ledger, year: i32, tally: &mut Tally) {
    let Some(Column::Date { days }) = ledger.schema.date.map(|date| &ledger.columns[date]) else {
        return;
    };
    let mut last_of: BTreeMap<&str, (i32, &LedgerFile)> = BTreeMap::new();
    for (unit, file) in returns(ledger, year) {
        // No value is less than any day.
        let days = days[file.rows.clone()].iter();
        let last = days.fold(NO_DATE, |last, day| last.max(*day));
        if last != NO_DATE {
            last_of.insert(unit, (last, file));
        }
    }
    let month =
        |day: i32| date_of(day).map_or(0, |date| date.year() * 12 + date.month0().cast_signed());
    let Some(last) = last_of.values().map(|(last, _)| *last).max() else {
        return;
    };
    for (unit, (day, file)) in last_of {
        if month(last) - month(day) <= MONTHS_BEHIND {
            continue;
        }
        tally.add(diagnostic::UNIT_LATE, || {
            let date = |day: i32| date_of(day).map_or_else(String::new, |date| date.to_string());
            let message = format!(
                "下属单位“{unit}”的“{}”只报到 {}，别的单位报到 {}",
                ledger.schema.title,
                date(day),
                date(last)
            );
            Diagnostic::new(diagnostic::UNIT_LATE, message)
                .at(Place::file(&file.source.path))
                .help("催它补报；后面几个月真没有，不用管")
        });
    }
}
