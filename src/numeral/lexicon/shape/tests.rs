use regex::Regex;

use super::super::super::read::read;
use super::super::context::Context;
use super::super::marks::Marks;
use super::super::patterns::DATA;
use super::parser::DIGITS;
use super::*;

/// What the letters of shapes mean, for a general engine.
fn as_regex(shape: &str) -> Regex {
    let digits: String = DIGITS.iter().collect();
    // A letter behind a stroke is itself.
    let shape = shape
        .replace(r"\D", "\u{1}")
        .replace(r"\H", "\u{2}")
        .replace('D', &format!("[{digits}]"))
        .replace('H', "[一-鿿]")
        .replace('\u{1}', "D")
        .replace('\u{2}', "H");
    Regex::new(&shape).expect("shapes are regular expressions")
}

/// Texts that hold numerals of every kind, also such as nobody writes.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        include_str!("../../../../tests/prose/silent.txt"),
        include_str!("../../../../tests/prose/measured.tsv"),
        include_str!("../../../../docs/manual.md"),
        include_str!("../words.toml"),
    ]
    .map(str::to_owned)
    .into();
    // The shapes themselves without their signs are rows of words that go with numerals; turned about,
    // each word meets each neighbour.
    let words: Vec<&str> = DATA
        .pattern
        .iter()
        .flat_map(|pattern| {
            pattern
                .shape
                .split(|sign: char| sign.is_ascii_punctuation() || "⟨⟩".contains(sign))
        })
        .filter(|word| !word.is_empty())
        .collect();
    for stride in [1, 7, 61, 211] {
        let turned = (0..words.len()).map(|index| words[index * stride % words.len()]);
        let with_digits = turned.enumerate().map(|(index, word)| {
            let digit = DIGITS[index % DIGITS.len()].to_string();
            word.replace('D', &digit).replace('H', "新")
        });
        texts.push(with_digits.collect());
    }
    texts
}

#[test]
fn shapes_match_as_a_general_engine_does() {
    let patterns = DATA.pattern.iter();
    let regexes: Vec<Regex> = patterns
        .clone()
        .map(|pattern| as_regex(&pattern.shape))
        .collect();
    let shapes = Shapes::new(patterns.map(|pattern| parse(&pattern.shape).expect(&pattern.name)));
    let mut fitted = vec![0; regexes.len()];
    for text in texts() {
        let marks = Marks::of(&text);
        for numeral in read(&text) {
            let context = Context::new(&text, &marks, &numeral);
            let window = context.window();
            let before: String = window.before.iter().rev().collect();
            let inside: String = window.inside.iter().collect();
            let after: String = window.after.iter().collect();
            let marked = format!("{before}⟨{inside}⟩{after}");
            for (index, regex) in regexes.iter().enumerate() {
                let fits = shapes
                    .first(context.last(), &&window, |number| number == index)
                    .is_some();
                assert_eq!(fits, regex.is_match(&marked), "{marked} {index}");
                fitted[index] += usize::from(fits);
            }
        }
    }
    let met = fitted.iter().filter(|count| **count > 0).count();
    assert!(met * 10 > regexes.len() * 9, "{fitted:?}");
}

#[test]
fn shapes_are_walked_from_the_numeral() {
    let window = |before: &str, inside: &str, after: &str| Window {
        before: before.chars().rev().collect(),
        inside: inside.chars().collect(),
        after: after.chars().collect(),
    };
    let shape = parse("(^|[，。])第?⟨[0-9D]{1,3}(年|个?月)+⟩(内|$)").expect("a shape");
    let shapes = Shapes::new([shape].into_iter());
    let fits = |window: Window| {
        let last = window.inside.last().copied().unwrap_or('\0');
        shapes.first(last, &&window, |_| true).is_some()
    };
    assert!(fits(window("", "3年", "")));
    assert!(fits(window("好，第", "三十个月月", "内办结")));
    assert!(!fits(window("第第", "3年", "内")));
    assert!(!fits(window("", "3年", "里")));
    assert!(!fits(window("", "3333年", "")));
    assert!(!fits(window("", &"3".repeat(99), "")));
}

#[test]
fn what_is_no_shape_is_refused() {
    for text in [
        "D家",
        "⟨D",
        "⟨D⟩⟨D⟩",
        "⟨(D⟩",
        "⟨D)⟩",
        "⟨[D⟩",
        "⟨D{x}⟩",
        "⟨.⟩",
        "⟨^D⟩",
        "⟨D⟩^",
        "$⟨D⟩",
        "⟨\\d⟩",
        "⟨[]⟩",
        "⟨[^]⟩",
    ] {
        assert!(parse(text).is_none(), "{text}");
    }
}
