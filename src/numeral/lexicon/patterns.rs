//! Classes of recognised numerals that no list can hold, as patterns over a numeral and its neighbours.

use std::sync::{LazyLock, Mutex, PoisonError};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Input, MatchKind, PatternSet};
use serde::Deserialize;

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
    LazyLock::new(|| toml::from_str(include_str!("patterns.toml")).unwrap_or_default());

/// All patterns as one automaton that is built as far as texts need it. It only runs forwards and
/// keeps no groups: which patterns match is all that is asked.
struct Automaton {
    dfa: DFA,
    cache: Mutex<Cache>,
}

/// `None` where the data is broken, which a test rules out.
static AUTOMATON: LazyLock<Option<Automaton>> = LazyLock::new(|| {
    let shapes: Vec<String> = DATA
        .pattern
        .iter()
        .map(|pattern| expand(&pattern.shape))
        .collect();
    let dfa = build(&shapes)?;
    let cache = Mutex::new(dfa.create_cache());
    Some(Automaton { dfa, cache })
});

/// The automaton over some patterns.
pub(super) fn build(shapes: &[String]) -> Option<DFA> {
    DFA::builder()
        .configure(DFA::config().match_kind(MatchKind::All))
        .thompson(thompson::Config::new().which_captures(WhichCaptures::None))
        .build_many(shapes)
        .ok()
}

/// D is a hanzi digit and H a hanzi, as the data says.
pub(super) fn expand(pattern: &str) -> String {
    pattern
        .replace('D', "[零〇一二三四五六七八九十两]")
        // The common hanzi: \p{Han} would make the patterns ten times as long to compile.
        .replace('H', "[一-鿿]")
}

/// The first pattern of the data that matches `window` and that `accepts` takes.
pub(super) fn matching(
    window: &str,
    accepts: impl Fn(&Pattern) -> bool,
) -> Option<&'static Pattern> {
    let automaton = AUTOMATON.as_ref()?;
    let mut found = PatternSet::new(automaton.dfa.pattern_len());
    let mut cache = automaton
        .cache
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    automaton
        .dfa
        .try_which_overlapping_matches(&mut cache, &Input::new(window), &mut found)
        .ok()?;
    found
        .iter()
        .filter_map(|id| DATA.pattern.get(id.as_usize()))
        .find(|pattern| accepts(pattern))
}
