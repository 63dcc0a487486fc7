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
    Unit::of(written).fit(&Unit::of(of_figure))
}

/// A unit as it is compared with others.
#[derive(Debug)]
pub(super) struct Unit {
    /// In the spelling that units are compared by.
    name: String,
    /// Whether it names several: 条(件).
    is_several: bool,
    /// In which groups it is, as bits; and in which those are that it names.
    groups: u16,
    groups_of_parts: u16,
}

impl Unit {
    pub fn of(unit: &str) -> Self {
        let name = canonical(unit).into_owned();
        let bits = |unit: &str| {
            let groups = GROUPS.iter().enumerate();
            groups.fold(0, |bits, (at, group)| {
                bits | u16::from(group.contains(&unit)) << at
            })
        };
        Self {
            is_several: name.contains(SEVERAL),
            groups: bits(&name),
            groups_of_parts: parts(&name).fold(0, |all, part| all | bits(part)),
            name,
        }
    }

    /// How well this one in a text fits a figure's unit.
    pub fn fit(&self, of_figure: &Self) -> u32 {
        /// The group of people, the first one.
        const PEOPLE: u16 = 1;
        if self.name == of_figure.name {
            return 8;
        }
        // 条(件) is either.
        let either =
            || parts(&self.name).any(|one| parts(&of_figure.name).any(|other| other == one));
        if (self.is_several || of_figure.is_several)
            && either()
            && !of_figure.name.contains('/')
            && !self.name.contains('/')
        {
            return 8;
        }
        let together = self.groups_of_parts & of_figure.groups_of_parts;
        if together & PEOPLE != 0 {
            return 7;
        }
        if together != 0 {
            return 6;
        }
        // 个 counts whatever has no measure word of its own; persons too, loosely. But whoever writes 人 means
        // people, and 个 of a register is seldom one.
        let of_people = self.groups & PEOPLE != 0;
        if (self.name == "个" && of_figure.groups != 0)
            || (of_figure.name == "个" && self.groups != 0 && !of_people)
        {
            return 5;
        }
        0
    }
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

/// What stands between the units in one that names several.
const SEVERAL: [char; 3] = ['(', ')', '/'];

/// The units in one that names several: 条(件).
fn parts(unit: &str) -> impl Iterator<Item = &str> {
    unit.split(SEVERAL).filter(|part| !part.is_empty())
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
