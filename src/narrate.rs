//! Templates → Markdown in which every figure is marked.
//!
//! A filter does not print a figure's wording: it prints a mark, private-use characters that carry
//! an index into [`Narration::marks`]. So Markdown never sees a ledger's text, and every later room
//! knows which words were computed. Templates are strict: a name nobody declared is an error.

mod change;
mod compare;
mod error;
mod filters;
mod globals;
pub mod mark;
mod objects;
mod rows;
mod scope;
mod sections;
mod trail;

use std::fmt::Write;
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, Error, Output, UndefinedBehavior, Value};

pub use mark::{Aspect, ChartKind, Mark, is_mark};
pub use scope::{Printed, Scope};
pub use trail::Trail;

use crate::diagnostic::{Diagnostic, Place};
use crate::source::Source;

/// A report's Markdown, with marks where computed words stand.
#[derive(Debug, Default)]
pub struct Narration {
    /// The Markdown.
    pub markdown: String,
    /// What the marks in it stand for.
    pub marks: Vec<Mark>,
}

impl Narration {
    /// The place in the template of what stands at byte `offset` of the Markdown: where the words
    /// around it stand there. A loop's words have one place, however often they are printed.
    #[must_use]
    pub fn place(&self, template: &Source, offset: usize) -> Place {
        let line_start = self.markdown[..offset].rfind('\n').map_or(0, |end| end + 1);
        let line_end = self.markdown[offset..]
            .find('\n')
            .map_or(self.markdown.len(), |n| offset + n);
        // Words between marks are as typed.
        let is_plain = |character: &char| !crate::source::MARKS.contains(character);
        let before = &self.markdown[line_start..offset];
        let plain: usize = before
            .chars()
            .rev()
            .take_while(is_plain)
            .map(char::len_utf8)
            .sum();
        let before = &before[before.len() - plain..];
        let after = &self.markdown[offset..line_end];
        let plain: usize = after.chars().take_while(is_plain).map(char::len_utf8).sum();
        let after = &after[..plain];
        let (first, after) = after.split_at(after.chars().next().map_or(0, char::len_utf8));
        match locate(&template.text, before, first, after) {
            Some(at) => Place::span(template, at..at + first.len()),
            None => Place::file(&template.path),
        }
    }
}

/// Where `words` stand in `text`, with `before` and `after` around them as far as these agree; the
/// first place of equals.
#[must_use]
pub fn locate(text: &str, before: &str, words: &str, after: &str) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let agreement = |at: usize| {
        let left = text[..at].chars().rev().zip(before.chars().rev());
        let right = text[at + words.len()..].chars().zip(after.chars());
        left.take_while(|(a, b)| a == b).count() + right.take_while(|(a, b)| a == b).count()
    };
    let places = text.match_indices(words).map(|(at, _)| at);
    places.min_by_key(|at| std::cmp::Reverse(agreement(*at)))
}

/// Where in the template the words of `narration`, rendered over `scope`, come from; none where that
/// cannot be told.
#[must_use]
pub fn retrace(narration: &Narration, template: &Source, scope: &Arc<Scope>) -> Option<Trail> {
    let (text, stops) = trail::traced(&numbered_loops(&template.text));
    let environment = environment(scope);
    let compiled = environment.template_from_named_str(&template.path, &text);
    let context = Value::from_pairs(globals::all(scope));
    let rendered = compiled.ok()?.render(context).ok()?;
    // What was printed this time has been printed before.
    scope.finish();
    Trail::follow(&rendered, &stops, narration)
}

/// What templates may say.
fn environment(scope: &Arc<Scope>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // What macros and blocks have printed is Markdown already; nothing else is.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    for way_around in ["safe", "escape", "e"] {
        environment.remove_filter(way_around);
    }
    filters::add(&mut environment, scope);
    rows::add(&mut environment, scope);
    let formatter = Arc::clone(scope);
    environment.set_formatter(move |out, _, value| print(out, value, &formatter));
    environment
}

/// Renders `template` over `scope`.
#[must_use]
pub fn narrate(template: &Source, scope: &Arc<Scope>) -> (Narration, Vec<Diagnostic>) {
    let environment = environment(scope);
    let text = numbered_loops(&template.text);
    let compiled = match environment.template_from_named_str(&template.path, &text) {
        Ok(compiled) => compiled,
        Err(error) => {
            return (
                Narration::default(),
                vec![error::diagnose(&error, template, scope)],
            );
        }
    };
    let globals = globals::all(scope);
    let mut known: Vec<&str> = globals.iter().map(|(name, _)| name.as_str()).collect();
    known.extend(environment.globals().map(|(name, _)| name));
    let unknown = compiled.undeclared_variables(false);
    let mut diagnostics = error::unknown_names(unknown, &known, template);
    diagnostics.extend(error::stray_braces(template));
    diagnostics.extend(compare::mixed_comparisons(template, scope));
    if diagnostics.is_empty() {
        let context = Value::from_pairs(
            globals
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone())),
        );
        match compiled.render(context) {
            Ok(markdown) => {
                let (marks, mut warnings) = scope.finish();
                for warning in &mut warnings {
                    let place = &mut warning.place;
                    place.get_or_insert_with(|| Place::file(&template.path));
                }
                let markdown = joined_tables(&markdown);
                return (Narration { markdown, marks }, warnings);
            }
            Err(error) => diagnostics.push(error::diagnose(&error, template, scope)),
        }
    }
    (Narration::default(), diagnostics)
}

/// Prints a value: text that came out of a ledger as a mark, any other so that no character of it
/// is Markdown. Text put together from both is known to be neither, and is no markup either.
fn print(out: &mut Output<'_>, value: &Value, scope: &Scope) -> Result<(), Error> {
    if value.is_none() {
        let message = "这里没有值（none），印不出来；先用 {% if %} 判断有没有";
        return Err(objects::invalid(message.to_owned()));
    }
    let mut text = String::new();
    write!(text, "{value}")?;
    if value.is_safe() {
        out.write_str(&text)?;
    } else if value.as_str().is_some() && scope.is_from_ledger(&text) {
        out.write_str(&scope.mark(Mark::Cell { text }))?;
    } else {
        for character in text.chars() {
            match character {
                '\n' | '\r' => out.write_char(' ')?,
                _ if character.is_ascii_punctuation() => write!(out, "\\{character}")?,
                _ => out.write_char(character)?,
            }
        }
    }
    Ok(())
}

/// `{{ loop.index }}` prints a number that nobody typed; so it is marked, by a filter of one letter
/// that leaves every other column of the line where it was. Where it numbers a list's item it stays
/// as it is, for Markdown to see; and where words go on after it, for the proof to see: {{ loop.index }}家
/// counts, and nothing was counted.
fn numbered_loops(template: &str) -> String {
    const MARKED: &str = "{{loop.index|n}}";
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find("{{ loop.index }}") {
        let (before, found) = rest.split_at(at);
        let after = &found[MARKED.len()..];
        let starts_line = before
            .lines()
            .next_back()
            .is_none_or(|line| line.trim().is_empty())
            || before.ends_with('\n');
        let numbers_item = starts_line && after.starts_with(['.', ')']);
        let counts = after
            .trim_start_matches([' ', '*'])
            .starts_with(|next: char| ('\u{4e00}'..='\u{9fff}').contains(&next) || next == '%');
        text.push_str(before);
        text.push_str(if numbers_item || counts {
            &found[..MARKED.len()]
        } else {
            MARKED
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Drops the blank lines that `{% for %}` and `{% endfor %}` on lines of their own leave between a
/// table's rows. A table that begins anew is told by the delimiter row under its head.
fn joined_tables(markdown: &str) -> String {
    let is_row = |line: &str| line.trim_start().starts_with('|');
    let is_delimiter =
        |line: &str| is_row(line) && line.chars().all(|character| "|-: \t".contains(character));
    let lines: Vec<&str> = markdown.lines().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut index = 0;
    while index < lines.len() {
        if lines[index].trim().is_empty() && kept.last().is_some_and(|line| is_row(line)) {
            let blanks = lines[index..]
                .iter()
                .take_while(|line| line.trim().is_empty())
                .count();
            let next = lines.get(index + blanks);
            let after = lines.get(index + blanks + 1);
            let goes_on = next.is_some_and(|line| is_row(line))
                && !after.is_some_and(|line| is_delimiter(line));
            if goes_on {
                index += blanks;
                continue;
            }
        }
        kept.push(lines[index]);
        index += 1;
    }
    kept.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::joined_tables;

    #[test]
    fn a_loop_on_its_own_lines_leaves_one_table() {
        let text = "|甲|\n|-|\n\n|一|\n\n|二|\n\n文\n\n|乙|\n|-|\n\n\n|丙|\n|-|\n";
        let joined = "|甲|\n|-|\n|一|\n|二|\n\n文\n\n|乙|\n|-|\n\n\n|丙|\n|-|\n";
        assert_eq!(joined_tables(text), joined);
    }
}
