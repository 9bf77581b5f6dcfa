//! What was found in the trie, for words that come again.

use std::cell::Cell;

use crate::table::{PhraseNode, View};

/// The nodes that pairs of characters lead to, the last one found for each hash: texts repeat their words,
/// and the first two steps of a walk are the slow ones, as the nodes there have many children.
pub struct Memo {
    entries: Option<Box<[Cell<Entry>; ENTRIES]>>,
}

#[derive(Clone, Copy)]
struct Entry {
    pair: u32,
    node: PhraseNode,
}

impl Entry {
    const EMPTY: Entry = Entry { pair: u32::MAX, node: PhraseNode::NONE };
}

const ENTRIES: usize = 512;

impl Memo {
    /// For a text of so many bytes.
    pub fn new(length: usize) -> Memo {
        /// For shorter texts, it takes longer to make one than it saves.
        const WORTH_IT: usize = 16 << 10;
        let entries = || [const { Cell::new(Entry::EMPTY) }; ENTRIES];
        let entries = (length >= WORTH_IT).then(|| Box::new(entries()));
        Memo { entries }
    }

    /// The node that `first` and then `second` lead to; [`PhraseNode::NONE`] if none does.
    #[inline(always)]
    pub fn node_of_pair(&self, view: &View, first: u32, second: u32) -> PhraseNode {
        let find = || {
            let start = view.phrases.start(first);
            start.and_then(|node| view.phrases.child(node, second)).unwrap_or(PhraseNode::NONE)
        };
        let Some(entries) = &self.entries else { return find() };
        if (first | second) >= 0x1_0000 {
            return find();
        }
        let pair = first | second << 16;
        let hash = pair.wrapping_mul(0x9E37_79B9) >> (u32::BITS - ENTRIES.ilog2());
        let entry = &entries[hash as usize % ENTRIES];
        let known = entry.get();
        if known.pair == pair {
            return known.node;
        }
        let node = find();
        entry.set(Entry { pair, node });
        node
    }
}
