//! Builds the trie that [`crate::table::Phrases`] walks.

use std::collections::{BTreeMap, HashMap};

use super::decide::{Outcome, Plan};
use super::pages::Pages;
use super::pool::Pool;
use super::{CompileError, Phrases};
use crate::table::{
    BASED, BMP_BLOCKS, COUNT_MASK, COUNT_SHIFT, HEAD_SHIFT, INLINE_SEGMENT, KIND_CHARACTER,
    KIND_REPLACE, KIND_SHIFT, NO_CHILD, NODE_VALUE, PADDING, PAGE, RECORDS, REPLACES,
    REPLACES_SEGMENT, SEGMENT_BIT, TARGET, VALUE_MASK, WIDE, node_word,
};

/// The phrases of several tables. What lies below two nodes is stored once if it is the same.
#[derive(Default)]
pub struct PhraseGraph {
    pub pool: Pool,
    starts: Pages,
    /// In units of 16 bits.
    records: Vec<u16>,
    known: HashMap<Record, u32>,
    /// Nodes of first characters that are no variation of another one, by the character.
    bases: HashMap<char, Vec<(Record, u32)>>,
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
            let target = self.write_start(c, &node)?;
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
        let record = self.record(node)?;
        match self.known.get(&record) {
            Some(place) => Ok(place + RECORDS),
            None => self.lay_out(&record, &record.1, None),
        }
    }

    /// The same for a first character. Those of several tables have many children in common.
    fn write_start(&mut self, c: char, node: &Node) -> Result<u32, CompileError> {
        if node.children.len() < LIKE {
            return self.write(node);
        }
        let record = self.record(node)?;
        if let Some(place) = self.known.get(&record) {
            return Ok(place + RECORDS);
        }
        let bases = self.bases.get(&c).into_iter().flatten();
        let variations = bases.map(|(base, place)| (variation(&record, base), *place));
        match variations.min_by_key(|(own, _)| own.len()) {
            Some((own, base)) if own.len() + LIKE <= record.1.len() => {
                self.lay_out(&record, &own, Some(base))
            }
            _ => {
                let target = self.lay_out(&record, &record.1, None)?;
                self.bases.entry(c).or_default().push((record, target));
                Ok(target)
            }
        }
    }

    fn record(&mut self, node: &Node) -> Result<Record, CompileError> {
        let children = node.children.iter().map(|(&unit, child)| Ok((unit, self.write(child)?)));
        Ok((node.word, children.collect::<Result<_, CompileError>>()?))
    }

    /// Appends a record, of which `children` are laid out and the others are those of the target `base`.
    /// Returns its target.
    fn lay_out(
        &mut self,
        record: &Record,
        children: &[(u16, u32)],
        base: Option<u32>,
    ) -> Result<u32, CompileError> {
        let word = record.0;
        let place = self.records.len() as u32;
        if place >= REPLACES - RECORDS {
            return Err(CompileError::TooLarge);
        }
        let target = place + RECORDS;
        self.known.insert(record.clone(), place);
        let count = u16::try_from(children.len()).map_err(|_| CompileError::TooLarge)?;
        let value = word & NODE_VALUE;
        let is_long = word >> KIND_SHIFT >= KIND_REPLACE || value >= u32::from(VALUE_MASK);
        let high = match is_long {
            true if word >> KIND_SHIFT >= KIND_REPLACE => value >> 16,
            true => u32::from(VALUE_MASK),
            false => value,
        };
        let shown = match base {
            Some(_) => BASED,
            None if count >= BASED => COUNT_MASK,
            None => count,
        };
        let head = self.records.len();
        self.records
            .push(((word & !NODE_VALUE) >> HEAD_SHIFT) as u16 | shown << COUNT_SHIFT | high as u16);
        if is_long {
            self.records.push(value as u16);
        }
        if shown >= BASED {
            self.records.push(count);
        }
        if let Some(base) = base {
            self.records.extend([base as u16, (base >> 16) as u16]);
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
        Ok(target)
    }

    /// The pages of first characters, the records and the pool.
    pub fn into_parts(self) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let mut records: Vec<u8> =
            self.records.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        records.extend([0; PADDING]);
        (self.starts.into_bytes(), records, self.pool.into_bytes())
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

/// So many children at least a variation of another node leaves out.
const LIKE: usize = 8;

/// The children that one record has and another has not, or in another way.
fn variation(record: &Record, base: &Record) -> Vec<(u16, u32)> {
    let theirs: BTreeMap<u16, u32> = base.1.iter().copied().collect();
    let mut own: BTreeMap<u16, u32> = theirs.keys().map(|&unit| (unit, NO_CHILD)).collect();
    own.extend(record.1.iter().copied());
    own.retain(|unit, target| theirs.get(unit) != Some(target));
    // A node without any has no children at all.
    if own.is_empty() { record.1[..1].to_vec() } else { own.into_iter().collect() }
}

/// A target of 16 bits, for a record whose first unit is at `place`.
fn near(target: u32, place: u32) -> Option<u16> {
    if target < RECORDS {
        return Some(target as u16);
    }
    let back = (place + 2 * RECORDS).checked_sub(target)?;
    u16::try_from(back).ok().filter(|&back| u32::from(back) >= RECORDS)
}
