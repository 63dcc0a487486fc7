//! The distinct texts of a column, each once and by number.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts in order of first appearance. One stretch of memory holds all of them: a province
/// has a hundred thousand payees, and a box for each would cost more than its text.
#[derive(Debug, Default, Clone)]
pub struct Dictionary {
    text: String,
    ends: Vec<usize>,
    codes: HashTable<u32>,
}

/// How many texts a dictionary has room for that has one.
const LEAST: usize = 14;
/// Up to so many texts a dictionary grows fourfold where nothing is known of what comes: most have some
/// hundred, and each step hashes all anew.
const MANY: usize = 4096;

/// A text that a dictionary does not have, by its hash.
#[derive(Debug, Clone, Copy)]
pub struct Unknown(u64);

/// A text's hash: the same in every run and on every machine.
#[must_use]
pub fn hash_of(text: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text);
    hasher.finish()
}

fn at(text: &str, ends: &[usize], code: u32) -> Option<(usize, usize)> {
    let end = *ends.get(code as usize)?;
    let start = match code {
        0 => 0,
        code => ends[code as usize - 1],
    };
    debug_assert!(end <= text.len());
    Some((start, end))
}

fn hash_at(text: &str, ends: &[usize], code: u32) -> u64 {
    let (start, end) = at(text, ends, code).unwrap_or_default();
    hash_of(&text.as_bytes()[start..end])
}

/// Whether two texts are equal. Most are of a few characters, and two words of eight bytes that may
/// overlap say all of those, without a call.
#[inline]
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match (one.first_chunk::<8>(), one.last_chunk::<8>()) {
        (Some(first), Some(last)) if one.len() <= 16 => {
            other.first_chunk::<8>() == Some(first) && other.last_chunk::<8>() == Some(last)
        }
        _ => one == other,
    }
}

impl Dictionary {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with number `code`.
    #[must_use]
    pub fn get(&self, code: u32) -> Option<&str> {
        let (start, end) = at(&self.text, &self.ends, code)?;
        self.text.get(start..end)
    }

    /// The number of `text`, given as bytes: of none that is no text.
    #[must_use]
    pub fn code_of(&self, text: &[u8]) -> Option<u32> {
        self.look_up(text).ok()
    }

    /// The number of `text`, given as bytes.
    ///
    /// # Errors
    /// Where it has none: what to [`Self::add`] it by, which saves looking again.
    pub fn look_up(&self, text: &[u8]) -> Result<u32, Unknown> {
        let hash = hash_of(text);
        self.find(text, hash).ok_or(Unknown(hash))
    }

    fn find(&self, text: &[u8], hash: u64) -> Option<u32> {
        let (all, ends) = (self.text.as_bytes(), &self.ends);
        let is_text = |code: &u32| {
            let place = at(&self.text, ends, *code);
            place.is_some_and(|(start, end)| is_equal(&all[start..end], text))
        };
        self.codes.find(hash, is_text).copied()
    }

    /// Whether `text` is there.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.code_of(text.as_bytes()).is_some()
    }

    /// The number of `text`, which is added if it is new.
    pub fn insert(&mut self, text: &str) -> u32 {
        match self.look_up(text.as_bytes()) {
            Ok(code) => code,
            Err(unknown) => self.add(text, unknown),
        }
    }

    /// Adds `text`, for which [`Self::look_up`] just found nothing but `unknown`; its number.
    pub fn add(&mut self, text: &str, Unknown(hash): Unknown) -> u32 {
        let code = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        if self.is_full() && self.len() < MANY {
            self.make_room(self.len() * 3 + LEAST);
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let (text, ends) = (&self.text, &self.ends);
        self.codes
            .insert_unique(hash, code, |code| hash_at(text, ends, *code));
        code
    }

    /// Lets it know that a new text stands among the `left` cells of a column, behind as many as were `read`.
    #[inline]
    pub fn expect(&mut self, read: usize, left: usize) {
        if self.is_full() && self.len() < MANY {
            self.make_room_among(read, left);
        }
    }

    fn make_room_among(&mut self, read: usize, left: usize) {
        let known = self.len();
        // Where most cells so far were new, most will be.
        let is_new = read > 0 && read <= known + known / 8;
        let more = if is_new { left } else { known * 3 + LEAST };
        self.make_room(more.min(left.max(LEAST)));
    }

    /// Whether a new text needs more room.
    fn is_full(&self) -> bool {
        self.codes.len() == self.codes.capacity()
    }

    /// Makes room for `more` texts.
    fn make_room(&mut self, more: usize) {
        /// How long a text is, as far as nothing is known.
        const LENGTH: usize = 16;
        let average = self.text.len().checked_div(self.len());
        self.text
            .reserve(more * average.map_or(LENGTH, |length| length + 1));
        self.ends.reserve(more);
        let (text, ends) = (&self.text, &self.ends);
        self.codes.reserve(more, |code| hash_at(text, ends, *code));
    }

    /// All texts, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        let count = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        (0..count).map(|code| self.get(code).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers() {
        let mut dictionary = Dictionary::default();
        let texts: Vec<String> = (0..1000).map(|number| format!("职工{number}")).collect();
        for (code, text) in (0..).zip(&texts) {
            assert_eq!(dictionary.insert(text), code);
        }
        assert_eq!(dictionary.insert("职工7"), 7);
        assert_eq!(
            (dictionary.len(), dictionary.get(999)),
            (1000, Some("职工999"))
        );
        assert_eq!(dictionary.code_of("职工".as_bytes()), None);
        assert!(dictionary.iter().eq(texts.iter().map(String::as_str)));
        assert_eq!(dictionary.insert(""), 1000);
        assert_eq!(dictionary.get(1000), Some(""));
    }
}
