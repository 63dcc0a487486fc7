//! Checks as queries: `code, ledger, file, row_no, row_key, field, cell`, one row a finding.
//!
//! `CHECKS` is the list; a rule gives a query for each thing that it holds against a ledger, or
//! says why it cannot be put into SQL. The codes are those of `report check`.

mod cell;
mod row;

pub(super) use cell::headers;

use indexmap::IndexMap;

use super::dialect::Dialect;
use super::file::Table;
use super::ledger::{null_text, table_of, text_of};
use crate::schema::LedgerSchema;

/// What a rule is asked: one ledger among all.
pub(super) struct Asked<'a> {
    pub table: &'a Table<'a>,
    pub tables: &'a IndexMap<&'a str, Table<'a>>,
    pub dialect: &'a dyn Dialect,
}

/// A query, or the words for what has none.
pub(super) type Put = Result<String, String>;

type Rule = fn(&Asked<'_>) -> Vec<Put>;

/// Every rule, in the order of `report check`'s.
const CHECKS: &[Rule] = &[
    cell::header,
    cell::total,
    cell::forbidden,
    cell::plain,
    cell::refused,
    cell::required,
    cell::values,
    cell::pattern,
    cell::range,
    cell::length,
    row::unique,
    row::primary_key,
    row::foreign_key,
    row::year,
    row::closed,
    row::undated,
    row::part,
    row::balance,
    row::sequence,
    row::history,
];

/// All queries over a ledger, and what has none.
pub(super) fn queries(asked: &Asked<'_>) -> Vec<Put> {
    CHECKS.iter().flat_map(|rule| rule(asked)).collect()
}

impl<'a> Asked<'a> {
    fn ledger(&self) -> &'a LedgerSchema {
        self.table.schema
    }

    /// The findings of `code` in the rows where `test` holds, told of `field`.
    fn finding(&self, code: &str, field: usize, test: &str) -> String {
        self.finding_from(&format!("'{code}'"), field, test, "")
    }

    /// The same with a code that is an expression, and tables joined behind the ledger's.
    fn finding_from(&self, code: &str, field: usize, test: &str, joined: &str) -> String {
        let ledger = self.ledger();
        let field = &ledger.fields[field];
        format!(
            "SELECT {code} AS code, {} AS ledger, _file AS file, _row AS row_no, {} AS row_key, {} AS field,\n  \
             {} AS cell\nFROM {}{joined} WHERE {test}",
            self.dialect.literal(&ledger.name),
            self.key(),
            self.dialect.literal(&field.name),
            text_of(field, self.dialect),
            table_of(&ledger.name, self.dialect),
        )
    }

    /// The row's key as text, for those who look for it where rows have no numbers.
    fn key(&self) -> String {
        let ledger = self.ledger();
        let parts: Vec<String> = ledger
            .primary_key
            .iter()
            .map(|field| {
                let text = text_of(&ledger.fields[*field], self.dialect);
                format!("COALESCE({text}, '')")
            })
            .collect();
        match parts.as_slice() {
            [] => null_text(self.dialect),
            parts => parts.join(&format!(" || {} || ", self.dialect.literal("、"))),
        }
    }
}
