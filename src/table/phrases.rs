use super::{
    COUNT_MASK, COUNT_SHIFT, FREE_SLOT, KIND_CHARACTERS, Pool, SEGMENT_BIT, first_slot, read_u32,
    read_u64,
};

/// The trie of phrases: a hash table from the first two code points to the rest of the phrases
/// that start with them, which lies together so that a walk touches few cache lines.
///
/// Layout: number of slots, number of words of records (`u32` each); slots (`u64`: first code
/// point 21 bits, second 21 bits, target 22 bits; all ones when free); records (`u32` words); the
/// pool. A single character has the slot of [`super::ROOT`] and itself.
///
/// A target below [`RECORDS`] is a node without children that converts so many characters one by
/// one (the low 8 bits; bit 8: as a segment). Any other is [`RECORDS`] plus the index of a node in
/// the records: its [`super::node_word`] and then an entry for each child: code point 21 bits,
/// words from the entry to the node 11 bits; 0: the next word is the index of the node instead.
#[derive(Clone, Copy)]
pub(crate) struct PhraseTrie<'a> {
    slots: usize,
    edges: &'a [u8],
    records: &'a [u8],
    pub pool: Pool<'a>,
}

pub(crate) const TARGET_BITS: u32 = 22;
pub(crate) const RECORDS: u32 = 512;
pub(crate) const INLINE_SEGMENT: u32 = 256;
pub(crate) const DISTANCE_BITS: u32 = 11;

/// A node of the phrase trie: what it says, and where its children are.
#[derive(Clone, Copy)]
pub(crate) struct PhraseNode {
    pub word: u32,
    /// Index of its first child entry.
    children: u32,
}

impl PhraseNode {
    #[inline(always)]
    pub fn has_children(self) -> bool {
        self.word >> COUNT_SHIFT & COUNT_MASK != 0
    }
}

impl<'a> PhraseTrie<'a> {
    pub fn new(bytes: &'a [u8]) -> PhraseTrie<'a> {
        let slots = read_u32(bytes, 0) as usize;
        let words = read_u32(bytes, 4) as usize;
        let (edges, rest) = bytes[8..].split_at(slots * 8);
        let (records, pool) = rest.split_at(words * 4);
        PhraseTrie { slots, edges, records, pool: Pool::new(pool) }
    }

    /// The node of two code points, or of [`super::ROOT`] and one.
    #[inline(always)]
    pub fn start(&self, first: u64, second: u32) -> Option<PhraseNode> {
        if self.slots == 0 {
            return None;
        }
        let key = (first << 21) | u64::from(second);
        let mut slot = first_slot(first, second, self.slots);
        loop {
            let edge = read_u64(self.edges, slot * 8);
            if edge >> TARGET_BITS == key {
                return Some(self.target(edge as u32 & ((1 << TARGET_BITS) - 1)));
            }
            if edge == FREE_SLOT {
                return None;
            }
            slot += 1;
            if slot == self.slots {
                slot = 0;
            }
        }
    }

    #[inline(always)]
    fn target(&self, target: u32) -> PhraseNode {
        if target < RECORDS {
            let segment = if target & INLINE_SEGMENT != 0 { SEGMENT_BIT } else { 0 };
            return PhraseNode {
                word: KIND_CHARACTERS << 30 | segment | (target & 0xFF),
                children: 0,
            };
        }
        self.node(target - RECORDS)
    }

    #[inline(always)]
    fn node(&self, index: u32) -> PhraseNode {
        PhraseNode { word: read_u32(self.records, index as usize * 4), children: index + 1 }
    }

    /// The node below `node` along `c`.
    #[inline(always)]
    pub fn child(&self, node: PhraseNode, c: u32) -> Option<PhraseNode> {
        let mut count = node.word >> COUNT_SHIFT & COUNT_MASK;
        let mut at = node.children;
        if count == COUNT_MASK {
            count = read_u32(self.records, at as usize * 4);
            at += 1;
        }
        for _ in 0..count {
            let entry = read_u32(self.records, at as usize * 4);
            let distance = entry & ((1 << DISTANCE_BITS) - 1);
            if entry >> DISTANCE_BITS == c {
                let index = match distance {
                    0 => read_u32(self.records, at as usize * 4 + 4),
                    _ => at + distance,
                };
                return Some(self.node(index));
            }
            at += if distance == 0 { 2 } else { 1 };
        }
        None
    }
}
