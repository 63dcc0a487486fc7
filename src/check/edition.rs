//! C404: an edition that does not follow the one before it: 第十一届 comes after 第十届.
//!
//! Rows of one name are of one series. Several rows of a year may be of one edition (its opening, its
//! final); the next one is one more, and a year never holds what an earlier year held already.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::at_cell;
use super::step::Step;
use crate::diagnostic::{Diagnostic, EDITION};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::schema::Edition;

/// One edition held: when, and which row says so.
struct Held<'a> {
    year: i32,
    date: Option<NaiveDate>,
    number: Number,
    ledger: &'a Ledger,
    row: usize,
    is_this_year: bool,
}

/// Holds the editions of `step`'s year against those of earlier years and one another.
pub(super) fn check(step: &Step<'_>) -> Vec<Diagnostic> {
    let Some(edition) = &step.this.schema.edition else {
        return Vec::new();
    };
    let mut series: BTreeMap<Vec<String>, Vec<Held<'_>>> = BTreeMap::new();
    if let Some(earlier) = step.earlier {
        gather(earlier, edition, step.year, false, &mut series);
    }
    gather(step.this, edition, step.year, true, &mut series);
    let mut found = Vec::new();
    for (name, mut held) in series {
        // Rows without a day stay in their file's order.
        held.sort_by(|a, b| {
            let by_date = a.date.zip(b.date).map(|(a, b)| a.cmp(&b));
            let by_date = by_date.unwrap_or(Ordering::Equal);
            a.year.cmp(&b.year).then(by_date)
        });
        let pairs = held.windows(2).filter_map(|pair| match pair {
            [before, after] if after.is_this_year => Some((before, after)),
            _ => None,
        });
        found.extend(pairs.filter_map(|(before, after)| broken(&name, before, after, edition)));
    }
    found
}

fn gather<'a>(
    ledger: &'a Ledger,
    edition: &Edition,
    year: i32,
    is_this_year: bool,
    series: &mut BTreeMap<Vec<String>, Vec<Held<'a>>>,
) {
    use chrono::Datelike;
    for file in &ledger.files {
        // A standing register has the rows of all years, and is the same whenever it is read.
        if file.year.is_none() && !is_this_year {
            continue;
        }
        for row in file.rows.clone() {
            let date = ledger.schema.dated_by();
            let date = date.and_then(|field| ledger.columns[field].date(row));
            let of = file.year.or(date.map(|date| date.year())).unwrap_or(year);
            let name: Vec<String> = edition
                .of
                .iter()
                .map(|field| ledger.cell(row, *field).text())
                .collect();
            let number = ledger.cell(row, edition.field).number();
            let Some(number) =
                number.filter(|_| of <= year && name.iter().any(|name| !name.is_empty()))
            else {
                continue;
            };
            series.entry(name).or_default().push(Held {
                year: of,
                date,
                number,
                ledger,
                row,
                is_this_year: of == year,
            });
        }
    }
}

fn broken(
    name: &[String],
    before: &Held<'_>,
    after: &Held<'_>,
    edition: &Edition,
) -> Option<Diagnostic> {
    let next = &before.number + &Number::one();
    let is_same_year = before.year == after.year;
    if after.number == next || (is_same_year && after.number == before.number) {
        return None;
    }
    let field = &after.ledger.schema.fields[edition.field].name;
    let name = name.join("、");
    let typed = after.ledger.typed(after.row, edition.field);
    let file = before
        .ledger
        .file_of(before.row)
        .map(|file| file.source.path.as_str());
    let at = format!(
        "{} 第 {} 行",
        file.unwrap_or_default(),
        before.ledger.row_number(before.row)
    );
    let wrong = match after.number.cmp(&before.number) {
        Ordering::Equal => "重了",
        Ordering::Greater => "跳号",
        Ordering::Less => "倒退",
    };
    let message = format!(
        "“{name}”的“{field}”{wrong}：上一次是 {}（{at}），这里是“{typed}”",
        before.number
    );
    let mut help = format!("应当是 {next}");
    if is_same_year {
        help.push_str("；同一年几行是同一届的，都填同一个数");
    } else {
        help.push_str("；中间办过没有登记的，补到那一年的台账里；上一次登错的改上一次");
    }
    Some(at_cell(
        after.ledger,
        after.row,
        edition.field,
        EDITION,
        message,
        help,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found_over_years;

    const LEDGERS: &str = r#"[a]
        date = "日期"
        edition = { field = "届次", of = "名称" }
        fields = [ { name = "日期", type = "date" }, { name = "名称" }, { name = "届次", type = "integer" } ]"#;

    #[test]
    fn an_edition_is_one_more_than_the_last_whenever_that_was() {
        let found = found_over_years(
            LEDGERS,
            &[
                (
                    "data/2018/a.csv",
                    "日期,名称,届次\n2018-05-01,运动会,6\n2018-06-01,书展,3\n",
                ),
                (
                    "data/2019/a.csv",
                    "日期,名称,届次\n2019-05-01,运动会,7\n2019-06-01,歌会,1\n",
                ),
                (
                    "data/2020/a.csv",
                    "日期,名称,届次\n2020-05-03,运动会,8\n2020-05-01,运动会,8\n2020-06-01,书展,5\n2020-07-01,歌会,1\n2020-08-01,棋赛,4\n2020-09-01,,9\n",
                ),
            ],
        );
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(
            found[0].contains("data/2020/a.csv:4:15: [C404]: “书展”的“届次”跳号：上一次是 3（data/2018/a.csv 第 3 行），这里是“5”"),
            "{found:#?}"
        );
        assert!(found[0].contains("应当是 4"), "{found:#?}");
        assert!(
            found[1].contains(
                ":5:15: [C404]: “歌会”的“届次”重了：上一次是 1（data/2019/a.csv 第 3 行）"
            ),
            "{found:#?}"
        );
    }

    #[test]
    fn editions_of_one_year_go_on_by_their_days() {
        let rows =
            "日期,名称,届次\n2020-09-01,赛,3\n2020-03-01,赛,1\n2020-06-01,赛,2\n2020-12-01,赛,2\n";
        let found = found_over_years(LEDGERS, &[("data/2020/a.csv", rows)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0]
                .contains(":5:14: [C404]: “赛”的“届次”倒退：上一次是 3（data/2020/a.csv 第 2 行）"),
            "{found:#?}"
        );
    }
}
