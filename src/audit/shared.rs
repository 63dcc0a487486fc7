//! Numerals that several subjects share: 东港、西港、内河分别有班组3个、2个、2个; 住院、意外合计赔付119803.5元;
//! 西港、内河班组各2个; 东港班组比西港多1个.
//!
//! Such a clause is said again for each of its subjects, as it would stand alone (东港有班组3个), and
//! that is judged like any other. Where it does not come out even, nothing is proved and nothing
//! contradicted.

use std::ops::Range;

use super::Grounds;
use super::sheet::Sheet;
use crate::numeral::letters::Letters;
use crate::numeral::read::Numeral;

/// Words after which the k-th number belongs to the k-th subject.
pub(super) const IN_ORDER: [&str; 4] = ["分别", "依次", "各为", "各有"];
/// Words between two subjects.
const BINDING: [&str; 6] = ["以及", "和", "及", "与", "并", "暨"];
/// More words than this between two numbers are not the end of what the first one counts.
const MOST_BETWEEN: usize = 8;

/// A clause as it would stand for one of its subjects.
#[derive(Debug)]
pub(super) struct Said {
    /// The block's text up to its subject, and then the clause.
    pub text: String,
    /// The numeral, where it stands there.
    pub numeral: Numeral,
    /// Where the text departs from the block's.
    pub from: usize,
}

/// How a numeral is shared.
#[derive(Debug)]
pub(super) enum Share {
    /// It belongs to one of several subjects.
    Own(Box<Said>),
    /// It is said of each of them.
    Each(Vec<Said>),
    /// Of all together.
    Together(Vec<Said>),
    /// Of the first against the second: more, or less.
    Against(Vec<Said>, bool),
    /// Whose it is cannot be told.
    Unclear,
}

/// The subjects of a clause, and what all of them share.
struct Subjects<'t> {
    /// Where they begin.
    start: usize,
    items: Vec<&'t str>,
    /// What is left of them without the names of a family's members: 班组 of 班组东港、西港.
    common: String,
}

impl Grounds<'_> {
    /// How numeral `index` is shared with others or among subjects; none where it stands for itself.
    pub(super) fn share(&self, sheet: &Sheet<'_>, index: usize) -> Option<Share> {
        let text = self.manuscript.words(self.block);
        let numeral = &sheet.numerals[index];
        let before = &text[..numeral.span.start];
        if sheet.is_ordered {
            let sentence = numeral.span.start - after_last(before, stops).len();
            let found = IN_ORDER.iter().filter_map(|word| {
                let at = sentence + before[sentence..].rfind(word)?;
                Some((at, at + word.len()))
            });
            if let Some(word) = found.max() {
                return self.in_order(sheet, index, sentence, word);
            }
        }
        let clause = after_last(before, ends);
        let start = numeral.span.start - clause.len();
        // 3个，西港2个: a number before has its own subject.
        let last = sheet.numerals[..index].iter().zip(&sheet.recognised);
        let last = last.rev().find(|(_, recognised)| recognised.is_none());
        let start = last.map_or(start, |(last, _)| {
            start.max(last.span.end.min(numeral.span.start))
        });
        let clause = &text[start..numeral.span.start];
        if let Some(share) = self.against(numeral, text, start, clause) {
            return Some(share);
        }
        if !clause.contains(['、', '和', '与', '及']) {
            return None;
        }
        let subjects = self.of_family(start, clause)?;
        let said = subjects.items.iter();
        let said = said.map(|item| say(text, &subjects, item, "", numeral, ""));
        let said: Vec<Said> = said.collect();
        Some(if numeral.each || clause.ends_with('各') {
            Share::Each(said)
        } else {
            Share::Together(said)
        })
    }

    /// 分别 and its like, which stand at `word`: the number that belongs to the same place in the list.
    fn in_order(
        &self,
        sheet: &Sheet<'_>,
        index: usize,
        sentence: usize,
        word: (usize, usize),
    ) -> Option<Share> {
        let text = self.manuscript.words(self.block);
        let numbers = numbers_after(sheet, text, word.1)?;
        let place = numbers.iter().position(|of| *of == index)?;
        let first = &sheet.numerals[numbers[0]];
        let end_number = &sheet.numerals[*numbers.last()?];
        let clause = after_last(&text[sentence..word.0], ends);
        let (start, list) = if clause.trim().is_empty() {
            // 东港、西港共建班组5个，分别为3个、2个: the clause before has named them.
            let end = text[..word.0 - clause.len()].trim_end_matches(ends).len();
            let before = after_last(text.get(sentence..end)?, ends);
            let start = end - before.len();
            let counted = sheet.numerals.iter().zip(&sheet.recognised);
            let mut counted = counted.filter(|(of, known)| {
                known.is_none() && start <= of.span.start && of.span.start < end
            });
            let end = counted.next().map_or(end, |(of, _)| of.span.start);
            (start, text.get(start..end)?)
        } else {
            (word.0 - clause.len(), clause)
        };
        let verb = text.get(word.1..first.span.start)?;
        let subjects = self.subjects(start, list, numbers.len());
        let Some(subjects) = subjects else {
            // 分别与两家公司签订协议3份: one number has nobody to be confused with.
            return (numbers.len() > 1).then_some(Share::Unclear);
        };
        let numeral = &sheet.numerals[index];
        let own = tail(text, numeral.span.end);
        let own = if own.is_empty() {
            tail(text, end_number.span.end)
        } else {
            own
        };
        if numbers.len() > 1 {
            let said = say(text, &subjects, subjects.items[place], verb, numeral, own);
            return Some(Share::Own(Box::new(said)));
        }
        let said = subjects.items.iter();
        let said = said.map(|item| say(text, &subjects, item, verb, numeral, own));
        Some(Share::Each(said.collect()))
    }

    /// 东港班组比西港多1个: what is said of a member of a family against another one.
    fn against(&self, numeral: &Numeral, text: &str, start: usize, clause: &str) -> Option<Share> {
        let verb = clause.trim_end_matches(['了', '出', '约', '近', ' ']);
        let rises = verb.ends_with(['多', '高', '大', '长']);
        if !rises && !verb.ends_with(['少', '低', '小', '短']) {
            return None;
        }
        let at = clause.rfind(['比', '较'])?;
        let other = &verb.get(at + '比'.len_utf8()..verb.len() - '多'.len_utf8())?;
        let head = &clause[..at];
        if other.is_empty() || head.ends_with(['占', '对', '评', '同', '环', '类', '计']) {
            return None;
        }
        // 比上年多4场 is a change; 比武 and 比例 are words.
        if other.contains(['年', '期', '月', '初', '季'])
            || other.starts_with(['武', '赛', '例', '重', '率', '较'])
        {
            return None;
        }
        let ours = head.trim_start();
        let pair = format!("{ours}、{other}");
        let Some(subjects) = self.of_family(0, &pair) else {
            return Some(Share::Unclear);
        };
        let subjects = Subjects {
            start,
            items: subjects.items,
            common: subjects.common,
        };
        let said = subjects.items.iter();
        let said = said.map(|item| say(text, &subjects, item, "", numeral, ""));
        Some(Share::Against(said.collect(), rises))
    }

    /// The subjects in `list`, which stands at `start`, if there are `count` of them; for one number,
    /// two or more of one family.
    fn subjects<'t>(&self, start: usize, list: &'t str, count: usize) -> Option<Subjects<'t>> {
        let (start, list) = match list.rfind("其中") {
            Some(at) => (start + at + "其中".len(), &list[at + "其中".len()..]),
            None => (start, list),
        };
        if let Some(family) = self.of_family(start, list) {
            return (count == 1 || family.items.len() == count).then_some(family);
        }
        if count == 1 {
            return None;
        }
        let paused: Vec<&str> = list.split('、').collect();
        let bound = |item: &&'t str| bound(item);
        let (end, others) = paused.split_last()?;
        let mut end_bound = others.to_vec();
        end_bound.extend(bound(end));
        let all_bound: Vec<&str> = paused.iter().flat_map(bound).collect();
        // 甲、乙和丙 are three: what 和 binds is no one's name there.
        let items = [end_bound, all_bound];
        let items = items.into_iter().find(|items| items.len() == count)?;
        let named = |item: &&str| item.chars().any(char::is_alphabetic);
        items.iter().all(named).then_some(Subjects {
            start,
            items,
            common: String::new(),
        })
    }

    /// The items of `list` if each holds another member of one family, and it names two or more.
    fn of_family<'t>(&self, start: usize, list: &'t str) -> Option<Subjects<'t>> {
        let figures = self.basis.figures;
        let letters = Letters::of(list);
        let mut names: Vec<&str> = Vec::new();
        for (_, family) in figures.families() {
            let members = family
                .iter()
                .filter_map(|index| figures.at(*index)?.member.as_deref());
            let said = |member: &&str| {
                let mut own = member.chars();
                !member.is_empty()
                    && own.all(|letter| letters.may_hold_letter(letter))
                    && list.contains(*member)
            };
            let members: Vec<&str> = members.filter(said).collect();
            if members.len() > 1 {
                names = members;
                break;
            }
        }
        // Where each stands; of names in one another the longest.
        names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        let mut spans: Vec<Range<usize>> = Vec::new();
        for name in names {
            let found = list.match_indices(name).map(|(at, _)| at..at + name.len());
            let free: Vec<Range<usize>> = found
                .filter(|span| {
                    spans
                        .iter()
                        .all(|of| of.end <= span.start || span.end <= of.start)
                })
                .collect();
            spans.extend(free.into_iter().take(1));
        }
        spans.sort_unstable_by_key(|span| span.start);
        if spans.len() < 2 {
            return None;
        }
        // Nothing but what binds may stand between two, or what the first of them counts.
        let joins = |pair: &[Range<usize>]| {
            let between = &list[pair[0].end..pair[1].start];
            between == "、"
                || BINDING.contains(&between)
                || between.ends_with('、')
                || BINDING.iter().any(|bind| between.ends_with(bind))
        };
        if !spans.windows(2).all(joins) {
            return None;
        }
        let tail = &list[spans.last()?.end..];
        if tail.starts_with('等') {
            return None;
        }
        let mut common = list[..spans.first()?.start].to_owned();
        let between = &list[spans[0].end..spans[1].start];
        let counted = BINDING
            .iter()
            .fold(between.trim_end_matches('、'), |words, bind| {
                words.trim_end_matches(bind)
            });
        common.push_str(counted);
        common.push_str(tail);
        Some(Subjects {
            start,
            items: spans.into_iter().map(|span| &list[span]).collect(),
            common,
        })
    }
}

/// The clause as it stands for `item`.
fn say(
    text: &str,
    subjects: &Subjects<'_>,
    item: &str,
    verb: &str,
    numeral: &Numeral,
    tail: &str,
) -> Said {
    let mut said = String::with_capacity(text.len());
    said.push_str(&text[..subjects.start]);
    said.push_str(item);
    said.push_str(&subjects.common);
    said.push_str(verb);
    let start = said.len();
    said.push_str(&text[numeral.span.clone()]);
    said.push_str(tail);
    said.push('。');
    let moved = |span: &Range<usize>| {
        let from = start + span.start - numeral.span.start;
        from..from + span.len()
    };
    let mut own = numeral.clone();
    own.span = moved(&numeral.span);
    own.digits = moved(&numeral.digits);
    for hedge in &mut own.hedges {
        hedge.span = moved(&hedge.span);
    }
    Said {
        text: said,
        numeral: own,
        from: subjects.start,
    }
}

/// The numbers of the list that begins after `from`: nothing but what they count may stand between
/// them. None where they have subjects of their own: 分别为东港3个、西港2个.
fn numbers_after(sheet: &Sheet<'_>, text: &str, from: usize) -> Option<Vec<usize>> {
    let measuring = sheet.numerals.iter().zip(&sheet.recognised).enumerate();
    let mut measuring =
        measuring.filter(|(_, (of, known))| known.is_none() && of.span.start >= from);
    let (first, (numeral, _)) = measuring.next()?;
    if text.get(from..numeral.span.start)?.contains(ends) {
        return None;
    }
    let mut numbers = vec![first];
    let mut end = numeral.span.end;
    for (index, (numeral, _)) in measuring {
        let between = text.get(end..numeral.span.start)?;
        let own = between.trim_end();
        let own = own
            .strip_suffix(['、', '，', ','])
            .or_else(|| BINDING.iter().find_map(|bind| own.strip_suffix(bind)));
        let counted = own.filter(|own| !own.contains(ends) && !own.contains('、'));
        let Some(counted) = counted.filter(|own| own.chars().count() <= MOST_BETWEEN) else {
            let named = between.starts_with('、') && between.chars().count() > 1;
            if named && numbers.len() == 1 {
                return None;
            }
            break;
        };
        // 3个（东港）、2个 is beyond this.
        if counted.contains(['（', '(']) {
            break;
        }
        numbers.push(index);
        end = numeral.span.end;
    }
    Some(numbers)
}

/// What follows a number up to the end of its part.
fn tail(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    let end = rest
        .find(|next: char| ends(next) || matches!(next, '、' | '（' | '('))
        .unwrap_or(rest.len());
    let words = &rest[..end];
    let is_counted = words.chars().count() <= MOST_BETWEEN
        && !words.contains(|next: char| next.is_ascii_digit());
    if is_counted && !BINDING.iter().any(|bind| words.starts_with(bind)) {
        words
    } else {
        ""
    }
}

/// 培训职工和女工: two items, bound by a word.
fn bound<'t>(item: &&'t str) -> Vec<&'t str> {
    let found = BINDING.iter().filter_map(|bind| {
        let (one, other) = item.split_once(bind)?;
        (!one.is_empty() && !other.is_empty()).then_some([one, other])
    });
    found
        .min_by_key(|[one, _]| one.len())
        .map_or_else(|| vec![*item], |pair| pair.to_vec())
}

/// What stands after the last character that ends something.
fn after_last(text: &str, is_end: fn(char) -> bool) -> &str {
    let mut back = text.char_indices().rev();
    match back.find(|(_, character)| is_end(*character)) {
        Some((at, end)) => &text[at + end.len_utf8()..],
        None => text,
    }
}

/// What ends a clause.
const fn ends(character: char) -> bool {
    matches!(
        character,
        '，' | ',' | '。' | '；' | ';' | '：' | ':' | '！' | '？' | '\n' | '\u{2028}'
    )
}

/// What ends a sentence.
const fn stops(character: char) -> bool {
    matches!(character, '。' | '；' | '！' | '？' | '\n')
}
