//! `report audit YEAR FILE`: every numeral of a finished text against the year's figures.

mod json;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Exit, Shared, table, to_stdout, verdict, years};
use crate::audit::manuscript::{self, Manuscript};
use crate::audit::{Auditor, Basis, Finding, Names, Numerals, Status, page};
use crate::compile::{self, Year};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::project::Project;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 年份
    #[arg(value_name = "年份")]
    year: i32,
    /// 要核对的稿子：.txt、.md 或 .docx
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "table")]
    format: Format,
    /// 另存一份标出颜色的网页
    #[arg(long, value_name = "网页")]
    html: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// A text of so few bytes is read before the ledgers are loaded, since it may tell that less of them is
/// needed.
const SHORT: usize = 1 << 12;

pub(super) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<Exit> {
    let (project, mut found) = shared.project()?;
    if let Err(complaint) = years(&project, &[arguments.year], false) {
        return Ok(shared.refuse(&complaint));
    }
    let path = arguments.file.display().to_string();
    if let Some(refusal) = manuscript::refusal(&path) {
        return Ok(shared.refuse(&refusal));
    }
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("读不了 {path}"))?;
    let read = || {
        manuscript::read(&path, &bytes).map(|text| {
            let numerals = Numerals::of(&text);
            (text, numerals)
        })
    };
    let (text, loaded) = if bytes.len() <= SHORT {
        let text = read();
        let asks = matches!(&text, Ok((text, numerals)) if numerals.ask_for_figures(text));
        (text, load(&project, arguments.year, asks))
    } else {
        // The text is read while the ledgers are loaded: neither needs the other.
        let (text, loaded) = std::thread::scope(|scope| {
            let text = scope.spawn(read);
            let loaded = load(&project, arguments.year, true);
            (text.join(), loaded)
        });
        let text = text.map_err(|_| anyhow::anyhow!("读 {path} 时出了意外"))?;
        (text, loaded)
    };
    let (text, numerals) = match text {
        Ok(read) => read,
        Err(finding) => {
            shared.tell_from_here(&[finding])?;
            return Ok(Exit::Failed);
        }
    };
    let Loaded {
        year,
        names,
        last,
        found: loaded,
    } = loaded?;
    found.extend(loaded);
    shared.warn(&found)?;
    if has_errors(&found) {
        return Ok(Exit::Failed);
    }
    let last = last.transpose()?;
    let basis = Basis {
        figures: &year.figures,
        last_year: last.as_ref().map(|(last, _)| &last.figures),
        ledgers: &year.ledgers,
        quotes: &year.file.quotes,
        as_of: year.file.as_of,
        year: arguments.year,
        rounding: project.settings.rounding,
        level_tolerance: &project.settings.level_tolerance,
        organisation: &project.settings.organisation,
    };
    let auditor = Auditor::knowing(names, basis).sharing(project.manner.most_threads());
    let mut audit = auditor.audit_read(&text, &numerals);
    // Only who rounds openly asks for what the report itself prints: that takes a whole build.
    if audit
        .findings
        .iter()
        .any(|finding| finding.status == Status::Rounded)
        && let (Some(report), _) = compile::compile_bare(&project, arguments.year)?
    {
        audit.allow_printed(&text, &report.figures, &report.written);
    }
    if let Some(out) = &arguments.html {
        let html = page::render(&text, &audit, count(&audit.findings).trim_end())?;
        std::fs::write(out, html).with_context(|| format!("写不了 {}", out.display()))?;
    }
    to_stdout(&match arguments.format {
        Format::Json => json::json(&text, &audit.findings)?,
        Format::Table => in_table(&text, &audit.findings).into_bytes(),
    })?;
    let said = audit.diagnostics(&text);
    shared.tell_from_here(&said)?;
    // The command ends here: to take all this apart would take longer than to read a short text.
    std::mem::forget(auditor);
    std::mem::forget((year, last, audit));
    std::mem::forget((text, numerals));
    Ok(verdict(&said))
}

/// What a text is held against.
struct Loaded {
    year: Year,
    names: Names,
    /// The year before, where there is one.
    last: Option<compile::Loaded>,
    /// What is to be said of the declarations and the year.
    found: Vec<Diagnostic>,
}

/// Loads `year`; where the text asks for figures, what they are called and last year as well.
fn load(project: &Project, year: i32, asks: bool) -> anyhow::Result<Loaded> {
    let (declarations, mut found) = compile::declarations(project)?;
    let (this, last) = if asks {
        compile::with_year_before(project, &declarations, year)
    } else {
        (compile::year(project, &declarations, year), None)
    };
    let (this, loaded) = this?;
    found.extend(loaded);
    Ok(Loaded {
        names: if asks {
            Names::of(&this.figures, &this.ledgers, year)
        } else {
            Names::none(year)
        },
        year: this,
        last,
        found,
    })
}

fn words<'t>(text: &'t Manuscript, finding: &Finding) -> &'t str {
    text.text.get(finding.span.clone()).unwrap_or("")
}

/// In the order of the text; what needs no figure is only counted.
fn in_table(text: &Manuscript, findings: &[Finding]) -> String {
    let shown = findings
        .iter()
        .filter(|finding| finding.status != Status::Recognised);
    let rows: Vec<Vec<String>> = shown
        .map(|finding| {
            let position = text.position(finding.span.start);
            vec![
                format!("{}:{}", position.line, position.column),
                finding.status.label().to_owned(),
                words(text, finding).to_owned(),
                finding.figure.clone().unwrap_or_default(),
                finding.help.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let mut printed = if rows.is_empty() {
        String::new()
    } else {
        table::table(&["位置", "结论", "原文", "数字", "说明"], &rows, &[])
    };
    printed.push_str(&count(findings));
    printed
}

/// How many of each, in a sentence.
fn count(findings: &[Finding]) -> String {
    use Status::{Contradicted, Proved, Recognised, Rounded, Unknown};
    let counts = [Proved, Rounded, Contradicted, Unknown, Recognised].map(|status| {
        let count = findings
            .iter()
            .filter(|finding| finding.status == status)
            .count();
        format!("{} {count}", status.label())
    });
    format!("共 {} 处数字：{}\n", findings.len(), counts.join("，"))
}
