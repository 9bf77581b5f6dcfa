//! OpenCC's current compiled form: a marisa-trie of the keys, and the values in the order of
//! the keys' numbers.

use thiserror::Error;

use super::input::{Input, c_string};
use super::marisa;
use crate::dictionary::Lexicon;

pub const HEADER: &[u8] = b"OPENCC_MARISA_0.2.5";

type Entries = Vec<(String, Vec<String>)>;

/// Reads keys and values.
pub fn read(bytes: &[u8]) -> Result<Entries, String> {
    let mut input = Input::new(bytes.strip_prefix(HEADER).ok_or("its first bytes are others")?);
    let keys = marisa::read(&mut input)?;
    let count = input.u32()? as usize;
    if count != keys.len() {
        return Err(format!("there are {} keys and {count} entries", keys.len()));
    }
    let length = input.u32()? as usize;
    let mut values = Input::new(input.take(length)?);
    let mut entries = Entries::new();
    for key in keys {
        let mut candidates = Vec::new();
        for _ in 0..input.u16()? {
            let length = usize::from(input.u16()?);
            let value = values.take(length)?;
            if value.last() != Some(&0) {
                return Err("a value does not end".to_owned());
            }
            candidates.push(c_string(value)?);
        }
        let key = String::from_utf8(key).map_err(|_| "a key is not UTF-8".to_owned())?;
        if key.is_empty() {
            return Err("a key is empty".to_owned());
        }
        entries.push((key, candidates));
    }
    Ok(entries)
}

/// Why a dictionary cannot be stored in a compiled form.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// A string would end at its zero byte.
    #[error("the entry of {key:?} holds a null character")]
    Null { key: String },
    /// A value is longer than 65,534 bytes, or there are more than 65,535.
    #[error("the entry of {key:?} has a value that is too long, or too many")]
    TooLong { key: String },
    /// All values together have to be less than 4 GiB.
    #[error("the dictionary is too large")]
    TooLarge,
}

/// Writes a dictionary as an `ocd2` file, which OpenCC reads as well.
///
/// # Errors
/// [`WriteError`] if an entry cannot be stored in that form.
pub fn write(lexicon: &Lexicon) -> Result<Vec<u8>, WriteError> {
    let mut entries: Vec<(&str, &[String])> =
        lexicon.entries().map(|(key, entry)| (key, entry.candidates())).collect();
    entries.sort_unstable();
    let keys: Vec<&[u8]> = entries.iter().map(|(key, _)| key.as_bytes()).collect();
    let mut output = HEADER.to_vec();
    let numbers = marisa::write(&keys, &mut output);
    let mut values = Vec::new();
    let mut lengths = Vec::new();
    for (key, candidates) in numbers.into_iter().map(|number| entries[number]) {
        if key.contains('\0') || candidates.iter().any(|value| value.contains('\0')) {
            return Err(WriteError::Null { key: key.to_owned() });
        }
        let too_long = |_| WriteError::TooLong { key: key.to_owned() };
        lengths.extend(u16::try_from(candidates.len()).map_err(too_long)?.to_le_bytes());
        for value in candidates {
            lengths.extend(u16::try_from(value.len() + 1).map_err(too_long)?.to_le_bytes());
            values.extend(value.as_bytes());
            values.push(0);
        }
    }
    let too_large = |_| WriteError::TooLarge;
    output.extend(u32::try_from(entries.len()).map_err(too_large)?.to_le_bytes());
    output.extend(u32::try_from(values.len()).map_err(too_large)?.to_le_bytes());
    output.extend(values);
    output.extend(lengths);
    Ok(output)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Format;
    use super::*;

    fn entries(lexicon: &Lexicon) -> Vec<(&str, &[String])> {
        let mut entries: Vec<_> =
            lexicon.entries().map(|(key, entry)| (key, entry.candidates())).collect();
        entries.sort_unstable();
        entries
    }

    #[test]
    fn tells_what_cannot_be_stored() {
        let lexicon = |key: &str, value: &str| {
            Lexicon::from_entries([(key.to_owned(), vec![value.to_owned()])]).unwrap()
        };
        let null = |key: &str| WriteError::Null { key: key.to_owned() };
        assert_eq!(write(&lexicon("a\0", "b")), Err(null("a\0")));
        assert_eq!(write(&lexicon("a", "\0")), Err(null("a")));
        let long = "長".repeat(21_845);
        assert_eq!(write(&lexicon("a", &long)), Err(WriteError::TooLong { key: "a".to_owned() }));
        assert!(write(&lexicon("a", &long[3..])).is_ok());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            words in proptest::collection::hash_map("[a-c漢字𠮷é]{1,9}", proptest::collection::vec("[a漢 ]{0,3}", 1..4), 0..300)
        ) {
            let lexicon = Lexicon::from_entries(words).unwrap();
            let bytes = write(&lexicon).unwrap();
            prop_assert_eq!(Format::of(&bytes), Format::Ocd2);
            let read = Format::Ocd2.read(&bytes).unwrap();
            prop_assert_eq!(entries(&read), entries(&lexicon));
        }
    }
}
