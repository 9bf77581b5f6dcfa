use std::hint;

use super::{
    COUNT_MASK, COUNT_SHIFT, KIND_CHARACTERS, KIND_REPLACE, KIND_SHIFT, PAGE, Pool, SEGMENT_BIT,
    read_u16, read_u32, read_u64,
};

/// The trie of phrases. Equal subtries lie in memory once, whichever tables they belong to, so
/// that it is a graph.
///
/// `starts` belongs to one table: number of sets, number of BMP characters (`u32` each); for each
/// block of 64 BMP code points the number of its set, or [`NO_STARTS`] (`u16`); sets: which code
/// points start something (64 bits), how many do before the block (`u32`); for each BMP character
/// that does, its target (`u32`); code points beyond the BMP, sorted, with their targets (`u32`
/// each).
///
/// A target below [`RECORDS`] is a node without children that converts so many characters one by
/// one (the low 8 bits; bit 8: as a segment). One from [`INLINE_REPLACE`] on is the
/// [`super::node_word`] of a node without children that replaces. Any other is [`RECORDS`] plus
/// the place, in units of 16 bits, of a node in the records, which all tables share: its word; the
/// number of its children (`u16`) if the word has no room for it; their UTF-16 units, sorted;
/// their targets (`u32` each).
#[derive(Clone, Copy)]
pub(crate) struct Phrases<'a> {
    blocks: &'a [u8; 0x1_0000 / PAGE * 2],
    sets: &'a [u8],
    targets: &'a [u8],
    beyond: &'a [u8],
    records: &'a [u8],
    pub pool: Pool<'a>,
}

pub(crate) const RECORDS: u32 = 512;
pub(crate) const INLINE_SEGMENT: u32 = 256;
pub(crate) const INLINE_REPLACE: u32 = KIND_REPLACE << KIND_SHIFT;
pub(crate) const NO_STARTS: u16 = u16::MAX;

/// A node of the trie: what it says, and where its children are.
#[derive(Clone, Copy)]
pub(crate) struct PhraseNode {
    pub word: u32,
    /// The place after its word, in units of 16 bits.
    children: u32,
}

impl PhraseNode {
    #[inline(always)]
    pub fn has_children(self) -> bool {
        self.word >> COUNT_SHIFT & COUNT_MASK != 0
    }
}

impl<'a> Phrases<'a> {
    pub fn new(starts: &'a [u8], records: &'a [u8], pool: &'a [u8]) -> Phrases<'a> {
        let set_count = read_u32(starts, 0) as usize;
        let bmp_count = read_u32(starts, 4) as usize;
        let (blocks, rest) = starts[8..].split_first_chunk().expect("the number of each block");
        let (sets, rest) = rest.split_at(set_count * 12);
        let (targets, beyond) = rest.split_at(bmp_count * 4);
        Phrases { blocks, sets, targets, beyond, records, pool: Pool::new(pool) }
    }

    /// The node of a first character.
    #[inline(always)]
    pub fn start(&self, c: u32) -> Option<PhraseNode> {
        if c >= 0x1_0000 {
            return self.start_beyond(c);
        }
        let block = read_u16(self.blocks, c as usize / PAGE * 2);
        if block == NO_STARTS {
            return None;
        }
        let set = self.sets[usize::from(block) * 12..].first_chunk::<12>();
        let set = set.expect("a set for each block with any");
        let (set, rank) = (read_u64(set, 0), read_u32(set, 8));
        let bit = 1 << (c as usize % PAGE);
        if set & bit == 0 {
            return None;
        }
        let index = rank + (set & (bit - 1)).count_ones();
        Some(self.target(read_u32(self.targets, index as usize * 4)))
    }

    #[cold]
    fn start_beyond(&self, c: u32) -> Option<PhraseNode> {
        let (mut low, mut high) = (0, self.beyond.len() / 8);
        while low < high {
            let middle = (low + high) / 2;
            if read_u32(self.beyond, middle * 8) < c { low = middle + 1 } else { high = middle }
        }
        let found = low * 8 < self.beyond.len() && read_u32(self.beyond, low * 8) == c;
        found.then(|| self.target(read_u32(self.beyond, low * 8 + 4)))
    }

    #[inline(always)]
    fn target(&self, target: u32) -> PhraseNode {
        if target < RECORDS {
            let segment = if target & INLINE_SEGMENT != 0 { SEGMENT_BIT } else { 0 };
            return PhraseNode {
                word: KIND_CHARACTERS << KIND_SHIFT | segment | (target & 0xFF),
                children: 0,
            };
        }
        if target >= INLINE_REPLACE {
            return PhraseNode { word: target, children: 0 };
        }
        let index = target - RECORDS;
        PhraseNode { word: read_u32(self.records, index as usize * 2), children: index + 2 }
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
    fn unit(&self, node: PhraseNode, unit: u16) -> Option<PhraseNode> {
        let mut count = (node.word >> COUNT_SHIFT & COUNT_MASK) as usize;
        if count == 0 {
            return None;
        }
        let mut record = &self.records[node.children as usize * 2..];
        if count == COUNT_MASK as usize {
            count = usize::from(read_u16(record, 0));
            record = &record[2..];
        }
        let (keys, rest) = record.split_at(count * 2);
        // The last key that is not greater, found without branches that no one can predict.
        let mut at = 0;
        let mut size = count;
        while size > 1 {
            let half = size / 2;
            let middle = at + half;
            let not_greater = read_u16(keys, middle * 2) <= unit;
            at = hint::select_unpredictable(not_greater, middle, at);
            size -= half;
        }
        (read_u16(keys, at * 2) == unit).then(|| self.target(read_u32(rest, at * 4)))
    }
}
