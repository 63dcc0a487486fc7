//! W as one would first write it: the `csv` crate into a struct by serde, rust_decimal, chrono, std's sets.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use plain::tally::Tally;
use plain::{CATEGORIES, COUNTED, PROJECTS, YEAR, is_amount, is_date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

#[derive(serde::Deserialize)]
struct Row {
    #[serde(rename = "凭证号")]
    id: String,
    #[serde(rename = "日期")]
    date: String,
    #[serde(rename = "类别")]
    category: String,
    #[serde(rename = "项目")]
    project: String,
    #[serde(rename = "收款人")]
    payee: String,
    #[serde(rename = "金额")]
    amount: String,
    #[serde(rename = "单位")]
    unit: String,
    #[serde(rename = "摘要")]
    _note: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("which file?")?;
    let mut tally = Tally::default();
    let mut category_sum: HashMap<String, Decimal> = HashMap::new();
    let mut category_count: HashMap<String, u64> = HashMap::new();
    let mut project_sum: HashMap<String, Decimal> = HashMap::new();
    let mut month_sum: HashMap<u32, Decimal> = HashMap::new();
    let mut payees: HashMap<String, HashSet<String>> = HashMap::new();
    let mut ids: HashSet<String> = HashSet::new();
    for row in csv::Reader::from_path(file)?.deserialize() {
        let row: Row = row?;
        let errors = &mut tally.errors;
        let required = [
            &row.id,
            &row.date,
            &row.category,
            &row.project,
            &row.payee,
            &row.amount,
            &row.unit,
        ];
        errors.required += required.iter().filter(|cell| cell.is_empty()).count() as u64;
        let date = (is_date(row.date.as_bytes()))
            .then(|| row.date.parse::<NaiveDate>().ok())
            .flatten();
        errors.date += u64::from(date.is_none() && !row.date.is_empty());
        errors.year += u64::from(date.is_some_and(|date| date.year() != YEAR));
        let amount = is_amount(row.amount.as_bytes())
            .then(|| Decimal::from_str(&row.amount).ok())
            .flatten();
        errors.amount += u64::from(amount.is_none() && !row.amount.is_empty());
        let unknown = |value: &String, known: &[&str]| {
            u64::from(!value.is_empty() && !known.contains(&value.as_str()))
        };
        errors.value += unknown(&row.category, &CATEGORIES) + unknown(&row.project, &PROJECTS);
        errors.duplicate += u64::from(!row.id.is_empty() && !ids.insert(row.id));
        let (Some(date), Some(amount)) = (date, amount) else {
            continue;
        };
        *category_sum.entry(row.category.clone()).or_default() += amount;
        *category_count.entry(row.category.clone()).or_default() += 1;
        *project_sum.entry(row.project).or_default() += amount;
        *month_sum.entry(date.month()).or_default() += amount;
        if COUNTED.contains(&row.category.as_str()) {
            payees.entry(row.category).or_default().insert(row.payee);
        }
    }
    let fen = |sum: Option<&Decimal>| {
        sum.and_then(|sum| (sum * Decimal::ONE_HUNDRED).to_i64())
            .unwrap_or(0)
    };
    for (index, category) in CATEGORIES.into_iter().enumerate() {
        tally.category_sum[index] = fen(category_sum.get(category));
        tally.category_count[index] = category_count.get(category).copied().unwrap_or(0);
    }
    for (index, project) in PROJECTS.into_iter().enumerate() {
        tally.project_sum[index] = fen(project_sum.get(project));
    }
    for (month, sum) in (1..).zip(&mut tally.month_sum) {
        *sum = fen(month_sum.get(&month));
    }
    for (index, category) in COUNTED.into_iter().enumerate() {
        tally.payees[index] = payees.get(category).map_or(0, |payees| payees.len() as u64);
    }
    Ok(tally.print(std::io::stdout().lock())?)
}
