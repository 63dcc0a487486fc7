//! Which units may stand for each other, and how well.
//!
//! A ledger counts 名 where a writer says 位; a register counts 个 where a writer says 家. 人次 is
//! never 人, for one counts attendances and the other persons.

use crate::number::Number;
use crate::numeral::unit::canonical;

/// Units that mean the same to a reader.
const GROUPS: [&[&str]; 9] = [
    &["人", "名", "位", "口", "员"],
    &[
        "家", "户", "所", "个", "处", "间", "座", "单位", "企业", "支", "站",
    ],
    &["场", "场次", "次", "回", "轮"],
    // A course of five 期 is held more than five 次.
    &["期", "班", "届"],
    &["条", "项", "件", "个", "篇", "份", "起", "宗"],
    &["张", "份", "件", "本", "册", "枚", "套"],
    &["批", "批次"],
    &["台", "套", "台套", "辆", "架"],
    &[
        "件", "双", "副", "个", "只", "把", "顶", "包", "盒", "箱", "袋", "瓶",
    ],
];

/// How well `written` in a text fits a figure's unit: 8 for the same one, 0 for one that measures
/// something else.
#[must_use]
pub fn fit(written: &str, of_figure: &str) -> u32 {
    if written == of_figure {
        return 8;
    }
    let written = canonical(written);
    let of_figure = canonical(of_figure);
    if written == of_figure {
        return 8;
    }
    // 条(件) is either.
    let ones = || parts(&written);
    let others = || parts(&of_figure);
    if ones().any(|one| others().any(|other| other == one))
        && !of_figure.contains('/')
        && !written.contains('/')
    {
        return 8;
    }
    let together = |group: &&[&str]| {
        ones().any(|unit| group.contains(&unit)) && others().any(|unit| group.contains(&unit))
    };
    if together(&GROUPS[0]) {
        return 7;
    }
    if GROUPS.iter().any(together) {
        return 6;
    }
    // 个 counts whatever has no measure word of its own; persons too, loosely.
    let loose = |unit: &str| GROUPS.iter().any(|group| group.contains(&unit));
    // But whoever writes 人 means people, and 个 of a register is seldom one.
    let of_people = GROUPS[0].contains(&&*written);
    if (written == "个" && loose(&of_figure))
        || (of_figure == "个" && loose(&written) && !of_people)
    {
        return 5;
    }
    0
}

/// A figure's value in its unit without 万, 亿, 千, 百, 十: readers read 3.5万元 as 35000元.
#[must_use]
pub fn base(value: &Number, unit: &str) -> (Number, String) {
    let scales = [("十", 1), ("百", 2), ("千", 3), ("万", 4), ("亿", 8)];
    for (word, exponent) in scales {
        // 千米, 千克, 千瓦 are units of their own.
        let rest = unit.strip_prefix(word).filter(|rest| {
            let is_own = word == "千" && rest.starts_with(['米', '克', '瓦']);
            !rest.is_empty() && !is_own
        });
        if let Some(rest) = rest {
            return (value * &Number::ten_to(exponent), rest.to_owned());
        }
    }
    (value.clone(), unit.to_owned())
}

/// The units in one that names several: 条(件).
fn parts(unit: &str) -> impl Iterator<Item = &str> {
    unit.split(['(', ')', '/']).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_and_bodies_may_be_counted_in_several_ways() {
        assert_eq!(fit("名", "名"), 8);
        assert_eq!(fit("条", "条(件)"), 8);
        assert_eq!(fit("位", "名"), 7);
        assert_eq!(fit("个", "家"), 6);
        assert_eq!(fit("个", "名"), 5);
        assert_eq!(fit("人", "人次"), 0);
        assert_eq!(fit("元", "家"), 0);
        assert_eq!(
            base(&Number::from(35_i64), "百人"),
            (Number::from(3500_i64), "人".to_owned())
        );
    }
}
