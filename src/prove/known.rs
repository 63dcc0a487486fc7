//! What a computed numeral is known to be, and whether a hedge typed around it is true of that.

use std::ops::Range;

use super::text::{Origin, Passage};
use super::{Evidence, place, quoted};
use crate::diagnostic::{self, Diagnostic};
use crate::figure::Figure;
use crate::narrate::Aspect;
use crate::number::Number;
use crate::numeral::hedge::{Claim, Nature, Verdict, judge};
use crate::numeral::read::{Numeral, read};
use crate::numeral::unit;
use crate::numeral::write::{Measure, wordings};

/// The figure that a numeral prints, and of which year.
pub(super) struct Known<'a> {
    /// This year's figure.
    pub figure: &'a Figure,
    /// Which of its values is printed.
    pub aspect: Aspect,
}

impl<'a> Known<'a> {
    /// What the numeral is known to be; none where no figure printed it.
    pub fn of(numeral: &Numeral, passage: &Passage, evidence: &Evidence<'a>) -> Option<Self> {
        let Origin::Figure(source) = passage.origin(&numeral.digits) else {
            return None;
        };
        let (figure, aspect) = evidence.sources.of(source)?;
        Some(Self { figure, aspect })
    }

    /// The figure of the year whose value is printed; none of a change.
    pub fn printed(&self, evidence: &Evidence<'a>) -> Option<&'a Figure> {
        match self.aspect {
            Aspect::Now => Some(self.figure),
            Aspect::LastYear => self.last_year(evidence),
            Aspect::Change => None,
        }
    }

    /// Last year's figure of the same name.
    pub fn last_year(&self, evidence: &Evidence<'a>) -> Option<&'a Figure> {
        evidence.last_year?.get(&self.figure.name)
    }

    /// How a template calls what is printed.
    fn name(&self) -> String {
        match self.aspect {
            Aspect::LastYear => format!("{}.上年", self.figure.name),
            _ => self.figure.name.clone(),
        }
    }
}

/// What a hedge is held against.
struct Truth {
    /// What it is called: a figure's name, or none for a row's value.
    name: Option<String>,
    value: Number,
    nature: Nature,
    unit: String,
    /// True wordings.
    wordings: Vec<String>,
}

/// A hedge typed around computed words has to be true of them, even past quotation marks and brackets.
pub(super) fn typed_hedge(
    numeral: &Numeral,
    passage: &Passage,
    evidence: &Evidence<'_>,
) -> Option<Diagnostic> {
    if passage.origin(&numeral.digits) == Origin::Typed {
        return None;
    }
    let bared = bared(numeral, passage);
    let (hedged, words) = match &bared {
        Some((hedged, words)) => (hedged, words.as_str()),
        None => (numeral, passage.text.get(numeral.span.clone())?),
    };
    let is_typed = bared.is_some()
        || numeral
            .hedges
            .iter()
            .any(|hedge| passage.origin(&hedge.span) == Origin::Typed);
    // That two hedges contradict each other is for the rules of wording to say.
    if !is_typed || hedged.hedges.len() > 1 || quoted(&numeral.span, passage, evidence.quotes) {
        return None;
    }
    let truth = behind(numeral, passage, evidence)?;
    let claim = hedged.claim.as_ref()?;
    let at = || {
        let hedge = numeral.hedges.iter().find_map(|hedge| {
            (passage.origin(&hedge.span) == Origin::Typed).then_some(&hedge.span)
        });
        place(
            [&numeral.span].into_iter().chain(hedge),
            passage,
            evidence.template,
        )
    };
    match judge(claim, &truth.value, truth.nature, evidence.rounding) {
        Verdict::True | Verdict::Rounded => None,
        Verdict::Doubtful(doubt) => {
            let said = Diagnostic::new(
                diagnostic::DOUBTFUL,
                format!("“{words}”：{}", doubt.reason()),
            );
            let help = format!("可以写成：{}", truth.wordings.join("、"));
            Some(said.at(at()).help(help))
        }
        Verdict::False => {
            let endless = || format!("{}…", truth.value.to_fixed(4, evidence.rounding));
            let value = truth.value.to_decimal().unwrap_or_else(endless);
            let value = format!("{value}{}", truth.unit);
            let form = if truth.nature == Nature::Ratio {
                "以上(1)"
            } else {
                "余(2)"
            };
            let (message, help) = match &truth.name {
                Some(name) => (
                    format!("“{words}”不成立：“{name}”是 {value}"),
                    format!("数字自己会带上属实的约数词，如 {{{{ {name} | {form} }}}}；"),
                ),
                None => (
                    format!("“{words}”不成立：那一行的值是 {value}"),
                    "删去手打的约数词，或写 {{ row.列名 | 余(2) }}；".to_owned(),
                ),
            };
            let help = format!("{help}可以写成：{}", truth.wordings.join("、"));
            let said = Diagnostic::new(diagnostic::UNTRUE_HEDGE, message);
            Some(said.at(at()).help(help))
        }
    }
}

/// The value behind a computed numeral.
fn behind(numeral: &Numeral, passage: &Passage, evidence: &Evidence<'_>) -> Option<Truth> {
    if passage.origin(&numeral.digits) == Origin::Ledger {
        return of_row(numeral, passage);
    }
    let known = Known::of(numeral, passage, evidence)?;
    let figure = known.printed(evidence)?;
    let measure = figure.measure(evidence.rounding)?;
    Some(Truth {
        name: Some(known.name()),
        value: figure.value.number()?.clone(),
        nature: figure.nature(),
        unit: figure.unit().to_owned(),
        wordings: wordings(&measure),
    })
}

/// A row's number is what it says, where it says it exactly.
fn of_row(numeral: &Numeral, passage: &Passage) -> Option<Truth> {
    let stretch = passage.computed_around(&numeral.digits)?;
    let own = read(passage.text.get(stretch.clone())?)
        .into_iter()
        .find(|own| own.digits.start + stretch.start == numeral.digits.start)?;
    let Some(Claim::Exact(written)) = &own.claim else {
        return None;
    };
    let unit = numeral.unit.clone();
    let value = written.value.clone();
    Some(Truth {
        name: None,
        nature: unit::nature(&unit),
        wordings: wordings(&Measure::new(&value, &unit)),
        value,
        unit,
    })
}

/// A numeral that stands bare in quotation marks or brackets, with the hedges outside these: 将近“5个”,
/// 近（5个）. The words without the marks, as they would be read.
fn bared(numeral: &Numeral, passage: &Passage) -> Option<(Numeral, String)> {
    const OPENING: [char; 12] = [
        '“', '‘', '「', '『', '（', '(', '《', '〈', '[', '【', '"', '\u{3000}',
    ];
    const CLOSING: [char; 12] = [
        '”', '’', '」', '』', '）', ')', '》', '〉', ']', '】', '"', '\u{3000}',
    ];
    /// Longer hedges there are none.
    const REACH: usize = 6;
    let Range { start, end } = numeral.span;
    let text = &passage.text;
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let outside = before.trim_end_matches(OPENING);
    let beyond = after.trim_start_matches(CLOSING);
    if outside.len() == before.len() && beyond.len() == after.len() {
        return None;
    }
    let from = outside.char_indices().rev().take(REACH).last();
    let head = &outside[from.map_or(outside.len(), |(at, _)| at)..];
    let tail: String = beyond.chars().take(REACH).collect();
    let words = format!("{head}{}{tail}", &text[start..end]);
    let digits = head.len() + (numeral.digits.start - start);
    let read = read(&words);
    let hedged = read.into_iter().find(|read| read.digits.start == digits)?;
    let outer =
        |span: &Range<usize>| span.end <= head.len() || span.start >= head.len() + (end - start);
    let has_outer = hedged.hedges.iter().any(|hedge| outer(&hedge.span));
    let said = words.get(hedged.span.clone())?.to_owned();
    has_outer.then_some((hedged, said))
}
