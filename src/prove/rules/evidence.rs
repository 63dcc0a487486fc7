//! 首次, 首家, 首批: a claim that no ledger of ours can prove alone.

use super::{Passage, Remark};
use crate::diagnostic;
use crate::numeral::read::Kind;

/// Whether what was done for the first time, as the words after 首次 begin, is to reach a number: 首次突破5000人 is
/// true of whoever had 4800.
pub(crate) fn reaches(words: &str) -> bool {
    const REACHING: [&str; 12] = [
        "突破",
        "超",
        "达",
        "破",
        "过",
        "跃",
        "迈",
        "跨",
        "上升到",
        "增加到",
        "提高到",
        "站上",
    ];
    REACHING.iter().any(|verb| words.starts_with(verb))
}

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    let claims = passage
        .numerals
        .iter()
        .filter(|numeral| numeral.kind == Kind::First && !(passage.quoted)(&numeral.span));
    claims
        .map(|numeral| {
            let words = passage.text.get(numeral.span.clone()).unwrap_or("");
            let message = format!("“{words}”需要佐证：以前、别处有没有，台账说不了");
            let help = "在 year.toml 里写 [[quote]]，text 是这句话，source 是依据";
            Remark::new(diagnostic::FIRST, numeral.span.clone(), message, help)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::Warning;

    #[test]
    fn a_first_asks_for_evidence() {
        assert_eq!(remarks("打造全市首家服务站。"), [("N308", Warning)]);
    }
}
