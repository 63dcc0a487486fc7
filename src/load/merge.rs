//! Segments → columns: what the readers made, put together in the files' order.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::left::{Growing, LeftSegment, NO_HASH, Numbers};
use super::segment::{Segment, widen};
use crate::ledger::{Codes, Column, Consecutive, Dictionary, Left, NO_TEXT};

/// Where a segment belongs.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Which reader made it.
    pub reader: usize,
    /// In which chunk its cells are, and where in it.
    pub chunk: usize,
    pub cells: Range<usize>,
    /// Which segments its numbers in sequence belong together with: those of the same file, or of
    /// the same year.
    pub sequence: usize,
    /// Its file's year.
    pub year: Option<i32>,
    /// Its rows among the ledger's.
    pub rows: Range<usize>,
}

/// What readers made of one field.
pub(super) struct Field {
    /// In the numbering of [`Origin::chunk`].
    pub chunks: Vec<Segment>,
    /// For texts that stay in their files, one for each origin.
    pub left: Vec<LeftSegment>,
    /// What there is without rows.
    pub empty: Segment,
    /// By reader, the texts that its codes stand for.
    pub dictionaries: Vec<Option<Dictionary>>,
}

/// A column, and the rows whose number does not fit beside the column's others.
type Merged = (Column, Vec<usize>);

/// Above this many rows, columns are put together side by side.
const PARALLEL_FROM: usize = 200_000;

/// Puts every column together.
pub(super) fn columns(fields: Vec<Field>, origins: &[Origin], threads: usize) -> Vec<Merged> {
    if threads < 2 || rows_of(origins) < PARALLEL_FROM {
        let all = fields.into_iter();
        return all.map(|field| column(field, origins)).collect();
    }
    let count = fields.len();
    let waiting: Vec<Mutex<Option<Field>>> = fields
        .into_iter()
        .map(|field| Mutex::new(Some(field)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(waiting) = waiting.get(index) else {
                return done;
            };
            let field = waiting.lock().ok().and_then(|mut field| field.take());
            let merged = field.map(|field| column(field, origins));
            done.push((index, merged));
        }
    };
    let mut merged: Vec<Option<Merged>> = std::iter::repeat_with(|| None).take(count).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(count)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            // A reader that panics is a bug of ours, and is one here as well.
            for (index, column) in worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            {
                merged[index] = column;
            }
        }
    });
    merged.into_iter().flatten().collect()
}

fn column(field: Field, origins: &[Origin]) -> Merged {
    let Field {
        chunks,
        left: of_left,
        empty,
        dictionaries,
    } = field;
    match chunks.first().unwrap_or(&empty) {
        Segment::Number { .. } => numbers(chunks, &empty, origins),
        Segment::Days(_) => {
            let parts = chunks.into_iter().map(|segment| match segment {
                Segment::Days(days) => days,
                _ => Vec::new(),
            });
            let days = joined(parts.collect(), origins);
            (Column::Date { days }, Vec::new())
        }
        Segment::Flags(_) => {
            let parts = chunks.into_iter().map(|segment| match segment {
                Segment::Flags(flags) => flags,
                _ => Vec::new(),
            });
            let flags = joined(parts.collect(), origins);
            (Column::Boolean { flags }, Vec::new())
        }
        Segment::Left(_) => (Column::Left(left(&of_left, origins)), Vec::new()),
        Segment::Text { .. } => {
            let parts = chunks.into_iter().map(|segment| match segment {
                Segment::Text { codes, .. } => codes,
                _ => Codes::for_texts(0, 0),
            });
            (texts(parts.collect(), origins, dictionaries), Vec::new())
        }
    }
}

/// How many rows there are.
fn rows_of(origins: &[Origin]) -> usize {
    origins.last().map_or(0, |origin| origin.rows.end)
}

/// The chunks' cells in the origins' order; where there is one origin, its chunk is moved.
fn joined<T: Copy>(mut chunks: Vec<Vec<T>>, origins: &[Origin]) -> Vec<T> {
    let is_all = |origin: &Origin, chunk: &Vec<T>| origin.cells == (0..chunk.len());
    if let [origin] = origins
        && is_all(origin, &chunks[origin.chunk])
    {
        return std::mem::take(&mut chunks[origin.chunk]);
    }
    let mut all = Vec::with_capacity(rows_of(origins));
    for origin in origins {
        let chunk = &mut chunks[origin.chunk];
        all.extend_from_slice(chunk.get(origin.cells.clone()).unwrap_or_default());
        // Memory that nobody needs any more serves what comes next.
        if is_all(origin, chunk) {
            *chunk = Vec::new();
        }
    }
    all
}

fn numbers(chunks: Vec<Segment>, empty: &Segment, origins: &[Origin]) -> Merged {
    // A stretch that was read again elsewhere counts for nothing.
    let used: BTreeSet<usize> = origins.iter().map(|origin| origin.chunk).collect();
    let all = || used.iter().filter_map(|chunk| chunks.get(*chunk));
    let places_of = |segment: &Segment| match segment {
        Segment::Number { places, .. } => *places,
        _ => 0,
    };
    let places = all().map(places_of).max().unwrap_or(places_of(empty));
    let (parts, lost): (Vec<_>, Vec<_>) = chunks
        .into_iter()
        .map(|segment| {
            let Segment::Number {
                places: mut own,
                mut units,
                mut lost,
            } = segment
            else {
                return (Vec::new(), Vec::new());
            };
            widen(&mut units, &mut own, places, &mut lost);
            (units, lost)
        })
        .unzip();
    let mut refused = Vec::new();
    for origin in origins {
        let here = lost[origin.chunk].iter();
        let here = here.filter(|row| origin.cells.contains(row));
        refused.extend(here.map(|row| origin.rows.start + row - origin.cells.start));
    }
    refused.sort_unstable();
    let units = joined(parts, origins);
    (Column::Number { places, units }, refused)
}

/// Readers number texts as they meet them; the column numbers them in the rows' order, so that it
/// does not depend on who read what.
fn texts(
    mut chunks: Vec<Codes>,
    origins: &[Origin],
    mut dictionaries: Vec<Option<Dictionary>>,
) -> Column {
    const UNSEEN: u32 = NO_TEXT;
    // One stretch by one reader: its numbers are mostly in the rows' order as they are.
    if let ([codes], [origin], [Some(texts)]) =
        (chunks.as_mut_slice(), origins, dictionaries.as_mut_slice())
        && origin.cells == (0..codes.len())
        && is_in_order(codes, texts.len())
    {
        let codes = std::mem::replace(codes, Codes::for_texts(0, 0));
        let dictionary = std::mem::take(texts);
        return Column::Text { dictionary, codes };
    }
    let most: usize = dictionaries.iter().flatten().map(Dictionary::len).sum();
    let mut maps: Vec<Vec<u32>> = dictionaries
        .iter()
        .map(|texts| vec![UNSEEN; texts.as_ref().map_or(0, Dictionary::len)])
        .collect();
    let mut dictionary = Dictionary::default();
    let mut codes = Codes::for_texts(most, rows_of(origins));
    for origin in origins {
        let (part, cells) = (&chunks[origin.chunk], || origin.cells.clone());
        let Some(texts) = &dictionaries[origin.reader] else {
            continue;
        };
        let map = &mut maps[origin.reader];
        // Most stretches hold no text that none before held; one whose first is new certainly does.
        let begins_anew = !origin.cells.is_empty()
            && map.get(part.get(origin.cells.start) as usize) == Some(&UNSEEN);
        if !begins_anew && codes.extend_mapped(part, cells(), map).is_some() {
            continue;
        }
        part.for_each(cells(), |code| {
            if let Some(place) = map.get_mut(code as usize)
                && *place == UNSEEN
            {
                *place = dictionary.insert(texts.get(code).unwrap_or_default());
            }
        });
        let all_are_known = codes.extend_mapped(part, cells(), map);
        debug_assert!(all_are_known.is_some(), "a code beyond its dictionary");
    }
    Column::Text { dictionary, codes }
}

/// Whether `codes` name all of `texts` texts, and first appearances are in the texts' order.
fn is_in_order(codes: &Codes, texts: usize) -> bool {
    let (mut seen, mut is_in_order) = (0, true);
    codes.for_each(0..codes.len(), |code| {
        is_in_order &= code <= seen || code == NO_TEXT;
        seen += u32::from(code == seen);
    });
    is_in_order && seen as usize == texts
}

fn left(parts: &[LeftSegment], origins: &[Origin]) -> Left {
    let mut faults = Vec::new();
    let mut sequences: BTreeMap<(usize, &[u8]), Numbers> = BTreeMap::new();
    for (part, origin) in parts.iter().zip(origins) {
        let here = part.faults.iter();
        faults.extend(here.map(|(row, fault)| (origin.rows.start + *row as usize, *fault)));
        for (prefix, sequence) in part.sequences() {
            let whole = sequences.entry((origin.sequence, prefix));
            whole
                .and_modify(|whole| whole.join(sequence.numbers))
                .or_insert(sequence.numbers);
        }
    }
    let repeats = repeats(parts, origins);
    // As many numbers as there is room for are all of them only if none stands twice. (Where texts may
    // stand twice, nothing is known of whether they grow.)
    let has_gap = |of: &Numbers| of.count < of.most - of.least + 1;
    let may_repeat = parts.iter().all(|part| part.growing == Growing::Nothing);
    let may_have_gaps = sequences.values().any(has_gap)
        || !sequences.is_empty() && (may_repeat || !repeats.is_empty());
    Left {
        rows: rows_of(origins),
        faults,
        repeats,
        may_have_gaps,
        consecutive: may_have_gaps.then(|| consecutive(parts, origins)).flatten(),
    }
}

/// All numbers in sequence, by the text before them; none where some were not kept.
fn consecutive(
    parts: &[LeftSegment],
    origins: &[Origin],
) -> Option<BTreeMap<Box<[u8]>, Vec<Consecutive>>> {
    let mut all: BTreeMap<Box<[u8]>, Vec<Consecutive>> = BTreeMap::new();
    for (part, origin) in parts.iter().zip(origins) {
        for (prefix, sequence) in part.sequences() {
            let here = sequence.consecutive.as_ref()?.iter();
            let here = here.map(|numbers| Consecutive {
                row: origin.rows.start + numbers.row,
                ..*numbers
            });
            all.entry(prefix.into()).or_default().extend(here);
        }
    }
    Some(all)
}

/// The parts that must not repeat each other: those of each year, together with the standing
/// register's; with the ledger's first row of each.
fn years<'a>(parts: &[&'a LeftSegment], origins: &[Origin]) -> Vec<Vec<(usize, &'a LeftSegment)>> {
    let mut years: BTreeMap<Option<i32>, Vec<(usize, &LeftSegment)>> = BTreeMap::new();
    for (part, origin) in parts.iter().zip(origins) {
        let year = years.entry(origin.year).or_default();
        year.push((origin.rows.start, part));
    }
    let standing = years.remove(&None).unwrap_or_default();
    if years.is_empty() {
        return vec![standing];
    }
    let with_standing = |year| standing.iter().copied().chain(year).collect();
    years.into_values().map(with_standing).collect()
}

/// Whether the parts' texts certainly differ, without a hash looked at: within each they only grow,
/// and no two of them overlap.
fn only_grow(parts: &[(usize, &LeftSegment)]) -> bool {
    let mut ends = Vec::new();
    for (_, part) in parts {
        match &part.growing {
            Growing::Nothing if part.hashes.is_empty() => {}
            Growing::From(first, last) => ends.push((&**first, last.as_slice())),
            Growing::Nothing | Growing::No => return false,
        }
    }
    ends.sort_unstable();
    ends.windows(2).all(|pair| pair[0].1 < pair[1].0)
}

/// Whether `parts`, of a column in which no text may stand twice, have to be read again with
/// hashes, because they do not only grow.
pub(super) fn lack_hashes(parts: &[LeftSegment], origins: &[Origin]) -> bool {
    let parts: Vec<_> = parts.iter().collect();
    let years = years(&parts, origins);
    let mut mixed = years.iter().filter(|year| !only_grow(year));
    mixed.any(|year| year.iter().any(|(_, part)| part.lacks_hashes()))
}

/// Rows whose hash is an earlier row's, of the same year or of the standing register, with that row.
fn repeats(parts: &[LeftSegment], origins: &[Origin]) -> Vec<(usize, usize)> {
    let parts: Vec<&LeftSegment> = parts.iter().collect();
    let years = years(&parts, origins);
    let mixed = years.iter().filter(|year| !only_grow(year));
    let mut found: Vec<_> = mixed.flat_map(|year| equal(year)).collect();
    // Repeats within the standing register were found with each year.
    found.sort_unstable();
    found.dedup();
    found
}

/// Rows with the hash of an earlier row, with the first such row.
fn equal(parts: &[(usize, &LeftSegment)]) -> Vec<(usize, usize)> {
    let rows: usize = parts.iter().map(|(_, part)| part.hashes.len()).sum();
    // Eight bits a row: of different hashes one in nine or so shares its bit with another, and only
    // those are looked at again.
    let bits = (rows * 8).next_power_of_two().max(64);
    let place = |hash: u64| {
        let bit = usize::try_from(hash % (bits as u64)).unwrap_or(0);
        (bit / 64, 1_u64 << (bit % 64))
    };
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let hashes = || {
        parts.iter().flat_map(|(start, part)| {
            let rows = part.hashes.iter().enumerate();
            let rows = rows.filter(|(_, hash)| **hash != NO_HASH);
            rows.map(move |(row, hash)| (*hash, start + row))
        })
    };
    for (hash, _) in hashes() {
        let (word, bit) = place(hash);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let shared = |(hash, _): &(u64, usize)| {
        let (word, bit) = place(*hash);
        twice[word] & bit != 0
    };
    let mut first: HashMap<u64, usize, FixedState> = HashMap::default();
    let repeat = |(hash, row)| match first.entry(hash) {
        Entry::Occupied(first) => Some((row, *first.get())),
        Entry::Vacant(place) => {
            place.insert(row);
            None
        }
    };
    hashes().filter(shared).filter_map(repeat).collect()
}
