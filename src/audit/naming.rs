//! What a figure is called: its label, its name, the values that its rows are chosen by; and how
//! words become pairs of characters.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::figure::{Definition, Figure, Rule, Test, rows_selected};
use crate::ledger::{Cell, Codes, Column, Dictionary, Ledgers};

/// Words that narrow what is counted. A figure that knows nothing of one that stands beside the
/// numeral is the less likely to be meant.
pub(super) const SCOPES: [&str; 18] = [
    "新建", "新增", "累计", "年末", "年初", "本年", "上年", "全国", "省级", "市级", "区级", "县级",
    "人均", "平均", "最高", "女性", "男性", "户均",
];

/// Past so many rows a ledger's values are not read: the words of its declaration have to do.
const MOST_ROWS: usize = 200_000;

/// So many different values of its rows help to find a figure.
const MOST_VALUES: usize = 400;

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

/// The first characters of words for which others stand.
pub(super) const STAND_INS: [char; 11] = [
    '新', '全', '今', '当', '去', '年', '购', '采', '设', '建', '创',
];

/// Words that writers use for each other: one stands for all.
#[inline]
pub(super) fn canonical(pair: (char, char)) -> (char, char) {
    match pair {
        ('新', '增' | '添') => ('新', '建'),
        ('全' | '今' | '当', '年') => ('本', '年'),
        ('去', '年') => ('上', '年'),
        ('年', '底') => ('年', '末'),
        ('购', '置') | ('采', '购') => ('购', '买'),
        ('设', '立') | ('建', '成') | ('创', '建') => ('建', '立'),
        _ => pair,
    }
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

/// A figure's rows as far as they may lend it words; a family's members have theirs in common.
pub(super) struct Rows<'a> {
    definition: &'a Arc<Definition>,
    chosen: Vec<usize>,
    /// For a family, its rows by their member: taken apart once for all of them.
    by_member: HashMap<Cow<'a, str>, Vec<usize>, FixedState>,
    /// The columns whose words help.
    fields: Vec<(&'a Dictionary, &'a Codes)>,
}

impl<'a> Rows<'a> {
    /// None for a figure that has no rows, or too many of them.
    pub fn of(figure: &'a Figure, ledgers: &'a Ledgers, year: i32) -> Option<Self> {
        let definition = &figure.definition;
        let Rule::Rows(rule) = &definition.rule else {
            return None;
        };
        let ledger = ledgers
            .get(&rule.ledger)
            .filter(|ledger| ledger.len() <= MOST_ROWS)?;
        let fields = ledger.columns.iter().zip(&ledger.schema.fields);
        let fields = fields.filter_map(|(column, field)| match column {
            // Words of a fixed list stand in definitions already; a family's member without rows
            // must not fall behind one that has some.
            Column::Text { dictionary, codes } if field.constraints.values.is_empty() => {
                Some((dictionary, codes))
            }
            _ => None,
        });
        let chosen = rows_selected(rule, ledger, year);
        let mut by_member: HashMap<_, Vec<usize>, FixedState> = HashMap::default();
        for (row, by) in rule
            .by
            .iter()
            .flat_map(|by| chosen.iter().map(move |row| (*row, *by)))
        {
            let member = ledger.columns[by]
                .text(row)
                .map_or_else(|| Cow::Owned(ledger.cell(row, by).text()), Cow::Borrowed);
            by_member.entry(member).or_default().push(row);
        }
        Some(Self {
            definition,
            chosen,
            by_member,
            fields: fields.collect(),
        })
    }

    /// The rows of a figure: of a family's member, its own.
    fn of_figure(&self, figure: &Figure) -> &[usize] {
        let is_family = matches!(&self.definition.rule, Rule::Rows(rule) if rule.by.is_some());
        match figure.member.as_deref().filter(|_| is_family) {
            Some(member) => self.by_member.get(member).map_or(&[], Vec::as_slice),
            None => &self.chosen,
        }
    }

    /// Whether these are the rows of `figure`'s family.
    pub fn are_of(&self, figure: &Figure) -> bool {
        Arc::ptr_eq(self.definition, &figure.definition)
    }

    /// The texts in the figure's rows, each once: names of people, bodies and projects.
    pub fn values(&self, figure: &Figure) -> Vec<&'a str> {
        // Most texts come in many rows: each is looked at once.
        let seen = |(dictionary, _): &(&Dictionary, &Codes)| vec![false; dictionary.len()];
        let mut seen: Vec<Vec<bool>> = self.fields.iter().map(seen).collect();
        let mut values: Vec<&str> = Vec::new();
        let mut known: HashSet<&str, FixedState> = HashSet::default();
        for row in self.of_figure(figure).iter().copied() {
            for ((dictionary, codes), seen) in self.fields.iter().zip(&mut seen) {
                let code = codes.get(row);
                let is_new = seen
                    .get_mut(code as usize)
                    .is_some_and(|seen| !std::mem::replace(seen, true));
                if is_new {
                    let name = dictionary.get(code).filter(|text| is_name(text));
                    values.extend(name.filter(|text| known.insert(text)));
                }
            }
            if values.len() >= MOST_VALUES {
                break;
            }
        }
        values
    }
}

/// Whether a cell's text can be met in prose: no number of a document, no single character.
fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=24).contains(&count)
        && text
            .chars()
            .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
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
