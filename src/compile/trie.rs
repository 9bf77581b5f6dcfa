//! Builds the trie that [`crate::table::Trie`] walks.

use std::collections::{BTreeMap, HashMap};

use super::CompileError;
use super::decide::Outcome;
use crate::table::{
    CHILD_BITS, FIRST_NODE, FREE_SLOT, KIND_CHARACTER, KIND_CHARACTERS, KIND_DEFER, KIND_REPLACE,
    NODE_VALUE, POOL_PADDING, ROOT, first_slot, node_word,
};

/// Slots for each edge: fewer are slower, more are larger.
const SLOTS_PER_EDGE: f64 = 1.35;

pub struct TrieBuilder {
    /// First characters of longer keys need no edge of their own: their code point is the parent.
    first_characters: bool,
    keys: BTreeMap<Vec<char>, Outcome>,
}

impl TrieBuilder {
    /// A trie that is entered by its root.
    pub fn with_root() -> TrieBuilder {
        TrieBuilder { first_characters: false, keys: BTreeMap::new() }
    }

    /// A trie whose walk starts at the second character of a key, with the first as the parent.
    pub fn with_first_characters() -> TrieBuilder {
        TrieBuilder { first_characters: true, keys: BTreeMap::new() }
    }

    /// Adds a node. Every proper prefix of a key must be added as well.
    pub fn insert(&mut self, key: &[char], outcome: Outcome) {
        self.keys.insert(key.to_vec(), outcome);
    }

    pub fn build(self) -> Result<Vec<u8>, CompileError> {
        if self.keys.len() >= 1 << CHILD_BITS {
            return Err(CompileError::TooLarge);
        }
        let mut pool = Pool::default();
        let mut nodes = Vec::new();
        let mut edges = Vec::new();
        let mut ids: HashMap<&[char], u64> = HashMap::new();
        for (key, outcome) in &self.keys {
            let id = nodes.len() as u64;
            nodes.push(pool.node(key, outcome)?);
            ids.insert(key, FIRST_NODE + id);
            let (last, prefix) = key.split_last().expect("keys are not empty");
            let parent = match prefix {
                [] => ROOT,
                [first] if self.first_characters => u64::from(u32::from(*first)),
                _ => ids[prefix],
            };
            edges.push((parent, u32::from(*last), id));
        }
        let slots = (edges.len() as f64 * SLOTS_PER_EDGE).ceil() as usize;
        let mut table = vec![FREE_SLOT; slots];
        for (parent, c, id) in edges {
            let mut slot = first_slot(parent, c, slots);
            while table[slot] != FREE_SLOT {
                slot = (slot + 1) % slots;
            }
            table[slot] = (((parent << 21) | u64::from(c)) << CHILD_BITS) | id;
        }
        let mut bytes = Vec::new();
        bytes.extend((slots as u32).to_le_bytes());
        bytes.extend((nodes.len() as u32).to_le_bytes());
        bytes.extend(table.iter().flat_map(|slot| slot.to_le_bytes()));
        bytes.extend(nodes.iter().flat_map(|offset| offset.to_le_bytes()));
        bytes.extend(pool.bytes);
        bytes.extend([0; POOL_PADDING]);
        Ok(bytes)
    }
}

/// Replacements, each different one once.
#[derive(Default)]
struct Pool {
    bytes: Vec<u8>,
    offsets: HashMap<Vec<u8>, u32>,
}

impl Pool {
    /// The node for an outcome.
    fn node(&mut self, key: &[char], outcome: &Outcome) -> Result<u32, CompileError> {
        let too_long = || CompileError::TooLong(key.iter().collect());
        let count = |n: usize| u8::try_from(n).map_err(|_| too_long());
        Ok(match outcome {
            Outcome::Character => node_word(KIND_CHARACTER, false, 0),
            Outcome::Defer => node_word(KIND_DEFER, false, 0),
            Outcome::Characters { code_points, segment } => {
                node_word(KIND_CHARACTERS, *segment, u32::from(count(*code_points)?))
            }
            Outcome::Replace { code_points, segment, output } => {
                let length = u16::try_from(output.len()).map_err(|_| too_long())?;
                let mut record = vec![count(*code_points)?];
                record.extend(length.to_le_bytes());
                record.extend(output.as_bytes());
                let next = self.bytes.len() as u32;
                let offset = *self.offsets.entry(record).or_insert_with_key(|record| {
                    self.bytes.extend(record);
                    next
                });
                if offset > NODE_VALUE {
                    return Err(CompileError::TooLarge);
                }
                node_word(KIND_REPLACE, *segment, offset)
            }
        })
    }
}
