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
        ErrorKind::SyntaxError => {
            let (message, help) = syntax(detail, quoted);
            (diagnostic::TEMPLATE_SYNTAX, message, help)
        }
        ErrorKind::UndefinedError => {
            let names: Vec<&str> = scope
                .figures
                .iter()
                .map(|figure| figure.name.as_str())
                .collect();
            let help = match (
                over_names(quoted, &template.text, &names),
                closest(quoted, names.iter().copied()),
            ) {
                (Some(help), _) => help,
                (None, Some(name)) => format!("是不是“{name}”？"),
                (None, None) => "核对点后面的成员名：它是那一列的值，如 劳模.全国".to_owned(),
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
            let name = detail
                .strip_prefix("filter ")
                .and_then(|rest| rest.strip_suffix(" is unknown"));
            let message = format!("没有“{}”这种写法", name.unwrap_or(quoted));
            (
                diagnostic::FILTER,
                message,
                format!("竖线后面可以写：{}", known.join("、")),
            )
        }
        ErrorKind::UnknownFunction => (
            diagnostic::UNKNOWN_NAME,
            format!("没有“{quoted}”这个函数"),
            "可用 rows(\"台账\", 列=\"值\") 和 chart(\"bar\", 一族数字, title=\"…\")".to_owned(),
        ),
        _ => {
            let (message, help) = described(error, detail, quoted);
            (diagnostic::FILTER, message, help.to_owned())
        }
    };
    let finding = Diagnostic::new(code, message).at(Place::span(template, span));
    if help.is_empty() {
        finding
    } else {
        finding.help(help)
    }
}

/// What to write for `名.…` where `名` runs over a family's names: a figure is had with `| items`.
fn over_names(quoted: &str, template: &str, figures: &[&str]) -> Option<String> {
    let (name, _) = quoted.split_once('.')?;
    let (_, rest) = template.split_once(&format!("{{% for {name} in "))?;
    let family = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let is_family = figures.iter().any(|figure| {
        figure
            .strip_prefix(family)
            .is_some_and(|rest| rest.starts_with('.'))
    });
    is_family.then(|| {
        format!(
            "“{name}”在这里是成员的名字；也要它的数，写 {{% for {name}, 数 in {family} | items %}}"
        )
    })
}

/// Chinese punctuation that is typed inside tags by mistake.
const WIDE: &[(&str, &str)] = &[
    ("｜", "|"),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
    ("“", "\""),
    ("”", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("＝", "="),
    ("｛", "{"),
    ("｝", "}"),
    ("％", "%"),
    ("．", "."),
    ("。", "."),
];

/// A message and a help for a mistake inside a tag.
fn syntax(detail: &str, quoted: &str) -> (String, String) {
    let typed = WIDE.iter().find(|(wide, _)| quoted.starts_with(wide));
    if let Some((typed, wanted)) = typed {
        return (
            format!("这里的 {typed} 是中文标点"),
            format!("花括号里面用英文标点：{wanted}"),
        );
    }
    if detail.starts_with("unexpected end of input") {
        return (
            "模板到末尾了，还有条件、循环或花括号没有结束".to_owned(),
            "{% if %} 要有 {% endif %}，{% for %} 要有 {% endfor %}，{{ 要有 }}".to_owned(),
        );
    }
    if detail.contains("expected end of variable block") {
        return (
            format!("“{quoted}”不该在这里，{{{{ 还没有结束"),
            "数字写成 {{ 名字 }} 或 {{ 名字 | 约(2) }}，左右各两个英文花括号".to_owned(),
        );
    }
    if detail.contains("expected statement") || detail.starts_with("unknown statement") {
        return (
            format!("没有“{quoted}”这种语句"),
            "可以写 {% if %}…{% else %}…{% endif %}、{% for … in … %}…{% endfor %}、{% set %}，要成对"
                .to_owned(),
        );
    }
    let help =
        "数字写成 {{ 名字 }}；条件和循环要成对：{% if %}…{% endif %}、{% for %}…{% endfor %}";
    (format!("“{quoted}”这里看不懂（{detail}）"), help.to_owned())
}

/// Braces outside tags: they would stand in the report as they are, and a figure would not.
pub(super) fn stray_braces(template: &Source) -> Vec<Diagnostic> {
    let text = &template.text;
    let mut found = Vec::new();
    let mut told = None;
    let mut offset = 0;
    if text.contains("{% raw") || text.contains("{%- raw") {
        return found;
    }
    while let Some(step) = text[offset..].find(['{', '}', '｛', '｝']) {
        let at = offset + step;
        let rest = &text[at..];
        let tags = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
        let tag = tags.iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = tag {
            offset = rest
                .find(close)
                .map_or(text.len(), |end| at + end + close.len());
            continue;
        }
        let width = rest.chars().next().map_or(1, char::len_utf8);
        offset = at + width;
        let line = template.position(at).line;
        if text[..at].ends_with('\\') || told == Some(line) {
            continue;
        }
        told = Some(line);
        let message = format!("“{}”会原样印进报告", &rest[..width]);
        let help = "数字写成 {{ 名字 }}，左右各两个英文花括号；真要印花括号，前面加 \\";
        found.push(
            Diagnostic::new(diagnostic::TEMPLATE_SYNTAX, message)
                .at(Place::span(template, at..at + width))
                .help(help),
        );
    }
    found
}

/// A runtime error's own words where they are ours, else with what it is about; and what to write.
fn described(error: &Error, detail: &str, quoted: &str) -> (String, &'static str) {
    let is_ours = !detail.is_ascii();
    if is_ours {
        return (detail.to_owned(), "");
    }
    match error.kind() {
        ErrorKind::BadSerialization | ErrorKind::WriteFailure => (
            format!("“{quoted}”印不出来：一族数字要写出成员，没有值的数字不能写"),
            "",
        ),
        ErrorKind::MissingArgument => {
            let name = detail.split('\'').nth(1).unwrap_or_default();
            let what = match name {
                "" => "括号里的内容".to_owned(),
                name => format!(" {name}=\"…\""),
            };
            (
                format!("“{quoted}”少了{what}"),
                "写法如 {{ 名字 | 约(2) }}、rows(\"台账\", 列=\"值\")、chart(\"bar\", 一族数字, title=\"…\")",
            )
        }
        ErrorKind::TooManyArguments => (
            format!("“{quoted}”的括号里多写了"),
            "写法如 {{ 名字 | 约(2) }}、rows(\"台账\", 列=\"值\")、chart(\"bar\", 一族数字, title=\"…\")",
        ),
        ErrorKind::TemplateNotFound => (
            format!("“{quoted}”：一份报告只有一个模板文件"),
            "不能用 include、import 和 extends；要用的文字直接写在模板里",
        ),
        ErrorKind::UnknownTest => (
            format!("没有“is {quoted}”这种判断"),
            "可以写 {% if 名字.值 > 0 %}、{% if 名字.值 is not none %}",
        ),
        _ if detail.starts_with("cannot convert") => (
            format!("“{quoted}”括号里写的不对"),
            "括号里是留几位，写一个正整数，如 约(2)",
        ),
        _ if detail.contains("unsupported types") => (
            format!("“{quoted}”不能在模板里算"),
            "数字的加、减、比在 figures.toml 里用 total、difference、ratio 定义，正文里写它的名字",
        ),
        _ if detail.contains("too many elements") || detail.contains("recursion") => {
            (format!("“{quoted}”转得太多，停不下来"), "")
        }
        _ if detail.contains("not callable") => (format!("“{quoted}”不是函数"), "去掉后面的括号"),
        _ => (
            format!("“{quoted}”算不下去"),
            "核对写法：数字写成 {{ 名字 }} 或 {{ 名字 | 约(2) }}，各种写法见 docs/manual.md 第八章",
        ),
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
