//! Dictionaries and configurations: as people write them, and as OpenCC compiles dictionaries.
//!
//! `compile` turns them into the flat tables that conversion walks;
//! `reference` interprets them directly, slowly and obviously.

mod compiled;
mod config;
pub(crate) mod json;
mod lexicon;
mod schema;

pub use compiled::{Format, WriteError, write_ocd2};
pub use config::{
    ConfigError, DictionaryFile, FindFile, Pipeline, PipelineOptions, find_in_folders,
    load_pipeline, parse_pipeline, read_pipeline,
};
pub use lexicon::{Entry, Lexicon, LexiconError, ORIGIN};
pub use schema::{ConfigRemarks, SchemaViolation, config_remarks};

use std::collections::HashSet;
use std::sync::Arc;

/// How a group of dictionaries picks among the matches of its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchPolicy {
    /// The first member with any match wins, even if a later one has a longer key.
    ShortCircuit,
    /// The longest key over all members wins; the earlier member on a tie.
    Union,
}

/// A dictionary of a configuration: one file, or a group that may nest.
#[derive(Clone, Debug)]
pub enum Dictionary {
    /// The entries of one file.
    Leaf(Arc<Lexicon>),
    /// Several dictionaries under one policy.
    Group(MatchPolicy, Vec<Dictionary>),
}

/// An entry that matches the beginning of a text.
#[derive(Clone, Copy, Debug)]
pub struct Match<'a> {
    /// The key.
    pub key: &'a str,
    /// What the key becomes.
    pub entry: &'a Entry,
    /// The file that says so.
    pub lexicon: &'a Lexicon,
}

impl Match<'_> {
    /// The length of the key in bytes.
    pub fn length(&self) -> usize {
        self.key.len()
    }

    /// The file that a person wrote the entry in, and the line; 0 if the file has no lines.
    pub fn place(&self) -> (&str, usize) {
        self.entry.origin().unwrap_or((self.lexicon.name(), self.entry.line()))
    }
}

impl Dictionary {
    /// A dictionary that matches nothing.
    pub fn empty() -> Dictionary {
        Dictionary::Group(MatchPolicy::Union, Vec::new())
    }

    /// The match that OpenCC takes at the start of `text`: length in bytes, and value.
    pub fn longest_match(&self, text: &str) -> Option<(usize, &str)> {
        self.longest_entry(text).map(|found| (found.length(), found.entry.value()))
    }

    /// The same match, with where it was found.
    pub fn longest_entry(&self, text: &str) -> Option<Match<'_>> {
        match self {
            Dictionary::Leaf(lexicon) => {
                lexicon.longest_entry(text).map(|(key, entry)| Match { key, entry, lexicon })
            }
            Dictionary::Group(MatchPolicy::ShortCircuit, members) => {
                members.iter().find_map(|m| m.longest_entry(text))
            }
            Dictionary::Group(MatchPolicy::Union, members) => {
                let mut best: Option<Match> = None;
                for found in members.iter().filter_map(|m| m.longest_entry(text)) {
                    if best.is_none_or(|b| found.length() > b.length()) {
                        best = Some(found);
                    }
                }
                best
            }
        }
    }

    /// Every key of every file in it, each once, in no particular order.
    pub fn keys(&self) -> HashSet<&str> {
        let mut keys = HashSet::new();
        self.collect_keys(&mut keys);
        keys
    }

    fn collect_keys<'a>(&'a self, keys: &mut HashSet<&'a str>) {
        match self {
            Dictionary::Leaf(lexicon) => keys.extend(lexicon.iter().map(|(key, _)| key)),
            Dictionary::Group(_, members) => members.iter().for_each(|m| m.collect_keys(keys)),
        }
    }
}
