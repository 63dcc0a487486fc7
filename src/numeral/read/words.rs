//! Numerals that are words: 首批, 翻一番, 半数, 多家, 若干, 俩, ½.

use super::super::hanzi;
use super::super::hedge::{Claim, Hedge, Written};
use super::characters::Characters;
use super::measure::{self, Unit};
use super::{Draft, Found, Kind, Script, hedges, number};
use crate::number::Number;

/// Such a word that begins at `place`; what it may begin with is in [`super::characters`] as well.
pub(super) fn read(text: &Characters<'_>, place: usize, floor: usize) -> Option<Draft> {
    match text.at(place) {
        '首' => first(text, place),
        '翻' => doubling(text, place),
        '半' | '过' | '大' | '一' => half(text, place, floor),
        '多' => many(text, place),
        '若' => text
            .after(place, "若干")
            .map(|end| Draft::bare(place..end, Kind::Vague, Script::Hanzi)),
        '俩' => Some(pair(text, place, 2)),
        '仨' => Some(pair(text, place, 3)),
        '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215e}' => vulgar(text, place),
        _ => None,
    }
}

/// 首批, 首家, 首次: 首 before a measure word.
fn first(text: &Characters<'_>, place: usize) -> Option<Draft> {
    const MEASURES: &str =
        "批次家个届例条台套支座项名位场期轮份本部所艘架款笔单只张间处站列班趟幢栋片";
    let measure = text.at(place + 1);
    let broken = matches!(
        (measure, text.at(place + 2)),
        ('本', '身') | ('位', '置') | ('部', '分')
    );
    if !MEASURES.contains(measure) || broken {
        return None;
    }
    let mut draft = Draft::bare(place..place + 2, Kind::First, Script::Hanzi);
    draft.digits = place..place + 1;
    draft.unit = measure.to_string().into();
    Some(draft)
}

/// 翻番, 翻一番, 翻了两番, 翻近一番.
fn doubling(text: &Characters<'_>, place: usize) -> Option<Draft> {
    // 翻倍 says the same.
    if let Some((_, end)) = text.any_after(place, &["翻番", "翻倍"]) {
        return Some(doublings(place..end, Number::one(), Vec::new()));
    }
    let from = text.after(place + 1, "了").unwrap_or(place + 1);
    let near = text
        .after(from, "近")
        .map(|after| (Found::new(Hedge::Near, from..after), after));
    let start = near.as_ref().map_or(from, |(_, after)| *after);
    let core = number::read(text, start)?;
    let end = text.after(core.end, "番")?;
    Some(doublings(
        place..end,
        core.value,
        near.into_iter().map(|(found, _)| found).collect(),
    ))
}

fn doublings(range: std::ops::Range<usize>, count: Number, hedges: Vec<Found>) -> Draft {
    let mut draft = Draft::bare(range, Kind::Doubling, Script::Hanzi);
    draft.claim = Some(claim(Written::plain(count.clone()), &hedges));
    draft.value = Some(count);
    draft.unit = "番".into();
    draft.hedges = hedges;
    draft
}

fn claim(written: Written, hedges: &[Found]) -> Claim {
    match hedges.first() {
        Some(hedge) => Claim::Hedged(written, hedge.meaning),
        None => Claim::Exact(written),
    }
}

/// 半数, 一半, 过半, 大半 as the fraction; 半年 and 半小时 as half a unit.
fn half(text: &Characters<'_>, place: usize, floor: usize) -> Option<Draft> {
    let half = || Number::scaled(5, 1);
    let words = [
        ("超过半数", Some(Hedge::Over)),
        ("过半数", Some(Hedge::Over)),
        ("过半", Some(Hedge::Over)),
        ("大半", Some(Hedge::Over)),
        ("一半", None),
        ("半数", None),
    ];
    let word = words
        .iter()
        .find_map(|(word, hedge)| Some((*word, *hedge, text.after(place, word)?)));
    let (hedge, end, unit) = match word {
        // 大半年 and 大半个城市 are most of it; 一半 of 一半径 is not one.
        Some(("大半", _, end)) if text.unit_at(end).is_some() => {
            let unit = measure::after(text, &super::core::plain(place, end, half()))?;
            return Some(Draft::bare(place..unit.end, Kind::Vague, Script::Hanzi));
        }
        Some((_, _, end)) if text.at(end) == '径' => return None,
        Some((_, hedge, end)) => (hedge, end, None),
        None => match half_unit(text, place) {
            Some(unit) => (None, unit.end, Some(unit)),
            None => (None, near_half(text, place, floor)?, None),
        },
    };
    // 超过半数 says 过半数 in other words.
    let more = text.at(place) == '过' && place > floor && text.before(place) == '超';
    let begin = place - usize::from(more);
    let mut draft = Draft::bare(begin..end, Kind::Fraction, Script::Hanzi);
    let mut found: Vec<Found> = hedge
        .map(|hedge| Found::new(hedge, place..place + 1))
        .into_iter()
        .collect();
    if let Some(unit) = unit {
        draft.kind = Kind::Quantity;
        draft.unit = unit.name;
        draft.digits = place..place + 1;
        found.extend(unit.odd);
    }
    let core_like = super::core::plain(place, end, half());
    let (mut leading, start) = hedges::leading(text, &core_like, begin, floor);
    let (mut trailing, after) = hedges::trailing(text, end);
    leading.append(&mut found);
    leading.append(&mut trailing);
    (draft.start, draft.end) = (start, after);
    draft.claim = Some(claim(Written::plain(half()), &leading));
    draft.value = Some(half());
    draft.hedges = leading;
    Some(draft)
}

/// 半年, 半个多月, 半幅: half of a unit. 半点 and 半步 are words, 上半年 is a date.
fn half_unit(text: &Characters<'_>, place: usize) -> Option<Unit> {
    const UNITS: [&str; 31] = [
        "个",
        "个月",
        "个小时",
        "小时",
        "个世纪",
        "世纪",
        "个学期",
        "学期",
        "个星期",
        "钟头",
        "个钟头",
        "个百分点",
        "年",
        "天",
        "公里",
        "公斤",
        "斤",
        "亩",
        "米",
        "吨",
        "度",
        "平方公里",
        "平方米",
        "本",
        "幅",
        "版",
        "盆",
        "碗",
        "杯",
        "瓶",
        "页",
    ];
    if text.at(place) != '半' || "上下前后大多夜深小过".contains(text.before(place)) {
        return None;
    }
    let unit = measure::after(text, &super::core::plain(place, place + 1, Number::one()))
        .filter(|unit| !unit.half && UNITS.contains(&&*unit.name))?;
    let broken = match &*unit.name {
        "年" => matches!(text.at(unit.end), '报' | '度'),
        "天" => matches!(text.at(unit.end), '空'),
        _ => false,
    };
    (!broken).then_some(unit)
}

/// 近半职工: half of them, nearly. 近半年 is a length of time.
fn near_half(text: &Characters<'_>, place: usize, floor: usize) -> Option<usize> {
    let near =
        text.at(place) == '半' && place > floor && matches!(text.before(place), '近' | '约' | '超');
    (near && !matches!(text.at(place + 1), '百' | '径' | '生' | '辈' | '月')).then_some(place + 1)
}

/// 多家, 多次: an amount that names no number. 很多家 and 许多 are other words.
fn many(text: &Characters<'_>, place: usize) -> Option<Draft> {
    const MEASURES: &str = "家名位个场项批次种份人起件条处所支轮届户期遍篇台部";
    let measure = text.at(place + 1);
    let next = text.at(place + 2);
    let other = "很许更最增诸众大甚较偏几太繁颇好差至居不添";
    let broken = matches!(
        (measure, next),
        ('次', '方')
            | ('种' | '期' | '项', '式')
            | ('部', '门')
            | ('条', '线')
            | ('位', '一')
            | ('人', '口')
            | ('支', '付')
    );
    if !MEASURES.contains(measure) || other.contains(text.before(place)) || broken {
        return None;
    }
    let unit = text.unit_at(place + 1).unwrap_or_default();
    let mut draft = Draft::bare(
        place..place + 1 + unit.chars().count(),
        Kind::Vague,
        Script::Hanzi,
    );
    draft.digits = place..place + 1;
    draft.unit = unit.into();
    Some(draft)
}

fn pair(text: &Characters<'_>, place: usize, count: i64) -> Draft {
    let mut draft = Draft::bare(place..place + 1, Kind::Quantity, Script::Hanzi);
    draft.value = Some(Number::from(count));
    draft.claim = Some(Claim::Exact(Written::plain(Number::from(count))));
    draft.unit = "个".into();
    if matches!(
        text.before(place),
        '哥' | '姐'
            | '妻'
            | '娘'
            | '爷'
            | '们'
            | '母'
            | '父'
            | '弟'
            | '婆'
            | '口'
            | '他'
            | '她'
            | '你'
            | '咱'
            | '女'
            | '子'
            | '妹'
    ) {
        draft.kind = Kind::Word;
    }
    draft
}

/// The numerator and the denominator that a single character stands for.
pub(super) fn vulgar_value(character: char) -> Option<(u8, u8)> {
    Some(match character {
        '¼' => (1, 4),
        '½' => (1, 2),
        '¾' => (3, 4),
        '⅐' => (1, 7),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

/// ½, ¾, ⅓.
fn vulgar(text: &Characters<'_>, place: usize) -> Option<Draft> {
    let (over, under) = vulgar_value(text.raw(place))?;
    let value = Number::from(i64::from(over)).divided_by(&Number::from(i64::from(under)))?;
    let unit = text.unit_at(place + 1).unwrap_or_default();
    let mut draft = Draft::bare(
        place..place + 1 + unit.chars().count(),
        Kind::Fraction,
        Script::Ascii,
    );
    draft.digits = place..place + 1;
    draft.unit = unit.into();
    let step = Number::one().divided_by(&Number::from(i64::from(under)))?;
    let written = Written {
        value: value.clone(),
        precision: step.clone(),
        step,
        large: false,
    };
    draft.claim = Some(Claim::Exact(written));
    draft.value = Some(value);
    Some(draft)
}

/// Whether a hanzi digit stands at `place`.
pub(super) fn digit(text: &Characters<'_>, place: usize) -> bool {
    hanzi::digit(text.at(place)).is_some()
}
