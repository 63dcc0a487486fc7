//! Days: as numbers in columns, as dates in declarations, as 年月日 in prose.
//!
//! There is no clock in this program: a report's dates come from its data.

use chrono::{Datelike, NaiveDate};

/// 1970-01-01 counted in days from 0001-01-01.
const EPOCH: i32 = 719_163;
/// Day 0 of Excel's and WPS's serial numbers, counted in days from 1970-01-01. (Their calendar has
/// a 29 February 1900 that never was, so this holds from March 1900 on.)
const SPREADSHEET_EPOCH: i32 = -25_569;

/// A date as days since 1970-01-01.
#[must_use]
pub fn days_of(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// Days since 1970-01-01 as a date.
#[must_use]
pub fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?)
}

/// 2021年1月15日.
#[must_use]
pub fn in_words(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Appends a day as 2021-01-15.
pub fn push_iso(date: NaiveDate, text: &mut String) {
    let Ok(year @ 0..=9999) = u32::try_from(date.year()) else {
        text.push_str(&date.to_string());
        return;
    };
    let mut iso = *b"0000-00-00";
    let pairs = [year / 100, year % 100, date.month(), date.day()];
    for (pair, at) in pairs.into_iter().zip([0, 2, 5, 8]) {
        let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or(0);
        (iso[at], iso[at + 1]) = (digit(pair / 10), digit(pair));
    }
    text.push_str(std::str::from_utf8(&iso).unwrap_or_default());
}

/// 1 January of `year`.
#[must_use]
pub fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// 31 December of `year`.
#[must_use]
pub fn last_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// Reads a day in any of the notations that are certain: 2020-01-05, 2020/1/5, 2020年1月5日,
/// 2020.1.5, 20200105 and the spreadsheet serial 43835; a midnight behind it is dropped. Two-digit
/// years and day-first orders are guesses, and no day.
#[must_use]
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text
        .trim_end_matches(" 00:00:00")
        .trim_end_matches(" 0:00:00");
    let text = text.trim_end_matches(" 00:00").trim_end_matches(" 0:00");
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(text) {
        return match text.len() {
            8 => date_of_parts(&text[..4], &text[4..6], &text[6..]),
            5 => {
                let serial: i32 = text.parse().ok()?;
                // 1954-10-04 to 2119-02-09: five digits outside it are no day of a ledger.
                (20_000..80_000)
                    .contains(&serial)
                    .then(|| date_of(serial + SPREADSHEET_EPOCH))?
            }
            _ => None,
        };
    }
    let parts: Vec<&str> = if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day.strip_suffix(['日', '号'])?]
    } else {
        let separator = ['-', '/', '.']
            .into_iter()
            .find(|mark| text.contains(*mark))?;
        text.split(separator).collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let (year, month, day) = (year.trim(), month.trim(), day.trim());
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    if !(digits(year) && digits(month) && digits(day)) {
        return None;
    }
    date_of_parts(year, month, day)
}

fn date_of_parts(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_notations_are_one_day() {
        let day = NaiveDate::from_ymd_opt(2020, 1, 5);
        for text in [
            "2020-01-05",
            "2020/1/5",
            "2020年1月5日",
            "2020.1.5",
            "20200105",
            "43835",
            "2020/1/5 0:00",
            "2020 年 1 月 5 日",
        ] {
            assert_eq!(read_date(text), day, "{text}");
        }
    }

    #[test]
    fn a_guess_is_no_day() {
        for text in [
            "20-1-5",
            "5/1/2020",
            "2020-02-30",
            "2020年1月",
            "2020-1",
            "1月5日",
            "20201305",
            "2020-01-05-06",
            "99999",
            "12345678901",
            "2020-01-05 08:30",
            "二〇二〇年一月五日",
            "",
            "2020-+1-05",
            "٢٠٢٠-01-05",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_written_as_the_calendar_writes_it() {
        for year in [-1, 0, 7, 999, 1970, 2020, 9999, 10_000] {
            for (month, day) in [(1, 1), (2, 28), (9, 30), (12, 31)] {
                let date = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
                let mut text = String::new();
                push_iso(date, &mut text);
                assert_eq!(text, date.to_string());
            }
        }
    }

    #[test]
    fn days_count_from_1970() {
        let date = NaiveDate::from_ymd_opt(1970, 1, 2).expect("a day");
        assert_eq!((days_of(date), date_of(1)), (1, Some(date)));
    }
}
