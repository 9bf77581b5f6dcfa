//! Compiled dictionaries as OpenCC has them: `ocd2`, a marisa-trie with values, and the older `ocd`,
//! a double array with an index of keys and values.
//!
//! Files come from anywhere, so nothing in them is trusted: every number is checked against the
//! size of the file before it counts, and what a file claims to hold cannot be much larger than
//! the file.

mod bits;
mod input;
mod marisa;
mod ocd;
mod ocd2;

pub use ocd2::{WriteError, write as write_ocd2};

use super::{Lexicon, LexiconError};

/// The forms in which a dictionary is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `key TAB value value…` a line.
    Text,
    /// OpenCC's current compiled form.
    Ocd2,
    /// OpenCC's older compiled form.
    Ocd,
}

impl Format {
    /// The form that a file has by its first bytes.
    pub fn of(bytes: &[u8]) -> Format {
        if bytes.starts_with(ocd2::HEADER) {
            Format::Ocd2
        } else if bytes.starts_with(ocd::HEADER) {
            Format::Ocd
        } else {
            Format::Text
        }
    }

    /// Reads a dictionary.
    ///
    /// # Errors
    /// [`LexiconError`] tells what is wrong with the file.
    pub fn read(self, bytes: &[u8]) -> Result<Lexicon, LexiconError> {
        let unsound = |format| move |reason| LexiconError::Compiled { format, reason };
        match self {
            Format::Text => Lexicon::parse(std::str::from_utf8(bytes).map_err(|error| {
                let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
                LexiconError::NotUtf8 { line }
            })?),
            Format::Ocd2 => Lexicon::from_entries(ocd2::read(bytes).map_err(unsound("ocd2"))?),
            Format::Ocd => Lexicon::from_entries(ocd::read(bytes).map_err(unsound("ocd"))?),
        }
    }
}
