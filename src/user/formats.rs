//! Files of entries, in the formats that people have them in.

use std::borrow::Cow;
use std::fmt;

use jsonc_parser::ast::Value;
use thiserror::Error;

use crate::dictionary::json;

/// What is wrong with an entry.
#[derive(Debug, Error, PartialEq, Eq)]
pub struct EntryError {
    /// The line, counted from 1; none for an entry that was not read from a text.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// Keys, values and lines, counted from 1.
type Entries<'t> = Vec<(Cow<'t, str>, Cow<'t, str>, usize)>;

/// Reads the entries of a text in any format.
pub fn parse(text: &str) -> Result<Entries<'_>, EntryError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        return parse_json(text);
    }
    let mut lines = text.lines().filter(|line| !is_comment(line));
    if lines.clone().any(|line| line.contains('\t')) {
        parse_tabs(text)
    } else if lines.any(|line| line.contains(',')) {
        parse_csv(text)
    } else {
        parse_tabs(text)
    }
}

/// What is wrong with a key, if anything is.
pub fn check_key(key: &str) -> Result<(), String> {
    if key.is_empty() {
        return Err("the key is empty".to_owned());
    }
    // Texts are cut at line ends, for threads and in streams.
    if key.contains(['\n', '\r']) {
        return Err(format!("the key {key:?} holds a line end"));
    }
    Ok(())
}

fn at_line<T>(line: usize, result: Result<T, String>) -> Result<T, EntryError> {
    result.map_err(|reason| EntryError { line: Some(line), reason })
}

fn is_comment(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// OpenCC's format: `key TAB value value…`, the first value counts.
fn parse_tabs(text: &str) -> Result<Entries<'_>, EntryError> {
    let mut entries = Entries::new();
    for (index, line) in text.lines().enumerate() {
        if is_comment(line) {
            continue;
        }
        let (key, value) = match line.split_once('\t') {
            None => (line.trim_end(), line.trim_end()),
            // A word with a space that is protected.
            Some((key, value)) if key == value.trim_end() => (key, key),
            Some((key, values)) => (key, values.split(' ').next().unwrap_or_default()),
        };
        let checked = check_key(key).and_then(|()| match value {
            _ if line.matches('\t').count() > 1 => {
                let columns = line.split('\t').count();
                Err(format!("{columns} columns: an entry has a key and a value"))
            }
            "" => Err(format!("no value for {key}: a line with a key alone keeps the word")),
            _ => Ok(()),
        });
        at_line(index + 1, checked)?;
        entries.push((key.into(), value.into(), index + 1));
    }
    Ok(entries)
}

/// Two columns: key and value. An empty or missing value keeps the key.
fn parse_csv(text: &str) -> Result<Entries<'_>, EntryError> {
    let mut entries = Entries::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|error| EntryError {
            line: error.position().and_then(|at| usize::try_from(at.line()).ok()),
            reason: error.to_string(),
        })?;
        let line = record.position().map_or(0, |at| line_of_record(text, at));
        let fields: Vec<&str> = record.iter().collect();
        let (key, value) = match fields[..] {
            [""] => continue,
            [key] | [key, ""] => (key, key),
            [key, value] => (key, value),
            _ => {
                let reason = format!("{} columns: an entry has a key and a value", fields.len());
                return Err(EntryError { line: Some(line), reason });
            }
        };
        at_line(line, check_key(key))?;
        entries.push((key.to_owned().into(), value.to_owned().into(), line));
    }
    Ok(entries)
}

/// The line of a record, which is read together with the comments before it.
fn line_of_record(text: &str, at: &csv::Position) -> usize {
    let number = |number| usize::try_from(number).unwrap_or(0);
    let mut line = number(at.line());
    let mut rest = text.get(number(at.byte())..).unwrap_or_default();
    while let Some((first, after)) = rest.split_once('\n')
        && is_comment(first)
    {
        line += 1;
        rest = after;
    }
    line
}

/// An object: each name is a key; its value is a string, or an array whose first string counts.
fn parse_json(text: &str) -> Result<Entries<'_>, EntryError> {
    let fail =
        |at: usize, reason: String| EntryError { line: Some(json::line_of(text, at)), reason };
    let document = json::parse(text)
        .map_err(|error| EntryError { line: Some(error.line), reason: error.message })?;
    let Some(Value::Object(object)) = document else {
        return Err(fail(0, "a JSON dictionary is an object: {\"key\": \"value\"}".to_owned()));
    };
    let mut entries = Entries::new();
    let (mut line, mut counted) = (1, 0);
    for property in object.properties {
        let start = property.range.start;
        line += json::line_of(&text[counted..], start - counted) - 1;
        counted = start;
        let key = property.name.into_string();
        check_key(&key).map_err(|reason| fail(start, reason))?;
        let first = match property.value {
            Value::Array(array) => array.elements.into_iter().next(),
            value => Some(value),
        };
        let Some(Value::StringLit(value)) = first else {
            return Err(fail(start, format!("the value of {key} is not a string")));
        };
        entries.push((key.into(), value.value, line));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String)> {
        let entries = parse(text).unwrap().into_iter();
        entries.map(|(key, value, _)| (key.into_owned(), value.into_owned())).collect()
    }

    #[test]
    fn knows_the_line_of_each_entry() {
        for text in
            ["#\n干\t乾\n\n里\t裡\n", "#\n干,乾\n\n里,裡\n", "{\n\"干\":\"乾\",\n\n\"里\": \"裡\"}"]
        {
            let lines: Vec<usize> = parse(text).unwrap().iter().map(|(.., line)| *line).collect();
            assert_eq!(lines, [2, 4], "{text}");
        }
    }

    fn error(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn reads_every_format() {
        let expected = [("信息", "訊息"), ("干", "乾"), ("A,B", "A,B")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        for text in [
            "信息\t訊息\n# note\n\n干\t乾 幹\nA,B",
            "\u{feff}信息\t訊息\r\n干\t乾 幹\r\nA,B\r\n",
            "信息,訊息\n# note\n\n干,乾\n\"A,B\",\n",
            "{ // note\n \"信息\": \"訊息\", \"干\": [\"乾\", \"幹\"], \"A,B\": \"A,B\", }",
        ] {
            assert_eq!(entries(text), expected, "{text}");
        }
    }

    #[test]
    fn protects_a_key_alone() {
        let expected = [("里", "里"), ("Visual Studio", "Visual Studio")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(entries("里\nVisual Studio\n"), expected);
        assert_eq!(entries("里\nVisual Studio\tVisual Studio\n"), expected);
        assert_eq!(entries("里,\nVisual Studio,Visual Studio\n"), expected);
    }

    #[test]
    fn tells_what_is_wrong_where() {
        assert_eq!(error("a\tb\n\tc"), "line 2: the key is empty");
        assert_eq!(
            error("a\tb\nc\t\n"),
            "line 2: no value for c: a line with a key alone keeps the word"
        );
        assert_eq!(error("a\tb\tc\n"), "line 1: 3 columns: an entry has a key and a value");
        assert_eq!(error("a,b\nc,d,e\n"), "line 2: 3 columns: an entry has a key and a value");
        assert_eq!(error("a,b\n,d\n"), "line 2: the key is empty");
        assert_eq!(error("{\n\"a\": 1}"), "line 2: the value of a is not a string");
        assert_eq!(error("{\n\"a\\nb\": \"\"}"), "line 2: the key \"a\\nb\" holds a line end");
        assert!(error("{\"a\": \"b\"\n").starts_with("line "), "{}", error("{\"a\": \"b\"\n"));
        assert!(error(&"{\"a\":".repeat(100_000)).contains("nested"));
    }
}
