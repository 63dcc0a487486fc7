//! What is wrong with a file's TOML, in Chinese. The parser speaks English; its words stand here
//! once, beside what a secretary would have to do about them.

/// The parser's words, what they mean, and what to do.
const SAYINGS: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "文字没有加引号",
        "用英文双引号括起来，如 organisation = \"某市总工会\"",
    ),
    (
        "missing opening quote",
        "引号没有配对",
        "开头和结尾都要有英文双引号",
    ),
    (
        "invalid basic string",
        "引号没有配对，或引号里有不能直接写的字符",
        "结尾补上英文双引号；里面的双引号写成 \\\"，反斜杠写成 \\\\",
    ),
    (
        "invalid unquoted key",
        "不加引号的键里有中文或标点",
        "给键加上英文双引号，如 \"金额\" = 100",
    ),
    (
        "unquoted keys cannot be empty",
        "等号前面没有键",
        "写成 键 = 值",
    ),
    (
        "key with no value",
        "这一行没有等号和值",
        "写成 键 = 值；是说明就在前面加 #",
    ),
    (
        "missing value",
        "等号后面没有值",
        "补上值；用不着就删去这一行",
    ),
    (
        "duplicate key",
        "同一个键写了两次",
        "删去一行；多张表要写成 [[名称]]",
    ),
    (
        "missing comma",
        "两项之间缺英文逗号",
        "在前一项后面加上英文逗号",
    ),
    ("extra comma", "多了一个逗号", "删去这个逗号"),
    ("extra `=`", "多了一个等号", "删去这个等号"),
    ("extra assignment", "多了一个等号", "删去这个等号"),
    ("missing assignment", "缺等号", "写成 键 = 值"),
    ("unclosed inline table", "花括号没有配对", "在末尾补上 }"),
    ("unclosed array table", "方括号没有配对", "写成 [[名称]]"),
    ("unclosed array", "方括号没有配对", "在末尾补上 ]"),
    ("unclosed table", "方括号没有配对", "写成 [名称]"),
    (
        "unexpected leading zero",
        "数前面多了 0",
        "是号码就加引号，如 \"007\"；是数就去掉前面的 0",
    ),
    (
        "carriage return must be followed by newline",
        "换行符不完整",
        "用一般的文本编辑器重新保存这个文件",
    ),
];

/// Chinese punctuation that is typed by mistake, and what TOML wants.
const WIDE: &[(char, char)] = &[
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('，', ','),
    ('、', ','),
    ('＝', '='),
    ('［', '['),
    ('］', ']'),
    ('【', '['),
    ('】', ']'),
    ('｛', '{'),
    ('｝', '}'),
    ('＃', '#'),
];

/// What is wrong in `line`, and what to do.
pub(super) fn in_chinese(said: &str, line: &str) -> (String, String) {
    let known = SAYINGS.iter().find(|(start, ..)| said.starts_with(start));
    let (meaning, help) = match known {
        Some((_, meaning, help)) => (*meaning, *help),
        None => (
            said,
            "文字加英文双引号；表头写成 [名称] 或 [[名称]]；一行一个“键 = 值”",
        ),
    };
    let help = match wide(line) {
        Some((typed, wanted)) => format!("这一行的 {typed} 是中文标点，改成英文的 {wanted}"),
        None => help.to_owned(),
    };
    (meaning.to_owned(), help)
}

/// The first Chinese punctuation outside strings and comments.
fn wide(line: &str) -> Option<(char, char)> {
    let mut is_string = false;
    for character in line.chars() {
        match character {
            '"' => is_string = !is_string,
            '#' if !is_string => return None,
            _ if is_string => {}
            _ => {
                let found = WIDE.iter().find(|(typed, _)| *typed == character);
                if found.is_some() {
                    return found.copied();
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::in_chinese;

    #[test]
    fn chinese_punctuation_is_named_only_where_toml_reads_it() {
        let (_, help) = in_chinese("string values must be quoted", "outputs = [“md”]");
        assert!(help.contains("的 “ 是中文标点"), "{help}");
        let (_, help) = in_chinese("duplicate key", "a = \"甲，乙\" # “注”");
        assert!(!help.contains("标点"), "{help}");
    }
}
