//! What stands around a number: the other end of its range, hedges, 各, a sign.

use std::borrow::Cow;

use super::super::hanzi;
use super::super::hedge::{Claim, Hedge};
use super::super::unit;
use super::characters::Characters;
use super::core::{Core, Grain, Shape};
use super::measure::{self, Unit};
use super::number;
use super::{Draft, Found, Kind, Script, calendar, hedges, rank, words, written};
use crate::number::Number;

/// Reads on from the number `core` to the whole numeral.
pub(super) fn read(text: &Characters<'_>, core: Core, floor: usize) -> Option<Draft> {
    if let Some(draft) = rank::read(text, &core, floor) {
        return Some(draft);
    }
    if let Some((kind, end)) = calendar::read(text, &core)
        && !is_length_of_time(text, &core, floor, end)
    {
        return Some(Draft::bare(core.start..end, kind, core.script));
    }
    let first = measure::after(text, &core);
    // 初二晚 is a day of the moon's month, whatever 晚 measures elsewhere.
    let measured = first.as_ref().is_some_and(|unit| {
        text.before(core.start) != '初' || !matches!(&*unit.name, "晚" | "日" | "夜")
    });
    if let Some(draft) = rank::index(text, &core, measured) {
        return Some(draft);
    }
    let range = range(text, &core, first.as_ref());
    let draft = match range {
        Some((second, unit)) => ranged(text, &core, &second, unit, first.as_ref(), floor),
        None => single(text, core, first, floor)?,
    };
    Some(draft)
}

/// 约3日, 每5日: a length, although 3日 alone is a date.
fn is_length_of_time(text: &Characters<'_>, core: &Core, floor: usize, end: usize) -> bool {
    let day = text.before(end) == '日' && end - core.end <= 2;
    let (leading, _) = hedges::leading(text, core, core.start, floor);
    day && (!leading.is_empty() || matches!(text.before(core.start), '每' | '各' | '满'))
}

/// The second number of a range and its unit.
fn range(text: &Characters<'_>, core: &Core, first: Option<&Unit>) -> Option<(Core, Option<Unit>)> {
    let plain = |core: &Core| {
        core.odd.is_none()
            && core.within.is_none()
            && matches!(core.shape, Shape::Plain | Shape::Fraction)
    };
    let half = first.is_some_and(|unit| unit.half || unit.odd.is_some());
    if !plain(core) || half {
        return None;
    }
    let from = first.map_or(core.end, |unit| unit.end);
    let to = (from..from + 3).find(|&place| !calendar::is_dash(text.at(place)))?;
    if to == from {
        return None;
    }
    let second = number::read(text, to).filter(plain)?;
    let unit = measure::after(text, &second);
    let same = match (first, &unit) {
        (Some(first), Some(second)) => unit::same(&first.name, &second.name),
        (Some(_), None) => false,
        // 一到二 without a unit is rather 统一到…; digits may be codes, but a range is nearer.
        (None, None) => core.script != Script::Hanzi && text.digits(from) == 0,
        (None, Some(_)) => true,
    };
    (same && second.value > core.value || same && second.large && !core.large)
        .then_some((second, unit))
}

fn ranged(
    text: &Characters<'_>,
    low: &Core,
    high: &Core,
    unit: Option<Unit>,
    first: Option<&Unit>,
    floor: usize,
) -> Draft {
    let mut bottom = low.value.clone();
    // 5-10万元 means 5万; that it should say so is a matter of style.
    if high.large && !low.large && first.is_none() {
        let exponent = if text.before(high.end) == '亿' { 8 } else { 4 };
        bottom = &bottom * &Number::ten_to(exponent);
    }
    let end = unit.as_ref().map_or(high.end, |unit| unit.end);
    let mut draft = Draft::bare(low.start..end, Kind::Range, low.script.max(high.script));
    draft.digits = low.start..high.end;
    let (bottom, top) = match unit {
        Some(unit) if unit.name == "成" => {
            let ten = Number::from(10_i64);
            draft.unit = "%".into();
            (&bottom * &ten, &high.value * &ten)
        }
        unit => {
            draft.unit = unit.map(|unit| unit.name).unwrap_or_default();
            (bottom, high.value.clone())
        }
    };
    draft.claim = Some(Claim::Between(bottom, top));
    surround(text, low, &mut draft, floor);
    draft
}

fn single(
    text: &Characters<'_>,
    mut core: Core,
    unit: Option<Unit>,
    floor: usize,
) -> Option<Draft> {
    let (is_hanzi, unitless) = (core.script == Script::Hanzi, unit.is_none());
    if core.shape == Shape::Some {
        return vague(text, &core, unit);
    }
    let mut odd = core.odd.take();
    let mut end = core.end;
    let mut name = Cow::Borrowed("");
    if let Some(unit) = unit {
        if unit.half {
            core.value = &core.value + &Number::scaled(5, 1);
            core.precision = Grain::Part(Number::scaled(5, 1));
            core.step = core.precision.clone();
        }
        odd = odd.or(unit.odd);
        end = unit.end;
        name = unit.name;
    }
    if name == "成" {
        let ten = Number::from(10_i64);
        core.value = &core.value * &ten;
        core.precision.multiply(1);
        core.step = core.precision.clone();
        core.within = core.within.map(|(low, below)| (&low * &ten, &below * &ten));
        name = "%".into();
        // 八成五 is 85%; nothing follows 八成半 or 8.5成.
        if odd.is_none()
            && core.within.is_none()
            && matches!(core.precision, Grain::Ten(1))
            && let Some(digit) = tenth_of_cheng(text, end)
        {
            core.value = &core.value + &Number::from(i64::from(digit));
            core.precision = Grain::Ten(0);
            core.step = Grain::Ten(0);
            end += 1;
        }
    }
    if name == "元"
        && odd.is_none()
        && core.within.is_none()
        && !core.large
        && let Some((parts, places, after)) = parts_of_yuan(text, end)
    {
        core.value = &core.value + &parts;
        core.precision = Grain::Ten(-places);
        core.step = Grain::Ten(-places);
        end = after;
    }
    let kind = match core.shape {
        Shape::Fraction => Kind::Fraction,
        Shape::Digits if is_hanzi && unitless => Kind::Word,
        Shape::Digits if !is_hanzi => Kind::Code,
        _ => Kind::Quantity,
    };
    let mut draft = Draft::bare(core.start..end, kind, core.script);
    draft.digits = core.start..core.end;
    draft.unit = name;
    draft.round = core.shape == Shape::Round;
    // 三五成群 and 一二产业: 概数 need something to be counted.
    if core.within.is_some()
        && unitless
        && core.end - core.start == 2
        && words::digit(text, core.start + 1)
        && words::digit(text, core.start)
    {
        draft.kind = Kind::Word;
        return Some(draft);
    }
    draft.hedges = odd.into_iter().collect();
    surround(text, &core, &mut draft, floor);
    sign(text, &mut core, &mut draft, floor);
    if draft.kind == Kind::Word || draft.kind == Kind::Code {
        return Some(draft);
    }
    if let Some((low, below)) = core.within.clone() {
        draft.claim = Some(Claim::Within(low, below));
    } else {
        let written = written(&core);
        draft.value = Some(core.value.clone());
        draft.claim = Some(match strongest(&draft.hedges) {
            Some(hedge) => Claim::Hedged(written, hedge),
            None => Claim::Exact(written),
        });
    }
    Some(draft)
}

/// The second digit of 八成五, which stands at `place`. 八成三年级学生 has none.
fn tenth_of_cheng(text: &Characters<'_>, place: usize) -> Option<u8> {
    let digit = hanzi::digit(text.at(place)).filter(|digit| *digit > 0)?;
    let next = place + 1;
    let goes_on = hanzi::digit(text.at(next)).is_some()
        || hanzi::multiplier(text.at(next)).is_some()
        || text.unit_at(next).is_some()
        || matches!(text.at(next), '年' | '级' | '线');
    (!goes_on).then_some(digit)
}

/// 5角4分 behind 元, which ends at `place`: what it is worth, with how many decimals, and where it ends.
fn parts_of_yuan(text: &Characters<'_>, place: usize) -> Option<(Number, i32, usize)> {
    let digit = |place: usize| {
        let character = text.at(place);
        let digit = match character.to_digit(10) {
            Some(digit) => u8::try_from(digit).ok(),
            None => hanzi::digit(character),
        };
        digit.map(i128::from)
    };
    let part = |place: usize, name: char| {
        let broken = matches!(text.at(place + 2), '色' | '度' | '落' | '之' | '钟' | '会');
        digit(place).filter(|_| text.at(place + 1) == name && !broken)
    };
    if let Some(tenths) = part(place, '角') {
        return Some(match part(place + 2, '分') {
            Some(cents) => (Number::scaled(tenths * 10 + cents, 2), 2, place + 4),
            None => (Number::scaled(tenths, 1), 1, place + 2),
        });
    }
    let from = place + usize::from(matches!(text.at(place), '零' | '〇'));
    part(from, '分').map(|cents| (Number::scaled(cents, 2), 2, from + 2))
}

/// The hedge that a claim goes by where several stand together: the one nearest to the digits that
/// names a side. That there are several is for the style rules to say.
fn strongest(hedges: &[Found]) -> Option<Hedge> {
    hedges
        .iter()
        .map(|found| found.meaning)
        .find(|&meaning| meaning == Hedge::Odd)
        .or_else(|| hedges.last().map(|found| found.meaning))
}

/// 几家, 数次.
fn vague(text: &Characters<'_>, core: &Core, unit: Option<Unit>) -> Option<Draft> {
    // 万分之几 has no unit and needs none.
    if unit.is_none() && text.slice(core.start..core.end).contains("分之") {
        return Some(Draft::bare(
            core.start..core.end,
            Kind::Vague,
            Script::Hanzi,
        ));
    }
    let unit = unit?;
    let previous = text.before(core.start);
    // 人数, 多数, 无数, 茶几 end a word of their own.
    let counted = "人总多少次倍指基系参变函位岁件户无分字票页台家个级天整小复负奇偶约招路如悉历如茶未讲充算个工单钱单";
    let broken = text.at(core.start) == '数'
        && (counted.contains(previous)
            || matches!(
                &*unit.name,
                "字" | "学" | "码" | "控" | "据" | "方" | "点" | "科" | "一"
            ));
    if broken || text.at(core.start) == '几' && previous == '茶' {
        return None;
    }
    let mut draft = Draft::bare(core.start..unit.end, Kind::Vague, Script::Hanzi);
    draft.digits = core.start..core.end;
    draft.unit = unit.name;
    Some(draft)
}

/// Hedges on both sides, 各, 每, currency signs.
fn surround(text: &Characters<'_>, core: &Core, draft: &mut Draft, floor: usize) {
    let mut start = draft.start;
    let spaced = if start > floor && text.before(start) == ' ' {
        start - 1
    } else {
        start
    };
    let sign = match text.before(spaced) {
        '币' => "人民币",
        '￥' => "￥",
        '¥' => "¥",
        'B' => "RMB",
        _ => "",
    };
    if let Some(begin) = text
        .ends_with(spaced, floor, sign)
        .filter(|_| !sign.is_empty())
    {
        start = begin;
        if draft.unit.is_empty() {
            draft.unit = "元".into();
        }
    }
    let (mut leading, begin) = hedges::leading(text, core, start, floor);
    let (trailing, end) = hedges::trailing(text, draft.end);
    leading.append(&mut draft.hedges);
    if trailing.is_empty() && hedges::is_window(text, &leading, &draft.unit, core.script) {
        draft.kind = Kind::Date;
    }
    leading.extend(trailing);
    draft.hedges = leading;
    draft.start = begin;
    draft.end = end;
    if draft.start > floor {
        match text.before(draft.start) {
            '各' => draft.each = true,
            '每' => draft.per = true,
            _ => return,
        }
        draft.start -= 1;
    }
}

/// A minus sign before the digits, 负, or the 零下 of temperatures. 3-5 and GB-12 have none.
fn sign(text: &Characters<'_>, core: &mut Core, draft: &mut Draft, floor: usize) {
    let Some(place) = draft
        .start
        .checked_sub(1)
        .filter(|&place| place >= floor && draft.start == core.start)
    else {
        return;
    };
    let previous = text.before(place);
    let negative = match text.at(place) {
        '-' | '−' => {
            core.script != Script::Hanzi
                && !previous.is_ascii_alphanumeric()
                && !(place == floor && place > 0)
        }
        '下' if text.before(place) == '零' && place > floor => {
            core.value = -&core.value;
            draft.start = place - 1;
            return;
        }
        '负' => !matches!(
            previous,
            '担' | '自' | '肩' | '抱' | '胜' | '背' | '欺' | '辜' | '减' | '重'
        ),
        _ => false,
    };
    if negative {
        core.value = -&core.value;
        draft.start = place;
    }
}
