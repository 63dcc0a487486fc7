//! A property over everything that a figure can be: whatever the rows of three years, a change is
//! what it says, and its parts are all of it.
//!
//! Every aggregate stands over every kind of ledger (yearly with a key, yearly without, a standing
//! register), every period and every kind of family, with ratios, differences and totals over them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use proptest::prelude::*;
use report::compile;
use report::diff::{self, Change, Computed, Side};
use report::figure::Value;
use report::number::{Number, Rounding};

use crate::support::Project;

const LEDGERS: &str = r#"
[keyed]
primaryKey = ["号"]
date = "日"
fields = [
  { name = "号", type = "integer" },
  { name = "日", type = "date" },
  { name = "类", type = "string", constraints = { enum = ["甲", "乙", "丙"] } },
  { name = "名", type = "string" },
  { name = "数", type = "number" },
]
foreignKeys = [ { fields = "名", reference = { resource = "register", fields = "名" } } ]
[loose]
fields = [
  { name = "日", type = "date" },
  { name = "类", type = "boolean" },
  { name = "名", type = "string" },
  { name = "数", type = "number" },
]
[register]
primaryKey = ["号"]
opened = "日"
closed = "止"
fields = [
  { name = "号", type = "integer" },
  { name = "日", type = "date" },
  { name = "止", type = "date" },
  { name = "类", type = "string", constraints = { enum = ["甲", "乙", "丙"] } },
  { name = "名", type = "string" },
  { name = "数", type = "number" },
]
"#;

const AGGREGATES: [(&str, &str); 9] = [
    ("count", "count = true"),
    ("sum", "sum = \"数\""),
    ("distinct", "distinct = \"名\""),
    ("several", "distinct = [\"名\", \"数\"]"),
    ("max", "max = \"数\""),
    ("min", "min = \"日\""),
    ("latest", "latest = \"数\""),
    ("text", "latest = \"名\""),
    ("list", "list = \"名\""),
];

/// Every aggregate over every ledger, period and family.
fn figures() -> String {
    let mut text = String::new();
    let mut numbers = Vec::new();
    for ledger in ["keyed", "loose", "register"] {
        for (period, key) in [("y", "year"), ("d", "to-date"), ("e", "year-end")] {
            for (name, rule) in AGGREGATES {
                for (by, split) in [
                    ("", ""),
                    ("类", "by = \"类\""),
                    ("名", "by = \"名\""),
                    ("日", "by = \"日\""),
                ] {
                    let name = format!("{ledger}_{period}_{name}{by}");
                    let _ = writeln!(
                        text,
                        "[[figure]]\nname = \"{name}\"\nledger = \"{ledger}\"\nperiod = \"{key}\"\n{rule}\n{split}\nunit = \"件\"\nwhere = {{ \"数\" = {{ blank = false }} }}"
                    );
                    if rule.starts_with("count")
                        || rule.starts_with("sum")
                        || rule.starts_with("distinct")
                    {
                        numbers.push(name);
                    }
                }
            }
        }
    }
    for (index, pair) in numbers.windows(3).enumerate() {
        let [a, b, c] = pair else { continue };
        let _ = writeln!(
            text,
            "[[figure]]\nname = \"率{index}\"\nratio = [\"{a}\", \"{b}\"]\nunit = \"件\""
        );
        let _ = writeln!(
            text,
            "[[figure]]\nname = \"差{index}\"\ndifference = [\"{b}\", \"{a}\", \"{c}\"]\nunit = \"件\""
        );
        let _ = writeln!(
            text,
            "[[figure]]\nname = \"和{index}\"\ntotal = [\"{c}\", \"率{index}\", \"{c}\"]\nunit = \"件\""
        );
    }
    text
}

/// A row: number, day of the year or none, category, name, amount in 10^-places or none, days open.
type Row = (u8, Option<u16>, u8, u8, Option<(i16, u8)>, Option<u16>);
/// The rows of a year: keyed, loose.
type Rows = [Vec<Row>; 2];

fn row() -> impl Strategy<Value = Row> {
    let amount = proptest::option::weighted(0.85, (-300..300_i16, 0..4_u8));
    let day = proptest::option::weighted(0.9, 0..365_u16);
    (
        0..9_u8,
        day,
        0..4_u8,
        0..4_u8,
        amount,
        proptest::option::of(0..900_u16),
    )
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 0..most)
}

fn day(year: i32, days: u16) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
    (first + chrono::Days::new(u64::from(days))).to_string()
}

fn amount(amount: Option<(i16, u8)>) -> String {
    amount.map_or_else(String::new, |(units, places)| {
        Number::scaled(i128::from(units), u32::from(places)).to_string()
    })
}

const NAMES: [&str; 4] = ["东", "西", "南", ""];
const CLASSES: [&str; 4] = ["甲", "乙", "丙", ""];

fn keyed(year: i32, rows: &[Row]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let fresh = rows.iter().filter(|row| seen.insert(row.0));
    fresh
        .map(|(id, at, class, name, sum, _)| {
            let at = at.map_or_else(String::new, |at| day(year, at));
            let (class, name) = (CLASSES[usize::from(*class)], NAMES[usize::from(*name)]);
            format!("{id},{at},{class},{name},{}", amount(*sum))
        })
        .collect()
}

fn loose(year: i32, rows: &[Row]) -> Vec<String> {
    let line = |(_, at, class, name, sum, _): &Row| {
        let at = at.map_or_else(String::new, |at| day(year, at % 40));
        let class = ["是", "否", "", "是"][usize::from(*class)];
        format!(
            "{at},{class},{},{}",
            NAMES[usize::from(*name)],
            amount(*sum)
        )
    };
    rows.iter().map(line).collect()
}

fn register(rows: &[Row]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let fresh = rows.iter().filter(|row| seen.insert(row.0));
    fresh
        .map(|(id, at, class, name, sum, open)| {
            // From 2021 to the end of 2023, whatever the row's number adds.
            let begun = at.map(|at| at + u16::from(*id) * 80);
            let opened = begun.map_or_else(String::new, |at| day(2021, at));
            let closed = begun
                .zip(*open)
                .map_or_else(String::new, |(at, open)| day(2021, at + open));
            let (class, name) = (CLASSES[usize::from(*class)], NAMES[usize::from(*name)]);
            format!("{id},{opened},{closed},{class},{name},{}", amount(*sum))
        })
        .collect()
}

fn project(years: &[Rows; 3], standing: &[Row], is_backwards: bool) -> Project {
    let text = |head: &str, mut lines: Vec<String>| {
        if is_backwards {
            lines.reverse();
        }
        lines
            .iter()
            .fold(format!("{head}\n"), |text, line| text + line + "\n")
    };
    let mut project = Project::of("某某区总工会")
        .file("data/ledgers.toml", LEDGERS)
        .file("data/figures.toml", &figures())
        .file(
            "data/register.csv",
            &text("号,日,止,类,名,数", register(standing)),
        );
    for (year, [a, b]) in (2021..).zip(years) {
        project = project
            .file(
                &format!("data/{year}/keyed.csv"),
                &text("号,日,类,名,数", keyed(year, a)),
            )
            .file(
                &format!("data/{year}/loose.csv"),
                &text("日,类,名,数", loose(year, b)),
            );
    }
    project
}

fn changes(project: &Project) -> Vec<Change> {
    let (project, _) = report::project::Project::open(&project.path("")).expect("a project");
    let (declarations, found) = compile::declarations(&project).expect("declarations");
    assert!(found.is_empty(), "{found:?}");
    let years = [2022, 2023].map(|year| {
        compile::year(&project, &declarations, year)
            .expect("a year")
            .0
    });
    let sides = [&years[0], &years[1]].map(|year| {
        let computed = Computed {
            year: year.year,
            figures: &year.figures,
            ledgers: &year.ledgers,
        };
        Side::of_year(&year.year.to_string(), computed)
    });
    diff::compare(&sides[0], &sides[1], Rounding::HalfUp).figures
}

fn number(value: Option<&Value>) -> Option<Number> {
    value.and_then(Value::number).cloned()
}

/// What holds of any change.
fn holds(change: &Change) {
    let parts: Number = change.parts.iter().map(|part| part.change.clone()).sum();
    assert!(change.residual().is_zero(), "{change:?}");
    let both = number(change.old.as_ref()).zip(number(change.new.as_ref()));
    let Some((old, new)) = both else {
        assert!(
            change.change.is_none() && change.rate.is_none() && change.parts.is_empty(),
            "{change:?}"
        );
        return;
    };
    let moved = change.change.clone().expect("a change");
    assert_eq!(moved, &new - &old, "{change:?}");
    assert_eq!(parts, moved, "{change:?}");
    let has_rate = change.unit != "%" && !old.is_zero() && !old.is_negative();
    assert_eq!(change.rate.is_some(), has_rate, "{change:?}");
    if let Some(rate) = &change.rate {
        assert_eq!(rate * &old, moved, "{change:?}");
    }
    if let Some(rows) = &change.rows {
        let all = [&rows.come, &rows.gone, &rows.changed];
        let sum: Number = all.iter().map(|rows| rows.change.clone()).sum();
        assert_eq!(sum, moved, "{change:?}");
    }
    let is_distinct = change.name.contains("_distinct") || change.name.contains("_several");
    if is_distinct {
        let one = |part: &diff::Part| part.change.abs() == Number::one();
        assert!(change.parts.iter().all(one), "{change:?}");
    }
}

/// Parts by the column of a family are that family's changes.
fn agree_with_families(changes: &[Change]) {
    let by_name: BTreeMap<&str, &Change> = changes.iter().map(|c| (c.name.as_str(), c)).collect();
    for change in changes {
        if change.by.as_deref() != Some("类") || change.name.contains('.') {
            continue;
        }
        for part in change.parts.iter().filter(|part| part.group != "（空）") {
            let member = format!("{}类.{}", change.name, part.group);
            let family = by_name
                .get(member.as_str())
                .and_then(|change| change.change.clone());
            assert_eq!(family.as_ref(), Some(&part.change), "{member}");
        }
    }
}

/// What does not depend on the order of rows. The latest of several rows of one day is the last in
/// the file: that is its meaning.
fn orderly(changes: Vec<Change>) -> Vec<String> {
    let is_latest =
        |change: &Change| change.name.contains("_latest") || change.name.contains("_text");
    let told = changes
        .into_iter()
        .filter(|change| !is_latest(change))
        .map(|mut change| {
            let sorted = |items: &mut Vec<String>| items.sort();
            for value in [&mut change.old, &mut change.new].into_iter().flatten() {
                if let Value::List(items) = value {
                    sorted(items);
                }
            }
            sorted(&mut change.entered);
            sorted(&mut change.left);
            format!("{change:?}")
        });
    let mut told: Vec<String> = told.collect();
    // A family without an enum has its members in the order of its rows.
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_change_is_the_sum_of_its_parts(
        first in (rows(4), rows(4)),
        old in (rows(9), rows(8)),
        new in (rows(9), rows(8)),
        standing in rows(9),
    ) {
        let years = [first, old, new].map(|(keyed, loose)| [keyed, loose]);
        let as_is = changes(&project(&years, &standing, false));
        for change in &as_is {
            holds(change);
        }
        agree_with_families(&as_is);
        let turned = changes(&project(&years, &standing, true));
        for change in &turned {
            holds(change);
        }
        let (as_is, turned) = (orderly(as_is), orderly(turned));
        for (a, b) in as_is.iter().zip(&turned) {
            prop_assert_eq!(a, b);
        }
        prop_assert_eq!(as_is.len(), turned.len());
    }
}
