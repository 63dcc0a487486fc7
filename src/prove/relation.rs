//! What typed words say between computed numerals, where it is known which figures these are: 各, 与上年持平,
//! 上年 before a number of this year, a word of change before another.
//!
//! An audit has to guess the figure from the words; here the template has named it.

use std::ops::Range;

use super::known::Known;
use super::text::{Origin, Passage};
use super::{Evidence, Said, place, quoted};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::figure::{Figure, change};
use crate::narrate::Aspect;
use crate::number::Number;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::read::Numeral;

/// What a passage says falsely of the figures that it prints.
pub(super) fn check(passage: &Passage, numerals: &[Numeral], evidence: &Evidence<'_>) -> Vec<Said> {
    let page = Page {
        passage,
        numerals,
        evidence,
    };
    let mut found: Vec<Said> = Vec::new();
    for numeral in numerals {
        let Some(known) = Known::of(numeral, passage, evidence) else {
            continue;
        };
        if quoted(&numeral.span, passage, evidence.quotes) {
            continue;
        }
        found.extend(page.each(numeral, &known));
        found.extend(page.other_year(numeral, &known));
        found.extend(page.growth(numeral, &known));
    }
    found.extend(page.level());
    found
}

struct Page<'a> {
    passage: &'a Passage,
    numerals: &'a [Numeral],
    evidence: &'a Evidence<'a>,
}

/// Where a clause ends.
const CLAUSE: [char; 6] = ['，', '。', '；', '：', '！', '\n'];
/// Where a sentence ends.
const SENTENCE: [char; 4] = ['。', '；', '！', '\n'];

impl<'a> Page<'a> {
    /// The clause up to byte `at`.
    fn clause(&self, at: usize) -> Range<usize> {
        let before = &self.passage.text[..at];
        let start = before
            .char_indices()
            .rev()
            .find(|(_, mark)| CLAUSE.contains(mark));
        start.map_or(0, |(start, mark)| start + mark.len_utf8())..at
    }

    fn say(&self, code: &'static Code, span: Range<usize>, message: String, help: String) -> Said {
        let clause = self.clause(span.end);
        // A computed numeral stands nowhere in the template; the words before it do.
        let typed = clause.start..span.start;
        let at = place([&span, &typed], self.passage, self.evidence.template);
        (span, Diagnostic::new(code, message).at(at).help(help))
    }

    /// 东港、西港班组各3个: each of the figures that are named has to have that value.
    fn each(&self, numeral: &Numeral, known: &Known<'a>) -> Option<Said> {
        if !numeral.each || known.aspect == Aspect::Change {
            return None;
        }
        let claim = numeral.claim.as_ref()?;
        let clause = self.clause(numeral.span.start);
        let words = self.passage.text.get(clause)?;
        let named: Vec<&str> = words.split(['、', '和', '与', '及']).collect();
        let own = known.figure;
        let others = self
            .evidence
            .figures
            .iter()
            .filter(|other| other.name != own.name);
        let mut others = others.filter(|other| {
            let is_like = match (&own.member, &other.member) {
                (Some(_), Some(member)) => {
                    other.definition.name == own.definition.name
                        && named.iter().any(|item| item.contains(member.as_str()))
                }
                (None, None) => other.unit() == own.unit() && is_listed(&named, other),
                _ => false,
            };
            named.len() > 1 && is_like
        });
        let (other, value) = others.find_map(|other| {
            let of = Known {
                figure: other,
                aspect: known.aspect,
            };
            let of = of.printed(self.evidence)?;
            let value = of.value.number()?;
            let verdict = judge(claim, value, of.nature(), self.evidence.rounding);
            (verdict == Verdict::False).then(|| (other, of.written(self.evidence.rounding)))
        })?;
        let words = self.passage.text.get(numeral.span.clone())?;
        let message = format!("“{words}”不成立：“{}”是 {value}", other.name);
        let help = "几个数不一样，就分别写出来".to_owned();
        Some(self.say(
            diagnostic::CONTRADICTED,
            numeral.span.clone(),
            message,
            help,
        ))
    }

    /// 上年班组{{ 班组 }} says last year's number and prints this year's; 今年 and .上年 the other way round.
    fn other_year(&self, numeral: &Numeral, known: &Known<'a>) -> Option<Said> {
        const BEFORE: [&str; 4] = ["上年", "去年", "上一年", "上年度"];
        const NOW: [&str; 3] = ["今年", "本年", "本年度"];
        // 上年以来, 在上年的基础上 and 比上年 lead to this year's.
        const TURNS: [&str; 16] = [
            "以来", "后", "基础", "比", "较", "同", "起", "至", "到", "今", "本", "现", "由", "从",
            "同期", "结转",
        ];
        let clause = self.clause(numeral.span.start);
        let words = self.passage.text.get(clause)?.trim_start();
        let year = self.evidence.year;
        let (last, this) = (format!("{}年", year - 1), format!("{year}年"));
        let begins = |with: &[&str], or: &str| {
            let rest = with.iter().find_map(|word| words.strip_prefix(word));
            rest.or_else(|| words.strip_prefix(or))
        };
        let (rest, wanted, wants) = match known.aspect {
            Aspect::Now => (
                begins(&BEFORE, &last)?,
                known.last_year(self.evidence)?,
                "上年",
            ),
            Aspect::LastYear => (begins(&NOW, &this)?, known.figure, "今年"),
            Aspect::Change => return None,
        };
        let figure = known.figure;
        let is_own = |word: &&str| figure.name.contains(*word) || figure.label.contains(*word);
        let turns = TURNS.iter().any(|turn| rest.contains(turn)) || BEFORE.iter().any(is_own);
        let claim = numeral.claim.as_ref()?;
        let value = wanted.value.number()?;
        if turns || judge(claim, value, figure.nature(), self.evidence.rounding) != Verdict::False {
            return None;
        }
        let words = self.passage.text.get(numeral.span.clone())?;
        let written = wanted.written(self.evidence.rounding);
        let message = format!(
            "“{words}”不成立：话里说的是{wants}，{wants}的“{}”是 {written}",
            figure.name
        );
        let help = match known.aspect {
            Aspect::Now => format!("上年的数写成 {{{{ {}.上年 }}}}", figure.name),
            _ => format!("今年的数写成 {{{{ {} }}}}", figure.name),
        };
        Some(self.say(
            diagnostic::CONTRADICTED,
            numeral.span.clone(),
            message,
            help,
        ))
    }

    /// 年末班组比上年增加{{ 班组 }} prints what there is where the words say by how much it grew.
    fn growth(&self, numeral: &Numeral, known: &Known<'a>) -> Option<Said> {
        const BASES: [&str; 6] = [
            "比上年",
            "较上年",
            "比去年",
            "较去年",
            "比上一年",
            "较上一年",
        ];
        const RISE: [&str; 7] = ["增长", "增加", "提高", "上升", "提升", "净增", "多"];
        const FALL: [&str; 6] = ["下降", "降低", "减少", "下滑", "回落", "少"];
        if known.aspect != Aspect::Now {
            return None;
        }
        let clause = self.clause(numeral.span.start);
        let words = self.passage.text.get(clause)?;
        let base = BASES.iter().find_map(|base| words.rfind(base))?;
        let (subject, said) = words.split_at(base);
        let said = said.trim_end_matches(['了', '约', '近', ' ']);
        let ends = |verbs: &[&str]| verbs.iter().any(|verb| said.ends_with(verb));
        let figure = known.figure;
        let is_named = match &figure.member {
            Some(member) => subject.contains(member.as_str()) && shares(subject, figure),
            None => [&figure.name, &figure.label]
                .iter()
                .any(|name| subject.contains(name.as_str())),
        };
        if !is_named || !ends(&RISE) && !ends(&FALL) {
            return None;
        }
        let before = known.last_year(self.evidence)?;
        let change = figure.value.number()? - before.value.number()?;
        let signed = if ends(&FALL) { -&change } else { change };
        let claim = numeral.claim.as_ref()?;
        if judge(claim, &signed, figure.nature(), self.evidence.rounding) != Verdict::False {
            return None;
        }
        let words = self.passage.text.get(numeral.span.clone())?;
        let rounding = self.evidence.rounding;
        let (old, new) = (before.written(rounding), figure.written(rounding));
        let message = format!(
            "“{words}”不是增减的数：“{}”上年 {old}，今年 {new}",
            figure.name
        );
        let help = format!(
            "增减写成 {{{{ {0} | 增减 }}}} 或 {{{{ {0} | 比上年 }}}}，词由它自己带",
            figure.name
        );
        Some(self.say(
            diagnostic::CONTRADICTED,
            numeral.span.clone(),
            message,
            help,
        ))
    }

    /// 与上年持平, of the figures that the sentence has just printed.
    fn level(&self) -> Vec<Said> {
        const LEVEL: &str = "持平";
        let text = &self.passage.text;
        let mut found = Vec::new();
        for (at, word) in text.match_indices(LEVEL) {
            let span = at..at + word.len();
            let clause = self.clause(at);
            let words = text.get(clause.clone()).unwrap_or_default();
            let has_base = ["上年", "去年", "同期", "上一年"]
                .iter()
                .any(|base| words.contains(base));
            let typed = self.passage.origin(&span) == Origin::Typed;
            if !typed || !has_base || quoted(&span, self.passage, self.evidence.quotes) {
                continue;
            }
            let subjects = self.subjects(&clause, words);
            // Of figures that the words name alike, one that is level is enough.
            let moved: Vec<_> = subjects.iter().map(|figure| self.moved(figure)).collect();
            let is_all = words.contains(['均', '都']) || moved.iter().all(Option::is_some);
            let wrong = moved.into_iter().flatten().next().filter(|_| is_all);
            if let Some((figure, old, new)) = wrong {
                let message = format!("“{}”不是与上年持平：上年 {old}，今年 {new}", figure.name);
                let help = format!("写成 {{{{ {} | 比上年 }}}}，增减由台账来说", figure.name);
                found.push(self.say(diagnostic::LEVEL, span, message, help));
            }
        }
        found
    }

    /// The figures of which a clause says that they are level.
    fn subjects(&self, clause: &Range<usize>, words: &str) -> Vec<&'a Figure> {
        let known = |numeral: &Numeral| {
            let known = Known::of(numeral, self.passage, self.evidence)?;
            Some((numeral.span.clone(), known.figure))
        };
        let text = &self.passage.text;
        let in_sentence = |span: &Range<usize>| {
            span.end <= clause.end && !text[span.end..clause.end].contains(SENTENCE)
        };
        let printed: Vec<(Range<usize>, &'a Figure)> = self
            .numerals
            .iter()
            .filter_map(known)
            .filter(|(span, _)| in_sentence(span))
            .collect();
        let own: Vec<&'a Figure> = printed
            .iter()
            .filter(|(span, _)| span.start >= clause.start)
            .map(|(_, figure)| *figure)
            .collect();
        if !own.is_empty() {
            return own;
        }
        // A subject of its own: 女工占比与上年持平, 西港班组与上年持平.
        let figures = || self.evidence.figures.iter();
        let of_member: Vec<&'a Figure> = figures()
            .filter(|figure| {
                let member = figure.member.as_deref();
                member.is_some_and(|member| words.contains(member)) && shares(words, figure)
            })
            .collect();
        if !of_member.is_empty() {
            return of_member;
        }
        let is_called = |figure: &&Figure| {
            let called = [&figure.label, &figure.name];
            figure.member.is_none() && called.iter().any(|name| words.contains(name.as_str()))
        };
        let mut named: Vec<&'a Figure> = figures().filter(is_called).collect();
        if !named.is_empty() {
            let longest = named.iter().map(|figure| figure.name.len()).max();
            named.retain(|figure| Some(figure.name.len()) == longest);
            return named;
        }
        let head = [
            "与", "和", "同", "跟", "比", "较", "均", "都", "也", "基本", "大体", "总体", "仍",
            "保持", "上年", "去年",
        ];
        if !head.iter().any(|word| words.starts_with(word)) {
            return Vec::new();
        }
        if words.contains(['均', '都']) {
            return printed.into_iter().map(|(_, figure)| figure).collect();
        }
        printed
            .last()
            .map(|(_, figure)| *figure)
            .into_iter()
            .collect()
    }

    /// A figure that is not what it was, with both its values.
    fn moved(&self, figure: &'a Figure) -> Option<(&'a Figure, String, String)> {
        let before = self.evidence.last_year?.get(&figure.name)?;
        let (old, new): (&Number, &Number) = (before.value.number()?, figure.value.number()?);
        let tolerance = self.evidence.level_tolerance;
        let rounding = self.evidence.rounding;
        (!change::is_level(old, new, figure.unit(), tolerance))
            .then(|| (figure, before.written(rounding), figure.written(rounding)))
    }
}

/// Whether a list names a figure; a verb may stand before its first item: 发展党员、团员.
fn is_listed(named: &[&str], figure: &Figure) -> bool {
    let called = [figure.name.as_str(), figure.label.as_str()];
    let is_name = |item: &&str| called.contains(&item.trim());
    let leads = |first: &&str| called.iter().any(|name| first.ends_with(name));
    named.iter().any(is_name) || named.first().is_some_and(leads)
}

/// Whether words and a figure's name or label have two characters in a row in common.
fn shares(words: &str, figure: &Figure) -> bool {
    let shares = |name: &str| {
        let name: Vec<char> = name.chars().collect();
        name.windows(2)
            .any(|pair| words.contains(&pair.iter().collect::<String>()))
    };
    shares(&figure.definition.name) || shares(&figure.definition.label)
}
