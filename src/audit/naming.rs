//! What a figure is called: its label, its name, the values that its rows are chosen by; and how
//! words become pairs of characters.

use crate::figure::{Figure, Rule, Test};
use crate::ledger::Cell;

/// Words that narrow what is counted. A figure that knows nothing of one that stands beside the
/// numeral is the less likely to be meant.
pub(super) const SCOPES: [&str; 18] = [
    "新建", "新增", "累计", "年末", "年初", "本年", "上年", "全国", "省级", "市级", "区级", "县级",
    "人均", "平均", "最高", "女性", "男性", "户均",
];

/// The characters of a text that words are made of, half-width and small.
#[inline]
pub(super) fn letter(character: char) -> Option<char> {
    let narrow = match character {
        // Nearly every character of prose is one of these.
        '\u{4e00}'..='\u{9fff}' => return Some(character),
        // And the rest of them punctuation.
        '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => return None,
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        _ => character,
    };
    narrow
        .is_alphanumeric()
        .then(|| narrow.to_ascii_lowercase())
}

/// A way to name a figure.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Words that need not stand together.
    pub parts: Vec<String>,
    /// Which of them is a family's member.
    pub member: Option<usize>,
    /// Out of eight: how far these words can be trusted.
    pub trust: u32,
    /// Whether these are all the words that tell the figure from others.
    pub is_whole: bool,
}

/// The ways to name a figure.
pub(super) fn naming(figure: &Figure) -> Vec<Way> {
    let definition = &figure.definition;
    let member = figure.member.iter().cloned();
    let of_family = |words: &str| -> String {
        // 本年支出按用途: what a family is split by is not said of a member.
        match words.rfind('按') {
            Some(at) if figure.member.is_some() && at > 0 => words[..at].to_owned(),
            _ => words.to_owned(),
        }
    };
    let mut ways = Vec::new();
    for words in [&definition.label, &definition.name] {
        let parts: Vec<String> = std::iter::once(of_family(words))
            .chain(member.clone())
            .collect();
        let way = Way {
            member: figure.member.as_ref().map(|_| 1),
            parts,
            trust: 8,
            is_whole: true,
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if let Rule::Rows(rule) = &definition.rule {
        let mut parts: Vec<String> = rule
            .conditions
            .iter()
            .filter_map(|condition| match &condition.test {
                Test::OneOf(cells) => match cells.as_slice() {
                    [Cell::Text(text)] => Some(text.to_string()),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let long: usize = parts.iter().map(|part| part.chars().count()).sum();
        if long >= 4 {
            let last = parts.len();
            let has_member = figure.member.is_some();
            parts.extend(member);
            // 职工小家 chooses the rows of 新建职工小家 and of 职工小家 alike.
            ways.push(Way {
                parts,
                member: has_member.then_some(last),
                trust: 7,
                is_whole: false,
            });
        }
    }
    ways
}

/// The scope words among a figure's words, as bits; `known` are the pairs of all those words, `scopes` those
/// of the scope words.
pub(super) fn scopes_of(ways: &[Way], known: &[(char, char)], scopes: &[(char, char)]) -> u32 {
    let parts = ways.iter().flat_map(|way| &way.parts);
    let is_said = |(scope, pair): (&&str, &(char, char))| {
        known.contains(pair)
            // 省 and 省级 are one.
            || scope
                .strip_suffix('级')
                .is_some_and(|level| parts.clone().any(|part| part == level))
    };
    let scopes = SCOPES.iter().zip(scopes).enumerate();
    let bits = scopes.map(|(index, scope)| u32::from(is_said(scope)) << index);
    bits.sum()
}

pub(super) fn letters(text: &str) -> Vec<char> {
    text.chars().filter_map(letter).collect()
}

/// Words that writers use for each other: for each the one that stands for all.
pub(super) const STAND_INS: [((char, char), (char, char)); 12] = [
    (('新', '增'), ('新', '建')),
    (('新', '添'), ('新', '建')),
    (('全', '年'), ('本', '年')),
    (('今', '年'), ('本', '年')),
    (('当', '年'), ('本', '年')),
    (('去', '年'), ('上', '年')),
    (('年', '底'), ('年', '末')),
    (('购', '置'), ('购', '买')),
    (('采', '购'), ('购', '买')),
    (('设', '立'), ('建', '立')),
    (('建', '成'), ('建', '立')),
    (('创', '建'), ('建', '立')),
];

/// The pair that stands for a pair.
fn canonical(pair: (char, char)) -> (char, char) {
    let known = STAND_INS.iter().find(|(own, _)| *own == pair);
    known.map_or(pair, |(_, stands_for)| *stands_for)
}

pub(super) fn pairs(letters: &[char]) -> Vec<(char, char)> {
    match letters {
        [single] => vec![(*single, '\0')],
        _ => letters
            .windows(2)
            .map(|pair| canonical((pair[0], pair[1])))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_of_letters_and_digits() {
        for character in '\0'..='\u{ffff}' {
            let narrow = match character {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                    char::from_u32(u32::from(character) - 0xFEE0).expect("a character")
                }
                _ => character,
            };
            let expected = narrow.is_alphanumeric();
            let expected = expected.then(|| narrow.to_ascii_lowercase());
            assert_eq!(letter(character), expected, "{character:?}");
        }
    }
}
