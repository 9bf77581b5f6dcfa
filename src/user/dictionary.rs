use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::formats::{self, EntryError};
use super::places::{self, Beside, Route};
use crate::{Locale, SourceLocale};

/// Entries of the user's own: words and what they become, whatever else is known about them.
///
/// # Examples
/// ```
/// use fanjian::user::{UserDictionary, UserWords};
/// use fanjian::{Converter, Engine};
///
/// let mut dictionary = UserDictionary::new();
/// dictionary.parse("信息\t訊息\n# Names stay as they are.\n范冰冰\n")?;
/// let engine = UserWords::new(&dictionary, Converter::new("s2twp")?);
/// let mut output = String::new();
/// engine.convert_prefix("范冰冰的信息软件", true, &mut output);
/// assert_eq!(output, "范冰冰的訊息軟體");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct UserDictionary {
    entries: HashMap<String, Own>,
    files: Vec<String>,
    /// Which words of tables count.
    route: Option<Route>,
    /// Files of which no word could count.
    unused: Vec<String>,
}

/// What a word becomes, and who says so.
#[derive(Clone, Debug)]
struct Own {
    value: String,
    /// The index of the file and the line, from 1.
    place: Option<(usize, usize)>,
    beside: Option<Beside>,
}

/// Why a file is no user dictionary.
#[derive(Debug, Error)]
pub enum UserDictionaryError {
    /// The file could not be read.
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    /// The file holds something that is no entry.
    #[error("{}: {error}", path.display())]
    Entry { path: PathBuf, error: EntryError },
}

impl UserDictionary {
    /// A dictionary without entries.
    pub fn new() -> UserDictionary {
        UserDictionary::default()
    }

    /// A dictionary without entries, for the conversion from one locale to another: it also takes
    /// tables of the words of mainland China, Taiwan and Hong Kong, of which it takes those that
    /// this conversion needs.
    ///
    /// # Examples
    /// ```
    /// use fanjian::user::{UserDictionary, UserWords};
    /// use fanjian::{Converter, Engine, Locale, SourceLocale};
    ///
    /// let (from, to) = (Locale::China, Locale::HongKong);
    /// let mut dictionary = UserDictionary::for_route(SourceLocale::Locale(from), to);
    /// dictionary.parse("妙脆角\t金牛角\t金牛角脆片\n")?;
    /// let engine = UserWords::new(&dictionary, Converter::between(from, to)?);
    /// let mut output = String::new();
    /// engine.convert_prefix("一包妙脆角", true, &mut output);
    /// assert_eq!(output, "一包金牛角脆片");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn for_route(from: SourceLocale, to: Locale) -> UserDictionary {
        UserDictionary { route: Route::between(from, to), ..UserDictionary::default() }
    }

    /// The files that hold words of places, where the conversion is not between places.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// Adds an entry; it takes the place of an earlier one with the same key. A key that is its
    /// own value is protected: it stays as it is.
    ///
    /// # Errors
    /// [`EntryError`] if the key is empty or holds a line end.
    pub fn define(
        &mut self,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<(), EntryError> {
        let key = key.into();
        formats::check_key(&key).map_err(|reason| EntryError { line: None, reason })?;
        self.entries.insert(key, Own { value: value.into(), place: None, beside: None });
        Ok(())
    }

    /// Adds the entries of a text in any format that is understood, told apart by what they look
    /// like: OpenCC's (`key TAB value`), CSV with two columns, a JSON object, or a table of the words
    /// of places in three columns ([`UserDictionary::for_route`]). A line with a key alone protects it. `docs/dictionaries.md` describes them.
    ///
    /// # Errors
    /// [`EntryError`] names the line and what is wrong with it. Nothing was added then.
    pub fn parse(&mut self, text: &str) -> Result<(), EntryError> {
        self.parse_file(text, None)
    }

    fn parse_file(&mut self, text: &str, file: Option<&Path>) -> Result<(), EntryError> {
        let name = file.map(|file| file.display().to_string());
        let entries = match places::is_table(text) {
            true => {
                let words = places::parse(text, self.route.as_ref())?;
                self.unused.extend(name.clone().filter(|_| self.route.is_none()));
                words.into_iter().map(|w| (w.key, w.value, w.line, w.beside)).collect()
            }
            false => formats::parse(text)?
                .into_iter()
                .map(|(key, value, line)| (key, value, line, None))
                .collect::<Vec<_>>(),
        };
        self.files.extend(name);
        let file = file.map(|_| self.files.len() - 1);
        self.entries.extend(entries.into_iter().map(|(key, value, line, beside)| {
            let place = file.map(|file| (file, line));
            (key, Own { value, place, beside })
        }));
        Ok(())
    }

    /// Adds the entries of a file, as [`UserDictionary::parse`] does.
    ///
    /// # Errors
    /// [`UserDictionaryError`] names the file, and the line if there is one to name.
    pub fn load(&mut self, path: &Path) -> Result<(), UserDictionaryError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| UserDictionaryError::Io { path: path.to_owned(), error })?;
        self.parse_file(&text, Some(path))
            .map_err(|error| UserDictionaryError::Entry { path: path.to_owned(), error })
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys and values, in no particular order. A key holds what has to stand beside the word.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(key, own)| (key.as_str(), own.value.as_str()))
    }

    /// Keys that hold what stands beside a word.
    pub(super) fn besides(&self) -> impl Iterator<Item = (&str, Beside)> {
        self.entries.iter().filter_map(|(key, own)| Some((key.as_str(), own.beside?)))
    }

    /// The file that says what becomes of a word, and the line, from 1; none if no file does.
    pub fn place(&self, key: &str) -> Option<(&str, usize)> {
        let (file, line) = self.entries.get(key)?.place?;
        Some((self.files[file].as_str(), line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_entries_win() {
        let mut dictionary = UserDictionary::new();
        dictionary.parse("a\tb\n").unwrap();
        dictionary.define("a", "c").unwrap();
        assert_eq!(dictionary.iter().collect::<Vec<_>>(), [("a", "c")]);
    }

    #[test]
    fn knows_where_a_word_comes_from() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words");
        std::fs::write(&path, "# mine\na\tb\nc\td\n").unwrap();
        let mut dictionary = UserDictionary::new();
        dictionary.load(&path).unwrap();
        dictionary.define("c", "e").unwrap();
        assert_eq!(dictionary.place("a"), Some((path.to_str().unwrap(), 2)));
        assert_eq!((dictionary.place("c"), dictionary.place("x")), (None, None));
    }

    #[test]
    fn a_bad_file_adds_nothing() {
        let mut dictionary = UserDictionary::new();
        assert!(dictionary.parse("a\tb\n\tc\n").is_err());
        assert!(dictionary.is_empty());
    }

    #[test]
    fn errors_name_the_file() {
        let error = UserDictionary::new().load(Path::new("no/such/file")).unwrap_err();
        assert!(error.to_string().starts_with("no/such/file: "), "{error}");
    }
}
