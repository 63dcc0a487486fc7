//! Dates and times: 2020年1月5日, 二〇二〇年, 1—6月, 2020-01-05, 9:30, 下午3点半.

use super::super::hanzi;
use super::characters::Characters;
use super::core::{Core, Shape};
use super::number;
use super::{Kind, Script};

/// A date or a time that begins with the number `core`, and where it ends.
pub(super) fn read(text: &Characters<'_>, core: &Core) -> Option<(Kind, usize)> {
    if core.within.is_some() && core.end - core.start <= 3 {
        return pair(text, core);
    }
    if core.odd.is_some() || core.within.is_some() && core.shape != Shape::Digits {
        return None;
    }
    numeric(text, core)
        .or_else(|| named(text, core).map(|end| (Kind::Date, end)))
        .or_else(|| clock(text, core).map(|end| (Kind::Time, end)))
}

/// 五六月份, 晚上八九点: not quite sure of the month or the hour.
fn pair(text: &Characters<'_>, core: &Core) -> Option<(Kind, usize)> {
    if let Some((_, end)) = text.any_after(core.end, &["月份", "月间", "月"]) {
        return Some((Kind::Date, end));
    }
    let (_, end) = text.any_after(core.end, &["点钟", "点", "时"])?;
    is_of_day(text, core.start).then_some((Kind::Time, end))
}

pub(super) fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '—' | '–' | '~' | '～' | '∼' | '―' | '−' | '－' | '至' | '到'
    )
}

fn year_number(text: &Characters<'_>, place: usize) -> Option<usize> {
    if text.digits(place) == 4 {
        let year = text.number_in(place..place + 4)?;
        return (1500..2200).contains(&year).then_some(place + 4);
    }
    let four = (place..place + 4).all(|place| hanzi::digit(text.at(place)).is_some());
    let centuries = matches!(
        (text.at(place), text.at(place + 1)),
        ('一', '九' | '八') | ('二', '〇' | '零' | '○')
    );
    (four && centuries && hanzi::digit(text.at(place + 4)).is_none()).then_some(place + 4)
}

/// A number of one or two digits, or in hanzi, from 1 to `most`.
fn small(text: &Characters<'_>, place: usize, most: u32) -> Option<usize> {
    if text.digit(place) {
        let end = place + text.digits(place);
        let value = text.number_in(place..end)?;
        return (end - place <= 2 && (1..=most).contains(&value)).then_some(end);
    }
    // 廿三日 on old-fashioned invitations.
    if matches!(text.at(place), '廿' | '卅') {
        return Some(place + 1 + usize::from(hanzi::digit(text.at(place + 1)).is_some()))
            .filter(|_| most == 31);
    }
    let end = (place..place + 4).find(|&place| {
        hanzi::digit(text.at(place)).is_none() && hanzi::multiplier(text.at(place)) != Some(1)
    })?;
    let value = hanzi::read(text.narrow_slice(place..end))?;
    (end > place && (1..=u64::from(most)).contains(&value)).then_some(end)
}

/// One optional space, as some typists leave around digits.
fn gap(text: &Characters<'_>, place: usize) -> usize {
    place + usize::from(text.at(place) == ' ')
}

/// Whether a word for a part of the calendar stands after the digits: most numbers have none.
fn is_named(text: &Characters<'_>, core: &Core) -> bool {
    let old = usize::from(matches!(text.at(core.start), '廿' | '卅'));
    let digit = |place: usize| {
        let character = text.at(place);
        character.is_ascii_digit()
            || hanzi::digit(character).is_some()
            || hanzi::multiplier(character) == Some(1)
    };
    let mut end = core.start + old;
    while digit(end) {
        end += 1;
    }
    let next = text.at(end);
    matches!(next, '年' | '学' | '级' | '季' | '月' | '日' | ' ')
        || is_dash(next)
        || matches!(text.at(core.end), '年' | '世')
}

fn named(text: &Characters<'_>, core: &Core) -> Option<usize> {
    if !is_named(text, core) {
        return None;
    }
    let place = core.start;
    if let Some(end) = year_number(text, place) {
        if let Some(end) = after_year(text, gap(text, end)) {
            return Some(end);
        }
        // 2018—2020年, 2020-2021学年.
        if is_dash(text.at(end)) {
            let next = gap(
                text,
                (end..end + 3).find(|&place| !is_dash(text.at(place)))?,
            );
            if let Some(second) = year_number(text, next) {
                let second = gap(text, second);
                return after_year(text, second).or_else(|| {
                    text.any_after(second, &["学年", "年度", "赛季"])
                        .map(|hit| hit.1)
                });
            }
        }
        return text.any_after(end, &["学年", "级"]).map(|hit| hit.1);
    }
    // 三季度 is a part of the year; three quarters are 三个季度.
    let quarter = small(text, place, 4)
        .and_then(|end| text.any_after(end, &["季度末", "季度"]).map(|hit| hit.1));
    quarter
        .or_else(|| decade(text, core))
        .or_else(|| small(text, place, 12).and_then(|end| month(text, end)))
        .or_else(|| small(text, place, 31).and_then(|end| day(text, end)))
}

fn after_year(text: &Characters<'_>, place: usize) -> Option<usize> {
    let end = text.after(place, "年")?;
    if let Some((_, end)) =
        text.any_after(end, &["度", "底前", "年底", "年初", "初", "底", "末", "代"])
    {
        return Some(end);
    }
    let month_end = small(text, gap(text, end), 12).and_then(|place| month(text, gap(text, place)));
    Some(month_end.unwrap_or(end))
}

/// From 月 on: 5月, 5月份, 5月初, 5月1日, 5月1日至3日 is two.
fn month(text: &Characters<'_>, place: usize) -> Option<usize> {
    // 1-6月, 1至11月.
    if is_dash(text.at(place)) {
        let second = small(text, place + 1, 12)?;
        return month(text, second).filter(|_| text.at(second) == '月');
    }
    let end = text.after(place, "月")?;
    if let Some((_, end)) = text.any_after(end, &["份", "初", "底", "末", "上旬", "中旬", "下旬"])
    {
        return Some(end);
    }
    let day_end = small(text, gap(text, end), 31).and_then(|place| {
        let place = gap(text, place);
        if is_dash(text.at(place)) {
            let second = small(text, place + 1, 31)?;
            return text.any_after(second, &["日", "号"]).map(|hit| hit.1);
        }
        text.any_after(place, &["日", "号"]).map(|hit| hit.1)
    });
    Some(day_end.unwrap_or(end))
}

/// From 日 on. 15日内 and 每3日 are lengths of time.
fn day(text: &Characters<'_>, place: usize) -> Option<usize> {
    if is_dash(text.at(place)) {
        let second = small(text, place + 1, 31)?;
        return day(text, second).filter(|_| text.at(second) == '日');
    }
    let end = text.after(place, "日")?;
    let length = ["内", "之内", "以内", "游", "以上", "左右", "制"];
    (text.any_after(end, &length).is_none()).then_some(end)
}

/// 80年代, 20世纪.
fn decade(text: &Characters<'_>, core: &Core) -> Option<usize> {
    if let Some(end) = text.after(core.end, "年代") {
        return Some(end);
    }
    let value = core.small()?;
    let end = text.after(core.end, "世纪")?;
    (1..=22).contains(&value).then(|| {
        // 20世纪90年代 is one date.
        let digits = text.digits(end);
        let tail = if digits > 0 {
            end + digits
        } else {
            small(text, end, 99).unwrap_or(end)
        };
        text.after(tail, "年代").unwrap_or(end)
    })
}

/// 2020-01-05, 2020/1/5, 2020.1.5, and 9:30, 9:30:00.
fn numeric(text: &Characters<'_>, core: &Core) -> Option<(Kind, usize)> {
    if core.script == Script::Hanzi || core.script == Script::Mixed {
        return None;
    }
    let place = core.start;
    let first = place + text.digits(place);
    let mark = text.at(first);
    if first == place + 4 && matches!(mark, '-' | '/' | '.') {
        let month = small(text, first + 1, 12)?;
        if text.at(month) != mark {
            return None;
        }
        let day = small(text, month + 1, 31)?;
        return (!text.digit(day) && text.at(day) != mark).then_some((Kind::Date, day));
    }
    if matches!(mark, '·' | '•') && core.end == first {
        return (small(text, place, 12) == Some(first))
            .then(|| day_by_its_date(text, first + 1))
            .flatten()
            .map(|end| (Kind::Date, end));
    }
    // 师生比为1:18 is a ratio.
    let compared = || {
        let words = [
            "比",
            "比为",
            "比例",
            "比例为",
            "比达",
            "比达到",
            "比约",
            "按",
            "按照",
        ];
        words
            .iter()
            .any(|word| text.ends_with(place, 0, word).is_some())
    };
    if mark == ':' && first - place <= 2 && text.digits(first + 1) == 2 && !compared() {
        let hour = text.number_in(place..first)?;
        let minute = text.number_in(first + 1..first + 3)?;
        let end = first + 3;
        let seconds = text.at(end) == ':' && text.digits(end + 1) == 2;
        let end = if seconds { end + 3 } else { end };
        return (hour <= 24 && minute < 60 && !text.digit(end)).then_some((Kind::Time, end));
    }
    None
}

/// The 15 of 3·15: days that are known by their dates. 5·12名 is an amount.
fn day_by_its_date(text: &Characters<'_>, place: usize) -> Option<usize> {
    let end = small(text, place, 31)?;
    let counts = |unit: &str| {
        let next = text.at(end + unit.chars().count());
        !matches!(unit, "晚" | "日" | "环") && !super::super::unit::broken_by(unit, next)
    };
    let measured = text.unit_at(end).is_some_and(counts);
    let scaled = super::super::hanzi::multiplier(text.at(end)).is_some();
    let goes_on = matches!(text.at(end), '·' | '.' | '%' | '‰') || text.digit(end);
    (text.digit(place) && !measured && !scaled && !goes_on).then_some(end)
}

/// Whether a word for a part of the day stands before the hour.
fn is_of_day(text: &Characters<'_>, place: usize) -> bool {
    const PARTS: [&str; 16] = [
        "上午", "下午", "中午", "早上", "晚上", "凌晨", "傍晚", "清晨", "深夜", "半夜", "午夜",
        "晚", "早", "日", "天", "当日",
    ];
    PARTS
        .iter()
        .any(|word| text.ends_with(place, 0, word).is_some())
}

/// 14时30分, 9点整, 下午3点.
fn clock(text: &Characters<'_>, core: &Core) -> Option<usize> {
    let place = gap(text, core.end);
    let (end, hours) = match text.at(place) {
        '时' => (place + 1, true),
        '点' => (place + 1, false),
        _ => return None,
    };
    let hour = core.small().filter(|&hour| hour <= 24)?;
    if let Some(after) = text
        .any_after(end, &["整", "许", "半", "钟"])
        .map(|hit| hit.1)
    {
        return Some(after);
    }
    // 上午8点至12点: the other end of a stretch of hours.
    let stretch = core.start >= 2
        && is_dash(text.at(core.start - 1))
        && matches!(text.at(core.start - 2), '点' | '时' | '分');
    let of_day = stretch || is_of_day(text, core.start);
    let minutes =
        number::read(text, end).filter(|core| core.small().is_some_and(|minute| minute < 60));
    if let Some(after) = minutes.and_then(|minutes| text.after(minutes.end, "分"))
        && text.at(after) != '钟'
    {
        return Some(after);
    }
    let broken = super::super::unit::broken_by("时", text.at(end)) && hours;
    let plain_hour = hours && !broken && (core.script != Script::Hanzi || of_day || hour > 2);
    (plain_hour || of_day && !hours).then_some(end)
}
