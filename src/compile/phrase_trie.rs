//! Builds the trie that [`crate::table::PhraseTrie`] walks.

use std::collections::BTreeMap;

use super::decide::Outcome;
use super::hash_table::hash_table;
use super::pool::Pool;
use super::{CompileError, Phrases};
use crate::table::{
    COUNT_MASK, COUNT_SHIFT, DISTANCE_BITS, INLINE_SEGMENT, RECORDS, ROOT, TARGET_BITS,
};

/// A node with what lies below it.
struct Node {
    word: u32,
    children: BTreeMap<char, Node>,
    /// Words that it and all below it take.
    size: usize,
}

/// Lays out the phrases. `keep` says which nodes of one character are wanted.
pub fn build(
    phrases: &Phrases,
    keep: impl Fn(char, &Outcome) -> bool,
) -> Result<Vec<u8>, CompileError> {
    let mut pool = Pool::default();
    let mut edges = Vec::new();
    let mut records = Vec::new();
    let mut keys = phrases.iter().peekable();
    while let Some((key, outcome)) = keys.next() {
        let (parent, c) = match key.as_slice() {
            [c] if keep(*c, outcome) => (ROOT, *c),
            [_] => continue,
            [first, second, ..] => (u64::from(u32::from(*first)), *second),
            [] => unreachable!("keys are not empty"),
        };
        let mut node = Node::new(pool.node(key, outcome)?);
        if key.len() > 1 {
            // Keys are sorted: what starts with these two comes next, shorter keys first.
            while let Some((longer, outcome)) = keys.next_if(|(k, _)| k.starts_with(key)) {
                node.add(&longer[2..], pool.node(longer, outcome)?);
            }
        }
        let target = match inline(outcome, &node) {
            Some(target) => target,
            None => {
                node.measure();
                let index = node.write(&mut records);
                u32::try_from(index).map_err(|_| CompileError::TooLarge)? + RECORDS
            }
        };
        if target >= 1 << TARGET_BITS {
            return Err(CompileError::TooLarge);
        }
        edges.push((parent, u32::from(c), u64::from(target)));
    }
    let table = hash_table(&edges, TARGET_BITS);
    let mut bytes = Vec::new();
    bytes.extend((table.len() as u32).to_le_bytes());
    bytes.extend((records.len() as u32).to_le_bytes());
    bytes.extend(table.iter().flat_map(|slot| slot.to_le_bytes()));
    bytes.extend(records.iter().flat_map(|word: &u32| word.to_le_bytes()));
    bytes.extend(pool.into_bytes());
    Ok(bytes)
}

/// The target of a node that needs no record.
fn inline(outcome: &Outcome, node: &Node) -> Option<u32> {
    match outcome {
        Outcome::Characters { code_points, segment } if node.children.is_empty() => {
            Some(*code_points as u32 | if *segment { INLINE_SEGMENT } else { 0 })
        }
        _ => None,
    }
}

impl Node {
    fn new(word: u32) -> Node {
        Node { word, children: BTreeMap::new(), size: 0 }
    }

    fn add(&mut self, path: &[char], word: u32) {
        match path {
            [] => self.word = word,
            [c, rest @ ..] => {
                self.children.entry(*c).or_insert_with(|| Node::new(0)).add(rest, word);
            }
        }
    }

    fn measure(&mut self) {
        let below: usize = self
            .children
            .values_mut()
            .map(|child| {
                child.measure();
                child.size
            })
            .sum();
        let children = self.children.len();
        let count = usize::from(children >= COUNT_MASK as usize);
        self.size = 1 + count + children + below;
        if self.is_far() {
            self.size += children;
        }
    }

    /// Whether distances within the subtree may not fit into a child entry.
    fn is_far(&self) -> bool {
        self.size >= 1 << DISTANCE_BITS
    }

    fn write(&self, records: &mut Vec<u32>) -> usize {
        let index = records.len();
        let children = self.children.len() as u32;
        records.push(self.word | children.min(COUNT_MASK) << COUNT_SHIFT);
        if children >= COUNT_MASK {
            records.push(children);
        }
        let entries = records.len();
        let width = if self.is_far() { 2 } else { 1 };
        records.resize(entries + self.children.len() * width, 0);
        for (position, (&c, child)) in self.children.iter().enumerate() {
            let entry = entries + position * width;
            let at = child.write(records);
            records[entry] = u32::from(c) << DISTANCE_BITS;
            if self.is_far() {
                records[entry + 1] = at as u32;
            } else {
                records[entry] |= (at - entry) as u32;
            }
        }
        index
    }
}
