//! Compiled dictionaries: flat, position-independent bytes that are walked where they lie.
//!
//! All numbers are little-endian. A bundle of tables starts with a header for each table: offset
//! and length in bytes of its sections, `u32` each. Tables share sections. [`Table::view`] finds
//! them. [`crate::compile`] writes this layout, [`crate::engine`] reads it, nothing else knows it.

mod phrases;
mod pool;
mod trie;

pub(crate) use phrases::*;
pub(crate) use pool::Pool;
pub(crate) use trie::*;

use std::borrow::Cow;

/// Sections of a table, in the order of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// `u32` for each block of [`PAGE`] BMP code points: where its page starts in `Characters`, in
    /// bytes.
    Pages,
    /// `u32` for each code point of a page: see [`CharEntry`]. All tables of a bundle share it.
    Characters,
    /// A bit for each hashed pair of code points that needs attention, one being an anchor.
    Pairs,
    /// A bit for each hashed pair of code points that are neighbours in some phrase: between any
    /// other two a token ends.
    Bonds,
    /// The first characters of the phrases over the source text: see [`Phrases`].
    Starts,
    /// What lies below them. All tables of a bundle share it, and the pool.
    Records,
    /// What replacements write: see [`Pool`].
    Pool,
    /// The trie of the first stage, as far as it can match outside segments.
    FirstStage,
    /// The trie of the second stage.
    SecondStage,
    /// `u32` pairs, sorted: a code point and what normalization makes of it.
    Normalization,
    /// Settings: see [`Settings`].
    Settings,
}

pub(crate) const SECTIONS: usize = 11;

/// So many code points have their entries in one page.
pub(crate) const PAGE: usize = 64;

/// How a character converts when it is no part of a phrase.
///
/// The low 24 bits are XORed onto the three UTF-8 bytes of the character, so that zero means
/// "copied as it is" and the many blocks without any entry share one page.
pub(crate) struct CharEntry;

impl CharEntry {
    /// The character starts some key of two or more code points.
    pub const STARTS_PHRASE: u32 = 1 << 24;
    /// The character or its conversion is not three bytes long, or needs normalization or care:
    /// the slow step must look at it.
    pub const SPECIAL: u32 = 1 << 25;
    /// Together with a neighbour the character may need attention.
    pub const ANCHOR: u32 = 1 << 26;
    pub const DELTA: u32 = (1 << 24) - 1;
}

/// The parent that stands for the root of a trie in edge keys.
pub(crate) const ROOT: u64 = 0x1F_FFFF;
/// Parents from here on are nodes.
pub(crate) const FIRST_NODE: u64 = 0x11_0000;

/// Spreads an edge or pair key over 64 bits (Fibonacci hashing, Knuth, TAOCP 6.4).
#[inline(always)]
pub(crate) fn hash(parent: u64, c: u32) -> u64 {
    let key = (parent << 21) | u64::from(c);
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// One factor of [`pair_bit`].
#[inline(always)]
pub(crate) fn spread(c: u32) -> u32 {
    c.wrapping_mul(0x9E37_79B1)
}

/// The bit of the pair filter for two code points, given their [`spread`]; `mask` is the number
/// of bits less one.
#[inline(always)]
pub(crate) fn pair_bit(first: u32, second: u32, mask: u32) -> u32 {
    ((first >> 5) ^ (second >> 12)) & mask
}

/// The slot at which the search for an edge starts among `slots`.
#[inline(always)]
pub(crate) fn first_slot(parent: u64, c: u32, slots: usize) -> usize {
    (((hash(parent, c) >> 32) * slots as u64) >> 32) as usize
}

/// A table as it is stored, in a bundle of some.
#[derive(Clone, Debug)]
pub struct Table {
    bundle: Cow<'static, [u8]>,
    number: usize,
}

impl Table {
    /// The only table of a bundle that [`crate::compile`] just made.
    pub(crate) fn owned(bundle: Vec<u8>) -> Table {
        Table { bundle: Cow::Owned(bundle), number: 0 }
    }

    /// A table of a bundle that [`crate::compile`] made at build time.
    pub(crate) const fn embedded(bundle: &'static [u8], number: usize) -> Table {
        Table { bundle: Cow::Borrowed(bundle), number }
    }

    /// The parts of the table, ready to be walked.
    #[inline]
    pub(crate) fn view(&self) -> View<'_> {
        let section = |s: Section| {
            let at = (self.number * SECTIONS + s as usize) * 8;
            let start = read_u32(&self.bundle, at) as usize;
            let length = read_u32(&self.bundle, at + 4) as usize;
            &self.bundle[start..start + length]
        };
        let settings = section(Section::Settings);
        View {
            pages: section(Section::Pages).try_into().expect("1024 pages in a compiled table"),
            characters: section(Section::Characters),
            pairs: PairSet::new(section(Section::Pairs)),
            bonds: PairSet::new(section(Section::Bonds)),
            phrases: Phrases::new(
                section(Section::Starts),
                section(Section::Records),
                section(Section::Pool),
            ),
            first_stage: Trie::new(section(Section::FirstStage)),
            second_stage: Trie::new(section(Section::SecondStage)),
            normalization: section(Section::Normalization),
            settings: Settings {
                shortest_examined: read_u32(settings, 0),
                normalized_from: read_u32(settings, 12),
                normalized_bmp_to: read_u32(settings, 16),
                has_segmentation: read_u32(settings, 4) != 0,
                has_second_stage: read_u32(settings, 8) != 0,
            },
        }
    }
}

/// Facts about a table that are no table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Characters of fewer bytes are copied, unless a phrase that needs attention holds them.
    pub shortest_examined: u32,
    /// The smallest code point that is normalized, and the largest one in the BMP.
    pub normalized_from: u32,
    pub normalized_bmp_to: u32,
    pub has_segmentation: bool,
    pub has_second_stage: bool,
}

/// A set of pairs of code points; it may hold pairs that were never put in.
#[derive(Clone, Copy)]
pub(crate) struct PairSet<'a> {
    bits: &'a [u8],
    mask: u32,
}

impl<'a> PairSet<'a> {
    fn new(bits: &'a [u8]) -> PairSet<'a> {
        PairSet { bits, mask: (bits.len() * 8) as u32 - 1 }
    }

    #[inline(always)]
    pub fn contains(&self, first: u32, second: u32) -> bool {
        let bit = pair_bit(spread(first), spread(second), self.mask);
        self.bits[(bit >> 3) as usize] >> (bit & 7) & 1 != 0
    }
}

/// A table with its sections found.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub pages: &'a [u8; 4096],
    pub characters: &'a [u8],
    pub pairs: PairSet<'a>,
    pub bonds: PairSet<'a>,
    pub phrases: Phrases<'a>,
    pub first_stage: Trie<'a>,
    pub second_stage: Trie<'a>,
    normalization: &'a [u8],
    pub settings: Settings,
}

impl View<'_> {
    /// The entry of a BMP code point.
    #[inline(always)]
    pub fn character(&self, c: u32) -> u32 {
        self.entry((c >> 6) as usize & 0x3FF, c as usize & 0x3F)
    }

    /// The entry of a three-byte character, its bytes being the low three of `word`.
    #[inline(always)]
    pub fn three_byte_character(&self, word: u32) -> u32 {
        let block = ((word & 0xF) << 6) | ((word >> 8) & 0x3F);
        self.entry(block as usize, (word >> 16) as usize & 0x3F)
    }

    #[inline(always)]
    fn entry(&self, block: usize, place: usize) -> u32 {
        read_u32(self.characters, read_u32(self.pages, block * 4) as usize + place * 4)
    }

    /// What normalization makes of a code point.
    #[inline]
    pub fn normalize(&self, c: u32) -> u32 {
        // OpenCC's data normalizes compatibility ideographs only: most text is outside the range.
        if c < self.settings.normalized_from {
            return c;
        }
        if c > self.settings.normalized_bmp_to && c < 0x1_0000 {
            return c;
        }
        let pairs = self.normalization.len() / 8;
        let (mut low, mut high) = (0, pairs);
        while low < high {
            let middle = (low + high) / 2;
            let from = read_u32(self.normalization, middle * 8);
            match from.cmp(&c) {
                std::cmp::Ordering::Equal => return read_u32(self.normalization, middle * 8 + 4),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        c
    }
}

/// Kinds of decision, the top two bits of a node: what to do if the text leaves the trie there.
pub(crate) const KIND_SHIFT: u32 = 30;
/// The first code point converts by itself.
pub(crate) const KIND_CHARACTER: u32 = 0;
/// So many code points convert one by one.
pub(crate) const KIND_CHARACTERS: u32 = 1;
/// So many code points become an output in the pool.
pub(crate) const KIND_REPLACE: u32 = 2;
/// It depends on the text further on: convert stage by stage from here. If no phrase starts at any
/// but the first of the code points in the pool, they become the output there.
pub(crate) const KIND_DEFER: u32 = 3;
/// The next bit says that the decision is a segment.
pub(crate) const SEGMENT_BIT: u32 = 1 << 29;
/// The number of children, in the phrase trie; all ones: the number is in the next word.
pub(crate) const COUNT_SHIFT: u32 = 22;
pub(crate) const COUNT_MASK: u32 = 0x7F;
/// The rest is a number of code points or an offset in the pool.
pub(crate) const NODE_VALUE: u32 = (1 << COUNT_SHIFT) - 1;
pub(crate) const POOL_PADDING: usize = 32;

/// A node as it is stored.
pub(crate) fn node_word(kind: u32, segment: bool, value: u32) -> u32 {
    kind << KIND_SHIFT | if segment { SEGMENT_BIT } else { 0 } | value
}

/// How many code points a node of [`KIND_CHARACTERS`] takes.
#[inline(always)]
pub(crate) fn characters_of(word: u32) -> usize {
    (word & NODE_VALUE) as usize
}

#[inline(always)]
pub(crate) fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().expect("two bytes"))
}

#[inline(always)]
pub(crate) fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[inline(always)]
pub(crate) fn read_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
