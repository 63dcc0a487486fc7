//! 截至目前 names no day: a reader next year cannot tell which.

use super::{Passage, Remark};
use crate::diagnostic;

const WORDS: [&str; 5] = ["截至目前", "截至当前", "截至现在", "截至日前", "到目前为止"];

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    if passage.as_of {
        return Vec::new();
    }
    let places = WORDS
        .iter()
        // Looking whether a word is there at all is quicker than looking where.
        .filter(|word| passage.text.contains(*word))
        .flat_map(|word| passage.text.match_indices(word));
    let remark = |(start, word): (usize, &str)| {
        let message = format!("“{word}”没有说是哪一天");
        let help = "写明日期，如“截至12月31日”，或在 year.toml 里写 as_of";
        Remark::new(
            diagnostic::UNDATED_NOW,
            start..start + word.len(),
            message,
            help,
        )
    };
    places.map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::Warning;

    #[test]
    fn now_is_a_day_only_with_a_date() {
        assert_eq!(remarks("截至目前发行工会卡。"), [("N307", Warning)]);
        assert_eq!(remarks("截至12月底发行工会卡。"), []);
    }
}
