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
    /// The words in byte order, each with its class's number.
    #[serde(borrow)]
    pub(super) sorted: Vec<(&'static str, usize)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) reason: String,
}

pub(super) static DATA: LazyLock<Data> =
    LazyLock::new(|| serde_json::from_str(JSON).unwrap_or_default());

/// What `words.toml` says: `build.rs` makes it.
pub(super) const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/words.json"));

struct Words {
    /// In byte order, each with its class.
    sorted: Vec<(&'static str, &'static Class)>,
    /// What begins with this character.
    by_first: HashMap<char, Initial, FixedState>,
    /// The most characters that a word has.
    longest: usize,
}

/// The words with one first character.
struct Initial {
    /// Where they stand in `sorted`.
    range: Range<usize>,
    /// The most bytes that one has.
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let class_of = |(word, class): &(&'static str, usize)| Some((*word, DATA.class.get(*class)?));
    let sorted: Vec<(&str, &Class)> = DATA.sorted.iter().filter_map(class_of).collect();
    let mut by_first: HashMap<char, Initial, FixedState> = HashMap::default();
    let mut longest = 0;
    for (index, (word, _)) in sorted.iter().enumerate() {
        longest = longest.max(word.chars().count());
        if let Some(first) = word.chars().next() {
            let initial = by_first.entry(first).or_insert(Initial {
                range: index..index,
                longest: 0,
            });
            initial.range.end = index + 1;
            initial.longest = initial.longest.max(word.len());
        }
    }
    Words {
        sorted,
        by_first,
        longest,
    }
});

/// Reads the data.
pub(super) fn make_ready() {
    LazyLock::force(&WORDS);
}

/// The class of the first word around `digits` that `accepts` its place in bytes, the words that
/// begin earliest first, of these the shortest.
pub(super) fn covering(
    text: &str,
    digits: &Range<usize>,
    accepts: impl Fn(Range<usize>) -> bool,
) -> Option<&'static Class> {
    let words = &*WORDS;
    let before = text[..digits.start].char_indices().rev();
    // Words before the digits are few that are long enough to reach over them.
    let reaching = before.take(words.longest).filter(|(start, first)| {
        let initial = words.by_first.get(first);
        initial.is_some_and(|initial| start + initial.longest >= digits.end)
    });
    // Mostly there is none, and then nothing has to be set down.
    let starts: Vec<usize> = reaching.map(|(start, _)| start).collect();
    let mut starts = starts.into_iter().rev().chain([digits.start]);
    starts.find_map(|start| beginning_at(text, start, digits.end, &accepts))
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
    let initial = words.by_first.get(&first)?;
    if start + initial.longest < least {
        return None;
    }
    let mut candidates = &words.sorted[initial.range.clone()];
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
