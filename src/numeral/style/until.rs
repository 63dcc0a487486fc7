//! N306: 截止目前 for 截至目前. 报名截止日期 is right.
//!
//! Source: the meaning of the words. 截止 is to stop, 截至 is up to a time.

use super::super::read::Kind;
use super::{Draft, Page, Rule, error};
use crate::diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "until-now",
    source: "词义：“截止”是停止，“截至”才带时间",
    code: diagnostic::UNTIL,
    check,
};

fn check(page: &Page<'_>) -> Vec<Draft> {
    const TIMES: [&str; 12] = [
        "目前", "现在", "今天", "今年", "本月", "本年", "上月", "去年", "日前", "年底", "月底",
        "当前",
    ];
    let mut drafts = Vec::new();
    // Looking whether a word is there at all is quicker than looking where.
    if !page.text.contains("截止") {
        return drafts;
    }
    for (place, word) in page.text.match_indices("截止") {
        let after = page.after(place + word.len());
        let time = after.trim_start_matches(['到', '至', '于', ' ']);
        let dated = page.numerals.iter().any(|numeral| {
            numeral.kind == Kind::Date
                && numeral.span.start == place + word.len() + (after.len() - time.len())
        });
        let deadline = ["报名", "申报", "投稿", "征集", "投票", "受理", "提交"]
            .iter()
            .any(|word| page.before(place).ends_with(word));
        if (dated || TIMES.iter().any(|word| time.starts_with(word))) && !deadline {
            drafts.push(error(
                place..place + word.len(),
                "“截止”表示停止，后面不带时间".to_owned(),
                "写成“截至”".to_owned(),
            ));
        }
    }
    drafts
}
