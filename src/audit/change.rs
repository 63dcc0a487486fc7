//! Growth and fall: what 比上年增长12.5%, 翻一番, 提高5个百分点 say, and of which changes it is true.

use crate::number::{Number, Rounding};
use crate::numeral::hedge::{Nature, Verdict, judge};
use crate::numeral::read::{Kind, Numeral};

/// The word that a figure is as it was: a claim about figures without a numeral.
pub(super) const LEVEL: &str = "持平";

/// What a numeral says of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// Up or down.
    pub(super) rises: bool,
    /// 增长到2倍, 是上年的2倍: the new value over the old, not the growth.
    reaches: bool,
    /// How much the words say.
    manner: Manner,
}

/// How much words say of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Of what and since when, or as a rate.
    Said,
    /// 会员8642人，增加512人: neither of what nor since when. Such a number can be proved by the
    /// figure before it, and not refuted.
    Bare,
    /// 会员增加512人: since when is not said, and the words may be a figure's own (减少支出20万元).
    Implied,
}

impl Change {
    /// A change that rises, or with a minus sign falls.
    pub(super) const fn up() -> Self {
        Self {
            rises: true,
            reaches: false,
            manner: Manner::Said,
        }
    }

    /// Whether the number may be a value all the same.
    pub(super) fn may_be_value(self) -> bool {
        self.manner != Manner::Said
    }

    pub(super) fn is_bare(self) -> bool {
        self.manner == Manner::Bare
    }

    pub(super) fn is_implied(self) -> bool {
        self.manner == Manner::Implied
    }

    const fn down() -> Self {
        Self {
            rises: false,
            ..Self::up()
        }
    }
}

const RISE: [&str; 12] = [
    "增长", "增加", "提高", "上升", "提升", "扩大", "上涨", "增幅", "增", "多", "新增", "净增",
];
const FALL: [&str; 9] = [
    "下降", "降低", "减少", "缩小", "下滑", "回落", "压减", "降", "少",
];
/// What words of rise and fall end with.
const ENDS: [char; 16] = [
    '长', '加', '高', '升', '大', '涨', '幅', '增', '多', '降', '低', '少', '小', '滑', '落', '减',
];
const BASE: [&str; 9] = [
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "同比",
    "比上一年",
    "较上一年",
    "上年同期",
    "去年同期",
];

/// Reads the words before a numeral: whether it measures a change.
pub(super) fn read(text: &str, numeral: &Numeral) -> Option<Change> {
    let before = text.get(..numeral.span.start)?;
    let verb = before.trim_end_matches(['了', '约', '近', '为', '达', '超', '过', '幅', '出', ' ']);
    let reaching = verb.ends_with(['到', '至', '的']);
    let stem = verb.trim_end_matches(['到', '至', '的']);
    if numeral.kind == Kind::Doubling {
        return Some(Change::up());
    }
    // 由85%提高到90%: 90% is a value, not a change.
    if reaching && numeral.unit != "倍" {
        return None;
    }
    // Most numerals stand behind no word for a change.
    if !reaching && !stem.ends_with(ENDS) {
        return None;
    }
    let clause = before
        .rfind(['。', '；', '！', '\n'])
        .map_or(before, |end| &before[end..]);
    let compared = BASE.iter().any(|base| {
        clause.contains(base)
            && clause
                .rfind(base)
                .is_some_and(|at| clause[at..].chars().count() <= 16)
    });
    // 由上年的8130人增加到8642人，增加512人: the sentence has named its base.
    let based = compared || clause.contains("由上年") || clause.contains("从上年");
    let ends = |words: &[&str]| words.iter().any(|word| stem.ends_with(word));
    let is_rate = matches!(numeral.unit.as_str(), "%" | "‰" | "倍" | "个百分点");
    let long = |words: &[&str]| {
        words
            .iter()
            .any(|word| word.chars().count() > 1 && stem.ends_with(word))
    };
    if reaching && (based || ends(&RISE)) {
        return Some(Change {
            reaches: true,
            ..Change::up()
        });
    }
    let speaks = based
        || (is_rate && numeral.unit != "%")
        || numeral.unit == "%" && (long(&RISE) || long(&FALL) || clause.ends_with("幅"));
    let bare = !speaks
        && clause.rfind(['，', ',', '\u{2028}']).is_some_and(|at| {
            is_bare(clause[at..].trim_start_matches(['，', ',', '\u{2028}', ' ']))
        });
    let implied = !speaks && !bare && {
        let grows = |words: &[&str]| {
            let mut words = words.iter().filter(|word| **word != "新增");
            words.any(|word| word.chars().count() > 1 && stem.ends_with(word))
        };
        grows(&RISE) || grows(&FALL)
    };
    if !speaks && !bare && !implied {
        return None;
    }
    let said = if ends(&FALL) {
        Change::down()
    } else {
        Change::up()
    };
    let speaks = ends(&FALL) || ends(&RISE);
    let manner = match () {
        () if bare => Manner::Bare,
        () if implied => Manner::Implied,
        () => Manner::Said,
    };
    speaks.then_some(Change { manner, ..said })
}

/// Whether a clause before its number is nothing but a word of growth: 增加, 减少了.
fn is_bare(clause: &str) -> bool {
    const MOVES: [&str; 8] = [
        "增加", "增长", "提高", "上升", "减少", "下降", "降低", "净增",
    ];
    MOVES.contains(&clause.trim_end_matches(['了', '约', '近', ' ']))
}

/// What the head of a table's column says: numbers under it carry their own sign, or the word of their
/// direction stands before them.
pub(super) fn of_head(words: &str, before: &str) -> Option<Change> {
    const HEADS: [&str; 10] = [
        "增减",
        "增幅",
        "增长率",
        "同比",
        "比上年",
        "较上年",
        "比去年",
        "升降",
        "与上年相比",
        "与去年相比",
    ];
    let before = before.trim_end_matches(['了', '约', '近', ' ']);
    let falls = FALL.iter().any(|word| before.ends_with(word));
    let change = if falls { Change::down() } else { Change::up() };
    HEADS
        .iter()
        .any(|head| words.contains(head))
        .then_some(change)
}

/// What to say of a change from another base.
pub(super) fn beyond(base: &str) -> String {
    format!("是和“{base}”比，本年和上年的数字证明不了")
}

/// What a change is measured from, where that is neither last year nor left unsaid: 比2019年增长45.1%,
/// 环比增长, 比西港增加.
pub(super) fn other_base(text: &str, numeral: &Numeral, year: i32) -> Option<String> {
    const LAST: [&str; 8] = [
        "上年",
        "去年",
        "上一年",
        "前一年",
        "同期",
        "年初",
        "期初",
        "上期",
    ];
    // 占比, 同比; 比例, 比武, 较大.
    const NOT_BEFORE: &str = "占对评同类相配性可计校";
    const NOT_BEHIND: &str = "例重武赛率值较好大快多高为强广深明早少小低对";
    let before = text.get(..numeral.span.start)?;
    let sentence = before
        .rfind(['。', '；', '！', '\n'])
        .map_or(before, |end| &before[end..]);
    let clause = sentence
        .rfind(['，', ','])
        .map_or(sentence, |end| &sentence[end..]);
    if clause.contains("环比") {
        return Some("上一期".to_owned());
    }
    let is_last = |base: &str| {
        LAST.iter().any(|word| base.contains(word)) || base.contains(&format!("{}年", year - 1))
    };
    // 与2021年相比，增长45.1%.
    let base = if let Some(end) = sentence
        .rfind("相比")
        .filter(|end| sentence[*end..].chars().count() <= 12)
    {
        let from = sentence[..end].rfind(['与', '同', '和', '跟', '较'])?;
        let base = &sentence[from..end];
        let base = base.trim_start_matches(['与', '同', '和', '跟', '较']);
        (!base.is_empty() && base.chars().count() <= 10).then_some(base)?
    } else {
        let at = clause.rfind(['比', '较'])?;
        if clause[..at].ends_with(|last| NOT_BEFORE.contains(last)) {
            return None;
        }
        let base = clause[at + '比'.len_utf8()..].trim_start_matches(['于', ' ']);
        if base.starts_with(|first| NOT_BEHIND.contains(first)) {
            return None;
        }
        let verb = base.trim_end_matches([
            '了', '约', '近', '为', '达', '超', '过', '幅', '出', '到', '至', ' ',
        ]);
        let moves = RISE
            .iter()
            .chain(&FALL)
            .filter_map(|word| verb.strip_suffix(word));
        moves.min_by_key(|base| base.len())?
    };
    (!base.is_empty() && !is_last(base)).then(|| base.to_owned())
}

/// Whether the numeral is true of the change from `old` to `new`; none where there is no such rate.
pub(super) fn verdict(
    change: Change,
    numeral: &Numeral,
    old: &Number,
    new: &Number,
    nature: Nature,
) -> Option<Verdict> {
    let claim = numeral.claim.as_ref()?;
    let difference = new - old;
    let signed = if change.rises {
        difference
    } else {
        &Number::zero() - &difference
    };
    let per = |scale: i64| (&signed * &Number::from(scale)).divided_by(old);
    let judged = |value: &Number, nature| judge(claim, value, nature, Rounding::HalfUp);
    // No rate on a base of zero or below: any one stated is false.
    if old.is_negative() || old.is_zero() {
        let is_count =
            !matches!(numeral.unit.as_str(), "%" | "‰" | "倍") && numeral.kind != Kind::Doubling;
        return Some(if is_count {
            judged(&signed, nature)
        } else {
            Verdict::False
        });
    }
    Some(match numeral.unit.as_str() {
        _ if numeral.kind == Kind::Doubling => {
            let doublings = numeral.value.as_ref()?.to_i128()?;
            let factor = 1_i64
                .checked_shl(u32::try_from(doublings).ok()?)
                .filter(|factor| *factor > 0)?;
            let wanted = old * &Number::from(factor);
            if *new == wanted {
                Verdict::True
            } else {
                Verdict::False
            }
        }
        "%" => judged(&per(100)?, Nature::Ratio),
        "‰" => judged(&per(1000)?, Nature::Ratio),
        "倍" if change.reaches => judged(&new.divided_by(old)?, Nature::Ratio),
        "倍" => judged(&per(1)?, Nature::Ratio),
        "个百分点" => judged(&signed, Nature::Ratio),
        _ => judged(&signed, nature),
    })
}

/// The change in words.
pub(super) fn say(old: &Number, new: &Number, unit: &str) -> String {
    let difference = new - old;
    let size = difference.abs();
    let word = if difference.is_negative() {
        "减少"
    } else {
        "增加"
    };
    let rate = (&size * &Number::from(100_i64))
        .divided_by(old)
        .filter(|_| !old.is_negative());
    let size = size.to_fixed(size.decimals().unwrap_or(2).min(2), Rounding::HalfUp);
    let rise = if difference.is_negative() {
        "下降"
    } else {
        "增长"
    };
    match rate {
        _ if difference.is_zero() => "与上年持平".to_owned(),
        _ if unit == "%" => format!(
            "比上年{}{size}个百分点",
            if difference.is_negative() {
                "下降"
            } else {
                "提高"
            }
        ),
        Some(rate) => format!(
            "比上年{word}{size}{unit}，{rise}{}%",
            rate.to_fixed(1, Rounding::HalfUp)
        ),
        None => format!("比上年{word}{size}{unit}；上年是 {old}{unit}，没有增长率"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_change_is_overlooked_for_its_last_character() {
        assert!(RISE.iter().chain(&FALL).all(|word| word.ends_with(ENDS)));
    }
}
