//! Numbers that order or name things: 第三届, 一等奖, 五星级, 附件2, 周三.

use super::super::hedge::Claim;
use super::super::unit;
use super::characters::Characters;
use super::core::{Core, Shape};
use super::number;
use super::{Draft, Kind, Script, calendar, hedges};
use crate::number::Number;

/// 第三届, 第1—3名, 初三, 一等奖, 五星级, 3号楼.
pub(super) fn read(text: &Characters<'_>, core: &Core, floor: usize) -> Option<Draft> {
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
    let name = text.unit_at(end).unwrap_or_default();
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
    draft.unit = name.into();
    draft.value = (core.within.is_none() && core.shape != Shape::Some).then(|| core.value.clone());
    Some(draft)
}

/// Grades and numbers of things, which need no 第.
fn graded(text: &Characters<'_>, core: &Core, floor: usize) -> Option<Draft> {
    if core.within.is_some() || core.odd.is_some() || core.shape == Shape::Some {
        return None;
    }
    if !matches!(text.at(core.end), '星' | '等' | '年' | '级' | '号') {
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
    draft.unit = unit.into();
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
pub(super) fn index(text: &Characters<'_>, core: &Core, measured: bool) -> Option<Draft> {
    if measured || core.odd.is_some() || core.within.is_some() || core.script == Script::Mixed {
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
        '月' if hanzi && matches!(two, '腊' | '正' | '冬') => Kind::Date,
        _ => return None,
    };
    small.then(|| Draft::bare(core.start..core.end, kind, core.script))
}

/// Takes a bare number for one in 万 or 亿, unless it is large enough to be written out.
fn enlarge(one: &mut Draft, exponent: u32) {
    let factor = Number::ten_to(i32::try_from(exponent).unwrap_or(0));
    let Some(value) = one.value.as_ref().filter(|value| **value < factor) else {
        return;
    };
    one.value = Some(value * &factor);
    if let Some(Claim::Exact(written)) = &mut one.claim {
        written.value = &written.value * &factor;
        written.precision = &written.precision * &factor;
        written.step = &written.step * &factor;
        written.large = true;
    }
}

/// 一、二等奖 and 5、6月份: what is listed before an ordinal or a date is one as well.
pub(super) fn join_lists(text: &Characters<'_>, numerals: &mut [Draft]) {
    // The 万 or 亿 that the unit behind brings along.
    let mut scale: Option<u32> = None;
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
        // 16、33和19个百分点: the unit is said once for all.
        let shared = listed
            && matches!(text.at(one.end), '、' | '和' | '与' | '及' | '或')
            && two.kind == Kind::Quantity
            && two.hedges.is_empty()
            && one.script == Script::Ascii
            && matches!(two.script, Script::Ascii | Script::Mixed)
            && !two.unit.is_empty();
        scale = match text.before(two.digits.end) {
            _ if !shared => None,
            '万' => Some(4),
            '亿' => Some(8),
            _ => scale,
        };
        if shared {
            one.unit.clone_from(&two.unit);
        }
        // 12、15万元 are 12万元 and 15万元; nobody lists yuan beside tens of thousands of them.
        if let Some(exponent) = scale {
            enlarge(one, exponent);
        }
    }
    for index in 1..numerals.len() {
        let (before, after) = numerals.split_at_mut(index);
        let (Some(one), Some(two)) = (before.last(), after.first_mut()) else {
            continue;
        };
        // 第一、二、三产业: the 第 reaches over the list.
        let reached = one.kind == Kind::Ordinal
            && one.digits.end == one.end
            && text.at(one.end) == '、'
            && one.end + 1 == two.start;
        if reached && two.kind == Kind::Quantity && two.hedges.is_empty() {
            two.kind = Kind::Ordinal;
        }
        // 图1、2: so does what names the things.
        if one.kind == Kind::Index
            && text.at(one.end) == '、'
            && one.end + 1 == two.start
            && two.kind == Kind::Quantity
            && two.unit.is_empty()
        {
            two.kind = Kind::Index;
        }
    }
}
