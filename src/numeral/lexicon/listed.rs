//! Sums of names: 广文里、广明里、广盛里三个小区, 该灌区和东干渠灌区通水，两个灌区. What is summed up stands in the text, and the
//! number is as many as stand there, so it says nothing that could be untrue.
//!
//! Only words for places, bodies and parts are taken for such sums. Firms, persons and things that are counted
//! after a list of them (江南、华夏、光大三家银行) may well be a figure of the ledger's, and are asked about.

use super::super::hedge::Claim;
use super::super::read::{Kind, Numeral, Script};
use crate::number::Number;

/// What names are summed up as.
const SUMS: [&str; 63] = [
    "小区",
    "社区",
    "自然村",
    "行政村",
    "村",
    "乡镇",
    "镇街",
    "镇",
    "乡",
    "街道",
    "县区",
    "县",
    "区",
    "市",
    "省",
    "旗",
    "部门",
    "单位",
    "灌区",
    "流域",
    "园区",
    "片区",
    "景区",
    "校区",
    "厂区",
    "功能区",
    "领域",
    "方面",
    "环节",
    "板块",
    "阶段",
    "层面",
    "节日",
    "季度",
    "主题",
    "课题",
    "关键词",
    "地区",
    "城市",
    "组团",
    "工种",
    "组别",
    "类别",
    "科目",
    "栏目",
    "项目",
    "赛项",
    "奖项",
    "专业",
    "岗位",
    "系列",
    "模块",
    "学科",
    "部分",
    "维度",
    "方向",
    "步骤",
    "关口",
    "角度",
    "品牌",
    "单项",
    "文本",
    "合同",
];
/// The numeral's own measure words that are such sums by themselves: 两部门, 三地.
const OWN: [&str; 10] = [
    "部门", "单位", "地", "市", "县", "区", "镇", "街道", "社区", "村",
];

/// Whether the hanzi number sums up names that stand before it, and is as many as they are.
pub(super) fn is_sum_of_names(text: &str, numeral: &Numeral) -> bool {
    let exact = matches!(&numeral.claim, Some(Claim::Exact(_)));
    let plain = numeral.script == Script::Hanzi
        && numeral.kind == Kind::Quantity
        && exact
        && !numeral.each
        && !numeral.per;
    let count = numeral.value.as_ref().and_then(Number::to_i128);
    let Some(count) = count
        .and_then(|count| usize::try_from(count).ok())
        .filter(|count| plain && (2..=20).contains(count))
    else {
        return false;
    };
    let after = &text[numeral.span.end..];
    let sum = match numeral.unit.as_str() {
        "个" | "大" => SUMS.into_iter().find(|sum| after.starts_with(sum)),
        "家" => ["单位", "部门"]
            .into_iter()
            .find(|sum| after.starts_with(sum)),
        // What is put into kinds or tasks: 重点建、行业建、兜底建三种方式.
        "种" => [
            "方式", "模式", "形式", "途径", "渠道", "方法", "路径", "手段", "情形", "精神",
        ]
        .into_iter()
        .find(|sum| after.starts_with(sum)),
        "类" => Some("").filter(|_| after.starts_with(is_hanzi)),
        "项" => [
            "工作", "活动", "制度", "机制", "行动", "措施", "任务", "服务", "改革", "职能", "能力",
        ]
        .into_iter()
        .find(|sum| after.starts_with(sum)),
        unit => OWN.into_iter().find(|own| *own == unit),
    };
    let Some(sum) = sum else {
        return false;
    };
    let before = &text[..numeral.span.start];
    let clause = before
        .rsplit([
            '，', '。', '；', '：', '！', '？', '\n', ',', ';', ':', '（', '(',
        ])
        .next()
        .unwrap_or("");
    names(clause) == Some(count) || count == 2 && !sum.is_empty() && is_pair_of(before, sum)
}

fn is_hanzi(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// How many names a clause ends with: 广文里、广明里和广盛里 are three. 和 joins the last two, or the only two.
fn names(clause: &str) -> Option<usize> {
    let mut parts: Vec<&str> = clause.split('、').collect();
    let last = parts.pop()?;
    let joined = ["以及", "和", "与", "及"].into_iter().find_map(|word| {
        let (one, other) = last.split_once(word)?;
        let whole = one.chars().count() >= 2 && other.chars().count() >= 2;
        whole.then_some((one, other))
    });
    let (one, other) = joined.unwrap_or((last, ""));
    let names = parts.iter().copied().chain([one]);
    let short = |name: &&str| (1..=14).contains(&name.chars().count());
    // The first has what the clause begins with before it.
    if !names.skip(1).all(|name| short(&name)) || !other.is_empty() && !short(&other) {
        return None;
    }
    let count = parts.len() + 1 + usize::from(joined.is_some());
    (count > 1).then_some(count)
}

/// Whether two of a kind were named together shortly before: 该灌区和东干渠灌区.
fn is_pair_of(before: &str, sum: &str) -> bool {
    const FAR: usize = 60;
    let line = before.rsplit('\n').next().unwrap_or("");
    let from = line.char_indices().rev().nth(FAR).map_or(0, |(at, _)| at);
    let near = &line[from..];
    near.match_indices(sum).any(|(at, _)| {
        let rest = &near[at + sum.len()..];
        let Some(other) = rest.strip_prefix(['和', '与', '及']) else {
            return false;
        };
        other.find(sum).is_some_and(|at| {
            let name = &other[..at];
            // 社区和慰问社区老人 are no two of a kind.
            let ended = !other[at + sum.len()..].starts_with(is_hanzi)
                || other[at + sum.len()..]
                    .starts_with(['均', '都', '已', '的', '分', '先', '共', '等', '两']);
            (2..=8).contains(&name.chars().count()) && name.chars().all(is_hanzi) && ended
        })
    })
}
