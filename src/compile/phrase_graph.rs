//! Builds the graph that [`crate::table::Phrases`] walks.

use std::collections::{BTreeMap, HashMap};

use super::decide::{Outcome, Plan};
use super::pool::Pool;
use super::{CompileError, Phrases};
use crate::table::{
    COUNT_MASK, COUNT_SHIFT, INLINE_REPLACE, INLINE_SEGMENT, KIND_CHARACTER, NO_STARTS, PAGE,
    RECORDS, node_word,
};

/// The phrases of several tables. What lies below two nodes is stored once if it is the same.
#[derive(Default)]
pub struct PhraseGraph {
    pub pool: Pool,
    /// In units of 16 bits.
    records: Vec<u16>,
    known: HashMap<Vec<u16>, u32>,
}

/// A node with what lies below it, by UTF-16 unit.
struct Node {
    word: u32,
    inline: Option<u32>,
    children: BTreeMap<u16, Node>,
}

impl PhraseGraph {
    /// Adds the phrases of a table and returns its section of first characters.
    pub fn add(&mut self, phrases: &Phrases) -> Result<Vec<u8>, CompileError> {
        let mut starts: BTreeMap<char, Node> = BTreeMap::new();
        for (key, outcome) in phrases {
            // The character entry says all about a plain three-byte character.
            if key.len() == 1 && Plan::three_byte_delta(key[0], outcome).is_some() {
                continue;
            }
            let start = starts.entry(key[0]).or_insert_with(Node::new);
            let node = key[1..].iter().fold(start, |node, c| {
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .fold(node, |node, &unit| node.children.entry(unit).or_insert_with(Node::new))
            });
            node.word = self.pool.node(key, outcome)?;
            node.inline = match *outcome {
                Outcome::Characters { code_points, segment } => {
                    Some(code_points as u32 | if segment { INLINE_SEGMENT } else { 0 })
                }
                // Its kind sets the highest bit, which no place of a record has.
                Outcome::Replace { .. } => Some(node.word),
                _ => None,
            };
        }
        let mut targets = Vec::new();
        for (c, node) in starts {
            targets.push((u32::from(c), self.write(&node)?));
        }
        Ok(starts_section(&targets))
    }

    /// The target that stands for a node.
    fn write(&mut self, node: &Node) -> Result<u32, CompileError> {
        if let (Some(target), true) = (node.inline, node.children.is_empty()) {
            return Ok(target);
        }
        let count = node.children.len() as u32;
        let word = node.word | count.min(COUNT_MASK) << COUNT_SHIFT;
        let mut record = units(word).to_vec();
        if count >= COUNT_MASK {
            record.push(u16::try_from(count).map_err(|_| CompileError::TooLarge)?);
        }
        record.extend(node.children.keys());
        for child in node.children.values() {
            record.extend(units(self.write(child)?));
        }
        let next = u32::try_from(self.records.len()).map_err(|_| CompileError::TooLarge)?;
        let records = &mut self.records;
        if next >= INLINE_REPLACE - RECORDS {
            return Err(CompileError::TooLarge);
        }
        let index = *self.known.entry(record).or_insert_with_key(|record| {
            records.extend(record);
            next
        });
        Ok(index + RECORDS)
    }

    /// The records and the pool.
    pub fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        let records = self.records.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        (records, self.pool.into_bytes())
    }
}

impl Node {
    fn new() -> Node {
        let word = node_word(KIND_CHARACTER, false, 0);
        Node { word, inline: None, children: BTreeMap::new() }
    }
}

fn units(word: u32) -> [u16; 2] {
    [word as u16, (word >> 16) as u16]
}

/// The first characters and their targets, which are sorted; see [`crate::table::Phrases`].
fn starts_section(targets: &[(u32, u32)]) -> Vec<u8> {
    let (bmp, beyond) = targets.split_at(targets.partition_point(|&(c, _)| c < 0x1_0000));
    let mut blocks = vec![NO_STARTS; 0x1_0000 / PAGE];
    let mut sets: Vec<(u64, u32)> = Vec::new();
    for (rank, &(c, _)) in bmp.iter().enumerate() {
        let block = &mut blocks[c as usize / PAGE];
        if *block == NO_STARTS {
            *block = sets.len() as u16;
            sets.push((0, rank as u32));
        }
        sets[usize::from(*block)].0 |= 1 << (c as usize % PAGE);
    }
    let mut section = Vec::new();
    section.extend((sets.len() as u32).to_le_bytes());
    section.extend((bmp.len() as u32).to_le_bytes());
    section.extend(blocks.iter().flat_map(|block| block.to_le_bytes()));
    for (set, rank) in sets {
        section.extend(set.to_le_bytes());
        section.extend(rank.to_le_bytes());
    }
    section.extend(bmp.iter().flat_map(|(_, target)| target.to_le_bytes()));
    for (c, target) in beyond {
        section.extend(c.to_le_bytes());
        section.extend(target.to_le_bytes());
    }
    section
}
