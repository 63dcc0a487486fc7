//! Growth and fall, percentages and points, 截至.

use super::super::read::{Kind, Numeral};
use super::{Draft, Page, error};
use crate::number::{Number, Rounding};

const FALL: [&str; 8] = [
    "下降",
    "降低",
    "减少",
    "缩小",
    "下滑",
    "回落",
    "负增长",
    "压减",
];
const RISE: [&str; 8] = [
    "增长", "增加", "提高", "上升", "提升", "扩大", "上涨", "增幅",
];

/// The change word right before a numeral: 下降, 下降了, 下降约.
fn change_word<'w>(page: &Page<'_>, numeral: &Numeral, words: &[&'w str]) -> Option<&'w str> {
    let before = page
        .before(numeral.span.start)
        .trim_end_matches(['了', '约', '近', '为', '达', '幅']);
    words
        .iter()
        .copied()
        .find(|word| before.ends_with(word.trim_end_matches('幅')))
}

/// 下降-3.2%, 增长-3%: the word carries the sign.
pub(super) fn signed(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page.numerals {
        let Some(value) = numeral.value.as_ref().filter(|value| value.is_negative()) else {
            continue;
        };
        let words: Vec<&str> = FALL.iter().chain(&RISE).copied().collect();
        let Some(word) = change_word(page, numeral, &words) else {
            continue;
        };
        let direction = if RISE.contains(&word) { "下降" } else { word };
        drafts.push(error(
            numeral.span.clone(),
            format!("“{word}”之后的数值不带负号"),
            format!("写成“{direction}{}{}”", value.abs(), numeral.unit),
        ));
    }
    drafts
}

/// 降低2倍: nothing can fall by more than itself.
pub(super) fn multiple(page: &Page<'_>) -> Vec<Draft> {
    let multiples = page
        .numerals
        .iter()
        .filter(|numeral| numeral.unit == "倍" || numeral.kind == Kind::Doubling);
    multiples
        .filter_map(|numeral| {
            let word = change_word(page, numeral, &FALL)?;
            let text = page.slice(&numeral.span);
            let message = format!("“{word}{text}”：减少不能用倍数");
            Some(error(
                numeral.span.clone(),
                message,
                "改用百分数或“降到原来的几分之一”".to_owned(),
            ))
        })
        .collect()
}

/// 由85%提高到90%，提高5%: the difference of two percentages is in 个百分点.
pub(super) fn points(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for three in page.numerals.windows(3) {
        let [old, new, change] = three else { continue };
        if three
            .iter()
            .any(|numeral| numeral.unit != "%" || numeral.value.is_none())
        {
            continue;
        }
        let to = page.slice(&(old.span.end..new.span.start.max(old.span.end)));
        let by = page.slice(&(new.span.end..change.span.start.max(new.span.end)));
        let moved = to.ends_with(['到', '至', '为']) && to.chars().count() <= 8;
        let words: Vec<&str> = FALL.iter().chain(&RISE).copied().collect();
        let Some(word) =
            change_word(page, change, &words).filter(|_| moved && by.chars().count() <= 10)
        else {
            continue;
        };
        let (Some(old), Some(new), Some(by)) = (&old.value, &new.value, &change.value) else {
            continue;
        };
        let difference = (new - old).abs();
        let rate = (&difference * &Number::from(100_i64)).divided_by(old);
        let places = by.decimals().unwrap_or(0);
        let right = rate.as_ref().is_some_and(|rate| {
            rate.to_fixed(places, Rounding::HalfUp) == by.to_fixed(places, Rounding::HalfUp)
        });
        if !right {
            let rate = rate
                .map(|rate| format!("，或“{word}{}%”", rate.to_fixed(1, Rounding::HalfUp)))
                .unwrap_or_default();
            drafts.push(error(
                change.span.clone(),
                format!("由{old}%到{new}%，相差的是百分点，不是{by}%"),
                format!("写成“{word}{difference}个百分点”{rate}"),
            ));
        }
    }
    drafts
}

/// 截止目前 for 截至目前. 报名截止日期 is right.
pub(super) fn until(page: &Page<'_>) -> Vec<Draft> {
    const TIMES: [&str; 12] = [
        "目前", "现在", "今天", "今年", "本月", "本年", "上月", "去年", "日前", "年底", "月底",
        "当前",
    ];
    let mut drafts = Vec::new();
    for (place, word) in page.text.match_indices("截止") {
        let after = page.after(place + word.len());
        let time = after.trim_start_matches(['到', '至', '于', ' ']);
        let dated = page.numerals.iter().any(|numeral| {
            numeral.kind == Kind::Date
                && numeral.span.start == place + word.len() + (after.len() - time.len())
        });
        let deadline = ["报名", "申报", "投稿", "征集", "投票", "受理", "提交"]
            .iter()
            .any(|word| page.before(place).ends_with(word));
        if (dated || TIMES.iter().any(|word| time.starts_with(word))) && !deadline {
            drafts.push(error(
                place..place + word.len(),
                "“截止”表示停止，后面不带时间".to_owned(),
                "写成“截至”".to_owned(),
            ));
        }
    }
    drafts
}
