//! A word put for the front of a name, or for what is counted: 快递员休息点 for 环卫职工休息点, 公交卡 for 工会卡,
//! 40名军属疗养 for 40名劳模疗养.
//!
//! A part of the name stands there, and right before it another word where the name has its own. What the
//! clause says besides, what is done and when and by whom (新建, 全年, 我会), names nothing else; nor does a word
//! that the figure's names or its rows know.

mod words;

use std::cell::LazyCell;

use super::{Clause, in_common, is_hanzi, letters_of, within};
pub(in crate::audit) use words::is_plain;
use words::{plain_at, plain_end};

/// A figure's names, and the words around a numeral.
pub(in crate::audit) struct Said<'s> {
    /// What the figure is called: its label and its name.
    pub own: [&'s str; 2],
    /// Its family's member, and the values that its rows are chosen by.
    pub values: &'s [&'s str],
    /// What leads up to the numeral, and what follows it.
    pub before: &'s str,
    pub after: &'s str,
    /// In what it counts.
    pub unit: &'s str,
    /// What the sentence says since the number before.
    pub since: &'s dyn Fn() -> &'s str,
    /// What the table's cells say.
    pub cells: [&'s str; 2],
    /// Whose report it is.
    pub organisation: &'s str,
}

/// No word that stands for another is longer.
const LONGEST: usize = 8;
/// No word for what is counted is longer.
const LONGEST_COUNTED: usize = 4;
/// What joins words, and is in none.
const JOINING: &str = "的和及与等在了为、";
/// What counts things of any kind and ends names of all kinds.
const ANYTHING: &str = "人名个家数率金费次员会款班期场点站卷类项度量额";
/// What ends words for people of all kinds.
const ANYONE: &str = "员工者师生人";
/// What any body counts.
const ANYBODY: [&str; 8] = [
    "企业", "同志", "人员", "对象", "家庭", "单位", "职工", "会员",
];
/// Units behind which stands what is counted.
const COUNTING: [&str; 4] = ["名", "位", "户", "家"];
/// Plain words that tell names apart all the same: 工会卡.
const NAMING: [&str; 4] = ["干部", "工会", "职工", "会员"];

/// The names of a figure, as far as another word may stand in them.
#[derive(Debug)]
pub(in crate::audit) struct Called(Vec<Part>);

/// What 的 joins to a name, without what is done.
#[derive(Debug)]
struct Part {
    words: String,
    letters: Vec<char>,
    /// Of which name it is, and whether the figure is called so.
    of: usize,
    is_own: bool,
    /// Whether it is the thing itself, which stands last.
    is_thing: bool,
}

impl Called {
    pub fn of(own: [&str; 2], values: &[&str]) -> Self {
        let mut all: Vec<Part> = Vec::new();
        for (of, name) in own.iter().chain(values).enumerate() {
            let mut parts = parts(name).peekable();
            while let Some(part) = parts.next() {
                let letters = named(&letters_of(part)).to_vec();
                let words: String = letters.iter().collect();
                let is_name = letters.len() > 2 && letters.iter().all(|letter| is_hanzi(*letter));
                if is_name && all.iter().all(|known| known.words != words) {
                    let is_own = of < own.len();
                    all.push(Part {
                        words,
                        letters,
                        of,
                        is_own,
                        is_thing: parts.peek().is_none(),
                    });
                }
            }
        }
        Self(all)
    }
}

impl Said<'_> {
    /// The word that stands for another; `is_known` tells whether the figure's rows hold some words.
    pub fn front(&self, called: &Called, is_known: &dyn Fn(&str) -> bool) -> Option<String> {
        let stands = |name: &str| self.before.contains(name) || self.after.contains(name);
        if stands(self.own[0]) {
            return None;
        }
        let before = LazyCell::new(|| letters_of(self.before));
        let after = LazyCell::new(|| {
            // 5个基层企业的主席: behind a number 的 only joins what is counted.
            let mut after = letters_of(self.after);
            after.retain(|letter| *letter != '的');
            after
        });
        let mut found = None;
        let mut stood = false;
        // The name of which most stands there decides.
        let mut longest = 0;
        for name in called.0.chunk_by(|part, next| part.of == next.of) {
            let mut said = None;
            let mut other = None;
            for part in name {
                if stands(&part.words) {
                    stood |= part.is_own && part.is_thing;
                    continue;
                }
                match self.of_name(&part.letters, [&before, &after], is_known) {
                    Some((length, None)) => said = said.max(Some(length)),
                    Some(of_part) => other = other.max(Some(of_part)),
                    None => {}
                }
            }
            match (other, said) {
                (Some((length, word)), _) if length >= longest => {
                    (longest, found) = (length, word);
                }
                // What rows are chosen by is said of many figures; one of its own names is enough.
                (None, Some(length)) if name[0].is_own && length > longest => {
                    (longest, found) = (length, None);
                }
                _ => {}
            }
        }
        let counted = || (!stood).then(|| self.counted(&after)).flatten();
        found.or_else(counted)
    }

    /// How much of the first part of a name that stands there, and the word right before it, where that is neither
    /// the name's own nor known.
    fn of_name(
        &self,
        name: &[char],
        sides: [&[char]; 2],
        is_known: &dyn Fn(&str) -> bool,
    ) -> Option<(usize, Option<String>)> {
        let (from, length, side, at) = first_part(name, sides)?;
        let part = &name[from..from + length];
        let front = &name[..from];
        // What is counted begins right behind the number.
        let is_after = std::ptr::eq(side, sides[1]);
        let in_the_midst = || is_after.then(|| in_the_midst(name, side)).flatten();
        if front.is_empty() {
            return Some((length, in_the_midst()));
        }
        if self.says(front, side) {
            return Some((length, None));
        }
        let before = &side[..at];
        if is_after && !before.iter().all(|letter| is_hanzi(*letter)) {
            return None;
        }
        let word = word_before(before);
        if word.len() < 2 || word.len() > LONGEST {
            return in_the_midst().map(|word| (length, Some(word)));
        }
        let other: String = word.iter().collect();
        let whole: String = word.iter().chain(part).collect();
        // 持卡 of 工会卡.
        let last = word.last().filter(|last| !ANYONE.contains(**last));
        let is_known = last.is_some_and(|last| front.contains(last))
            || self.knows(word)
            || self.organisation.contains(&other)
            || is_known(&whole);
        Some((length, (!is_known).then_some(other)))
    }

    /// 97名患病船员 for a figure that counts 教师: what is counted stands right behind its number, and before what
    /// is done with it.
    fn counted(&self, after: &[char]) -> Option<String> {
        if !COUNTING.contains(&self.unit) {
            return None;
        }
        let ends = |at: &usize| {
            let pair = after.get(*at..*at + 2);
            pair.is_some_and(|pair| self.knows(pair) || plain_at(after, *at, false).is_some())
        };
        let end = (0..=LONGEST_COUNTED).find(ends)?;
        let word = &after[..end];
        let is_word = |letter: &char| is_hanzi(*letter) && !JOINING.contains(*letter);
        if end < 2 || !word.iter().all(is_word) || self.knows(&after[end - 1..=end]) {
            return None;
        }
        let head = |name: &&str| {
            let letters = letters_of(name);
            let head = &letters[letters.len().saturating_sub(2)..];
            let is_thing = head.iter().all(|letter| is_hanzi(*letter));
            let is_thing = is_thing && !head.last().is_some_and(|last| ANYTHING.contains(*last));
            is_thing.then(|| head.iter().collect::<String>())
        };
        let mut heads = self.own.iter().filter_map(head).peekable();
        heads.peek()?;
        let says = |head: String| self.before.contains(&head) || self.after.contains(&head);
        let word: String = word.iter().collect();
        let is_anybody = ANYBODY.iter().any(|own| word.ends_with(own));
        (!is_anybody && !heads.any(says)).then_some(word)
    }

    /// Whether the sentence says the front of a name, or a word of it; a word that stands everywhere only where
    /// the rest of the name does.
    fn says(&self, front: &[char], side: &[char]) -> bool {
        front.windows(2).any(|pair| {
            let word: String = pair.iter().collect();
            side.windows(2).any(|said| said == pair)
                || !is_plain(&word)
                    && ([self.before, self.after]
                        .iter()
                        .chain(&self.cells)
                        .any(|words| words.contains(&word))
                        || (self.since)().contains(&word))
        })
    }

    /// Whether a word shares a pair of letters with one of the names.
    fn knows(&self, word: &[char]) -> bool {
        let mut names = self.own.iter().chain(self.values);
        word.windows(2).any(|pair| {
            let pair: String = pair.iter().collect();
            names.clone().any(|name| name.contains(&pair))
        }) || word.len() == 1 && names.any(|name| name.contains(word[0]))
    }
}

/// The first part of a name, of two letters or more, that stands in one of two stretches: where it begins, how
/// long it is, in which stretch, and where there. 职工 and 工会 alone are none.
fn first_part<'s>(
    name: &[char],
    sides: [&'s [char]; 2],
) -> Option<(usize, usize, &'s [char], usize)> {
    let is_thing = name.len() == 3 && !ANYTHING.contains(name[2]);
    for from in 0..name.len() {
        let least = if is_thing && from == 2 { 1 } else { 2 };
        let mut best: Option<(usize, usize, &[char], usize)> = None;
        for (index, side) in sides.into_iter().enumerate() {
            for at in 0..side.len() {
                if side[at] != name[from] {
                    continue;
                }
                let length = in_common(name[from..].iter(), side[at..].iter());
                // The nearest to the number.
                let most = best.map_or(0, |(_, most, ..)| most);
                if length >= least && (length > most || length == most && index == 0) {
                    best = Some((from, length, side, at));
                }
            }
        }
        let is_naming = |length: usize| {
            length == 2
                && NAMING[1..]
                    .iter()
                    .any(|word| word.chars().eq(name[from..from + 2].iter().copied()))
        };
        if let Some(found) = best.filter(|(_, length, ..)| !is_naming(*length)) {
            return Some(found);
        }
    }
    None
}

/// 148户困难渔民家庭 of 慰问困难教师家庭: behind a number, within a name.
fn in_the_midst(name: &[char], after: &[char]) -> Option<String> {
    let words: String = after.iter().collect();
    let clause = Clause::of(&words);
    let heads = clause.heads(name);
    let word = within(name, &heads, &clause)?;
    let is_other = !word.contains(|letter| name.contains(&letter));
    is_other.then(|| word.to_owned())
}

/// The parts of a name, which 的 joins, without quotation marks.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let bare = name
        .strip_prefix('“')
        .and_then(|rest| rest.strip_suffix('”'));
    let name = bare.filter(|bare| !bare.contains('”')).unwrap_or(name);
    name.split('的')
}

/// A name without what is done: 师德报告会 of 举办师德报告会.
fn named(letters: &[char]) -> &[char] {
    let mut start = 0;
    while let Some(length) = plain_at(letters, start, false) {
        let word: String = letters[start..start + length].iter().collect();
        if NAMING.contains(&word.as_str()) {
            break;
        }
        start += length;
    }
    &letters[start..]
}

/// The word that some words end with.
fn word_before(letters: &[char]) -> &[char] {
    let free = |letter: &&char| is_hanzi(**letter) && !JOINING.contains(**letter);
    let length = letters.iter().rev().take_while(free).count();
    let word = &letters[letters.len() - length..];
    &word[plain_end(word)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_word_for_the_front_of_a_name_is_seen() {
        for (own, before, after, unit, expected) in [
            (
                ["环卫职工休息点"; 2],
                "快递员休息点有",
                "",
                "个",
                Some("快递员"),
            ),
            (["环卫职工休息点"; 2], "全年新建休息点", "", "个", None),
            (["环卫职工休息点"; 2], "环卫工人休息点", "", "个", None),
            (["环卫职工休息点"; 2], "为职工建成休息点", "", "个", None),
            (["工会卡"; 2], "公交卡累计发行", "", "张", Some("公交")),
            (["工会卡"; 2], "累计发卡", "", "张", None),
            (
                ["师德报告会", "举办师德报告会"],
                "安全报告会",
                "",
                "场",
                Some("安全"),
            ),
            (
                ["师德报告会", "举办师德报告会"],
                "组织报告会",
                "",
                "场",
                None,
            ),
            (
                ["大病互助受助教师", "受助人数"],
                "养老互助惠及教师",
                "",
                "人",
                Some("养老"),
            ),
            (
                ["困难教师家庭"; 2],
                "为",
                "困难渔民家庭送去慰问金",
                "户",
                Some("渔民"),
            ),
            (
                ["离任审计的基层工会主席"; 2],
                "",
                "基层企业的主席",
                "个",
                Some("企业"),
            ),
            (
                ["参加疗养的教师", "疗养教师"],
                "组织",
                "军属参加疗养",
                "名",
                Some("军属"),
            ),
            (
                ["参加疗养的教师", "疗养教师"],
                "组织",
                "骨干教师疗养",
                "名",
                None,
            ),
            (
                ["参加疗养的教师", "疗养教师"],
                "组织",
                "参加疗养",
                "名",
                None,
            ),
        ] {
            let said = Said {
                own,
                values: &[],
                before,
                after,
                unit,
                since: &|| "",
                cells: [""; 2],
                organisation: "某市总工会",
            };
            let found = said.front(&Called::of(own, &[]), &|_| false);
            assert_eq!(found.as_deref(), expected, "{own:?} {before} {after}");
        }
    }

    #[test]
    fn what_is_done_is_no_part_of_a_name() {
        let of = |words: &str| letters_of(words);
        assert_eq!(named(&of("举办师德报告会")), of("师德报告会"));
        assert_eq!(named(&of("工会干部业务培训")), of("工会干部业务培训"));
        assert_eq!(word_before(&of("另有优秀共青团")), of("共青团"));
        assert_eq!(word_before(&of("本年全区新建")), of(""));
    }
}
