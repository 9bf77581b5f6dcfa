use std::collections::HashMap;
use thiserror::Error;

/// The entries of one dictionary file.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: HashMap<String, String>,
    longest_key: usize,
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
            if key.is_empty() {
                return Err(LexiconError::EmptyKey { line: number });
            }
            let value = values.split(' ').next().unwrap_or_default();
            lexicon.longest_key = lexicon.longest_key.max(key.len());
            if lexicon.entries.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(LexiconError::DuplicateKey { line: number, key: key.to_owned() });
            }
        }
        Ok(lexicon)
    }

    /// Keys and the values that are written for them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The longest key that `text` starts with: its length in bytes, and its value.
    pub fn longest_match(&self, text: &str) -> Option<(usize, &str)> {
        let mut end = text.len().min(self.longest_key);
        while end > 0 {
            if let Some(value) = text.get(..end).and_then(|prefix| self.entries.get(prefix)) {
                return Some((end, value));
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
        assert_eq!(lexicon.longest_match("干净的"), Some((6, "乾淨")));
        assert_eq!(lexicon.longest_match("干部"), Some((3, "幹")));
        assert_eq!(lexicon.longest_match("净"), None);
    }

    #[test]
    fn names_the_bad_line() {
        let message = |text| Lexicon::parse(text).unwrap_err().to_string();
        assert_eq!(message("a\tb\nc"), "line 2: no TAB between key and value");
        assert_eq!(message("\tb"), "line 1: the key is empty");
        assert_eq!(message("a\tb\na\tc"), "line 2: the key a occurs a second time");
    }
}
