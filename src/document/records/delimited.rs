//! Lines of columns.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::ops::Range;

use super::{Column, Delimiter, Field, Fields, LONGEST, field, too_long};
use crate::document::DocumentError;
use crate::text::{Blocks, Converted, Fault, Reason, read_some};

/// How much is read at once to find the header.
const BUFFER: usize = 64 * 1024;

/// Converts columns of a table.
pub(crate) struct Delimited<'e, F: ?Sized> {
    pub(crate) converter: &'e F,
    pub(crate) delimiter: Delimiter,
    /// The columns to convert, from 0 on, in ascending order.
    pub(crate) columns: &'e [usize],
    /// How many columns every record has, if that is known.
    pub(crate) width: Option<usize>,
    pub(crate) strict: bool,
}

/// A table whose header was read.
pub(crate) struct Table {
    /// The header as it was written, or nothing if the table has none.
    pub(crate) header: Vec<u8>,
    /// What was read after it.
    pub(crate) rest: Cursor<Vec<u8>>,
    /// What the header calls the columns.
    pub(crate) names: Vec<String>,
    pub(crate) columns: Vec<usize>,
    pub(crate) width: Option<usize>,
}

impl Table {
    /// Reads the header, if there is one, and finds the columns.
    ///
    /// # Errors
    ///
    /// When a column is not there, or the text cannot be read.
    pub(crate) fn begin(
        input: &mut impl Read,
        delimiter: Delimiter,
        columns: &[Column],
    ) -> Result<Table, DocumentError> {
        let bad = |reason| DocumentError::BadRecord { line: 1, reason };
        let numbers: Option<Vec<usize>> = columns
            .iter()
            .map(|column| match column {
                Column::Number(number) => Some(number - 1),
                Column::Named(_) => None,
            })
            .collect();
        if let Some(columns) = numbers {
            let rest = Cursor::new(Vec::new());
            let (header, names, columns) = (Vec::new(), Vec::new(), sorted(columns));
            return Ok(Table { header, rest, names, columns, width: None });
        }
        let mut text = Vec::new();
        let mut record = Record::default();
        loop {
            let filled = text.len();
            text.resize(filled + BUFFER, 0);
            let read = read_some(input, &mut text[filled..])
                .map_err(|error| DocumentError::unwrap(error, DocumentError::Read))?;
            text.truncate(filled + read);
            if record.read(delimiter, &text, read == 0) || read == 0 {
                break;
            }
            if text.len() > LONGEST {
                return Err(bad(too_long()));
            }
        }
        if text.is_empty() {
            // An empty document has no columns, and nothing to convert.
            let rest = Cursor::new(Vec::new());
            let (names, columns) = (Vec::new(), Vec::new());
            return Ok(Table { header: text, rest, names, columns, width: None });
        }
        if let Some(problem) = record.problem {
            return Err(bad(problem.to_owned()));
        }
        let names: Vec<String> = record
            .fields
            .iter()
            .map(|field| {
                let name = String::from_utf8_lossy(&text[field.start..field.end]);
                let name = name.trim_start_matches('\u{FEFF}');
                match delimiter {
                    Delimiter::Comma => unquoted(name).map_or(name.to_owned(), |n| n.into_owned()),
                    Delimiter::Tab => name.to_owned(),
                }
            })
            .collect();
        let columns = columns
            .iter()
            .map(|column| match column {
                Column::Named(wanted) => names
                    .iter()
                    .position(|name| name == wanted)
                    .ok_or_else(|| format!("no column {wanted}: there are {}", names.join(", "))),
                Column::Number(number) if *number <= names.len() => Ok(number - 1),
                Column::Number(number) => {
                    Err(format!("no column {number}: there are {}", names.len()))
                }
            })
            .collect::<Result<Vec<usize>, String>>()
            .map_err(bad)?;
        let rest = Cursor::new(text.split_off(record.length));
        let width = Some(names.len());
        Ok(Table { header: text, rest, names, columns: sorted(columns), width })
    }
}

fn sorted(mut columns: Vec<usize>) -> Vec<usize> {
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The inside of a quoted field, or nothing if it is not one.
fn unquoted(field: &str) -> Option<Cow<'_, str>> {
    let inside = field.strip_prefix('"')?.strip_suffix('"')?;
    Some(match inside.contains('"') {
        true => Cow::Owned(inside.replace("\"\"", "\"")),
        false => Cow::Borrowed(inside),
    })
}

/// Where the fields of a record are. Reused from record to record.
#[derive(Default)]
struct Record {
    fields: Vec<Range<usize>>,
    /// With its line end.
    length: usize,
    problem: Option<&'static str>,
}

impl Record {
    /// Finds the fields of the record that `bytes` begin with; tells whether it is all there.
    fn read(&mut self, delimiter: Delimiter, bytes: &[u8], end: bool) -> bool {
        self.fields.clear();
        self.problem = None;
        let separator = match delimiter {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
        };
        let mut at = 0;
        if bytes.starts_with("\u{FEFF}\"".as_bytes()) {
            at = '\u{FEFF}'.len_utf8();
        }
        loop {
            let start = at;
            if delimiter == Delimiter::Comma && bytes.get(at) == Some(&b'"') {
                match quoted_end(bytes, at) {
                    Some(after) => at = after,
                    None if end => {
                        self.problem = Some("a quoted field that does not end");
                        self.fields.push(start..bytes.len());
                        self.length = bytes.len();
                        return true;
                    }
                    None => return false,
                }
                // A quotation mark at the very end may be the first of two.
                if at == bytes.len() && !end {
                    return false;
                }
                if !matches!(bytes.get(at), None | Some(b'\r' | b'\n')) && bytes[at] != separator {
                    self.problem = Some("a quoted field with something behind it");
                }
            }
            let Some(found) = memchr::memchr2(separator, b'\n', &bytes[at..]) else {
                self.fields.push(start..bytes.len());
                self.length = bytes.len();
                return end;
            };
            at += found;
            if bytes[at] == separator {
                self.fields.push(start..at);
                at += 1;
                continue;
            }
            let line_end = at - usize::from(at > start && bytes[at - 1] == b'\r');
            self.fields.push(start..line_end);
            self.length = at + 1;
            return true;
        }
    }

    fn is_empty(&self) -> bool {
        self.fields.len() == 1 && self.fields[0].is_empty()
    }
}

/// The end of the quoted field that begins at `start`.
fn quoted_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// Which column of a record something at `place` is in, from 0 on.
pub(super) fn column_at(delimiter: Delimiter, record: &str, place: usize) -> usize {
    let mut columns = Record::default();
    columns.read(delimiter, record.as_bytes(), true);
    columns.fields.partition_point(|field| field.end < place)
}

/// Where what a field says begins in how it is written, if it is quoted.
pub(super) fn quoted_start(delimiter: Delimiter, written: &str) -> Option<usize> {
    (delimiter == Delimiter::Comma && unquoted(written).is_some()).then_some(1)
}

/// What the next character of a quoted field says and how it is written: its length in bytes.
pub(super) fn quoted_step(written: &str) -> (usize, usize) {
    match written.starts_with("\"\"") {
        true => (1, 2),
        false => field::plain(written),
    }
}

impl<F: Fields + ?Sized> Delimited<'_, F> {
    fn convert_record(
        &self,
        record: &Record,
        bytes: &[u8],
        output: &mut String,
    ) -> Result<(), String> {
        if let Some(problem) = record.problem {
            return Err(problem.to_owned());
        }
        let wanted = self.width.or(self.columns.last().map(|last| last + 1)).unwrap_or(0);
        let width = record.fields.len();
        if record.is_empty() {
            // An empty line is no record.
        } else if width < wanted || self.width.is_some_and(|known| known != width) {
            return Err(format!("{width} columns instead of {wanted}"));
        }
        let text = simdutf8::compat::from_utf8(bytes)
            .map_err(|error| format!("not UTF-8 at byte {} of it", error.valid_up_to()))?;
        let mut at = 0;
        for field in self.columns.iter().filter_map(|column| record.fields.get(*column)) {
            output.push_str(&text[at..field.start]);
            self.convert_field(text, field.clone(), output);
            at = field.end;
        }
        output.push_str(&text[at..]);
        Ok(())
    }

    fn convert_field(&self, record: &str, place: Range<usize>, output: &mut String) {
        let field = &record[place.clone()];
        if self.delimiter == Delimiter::Tab {
            self.converter.convert_field(Field { record, place, text: field }, output);
            return;
        }
        let start = output.len();
        let quoted = unquoted(field);
        let is_quoted = quoted.is_some();
        let text = &quoted.unwrap_or(Cow::Borrowed(field));
        self.converter.convert_field(Field { record, place, text }, output);
        // Only the user's own words bring anything in that needs quotes.
        if is_quoted
            || output[start..].contains(['"', ',', '\n', '\r']) && field != &output[start..]
        {
            let inside = output.split_off(start).replace('"', "\"\"");
            output.extend(["\"", &inside, "\""]);
        }
    }
}

impl<F: Fields + ?Sized> Blocks for Delimited<'_, F> {
    fn counts_lines(&self) -> bool {
        true
    }

    fn last_split(&self, bytes: &[u8]) -> Option<usize> {
        if self.delimiter == Delimiter::Tab || memchr::memchr(b'"', bytes).is_none() {
            return memchr::memrchr(b'\n', bytes).map(|line_end| line_end + 1);
        }
        let mut record = Record::default();
        let mut at = 0;
        while record.read(self.delimiter, &bytes[at..], false) {
            at += record.length;
        }
        (at > 0).then_some(at)
    }

    fn convert(&self, bytes: &[u8], end: bool, converted: &mut Converted) -> Result<usize, Fault> {
        let mut record = Record::default();
        let mut at = 0;
        while at < bytes.len() && record.read(self.delimiter, &bytes[at..], end) {
            let line = &bytes[at..at + record.length];
            let before = converted.text.len();
            if let Err(reason) = self.convert_record(&record, line, &mut converted.text) {
                if self.strict {
                    return Err(Fault { at, reason: Reason::Malformed(reason) });
                }
                converted.text.truncate(before);
                match std::str::from_utf8(line) {
                    Ok(text) => converted.text.push_str(text),
                    Err(_) => converted.keep(line),
                }
                converted.remarks.push((at, reason));
            }
            at += record.length;
        }
        if bytes.len() - at > LONGEST {
            return Err(Fault { at, reason: Reason::Malformed(too_long()) });
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn convert(
        columns: &[usize],
        width: usize,
        delimiter: Delimiter,
        text: &str,
    ) -> (String, Vec<usize>) {
        let engine = Converter::new("t2s").unwrap();
        let table =
            Delimited { converter: &engine, delimiter, columns, width: Some(width), strict: false };
        let mut converted = Converted::default();
        assert_eq!(table.convert(text.as_bytes(), true, &mut converted), Ok(text.len()));
        let remarks = converted.remarks.iter().map(|(at, _)| *at).collect();
        (String::from_utf8(converted.bytes().into_owned()).unwrap(), remarks)
    }

    #[test]
    fn converts_only_the_columns() {
        let text = "漢,漢,漢\r\n\"漢\",\"漢, \"\"字\"\"\n體\",漢\n\n,漢,\"漢\"";
        let (converted, remarks) = convert(&[1], 3, Delimiter::Comma, text);
        assert_eq!(converted, "漢,汉,漢\r\n\"漢\",\"汉, \"\"字\"\"\n体\",漢\n\n,汉,\"漢\"");
        assert_eq!(remarks, [0; 0]);
    }

    #[test]
    fn tabs_know_no_quotes() {
        let (converted, remarks) =
            convert(&[0, 2], 3, Delimiter::Tab, "\"漢\t漢\t漢\"\n\"\t\t漢\n");
        assert_eq!(converted, "\"汉\t漢\t汉\"\n\"\t\t汉\n");
        assert_eq!(remarks, [0; 0]);
    }

    #[test]
    fn copies_bad_records() {
        let text = "漢,漢\n漢\n漢,\"漢\"x\n漢,漢\n漢,\"漢\n漢,漢\n";
        let (converted, remarks) = convert(&[1], 2, Delimiter::Comma, text);
        assert_eq!(converted, "漢,汉\n漢\n漢,\"漢\"x\n漢,汉\n漢,\"漢\n漢,漢\n");
        assert_eq!(remarks, [8, 12, 31]);
    }

    #[test]
    fn cuts_only_between_records() {
        let engine = Converter::new("t2s").unwrap();
        let table = Delimited {
            converter: &engine,
            delimiter: Delimiter::Comma,
            columns: &[0],
            width: None,
            strict: false,
        };
        assert_eq!(table.last_split(b"a,b\n\"c\nd\",e\nf"), Some(12));
        assert_eq!(table.last_split(b"a,b\n\"c\nd\"\"\n"), Some(4));
        assert_eq!(table.last_split(b"a,b"), None);
    }

    #[test]
    fn the_header_names_the_columns() {
        let columns = |names: &[&str], text: &str| {
            let names: Vec<Column> = names.iter().map(|name| name.parse().unwrap()).collect();
            Table::begin(&mut text.as_bytes(), Delimiter::Comma, &names)
        };
        let table = columns(&["c", "b"], "\u{FEFF}\"a\",b,\"c\"\n1,2,3\n").unwrap();
        assert_eq!((table.columns, table.width), (vec![1, 2], Some(3)));
        assert_eq!(table.header, "\u{FEFF}\"a\",b,\"c\"\n".as_bytes());
        assert_eq!(table.rest.into_inner(), b"1,2,3\n");
        assert_eq!(columns(&["a"], "\u{FEFF}\"a\",b\n").unwrap().columns, [0]);
        assert_eq!(columns(&["2", "1"], "a,b\n").unwrap().header, b"");
        let error = columns(&["x"], "a,b\n").err().unwrap().to_string();
        assert_eq!(error, "line 1: no column x: there are a, b");
        assert!(columns(&["x"], "").is_ok());
    }
}
