//! The refusals of a run, found column by column and told record by record.

use crate::diagnostic::{Code, Tally};

/// A refused cell: its record in the run, its field, and why.
type Refusal = (usize, usize, &'static Code);

/// The first refusals of a run, of each column and kind as many as may be told, and how many more.
#[derive(Default)]
pub(super) struct Refusals {
    first: Vec<Refusal>,
    /// Of the field being read, by kind: how many may still be told, and how many more there are.
    kinds: Vec<Kind>,
    /// How many of each kind are none of the first.
    more: Vec<(&'static Code, usize)>,
}

struct Kind {
    code: &'static Code,
    room: usize,
    more: usize,
}

impl Refusals {
    /// What follows is another field's.
    pub(super) fn of_next_field(&mut self) {
        let kinds = self.kinds.drain(..);
        self.more.extend(kinds.map(|kind| (kind.code, kind.more)));
    }

    /// Takes in one of the field being read, in the order of records; `found` holds what was found
    /// before the run.
    #[inline]
    pub(super) fn add(&mut self, record: usize, field: usize, code: &'static Code, found: &Tally) {
        // One code stands in one place, or in few: its text need hardly ever be looked at.
        let is_same = |kind: &&mut Kind| std::ptr::eq(kind.code, code) || kind.code.id == code.id;
        let mut kinds = self.kinds.iter_mut();
        let kind = if let Some(kind) = kinds.find(is_same) {
            kind
        } else {
            let (room, more) = (found.room(code), 0);
            self.kinds.push_mut(Kind { code, room, more })
        };
        if kind.room > 0 {
            kind.room -= 1;
            self.first.push((record, field, code));
        } else {
            kind.more += 1;
        }
    }

    /// Those that may be told, in the order of records, and how many there are besides.
    pub(super) fn in_order(mut self) -> (Vec<Refusal>, Vec<(&'static Code, usize)>) {
        self.of_next_field();
        let place = |(record, field, _): &Refusal| (*record, *field);
        self.first.sort_unstable_by_key(place);
        (self.first, self.more)
    }
}
