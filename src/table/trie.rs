use super::{KIND_REPLACE, KIND_SHIFT, Pool, first_slot, read_u32, read_u64};

/// A trie whose edges lie in one open-addressing hash table.
///
/// Layout: number of slots, number of nodes (`u32` each); slots (`u64`: parent 21 bits, code point
/// 21 bits, child 20 bits, all ones when free); nodes (`u32`: see [`super::node_word`]);
/// the pool.
#[derive(Clone, Copy)]
pub(crate) struct Trie<'a> {
    slots: usize,
    edges: &'a [u8],
    nodes: &'a [u8],
    pool: Pool<'a>,
}

pub(crate) const FREE_SLOT: u64 = u64::MAX;
pub(crate) const CHILD_BITS: u32 = 20;

impl<'a> Trie<'a> {
    pub fn new(bytes: &'a [u8]) -> Trie<'a> {
        let slots = read_u32(bytes, 0) as usize;
        let nodes = read_u32(bytes, 4) as usize;
        let (edges, rest) = bytes[8..].split_at(slots * 8);
        let (nodes, pool) = rest.split_at(nodes * 4);
        Trie { slots, edges, nodes, pool: Pool::new(pool) }
    }

    /// The node below `parent` along `c`.
    #[inline(always)]
    pub fn child(&self, parent: u64, c: u32) -> Option<u32> {
        if self.slots == 0 {
            return None;
        }
        let key = (parent << 21) | u64::from(c);
        let mut slot = first_slot(parent, c, self.slots);
        loop {
            let edge = read_u64(self.edges, slot * 8);
            if edge >> CHILD_BITS == key {
                return Some(edge as u32 & ((1 << CHILD_BITS) - 1));
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

    /// The replacement of a node, if it says one: how many code points, and what they become.
    pub fn replacement(&self, node: u32) -> Option<(usize, &'a [u8])> {
        let word = read_u32(self.nodes, node as usize * 4);
        (word >> KIND_SHIFT == KIND_REPLACE).then(|| self.pool.replacement(word))
    }
}
