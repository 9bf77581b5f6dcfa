use std::collections::HashMap;
use thiserror::Error;

/// The entries of one dictionary file.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    name: String,
    entries: HashMap<String, Entry>,
    /// For each character, the length in bytes of the longest key that starts with it.
    longest: HashMap<char, usize>,
}

/// What a dictionary file says about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    values: Vec<String>,
    line: usize,
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

    /// The line of the file, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

/// Why a text dictionary could not be read. Lines count from 1.
#[derive(Debug, Error)]
pub enum LexiconError {
    #[error("line {line}: no TAB between key and value")]
    NoTab { line: usize },
    #[error("line {line}: the key is empty")]
    EmptyKey { line: usize },
    #[error("line {line}: the key {key} occurs a second time")]
    DuplicateKey { line: usize, key: String },
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
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((key, values)) = line.split_once('\t') else {
                return Err(LexiconError::NoTab { line: number });
            };
            let Some(first) = key.chars().next() else {
                return Err(LexiconError::EmptyKey { line: number });
            };
            let values = values.split(' ').map(str::to_owned).collect();
            let longest = lexicon.longest.entry(first).or_default();
            *longest = key.len().max(*longest);
            let entry = Entry { values, line: number };
            if lexicon.entries.insert(key.to_owned(), entry).is_some() {
                return Err(LexiconError::DuplicateKey { line: number, key: key.to_owned() });
            }
        }
        Ok(lexicon)
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

    /// The longest key that `text` starts with: its length in bytes, and its entry.
    pub fn longest_match(&self, text: &str) -> Option<(usize, &Entry)> {
        let longest = text.chars().next().and_then(|first| self.longest.get(&first))?;
        let mut end = text.len().min(*longest);
        while end > 0 {
            if let Some(entry) = text.get(..end).and_then(|prefix| self.entries.get(prefix)) {
                return Some((end, entry));
            }
            end -= 1;
        }
        None
    }
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
    fn names_the_bad_line() {
        let message = |text| Lexicon::parse(text).unwrap_err().to_string();
        assert_eq!(message("a\tb\nc"), "line 2: no TAB between key and value");
        assert_eq!(message("\tb"), "line 1: the key is empty");
        assert_eq!(message("a\tb\na\tc"), "line 2: the key a occurs a second time");
    }
}
