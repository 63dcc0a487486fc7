//! Rules between cells, rows, files and ledgers.

use super::{Asked, Put};
use crate::schema::{Kind, LedgerSchema};
use crate::sql::cell::{as_text, kind};
use crate::sql::ledger::{null_text, table_of, text_of, value_of};
use crate::sql::select::day_of;

/// C106: a value that stands twice where each may stand once. A column that is the whole key is the
/// key rule's.
pub(super) fn unique(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let unique = ledger
        .fields
        .iter()
        .enumerate()
        .filter(|(index, field)| field.constraints.unique && ledger.primary_key != [*index]);
    unique
        .flat_map(|(index, _)| repeats(asked, "C106", &[index]))
        .collect()
}

/// C201: two rows under one key.
pub(super) fn primary_key(asked: &Asked<'_>) -> Vec<Put> {
    repeats(asked, "C201", &asked.ledger().primary_key)
}

/// Rows whose fields together repeat an earlier row's of the same year, in whichever unit's file, or
/// one of the standing register's. Rows with a blank among them repeat nothing; other years number
/// anew.
fn repeats(asked: &Asked<'_>, code: &str, fields: &[usize]) -> Vec<Put> {
    let ledger = asked.ledger();
    let Some(last) = fields.last() else {
        return Vec::new();
    };
    let table = table_of(&ledger.name, asked.dialect);
    let values = values(ledger, fields, asked);
    let filled: Vec<String> = values
        .iter()
        .map(|value| format!("{value} IS NOT NULL"))
        .collect();
    let filled = filled.join(" AND ");
    // The first of equals in a year is no repeat; only rows of keys that stand twice are put in order.
    let among = format!(
        "SELECT _place AS place_, row_number() OVER (PARTITION BY _year, {} ORDER BY _place) AS times_ FROM {table} WHERE {filled}",
        values.join(", ")
    );
    let joined = format!("\n  JOIN ({among}) AS numbered_ ON place_ = _place");
    let mut queries = vec![Ok(asked.finding_from(
        &format!("'{code}'"),
        *last,
        "times_ > 1",
        &joined,
    ))];
    let files = &asked.table.files;
    if files.iter().any(|file| file.year.is_none()) && files.iter().any(|file| file.year.is_some())
    {
        let keys: Vec<String> = (1..=values.len())
            .map(|index| format!("k{index}"))
            .collect();
        let named: Vec<String> = values
            .iter()
            .zip(&keys)
            .map(|(value, key)| format!("{value} AS {key}"))
            .collect();
        let same: Vec<String> = values
            .iter()
            .zip(&keys)
            .map(|(value, key)| format!("{value} = {key}"))
            .collect();
        let joined = format!(
            "\n  JOIN (SELECT DISTINCT {} FROM {table} WHERE _year IS NULL) AS standing_ ON {}",
            named.join(", "),
            same.join(" AND ")
        );
        queries.push(Ok(asked.finding_from(
            &format!("'{code}'"),
            *last,
            "_year IS NOT NULL",
            &joined,
        )));
    }
    queries
}

fn values(ledger: &LedgerSchema, fields: &[usize], asked: &Asked<'_>) -> Vec<String> {
    let value = |field: &usize| value_of(&ledger.fields[*field], asked.dialect);
    fields.iter().map(value).collect()
}

/// C202: a reference to a row that is not there. A blank is no reference.
pub(super) fn foreign_key(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let mut queries = Vec::new();
    for key in &ledger.foreign_keys {
        let (Some(target), Some(first)) =
            (asked.tables.get(key.resource.as_str()), key.fields.first())
        else {
            continue;
        };
        let mut there = Vec::new();
        let mut tests = Vec::new();
        let mut same = Vec::new();
        for (index, (here, other)) in key.fields.iter().zip(&key.reference).enumerate() {
            let (here, other) = (&ledger.fields[*here], &target.schema.fields[*other]);
            let (mut value, mut wanted) = (
                value_of(here, asked.dialect),
                value_of(other, asked.dialect),
            );
            if kind(here, asked.dialect) != kind(other, asked.dialect) {
                value = as_text(&value, here, asked.dialect);
                wanted = as_text(&wanted, other, asked.dialect);
            }
            there.push(format!("{wanted} AS k{index}"));
            tests.push(format!("{value} IS NOT NULL"));
            same.push(format!("{value} = k{index}"));
        }
        let joined = format!(
            "\n  LEFT JOIN (SELECT DISTINCT {} FROM {}) AS known_ ON {}",
            there.join(", "),
            table_of(&target.schema.name, asked.dialect),
            same.join(" AND ")
        );
        let test = format!("k0 IS NULL AND {}", tests.join(" AND "));
        queries.push(Ok(asked.finding_from("'C202'", *first, &test, &joined)));
    }
    queries
}

/// C301: a row in the folder of a year that it does not belong to.
pub(super) fn year(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let Some(field) = ledger.date else {
        return Vec::new();
    };
    let day = day_of(ledger, field, asked.dialect);
    let test = format!("_year IS NOT NULL AND substr({day}, 1, 4) <> _year");
    vec![Ok(asked.finding("C301", field, &test))]
}

/// C302: a row that ceased before it began.
pub(super) fn closed(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let (Some(opened), Some(closed)) = (ledger.opened, ledger.closed) else {
        return Vec::new();
    };
    let (begins, ends) = (
        day_of(ledger, opened, asked.dialect),
        day_of(ledger, closed, asked.dialect),
    );
    vec![Ok(asked.finding(
        "C302",
        closed,
        &format!("{ends} < {begins}"),
    ))]
}

/// C303: a register's row that no year can claim.
pub(super) fn undated(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let Some(field) = ledger.dated_by() else {
        return Vec::new();
    };
    if ledger.fields[field].constraints.required || ledger.primary_key.contains(&field) {
        return Vec::new();
    }
    let text = text_of(&ledger.fields[field], asked.dialect);
    vec![Ok(asked.finding(
        "C303",
        field,
        &format!("_year IS NULL AND {text} IS NULL"),
    ))]
}

/// C401: a part that exceeds the whole; on the whole's side of zero, as reversed entries are.
pub(super) fn part(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let mut queries = Vec::new();
    for (index, field) in ledger.fields.iter().enumerate() {
        let Some(whole) = field.part_of.map(|whole| &ledger.fields[whole]) else {
            continue;
        };
        let is_number = |kind: Kind| kind.is_numeric() || kind == Kind::Year;
        if !is_number(field.kind) || !is_number(whole.kind) {
            queries.push(Err(format!("“{}”列的 partOf：不是数", field.name)));
            continue;
        }
        let (part, whole, typed) = (
            value_of(field, asked.dialect),
            value_of(whole, asked.dialect),
            text_of(whole, asked.dialect),
        );
        let test = format!(
            "({typed} IS NULL AND {part} <> 0) OR ({whole} < 0 AND {part} < {whole}) OR ({whole} >= 0 AND {part} > {whole})"
        );
        queries.push(Ok(asked.finding("C401", index, &test)));
    }
    queries
}

/// C402: opening + income − spending = closing, in every file that has rows.
pub(super) fn balance(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let Some(balance) = &ledger.balance else {
        return Vec::new();
    };
    let (word, amount) = (
        &ledger.fields[balance.column],
        &ledger.fields[balance.amount],
    );
    let (column, value) = (
        value_of(word, asked.dialect),
        value_of(amount, asked.dialect),
    );
    let is = |text: &str| format!("{column} = {}", asked.dialect.literal(text));
    let (opening, closing) = (is(&balance.opening), is(&balance.closing));
    let (income, spending) = (is(&balance.income), is(&balance.spending));
    let count = |test: &str| format!("COUNT(CASE WHEN {test} THEN 1 END)");
    let text = asked.dialect.text();
    // Amounts or words that were refused have their own findings, and the sums cannot hold.
    let refused = |field| {
        let text = text_of(field, asked.dialect);
        count(&format!(
            "{text} IS NOT NULL AND {} IS NULL",
            value_of(field, asked.dialect)
        ))
    };
    vec![Ok(format!(
        "SELECT 'C402' AS code, {ledger_name} AS ledger, _file AS file,\n  \
         CASE WHEN opened_ > 0 AND closed_ > 0 THEN last_ END AS row_no, {null} AS row_key,\n  \
         CASE WHEN opened_ > 0 AND closed_ > 0 THEN {name} END AS field,\n  \
         CASE WHEN opened_ > 0 AND closed_ > 0 THEN CAST(open_ AS {text}) END AS cell\n\
         FROM (\n  SELECT _file, {} AS opened_, {} AS closed_, {} AS refused_, MAX(CASE WHEN {closing} THEN _row END) AS last_,\n    \
         SUM(CASE WHEN {opening} OR {income} THEN {value} WHEN {spending} OR {closing} THEN -{value} END) AS open_\n  \
         FROM {} GROUP BY _file\n) AS books\nWHERE refused_ = 0 AND (opened_ = 0 OR closed_ = 0 OR open_ <> 0)",
        count(&opening),
        count(&closing),
        refused(amount),
        table_of(&ledger.name, asked.dialect),
        ledger_name = asked.dialect.literal(&ledger.name),
        null = null_text(asked.dialect),
        name = asked.dialect.literal(&amount.name),
    ))]
}

/// C403 is a warning about gaps between numbers, which needs the rows in order: left to `report`.
pub(super) fn sequence(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    // A key that numbers vouchers is in sequence without being told so.
    let vouchers =
        ledger.primary_key.first().copied().filter(|key| {
            ledger.primary_key.len() == 1 && ledger.fields[*key].name.contains("凭证号")
        });
    match ledger.sequence.or(vouchers) {
        Some(field) => vec![Err(format!(
            "“{}”列的 sequence（断号，C403）：只是警告，不影响数字",
            ledger.fields[field].name
        ))],
        None => Vec::new(),
    }
}

/// C304 and C404 hold a year's rows against those of all years before, which a script for one year
/// does not read: left to `report`.
pub(super) fn history(asked: &Asked<'_>) -> Vec<Put> {
    let ledger = asked.ledger();
    let is_yearly = asked.table.files.iter().any(|file| file.year.is_some());
    let stock = ledger
        .opened
        .filter(|_| is_yearly)
        .map(|_| "年末存续接上年（C304）");
    let edition = ledger
        .edition
        .as_ref()
        .filter(|_| is_yearly)
        .map(|_| "edition（届次，C404）");
    let rules = stock.into_iter().chain(edition);
    rules
        .map(|rule| Err(format!("的 {rule}：要和往年各行对照")))
        .collect()
}
