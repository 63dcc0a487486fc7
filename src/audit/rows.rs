//! What the figures' rows hold: names of people, bodies and projects, which a text may say beside a number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::figure::{Definition, Figure, Figures, Rule, rows_selected};
use crate::ledger::{Codes, Column, Dictionary, Ledgers};

/// Past so many rows a ledger's values are not read: the words of its declaration have to do.
const MOST_ROWS: usize = 200_000;

/// So many different values of its rows help to find a figure.
const MOST_VALUES: usize = 400;

/// The names in the figures' rows, in byte order, each with the figures whose rows hold it.
pub(super) fn names<'a>(
    figures: &'a Figures,
    ledgers: &'a Ledgers,
    year: i32,
) -> Vec<(&'a str, Vec<usize>)> {
    let mut known = Known::default();
    let mut rows: Option<Rows<'_>> = None;
    for (index, figure) in figures.iter().enumerate() {
        rows = rows
            .filter(|rows| rows.are_of(figure))
            .or_else(|| Rows::of(figure, ledgers, year));
        if let Some(rows) = &rows {
            rows.add_names(figure, index, &mut known);
        }
    }
    let mut names = known.names;
    names.sort_unstable_by_key(|(name, _)| *name);
    names
}

/// The names met so far. Most stand in many rows, and in those of many figures.
#[derive(Default)]
struct Known<'a> {
    names: Vec<(&'a str, Vec<usize>)>,
    numbers: HashMap<&'a str, usize, FixedState>,
    /// For each column of a ledger what is known of its codes.
    columns: HashMap<(&'a str, usize), Vec<Code>, FixedState>,
}

/// What is known of a code of a column's dictionary.
#[derive(Clone, Copy)]
enum Code {
    New,
    /// Its text is no name.
    Other,
    Name(usize),
}

impl<'a> Known<'a> {
    /// The number of a name, if a cell's text is one.
    fn number(&mut self, text: Option<&'a str>) -> Code {
        let Some(text) = text.filter(|text| is_name(text)) else {
            return Code::Other;
        };
        let number = *self.numbers.entry(text).or_insert_with(|| {
            self.names.push((text, Vec::new()));
            self.names.len() - 1
        });
        Code::Name(number)
    }
}

/// A figure's rows as far as they may lend it words; a family's members have theirs in common.
struct Rows<'a> {
    definition: &'a Arc<Definition>,
    chosen: Vec<usize>,
    /// For a family, its rows by their member: taken apart once for all of them.
    by_member: HashMap<Cow<'a, str>, Vec<usize>, FixedState>,
    /// The ledger, and the columns whose words help.
    ledger: &'a str,
    fields: Vec<(usize, &'a Dictionary, &'a Codes)>,
}

impl<'a> Rows<'a> {
    /// None for a figure that has no rows, or too many of them.
    fn of(figure: &'a Figure, ledgers: &'a Ledgers, year: i32) -> Option<Self> {
        let definition = &figure.definition;
        let Rule::Rows(rule) = &definition.rule else {
            return None;
        };
        let ledger = ledgers
            .get(&rule.ledger)
            .filter(|ledger| ledger.len() <= MOST_ROWS)?;
        let fields = ledger.columns.iter().zip(&ledger.schema.fields).enumerate();
        let fields = fields.filter_map(|(index, (column, field))| match column {
            // Words of a fixed list stand in definitions already; a family's member without rows
            // must not fall behind one that has some.
            Column::Text { dictionary, codes } if field.constraints.values.is_empty() => {
                Some((index, dictionary, codes))
            }
            _ => None,
        });
        let chosen = rows_selected(rule, ledger, year);
        let mut by_member: HashMap<_, Vec<usize>, FixedState> = HashMap::default();
        for (row, by) in rule
            .by
            .iter()
            .flat_map(|by| chosen.iter().map(move |row| (*row, *by)))
        {
            let member = ledger.columns[by]
                .text(row)
                .map_or_else(|| Cow::Owned(ledger.cell(row, by).text()), Cow::Borrowed);
            by_member.entry(member).or_default().push(row);
        }
        Some(Self {
            definition,
            chosen,
            by_member,
            ledger: &rule.ledger,
            fields: fields.collect(),
        })
    }

    /// The rows of a figure: of a family's member, its own.
    fn of_figure(&self, figure: &Figure) -> &[usize] {
        let is_family = matches!(&self.definition.rule, Rule::Rows(rule) if rule.by.is_some());
        match figure.member.as_deref().filter(|_| is_family) {
            Some(member) => self.by_member.get(member).map_or(&[], Vec::as_slice),
            None => &self.chosen,
        }
    }

    /// Whether these are the rows of `figure`'s family.
    fn are_of(&self, figure: &Figure) -> bool {
        Arc::ptr_eq(self.definition, &figure.definition)
    }

    /// Adds the names in the figure's rows.
    fn add_names(&self, figure: &Figure, index: usize, known: &mut Known<'a>) {
        let mut count = 0;
        let of_column = |(index, dictionary, _): &(usize, &Dictionary, _)| {
            let column = known.columns.remove(&(self.ledger, *index));
            column.unwrap_or_else(|| vec![Code::New; dictionary.len()])
        };
        let mut columns: Vec<Vec<Code>> = self.fields.iter().map(of_column).collect();
        for row in self.of_figure(figure).iter().copied() {
            for ((_, dictionary, codes), column) in self.fields.iter().zip(&mut columns) {
                let code = codes.get(row);
                let Some(place) = column.get_mut(code as usize) else {
                    continue;
                };
                if matches!(place, Code::New) {
                    *place = known.number(dictionary.get(code));
                }
                if let Code::Name(number) = *place {
                    let (_, holders) = &mut known.names[number];
                    if holders.last() != Some(&index) {
                        holders.push(index);
                        count += 1;
                    }
                }
            }
            if count >= MOST_VALUES {
                break;
            }
        }
        for ((index, ..), column) in self.fields.iter().zip(columns) {
            known.columns.insert((self.ledger, *index), column);
        }
    }
}

/// Whether a cell's text can be met in prose: no number of a document, no single character.
fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=24).contains(&count)
        && text
            .chars()
            .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}
