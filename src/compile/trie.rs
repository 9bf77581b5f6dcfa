//! Builds the trie that [`crate::table::Trie`] walks.

use std::collections::{BTreeMap, HashMap};

use super::CompileError;
use super::decide::Outcome;
use super::hash_table::hash_table;
use super::pool::Pool;
use crate::table::{CHILD_BITS, FIRST_NODE, ROOT};

pub struct TrieBuilder {
    keys: BTreeMap<Vec<char>, Outcome>,
}

impl TrieBuilder {
    pub fn new() -> TrieBuilder {
        TrieBuilder { keys: BTreeMap::new() }
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
                _ => ids[prefix],
            };
            edges.push((parent, u32::from(*last), id));
        }
        let edges: Vec<(u64, u32, u64)> = edges;
        let table = hash_table(&edges, CHILD_BITS);
        let mut bytes = Vec::new();
        bytes.extend((table.len() as u32).to_le_bytes());
        bytes.extend((nodes.len() as u32).to_le_bytes());
        bytes.extend(table.iter().flat_map(|slot| slot.to_le_bytes()));
        bytes.extend(nodes.iter().flat_map(|offset| offset.to_le_bytes()));
        bytes.extend(pool.into_bytes());
        Ok(bytes)
    }
}
