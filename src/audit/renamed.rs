//! Names in which a word has been put for another: 慰问军属 for 慰问劳模, 区域老年活动中心 for
//! 区域职工活动中心. So much of the name is left that it still seems to be meant.

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
    let mut found = None;
    for name in names {
        if before.contains(name) || after.contains(name) {
            return None;
        }
        let level = of_another_level(name, before);
        let other = replaced(name, before).or(level);
        if other.is_none() && is_mostly_in(name, before) {
            return None;
        }
        found = found.or(other);
    }
    found
}

/// Whether more than half of a name's pairs of letters stand in the clause.
fn is_mostly_in(name: &str, clause: &str) -> bool {
    let starts: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
    let ends = starts.iter().skip(2).copied().chain([name.len()]);
    let pairs = starts.iter().zip(ends).map(|(from, to)| &name[*from..to]);
    let (there, all) = pairs.fold((0, 0), |(there, all), pair| {
        (there + usize::from(clause.contains(pair)), all + 1)
    });
    there * 2 > all
}

/// The word in `clause` that stands where `name` has another.
fn replaced<'c>(name: &str, clause: &'c str) -> Option<&'c str> {
    if clause.contains(name) {
        return None;
    }
    let letters: Vec<(usize, char)> = name.char_indices().collect();
    if letters.len() < 4 || !letters.iter().all(|(_, letter)| is_hanzi(*letter)) {
        return None;
    }
    within(name, &letters, clause).or_else(|| at_end(name, &letters, clause))
}

/// 模范教工之家 of 模范职工之家: two letters or more on each side are the name's own.
fn within<'c>(name: &str, letters: &[(usize, char)], clause: &'c str) -> Option<&'c str> {
    for from in 2..letters.len().saturating_sub(3) {
        let head = &name[..letters[from].0];
        let Some(at) = clause.find(head) else { break };
        let rest = &clause[at + head.len()..];
        for to in from + 2..=letters.len() - 2 {
            let tail = &name[letters[to].0..];
            let own = &name[letters[from].0..letters[to].0];
            let Some(end) = rest.find(tail) else { continue };
            let other = &rest[..end];
            if is_word(other) && !name.contains(other) && !clause.contains(own) {
                return Some(other);
            }
        }
    }
    None
}

/// 慰问军属 of 慰问劳模: all that stands between the name's first letters and the number.
fn at_end<'c>(name: &str, letters: &[(usize, char)], clause: &'c str) -> Option<&'c str> {
    for from in (2..=letters.len() - 2).rev() {
        let (head, own) = name.split_at(letters[from].0);
        let Some(at) = clause.rfind(head) else {
            continue;
        };
        let other = clause[at + head.len()..].trim_end_matches(LEADING);
        let is_other = is_word(other) && !own.contains(|letter| clause.contains(letter));
        return is_other.then_some(other);
    }
    None
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

/// Whether a stretch is a word of two to four letters that binds nothing.
fn is_word(words: &str) -> bool {
    let count = words.chars().count();
    (2..=4).contains(&count)
        && words
            .chars()
            .all(|letter| is_hanzi(letter) && !BINDING.contains(letter))
}

fn is_hanzi(letter: char) -> bool {
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
            assert_eq!(replaced(name, clause), expected, "{name} {clause}");
        }
        let names = ["志愿服务时长", "志愿时长"];
        assert_eq!(another(&names, "志愿服务", ""), None);
        assert_eq!(another(&["慰问劳模"], "慰问军属", ""), Some("军属"));
        assert_eq!(of_another_level("省巾帼标兵", "国家巾帼标兵"), Some("国家"));
        assert_eq!(of_another_level("省巾帼标兵", "省级巾帼标兵"), None);
        assert_eq!(of_another_level("省巾帼标兵", "巾帼标兵"), None);
    }
}
