//! A JSON value in each line.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::{DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{FieldPath, Fields, LONGEST, json_string, too_long};
use crate::text::{Blocks, Converted, Fault, Reason};

/// Converts the fields of JSON lines.
pub(crate) struct JsonLines<'e, F: ?Sized> {
    converter: &'e F,
    fields: &'e [FieldPath],
    /// Which of the fields some record had.
    seen: Vec<AtomicBool>,
    strict: bool,
}

impl<'e, F: Fields + ?Sized> JsonLines<'e, F> {
    pub(crate) fn new(converter: &'e F, fields: &'e [FieldPath], strict: bool) -> Self {
        let seen = fields.iter().map(|_| AtomicBool::new(false)).collect();
        JsonLines { converter, fields, seen, strict }
    }

    /// The fields that no record had.
    pub(crate) fn unseen(&self) -> impl Iterator<Item = &FieldPath> {
        self.fields.iter().zip(&self.seen).filter(|(_, s)| !s.load(Ordering::Relaxed)).map(|f| f.0)
    }

    fn convert_line(&self, line: &str, output: &mut String) -> Result<(), String> {
        let value = line.trim_start_matches('\u{FEFF}').trim_ascii();
        let mut spans = Spans { start: line.as_ptr() as usize, found: Vec::new() };
        let paths: Vec<Rest> = self
            .fields
            .iter()
            .zip(&self.seen)
            .map(|(field, seen)| Rest { names: &field.names, seen })
            .collect();
        match value.as_bytes().first() {
            None => {}
            Some(b'{' | b'[') => go_through(value, &paths, &mut spans, 0)?,
            // Well-formed, but without fields.
            Some(_) => {
                let _: &RawValue = serde_json::from_str(value).map_err(|error| plain(&error))?;
            }
        }
        let mut at = 0;
        for (start, end) in spans.found {
            output.push_str(&line[at..start]);
            json_string::convert(self.converter, line, start..end, output);
            at = end;
        }
        output.push_str(&line[at..]);
        Ok(())
    }
}

impl<F: Fields + ?Sized> Blocks for JsonLines<'_, F> {
    fn counts_lines(&self) -> bool {
        true
    }

    fn last_split(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memrchr(b'\n', bytes).map(|line_end| line_end + 1)
    }

    fn convert(&self, bytes: &[u8], end: bool, converted: &mut Converted) -> Result<usize, Fault> {
        let whole = match end {
            true => bytes.len(),
            false => self.last_split(bytes).unwrap_or(0),
        };
        if bytes.len() - whole > LONGEST {
            return Err(Fault { at: whole, reason: Reason::Malformed(too_long()) });
        }
        let mut at = 0;
        while at < whole {
            let length = memchr::memchr(b'\n', &bytes[at..whole]).map_or(whole - at, |n| n + 1);
            let line = &bytes[at..at + length];
            let text = simdutf8::compat::from_utf8(line);
            let before = converted.text.len();
            let result = match text {
                Ok(text) => self.convert_line(text, &mut converted.text),
                Err(error) => Err(format!("not UTF-8 at byte {} of it", error.valid_up_to())),
            };
            if let Err(reason) = result {
                if self.strict {
                    return Err(Fault { at, reason: Reason::Malformed(reason) });
                }
                converted.text.truncate(before);
                match text {
                    Ok(text) => converted.text.push_str(text),
                    Err(_) => converted.keep(line),
                }
                converted.remarks.push((at, reason));
            }
            at += length;
        }
        Ok(whole)
    }
}

/// What a parser says, without the line, which is always the first.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    format!("not JSON: {text} at byte {}", error.column())
}

/// What is left of the way to a field.
#[derive(Clone, Copy)]
struct Rest<'p> {
    names: &'p [String],
    seen: &'p AtomicBool,
}

/// The insides of strings, as offsets from the start of the line.
struct Spans {
    start: usize,
    found: Vec<(usize, usize)>,
}

/// Deeper nesting than a stack is made for.
const DEEPEST: usize = 128;

/// Finds the strings that the paths lead to from a value.
fn find(value: &RawValue, paths: &[Rest], spans: &mut Spans, depth: usize) -> Result<(), String> {
    let raw = value.get();
    match raw.as_bytes()[0] {
        b'"' => {
            if paths.iter().any(|path| path.names.is_empty()) {
                let start = raw.as_ptr() as usize - spans.start;
                spans.found.push((start + 1, start + raw.len() - 1));
            }
            Ok(())
        }
        b'{' if paths.iter().all(|path| path.names.is_empty()) => Ok(()),
        b'{' | b'[' => go_through(raw, paths, spans, depth),
        _ => Ok(()),
    }
}

/// Finds the strings that the paths lead to from an object or an array.
fn go_through(raw: &str, paths: &[Rest], spans: &mut Spans, depth: usize) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("nested more than {DEEPEST} deep"));
    }
    let mut finder = Finder { paths, spans, depth, problem: None };
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    let result = deserializer.deserialize_any(&mut finder).and_then(|()| deserializer.end());
    match finder.problem {
        Some(problem) => Err(problem),
        None => result.map_err(|error| plain(&error)),
    }
}

/// Goes through an object or an array.
struct Finder<'p, 's> {
    paths: &'p [Rest<'p>],
    spans: &'s mut Spans,
    depth: usize,
    problem: Option<String>,
}

impl Finder<'_, '_> {
    fn go_into(&mut self, value: &RawValue, paths: &[Rest]) {
        if self.problem.is_none() {
            self.problem = find(value, paths, self.spans, self.depth + 1).err();
        }
    }
}

impl<'de> Visitor<'de> for &mut Finder<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut matching = Vec::new();
        loop {
            matching.clear();
            let key = Key { paths: self.paths, matching: &mut matching };
            if map.next_key_seed(key)?.is_none() {
                return Ok(());
            }
            let value: &RawValue = map.next_value()?;
            if !matching.is_empty() {
                for path in &matching {
                    path.seen.fetch_or(path.names.is_empty(), Ordering::Relaxed);
                }
                self.go_into(value, &matching);
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(value) = sequence.next_element::<&RawValue>()? {
            self.go_into(value, self.paths);
        }
        Ok(())
    }
}

/// Compares a key with the next names of the paths.
struct Key<'p, 'm> {
    paths: &'p [Rest<'p>],
    matching: &'m mut Vec<Rest<'p>>,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<Error>(self, key: &str) -> Result<(), Error> {
        for path in self.paths {
            if let Some((first, names)) = path.names.split_first()
                && first == key
            {
                self.matching.push(Rest { names, seen: path.seen });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn convert(fields: &[&str], strict: bool, text: &[u8]) -> (Vec<u8>, Vec<(usize, String)>) {
        let engine = Converter::new("t2s").unwrap();
        let fields: Vec<FieldPath> = fields.iter().map(|field| field.parse().unwrap()).collect();
        let lines = JsonLines::new(&engine, &fields, strict);
        let mut converted = Converted::default();
        assert_eq!(lines.convert(text, true, &mut converted), Ok(text.len()));
        (converted.bytes().into_owned(), converted.remarks)
    }

    fn check(fields: &[&str], text: &str, expected: &str) {
        let (bytes, remarks) = convert(fields, false, text.as_bytes());
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        assert_eq!(remarks, []);
    }

    #[test]
    fn converts_only_the_fields() {
        check(
            &["text"],
            "{ \"text\" :\t\"漢字\", \"title\":\"漢字\",\"n\":1.0e+02 }\r\n\n{\"text\":[\"漢\",[\"字體\"],1]}",
            "{ \"text\" :\t\"汉字\", \"title\":\"漢字\",\"n\":1.0e+02 }\r\n\n{\"text\":[\"汉\",[\"字体\"],1]}",
        );
        check(
            &["messages.content", "a.b"],
            r#"{"messages":[{"role":"漢","content":"漢"},{"content":null}],"a":{"b":"漢","c":"漢"},"b":"漢"}"#,
            r#"{"messages":[{"role":"漢","content":"汉"},{"content":null}],"a":{"b":"汉","c":"漢"},"b":"漢"}"#,
        );
        // The same name twice, a name with escapes, a value that is no string.
        check(
            &["漢", "x"],
            r#"{"漢":"漢","\u6f22":"漢","x":{"y":"漢"},"漢":12345678901234567890.10}"#,
            r#"{"漢":"汉","\u6f22":"汉","x":{"y":"漢"},"漢":12345678901234567890.10}"#,
        );
    }

    #[test]
    fn copies_bad_records() {
        let text =
            b"{\"t\":\"\xE6\xBC\xA2\"}\n{\"t\":\"\xE6\xBC\xA2\"\n{\"t\":\"\xFF\"}\n[] x\n12\n";
        let (bytes, remarks) = convert(&["t"], false, text);
        assert_eq!(&bytes[..12], "{\"t\":\"汉\"}\n".as_bytes());
        assert_eq!(&bytes[12..], &text[12..]);
        let lines: Vec<usize> = remarks.iter().map(|(at, _)| *at).collect();
        assert_eq!(lines, [12, 23, 33], "{remarks:?}");
    }

    #[test]
    fn deep_nesting_is_a_bad_record() {
        let deep = format!("{{\"t\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let (bytes, remarks) = convert(&["t"], false, deep.as_bytes());
        assert_eq!(bytes, deep.as_bytes());
        assert_eq!(remarks.len(), 1, "{remarks:?}");
    }

    #[test]
    fn stops_where_it_is_told_to() {
        let engine = Converter::new("t2s").unwrap();
        let fields = ["t".parse().unwrap()];
        let lines = JsonLines::new(&engine, &fields, true);
        let fault = lines.convert(b"{}\n{\n{}\n", true, &mut Converted::default()).unwrap_err();
        assert_eq!(fault.at, 3);
        assert_eq!(lines.unseen().map(FieldPath::to_string).collect::<Vec<_>>(), ["t"]);
    }
}
