//! `out/<year>`: its files' bytes, and how they land whole or not at all.

mod content;
mod land;

use anyhow::Context;
use serde_json::{Map, Value, json};

pub use content::Content;
pub use land::{is_current, land};

use crate::beside::beside;
use crate::compile::Report;
use crate::diagnostic::{self, Diagnostic, Place};
use crate::project::{Output, Project};
use crate::render::{html, markdown};

/// A file of `out/<year>`: its name and what it holds.
pub type File = (&'static str, Content);

/// Renders `outputs` and figures.json, which comes last.
///
/// # Errors
/// When a theme's files cannot be read.
pub fn render(
    project: &Project,
    report: &Report,
    outputs: &[Output],
) -> anyhow::Result<(Vec<File>, Vec<Diagnostic>)> {
    let mut files = Vec::new();
    let mut found = Vec::new();
    // The last, which takes longest, on this thread; the others beside it, and figures.json, for which all
    // inputs are summed.
    let (last, others) = outputs.split_last().unzip();
    let others = || {
        let others = others.unwrap_or_default().iter();
        let others = others.map(|output| render_one(project, report, *output));
        let others = others.collect::<anyhow::Result<Vec<_>>>()?;
        // A theme of the project's own is an input, whether it has been asked for by now or not.
        for name in outputs.iter().flat_map(|output| theme_of(*output)) {
            project.read_text(&theme_path(name))?;
        }
        anyhow::Ok((others, figures_json(project, report)?))
    };
    let last = || last.map(|output| render_one(project, report, *output));
    let (others, last) = beside(others, last);
    let (mut made, json) = others?;
    made.extend(last.transpose()?);
    for (file, said) in made {
        found.extend(said);
        files.extend(file);
    }
    files.push(("figures.json", Content::Bytes(json.into_bytes())));
    Ok((files, found))
}

fn render_one(
    project: &Project,
    report: &Report,
    output: Output,
) -> anyhow::Result<(Option<File>, Vec<Diagnostic>)> {
    let mut found = Vec::new();
    let content = match output {
        Output::Markdown => {
            let text = markdown::render(&report.document);
            Some(Content::Bytes(text.into_bytes()))
        }
        Output::Html => render_html(project, report, &mut found)?.map(Content::Page),
        Output::Pdf => pdf::render(project, report, &mut found)?.map(Content::Bytes),
    };
    Ok((content.map(|content| (output.file_name(), content)), found))
}

fn render_html(
    project: &Project,
    report: &Report,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Option<html::Page>> {
    let theme = html::Theme {
        html: theme_file(project, "report.html", found)?,
        css: theme_file(project, "report.css", found)?,
    };
    match html::render(&report.document, &theme) {
        Ok(page) => Ok(Some(page)),
        Err(error) => {
            let line = error.line.and_then(|line| u32::try_from(line).ok());
            let text = theme.html.as_deref().unwrap_or_default();
            let place = Place::line(&error.file, text, line.unwrap_or(0), 1);
            let message = format!("主题写法有误：{}", error.message);
            let finding = Diagnostic::new(diagnostic::THEME, message).at(place);
            found.push(finding.help("改正这一处；先把这个文件移开，就用自带的主题"));
            Ok(None)
        }
    }
}

/// The files of a theme that an output asks for.
fn theme_of(output: Output) -> &'static [&'static str] {
    match output {
        Output::Markdown => &[],
        Output::Html => &["report.html", "report.css"],
        Output::Pdf => &["report.typ"],
    }
}

fn theme_path(name: &str) -> String {
    format!("templates/theme/{name}")
}

/// A theme file of the project's own, if it brings one.
fn theme_file(
    project: &Project,
    name: &str,
    found: &mut Vec<Diagnostic>,
) -> anyhow::Result<Option<String>> {
    Ok(match project.read_text(&theme_path(name))? {
        Some(Ok(source)) => Some(source.text.clone()),
        Some(Err(finding)) => {
            found.push(finding);
            None
        }
        None => None,
    })
}

#[cfg(feature = "pdf")]
mod pdf {
    //! The PDF's options out of the project's settings.

    use super::{Diagnostic, Place, Project, Report, diagnostic, theme_file};
    use crate::project::{Fonts, Layout};
    use crate::render::pdf::{self, system_font_folders};

    pub(super) fn render(
        project: &Project,
        report: &Report,
        found: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let theme = theme_file(project, "report.typ", found)?;
        let options = pdf::Options {
            layout: match project.settings.layout {
                Layout::Yearbook => pdf::Layout::Yearbook,
                Layout::Gongwen => pdf::Layout::Gongwen,
            },
            theme: theme.as_deref(),
            fonts: match project.settings.fonts {
                Fonts::Embedded => pdf::Fonts::Embedded,
                Fonts::System => pdf::Fonts::System(system_font_folders()),
            },
        };
        match pdf::render(&report.document, &options) {
            Ok(rendered) => {
                let warning = |message| Diagnostic::new(diagnostic::PDF_WARNING, message);
                found.extend(rendered.warnings.into_iter().map(warning));
                Ok(Some(rendered.bytes))
            }
            Err(error) => {
                for problem in error.problems {
                    let count =
                        |n: Option<usize>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                    let file = problem
                        .file
                        .as_deref()
                        .unwrap_or("templates/theme/report.typ");
                    let (line, column) = (count(problem.line), count(problem.column));
                    let text = theme.as_deref().unwrap_or_default();
                    let place = Place::line(file, text, line, column);
                    let message = format!("主题写法有误：{}", problem.message);
                    let finding = Diagnostic::new(diagnostic::THEME, message).at(place);
                    found.push(match problem.help.as_slice() {
                        [] => finding,
                        help => finding.help(help.join("；")),
                    });
                }
                Ok(None)
            }
        }
    }
}

#[cfg(not(feature = "pdf"))]
mod pdf {
    //! A program built without Typst says so.
    #![allow(
        clippy::unnecessary_wraps,
        reason = "the same face as the one that can fail"
    )]

    use super::{Diagnostic, Project, Report, diagnostic};

    #[allow(clippy::unnecessary_wraps, reason = "as the one with Typst is")]
    pub(super) fn render(
        _: &Project,
        _: &Report,
        found: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let message = "这个 report 编译时没有带 PDF，不写 report.pdf";
        found.push(Diagnostic::new(diagnostic::PDF_WARNING, message));
        Ok(None)
    }
}

/// Every figure with its exact value, as figures.json has it.
fn figures(project: &Project, report: &Report) -> Vec<Value> {
    let rounding = project.settings.rounding;
    let figures = report
        .figures
        .iter()
        .zip(&report.written)
        .map(|(figure, written)| {
            let mut entry = figure.entry(rounding);
            entry.insert("written".to_owned(), json!(written));
            Value::Object(entry)
        });
    figures.collect()
}

/// figures.json: the figures, and the sums of all inputs.
fn figures_json(project: &Project, report: &Report) -> anyhow::Result<String> {
    let inputs = project.inputs()?.into_iter();
    let inputs = inputs.map(|(file, sha256)| json!({ "file": file, "sha256": sha256 }));
    let mut all = Map::new();
    all.insert("year".to_owned(), json!(report.document.year));
    let organisation = json!(report.document.organisation);
    all.insert("organisation".to_owned(), organisation);
    all.insert("inputs".to_owned(), inputs.collect());
    all.insert("figures".to_owned(), Value::Array(figures(project, report)));
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

/// The folder that a year's outputs land in, relative to the project's.
#[must_use]
pub fn folder(year: i32) -> String {
    format!("out/{year}")
}

/// Reads a file of `out/<year>`; none where it is not there.
fn read(path: &std::path::Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("读不了 {}", path.display())),
    }
}
