//! A property: whatever the rows of two years and their order, the parts are the change.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use report::compile;
use report::diff::{self, Computed, Side};
use report::number::{Number, Rounding};

use crate::diff::project;
use crate::support::Project;

/// A year's rows: which voucher, income or spending, purpose, unit, cents; goods, how many.
type Rows = (Vec<(u8, bool, u8, u8, i32)>, Vec<(u8, i8)>);

fn rows() -> impl Strategy<Value = Rows> {
    let fund = (0..12_u8, any::<bool>(), 0..3_u8, 0..5_u8, -5000..5000_i32);
    let goods = (0..3_u8, -3..4_i8);
    (
        proptest::collection::vec(fund, 0..8),
        proptest::collection::vec(goods, 0..6),
    )
}

fn csv((funds, goods): &Rows) -> [String; 2] {
    let mut text = [String::new(), String::new()];
    let mut seen = BTreeSet::new();
    for (voucher, spends, purpose, unit, cents) in funds {
        if !seen.insert(voucher) {
            continue;
        }
        let kind = if *spends { "支出" } else { "收入" };
        let purpose = ["慰问", "帮扶", "培训"][usize::from(*purpose)];
        let unit = ["甲", "乙", "丙", "丁", ""][usize::from(*unit)];
        let amount = Number::scaled(i128::from(*cents), 2);
        let _ = writeln!(text[0], "V{voucher},{kind},{purpose},{unit},{amount}");
    }
    for (goods, count) in goods {
        let _ = writeln!(text[1], "品{goods},{count}");
    }
    text
}

fn backwards(text: &str) -> String {
    text.lines()
        .rev()
        .fold(String::new(), |all, line| all + line + "\n")
}

/// A year as a side of the comparison.
fn side(year: &compile::Year) -> Side<'_> {
    Side::of_year(
        &year.year.to_string(),
        Computed {
            year: year.year,
            figures: &year.figures,
            ledgers: &year.ledgers,
        },
    )
}

/// A figure's name, its change, its parts.
type Taken = (String, Option<Number>, Vec<(String, Number)>);

/// Each figure's name and parts, each part in the order of its name.
fn taken_apart(project: &Project) -> Vec<Taken> {
    let root = project.path("");
    let (project, _) = report::project::Project::open(&root).expect("a project");
    let (declarations, found) = compile::declarations(&project).expect("declarations");
    assert!(found.is_empty(), "{found:?}");
    let [old, new] = [2022, 2023].map(|year| {
        compile::year(&project, &declarations, year)
            .expect("a year")
            .0
    });
    let (old, new) = (side(&old), side(&new));
    let diff = diff::compare(&old, &new, Rounding::HalfUp);
    let taken = diff.figures.into_iter().map(|change| {
        assert!(change.residual().is_zero(), "{change:?}");
        if let (Some(rows), Some(all)) = (&change.rows, &change.change) {
            let by_rows: Number = [&rows.come, &rows.gone, &rows.changed]
                .map(|moved| moved.change.clone())
                .into_iter()
                .sum();
            assert_eq!(by_rows, *all, "{change:?}");
        }
        let mut parts: Vec<_> = change
            .parts
            .into_iter()
            .map(|part| (part.group, part.change))
            .collect();
        parts.sort();
        (change.name, change.change, parts)
    });
    taken.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn parts_sum_to_the_change_whatever_the_order_of_rows(old in rows(), new in rows()) {
        let (old, new) = (csv(&old), csv(&new));
        let as_is = taken_apart(&project([&old[0], &old[1]], [&new[0], &new[1]]));
        let [old, new] = [old, new].map(|texts| texts.map(|text| backwards(&text)));
        let turned = taken_apart(&project([&old[0], &old[1]], [&new[0], &new[1]]));
        // Without dates, the latest of several rows is the last one in the file: that is its meaning.
        let orderly = |all: Vec<Taken>| {
            all.into_iter().filter(|(name, _, _)| name != "最后一笔").collect::<Vec<_>>()
        };
        prop_assert_eq!(orderly(as_is), orderly(turned));
    }
}
