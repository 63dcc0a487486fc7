//! Measure words and units: which there are, and what kind of amount each one measures.
//!
//! The words are data (`lexicon/units.toml`), by classes. The reader asks for the longest one at a
//! place in a text; the writer and the auditor ask what a unit counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::hedge::Nature;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Data<'a> {
    #[serde(borrow)]
    class: Vec<Class<'a>>,
    #[serde(borrow)]
    same: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    not_before: BTreeMap<&'a str, &'a str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "reason is for those who read and extend the data")]
struct Class<'a> {
    name: String,
    nature: Measure,
    reason: String,
    #[serde(borrow)]
    words: Vec<&'a str>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Measure {
    Counted,
    Measured,
    Ratio,
}

struct Units {
    natures: HashMap<&'static str, Nature, FixedState>,
    /// Measured, and yet counted by rows: days, months, years.
    spans: HashSet<&'static str, FixedState>,
    /// The words by their first character, longest first.
    by_first: HashMap<char, Vec<&'static str>, FixedState>,
    same: HashMap<&'static str, &'static str, FixedState>,
    not_before: HashMap<&'static str, &'static str, FixedState>,
}

/// What `units.toml` says: `build.rs` makes it.
const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/units.json"));

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    // The data is part of the program; a test reads it, so a release cannot hold a broken one.
    let data: Data<'_> = serde_json::from_str(JSON).unwrap_or_default();
    let mut natures = HashMap::default();
    let mut by_first: HashMap<char, Vec<&str>, FixedState> = HashMap::default();
    let mut spans = HashSet::default();
    for class in data.class {
        if class.name == "duration" {
            spans.extend(class.words.iter().copied());
        }
        let nature = match class.nature {
            Measure::Counted => Nature::Counted,
            Measure::Measured => Nature::Measured,
            Measure::Ratio => Nature::Ratio,
        };
        for word in class.words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
            natures.insert(word, nature);
        }
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for words in by_first.values_mut() {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    }
    Units {
        natures,
        spans,
        by_first,
        same: data.same.into_iter().collect(),
        not_before: data.not_before.into_iter().collect(),
    }
});

/// Reads the data, for whoever has the time before it is asked for.
pub fn make_ready() {
    LazyLock::force(&UNITS);
}

/// What kind of amount `unit` measures. 条(件) goes by its first part, 元/人 is measured; a unit that
/// is not in the data counts whole things, as nouns used for measure words do.
#[must_use]
pub fn nature(unit: &str) -> Nature {
    if unit.contains('/') {
        return Nature::Measured;
    }
    let head = unit.trim_start_matches(['十', '百', '千', '万', '亿']);
    let head = head.split(['(', '（']).next().unwrap_or(head);
    UNITS
        .natures
        .get(head)
        .or_else(|| UNITS.natures.get(unit))
        .copied()
        .unwrap_or(Nature::Counted)
}

/// Whether rows can be counted by `unit`: things and events, days and years too; not money, lengths
/// or shares.
#[must_use]
pub fn is_countable(unit: &str) -> bool {
    match nature(unit) {
        Nature::Counted => true,
        Nature::Measured => UNITS.spans.contains(unit),
        Nature::Ratio => false,
    }
}

/// Whether two spellings mean the same unit: ㎡ and 平方米, 条(件) and 条（件）.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one == other || canonical(one) == canonical(other)
}

/// The spelling that units are compared by.
#[must_use]
pub fn canonical(unit: &str) -> Cow<'_, str> {
    let known = |unit: &str| UNITS.same.get(unit).copied();
    if let Some(known) = known(unit) {
        return known.into();
    }
    if !unit.contains(['（', '）', '％', '／']) {
        return unit.into();
    }
    let narrow = unit
        .replace('（', "(")
        .replace('）', ")")
        .replace('％', "%")
        .replace('／', "/");
    known(&narrow).map_or(Cow::Owned(narrow), Cow::Borrowed)
}

/// The longest known unit that `text` begins with.
pub(super) fn longest_at(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    let words = UNITS.by_first.get(&first)?;
    words
        .iter()
        .find(|word| {
            text.strip_prefix(**word).is_some_and(|rest| {
                let alone = word.len() == first.len_utf8();
                alone
                    || !rest
                        .chars()
                        .next()
                        .is_some_and(|next| broken_by(word, next))
            })
        })
        .copied()
}

/// Whether `next` after `unit` makes another word of it: 成 in 三成立, 时 in 一时间.
pub(super) fn broken_by(unit: &str, next: char) -> bool {
    UNITS
        .not_before
        .get(unit)
        .is_some_and(|characters| characters.contains(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_whole() {
        let data: Data<'_> = serde_json::from_str(JSON).expect("units.toml");
        assert!(
            data.class
                .iter()
                .all(|class| !class.reason.is_empty() && !class.words.is_empty())
        );
        for (spelling, unit) in &data.same {
            assert!(UNITS.natures.contains_key(unit), "{unit}");
            assert!(nature(spelling) == nature(unit), "{spelling} {unit}");
        }
    }

    #[test]
    fn knows_what_a_unit_counts() {
        for (unit, expected) in [
            ("条(件)", Nature::Counted),
            ("万元", Nature::Measured),
            ("个百分点", Nature::Ratio),
            ("元/人", Nature::Measured),
            ("驴车", Nature::Counted),
        ] {
            assert_eq!(nature(unit), expected, "{unit}");
        }
        assert!(same("㎡", "平方米") && same("条（件）", "条(件)") && !same("人", "人次"));
        assert_eq!(longest_at("个百分点以上"), Some("个百分点"));
    }
}
