//! C304: a register kept year by year whose stock is not last year's plus what opened less what
//! closed: a row gone without a closing day, or one that appears as if it had always been there.
//!
//! A standing register (one file of all years) keeps the balance by itself; whether its past was
//! changed is seen against what was published, by the restatement guard.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::step::Step;
use crate::calendar::last_day;
use crate::diagnostic::{Diagnostic, STOCK};
use crate::ledger::{Ledger, LedgerFile};

/// Rows of a year's files by their key.
type Keyed = BTreeMap<Vec<String>, usize>;

/// Holds the stock of `step`'s year against last year's.
pub(super) fn check(step: &Step<'_>) -> Vec<Diagnostic> {
    let (this, Some(earlier)) = (step.this, step.earlier) else {
        return Vec::new();
    };
    let schema = &this.schema;
    if schema.opened.is_none() || schema.primary_key.is_empty() {
        return Vec::new();
    }
    let last = step.year - 1;
    let is_whole = |ledger: &Ledger, year: i32| {
        let mut files = ledger.files.iter().filter(|file| file.year == Some(year));
        files.next().is_some_and(|file| file.is_complete) && ledger.is_whole
    };
    if !is_whole(this, step.year) || !is_whole(earlier, last) {
        return Vec::new();
    }
    let (then, now) = (keyed(earlier, last), keyed(this, step.year));
    let mut found = Vec::new();
    for (key, row) in &then {
        if is_open(earlier, *row, last) && !now.contains_key(key) {
            found.push(vanished(this, earlier, *row, key, step.year));
        }
    }
    for (key, row) in &now {
        let was = then
            .get(key)
            .is_some_and(|row| is_open(earlier, *row, last));
        if is_open(this, *row, last) && !was {
            found.push(backdated(this, *row, key, step.year));
        }
    }
    found
}

fn keyed(ledger: &Ledger, year: i32) -> Keyed {
    let of_year = |file: &&LedgerFile| file.year == Some(year) || file.year.is_none();
    let rows = ledger
        .files
        .iter()
        .filter(of_year)
        .flat_map(|file| file.rows.clone());
    let key = |row: usize| {
        let key = ledger.schema.primary_key.iter();
        key.map(|field| ledger.cell(row, *field).text()).collect()
    };
    rows.map(|row| (key(row), row)).collect()
}

fn day(ledger: &Ledger, row: usize, field: Option<usize>) -> Option<NaiveDate> {
    ledger.columns[field?].date(row)
}

/// Whether a row was open on the last day of `year`.
fn is_open(ledger: &Ledger, row: usize, year: i32) -> bool {
    let schema = &ledger.schema;
    day(ledger, row, schema.opened).is_none_or(|day| day <= last_day(year))
        && day(ledger, row, schema.closed).is_none_or(|day| day > last_day(year))
}

fn name(ledger: &Ledger, field: Option<usize>) -> &str {
    field.map_or("", |field| ledger.schema.fields[field].name.as_str())
}

fn vanished(this: &Ledger, earlier: &Ledger, row: usize, key: &[String], year: i32) -> Diagnostic {
    let title = &this.schema.title;
    let mut files = this.files.iter().filter(|file| file.year == Some(year));
    let path = files.next().map_or("", |file| file.source.path.as_str());
    let message = format!(
        "{title}：{} 年末在册的“{}”在 {path} 里没有了，年末数不等于上年末加新增减撤销",
        year - 1,
        key.join("、")
    );
    let help = match this.schema.closed {
        Some(_) => format!(
            "撤销的不删行：照抄这一行到 {path}，填上“{}”",
            name(this, this.schema.closed)
        ),
        None => format!("照抄这一行到 {path}；会撤销的台账，在 ledgers.toml 里声明 closed"),
    };
    Diagnostic::new(STOCK, message)
        .at(earlier.place(row, None))
        .help(help)
}

fn backdated(this: &Ledger, row: usize, key: &[String], year: i32) -> Diagnostic {
    let opened = name(this, this.schema.opened);
    let message = match day(this, row, this.schema.opened) {
        Some(day) => format!(
            "“{}”的“{opened}”在 {} 年，{} 年末的册上却没有它，年末数不等于上年末加新增减撤销",
            key.join("、"),
            day.year(),
            year - 1
        ),
        None => format!(
            "“{}”没有“{opened}”，{} 年末的册上也没有它",
            key.join("、"),
            year - 1
        ),
    };
    Diagnostic::new(STOCK, message)
        .at(this.place(row, this.schema.opened))
        .help(format!(
            "今年新增的，日期写今年的；以前就有、漏登的，补到 data/{} 的册上（那一年公布过的数会因此变动，要写 [[restate]]）",
            year - 1
        ))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found_over_years;

    #[test]
    fn the_stock_is_last_years_with_what_opened_and_without_what_closed() {
        let ledgers = r#"[members]
            primaryKey = "号"
            opened = "入会"
            closed = "退会"
            fields = [ { name = "号" }, { name = "入会", type = "date" }, { name = "退会", type = "date" } ]"#;
        let last =
            "号,入会,退会\n1,2015-01-01,\n2,2016-01-01,\n3,2017-01-01,2019-05-01\n4,2018-01-01,\n";
        let this = "号,入会,退会\n1,2015-01-01,\n4,2018-01-01,2020-03-01\n5,2020-02-01,\n6,2018-06-01,\n3,2017-01-01,2019-05-01\n";
        let found = found_over_years(
            ledgers,
            &[
                ("data/2019/members.csv", last),
                ("data/2020/members.csv", this),
            ],
        );
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].contains("data/2019/members.csv:3:1: [C304]: members：2019 年末在册的“2”在 data/2020/members.csv 里没有了"), "{found:#?}");
        assert!(
            found[1].contains(
                "data/2020/members.csv:5:3: [C304]: “6”的“入会”在 2018 年，2019 年末的册上却没有它"
            ),
            "{found:#?}"
        );
    }
}
