use crate::dictionary::Match;

/// A part of a text that became another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it starts: bytes from the beginning of the text.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The code point within the line, from 1.
    pub column: usize,
    /// The part as it was.
    pub source: String,
    /// What it became.
    pub result: String,
    /// Why, stage by stage.
    pub reasons: Vec<Reason>,
}

/// Why a part became another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A dictionary says so.
    Entry {
        /// What the dictionary has an entry for.
        key: String,
        /// Everything that it lists, the one that is written first.
        candidates: Vec<String>,
        /// The file.
        file: String,
        /// The line of the file, from 1; none if the file has no lines.
        line: Option<usize>,
    },
    /// The user's own words say so.
    Own {
        /// The word.
        key: String,
        /// What it becomes.
        value: String,
        /// The file that says so, and the line, from 1; none if it was said in an option.
        place: Option<(String, usize)>,
    },
    /// A quotation mark became one of the target.
    Punctuation,
}

impl Reason {
    pub(super) fn of(found: Match<'_>) -> Reason {
        let (file, line) = found.place();
        Reason::Entry {
            key: found.key.to_owned(),
            candidates: found.entry.candidates().to_vec(),
            file: file.to_owned(),
            line: (line > 0).then_some(line),
        }
    }
}
