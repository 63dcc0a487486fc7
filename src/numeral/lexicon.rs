//! Which numerals need no figure: dates, ordinals, idioms, names, party terms, slogans, titles.
//!
//! The lexicon is data: `words.toml` (words that hold a numeral, by classes), `patterns.toml`
//! (classes that no list can hold, as patterns over a numeral and its neighbours), and a few rules
//! here that look further than a pattern can: titles, quotation marks, 一 as an article, bare hanzi.
//!
//! Recall comes first. Digits with a unit are recognised inside a title, inside a quoted name, and by
//! the few patterns that say `numeral = "any"` (periods, deadlines, numbers of rooms), never by a word
//! that covers less than the whole numeral. A hedge is a claim about an amount, so a hedged numeral is
//! recognised by titles, quotes and words alone. What is left is silence on ordinary prose.

mod context;
mod listed;
mod marks;
mod patterns;
mod row;
mod shape;
mod words;

use std::cell::LazyCell;

use self::context::Context;
use self::marks::Marks;
use self::patterns::Reach;
use super::hedge::Claim;
use super::letters::{Letters, Word};
use super::read::{Kind, Numeral, Script};
use crate::number::Number;

/// Why a numeral needs no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognition {
    /// The class, as the data calls it.
    pub class: &'static str,
    /// The reason, for a message.
    pub reason: &'static str,
}

const fn recognition(class: &'static str, reason: &'static str) -> Recognition {
    Recognition { class, reason }
}

/// A text whose numerals are to be recognised.
#[derive(Debug)]
pub struct Recogniser<'t> {
    text: &'t str,
    marks: Marks,
}

impl<'t> Recogniser<'t> {
    /// Looks through `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let marks = Marks::of(text);
        Self { text, marks }
    }

    /// Why `numeral`, which was read from the text, needs no figure; `None` where it does.
    #[must_use]
    pub fn recognise(&self, numeral: &Numeral) -> Option<Recognition> {
        let text = self.text;
        let context = Context::new(text, &self.marks, numeral);
        by_kind(numeral)
            .filter(|_| !counts(text, numeral))
            .or_else(|| {
                context
                    .in_title()
                    .then(|| recognition("title", "书名号内的标题"))
            })
            .or_else(|| {
                let quoted = context
                    .quotation()
                    .is_some_and(|inside| is_name(text, numeral, inside));
                quoted.then(|| recognition("quoted-name", "引号内的名称或口号"))
            })
            .or_else(|| by_word(text, numeral).filter(|_| !context.is_sum_of_money()))
            .or_else(|| section(&context, numeral))
            .or_else(|| article(&context, numeral))
            .or_else(|| bare(&context, numeral))
            .or_else(|| {
                listed::is_sum_of_names(text, numeral)
                    .then(|| recognition("listed", "前面列的正是这几样，数得出来"))
            })
            .or_else(|| by_pattern(&context, numeral))
    }
}

/// Reads the lexicon's data, while there is something else to wait for: whoever recognises a first numeral
/// waits for it otherwise.
pub fn make_ready() {
    words::make_ready();
    patterns::make_ready();
    super::unit::make_ready();
}

/// What a [`Recogniser`] of `text` says of one numeral.
#[must_use]
pub fn recognise(text: &str, numeral: &Numeral) -> Option<Recognition> {
    Recogniser::new(text).recognise(numeral)
}

/// 新建⑫家: a list's mark that counts things after all. One at the head of its clause marks.
fn counts(text: &str, numeral: &Numeral) -> bool {
    let is_hanzi = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    // Ⅲ类, Ⅳ级: what Roman numbers grade.
    let after = &text[numeral.span.end..];
    let graded = text[numeral.span.clone()].starts_with(|mark| ('Ⅰ'..='ⅿ').contains(&mark))
        && after.starts_with(['类', '级', '型', '期', '等', '度', '档', '标']);
    // ⅠⅡ名: one mark after the other.
    let is_mark =
        |character: char| character.is_numeric() && !character.is_ascii() && !is_hanzi(character);
    let before = text[..numeral.span.start].trim_end_matches(is_mark);
    numeral.kind == Kind::Index
        && !graded
        && numeral.span.len() <= 4
        && before.ends_with(is_hanzi)
        && super::unit::longest_at(after.trim_start_matches(is_mark)).is_some()
}

fn by_kind(numeral: &Numeral) -> Option<Recognition> {
    Some(match numeral.kind {
        Kind::Date => recognition("date", "日期或时期"),
        Kind::Time => recognition("time", "时刻"),
        Kind::Ordinal => recognition("ordinal", "序数、等级或编号"),
        Kind::First => recognition("first", "首次、首批一类说法，另行核对"),
        Kind::Vague => recognition("vague", "没有具体数字的约数"),
        Kind::Index => recognition("index", "列举或图表的编号"),
        Kind::Code => recognition("code", "名称、标准或文件的编号"),
        Kind::Private => recognition("private", "电话或证件号码，不应写入报告"),
        Kind::Word => recognition("word", "数字组成的词"),
        Kind::Quantity | Kind::Range | Kind::Fraction | Kind::Doubling | Kind::Score => {
            return None;
        }
    })
}

/// A quoted name or slogan, as against a figure that somebody put between quotation marks: a name
/// has words of its own after the number, says nothing of money, and does not report what was done.
fn is_name(text: &str, numeral: &Numeral, inside: std::ops::Range<usize>) -> bool {
    const REPORTING: [Word; 12] = Word::all([
        "发放", "慰问", "累计", "新增", "完成", "投入", "帮扶", "救助", "荣获", "共计", "合计",
        "支出",
    ]);
    /// Right before the number these report as well: “表彰37名职工”.
    const DOING: [&str; 12] = [
        "表彰", "资助", "评选", "培训", "举办", "新建", "建成", "补助", "奖励", "创建", "购置",
        "走访",
    ];
    /// 发放“三袋米”: what was handed out is no name, for all the marks.
    const GIVING: [&str; 8] = [
        "发放", "新增", "支出", "补助", "奖励", "下拨", "购置", "送去",
    ];
    let content = &text[inside.clone()];
    let after = &text[numeral.span.end.min(inside.end)..inside.end];
    let is_hanzi = |character: &char| ('\u{4e00}'..='\u{9fff}').contains(character);
    let words_after = after.chars().filter(is_hanzi).count();
    let words_before = text[inside.start..numeral.span.start.max(inside.start)]
        .chars()
        .filter(is_hanzi)
        .count();
    let done = text[inside.start..numeral.span.start.max(inside.start)].trim_end();
    let letters = Letters::of(content);
    let reporting = REPORTING.iter().any(|word| word.is_in(content, letters))
        || numeral.script != Script::Hanzi && DOING.iter().any(|verb| done.ends_with(verb));
    let outside = text[..inside.start].trim_end_matches(['“', '‘', '"', '「', '『']);
    let given = !numeral.unit.is_empty()
        && inside.start == numeral.span.start
        && numeral
            .value
            .as_ref()
            .is_some_and(|value| *value != Number::one())
        && GIVING.iter().any(|verb| outside.ends_with(verb));
    if given {
        return false;
    }
    let money = numeral.unit.ends_with('元') || numeral.unit.contains('%');
    if content.chars().count() > 40 {
        return false;
    }
    if numeral.script == Script::Hanzi {
        // “七十二”件: the marks stand around the number, what it counts behind them.
        let beyond = text[inside.end..].trim_start_matches(['”', '’', '"', '」', '』']);
        let counted = super::unit::longest_at(beyond).is_some_and(|unit| {
            let next = beyond[unit.len()..].chars().next().unwrap_or('\0');
            !super::unit::broken_by(unit, next) && !matches!(unit, "字" | "号" | "节")
        });
        if counted && numeral.kind == Kind::Quantity && inside == numeral.digits {
            return false;
        }
        let measured = money && !numeral.round || reporting && !numeral.unit.is_empty();
        return !measured
            && (words_after + words_before > 0 || numeral.round || numeral.unit.is_empty());
    }
    if numeral.unit.is_empty() {
        // “885”行动 is a name, “338”名 a figure.
        let beyond = text[inside.end..].trim_start_matches(['”', '’', '"', '」', '』']);
        let named = beyond.starts_with(|next: char| ('\u{4e00}'..='\u{9fff}').contains(&next))
            && super::unit::longest_at(beyond).is_none_or(|unit| {
                let next = beyond[unit.len()..].chars().next().unwrap_or('\0');
                super::unit::broken_by(unit, next)
            })
            && beyond
                .chars()
                .next()
                .and_then(super::hanzi::multiplier)
                .is_none();
        return words_after + words_before > 0 && !reporting
            || content.chars().count() >= 2 && named;
    }
    let duration = matches!(
        numeral.unit.as_str(),
        "小时" | "分钟" | "天" | "年" | "公里" | "米"
    );
    let large = matches!(&numeral.claim, Some(Claim::Exact(written)) if written.large);
    // A name is short and has no clauses; “查处9起违章建筑，调解30起纠纷” is a report in quotation marks.
    let short = content.chars().count() <= 16 && !content.contains(['，', ',', '；', '。', '、']);
    !money && !reporting && short && (duration || words_after >= 2 && !large)
}

/// The end of the digits with their unit, without the hedges after it.
fn measured_end(numeral: &Numeral) -> usize {
    numeral
        .hedges
        .iter()
        .map(|hedge| hedge.span.start)
        .filter(|&start| start >= numeral.digits.end)
        .min()
        .unwrap_or(numeral.span.end)
}

/// Where the digits begin with what makes a claim of them: a hedge or 各 before them.
fn claimed_start(numeral: &Numeral) -> usize {
    let claims = numeral.each
        || numeral
            .hedges
            .iter()
            .any(|hedge| hedge.span.end <= numeral.digits.start);
    if claims {
        numeral.span.start
    } else {
        numeral.digits.start
    }
}

/// A word that covers the digits and the unit, and what is claimed of them: 百年 does not cover 上百年.
fn by_word(text: &str, numeral: &Numeral) -> Option<Recognition> {
    let (claimed, end) = (claimed_start(numeral), measured_end(numeral));
    let digits = numeral.digits.start..end;
    let class = words::covering(text, &digits, |word| {
        // 12345热线 must not be found in 112345热线.
        let cut = text[..word.start].ends_with(|before: char| before.is_ascii_digit())
            && text[word.start..].starts_with(|first: char| first.is_ascii_digit());
        // 一定 in 超过一定 is longer than its numeral, and no amount is claimed.
        let inside = word.start < digits.start || word.end > end;
        let unclaimed = inside && numeral.unit.is_empty() && !numeral.each;
        !cut && (word.start <= claimed || unclaimed)
    })?;
    Some(recognition(&class.name, &class.reason))
}

/// Units of money, weight, area and their like, as against time, grades and counts.
fn is_physical(unit: &str) -> bool {
    use super::hedge::Nature;
    const TIMES_AND_GRADES: &str = "年月日天周时分秒季岁期代旬夜晚载辈刻度级线点里步环角";
    match super::unit::nature(unit) {
        Nature::Measured => !unit.ends_with(|last| TIMES_AND_GRADES.contains(last)),
        Nature::Ratio => !matches!(unit, "%" | "％"),
        Nature::Counted => false,
    }
}

fn by_pattern(context: &Context<'_>, numeral: &Numeral) -> Option<Recognition> {
    // 十元, 八十吨: in whatever words, money and weights are amounts. 百里, 万亩 are names.
    let physical = !numeral.round && numeral.kind == Kind::Quantity && is_physical(&numeral.unit);
    let window = LazyCell::new(|| context.window());
    let pattern = patterns::matching(context.last(), &window, |pattern| {
        let reaches = match pattern.numeral {
            Reach::Any => true,
            Reach::Hanzi => numeral.script == Script::Hanzi && !physical,
            Reach::Round => numeral.round,
        };
        reaches
            && (numeral.hedges.is_empty() || pattern.hedged)
            && !(pattern.unreported && context.is_reported())
    })?;
    Some(recognition(&pattern.name, &pattern.reason))
}

/// 一、 （二） 3. at the head of a line or of a clause.
fn section(context: &Context<'_>, numeral: &Numeral) -> Option<Recognition> {
    let plain =
        numeral.unit.is_empty() && numeral.hedges.is_empty() && numeral.kind == Kind::Quantity;
    (plain && context.is_section_mark()).then(|| recognition("section", "层次序号"))
}

/// 一 as an article: 一支队伍, 每一名职工. It counts after a verb of counting (新增一家), and after the
/// thing counted (工作室一家、).
fn article(context: &Context<'_>, numeral: &Numeral) -> Option<Recognition> {
    let one = numeral.script == Script::Hanzi
        && context.digits() == "一"
        && numeral.value == Some(Number::one())
        && numeral.kind == Kind::Quantity
        && numeral.hedges.is_empty()
        && !numeral.unit.is_empty()
        && !numeral.each;
    if !one || !context.is_article() {
        return None;
    }
    Some(recognition("article", "“一”加量词作不定冠词，不是统计数"))
}

/// A single hanzi digit with no unit: 统一, 三农, 四川, 万达. A figure has a unit, or stands alone.
fn bare(context: &Context<'_>, numeral: &Numeral) -> Option<Recognition> {
    let plain = numeral.script == Script::Hanzi
        && numeral.unit.is_empty()
        && numeral.hedges.is_empty()
        && numeral.kind == Kind::Quantity
        && !numeral.each
        && !numeral.per;
    let single = context.digits().chars().count() == 1 || numeral.round;
    (plain && single && !context.is_sum_of_money() && context.is_within_words())
        .then(|| recognition("bare-hanzi", "没有量词的汉字数字，是词的一部分"))
}

#[cfg(test)]
mod tests;
