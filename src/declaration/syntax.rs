//! What the TOML parser says, in the terms of whoever wrote the file.

/// What a description of the parser's begins with, what it means, and what to type instead.
const SAID: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "文字没有加引号",
        "用英文双引号括起来：键 = \"值\"",
    ),
    (
        "missing opening quote",
        "文字没有加引号",
        "用英文双引号括起来：键 = \"值\"",
    ),
    (
        "invalid basic string",
        "引号没有配对",
        "在这段文字末尾补上英文双引号",
    ),
    (
        "invalid literal string",
        "引号没有配对",
        "在这段文字末尾补上英文单引号",
    ),
    (
        "invalid unquoted key",
        "这个键要加引号",
        "英文以外的键用英文双引号括起来：\"列名\" = …",
    ),
    (
        "key with no value",
        "这里缺等号",
        "一行写一个“键 = 值”，等号用英文的",
    ),
    (
        "missing assignment",
        "这里缺等号",
        "一行写一个“键 = 值”，等号用英文的",
    ),
    ("missing value", "等号后面没有值", "补上值，或删去这一行"),
    ("missing comma", "两项之间缺逗号", "在前一项末尾加英文逗号"),
    ("extra comma", "多了一个逗号", "删去它"),
    (
        "extra assignment",
        "多了一个等号",
        "删去它；文字里的等号要在引号里面",
    ),
    (
        "extra `=`",
        "多了一个等号",
        "删去它；文字里的等号要在引号里面",
    ),
    ("duplicate key", "这个键前面已经写过", "留一处，删去另一处"),
    (
        "unclosed array table",
        "[[ 没有配对",
        "写成 [[名称]]，单独占一行",
    ),
    ("unclosed table", "[ 没有配对", "写成 [名称]，单独占一行"),
    ("unclosed inline table", "{ 没有配对", "在末尾补上 }"),
    ("unclosed array", "[ 没有配对", "在末尾补上 ]"),
    (
        "unexpected",
        "这里多了东西",
        "一行写一个“键 = 值”；多余的删去，说明写在 # 后面",
    ),
    (
        "invalid value",
        "这个值不认识",
        "文字用英文双引号括起来；数和日期直接写",
    ),
];

/// Chinese punctuation that is typed by mistake, and what TOML wants.
const WIDE: &[(char, &str)] = &[
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('，', ","),
    ('、', ","),
    ('＝', "="),
    ('［', "["),
    ('］', "]"),
    ('【', "["),
    ('】', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('＃', "#"),
    ('．', "."),
];

/// A message and a help for what the parser said of `line`.
pub(super) fn explained(said: &str, line: &str) -> (String, String) {
    let known = SAID.iter().find(|(start, _, _)| said.starts_with(start));
    let (message, help) = match known {
        Some((_, message, help)) => ((*message).to_owned(), (*help).to_owned()),
        None => (
            format!("写法有误（{said}）"),
            "文字加英文双引号；表头写成 [名称] 或 [[名称]]；一行一个“键 = 值”".to_owned(),
        ),
    };
    match wide(line) {
        Some((typed, wanted)) => {
            let help = format!("这一行的 {typed} 是中文标点，改成英文的 {wanted}");
            (message, help)
        }
        None => (message, help),
    }
}

/// The first Chinese punctuation outside strings and comments.
fn wide(line: &str) -> Option<(char, &'static str)> {
    let mut in_string = false;
    for character in line.chars() {
        match character {
            '"' => in_string = !in_string,
            '#' if !in_string => return None,
            _ if in_string => {}
            _ => {
                if let Some((_, wanted)) = WIDE.iter().find(|(wide, _)| *wide == character) {
                    return Some((character, wanted));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::explained;

    #[test]
    fn chinese_punctuation_is_named_only_where_toml_reads_it() {
        let (_, help) = explained("string values must be quoted", "outputs = [“md”]");
        assert!(help.contains("的 “ 是中文标点"), "{help}");
        let (message, help) = explained("duplicate key", "a = \"甲，乙\" # “注”");
        assert_eq!(
            (message.as_str(), help.as_str()),
            ("这个键前面已经写过", "留一处，删去另一处")
        );
    }
}
