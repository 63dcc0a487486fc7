//! Names in which a word has been put for another: 慰问军属 for 慰问劳模, 区域老年活动中心 for
//! 区域职工活动中心. So much of the name is left that it still seems to be meant.

mod front;

use std::cell::LazyCell;

pub(super) use front::{Called, Said, is_plain};

/// Words between a name and its number.
const LEADING: [char; 14] = [
    '有', '达', '为', '共', '已', '了', '到', '约', '近', '超', '数', '计', '至', ' ',
];
/// What no word that stands for another holds.
const BINDING: &str = "的和及与等各类在了有共为其中全";

/// Levels of who gives an honour, of which one is not the other.
const LEVELS: [&str; 8] = ["国家", "全国", "部", "省", "市", "区", "县", "镇"];

/// The word that stands where a figure's names have another, in the words before and after its number. One
/// name that is mostly there and has nothing replaced is enough for the figure to be meant.
pub(super) fn another<'c>(names: &[&str], before: &'c str, after: &str) -> Option<&'c str> {
    let clause = LazyCell::new(|| Clause::of(before));
    let mut found = None;
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            continue;
        }
        // “模范职工之家”创建: quotation marks are no part of a name.
        let bare = name.strip_prefix('“').and_then(|rest| rest.split_once('”'));
        let name = bare.map_or(*name, |(inside, _)| inside);
        if before.contains(name) || after.contains(name) {
            return None;
        }
        let letters = letters_of(name);
        let level = of_another_level(name, before);
        let other = replaced(&letters, &clause).or(level);
        if other.is_none() && clause.mostly_holds(&letters) {
            return None;
        }
        found = found.or(other);
    }
    found
}

/// The letters of some words.
fn letters_of(words: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(words.chars().count());
    letters.extend(words.chars());
    letters
}

/// The words before a number, by their characters: names are compared with them letter by letter.
struct Clause<'c> {
    words: &'c str,
    letters: Vec<char>,
}

impl<'c> Clause<'c> {
    fn of(words: &'c str) -> Self {
        Self {
            words,
            letters: letters_of(words),
        }
    }

    /// Where `part` stands in it.
    fn find(&self, part: &[char]) -> Option<usize> {
        let (first, rest) = part.split_first()?;
        let mut starts = self.letters.iter().enumerate();
        let begins = |(at, letter): (usize, &char)| {
            (letter == first && self.letters[at + 1..].starts_with(rest)).then_some(at)
        };
        starts.find_map(begins)
    }

    fn holds(&self, part: &[char]) -> bool {
        part.is_empty() || self.find(part).is_some()
    }

    /// How many of a name's first letters stand from each place on; all but its last two may.
    fn heads(&self, name: &[char]) -> Vec<usize> {
        let most = name.len() - 2;
        let at = |at: usize| in_common(name[..most].iter(), self.letters[at..].iter());
        (0..self.letters.len()).map(at).collect()
    }

    /// Whether more than half of a name's pairs of letters stand in it.
    fn mostly_holds(&self, name: &[char]) -> bool {
        let pairs = name.windows(name.len().clamp(1, 2));
        let all = pairs.len();
        let there = pairs.filter(|pair| self.holds(pair)).count();
        there * 2 > all
    }

    /// The words between two characters.
    fn between(&self, from: usize, to: usize) -> &'c str {
        let mut starts = self.words.char_indices().map(|(at, _)| at);
        let start = starts.by_ref().nth(from).unwrap_or(self.words.len());
        let Some(more) = (to - from).checked_sub(1) else {
            return "";
        };
        let end = starts.nth(more).unwrap_or(self.words.len());
        &self.words[start..end]
    }
}

/// How many letters two rows have in common before they part.
fn in_common<'l>(
    one: impl Iterator<Item = &'l char>,
    other: impl Iterator<Item = &'l char>,
) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// The word in a clause that stands where a name that it does not hold has another.
fn replaced<'c>(name: &[char], clause: &Clause<'c>) -> Option<&'c str> {
    if name.len() < 4 || !name.iter().all(|letter| is_hanzi(*letter)) {
        return None;
    }
    let heads = clause.heads(name);
    within(name, &heads, clause).or_else(|| at_end(name, &heads, clause))
}

/// 模范教工之家 of 模范职工之家: two letters or more on each side are the name's own.
fn within<'c>(name: &[char], heads: &[usize], clause: &Clause<'c>) -> Option<&'c str> {
    let letters = &clause.letters;
    for from in 2..name.len().saturating_sub(3) {
        let at = heads.iter().position(|head| *head >= from)?;
        let rest = at + from;
        for to in from + 2..=name.len() - 2 {
            let tail = &name[to..];
            let mut ends = rest..letters.len();
            let Some(end) = ends.find(|end| letters[*end..].starts_with(tail)) else {
                continue;
            };
            let (own, other) = (&name[from..to], &letters[rest..end]);
            if is_word(other) && !is_in(other, name) && !clause.holds(own) {
                return Some(clause.between(rest, end));
            }
        }
    }
    None
}

/// 慰问军属 of 慰问劳模: all that stands between the name's first letters and the number.
fn at_end<'c>(name: &[char], heads: &[usize], clause: &Clause<'c>) -> Option<&'c str> {
    let head = heads.iter().copied().max().filter(|head| *head >= 2)?;
    let start = heads.iter().rposition(|of| *of == head)? + head;
    let letters = &clause.letters[start..];
    let leading = letters.iter().rev();
    let leading = leading.take_while(|letter| LEADING.contains(letter));
    let other = &letters[..letters.len() - leading.count()];
    let is_other = is_word(other) && !name[head..].iter().any(|own| clause.letters.contains(own));
    is_other.then(|| clause.between(start, start + other.len()))
}

/// 国家巾帼标兵 for 省巾帼标兵.
fn of_another_level(name: &str, clause: &str) -> Option<&'static str> {
    let (own, rest) = LEVELS.iter().find_map(|own| {
        let rest = name.strip_prefix(own)?;
        Some((*own, rest.trim_start_matches('级')))
    })?;
    if rest.chars().count() < 2 || clause.contains(name) {
        return None;
    }
    let at = clause.find(rest)?;
    let before = clause[..at].trim_end_matches('级');
    let said = LEVELS.iter().find(|level| before.ends_with(*level))?;
    (*said != own).then_some(*said)
}

/// Whether letters stand in a name.
fn is_in(letters: &[char], name: &[char]) -> bool {
    name.windows(letters.len().max(1)).any(|own| own == letters)
}

/// Whether a stretch is a word of two to four letters that binds nothing.
fn is_word(letters: &[char]) -> bool {
    let is_free = |letter: &char| is_hanzi(*letter) && !BINDING.contains(*letter);
    (2..=4).contains(&letters.len()) && letters.iter().all(is_free)
}

pub(super) fn is_hanzi(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_word_in_a_name_is_seen() {
        for (name, clause, expected) in [
            ("模范职工之家", "模范教工之家达到", Some("教工")),
            ("区域职工活动中心", "区域老年活动中心建成", Some("老年")),
            ("慰问劳模", "慰问军属", Some("军属")),
            ("特约商户", "特约医院达", Some("医院")),
            ("慰问劳模", "慰问劳模", None),
            ("慰问劳模", "慰问各级劳模", None),
            ("举办培训班", "举办各类培训班", None),
            ("培训职工", "共培训", None),
            ("职工驿站", "驿站", None),
            ("下拨一线人员慰问资金", "下拨慰问资金", None),
        ] {
            let letters: Vec<char> = name.chars().collect();
            let (before, whole) = (Clause::of(clause), clause.contains(name));
            let found = (!whole).then(|| replaced(&letters, &before)).flatten();
            assert_eq!(found, expected, "{name} {clause}");
        }
        let names = ["志愿服务时长", "志愿时长"];
        assert_eq!(another(&names, "志愿服务", ""), None);
        assert_eq!(another(&["慰问劳模"], "慰问军属", ""), Some("军属"));
        let quoted = ["“模范职工之家”", "“模范职工之家”创建"];
        for name in quoted {
            let other = another(&[name], "创建“模范教工之家”达到", "");
            assert_eq!(other, Some("教工"), "{name}");
            assert_eq!(another(&[name], "创建“模范职工之家”达到", ""), None);
        }
        assert_eq!(of_another_level("省巾帼标兵", "国家巾帼标兵"), Some("国家"));
        assert_eq!(of_another_level("省巾帼标兵", "省级巾帼标兵"), None);
        assert_eq!(of_another_level("省巾帼标兵", "巾帼标兵"), None);
    }
}
