//! What is said beyond the names: 甲、乙等多家 claims more than are named, and a clause about another body
//! says nothing of ours.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::judge::ENOUGH_TO_HINT;
use super::matching::Hints;
use super::{Frame, Page, Reading, Status, covers};
use crate::figure::Value;
use crate::number::Number;
use crate::numeral::hedge::Nature;
use crate::numeral::read::{Kind, Numeral};
use crate::prove::rules::named::list_before;

/// What a name of a body ends with.
const BODIES: [&str; 16] = [
    "省",
    "市",
    "县",
    "港",
    "镇",
    "乡",
    "街道",
    "公司",
    "集团",
    "厂",
    "医院",
    "大学",
    "学院",
    "银行",
    "电厂",
    "总工会",
];
/// What names begin with that mean our own, or none in particular.
const OURS: &str = "全各本我该某区市县这那每新其基所有由从对在向为与和";
/// The provinces and their like, as official prose calls them: a closed class.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];
/// Others, without a name.
const OTHERS: [&str; 8] = [
    "全国平均",
    "全省平均",
    "兄弟单位",
    "兄弟省市",
    "外省",
    "外地",
    "其他省",
    "同行业平均",
];

impl Reading<'_> {
    /// 甲公司、乙公司等多家: where the names before are rows of a figure of which the words speak, that
    /// figure tells whether there are more. The status, the figure's name, and what to say.
    pub(super) fn beyond_named(
        &mut self,
        pages: &[Page],
        numeral: &Numeral,
        context: &mut Context,
    ) -> Option<(Status, String, String)> {
        let text = self.manuscript.words(self.block);
        let page = &pages[self.block];
        let is_vague = numeral.kind == Kind::Vague && !covers(&page.quoted, &numeral.digits);
        let list = list_before(text, numeral).filter(|_| is_vague)?;
        if self.frame(page, self.block, numeral) != Frame::Now {
            return None;
        }
        // For each figure where names of its rows end.
        let mut ends: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let features = self.matcher.features();
        for (span, value) in features.values_in(text) {
            let whole = text[span.end..].starts_with(['、', '和', '及', '与', '等']);
            if !whole || span.start < list.start || span.end > list.end {
                continue;
            }
            for figure in features
                .holders
                .get(value)
                .into_iter()
                .flat_map(|(_, of)| of)
            {
                ends.entry(*figure).or_default().insert(span.end);
            }
        }
        let items = text[list.clone()].matches('、').count() + 1;
        ends.retain(|_, ends| ends.len() >= items);
        context.clear();
        page.words.near(numeral.span.start, context);
        let hints = Hints {
            unit: Some(numeral.unit.as_str()),
            part_of: None,
        };
        let candidates = self.matcher.candidates(context, hints);
        let counted = candidates.iter().find(|candidate| {
            let target = self.matcher.target(candidate.figure);
            ends.contains_key(&candidate.figure)
                && candidate.share >= ENOUGH_TO_HINT
                && target.is_some_and(|target| target.nature == Nature::Counted)
        });
        let listed = |(figure, _): &(&usize, &BTreeSet<usize>)| {
            let figure = self.basis.figures.at(**figure);
            figure.is_some_and(|figure| matches!(figure.value, Value::List(_)))
        };
        let index = match counted {
            Some(counted) => counted.figure,
            None => *ends.iter().find(listed)?.0,
        };
        let figure = self.basis.figures.at(index)?;
        let all = match &figure.value {
            Value::Number(all) => all.clone(),
            Value::List(items) => Number::from(i64::try_from(items.len()).ok()?),
            _ => return None,
        };
        let named = Number::from(i64::try_from(ends.get(&index)?.len()).ok()?);
        let help = format!("“{}”是 {all}，点了 {named} 个名", figure.label);
        let status = if all > named {
            Status::Proved
        } else {
            Status::Contradicted
        };
        Some((status, figure.name.clone(), help))
    }

    /// A body that the numeral's clause names and no figure and no row knows: the number may be its.
    pub(super) fn stranger(&self, numeral: &Numeral) -> Option<String> {
        let text = self.manuscript.words(self.block);
        let before = text.get(..numeral.span.start)?;
        let start = before
            .rfind([
                '，', ',', '。', '；', '：', ':', '\n', '（', '(', '！', '？',
            ])
            .map_or(0, |at| {
                at + before[at..].chars().next().map_or(0, char::len_utf8)
            });
        let clause = before[start..].trim_start();
        if let Some(other) = OTHERS.iter().find(|other| clause.contains(*other)) {
            return Some((*other).to_owned());
        }
        let name = body(clause).or_else(|| {
            let province = PROVINCES.iter().find(|name| clause.starts_with(*name))?;
            Some(*province)
        })?;
        (!self.is_known(name, text, start)).then(|| name.to_owned())
    }

    /// Whether figures' words or rows hold a name, or a part of it.
    fn is_known(&self, name: &str, text: &str, start: usize) -> bool {
        let features = self.matcher.features();
        let letters: Vec<char> = name.chars().take(2).collect();
        let [first, second] = letters[..] else {
            return true;
        };
        let mut values = features.values_in(text);
        features.term(first, second) != super::features::NONE
            || values.any(|(span, _)| span.start >= start && span.start < start + name.len())
            || features.holds(name)
            || self
                .basis
                .organisation
                .contains(&name[..first.len_utf8() + second.len_utf8()])
    }
}

/// A body's name at the head of a clause: 东海公司 of 东海公司入会率98%.
fn body(clause: &str) -> Option<&str> {
    let first = clause.chars().next()?;
    if OURS.contains(first) {
        return None;
    }
    let ends = clause
        .char_indices()
        .map(|(at, character)| at + character.len_utf8())
        .take(8);
    let is_hanzi = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    ends.map(|end| &clause[..end])
        .take_while(|name| name.chars().all(is_hanzi))
        .find(|name| {
            BODIES.iter().any(|body| {
                let own = name.strip_suffix(body).map_or(0, |own| own.chars().count());
                (2..=5).contains(&own)
            })
        })
}
