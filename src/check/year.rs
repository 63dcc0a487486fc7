//! C301: a row in the folder of a year that it does not belong to.
//!
//! Only rows of yearly folders are bound to a year; a standing register's are of all years.

use chrono::Datelike;

use super::{at_cell, told};
use crate::calendar::{days_of, first_day, last_day};
use crate::diagnostic::{Diagnostic, OUT_OF_YEAR};
use crate::ledger::{Column, Ledger, LedgerFile, Ledgers, NO_DATE};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let Some(field) = ledger.schema.date else {
        return Vec::new();
    };
    let column = &ledger.columns[field];
    let year_of = |row: usize| column.date(row).map(|day| day.year());
    let elsewhere = |file: &LedgerFile| -> Vec<usize> {
        let Some(year) = file.year else {
            return Vec::new();
        };
        let rows = file.rows.clone();
        if let Column::Date { days } = column {
            let this = days_of(first_day(year))..=days_of(last_day(year));
            let is_out = |row: &usize| days[*row] != NO_DATE && !this.contains(&days[*row]);
            return rows.filter(is_out).collect();
        }
        let is_out = |row: &usize| year_of(*row).is_some_and(|actual| actual != year);
        rows.filter(is_out).collect()
    };
    let rows = ledger.files.iter().flat_map(elsewhere);
    told(rows, OUT_OF_YEAR, |row| {
        let year = ledger.file_of(row).and_then(|file| file.year);
        let year = year.unwrap_or_default();
        let actual = year_of(row).unwrap_or(year);
        let typed = ledger.typed(row, field);
        let message = format!("“{typed}”不在 {year} 年");
        let help = format!(
            "年份打错了就改成 {year} 年的日期；真是 {actual} 年的事就移到 data/{actual}/ 里"
        );
        at_cell(ledger, row, field, OUT_OF_YEAR, message, help)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn a_row_belongs_to_the_year_of_its_own_folder() {
        let ledgers = "[a]\ndate = \"日期\"\nfields = [ { name = \"日期\", type = \"date\" } ]";
        let found = found(
            ledgers,
            &[
                ("data/2020/a.csv", "日期\n2020-12-31\n2019/12/31\n"),
                ("data/2019/a.csv", "日期\n2019-01-01\n2020-01-01\n"),
            ],
        );
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].contains("data/2019/a.csv:3:1: [C301]: “2020-01-01”不在 2019 年"));
        assert!(found[1].contains("data/2020/a.csv:3:1: [C301]: “2019/12/31”不在 2020 年"));
        assert!(found[1].contains("data/2019/"));
    }
}
