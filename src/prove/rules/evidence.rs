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

/// Terms that begin with 首 and claim nothing of us: 首台套 is what a subsidy is called, 首套住房 a flat in a rule.
const TERMS: [&str; 8] = [
    "首台套",
    "首台（套",
    "首批次应用",
    "首套住房",
    "首套房",
    "首次分配",
    "首次公开发行",
    "首次购房",
];

/// Whether the words are such a term, or what mankind does: no ledger of ours could know.
fn is_term(text: &str, at: usize) -> bool {
    TERMS.iter().any(|term| text[at..].starts_with(term)) || text[..at].ends_with("人类")
}

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    let claims = passage.numerals.iter().filter(|numeral| {
        numeral.kind == Kind::First
            && !is_term(passage.text, numeral.span.start)
            && !(passage.quoted)(&numeral.span)
    });
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
        assert_eq!(remarks("购置全市首台消防车。"), [("N308", Warning)]);
        assert_eq!(remarks("“首台套”政策落地，人类首次登月。"), []);
    }
}
