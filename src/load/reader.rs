//! Cells → values, a column of a stretch at a time.
//!
//! What is plainly well written is typed by a short loop; every other cell goes through
//! [`super::cell::read`], whose word on what a cell means is final. Texts are read once each: a
//! reader remembers what it made of them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::cell;
use super::cells::{Cells, Role, text_of};
use super::left::LeftSegment;
use super::plain::{
    is_no_number, is_plain, most_decimals, plain_day, plain_number, plain_year, plainly_refused,
};
use super::segment::Segment;
use super::word::{Calendar, Recent};
use crate::diagnostic::{self, Code};
use crate::ledger::{Cell, Dictionary, NO_DATE, NO_NUMBER, NO_TEXT, Unknown};
use crate::schema::{Field, Kind, LedgerSchema};

/// How many texts of a column of days, years or flags are remembered.
const REMEMBERED: usize = 1 << 16;

/// Reads one field's cells, and remembers what it has read.
#[derive(Debug)]
pub(super) struct FieldReader<'l> {
    field: &'l Field,
    role: Role,
    missing_values: &'l [String],
    /// Whether digits always mean their number or day: no missing value is written with them.
    digits_are_plain: bool,
    memory: Memory,
}

#[derive(Debug)]
enum Memory {
    Texts(Texts),
    Values(Values),
    /// Nothing: numbers are read as fast as looked up, texts that are left are not kept.
    Nothing,
}

impl<'l> FieldReader<'l> {
    pub(super) fn new(field: &'l Field, role: Role, schema: &'l LedgerSchema) -> Self {
        let memory = match field.kind {
            _ if role.is_left => Memory::Nothing,
            Kind::Integer | Kind::Number => Memory::Nothing,
            Kind::Date | Kind::Boolean | Kind::Year => Memory::Values(Values::default()),
            Kind::String | Kind::Datetime | Kind::Time | Kind::YearMonth => {
                Memory::Texts(Texts::default())
            }
        };
        Self {
            field,
            role,
            missing_values: &schema.missing_values,
            digits_are_plain: !schema.missing_values.iter().any(|missing| {
                let digits = missing.strip_prefix('-').unwrap_or(missing);
                digits.starts_with(|first: char| first.is_ascii_digit())
            }),
            memory,
        }
    }

    /// The dictionary that text segments' codes point into.
    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        match &self.memory {
            Memory::Texts(texts) => Some(&texts.dictionary),
            _ => None,
        }
    }

    /// The same for good.
    pub(super) fn into_dictionary(self) -> Option<Dictionary> {
        match self.memory {
            Memory::Texts(texts) => Some(texts.dictionary),
            _ => None,
        }
    }

    /// How many texts its dictionary has.
    pub(super) fn texts(&self) -> usize {
        self.dictionary().map_or(0, Dictionary::len)
    }

    /// An empty segment for this field.
    pub(super) fn segment(&self) -> Segment {
        if self.role.is_left {
            return Segment::Left(LeftSegment::default());
        }
        Segment::new(self.field.kind, self.field.places)
    }

    /// Appends `count` times the same text, or no value: a field that the file does not have.
    pub(super) fn fill(&mut self, text: Option<&str>, count: usize, segment: &mut Segment) {
        segment.reserve(count);
        match (&mut self.memory, segment, text) {
            (Memory::Texts(texts), Segment::Text { fresh, .. }, Some(text)) => {
                let code = texts.dictionary.insert(text);
                fresh.resize(fresh.len() + count, code);
            }
            (_, segment, _) => (0..count).for_each(|_| segment.push_missing()),
        }
    }

    /// Reads `cells` into `segment`; `refuse` is told of each that cannot be read, which is left
    /// without a value.
    pub(super) fn read(
        &mut self,
        cells: &impl Cells,
        segment: &mut Segment,
        refuse: impl FnMut(usize, &'static Code),
    ) {
        segment.reserve(cells.count());
        let slow = Slow {
            field: self.field,
            role: self.role,
            missing_values: self.missing_values,
            digits_are_plain: self.digits_are_plain,
        };
        match (&mut self.memory, segment) {
            (Memory::Texts(texts), Segment::Text { fresh, .. }) => {
                texts.read(&slow, cells, fresh, refuse);
            }
            (Memory::Values(values), segment) => values.read(&slow, cells, segment, refuse),
            (Memory::Nothing, Segment::Left(left)) => {
                left.read(cells, self.field, self.role, self.missing_values, refuse);
            }
            (_, segment) => slow.numbers(cells, segment, refuse),
        }
    }
}

/// What decides where no short loop does.
struct Slow<'l> {
    field: &'l Field,
    role: Role,
    missing_values: &'l [String],
    digits_are_plain: bool,
}

impl Slow<'_> {
    fn read(&self, text: &str) -> Result<Cell, &'static Code> {
        cell::read(text, self.field, self.role.is_key, self.missing_values)
    }

    /// Reads numbers, which are read as fast as looked up.
    fn numbers(
        &self,
        cells: &impl Cells,
        segment: &mut Segment,
        mut refuse: impl FnMut(usize, &'static Code),
    ) {
        let mut scratch = String::new();
        let most_decimals = most_decimals(self.field);
        for index in 0..cells.count() {
            if let Segment::Number { places, units, .. } = segment
                && self.digits_are_plain
                && let Some(word) = cells.word(index)
            {
                if let Some(unit) = word.decimal(*places as usize) {
                    units.push(unit);
                    continue;
                }
                if let Some((most, code)) = most_decimals
                    && word.decimals().is_some_and(|decimals| decimals > most)
                    && !word.ends_in_zero()
                {
                    refuse(index, code);
                    units.push(NO_NUMBER);
                    continue;
                }
            }
            let bytes = cells.get(index, &mut scratch);
            let may_be_digits = self.digits_are_plain && !cells.begins_as_word(index);
            if let Segment::Number { places, units, .. } = segment
                && may_be_digits
                && let Some(unit) = plain_number(bytes, *places)
            {
                units.push(unit);
                continue;
            }
            let has_too_many = || plainly_refused(bytes, self.field);
            let refused = may_be_digits.then(has_too_many).flatten();
            let is_no_number = || is_no_number(bytes, self.field, self.missing_values);
            let refused = refused.or_else(|| is_no_number().then_some(diagnostic::NOT_A_NUMBER));
            match refused.map_or_else(|| self.read(text_of(bytes)), Err) {
                Ok(cell) => segment.push(&cell),
                Err(code) => {
                    refuse(index, code);
                    segment.push_missing();
                }
            }
        }
    }
}

/// Texts with their numbers.
#[derive(Debug, Default)]
struct Texts {
    dictionary: Dictionary,
    /// Texts that mean another, or no value.
    aliases: HashMap<Box<str>, u32, FixedState>,
    /// What an empty cell means, once one was read.
    blank: Option<u32>,
    /// Short cells as they are typed, with what they mean.
    recent: Recent,
    /// How many cells were read so far.
    read: usize,
}

impl Texts {
    fn read(
        &mut self,
        slow: &Slow<'_>,
        cells: &impl Cells,
        codes: &mut Vec<u32>,
        mut refuse: impl FnMut(usize, &'static Code),
    ) {
        /// From so many cells on, in whatever files, most texts will be met again.
        const MANY: usize = 2048;
        let mut scratch = String::new();
        let count = cells.count();
        self.read = self.read.saturating_add(count);
        let is_long = self.read >= MANY;
        for index in 0..count {
            let word = is_long.then(|| cells.word(index)).flatten();
            if let Some(code) = word.and_then(|word| self.recent.get(word)) {
                codes.push(code);
                continue;
            }
            let bytes = cells.get(index, &mut scratch);
            if let Some(code) = self.blank.filter(|_| bytes.is_empty()) {
                codes.push(code);
                continue;
            }
            let code = match self.dictionary.look_up(bytes) {
                Ok(code) => Ok(code),
                Err(unknown) => {
                    self.dictionary.expect(index, count - index);
                    self.code_of(cells.text(index, &mut scratch), unknown, slow)
                }
            };
            match code {
                Ok(code) => {
                    if let Some(word) = word {
                        self.recent.insert(word, code);
                    }
                    codes.push(code);
                }
                Err(code) => {
                    refuse(index, code);
                    codes.push(NO_TEXT);
                }
            }
        }
    }

    /// The number of a `text` that the dictionary does not have.
    fn code_of(
        &mut self,
        text: &str,
        unknown: Unknown,
        slow: &Slow<'_>,
    ) -> Result<u32, &'static Code> {
        let is_narrowed = slow.role.is_key || slow.field.constraints.shapes_texts();
        if slow.field.kind == Kind::String
            && is_plain(text.as_bytes(), is_narrowed, slow.missing_values)
        {
            return Ok(self.dictionary.add(text, unknown));
        }
        if let Some(code) = self.aliases.get(text) {
            return Ok(*code);
        }
        let code = match slow.read(text)? {
            Cell::Text(meant) => self.dictionary.insert(&meant),
            _ => NO_TEXT,
        };
        if text.is_empty() {
            self.blank = Some(code);
        } else if self.dictionary.get(code) != Some(text) {
            self.aliases.insert(text.into(), code);
        }
        Ok(code)
    }
}

/// Days, years and flags: what texts were read as, or why they were refused.
#[derive(Debug, Default)]
struct Values {
    known: hashbrown::HashMap<Box<str>, Result<Cell, &'static Code>, FixedState>,
    calendar: Calendar,
}

impl Values {
    fn read(
        &mut self,
        slow: &Slow<'_>,
        cells: &impl Cells,
        segment: &mut Segment,
        mut refuse: impl FnMut(usize, &'static Code),
    ) {
        let mut scratch = String::new();
        for index in 0..cells.count() {
            if let Segment::Days(days) = segment
                && slow.digits_are_plain
                && let Some(day) = self.day(cells, index, &mut scratch)
            {
                if day == NO_DATE {
                    refuse(index, diagnostic::NOT_A_DATE);
                }
                days.push(day);
                continue;
            }
            let text = text_of(cells.get(index, &mut scratch));
            let unknown;
            let outcome = if let Some(outcome) = self.known.get(text) {
                outcome
            } else {
                unknown = slow.read(text);
                if self.known.len() < REMEMBERED {
                    self.known.insert(text.into(), unknown.clone());
                }
                &unknown
            };
            match outcome {
                Ok(cell) => segment.push(cell),
                Err(code) => {
                    refuse(index, code);
                    segment.push_missing();
                }
            }
        }
    }

    /// The day that a cell plainly means; [`NO_DATE`] where there is no such day.
    #[inline]
    fn day(&mut self, cells: &impl Cells, index: usize, scratch: &mut String) -> Option<i32> {
        let word = cells.word(index);
        if let Some(day) = word.and_then(|word| self.calendar.day(word)) {
            return Some(day);
        }
        let text = cells.get(index, scratch);
        let year = plain_year(text)?;
        if let Some(word) = word {
            self.calendar.learn(word, year);
        }
        Some(plain_day(text).unwrap_or(NO_DATE))
    }
}
