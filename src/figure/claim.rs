//! What is said of figures elsewhere, held against them: control totals and 其中.

use super::{Figure, Figures};
use crate::diagnostic::{self, Diagnostic, closest};
use crate::project::YearFile;

/// Holds year.toml's control totals and the figures' `within` against the values.
#[must_use]
pub fn check(figures: &Figures, file: &YearFile, year: i32) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for claim in &file.expectations {
        let Some(figure) = figures.get(&claim.figure) else {
            found.push(unknown(&claim.figure, figures).at(claim.place.clone()));
            continue;
        };
        let (Some(value), Some(stated)) = (figure.value.number(), &claim.value) else {
            continue;
        };
        // A ratio is published rounded.
        let value = match figure.places() {
            Some(places) => value.rounded(places.cast_signed(), crate::number::Rounding::HalfUp),
            None => value.clone(),
        };
        if value != *stated {
            let (name, unit) = (&claim.figure, figure.unit());
            let message = format!(
                "“{name}”按台账是 {value}{unit}，控制数是 {stated}{unit}，差 {}{unit}",
                &value - stated
            );
            let help = format!(
                "逐行核对：report trace {year} {name}；控制数来自：{}",
                claim.words
            );
            found.push(
                Diagnostic::new(diagnostic::EXPECTATION, message)
                    .at(claim.place.clone())
                    .help(help),
            );
        }
    }
    // One reason may stand for a whole family.
    let is_known = |name: &str| figures.get(name).is_some() || figures.family(name).is_some();
    let claims = file.explanations.iter();
    for claim in claims.filter(|claim| !is_known(&claim.figure)) {
        found.push(unknown(&claim.figure, figures).at(claim.place.clone()));
    }
    found.extend(
        figures
            .iter()
            .filter_map(|figure| over_its_whole(figure, figures)),
    );
    found
}

fn over_its_whole(part: &Figure, figures: &Figures) -> Option<Diagnostic> {
    let whole = figures.get(part.definition.within.as_ref()?)?;
    let (of_part, of_whole) = (part.value.number()?, whole.value.number()?);
    (of_part > of_whole).then(|| {
        let message = format!(
            "其中数大于总数：“{}”{of_part}{}，“{}”{of_whole}{}",
            part.name,
            part.unit(),
            whole.name,
            whole.unit()
        );
        Diagnostic::new(diagnostic::WITHIN, message)
            .at(part.definition.place.clone())
            .help("核对两个数字的条件和期间是不是同一范围")
    })
}

fn unknown(name: &str, figures: &Figures) -> Diagnostic {
    let help = match closest(name, figures.iter().map(|figure| figure.name.as_str())) {
        Some(known) => format!("是不是“{known}”？"),
        None => "用 report figures 看有哪些".to_owned(),
    };
    Diagnostic::new(diagnostic::UNKNOWN_REFERENCE, format!("没有数字“{name}”")).help(help)
}
