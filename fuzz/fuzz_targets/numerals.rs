//! Any text at all through the reader of numerals, the lexicon and the rules of style.
//!
//! Half of the inputs are taken as they are; the other half are spelled from pieces of the grammar, since
//! chance would hardly ever write 一百二十余万元. What has to hold stands in [`check`].
#![no_main]

use libfuzzer_sys::fuzz_target;
use report::number::Number;
use report::numeral::read::{Kind, Numeral, Script, read};
use report::numeral::write::{Form, Measure, write};
use report::numeral::{hedge, lexicon, style};

/// What the grammar is made of, and what it must not trip over.
const PIECES: [&str; 160] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "9",
    "10",
    "20",
    "100",
    "2020",
    "13812345678",
    "1,200",
    "13 740",
    ".",
    ",",
    "·",
    "/",
    ":",
    "-",
    "—",
    "～",
    "~",
    "%",
    "％",
    "‰",
    "+",
    "×",
    "°",
    "０",
    "１",
    "５",
    "．",
    "，",
    "：",
    "零",
    "〇",
    "○",
    "一",
    "二",
    "两",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "百",
    "千",
    "万",
    "亿",
    "廿",
    "卅",
    "壹",
    "贰",
    "拾",
    "佰",
    "几",
    "数",
    "半",
    "多",
    "余",
    "来",
    "点",
    "分之",
    "百分之",
    "千分之",
    "成",
    "折",
    "倍",
    "番",
    "翻",
    "翻番",
    "翻倍",
    "俩",
    "首",
    "第",
    "各",
    "每",
    "近",
    "约",
    "超",
    "超过",
    "逾",
    "上",
    "不足",
    "不到",
    "至少",
    "最多",
    "以上",
    "以下",
    "以内",
    "左右",
    "至",
    "到",
    "个",
    "家",
    "名",
    "人",
    "人次",
    "元",
    "万元",
    "亿元",
    "美元",
    "米",
    "千米",
    "平方米",
    "㎡",
    "m²",
    "吨",
    "公里",
    "小时",
    "个百分点",
    "条",
    "(件)",
    "（件）",
    "级",
    "号",
    "等",
    "年",
    "月",
    "日",
    "时",
    "分",
    "周",
    "季度",
    "世纪",
    "年代",
    "月份",
    "初",
    "腊月",
    "上午",
    "届",
    "次",
    "会",
    "期",
    "一线",
    "十九大",
    "举一反三",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "、",
    "。",
    "；",
    " ",
    "\n",
    "A",
    "N",
    "①",
    "Ⅲ",
    "½",
    "³",
    "٣",
    "零下",
    "负",
];

fuzz_target!(|data: &[u8]| {
    let Some((&mode, rest)) = data.split_first() else {
        return;
    };
    if mode % 2 == 0 {
        check(&String::from_utf8_lossy(rest));
    } else {
        let text: String = rest
            .iter()
            .map(|&byte| PIECES[usize::from(byte) % PIECES.len()])
            .collect();
        check(&text);
    }
});

fn check(text: &str) {
    let numerals = read(text);
    let mut end = 0;
    for numeral in &numerals {
        let span = &numeral.span;
        assert!(
            span.start >= end && span.end > span.start,
            "out of order: {text:?} {numeral:?}"
        );
        for place in [
            span.start,
            span.end,
            numeral.digits.start,
            numeral.digits.end,
        ] {
            assert!(
                text.is_char_boundary(place),
                "cuts a character: {text:?} {numeral:?}"
            );
        }
        assert!(
            numeral.digits.start >= span.start && numeral.digits.end <= span.end,
            "digits outside: {text:?} {numeral:?}"
        );
        for word in &numeral.hedges {
            assert!(
                word.span.start >= span.start
                    && word.span.end <= span.end
                    && text.is_char_boundary(word.span.start)
                    && text.is_char_boundary(word.span.end),
                "hedge outside: {text:?} {numeral:?}"
            );
        }
        says_what_it_is(text, numeral);
        reads_again(text, numeral);
        let _ = lexicon::recognise(text, numeral);
        end = span.end;
    }
    let _ = style::check(text, &numerals);
}

/// ASCII digits are worth what they are worth: reckoned here once more, in the plainest way.
fn says_what_it_is(text: &str, numeral: &Numeral) {
    let digits = &text[numeral.digits.clone()];
    let plain = numeral.kind == Kind::Quantity
        && matches!(numeral.script, Script::Ascii | Script::Mixed)
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().filter(|c| matches!(c, '.' | '·')).count() <= 1
        && digits
            .trim_end_matches(['十', '百', '千', '万', '亿'])
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '·' | ' '));
    let (Some(value), true) = (&numeral.value, plain) else {
        return;
    };
    let mut factor = Number::one();
    let mut mantissa = String::new();
    for character in digits.chars() {
        match character {
            '十' => factor = &factor * &Number::ten_to(1),
            '百' => factor = &factor * &Number::ten_to(2),
            '千' => factor = &factor * &Number::ten_to(3),
            '万' => factor = &factor * &Number::ten_to(4),
            '亿' => factor = &factor * &Number::ten_to(8),
            '·' => mantissa.push('.'),
            ',' | ' ' => {}
            _ => mantissa.push(character),
        }
    }
    let Some(expected) = Number::parse(&mantissa).map(|mantissa| &mantissa * &factor) else {
        return;
    };
    // 8成五 and 5元4角 have their last digits behind the unit, 8 成五 behind a space as well.
    let behind = text[numeral.digits.end..].trim_start();
    if ["成", "元"].iter().any(|unit| {
        let rest = behind.strip_prefix(unit);
        rest.is_some_and(|rest| text.len() - rest.len() < numeral.span.end)
    }) {
        return;
    }
    // 3个半小时 has half a unit more, 三成 is 30 %, .5 begins before its digits.
    let half = &expected + &Number::scaled(5, 1);
    let tenths = &expected * &Number::ten_to(1);
    let pointed = text[..numeral.digits.start].ends_with(['.', '．']) || digits.starts_with('.');
    let absolute = value.abs();
    // 12、15万元: the 万 or 亿 is said once for all.
    let listed = text[numeral.digits.end..].starts_with(['、', '和', '与', '及', '或'])
        && [4, 8].iter().any(|&power| absolute == &expected * &Number::ten_to(power));
    assert!(
        absolute == expected
            || listed
            || absolute == half
            || numeral.unit == "%"
                && (absolute == tenths || absolute == &half * &Number::ten_to(1))
            || pointed,
        "{digits:?} is not {value:?}: {text:?} {numeral:?}"
    );
}

/// A value that has been read can be written, and is read again as the same.
fn reads_again(text: &str, numeral: &Numeral) {
    const DATES_AND_RANKS: &str = "年月日时点分秒级号星等线档流代期周季岁世纪届次";
    let (Some(value), Some(hedge::Claim::Exact(_))) = (&numeral.value, &numeral.claim) else {
        return;
    };
    let measured =
        numeral.kind == Kind::Quantity && !numeral.unit.is_empty() && !value.is_negative();
    if !measured
        || numeral.unit.contains(|c| DATES_AND_RANKS.contains(c))
        || value.to_decimal().is_none()
    {
        return;
    }
    let Ok(wording) = write(&Measure::new(value, &numeral.unit), Form::Exact) else {
        return;
    };
    // No amount has so many digits, and the reader takes them for a code.
    if wording.chars().filter(char::is_ascii_digit).count() > 40 {
        return;
    }
    let sentence = format!("共有{wording}，");
    let again = read(&sentence);
    let same = again.len() == 1
        && again[0].value.as_ref() == Some(value)
        && again[0].unit == numeral.unit
        && &sentence[again[0].span.clone()] == wording.as_str();
    assert!(
        same,
        "{sentence:?} read as {again:?}, written for {numeral:?} of {text:?}"
    );
}
