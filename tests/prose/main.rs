//! Prose of our own with its labels: every measured quantity is found with its place, value and unit,
//! and ordinary sentences raise no alarm.

use report::number::Number;
use report::numeral::{lexicon, read};

/// The numerals of a text that need a figure, as (text, value, unit).
fn needing_a_figure(text: &str) -> Vec<(String, Option<Number>, String)> {
    read::read(text)
        .into_iter()
        .filter(|numeral| lexicon::recognise(text, numeral).is_none())
        .map(|numeral| {
            let words = text[numeral.span.clone()].to_owned();
            (words, numeral.value, numeral.unit)
        })
        .collect()
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn measured_quantities_are_found_with_value_and_unit() {
    let mut wrong = Vec::new();
    let mut labelled = 0;
    for line in lines(include_str!("measured.tsv")) {
        let (sentence, labels) = line.split_once('\t').expect("句子 Tab 标注");
        let expected: Vec<_> = labels
            .split(';')
            .map(|label| {
                let parts: Vec<&str> = label.split('|').collect();
                let [words, value, unit] = parts[..] else {
                    panic!("文字|值|单位: {label}")
                };
                assert!(sentence.contains(words), "{words}: {sentence}");
                let value = (value != "-").then(|| Number::parse(value).expect(value));
                (words.to_owned(), value, unit.to_owned())
            })
            .collect();
        labelled += expected.len();
        // A fraction such as 2/3 has a value, but none that a decimal could label.
        let found: Vec<_> = needing_a_figure(sentence)
            .into_iter()
            .map(|(words, value, unit)| {
                let value = value.filter(|value| value.to_decimal().is_some());
                (words, value, unit)
            })
            .collect();
        if found != expected {
            wrong.push(format!("{sentence}\n  标注 {expected:?}\n  读出 {found:?}"));
        }
    }
    assert!(labelled > 80, "{labelled}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ordinary_sentences_raise_no_alarm() {
    let alarms: Vec<String> = lines(include_str!("silent.txt"))
        .flat_map(|sentence| {
            needing_a_figure(sentence)
                .into_iter()
                .map(move |(words, ..)| format!("“{words}”: {sentence}"))
        })
        .collect();
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}
