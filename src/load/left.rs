//! Texts of a large file that stay in their file: checked as they pass, and only what is wrong with
//! them kept.

#![allow(
    clippy::inline_always,
    reason = "the innermost loops: a call would cost more than the work"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::cell;
use super::cells::{Cells, Role, text_of};
use super::plain::is_plain;
use super::word::Word;
use crate::diagnostic::Code;
use crate::ledger::{Cell, Consecutive, Fault, hash_of};
use crate::schema::Field;

/// What is kept of texts that stay in their file.
#[derive(Debug, Default)]
pub(super) struct LeftSegment {
    pub rows: usize,
    /// Rows of the stretch, in order.
    pub faults: Vec<(u32, Fault)>,
    /// For a column in which no text may stand twice: each row's hash, [`NO_HASH`] for no value.
    /// None as long as the texts only grow, unless hashes were asked for.
    pub hashes: Vec<u64>,
    /// The first and the last text, if each so far was greater than the one before it.
    pub growing: Growing,
    /// For a column of numbers in sequence: by the text before the number, what there is of them;
    /// nothing where there is only the current one.
    sequences: BTreeMap<Box<[u8]>, Sequence>,
    /// Whether some rows' hashes could not be had any more.
    is_lost: bool,
    /// The sequence that the last text belongs to, not yet among the others.
    current: Option<(Box<[u8]>, Sequence)>,
}

/// Whether texts only grow.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Growing {
    /// There are none.
    #[default]
    Nothing,
    /// They do, from the first to the last.
    From(Box<[u8]>, Vec<u8>),
    /// They do not.
    No,
}

/// Numbers of one sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub count: u64,
    pub least: u64,
    pub most: u64,
}

/// What there is of one sequence.
#[derive(Debug)]
pub(super) struct Sequence {
    pub numbers: Numbers,
    /// All its numbers, by the stretch's rows; none where they stand in too little order.
    pub consecutive: Option<Vec<Consecutive>>,
}

/// Stands for no value among hashes.
pub(super) const NO_HASH: u64 = u64::MAX;

/// The last text, which ends in a number. One that has the same bytes before a number of as many
/// digits is as plain and in the same sequence, and greater if its number is: most vouchers are told so.
struct Numbered {
    word: Word,
    digits: usize,
    number: u64,
}

impl Numbered {
    /// None where `text` is not what is typed, or has no number.
    fn new(text: &[u8], typed: Word) -> Option<Self> {
        let (_, number, digits) = parted(text)?;
        (text.len() == typed.len() && digits < typed.len()).then_some(Self {
            word: typed,
            digits,
            number,
        })
    }

    /// The number of the next text, if it is so.
    #[inline(always)]
    fn number_of(&self, word: Word) -> Option<u64> {
        let is_like = word.begins_like(self.word, self.digits);
        is_like.then(|| word.number(self.digits)).flatten()
    }
}

impl Numbers {
    /// Takes in what there is of the same sequence elsewhere.
    pub(super) fn join(&mut self, other: Self) {
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }
}

impl Sequence {
    fn of(here: Consecutive) -> Self {
        Self {
            numbers: Numbers {
                count: 1,
                least: here.first,
                most: here.first,
            },
            consecutive: Some(vec![here]),
        }
    }

    /// Takes in one more number.
    #[inline(always)]
    fn add(&mut self, number: u64, digits: usize, row: usize) {
        /// So many a stretch take less room than its hashes would.
        const MOST: usize = 512;
        self.numbers.join(Numbers {
            count: 1,
            least: number,
            most: number,
        });
        let Some(consecutive) = &mut self.consecutive else {
            return;
        };
        let is_full = consecutive.len() == MOST;
        match consecutive.last_mut() {
            Some(last) if last.last + 1 == number => {
                last.last = number;
                last.digits = digits;
            }
            // A repeat leaves no gap; in a ledger where every row is one they would fill all room.
            Some(last) if (last.first..=last.last).contains(&number) && last.digits == digits => {}
            _ if is_full => self.consecutive = None,
            _ => consecutive.push(Consecutive {
                first: number,
                last: number,
                digits,
                row,
            }),
        }
    }

    /// Takes in what there is of the same sequence in later rows.
    fn join(&mut self, later: Self) {
        self.numbers.join(later.numbers);
        let both = self.consecutive.take().zip(later.consecutive);
        self.consecutive = both.map(|(mut here, later)| {
            here.extend(later);
            here
        });
    }
}

/// What a column asks of its texts.
struct Asked<'l> {
    field: &'l Field,
    role: Role,
    missing_values: &'l [String],
    /// Whether it has a pattern or a length.
    has_rule: bool,
}

impl LeftSegment {
    /// Checks `cells`; `refuse` is told of each that cannot be read.
    pub(super) fn read(
        &mut self,
        cells: &impl Cells,
        field: &Field,
        role: Role,
        missing_values: &[String],
        mut refuse: impl FnMut(usize, &'static Code),
    ) {
        let rules = &field.constraints;
        let has_rule =
            rules.pattern.is_some() || rules.min_length.is_some() || rules.max_length.is_some();
        let asked = Asked {
            field,
            role,
            missing_values,
            has_rule,
        };
        let needs_text = has_rule || role.is_unique || role.is_sequence;
        // Where all that matters is that something is there, a word's first letter tells.
        let is_told_by_letter = !needs_text && missing_values.is_empty();
        let first = self.rows;
        self.rows += cells.count();
        let mut scratch = String::new();
        let mut numbered: Option<Numbered> = None;
        let mut is_hashed = role.is_hashed || self.growing == Growing::No;
        for index in 0..cells.count() {
            if is_told_by_letter && cells.begins_as_word(index) {
                continue;
            }
            if let Some(last) = &mut numbered
                && let Some(word) = cells.word(index)
                && let Some(number) = last.number_of(word)
                && (is_hashed || number > last.number)
            {
                if is_hashed {
                    self.hashes.push(hash(cells.get(index, &mut scratch)));
                } else {
                    (last.word, last.number) = (word, number);
                }
                if let Some((_, sequence)) = &mut self.current {
                    sequence.add(number, last.digits, first + index);
                }
                continue;
            }
            self.catch_up(numbered.take());
            let typed = cells.get(index, &mut scratch);
            let text = asked.text(typed).unwrap_or_else(|code| {
                refuse(index, code);
                Some(Cow::Borrowed(b""))
            });
            let row = u32::try_from(first + index).unwrap_or(u32::MAX);
            match text.as_deref() {
                None if role.is_required => self.faults.push((row, Fault::Blank)),
                None | Some(b"") => {}
                Some(text) => {
                    if has_rule {
                        let text = text_of(text);
                        if !rules.is_matched_by(text) {
                            self.faults.push((row, Fault::Pattern));
                        }
                        if !rules.fits_length(text) {
                            self.faults.push((row, Fault::Length));
                        }
                    }
                    if role.is_sequence {
                        self.in_sequence(text, first + index);
                    }
                }
            }
            if !role.is_unique {
                continue;
            }
            if !self.grows(text.as_deref(), role) {
                // What came before in this run is hashed after all.
                self.hash(&asked, cells, first, index);
            }
            is_hashed = role.is_hashed || self.growing == Growing::No;
            let is_known = is_hashed || matches!(self.growing, Growing::From(..));
            if is_known && !has_rule && missing_values.is_empty() {
                // A text that is as it is typed.
                let plain = text.filter(|text| matches!(text, Cow::Borrowed(_)));
                numbered = plain.and_then(|text| Numbered::new(&text, cells.word(index)?));
            }
        }
        self.catch_up(numbered);
    }

    /// Notes the last of the texts that were told to grow by their numbers alone.
    fn catch_up(&mut self, numbered: Option<Numbered>) {
        if let (Some(numbered), Growing::From(_, last)) = (numbered, &mut self.growing) {
            numbered.word.write(last);
        }
    }

    /// Notes a text that no other may be like. False if texts no longer grow, and those before it
    /// have no hashes yet.
    fn grows(&mut self, text: Option<&[u8]>, role: Role) -> bool {
        let text = text.filter(|text| !text.is_empty());
        if role.is_hashed || self.growing == Growing::No {
            self.hashes.push(text.map_or(NO_HASH, hash));
            return true;
        }
        let Some(text) = text else {
            return true;
        };
        match &mut self.growing {
            Growing::From(_, last) if last.as_slice() < text => {
                last.clear();
                last.extend_from_slice(text);
                true
            }
            Growing::Nothing => {
                self.growing = Growing::From(text.into(), text.to_vec());
                true
            }
            Growing::From(..) | Growing::No => {
                self.growing = Growing::No;
                false
            }
        }
    }

    /// Hashes the cells up to the one at `index`, in a run before which there were `first` rows.
    fn hash(&mut self, asked: &Asked<'_>, cells: &impl Cells, first: usize, index: usize) {
        // Rows of an earlier run cannot be looked at again from here.
        self.is_lost = first > 0;
        self.hashes = vec![NO_HASH; first];
        self.hashes.reserve_exact(cells.count());
        let mut scratch = String::new();
        for index in 0..=index {
            let text = asked.text(cells.get(index, &mut scratch)).ok().flatten();
            let text = text.filter(|text| !text.is_empty());
            self.hashes.push(text.as_deref().map_or(NO_HASH, hash));
        }
    }

    /// Notes the number in sequence that `text` ends in.
    fn in_sequence(&mut self, text: &[u8], row: usize) {
        let Some((prefix, number, digits)) = parted(text) else {
            return;
        };
        match &mut self.current {
            Some((of, sequence)) if **of == *prefix => sequence.add(number, digits, row),
            _ => {
                self.put_away();
                let here = Consecutive {
                    first: number,
                    last: number,
                    digits,
                    row,
                };
                self.current = Some((prefix.into(), Sequence::of(here)));
            }
        }
    }

    /// Ends the stretch. A single sequence stays where it is: thousands of short files have but one,
    /// and a tree for each would take more room than all else of them.
    pub(super) fn finish(&mut self) {
        if !self.sequences.is_empty() {
            self.put_away();
        }
    }

    /// All sequences, by the text before their numbers, at the stretch's end.
    pub(super) fn sequences(&self) -> impl Iterator<Item = (&[u8], &Sequence)> {
        let current = self.current.iter();
        let current = current.map(|(prefix, sequence)| (&**prefix, sequence));
        let others = self.sequences.iter();
        others
            .map(|(prefix, sequence)| (&**prefix, sequence))
            .chain(current)
    }

    /// Puts the last sequence among the others.
    fn put_away(&mut self) {
        if let Some((prefix, sequence)) = self.current.take() {
            match self.sequences.entry(prefix) {
                Entry::Occupied(mut known) => known.get_mut().join(sequence),
                Entry::Vacant(place) => {
                    place.insert(sequence);
                }
            }
        }
    }

    /// Whether texts that may be alike have no hashes to tell.
    pub(super) fn lacks_hashes(&self) -> bool {
        self.is_lost || matches!(self.growing, Growing::From(..))
    }
}

impl Asked<'_> {
    /// What a cell means: its text, or none for no value.
    fn text<'a>(&self, typed: &'a [u8]) -> Result<Option<Cow<'a, [u8]>>, &'static Code> {
        if typed.is_empty() {
            return Ok(None);
        }
        let may_narrow = self.role.is_key || self.has_rule;
        if is_plain(typed, may_narrow, self.missing_values) {
            return Ok(Some(Cow::Borrowed(typed)));
        }
        let text = text_of(typed);
        match cell::read(text, self.field, self.role.is_key, self.missing_values)? {
            Cell::Text(meant) => Ok(Some(Cow::Owned(meant.into_string().into_bytes()))),
            _ => Ok(None),
        }
    }
}

fn hash(text: &[u8]) -> u64 {
    hash_of(text).min(NO_HASH - 1)
}

/// The text before the digits at its end, their number, and how many there are.
pub(crate) fn parted(bytes: &[u8]) -> Option<(&[u8], u64, usize)> {
    /// Any number of as many digits fits.
    const MOST: usize = 18;
    let mut begin = bytes.len();
    while begin > 0 && bytes.len() - begin < MOST && bytes[begin - 1].is_ascii_digit() {
        begin -= 1;
    }
    let digits = &bytes[begin..];
    if digits.is_empty() {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    Some((&bytes[..begin], number, digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_behind_what_is_before_it() {
        assert_eq!(parted(b"2020-0012"), Some((b"2020-".as_slice(), 12, 4)));
        assert_eq!(parted("第7号".as_bytes()), None);
        assert_eq!(
            parted(b"12345678901234567890"),
            Some((b"12".as_slice(), 345_678_901_234_567_890, 18))
        );
    }
}
