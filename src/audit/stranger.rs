//! Whose number it is: a clause about another body, a wider region or a part of ours neither proves nor
//! contradicts a figure of ours.
//!
//! Only what a figure would contradict is asked about here, so to be wrong costs a note instead of an
//! error.

use super::Grounds;
use crate::figure::{Figure, Period, Rule};
use crate::numeral::read::Numeral;
use crate::numeral::spelling::Spelling;

/// What a name of a body ends with.
const BODIES: [&str; 19] = [
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
    "学校",
    "中学",
    "小学",
];
/// What names begin with that mean our own, or none in particular.
const OURS: &str = "全各本我该某区市县这那每新其基所有由从对在向为与和此另还同又并则已曾先";
/// What no name of a body holds, but a clause before one may: 此外还收获省工人先锋号.
const UNNAMED: &str = "获还的了有等给把将已共年月又再也并是达选评";
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

/// Unions above and beside ours, as people call them.
const UNIONS: [&str; 13] = [
    "全国总工会",
    "全总",
    "自治区总工会",
    "省总工会",
    "省总",
    "市总工会",
    "市总",
    "区总工会",
    "区总",
    "县总工会",
    "县总",
    "上级工会",
    "兄弟工会",
];
/// Regions as a whole, the widest first; 全区 is a district or an autonomous region.
const REGIONS: [&str; 8] = [
    "全国",
    "全自治区",
    "全省",
    "全市",
    "全区",
    "全县",
    "全镇",
    "全乡",
];
/// What gives us the number: 市总工会授予我区13名.
const GIVING: [&str; 16] = [
    "我", "授予", "命名", "评为", "表彰", "下达", "下拨", "拨付", "补助", "奖励", "支持", "给予",
    "认定", "推荐", "评选", "颁发",
];
/// What opens a new subject within a clause.
const OPENERS: [&str; 21] = [
    "据",
    "根据",
    "与",
    "同",
    "和",
    "跟",
    "比",
    "较",
    "而",
    "但",
    "其中",
    "同期",
    "当前",
    "目前",
    "高于",
    "低于",
    "超过",
    "优于",
    "不及",
    "仅次于",
    "至于",
];
/// Verbs whose object is a part of the whole: 惠及4个分会 says not that there are four.
const TOUCHING: [&str; 31] = [
    "惠及",
    "覆盖",
    "涉及",
    "辐射",
    "波及",
    "遍及",
    "走进",
    "走入",
    "深入",
    "走遍",
    "结对",
    "对接",
    "选取",
    "选择",
    "选定",
    "抽查",
    "抽取",
    "抽选",
    "督查",
    "考察",
    "调研",
    "其余",
    "剩余",
    "来自",
    "分布在",
    "分布于",
    "前往",
    "分赴",
    "依托",
    "联合",
    "会同",
];
/// Verbs that do something to a few of many: 走访4个分会, of a register's nine.
const DOING: [&str; 29] = [
    "走访", "慰问", "表彰", "扶持", "支持", "资助", "补助", "奖励", "验收", "复核", "改造", "升级",
    "培训", "撤销", "停用", "关闭", "命名", "推荐", "宣讲", "维修", "服务", "组织", "发动", "动员",
    "指导", "帮助", "推动", "联系", "检查",
];

impl Grounds<'_> {
    /// Whose the numeral may be, if the words before it do not leave it to `figure`: another body, a
    /// region that is not ours, or a part of what the figure counts.
    pub(super) fn stranger(&self, numeral: &Numeral, figure: &Figure) -> Option<String> {
        let text = self.text();
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
        let knows = |words: &str| figure.label.contains(words) || figure.name.contains(words);
        let region = REGIONS.iter().find(|region| clause.contains(**region));
        if let Some(region) = region.filter(|region| !knows(region) && self.is_wider(region)) {
            return Some((*region).to_owned());
        }
        if let Some(body) = self.body_in(clause, text, start) {
            return Some(body);
        }
        // 据省总工会通报，……: whoever tells it tells of his own.
        let sentence = before
            .rfind(['。', '；', '！', '？', '\n'])
            .map_or(before, |at| &before[at..]);
        let sentence = sentence.trim_start_matches(|first: char| !first.is_alphanumeric());
        if sentence.starts_with('据') {
            let start = before.len() - sentence.len();
            let told = sentence.split('，').next().unwrap_or("");
            if let Some(body) = self.body_in(told, text, start) {
                return Some(body);
            }
        }
        let is_stock = matches!(
            &figure.definition.rule,
            Rule::Rows(rule) if rule.period != Period::Year
        );
        let doing = DOING.iter().filter(|_| is_stock);
        let clause = clause.trim_end_matches('了');
        let mut verbs = TOUCHING.iter().chain(doing);
        let touching = verbs.find(|verb| clause.ends_with(*verb));
        touching
            .filter(|verb| !knows(verb))
            .map(|verb| format!("{verb}的一部分"))
    }

    /// A body that is none of ours, where a clause begins or turns to it; the clause stands at `start` of
    /// the text.
    fn body_in(&self, clause: &str, text: &str, start: usize) -> Option<String> {
        let turns = OPENERS.iter().flat_map(|opener| {
            let found = clause.match_indices(opener);
            found.map(|(at, opener)| at + opener.len())
        });
        let subjects = std::iter::once(0)
            .chain(turns)
            .map(|at| (at, &clause[at..]));
        subjects
            .filter(|(_, subject)| !GIVING.iter().any(|verb| subject.contains(verb)))
            .find_map(|(at, subject)| {
                if let Some(union) = UNIONS.iter().find(|union| subject.starts_with(**union)) {
                    let ours = self.basis.organisation.ends_with(union)
                        || union.strip_suffix('总').is_some_and(|level| {
                            self.basis.organisation.ends_with(&format!("{level}总工会"))
                        });
                    return (!ours).then(|| (*union).to_owned());
                }
                let name = body(subject).or_else(|| {
                    let province = PROVINCES.iter().find(|name| subject.starts_with(*name))?;
                    Some(*province)
                })?;
                (!self.is_known(name, text, start + at)).then(|| name.to_owned())
            })
    }

    /// Whether a region reaches beyond the organisation's own: 全市 for a district's union.
    fn is_wider(&self, region: &str) -> bool {
        let organisation = &self.basis.organisation;
        let level = |of: &str| match of {
            "国" => Some(0),
            "省" | "自治区" => Some(1),
            "市" => Some(2),
            "区" | "县" => Some(3),
            "镇" | "乡" => Some(4),
            _ => None,
        };
        let stem = organisation
            .trim_end_matches("工会")
            .trim_end_matches(['总', '委', '会', '员']);
        let own = stem.chars().next_back().map(String::from);
        let own = if stem.ends_with("自治区") {
            Some(1)
        } else {
            own.and_then(|last| level(&last))
        };
        // 全区 of an autonomous region is its own.
        let of = level(region.trim_start_matches('全'));
        let Some(of) = of else { return false };
        own.is_none_or(|own| of < own)
    }

    /// Whether figures' words or rows hold a name, or a part of it.
    fn is_known(&self, name: &str, text: &str, start: usize) -> bool {
        let features = self.matcher.features();
        let letters: Vec<char> = name.chars().take(2).collect();
        let [first, second] = letters[..] else {
            return true;
        };
        let mut values = features.names.find_in(&Spelling::of(text)).into_iter();
        features.terms.term(first, second) != super::terms::NONE
            || values.any(|(span, _)| span.start >= start && span.start < start + name.len())
            || features.names.hold(name)
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
        .take_while(|name| {
            name.chars()
                .all(|own| is_hanzi(own) && !UNNAMED.contains(own))
        })
        .find(|name| {
            BODIES.iter().any(|body| {
                let own = name.strip_suffix(body).map_or(0, |own| own.chars().count());
                (2..=5).contains(&own)
            })
        })
}
