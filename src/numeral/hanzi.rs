//! Whole numbers in hanzi, both ways: 一百零五, 两万二千, 二〇二〇.
//!
//! The reading half is our own rather than `chinese-number`'s: that crate turns a string into a
//! machine integer or refuses it, while a scanner of prose must know how far a number reaches (三千
//! in 三千万里), take 两万五 and 二百五, keep digits that are no number apart (三四, 二〇二〇), and
//! never overflow. What is left for a crate is the table of ten digits.

use crate::number::Number;

/// The digit that a hanzi stands for, in the plain and in the capital forms, with 两 for 2.
#[must_use]
pub fn digit(character: char) -> Option<u8> {
    Some(match character {
        // ○ is what typists have who do not find 〇.
        '零' | '〇' | '○' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '两' | '兩' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The exponent of a hanzi multiplier: 十 1, 百 2, 千 3, 万 4, 亿 8.
#[must_use]
pub fn multiplier(character: char) -> Option<u32> {
    Some(match character {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        _ => return None,
    })
}

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The hanzi for an ASCII digit.
#[must_use]
pub fn from_ascii_digit(digit: char) -> Option<char> {
    let digit = digit.to_digit(10)?;
    DIGITS.get(usize::try_from(digit).ok()?).copied()
}

/// A whole number in hanzi, with 零 as quantities have it: 一百零五, 一万零三十. `None` for a number
/// that is not whole or that has more than sixteen digits, past which no reader is sure of the names.
///
/// A head of 2 is 两 before 千, 万 and 亿, and the number 2 itself is 两 where a measure word follows
/// (`measured`): 两家, 两千二百, but 二十, 二百. GB/T 15835 leaves this open; 现代汉语八百词 has it so.
#[must_use]
pub fn write(value: &Number, measured: bool) -> Option<String> {
    let digits = value.is_whole().then(|| value.abs().to_decimal())??;
    let count = digits.len();
    if count > 16 {
        return None;
    }
    let mut text = String::new();
    if value.is_negative() {
        text.push('负');
    }
    match digits.as_str() {
        "0" => text.push('零'),
        "2" if measured => text.push('两'),
        _ => {
            let numbers: Vec<usize> = digits
                .bytes()
                .map(|byte| usize::from(byte - b'0'))
                .collect();
            write_groups(&numbers, &mut text);
        }
    }
    Some(text)
}

/// Writes groups of four digits with their 万, 亿 and 万亿.
fn write_groups(numbers: &[usize], text: &mut String) {
    const NAMES: [&str; 4] = ["", "万", "亿", "万"];
    let groups = numbers.len().div_ceil(4);
    let mut rest = numbers;
    let mut gap = false;
    let mut started = false;
    for index in (0..groups).rev() {
        let (group, tail) = rest.split_at(rest.len() - index * 4);
        rest = tail;
        let empty = group.iter().all(|&digit| digit == 0);
        // 万亿 needs its 亿 even when the 亿 group itself is empty: 一万亿.
        if empty {
            if index == 2 && groups == 4 {
                text.push('亿');
            }
            gap = true;
            continue;
        }
        if started && (gap || group[0] == 0) {
            text.push('零');
        }
        write_group(group, started, index > 0, text);
        text.push_str(NAMES[index]);
        (gap, started) = (false, true);
    }
}

/// Writes up to four digits; leading zeros are the caller's business.
fn write_group(group: &[usize], started: bool, named: bool, text: &mut String) {
    const NAMES: [&str; 4] = ["", "十", "百", "千"];
    let group = &group[group.iter().take_while(|&&digit| digit == 0).count()..];
    let mut gap = false;
    for (position, &digit) in group.iter().enumerate() {
        let place = group.len() - position - 1;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        let head = position == 0 && !started;
        let alone = group.len() == 1;
        if head && digit == 2 && (place == 3 || (alone && named)) {
            text.push('两');
        } else if !(head && digit == 1 && place == 1) {
            text.push(DIGITS[digit]);
        }
        text.push_str(NAMES[place]);
    }
}

/// Hanzi read as a number: 一百零五, 三千二, 十五, 两万, 一万亿, 廿三 (the caller expands 廿).
/// `None` where the characters do not make one number, such as 三四 or 十百.
#[must_use]
pub fn read(characters: &[char]) -> Option<u64> {
    let mut total = 0_u64; // closed by a 亿
    let mut section = 0_u64; // closed by a 万
    let mut group = 0_u64; // below 万
    let mut pending: Option<u8> = None;
    let mut last_power = 5_u32; // of the multiplier before, within the group
    let mut after_zero = false;
    let mut largest_closed = u32::MAX;
    for &character in characters {
        if let Some(number) = digit(character) {
            if pending.is_some() {
                return None;
            }
            if number == 0 {
                after_zero = true;
            } else {
                pending = Some(number);
            }
            continue;
        }
        let power = multiplier(character)?;
        if power < 4 {
            // A bare 十 is 一十; a bare 百 or 千 is no number by itself.
            let number = match pending.take() {
                Some(number) => number,
                None if power == 1 && last_power > 1 => 1,
                None => return None,
            };
            if power >= last_power {
                return None;
            }
            group += u64::from(number) * 10_u64.pow(power);
            last_power = power;
        } else {
            group += u64::from(pending.take().unwrap_or(0));
            if power == 4 {
                if group == 0 || largest_closed <= 4 {
                    return None;
                }
                section = group * 10_000;
                largest_closed = 4;
            } else {
                section += group;
                if section == 0 || largest_closed == 8 {
                    return None;
                }
                total = section * 100_000_000;
                section = 0;
                largest_closed = 8;
            }
            group = 0;
            last_power = 5;
        }
        after_zero = false;
    }
    if let Some(number) = pending {
        // 三千二 is 3200 and 两万五 is 25000: the last digit takes the next place down.
        let colloquial = !after_zero && characters.len() > 2;
        group += match (colloquial, last_power, largest_closed) {
            (true, 2 | 3, _) => u64::from(number) * 10_u64.pow(last_power - 1),
            (true, 5, 4) => u64::from(number) * 1000,
            (true, 5, 8) => return Some(total + u64::from(number) * 10_000_000),
            _ => u64::from(number),
        };
    }
    // 二〇二〇 names digits one by one; 一百〇五 is only ill spelt.
    if characters.len() > 1 && characters.iter().all(|&c| digit(c).is_some()) {
        return None;
    }
    Some(total + section + group)
}

/// Digits that are named one by one, as in years and numbers of rooms: 二〇二〇 → 2020.
#[must_use]
pub fn read_digits(characters: &[char]) -> Option<String> {
    characters
        .iter()
        .map(|&c| digit(c).map(|number| char::from(b'0' + number)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_numbers_as_people_say_them() {
        for (value, text) in [
            (0_i64, "零"),
            (2, "两"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (22, "二十二"),
            (105, "一百零五"),
            (115, "一百一十五"),
            (200, "二百"),
            (2200, "两千二百"),
            (1050, "一千零五十"),
            (10_500, "一万零五百"),
            (20_000, "两万"),
            (22_000, "两万二千"),
            (105_000, "十万五千"),
            (100_010, "十万零一十"),
            (200_000_000, "两亿"),
            (300_000_005, "三亿零五"),
            (1_000_000_000_000, "一万亿"),
            (-3, "负三"),
        ] {
            assert_eq!(
                write(&Number::from(value), true).as_deref(),
                Some(text),
                "{value}"
            );
        }
        assert_eq!(write(&Number::from(2_i64), false).as_deref(), Some("二"));
        assert_eq!(write(&Number::scaled(15, 1), true), None);
    }

    #[test]
    fn reads_what_people_say() {
        for (text, value) in [
            ("三千二", Some(3200)),
            ("两万五", Some(25_000)),
            ("二百五", Some(250)),
            ("一百零五", Some(105)),
            ("十五", Some(15)),
            ("一千万", Some(10_000_000)),
            ("三四", None),
            ("二〇二〇", None),
            ("百", None),
            ("十百", None),
            ("万万", None),
            ("五", Some(5)),
        ] {
            let characters: Vec<char> = text.chars().collect();
            assert_eq!(read(&characters), value, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in 0_i64..10_000_000_000_000_000, measured: bool) {
            let text = write(&Number::from(value), measured).expect("sixteen digits at most");
            let characters: Vec<char> = text.chars().collect();
            prop_assert_eq!(read(&characters), u64::try_from(value).ok(), "{}", text);
        }
    }
}
