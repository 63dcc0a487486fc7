//! Words that make a clause say something else of a figure's subject: 没有培训职工994人次, 平均每期994人次,
//! 拒绝赔付案件37件, 西港 where the figure counts 东港.
//!
//! A figure whose own words hold such a word is meant by it; any other neither proves nor contradicts
//! the numeral.

use super::manuscript::BlockKind;
use super::{Grounds, renamed};
use crate::figure::{Aggregate, Figure, Rule, Test};
use crate::ledger::{Cell, Column};
use crate::numeral::hanzi;
use crate::numeral::letters::Letters;
use crate::numeral::read::Numeral;

/// Past so many values a column is no list of kinds.
const MOST_KINDS: usize = 64;

/// What a word does to the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It was not, or was undone, or is something before or after it: 未, 取消, 预算.
    Undone,
    /// The number is of one among many: 平均, 每期, 单笔.
    Each,
    /// It counts some of them only: 男职工.
    Some,
    /// It is not that, and the figure is.
    Not(&'static str),
    /// The greatest: 最高; or the least.
    Greatest,
    Least,
}

/// A word, its effect, and the characters that make another word of it behind it.
type Entry = (&'static str, Effect, &'static str);

/// The words that begin with a character.
#[expect(clippy::too_many_lines, reason = "a table")]
fn words_from(first: char) -> &'static [Entry] {
    use Effect::{Each, Greatest, Least, Not, Some, Undone};
    match first {
        '未' => &[("未", Undone, "来成婚央名经")],
        '没' => &[("没有", Undone, "")],
        '漏' => &[("漏", Undone, "洞")],
        '尚' => &[("尚欠", Undone, ""), ("尚缺", Undone, "")],
        '不' => &[
            ("不含", Undone, ""),
            ("不包括", Undone, ""),
            ("不计", Undone, "其"),
            ("不再", Undone, ""),
            ("不予", Undone, ""),
        ],
        '取' => &[("取消", Undone, "")],
        '停' => &[
            ("停办", Undone, ""),
            ("停止", Undone, ""),
            ("停开", Undone, ""),
            ("停用", Undone, ""),
            ("停运", Undone, ""),
            ("停发", Undone, ""),
        ],
        '少' => &[
            ("少办", Undone, ""),
            ("少开", Undone, ""),
            ("少发", Undone, ""),
        ],
        '拒' => &[
            ("拒绝", Undone, ""),
            ("拒付", Undone, ""),
            ("拒赔", Undone, ""),
        ],
        '驳' => &[("驳回", Undone, "")],
        '关' => &[("关闭", Undone, ""), ("关停", Undone, "")],
        '撤' => &[("撤", Undone, "")],
        '裁' => &[("裁撤", Undone, ""), ("裁减", Undone, "")],
        '注' => &[("注销", Undone, "")],
        '吊' => &[("吊销", Undone, "")],
        '拆' => &[("拆除", Undone, "")],
        '流' => &[("流失", Undone, "")],
        '退' => &[
            ("退回", Undone, ""),
            ("退还", Undone, ""),
            ("退出", Undone, ""),
            ("退会", Undone, ""),
            ("退休", Not("在职"), ""),
        ],
        '偿' => &[("偿还", Undone, "")],
        '归' => &[("归还", Undone, "")],
        '追' => &[("追回", Undone, "")],
        '收' => &[("收回", Undone, ""), ("收入", Not("支出"), "")],
        '作' => &[("作废", Undone, "")],
        '报' => &[("报废", Undone, "")],
        '遗' => &[("遗失", Undone, "")],
        '丢' => &[("丢失", Undone, "")],
        '损' => &[("损坏", Undone, "")],
        '拖' => &[("拖欠", Undone, "")],
        '缺' => &[("缺少", Undone, ""), ("缺口", Undone, "")],
        '短' => &[("短缺", Undone, "")],
        '在' => &[("在建", Undone, ""), ("在职", Not("退休"), "")],
        '筹' => &[("筹建", Undone, "")],
        '待' => &[
            ("待建", Undone, ""),
            ("待批", Undone, ""),
            ("待办", Undone, ""),
        ],
        '拟' => &[("拟", Undone, "定订人")],
        '预' => &[("预算", Undone, "")],
        '概' => &[("概算", Undone, "")],
        '估' => &[("估算", Undone, ""), ("估计", Undone, "")],
        '申' => &[("申请", Undone, ""), ("申报", Undone, "")],
        '结' => &[("结余", Undone, ""), ("结存", Undone, "")],
        '剩' => &[("剩余", Undone, "")],
        '节' => &[("节余", Undone, "")],
        '处' => &[("处罚", Undone, ""), ("处分", Undone, "")],
        '违' => &[("违规", Undone, ""), ("违法", Undone, "")],
        '虚' => &[("虚报", Undone, "")],
        '谎' => &[("谎报", Undone, "")],
        '误' => &[("误报", Undone, "")],
        '瞒' => &[("瞒报", Undone, "")],
        '致' => &[("致贫", Undone, "")],
        '返' => &[("返贫", Undone, ""), ("返还", Undone, "")],
        '解' => &[("解散", Undone, ""), ("解聘", Undone, "")],
        '淘' => &[("淘汰", Undone, "")],
        '开' => &[("开除", Undone, "")],
        '推' => &[("推迟", Undone, "")],
        '延' => &[("延期", Undone, ""), ("延迟", Undone, "")],
        '暂' => &[("暂停", Undone, ""), ("暂缓", Undone, "")],
        '中' => &[("中止", Undone, "")],
        '终' => &[("终止", Undone, "")],
        '废' => &[("废止", Undone, "")],
        '平' => &[("平均", Each, "")],
        '每' => &[("每", Each, "")],
        '人' => &[("人均", Each, "")],
        '户' => &[("户均", Each, "")],
        '日' => &[("日均", Each, "")],
        '月' => &[("月均", Each, "")],
        '年' => &[("年均", Each, "")],
        '场' => &[("场均", Each, "")],
        '件' => &[("件均", Each, "")],
        '次' => &[("次均", Each, "")],
        '期' => &[("期均", Each, "")],
        '班' => &[("班均", Each, "")],
        '笔' => &[("笔均", Each, "")],
        '站' => &[("站均", Each, "")],
        '单' => &[
            ("单笔", Each, ""),
            ("单次", Each, ""),
            ("单场", Each, ""),
            ("单日", Each, ""),
            ("单期", Each, ""),
            ("单件", Each, ""),
            ("单人", Each, ""),
            ("单月", Each, ""),
        ],
        '大' => &[("大型", Not("小型"), "")],
        '小' => &[("小型", Not("大型"), "")],
        '支' => &[("支出", Not("收入"), "")],
        '落' => &[("落后", Not("先进"), ""), ("落后", Not("优秀"), "")],
        '线' => &[("线上", Not("线下"), ""), ("线下", Not("线上"), "")],
        '集' => &[("集体", Not("个人"), "")],
        '个' => &[("个人", Not("集体"), "")],
        '城' => &[("城镇", Not("农村"), "")],
        '农' => &[("农村", Not("城镇"), "")],
        '国' => &[("国外", Not("国内"), ""), ("国内", Not("国外"), "")],
        '下' => &[("下岗", Not("上岗"), "")],
        '男' => &[("男", Some, "女")],
        '女' => &[
            ("女职工", Some, ""),
            ("女会员", Some, ""),
            ("女工", Some, ""),
            ("女性", Some, ""),
        ],
        '最' => &[
            ("最高", Greatest, ""),
            ("最大", Greatest, ""),
            ("最多", Greatest, ""),
            ("最长", Greatest, ""),
            ("最低", Least, ""),
            ("最小", Least, ""),
            ("最少", Least, ""),
            ("最短", Least, ""),
        ],
        _ => &[],
    }
}

/// Words of change: behind 增加 stands by how much, not what there is.
const MOVES: [&str; 16] = [
    "增加", "增长", "提高", "上升", "提升", "扩大", "上涨", "净增", "减少", "下降", "降低", "缩小",
    "下滑", "回落", "压减", "净减",
];
/// What they end with.
const OF_MOVES: [char; 12] = [
    '加', '长', '高', '升', '大', '涨', '增', '少', '降', '低', '小', '减',
];

/// The words by which a figure is known.
struct Known<'f> {
    figure: &'f Figure,
    values: Vec<&'f str>,
}

impl<'f> Known<'f> {
    fn of(figure: &'f Figure) -> Self {
        let mut values: Vec<&str> = figure.member.as_deref().into_iter().collect();
        if let Rule::Rows(rule) = &figure.definition.rule {
            for condition in &rule.conditions {
                if let Test::OneOf(cells) = &condition.test {
                    values.extend(cells.iter().filter_map(|cell| match cell {
                        Cell::Text(text) => Some(&**text),
                        _ => None,
                    }));
                }
            }
        }
        Self { figure, values }
    }

    fn holds(&self, word: &str) -> bool {
        self.figure.label.contains(word)
            || self.figure.name.contains(word)
            || self.values.iter().any(|value| value.contains(word))
    }

    /// Whether the figure is what a word makes of a clause.
    fn is_meant_by(&self, word: &str, effect: Effect) -> bool {
        let aggregate = match &self.figure.definition.rule {
            Rule::Rows(rule) => Some(&rule.aggregate),
            _ => None,
        };
        self.holds(word)
            || match effect {
                Effect::Undone => false,
                Effect::Not(own) => !self.holds(own),
                Effect::Some => word
                    .chars()
                    .next()
                    .is_some_and(|first| self.holds(first.encode_utf8(&mut [0; 4]))),
                Effect::Each => {
                    self.holds("均") && word == "平均" || word == "每" && self.holds("均")
                }
                Effect::Greatest => matches!(aggregate, Some(Aggregate::Max(_))),
                Effect::Least => matches!(aggregate, Some(Aggregate::Min(_))),
            }
    }
}

impl Grounds<'_> {
    /// The word beside the numeral that makes it say something else than `figure` says.
    pub(super) fn otherwise(&self, numeral: &Numeral, figure: &Figure) -> Option<String> {
        let text = self.text();
        let before = clause_before(text, numeral.span.start);
        let known = Known::of(figure);
        let mut pieces = [before, "", ""];
        if let BlockKind::Cell { label, head, .. } = self.manuscript.blocks[self.block].kind {
            for (piece, other) in pieces[1..].iter_mut().zip([label, head]) {
                let other = other.filter(|other| *other != self.block);
                *piece = other.map_or("", |other| self.manuscript.words(other));
            }
        }
        for piece in pieces {
            if let Some(word) = alien(piece, &known, |_| true) {
                return Some(word.to_owned());
            }
        }
        let stem = before.trim_end_matches(['了', '约', '近', '为', '达', ' ']);
        if stem.ends_with(OF_MOVES) {
            let moves = MOVES.iter().find(|word| stem.ends_with(**word));
            if let Some(word) = moves.filter(|word| !known.holds(word)) {
                return Some((*word).to_owned());
            }
        }
        let after = text.get(numeral.span.end..).unwrap_or("");
        let end = after
            .find(|next: char| ends(next) || next.is_ascii_digit())
            .unwrap_or(after.len());
        let after = &after[..end];
        // 289家企业偿还贷款: what is undone may be said behind the number.
        if let Some(word) = alien(after, &known, |effect| effect == Effect::Undone) {
            return Some(word.to_owned());
        }
        if let Some(word) = renamed::another(&[&figure.label, &figure.name], before, after) {
            return Some(word.to_owned());
        }
        let around = [pieces[0], after, pieces[1], pieces[2]];
        self.another(&around, &known)
    }

    /// Another value than the figure's own, of the column by which its rows are chosen.
    fn another(&self, around: &[&str], known: &Known<'_>) -> Option<String> {
        let says = |word: &str| around.iter().any(|words| words.contains(word));
        let figure = known.figure;
        let words = [figure.label.as_str(), figure.name.as_str()];
        if words.iter().any(|name| name.contains(GRADES))
            && let Some(grade) = around.iter().find_map(|said| another_grade(said, &words))
        {
            return Some(grade);
        }
        let Rule::Rows(rule) = &figure.definition.rule else {
            return None;
        };
        let ledger = self.basis.ledgers.get(&rule.ledger)?;
        let chosen = rule
            .conditions
            .iter()
            .filter_map(|condition| match &condition.test {
                Test::OneOf(cells) => match cells.as_slice() {
                    [Cell::Text(own)] => Some((condition.field, &**own)),
                    _ => None,
                },
                _ => None,
            });
        let by = rule.by.zip(figure.member.as_deref());
        let mut said = None;
        for (field, own) in chosen.chain(by) {
            let Column::Text { dictionary, .. } = ledger.columns.get(field)? else {
                continue;
            };
            if says(own) && own.chars().count() > 1 || dictionary.len() > MOST_KINDS {
                continue;
            }
            let listed = ledger.schema.fields[field].constraints.values.iter();
            let kinds = dictionary.iter().chain(listed.map(String::as_str));
            let (said, letters) = said.get_or_insert_with(|| {
                let said = around.join("\n");
                let letters = Letters::of(&said);
                (said, letters)
            });
            // Most values do not even begin with a character that stands there.
            let kinds = kinds.filter(|other| {
                let first = other.chars().next();
                first.is_some_and(|first| letters.may_hold_letter(first) && said.contains(first))
            });
            for other in kinds.filter(|other| *other != own && !other.is_empty()) {
                let is_said = if other.chars().count() > 1 {
                    said.contains(other) && !known.holds(other) && !own.contains(other)
                } else {
                    words.iter().any(|name| {
                        name.contains(own) && says(&name.replacen(own, other, 1)) && !says(name)
                    }) || known.values.iter().any(|value| {
                        *value != own
                            && value.chars().count() > 1
                            && says(&format!("{other}{value}"))
                            && !says(&format!("{own}{value}"))
                    })
                };
                if is_said {
                    return Some(other.to_owned());
                }
            }
        }
        None
    }
}

/// The first word of `clause` that the figure does not mean.
fn alien(clause: &str, known: &Known<'_>, counts: impl Fn(Effect) -> bool) -> Option<&'static str> {
    clause.char_indices().find_map(|(at, first)| {
        let entries = words_from(first).iter();
        let mut here = entries.filter(|(word, _, guard)| {
            clause[at..]
                .strip_prefix(word)
                .is_some_and(|rest| rest.chars().next().is_none_or(|next| !guard.contains(next)))
        });
        here.find(|(word, effect, _)| counts(*effect) && !known.is_meant_by(word, *effect))
            .map(|(word, _, _)| *word)
    })
}

/// What follows the number of a grade.
const GRADES: [char; 3] = ['星', '级', '等'];

/// 六星级 where the figure's names, of which one is graded, say 五星级.
fn another_grade(said: &str, names: &[&str]) -> Option<String> {
    let grades = |words: &str| -> Vec<(u8, char)> {
        let pairs = words.chars().zip(words.chars().skip(1));
        pairs
            .filter(|(_, of)| GRADES.contains(of))
            .filter_map(|(digit, of)| Some((hanzi::digit(digit)?, of)))
            .collect()
    };
    if !said.contains(GRADES) {
        return None;
    }
    let own: Vec<(u8, char)> = names.iter().flat_map(|name| grades(name)).collect();
    let said = grades(said);
    if own.is_empty() || said.iter().any(|grade| own.contains(grade)) {
        return None;
    }
    let (digit, of) = said
        .into_iter()
        .find(|(_, of)| own.iter().any(|(_, own)| own == of))?;
    Some(format!("{digit}{of}"))
}

/// The part of the clause that leads up to a numeral.
pub(super) fn clause_before(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or("");
    let mut back = before.char_indices().rev();
    match back.find(|(_, character)| ends(*character)) {
        Some((at, end)) => &before[at + end.len_utf8()..],
        None => before,
    }
}

/// What ends a part of a clause.
const fn ends(character: char) -> bool {
    matches!(
        character,
        '，' | ','
            | '。'
            | '；'
            | ';'
            | '：'
            | ':'
            | '！'
            | '？'
            | '\n'
            | '\u{2028}'
            | '（'
            | '('
            | '、'
            | '）'
            | ')'
    )
}
