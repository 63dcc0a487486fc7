//! The reading half: every numeral of a text, with its place, its value and what it claims.
//!
//! The grammar is one scan from left to right. Where a number may begin, codes and telephone numbers
//! are tried first, then the number itself, then the calendar; what is left is a quantity, to which
//! the unit, the other end of a range, the hedges on both sides and 各 are added. Nothing is judged
//! here and nothing is left out: whether a numeral needs a figure is [`super::lexicon`]'s question.

mod calendar;
mod characters;
mod codes;
mod core;
mod hedges;
mod measure;
mod number;
mod quantity;
mod rank;
mod spelled;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use self::characters::{Characters, foreign};
use super::hedge::{Claim, Hedge, Written};
use super::spelling::Spelling;
use crate::number::Number;

/// What a numeral is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A number, with or without a unit: 210万元, 三四十人, 91.3%, 百名.
    Quantity,
    /// From one number to another: 5万～10万元.
    Range,
    /// An amount without a number: 多家, 几点, 若干.
    Vague,
    /// 三分之二, 半数, ½.
    Fraction,
    /// 翻两番: the value is the number of doublings.
    Doubling,
    /// 第三届, 一等奖, 五星级, 3号楼.
    Ordinal,
    /// 首批, 首家: a claim to be the first.
    First,
    /// 2020年1月5日, 一季度, 近三年.
    Date,
    /// 9:30, 14时30分.
    Time,
    /// A list mark or the number of a picture: ①, Ⅲ, 附件2, 其一.
    Index,
    /// Digits in a name: A4, 5G, GB/T 9704—2012, 1+3+N.
    Code,
    /// A telephone or identity number, which has no place in a report.
    Private,
    /// 3:1.
    Score,
    /// Hanzi digits that make no number: 五一, 三五成群.
    Word,
}

/// What a numeral is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// 5200.
    Ascii,
    /// ５２００, and the digits of other scripts: 𝟓𝟐𝟎𝟎.
    FullWidth,
    /// 五千二百.
    Hanzi,
    /// 3.5万.
    Mixed,
}

/// A hedge word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HedgeWord {
    /// What it means.
    pub meaning: Hedge,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// A numeral in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts about one wording"
)]
pub struct Numeral {
    /// Where it stands with its hedges, 各 and unit, in bytes.
    pub span: Range<usize>,
    /// Where its digits stand, 万 and inner hedge included: 45万余 of 近45万余元.
    pub digits: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// What it is written in.
    pub script: Script,
    /// x in the base unit: 3.5万元 is 35000, 91% is 91, 三成 is 30. `None` where it measures nothing
    /// or no one number.
    pub value: Option<Number>,
    /// The unit as it is written, half-width; empty where there is none.
    pub unit: String,
    /// What it says of the value it stands for; `None` for what measures nothing.
    pub claim: Option<Claim>,
    /// The hedges in the order of the text.
    pub hedges: Vec<HedgeWord>,
    /// 各30个: the number holds of each of the things named.
    pub each: bool,
    /// 每3个月, 每百人: the base of a rate.
    pub per: bool,
    /// 百, 千万: a multiplier with no digit before it.
    pub round: bool,
}

/// A hedge while its numeral is being read, in characters.
#[derive(Debug, Clone)]
struct Found {
    meaning: Hedge,
    range: Range<usize>,
}

impl Found {
    fn new(meaning: Hedge, range: Range<usize>) -> Self {
        Self { meaning, range }
    }
}

/// A numeral while it is being read: its places are counted in characters.
struct Draft {
    start: usize,
    digits: Range<usize>,
    end: usize,
    kind: Kind,
    script: Script,
    value: Option<Number>,
    unit: Cow<'static, str>,
    claim: Option<Claim>,
    hedges: Vec<Found>,
    each: bool,
    per: bool,
    round: bool,
}

impl Draft {
    /// A numeral that measures nothing.
    fn bare(range: Range<usize>, kind: Kind, script: Script) -> Self {
        Self {
            start: range.start,
            digits: range.clone(),
            end: range.end,
            kind,
            script,
            value: None,
            unit: Cow::Borrowed(""),
            claim: None,
            hedges: Vec::new(),
            each: false,
            per: false,
            round: false,
        }
    }

    fn finish(self, text: &Characters<'_>) -> Numeral {
        let word = |found: Found| HedgeWord {
            meaning: found.meaning,
            span: text.bytes(found.range),
        };
        Numeral {
            span: text.bytes(self.start..self.end),
            digits: text.bytes(self.digits),
            kind: self.kind,
            script: self.script,
            value: self.value,
            unit: self.unit.into_owned(),
            claim: self.claim,
            hedges: self.hedges.into_iter().map(word).collect(),
            each: self.each,
            per: self.per,
            round: self.round,
        }
    }
}

/// All numerals of `text`, in its order; they never overlap.
#[must_use]
pub fn read(text: &str) -> Vec<Numeral> {
    read_spelled(text, &Spelling::of(text))
}

/// The same of a text that has been taken apart already.
#[must_use]
pub fn read_spelled(text: &str, spelling: &Spelling) -> Vec<Numeral> {
    let characters = Characters::new(text, spelling);
    let mut numerals: Vec<Draft> = Vec::new();
    let mut floor = 0;
    for &place in characters.begins() {
        // A numeral reaches at least one character past where it was looked for.
        if place >= floor
            && let Some(draft) = numeral_at(&characters, place, floor)
        {
            floor = draft.end.max(place + 1);
            numerals.push(draft);
        }
    }
    rank::join_lists(&characters, &mut numerals);
    numerals
        .into_iter()
        .map(|draft| draft.finish(&characters))
        .collect()
}

/// Digits as cheques have them.
const fn is_capital(character: char) -> bool {
    matches!(
        character,
        '壹' | '贰'
            | '貳'
            | '叁'
            | '參'
            | '肆'
            | '伍'
            | '陆'
            | '陸'
            | '柒'
            | '捌'
            | '玖'
            | '弌'
            | '拾'
            | '佰'
            | '仟'
    )
}

/// 佰元, 仟名, 拾元: no digit, but a unit. 收拾 and 佰草 are words.
fn is_capital_amount(text: &Characters<'_>, place: usize) -> bool {
    match text.at(place) {
        '佰' | '仟' => text.unit_at(place + 1).is_some(),
        '拾' => text.unit_at(place + 1) == Some("元"),
        _ => false,
    }
}

fn numeral_at(text: &Characters<'_>, place: usize, floor: usize) -> Option<Draft> {
    // 伍, 陆 and 柒 alone are surnames and parts of words; as digits they go with 拾, 佰, 仟, 万.
    if is_capital(text.at(place))
        && super::hanzi::multiplier(text.at(place + 1)).is_none()
        && !is_capital_amount(text, place)
    {
        return None;
    }
    if let Some(draft) = words::read(text, place, floor) {
        return Some(draft);
    }
    // 零下7℃ is read at its 7.
    if text.after(place, "零下").is_some() {
        return None;
    }
    if foreign(text.raw(place)) && text.at(place) == text.raw(place) && !is_chinese(text.raw(place))
    {
        return match raised(text, place) {
            Some(core) => quantity::read(text, core, floor),
            None => Some(unreadable(text, place)),
        };
    }
    if let Some((kind, end)) = codes::read(text, place)
        && calendar_wins(text, place).is_none()
    {
        let script = if characters::is_list_mark(text.raw(place)) {
            Script::Hanzi
        } else {
            Script::Ascii
        };
        let start = if kind == Kind::Code {
            codes::begin(text, place, floor)
        } else {
            place
        };
        return Some(Draft::bare(start..end, kind, script));
    }
    let core = number::read(text, place)?;
    quantity::read(text, core, floor)
}

fn is_chinese(character: char) -> bool {
    super::hanzi::digit(character).is_some() || words::vulgar_value(character).is_some()
}

/// ¹²⁰: raised digits with nothing before them that they raise are worth what they say. 10² is a power, and
/// CO₂ a name.
fn raised(text: &Characters<'_>, place: usize) -> Option<core::Core> {
    let before = text.before(place);
    if before.is_numeric() || before.is_alphabetic() && !number::is_hanzi(before) {
        return None;
    }
    let level = |place: usize| super::digit::level(text.raw(place));
    let digits: String = (place..text.len()).map_while(level).collect();
    let end = place + digits.chars().count();
    let value = digits.parse().ok()?;
    Some(core::Core::whole(place, end, value, Script::Ascii))
}

/// A run of characters that count and are no decimal digits: 〣. After letters (CO₂, PM₂) and in m² they
/// are part of a name.
fn unreadable(text: &Characters<'_>, place: usize) -> Draft {
    let end = (place..text.len())
        .find(|&place| !foreign(text.raw(place)))
        .unwrap_or(text.len());
    if text.before(place).is_alphabetic() && !number::is_hanzi(text.before(place)) {
        return Draft::bare(place..end, Kind::Code, Script::Ascii);
    }
    let unit = text.unit_at(end).unwrap_or_default();
    let mut draft = Draft::bare(
        place..end + unit.chars().count(),
        Kind::Quantity,
        Script::Ascii,
    );
    draft.digits = place..end;
    draft.unit = unit.into();
    draft
}

/// 9:30 is a time before it is a score, 2020.1.5 a date before it is a version.
fn calendar_wins(text: &Characters<'_>, place: usize) -> Option<usize> {
    if text.before(place).is_ascii_alphabetic() || !text.digit(place) {
        return None;
    }
    let core = number::read(text, place)?;
    calendar::read(text, &core).map(|(_, end)| end)
}

/// A number with what its digits say of it, for a claim.
fn written(core: &core::Core) -> Written {
    Written {
        value: core.value.clone(),
        precision: core.precision.number(),
        step: core.step.number(),
        large: core.large,
    }
}

#[cfg(test)]
mod tests;
