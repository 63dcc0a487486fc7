//! Whose change a clause tells that names no figure: 会员8642人，比上年增加512人 goes on with the members, 会员8642人，
//! 心得体会比上年增加512篇 does not.

use super::super::renamed::is_hanzi;
use crate::numeral::style::{FALL, RISE};

/// Words of a clause about a change that name nothing which changes, besides those of growth and fall. Of two that
/// begin alike the longer goes first.
const UNNAMING: [&str; 43] = [
    "上一年",
    "前一年",
    "上年",
    "去年",
    "同期",
    "同比",
    "年初",
    "相比",
    "新增",
    "净增",
    "降幅",
    "分别",
    "累计",
    "总共",
    "共计",
    "合计",
    "总体",
    "整体",
    "实际",
    "数量",
    "总数",
    "总量",
    "总额",
    "人数",
    "户数",
    "次数",
    "场次",
    "件数",
    "规模",
    "金额",
    "占比",
    "比例",
    "比重",
    "幅度",
    "其中",
    "今年",
    "本年",
    "全年",
    "大幅",
    "明显",
    "显著",
    "持续",
    "稳步",
];
/// And letters.
const UNNAMED: &str =
    "比较与同和跟由从是即了约近均都各也又还再净共数量率多少增减升降达为至到年末底略小幅";

/// What a clause before the number of a change names.
pub(super) fn named(clause: &str) -> Option<String> {
    let bare = FALL
        .iter()
        .chain(&RISE)
        .chain(&UNNAMING)
        .fold(clause.to_owned(), |words, word| words.replace(word, "\n"));
    let mut words = bare.split(|letter: char| !is_hanzi(letter) || UNNAMED.contains(letter));
    let named = words.find(|word| word.chars().nth(1).is_some());
    named.map(str::to_owned)
}

/// Whether it names something of which a figure's names know nothing.
pub(super) fn is_of_another(clause: &str, names: &[&str]) -> bool {
    named(clause).is_some_and(|named| {
        let letters: Vec<char> = named.chars().collect();
        let knows = |pair: &[char]| {
            let pair: String = pair.iter().collect();
            names.iter().any(|name| name.contains(&pair))
        };
        !letters.windows(2).any(knows)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clause_names_itself_changes() {
        let names = ["会员总数", "教工会员"];
        for (clause, expected) in [
            ("比上年增加", false),
            ("总数较去年净增", false),
            ("会员总数比上年增长", false),
            ("同比大幅增长", false),
            ("心得体会比上年增加", true),
            ("困难家庭较上年减少", true),
        ] {
            assert_eq!(is_of_another(clause, &names), expected, "{clause}");
        }
    }
}
