//! 合计 rows: recognised, checked against their columns, and left out.

use std::ops::Range;

use super::cell;
use crate::diagnostic::{self, Diagnostic, Place};
use crate::ledger::{Column, Ledger};
use crate::number::Number;

/// Words in the first filled cell that make a row a total of all rows above it.
const TOTAL: &[&str] = &[
    "合计",
    "总计",
    "共计",
    "总和",
    "总合计",
    "全年合计",
    "本年合计",
];
/// … and of the rows since the last such row.
const SUBTOTAL: &[&str] = &["小计", "本月合计", "本页合计", "本季合计"];

/// Running sums of a file's numeric columns.
pub(super) struct Totals {
    /// For each field: the sum of the file's rows, and since the last subtotal.
    sums: Vec<Option<(Number, Number)>>,
    is_subtotal: bool,
}

impl Totals {
    pub(super) fn new(ledger: &Ledger) -> Self {
        let start =
            |kind: crate::schema::Kind| kind.is_numeric().then(|| (Number::zero(), Number::zero()));
        let sums = ledger
            .schema
            .fields
            .iter()
            .map(|field| start(field.kind))
            .collect();
        Self {
            sums,
            is_subtotal: false,
        }
    }

    /// Whether a record is a total: its first filled cell says so.
    pub(super) fn is_total<'t>(&mut self, mut cells: impl Iterator<Item = &'t str>) -> bool {
        let first = cells
            .find(|text| !cell::trim(text).is_empty())
            .unwrap_or_default();
        let word: String = cell::half_width(first)
            .chars()
            .filter(|character| !character.is_whitespace() && !matches!(character, ':' | '：'))
            .collect();
        self.is_subtotal = SUBTOTAL.contains(&word.as_str());
        self.is_subtotal || TOTAL.contains(&word.as_str())
    }

    /// Adds the ledger's last row.
    pub(super) fn add(&mut self, ledger: &Ledger) {
        let Some(row) = ledger.len().checked_sub(1) else {
            return;
        };
        for (sums, column) in self.sums.iter_mut().zip(&ledger.columns) {
            let (Some((all, since)), Column::Number { .. }) = (sums, column) else {
                continue;
            };
            if let Some(number) = column.cell(row).number() {
                *all = &*all + &number;
                *since = &*since + &number;
            }
        }
    }

    /// Holds a total row's numbers against the sums of their columns. `rows` are the file's so far;
    /// none where they are not all there.
    pub(super) fn check<'t>(
        &mut self,
        ledger: &Ledger,
        rows: Option<&Range<usize>>,
        row: u32,
        text: impl Fn(usize) -> &'t str,
        place: impl Fn(usize) -> Place,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (index, sums) in self.sums.iter_mut().enumerate() {
            let Some((all, since)) = sums else { continue };
            let field = &ledger.schema.fields[index];
            let sum = if self.is_subtotal { &*since } else { &*all };
            let at = || place(index).in_row(row, Some(&field.name));
            match cell::read(text(index), field, false, &ledger.schema.missing_values) {
                Ok(cell) => {
                    let known = rows.is_some_and(|rows| !ledger.has_refused(rows, index));
                    let stated = cell.number().filter(|stated| known && stated != sum);
                    if let Some(stated) = stated {
                        let message = format!(
                            "合计行写的是 {stated}，“{}”列各行之和是 {sum}，差 {}",
                            field.name,
                            &stated - sum,
                        );
                        found.push(
                            Diagnostic::new(diagnostic::TOTAL_ROW, message)
                                .at(at())
                                .help(format!(
                                    "核对各行；没有漏行就把合计改成 {sum}，或删去合计行"
                                )),
                        );
                    }
                }
                Err(refusal) => found.push(
                    Diagnostic::new(refusal.code, refusal.message)
                        .at(at())
                        .help(refusal.help),
                ),
            }
            if self.is_subtotal {
                *since = Number::zero();
            }
        }
        found
    }
}
