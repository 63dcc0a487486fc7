//! Where the cells of CSV text end, found 64 bytes at a time.
//!
//! An [`Index`] holds what regular text holds: commas and line ends outside quotes, quotes only
//! around whole cells. At the first thing that is not so (a quote inside a bare cell, text behind a
//! closing quote, a lone `\r`) it stops and says where, and one record is left to
//! [`super::csv::Records`], whose word on what CSV means is final.

#![allow(
    clippy::inline_always,
    reason = "the innermost loops: a call would cost more than the work"
)]

#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;
use wide::u8x16;

/// The structure of a stretch of CSV text.
#[derive(Debug, Default)]
pub struct Index {
    /// Where each cell ends: at its comma, its line's `\n`, or the text's end. Bytes of the text.
    ends: Vec<u32>,
    /// How many of `ends` are valid.
    len: usize,
    /// For each record, which of `ends` is its last.
    records: Vec<u32>,
    /// How many of `records` are valid.
    rows: usize,
    /// Where something stands that is not regular; the index ends before its record.
    irregular: Option<usize>,
    /// Whether the text ended inside quotes.
    is_open: bool,
}

const QUOTE: u8 = b'"';
const BLOCK: usize = 64;

/// One bit for each byte of a block.
#[derive(Debug, Default, PartialEq, Eq)]
struct Masks {
    quote: u64,
    comma: u64,
    line_feed: u64,
    carriage_return: u64,
}

impl Masks {
    /// Sixteen bytes at a time: what every processor can do.
    #[inline(always)]
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self::default();
        let (lanes, _) = block.as_chunks::<16>();
        for (lane, shift) in lanes.iter().zip([0, 16, 32, 48]) {
            let bytes = u8x16::new(*lane);
            let is = |byte: u8| {
                u64::from(bytes.simd_eq(u8x16::splat(byte)).to_bitmask() & 0xFFFF) << shift
            };
            masks.quote |= is(QUOTE);
            masks.comma |= is(b',');
            masks.line_feed |= is(b'\n');
            masks.carriage_return |= is(b'\r');
        }
        masks
    }
}

#[cfg(target_arch = "x86_64")]
impl Masks {
    /// The same, thirty-two bytes at a time.
    #[inline(always)]
    fn of_halves(simd: V3, block: &[u8; BLOCK]) -> Self {
        let halves: [pulp::u8x32; 2] = pulp::cast(*block);
        let is = |byte: u8| {
            let byte = simd.splat_u8x32(byte);
            let [low, high] = halves.map(
                #[inline(always)]
                |half| {
                    let same = pulp::cast(simd.cmp_eq_u8x32(half, byte));
                    u64::from(simd.avx2._mm256_movemask_epi8(same).cast_unsigned())
                },
            );
            high << 32 | low
        };
        Self {
            quote: is(QUOTE),
            comma: is(b','),
            line_feed: is(b'\n'),
            carriage_return: is(b'\r'),
        }
    }
}

/// Each bit becomes the parity of the bits up to and with it.
#[inline(always)]
fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

impl Index {
    /// Indexes `text` from byte `from`, where a record begins. `is_last` says that nothing follows
    /// the text, so that its end is a record's end.
    pub fn read(&mut self, text: &[u8], from: usize, is_last: bool) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = V3::try_new() {
            return simd.vectorize(
                #[inline(always)]
                || {
                    self.read_blocks(
                        text,
                        from,
                        is_last,
                        #[inline(always)]
                        |block| Masks::of_halves(simd, block),
                    );
                },
            );
        }
        self.read_blocks(text, from, is_last, Masks::of);
    }

    #[inline(always)]
    fn read_blocks(
        &mut self,
        text: &[u8],
        from: usize,
        is_last: bool,
        masks_of: impl Fn(&[u8; BLOCK]) -> Masks,
    ) {
        (self.len, self.rows) = (0, 0);
        self.irregular = None;
        // All ones inside quotes. What the block before left over, as bits before the first.
        let (mut inside, mut separated, mut closed, mut returned) = (0_u64, 1_u64, 0_u64, 0_u64);
        let mut at = from;
        let mut padded = [0_u8; BLOCK];
        while at < text.len() {
            let rest = &text[at..];
            let (block, valid) = if let Some(block) = rest.first_chunk::<BLOCK>() {
                (block, u64::MAX)
            } else {
                padded[..rest.len()].copy_from_slice(rest);
                (&padded, (1 << rest.len()) - 1)
            };
            let masks = masks_of(block);
            // Bit i: whether the text behind byte i is inside quotes.
            let within = parity(masks.quote) ^ inside;
            let (opening, closing) = (masks.quote & within, masks.quote & !within);
            let mut ends = (masks.comma | masks.line_feed) & !within;
            let returns = masks.carriage_return & !within;
            let wrong_open = opening & !(((ends | closing) << 1) | separated);
            let wrong_close = ((closing << 1) | closed) & !(ends | returns | opening);
            let wrong_return = ((returns << 1) | returned) & !masks.line_feed;
            let wrong = (wrong_open | wrong_close | wrong_return) & valid;
            if wrong != 0 {
                let bit = wrong.trailing_zeros();
                ends &= (1 << bit) - 1;
                self.irregular = Some(at + bit as usize);
            }
            self.push(ends, masks.line_feed, at);
            if wrong != 0 {
                return;
            }
            let top = BLOCK - 1;
            inside = 0_u64.wrapping_sub(within >> top);
            separated = (ends | closing) >> top;
            closed = closing >> top;
            returned = returns >> top;
            at += BLOCK;
        }
        self.is_open = inside & 1 == 1 && text.len() > from;
        let begun = self
            .records()
            .last()
            .map_or(from, |last| self.end(*last as usize) + 1);
        if self.is_open {
            self.irregular = is_last.then_some(begun);
        } else if is_last && begun < text.len() {
            self.grow();
            self.ends[self.len] = offset(text.len());
            self.records[self.rows] = offset(self.len);
            self.rows += 1;
            self.len += 1;
        }
    }

    /// Makes room for a block's ends and records.
    #[inline(always)]
    fn grow(&mut self) {
        let longer = |length: usize, used: usize| (length * 2).max(used + 16 * BLOCK);
        if self.ends.len() < self.len + BLOCK {
            self.ends.resize(longer(self.ends.len(), self.len), 0);
        }
        if self.records.len() < self.rows + BLOCK {
            self.records
                .resize(longer(self.records.len(), self.rows), 0);
        }
    }

    /// Notes the ends that `ends` has a bit for, in a block that begins at byte `at`. Most blocks
    /// have at most eight of them, and one record's: so many are written without asking, and those
    /// that are none are overwritten by the next block's.
    #[inline(always)]
    fn push(&mut self, ends: u64, line_feeds: u64, at: usize) {
        const MOSTLY: usize = 8;
        self.grow();
        let lines = ends & line_feeds;
        let len = offset(self.len);
        let last = |lines: u64| len + (ends & lines.wrapping_sub(1) & !lines).count_ones();
        self.records[self.rows] = last(lines);
        self.rows += usize::from(lines != 0);
        let mut more = lines & lines.wrapping_sub(1);
        while more != 0 {
            self.records[self.rows] = last(more);
            self.rows += 1;
            more &= more - 1;
        }
        let base = offset(at);
        let mut rest = ends;
        let mut write = |slot: &mut u32| {
            *slot = base + rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
        };
        let count = ends.count_ones() as usize;
        let slots = &mut self.ends[self.len..self.len + BLOCK];
        slots[..MOSTLY].iter_mut().for_each(&mut write);
        if count > MOSTLY {
            slots[MOSTLY..count].iter_mut().for_each(&mut write);
        }
        self.len += count;
    }

    /// For each record, which of the ends is its last.
    #[must_use]
    pub fn records(&self) -> &[u32] {
        &self.records[..self.rows]
    }

    /// All ends of cells.
    #[must_use]
    pub fn ends(&self) -> &[u32] {
        &self.ends[..self.len]
    }

    /// The byte at which end `index` stands.
    #[must_use]
    pub fn end(&self, index: usize) -> usize {
        self.ends[index] as usize
    }

    /// Where something stands that is not regular; the records before it are all there.
    #[must_use]
    pub fn irregular(&self) -> Option<usize> {
        self.irregular
    }
}

/// A byte's place in a text, which is never longer than 4 GB.
fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::csv::{Record, Records};

    /// The raw cells of the records, up to what is not regular.
    fn cells(text: &str, from: usize) -> (Vec<Vec<&str>>, Option<usize>) {
        let mut index = Index::default();
        index.read(text.as_bytes(), from, true);
        let mut all = Vec::new();
        let (mut first, mut start) = (0, from);
        for last in index.records() {
            let last = *last as usize;
            let mut record = Vec::new();
            for at in first..=last {
                record.push(&text[start..index.end(at)]);
                start = index.end(at) + 1;
            }
            first = last + 1;
            all.push(record);
        }
        (all, index.irregular())
    }

    /// Reads everything the way a loader does: regular stretches here, the rest by [`Records`].
    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let (regular, irregular) = cells(text, from);
            for record in &regular {
                from += record.iter().map(|cell| cell.len() + 1).sum::<usize>();
                let last = record.len() - 1;
                let bare = |(at, cell): (usize, &&str)| {
                    let cell = if at == last {
                        cell.strip_suffix('\r').unwrap_or(cell)
                    } else {
                        cell
                    };
                    let inner = cell
                        .strip_prefix('"')
                        .and_then(|cell| cell.strip_suffix('"'));
                    inner.map_or(cell.to_owned(), |inner| inner.replace("\"\"", "\""))
                };
                let record: Vec<String> = record.iter().enumerate().map(bare).collect();
                if record != [""] {
                    rows.push(record);
                }
            }
            if irregular.is_none() {
                break;
            }
            let mut records = Records::starting_at(text, from);
            let mut record = Record::default();
            if !records.read(&mut record) {
                break;
            }
            rows.push(record.iter().map(str::to_owned).collect());
            from = records.offset();
        }
        rows
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn records_are_those_of_the_slow_reader(text in "([甲a,]|\"|\"\"|,\"|\",|\r?\n|\r|\"\n|[a-z,]{20,90}|\"[a,\n]{30,90}\"){0,24}") {
            let mut expected = Vec::new();
            let mut records = Records::new(&text);
            let mut record = Record::default();
            while records.read(&mut record) {
                expected.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
            }
            // A record of one quoted nothing is no blank line, but both are no row.
            expected.retain(|record| *record != [""]);
            let mut found = rows(&text);
            found.retain(|record| *record != [""]);
            prop_assert_eq!(found, expected);
        }
    }

    /// Every processor finds the same: the widest registers are those that this one has.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn wide_masks_are_the_narrow_ones() {
        let Some(simd) = V3::try_new() else { return };
        let text = "a,\"甲\"\r\n\0\u{80},\n,\r\"\"工会经费".repeat(40);
        for block in text.as_bytes().windows(BLOCK) {
            let block = block.first_chunk().expect("a block");
            assert_eq!(Masks::of(block), Masks::of_halves(simd, block));
        }
    }

    #[test]
    fn quotes_part_cells_across_blocks() {
        let text = format!("a,\"{}\n,\"\"\",c\r\nd", "x".repeat(130));
        let (records, irregular) = cells(&text, 0);
        assert_eq!(irregular, None);
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].len(), 3);
        assert_eq!(records[0][2], "c\r");
        assert_eq!(records[1], ["d"]);
    }

    #[test]
    fn what_is_not_regular_is_left_to_the_slow_reader() {
        for (text, at) in [
            ("a\nb\"c,d\n", 3),
            ("\"a\"b,c\n", 3),
            ("a\rb\n", 2),
            ("a\n\"b,c\n", 2),
        ] {
            let (_, irregular) = cells(text, 0);
            assert_eq!(irregular, Some(at), "{text:?}");
        }
    }
}
