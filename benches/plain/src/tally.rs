//! W's answer as every peer prints it: `name<TAB>value` a line, in a fixed order, and the errors by kind.

use std::io::Write;

use crate::{CATEGORIES, COUNTED, PROJECTS, count_of, month_of, payees_of, project_of, sum_of};

/// Rows wrong, by kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Errors {
    /// A required field is blank.
    pub required: u64,
    /// No day of the calendar.
    pub date: u64,
    /// A day of another year.
    pub year: u64,
    /// No decimal of at most two places.
    pub amount: u64,
    /// A value that the enum lacks.
    pub value: u64,
    /// An id that an earlier row has.
    pub duplicate: u64,
}

/// The sixty figures, money in fen.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub category_sum: [i64; 12],
    pub category_count: [u64; 12],
    pub project_sum: [i64; 20],
    pub month_sum: [i64; 12],
    pub payees: [u64; 4],
    pub errors: Errors,
}

/// 12345 fen as 123.45.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

impl Tally {
    /// # Errors
    /// When nobody reads.
    pub fn print(&self, mut out: impl Write) -> std::io::Result<()> {
        for (index, category) in CATEGORIES.iter().enumerate() {
            writeln!(
                out,
                "{}\t{}",
                sum_of(category),
                yuan(self.category_sum[index])
            )?;
            writeln!(
                out,
                "{}\t{}",
                count_of(category),
                self.category_count[index]
            )?;
        }
        for (index, project) in PROJECTS.iter().enumerate() {
            writeln!(
                out,
                "{}\t{}",
                project_of(project),
                yuan(self.project_sum[index])
            )?;
        }
        for (index, sum) in self.month_sum.iter().enumerate() {
            writeln!(out, "{}\t{}", month_of(index + 1), yuan(*sum))?;
        }
        for (index, category) in COUNTED.iter().enumerate() {
            writeln!(out, "{}\t{}", payees_of(category), self.payees[index])?;
        }
        let Errors {
            required,
            date,
            year,
            amount,
            value,
            duplicate,
        } = self.errors;
        writeln!(out, "!required\t{required}")?;
        writeln!(out, "!date\t{date}")?;
        writeln!(out, "!year\t{year}")?;
        writeln!(out, "!amount\t{amount}")?;
        writeln!(out, "!value\t{value}")?;
        writeln!(out, "!duplicate\t{duplicate}")
    }
}
