//! Words that stand before a name and are none of it: what is done, when, by whom, where, how many.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

/// The words, by classes. One that begins with another goes on longer.
const PLAIN: [&[&str]; 8] = [
    // When.
    &[
        "全年", "本年", "今年", "当年", "年内", "年末", "年底", "年度", "截至", "目前", "现在",
        "至今", "累计", "期间", "先后", "每年", "同年", "年来", "上年", "去年",
    ],
    // How many.
    &[
        "总计", "合计", "共计", "总共", "共有", "现有", "已有", "拥有", "共", "约", "近", "超",
        "多", "另有", "各", "其中", "还有", "又有", "各类", "各级", "多个", "多种", "所有", "全部",
        "一批", "若干", "首批", "首个", "首家", "达到", "达", "有", "另", "还", "又", "再", "已",
    ],
    // Who.
    &[
        "我会",
        "我区",
        "我市",
        "我县",
        "我省",
        "我校",
        "我院",
        "我局",
        "本级",
        "全会",
        "系统",
        "机关",
        "工会",
        "职工",
        "会员",
        "员工",
        "干部",
        "群众",
        "基层",
        "单位",
        "我们",
        "组织",
        "上级",
        "各单位",
        "全体",
        "广大",
    ],
    // Where.
    &[
        "全区",
        "全市",
        "全县",
        "全省",
        "全国",
        "全镇",
        "辖区",
        "区内",
        "市内",
        "县内",
        "境内",
        "区级",
        "市级",
        "县级",
        "省级",
        "国家级",
        "区",
        "市",
        "县",
        "镇",
        "省",
    ],
    // What comes to be.
    &[
        "撤并",
        "撤销",
        "关闭",
        "净增",
        "净减",
        "减少",
        "停用",
        "注销",
        "新建",
        "新增",
        "新设",
        "新添",
        "新办",
        "新开",
        "新成立",
        "新发展",
        "新评",
        "新创",
        "增设",
        "增加",
        "增建",
        "建成",
        "建立",
        "建设",
        "建起",
        "建有",
        "建好",
        "设立",
        "设置",
        "设有",
        "成立",
        "创建",
        "创成",
        "打造",
        "布设",
        "布置",
        "布局",
        "开设",
        "开办",
        "开通",
        "开放",
        "启用",
        "投用",
        "投入",
        "使用",
        "运行",
        "运营",
        "挂牌",
        "认定",
        "命名",
        "授牌",
        "建",
        "设",
        "办",
        "增",
        "添",
        "新",
    ],
    // What is done.
    &[
        "开展", "举办", "组织", "召开", "承办", "主办", "协办", "举行", "安排", "实施", "推进",
        "推动", "推出", "完成", "实现", "做好", "抓好", "参加", "参与", "出席", "培训", "培育",
        "培养", "选树", "评选", "评定", "评为", "评出", "产生", "推荐", "推选", "选派", "派出",
        "选拔", "表彰", "奖励", "获得", "获评", "荣获", "捧回", "捧得", "斩获", "摘得", "赢得",
        "喜获", "勇夺", "获", "荣膺", "收获", "取得", "夺得", "当选", "发展", "吸收", "吸纳",
        "入会", "签约", "签订", "征集", "收集", "收到", "采纳", "提出", "提交", "办理", "办结",
        "受理", "调解", "处理", "化解", "整改", "排查", "消除", "印发", "发放", "发出", "送出",
        "送上", "送去", "赠送", "发行", "办好", "制作", "下发", "下拨", "拨付", "拨出", "投入",
        "支出", "筹集", "募集", "购买", "购置", "采购", "配备", "配置", "走访", "慰问", "看望",
        "关爱", "关心", "救助", "帮扶", "资助", "帮助", "支持", "扶持", "服务", "惠及", "覆盖",
        "带动", "吸引", "引导", "动员", "发动", "指导", "联合", "协同", "牵头", "前往", "来自",
        "选送", "申报", "备案", "升级", "改造", "提升", "更新", "修缮", "改善", "完善", "验收",
        "复评", "考核", "检查", "宣传", "学习", "交流", "拓展", "延伸", "优化", "深化", "落实",
    ],
    // Of what kind, where that is praise.
    &[
        "优秀",
        "先进",
        "重点",
        "重大",
        "特色",
        "主要",
        "主题",
        "专题",
        "系列",
        "各种",
        "日常",
        "规范",
        "标准",
        "标准化",
        "示范",
        "精品",
        "品牌",
    ],
    // How.
    &[
        "通过",
        "采取",
        "采用",
        "利用",
        "依托",
        "围绕",
        "结合",
        "积极",
        "大力",
        "深入",
        "持续",
        "扎实",
        "全面",
        "广泛",
        "集中",
        "统一",
        "共同",
        "同时",
        "其中",
        "线上",
        "线下",
        "精心",
        "认真",
        "切实",
        "着力",
        "进一步",
        "进行",
        "精准",
        "及时",
        "有效",
        "常态化",
        "结对",
        "免费",
        "足额",
        "按时",
    ],
];

/// Words in which a letter is none of those above: 共青团, 新业态.
const WHOLE: [&str; 34] = [
    "共青团",
    "共产",
    "共享",
    "新型",
    "新业",
    "新就业",
    "新兴",
    "新能源",
    "新媒体",
    "新经济",
    "新社会",
    "新时代",
    "新闻",
    "新生",
    "市场",
    "市政",
    "市民",
    "市容",
    "区域",
    "县域",
    "办公",
    "办事",
    "设备",
    "设施",
    "设计",
    "建筑",
    "建材",
    "建档",
    "增值",
    "有限",
    "超市",
    "多媒体",
    "多功能",
    "近视",
];

/// All words by their first letters, of which most begin none.
static BY_FIRST: LazyLock<HashMap<char, Vec<Word>, FixedState>> = LazyLock::new(|| {
    let mut all: HashMap<char, Vec<Word>, FixedState> = HashMap::default();
    let plain = PLAIN.iter().copied().flatten().map(|word| (word, true));
    let whole = WHOLE.iter().map(|word| (word, false));
    for (word, is_plain) in plain.chain(whole) {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            let rest = letters.collect();
            all.entry(first).or_default().push(Word { rest, is_plain });
        }
    }
    all
});

/// A word behind its first letter.
struct Word {
    rest: Vec<char>,
    is_plain: bool,
}

/// How long the plain word is that begins at a place; a single letter counts where `alone`.
pub(super) fn plain_at(letters: &[char], from: usize, alone: bool) -> Option<usize> {
    let words = BY_FIRST.get(letters.get(from)?)?;
    let rest = &letters[from + 1..];
    let here = words.iter().filter(|word| rest.starts_with(&word.rest));
    let longest = here.max_by_key(|word| word.rest.len())?;
    let counts = longest.is_plain && (alone || !longest.rest.is_empty());
    counts.then_some(longest.rest.len() + 1)
}

/// How many of a stretch's letters belong to what stands before its last word.
pub(super) fn plain_end(letters: &[char]) -> usize {
    let mut end = 0;
    for from in 0..letters.len() {
        // A single letter may be of any word, but at the head, or behind another of these.
        if let Some(length) = plain_at(letters, from, from == end) {
            end = end.max(from + length);
        }
    }
    end
}

/// Whether words are made of nothing else.
pub(in crate::audit) fn is_plain(words: &str) -> bool {
    let letters: Vec<char> = words.chars().collect();
    let mut end = 0;
    while let Some(length) = plain_at(&letters, end, false) {
        end += length;
    }
    end == letters.len()
}
