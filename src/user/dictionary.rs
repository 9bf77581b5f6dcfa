use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use thiserror::Error;

use super::formats::{self, EntryError};
use super::places::{self, Beside, Route};
use crate::dictionary::Format;
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
    /// Keys and values.
    texts: String,
    /// As they were added: of two with the same key, the later one counts.
    entries: Vec<Own>,
    /// The indexes of those that count, sorted by key.
    sorted: OnceLock<Vec<u32>>,
    files: Vec<String>,
    /// Which words of tables count.
    route: Option<Route>,
    /// Files of which no word could count.
    unused: Vec<String>,
}

/// What a word becomes, and who says so.
#[derive(Clone, Debug)]
struct Own {
    /// Where the key starts in the texts, and the lengths of key and value in bytes.
    start: usize,
    key: usize,
    value: usize,
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
    /// [`EntryError`] if the key is empty or holds a line end, or the value holds a line end or a TAB.
    pub fn define(
        &mut self,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<(), EntryError> {
        let (key, value) = (key.into(), value.into());
        formats::check(&key, &value).map_err(|reason| EntryError { line: None, reason })?;
        self.add(&key, &value, None, None);
        Ok(())
    }

    fn add(
        &mut self,
        key: &str,
        value: &str,
        place: Option<(usize, usize)>,
        beside: Option<Beside>,
    ) {
        let start = self.texts.len();
        self.texts.push_str(key);
        self.texts.push_str(value);
        self.entries.push(Own { start, key: key.len(), value: value.len(), place, beside });
        self.sorted.take();
    }

    fn key(&self, own: &Own) -> &str {
        &self.texts[own.start..][..own.key]
    }

    /// The entries that count, sorted by key.
    fn sorted(&self) -> impl ExactSizeIterator<Item = &Own> {
        self.sorted_indexes().iter().map(|&index| &self.entries[index as usize])
    }

    fn sorted_indexes(&self) -> &[u32] {
        self.sorted.get_or_init(|| {
            let key = |index: u32| self.key(&self.entries[index as usize]);
            // Most are told apart by their first bytes, which are at hand.
            let head = |key: &str| {
                let mut head = [0; 8];
                let length = key.len().min(head.len());
                head[..length].copy_from_slice(&key.as_bytes()[..length]);
                u64::from_be_bytes(head)
            };
            let count =
                u32::try_from(self.entries.len()).expect("user dictionaries are below 4 GiB");
            let mut sorted: Vec<(u64, u32)> =
                (0..count).map(|index| (head(key(index)), index)).collect();
            sorted.sort_unstable_by(|(head, index), (other, after)| {
                let by_key = || key(*index).cmp(key(*after));
                head.cmp(other).then_with(by_key).then(index.cmp(after))
            });
            let mut sorted: Vec<u32> = sorted.into_iter().map(|(_, index)| index).collect();
            // The last one of each key remains.
            sorted.reverse();
            sorted.dedup_by_key(|index| key(*index));
            sorted.reverse();
            sorted
        })
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
        if places::is_table(text) {
            let words = places::parse(text, self.route.as_ref())?;
            self.unused.extend(name.clone().filter(|_| self.route.is_none()));
            let file = self.file(name);
            for word in words {
                let place = file.map(|file| (file, word.line));
                self.add(&word.key, &word.value, place, word.beside);
            }
        } else {
            let (entries, errors) = formats::parse(text);
            if let Some(error) = errors.into_iter().next() {
                return Err(error);
            }
            let file = self.file(name);
            self.texts.reserve(text.len());
            self.entries.reserve(entries.len());
            for (key, value, line) in entries {
                self.add(&key, &value, file.map(|file| (file, line)), None);
            }
        }
        Ok(())
    }

    /// Adds the entries of a compiled file, which has no lines to name.
    fn read_compiled(&mut self, format: Format, bytes: &[u8]) -> Result<(), EntryError> {
        let whole = |reason| EntryError { line: None, reason };
        let lexicon = format.read(bytes).map_err(|error| whole(error.to_string()))?;
        for (key, value) in lexicon.iter() {
            formats::check(key, value).map_err(whole)?;
        }
        lexicon.iter().for_each(|(key, value)| self.add(key, value, None, None));
        Ok(())
    }

    /// Remembers the name of a file. Returns its index.
    fn file(&mut self, name: Option<String>) -> Option<usize> {
        self.files.push(name?);
        Some(self.files.len() - 1)
    }

    /// Adds the entries of a file, as [`UserDictionary::parse`] does, or of an `ocd2` or `ocd` file.
    ///
    /// # Errors
    /// [`UserDictionaryError`] names the file, and the line if there is one to name.
    pub fn load(&mut self, path: &Path) -> Result<(), UserDictionaryError> {
        let bytes = std::fs::read(path)
            .map_err(|error| UserDictionaryError::Io { path: path.to_owned(), error })?;
        let added = match Format::of(&bytes) {
            Format::Text => {
                formats::text_from_utf8(bytes).and_then(|text| self.parse_file(&text, Some(path)))
            }
            compiled => self.read_compiled(compiled, &bytes),
        };
        added.map_err(|error| UserDictionaryError::Entry { path: path.to_owned(), error })
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.sorted().len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys and values, sorted by key. A key holds what has to stand beside the word.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sorted().map(|own| self.texts[own.start..][..own.key + own.value].split_at(own.key))
    }

    /// Keys that hold what stands beside a word.
    pub(super) fn besides(&self) -> impl Iterator<Item = (&str, Beside)> {
        self.sorted().filter_map(|own| Some((self.key(own), own.beside?)))
    }

    /// The file that says what becomes of a word, and the line, from 1; none if no file does.
    pub fn place(&self, key: &str) -> Option<(&str, usize)> {
        let sorted: &[u32] = self.sorted_indexes();
        let own = |index: u32| &self.entries[index as usize];
        let found = sorted.binary_search_by(|&index| self.key(own(index)).cmp(key)).ok()?;
        let (file, line) = own(sorted[found]).place?;
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
    fn keys_are_sorted_and_the_last_of_each_counts() {
        let keys = ["漢字很多", "漢字", "漢字很", "b", "漢字很多", "a", "b\0", "漢字很多x", "b"];
        let mut dictionary = UserDictionary::new();
        let mut expected = std::collections::BTreeMap::new();
        for (value, key) in keys.iter().enumerate() {
            dictionary.define(*key, value.to_string()).unwrap();
            expected.insert(*key, value.to_string());
        }
        let expected = expected.iter().map(|(key, value)| (*key, value.as_str()));
        assert_eq!(dictionary.iter().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        assert_eq!(dictionary.len(), 7);
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
