//! What stands around a number: its unit, the other end of its range, hedges, 第 and 各.

use super::super::hedge::{Claim, Hedge, Nature};
use super::super::unit;
use super::characters::Characters;
use super::number::{self, Core, Shape};
use super::{Draft, Found, Kind, Script, calendar, hedges, words, written};
use crate::number::Number;

/// A unit after a number, and the place after it.
struct Unit {
    name: String,
    end: usize,
    odd: Option<Found>,
    /// 两年半: half of the unit more.
    half: bool,
}

/// Reads on from the number `core` to the whole numeral.
pub(super) fn read(text: &Characters<'_>, core: Core, floor: usize) -> Option<Draft> {
    if let Some(draft) = ordinal(text, &core, floor) {
        return Some(draft);
    }
    if let Some((kind, end)) = calendar::read(text, &core)
        && !is_length_of_time(text, &core, floor, end)
    {
        return Some(Draft::bare(core.start..end, kind, core.script));
    }
    let first = unit_after(text, &core);
    if let Some(draft) = index(text, &core, first.as_ref()) {
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

/// 第三届, 第1—3名, 初三, 一等奖, 五星级, 3号楼.
fn ordinal(text: &Characters<'_>, core: &Core, floor: usize) -> Option<Draft> {
    let prefix = core
        .start
        .checked_sub(1)
        .filter(|&place| place >= floor && text.at(place) == '第');
    let Some(start) = prefix else {
        return graded(text, core, floor);
    };
    let mut end = core.end;
    if calendar::is_dash(text.at(end))
        && let Some(second) = number::read(text, end + 1)
    {
        end = second.end;
    }
    let core_end = end;
    let name = unit::longest_at(text.rest(end)).unwrap_or_default();
    // 第一时间 and 第一家庭 are other words; an ordinal does not need its unit.
    let next = text.at(end + name.chars().count());
    let name = if unit::broken_by(name, next) {
        ""
    } else {
        name
    };
    end += name.chars().count();
    let mut draft = Draft::bare(start..end, Kind::Ordinal, core.script);
    draft.digits = core.start..core_end;
    name.clone_into(&mut draft.unit);
    draft.value = (core.within.is_none() && core.shape != Shape::Some).then(|| core.value.clone());
    Some(draft)
}

/// Grades and numbers of things, which need no 第.
fn graded(text: &Characters<'_>, core: &Core, floor: usize) -> Option<Draft> {
    if core.within.is_some() || core.odd.is_some() || core.shape == Shape::Some {
        return None;
    }
    let (unit, end) = ["星级", "等奖", "等功", "等品", "年级", "级", "号", "星"]
        .into_iter()
        .find_map(|word| text.after(core.end, word).map(|end| (word, end)))?;
    let broken = match unit {
        "星" => text.at(end) == '期',
        "号" => matches!(text.at(end), '召' | '人') || core.shape == Shape::Round,
        "级" => core.shape == Shape::Round || unit::broken_by("级", text.at(end)),
        _ => false,
    };
    if broken || core.script == Script::Mixed {
        return None;
    }
    let (hedge_words, after) = hedges::trailing(text, end);
    let mut draft = Draft::bare(core.start..after, Kind::Ordinal, core.script);
    draft.digits = core.start..core.end;
    unit.clone_into(&mut draft.unit);
    draft.value = Some(core.value.clone());
    draft.hedges = hedge_words;
    // 3至5级 and 三、四级 are joined to what stands before them later; a hedge before counts.
    let (leading, start) = hedges::leading(text, core, core.start, floor);
    if !leading.is_empty() {
        draft.start = start;
        draft.hedges.splice(0..0, leading);
    }
    Some(draft)
}

/// 附件2, 图1, 其一, 之二, 周三, 初一.
fn index(text: &Characters<'_>, core: &Core, unit: Option<&Unit>) -> Option<Draft> {
    if unit.is_some() || core.odd.is_some() || core.within.is_some() || core.script == Script::Mixed
    {
        return None;
    }
    let small = core.small().is_some_and(|value| value <= 200);
    let (one, two) = (
        text.before(core.start),
        core.start
            .checked_sub(1)
            .map_or('\0', |place| text.before(place)),
    );
    let hanzi = core.script == Script::Hanzi;
    let kind = match one {
        '图' | '附' | '注' | '例' | '卷' | '件' | '录'
            if !hanzi && (one != '件' || two == '附') =>
        {
            Kind::Index
        }
        '表' if !hanzi && !matches!(two, '代' | '发') => Kind::Index,
        '其' | '之' if hanzi => Kind::Index,
        '周' | '期' | '拜'
            if hanzi
                && (one == '周' && !matches!(two, '每' | '一' | '两')
                    || two == '星'
                    || two == '礼') =>
        {
            Kind::Date
        }
        '初' if hanzi && two != '最' => Kind::Ordinal,
        _ => return None,
    };
    small.then(|| Draft::bare(core.start..core.end, kind, core.script))
}

fn unit_after(text: &Characters<'_>, core: &Core) -> Option<Unit> {
    if let Some(unit) = core.unit {
        return Some(Unit {
            name: unit.to_owned(),
            end: core.end,
            odd: None,
            half: false,
        });
    }
    if matches!(core.shape, Shape::Fraction) {
        return None;
    }
    let ascii = core.script != Script::Hanzi;
    let place =
        core.end + usize::from(ascii && text.at(core.end) == ' ' && text.at(core.end + 1) != ' ');
    if let Some(unit) = unit_with_more(text, place) {
        return Some(unit);
    }
    let name = unit::longest_at(text.rest(place))?;
    let mut end = place + name.chars().count();
    if !acceptable(text, core, name, end) {
        return None;
    }
    let mut name = super::characters::narrow_text(name);
    // 元人民币 and 块钱 are spellings of 元, which figures have.
    if unit::canonical(&name) == "元" {
        "元".clone_into(&mut name);
    }
    if let Some((inner, after)) = bracketed(text, end) {
        name = format!("{name}({inner})");
        end = after;
    }
    if text.at(end) == '/'
        && let Some(per) = unit::longest_at(text.rest(end + 1))
    {
        end += 1 + per.chars().count();
        name = format!("{name}/{per}");
    }
    let odd = hedges::odd_after_unit(text, end, &name);
    if let Some((_, after)) = &odd {
        end = *after;
    }
    let parted = unit::nature(&name) != Nature::Counted;
    let half = odd.is_none()
        && parted
        && text.at(end) == '半'
        && !matches!(text.at(end + 1), '数' | '价' | '径' | '天');
    end += usize::from(half);
    Some(Unit {
        name,
        end,
        odd: odd.map(|(found, _)| found),
        half,
    })
}

/// 一个多月, 3个半小时.
fn unit_with_more(text: &Characters<'_>, place: usize) -> Option<Unit> {
    if text.at(place) != '个' {
        return None;
    }
    let more = text.at(place + 1);
    if !matches!(more, '多' | '余' | '半') {
        return None;
    }
    let name = unit::longest_at(text.rest(place + 2)).filter(|name| {
        matches!(
            *name,
            "月" | "小时" | "星期" | "世纪" | "学期" | "钟头" | "季度" | "年头" | "工作日"
        )
    })?;
    let end = place + 2 + name.chars().count();
    let odd = (more != '半').then(|| Found::new(Hedge::Odd, text, place + 1..place + 2));
    let name = if name == "小时" {
        name.to_owned()
    } else {
        format!("个{name}")
    };
    Some(Unit {
        name,
        end,
        odd,
        half: more == '半',
    })
}

/// Whether the characters after a number are a unit and not the head of another word.
fn acceptable(text: &Characters<'_>, core: &Core, name: &str, end: usize) -> bool {
    let next = text.at(end);
    if name.ends_with(|character: char| character.is_ascii_alphabetic())
        && next.is_ascii_alphanumeric()
    {
        return false;
    }
    match name {
        "等" => matches!(next, '奖' | '功' | '品' | '舱' | '座'),
        "成" | "级" | "线" | "流" | "档" => !unit::broken_by(name, next),
        _ => core.script != Script::Hanzi || !unit::broken_by(name, next),
    }
}

/// The 件 of 条(件).
fn bracketed(text: &Characters<'_>, place: usize) -> Option<(String, usize)> {
    if text.at(place) != '(' {
        return None;
    }
    let name = unit::longest_at(text.rest(place + 1))?;
    let end = text.after(place + 1 + name.chars().count(), ")")?;
    Some((name.to_owned(), end))
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
    let unit = unit_after(text, &second);
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
            "%".clone_into(&mut draft.unit);
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
    let (hanzi, unitless) = (core.script == Script::Hanzi, unit.is_none());
    if core.shape == Shape::Some {
        return vague(text, &core, unit);
    }
    let mut odd = core.odd.take();
    let mut end = core.end;
    let mut name = String::new();
    if let Some(unit) = unit {
        if unit.half {
            core.value = &core.value + &Number::scaled(5, 1);
            core.precision = Number::scaled(5, 1);
            core.step = core.precision.clone();
        }
        odd = odd.or(unit.odd);
        end = unit.end;
        name = unit.name;
    }
    if name == "成" {
        let ten = Number::from(10_i64);
        core.value = &core.value * &ten;
        core.precision = &core.precision * &ten;
        core.step = core.precision.clone();
        core.within = core.within.map(|(low, below)| (&low * &ten, &below * &ten));
        "%".clone_into(&mut name);
    }
    let kind = match core.shape {
        Shape::Fraction => Kind::Fraction,
        Shape::Digits if hanzi && unitless => Kind::Word,
        Shape::Digits if !hanzi => Kind::Code,
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
    let unit = unit?;
    let previous = text.before(core.start);
    // 人数, 多数, 无数, 茶几 end a word of their own.
    let counted = "人总多少次倍指基系参变函位岁件户无分字票页台家个级天整小复负奇偶约招路如悉历如茶未讲充算个工单钱单";
    let broken = text.at(core.start) == '数'
        && (counted.contains(previous)
            || matches!(
                unit.name.as_str(),
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
    let signs = ["人民币", "￥", "¥", "RMB"];
    let spaced = if start > floor && text.before(start) == ' ' {
        start - 1
    } else {
        start
    };
    if let Some(begin) = signs
        .iter()
        .find_map(|sign| text.begins(spaced, floor, sign))
    {
        start = begin;
        if draft.unit.is_empty() {
            "元".clone_into(&mut draft.unit);
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

/// A minus sign before the digits, or 负. 3-5 and GB-12 have none.
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
        '负' => !matches!(
            previous,
            '担' | '自' | '肩' | '抱' | '胜' | '背' | '欺' | '辜'
        ),
        _ => false,
    };
    if negative {
        core.value = -&core.value;
        draft.start = place;
    }
}

/// 一、二等奖 and 5、6月份: what is listed before an ordinal or a date is one as well.
pub(super) fn join_lists(text: &Characters<'_>, numerals: &mut [Draft]) {
    for index in (1..numerals.len()).rev() {
        let (before, after) = numerals.split_at_mut(index);
        let (Some(one), Some(two)) = (before.last_mut(), after.first()) else {
            continue;
        };
        let listed = one.unit.is_empty()
            && one.hedges.is_empty()
            && one.kind == Kind::Quantity
            && one.end + 1 == two.start;
        let joined = matches!(
            text.at(one.end),
            '、' | '/' | '和' | '至' | '-' | '—' | '～'
        );
        if listed
            && joined
            && matches!(two.kind, Kind::Ordinal | Kind::Date)
            && text.at(two.start) != '第'
        {
            one.kind = two.kind;
        }
    }
    for index in 1..numerals.len() {
        let (before, after) = numerals.split_at_mut(index);
        let (Some(one), Some(two)) = (before.last(), after.first_mut()) else {
            continue;
        };
        // 第一、二、三产业: the 第 reaches over the list.
        let reached = one.kind == Kind::Ordinal
            && one.unit.is_empty()
            && text.at(one.end) == '、'
            && one.end + 1 == two.start;
        if reached && two.kind == Kind::Quantity && two.hedges.is_empty() {
            two.kind = Kind::Ordinal;
        }
    }
}
