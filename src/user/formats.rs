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
pub type Entries<'t> = Vec<(Cow<'t, str>, Cow<'t, str>, usize)>;

/// The text of a file that people write.
///
/// # Errors
/// [`EntryError`] names the line that is not UTF-8, and where in the file, counting bytes from 0.
pub fn text_from_utf8(bytes: Vec<u8>) -> Result<String, EntryError> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        EntryError { line: Some(line), reason: format!("not UTF-8 at byte {at} of the file") }
    })
}

/// Reads the entries of a text in any format, and what is wrong with it.
pub fn parse(text: &str) -> (Entries<'_>, Vec<EntryError>) {
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

/// What is wrong with a key and its value, if anything is.
pub fn check(key: &str, value: &str) -> Result<(), String> {
    check_key(key)?;
    // No format of lines and columns could hold the output. In CSV, it is mostly a quotation mark that is open.
    if value.contains(['\t', '\n', '\r']) {
        return Err(format!("the value of {key} holds a TAB or a line end"));
    }
    Ok(())
}

/// What is wrong with a line of so many columns.
pub fn too_many(columns: usize) -> String {
    format!("{columns} columns: an entry has a key and a value")
}

/// Adds an entry of a line, or what is wrong with it.
fn add<'t>(
    (entries, errors): &mut (Entries<'t>, Vec<EntryError>),
    line: usize,
    entry: Result<(Cow<'t, str>, Cow<'t, str>), String>,
) {
    match entry.and_then(|(key, value)| check(&key, &value).map(|()| (key, value))) {
        Ok((key, value)) => entries.push((key, value, line)),
        Err(reason) => errors.push(EntryError { line: Some(line), reason }),
    }
}

fn is_comment(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// OpenCC's format: `key TAB value value…`, the first value counts.
fn parse_tabs(text: &str) -> (Entries<'_>, Vec<EntryError>) {
    let mut read = Default::default();
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
        let columns = line.split('\t').count();
        let entry = match value {
            _ if key.is_empty() || columns <= 2 && !value.is_empty() => {
                Ok((key.into(), value.into()))
            }
            _ if columns > 2 => Err(too_many(columns)),
            _ => Err(format!("no value for {key}: a line with a key alone keeps the word")),
        };
        add(&mut read, index + 1, entry);
    }
    read
}

/// Two columns: key and value. An empty or missing value keeps the key.
fn parse_csv(text: &str) -> (Entries<'_>, Vec<EntryError>) {
    let mut read = (Entries::new(), Vec::new());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().and_then(|at| usize::try_from(at.line()).ok());
                read.1.push(EntryError { line, reason: error.to_string() });
                break;
            }
        };
        let line = record.position().map_or(0, |at| line_of_record(text, at));
        let fields: Vec<&str> = record.iter().collect();
        let entry = match fields[..] {
            [""] => continue,
            [key] | [key, ""] => Ok((key.to_owned().into(), key.to_owned().into())),
            [key, value] => Ok((key.to_owned().into(), value.to_owned().into())),
            _ => Err(too_many(fields.len())),
        };
        add(&mut read, line, entry);
    }
    read
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
fn parse_json(text: &str) -> (Entries<'_>, Vec<EntryError>) {
    match json::join_surrogates(text) {
        Cow::Borrowed(text) => parse_object(text),
        Cow::Owned(text) => {
            let (entries, errors) = parse_object(&text);
            let own = |text: Cow<str>| Cow::Owned(text.into_owned());
            (
                entries
                    .into_iter()
                    .map(|(key, value, line)| (own(key), own(value), line))
                    .collect(),
                errors,
            )
        }
    }
}

fn parse_object(text: &str) -> (Entries<'_>, Vec<EntryError>) {
    let fail = |line, reason| (Entries::new(), vec![EntryError { line: Some(line), reason }]);
    let object = match json::parse(text) {
        Ok(Some(Value::Object(object))) => object,
        Ok(_) => return fail(1, "a JSON dictionary is an object: {\"key\": \"value\"}".to_owned()),
        Err(error) => return fail(error.line, format!("read as JSON: {}", error.message)),
    };
    let mut read = (Entries::new(), Vec::new());
    let (mut line, mut counted) = (1, 0);
    for property in object.properties {
        let start = property.range.start;
        line += json::line_of(&text[counted..], start - counted) - 1;
        counted = start;
        let key = property.name.into_string();
        let first = match property.value {
            Value::Array(array) => array.elements.into_iter().next(),
            value => Some(value),
        };
        let entry = match first {
            Some(Value::StringLit(value)) => Ok((key.into(), value.value)),
            _ => Err(format!("the value of {key} is not a string")),
        };
        add(&mut read, line, entry);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String)> {
        let (entries, errors) = parse(text);
        assert_eq!(errors, [], "{text}");
        entries.into_iter().map(|(key, value, _)| (key.into_owned(), value.into_owned())).collect()
    }

    #[test]
    fn knows_the_line_of_each_entry() {
        for text in
            ["#\n干\t乾\n\n里\t裡\n", "#\n干,乾\n\n里,裡\n", "{\n\"干\":\"乾\",\n\n\"里\": \"裡\"}"]
        {
            let lines: Vec<usize> = parse(text).0.iter().map(|(.., line)| *line).collect();
            assert_eq!(lines, [2, 4], "{text}");
        }
    }

    fn error(text: &str) -> String {
        let (_, errors) = parse(text);
        errors.iter().map(|error| error.to_string()).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn reads_every_format() {
        let expected = [("信息", "訊息"), ("干", "乾"), ("A,B", "A,B")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()));
        for text in [
            "信息\t訊息\n# note\n\n干\t乾 幹\nA,B",
            "\u{feff}信息\t訊息\r\n干\t乾 幹\r\nA,B\r\n",
            "信息,訊息\n# note\n\n干,乾\n\"A,B\",\n",
            "{ // note\n \"\\u4fe1息\": \"訊息\", \"干\": [\"乾\", \"幹\"], \"A,B\": \"A,B\", }",
        ] {
            assert_eq!(entries(text), expected, "{text}");
        }
    }

    #[test]
    fn knows_characters_that_json_writes_as_two() {
        let expected = [("😀".to_owned(), "𠮷".to_owned())];
        assert_eq!(entries(r#"{"\ud83d\ude00": "\ud842\udfb7"}"#), expected);
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
        assert_eq!(
            error("a,b,c\nd\n,e\n"),
            "line 1: 3 columns: an entry has a key and a value; line 3: the key is empty"
        );
        assert_eq!(
            error("里,X\n发,\"Y\n面,Z\n"),
            "line 2: the value of 发 holds a TAB or a line end"
        );
        assert_eq!(error("{\"a\": \"b\\tc\"}"), "line 1: the value of a holds a TAB or a line end");
        assert!(error("{\"a\": \"b\"\n").starts_with("line "), "{}", error("{\"a\": \"b\"\n"));
        assert!(error(&"{\"a\":".repeat(100_000)).contains("nested"));
    }
}
