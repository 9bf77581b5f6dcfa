//! Sentences with what they should become.

use std::fs;
use std::path::Path;

use crate::Direction;

/// A file of sentences.
pub struct Set {
    /// The name of the file without its ending: the direction, and after a `-` what sets it apart.
    pub name: String,
    /// From which to which locale.
    pub direction: Direction,
    /// What its comments say.
    pub about: String,
    pub sentences: Vec<Sentence>,
}

/// A line of a set: source TAB expected TAB tag.
pub struct Sentence {
    pub source: String,
    pub expected: String,
    /// What makes it hard.
    pub tag: String,
}

impl Set {
    /// Reads a set.
    pub fn read(path: &Path) -> Result<Set, String> {
        let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a name in UTF-8")?;
        let direction = Direction::of(name)
            .ok_or_else(|| format!("{name}: no direction that is known, such as hant2hans"))?;
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let mut about = Vec::new();
        let mut sentences = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(comment) = line.strip_prefix('#') {
                about.push(comment.trim());
                continue;
            }
            if line.is_empty() {
                continue;
            }
            let mut fields = line.split('\t').map(str::to_owned);
            let (Some(source), Some(expected)) = (fields.next(), fields.next()) else {
                return Err(format!("{}:{number}: want source TAB expected", path.display()));
            };
            let tag = fields.next().unwrap_or_default();
            sentences.push(Sentence { source, expected, tag });
        }
        Ok(Set { name: name.to_owned(), direction, about: about.join(" "), sentences })
    }
}
