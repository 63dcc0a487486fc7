//! A cell's text → its value: what is certain is normalised, what is a guess is refused.

use std::borrow::Cow;

use super::plain::may_narrow;
use crate::calendar::read_date;
use crate::diagnostic::{self, Code};
use crate::ledger::Cell;
use crate::schema::{Field, Kind};

/// What is said of a cell that cannot be read.
#[derive(Debug)]
pub(super) struct Refusal {
    pub message: String,
    pub help: String,
}

impl Refusal {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self {
            message,
            help: help.into(),
        }
    }
}

/// Dashes and strokes that stand for “nothing here” where a number or a date is wanted. They are
/// no value; they are never 0.
const NOTHING: &[&str] = &["-", "–", "—", "——", "/", "--"];

/// Reads the text of a cell of `field`; `is_key` for columns that name rows.
///
/// # Errors
/// Why it cannot be read. The words for that are [`explain`]'s: a column of ten million bad cells
/// is counted, not told.
pub(super) fn read(
    raw: &str,
    field: &Field,
    is_key: bool,
    missing_values: &[String],
) -> Result<Cell, &'static Code> {
    let text = trim(raw);
    if text.is_empty() || missing_values.iter().any(|missing| missing == text) {
        return Ok(Cell::Missing);
    }
    let half = half_width(text);
    if field.kind != Kind::String && NOTHING.contains(&half.as_ref()) {
        return Ok(Cell::Missing);
    }
    let text_of = |text: Option<String>| text.map(|text| Cell::Text(text.into()));
    let cell = match field.kind {
        Kind::String => return string(text, &half, field, is_key),
        Kind::Integer | Kind::Number => return number(&half, field),
        Kind::Boolean => {
            return boolean(text, &half, field).ok_or(diagnostic::NOT_A_BOOLEAN);
        }
        Kind::Date => read_date(&half).map(Cell::Date),
        Kind::Datetime => text_of(datetime(&half)),
        Kind::Time => text_of(time(&half)),
        Kind::Year => year(&half).map(|year| Cell::Number {
            units: year,
            places: 0,
        }),
        Kind::YearMonth => text_of(year_month(&half)),
    };
    cell.ok_or(diagnostic::NOT_A_DATE)
}

/// What to say of a cell that [`read`] refused with `code`.
pub(super) fn explain(raw: &str, field: &Field, code: &'static Code) -> Refusal {
    let text = trim(raw);
    let half = half_width(text);
    if code == diagnostic::TOO_LARGE {
        return too_large(text);
    }
    match field.kind {
        Kind::String => {
            let message = format!("“{text}”是表格软件把长号码改成的科学记数法，后面的数字已经丢了");
            let help = "对照原件重打；先把这一列的单元格格式设为“文本”再输入";
            Refusal::new(message, help)
        }
        Kind::Integer | Kind::Number => not_a_number(text, &half, field, code),
        Kind::Boolean => {
            let message = format!("“{text}”不是“是”或“否”");
            let first = |values: &[String]| values.first().cloned().unwrap_or_default();
            let (yes, no) = (first(&field.true_values), first(&field.false_values));
            Refusal::new(message, format!("填“{yes}”或“{no}”"))
        }
        Kind::Date => not_a_date(text, "2020-01-31"),
        Kind::Datetime => not_a_date(text, "2020-01-31 09:30"),
        Kind::Time => not_a_date(text, "09:30"),
        Kind::Year => not_a_date(text, "2020"),
        Kind::YearMonth => not_a_date(text, "2020-01"),
    }
}

/// Drops the space around a cell: ordinary, non-breaking, ideographic (U+3000), zero-width.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}')
}

/// Full-width letters, digits and punctuation as the half-width ones they stand for.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    if !may_narrow(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(narrowed).collect())
}

/// The half-width form of a character, or itself.
pub(super) fn narrowed(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        '\u{3000}' | '\u{A0}' => ' ',
        '−' => '-',
        '￥' => '¥',
        other => other,
    }
}

/// A text. Where a rule tells what it should look like, full-width forms become half-width ones if
/// that satisfies it; elsewhere the text is left alone.
fn string(text: &str, half: &str, field: &Field, is_key: bool) -> Result<Cell, &'static Code> {
    if is_scientific(half) {
        return Err(diagnostic::SCIENTIFIC);
    }
    let rules = &field.constraints;
    let satisfied = |text: &str| {
        (rules.values.is_empty() || rules.values.iter().any(|value| value == text))
            && rules.is_matched_by(text)
    };
    let narrow = half != text
        && (if rules.shapes_texts() {
            !satisfied(text) && satisfied(half)
        } else {
            is_key
        });
    Ok(Cell::Text(if narrow { half } else { text }.into()))
}

fn is_scientific(text: &str) -> bool {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1
        && digits(whole)
        && digits(decimals)
        && exponent.strip_prefix('+').is_some_and(digits)
}

fn number(half: &str, field: &Field) -> Result<Cell, &'static Code> {
    if is_scientific(half) {
        return Err(diagnostic::SCIENTIFIC);
    }
    let bare = without_unit(half, field);
    let (negative, digits) = match bare.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start().trim_start_matches('¥')),
        None => (false, bare),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((_, "")) => return Err(diagnostic::NOT_A_NUMBER),
        Some((whole, decimals)) => (whole, decimals),
        None => (digits, ""),
    };
    let whole = without_groups(whole, field.group_char).ok_or(diagnostic::NOT_A_NUMBER)?;
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(&whole) || !plain(decimals) {
        return Err(diagnostic::NOT_A_NUMBER);
    }
    let decimals = decimals.trim_end_matches('0');
    let (allowed, code) = match field.kind {
        Kind::Integer => (Some(0), diagnostic::NOT_WHOLE),
        _ => (field.places, diagnostic::TOO_MANY_DECIMALS),
    };
    if allowed.is_some_and(|allowed| decimals.len() > allowed as usize) {
        return Err(code);
    }
    let mut digits = whole.bytes().chain(decimals.bytes());
    let magnitude = digits.try_fold(0_i64, |sum, digit| {
        sum.checked_mul(10)?.checked_add(i64::from(digit - b'0'))
    });
    let places = u32::try_from(decimals.len()).unwrap_or(u32::MAX);
    match magnitude {
        Some(magnitude) if places <= MOST_DECIMALS => {
            let units = if negative { -magnitude } else { magnitude };
            Ok(Cell::Number { units, places })
        }
        _ => Err(diagnostic::TOO_LARGE),
    }
}

fn not_a_number(text: &str, half: &str, field: &Field, code: &'static Code) -> Refusal {
    if code == diagnostic::SCIENTIFIC {
        let message = format!("“{text}”是科学记数法，看不出原来的每一位");
        return Refusal::new(message, "写出全部数字，如 320000");
    }
    if code == diagnostic::NOT_WHOLE {
        let help = "对照原件核对；本来就该有小数的列，在 ledgers.toml 里把 type 写成 number";
        return Refusal::new(format!("“{text}”不是整数"), help);
    }
    let bare = without_unit(half, field);
    if code == diagnostic::TOO_MANY_DECIMALS {
        let decimals = bare.split_once('.').map_or("", |(_, decimals)| decimals);
        let count = decimals.trim_end_matches('0').len();
        let allowed = field.places.unwrap_or_default();
        let message = format!("“{text}”有 {count} 位小数，最多 {allowed} 位");
        return Refusal::new(message, "按原始凭证写准，不要自行舍入");
    }
    let help = match bare.split_once('.') {
        Some((_, "")) => "小数点后面没有数字：补上，或删去小数点".to_owned(),
        _ => advice(half, field),
    };
    Refusal::new(format!("“{text}”不是数"), help)
}

/// What to do about #REF!, ##### and =4*2.
const FORMULA: &str =
    "这是表格软件的公式或它的错误：回到表格里改好（列太窄的拉宽），把值粘贴成数，再另存一次";

/// More decimals than any measure has; it keeps columns within 64 bits.
const MOST_DECIMALS: u32 = 9;

/// A number that a column cannot hold.
fn too_large(text: &str) -> Refusal {
    let message = format!("“{text}”太大或小数太多，超出了台账能存的范围");
    let help = "整数和小数一共最多 18 位，小数最多 9 位；核对是不是多打了数字";
    Refusal::new(message, help)
}

/// The number without the currency sign before it and the column's own unit behind it.
fn without_unit<'a>(text: &'a str, field: &Field) -> &'a str {
    let money = field.unit.as_deref().is_none_or(|unit| unit == "元");
    let text = if money {
        text.trim_start_matches('¥').trim_start()
    } else {
        text
    };
    match &field.unit {
        Some(unit) => text
            .strip_suffix(half_width(unit).as_ref())
            .unwrap_or(text)
            .trim_end(),
        None => text,
    }
}

/// The digits of 1,200 without their commas; none if the commas do not part thousands.
fn without_groups(whole: &str, group: char) -> Option<Cow<'_, str>> {
    if !whole.contains(group) {
        return Some(Cow::Borrowed(whole));
    }
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let good = (1..=3).contains(&first.len()) && groups.all(|part| part.len() == 3);
    good.then(|| Cow::Owned(whole.replace(group, "")))
}

/// What to type instead of something that is nearly a number.
fn advice(text: &str, field: &Field) -> String {
    if text.starts_with('#') || text.starts_with('=') {
        return FORMULA.to_owned();
    }
    let unit = field.unit.as_deref().unwrap_or_default();
    let body = text.trim_end_matches(unit);
    for (word, zeros) in [("万", 4), ("亿", 8)] {
        let Some(number) = body.strip_suffix(word) else {
            continue;
        };
        let Some(number) = crate::number::Number::parse(number) else {
            continue;
        };
        let full = &number * &crate::number::Number::ten_to(zeros);
        return format!("写成 {full}");
    }
    if text.starts_with('(') && text.ends_with(')') {
        return format!("负数写成 -{}", text.trim_matches(['(', ')']));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return format!("写成 {rest}");
    }
    if text.contains(',') {
        return "千分撇要每三位一个，如 1,200.00；或者不写".to_owned();
    }
    if text
        .chars()
        .any(|character| "约近余多超左右".contains(character))
    {
        return "台账里要填准确的数，概数由报告自己写".to_owned();
    }
    "只写阿拉伯数字，如 1200.50；没有就空着".to_owned()
}

fn boolean(text: &str, half: &str, field: &Field) -> Option<Cell> {
    let among = |values: &[String]| values.iter().any(|value| value == text || value == half);
    let no = || among(&field.false_values).then_some(Cell::Boolean(false));
    among(&field.true_values)
        .then_some(Cell::Boolean(true))
        .or_else(no)
}

fn not_a_date(text: &str, example: &str) -> Refusal {
    let numbers = text.split(|character: char| !character.is_ascii_digit());
    let numbers: Vec<&str> = numbers.filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let day_of = |year: &str, month, day| {
        let year = year.parse().unwrap_or(0);
        chrono::NaiveDate::from_ymd_opt(year, month, day)
    };
    let help = match numbers.as_slice() {
        [year, month, day] if year.len() == 4 && day_of(year, number(month), 1).is_some() => {
            let (month, day) = (number(month), number(day));
            match day_of(year, month, day) {
                None => format!("{year} 年 {month} 月没有 {day} 日：对照原件核对"),
                Some(date) => format!("写成 {date}"),
            }
        }
        [first, second, year] if year.len() == 4 => {
            format!("看不出“{first}”“{second}”哪个是月、哪个是日：年份写在最前，如 {example}")
        }
        [_, _, _] => format!("年份写四位，月份在 1 到 12 之间，如 {example}"),
        _ if text.starts_with('#') => FORMULA.to_owned(),
        _ if is_remark(text) => {
            "这一行像是写在表下面的说明，不是台账的一行：把整行删去；要留，就写进备注列或别的文件"
                .to_owned()
        }
        _ => format!("写成 {example} 这样"),
    };
    Refusal::new(format!("“{text}”不是日期"), help)
}

/// Whether what stands where a date should is a remark below a table: 注：……, 填表人：……, or a sentence.
fn is_remark(text: &str) -> bool {
    const HEADS: [&str; 16] = [
        "注",
        "备注",
        "说明",
        "附注",
        "填表",
        "制表",
        "填报",
        "审核",
        "复核",
        "负责人",
        "经办",
        "联系",
        "单位（",
        "单位(",
        "以上",
        "数据来源",
    ];
    let is_hanzi = |letter: &char| ('\u{4e00}'..='\u{9fff}').contains(letter);
    let hanzi = text.chars().filter(is_hanzi).count();
    let is_sentence = text.contains(['：', ':', '，', '。', '；', '、']) && hanzi > 5;
    HEADS.iter().any(|head| text.starts_with(head)) || is_sentence
}

fn datetime(text: &str) -> Option<String> {
    let (day, clock) = text.split_once(['T', ' ']).unwrap_or((text, "0:00"));
    Some(format!("{}T{}", read_date(day)?, time(clock.trim())?))
}

fn time(text: &str) -> Option<String> {
    let parts: Vec<u32> = text
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    chrono::NaiveTime::from_hms_opt(hour, minute, second).map(|time| time.to_string())
}

fn year(text: &str) -> Option<i64> {
    let text = text.strip_suffix('年').unwrap_or(text);
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn year_month(text: &str) -> Option<String> {
    let (year_part, month) = match text.split_once('年') {
        Some((year, rest)) => (year, rest.strip_suffix('月')?),
        None if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.split_at(4)
        }
        None => text.split_once(['-', '/', '.'])?,
    };
    let month: u32 = month.trim().parse().ok()?;
    (1..=12)
        .contains(&month)
        .then(|| Some(format!("{}-{month:02}", year(year_part)?)))?
}
