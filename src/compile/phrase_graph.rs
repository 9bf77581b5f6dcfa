//! Builds the trie that [`crate::table::Phrases`] walks.

use std::collections::{BTreeMap, HashMap};

use super::decide::{Outcome, Plan};
use super::pages::Pages;
use super::pool::Pool;
use super::{CompileError, Phrases};
use crate::table::{
    BMP_BLOCKS, COUNT_MASK, COUNT_SHIFT, HEAD_SHIFT, INLINE_SEGMENT, KIND_CHARACTER, KIND_REPLACE,
    KIND_SHIFT, NODE_VALUE, PAGE, RECORDS, REPLACES, REPLACES_SEGMENT, SEGMENT_BIT, TARGET,
    TARGET_PADDING, VALUE_MASK, WIDE, node_word,
};

/// The phrases of several tables. What lies below two nodes is stored once if it is the same.
#[derive(Default)]
pub struct PhraseGraph {
    pub pool: Pool,
    starts: Pages,
    /// In units of 16 bits.
    records: Vec<u16>,
    known: HashMap<Record, u32>,
}

/// A node with what lies below it, by UTF-16 unit.
struct Node {
    word: u32,
    inline: Option<u32>,
    children: BTreeMap<u16, Node>,
}

/// A node, its children being known: the word, and the unit and the target of each.
type Record = (u32, Vec<(u16, u32)>);

impl PhraseGraph {
    /// Adds the phrases of a table and returns where their first characters are.
    pub fn add(&mut self, phrases: &Phrases) -> Result<Vec<u8>, CompileError> {
        // The character entry says all about a plain three-byte character.
        let is_plain = |(key, outcome): &(&Vec<char>, &Outcome)| {
            key.len() == 1 && Plan::three_byte_delta(key[0], outcome).is_some()
        };
        self.add_all(phrases.iter().filter(|phrase| !is_plain(phrase)))
    }

    /// The same for the phrases and characters of a stage.
    pub fn add_stage(&mut self, stage: &Phrases) -> Result<Vec<u8>, CompileError> {
        self.add_all(stage.iter())
    }

    fn add_all<'a>(
        &mut self,
        phrases: impl Iterator<Item = (&'a Vec<char>, &'a Outcome)>,
    ) -> Result<Vec<u8>, CompileError> {
        let mut starts: BTreeMap<char, Node> = BTreeMap::new();
        for (key, outcome) in phrases {
            let start = starts.entry(key[0]).or_insert_with(Node::new);
            let node = key[1..].iter().fold(start, |node, c| {
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .fold(node, |node, &unit| node.children.entry(unit).or_insert_with(Node::new))
            });
            node.word = self.pool.node(key, outcome)?;
            node.inline = inline(outcome, node.word);
        }
        let mut blocks: BTreeMap<usize, (u64, Vec<u8>)> =
            (0..BMP_BLOCKS).map(|block| (block, Default::default())).collect();
        for (c, node) in starts {
            let target = self.write(&node)?;
            let (set, targets) = blocks.entry(c as usize / PAGE).or_default();
            *set |= 1 << (c as usize % PAGE);
            targets.extend(&target.to_le_bytes()[..TARGET]);
        }
        let mut section = Vec::new();
        for (block, (set, targets)) in blocks {
            if block >= BMP_BLOCKS {
                section.extend((block as u16).to_le_bytes());
            }
            section.extend(self.starts.add(set, &targets)?.to_le_bytes());
        }
        Ok(section)
    }

    /// The target that stands for a node.
    fn write(&mut self, node: &Node) -> Result<u32, CompileError> {
        if let (Some(target), true) = (node.inline, node.children.is_empty()) {
            return Ok(target);
        }
        let children = node.children.iter().map(|(&unit, child)| Ok((unit, self.write(child)?)));
        let record: Record = (node.word, children.collect::<Result<_, CompileError>>()?);
        if let Some(place) = self.known.get(&record) {
            return Ok(place + RECORDS);
        }
        let place = self.records.len() as u32;
        if place >= REPLACES - RECORDS {
            return Err(CompileError::TooLarge);
        }
        self.lay_out(&record)?;
        self.known.insert(record, place);
        Ok(place + RECORDS)
    }

    /// Appends a record.
    fn lay_out(&mut self, (word, children): &Record) -> Result<(), CompileError> {
        let count = u16::try_from(children.len()).map_err(|_| CompileError::TooLarge)?;
        let value = word & NODE_VALUE;
        let is_long = word >> KIND_SHIFT >= KIND_REPLACE || value >= u32::from(VALUE_MASK);
        let high = match is_long {
            true if word >> KIND_SHIFT >= KIND_REPLACE => value >> 16,
            true => u32::from(VALUE_MASK),
            false => value,
        };
        let head = self.records.len();
        self.records.push(
            ((word & !NODE_VALUE) >> HEAD_SHIFT) as u16
                | count.min(COUNT_MASK) << COUNT_SHIFT
                | high as u16,
        );
        if is_long {
            self.records.push(value as u16);
        }
        if count >= COUNT_MASK {
            self.records.push(count);
        }
        let place = self.records.len() as u32;
        self.records.extend(children.iter().map(|(unit, _)| unit));
        let near = children.iter().map(|&(_, target)| near(target, place));
        if let Some(near) = near.collect::<Option<Vec<u16>>>() {
            self.records.extend(near);
        } else {
            self.records[head] |= WIDE;
            let mut bytes: Vec<u8> = children
                .iter()
                .flat_map(|(_, target)| target.to_le_bytes().into_iter().take(TARGET))
                .collect();
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            self.records.extend(bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])));
        }
        Ok(())
    }

    /// The pages of first characters, the records and the pool.
    pub fn into_parts(self) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let mut pages = self.starts.into_bytes();
        pages.extend([0; TARGET_PADDING]);
        let mut records: Vec<u8> =
            self.records.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        records.extend([0; TARGET_PADDING]);
        (pages, records, self.pool.into_bytes())
    }
}

impl Node {
    fn new() -> Node {
        let word = node_word(KIND_CHARACTER, false, 0);
        Node { word, inline: None, children: BTreeMap::new() }
    }
}

/// The target that says all of a node without children.
fn inline(outcome: &Outcome, word: u32) -> Option<u32> {
    let segment = |flag| if word & SEGMENT_BIT != 0 { flag } else { 0 };
    match *outcome {
        Outcome::Characters { code_points, .. } => {
            Some(code_points as u32 | segment(INLINE_SEGMENT))
        }
        Outcome::Replace { .. } => Some(REPLACES | segment(REPLACES_SEGMENT) | word & NODE_VALUE),
        _ => None,
    }
}

/// A target of 16 bits, for a record whose first unit is at `place`.
fn near(target: u32, place: u32) -> Option<u16> {
    if target < RECORDS {
        return Some(target as u16);
    }
    let back = (place + 2 * RECORDS).checked_sub(target)?;
    u16::try_from(back).ok().filter(|&back| u32::from(back) >= RECORDS)
}
