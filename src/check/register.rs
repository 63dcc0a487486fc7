//! C302, C303: a row that ceased before it began; a row that no year can claim.

use super::{at_cell, told};
use crate::diagnostic::{CLOSED_BEFORE_OPENED, Diagnostic, UNDATED};
use crate::ledger::{Ledger, Ledgers};

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let mut found = undated(ledger);
    let (Some(opened), Some(closed)) = (ledger.schema.opened, ledger.schema.closed) else {
        return found;
    };
    let ends_of = |row: usize| {
        let begins = ledger.columns[opened].date(row)?;
        let ends = ledger.columns[closed].date(row)?;
        (ends < begins).then_some((begins, ends))
    };
    let wrong = (0..ledger.len()).filter(|row| ends_of(*row).is_some());
    found.extend(told(wrong, CLOSED_BEFORE_OPENED, |row| {
        let (begins, ends) = ends_of(row).unwrap_or_default();
        let name = |field: usize| &ledger.schema.fields[field].name;
        let (opened_name, closed_name) = (name(opened), name(closed));
        let message = format!("“{closed_name}”{ends} 早于“{opened_name}”{begins}");
        let help = format!("两个日期打反了就对换；还没有“{closed_name}”的空着");
        let code = CLOSED_BEFORE_OPENED;
        at_cell(ledger, row, closed, code, message, help)
    }));
    found
}

/// A register's rows without the day that they began. (A yearly ledger's rows are their folder's.)
fn undated(ledger: &Ledger) -> Vec<Diagnostic> {
    let Some(field) = ledger.schema.dated_by() else {
        return Vec::new();
    };
    // Where a day is required, a blank one has been named as such.
    let declared = &ledger.schema.fields[field];
    if declared.constraints.required || ledger.schema.primary_key.contains(&field) {
        return Vec::new();
    }
    let column = &ledger.columns[field];
    let standing = ledger.files.iter().filter(|file| file.year.is_none());
    let rows = standing.flat_map(|file| file.rows.clone());
    let blank = |row: &usize| column.is_missing(*row) && !ledger.is_refused(*row, field);
    let finding = |row| {
        let message = format!("没有“{}”，看不出这一行是哪一年的", declared.name);
        let help =
            "补上日期，如 2020-01-31；不补，它算作向来就有：年末数、累计数里有它，当年新增里没有";
        at_cell(ledger, row, field, UNDATED, message, help.to_owned())
    };
    told(rows.filter(blank), UNDATED, finding)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    #[test]
    fn nothing_ends_before_it_begins_and_everything_begins_some_day() {
        let ledgers = r#"[places]
            opened = "建成"
            closed = "撤销"
            fields = [ { name = "建成", type = "date" }, { name = "撤销", type = "date" } ]"#;
        let rows =
            "建成,撤销\n2018-01-01,2018-01-01\n2018-01-01,\n2018-01-01,2017-12-31\n,2019-01-01\n";
        let found = found(ledgers, &[("data/places.csv", rows)]);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(
            found[0].contains(":4:12: [C302]: “撤销”2017-12-31 早于“建成”2018-01-01"),
            "{found:#?}"
        );
        assert!(found[1].contains(":5:1: [C303]: 没有“建成”"), "{found:#?}");
    }
}
