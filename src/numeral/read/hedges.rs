//! Hedge words on either side of a number, and the words that only look like them.

use super::super::among::Among;
use super::super::hedge::Hedge;
use super::super::letters::last_letter;
use super::characters::Characters;
use super::core::{Core, Shape};
use super::{Found, Script};

/// A word before a number, what it means, and the characters before it that make another word.
struct Before {
    word: &'static str,
    meaning: Hedge,
    guard: &'static str,
    /// The word's last character, a hanzi.
    last: char,
}

const fn before(word: &'static str, meaning: Hedge, guard: &'static str) -> Before {
    Before {
        word,
        meaning,
        guard,
        last: last_letter(word),
    }
}

/// 过百人: with 百, 千, 万 alone, for 培训过37人 says that it was done.
const PAST: &str = "过";

/// Longer words first, so that 不超过 is not read as 超过.
const BEFORE: [Before; 58] = [
    before("没有超过", Hedge::AtMost, ""),
    before("没有达到", Hedge::Below, ""),
    before("没有突破", Hedge::AtMost, ""),
    before("未超过", Hedge::AtMost, ""),
    before("没超过", Hedge::AtMost, ""),
    before("未突破", Hedge::AtMost, ""),
    before("未达到", Hedge::Below, ""),
    before("达不到", Hedge::Below, ""),
    before("未超", Hedge::AtMost, ""),
    before("未达", Hedge::Below, ""),
    before("没到", Hedge::Below, ""),
    before("不止", Hedge::Over, ""),
    before("不只", Hedge::Over, ""),
    before("不及", Hedge::Below, "来赶措"),
    before("不超过", Hedge::AtMost, ""),
    before("不多于", Hedge::AtMost, ""),
    before("不高于", Hedge::AtMost, ""),
    before("不大于", Hedge::AtMost, ""),
    before("不少于", Hedge::AtLeast, ""),
    before("不低于", Hedge::AtLeast, ""),
    before("不小于", Hedge::AtLeast, ""),
    before("差不多", Hedge::About, ""),
    before("将近", Hedge::Near, ""),
    before("接近", Hedge::Near, ""),
    before("大约", Hedge::About, ""),
    before("大概", Hedge::About, ""),
    before("大致", Hedge::About, ""),
    before("约为", Hedge::About, "节签预合制"),
    before("约计", Hedge::About, ""),
    before("超过", Hedge::Over, ""),
    before("超出", Hedge::Over, ""),
    before("突破", Hedge::Over, ""),
    before("冲破", Hedge::Over, ""),
    before("近似", Hedge::About, ""),
    before("多于", Hedge::Over, ""),
    before("高于", Hedge::Over, ""),
    before("大于", Hedge::Over, ""),
    before("至少", Hedge::AtLeast, ""),
    before("最少", Hedge::AtLeast, ""),
    before("起码", Hedge::AtLeast, ""),
    before("不下", Hedge::AtLeast, "居高"),
    before("至多", Hedge::AtMost, ""),
    before("最多", Hedge::AtMost, ""),
    before("最高", Hedge::AtMost, "创历史"),
    before("不足", Hedge::Below, "找"),
    before("不到", Hedge::Below, "想得做看听找"),
    before("不满", Hedge::Below, ""),
    before("未满", Hedge::Below, ""),
    before("低于", Hedge::Below, ""),
    before("少于", Hedge::Below, ""),
    before("小于", Hedge::Below, ""),
    before("近", Hedge::Near, "最附邻靠临就亲新远切逼晋"),
    before("约", Hedge::About, "节签预合契制履缔相特条公邀失违毁婚赴"),
    before("超", Hedge::Over, "赶反高入"),
    before("逾", Hedge::Over, ""),
    before("破", Hedge::Over, "打攻侦爆撞击识揭戳划踏点看说残撕"),
    before(PAST, Hedge::Over, "通经见去来不度走"),
    before(
        "上",
        Hedge::Reaching,
        "以网线身基之会路地海头手床岸晚早马世史加赶跟赛班桌街车船",
    ),
];

/// What those words end with.
static LASTS: Among = {
    let mut lasts = ['\0'; BEFORE.len()];
    let mut index = 0;
    while index < lasts.len() {
        lasts[index] = BEFORE[index].last;
        index += 1;
    }
    Among::of(&lasts)
};

/// Words after a number and its unit.
const AFTER: [(&str, Hedge); 19] = [
    ("及以上", Hedge::AtLeast),
    ("(含)以上", Hedge::AtLeast),
    ("或以上", Hedge::AtLeast),
    ("以上", Hedge::AtLeast),
    ("之上", Hedge::AtLeast),
    ("及以下", Hedge::AtMost),
    ("(含)以下", Hedge::AtMost),
    ("以下", Hedge::AtMost),
    ("以内", Hedge::AtMost),
    ("之内", Hedge::AtMost),
    ("左右", Hedge::About),
    ("上下", Hedge::About),
    ("开外", Hedge::Over),
    ("有余", Hedge::Odd),
    ("出头", Hedge::Odd),
    ("挂零", Hedge::Odd),
    ("都不到", Hedge::Below),
    ("还不到", Hedge::Below),
    ("不到", Hedge::Below),
];

/// The hedges that end where the number begins, the innermost last; where they begin.
pub(super) fn leading(
    text: &Characters<'_>,
    core: &Core,
    start: usize,
    floor: usize,
) -> (Vec<Found>, usize) {
    let mut found = Vec::new();
    let mut from = start;
    while found.len() < 3 {
        // 超过了500人, 近 5200 人.
        let mut place = from;
        if place > floor && matches!(text.before(place), ' ' | '了') {
            place -= 1;
        }
        let Some((hedge, begin)) = one_before(text, core, place, floor) else {
            break;
        };
        found.insert(0, hedge);
        from = begin;
    }
    (found, from)
}

fn one_before(
    text: &Characters<'_>,
    core: &Core,
    place: usize,
    floor: usize,
) -> Option<(Found, usize)> {
    if let Some(meaning) = sign(text, place, floor) {
        return Some((Found::new(meaning, place - 1..place), place - 1));
    }
    let last = text.before(place);
    // Most numerals stand behind no such word.
    if !LASTS.holds(last) {
        return None;
    }
    BEFORE.iter().find_map(|entry| {
        if entry.last != last {
            return None;
        }
        let begin = text.ends_with(place, floor, entry.word)?;
        let previous = text.before(begin);
        let guarded = previous != '\0' && entry.guard.contains(previous);
        // 上 goes with 百, 千, 万 alone: 上百家, not 网上3家.
        let needs_round = entry.meaning == Hedge::Reaching || entry.word == PAST;
        let misplaced = needs_round && (core.shape != Shape::Round || place != core.start);
        (!guarded && !misplaced).then(|| (Found::new(entry.meaning, begin..place), begin))
    })
}

/// >5, ≤5: a sign of comparison right before a number. -> and => are arrows.
fn sign(text: &Characters<'_>, place: usize, floor: usize) -> Option<Hedge> {
    let meaning = match text.before(place) {
        '>' | '＞' => Hedge::Over,
        '<' | '＜' | '‹' => Hedge::Below,
        '≥' | '≧' | '⩾' => Hedge::AtLeast,
        '≤' | '≦' | '⩽' => Hedge::AtMost,
        '≈' | '≒' => Hedge::About,
        _ => return None,
    };
    let begin = place.checked_sub(1).filter(|begin| *begin >= floor)?;
    (!matches!(text.before(begin), '-' | '=' | '<' | '>' | '—')).then_some(meaning)
}

/// Each of those words begins with one of these.
const AFTER_BEGINS: [char; 14] = [
    '及', '(', '或', '以', '之', '左', '上', '开', '有', '出', '挂', '不', '都', '还',
];

/// The hedges from `place` on, and the place after them.
pub(super) fn trailing(text: &Characters<'_>, place: usize) -> (Vec<Found>, usize) {
    let mut found = Vec::new();
    let mut end = place;
    while found.len() < 3 {
        let spaced = usize::from(text.at(end) == ' ');
        // Most numerals end here.
        if !AFTER_BEGINS.contains(&text.at(end + spaced)) {
            break;
        }
        let hit = AFTER.iter().find_map(|(word, meaning)| {
            let after = text.after(end + spaced, word)?;
            // 5人不到会 says who came.
            let goes_on = *meaning == Hedge::Below && super::number::is_hanzi(text.at(after));
            (!goes_on).then_some((*meaning, after))
        });
        let Some((meaning, after)) = hit else { break };
        found.push(Found::new(meaning, end + spaced..after));
        end = after;
    }
    (found, end)
}

/// 多 or 余 after a unit that has parts: 5年多, 90%多, 100元余. 10名多次 is none.
pub(super) fn odd_after_unit(
    text: &Characters<'_>,
    place: usize,
    unit: &str,
) -> Option<(Found, usize)> {
    let joined = "次种个项元样名家级层样维边点重方年款额地少数半";
    let next = text.at(place + 1);
    let is_parted = || super::super::unit::nature(unit) != super::super::hedge::Nature::Counted;
    let accepted = match text.at(place) {
        '多' => !joined.contains(next) || (next == '年' && unit != "年"),
        '余' => !joined.contains(next),
        _ => false,
    };
    (accepted && is_parted()).then(|| (Found::new(Hedge::Odd, place..place + 1), place + 1))
}

/// 近3年, 近五年来: the latest years, no hedge at all. 历时近3年 is one.
pub(super) fn is_window(
    text: &Characters<'_>,
    hedges: &[Found],
    unit: &str,
    script: Script,
) -> bool {
    let [hedge] = hedges else { return false };
    if hedge.meaning != Hedge::Near
        || text.slice(hedge.range.clone()) != "近"
        || script == Script::Mixed
    {
        return false;
    }
    let duration = matches!(
        unit,
        "年" | "天" | "日" | "个月" | "周" | "个季度" | "个年度"
    ) || unit == "届" && script == Script::Hanzi;
    let lasting = [
        "历时", "耗时", "长达", "为期", "已有", "已", "达", "用时", "工作", "从业", "超", "共",
        "有", "经过", "历经", "经", "用了", "花了", "了", "跨越", "相隔", "时隔", "坚持", "缩短",
        "提前", "延长", "减少", "增加", "节约", "节省", "推迟",
    ];
    let begin = hedge.range.start;
    duration
        && !lasting
            .iter()
            .any(|word| text.ends_with(begin, 0, word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hedge_is_overlooked_for_its_first_character() {
        assert!(AFTER.iter().all(|(word, _)| word.starts_with(AFTER_BEGINS)));
    }
}
