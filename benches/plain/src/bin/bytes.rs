//! W with the `csv` crate and some care: one ByteRecord for all rows, fen in integers, positions for enums.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use plain::tally::Tally;
use plain::{CATEGORIES, COUNTED, PROJECTS, YEAR, is_amount, is_date};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("which file?")?;
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 18)
        .from_path(file)?;
    let positions = |values: &[&'static str]| -> HashMap<&'static [u8], usize> {
        values
            .iter()
            .enumerate()
            .map(|(index, value)| (value.as_bytes(), index))
            .collect()
    };
    let (categories, projects) = (positions(&CATEGORIES), positions(&PROJECTS));
    let counted =
        CATEGORIES.map(|category| COUNTED.iter().position(|counted| *counted == category));
    let mut tally = Tally::default();
    let mut ids: HashSet<Box<[u8]>> = HashSet::new();
    let mut payees: [HashSet<Box<[u8]>>; 4] = Default::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let errors = &mut tally.errors;
        errors.required += (0..7).filter(|column| record[*column].is_empty()).count() as u64;
        if !record[0].is_empty() && !ids.insert(record[0].into()) {
            errors.duplicate += 1;
        }
        let date = date(&record[1]);
        errors.date += u64::from(date.is_none() && !record[1].is_empty());
        errors.year += u64::from(date.is_some_and(|date| date.year() != YEAR));
        let category = categories.get(&record[2]).copied();
        let project = projects.get(&record[3]).copied();
        errors.value += u64::from(category.is_none() && !record[2].is_empty());
        errors.value += u64::from(project.is_none() && !record[3].is_empty());
        let fen = fen(&record[5]);
        errors.amount += u64::from(fen.is_none() && !record[5].is_empty());
        let (Some(date), Some(category), Some(project), Some(fen)) = (date, category, project, fen)
        else {
            continue;
        };
        tally.category_sum[category] += fen;
        tally.category_count[category] += 1;
        tally.project_sum[project] += fen;
        tally.month_sum[date.month0() as usize] += fen;
        if let Some(counted) = counted[category]
            && !payees[counted].contains(&record[4])
        {
            payees[counted].insert(record[4].into());
        }
    }
    tally.payees = payees.map(|payees| payees.len() as u64);
    Ok(tally.print(std::io::stdout().lock())?)
}

fn date(cell: &[u8]) -> Option<NaiveDate> {
    if !is_date(cell) {
        return None;
    }
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    NaiveDate::from_ymd_opt(
        number(&cell[..4]).cast_signed(),
        number(&cell[5..7]),
        number(&cell[8..]),
    )
}

fn fen(cell: &[u8]) -> Option<i64> {
    if !is_amount(cell) {
        return None;
    }
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit());
    let value = digits.fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let places = cell
        .iter()
        .rev()
        .position(|byte| *byte == b'.')
        .unwrap_or(0);
    let fen = value * [100, 10, 1][places];
    Some(if cell[0] == b'-' { -fen } else { fen })
}
