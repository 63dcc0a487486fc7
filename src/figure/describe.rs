//! A definition in words, for who has to believe it.

use super::{Aggregate, Condition, Figure, Period, RowRule, Rule, Test};
use crate::ledger::Cell;
use crate::schema::{LedgerSchema, Schema};

/// How `figure` is computed, in a Chinese sentence: 经费台账本年“收支”为“支出”的行，“金额”之和.
#[must_use]
pub fn describe(figure: &Figure, schema: &Schema) -> String {
    let quoted = |names: &[String]| {
        names
            .iter()
            .map(|name| format!("“{name}”"))
            .collect::<Vec<_>>()
    };
    match &figure.definition.rule {
        Rule::Rows(rule) => match schema.ledgers.get(&rule.ledger) {
            Some(ledger) => from_rows(rule, ledger, figure.member.as_deref()),
            None => String::new(),
        },
        Rule::Ratio(names) => quoted(names).join("除以"),
        Rule::Difference(names) => quoted(names).join("减"),
        Rule::Total(names) => format!("{}之和", quoted(names).join("、")),
    }
}

fn from_rows(rule: &RowRule, ledger: &LedgerSchema, member: Option<&str>) -> String {
    let name = |field: usize| ledger.fields[field].name.as_str();
    let mut conditions: Vec<String> = rule
        .conditions
        .iter()
        .map(|condition| in_words(condition, ledger))
        .collect();
    if let (Some(by), Some(member)) = (rule.by, member) {
        let verb = if ledger.fields[by].kind.has_date() {
            "在"
        } else {
            "为"
        };
        conditions.push(format!("“{}”{verb}“{member}”", name(by)));
    }
    let period = match (rule.period, ledger.dated_by().or(ledger.closed)) {
        (Period::Year, _) => "本年",
        (Period::ToDate, _) => "截至年末累计",
        (Period::YearEnd, _) => "年末存续",
    };
    let which = match conditions.as_slice() {
        [] => format!("{}{period}各行", ledger.title),
        conditions => format!("{}{period}{}的行", ledger.title, conditions.join("、")),
    };
    let made = match &rule.aggregate {
        Aggregate::Count => "的行数".to_owned(),
        Aggregate::Sum(field) => format!("，“{}”之和", name(*field)),
        Aggregate::Distinct(fields) => {
            let names: Vec<_> = fields
                .iter()
                .map(|field| format!("“{}”", name(*field)))
                .collect();
            format!("，{}不重复的个数", names.join("与"))
        }
        Aggregate::Max(field) => format!("，“{}”的最大值", name(*field)),
        Aggregate::Min(field) => format!("，“{}”的最小值", name(*field)),
        Aggregate::Latest(field) => format!("，最近一行的“{}”", name(*field)),
        Aggregate::List(field) => format!("，“{}”各项", name(*field)),
    };
    format!("{which}{made}")
}

fn in_words(condition: &Condition, ledger: &LedgerSchema) -> String {
    let name = &ledger.fields[condition.field].name;
    let list = |cells: &[Cell]| {
        cells
            .iter()
            .map(|cell| format!("“{}”", cell.text()))
            .collect::<Vec<_>>()
            .join("或")
    };
    match &condition.test {
        Test::OneOf(cells) => format!("“{name}”为{}", list(cells)),
        Test::NotOneOf(cells) => format!("“{name}”不是{}", list(cells)),
        Test::Between(Some(from), Some(to)) => {
            format!("“{name}”从 {} 到 {}", from.text(), to.text())
        }
        Test::Between(Some(from), None) => format!("“{name}”不小于 {}", from.text()),
        Test::Between(None, Some(to)) => format!("“{name}”不大于 {}", to.text()),
        Test::Between(None, None) => format!("“{name}”任意"),
        Test::Blank(true) => format!("“{name}”为空"),
        Test::Blank(false) => format!("“{name}”不为空"),
    }
}
