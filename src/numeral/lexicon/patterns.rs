//! Classes of recognised numerals that no list can hold, as patterns over a numeral and its neighbours.

use std::ops::Deref;
use std::sync::LazyLock;

use serde::Deserialize;

use super::shape::{self, Shapes, Window};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub(super) pattern: Vec<Pattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pattern {
    pub(super) name: String,
    pub(super) numeral: Reach,
    /// Whether it may recognise a numeral with a hedge: thresholds such as 亿元以上项目.
    #[serde(default)]
    pub(super) hedged: bool,
    /// Whether it leaves out numerals right behind a verb that reports what was done: 抓住三个平台, but 新建三个平台.
    #[serde(default)]
    pub(super) unreported: bool,
    pub(super) reason: String,
    pub(super) shape: String,
}

/// Which numerals a pattern may recognise.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Reach {
    Hanzi,
    Any,
    /// 百, 千, 万 and 亿 without a digit.
    Round,
}

pub(super) static DATA: LazyLock<Data> =
    LazyLock::new(|| serde_json::from_str(JSON).unwrap_or_default());

/// What `patterns.toml` says: `build.rs` makes it.
pub(super) const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/patterns.json"));

/// The patterns' shapes, in the order of the data. One that is not written as shapes are fits nothing; a
/// test rules that out.
static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let patterns = DATA.pattern.iter();
    Shapes::new(patterns.map(|pattern| shape::parse(&pattern.shape).unwrap_or_default()))
});

/// Reads the data.
pub(super) fn make_ready() {
    LazyLock::force(&SHAPES);
}

/// The first pattern of the data that has the shape of `window` and that `accepts` takes, for a numeral
/// that ends with `last`.
pub(super) fn matching(
    last: char,
    window: &impl Deref<Target = Window>,
    accepts: impl Fn(&Pattern) -> bool,
) -> Option<&'static Pattern> {
    let patterns = &DATA.pattern;
    SHAPES
        .first(last, window, |number| accepts(&patterns[number]))
        .map(|number| &patterns[number])
}
