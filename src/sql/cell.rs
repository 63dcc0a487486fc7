//! A column's texts → its values: the plain notation only, by a regular expression before every
//! cast.
//!
//! Engines cast what they like: `1.234` becomes 1.23 where two decimals are wanted, `+5`, `.5` and
//! `1.` pass, 2020-02-30 becomes a day in March. So nothing reaches a cast here but what means the
//! same everywhere. What `report` itself would read with certainty (1,200.00, 2020/1/5) is refused
//! too: it becomes a finding, never another value.

use super::dialect::Dialect;
use crate::schema::{Field, Kind};

/// A real day of the calendar, leap years and all.
const DAY: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
                   |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))\
                   |(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const CLOCK: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?";
const PLAIN: &str = "^-?[0-9]+(?:\\.[0-9]+)?$";
/// 3.2E+17, in full-width forms as well: the digits behind are lost.
const SCIENTIFIC: &str = "^[0-9０-９](?:[.．][0-9０-９]+)?[EeＥｅ][+＋][0-9０-９]+$";

/// The most digits of a number, and the most decimals: what a ledger's column holds.
const DIGITS: u32 = 18;
const DECIMALS: u32 = 9;

/// Dashes and strokes that stand for “nothing here” where no text is wanted.
pub(super) const NOTHING: &[&str] = &[
    "-", "－", "−", "–", "—", "——", "/", "／", "--", "-－", "-−", "－-", "－－", "－−", "−-",
    "−－", "−−",
];

/// The type of a column's values.
pub(super) fn kind(field: &Field, dialect: &dyn Dialect) -> String {
    match (field.kind, field.places) {
        (Kind::Integer | Kind::Year, _) => format!("DECIMAL({DIGITS},0)"),
        (Kind::Number, Some(places)) => format!("DECIMAL({DIGITS},{})", places.min(DECIMALS)),
        (Kind::Number, None) => format!("DECIMAL({},{DECIMALS})", DIGITS + DECIMALS),
        _ => dialect.text().to_owned(),
    }
}

/// The value in `text`, an expression; null where it is blank or not in plain notation.
pub(super) fn value(text: &str, field: &Field, dialect: &dyn Dialect) -> String {
    let kind = kind(field, dialect);
    let when = |test: String, value: String| format!("CASE WHEN {test} THEN {value} END");
    let matches = |pattern: &str| dialect.matches(text, pattern);
    match field.kind {
        Kind::String => text.to_owned(),
        Kind::Integer | Kind::Number => {
            when(matches(&fitting(field)), format!("CAST({text} AS {kind})"))
        }
        Kind::Year => when(matches("^[0-9]{4}$"), format!("CAST({text} AS {kind})")),
        Kind::Boolean => {
            let among = |values: &[String]| one_of(text, values, dialect);
            format!(
                "CASE WHEN {} THEN {} WHEN {} THEN {} END",
                among(&field.true_values),
                dialect.literal("是"),
                among(&field.false_values),
                dialect.literal("否"),
            )
        }
        Kind::Date => when(matches(&format!("^{DAY}$")), text.to_owned()),
        Kind::Datetime => format!(
            "CASE WHEN {} THEN {text} || 'T00:00:00' WHEN {} THEN \
             substr({text}, 1, 10) || 'T' || substr({text}, 12, 5) || \
             CASE WHEN char_length({text}) = 16 THEN ':00' ELSE substr({text}, 17, 3) END END",
            matches(&format!("^{DAY}$")),
            matches(&format!("^{DAY}[ T]{CLOCK}$")),
        ),
        Kind::Time => when(
            matches(&format!("^{CLOCK}$")),
            format!("{text} || CASE WHEN char_length({text}) = 5 THEN ':00' ELSE '' END"),
        ),
        Kind::YearMonth => when(matches("^[0-9]{4}-(?:0[1-9]|1[0-2])$"), text.to_owned()),
    }
}

/// What a number's text is that a column of `field` holds exactly.
fn fitting(field: &Field) -> String {
    let places = places(field);
    let whole = match field.places {
        Some(places) if field.kind == Kind::Number => DIGITS - places.min(DECIMALS),
        _ => DIGITS,
    };
    format!("^-?0*[0-9]{{1,{whole}}}{}$", decimals(places))
}

fn places(field: &Field) -> u32 {
    match field.kind {
        Kind::Number => field.places.unwrap_or(DECIMALS).min(DECIMALS),
        _ => 0,
    }
}

/// A point and at most `places` decimals that count.
fn decimals(places: u32) -> String {
    match places {
        0 => "(?:\\.0+)?".to_owned(),
        places => format!("(?:\\.[0-9]{{1,{places}}}0*)?"),
    }
}

/// The code of what keeps `text` from being a value, an expression; null where nothing does.
pub(super) fn refusal(text: &str, field: &Field, dialect: &dyn Dialect) -> String {
    let matches = |pattern: &str| dialect.matches(text, pattern);
    let value = value(text, field, dialect);
    match field.kind {
        Kind::String => format!("CASE WHEN {} THEN 'L206' END", matches(SCIENTIFIC)),
        Kind::Integer | Kind::Number => {
            let decimal = match field.kind {
                Kind::Integer => {
                    format!("WHEN NOT {} THEN 'L203' ", matches("^-?[0-9]+(?:\\.0+)?$"))
                }
                _ if field.places.is_some() => {
                    let few = format!("^-?[0-9]+{}$", decimals(places(field)));
                    format!("WHEN NOT {} THEN 'L202' ", matches(&few))
                }
                _ => String::new(),
            };
            format!(
                "CASE WHEN {text} IS NULL OR {} THEN NULL WHEN {} THEN 'L206' \
                 WHEN NOT {} THEN 'L201' {decimal}ELSE 'L207' END",
                matches(&fitting(field)),
                matches(SCIENTIFIC),
                matches(PLAIN),
            )
        }
        kind => {
            let code = if kind == Kind::Boolean {
                "L205"
            } else {
                "L204"
            };
            format!("CASE WHEN {text} IS NOT NULL AND ({value}) IS NULL THEN '{code}' END")
        }
    }
}

/// Whether `text` is one of `values`; false where there are none.
pub(super) fn one_of(text: &str, values: &[String], dialect: &dyn Dialect) -> String {
    let values: Vec<String> = values.iter().map(|value| dialect.literal(value)).collect();
    match values.as_slice() {
        [] => "1 = 0".to_owned(),
        values => format!("{text} IN ({})", values.join(", ")),
    }
}

/// A value as text that is equal where values are: 5 and 5.00 are one number.
pub(super) fn as_text(value: &str, field: &Field, dialect: &dyn Dialect) -> String {
    if !(field.kind.is_numeric() || field.kind == Kind::Year) {
        return value.to_owned();
    }
    let text = format!("CAST({value} AS {})", dialect.text());
    match places(field) {
        0 => text,
        _ => dialect.without_zeros(&text),
    }
}
