//! Words that make a clause say something else of a figure's subject: 没有培训职工994人次, 平均每期994人次,
//! 拒绝赔付案件37件, 西港 where the figure counts 东港.
//!
//! A figure whose own words hold such a word is meant by it; any other neither proves nor contradicts
//! the numeral.

mod words;

use super::manuscript::BlockKind;
use super::{Grounds, renamed};
use crate::figure::{Aggregate, Figure, Rule, Test};
use crate::ledger::{Cell, Column};
use crate::numeral::hanzi;
use crate::numeral::letters::Letters;
use crate::numeral::read::Numeral;
use words::{Effect, words_from};

/// Past so many values a column is no list of kinds.
const MOST_KINDS: usize = 64;

/// Words of change: behind 增加 stands by how much, not what there is.
const MOVES: [&str; 16] = [
    "增加", "增长", "提高", "上升", "提升", "扩大", "上涨", "净增", "减少", "下降", "降低", "缩小",
    "下滑", "回落", "压减", "净减",
];
/// What they end with.
const OF_MOVES: [char; 12] = [
    '加', '长', '高', '升', '大', '涨', '增', '少', '降', '低', '小', '减',
];

/// The words by which a figure is known.
struct Known<'f> {
    figure: &'f Figure,
    values: Vec<&'f str>,
}

impl<'f> Known<'f> {
    fn of(figure: &'f Figure) -> Self {
        let mut values: Vec<&str> = figure.member.as_deref().into_iter().collect();
        if let Rule::Rows(rule) = &figure.definition.rule {
            for condition in &rule.conditions {
                if let Test::OneOf(cells) = &condition.test {
                    values.extend(cells.iter().filter_map(|cell| match cell {
                        Cell::Text(text) => Some(&**text),
                        _ => None,
                    }));
                }
            }
        }
        Self { figure, values }
    }

    fn holds(&self, word: &str) -> bool {
        self.figure.label.contains(word)
            || self.figure.name.contains(word)
            || self.values.iter().any(|value| value.contains(word))
    }

    /// Whether the figure is what a word makes of a clause.
    fn is_meant_by(&self, word: &str, effect: Effect) -> bool {
        let aggregate = match &self.figure.definition.rule {
            Rule::Rows(rule) => Some(&rule.aggregate),
            _ => None,
        };
        self.holds(word)
            || match effect {
                Effect::Undone => false,
                Effect::Not(own) => !self.holds(own),
                Effect::Some => word
                    .chars()
                    .next()
                    .is_some_and(|first| self.holds(first.encode_utf8(&mut [0; 4]))),
                Effect::Each => {
                    self.holds("均") && word == "平均" || word == "每" && self.holds("均")
                }
                Effect::Greatest => matches!(aggregate, Some(Aggregate::Max(_))),
                Effect::Least => matches!(aggregate, Some(Aggregate::Min(_))),
            }
    }
}

impl Grounds<'_> {
    /// The word beside the numeral that makes it say something else than `figure` says.
    pub(super) fn otherwise(&self, numeral: &Numeral, figure: &Figure) -> Option<String> {
        let text = self.text();
        let before = clause_before(text, numeral.span.start);
        let known = Known::of(figure);
        let mut pieces = [before, "", ""];
        if let BlockKind::Cell { label, head, .. } = self.manuscript.blocks[self.block].kind {
            for (piece, other) in pieces[1..].iter_mut().zip([label, head]) {
                let other = other.filter(|other| *other != self.block);
                *piece = other.map_or("", |other| self.manuscript.words(other));
            }
        }
        for piece in pieces {
            if let Some(word) = alien(piece, &known, |_| true) {
                return Some(word.to_owned());
            }
        }
        let stem = before.trim_end_matches(['了', '约', '近', '为', '达', ' ']);
        if stem.ends_with(OF_MOVES) {
            let moves = MOVES.iter().find(|word| stem.ends_with(**word));
            if let Some(word) = moves.filter(|word| !known.holds(word)) {
                return Some((*word).to_owned());
            }
        }
        let after = clause_after(text, numeral.span.end);
        // 289家企业偿还贷款: what is undone may be said behind the number.
        if let Some(word) = alien(after, &known, |effect| effect == Effect::Undone) {
            return Some(word.to_owned());
        }
        if let Some(word) = renamed::another(&[&figure.label, &figure.name], before, after) {
            return Some(word.to_owned());
        }
        let around = [pieces[0], after, pieces[1], pieces[2]];
        self.another(&around, &known)
            .or_else(|| self.with_another_front(numeral, &known, &around))
    }

    /// A word that stands in the clause for the front of one of a figure's names, or for what it counts.
    pub(super) fn renamed(&self, numeral: &Numeral, figure: &Figure) -> Option<String> {
        let before = clause_before(self.text(), numeral.span.start);
        let after = clause_after(self.text(), numeral.span.end);
        self.with_another_front(numeral, &Known::of(figure), &[before, after, "", ""])
    }

    /// The same, where the words of the clause and of the table's cells are known.
    fn with_another_front(
        &self,
        numeral: &Numeral,
        known: &Known<'_>,
        around: &[&str; 4],
    ) -> Option<String> {
        let figure = known.figure;
        let [before, after, label, head] = *around;
        let own = [figure.label.as_str(), figure.name.as_str()];
        let since = || {
            let sentence = self.sentence_before(numeral);
            let mut since = sentence.rsplit(|letter: char| letter.is_ascii_digit());
            since.next().unwrap_or("")
        };
        let said = renamed::Said {
            own,
            values: &known.values,
            before: if before.is_empty() { label } else { before },
            after,
            unit: &numeral.unit,
            since: &since,
            cells: [label, head],
            organisation: self.basis.organisation,
        };
        let index = self.basis.figures.index_of(&figure.name)?;
        let features = self.matcher.features();
        let called = features.called.get(index)?;
        let called = called.get_or_init(|| renamed::Called::of(own, &known.values));
        said.front(called, &|words| features.row_of(index, words))
    }

    /// Another value than the figure's own, of the column by which its rows are chosen.
    fn another(&self, around: &[&str], known: &Known<'_>) -> Option<String> {
        let says = |word: &str| around.iter().any(|words| words.contains(word));
        let figure = known.figure;
        let words = [figure.label.as_str(), figure.name.as_str()];
        if words.iter().any(|name| name.contains(GRADES))
            && let Some(grade) = around.iter().find_map(|said| another_grade(said, &words))
        {
            return Some(grade);
        }
        let Rule::Rows(rule) = &figure.definition.rule else {
            return None;
        };
        let ledger = self.basis.ledgers.get(&rule.ledger)?;
        let chosen = rule
            .conditions
            .iter()
            .filter_map(|condition| match &condition.test {
                Test::OneOf(cells) => match cells.as_slice() {
                    [Cell::Text(own)] => Some((condition.field, &**own)),
                    _ => None,
                },
                _ => None,
            });
        let by = rule.by.zip(figure.member.as_deref());
        let mut said = None;
        for (field, own) in chosen.chain(by) {
            let Column::Text { dictionary, .. } = ledger.columns.get(field)? else {
                continue;
            };
            if says(own) && own.chars().count() > 1 || dictionary.len() > MOST_KINDS {
                continue;
            }
            let listed = ledger.schema.fields[field].constraints.values.iter();
            let kinds = dictionary.iter().chain(listed.map(String::as_str));
            let (said, letters) = said.get_or_insert_with(|| {
                let said = around.join("\n");
                let letters = Letters::of(&said);
                (said, letters)
            });
            // Most values do not even begin with a character that stands there.
            let kinds = kinds.filter(|other| {
                let first = other.chars().next();
                first.is_some_and(|first| letters.may_hold_letter(first) && said.contains(first))
            });
            for other in kinds.filter(|other| *other != own && !other.is_empty()) {
                let is_said = if other.chars().count() > 1 {
                    said.contains(other) && !known.holds(other) && !own.contains(other)
                } else {
                    words.iter().any(|name| {
                        name.contains(own) && says(&name.replacen(own, other, 1)) && !says(name)
                    }) || known.values.iter().any(|value| {
                        *value != own
                            && value.chars().count() > 1
                            && says(&format!("{other}{value}"))
                            && !says(&format!("{own}{value}"))
                    })
                };
                if is_said {
                    return Some(other.to_owned());
                }
            }
        }
        None
    }
}

/// The first word of `clause` that the figure does not mean.
fn alien(clause: &str, known: &Known<'_>, counts: impl Fn(Effect) -> bool) -> Option<&'static str> {
    clause.char_indices().find_map(|(at, first)| {
        let entries = words_from(first).iter();
        let mut here = entries.filter(|(word, _, guard)| {
            clause[at..]
                .strip_prefix(word)
                .is_some_and(|rest| rest.chars().next().is_none_or(|next| !guard.contains(next)))
        });
        here.find(|(word, effect, _)| counts(*effect) && !known.is_meant_by(word, *effect))
            .map(|(word, _, _)| *word)
    })
}

/// What follows the number of a grade.
const GRADES: [char; 3] = ['星', '级', '等'];

/// 六星级 where the figure's names, of which one is graded, say 五星级.
fn another_grade(said: &str, names: &[&str]) -> Option<String> {
    let grades = |words: &str| -> Vec<(u8, char)> {
        let pairs = words.chars().zip(words.chars().skip(1));
        pairs
            .filter(|(_, of)| GRADES.contains(of))
            .filter_map(|(digit, of)| Some((hanzi::digit(digit)?, of)))
            .collect()
    };
    if !said.contains(GRADES) {
        return None;
    }
    let own: Vec<(u8, char)> = names.iter().flat_map(|name| grades(name)).collect();
    let said = grades(said);
    if own.is_empty() || said.iter().any(|grade| own.contains(grade)) {
        return None;
    }
    let (digit, of) = said
        .into_iter()
        .find(|(_, of)| own.iter().any(|(_, own)| own == of))?;
    Some(format!("{digit}{of}"))
}

/// The part of the clause that follows a numeral.
fn clause_after(text: &str, start: usize) -> &str {
    let after = text.get(start..).unwrap_or("");
    let is_end = |next: char| ends(next) || next.is_ascii_digit();
    &after[..after.find(is_end).unwrap_or(after.len())]
}

/// The part of the clause that leads up to a numeral.
pub(super) fn clause_before(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or("");
    let mut back = before.char_indices().rev();
    match back.find(|(_, character)| ends(*character)) {
        Some((at, end)) => &before[at + end.len_utf8()..],
        None => before,
    }
}

/// What ends a part of a clause.
const fn ends(character: char) -> bool {
    matches!(
        character,
        '，' | ','
            | '。'
            | '；'
            | ';'
            | '：'
            | ':'
            | '！'
            | '？'
            | '\n'
            | '\u{2028}'
            | '（'
            | '('
            | '、'
            | '）'
            | ')'
    )
}
