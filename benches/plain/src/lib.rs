//! What W is about, in one place: the headings, the enums, and how figures are called.

pub mod tally;

pub const YEAR: i32 = 2020;

pub const HEADINGS: [&str; 8] = [
    "凭证号",
    "日期",
    "类别",
    "项目",
    "收款人",
    "金额",
    "单位",
    "摘要",
];

pub const CATEGORIES: [&str; 12] = [
    "困难帮扶",
    "职工活动",
    "培训教育",
    "劳动保护",
    "法律援助",
    "劳模服务",
    "女工工作",
    "宣传文体",
    "基层补助",
    "办公经费",
    "场馆维护",
    "其他支出",
];

pub const PROJECTS: [&str; 20] = [
    "金秋助学",
    "夏送清凉",
    "冬送温暖",
    "春送岗位",
    "大病救助",
    "技能竞赛",
    "创新工作室",
    "职工书屋",
    "心理关爱",
    "母婴室",
    "户外驿站",
    "工会卡",
    "疗休养",
    "运动会",
    "歌咏会",
    "读书会",
    "安全生产",
    "集体协商",
    "普法宣传",
    "网格建设",
];

/// The categories whose different payees are counted.
pub const COUNTED: [&str; 4] = ["困难帮扶", "职工活动", "培训教育", "基层补助"];

/// A figure's name as the project's `where` figures have it and as every peer prints it.
pub fn sum_of(group: &str) -> String {
    format!("合计_{group}")
}
pub fn project_of(project: &str) -> String {
    format!("项目_{project}")
}
pub fn count_of(category: &str) -> String {
    format!("笔数_{category}")
}
pub fn payees_of(category: &str) -> String {
    format!("收款人_{category}")
}
pub fn month_of(month: usize) -> String {
    format!("月份_{month}月")
}

/// Four digits, two, two, with hyphens: what the regular expression `\d{4}-\d{2}-\d{2}` says elsewhere.
pub fn is_date(cell: &[u8]) -> bool {
    cell.len() == 10
        && cell.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// `-?\d{1,15}(\.\d{1,2})?`
pub fn is_amount(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = match point {
        Some(point) => (&digits[..point], &digits[point + 1..]),
        None => (digits, &b"0"[..]),
    };
    (1..=15).contains(&whole.len())
        && (1..=2).contains(&decimals.len())
        && whole.iter().chain(decimals).all(u8::is_ascii_digit)
}
