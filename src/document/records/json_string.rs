//! The inside of a JSON string: read, and written again the way it was written.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::{Field, Fields, field};

/// Converts the inside of a JSON string, which is well-formed, and appends the result. It is at `place`
/// of `record`.
///
/// A character that was written as an escape is one afterwards, in the same spelling. If no
/// character beyond ASCII stood for itself, none does afterwards.
pub(super) fn convert<F: Fields + ?Sized>(
    fields: &F,
    record: &str,
    place: Range<usize>,
    output: &mut String,
) {
    let start = place.start;
    let raw = &record[place.clone()];
    if !raw.contains('\\') {
        fields.convert_field(Field { record, place, text: raw }, output);
        return;
    }
    let (pieces, style) = read(raw);
    for piece in pieces {
        match piece {
            Piece::Surrogate(raw) => output.push_str(raw),
            Piece::Text { from, raw, text } => {
                let mut converted = String::with_capacity(text.len());
                let place = start + from..start + from + raw.len();
                fields.convert_field(Field { record, place, text: &text }, &mut converted);
                match converted == text {
                    true => output.push_str(raw),
                    false => style.write(&converted, output),
                }
            }
        }
    }
}

enum Piece<'r> {
    Text {
        /// Where in the string it starts.
        from: usize,
        raw: &'r str,
        text: String,
    },
    /// Half of a pair, which is no character: nothing can be made of it.
    Surrogate(&'r str),
}

/// How the writer of a string writes characters.
struct Style<'r> {
    /// Characters that were written as escapes, those of ASCII and the others.
    ascii_escapes: Vec<(char, &'r str)>,
    wide_escapes: BTreeMap<char, &'r str>,
    /// A bit for each character of ASCII that cannot stand for itself.
    special: u128,
    /// Whether every character beyond ASCII is.
    ascii: bool,
    upper_case: bool,
}

fn read(raw: &str) -> (Vec<Piece<'_>>, Style<'_>) {
    let mut pieces = Vec::new();
    let mut text = String::with_capacity(raw.len());
    let mut from = 0;
    let mut style = Style {
        ascii_escapes: Vec::new(),
        wide_escapes: BTreeMap::new(),
        special: SPECIAL,
        ascii: true,
        upper_case: false,
    };
    let mut saw_letter = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        let escape = at + found;
        style.ascii &= raw[at..escape].is_ascii();
        text.push_str(&raw[at..escape]);
        let (character, length) = read_escape(&raw[escape..]);
        at = escape + length;
        let spelling = &raw[escape..at];
        if let (false, Some(letter)) =
            (saw_letter, spelling[2..].bytes().find(|b| b.is_ascii_alphabetic() && *b != b'u'))
        {
            saw_letter = true;
            style.upper_case = letter.is_ascii_uppercase();
        }
        match character {
            Some(character) => {
                style.note(character, spelling);
                text.push(character);
            }
            None => {
                let text = std::mem::take(&mut text);
                pieces.push(Piece::Text { from, raw: &raw[from..escape], text });
                pieces.push(Piece::Surrogate(spelling));
                from = at;
            }
        }
    }
    style.ascii &= raw[at..].is_ascii();
    text.push_str(&raw[at..]);
    style.ascii &= !style.wide_escapes.is_empty();
    pieces.push(Piece::Text { from, raw: &raw[from..], text });
    (pieces, style)
}

/// What the next character in a string says and how it is written: its length in bytes.
pub(super) fn step(raw: &str) -> (usize, usize) {
    match raw.starts_with('\\') {
        true => {
            let (character, length) = read_escape(raw);
            (character.map_or(0, char::len_utf8), length)
        }
        false => field::plain(raw),
    }
}

/// The character that an escape means, if it is one, and the length of the escape.
fn read_escape(raw: &str) -> (Option<char>, usize) {
    let simple = match raw.as_bytes()[1] {
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = |at: usize| {
                raw.get(at..at + 6)
                    .and_then(|escape| escape.strip_prefix("\\u"))
                    .and_then(|digits| u16::from_str_radix(digits, 16).ok())
            };
            let Some(first) = unit(0) else { return (None, 2) };
            if let Some(character) = char::from_u32(first.into()) {
                return (Some(character), 6);
            }
            let pair = unit(6).map(|second| [first, second]);
            let character =
                pair.and_then(|pair| char::decode_utf16(pair).next().and_then(Result::ok));
            return (character, if character.is_some() { 12 } else { 6 });
        }
        // A quotation mark, a backslash, a slash.
        other => char::from(other),
    };
    (Some(simple), 2)
}

/// A quotation mark, a backslash and controls cannot stand for themselves in any string.
const SPECIAL: u128 = ((1 << 0x20) - 1) | (1 << b'"') | (1 << b'\\');

impl<'r> Style<'r> {
    /// The first spelling of a character counts.
    fn note(&mut self, character: char, spelling: &'r str) {
        if !character.is_ascii() {
            self.wide_escapes.entry(character).or_insert(spelling);
        } else if self.ascii_escape(character).is_none() {
            self.ascii_escapes.push((character, spelling));
            self.special |= 1 << u32::from(character);
        }
    }

    fn ascii_escape(&self, character: char) -> Option<&'r str> {
        self.ascii_escapes.iter().find(|(known, _)| *known == character).map(|(_, s)| *s)
    }

    fn write(&self, text: &str, output: &mut String) {
        let has_wide = self.ascii || !self.wide_escapes.is_empty();
        let mut copied = 0;
        let is_special = |byte: u8| match byte.is_ascii() {
            true => self.special >> byte & 1 != 0,
            // The first byte of a character.
            false => has_wide && byte >= 0xC0,
        };
        for (at, _) in text.bytes().enumerate().filter(|(_, byte)| is_special(*byte)) {
            let Some(character) = text[at..].chars().next() else { break };
            output.push_str(&text[copied..at]);
            self.write_character(character, output);
            copied = at + character.len_utf8();
        }
        output.push_str(&text[copied..]);
    }

    fn write_character(&self, character: char, output: &mut String) {
        let escape = match character.is_ascii() {
            true => self.ascii_escape(character),
            false => self.wide_escapes.get(&character).copied(),
        };
        if let Some(spelling) = escape {
            output.push_str(spelling);
            return;
        }
        match character {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\r' => output.push_str("\\r"),
            '\t' => output.push_str("\\t"),
            '\0'..='\x1F' => self.write_units(character, output),
            _ if self.ascii && !character.is_ascii() => self.write_units(character, output),
            _ => output.push(character),
        }
    }

    fn write_units(&self, character: char, output: &mut String) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = match self.upper_case {
                true => write!(output, "\\u{unit:04X}"),
                false => write!(output, "\\u{unit:04x}"),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    fn t2s(raw: &str) -> String {
        let mut output = String::new();
        convert(&Converter::new("t2s").unwrap(), raw, 0..raw.len(), &mut output);
        output
    }

    #[test]
    fn keeps_the_way_it_was_written() {
        for (raw, expected) in [
            ("漢字", "汉字"),
            (r"漢\n字\/\u3000\t", r"汉\n字\/\u3000\t"),
            (r"\u6f22\u5b57", r"\u6c49\u5b57"),
            (r"\u6F22 \uD842\uDFB7", r"\u6C49 \uD842\uDFB7"),
            (r"\u6f22字", r"汉字"),
            (r#"說\"漢\\字\""#, r#"说\"汉\\字\""#),
            // A phrase is one even if part of it is written as an escape.
            (r"乾\u5764漢", r"乾\u5764汉"),
            (r"漢\ud842漢", r"汉\ud842汉"),
            (r"\ud842", r"\ud842"),
            (r"\/\u003c", r"\/\u003c"),
        ] {
            assert_eq!(t2s(raw), expected, "{raw}");
        }
    }
}
