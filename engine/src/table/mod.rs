//! Compiled dictionaries: flat, position-independent bytes that are walked where they lie.
//!
//! All numbers are little-endian. A bundle of tables starts with a header for each table: offset
//! and length in bytes of its sections, `u32` each. Tables share sections. [`Table::view`] finds
//! them. `src/compile` writes this layout, [`crate::engine`] reads it, nothing else knows it.

mod characters;
mod keys;
mod phrases;
mod pool;
mod words;

pub use characters::*;
pub use phrases::*;
pub use pool::*;
pub use words::*;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Sections of a table, in the order of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// For each run of blocks of [`PAGE`] BMP code points that have entries: the number of the first
    /// block, and of blocks; for each where its page of deltas starts in `Characters`, and its page of
    /// marks, in units of [`PAGE_UNIT`] bytes (`u16` each).
    Pages,
    /// Pages: a bit for each code point of which something is not zero (`u64`); for each, that: see
    /// [`pack_delta`] (`u16`) and [`pack_marks`] (`u8`). All tables of a bundle share them.
    Characters,
    /// The pairs of code points that need attention: see [`Words`].
    Words,
    /// A bit for each hashed pair of code points that are neighbours in some phrase: between any
    /// other two a token ends.
    Bonds,
    /// Where the first characters of the phrases over the source text are: see [`Phrases`].
    Starts,
    /// These characters. All tables of a bundle share them.
    StartPages,
    /// What lies below them. All tables of a bundle share it, and the pool.
    Records,
    /// What replacements write: see [`Pool`].
    Pool,
    /// The first characters of the phrases of the first stage, as far as it can match outside
    /// segments, and of its single characters.
    FirstStage,
    /// The same of the second stage.
    SecondStage,
    /// `u32` pairs, sorted: a code point and what normalization makes of it.
    Normalization,
    /// Settings: see [`Settings`].
    Settings,
}

pub const SECTIONS: usize = 12;

/// So many code points have their entries in one page.
pub const PAGE: usize = 64;

/// Pages start at multiples of so many bytes.
pub const PAGE_UNIT: usize = 16;

/// What stands for a pair of code points in a set; pairs beyond the BMP share it with others.
#[inline(always)]
pub fn pair_key(first: u32, second: u32) -> u32 {
    first << 16 ^ second
}

/// The bits that stand for a pair in a set of words of 64 bits, the number of which is two to the power of 64 less
/// `shift`: the index of the word, and the places of two bits in it, of which the lowest six bits count.
#[inline(always)]
pub fn pair_bits(key: u32, shift: u32) -> (usize, [u64; 2]) {
    let product = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // The high bits are the good ones.
    ((product >> shift) as usize, [product >> 40, product >> 34])
}

/// The entries of all BMP code points.
pub type Characters = [CharEntry; 0x1_0000];

/// A table as it is stored, in a bundle of some.
#[derive(Clone, Debug)]
pub struct Table {
    bundle: Cow<'static, [u8]>,
    number: usize,
    laid_out: OnceLock<Arc<LaidOut>>,
}

/// What is made when a table is first used.
#[derive(Debug)]
struct LaidOut {
    /// The character entries, so that a character costs one look-up. Only what is not zero takes memory.
    characters: Box<Characters>,
    /// No other table has this number.
    identity: u64,
}

impl Table {
    /// The only table of a bundle that `fanjian::compile` just made.
    pub fn owned(bundle: Vec<u8>) -> Table {
        Table { bundle: Cow::Owned(bundle), number: 0, laid_out: OnceLock::new() }
    }

    /// A table of a bundle that `fanjian::compile` made at build time.
    pub const fn embedded(bundle: &'static [u8], number: usize) -> Table {
        Table { bundle: Cow::Borrowed(bundle), number, laid_out: OnceLock::new() }
    }

    /// The same table, ready to be used: copies share what was laid out.
    pub fn ready(&self) -> Table {
        self.laid_out();
        self.clone()
    }

    fn section(&self, section: Section) -> &[u8] {
        let at = (self.number * SECTIONS + section as usize) * 8;
        let start = read_u32(&self.bundle, at) as usize;
        let length = read_u32(&self.bundle, at + 4) as usize;
        &self.bundle[start..start + length]
    }

    fn laid_out(&self) -> &LaidOut {
        static TABLES: AtomicU64 = AtomicU64::new(0);
        self.laid_out.get_or_init(|| {
            let few_pairs = self.settings().few_pairs;
            let set = if few_pairs { ColourBits::set } else { Colour::set };
            let mut characters = vec![[0; 2]; 0x1_0000].into_boxed_slice();
            let pages = self.section(Section::Characters);
            let starts = self.section(Section::Pages);
            let own = if few_pairs { ColourBits::own } else { |marks| marks };
            let mut at = 0;
            while at < starts.len() {
                let [first, blocks] = [0, 2].map(|place| usize::from(read_u16(starts, at + place)));
                at += 4;
                for block in first..first + blocks {
                    let [deltas, marks] =
                        [0, 2].map(|place| usize::from(read_u16(starts, at + place)) * PAGE_UNIT);
                    at += 4;
                    let entries = &mut characters[block * PAGE..][..PAGE];
                    for (index, place) in in_page(pages, deltas) {
                        entries[index][0] = unpack_delta(read_u16(pages, deltas + 8 + place * 2));
                    }
                    for (index, place) in in_page(pages, marks) {
                        entries[index][1] = own(u32::from(pages[marks + 8 + place]));
                    }
                }
            }
            for (first, second) in Words::new(self.section(Section::Words)).pairs() {
                let colour = characters[usize::from(second)][1] & Colour::OWN;
                if colour != 0 {
                    characters[usize::from(first)][1] |= set(colour);
                }
            }
            Arc::new(LaidOut {
                characters: characters.try_into().expect("an entry for each code point"),
                identity: TABLES.fetch_add(1, Ordering::Relaxed),
            })
        })
    }

    /// The parts of the table, ready to be walked.
    #[inline]
    pub fn view(&self) -> View<'_> {
        let section = |section| self.section(section);
        let phrases = |starts| {
            let [pages, records, pool] =
                [Section::StartPages, Section::Records, Section::Pool].map(section);
            Phrases::new(section(starts), pages, records, pool)
        };
        let LaidOut { characters, identity } = self.laid_out();
        View {
            identity: *identity,
            characters,
            words: Words::new(section(Section::Words)),
            bonds: PairSet::new(section(Section::Bonds)),
            phrases: phrases(Section::Starts),
            first_stage: phrases(Section::FirstStage),
            second_stage: phrases(Section::SecondStage),
            normalization: section(Section::Normalization),
            settings: self.settings(),
        }
    }

    fn settings(&self) -> Settings {
        let settings = self.section(Section::Settings);
        Settings {
            shortest_examined: read_u32(settings, 0),
            has_segmentation: read_u32(settings, 4) != 0,
            has_second_stage: read_u32(settings, 8) != 0,
            normalized_from: read_u32(settings, 12),
            normalized_in_bmp: (read_u32(settings, 16) + 1).saturating_sub(read_u32(settings, 12)),
            few_pairs: read_u32(settings, 20) != 0,
        }
    }
}

/// Which code points of a page have something: the number of each in its block, and in the page.
fn in_page(pages: &[u8], page: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut left = read_u64(pages, page);
    std::iter::from_fn(move || {
        let index = left.trailing_zeros() as usize;
        left &= left.checked_sub(1)?;
        Some(index)
    })
    .zip(0..)
}

/// Facts about a table that are no table.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Characters of fewer bytes are copied, unless a phrase that needs attention holds them.
    pub shortest_examined: u32,
    /// The smallest code point that is normalized, and how many from it on have all others of the BMP.
    pub normalized_from: u32,
    pub normalized_in_bmp: u32,
    pub has_segmentation: bool,
    pub has_second_stage: bool,
    /// Most blocks of text have no pair that needs attention: colours are [`ColourBits`].
    pub few_pairs: bool,
}

impl Settings {
    /// Whether a BMP code point may be normalized.
    #[inline(always)]
    pub fn may_normalize_in_bmp(&self, c: u32) -> bool {
        c.wrapping_sub(self.normalized_from) < self.normalized_in_bmp
    }
}

/// A set of pairs of code points; it may hold pairs that were never put in. Two bits of one word
/// stand for each pair: see [`pair_bits`].
#[derive(Clone, Copy)]
pub struct PairSet<'a> {
    words: &'a [[u8; 8]],
    shift: u32,
}

impl<'a> PairSet<'a> {
    fn new(section: &'a [u8]) -> PairSet<'a> {
        let words = section.as_chunks().0;
        PairSet { words, shift: u64::BITS - words.len().ilog2() }
    }

    /// Whether the pair that a key stands for is in the set, see [`pair_key`].
    #[inline(always)]
    pub fn contains(&self, key: u32) -> bool {
        let (word, [one, other]) = pair_bits(key, self.shift);
        let word = u64::from_le_bytes(self.words[word]);
        word >> (one & 63) & word >> (other & 63) & 1 != 0
    }
}

/// A table with its sections found.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// No other table has this number.
    pub identity: u64,
    pub characters: &'a Characters,
    pub words: Words<'a>,
    pub bonds: PairSet<'a>,
    pub phrases: Phrases<'a>,
    pub first_stage: Phrases<'a>,
    pub second_stage: Phrases<'a>,
    normalization: &'a [u8],
    pub settings: Settings,
}

impl View<'_> {
    /// The entry of a BMP code point.
    #[inline(always)]
    pub fn character(&self, c: u32) -> CharEntry {
        self.characters[c as usize & 0xFFFF]
    }

    /// Its marks.
    #[inline(always)]
    pub fn marks(&self, c: u32) -> u32 {
        self.character(c)[1]
    }

    /// Whether two code points, which normalization may change, are neighbours in some phrase, or
    /// may be.
    #[inline(always)]
    pub fn are_bonded(&self, first: u32, second: u32) -> bool {
        let (first, second) = (self.normalize(first), self.normalize(second));
        let in_phrase = |c| c >= 0x1_0000 || self.marks(c) & IN_PHRASE != 0;
        in_phrase(first) & in_phrase(second) && self.bonds.contains(pair_key(first, second))
    }

    /// What normalization makes of a code point.
    #[inline]
    pub fn normalize(&self, c: u32) -> u32 {
        // OpenCC's data normalizes compatibility ideographs only: most text is outside the range.
        if c < 0x1_0000 && !self.settings.may_normalize_in_bmp(c) {
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

/// Kinds of decision, the top two bits of the word of a node: what to do if the text leaves the trie there.
pub const KIND_SHIFT: u32 = 30;
/// The first code point converts by itself.
pub const KIND_CHARACTER: u32 = 0;
/// So many code points convert one by one.
pub const KIND_CHARACTERS: u32 = 1;
/// So many code points become an output in the pool.
pub const KIND_REPLACE: u32 = 2;
/// It depends on the text further on: convert stage by stage from here. If no phrase starts at any
/// but the first of the code points in the pool, they become the output there.
pub const KIND_DEFER: u32 = 3;
/// The next bit says that the decision is a segment.
pub const SEGMENT_BIT: u32 = 1 << 29;
/// The low bits are a number of code points or an offset in the pool.
pub const NODE_VALUE: u32 = (1 << 22) - 1;

/// The word of a node.
pub fn node_word(kind: u32, segment: bool, value: u32) -> u32 {
    kind << KIND_SHIFT | if segment { SEGMENT_BIT } else { 0 } | value
}

/// How many code points a node of [`KIND_CHARACTERS`] takes.
#[inline(always)]
pub fn characters_of(word: u32) -> usize {
    (word & 0xFF) as usize
}

#[inline(always)]
pub fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().expect("two bytes"))
}

/// What is read so has another byte behind it.
#[inline(always)]
pub fn read_u24(bytes: &[u8], at: usize) -> u32 {
    read_u32(bytes, at) & 0xFF_FFFF
}

#[inline(always)]
pub fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[inline(always)]
pub fn read_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
