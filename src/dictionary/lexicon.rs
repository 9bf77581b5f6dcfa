use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use thiserror::Error;

/// The entries of one dictionary file.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    name: String,
    entries: HashMap<String, Entry, RandomState>,
    /// For each character, how long the keys are that start with it, in bytes, longest first.
    lengths: HashMap<char, Vec<usize>, RandomState>,
}

/// What a dictionary file says about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    values: Vec<String>,
    line: usize,
    origin: Option<(Arc<str>, usize)>,
}

impl Entry {
    /// The value that is written.
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// All values that the file lists, the one that is written first.
    pub fn candidates(&self) -> &[String] {
        &self.values
    }

    /// The line of the file, from 1; 0 if the entry is from no text file.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The file and the line that the entry was made from, in a file that is made of others.
    pub fn origin(&self) -> Option<(&str, usize)> {
        self.origin.as_ref().map(|(file, line)| (&**file, *line))
    }
}

/// Why a dictionary could not be read. Lines count from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// A line of a text file is no entry.
    #[error("line {line}: no TAB between key and value")]
    NoTab { line: usize },
    /// Nothing stands before the TAB.
    #[error("line {line}: the key is empty")]
    EmptyKey { line: usize },
    /// Two lines of a text file say what becomes of a key.
    #[error("line {line}: the key {key} occurs a second time")]
    DuplicateKey { line: usize, key: String },
    /// Two entries that were not read from a text file have the same key.
    #[error("the key {key} occurs a second time")]
    Duplicate { key: String },
    /// A text file is not UTF-8.
    #[error("line {line}: not UTF-8")]
    NotUtf8 { line: usize },
    /// A compiled file is not what it should be.
    #[error("not a sound {format} file: {reason}")]
    Compiled { format: &'static str, reason: String },
}

impl Lexicon {
    /// Reads OpenCC's text format: `key TAB value value…` a line, `#` starts a comment line.
    /// Of several candidate values, separated by spaces, the first is the one that is written.
    ///
    /// # Errors
    /// [`LexiconError`] names the line that is not an entry or repeats a key.
    pub fn parse(text: &str) -> Result<Lexicon, LexiconError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lexicon = Lexicon::default();
        let mut origin = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(place) = line.strip_prefix(ORIGIN) {
                origin = parse_origin(place);
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((key, values)) = line.split_once('\t') else {
                return Err(LexiconError::NoTab { line: number });
            };
            if key.is_empty() {
                return Err(LexiconError::EmptyKey { line: number });
            }
            let values = values.split(' ').map(str::to_owned).collect();
            if !lexicon
                .insert(key.to_owned(), Entry { values, line: number, origin: origin.take() })
            {
                return Err(LexiconError::DuplicateKey { line: number, key: key.to_owned() });
            }
        }
        Ok(lexicon)
    }

    /// A dictionary of entries that are known: keys and candidates, the one that is written first.
    /// A key without any stays as it is.
    ///
    /// # Errors
    /// [`LexiconError::Duplicate`] names a key that occurs a second time.
    pub fn from_entries(
        entries: impl IntoIterator<Item = (String, Vec<String>)>,
    ) -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::default();
        for (key, mut values) in entries {
            if values.is_empty() {
                values.push(key.clone());
            }
            if !lexicon.insert(key.clone(), Entry { values, line: 0, origin: None }) {
                return Err(LexiconError::Duplicate { key });
            }
        }
        Ok(lexicon)
    }

    /// Whether the key is new.
    fn insert(&mut self, key: String, entry: Entry) -> bool {
        if let Some(first) = key.chars().next() {
            let lengths = self.lengths.entry(first).or_default();
            if let Err(place) = lengths.binary_search_by(|length| key.len().cmp(length)) {
                lengths.insert(place, key.len());
            }
        }
        self.entries.insert(key, entry).is_none()
    }

    /// The same, read from a file of this name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Lexicon {
        Lexicon { name: name.into(), ..self }
    }

    /// The name of the file; empty if there is none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Keys and the values that are written for them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry.value()))
    }

    /// Keys and all that is known about them, in no particular order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// What is known about a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The longest key that `text` starts with: its length in bytes, and its entry.
    pub fn longest_match(&self, text: &str) -> Option<(usize, &Entry)> {
        self.longest_entry(text).map(|(key, entry)| (key.len(), entry))
    }

    /// The same, with the key itself.
    pub fn longest_entry(&self, text: &str) -> Option<(&str, &Entry)> {
        let lengths = text.chars().next().and_then(|first| self.lengths.get(&first))?;
        lengths.iter().find_map(|&length| {
            let (key, entry) = self.entries.get_key_value(text.get(..length)?)?;
            Some((key.as_str(), entry))
        })
    }
}

/// Starts a comment that says what file and line the next entry was made from.
pub const ORIGIN: &str = "#@ ";

fn parse_origin(place: &str) -> Option<(Arc<str>, usize)> {
    let (file, line) = place.rsplit_once(':')?;
    Some((file.into(), line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_first_candidate_of_the_longest_key() {
        let lexicon = Lexicon::parse("# comment\n干\t幹 乾 干\n干净\t乾淨\n").unwrap();
        let found =
            |text| lexicon.longest_match(text).map(|(length, entry)| (length, entry.value()));
        assert_eq!(found("干净的"), Some((6, "乾淨")));
        assert_eq!(found("干部"), Some((3, "幹")));
        assert_eq!(found("净"), None);
    }

    #[test]
    fn knows_candidates_and_lines() {
        let lexicon = Lexicon::parse("# comment\n\n干\t幹 乾 干\n").unwrap().named("a.txt");
        let (_, entry) = lexicon.longest_match("干").unwrap();
        assert_eq!(entry.candidates(), ["幹", "乾", "干"]);
        assert_eq!((lexicon.name(), entry.line()), ("a.txt", 3));
    }

    #[test]
    fn knows_what_an_entry_was_made_from() {
        let lexicon = Lexicon::parse("#@ b.txt:7\n干\t幹\n乾\t干\n#@ \n坤\t坤\n").unwrap();
        let origin = |key| lexicon.get(key).unwrap().origin();
        assert_eq!(origin("干"), Some(("b.txt", 7)));
        assert_eq!((origin("乾"), origin("坤")), (None, None));
    }

    #[test]
    fn takes_entries_as_they_are() {
        let entry = |key: &str| (key.to_owned(), vec!["b c".to_owned()]);
        let lexicon = Lexicon::from_entries([entry("a"), ("d".to_owned(), Vec::new())]).unwrap();
        assert_eq!(lexicon.get("a").map(Entry::value), Some("b c"));
        assert_eq!(lexicon.get("d").map(Entry::value), Some("d"));
        assert_eq!(lexicon.len(), 2);
        let error = Lexicon::from_entries([entry("a"), entry("a")]).unwrap_err();
        assert_eq!(error.to_string(), "the key a occurs a second time");
    }

    #[test]
    fn names_the_bad_line() {
        let message = |text| Lexicon::parse(text).unwrap_err().to_string();
        assert_eq!(message("a\tb\nc"), "line 2: no TAB between key and value");
        assert_eq!(message("\tb"), "line 1: the key is empty");
        assert_eq!(message("a\tb\na\tc"), "line 2: the key a occurs a second time");
    }
}
