//! A `pattern` constraint: what the whole of a cell has to look like.
//!
//! Most patterns say of each character, one by one, what it may be: `GH[0-9]{4}`. Those are held
//! against a text byte by byte, and no automaton is built for them. Any other is a [`Regex`].

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A pattern, as declared and ready to be held against cells.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As it is declared.
    pub written: String,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    /// Any of these, from end to end.
    Plain(Vec<Shape>),
    Other(Regex),
}

/// For each byte of a text which it may be, as bits.
type Shape = Vec<[u64; 4]>;

/// No pattern of numbers is longer, nor says more alternatives.
const MOST_BYTES: usize = 64;
const MOST_SHAPES: usize = 8;

impl Pattern {
    /// Reads a pattern. It matches a whole cell, as XML Schema's do.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub fn new(written: String) -> Result<Self, regex::Error> {
        let whole = format!("^(?:{written})$");
        let tree = regex_syntax::parse(&whole).ok();
        let matcher = match tree.as_ref().and_then(plain) {
            Some(shapes) => Matcher::Plain(shapes),
            None => Matcher::Other(Regex::new(&whole)?),
        };
        Ok(Self { written, matcher })
    }

    /// Whether the whole of `text` matches.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Plain(shapes) => shapes.iter().any(|shape| fits(shape, text.as_bytes())),
            Matcher::Other(regex) => regex.is_match(text),
        }
    }
}

fn fits(shape: &Shape, text: &[u8]) -> bool {
    let may_be =
        |(set, byte): (&[u64; 4], &u8)| set[usize::from(*byte >> 6)] >> (byte & 63) & 1 == 1;
    text.len() == shape.len() && shape.iter().zip(text).all(may_be)
}

/// The shapes that a pattern from end to end stands for, if it is plain.
fn plain(tree: &Hir) -> Option<Vec<Shape>> {
    let HirKind::Concat(parts) = tree.kind() else {
        return None;
    };
    let [start, parts @ .., end] = parts.as_slice() else {
        return None;
    };
    let is_whole = matches!(start.kind(), HirKind::Look(Look::Start))
        && matches!(end.kind(), HirKind::Look(Look::End));
    is_whole.then(|| in_a_row(parts))?
}

fn shapes(tree: &Hir) -> Option<Vec<Shape>> {
    match tree.kind() {
        HirKind::Empty => Some(vec![Shape::new()]),
        HirKind::Literal(literal) => {
            let bytes = literal.0.iter();
            Some(vec![bytes.map(|byte| set([(*byte, *byte)])).collect()])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.iter();
            let ranges = ranges.map(|range| {
                let is_ascii = range.end().is_ascii();
                Some((
                    u8::try_from(range.start()).ok()?,
                    u8::try_from(range.end()).ok()?,
                ))
                .filter(|_| is_ascii)
            });
            let ranges: Vec<(u8, u8)> = ranges.collect::<Option<_>>()?;
            Some(vec![vec![set(ranges)]])
        }
        HirKind::Repetition(repetition) => {
            let times = usize::try_from(repetition.min).ok()?;
            let is_fixed = repetition.max == Some(repetition.min) && times <= MOST_BYTES;
            let sub = vec![(*repetition.sub).clone(); if is_fixed { times } else { 0 }];
            is_fixed.then(|| in_a_row(&sub))?
        }
        HirKind::Capture(capture) => shapes(&capture.sub),
        HirKind::Concat(parts) => in_a_row(parts),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(shapes(branch)?);
            }
            (all.len() <= MOST_SHAPES).then_some(all)
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => None,
    }
}

/// Each shape of the first part with each of the next, and so on.
fn in_a_row(parts: &[Hir]) -> Option<Vec<Shape>> {
    let mut all = vec![Shape::new()];
    for part in parts {
        let next = shapes(part)?;
        let joined = all.iter().flat_map(|shape| {
            let next = next.iter();
            next.map(move |next| shape.iter().chain(next).copied().collect::<Shape>())
        });
        all = joined.collect();
        if all.len() > MOST_SHAPES || all.iter().any(|shape| shape.len() > MOST_BYTES) {
            return None;
        }
    }
    Some(all)
}

fn set(ranges: impl IntoIterator<Item = (u8, u8)>) -> [u64; 4] {
    let mut set = [0; 4];
    for (first, last) in ranges {
        for byte in first..=last {
            set[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_plain(pattern: &str) -> bool {
        let pattern = Pattern::new(pattern.to_owned()).expect(pattern);
        matches!(pattern.matcher, Matcher::Plain(_))
    }

    #[test]
    fn what_has_one_length_is_plain() {
        for pattern in [
            "GH[0-9]{4}",
            "(LM|GB)[0-9]{4}",
            "第[0-9]号",
            "",
            "[^\\x20-\\x{10FFFF}]A",
        ] {
            assert!(is_plain(pattern), "{pattern}");
        }
        for pattern in [
            "[0-9]+",
            "[一二三]",
            "a?",
            "a|b)|(c",
            "\\d{4}",
            "(?m)a$",
            "[a-z]{65}",
            ".{4}",
        ] {
            assert!(!is_plain(pattern), "{pattern}");
        }
        assert!(Pattern::new("[0-9".to_owned()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_pattern_matches_what_the_regular_expression_does(
            pattern in "(甲|[A-C]|[^a]|[0-9]\\{2\\}|\\(A\\|12\\)|\\(\\?i:b\\)|A\\{0\\}|A\\{1,2\\}|\\$|\\||\\[\\[:alpha:\\]1\\]){0,4}",
            text in "[ABCabc012甲\n]{0,5}",
        ) {
            let Ok(regex) = Regex::new(&format!("^(?:{pattern})$")) else { return Ok(()) };
            let ours = Pattern::new(pattern.clone()).expect("the same");
            prop_assert_eq!(ours.is_match(&text), regex.is_match(&text), "{} {:?}", pattern, text);
        }
    }
}
