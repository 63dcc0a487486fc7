//! The unit after a number: 家, 条(件), 万元/年, 个多月, 年半.

use std::borrow::Cow;

use super::super::hedge::{Hedge, Nature};
use super::super::unit;
use super::characters::{Characters, narrow_text};
use super::core::{Core, Shape};
use super::{Found, Script, hedges};

/// A unit after a number, and the place after it.
pub(super) struct Unit {
    pub(super) name: Cow<'static, str>,
    pub(super) end: usize,
    pub(super) odd: Option<Found>,
    /// 两年半: half of the unit more.
    pub(super) half: bool,
}

/// The unit after a number, however it is put.
pub(super) fn after(text: &Characters<'_>, core: &Core) -> Option<Unit> {
    if let Some(unit) = core.unit {
        return Some(Unit {
            name: unit.into(),
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
    let name = text.unit_at(place)?;
    let mut end = place + name.chars().count();
    // 1.2 组织保障 is a heading.
    if place > core.end && unit::broken_by(name, text.at(end)) {
        return None;
    }
    if !acceptable(text, core, name, end) {
        return None;
    }
    let mut name = narrow_text(name);
    // 元人民币 and 块钱 are spellings of 元, which figures have.
    if unit::canonical(&name) == "元" {
        name = "元".into();
    }
    if let Some((inner, after)) = bracketed(text, end) {
        name = format!("{name}({inner})").into();
        end = after;
    }
    // 元/人, 元/平方米·月: by as many units as there are.
    while matches!(text.at(end), '/' | '·')
        && (text.at(end) == '/' || name.contains('/'))
        && let Some(per) = text.unit_at(end + 1)
    {
        let longer = name.to_mut();
        longer.push(text.at(end));
        longer.push_str(per);
        end += 1 + per.chars().count();
    }
    let odd = hedges::odd_after_unit(text, end, &name);
    if let Some((_, after)) = &odd {
        end = *after;
    }
    let half = odd.is_none()
        && text.at(end) == '半'
        && !matches!(text.at(end + 1), '数' | '价' | '径' | '天')
        && unit::nature(&name) != Nature::Counted;
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
    let name = text.unit_at(place + 2).filter(|name| {
        matches!(
            *name,
            "月" | "小时" | "星期" | "世纪" | "学期" | "钟头" | "季度" | "年头" | "工作日"
        )
    })?;
    let end = place + 2 + name.chars().count();
    let odd = (more != '半').then(|| Found::new(Hedge::Odd, place + 1..place + 2));
    let name = if name == "小时" {
        name.into()
    } else {
        format!("个{name}").into()
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
        "成" | "级" | "线" | "流" | "档" | "人" => !unit::broken_by(name, next),
        _ => core.script != Script::Hanzi || !unit::broken_by(name, next),
    }
}

/// The 件 of 条(件).
fn bracketed(text: &Characters<'_>, place: usize) -> Option<(String, usize)> {
    if text.at(place) != '(' {
        return None;
    }
    let name = text.unit_at(place + 1)?;
    let end = text.after(place + 1 + name.chars().count(), ")")?;
    Some((name.to_owned(), end))
}
