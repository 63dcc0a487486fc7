//! figures.toml, key by key, with every mistake named.

use std::collections::BTreeMap;

use super::condition::{conditions_of, did_you_mean, field};
use super::definition::family;
use super::units;
use super::{Aggregate, Definition, Period, RowRule, Rule};
use crate::declaration::{self, Entry, Findings, Parsed, Table};
use crate::diagnostic::{self, Diagnostic};
use crate::schema::{LedgerSchema, Schema};

/// Names that templates use for something else.
const RESERVED: &[&str] = &[
    "title",
    "year",
    "date",
    "as_of",
    "organisation",
    "rows",
    "figures",
    "chart",
    "loop",
    "self",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "if",
    "else",
    "elif",
    "endif",
    "for",
    "endfor",
    "in",
    "not",
    "and",
    "or",
    "is",
    "set",
    "range",
    "dict",
    "namespace",
    "debug",
];

/// The keys that say what is made of the rows, in one of which a figure's rule must stand.
const AGGREGATES: [&str; 7] = ["count", "sum", "distinct", "max", "min", "latest", "list"];
/// The keys that make a figure of other figures.
const DERIVATIONS: [&str; 3] = ["ratio", "difference", "total"];

/// Reads figures.toml. A figure whose declaration is broken is left out; the finding says why.
pub fn read(figures: Parsed<'_>, schema: &Schema, findings: &Findings) -> Vec<Definition> {
    let mut definitions: Vec<Definition> = Vec::new();
    declaration::read_parsed(figures, findings, |root| {
        for table in root.tables("figure") {
            let definition = figure(&table, schema);
            table.finish();
            let Some(definition) = definition else {
                continue;
            };
            if definitions
                .iter()
                .any(|earlier| earlier.name == definition.name)
            {
                let message = format!("数字“{}”定义了两次", definition.name);
                let finding = Diagnostic::new(diagnostic::BAD_NAME, message).at(table.place());
                table.report(finding.help("改一个名字，或删去一处"));
                continue;
            }
            definitions.push(definition);
        }
    });
    references(&mut definitions, findings);
    units::check(&mut definitions, schema, findings);
    definitions
}

fn figure(table: &Table<'_>, schema: &Schema) -> Option<Definition> {
    let name = table.get("name").and_then(|entry| name(&entry));
    if table.get("name").is_none() {
        table.missing("name");
    }
    let label = table.string("label");
    let unit = table.string("unit");
    let places = table.count("places");
    let within = table.string("within");
    let _ = table.get("description");
    let (rule, unit_of_field) = rule(table, schema)?;
    let name = name?;
    let is_ratio = matches!(rule, Rule::Ratio(_));
    let unit = unit
        .or(unit_of_field)
        .unwrap_or_else(|| if is_ratio { "%" } else { "" }.to_owned());
    Some(Definition {
        label: label.unwrap_or_else(|| name.clone()),
        name,
        unit,
        places: if is_ratio { places.or(Some(1)) } else { places },
        rule,
        within,
        table: json_table(table),
        place: table
            .get("name")
            .map_or_else(|| table.place(), |entry| entry.place()),
    })
}

fn name(entry: &Entry<'_>) -> Option<String> {
    let name = entry.string()?;
    let starts_well = name
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_');
    let good = starts_well
        && name
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    if !good || RESERVED.contains(&name.as_str()) {
        let message = format!("“{name}”不能作数字的名字");
        let help = "用汉字、字母、数字和 _，不以数字开头，不带空格、点和括号；也不能用 title、year 等保留的名字";
        entry.report(diagnostic::BAD_NAME, message, help);
        return None;
    }
    Some(name)
}

/// The rule, and the unit of the field it is about.
fn rule(table: &Table<'_>, schema: &Schema) -> Option<(Rule, Option<String>)> {
    let aggregates: Vec<_> = AGGREGATES
        .into_iter()
        .filter_map(|key| Some((key, table.get(key)?)))
        .collect();
    let derivations: Vec<_> = DERIVATIONS
        .into_iter()
        .filter_map(|key| Some((key, table.get(key)?)))
        .collect();
    let ledger = table.get("ledger");
    let conditions = table.get("where");
    let by = table.get("by");
    let period = table
        .get("period")
        .and_then(|entry| period(&entry))
        .unwrap_or_default();
    if aggregates.len() + derivations.len() != 1 {
        let message = if aggregates.is_empty() && derivations.is_empty() {
            "这个数字没有说怎么算".to_owned()
        } else {
            let keys = aggregates.iter().chain(&derivations).map(|(key, _)| *key);
            format!(
                "这个数字有几种算法：{}",
                keys.collect::<Vec<_>>().join("、")
            )
        };
        let known = [&AGGREGATES[..], &DERIVATIONS[..]].concat().join("、");
        table.report(
            Diagnostic::new(diagnostic::MISSING_KEY, message)
                .at(table.place())
                .help(format!("写且只写其中一个：{known}")),
        );
        return None;
    }
    if let Some((key, entry)) = derivations.first() {
        return Some((derivation(key, entry)?, None));
    }
    let (key, entry) = aggregates.first()?;
    let Some(ledger) = ledger else {
        table.missing("ledger");
        return None;
    };
    let ledger_name = ledger.string()?;
    let Some(declared) = schema.ledgers.get(&ledger_name) else {
        let help = did_you_mean(&ledger_name, schema.ledgers.keys().map(String::as_str));
        let message = format!("没有台账“{ledger_name}”");
        ledger.report(diagnostic::UNKNOWN_REFERENCE, message, &help);
        return None;
    };
    let aggregate = aggregate(key, entry, declared);
    let conditions = match conditions {
        Some(entry) => conditions_of(&entry, declared),
        None => Some(Vec::new()),
    };
    let by = match by {
        Some(entry) => Some(field(&entry, &entry.string()?, declared)?),
        None => None,
    };
    let (aggregate, conditions) = (aggregate?, conditions?);
    let unit = match &aggregate {
        Aggregate::Sum(field)
        | Aggregate::Max(field)
        | Aggregate::Min(field)
        | Aggregate::Latest(field) => declared.fields[*field].unit.clone(),
        _ => None,
    };
    Some((
        Rule::Rows(RowRule {
            ledger: ledger_name,
            conditions,
            aggregate,
            by,
            period,
        }),
        unit,
    ))
}

fn derivation(key: &str, entry: &Entry<'_>) -> Option<Rule> {
    let names: Vec<String> = entry.strings().into_iter().map(|(name, _)| name).collect();
    match key {
        "ratio" => {
            let pair: Result<[String; 2], _> = names.try_into();
            if pair.is_err() {
                entry.wrong_type("两个数字的名字：[分子, 分母]");
            }
            pair.ok().map(Rule::Ratio)
        }
        "difference" if names.len() < 2 => {
            entry.wrong_type("两个以上数字的名字：[被减数, 减数]");
            None
        }
        "difference" => Some(Rule::Difference(names)),
        _ if names.is_empty() => {
            entry.wrong_type("数字名字的列表");
            None
        }
        _ => Some(Rule::Total(names)),
    }
}

fn aggregate(key: &str, entry: &Entry<'_>, ledger: &LedgerSchema) -> Option<Aggregate> {
    if key == "count" {
        let counts = entry.boolean()?;
        if !counts {
            entry.wrong_type(" true");
        }
        return counts.then_some(Aggregate::Count);
    }
    if key == "distinct" {
        let fields: Option<Vec<_>> = entry
            .strings()
            .into_iter()
            .map(|(name, _)| field(entry, &name, ledger))
            .collect();
        return fields
            .filter(|fields| !fields.is_empty())
            .map(Aggregate::Distinct);
    }
    let index = field(entry, &entry.string()?, ledger)?;
    if key == "sum" && !ledger.fields[index].kind.is_numeric() {
        let message = format!("“{}”列不是数，不能求和", ledger.fields[index].name);
        let help = "求个数用 count = true，求不同值的个数用 distinct；是数的列把 type 写成 number 或 integer";
        entry.report(diagnostic::FIGURE_TYPE, message, help);
        return None;
    }
    Some(match key {
        "sum" => Aggregate::Sum(index),
        "max" => Aggregate::Max(index),
        "min" => Aggregate::Min(index),
        "latest" => Aggregate::Latest(index),
        _ => Aggregate::List(index),
    })
}

fn period(entry: &Entry<'_>) -> Option<Period> {
    match entry.string()?.as_str() {
        "year" => Some(Period::Year),
        "to-date" => Some(Period::ToDate),
        "year-end" => Some(Period::YearEnd),
        _ => {
            entry.wrong_type(" \"year\"（本年）、\"to-date\"（累计）或 \"year-end\"（年末存量）");
            None
        }
    }
}

/// Drops figures that name unknown ones, and those that name themselves by way of others. A name
/// with a dot is a family's member, known only when the rows are.
fn references(definitions: &mut Vec<Definition>, findings: &Findings) {
    let known: BTreeMap<String, Vec<String>> = definitions
        .iter()
        .map(|definition| {
            let operands = definition.rule.operands().iter();
            (
                definition.name.clone(),
                operands.map(|name| family(name).to_owned()).collect(),
            )
        })
        .collect();
    let mut told: Vec<String> = Vec::new();
    definitions.retain(|definition| {
        let mut named: Vec<_> = definition.rule.operands().iter().collect();
        named.extend(&definition.within);
        let unknown = named
            .into_iter()
            .find(|name| !known.contains_key(family(name)));
        if let Some(unknown) = unknown {
            let help = did_you_mean(unknown, known.keys().map(String::as_str));
            let message = format!("“{}”用到的数字“{unknown}”没有定义", definition.name);
            findings.borrow_mut().push(
                Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, message)
                    .at(definition.place.clone())
                    .help(help),
            );
            return false;
        }
        if told.contains(&definition.name) {
            return false;
        }
        if let Some(circle) = circle(&definition.name, &known) {
            let message = format!("数字互相定义，绕了一圈：{}", circle.join(" → "));
            findings.borrow_mut().push(
                Diagnostic::new(diagnostic::FIGURE_CYCLE, message)
                    .at(definition.place.clone())
                    .help("其中至少一个要直接从台账算"),
            );
            // One circle is one mistake, however many figures stand in it.
            told.extend(circle);
            return false;
        }
        true
    });
}

/// The way from `start` back to itself, if there is one.
fn circle(start: &str, known: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    let mut paths = vec![vec![start.to_owned()]];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = paths.pop() {
        for next in path
            .last()
            .and_then(|last| known.get(last))
            .into_iter()
            .flatten()
        {
            let mut longer = path.clone();
            longer.push(next.clone());
            if next == start {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                paths.push(longer);
            }
        }
    }
    None
}

/// The table as JSON, only the keys given.
fn json_table(table: &Table<'_>) -> serde_json::Value {
    let pairs = table
        .entries()
        .map(|(key, _, entry)| (key.to_owned(), json(entry.value)));
    serde_json::Value::Object(pairs.collect())
}

fn json(value: &toml::de::DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    use toml::de::DeValue;
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(integer) => match integer.to_string().parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::String(integer.to_string()),
        },
        // Exactly as written: a float of JSON's would not be.
        DeValue::Float(float) => Value::String(float.as_str().to_owned()),
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(entries) => Value::Object(
            entries
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
                .collect(),
        ),
    }
}
