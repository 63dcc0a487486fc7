//! What stands in a block: its numerals, which of them need no figure and why, and what is quoted or a name.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem::Finder;

use super::change::LEVEL;
use super::manuscript::BlockKind;
use super::shared::IN_ORDER;
use super::{Grounds, NAMES, appendix, covers};
use crate::numeral::read::{Kind, Numeral};
use crate::numeral::spelling::Spelling;
use crate::prove::rules::named::list_before;
use crate::prove::rules::{self, Passage, Remark};

/// A block's numerals, and why each needs no figure where its words alone say so.
pub(super) type Read = (Vec<Numeral>, Vec<Option<&'static str>>);

/// What is known of blocks before any is taken apart.
pub(super) struct Sheets<'a> {
    grounds: Grounds<'a>,
    numerals: &'a [Read],
    /// The quotations of year.toml, ready to be searched for.
    quotes: Vec<Finder<'a>>,
    /// No figure's name in an appendix is longer, in bytes.
    longest: usize,
    /// The word of figures without a numeral, and those that share numerals out.
    level: Finder<'static>,
    in_order: [Finder<'static>; IN_ORDER.len()],
}

/// A block while it is being taken apart.
pub(super) struct Sheet<'a> {
    pub block: usize,
    pub text: &'a str,
    pub numerals: &'a [Numeral],
    /// Why each needs no figure, where it needs none.
    pub recognised: Vec<Option<&'static str>>,
    /// Whether it holds 分别 or its like.
    pub is_ordered: bool,
    /// Where quotations of year.toml stand.
    quoted: Vec<Range<usize>>,
    /// Where values of rows end, and which they are.
    pub values: Vec<(usize, usize)>,
}

impl<'a> Sheets<'a> {
    pub fn new(grounds: Grounds<'a>, numerals: &'a [Read]) -> Self {
        let quotes = grounds.basis.quotes.iter();
        Self {
            grounds,
            numerals,
            quotes: quotes.map(|quote| Finder::new(&quote.text)).collect(),
            longest: appendix::longest_name(grounds.basis.figures),
            level: Finder::new(LEVEL),
            in_order: IN_ORDER.map(Finder::new),
        }
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.numerals.len()
    }

    /// What stands in a block, whose text has been taken apart.
    pub fn sheet(&self, block: usize, spelling: &Spelling) -> Sheet<'a> {
        let text = self.grounds.manuscript.words(block);
        let (numerals, known) = &self.numerals[block];
        let holds = |word: &Finder<'_>| word.find(text.as_bytes()).is_some();
        // Nobody asks what stands in a paragraph that says no number.
        let is_asked = !numerals.is_empty() || holds(&self.level) || !self.is_paragraph(block);
        let names = &self.grounds.matcher.features().names;
        let values = if is_asked {
            names.find_in(spelling)
        } else {
            Vec::new()
        };
        let quoted = self.quoted(text);
        // A report's appendix calls figures by their names, and those may hold numerals.
        let is_figure = !numerals.is_empty()
            && text.trim().len() <= self.longest
            && appendix::is_name(self.grounds.basis.figures, text);
        let recognised = numerals.iter().zip(known).map(|(numeral, known)| {
            if covers(&quoted, &numeral.digits) {
                return Some("引文，来源见 year.toml");
            }
            if is_figure {
                return Some(NAMES[0]);
            }
            let encloses = |(name, _): &(Range<usize>, usize)| {
                name.start < numeral.span.start && numeral.digits.end <= name.end
            };
            if values.iter().any(encloses) {
                return Some(NAMES[1]);
            }
            *known
        });
        let recognised = recognised.collect();
        let mut values: Vec<(usize, usize)> = values
            .into_iter()
            .map(|(span, value)| (span.end, value))
            .collect();
        values.sort_unstable();
        Sheet {
            block,
            text,
            numerals,
            recognised,
            is_ordered: self.in_order.iter().any(holds),
            quoted,
            values,
        }
    }

    fn is_paragraph(&self, block: usize) -> bool {
        self.grounds.manuscript.blocks[block].kind == BlockKind::Paragraph
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

impl Sheet<'_> {
    /// The spans of the numerals that measure something.
    pub fn measuring(&self) -> Vec<Range<usize>> {
        let numerals = self.numerals.iter().zip(&self.recognised);
        let measuring = numerals.filter(|(_, recognised)| recognised.is_none());
        measuring.map(|(numeral, _)| numeral.span.clone()).collect()
    }

    /// For each numeral the list that it goes on: 甲、乙等多家.
    pub fn lists(&self) -> Vec<Option<Range<usize>>> {
        let numerals = self.numerals.iter().zip(&self.recognised);
        let list = numerals.map(|(numeral, recognised)| {
            let is_vague = recognised.is_some()
                && numeral.kind == Kind::Vague
                && !covers(&self.quoted, &numeral.digits);
            is_vague.then(|| list_before(self.text, numeral)).flatten()
        });
        list.collect()
    }

    /// Whether a numeral that measures something stands between two bytes.
    pub fn measures_between(&self, range: &Range<usize>) -> bool {
        let numerals = self.numerals.iter().zip(&self.recognised);
        let mut measuring = numerals.filter(|(_, recognised)| recognised.is_none());
        measuring.any(|(other, _)| range.start <= other.span.start && other.span.end <= range.end)
    }

    /// What the rules say of a block.
    pub fn remarks(&self, spelling: &Spelling, as_of: bool) -> Vec<Remark> {
        // How a name is written is its owner's affair.
        let is_name =
            |recognised: Option<&str>| recognised.is_some_and(|reason| NAMES.contains(&reason));
        let numerals = if self.recognised.iter().copied().any(is_name) {
            let numerals = self.numerals.iter().zip(&self.recognised);
            let others = numerals.filter(|(_, recognised)| !is_name(**recognised));
            Cow::Owned(others.map(|(numeral, _)| numeral.clone()).collect())
        } else {
            Cow::Borrowed(self.numerals)
        };
        rules::check(&Passage {
            text: self.text,
            spelling,
            numerals: &numerals,
            as_of,
            quoted: &|span| covers(&self.quoted, span),
        })
    }
}
