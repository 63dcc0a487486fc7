//! The forms that GB/T 15835—2011 asks for.

use super::super::hanzi;
use super::super::hedge::Claim;
use super::super::read::{Kind, Numeral, Script};
use super::{Draft, Page, error, warning};

/// 三、四十人 for 三四十人. 一、二等奖 and 三、四季度 list things that have those numbers.
pub(super) fn pause(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for pair in page.numerals.windows(2) {
        let [one, two] = pair else { continue };
        let (first, second) = (page.slice(&one.span), page.slice(&two.span));
        let low = single_digit(first);
        let high = second.chars().next().and_then(hanzi::digit);
        let adjacent = matches!((low, high), (Some(low @ 1..), Some(high)) if high == low + 1);
        let between = page.slice(&(one.span.end..two.span.start.max(one.span.end)));
        let head = page.before(one.span.start).chars().next_back();
        // A section may be the third and begin with a four; none begins 三、四十人.
        let tens = second
            .chars()
            .nth(1)
            .is_some_and(|next| hanzi::multiplier(next).is_some());
        let listed = match head {
            None | Some('\n') => !tens,
            Some(head) => matches!(head, '第' | '、'),
        };
        let counted = two.kind == Kind::Quantity && (!two.unit.is_empty() || tens);
        if one.kind == Kind::Quantity && adjacent && between == "、" && counted && !listed {
            let better = format!("{first}{second}");
            drafts.push(error(
                one.span.start..two.span.end,
                format!("概数“{first}、{second}”中间不加顿号"),
                format!("写成“{better}”"),
            ));
        }
    }
    drafts
}

fn single_digit(text: &str) -> Option<u8> {
    let mut characters = text.chars();
    let digit = characters.next().and_then(hanzi::digit);
    digit.filter(|_| characters.next().is_none())
}

fn has_ascii_digit(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_ascii_digit() || ('０'..='９').contains(&character))
}

/// 20几人 for 二十几人.
pub(super) fn some(page: &Page<'_>) -> Vec<Draft> {
    let mixed = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        has_ascii_digit(digits) && digits.contains('几')
    };
    page.numerals
        .iter()
        .filter(mixed)
        .map(|numeral| {
            let text = page.slice(&numeral.span);
            error(
                numeral.span.clone(),
                format!("“{text}”：含“几”的概数用汉字"),
                "写成“二十几”一类，或用“余”".to_owned(),
            )
        })
        .collect()
}

/// 3千余人 for 3000余人 or 三千余人.
pub(super) fn mixed(page: &Page<'_>) -> Vec<Draft> {
    let mixed = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        numeral.script == Script::Mixed && digits.contains(['十', '百', '千'])
    };
    page.numerals
        .iter()
        .filter(mixed)
        .map(|numeral| {
            let text = page.slice(&numeral.span);
            let value = numeral
                .value
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let help = format!("数字部分全用阿拉伯数字（{value}）或全用汉字，只有“万”“亿”可以混用");
            error(
                numeral.span.clone(),
                format!("“{text}”把阿拉伯数字和“十、百、千”混用"),
                help,
            )
        })
        .collect()
}

/// 5-10万元 for 5万～10万元, 15-20% for 15%～20%.
pub(super) fn range(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page
        .numerals
        .iter()
        .filter(|numeral| numeral.kind == Kind::Range)
    {
        let text = page.slice(&numeral.digits);
        let dash = |character: char| {
            matches!(
                character,
                '-' | '—' | '–' | '~' | '～' | '∼' | '―' | '−' | '－' | '至' | '到'
            )
        };
        let Some((low, rest)) = text.split_once(dash) else {
            continue;
        };
        let high = rest.trim_start_matches(dash);
        let scale = high
            .chars()
            .next_back()
            .filter(|last| matches!(last, '万' | '亿'));
        let unit = match scale {
            Some(scale) if !low.contains(['万', '亿']) => scale.to_string(),
            None if matches!(numeral.unit.as_str(), "%" | "‰")
                && !low.contains(['%', '％', '‰']) =>
            {
                numeral.unit.clone()
            }
            _ => continue,
        };
        let tail = page.slice(&(numeral.digits.end..numeral.span.end));
        drafts.push(error(
            numeral.span.clone(),
            format!(
                "“{}”的前一个数省略了“{unit}”，有歧义",
                page.slice(&numeral.span)
            ),
            format!("写成“{low}{unit}～{high}{tail}”"),
        ));
    }
    drafts
}

/// .5% for 0.5%.
pub(super) fn point(page: &Page<'_>) -> Vec<Draft> {
    let pointed = page
        .numerals
        .iter()
        .filter(|numeral| page.slice(&numeral.digits).starts_with(['.', '．']));
    pointed
        .map(|numeral| {
            let text = page.slice(&numeral.digits);
            error(
                numeral.digits.clone(),
                format!("“{text}”省略了小数点前的0"),
                format!("写成“0{text}”"),
            )
        })
        .collect()
}

/// １２０名 for 120名.
pub(super) fn full_width(page: &Page<'_>) -> Vec<Draft> {
    let is_wide = |character: char| ('０'..='９').contains(&character);
    let wide = page
        .numerals
        .iter()
        .filter(|numeral| page.slice(&numeral.span).contains(is_wide));
    wide.map(|numeral| {
        let text = page.slice(&numeral.span);
        let narrow: String = text
            .chars()
            .map(|character| {
                if is_wide(character) {
                    char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
                } else {
                    character
                }
            })
            .collect();
        error(
            numeral.span.clone(),
            format!("“{text}”用了全角数字"),
            format!("写成“{narrow}”"),
        )
    })
    .collect()
}

/// 20年工作总结 for 2020年工作总结. 20年工作经验 is a length of time.
pub(super) fn short_year(page: &Page<'_>) -> Vec<Draft> {
    const TITLES: [&str; 19] = [
        "年底",
        "年末",
        "年初",
        "工作总结",
        "工作报告",
        "工作计划",
        "工作要点",
        "工作情况",
        "年度",
        "度",
        "底",
        "初",
        "总结",
        "上半年",
        "下半年",
        "全年",
        "经费",
        "预算",
        "决算",
    ];
    let short = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        let titled = TITLES
            .iter()
            .any(|title| page.after(numeral.span.end).starts_with(title));
        let year = matches!(numeral.unit.as_str(), "年" | "年度");
        digits.len() == 2
            && has_ascii_digit(digits)
            && year
            && numeral.hedges.is_empty()
            && (titled || numeral.unit == "年度")
    };
    page.numerals
        .iter()
        .filter(short)
        .map(|numeral| {
            let digits = page.slice(&numeral.digits);
            let message = format!("年份“{digits}年”不用两位数字");
            warning(
                numeral.span.clone(),
                message,
                format!("写成“20{digits}年”一类的四位数字"),
            )
        })
        .collect()
}

/// 二零二零年 for 二〇二〇年, 一百〇五 for 一百零五.
pub(super) fn zero(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for numeral in page.numerals {
        let digits = page.slice(&numeral.digits);
        let spelled = !digits.contains(['十', '百', '千', '万', '亿']);
        if numeral.kind == Kind::Date && digits.contains('零') && spelled {
            let better = digits.replace('零', "〇");
            drafts.push(warning(
                numeral.span.clone(),
                format!("年份“{digits}”里的“零”应作“〇”"),
                format!("写成“{better}”"),
            ));
        }
        let quantity = matches!(numeral.claim, Some(Claim::Exact(_) | Claim::Hedged(..)));
        if quantity && digits.contains('〇') && !spelled {
            let better = digits.replace('〇', "零");
            drafts.push(warning(
                numeral.span.clone(),
                format!("数量“{digits}”里的“〇”应作“零”"),
                format!("写成“{better}”"),
            ));
        }
    }
    drafts
}

/// A telephone or identity number in the text.
pub(super) fn private(page: &Page<'_>) -> Vec<Draft> {
    let private = page
        .numerals
        .iter()
        .filter(|numeral| numeral.kind == Kind::Private);
    private
        .map(|numeral| {
            let message = format!("“{}”像电话或证件号码", page.slice(&numeral.span));
            warning(
                numeral.span.clone(),
                message,
                "报告里删去个人号码".to_owned(),
            )
        })
        .collect()
}
