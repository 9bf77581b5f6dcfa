//! Words that differ by region, and how a route is made of them.
//!
//! `dicts/fanjian/README.md` describes the format. [`Wording::parse`] reads it, [`directed`] turns
//! it into what one direction converts, in all spellings of [`Variants`]; [`lint`] finds what a
//! table cannot mean.

mod contexts;
mod directed;
mod lint;
mod parse;
mod variants;

pub use contexts::convert_contexts;
pub use directed::{Direction, Rank, Rule, Spell, Speller, directed, protect_values, rules};
pub use lint::{Fault, Finding, Line, lint};
pub use parse::WordingError;
pub use variants::Variants;

use std::sync::Arc;

/// Whose words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Mainland China, in Simplified.
    Mainland,
    /// Taiwan.
    Taiwan,
    /// Hong Kong, and Macau.
    HongKong,
}

impl Place {
    /// In the order of the columns.
    pub const ALL: [Place; 3] = [Place::Mainland, Place::Taiwan, Place::HongKong];

    /// As conditions name it.
    pub fn tag(self) -> &'static str {
        match self {
            Place::Mainland => "cn",
            Place::Taiwan => "tw",
            Place::HongKong => "hk",
        }
    }
}

/// What a place calls a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The mainland word, spelled by the place.
    Same,
    /// Nothing that could be converted.
    None,
    /// The first is written, all are read.
    Words(Vec<String>),
}

/// Where an entry counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Only in these directions, or in all if it is empty.
    pub directions: Vec<(Place, Place)>,
    /// Only if one of these follows.
    pub before: Vec<String>,
    /// Only if one of these stands before.
    pub after: Vec<String>,
    /// Not if one of these follows.
    pub not_before: Vec<String>,
    /// Not if one of these stands before.
    pub not_after: Vec<String>,
}

/// Where something was written. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file.
    pub file: Arc<str>,
    /// The line.
    pub line: usize,
}

/// One line: one thing, and what each place calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In the order of [`Place::ALL`].
    pub columns: [Column; 3],
    /// Where it counts.
    pub conditions: Conditions,
    /// Where it stands.
    pub origin: Origin,
}

/// All entries of some files.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// Words that differ.
    pub entries: Vec<Entry>,
    /// Words that no entry touches.
    pub kept: Vec<(String, Origin)>,
}

impl Entry {
    /// Words of one place and the word of another that each becomes, where the entry counts.
    fn pair(&self, from: Place, to: Place) -> Option<(&Column, &Column)> {
        let directions = &self.conditions.directions;
        let counts = directions.is_empty() || directions.contains(&(from, to));
        let [from, to] = [from, to].map(|place| &self.columns[place as usize]);
        (counts && *from != Column::None && *to != Column::None).then_some((from, to))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn our_own_wording_has_no_faults() {
        assert_eq!(include_str!(concat!(env!("OUT_DIR"), "/wording_faults.txt")), "");
    }
}
