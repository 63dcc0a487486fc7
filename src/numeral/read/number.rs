//! The bare number: digits, hanzi, 万 and 亿, 余 and 多 inside (40余万), fractions, 概数.

use super::super::hanzi;
use super::super::hedge::{Hedge, Nature};
use super::super::unit;
use super::characters::Characters;
use super::core::{Core, Grain, MOST_DIGITS, Shape, scale};
use super::{Found, Script, spelled};
use crate::number::Number;

/// Reads the number that begins at `place`.
pub(super) fn read(text: &Characters<'_>, place: usize) -> Option<Core> {
    let mut core = if text.digit(place) {
        ascii(text, place)?
    } else {
        spelled::read(text, place)?
    };
    if let Some(fraction) = fraction(text, &core) {
        return Some(fraction);
    }
    some_tens(text, &mut core);
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
        // The zero that is left out counts as well.
        if digits.len() >= MOST_DIGITS {
            return Some(Core {
                shape: Shape::Digits,
                ..Core::new(place - 1, end, Number::zero(), Script::Ascii)
            });
        }
        let places = i32::try_from(digits.len()).ok()?;
        let value = &Number::parse(&digits)? * &Number::ten_to(-places);
        let lowest = Grain::Ten(-places);
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
    if text.at(end) == '.' && text.digit(end + 1) || middle_dot(text, end) {
        decimals = text.digits(end + 1);
        end += 1 + decimals;
    }
    let (mut count, mut zeros, mut mantissa) = (0_usize, 0_usize, Some(0_i128));
    for digit in text.narrow_slice(place..end) {
        // What groups them is passed over.
        let Some(digit) = digit.to_digit(10) else {
            continue;
        };
        count += 1;
        zeros = if digit == 0 { zeros + 1 } else { 0 };
        let shifted = mantissa.and_then(|mantissa| mantissa.checked_mul(10));
        mantissa = shifted.and_then(|shifted| shifted.checked_add(digit.into()));
    }
    if count > MOST_DIGITS {
        return Some(Core {
            shape: Shape::Digits,
            ..Core::new(place, end, Number::zero(), Script::Ascii)
        });
    }
    let places = u32::try_from(decimals).ok()?;
    let value = if let Some(mantissa) = mantissa {
        Number::scaled(mantissa, places)
    } else {
        let digits = text.digits_in(place..end);
        &Number::parse(&digits)? * &Number::ten_to(-i32::try_from(places).ok()?)
    };
    let lowest = -i32::try_from(places).ok()?;
    let whole_zeros = if places == 0 && zeros < count {
        i32::try_from(zeros).ok()?
    } else {
        0
    };
    let wide = !text.raw(place).is_ascii();
    let script = if wide {
        Script::FullWidth
    } else {
        Script::Ascii
    };
    Some(Core {
        precision: Grain::Ten(lowest + whole_zeros),
        step: Grain::Ten(lowest),
        ..Core::new(place, end, value, script)
    })
}

/// 12·8%: older typesetting has the decimal point in the middle. 5·12 and 9·11 are names of days, so
/// what follows must be able to go with a decimal.
fn middle_dot(text: &Characters<'_>, point: usize) -> bool {
    if text.raw(point) != '·' || !text.digit(point + 1) {
        return false;
    }
    let after = point + 1 + text.digits(point + 1);
    let measured = text.unit_at(after).is_some_and(|unit| {
        unit::nature(unit) != Nature::Counted && !matches!(unit, "晚" | "日" | "环")
    });
    measured || matches!(text.at(after), '万' | '亿')
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
    if text.at(end) != '/' {
        return None;
    }
    let second = text.digits(end + 1);
    let shape = end - place <= 2 && (1..=3).contains(&second);
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
        precision: Grain::Part(part.clone()),
        step: Grain::Part(part),
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

/// 三百几十: twenty to ninety-nine more than three hundred.
fn some_tens(text: &Characters<'_>, core: &mut Core) {
    let tens = hanzi::multiplier(text.at(core.end + 1)).filter(|tens| *tens < 4);
    let (Some(tens), Grain::Ten(lowest)) = (tens, &core.precision) else {
        return;
    };
    let fits = core.script == Script::Hanzi
        && core.within.is_none()
        && matches!(core.shape, Shape::Plain)
        && matches!(text.at(core.end), '几' | '数')
        && i32::try_from(tens).is_ok_and(|tens| tens < *lowest);
    if !fits {
        return;
    }
    let ten = Number::ten_to(i32::try_from(tens).unwrap_or(0));
    let more = |count: i64| &core.value + &(&ten * &Number::from(count));
    core.within = Some((more(2), more(10)));
    core.end += 2;
}

/// 40余万, 十几亿, 3.5万, 3千万.
fn inner_odd_and_scale(text: &Characters<'_>, core: &mut Core) {
    let spaced = core.script != Script::Hanzi
        && text.at(core.end) == ' '
        && matches!(text.at(core.end + 1), '万' | '亿');
    if spaced {
        core.end += 1;
    }
    // 9800 余万元: a space after the digits, as some typesetting has it.
    let gap = usize::from(core.script != Script::Hanzi && text.at(core.end) == ' ');
    let (word, after) = (text.at(core.end + gap), core.end + gap + 1);
    if matches!(word, '余' | '多' | '几' | '来')
        && matches!(text.at(after), '万' | '亿' | '千' | '百')
        && scale(text, after).is_some()
        && core.shape != Shape::Digits
    {
        core.odd = Some(Found::new(odd_meaning(word), core.end + gap..after));
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
    if tail.value < core.step.number() && core.value.is_whole() {
        core.value = &core.value + &tail.value;
        core.precision = tail.precision;
        core.step = tail.step;
        core.odd = tail.odd;
        core.large = tail.large;
        core.end = tail.end;
    }
}

fn odd_meaning(word: char) -> Hedge {
    if word == '来' {
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
    let (word, after) = (text.at(core.end + spaced), core.end + spaced + 1);
    if !matches!(word, '余' | '多' | '几' | '来' | '数') {
        return;
    }
    // 万 and 百 alone are words; 万多 is not said, 百多 is.
    let measured = text.unit_at(after).is_some();
    let accepted = match word {
        '余' => !matches!(
            text.at(after),
            '额' | '款' | '地' | '粮' | '热' | '庆' | '波'
        ),
        '来' => measured && text.at(after) != '年',
        // 十数名; 三十数据 and 五百数控机床 are other words.
        '数' => measured && core.script == Script::Hanzi && text.at(core.end - 1) == '十',
        // 十几朵: whatever the measure word; 十几何 is none.
        '几' => !matches!(text.at(after), '何' | '乎' | '率' | '许'),
        _ => measured || !is_hanzi(text.at(after)) || text.at(after) == '人',
    };
    let tens = hanzi::multiplier(text.at(core.end - 1)).is_some();
    if !accepted || (core.script == Script::Hanzi && !tens) {
        return;
    }
    let limit = match text.at(core.end - 1) {
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        _ => None,
    };
    if let Some(limit) = limit {
        core.precision.limit(limit);
    }
    core.odd = Some(Found::new(odd_meaning(word), core.end + spaced..after));
    core.end = after;
}

/// Whether a character is a hanzi.
pub(super) fn is_hanzi(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '〇' | '\u{20000}'..='\u{3ffff}')
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
        whole.precision = Grain::Part(Number::one().divided_by(&core.value)?);
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
        spelled::run(text, place)?
    };
    if core.script == Script::Hanzi || core.odd.is_none() {
        trailing_odd(text, &mut core);
    }
    Some(core)
}
