//! The restatement guard: what was published for last year has to be what its ledgers still say, or
//! this year's report says why not.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::published::{Published, PublishedFigure};
use super::{Figure, Figures, Value, rows_of};
use crate::calendar;
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::ledger::Ledgers;
use crate::number::{Number, Rounding};
use crate::numeral::write::{Form, Measure, write};
use crate::project::Claim;

/// How many of the rows behind a figure are named.
const NAMED: usize = 5;

/// A figure that is no longer what was published.
#[derive(Debug)]
pub struct Moved {
    /// Its name.
    pub name: String,
    /// What was published.
    pub published: PublishedFigure,
}

/// A figure of last year that this year's report restates, as its footnote tells it.
#[derive(Debug, Clone)]
pub struct Restatement {
    /// The figure's name.
    pub figure: String,
    /// What people call it.
    pub label: String,
    /// The year that it is of.
    pub year: i32,
    /// What was published: 210万元; of a list, what has left it.
    pub was: String,
    /// What it is now; of a list, what has entered it. None where there is no such figure any more.
    pub is: Option<String>,
    /// Whether it is a list.
    pub is_list: bool,
    /// Why, in the words of year.toml.
    pub why: String,
}

/// The published figures whose value is another now, or that are gone. One that only goes by
/// another name is neither: see [`renamed`].
#[must_use]
pub fn moved(published: &Published, figures: &Figures, rounding: Rounding) -> Vec<Moved> {
    let names: BTreeSet<String> = renamed(published, figures, rounding)
        .into_iter()
        .map(|(old, _)| old)
        .collect();
    let has_moved = |(name, then): &(&String, &PublishedFigure)| match figures.get(name) {
        Some(figure) => !then.is_still(figure, rounding),
        None => !names.contains(*name),
    };
    let all = published.figures.iter().filter(has_moved);
    all.map(|(name, then)| Moved {
        name: name.clone(),
        published: then.clone(),
    })
    .collect()
}

/// Published figures that are gone while exactly one new figure has their value, unit, ledger and
/// number of rows: figures.toml calls them otherwise now. Old name and new.
#[must_use]
pub fn renamed(
    published: &Published,
    figures: &Figures,
    rounding: Rounding,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let gone = published.figures.iter();
    for (name, then) in gone.filter(|(name, _)| figures.get(name).is_none()) {
        let member = |name: &str| name.split_once('.').map(|(_, member)| member.to_owned());
        let is_it = |figure: &&Figure| {
            !published.figures.contains_key(&figure.name)
                && figure.unit() == then.unit
                && figure.ledger() == then.ledger.as_deref()
                && figure.row_count as u64 == then.row_count
                && member(&figure.name) == member(name)
                && figure.value != Value::None
                && then.is_still(figure, rounding)
        };
        let mut candidates = figures.iter().filter(is_it);
        // Nothing is like nothing: two figures of no rows are the same only by their words.
        let says_something = |figure: &&Figure| {
            then.row_count > 0 || figure.label == then.label || member(name).is_some()
        };
        if let (Some(figure), None) = (candidates.next(), candidates.next())
            && says_something(&figure)
        {
            found.push((name.clone(), figure.name.clone()));
        }
    }
    found
}

/// Whether a restatement is about the figure called `name`: by that name, or by its family's.
#[must_use]
pub fn is_about(claim: &Claim, name: &str) -> bool {
    let family = name.split_once('.').map(|(family, _)| family);
    claim.figure == name || family == Some(claim.figure.as_str())
}

/// What the guard holds against each other.
pub struct Guard<'a> {
    /// Last year.
    pub year: i32,
    /// What `out/<last year>/figures.json` says.
    pub published: &'a Published,
    /// Last year's figures as its ledgers give them now.
    pub figures: &'a Figures,
    /// Those ledgers.
    pub ledgers: &'a Ledgers,
    /// The inputs that are not what they were when it was published.
    pub changed: &'a [String],
    /// What this year's year.toml restates.
    pub restatements: &'a [Claim],
    /// How figures are rounded.
    pub rounding: Rounding,
}

impl Guard<'_> {
    /// The restatements that the report has to print, and a finding for each figure that moved
    /// without one, each that restates nothing, and each published figure that was renamed.
    #[must_use]
    pub fn check(&self) -> (Vec<Restatement>, Vec<Diagnostic>) {
        let moved = moved(self.published, self.figures, self.rounding);
        let mut restated = Vec::new();
        let mut found = Vec::new();
        for moved in &moved {
            let mut claims = self.restatements.iter();
            match claims.find(|claim| is_about(claim, &moved.name)) {
                Some(claim) => restated.push(self.restatement(moved, claim)),
                None => found.push(self.finding(moved)),
            }
        }
        let mut used = BTreeSet::new();
        for claim in self.restatements {
            let is_moved = moved.iter().any(|moved| is_about(claim, &moved.name));
            if is_moved && used.insert(&claim.figure) {
                continue;
            }
            found.push(self.idle(claim, is_moved));
        }
        for (old, new) in renamed(self.published, self.figures, self.rounding) {
            let year = self.year;
            let message = format!("{year} 年公布的“{old}”现在叫“{new}”，数没有变");
            let finding = Diagnostic::new(diagnostic::RENAMED, message);
            let place = self.figures.get(&new).map(|f| f.definition.place.clone());
            let finding = finding.at(place.unwrap_or_default());
            found.push(finding.help(format!(
                "运行 report build {year}，让 out/{year} 用新名字；不是改名，就把“{old}”放回 figures.toml"
            )));
        }
        (restated, found)
    }

    /// A restatement of what has not moved, or is not known.
    fn idle(&self, claim: &Claim, is_twice: bool) -> Diagnostic {
        let (name, year) = (&claim.figure, self.year);
        let known = || {
            let published = self.published.figures.keys().map(String::as_str);
            let now = self.figures.iter().map(|figure| figure.name.as_str());
            published.chain(now)
        };
        if !known().any(|known| is_about(claim, known)) {
            let help = match closest(name, known()) {
                Some(known) => format!("是不是“{known}”？"),
                None => format!("用 report figures {year} 看有哪些"),
            };
            return Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, format!("没有数字“{name}”"))
                .at(claim.place.clone())
                .help(help);
        }
        let message = if is_twice {
            format!("“{name}”重述了两次")
        } else {
            format!("“{name}”和 {year} 年公布的一样，没有什么要重述")
        };
        Diagnostic::new(diagnostic::NOTHING_RESTATED, message)
            .at(claim.place.clone())
            .help("删去这一段 [[restate]]；out/ 里上年的结果被重新生成过的，先恢复成公布时的样子")
    }

    fn restatement(&self, moved: &Moved, claim: &Claim) -> Restatement {
        let then = &moved.published;
        let now = self.figures.get(&moved.name);
        let both = (&then.value, now.map(|figure| &figure.value));
        let (was, is) = if let (Value::List(then), Some(Value::List(now))) = both {
            let (left, entered) = differences(then, now);
            (left.join("、"), Some(entered.join("、")))
        } else {
            self.both(then, now, words)
        };
        Restatement {
            figure: moved.name.clone(),
            label: now.map_or_else(|| then.label.clone(), |figure| figure.label.clone()),
            year: self.year,
            was,
            is,
            is_list: matches!(then.value, Value::List(_))
                && now.is_none_or(|figure| matches!(figure.value, Value::List(_))),
            why: claim.words.trim().trim_end_matches(['。', '.']).to_owned(),
        }
    }

    /// Both values in words; a ratio with as many decimals as it takes to tell them apart.
    fn both(
        &self,
        then: &PublishedFigure,
        now: Option<&Figure>,
        words: fn(&Value, &str, Option<u32>, Rounding) -> String,
    ) -> (String, Option<String>) {
        let told = |more: u32| {
            let places = |places: Option<u32>| places.map(|places| places + more);
            let was = words(&then.value, &then.unit, places(then.places), self.rounding);
            let is = now.map(|figure| {
                let places = places(figure.places());
                words(&figure.value, figure.unit(), places, self.rounding)
            });
            (was, is)
        };
        let differ = |(was, is): &(String, Option<String>)| is.as_ref() != Some(was);
        (0..12).map(told).find(differ).unwrap_or_else(|| told(0))
    }

    fn finding(&self, moved: &Moved) -> Diagnostic {
        let (year, name, then) = (self.year, &moved.name, &moved.published);
        let now = self.figures.get(name);
        let message = match (&then.value, now.map(|figure| &figure.value)) {
            (Value::List(then), Some(Value::List(now))) => {
                let (left, entered) = differences(then, now);
                let quoted = |word: &str, items: &[String]| match items {
                    [] => String::new(),
                    items => format!("，{word}“{}”", items.join("”“")),
                };
                let (left, entered) = (quoted("少了", &left), quoted("多了", &entered));
                format!("“{name}”和 {year} 年公布的不同{left}{entered}，没有说明")
            }
            _ => match self.both(then, now, plain) {
                (was, Some(is)) => {
                    format!("“{name}”{year} 年公布的是 {was}，现在按台账是 {is}，没有说明")
                }
                (was, None) => format!("{year} 年公布的“{name}”（{was}）现在没有了，没有说明"),
            },
        };
        let mut help = self.causes(moved, now);
        let _ = write!(
            help,
            "改错了就改回来；属实就在 data/{}/year.toml 里写 [[restate]] figure = \"{name}\" why = \"……\"",
            year + 1
        );
        let place = match now {
            Some(figure) => figure.definition.place.clone(),
            None => Place::file(&format!("out/{year}/figures.json")),
        };
        Diagnostic::new(diagnostic::RESTATED, message)
            .at(place)
            .help(help)
    }

    /// Which inputs of the figure changed, and which rows stand behind it now.
    fn causes(&self, moved: &Moved, now: Option<&Figure>) -> String {
        let mut ledgers = BTreeSet::new();
        ledgers.extend(moved.published.ledger.clone());
        if let Some(figure) = now {
            self.ledgers_of(figure, &mut ledgers);
        }
        let concerns = |path: &&String| {
            let file = path.rsplit('/').next().unwrap_or_default();
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            matches!(
                path.as_str(),
                "data/figures.toml" | "data/ledgers.toml" | "data/report.toml"
            ) || ledgers.contains(stem)
        };
        let changed: Vec<&str> = self
            .changed
            .iter()
            .filter(concerns)
            .map(String::as_str)
            .collect();
        let mut text = String::new();
        if !changed.is_empty() {
            let _ = write!(text, "公布以后改过：{}；", changed.join("、"));
        }
        let Some(figure) = now else {
            text.push_str("改了名字的，新旧两个的值、单位、台账和行数要一样才认得出来；");
            return text;
        };
        let trace = format!("report trace {} {}", self.year, figure.name);
        if figure.ledger().is_none() {
            let of: Vec<String> = figure.of.iter().map(|name| format!("“{name}”")).collect();
            let of = if of.len() > NAMED {
                format!("{}等 {} 个", of[..NAMED].concat(), of.len())
            } else {
                of.concat()
            };
            let _ = write!(text, "它由{of}算出（{trace}）；");
            return text;
        }
        let _ = write!(text, "它现在的行：{}（{trace}）；", self.rows(figure));
        text
    }

    fn ledgers_of(&self, figure: &Figure, into: &mut BTreeSet<String>) {
        into.extend(figure.ledger().map(str::to_owned));
        for operand in figure.of.iter().filter_map(|name| self.figures.get(name)) {
            self.ledgers_of(operand, into);
        }
    }

    /// data/2019/funds.csv 第 3、4 行: the rows that make the figure, the first few.
    fn rows(&self, figure: &Figure) -> String {
        let ledger = figure.ledger().and_then(|name| self.ledgers.get(name));
        let Some(ledger) = ledger else {
            return "没有".to_owned();
        };
        let parts = rows_of(figure, self.ledgers, self.year);
        let counting: Vec<usize> = parts
            .iter()
            .filter(|part| part.part != "0")
            .map(|part| part.row)
            .collect();
        if counting.is_empty() {
            return "没有".to_owned();
        }
        let mut text = String::new();
        let mut last = None;
        for row in counting.iter().take(NAMED) {
            let path = ledger.file_of(*row).map(|file| file.source.path.as_str());
            let number = ledger.row_number(*row);
            let _ = match path {
                Some(path) if last == Some(path) => write!(text, "、{number}"),
                Some(path) if last.is_some() => write!(text, " 行，{path} 第 {number}"),
                path => write!(text, "{} 第 {number}", path.unwrap_or_default()),
            };
            last = path;
        }
        text.push_str(" 行");
        if counting.len() > NAMED {
            let _ = write!(text, "等 {} 行", counting.len());
        }
        text
    }
}

/// What `then` has and `now` has not, and the other way round.
fn differences(then: &[String], now: &[String]) -> (Vec<String>, Vec<String>) {
    let lacking = |from: &[String], other: &[String]| {
        let items = from.iter().filter(|item| !other.contains(item));
        items.cloned().collect::<Vec<_>>()
    };
    (lacking(then, now), lacking(now, then))
}

/// A value as ledgers and control totals have it: 2100000元.
fn plain(value: &Value, unit: &str, places: Option<u32>, rounding: Rounding) -> String {
    match (value, places) {
        (Value::Number(number), Some(places)) => {
            format!("{}{unit}", number.to_fixed(places, rounding))
        }
        (Value::Number(number), None) => format!("{number}{unit}"),
        _ => words(value, unit, places, rounding),
    }
}

/// A value as reports have it: 210万元.
fn words(value: &Value, unit: &str, places: Option<u32>, rounding: Rounding) -> String {
    match value {
        Value::Number(number) => {
            let measure = Measure {
                value: number,
                unit,
                places,
                rounding,
            };
            write(&measure, Form::Exact).unwrap_or_else(|_| fixed(number, unit))
        }
        Value::Text(text) => text.clone(),
        Value::Date(date) => calendar::in_words(*date),
        Value::List(items) => items.join("、"),
        Value::None => "无".to_owned(),
    }
}

/// A number that has no exact notation, with enough decimals to be told from others.
fn fixed(number: &Number, unit: &str) -> String {
    format!("{}{unit}", number.to_fixed(6, Rounding::HalfUp))
}
