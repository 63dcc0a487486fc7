//! One line of results → one figure over rows, exactly, or why it cannot be that.

use std::sync::Arc;

use super::super::{Aggregate, Definition, Figure, RowRule, Value};
use super::lines::Line;
use super::{base_members, in_listed_order};
use crate::number::Number;
use crate::schema::{Field, Kind, LedgerSchema};

/// The figures that a definition has: each one's member and name. A family whose column has no list
/// of values has the members that the results name.
pub(super) fn names<'a>(
    definition: &Definition,
    rule: &RowRule,
    ledger: &LedgerSchema,
    given: impl Iterator<Item = &'a str>,
) -> Vec<(Option<String>, String)> {
    let Some(by) = rule.by else {
        return vec![(None, definition.name.clone())];
    };
    let mut members = base_members(&ledger.fields[by]);
    if members.is_empty() {
        let prefix = format!("{}.", definition.name);
        let given = given.filter_map(|name| name.strip_prefix(&prefix));
        members.extend(given.map(str::to_owned));
        in_listed_order(&ledger.fields[by], &mut members, |member| member);
    }
    let named = members.into_iter().map(|member| {
        let name = format!("{}.{member}", definition.name);
        (Some(member), name)
    });
    named.collect()
}

/// The figure that a line gives.
pub(super) fn figure(
    definition: &Arc<Definition>,
    rule: &RowRule,
    ledger: &LedgerSchema,
    member: Option<String>,
    line: &Line,
) -> Result<Figure, String> {
    let unit = line.get("unit").unwrap_or_default();
    if unit != definition.unit {
        return Err(format!(
            "单位是“{unit}”，figures.toml 里是“{}”",
            definition.unit
        ));
    }
    let row_count = line.get("row_count").unwrap_or_default();
    let row_count: usize = row_count
        .parse()
        .map_err(|_| format!("行数 row_count 是“{row_count}”，不是整数"))?;
    let value = value(&rule.aggregate, ledger, row_count, line)?;
    let (name, label) = match &member {
        Some(member) => (
            format!("{}.{member}", definition.name),
            format!("{}（{member}）", definition.label),
        ),
        None => (definition.name.clone(), definition.label.clone()),
    };
    Ok(Figure {
        name,
        label,
        definition: Arc::clone(definition),
        member,
        value,
        row_count,
        of: Vec::new(),
        fraction: None,
    })
}

fn value(
    aggregate: &Aggregate,
    ledger: &LedgerSchema,
    row_count: usize,
    line: &Line,
) -> Result<Value, String> {
    let text = line.get("value");
    let whole = || {
        let number = number(text, Some(0))?;
        if number.is_negative() {
            return Err(format!("个数是 {number}，小于 0"));
        }
        Ok(number)
    };
    match aggregate {
        Aggregate::Count => {
            let count = whole()?;
            if count != Number::from(row_count) {
                return Err(format!("行数是 {count}，row_count 却是 {row_count}"));
            }
            Ok(Value::Number(count))
        }
        Aggregate::Distinct(_) => {
            let count = whole()?;
            if count > Number::from(row_count) {
                return Err(format!("不重复的有 {count} 个，行数却只有 {row_count}"));
            }
            Ok(Value::Number(count))
        }
        Aggregate::Sum(field) => {
            let sum = number(text, places(&ledger.fields[*field]))?;
            if row_count == 0 && !sum.is_zero() {
                return Err(format!("一行也没有，和却是 {sum}"));
            }
            Ok(Value::Number(sum))
        }
        Aggregate::Max(field) | Aggregate::Min(field) | Aggregate::Latest(field) => {
            let field = &ledger.fields[*field];
            match (text, field.kind) {
                (None, _) => Ok(Value::None),
                (Some(value), _) if row_count == 0 => Err(format!("一行也没有，值却是“{value}”")),
                (_, Kind::Integer | Kind::Number | Kind::Year) => {
                    number(text, places(field)).map(Value::Number)
                }
                (Some(day), Kind::Date) => match day.parse() {
                    Ok(day) => Ok(Value::Date(day)),
                    Err(_) => Err(format!("“{day}”不是日期，要写成 2020-01-31")),
                },
                (Some(text), _) => Ok(Value::Text(text.to_owned())),
            }
        }
        Aggregate::List(_) => {
            let items = line.get("items").unwrap_or_default();
            let items: Vec<String> = serde_json::from_str(items)
                .map_err(|_| format!("items 不是文字的 JSON 列表：{items}"))?;
            let mut once = items.clone();
            once.sort();
            once.dedup();
            if once.len() < items.len() || items.len() > row_count {
                return Err("items 里有重复的，或比行数还多".to_owned());
            }
            Ok(Value::List(items))
        }
    }
}

fn places(field: &Field) -> Option<u32> {
    match field.kind {
        Kind::Number => field.places,
        _ => Some(0),
    }
}

/// An exact decimal of at most `places` decimals that count.
fn number(text: Option<&str>, places: Option<u32>) -> Result<Number, String> {
    let text = text.ok_or("没有 value")?;
    let number =
        Number::parse(text).ok_or_else(|| format!("“{text}”不是照 -1234.50 这样写的数"))?;
    let decimals = number.decimals().unwrap_or(u32::MAX);
    match places {
        Some(places) if decimals > places => {
            Err(format!("“{text}”有 {decimals} 位小数，最多 {places} 位"))
        }
        _ => Ok(number),
    }
}
