//! N104: a computed numeral stands alone. 第5{{ 届 }}届, 十{{ 班组 }}, −{{ 班组 }} and {{ 班组 }}半 say other numbers
//! than the ledgers do, and so do two numerals printed side by side.
//!
//! What the reader of numerals makes of the finished words has to be what was printed: the same digits,
//! the same value, the same unit. Some characters change a number for people where the reader, careful
//! with ordinary words, reads on: those are listed here.

use std::ops::Range;

use super::text::Passage;
use super::{Evidence, Said, place};
use crate::diagnostic::{self, Diagnostic};
use crate::numeral::hanzi;
use crate::numeral::hedge::Claim;
use crate::numeral::lexicon::recognise;
use crate::numeral::read::{Kind, Numeral, read};

/// Signs before a number. − between two numbers is a range or a sum.
const SIGNS: [char; 9] = ['-', '−', '－', '﹣', '+', '＋', '±', '∓', '﹢'];

/// What is wrong around the computed numerals of a passage.
pub(super) fn check(passage: &Passage, numerals: &[Numeral], evidence: &Evidence<'_>) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    for stretch in passage.computed() {
        // Most cells of a table hold nothing else.
        if *stretch == (0..passage.text.len()) {
            continue;
        }
        let words = &passage.text[stretch.clone()];
        for own in read(words) {
            let is_first = own.span.start == 0;
            let is_last = own.span.end == words.len();
            if !is_number(&own) || !is_first && !is_last {
                continue;
            }
            let computed = Computed {
                own: &own,
                start: stretch.start,
                is_first,
                is_last,
            };
            let Some(fault) = computed.fault(passage, numerals, evidence) else {
                continue;
            };
            if found
                .iter()
                .all(|(span, _)| fault.end <= span.start || span.end <= fault.start)
            {
                let said = computed.say(&fault, passage, evidence);
                found.push((fault, said));
            }
        }
    }
    found
}

/// Whether a quotation that stands at `span`, read alone, holds `numeral` as it is read in `text`.
pub(super) fn reads_as(span: &Range<usize>, numeral: &Numeral, text: &str) -> bool {
    let Some(words) = text.get(span.clone()) else {
        return false;
    };
    let own = read(words).into_iter().find(|own| {
        span.start + own.digits.start == numeral.digits.start
            && span.start + own.digits.end == numeral.digits.end
    });
    // Words that hold a numeral only within longer ones (两个责任) are read alike or not at all.
    let Some(own) = own else {
        return true;
    };
    let is_same = (own.unit.is_empty() || own.unit == numeral.unit) && own.value == numeral.value;
    let begins = span.start + own.span.start;
    let is_cut = begins == span.start && text[..begins].ends_with(counts);
    is_same && !is_cut
}

/// Whether a numeral is a number that other characters could change.
fn is_number(own: &Numeral) -> bool {
    let has_kind = matches!(
        own.kind,
        Kind::Quantity | Kind::Range | Kind::Fraction | Kind::Ordinal | Kind::Date
    );
    has_kind && !own.round
}

/// Whether a character is one of a numeral's own.
fn counts(character: char) -> bool {
    character.is_numeric()
        || hanzi::digit(character).is_some()
        || hanzi::multiplier(character).is_some()
        || matches!(
            character,
            '两' | '半' | '廿' | '卅' | '卌' | '几' | '.' | '．' | '点'
        )
}

/// A numeral as it was printed, and where.
struct Computed<'a> {
    own: &'a Numeral,
    /// Where its stretch begins.
    start: usize,
    /// Whether it begins its stretch.
    is_first: bool,
    /// Whether it ends it.
    is_last: bool,
}

impl Computed<'_> {
    fn here(&self, span: &Range<usize>) -> Range<usize> {
        self.start + span.start..self.start + span.end
    }

    /// The stretch in which the numeral and what changes it stand together.
    fn fault(
        &self,
        passage: &Passage,
        numerals: &[Numeral],
        evidence: &Evidence<'_>,
    ) -> Option<Range<usize>> {
        let digits = self.here(&self.own.digits);
        let overlapping = |numeral: &&Numeral| {
            numeral.digits.start < digits.end && digits.start < numeral.digits.end
        };
        let mut overlapping = numerals.iter().filter(overlapping);
        let Some(numeral) = overlapping.next() else {
            return Some(self.here(&self.own.span));
        };
        let is_changed = overlapping.next().is_some()
            || merges(numeral, passage)
            || self.has_other_value(numeral, passage, evidence)
            || self.has_other_unit(numeral);
        if is_changed {
            return Some(numeral.span.clone());
        }
        let own = self.here(&self.own.span);
        let before = self.is_first.then(|| before(passage, numerals, own.start));
        if let Some(start) = before.flatten() {
            return Some(start..own.end);
        }
        let after = self.is_last.then(|| self.after(passage, numeral, own.end));
        after.flatten().map(|end| own.start..end)
    }

    fn has_other_value(
        &self,
        numeral: &Numeral,
        passage: &Passage,
        evidence: &Evidence<'_>,
    ) -> bool {
        let Some(value) = &self.own.value else {
            return false;
        };
        match (&numeral.value, &numeral.claim) {
            (Some(read), _) => read != value && !self.is_in_large_unit(passage, evidence),
            (None, Some(Claim::Between(low, high))) => value != low && value != high,
            _ => false,
        }
    }

    /// 35 of a column in 万元, with that unit typed after it.
    fn is_in_large_unit(&self, passage: &Passage, evidence: &Evidence<'_>) -> bool {
        let after = &passage.text[self.start + self.own.digits.end..];
        let ledgers = evidence.ledgers.values();
        let mut fields = ledgers.flat_map(|ledger| &ledger.schema.fields);
        self.own.unit.is_empty()
            && fields.any(|field| {
                let unit = field.unit.as_deref().unwrap_or_default();
                unit.starts_with(['万', '亿']) && after.starts_with(unit)
            })
    }

    fn has_other_unit(&self, numeral: &Numeral) -> bool {
        let is_measure = matches!(numeral.kind, Kind::Quantity | Kind::Fraction);
        is_measure && !self.own.unit.is_empty() && numeral.unit != self.own.unit
    }

    /// Where the characters after a numeral end that change it.
    fn after(&self, passage: &Passage, numeral: &Numeral, end: usize) -> Option<usize> {
        // 2批40名: two numbers, each with its unit.
        let is_followed = passage.computed().any(|stretch| stretch.start == end);
        if is_followed && !self.own.unit.is_empty() {
            return None;
        }
        let rest = &passage.text[end..];
        let mut characters = rest.chars();
        let (next, then) = (characters.next()?, characters.next());
        let to = |words: &str| Some(end + words.len());
        if matches!(next, '%' | '％' | '‰') && !self.own.unit.is_empty() {
            return Some(end + next.len_utf8());
        }
        for words in ["之一", "分之"] {
            if rest.starts_with(words) && numeral.kind != Kind::Fraction {
                return to(words);
            }
        }
        let is_hedge = numeral.hedges.iter().any(|hedge| hedge.span.start == end);
        let goes_on = then.is_some_and(|then| hanzi_letter(then) && !counts(then));
        let changes = matches!(next, '余' | '多' | '来' | '几') || counts(next) && next != '.';
        (changes && !is_hedge && !goes_on).then(|| end + next.len_utf8())
    }

    fn say(&self, fault: &Range<usize>, passage: &Passage, evidence: &Evidence<'_>) -> Diagnostic {
        let words = passage.text.get(fault.clone()).unwrap_or_default();
        let own = self.here(&self.own.span);
        let printed = passage.text.get(own.clone()).unwrap_or_default();
        let message =
            format!("“{printed}”是算出来的，和紧挨着的字连成了“{words}”，就不是原来的数了");
        let help = "数字要单独站着：删去紧挨着它的手打数字、单位和符号；是两个数，中间用顿号隔开";
        let typed = [fault.start..own.start, own.end..fault.end];
        let typed = typed.iter().filter(|span| span.start < span.end);
        let place = place(typed.chain([fault]), passage, evidence.template);
        Diagnostic::new(diagnostic::NOT_ALONE, message)
            .at(place)
            .help(help)
    }
}

/// Whether digits that were typed, or computed apart, have become one numeral.
fn merges(numeral: &Numeral, passage: &Passage) -> bool {
    let mut at = numeral.digits.start;
    let mut computed_before = false;
    for stretch in passage.computed() {
        if stretch.end <= numeral.digits.start || numeral.digits.end <= stretch.start {
            continue;
        }
        let typed = passage
            .text
            .get(at..stretch.start.max(at))
            .unwrap_or_default();
        if typed.contains(counts) || computed_before && typed.is_empty() {
            return true;
        }
        computed_before = true;
        at = stretch.end;
    }
    let typed = passage.text.get(at..numeral.digits.end).unwrap_or_default();
    typed.contains(counts)
}

/// Whether the numbers of a range or a score were computed, each by itself, and only what joins them typed.
pub(super) fn is_joined(numeral: &Numeral, passage: &Passage) -> bool {
    let holds = |stretch: &Range<usize>| {
        stretch.start < numeral.digits.end && numeral.digits.start < stretch.end
    };
    let parts = passage.computed().filter(|stretch| holds(stretch)).count();
    parts > 1 && !merges(numeral, passage)
}

/// Where the characters before a numeral begin that change it.
fn before(passage: &Passage, numerals: &[Numeral], start: usize) -> Option<usize> {
    let head = &passage.text[..start];
    let last = head.chars().next_back()?;
    let at = start - last.len_utf8();
    let previous = head[..at].chars().next_back();
    let is_computed = passage.computed().any(|stretch| stretch.end == start);
    if is_computed {
        return None;
    }
    if SIGNS.contains(&last) {
        // Between two numbers, and in a code, it is no sign.
        let is_between = previous.is_some_and(|previous| {
            previous.is_ascii_alphanumeric() || matches!(previous, ')' | '）' | ']' | '%' | ' ')
        }) || passage.computed().any(|stretch| stretch.end == at);
        return (!is_between).then_some(at);
    }
    if last == '数' {
        // 职工数 is a noun.
        let is_noun = previous.is_some_and(|previous| {
            hanzi_letter(previous) && !"近约超过达有了共逾达到".contains(previous)
        });
        return (!is_noun).then_some(at);
    }
    if last == '几' {
        return (previous != Some('茶')).then_some(at);
    }
    if last == '半' {
        let is_word = previous.is_some_and(|previous| "一大多过对减夜上下近".contains(previous));
        return (!is_word).then_some(at);
    }
    if !counts(last) || matches!(last, '.' | '．' | '点') {
        return None;
    }
    let Some(other) = numerals.iter().find(|other| other.span.end == start) else {
        // 柒 and 拾 alone are read as nothing.
        return Some(at);
    };
    let known = recognise(&passage.text, other);
    let before_it = head[..other.span.start].chars().next_back();
    let is_apart = match other.kind {
        // ① begins a line or a clause; within one it counts.
        Kind::Index => before_it.is_none_or(|before| !hanzi_letter(before)),
        Kind::Ordinal => false,
        _ => match known.map(|known| known.class) {
            // 一对一, 点对点.
            Some("bare-hanzi") => before_it == Some('对'),
            known => known.is_some(),
        },
    };
    (!is_apart).then_some(other.span.start)
}

fn hanzi_letter(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}
