//! The user's own words, over any engine.
//!
//! [`UserDictionary`] reads entries from files and options; [`UserWords`] is an engine that applies
//! them to the original text and leaves the pieces in between to another engine. [`Protected`]
//! does the same for spans that a pattern describes. Both may stand before every engine.

mod dictionary;
mod fence;
mod formats;
mod places;
mod protected;
mod words;

pub use dictionary::{UserDictionary, UserDictionaryError};
pub use formats::{EntryError, text_from_utf8};
pub(crate) use formats::{parse as parse_entries, too_many as too_many_columns};
pub use places::is_table;
pub use protected::{Patterns, PatternsError, Protected};
pub use words::UserWords;
pub(crate) use words::{Word, Words};
