//! Figures as queries over the ledgers' tables: `name, value, unit, numerator, denominator,
//! row_count, items`, one row each.
//!
//! Figures over rows come first and are kept as `report_base`, with the exact number that figures
//! made of figures go on from.

use std::fmt::Write;

use indexmap::IndexMap;

use super::cell::{self, as_text};
use super::dialect::Dialect;
use super::file::Table;
use super::ledger::{null_text, table_of, value_of};
use super::select::{conditions, day_of};
use crate::figure::{Aggregate, Definition, RowRule, base_members};
use crate::schema::{Field, Kind, LedgerSchema};

/// The type that numbers have while figures are made of them.
pub(super) const NUMBER: &str = "DECIMAL(38,9)";

/// A rule over rows as a query of `report_base`'s columns; else why that cannot be.
pub(super) fn query(
    definition: &Definition,
    rule: &RowRule,
    tables: &IndexMap<&str, Table<'_>>,
    year: i32,
    dialect: &dyn Dialect,
) -> Result<String, String> {
    let Some(table) = tables.get(rule.ledger.as_str()) else {
        return Err(format!("没有台账“{}”", rule.ledger));
    };
    let ledger = table.schema;
    let fields = rule.aggregate.fields();
    if let Aggregate::List(field) = &rule.aggregate {
        let field = &ledger.fields[*field];
        if field.kind == Kind::Number && field.places.is_none() {
            return Err(format!(
                "“{}”列没有写 places，列出来时有几位小数要看全列",
                field.name
            ));
        }
    }
    let group = if rule.by.is_some() {
        " GROUP BY member"
    } else {
        ""
    };
    let rows = rows(rule, ledger, fields, year, dialect);
    let name = match rule.by {
        None => dialect.literal(&definition.name),
        Some(_) => format!(
            "{} || member",
            dialect.literal(&format!("{}.", definition.name))
        ),
    };
    let text = dialect.text();
    let made = made(&rule.aggregate, ledger, &rows, rule.by.is_some(), dialect);
    let (number, value, items, from) = (
        made.number.map_or_else(
            || format!("CAST(NULL AS {NUMBER})"),
            |n| format!("CAST({n} AS {NUMBER})"),
        ),
        made.value
            .map_or_else(|| null_text(dialect), |v| format!("CAST({v} AS {text})")),
        made.items.unwrap_or_else(|| null_text(dialect)),
        made.from,
    );
    Ok(format!(
        "SELECT {name} AS name, {} AS figure, {} AS unit, {number} AS number, {value} AS value,\n  \
         CAST({} AS BIGINT) AS row_count, {items} AS items\nFROM ({from}) AS rows_{group}",
        dialect.literal(&definition.name),
        dialect.literal(&definition.unit),
        made.count,
    ))
}

/// The rows that count: `member` where there is a family, `counted` = 1, the fields as x1, x2, …,
/// and for an aggregate that goes by order, `place` and `day`. A family has a row that counts for
/// nothing for every member that it must have.
fn rows(
    rule: &RowRule,
    ledger: &LedgerSchema,
    fields: &[usize],
    year: i32,
    dialect: &dyn Dialect,
) -> String {
    let text = dialect.text();
    let mut columns = Vec::new();
    let mut blanks = Vec::new();
    let mut tests = conditions(rule, ledger, year, dialect);
    if let Some(by) = rule.by {
        columns.push(format!("{} AS member", member(ledger, by, dialect)));
        blanks.push("member".to_owned());
        tests.push(format!(
            "{} IS NOT NULL",
            value_of(&ledger.fields[by], dialect)
        ));
    }
    columns.push("1 AS counted".to_owned());
    blanks.push("CAST(NULL AS INTEGER)".to_owned());
    for (index, field) in fields.iter().enumerate() {
        let field = &ledger.fields[*field];
        columns.push(format!("{} AS x{}", value_of(field, dialect), index + 1));
        blanks.push(format!("CAST(NULL AS {})", cell::kind(field, dialect)));
    }
    if matches!(rule.aggregate, Aggregate::Latest(_) | Aggregate::List(_)) {
        let day = ledger
            .dated_by()
            .map(|field| day_of(ledger, field, dialect));
        columns.push(format!(
            "{} AS day",
            day.unwrap_or_else(|| null_text(dialect))
        ));
        columns.push("_place AS place".to_owned());
        blanks.push(format!("CAST(NULL AS {text})"));
        blanks.push("CAST(NULL AS BIGINT)".to_owned());
    }
    let mut query = format!(
        "SELECT {} FROM {}",
        columns.join(", "),
        table_of(&ledger.name, dialect)
    );
    if !tests.is_empty() {
        let _ = write!(query, "\n  WHERE {}", tests.join(" AND "));
    }
    let members = rule
        .by
        .map(|by| base_members(&ledger.fields[by]))
        .unwrap_or_default();
    if !members.is_empty() {
        let members: Vec<String> = members
            .iter()
            .map(|member| format!("({})", dialect.cell(member)))
            .collect();
        let _ = write!(
            query,
            "\n  UNION ALL SELECT {} FROM (VALUES {}) AS members(member)",
            blanks.join(", "),
            members.join(", ")
        );
    }
    query
}

/// The family member that a row belongs to: its cell's text, or the month of its date.
fn member(ledger: &LedgerSchema, by: usize, dialect: &dyn Dialect) -> String {
    let field = &ledger.fields[by];
    let value = value_of(field, dialect);
    if field.kind.has_date() {
        let month = format!(
            "CAST(CAST(substr({value}, 6, 2) AS INTEGER) AS {})",
            dialect.text()
        );
        return format!("{month} || {}", dialect.literal("月"));
    }
    as_text(&value, field, dialect)
}

/// What an aggregate makes of rows, as expressions over `from`.
struct Made {
    number: Option<String>,
    value: Option<String>,
    items: Option<String>,
    count: String,
    from: String,
}

fn made(
    aggregate: &Aggregate,
    ledger: &LedgerSchema,
    rows: &str,
    is_family: bool,
    dialect: &dyn Dialect,
) -> Made {
    let same = |value: String| (Some(value.clone()), Some(value));
    let counted = || "COUNT(counted)".to_owned();
    let member = if is_family { "member, " } else { "" };
    let simple = |(number, value), items| Made {
        number,
        value,
        items,
        count: counted(),
        from: rows.to_owned(),
    };
    let of_kind = |field: &Field, value: String| match field.kind {
        kind if kind.is_numeric() || kind == Kind::Year => (Some(value.clone()), Some(value)),
        _ => (None, Some(value)),
    };
    match aggregate {
        Aggregate::Count => simple(same(counted()), None),
        Aggregate::Sum(field) => {
            let kind = cell::kind(&ledger.fields[*field], dialect);
            simple(same(format!("COALESCE(SUM(x1), CAST(0 AS {kind}))")), None)
        }
        Aggregate::Max(field) => {
            simple(of_kind(&ledger.fields[*field], "MAX(x1)".to_owned()), None)
        }
        Aggregate::Min(field) => {
            simple(of_kind(&ledger.fields[*field], "MIN(x1)".to_owned()), None)
        }
        // The row with the latest date; of several the last; rows without a date before all others.
        Aggregate::Latest(field) => {
            let partition = if is_family {
                "PARTITION BY member "
            } else {
                ""
            };
            let value = "MAX(CASE WHEN rank_ = 1 THEN x1 END)".to_owned();
            let (number, value) = of_kind(&ledger.fields[*field], value);
            Made {
                from: format!(
                    "SELECT {member}counted, x1, row_number() OVER ({partition}ORDER BY \
                     CASE WHEN x1 IS NULL THEN 1 ELSE 0 END, CASE WHEN day IS NULL THEN 1 ELSE 0 END, \
                     day DESC, place DESC) AS rank_\n  FROM ({rows}) AS counted_"
                ),
                ..simple((number, value), None)
            }
        }
        Aggregate::Distinct(fields) => {
            let names: Vec<String> = (1..=fields.len())
                .map(|index| format!("x{index}"))
                .collect();
            let filled: Vec<String> = names.iter().map(|x| format!("{x} IS NOT NULL")).collect();
            let value = format!("COUNT(CASE WHEN {} THEN 1 END)", filled.join(" OR "));
            Made {
                count: "COALESCE(SUM(counted), 0)".to_owned(),
                from: format!(
                    "SELECT {member}{names}, COUNT(counted) AS counted\n  FROM ({rows}) AS counted_ \
                     GROUP BY {member}{names}",
                    names = names.join(", ")
                ),
                ..simple(same(value), None)
            }
        }
        // Each text once, where it first stands.
        Aggregate::List(field) => {
            let field = &ledger.fields[*field];
            let text = match field.kind {
                Kind::Integer | Kind::Number | Kind::Year => {
                    format!("CAST(x1 AS {})", dialect.text())
                }
                _ => "x1".to_owned(),
            };
            let joined = dialect.joined("item", "place");
            Made {
                items: Some(format!("'[' || COALESCE({joined}, '') || ']'")),
                count: "COALESCE(SUM(counted), 0)".to_owned(),
                from: format!(
                    "SELECT {member}{} AS item, MIN(place) AS place, COUNT(counted) AS counted\n  \
                     FROM ({rows}) AS counted_ GROUP BY {member}x1",
                    json(&text, dialect)
                ),
                ..simple((None, None), None)
            }
        }
    }
}

/// A text as a JSON string.
fn json(text: &str, dialect: &dyn Dialect) -> String {
    let special = [
        ('\\', "\\\\"),
        ('"', "\\\""),
        ('\n', "\\n"),
        ('\r', "\\r"),
        ('\t', "\\t"),
    ];
    let written = special
        .iter()
        .fold(text.to_owned(), |text, (character, escape)| {
            let character = dialect.character(*character);
            format!("replace({text}, {character}, {})", dialect.literal(escape))
        });
    format!("'\"' || {written} || '\"'")
}
