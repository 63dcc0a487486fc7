//! The bare number: digits, hanzi, 万 and 亿, 余 and 多 inside (40余万), fractions, 概数.

use super::super::hanzi;
use super::super::hedge::{Hedge, last_place};
use super::super::unit;
use super::characters::Characters;
use super::{Found, Script};
use crate::number::Number;

/// A number without its unit, as far as it reaches.
#[derive(Debug, Clone)]
pub(super) struct Core {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: Number,
    pub(super) precision: Number,
    pub(super) step: Number,
    /// Written in 万 or 亿.
    pub(super) large: bool,
    pub(super) script: Script,
    /// 余, 多, 几, 来 within or right after the number.
    pub(super) odd: Option<Found>,
    /// 概数: 三四十, 几百.
    pub(super) within: Option<(Number, Number)>,
    /// What the number is beside a plain one.
    pub(super) shape: Shape,
    /// A unit that the notation brings along: % for 百分之九十.
    pub(super) unit: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    /// Digits named one by one, as 二〇二〇 and 九一八.
    Digits,
    /// 百, 千万: a multiplier with no digit before it.
    Round,
    /// 几 or 数 before a measure word: no number at all.
    Some,
    Fraction,
}

/// A number that is there without its digits, as the half of 半数.
pub(super) fn plain(start: usize, end: usize, value: Number) -> Core {
    Core::new(start, end, value, Script::Hanzi)
}

impl Core {
    fn new(start: usize, end: usize, value: Number, script: Script) -> Self {
        let precision = last_place(&value);
        Self {
            start,
            end,
            step: if precision > Number::one() {
                Number::one()
            } else {
                precision.clone()
            },
            precision,
            value,
            large: false,
            script,
            odd: None,
            within: None,
            shape: Shape::Plain,
            unit: None,
        }
    }

    /// The value as a small whole number, for the calendar.
    pub(super) fn small(&self) -> Option<u32> {
        if self.odd.is_some() || self.within.is_some() || self.shape == Shape::Fraction {
            return None;
        }
        self.value
            .to_i128()
            .and_then(|value| u32::try_from(value).ok())
    }

    fn multiply(&mut self, exponent: u32) {
        let factor = Number::ten_to(i32::try_from(exponent).unwrap_or(0));
        self.value = &self.value * &factor;
        self.precision = &self.precision * &factor;
        self.step = &self.step * &factor;
        self.within = self
            .within
            .take()
            .map(|(low, below)| (&low * &factor, &below * &factor));
    }
}

/// Longer runs of hanzi digits than this are no numbers.
const LONGEST: usize = 24;
/// Longer runs of ASCII digits than this are no amounts, and are not worth their arithmetic.
const MOST_DIGITS: usize = 40;

/// Reads the number that begins at `place`.
pub(super) fn read(text: &Characters<'_>, place: usize) -> Option<Core> {
    let mut core = if text.digit(place) {
        ascii(text, place)?
    } else {
        in_hanzi(text, place)?
    };
    if let Some(fraction) = fraction(text, &core) {
        return Some(fraction);
    }
    if core.shape != Shape::Some {
        inner_odd_and_scale(text, &mut core);
        compound(text, &mut core);
        trailing_odd(text, &mut core);
    }
    Some(core)
}

fn ascii(text: &Characters<'_>, place: usize) -> Option<Core> {
    let mut end = place + text.digits(place);
    let first = end - place;
    if let Some(core) = slashed(text, place, end) {
        return Some(core);
    }
    if pointed(text, place) {
        let digits = text.digits_in(place..end);
        let places = i32::try_from(digits.len())
            .ok()
            .filter(|_| digits.len() <= MOST_DIGITS)?;
        let value = &Number::parse(&digits)? * &Number::ten_to(-places);
        let lowest = Number::ten_to(-places);
        return Some(Core {
            precision: lowest.clone(),
            step: lowest,
            ..Core::new(place - 1, end, value, Script::Ascii)
        });
    }
    if first <= 3 {
        end = grouped(text, end);
    }
    let mut decimals = 0;
    if text.at(end) == '.' && text.digit(end + 1) {
        decimals = text.digits(end + 1);
        end += 1 + decimals;
    }
    let digits = text.digits_in(place..end);
    if digits.len() > MOST_DIGITS {
        return Some(Core {
            shape: Shape::Digits,
            ..Core::new(place, end, Number::zero(), Script::Ascii)
        });
    }
    let places = u32::try_from(decimals).ok()?;
    let mantissa = digits
        .parse::<i128>()
        .ok()
        .map(|mantissa| Number::scaled(mantissa, places));
    let value = match mantissa {
        Some(value) => value,
        None => &Number::parse(&digits)? * &Number::ten_to(-i32::try_from(places).ok()?),
    };
    let lowest = Number::ten_to(-i32::try_from(places).ok()?);
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let whole_zeros = if places == 0 && zeros < digits.len() {
        i32::try_from(zeros).ok()?
    } else {
        0
    };
    let precision = &lowest * &Number::ten_to(whole_zeros);
    let wide = ('０'..='９').contains(&text.raw(place));
    let script = if wide {
        Script::FullWidth
    } else {
        Script::Ascii
    };
    Some(Core {
        precision,
        step: lowest,
        ..Core::new(place, end, value, script)
    })
}

/// .5, which ought to be 0.5: a point with nothing before it but a word or a space.
fn pointed(text: &Characters<'_>, place: usize) -> bool {
    let Some(point) = place.checked_sub(1).filter(|&point| text.at(point) == '.') else {
        return false;
    };
    let before = text.before(point);
    !before.is_ascii_alphanumeric()
        && !matches!(before, ')' | '.' | '）')
        && (is_hanzi(before)
            || point == 0
            || before.is_whitespace()
            || "，。、；：（(".contains(before))
}

/// 1/4: a proper fraction of two small numbers that is no date.
fn slashed(text: &Characters<'_>, place: usize, end: usize) -> Option<Core> {
    let second = text.digits(end + 1);
    let shape = text.at(end) == '/' && end - place <= 2 && (1..=3).contains(&second);
    let stop = end + 1 + second;
    if !shape || matches!(text.at(stop), '/' | '月' | '.') || text.before(place) == '/' {
        return None;
    }
    let over = Number::parse(&text.digits_in(place..end))?;
    let under = Number::parse(&text.digits_in(end + 1..stop))?;
    if over >= under || over.is_zero() {
        return None;
    }
    let part = Number::one().divided_by(&under)?;
    let value = over.divided_by(&under)?;
    let core = Core::new(place, stop, value, Script::Ascii);
    Some(Core {
        precision: part.clone(),
        step: part,
        shape: Shape::Fraction,
        ..core
    })
}

/// Past groups of three: 1,200 and 13 740, and 1，200 where the digits are full-width as well.
fn grouped(text: &Characters<'_>, mut end: usize) -> usize {
    let mark = text.raw(end);
    let wide = mark == '，' && ('０'..='９').contains(&text.raw(end.wrapping_sub(1)));
    if !(wide || matches!(mark, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')) {
        return end;
    }
    while text.raw(end) == mark && text.digits(end + 1) == 3 {
        end += 4;
    }
    end
}

/// 十 百 千 万 亿 at `place`, unless a unit such as 千米 or 百分点 begins there.
fn scale(text: &Characters<'_>, place: usize) -> Option<u32> {
    let exponent = hanzi::multiplier(text.at(place))?;
    let unit = unit::longest_at(text.rest(place)).filter(|unit| unit.chars().count() > 1);
    unit.is_none().then_some(exponent)
}

/// 40余万, 十几亿, 3.5万, 3千万.
fn inner_odd_and_scale(text: &Characters<'_>, core: &mut Core) {
    let spaced = core.script != Script::Hanzi
        && text.at(core.end) == ' '
        && matches!(text.at(core.end + 1), '万' | '亿');
    if spaced {
        core.end += 1;
    }
    if let Some((word, after)) = text.any_after(core.end, &["余", "多", "几", "来"])
        && matches!(text.at(after), '万' | '亿' | '千' | '百')
        && scale(text, after).is_some()
        && core.shape != Shape::Digits
    {
        core.odd = Some(Found::new(odd_meaning(word), text, core.end..after));
        core.end = after;
    }
    let started = core.end;
    while core.end - started < 4 {
        let Some(exponent) = scale(text, core.end) else {
            break;
        };
        // Hanzi have read their own multipliers; only after 余 is there one left.
        if core.script == Script::Hanzi && core.odd.is_none() {
            break;
        }
        core.multiply(exponent);
        core.large |= exponent >= 4;
        core.end += 1;
        if core.script != Script::Hanzi {
            core.script = Script::Mixed;
        }
    }
}

/// 1亿2000万, 3万5千, 3万5000.
fn compound(text: &Characters<'_>, core: &mut Core) {
    if core.script != Script::Mixed || core.odd.is_some() || !text.digit(core.end) {
        return;
    }
    let Some(mut tail) = ascii(text, core.end) else {
        return;
    };
    inner_odd_and_scale(text, &mut tail);
    if tail.value < core.step && core.value.is_whole() && tail.value.is_whole() {
        core.value = &core.value + &tail.value;
        core.precision = tail.precision;
        core.step = tail.step;
        core.odd = tail.odd;
        core.large = tail.large;
        core.end = tail.end;
    }
}

fn odd_meaning(word: &str) -> Hedge {
    if word == "来" {
        Hedge::About
    } else {
        Hedge::Odd
    }
}

/// 45万余, 300多, 二十几, 十来个.
fn trailing_odd(text: &Characters<'_>, core: &mut Core) {
    if core.odd.is_some() || core.within.is_some() || core.shape == Shape::Digits {
        return;
    }
    let spaced = usize::from(core.script != Script::Hanzi && text.at(core.end) == ' ');
    let Some((word, after)) = text.any_after(core.end + spaced, &["余", "多", "几", "来"])
    else {
        return;
    };
    // 万 and 百 alone are words; 万多 is not said, 百多 is.
    let measured = unit::longest_at(text.rest(after)).is_some();
    let accepted = match word {
        "余" => !matches!(
            text.at(after),
            '额' | '款' | '地' | '粮' | '热' | '庆' | '波'
        ),
        "来" => measured && text.at(after) != '年',
        "几" => measured || !is_hanzi(text.at(after)),
        _ => measured || !is_hanzi(text.at(after)) || text.at(after) == '人',
    };
    let tens = hanzi::multiplier(text.at(core.end - 1)).is_some();
    if !accepted || (core.script == Script::Hanzi && !tens) {
        return;
    }
    let limit = match text.at(core.end - 1) {
        '万' | '萬' => Some(Number::ten_to(4)),
        '亿' | '億' => Some(Number::ten_to(8)),
        _ => None,
    };
    if let Some(limit) = limit {
        core.precision = core.precision.clone().min(limit);
    }
    core.odd = Some(Found::new(
        odd_meaning(word),
        text,
        core.end + spaced..after,
    ));
    core.end = after;
}

/// Whether a character is a hanzi.
pub(super) fn is_hanzi(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '〇' | '\u{20000}'..='\u{3ffff}')
}

fn in_hanzi(text: &Characters<'_>, place: usize) -> Option<Core> {
    match text.at(place) {
        '几' | '数' => some(text, place),
        _ => hanzi_run(text, place),
    }
}

/// 几十, 数百万; 几 and 数 before a measure word.
fn some(text: &Characters<'_>, place: usize) -> Option<Core> {
    let end = past_multipliers(text, place + 1);
    if end == place + 1 {
        unit::longest_at(text.rest(end))?;
        let mut core = Core::new(place, end, Number::zero(), Script::Hanzi);
        core.shape = Shape::Some;
        return Some(core);
    }
    let one = round(text.raw_slice(place + 1..end))?;
    let low = &one * &Number::from(2_i64);
    let below = &one * &Number::from(10_i64);
    let mut core = Core::new(place, end, low.clone(), Script::Hanzi);
    core.within = Some((low, below));
    Some(core)
}

fn past_multipliers(text: &Characters<'_>, place: usize) -> usize {
    (place..place + 4)
        .find(|&place| scale(text, place).is_none())
        .unwrap_or(place + 4)
}

/// 百 100, 千万 10⁷: the product of multipliers in rising order.
fn round(multipliers: &[char]) -> Option<Number> {
    let mut exponent = 0;
    let mut last = 0;
    for &character in multipliers {
        let power = hanzi::multiplier(character)?;
        if power <= last {
            return None;
        }
        exponent += power;
        last = power;
    }
    (exponent > 0).then(|| Number::ten_to(i32::try_from(exponent).unwrap_or(0)))
}

fn hanzi_run(text: &Characters<'_>, place: usize) -> Option<Core> {
    let part = |place: usize| {
        let character = text.at(place);
        hanzi::digit(character).is_some()
            || scale(text, place).is_some()
            || matches!(character, '廿' | '卅')
    };
    let mut end = (place..text.len())
        .find(|&place| !part(place))
        .unwrap_or(text.len());
    let all_digits = (place..end).all(|place| hanzi::digit(text.at(place)).is_some());
    if end - place > 1 && all_digits && adjacent(text.raw_slice(place..end)).is_none() {
        let digits = hanzi::read_digits(text.raw_slice(place..end))
            .filter(|digits| digits.len() <= MOST_DIGITS);
        let value = digits
            .and_then(|digits| Number::parse(&digits))
            .unwrap_or_else(Number::zero);
        return Some(Core {
            shape: Shape::Digits,
            ..Core::new(place, end, value, Script::Hanzi)
        });
    }
    end = end.min(place + LONGEST);
    while end > place {
        let characters = text.raw_slice(place..end);
        if let Some(core) = hanzi_number(text, place, end, characters) {
            return Some(core);
        }
        end -= 1;
    }
    None
}

fn hanzi_number(
    text: &Characters<'_>,
    place: usize,
    end: usize,
    characters: &[char],
) -> Option<Core> {
    if let Some(value) = round(characters)
        && characters != ['十']
    {
        let mut core = Core::new(place, end, value, Script::Hanzi);
        core.shape = Shape::Round;
        mark_large(&mut core, characters);
        return Some(core);
    }
    if let Some((low, below)) = adjacent(characters) {
        let mut core = Core::new(place, end, low.clone(), Script::Hanzi);
        core.within = Some((low, below));
        return Some(core);
    }
    let expanded: Vec<char> = characters
        .iter()
        .flat_map(|&character| expand(character))
        .collect();
    let value = Number::from(hanzi::read(&expanded)?);
    let mut core = Core::new(place, end, value, Script::Hanzi);
    mark_large(&mut core, characters);
    point(text, &mut core);
    Some(core)
}

fn expand(character: char) -> Vec<char> {
    match character {
        '廿' => vec!['二', '十'],
        '卅' => vec!['三', '十'],
        _ => vec![character],
    }
}

fn mark_large(core: &mut Core, characters: &[char]) {
    if let Some(exponent) = characters
        .last()
        .and_then(|&last| hanzi::multiplier(last))
        .filter(|&power| power >= 4)
    {
        core.large = true;
        core.step = Number::ten_to(i32::try_from(exponent).unwrap_or(0));
    }
}

/// 三点五: decimals only where a unit or a 万 follows, for 三点一线 is no number.
fn point(text: &Characters<'_>, core: &mut Core) {
    if text.at(core.end) != '点' {
        return;
    }
    let from = core.end + 1;
    let end = (from..text.len())
        .find(|&place| hanzi::digit(text.at(place)).is_none())
        .unwrap_or(text.len());
    let Some(digits) =
        hanzi::read_digits(text.raw_slice(from..end)).filter(|digits| !digits.is_empty())
    else {
        return;
    };
    let next = text.at(end);
    let unit = unit::longest_at(text.rest(end))
        .is_some_and(|unit| !matches!(unit, "分" | "线" | "级" | "等" | "方" | "地"));
    let percent = matches!(text.before(core.start), '之');
    if digits.len() > MOST_DIGITS || !(unit || percent || matches!(next, '万' | '亿')) {
        return;
    }
    let places = i32::try_from(digits.len()).unwrap_or(0);
    if let Some(decimals) = Number::parse(&digits) {
        core.value = &core.value + &(&decimals * &Number::ten_to(-places));
        core.precision = Number::ten_to(-places);
        core.step = core.precision.clone();
        core.end = end;
        if let Some(exponent) = scale(text, end) {
            core.multiply(exponent);
            core.large = exponent >= 4;
            core.end += 1;
        }
    }
}

/// 三四十 is 30–49, 十七八 is 17–18, 两三 is 2–3, 三五 is 3–5.
fn adjacent(characters: &[char]) -> Option<(Number, Number)> {
    let pair = characters.windows(2).position(|pair| {
        let digits = (hanzi::digit(pair[0]), hanzi::digit(pair[1]));
        matches!(digits, (Some(low @ 1..), Some(high)) if high == low + 1 || (low, high) == (3, 5))
    })?;
    let (head, rest) = characters.split_at(pair);
    let tail = &rest[2..];
    let one = if tail.is_empty() {
        Number::one()
    } else {
        round(tail)?
    };
    let base = match head.last() {
        None => Number::zero(),
        Some(&last) => {
            // The pair must stand in a place that the number before it leaves open.
            let power = hanzi::multiplier(last)?;
            if Number::ten_to(i32::try_from(power).ok()?) <= &one * &Number::from(9_i64) {
                return None;
            }
            Number::from(hanzi::read(head)?)
        }
    };
    let value = |character: char| {
        let digit = Number::from(i64::from(hanzi::digit(character)?));
        Some(&base + &(&digit * &one))
    };
    let (low, high) = (value(rest[0])?, value(rest[1])?);
    (head.is_empty() || (rest[0], rest[1]) != ('三', '五')).then(|| (low, &high + &one))
}

/// 百分之九十一点三, 三分之二, 千分之5: the denominator has been read as `core`, or is a bare 百.
fn fraction(text: &Characters<'_>, core: &Core) -> Option<Core> {
    let after = text.after(core.end, "分之")?;
    if core.within.is_some() || matches!(core.shape, Shape::Some | Shape::Digits) {
        return None;
    }
    let some = matches!(text.at(after), '几' | '数');
    let upper = if some { None } else { read_upper(text, after) };
    let unit = match core.value.to_i128() {
        Some(100) => Some("%"),
        Some(1000) => Some("‰"),
        _ => None,
    };
    let mut whole = match upper {
        Some(upper) => upper,
        None if some => {
            let mut core = Core::new(after, after + 1, Number::zero(), Script::Hanzi);
            core.shape = Shape::Some;
            core
        }
        None => return None,
    };
    if unit.is_none() {
        whole.value = whole.value.divided_by(&core.value)?;
        whole.precision = Number::one().divided_by(&core.value)?;
        whole.step = whole.precision.clone();
        whole.large = false;
        if whole.shape != Shape::Some {
            whole.shape = Shape::Fraction;
        }
    } else if whole.shape == Shape::Round {
        whole.shape = Shape::Plain;
    }
    whole.start = core.start;
    whole.unit = unit;
    Some(whole)
}

fn read_upper(text: &Characters<'_>, place: usize) -> Option<Core> {
    let mut core = if text.digit(place) {
        ascii(text, place)?
    } else {
        hanzi_run(text, place)?
    };
    if core.script == Script::Hanzi || core.odd.is_none() {
        trailing_odd(text, &mut core);
    }
    Some(core)
}
