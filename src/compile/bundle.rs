//! Lays out tables one after the other, so that they share what they have in common.

use std::collections::{HashMap, HashSet};

use super::attention::{MANY_PAIRS, pair_set};
use super::pages::Pages;
use super::phrase_graph::PhraseGraph;
use super::{CompileError, Parts, words};
use crate::table::{CharEntry, PAGE, SECTIONS, Section, pack_delta, pack_marks};

/// Tables that share character pages, phrases, replacements and whole sections.
#[derive(Default)]
pub struct Bundle {
    /// For each table, where its sections start and how long they are, in bytes. Sections that are
    /// shared by all tables are filled in at the end.
    tables: Vec<[(u32, u32); SECTIONS]>,
    /// All sections of single tables.
    sections: Vec<u8>,
    known_sections: HashMap<Vec<u8>, (u32, u32)>,
    /// The bonds of tables that have many: more of them than its own do a table no harm.
    bonds: HashSet<(u32, u32)>,
    with_shared_bonds: Vec<usize>,
    characters: Pages,
    phrases: PhraseGraph,
}

impl Bundle {
    /// Adds a table and returns its number.
    ///
    /// # Errors
    /// [`CompileError`] if something is longer or more than the layout has room for.
    pub fn add(&mut self, parts: &Parts) -> Result<usize, CompileError> {
        let mut table = [(0, 0); SECTIONS];
        let mut put = |section: Section, bytes: Vec<u8>| {
            table[section as usize] = self.section(bytes);
        };
        put(Section::Normalization, parts.normalization.clone());
        put(Section::Settings, parts.settings.clone());
        table[Section::Pages as usize] = {
            let pages = self.pages(&parts.entries)?;
            self.section(pages)
        };
        table[Section::Starts as usize] = {
            let starts = self.phrases.add(&parts.phrases)?;
            self.section(starts)
        };
        table[Section::FirstStage as usize] = {
            let starts = self.phrases.add_stage(&parts.first_stage)?;
            self.section(starts)
        };
        table[Section::SecondStage as usize] = {
            let starts = self.phrases.add_stage(&parts.second_stage)?;
            self.section(starts)
        };
        table[Section::Words as usize] = {
            let words = words::section(&parts.words, &mut self.phrases.pool)?;
            self.section(words)
        };
        if parts.bonds.len() < MANY_BONDS {
            // Where much is looked up, a larger set, which is wrong less often, is worth its room if that is little.
            let is_worth_it = parts.words.len() >= MANY_PAIRS && parts.bonds.len() < FEW_BONDS;
            let bits = if is_worth_it { 3 * BITS_A_BOND } else { BITS_A_BOND };
            let bonds = pair_set(parts.bonds.iter().copied(), bits);
            table[Section::Bonds as usize] = self.section(bonds);
        } else {
            self.bonds.extend(&parts.bonds);
            self.with_shared_bonds.push(self.tables.len());
        }
        self.tables.push(table);
        Ok(self.tables.len() - 1)
    }

    fn section(&mut self, bytes: Vec<u8>) -> (u32, u32) {
        if let Some(&place) = self.known_sections.get(&bytes) {
            return place;
        }
        let place = append(&mut self.sections, &bytes);
        self.known_sections.insert(bytes, place);
        place
    }

    /// Where the pages lie that have the entries of all BMP code points: see [`Section::Pages`].
    fn pages(&mut self, entries: &[CharEntry]) -> Result<Vec<u8>, CompileError> {
        let mut section: Vec<u8> = Vec::new();
        // Where the number of blocks of the last run stands, and the block after it.
        let (mut count_at, mut next) = (0, usize::MAX);
        for (block, page) in entries.chunks(PAGE).enumerate() {
            if page.iter().all(|entry| *entry == [0; 2]) {
                continue;
            }
            if block != next {
                section.extend((block as u16).to_le_bytes());
                count_at = section.len();
                section.extend([0; 2]);
            }
            next = block + 1;
            let blocks = u16::from_le_bytes([section[count_at], section[count_at + 1]]) + 1;
            section[count_at..count_at + 2].copy_from_slice(&blocks.to_le_bytes());
            let deltas = self.page(page, |[delta, _]| pack_delta(delta).to_le_bytes())?;
            let marks = self.page(page, |[_, marks]| [pack_marks(marks)])?;
            section.extend([deltas, marks].into_iter().flat_map(u16::to_le_bytes));
        }
        Ok(section)
    }

    /// Where the page lies that has what is not zero of some entries.
    fn page<const N: usize>(
        &mut self,
        entries: &[CharEntry],
        what: impl Fn(CharEntry) -> [u8; N],
    ) -> Result<u16, CompileError> {
        let what: Vec<[u8; N]> = entries.iter().map(|&entry| what(entry)).collect();
        let not_zero = |(place, bytes): (usize, &[u8; N])| u64::from(*bytes != [0; N]) << place;
        let set = what.iter().enumerate().map(not_zero).sum();
        let bytes: Vec<u8> = what.into_iter().filter(|bytes| *bytes != [0; N]).flatten().collect();
        self.characters.add(set, &bytes)
    }

    /// All tables as bytes, headers first.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let bonds = pair_set(self.bonds, BITS_A_BOND);
        let bonds = append(&mut self.sections, &bonds);
        for table in self.with_shared_bonds {
            self.tables[table][Section::Bonds as usize] = bonds;
        }
        let (start_pages, records, pool) = self.phrases.into_parts();
        let characters = append(&mut self.sections, &self.characters.into_bytes());
        let start_pages = append(&mut self.sections, &start_pages);
        let records = append(&mut self.sections, &records);
        let pool = append(&mut self.sections, &pool);
        let headers = (self.tables.len() * SECTIONS * 8).next_multiple_of(ALIGNMENT);
        let mut bytes = Vec::with_capacity(headers + self.sections.len());
        for mut table in self.tables {
            table[Section::Characters as usize] = characters;
            table[Section::StartPages as usize] = start_pages;
            table[Section::Records as usize] = records;
            table[Section::Pool as usize] = pool;
            for (start, length) in table {
                bytes.extend((headers as u32 + start).to_le_bytes());
                bytes.extend(length.to_le_bytes());
            }
        }
        bytes.resize(headers, 0);
        bytes.extend(self.sections);
        bytes
    }
}

/// Tables with so many bonds share them.
const MANY_BONDS: usize = 20_000;
const FEW_BONDS: usize = 5_000;
const BITS_A_BOND: usize = 6;

/// Sections start at multiples of this, a cache line.
const ALIGNMENT: usize = 64;

fn append(sections: &mut Vec<u8>, bytes: &[u8]) -> (u32, u32) {
    let start = sections.len() as u32;
    sections.extend(bytes);
    sections.resize(sections.len().next_multiple_of(ALIGNMENT), 0);
    (start, bytes.len() as u32)
}
