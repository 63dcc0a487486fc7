//! Words that hold a numeral: which of them covers a place in a text.
//!
//! A sorted table rather than an automaton: building it costs a tenth, and it is asked only around
//! numerals.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub(super) class: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) reason: String,
    pub(super) words: String,
}

pub(super) static DATA: LazyLock<Data> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

struct Words {
    /// In byte order, each with its class.
    sorted: Vec<(&'static str, &'static Class)>,
    /// Where in `sorted` the words with this first character stand.
    by_first: HashMap<char, Range<usize>, FixedState>,
    /// The most characters that a word has.
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut sorted: Vec<(&str, &Class)> = DATA
        .class
        .iter()
        .flat_map(|class| {
            class
                .words
                .split_whitespace()
                .map(move |word| (word, class))
        })
        .collect();
    // The sort is stable: of a word in two classes the first class counts.
    sorted.sort_by_key(|(word, _)| *word);
    let mut by_first: HashMap<char, Range<usize>, FixedState> = HashMap::default();
    let mut longest = 0;
    for (index, (word, _)) in sorted.iter().enumerate() {
        longest = longest.max(word.chars().count());
        if let Some(first) = word.chars().next() {
            by_first.entry(first).or_insert(index..index).end = index + 1;
        }
    }
    Words {
        sorted,
        by_first,
        longest,
    }
});

/// The class of the first word around `digits` that `accepts` its place in bytes, the words that
/// begin earliest first, of these the shortest.
pub(super) fn covering(
    text: &str,
    digits: &Range<usize>,
    accepts: impl Fn(Range<usize>) -> bool,
) -> Option<&'static Class> {
    let words = &*WORDS;
    let before = text[..digits.start]
        .char_indices()
        .rev()
        .take(words.longest)
        .map(|(place, _)| place);
    let mut starts: Vec<usize> = before.collect();
    starts.reverse();
    starts.push(digits.start);
    starts
        .into_iter()
        .find_map(|start| beginning_at(text, start, digits.end, &accepts))
}

/// Walks down the table, a character more each time, as long as any word still begins like the text.
fn beginning_at(
    text: &str,
    start: usize,
    least: usize,
    accepts: &impl Fn(Range<usize>) -> bool,
) -> Option<&'static Class> {
    let words = &*WORDS;
    let rest = &text[start..];
    let mut characters = rest.char_indices();
    let (_, first) = characters.next()?;
    let mut candidates = &words.sorted[words.by_first.get(&first)?.clone()];
    let mut length = first.len_utf8();
    loop {
        let prefix = &rest[..length];
        let (word, class) = candidates.first()?;
        if *word == prefix && start + length >= least && accepts(start..start + length) {
            return Some(class);
        }
        let (_, next) = characters.next()?;
        length += next.len_utf8();
        let prefix = &rest[..length];
        let from = candidates.partition_point(|(word, _)| *word < prefix);
        candidates = &candidates[from..];
        let to = candidates.partition_point(|(word, _)| word.starts_with(prefix));
        candidates = &candidates[..to];
    }
}
