//! How numerals should be written, judged from the text alone: no figure is needed to know that
//! 近300多家 contradicts itself.
//!
//! A rule is a function in [`RULES`]; adding one is adding a line. What a rule asks comes from GB/T
//! 15835—2011 出版物上数字用法 where a clause is named, and from the meaning of the words otherwise.

mod change;
mod forms;
mod hedging;

use std::ops::Range;

use super::read::Numeral;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot stand.
    Error,
    /// It should not stand without a second look.
    Warning,
}

/// Something about a numeral's wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// The rule's name in [`RULES`].
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// A rule: its name, where it comes from, and the function that finds what breaks it.
pub struct Rule {
    /// The name, as findings carry it.
    pub name: &'static str,
    /// The clause or the reasoning it rests on.
    pub source: &'static str,
    check: fn(&Page<'_>) -> Vec<Draft>,
}

/// A text with its numerals.
struct Page<'t> {
    text: &'t str,
    numerals: &'t [Numeral],
}

/// A finding before its rule has put its name to it.
struct Draft {
    span: Range<usize>,
    severity: Severity,
    message: String,
    help: String,
}

fn error(span: Range<usize>, message: String, help: String) -> Draft {
    Draft {
        span,
        severity: Severity::Error,
        message,
        help,
    }
}

fn warning(span: Range<usize>, message: String, help: String) -> Draft {
    Draft {
        span,
        severity: Severity::Warning,
        message,
        help,
    }
}

/// Every rule, in the order in which they are checked.
pub const RULES: [Rule; 15] = [
    Rule {
        name: "doubled-hedge",
        source: "词义：两个约数词互相矛盾或重复",
        check: hedging::doubled,
    },
    Rule {
        name: "hedged-approximation",
        source: "有争议：“约”与“三四十”一类概数连用",
        check: hedging::contested,
    },
    Rule {
        name: "pause-in-approximation",
        source: "GB/T 15835—2011 5.2.1：相邻两数连用表示概数，中间不加顿号",
        check: forms::pause,
    },
    Rule {
        name: "hanzi-approximation",
        source: "GB/T 15835—2011 4.2.2：含“几”的概数用汉字",
        check: forms::some,
    },
    Rule {
        name: "mixed-scale",
        source: "GB/T 15835—2011 5.1.3：阿拉伯数字只同“万”“亿”连用",
        check: forms::mixed,
    },
    Rule {
        name: "range-unit",
        source: "GB/T 15835—2011 5.1.3：数值范围的前一数值不省略会引起歧义的单位",
        check: forms::range,
    },
    Rule {
        name: "leading-point",
        source: "GB/T 15835—2011 5.1.2：小数点前的0不省略",
        check: forms::point,
    },
    Rule {
        name: "full-width-digits",
        source: "GB/T 15835—2011 5.1.7：阿拉伯数字用半角",
        check: forms::full_width,
    },
    Rule {
        name: "short-year",
        source: "GB/T 15835—2011 5.1.4：年份用四位数字",
        check: forms::short_year,
    },
    Rule {
        name: "hanzi-zero",
        source: "GB/T 15835—2011 5.2.4：编号和年份用“〇”，计量用“零”",
        check: forms::zero,
    },
    Rule {
        name: "signed-change",
        source: "词义：增减方向由动词表示，数值取正",
        check: change::signed,
    },
    Rule {
        name: "fall-by-multiple",
        source: "词义：减少不能用倍数",
        check: change::multiple,
    },
    Rule {
        name: "percentage-points",
        source: "统计用语：两个百分率相差用百分点",
        check: change::points,
    },
    Rule {
        name: "until-now",
        source: "词义：“截止”是停止，“截至”才带时间",
        check: change::until,
    },
    Rule {
        name: "private-number",
        source: "个人信息保护法：报告不载电话和证件号码",
        check: forms::private,
    },
];

/// All that the rules find in `text`, whose numerals are `numerals`, in the order of the text.
#[must_use]
pub fn check(text: &str, numerals: &[Numeral]) -> Vec<Finding> {
    let page = Page { text, numerals };
    let mut findings: Vec<Finding> = Vec::new();
    for rule in &RULES {
        findings.extend((rule.check)(&page).into_iter().map(|draft| Finding {
            span: draft.span,
            rule: rule.name,
            severity: draft.severity,
            message: draft.message,
            help: draft.help,
        }));
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    findings
}

impl<'t> Page<'t> {
    fn slice(&self, range: &Range<usize>) -> &'t str {
        &self.text[range.clone()]
    }

    fn before(&self, place: usize) -> &'t str {
        &self.text[..place]
    }

    fn after(&self, place: usize) -> &'t str {
        &self.text[place..]
    }
}

#[cfg(test)]
mod tests;
