//! What minijinja says, in the terms of whoever wrote the template.

use std::collections::HashSet;
use std::ops::Range;

use minijinja::{Error, ErrorKind};

use super::scope::Scope;
use crate::diagnostic::{self, Diagnostic, Place, closest};
use crate::source::Source;

/// A finding for each name that nobody declared, at each place where it stands.
pub(super) fn unknown_names(
    unknown: HashSet<String>,
    known: &[&str],
    template: &Source,
) -> Vec<Diagnostic> {
    let mut names: Vec<String> = unknown
        .into_iter()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    names.sort();
    let mut found: Vec<(usize, Diagnostic)> = Vec::new();
    for name in names {
        let help = suggestion(&name, known);
        for span in uses(&template.text, &name) {
            let message = format!("没有“{name}”这个名字");
            let place = Place::span(template, span.clone());
            let finding = Diagnostic::new(diagnostic::UNKNOWN_NAME, message);
            found.push((span.start, finding.at(place).help(help.clone())));
        }
    }
    found.sort_by_key(|(offset, _)| *offset);
    found.into_iter().map(|(_, finding)| finding).collect()
}

fn suggestion(name: &str, known: &[&str]) -> String {
    if matches!(name, "date" | "as_of") {
        return format!("在这一年的 year.toml 里写上 {name} = 2021-01-15 这样的一行");
    }
    match closest(name, known.iter().copied()) {
        Some(known) => format!("是不是“{known}”？"),
        None => "先在 figures.toml 里定义它；有哪些名字：report figures".to_owned(),
    }
}

/// Where `name` stands as a whole word inside the template's tags.
fn uses(text: &str, name: &str) -> Vec<Range<usize>> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let inside_tag = |at: usize| {
        let open = text[..at].rfind("{{").max(text[..at].rfind("{%"));
        let close = text[..at].rfind("}}").max(text[..at].rfind("%}"));
        open.is_some() && open > close
    };
    let all = text.match_indices(name).map(|(at, _)| at..at + name.len());
    all.filter(|span| {
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        !before.is_some_and(|c| is_word(c) || c == '.') && !after.is_some_and(is_word)
    })
    .filter(|span| inside_tag(span.start))
    .collect()
}

/// A template error as a finding.
pub(super) fn diagnose(error: &Error, template: &Source, scope: &Scope) -> Diagnostic {
    let span = span(error, template);
    let quoted = template.text.get(span.clone()).unwrap_or_default().trim();
    let detail = error.detail().unwrap_or_default();
    let (code, message, help) = match error.kind() {
        ErrorKind::SyntaxError => (
            diagnostic::TEMPLATE_SYNTAX,
            format!("模板写法有误：{}", in_chinese(detail)),
            "数字写成 {{ 名字 }}；条件和循环要成对：{% if %}…{% endif %}、{% for %}…{% endfor %}"
                .to_owned(),
        ),
        ErrorKind::UndefinedError => {
            let names: Vec<&str> = scope
                .figures
                .iter()
                .map(|figure| figure.name.as_str())
                .collect();
            let help = match closest(quoted, names.iter().copied()) {
                Some(name) => format!("是不是“{name}”？"),
                None => "核对点后面的成员名：它是那一列的值，如 劳模.全国".to_owned(),
            };
            (
                diagnostic::UNKNOWN_NAME,
                format!("“{quoted}”没有定义"),
                help,
            )
        }
        ErrorKind::UnknownFilter => {
            let known = [
                "万",
                "亿",
                "约",
                "近",
                "余",
                "多",
                "以上",
                "超",
                "汉字",
                "比上年",
                "增减",
            ];
            let name = named(detail, "filter");
            let meant = closest(name, known).map(|known| format!("是不是“{known}”？"));
            let all = format!("写数字可用：{}", known.join("、"));
            (
                diagnostic::FILTER,
                format!("没有“{name}”这个过滤器"),
                format!("{}{all}", meant.unwrap_or_default()),
            )
        }
        ErrorKind::UnknownFunction => (
            diagnostic::UNKNOWN_NAME,
            format!("没有“{}”这个函数", named(detail, "")),
            "可用 rows(\"台账\", 列=\"值\") 和 chart(\"bar\", 一族数字, title=\"…\")".to_owned(),
        ),
        _ => (
            diagnostic::FILTER,
            described(error, detail, quoted),
            String::new(),
        ),
    };
    let finding = Diagnostic::new(code, message).at(Place::span(template, span));
    if help.is_empty() {
        finding
    } else {
        finding.help(help)
    }
}

/// The name in “filter 余约 is unknown”.
fn named<'a>(detail: &'a str, what: &str) -> &'a str {
    let detail = detail.strip_prefix(what).unwrap_or(detail);
    detail.trim().trim_end_matches("is unknown").trim()
}

/// What the parser says, where it says what templates usually get wrong.
fn in_chinese(detail: &str) -> String {
    let sayings = [
        ("expected end of variable block", "{{ 没有用 }} 收尾"),
        ("expected end of block", "{% 没有用 %} 收尾"),
        (
            "unexpected end of input",
            "到模板末尾还有 {% if %}、{% for %} 或 {{ 没有收尾",
        ),
    ];
    if let Some(name) = detail.strip_prefix("unknown statement ") {
        return format!("没有 {{% {name} %}} 这种写法，或者它没有开头");
    }
    let known = sayings.iter().find(|(said, _)| detail.contains(said));
    known.map_or_else(|| detail.to_owned(), |(_, meaning)| (*meaning).to_owned())
}

/// A runtime error's own words where they are ours, else with what it is about.
fn described(error: &Error, detail: &str, quoted: &str) -> String {
    let is_ours = !detail.is_ascii();
    if is_ours {
        return detail.to_owned();
    }
    match error.kind() {
        ErrorKind::BadSerialization | ErrorKind::WriteFailure => {
            format!("“{quoted}”印不出来：一族数字要写出成员，没有值的数字不能写")
        }
        _ => format!("“{quoted}”算不下去：{detail}"),
    }
}

/// Where an error stands, widened to whole characters; its line where it has no range.
fn span(error: &Error, template: &Source) -> Range<usize> {
    let text = &template.text;
    if let Some(range) = error.range().filter(|range| range.end <= text.len()) {
        let mut start = range.start;
        let mut end = range.end;
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        return start..end;
    }
    let line = error.line().unwrap_or(1);
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let length = text[start.min(text.len())..]
        .lines()
        .next()
        .map_or(0, str::len);
    start..start + length
}
