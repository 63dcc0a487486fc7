//! Segments → columns: what the readers made, put together in the files' order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::left::{Growing, LeftSegment, NO_HASH, Numbers};
use super::reader::FieldReader;
use super::segment::{Segment, widen};
use crate::ledger::{Codes, Column, Consecutive, Dictionary, Left, NO_TEXT};

/// Where a segment belongs.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Which reader made it.
    pub reader: usize,
    /// Which segments its numbers in sequence belong together with: those of the same file, or of
    /// the same year.
    pub sequence: usize,
    /// Its file's year.
    pub year: Option<i32>,
    /// Its rows among the ledger's.
    pub rows: Range<usize>,
}

/// A column, and the rows whose number does not fit beside the column's others.
type Merged = (Column, Vec<usize>);

/// Above this many rows, columns are put together side by side.
const PARALLEL_FROM: usize = 200_000;

/// Puts every column together. `segments` holds one list for each field, `readers` one for each
/// reader.
pub(super) fn columns(
    segments: Vec<Vec<Segment>>,
    origins: &[Origin],
    readers: &[&[FieldReader<'_>]],
    threads: usize,
) -> Vec<Merged> {
    let dictionaries = |field: usize| -> Vec<Option<&Dictionary>> {
        readers
            .iter()
            .map(|fields| fields[field].dictionary())
            .collect()
    };
    let rows = origins.last().map_or(0, |origin| origin.rows.end);
    if threads < 2 || rows < PARALLEL_FROM {
        let all = segments.into_iter().enumerate();
        return all
            .map(|(field, segments)| column(segments, origins, &dictionaries(field)))
            .collect();
    }
    let count = segments.len();
    let waiting: Vec<Mutex<Option<Vec<Segment>>>> = segments
        .into_iter()
        .map(|segments| Mutex::new(Some(segments)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let field = next.fetch_add(1, Ordering::Relaxed);
            let Some(waiting) = waiting.get(field) else {
                return done;
            };
            let segments = waiting.lock().ok().and_then(|mut segments| segments.take());
            let merged = column(segments.unwrap_or_default(), origins, &dictionaries(field));
            done.push((field, merged));
        }
    };
    let mut merged: Vec<Option<Merged>> = std::iter::repeat_with(|| None).take(count).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(count)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            // A reader that panics is a bug of ours, and is one here as well.
            for (field, column) in worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            {
                merged[field] = Some(column);
            }
        }
    });
    merged.into_iter().flatten().collect()
}

fn column(
    segments: Vec<Segment>,
    origins: &[Origin],
    dictionaries: &[Option<&Dictionary>],
) -> Merged {
    let rows = origins.last().map_or(0, |origin| origin.rows.end);
    match segments.first() {
        Some(Segment::Number { .. }) => numbers(segments, rows),
        Some(Segment::Days(_)) => {
            let parts = segments.into_iter().map(|segment| match segment {
                Segment::Days(days) => days,
                _ => Vec::new(),
            });
            let days = joined(parts, rows);
            (Column::Date { days }, Vec::new())
        }
        Some(Segment::Flags(_)) => {
            let parts = segments.into_iter().map(|segment| match segment {
                Segment::Flags(flags) => flags,
                _ => Vec::new(),
            });
            let flags = joined(parts, rows);
            (Column::Boolean { flags }, Vec::new())
        }
        Some(Segment::Left(_)) => (Column::Left(left(segments, origins, rows)), Vec::new()),
        Some(Segment::Text(_)) | None => (texts(segments, origins, dictionaries, rows), Vec::new()),
    }
}

/// All parts in one; a single one is moved.
fn joined<T: Copy>(parts: impl ExactSizeIterator<Item = Vec<T>>, rows: usize) -> Vec<T> {
    let mut parts = parts;
    if parts.len() == 1 {
        return parts.next().unwrap_or_default();
    }
    let mut all = Vec::with_capacity(rows);
    for part in parts {
        all.extend_from_slice(&part);
    }
    all
}

fn numbers(segments: Vec<Segment>, rows: usize) -> Merged {
    let places_of = |segment: &Segment| match segment {
        Segment::Number { places, .. } => *places,
        _ => 0,
    };
    let places = segments.iter().map(places_of).max().unwrap_or(0);
    let mut refused = Vec::new();
    let mut before = 0;
    let parts = segments.into_iter().map(|segment| {
        let Segment::Number {
            places: mut own,
            mut units,
            mut lost,
        } = segment
        else {
            return Vec::new();
        };
        widen(&mut units, &mut own, places, &mut lost);
        refused.extend(lost.into_iter().map(|row| before + row));
        before += units.len();
        units
    });
    let units = joined(parts, rows);
    (Column::Number { places, units }, refused)
}

/// Readers number texts as they meet them; the column numbers them in the rows' order, so that it
/// does not depend on who read what.
fn texts(
    segments: Vec<Segment>,
    origins: &[Origin],
    dictionaries: &[Option<&Dictionary>],
    rows: usize,
) -> Column {
    const UNSEEN: u32 = NO_TEXT;
    let mut segments = segments;
    // One stretch by one reader: its numbers are mostly in the rows' order as they are.
    if let ([Segment::Text(codes)], [Some(texts)]) = (segments.as_mut_slice(), dictionaries)
        && is_in_order(codes, texts.len())
    {
        let codes = std::mem::replace(codes, Codes::Byte(Vec::new()));
        let dictionary = (*texts).clone();
        return Column::Text { dictionary, codes };
    }
    let most: usize = dictionaries.iter().flatten().map(|texts| texts.len()).sum();
    let mut maps: Vec<Vec<u32>> = dictionaries
        .iter()
        .map(|texts| vec![UNSEEN; texts.map_or(0, Dictionary::len)])
        .collect();
    let mut dictionary = Dictionary::default();
    let mut codes = Codes::for_texts(most, rows);
    for (segment, origin) in segments.into_iter().zip(origins) {
        let (Segment::Text(part), Some(texts)) = (segment, dictionaries[origin.reader]) else {
            continue;
        };
        let map = &mut maps[origin.reader];
        // Most stretches hold no text that none before held.
        if codes.extend_mapped(&part, map).is_some() {
            continue;
        }
        part.for_each(0..part.len(), |code| {
            let known = map.get(code as usize).copied().unwrap_or(NO_TEXT);
            if code == NO_TEXT || known != UNSEEN {
                codes.push(known);
                return;
            }
            let new = dictionary.insert(texts.get(code).unwrap_or_default());
            map[code as usize] = new;
            codes.push(new);
        });
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

fn left(segments: Vec<Segment>, origins: &[Origin], rows: usize) -> Left {
    let parts: Vec<LeftSegment> = segments
        .into_iter()
        .map(|segment| match segment {
            Segment::Left(left) => left,
            _ => LeftSegment::default(),
        })
        .collect();
    let mut faults = Vec::new();
    let mut sequences: BTreeMap<(usize, &[u8]), Numbers> = BTreeMap::new();
    for (part, origin) in parts.iter().zip(origins) {
        let here = part.faults.iter();
        faults.extend(here.map(|(row, fault)| (origin.rows.start + *row as usize, *fault)));
        for (prefix, sequence) in &part.sequences {
            let whole = sequences.entry((origin.sequence, prefix));
            whole
                .and_modify(|whole| whole.join(sequence.numbers))
                .or_insert(sequence.numbers);
        }
    }
    let has_gap = |of: &Numbers| of.count < of.most - of.least + 1;
    let may_have_gaps = sequences.values().any(has_gap);
    Left {
        rows,
        faults,
        repeats: repeats(&parts, origins),
        may_have_gaps,
        consecutive: may_have_gaps
            .then(|| consecutive(&parts, origins))
            .flatten(),
    }
}

/// All numbers in sequence, by the text before them; none where some were not kept.
fn consecutive(
    parts: &[LeftSegment],
    origins: &[Origin],
) -> Option<BTreeMap<Box<[u8]>, Vec<Consecutive>>> {
    let mut all: BTreeMap<Box<[u8]>, Vec<Consecutive>> = BTreeMap::new();
    for (part, origin) in parts.iter().zip(origins) {
        for (prefix, sequence) in &part.sequences {
            let here = sequence.consecutive.as_ref()?.iter();
            let here = here.map(|numbers| Consecutive {
                row: origin.rows.start + numbers.row,
                ..*numbers
            });
            all.entry(prefix.clone()).or_default().extend(here);
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

/// Whether `segments`, of a column in which no text may stand twice, have to be read again with
/// hashes, because they do not only grow.
pub(super) fn lack_hashes(segments: &[Segment], origins: &[Origin]) -> bool {
    let parts = segments.iter().filter_map(|segment| match segment {
        Segment::Left(left) => Some(left),
        _ => None,
    });
    let parts: Vec<_> = parts.collect();
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
    let mut again: Vec<(u64, usize)> = hashes().filter(shared).collect();
    again.sort_unstable();
    let mut found = Vec::new();
    for same in again.chunk_by(|a, b| a.0 == b.0) {
        found.extend(same[1..].iter().map(|(_, row)| (*row, same[0].1)));
    }
    found
}
