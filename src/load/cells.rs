//! A column's cells, wherever they stand, and what is asked of them.

use std::collections::BTreeSet;

use super::word::Word;
use crate::schema::{Field, LedgerSchema, Schema};

/// What a reader has to know of a field, besides its declaration.
#[derive(Debug, Clone, Copy, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "questions that are asked one by one, and no two of them exclude each other"
)]
pub(super) struct Role {
    /// It names rows, here or elsewhere.
    pub is_key: bool,
    /// A row must have it.
    pub is_required: bool,
    /// No text may stand in it twice.
    pub is_unique: bool,
    /// Its numbers are in sequence.
    pub is_sequence: bool,
    /// Rules look its texts up, wherever they stand.
    pub is_held: bool,
    /// Its texts stay in the file.
    pub is_left: bool,
    /// Its texts are hashed from the first on, though they may only grow.
    pub is_hashed: bool,
}

/// What readers have to know of each field of a ledger.
pub(super) fn roles_of(declared: &LedgerSchema, schema: &Schema) -> Vec<Role> {
    let mut keys: BTreeSet<usize> = declared.primary_key.iter().copied().collect();
    let mut held: BTreeSet<usize> = BTreeSet::new();
    for key in &declared.foreign_keys {
        held.extend(&key.fields);
    }
    for other in schema.ledgers.values() {
        let here = other
            .foreign_keys
            .iter()
            .filter(|key| key.resource == declared.name);
        held.extend(here.flat_map(|key| &key.reference));
    }
    keys.extend(&held);
    if declared.primary_key.len() > 1 {
        held.extend(&declared.primary_key);
    }
    let fields = declared.fields.iter().enumerate();
    held.extend(
        fields
            .filter(|(_, field)| field.is_from_folder)
            .map(|(index, _)| index),
    );
    held.extend(declared.balance.iter().map(|balance| balance.column));
    if let Some(edition) = &declared.edition {
        held.insert(edition.field);
        held.extend(&edition.of);
    }
    let sequence = declared.in_sequence();
    let role = |(index, field): (usize, &Field)| Role {
        is_key: keys.contains(&index),
        is_required: field.constraints.required || declared.primary_key.contains(&index),
        is_unique: field.constraints.unique || declared.primary_key == [index],
        is_sequence: sequence == Some(index),
        is_held: held.contains(&index),
        is_left: false,
        is_hashed: false,
    };
    declared.fields.iter().enumerate().map(role).collect()
}

/// The cells of one column in a run of records.
pub(super) trait Cells {
    /// How many there are.
    fn count(&self) -> usize;
    /// The text of cell `index`, its quotes resolved; `scratch` holds it if it had to be made. As
    /// bytes, for most cells are only compared; they are cut from UTF-8 at ASCII, and so are UTF-8.
    fn get<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a [u8];
    /// The same as text, which takes a look at where it is cut.
    fn text<'a>(&'a self, index: usize, scratch: &'a mut String) -> &'a str {
        text_of(self.get(index, scratch))
    }
    /// Cell `index` as it is typed, quotes and all, if that is short. None is always right.
    fn word(&self, _: usize) -> Option<Word> {
        None
    }
    /// Whether the text of cell `index` certainly begins as a word does.
    fn begins_as_word(&self, index: usize) -> bool;
}

/// One cell by itself.
pub(super) struct One<'a>(pub &'a str);

impl Cells for One<'_> {
    fn count(&self) -> usize {
        1
    }

    fn get<'a>(&'a self, _: usize, _: &'a mut String) -> &'a [u8] {
        self.0.as_bytes()
    }

    fn begins_as_word(&self, _: usize) -> bool {
        self.0.bytes().next().is_some_and(begins_a_word)
    }
}

/// A cell's bytes as the text that they are.
pub(super) fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Whether a byte is a letter of ASCII or begins a common character of Chinese: what begins with it is
/// neither blank, nor space, nor a number.
pub(super) fn begins_a_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, 0xE4..=0xE9)
}
