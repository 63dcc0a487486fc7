//! A `pattern` constraint in words that every engine's regular expressions share.
//!
//! Engines differ in what `\d`, `\w` and `.` mean, in flags and in names of classes. The pattern is
//! therefore taken apart as the `regex` crate understands it, and written anew from literals,
//! explicit classes, groups and counts, which mean the same everywhere.

use std::fmt::Write;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Postgres counts no further.
const MOST_REPEATS: u32 = 255;

/// The same pattern, for a whole cell; none if it says something that not every engine can.
pub(super) fn portable(pattern: &str) -> Option<String> {
    let tree = regex_syntax::parse(&format!("^(?:{pattern})$")).ok()?;
    let mut written = String::new();
    spell(&tree, &mut written)?;
    Some(written)
}

fn spell(tree: &Hir, to: &mut String) -> Option<()> {
    match tree.kind() {
        HirKind::Empty => to.push_str("(?:)"),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.chars().try_for_each(|character| one(character, to))?;
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            let ranges: Vec<_> = class.iter().collect();
            // “All but …” is shorter, and keeps what cannot be typed out of the script.
            let is_open = ranges.last().is_some_and(|last| last.end() == char::MAX);
            if is_open {
                class.negate();
            }
            if class.ranges().is_empty() {
                // Nothing, or anything at all.
                return None;
            }
            to.push_str(if is_open { "[^" } else { "[" });
            for range in class.iter() {
                one(range.start(), to)?;
                if range.end() > range.start() {
                    to.push('-');
                    one(range.end(), to)?;
                }
            }
            to.push(']');
        }
        HirKind::Look(Look::Start) => to.push('^'),
        HirKind::Look(Look::End) => to.push('$'),
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => return None,
        HirKind::Repetition(repetition) => {
            let (min, max) = (repetition.min, repetition.max);
            if min > MOST_REPEATS || max.is_some_and(|max| max > MOST_REPEATS) {
                return None;
            }
            to.push_str("(?:");
            spell(&repetition.sub, to)?;
            to.push(')');
            match (min, max) {
                (0, None) => to.push('*'),
                (1, None) => to.push('+'),
                (0, Some(1)) => to.push('?'),
                (min, None) => write!(to, "{{{min},}}").ok()?,
                (min, Some(max)) if min == max => write!(to, "{{{min}}}").ok()?,
                (min, Some(max)) => write!(to, "{{{min},{max}}}").ok()?,
            }
        }
        HirKind::Capture(capture) => {
            to.push_str("(?:");
            spell(&capture.sub, to)?;
            to.push(')');
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| spell(part, to))?,
        HirKind::Alternation(branches) => {
            to.push_str("(?:");
            for (index, branch) in branches.iter().enumerate() {
                if index > 0 {
                    to.push('|');
                }
                spell(branch, to)?;
            }
            to.push(')');
        }
    }
    Some(())
}

/// One character, escaped where it could mean something, in a class or outside.
fn one(character: char, to: &mut String) -> Option<()> {
    match character {
        '\n' => to.push_str("\\n"),
        '\r' => to.push_str("\\r"),
        '\t' => to.push_str("\\t"),
        character if character.is_control() => return None,
        character => {
            if character.is_ascii_punctuation()
                && !matches!(character, '_' | '\'' | '"' | '<' | '>' | '`')
            {
                to.push('\\');
            }
            to.push(character);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::portable;

    #[test]
    fn classes_are_spelled_out() {
        let cases = [
            ("GH[0-9]{4}", "^GH(?:[0-9]){4}$"),
            ("[^,]+", "^(?:[^\\,])+$"),
            ("a.b", "^a[^\\n]b$"),
        ];
        for (pattern, written) in cases {
            assert_eq!(portable(pattern).as_deref(), Some(written), "{pattern}");
        }
        let digits = portable("\\d{2}").expect("digits are a class");
        assert!(digits.contains("[0-9٠-٩"), "{digits}");
    }

    #[test]
    fn what_only_some_engines_know_is_refused() {
        for pattern in ["\\bGH", "[0-9]{300}", "(?s).*"] {
            assert_eq!(portable(pattern), None, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn a_portable_pattern_accepts_the_same_texts(text in "[A-Z0-9.,一二-]{0,6}") {
            for pattern in ["GH[0-9]{2}", "[A-Z]+-?[0-9]*", "(一|二)?[^0-9]", ".{2,4}", "\\d+(\\.\\d+)?", "\\w*"] {
                let original = Regex::new(&format!("^(?:{pattern})$")).expect("a pattern");
                let written = Regex::new(&portable(pattern).expect(pattern)).expect("the same pattern");
                prop_assert_eq!(original.is_match(&text), written.is_match(&text));
            }
        }
    }
}
