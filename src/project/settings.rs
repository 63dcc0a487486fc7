//! report.toml: the organisation, and what a project may choose.

use crate::declaration::{self, Entry, Findings};
use crate::diagnostic::{self, closest};
use crate::number::{Number, Rounding};
use crate::source::Source;

/// What report.toml says; only the organisation's name has no default.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who reports.
    pub organisation: String,
    /// What a build writes when it is not told.
    pub outputs: Vec<Output>,
    /// How the PDF is laid out.
    pub layout: Layout,
    /// Which fonts the PDF is set in.
    pub fonts: Fonts,
    /// How figures are rounded when written.
    pub rounding: Rounding,
    /// A change beyond this rate wants an explanation; none for never.
    pub change_threshold: Option<Number>,
    /// A change up to this rate may be called 持平; zero unless set.
    pub level_tolerance: Number,
    /// The subordinate units that have to report, as paths below a year's folder; where none are
    /// named, those of the year before.
    pub units: Vec<String>,
}

/// A file that a build writes besides figures.json.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// report.md
    Markdown,
    /// report.html
    Html,
    /// report.pdf
    Pdf,
}

impl Output {
    /// Every output with the name it goes by on the command line.
    pub const NAMES: &[(&str, Self)] = &[
        ("md", Self::Markdown),
        ("html", Self::Html),
        ("pdf", Self::Pdf),
    ];

    /// The file that it is written to.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Markdown => "report.md",
            Self::Html => "report.html",
            Self::Pdf => "report.pdf",
        }
    }
}

/// The PDF's layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// A yearbook's.
    #[default]
    Yearbook,
    /// An official document's, after GB/T 9704-2012.
    Gongwen,
}

/// Where the PDF's fonts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fonts {
    /// The program's own: the same bytes everywhere.
    #[default]
    Embedded,
    /// The official set, from the machine.
    System,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            outputs: Output::NAMES.iter().map(|(_, output)| *output).collect(),
            layout: Layout::default(),
            fonts: Fonts::default(),
            rounding: Rounding::default(),
            change_threshold: None,
            level_tolerance: Number::zero(),
            units: Vec::new(),
        }
    }
}

/// Reads report.toml.
pub(super) fn read(source: &Source, findings: &Findings) -> Settings {
    let mut settings = Settings::default();
    declaration::read(source, findings, |root| {
        settings.organisation = root.required_string("organisation").unwrap_or_default();
        if let Some(entry) = root.get("outputs") {
            let items = entry.items("输出的列表，如 [\"md\", \"html\", \"pdf\"]");
            settings.outputs = items
                .iter()
                .filter_map(|item| choice(item, Output::NAMES))
                .collect();
            settings.outputs.sort_unstable();
            settings.outputs.dedup();
        }
        if let Some(entry) = root.get("units") {
            let items = entry.items("下属单位的列表，如 [\"昆山\", \"苏州/吴江\"]");
            settings.units = items.iter().filter_map(Entry::string).collect();
        }
        let layouts = [("yearbook", Layout::Yearbook), ("gongwen", Layout::Gongwen)];
        let fonts = [("embedded", Fonts::Embedded), ("system", Fonts::System)];
        let roundings = [
            ("half-up", Rounding::HalfUp),
            ("half-even", Rounding::HalfEven),
        ];
        let get = |key| root.get(key);
        settings.layout = get("layout")
            .and_then(|e| choice(&e, &layouts))
            .unwrap_or_default();
        settings.fonts = get("fonts")
            .and_then(|e| choice(&e, &fonts))
            .unwrap_or_default();
        settings.rounding = get("rounding")
            .and_then(|e| choice(&e, &roundings))
            .unwrap_or_default();
        if let Some(change) = root.table("change") {
            settings.change_threshold = change.get("threshold").and_then(|entry| rate(&entry));
            let tolerance = change.get("tolerance").and_then(|entry| rate(&entry));
            settings.level_tolerance = tolerance.unwrap_or_else(Number::zero);
            change.finish();
        }
    });
    settings
}

/// One of a few words.
fn choice<T: Copy>(entry: &Entry<'_>, choices: &[(&str, T)]) -> Option<T> {
    let text = entry.string()?;
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
        return Some(*value);
    }
    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
    let help = match closest(&text, names.iter().copied()) {
        Some(name) => format!("是不是 \"{name}\"？"),
        None => format!("可以写：{}", names.join("、")),
    };
    entry.report(
        diagnostic::WRONG_TYPE,
        format!("{} 不能写 \"{text}\"", entry.name()),
        &help,
    );
    None
}

/// A rate such as "30%", as a fraction of one.
fn rate(entry: &Entry<'_>) -> Option<Number> {
    let text = entry.string()?;
    let rate = text.strip_suffix('%').and_then(Number::parse);
    if rate.is_none() {
        entry.wrong_type("百分数，如 \"30%\"");
    }
    Some(&rate? * &Number::scaled(1, 2))
}
