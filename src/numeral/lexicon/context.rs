//! What stands around a numeral: titles, quotation marks, the clause, the line.

use std::ops::Range;

use super::super::read::Numeral;
use super::super::unit;
use super::marks::{Marks, QUOTES, TITLES};
use super::row;
use super::shape::Window;
use crate::number::Number;

/// So many characters on each side of a numeral are its neighbours.
const NEIGHBOURS: usize = 12;

/// So many characters on each side of a numeral its quotation marks may be away.
const LONGEST_QUOTATION: usize = 40;

/// A numeral in its text.
pub(super) struct Context<'t> {
    text: &'t str,
    marks: &'t Marks,
    numeral: &'t Numeral,
}

/// The nearest character boundary at or below `place`.
fn floor(text: &str, place: usize) -> usize {
    text.floor_char_boundary(place.min(text.len()))
}

/// A few characters, for which there is room from the beginning.
fn gathered(characters: impl Iterator<Item = char>) -> Vec<char> {
    let mut gathered = Vec::with_capacity(NEIGHBOURS);
    gathered.extend(characters);
    gathered
}

fn is_hanzi(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '〇')
}

impl<'t> Context<'t> {
    pub(super) fn new(text: &'t str, marks: &'t Marks, numeral: &'t Numeral) -> Self {
        Self {
            text,
            marks,
            numeral,
        }
    }

    fn before(&self) -> &'t str {
        &self.text[..self.numeral.span.start]
    }

    fn after(&self) -> &'t str {
        &self.text[self.numeral.span.end..]
    }

    /// At most `count` characters before the numeral, on its line, the nearest last.
    fn near_before(&self, count: usize) -> &'t str {
        let before = self.before();
        let from = before
            .char_indices()
            .rev()
            .take(count)
            .take_while(|(_, character)| *character != '\n')
            .last();
        from.map_or("", |(place, _)| &before[place..])
    }

    pub(super) fn digits(&self) -> &'t str {
        &self.text[self.numeral.digits.clone()]
    }

    /// The numeral's last character.
    pub(super) fn last(&self) -> char {
        let numeral = &self.text[self.numeral.span.clone()];
        numeral.chars().next_back().unwrap_or('\0')
    }

    /// The numeral and its neighbours, for the patterns.
    pub(super) fn window(&self) -> Window {
        let on_line = |character: &char| *character != '\n';
        let before = self.before().chars().rev().take(NEIGHBOURS);
        let after = self.after().chars().take(NEIGHBOURS);
        Window {
            before: gathered(before.take_while(on_line)),
            inside: gathered(self.text[self.numeral.span.clone()].chars()),
            after: gathered(after.take_while(on_line)),
        }
    }

    /// Whether byte `at`, before the numeral, is that of one of the last `count` characters before it.
    fn is_near_before(&self, at: usize, count: usize) -> bool {
        let start = self.numeral.span.start;
        start - at <= count * 4 && self.text[at..start].chars().count() <= count
    }

    /// Whether byte `at`, after the numeral, is that of one of the first `count` characters after it.
    fn is_near_after(&self, at: usize, count: usize) -> bool {
        let end = self.numeral.span.end;
        at - end < count * 4 && self.text[end..at].chars().count() < count
    }

    /// Whether the numeral stands between 《 and 》.
    pub(super) fn in_title(&self) -> bool {
        /// No title is longer.
        const LONGEST: usize = 80;
        let is_end = |(_, mark): &(usize, char)| *mark == '\n' || TITLES.contains(mark);
        let opened = self.marks.before(self.numeral.span.start).find(is_end);
        // Most numerals stand in no title: what comes after them need not be looked at then.
        let Some((at, '《' | '〈')) = opened else {
            return false;
        };
        let closed = self.marks.after(self.numeral.span.end).find(is_end);
        let Some((end, '》' | '〉')) = closed else {
            return false;
        };
        // 《37》名, 《三十七名》: a number in such marks is no title if it counts what comes next, or people
        // and money by itself.
        let (inside, beyond) = (
            at + '《'.len_utf8()..end,
            &self.text[end + '》'.len_utf8()..],
        );
        let counts = unit::longest_at(beyond).is_some_and(|unit| {
            let next = beyond[unit.len()..].chars().next();
            !next.is_some_and(|next| unit::broken_by(unit, next))
        });
        if inside == self.numeral.digits && counts
            || inside == self.numeral.span
                && matches!(&*self.numeral.unit, "名" | "元" | "户" | "人次" | "%")
        {
            return false;
        }
        self.is_near_before(at, LONGEST) && self.is_near_after(end, LONGEST)
    }

    /// What stands between the quotation marks around the numeral.
    pub(super) fn quotation(&self) -> Option<Range<usize>> {
        // Most numerals stand in no quotation marks.
        self.mark_before(|mark| mark == '"' || QUOTES.iter().any(|(open, _)| *open == mark))?;
        let paired = QUOTES.iter().find_map(|&(open, close)| {
            let is_either = |mark: char| mark == open || mark == close;
            let opened = self
                .mark_before(is_either)
                .filter(|(_, mark)| *mark == open);
            let (at, _) = opened?;
            let closed = self
                .mark_after(is_either)
                .filter(|(_, mark)| *mark == close);
            Some(at + open.len_utf8()..closed?.0)
        });
        paired.or_else(|| {
            // Straight quotation marks open where an even number of them stands before on the line.
            let (opened, _) = self.mark_before(|mark| mark == '"')?;
            let start = self.numeral.span.start;
            let line = self.before().rfind('\n').map_or(0, |place| place + 1);
            let line = floor(self.text, line.max(start.saturating_sub(600)));
            let marks = self.text[line..start].matches('"').count();
            let closed = self.mark_after(|mark| mark == '"');
            Some(opened + 1..closed.filter(|_| marks % 2 == 1)?.0)
        })
    }

    /// The nearest of some marks before the numeral, on its line, if it is no farther than a quotation is long.
    fn mark_before(&self, is_wanted: impl Fn(char) -> bool) -> Option<(usize, char)> {
        let marks = self.marks.before(self.numeral.span.start);
        let mut marks = marks.take_while(|(_, mark)| *mark != '\n');
        let nearest = marks.find(|(_, mark)| is_wanted(*mark));
        nearest.filter(|(at, _)| self.is_near_before(*at, LONGEST_QUOTATION))
    }

    /// The nearest of some marks after it.
    fn mark_after(&self, is_wanted: impl Fn(char) -> bool) -> Option<(usize, char)> {
        let marks = self.marks.after(self.numeral.span.end);
        let mut marks = marks.take_while(|(_, mark)| *mark != '\n');
        let nearest = marks.find(|(_, mark)| is_wanted(*mark));
        nearest.filter(|(at, _)| self.is_near_after(*at, LONGEST_QUOTATION))
    }

    /// Whether the numeral is a number before a heading or an item of a list.
    pub(super) fn is_section_mark(&self) -> bool {
        let before = self
            .near_before(8)
            .trim_start_matches([' ', '\u{3000}', '#', '*', '>', '-', '\t']);
        let after = self.after();
        let bracketed =
            before.ends_with(['(', '（', '[', '［']) && after.starts_with([')', '）', ']', '］']);
        let small = self.digits().chars().count() <= 3;
        if bracketed {
            // 慰问职工（37）人 has its number in brackets.
            let counted = after
                .get(after.chars().next().map_or(0, char::len_utf8)..)
                .and_then(|rest| unit::longest_at(rest).map(|unit| (rest, unit)))
                .is_some_and(|(rest, unit)| {
                    let next = rest[unit.len()..].chars().next();
                    !next.is_some_and(|next| unit::broken_by(unit, next))
                });
            let inner = before.trim_end_matches(['(', '（', '[', '［']);
            let named = |last: char| is_hanzi(last) && !"一二三四五六七八九十".contains(last);
            // So has （37）名职工 at the head of a line; no list has as many items.
            let many = self
                .numeral
                .value
                .as_ref()
                .is_some_and(|value| *value > Number::from(20_u64));
            if counted && (many || inner.ends_with(named)) {
                return false;
            }
            // （二）, (3), [12]; 劳模（338） is a figure.
            let two = self.digits().chars().count() <= 2;
            return two
                || small
                    && !self
                        .digits()
                        .starts_with(|first: char| first.is_ascii_digit());
        }
        let marked = after.starts_with(['、', '.', '．', ')', '）']) || after.starts_with("\\.");
        // 1.2 组织保障
        if before.is_empty() && self.digits().contains('.') && after.starts_with([' ', '\u{3000}'])
        {
            return self.digits().chars().count() <= 5;
        }
        let head = before.is_empty() || before.ends_with(['：', ':', '；', ';', '。']);
        small && marked && (head || row::holds(self.text, &self.numeral.digits))
    }

    /// Whether 一 with its measure word is rather an article than a count.
    pub(super) fn is_article(&self) -> bool {
        /// After these even 一 counts.
        const COUNTING: [&str; 43] = [
            "新增",
            "增加",
            "减少",
            "建成",
            "新建",
            "创成",
            "创建",
            "获评",
            "荣获",
            "获得",
            "新获",
            "斩获",
            "评出",
            "评选出",
            "表彰",
            "发放",
            "共",
            "计",
            "达",
            "仅",
            "其中",
            "补助",
            "救助",
            "慰问",
            "资助",
            "新设",
            "增设",
            "成立",
            "获",
            "下拨",
            "奖励",
            "购置",
            "入选",
            "促成",
            "结成",
            "购买",
            "购进",
            "查处",
            "破获",
            "提前",
            "推迟",
            "缩短",
            "延长",
        ];
        /// Words that spread 一 over many: 每季度一次.
        const SPREADING: [char; 3] = ['每', '各', '逢'];
        /// So does a clause that sums up: 全年召开一次大会.
        const SUMMING: [&str; 5] = ["全年", "累计", "先后", "共计", "总共"];
        /// Measure words of a moment: behind a verb they say that something is done, not how often.
        const FLEETING: [&str; 9] = ["顿", "声", "眼", "番", "口", "步", "转", "幕", "身"];
        let before = self.near_before(8);
        let spread = before
            .rsplit(['，', '。', '；', '、', ',', ';'])
            .next()
            .is_some_and(|clause| clause.contains(SPREADING));
        if spread {
            return true;
        }
        let done = before.strip_suffix('了');
        let counted = COUNTING
            .iter()
            .any(|verb| before.ends_with(verb) || done.is_some_and(|done| done.ends_with(verb)));
        // 工作室一家、: the thing, the number, the end of the clause.
        // What is measured or named comes next: 一个6米长的展台, 一个“好”字.
        let goes_on = |next: char| {
            is_hanzi(next) || next.is_ascii_digit() || matches!(next, '“' | '《' | '‘' | '「')
        };
        let ended = self
            .after()
            .chars()
            .next()
            .is_none_or(|next| !goes_on(next));
        // A pair is two of a kind, unless 一对 is a pair of opposites or the 一对一 of helpers.
        if self.numeral.unit == "对" {
            return self
                .after()
                .starts_with(['一', '多', '矛', '关', '重', '好'])
                || spread;
        }
        let follows = before.chars().next_back().is_some_and(|last| {
            is_hanzi(last) || matches!(last, '”' | '》' | ')' | '）' | '：' | ':' | '|' | ' ')
        });
        // 回头看一眼, 话锋一转: what is done once is not counted by its single time.
        let fleeting = FLEETING.contains(&&*self.numeral.unit);
        let alone = before.is_empty() && ended;
        let pointed = before.ends_with([
            '这', '那', '每', '某', '另', '同', '哪', '第', '之', '此', '再', '又', '逐', '不',
        ]);
        // 成果一项获二等奖: the thing, the number, what became of it.
        let became = ["获", "荣获", "入选", "被评", "中标", "列入", "被列"];
        if became.iter().any(|verb| self.after().starts_with(verb)) && follows {
            return false;
        }
        let clause = before.rsplit(['，', '。', '；', ',', ';']).next();
        let summed = clause.is_some_and(|clause| SUMMING.iter().any(|word| clause.contains(word)));
        !(counted || summed || alone || !pointed && ended && follows && !fleeting)
    }

    /// Whether a verb right before the numeral reports what was done, so that even what is mostly a manner of
    /// speaking (三个平台, 五项制度) is counted.
    pub(super) fn is_reported(&self) -> bool {
        const REPORTING: [&str; 28] = [
            "全年", "现有", "拥有", "建有", "新建", "建成", "评", "评选", "举办", "表彰", "慰问",
            "走访", "成立", "发放", "获得", "荣获", "新增", "增加", "增设", "共有", "累计", "命名",
            "授予", "购置", "创建", "培育", "组建", "新设",
        ];
        // 评出, 评选出了: what a verb ends in besides is no part of it.
        let before = self.near_before(4);
        let before = before.trim_end_matches(['了', '出', '共', '过']);
        REPORTING.iter().any(|verb| before.ends_with(verb))
    }

    /// Whether the numeral says how much money: 百万资金, 千万投资. 百万职工 are all of them.
    pub(super) fn is_sum_of_money(&self) -> bool {
        const MONEY: [&str; 12] = [
            "资金", "善款", "专款", "补贴", "补助", "投资", "经费", "奖金", "保费", "贷款", "欠薪",
            "薪酬",
        ];
        self.numeral.round
            && self.numeral.unit.is_empty()
            && MONEY.iter().any(|money| self.after().starts_with(money))
    }

    /// Whether a bare hanzi digit is part of a word: something is written right after it, or right
    /// before it without a word that announces a number.
    pub(super) fn is_within_words(&self) -> bool {
        const ANNOUNCING: [&str; 20] = [
            "新增", "增加", "减少", "评出", "建成", "占", "共", "计", "为", "达", "达到", "是",
            "约", "有", "增至", "降至", "等于", "人数", "户数", "数量",
        ];
        let next = self.after().chars().next();
        let before = self.near_before(4);
        // 十好几人, 一多半职工.
        if ["好几", "多半", "小半"]
            .iter()
            .any(|word| self.after().starts_with(word))
        {
            return false;
        }
        match next {
            Some(next)
                if is_hanzi(next) || matches!(next, '、' | '·' | '“' | '”' | '’' | '-' | '—') =>
            {
                true
            }
            _ => {
                let word = before.chars().next_back().is_some_and(is_hanzi)
                    || before.ends_with(['“', '·']);
                word && !ANNOUNCING
                    .iter()
                    .any(|announcing| before.ends_with(announcing))
            }
        }
    }
}
