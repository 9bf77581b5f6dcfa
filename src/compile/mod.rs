//! Compiles a configuration into a [`crate::table`]: all its stages become one walk over the text.
//!
//! How, and why the result is the same as OpenCC's, is told in `docs/engine.md`.

mod attention;
mod bundle;
mod colours;
mod decide;
mod frequency;
mod pages;
mod phrase_graph;
mod pool;
mod words;

use std::collections::{BTreeMap, HashSet};

use thiserror::Error;

use crate::dictionary::Pipeline;
use crate::ids;
use crate::table::{CharEntry, Colour, IN_PHRASE, SPECIAL, STARTS_PHRASE};
use attention::Attention;
pub use bundle::Bundle;
use decide::{Outcome, Plan};
use words::Word;

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

/// Makes a bundle of the table of one configuration.
///
/// # Errors
/// [`CompileError`] if the configuration has a form that one walk cannot express.
pub fn compile(pipeline: &Pipeline) -> Result<Vec<u8>, CompileError> {
    let mut bundle = Bundle::default();
    bundle.add(&Parts::new(pipeline)?)?;
    Ok(bundle.into_bytes())
}

/// What a table consists of, before it is laid out.
pub struct Parts {
    /// A [`CharEntry`] for each BMP code point.
    entries: Vec<CharEntry>,
    phrases: Phrases,
    words: Vec<Word>,
    /// Neighbours in some phrase.
    bonds: HashSet<(u32, u32)>,
    first_stage: Phrases,
    second_stage: Phrases,
    normalization: Vec<u8>,
    settings: Vec<u8>,
}

impl Parts {
    /// Looks at a configuration.
    ///
    /// # Errors
    /// [`CompileError`] if it has a form that one walk cannot express.
    pub fn new(pipeline: &Pipeline) -> Result<Parts, CompileError> {
        let mut plan = Plan::new(pipeline)?;
        let phrases = plan.phrases()?;
        let attention = Attention::new(&phrases);
        let code_points = |&(first, second): &(char, char)| (u32::from(first), u32::from(second));
        let bonds = phrases.keys().filter_map(|key| key.last_chunk()).map(|&[a, b]| (a, b));
        let normalization = plan.normalization();
        let settings = [
            shortest_examined(&plan, &phrases, &attention),
            u32::from(plan.has_segmentation()),
            u32::from(plan.has_second_stage()),
            normalization.keys().next().map_or(u32::MAX, |&c| u32::from(c)),
            normalization
                .keys()
                .map(|&c| u32::from(c))
                .filter(|&c| c < 0x1_0000)
                .max()
                .unwrap_or(0),
            u32::from(attention.has_few_pairs()),
        ];
        Ok(Parts {
            entries: character_entries(&plan, &phrases, &attention),
            words: words::words(&phrases, &attention, normalization.keys()),
            bonds: bonds.map(|pair| code_points(&pair)).collect(),
            first_stage: plan.first_stage(),
            second_stage: plan.second_stage(),
            normalization: normalization
                .iter()
                .flat_map(|(&from, &to)| [u32::from(from), u32::from(to)])
                .flat_map(u32::to_le_bytes)
                .collect(),
            settings: settings.into_iter().flat_map(u32::to_le_bytes).collect(),
            phrases: if plan.has_segmentation() { phrases } else { as_segments(phrases) },
        })
    }
}

/// The keys of the phrase trie with what happens where the text leaves it.
type Phrases = BTreeMap<Vec<char>, decide::Outcome>;

/// The same phrases as segments, which means nothing where there is no segmentation: so they are
/// equal to those of tables that have one, and are stored once.
fn as_segments(mut phrases: Phrases) -> Phrases {
    for (_, outcome) in phrases.iter_mut().filter(|(key, _)| key.len() > 1) {
        if let Outcome::Characters { segment, .. } | Outcome::Replace { segment, .. } = outcome {
            *segment = true;
        }
    }
    phrases
}

/// The entries of all BMP code points.
fn character_entries(plan: &Plan, phrases: &Phrases, attention: &Attention) -> Vec<CharEntry> {
    let mut entries = vec![[0; 2]; 0x1_0000];
    let mut starts: Vec<char> = phrases.keys().filter(|k| k.len() > 1).map(|k| k[0]).collect();
    starts.dedup();
    for c in starts.iter().filter(|&&c| (c as u32) < 0x1_0000) {
        entries[*c as usize][1] |= STARTS_PHRASE;
    }
    for &c in phrases.keys().filter(|key| key.len() > 1).flatten() {
        if (c as u32) < 0x1_0000 {
            entries[c as usize][1] |= IN_PHRASE;
        }
    }
    for (key, outcome) in phrases.iter().filter(|(key, _)| key.len() == 1) {
        let c = key[0] as u32;
        if c < 0x1_0000 {
            match Plan::three_byte_delta(key[0], outcome) {
                Some(delta) => entries[c as usize][0] = delta,
                None => entries[c as usize][1] |= SPECIAL,
            }
        }
    }
    for &c in attention.always.iter().filter(|&&c| (c as u32) < 0x1_0000) {
        entries[c as usize][1] |= SPECIAL;
    }
    for from in plan.normalization().keys().map(|&c| c as u32).filter(|&c| c < 0x1_0000) {
        // What else there is to it counts where another character is normalized to it.
        entries[from as usize][1] |= SPECIAL;
    }
    for operator in (0x2FF0..=0x2FFF).filter(|&c| ids::arity(c) > 0) {
        entries[operator as usize] = [0, SPECIAL | IN_PHRASE];
    }
    for (c, colour) in colours::colours(attention, phrases) {
        if (c as u32) < 0x1_0000 {
            entries[c as usize][1] |= colour;
        }
    }
    for [_, marks] in entries.iter_mut().filter(|[_, marks]| marks & SPECIAL != 0) {
        *marks = *marks & !Colour::OWN | Colour::ALWAYS;
    }
    entries
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
