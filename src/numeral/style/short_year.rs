//! N303: 20年工作总结 for 2020年工作总结. 20年工作经验 is a length of time.
//!
//! Source: GB/T 15835—2011 5.1.4, a year has four digits.

use super::super::read::Numeral;
use super::{Draft, Page, Rule, has_ascii_digit, warning};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "short-year",
    source: "GB/T 15835—2011 5.1.4：年份用四位数字",
    code: diagnostic::NUMERAL_FORM,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
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
    let titled = |numeral: &Numeral| {
        let after = page.after(numeral.span.end);
        // 20年11月.
        let month = after.trim_start_matches(|next: char| next.is_ascii_digit());
        let is_month = (1..=2).contains(&(after.len() - month.len())) && month.starts_with('月');
        is_month || TITLES.iter().any(|title| after.starts_with(title))
    };
    let short = |numeral: &&Numeral| {
        let digits = page.slice(&numeral.digits);
        digits.len() == 2
            && matches!(numeral.unit.as_str(), "年" | "年度")
            && has_ascii_digit(digits)
            && numeral.hedges.is_empty()
            && (numeral.unit == "年度" || titled(numeral))
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
