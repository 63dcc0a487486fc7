//! What came to a stock in the year and what went from it, and what came in a part of the year: values that no
//! figure has, but the rows behind one have.
//!
//! 新建班组2个 is no number of teams: it is held against the register's rows opened in the year, or against the
//! difference to last year; 撤并班组1个 against those closed.

use chrono::Datelike;

use super::Grounds;
use super::judge::Year;
use super::matching::Target;
use super::otherwise::clause_before;
use super::units;
use crate::calendar::date_of;
use crate::figure::{Aggregate, Figure, Period, RowRule, Rule, rows_selected};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::numeral::hedge::{Verdict, judge};
use crate::numeral::letters::{Letters, Word};
use crate::numeral::read::Numeral;

/// What happened to a stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// 新建, 增设.
    Came,
    /// 撤并, 关闭.
    Went,
    /// 净增.
    Rose,
    /// 净减.
    Fell,
}

/// Verbs behind 新 that make a stock grow.
const NEW: &str = "增建设成添开办启投发吸加入聘购签评获命授装挂组招";
/// What stands before 新 in other words: 创新, 更新.
const NOT_NEW: &str = "创革更全最高刷焕迎翻维重";
/// Other words for what came.
const CAME: [Word; 8] = Word::all([
    "增设", "增建", "增添", "增配", "增加", "添置", "扩建", "加建",
]);
/// Words for what went.
const WENT: [Word; 14] = Word::all([
    "撤并", "撤销", "撤除", "裁撤", "关闭", "关停", "停用", "注销", "拆除", "解散", "流失", "减少",
    "退出", "取消",
]);

/// What both came and went has left of it.
const RISEN: Word = Word::new("净增");
const FALLEN: Word = Word::new("净减");
/// What stands before those verbs.
const NEWLY: Word = Word::new("新");

/// What the clause before a numeral says happened, which has those letters or fewer.
pub(super) fn of(clause: &str, letters: Letters) -> Option<Flow> {
    // 增加到5座 is what there is now.
    let end = clause.trim_end();
    if end.ends_with(['到', '至']) && !end.ends_with("达到") {
        return None;
    }
    let says = |word: &Word| word.is_in(clause, letters);
    if says(&RISEN) {
        return Some(Flow::Rose);
    }
    if says(&FALLEN) {
        return Some(Flow::Fell);
    }
    if WENT.iter().any(says) {
        return Some(Flow::Went);
    }
    let is_new = |(at, _): (usize, &str)| {
        let before = clause[..at].chars().next_back();
        let after = clause[at + '新'.len_utf8()..].chars().next();
        before.is_none_or(|before| !NOT_NEW.contains(before))
            && after.is_some_and(|after| NEW.contains(after))
    };
    let is_new = letters.may_hold(&NEWLY) && clause.match_indices(NEWLY.text).any(is_new);
    (is_new || CAME.iter().any(says)).then_some(Flow::Came)
}

/// The rule of a figure that counts what there is, not what happened.
fn stock(figure: &Figure) -> Option<&RowRule> {
    match &figure.definition.rule {
        Rule::Rows(rule) => {
            let is_stock =
                rule.period != Period::Year || matches!(rule.aggregate, Aggregate::Latest(_));
            is_stock.then_some(rule)
        }
        _ => None,
    }
}

impl Grounds<'_> {
    /// What the clause says of a stock's change, where `figure` is such a stock and is not called so itself.
    pub(super) fn flow_of(&self, numeral: &Numeral, figure: &Figure) -> Option<Flow> {
        stock(figure)?;
        self.flow_said(numeral, figure)
    }

    /// 职工驿站新增10个 where the figure tells how many came in a year: how many more there were than the year before
    /// may be meant.
    pub(super) fn growth_of(&self, numeral: &Numeral, figure: &Figure) -> Option<Flow> {
        let flow = self.flow_said(numeral, figure)?;
        let grows = matches!(flow, Flow::Came | Flow::Rose);
        (grows && stock(figure).is_none()).then_some(flow)
    }

    /// What the clause says of a change, where `figure` is not called so itself.
    fn flow_said(&self, numeral: &Numeral, figure: &Figure) -> Option<Flow> {
        let flow = of(clause_before(self.text(), numeral.span.start), self.lead)?;
        let knows = |word: &str| figure.label.contains(word) || figure.name.contains(word);
        let is_own = match flow {
            Flow::Came => knows(NEWLY.text) || CAME.iter().any(|word| knows(word.text)),
            Flow::Went => WENT.iter().any(|word| knows(word.text)),
            Flow::Rose => knows(RISEN.text),
            Flow::Fell => knows(FALLEN.text),
        };
        (!is_own).then_some(flow)
    }

    /// Whether a numeral is true of what came to a stock, or went from it. None where nothing tells.
    pub(super) fn flowed(
        &self,
        numeral: &Numeral,
        index: usize,
        flow: Flow,
        of: Year,
    ) -> Option<Verdict> {
        let figure = self.basis.figures.at(index)?;
        let claim = numeral.claim.as_ref()?;
        let target = self.matcher.target(index)?;
        let year = match of {
            Year::This => self.basis.year,
            Year::Last => self.basis.year - 1,
        };
        let rows = match flow {
            Flow::Came | Flow::Went => self.rows_moved(figure, flow, year),
            Flow::Rose | Flow::Fell => None,
        };
        let judged = |value: &Number| judge(claim, value, target.nature, self.basis.rounding);
        let by_rows = rows.map(|value| judged(&value));
        if by_rows.is_some_and(Verdict::holds) {
            return by_rows;
        }
        let old = self.target_of_last_year(index).filter(|_| of == Year::This);
        let by_change = old.map(|old| {
            let rise = &target.value - &old.value;
            let rises = matches!(flow, Flow::Came | Flow::Rose);
            judged(&if rises { rise } else { -&rise })
        });
        if by_change.is_some_and(Verdict::holds) {
            return by_change;
        }
        if stock(figure).is_none() {
            return by_change;
        }
        // What came is not what it grew by where something went: of the difference alone nothing follows.
        match flow {
            Flow::Came | Flow::Went => by_rows,
            Flow::Rose | Flow::Fell => by_change,
        }
    }

    /// What a register's rows of the figure tell that were opened or closed in a year.
    fn rows_moved(&self, figure: &Figure, flow: Flow, year: i32) -> Option<Number> {
        let rule = stock(figure)?;
        let ledger = self.basis.ledgers.get(&rule.ledger)?;
        let of = |period: Period, year: i32| {
            let rule = RowRule {
                period,
                ..rule.clone()
            };
            rows_selected(&rule, ledger, year)
        };
        // A figure up to date counts rows of yearly folders, which are dated by them.
        let came = of(Period::Year, year);
        let rows = match flow {
            Flow::Went => {
                ledger.schema.closed?;
                let open = of(Period::YearEnd, year);
                let mut were = of(Period::YearEnd, year - 1);
                were.extend(came.iter().filter(|row| !open.contains(row)));
                were.sort_unstable();
                were.dedup();
                were.retain(|row| open.binary_search(row).is_err());
                were
            }
            _ => came,
        };
        ledger.schema.dated_by()?;
        made_of(figure, rule, ledger, rows)
    }

    /// What came of the figure's rows in some months of the year.
    pub(super) fn in_months(&self, index: usize, first: u32, last: u32) -> Option<Target> {
        let figure = self.basis.figures.at(index)?;
        let Rule::Rows(rule) = &figure.definition.rule else {
            return None;
        };
        if rule.period != Period::Year {
            return None;
        }
        let ledger = self.basis.ledgers.get(&rule.ledger)?;
        let dated = ledger.columns.get(ledger.schema.dated_by()?)?;
        let mut rows = rows_selected(rule, ledger, self.basis.year);
        let month = |row: usize| dated.day(row).and_then(date_of).map(|date| date.month());
        // A row without a day may belong to any month.
        if rows.iter().any(|row| month(*row).is_none()) {
            return None;
        }
        rows.retain(|row| month(*row).is_some_and(|month| (first..=last).contains(&month)));
        let value = made_of(figure, rule, ledger, rows)?;
        let target = self.matcher.target(index)?;
        Some(Target {
            value,
            unit: target.unit.clone(),
            nature: target.nature,
        })
    }
}

/// What a rule makes of some of its rows, in the unit in which texts write it.
fn made_of(
    figure: &Figure,
    rule: &RowRule,
    ledger: &Ledger,
    mut rows: Vec<usize>,
) -> Option<Number> {
    if let Some((by, member)) = rule.by.zip(figure.member.as_deref()) {
        rows.retain(|row| ledger.text(*row, by).is_some_and(|text| text == member));
    } else if rule.by.is_some() {
        return None;
    }
    let value = match rule.aggregate {
        Aggregate::Count => Number::from(i64::try_from(rows.len()).ok()?),
        Aggregate::Sum(field) => {
            let mut sum = Number::zero();
            for row in rows {
                if let Some(part) = ledger.cell(row, field).number() {
                    sum = &sum + &part;
                }
            }
            sum
        }
        _ => return None,
    };
    Some(units::base(&value, figure.unit()).0)
}
