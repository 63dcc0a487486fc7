//! Digits that name things rather than count them: A4, 5G, GB/T 15835—2011, 〔2020〕5号, telephone
//! numbers, 1+3+N, list marks.

use super::Kind;
use super::characters::{Characters, is_list_mark};
use crate::numeral::hedge::Nature;
use crate::numeral::unit::nature;

/// A code, a telephone number or a list mark that begins at `place`, and where it ends.
pub(super) fn read(text: &Characters<'_>, place: usize) -> Option<(Kind, usize)> {
    if !text.digit(place) {
        return is_list_mark(text.raw(place)).then_some((Kind::Index, place + 1));
    }
    private(text, place)
        .map(|end| (Kind::Private, end))
        .or_else(|| document_number(text, place).map(|end| (Kind::Code, end)))
        .or_else(|| lettered(text, place).map(|end| (Kind::Code, end)))
        .or_else(|| dotted(text, place).map(|end| (Kind::Code, end)))
        .or_else(|| formula(text, place).map(|end| (Kind::Code, end)))
        .or_else(|| score(text, place).map(|end| (Kind::Score, end)))
}

/// Mobile and fixed-line numbers, identity numbers, numbers after 电话.
fn private(text: &Characters<'_>, place: usize) -> Option<usize> {
    let count = text.digits(place);
    let end = place + count;
    // Fewer digits are no number of these, unless others follow after a dash.
    if count < 5 && !((3..=4).contains(&count) && matches!(text.at(end), '-' | '—')) {
        return None;
    }
    // Eleven digits with a unit after them are an amount, however large.
    let scaled = super::super::hanzi::multiplier(text.at(end)).is_some();
    let pointed = text.before(place) == '.' || text.at(end) == '.' && text.digit(end + 1);
    if pointed || scaled || text.unit_at(end).is_some() {
        return None;
    }
    let followed = matches!(text.at(end), 'X' | 'x') && count == 17;
    if followed || count == 18 {
        return Some(end + usize::from(followed));
    }
    if count == 11
        && text.at(place) == '1'
        && ('3'..='9').contains(&text.at(place + 1))
        && text.at(end) != '.'
    {
        return Some(end);
    }
    if (3..=4).contains(&count) && matches!(text.at(end), '-' | '—') && text.at(place) == '0' {
        let local = text.digits(end + 1);
        if (7..=8).contains(&local) {
            return Some(end + 1 + local);
        }
    }
    if count == 3 && text.at(end) == '-' && text.digits(end + 1) == 4 && text.at(end + 5) == '-' {
        return Some(end + 6 + text.digits(end + 6));
    }
    if count == 3
        && text.at(end) == '-'
        && text.digits(end + 1) == 3
        && text.at(end + 4) == '-'
        && text.digits(end + 5) == 4
    {
        return Some(end + 9);
    }
    if count < 5 {
        return None;
    }
    let announced = [
        "电话", "电话:", "电话: ", "手机", "手机:", "传真:", "邮编:", "热线:", "账号:", "QQ:",
    ];
    let told = announced
        .iter()
        .any(|word| text.ends_with(place, 0, word).is_some());
    told.then_some(end)
}

/// 〔2020〕5号 and [2020]5号: the year in its brackets; the number after them reads as 5号.
fn document_number(text: &Characters<'_>, place: usize) -> Option<usize> {
    let opened = matches!(text.before(place), '〔' | '[' | '﹝' | '【' | '(');
    let end = place + text.digits(place);
    let closed = matches!(text.at(end), '〕' | ']' | '﹞' | '】' | ')');
    let numbered = text.digit(end + 1) || text.at(end + 1) == '第';
    if !(opened && closed && numbered && end - place == 4) {
        return None;
    }
    let from = end + 1 + usize::from(text.at(end + 1) == '第');
    text.after(from + text.digits(from), "号")
}

fn is_hanzi(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn letter(character: char) -> bool {
    character.is_ascii_alphabetic()
}

/// Digits that touch letters: A4, 5G, H1N1, COVID-19, GB/T 9704-2012. 5km is a length.
fn lettered(text: &Characters<'_>, place: usize) -> Option<usize> {
    let end = place + text.digits(place);
    let previous = text.before(place);
    let second = place
        .checked_sub(1)
        .map_or('\0', |before| text.before(before));
    let joined =
        letter(previous) || matches!(previous, '-' | '_' | '.' | '/' | '@') && letter(second);
    let standard = previous == ' '
        && letter(second)
        && end - place >= 4
        && matches!(text.at(end), '-' | '—' | '–')
        && text.digit(end + 1);
    let decimals = if text.at(end) == '.' && text.digit(end + 1) {
        1 + text.digits(end + 1)
    } else {
        0
    };
    let number_end = end + decimals;
    // Most digits touch no letter at all.
    if !joined && !standard && !letter(text.at(number_end)) {
        return None;
    }
    let unit = text
        .unit_at(number_end)
        .map(|unit| unit.chars().count())
        .filter(|&length| {
            !letter(text.at(number_end + length)) && !text.digit(number_end + length)
        });
    // 1X, 5G; a following unit makes a quantity of it even after letters, as in 面积A100平方米.
    let before_letter = letter(text.at(number_end)) && unit.is_none();
    let begins_code = before_letter && !text.digit(place.wrapping_sub(1));
    let measured = unit.is_some() && !letter(previous)
        || is_amount(text, place, number_end)
        || letter(previous) && letter(second) && is_measured(text, number_end);
    if ((joined || standard) || begins_code) && !measured {
        return Some(past_code(text, place));
    }
    None
}

/// GDP5.2%, GDP500亿元 and COD628吨: a thing that goes by its letters, and how much there is of it.
fn is_measured(text: &Characters<'_>, end: usize) -> bool {
    let scaled = matches!(text.at(end), '万' | '亿') && text.unit_at(end + 1).is_some();
    scaled
        || text
            .unit_at(end)
            .is_some_and(|unit| nature(unit) != Nature::Counted)
}

/// 3k元, 1.2w人, 3.5e3元 and RMB3500: amounts, whatever letters are used to write them.
fn is_amount(text: &Characters<'_>, place: usize, end: usize) -> bool {
    const CURRENCIES: [&str; 4] = ["RMB", "CNY", "USD", "EUR"];
    if CURRENCIES
        .iter()
        .any(|code| text.ends_with(place, 0, code).is_some())
    {
        return true;
    }
    // 会员x37: a sign for “times”, as in 电脑×37; X5 and x86 are names of things.
    let (sign, thing) = (text.before(place), place.checked_sub(2));
    if sign == 'x'
        && thing.is_some_and(|thing| is_hanzi(text.at(thing)))
        && !letter(text.at(end))
        && !is_hanzi(text.at(end))
    {
        return true;
    }
    // 500USD.
    if !letter(text.before(place))
        && let Some((_, behind)) = text.any_after(end, &CURRENCIES)
    {
        return !letter(text.at(behind));
    }
    let scale = match text.at(end) {
        'k' | 'K' | 'w' | 'W' => 1,
        'e' | 'E' => 1 + text.digits(end + 1),
        _ => return false,
    };
    let behind = end + scale;
    if letter(text.before(place)) || letter(text.at(behind)) {
        return false;
    }
    // 金额37K。 37w+ and 3.7E4 say so without a unit; 4K is a screen, 18K金 an alloy.
    let plus = behind + usize::from(text.at(behind) == '+');
    let ended = !text.digit(plus) && !is_hanzi(text.at(plus)) && text.at(plus) != '-';
    let many = if scale == 1 {
        end - place >= 2
    } else {
        text.digits(place) < end - place
    };
    let measured = text.unit_at(behind).is_some_and(|unit| {
        let next = text.at(behind + unit.chars().count());
        !super::super::unit::broken_by(unit, next)
    });
    measured || ended && many
}

fn past_code(text: &Characters<'_>, place: usize) -> usize {
    let inner = |place: usize| {
        let character = text.at(place);
        let sign = matches!(character, '-' | '.' | '/' | '_' | '+' | '@' | '—');
        letter(character)
            || character.is_ascii_digit()
            || sign && (letter(text.at(place + 1)) || text.digit(place + 1))
    };
    (place..text.len())
        .find(|&place| !inner(place))
        .unwrap_or(text.len())
}

/// 1.2.3, 192.168.0.1.
fn dotted(text: &Characters<'_>, place: usize) -> Option<usize> {
    let mut end = place + text.digits(place);
    let mut dots = 0;
    let mut grouped = true;
    while text.at(end) == '.' && text.digit(end + 1) {
        let digits = text.digits(end + 1);
        grouped &= digits == 3;
        end += 1 + digits;
        dots += 1;
    }
    // 2.000.000元 is grouped as elsewhere in the world.
    let amount = grouped && text.unit_at(end).is_some();
    (dots >= 2 && !amount).then_some(end)
}

/// 1+3+N, 7×24: a scheme's name. 5+3 without a letter is one only where nothing measures it, and a product
/// of digits only where it is made of hours, days and weeks.
fn formula(text: &Characters<'_>, place: usize) -> Option<usize> {
    const HOURS: [&str; 6] = ["7×24", "24×7", "5×8", "7×8", "365×24", "24×365"];
    let mut end = place + text.digits(place);
    let mut parts = 0;
    while matches!(text.at(end), '+' | '×' | '✕') {
        let next = end + 1;
        let length = text.digits(next).max(
            (next..text.len())
                .take_while(|&place| letter(text.at(place)))
                .count(),
        );
        if length == 0 {
            break;
        }
        end = next + length;
        parts += 1;
    }
    // “4+”管理法 is a scheme as well; 服务500+家 is a count.
    if parts == 0 && text.at(end) == '+' && matches!(text.at(end + 1), '”' | '"' | '」') {
        return Some(end + 1);
    }
    let whole = text.slice(place..end);
    let is_product = whole.contains('×') && !whole.contains(letter);
    if parts == 0 || is_product && !HOURS.contains(&whole) {
        return None;
    }
    // 14+7管理 is measured by nothing: 管 begins a word of its own.
    let counts = |unit: &str| {
        let next = text.at(end + unit.chars().count());
        !matches!(unit, "小时" | "时") && !super::super::unit::broken_by(unit, next)
    };
    (!text.unit_at(end).is_some_and(counts)).then_some(end)
}

/// 3:1, 1:1, 6.0:55.04:38.9; times have been read before.
fn score(text: &Characters<'_>, place: usize) -> Option<usize> {
    let mut end = part_of_ratio(text, place)?;
    let mut parts = 1;
    while matches!(text.at(end), ':' | '∶' | '比')
        && let Some(next) = part_of_ratio(text, end + 1)
    {
        end = next;
        parts += 1;
    }
    // 6:4分成 is measured by nothing.
    let counts = |unit: &str| {
        let next = text.at(end + unit.chars().count());
        !super::super::unit::broken_by(unit, next)
    };
    (parts > 1 && !text.unit_at(end).is_some_and(counts)).then_some(end)
}

/// 3, 55.04: a part of 3:1 or 6.0:55.04:38.9.
fn part_of_ratio(text: &Characters<'_>, place: usize) -> Option<usize> {
    let whole = place + text.digits(place);
    let decimals = text.digits(whole + 1);
    let end = if text.at(whole) == '.' && decimals > 0 {
        whole + 1 + decimals
    } else {
        whole
    };
    (whole > place && whole - place <= 3).then_some(end)
}

/// Where the code begins that `place` is a digit of: its letters come first.
pub(super) fn begin(text: &Characters<'_>, place: usize, floor: usize) -> usize {
    let part = |place: usize| {
        letter(text.at(place))
            || matches!(text.at(place), '-' | '/' | '_') && letter(text.before(place))
    };
    (floor..place)
        .rev()
        .take_while(|&place| part(place))
        .last()
        .unwrap_or(place)
}
