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
/// Up to so many texts a dictionary grows fourfold: most have some hundred, and each step hashes all anew.
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
        let is_full = self.codes.len() == self.codes.capacity();
        if is_full && self.ends.is_empty() {
            self.ends.reserve(LEAST);
            self.text.reserve(LEAST * 16);
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let (all, ends) = (self.text.as_bytes(), &self.ends);
        let text_of = |code: u32| {
            let (start, end) = at(&self.text, ends, code).unwrap_or_default();
            hash_of(&all[start..end])
        };
        if is_full && self.codes.len() < MANY {
            let more = self.codes.len() * 3 + LEAST;
            self.codes.reserve(more, |code| text_of(*code));
        }
        self.codes.insert_unique(hash, code, |code| text_of(*code));
        code
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
