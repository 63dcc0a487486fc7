//! Numbers spelled in hanzi: 一百零五, 三点五, and the 概数 几十, 三四十, 数百.

use super::super::hanzi;
use super::Script;
use super::characters::Characters;
use super::core::{Core, Grain, MOST_DIGITS, Shape, scale};
use crate::number::Number;

/// Longer runs of hanzi digits than this are no numbers.
const LONGEST: usize = 24;

/// 一百零五, 几十, 三四十, 百: the number in hanzi that begins at `place`.
pub(super) fn read(text: &Characters<'_>, place: usize) -> Option<Core> {
    match text.at(place) {
        '几' | '数' => some(text, place),
        _ => run(text, place),
    }
}

/// 几十, 数百万; 几 and 数 before a measure word.
fn some(text: &Characters<'_>, place: usize) -> Option<Core> {
    if let Some(core) = counted_by(text, place) {
        return Some(core);
    }
    let end = past_multipliers(text, place + 1);
    if end == place + 1 {
        text.unit_at(end)?;
        let mut core = Core::new(place, end, Number::zero(), Script::Hanzi);
        core.shape = Shape::Some;
        return Some(core);
    }
    let one = round(text.narrow_slice(place + 1..end))?;
    let low = &one * &Number::from(2_i64);
    let below = &one * &Number::from(10_i64);
    let mut core = Core::new(place, end, low.clone(), Script::Hanzi);
    core.within = Some((low, below));
    Some(core)
}

/// 数以百计, 数以万计: from a hundred on, from ten thousand on, below the next power.
fn counted_by(text: &Characters<'_>, place: usize) -> Option<Core> {
    let from = text.after(place, "数以")?;
    let to = past_multipliers(text, from);
    let low = round(text.narrow_slice(from..to))?;
    let end = text.after(to, "计")?;
    let mut core = Core::new(place, end, low.clone(), Script::Hanzi);
    core.within = Some((low.clone(), &low * &Number::from(10_i64)));
    Some(core)
}

fn past_multipliers(text: &Characters<'_>, place: usize) -> usize {
    (place..place + 4)
        .find(|&place| scale(text, place).is_none())
        .unwrap_or(place + 4)
}

/// 百 100, 千万 10⁷: the product of multipliers in rising order.
fn round(multipliers: &[char]) -> Option<Number> {
    round_power(multipliers).map(Number::ten_to)
}

fn round_power(multipliers: &[char]) -> Option<i32> {
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
    i32::try_from(exponent)
        .ok()
        .filter(|&exponent| exponent > 0)
}

/// A run of hanzi digits and multipliers, as far as it makes a number.
pub(super) fn run(text: &Characters<'_>, place: usize) -> Option<Core> {
    // 近千米 is nearly a thousand metres, while 5千米 has been read with its unit.
    let thousand =
        text.after(place, "千米").is_some() && "近上约逾超达".contains(text.before(place));
    let first = place;
    let part = |place: usize| {
        let character = text.at(place);
        hanzi::digit(character).is_some()
            || thousand && place == first
            || scale(text, place).is_some()
            || matches!(character, '廿' | '卅')
    };
    let mut end = (place..text.len())
        .find(|&place| !part(place))
        .unwrap_or(text.len());
    let all_digits = (place..end).all(|place| hanzi::digit(text.at(place)).is_some());
    if end - place > 1 && all_digits && adjacent(text.narrow_slice(place..end)).is_none() {
        let digits = hanzi::read_digits(text.narrow_slice(place..end))
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
        let characters = text.narrow_slice(place..end);
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
    if let Some(power) = round_power(characters)
        && characters != ['十']
    {
        let mut core = Core::new(place, end, Number::ten_to(power), Script::Hanzi);
        core.precision = Grain::Ten(power);
        core.shape = Shape::Round;
        mark_large(&mut core, characters);
        return Some(core);
    }
    // 百十家, 百八十人: a hundred and some.
    if matches!(characters, ['百', '十'] | ['百', '八', '十']) {
        let mut core = Core::new(place, end, Number::from(100_i64), Script::Hanzi);
        core.within = Some((Number::from(100_i64), Number::from(200_i64)));
        return Some(core);
    }
    if let Some((low, below)) = adjacent(characters) {
        let mut core = Core::new(place, end, low.clone(), Script::Hanzi);
        core.within = Some((low, below));
        return Some(core);
    }
    let value = if characters.contains(&'廿') || characters.contains(&'卅') {
        let expanded: Vec<char> = characters.iter().copied().flat_map(expand).collect();
        hanzi::read(&expanded)?
    } else {
        hanzi::read(characters)?
    };
    let mut core = Core::whole(place, end, value, Script::Hanzi);
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
        core.step = Grain::Ten(i32::try_from(exponent).unwrap_or(0));
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
        hanzi::read_digits(text.narrow_slice(from..end)).filter(|digits| !digits.is_empty())
    else {
        return;
    };
    let next = text.at(end);
    let unit = text
        .unit_at(end)
        .is_some_and(|unit| !matches!(unit, "分" | "线" | "级" | "等" | "方" | "地"));
    let percent = matches!(text.before(core.start), '之');
    if digits.len() > MOST_DIGITS || !(unit || percent || matches!(next, '万' | '亿')) {
        return;
    }
    let places = i32::try_from(digits.len()).unwrap_or(0);
    if let Some(decimals) = Number::parse(&digits) {
        core.value = &core.value + &(&decimals * &Number::ten_to(-places));
        core.precision = Grain::Ten(-places);
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
