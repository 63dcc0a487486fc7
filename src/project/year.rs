//! A year's year.toml: title, dates, pictures, control totals, explanations, quoted numerals.

use chrono::NaiveDate;

use crate::calendar::read_date;
use crate::declaration::{self, Findings, Table};
use crate::diagnostic::Place;
use crate::number::Number;
use crate::source::Source;

/// What a year.toml says; everything has a default.
#[derive(Debug, Clone, Default)]
pub struct YearFile {
    /// The report's title.
    pub title: Option<String>,
    /// The date under it.
    pub date: Option<NaiveDate>,
    /// The day up to which the figures count.
    pub as_of: Option<NaiveDate>,
    /// The pictures, in order.
    pub pictures: Vec<PictureFile>,
    /// Control totals.
    pub expectations: Vec<Claim>,
    /// Why figures changed past the threshold.
    pub explanations: Vec<Claim>,
    /// Why figures of earlier years were restated.
    pub restatements: Vec<Claim>,
    /// Numerals of the prose that are no figures of ours.
    pub quotes: Vec<Quote>,
}

/// A picture to be printed.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// Relative to the year's folder.
    pub file: String,
    /// What stands under it.
    pub caption: String,
    /// What is to be seen; the caption where not given.
    pub alt: String,
    /// The heading it belongs to.
    pub after: Option<String>,
    /// Where its file is named.
    pub place: Place,
    /// Where its heading is named.
    pub after_place: Place,
}

/// Something said of a figure: its control total, or why it changed.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The figure's name.
    pub figure: String,
    /// The value claimed, for a control total.
    pub value: Option<Number>,
    /// The source of a control total; the reason of an explanation.
    pub words: String,
    /// Where it is said.
    pub place: Place,
}

/// A numeral quoted from elsewhere.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The words in the prose.
    pub text: String,
    /// Where they come from.
    pub source: String,
    /// Where it is declared.
    pub place: Place,
}

/// Reads a year.toml.
pub(super) fn read(source: &Source, findings: &Findings) -> YearFile {
    let mut year = YearFile::default();
    declaration::read(source, findings, |root| {
        year.title = root.string("title");
        year.date = date(root, "date");
        year.as_of = date(root, "as_of");
        each(root, "picture", |table| {
            let alt = table.string("alt");
            let after = table.string("after");
            let (file, caption) = (
                table.required_string("file"),
                table.required_string("caption"),
            );
            let (file, caption) = (file?, caption?);
            let alt = alt.unwrap_or_else(|| caption.clone());
            year.pictures.push(PictureFile {
                file,
                caption,
                alt,
                after,
                place: place_of(table, "file"),
                after_place: place_of(table, "after"),
            });
            Some(())
        });
        each(root, "expect", |table| {
            let claim = claim(table, "source");
            let value = number(table, "value");
            year.expectations.push(Claim {
                value: Some(value?),
                place: place_of(table, "value"),
                ..claim?
            });
            Some(())
        });
        each(root, "explain", |table| {
            year.explanations.push(claim(table, "why")?);
            Some(())
        });
        each(root, "restate", |table| {
            year.restatements.push(claim(table, "why")?);
            Some(())
        });
        each(root, "quote", |table| {
            let (text, source) = (
                table.required_string("text"),
                table.required_string("source"),
            );
            year.quotes.push(Quote {
                text: text?,
                source: source?,
                place: table.place(),
            });
            Some(())
        });
    });
    year
}

fn each(root: &Table<'_>, key: &'static str, mut read: impl FnMut(&Table<'_>) -> Option<()>) {
    for table in root.tables(key) {
        let _ = read(&table);
        table.finish();
    }
}

/// The place of `key`'s value.
fn place_of(table: &Table<'_>, key: &'static str) -> Place {
    table
        .get(key)
        .map_or_else(|| table.place(), |entry| entry.place())
}

fn claim(table: &Table<'_>, words: &'static str) -> Option<Claim> {
    let (figure, words) = (
        table.required_string("figure"),
        table.required_string(words),
    );
    Some(Claim {
        figure: figure?,
        value: None,
        words: words?,
        place: place_of(table, "figure"),
    })
}

fn date(table: &Table<'_>, key: &'static str) -> Option<NaiveDate> {
    let entry = table.get(key)?;
    let date = read_date(&entry.scalar()?);
    if date.is_none() {
        entry.wrong_type("日期，如 2021-01-15");
    }
    date
}

fn number(table: &Table<'_>, key: &'static str) -> Option<Number> {
    let Some(entry) = table.get(key) else {
        table.missing(key);
        return None;
    };
    let number = Number::parse(&entry.scalar()?);
    if number.is_none() {
        entry.wrong_type("基本单位的数，如 \"2100000\"");
    }
    number
}
