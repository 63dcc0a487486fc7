//! Blocks taken apart: the words that numerals stand among, the quotations, and what the rules say. Each block
//! by itself, so threads may share them.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::resume_unwind;

use memchr::memmem::Finder;

use super::context::Words;
use super::features::Features;
use super::manuscript::Manuscript;
use super::{Basis, NAMES, appendix, covers};
use crate::numeral::read::Numeral;
use crate::prove::rules::{self, Passage, Remark};

/// A text of fewer bytes is taken apart by one thread: it has done so before a second one has begun.
const PARALLEL_FROM: usize = 1 << 16;

/// A block's numerals, and why each needs no figure where its words alone say so.
pub(super) type Read = (Vec<Numeral>, Vec<Option<&'static str>>);

/// A block with its numerals, taken apart.
pub(super) struct Page {
    pub numerals: Vec<Numeral>,
    /// Why each needs no figure, where it needs none.
    pub recognised: Vec<Option<&'static str>>,
    /// Where quotations of year.toml stand.
    pub quoted: Vec<Range<usize>>,
    pub words: Words,
    /// What the rules say of it; spans are of the block.
    pub remarks: Vec<Remark>,
}

/// What blocks are taken apart with.
pub(super) struct Pages<'a> {
    pub manuscript: &'a Manuscript,
    pub basis: &'a Basis<'a>,
    pub features: &'a Features,
    /// The quotations of year.toml, ready to be searched for.
    pub quotes: Vec<Finder<'a>>,
}

impl Pages<'_> {
    /// Takes all blocks apart, by so many threads; how many makes no difference to what comes of it.
    pub fn of(&self, mut numerals: Vec<Read>, threads: usize) -> Vec<Page> {
        let shares = if self.manuscript.text.len() < PARALLEL_FROM {
            1
        } else {
            threads.max(1)
        };
        let all = |from: usize, numerals: Vec<Read>| -> Vec<Page> {
            let numerals = numerals.into_iter().zip(from..);
            numerals
                .map(|((numerals, known), block)| self.page(block, numerals, &known))
                .collect()
        };
        std::thread::scope(|scope| {
            let all = &all;
            // The last blocks go to others, the first ones stay.
            let mut others = Vec::new();
            for share in (1..shares).rev() {
                let from = self.first_of(share, shares).min(numerals.len());
                let rest = numerals.split_off(from);
                others.push(scope.spawn(move || all(from, rest)));
            }
            let mut pages = all(0, numerals);
            for other in others.into_iter().rev() {
                pages.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            pages
        })
    }

    /// The first block of a share: each has about as many bytes.
    fn first_of(&self, share: usize, shares: usize) -> usize {
        let start = self.manuscript.text.len() / shares * share;
        let blocks = &self.manuscript.blocks;
        blocks.partition_point(|block| block.span.start < start)
    }

    fn page(&self, block: usize, numerals: Vec<Numeral>, known: &[Option<&'static str>]) -> Page {
        let text = self.manuscript.words(block);
        let values = self.features.values_in(text);
        let quoted = self.quoted(text);
        // A report's appendix calls figures by their names, and those may hold numerals.
        let is_figure = !numerals.is_empty() && appendix::is_name(self.basis.figures, text);
        let recognised: Vec<Option<&'static str>> = numerals
            .iter()
            .zip(known)
            .map(|(numeral, known)| {
                if covers(&quoted, &numeral.digits) {
                    return Some("引文，来源见 year.toml");
                }
                if is_figure {
                    return Some(NAMES[0]);
                }
                let holds = |(name, _): &(Range<usize>, usize)| {
                    name.start < numeral.span.start && numeral.digits.end <= name.end
                };
                if values.iter().any(holds) {
                    return Some(NAMES[1]);
                }
                *known
            })
            .collect();
        let measuring: Vec<(Range<usize>, usize)> = numerals
            .iter()
            .enumerate()
            .filter(|(index, _)| recognised[*index].is_none())
            .map(|(index, numeral)| (numeral.span.clone(), index))
            .collect();
        let words = Words::new(text, &measuring, &values, self.features);
        let remarks = self.remarks(text, &numerals, &recognised, &quoted);
        Page {
            numerals,
            recognised,
            quoted,
            words,
            remarks,
        }
    }

    /// What the rules say of a block.
    fn remarks(
        &self,
        text: &str,
        numerals: &[Numeral],
        recognised: &[Option<&'static str>],
        quoted: &[Range<usize>],
    ) -> Vec<Remark> {
        // How a name is written is its owner's affair.
        let is_name =
            |recognised: Option<&str>| recognised.is_some_and(|reason| NAMES.contains(&reason));
        let numerals = if recognised.iter().copied().any(is_name) {
            let numerals = numerals.iter().zip(recognised);
            let others = numerals.filter(|(_, recognised)| !is_name(**recognised));
            Cow::Owned(others.map(|(numeral, _)| numeral.clone()).collect())
        } else {
            Cow::Borrowed(numerals)
        };
        rules::check(&Passage {
            text,
            numerals: &numerals,
            as_of: self.basis.as_of,
            quoted: &|span| covers(quoted, span),
        })
    }

    /// Where quotations of year.toml stand in a block.
    fn quoted(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.quotes.iter().flat_map(|quote| {
            let starts = quote.find_iter(text.as_bytes());
            starts.map(|start| start..start + quote.needle().len())
        });
        found.collect()
    }
}
