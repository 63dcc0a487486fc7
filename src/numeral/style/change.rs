//! Words of growth and fall before a numeral, for the rules that ask for them.

use super::super::read::Numeral;
use super::Page;

/// Words of fall.
pub(crate) const FALL: [&str; 8] = [
    "下降",
    "降低",
    "减少",
    "缩小",
    "下滑",
    "回落",
    "负增长",
    "压减",
];
/// Words of growth.
pub(crate) const RISE: [&str; 8] = [
    "增长", "增加", "提高", "上升", "提升", "扩大", "上涨", "增幅",
];

/// The change word right before a numeral: 下降, 下降了, 下降约.
pub(super) fn change_word<'w>(
    page: &Page<'_>,
    numeral: &Numeral,
    words: &[&'w str],
) -> Option<&'w str> {
    let before = page
        .before(numeral.span.start)
        .trim_end_matches(['了', '约', '近', '为', '达', '幅']);
    words
        .iter()
        .copied()
        .find(|word| before.ends_with(word.trim_end_matches('幅')))
}
