use std::hint;

use super::{
    KIND_CHARACTER, KIND_CHARACTERS, KIND_REPLACE, KIND_SHIFT, PAGE, PAGE_UNIT, Pool, SEGMENT_BIT,
    read_u16, read_u24, read_u32, read_u64,
};

/// A trie of phrases. Equal subtries lie in memory once, whichever tables they belong to, so that it
/// is a graph.
///
/// `starts` belongs to one trie. For each block of 64 BMP code points, it says where the page of the
/// block lies, in units of [`PAGE_UNIT`] bytes (`u16`); for each further block that has one its
/// number, sorted, and where its page lies (`u16` each). A page tells which code points start
/// something (64 bits), and the target of each (24 bits). All tables share them.
///
/// A target below [`RECORDS`] is a node without children that converts so many characters one by
/// one (the low 8 bits; bit 8: as a segment). One with [`REPLACES`] is a node without children that
/// replaces: a segment, if it has [`REPLACES_SEGMENT`], and the place in the pool. Any other is
/// [`RECORDS`] plus the place, in units of 16 bits, of a node in the records, which all tables share:
///
/// - its head: kind (2 bits), whether it is a segment (1 bit), [`WIDE`], the number of children (6
///   bits, see [`COUNT_SHIFT`]) and its value (6 bits) or the high bits of it;
/// - the low 16 bits of its value, if the kind is one that needs so many, or if the 6 bits are all
///   ones;
/// - the number of its children (`u16`), if the 6 bits are all ones or [`BASED`];
/// - with [`BASED`], the target of another node (`u32`), which has all further children;
/// - the UTF-16 units of its children, sorted;
/// - their targets: 24 bits each if it is wide, else 16 bits, which from [`RECORDS`] on count
///   backwards from the first child's unit.
#[derive(Clone, Copy)]
pub struct Phrases<'a> {
    blocks: &'a [u8; BMP_BLOCKS * 2],
    beyond: &'a [u8],
    pages: &'a [u8],
    records: &'a [u8],
    pub pool: Pool<'a>,
}

pub const BMP_BLOCKS: usize = 0x1_0000 / PAGE;
pub const RECORDS: u32 = 512;
pub const INLINE_SEGMENT: u32 = 256;
pub const REPLACES: u32 = 1 << 23;
pub const REPLACES_SEGMENT: u32 = 1 << 22;
/// The bytes that a wide target takes, and one of a start.
pub const TARGET: usize = 3;
/// Behind pages and records, so that what is read of them may be four bytes.
pub const PADDING: usize = 4;

/// A head has its kind and whether it is a segment where a word has it, 16 bits lower.
pub const HEAD_SHIFT: u32 = 16;
/// Targets have 24 bits.
pub const WIDE: u16 = 1 << 12;
/// The number of children.
pub const COUNT_SHIFT: u32 = 6;
pub const COUNT_MASK: u16 = 0x3F;
/// Stands for the number of children of a node that has those of another as well, but for some that
/// are other ones, or [`NO_CHILD`].
pub const BASED: u16 = COUNT_MASK - 1;
pub const NO_CHILD: u32 = 0;
pub const VALUE_MASK: u16 = 0x3F;

/// A node of the trie: what it says, and where its children are.
#[derive(Clone, Copy)]
pub struct PhraseNode {
    pub word: u32,
    /// What says how many children there are, and how their targets look.
    head: u16,
    /// The place after the value, in units of 16 bits.
    children: u32,
}

impl PhraseNode {
    /// Stands for no node: no phrase matches.
    pub const NONE: PhraseNode =
        PhraseNode { word: KIND_CHARACTER << KIND_SHIFT, head: 0, children: 0 };

    #[inline(always)]
    pub fn has_children(self) -> bool {
        self.head >> COUNT_SHIFT & COUNT_MASK != 0
    }
}

impl<'a> Phrases<'a> {
    pub fn new(
        starts: &'a [u8],
        pages: &'a [u8],
        records: &'a [u8],
        pool: &'a [u8],
    ) -> Phrases<'a> {
        let (blocks, beyond) = starts.split_first_chunk().expect("the page of each block");
        Phrases { blocks, beyond, pages, records, pool: Pool::new(pool) }
    }

    /// The node of a first character.
    #[inline(always)]
    pub fn start(&self, c: u32) -> Option<PhraseNode> {
        let page = if c < 0x1_0000 {
            read_u16(self.blocks, c as usize / PAGE * 2)
        } else {
            self.page_beyond(c)?
        };
        let page = &self.pages[usize::from(page) * PAGE_UNIT..];
        let set = read_u64(page, 0);
        let bit = 1 << (c as usize % PAGE);
        if set & bit == 0 {
            return None;
        }
        let index = (set & (bit - 1)).count_ones() as usize;
        Some(self.target(read_u24(page, size_of::<u64>() + index * TARGET)))
    }

    /// The page of a code point beyond the BMP.
    #[cold]
    fn page_beyond(&self, c: u32) -> Option<u16> {
        let block = c as usize / PAGE;
        let (mut low, mut high) = (0, self.beyond.len() / 4);
        while low < high {
            let middle = (low + high) / 2;
            let found = usize::from(read_u16(self.beyond, middle * 4));
            match found.cmp(&block) {
                std::cmp::Ordering::Equal => return Some(read_u16(self.beyond, middle * 4 + 2)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    #[inline(always)]
    pub(super) fn target(&self, target: u32) -> PhraseNode {
        if target < RECORDS {
            let segment = if target & INLINE_SEGMENT != 0 { SEGMENT_BIT } else { 0 };
            let word = KIND_CHARACTERS << KIND_SHIFT | segment | (target & 0xFF);
            return PhraseNode { word, head: 0, children: 0 };
        }
        if target & REPLACES != 0 {
            let segment = if target & REPLACES_SEGMENT != 0 { SEGMENT_BIT } else { 0 };
            let word = KIND_REPLACE << KIND_SHIFT | segment | (target & (REPLACES_SEGMENT - 1));
            return PhraseNode { word, head: 0, children: 0 };
        }
        let place = target - RECORDS;
        let start = read_u32(self.records, place as usize * 2);
        let (head, next) = (start as u16, start >> 16);
        let said = (start & !u32::from(u16::MAX >> 3)) << HEAD_SHIFT;
        let value = head & VALUE_MASK;
        // Without a branch: neither is rare.
        let has_more = said >> KIND_SHIFT >= KIND_REPLACE || value == VALUE_MASK;
        let long = u32::from(value) << 16 | next;
        let value = hint::select_unpredictable(has_more, long, u32::from(value));
        PhraseNode { word: said | value, head, children: place + 1 + u32::from(has_more) }
    }

    /// The node below `node` along `c`.
    #[inline(always)]
    pub fn child(&self, node: PhraseNode, c: u32) -> Option<PhraseNode> {
        if c >= 0x1_0000 {
            let offset = c - 0x1_0000;
            let high = self.unit(node, (0xD800 + (offset >> 10)) as u16)?;
            return self.unit(high, (0xDC00 + (offset & 0x3FF)) as u16);
        }
        self.unit(node, c as u16)
    }

    #[inline(always)]
    fn unit(&self, mut node: PhraseNode, unit: u16) -> Option<PhraseNode> {
        loop {
            let children = self.children(node)?;
            // The last key that is not greater, found without branches that no one can predict.
            let mut at = 0;
            let mut size = children.count;
            while size > 1 {
                let half = size / 2;
                let middle = at + half;
                let not_greater = children.unit(middle) <= unit;
                at = hint::select_unpredictable(not_greater, middle, at);
                size -= half;
            }
            if children.unit(at) == unit {
                let target = children.target(at);
                return (target != NO_CHILD).then(|| self.target(target));
            }
            node = self.target(children.base?);
        }
    }

    /// The children of a node that has some.
    #[inline(always)]
    pub(super) fn children(&self, node: PhraseNode) -> Option<Children<'a>> {
        let mut count = node.head >> COUNT_SHIFT & COUNT_MASK;
        if count == 0 {
            return None;
        }
        let mut start = node.children;
        let mut base = None;
        if count >= BASED {
            let is_based = count == BASED;
            count = read_u16(self.records, start as usize * 2);
            start += 1;
            if is_based {
                base = Some(read_u32(self.records, start as usize * 2));
                start += 2;
            }
        }
        let count = usize::from(count);
        let (units, targets) = self.records[start as usize * 2..].split_at(count * 2);
        let is_wide = node.head & WIDE != 0;
        Some(Children { count, base, units, targets, start, is_wide })
    }
}

/// The children of a node.
pub(super) struct Children<'a> {
    pub count: usize,
    /// The target of another node, which has all further children.
    pub base: Option<u32>,
    units: &'a [u8],
    targets: &'a [u8],
    /// The place of the first unit, in units of 16 bits.
    start: u32,
    is_wide: bool,
}

impl Children<'_> {
    #[inline(always)]
    pub fn unit(&self, at: usize) -> u16 {
        read_u16(self.units, at * 2)
    }

    #[inline(always)]
    pub fn target(&self, at: usize) -> u32 {
        if self.is_wide {
            return read_u24(self.targets, at * TARGET);
        }
        let near = u32::from(read_u16(self.targets, at * 2));
        if near < RECORDS { near } else { self.start + 2 * RECORDS - near }
    }
}
