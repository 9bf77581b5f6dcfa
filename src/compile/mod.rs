//! Compiles a configuration into a [`crate::table`]: all its stages become one walk over the text.
//!
//! How, and why the result is the same as OpenCC's, is told in `docs/engine.md`.

mod attention;
mod decide;
mod hash_table;
mod phrase_trie;
mod pool;
mod trie;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::dictionary::Pipeline;
use crate::ids;
use crate::table::{CharEntry, SECTIONS, Section};
use attention::Attention;
use decide::{Outcome, Plan};

/// Why a configuration cannot be compiled.
#[derive(Debug, Error)]
pub enum CompileError {
    #[error("normalization must map single characters to single characters, unlike {0}")]
    Normalization(String),
    #[error("a conversion chain of {0} stages is not supported; 1 or 2 are")]
    Stages(usize),
    #[error("the key {0} contains an ideographic description character")]
    IdsInKey(String),
    #[error("the value {0} of a first stage contains an ideographic description character")]
    IdsInValue(String),
    #[error("the key {0} becomes nothing in a first stage")]
    EmptyValue(String),
    #[error("more than {limit} source spellings lead to the key {key}")]
    TooManySpellings { key: String, limit: usize },
    #[error("the value of {0} is longer than 65,535 bytes or its key than 255 code points")]
    TooLong(String),
    #[error("more than a million nodes")]
    TooLarge,
}

/// Makes the table of a configuration.
///
/// # Errors
/// [`CompileError`] if the configuration has a form that one walk cannot express.
pub fn compile(pipeline: &Pipeline) -> Result<Vec<u8>, CompileError> {
    let mut plan = Plan::new(pipeline)?;
    let mut sections: Vec<Vec<u8>> = vec![Vec::new(); SECTIONS];

    let phrases = plan.phrases()?;
    let attention = Attention::new(&phrases, |c| single(&phrases, c));
    let (pages, characters) = character_pages(&plan, &phrases, &attention);
    sections[Section::Pages as usize] = pages;
    sections[Section::Characters as usize] = characters;
    let code_points = |&(first, second): &(char, char)| (u32::from(first), u32::from(second));
    sections[Section::Pairs as usize] =
        attention::pair_set(attention.pairs.iter().map(code_points), 16);
    let bonds = phrases.keys().filter_map(|key| key.last_chunk()).map(|&[a, b]| (a, b));
    sections[Section::Bonds as usize] =
        attention::pair_set(bonds.map(|pair| code_points(&pair)), 6);

    // The character entry says all about a plain three-byte character.
    sections[Section::Phrases as usize] =
        phrase_trie::build(&phrases, |c, outcome| Plan::three_byte_delta(c, outcome).is_none())?;
    sections[Section::FirstStage as usize] = plan.first_stage()?;
    sections[Section::SecondStage as usize] = plan.second_stage()?;
    for (&from, &to) in plan.normalization() {
        let section = &mut sections[Section::Normalization as usize];
        section.extend(u32::from(from).to_le_bytes());
        section.extend(u32::from(to).to_le_bytes());
    }
    for number in [
        shortest_examined(&plan, &phrases, &attention),
        u32::from(plan.has_segmentation()),
        u32::from(plan.has_second_stage()),
        plan.normalization().keys().next().map_or(u32::MAX, |&c| u32::from(c)),
        plan.normalization()
            .keys()
            .map(|&c| u32::from(c))
            .filter(|&c| c < 0x1_0000)
            .max()
            .unwrap_or(0),
    ] {
        sections[Section::Settings as usize].extend(number.to_le_bytes());
    }
    Ok(layout(&sections))
}

/// Puts the header before the sections.
fn layout(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut table = vec![0; sections.len() * 8];
    for (index, section) in sections.iter().enumerate() {
        let start = table.len() as u32;
        table[index * 8..index * 8 + 4].copy_from_slice(&start.to_le_bytes());
        table[index * 8 + 4..index * 8 + 8].copy_from_slice(&(section.len() as u32).to_le_bytes());
        table.extend(section);
        table.resize(table.len().next_multiple_of(64), 0);
    }
    table
}

/// The keys of the phrase trie with what happens where the text leaves it.
type Phrases = BTreeMap<Vec<char>, decide::Outcome>;

/// The character entries in pages of 64, each different page once.
fn character_pages(plan: &Plan, phrases: &Phrases, attention: &Attention) -> (Vec<u8>, Vec<u8>) {
    let mut entries = vec![0u32; 0x1_0000];
    let mut starts: Vec<char> = phrases.keys().filter(|k| k.len() > 1).map(|k| k[0]).collect();
    starts.dedup();
    for c in starts.iter().filter(|&&c| (c as u32) < 0x1_0000) {
        entries[*c as usize] |= CharEntry::STARTS_PHRASE;
    }
    for (key, outcome) in phrases.iter().filter(|(key, _)| key.len() == 1) {
        let c = key[0] as u32;
        if c < 0x1_0000 {
            entries[c as usize] |=
                Plan::three_byte_delta(key[0], outcome).unwrap_or(CharEntry::SPECIAL);
        }
    }
    for &c in attention.anchors.iter().filter(|&&c| (c as u32) < 0x1_0000) {
        entries[c as usize] |= CharEntry::ANCHOR;
    }
    for &c in attention.always.iter().filter(|&&c| (c as u32) < 0x1_0000) {
        entries[c as usize] |= CharEntry::SPECIAL;
    }
    for from in plan.normalization().keys().map(|&c| c as u32).filter(|&c| c < 0x1_0000) {
        // What else there is to it counts where another character is normalized to it.
        entries[from as usize] |= CharEntry::SPECIAL;
    }
    for operator in (0x2FF0..=0x2FFF).filter(|&c| ids::arity(c) > 0) {
        entries[operator as usize] = CharEntry::SPECIAL;
    }
    let mut page_of: BTreeMap<&[u32], u16> = BTreeMap::new();
    let mut pages = Vec::new();
    let mut characters = Vec::new();
    for block in entries.chunks(64) {
        let next = page_of.len() as u16;
        let page = *page_of.entry(block).or_insert_with(|| {
            characters.extend(block.iter().flat_map(|entry| entry.to_le_bytes()));
            next
        });
        pages.extend((page * 64).to_le_bytes());
    }
    (pages, characters)
}

/// What a character becomes by itself, if that is one character.
fn single(phrases: &Phrases, c: char) -> Option<char> {
    match phrases.get([c].as_slice()) {
        None | Some(Outcome::Character) => Some(c),
        Some(Outcome::Replace { output, .. }) => {
            let mut output = output.chars();
            output.next().filter(|_| output.next().is_none())
        }
        Some(_) => None,
    }
}

/// The length in bytes from which on characters have to be examined: shorter ones are copied, if
/// they are not next to one that leads to a phrase.
fn shortest_examined(plan: &Plan, phrases: &Phrases, attention: &Attention) -> u32 {
    let converted = phrases
        .iter()
        .filter(|(key, outcome)| key.len() == 1 && **outcome != Outcome::Character)
        .map(|(key, _)| &key[0]);
    let examined = converted.chain(plan.normalization().keys()).chain(&attention.always);
    examined.map(|c| c.len_utf8() as u32).min().unwrap_or(3).min(3)
}
