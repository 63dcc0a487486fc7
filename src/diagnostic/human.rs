//! For people: each finding with the line it is about.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::beside::each;

/// So many are printed one behind the other, others beside them.
const AT_ONCE: usize = 32;

/// Findings with their lines, and a closing count.
pub(super) fn print(diagnostics: &[Diagnostic], colour: bool) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    // A long text that nothing proves has thousands of them, and each takes as long as judging a page.
    let some: Vec<&[Diagnostic]> = diagnostics.chunks(AT_ONCE).collect();
    let printed = each(some.len(), |number| {
        let printed = some[number].iter().map(|one| self::one(one, &renderer));
        printed.fold(String::new(), |printed, one| printed + &one + "\n\n")
    });
    printed.concat() + &closing(diagnostics)
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let level = level.with_name(diagnostic.severity.label());
    let group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id);
    let group = match &diagnostic.place {
        Some(place) if place.line > 0 => {
            let skip = place.column.saturating_sub(1) as usize;
            let at = |characters: usize| {
                let mut offsets = place.excerpt.char_indices().map(|(offset, _)| offset);
                offsets.nth(characters).unwrap_or(place.excerpt.len())
            };
            let span = at(skip)..at(skip + place.width as usize);
            let label = match (place.row, &place.field) {
                (Some(row), Some(field)) => format!("第 {row} 行“{field}”列"),
                (Some(row), None) => format!("第 {row} 行"),
                _ => String::new(),
            };
            let mut annotation = AnnotationKind::Primary.span(span);
            if !label.is_empty() {
                annotation = annotation.label(label);
            }
            group.element(
                Snippet::source(place.excerpt.as_str())
                    .path(place.file.as_str())
                    .line_start(place.line as usize)
                    .annotation(annotation),
            )
        }
        Some(place) => group.element(Origin::path(place.file.as_str())),
        None => group.elements(Vec::<Element<'_>>::new()),
    };
    let group = match &diagnostic.help {
        Some(help) => group.element(Level::HELP.with_name("怎么改").message(help.as_str())),
        None => group,
    };
    renderer.render(&[group])
}

fn closing(diagnostics: &[Diagnostic]) -> String {
    let counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| {
            let of_it = diagnostics
                .iter()
                .filter(|found| found.severity == severity);
            let count: usize = of_it.map(|found| found.count).sum();
            (count > 0).then(|| format!("{count} 个{}", severity.label()))
        })
        .collect();
    // Of what stops the build, not of what stands first.
    let gravest = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .find_map(|severity| diagnostics.iter().find(|found| found.severity == severity));
    let first = gravest.map(|found| found.code.id).unwrap_or_default();
    format!(
        "共 {}。编号的含义：report explain {first}\n",
        counts.join("，")
    )
}
