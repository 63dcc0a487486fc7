//! A value of a TOML source, which says what it should have been.

use std::ops::Range;
use std::rc::Rc;

use toml::de::DeValue;

use super::{Findings, Path, Table, written};
use crate::diagnostic::{self, Diagnostic, Place};
use crate::source::Source;

/// A value with its place.
#[derive(Clone)]
pub struct Entry<'a> {
    pub(super) source: &'a Source,
    pub(super) findings: &'a Findings,
    /// The value as TOML has it.
    pub value: &'a DeValue<'a>,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    pub(super) owner: Option<Rc<Path<'a>>>,
    pub(super) key: &'a str,
}

impl<'a> Entry<'a> {
    /// Where the value stands.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::span(self.source, self.span.clone())
    }

    /// Notes a finding at this value.
    pub fn report(&self, code: &'static diagnostic::Code, message: String, help: &str) {
        let finding = Diagnostic::new(code, message).at(self.place());
        let finding = if help.is_empty() {
            finding
        } else {
            finding.help(help)
        };
        self.findings.borrow_mut().push(finding);
    }

    /// Notes that the value should have been `wanted`.
    pub fn wrong_type(&self, wanted: &str) {
        let message = format!(
            "“{}”应当是{wanted}，这里写的是 {}",
            self.name(),
            self.text()
        );
        self.report(diagnostic::WRONG_TYPE, message, "");
    }

    /// Its key, with the tables that it stands in: `change.threshold`.
    #[must_use]
    pub fn name(&self) -> String {
        match written(self.owner.as_ref()) {
            owner if owner.is_empty() => self.key.to_owned(),
            owner => format!("{owner}.{}", self.key),
        }
    }

    /// The value as typed.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.source.text.get(self.span.clone()).unwrap_or_default()
    }

    /// The value as a string.
    #[must_use]
    pub fn string(&self) -> Option<String> {
        let string = self.value.as_str();
        if string.is_none() {
            self.wrong_type("加引号的文字");
        }
        string.map(str::to_owned)
    }

    /// The value as a truth value.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        let boolean = self.value.as_bool();
        if boolean.is_none() {
            self.wrong_type(" true 或 false");
        }
        boolean
    }

    /// A string, number, truth value or date as the text that a ledger's cell would hold.
    #[must_use]
    pub fn scalar(&self) -> Option<String> {
        match self.value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.to_string()),
            DeValue::Float(float) => Some(float.as_str().to_owned()),
            DeValue::Boolean(boolean) => Some(boolean.to_string()),
            DeValue::Datetime(datetime) => Some(datetime.to_string()),
            _ => {
                self.wrong_type("文字、数、日期或 true/false");
                None
            }
        }
    }

    /// The value's items, if it is a list.
    #[must_use]
    pub fn items(&self, wanted: &str) -> Vec<Entry<'a>> {
        let Some(array) = self.value.as_array() else {
            self.wrong_type(wanted);
            return Vec::new();
        };
        array
            .iter()
            .map(|item| Entry {
                value: item.get_ref(),
                span: item.span(),
                ..self.clone()
            })
            .collect()
    }

    /// The strings of a list, or the single string.
    #[must_use]
    pub fn strings(&self) -> Vec<(String, Range<usize>)> {
        if let Some(single) = self.value.as_str() {
            return vec![(single.to_owned(), self.span.clone())];
        }
        let items = self.items("文字或文字的列表");
        items
            .into_iter()
            .filter_map(|item| Some((item.string()?, item.span)))
            .collect()
    }

    /// The value as a table.
    #[must_use]
    pub fn table(&self) -> Option<Table<'a>> {
        let Some(entries) = self.value.as_table() else {
            self.wrong_type("一个表");
            return None;
        };
        let (source, findings) = (self.source, self.findings);
        Some(Table::new(
            source,
            findings,
            entries,
            self.span.clone(),
            Some(Rc::new(Path {
                above: self.owner.clone(),
                key: self.key,
            })),
        ))
    }

    /// Whether the value is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether the value is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }
}
