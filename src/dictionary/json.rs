//! JSON as OpenCC reads it: with comments and trailing commas.

use std::borrow::Cow;

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Deeper documents are refused, as the parser calls itself for each level.
const MAX_DEPTH: usize = 100;

/// Why a text is not JSON. The line counts from 1.
#[derive(Debug)]
pub struct JsonError {
    pub line: usize,
    pub message: String,
}

/// The text with each pair of surrogates that escapes write (`\\ud83d\\ude00`) made the character that it is, which
/// the parser does not know (RFC 8259, section 7).
pub fn join_surrogates(text: &str) -> Cow<'_, str> {
    let mut joined = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        match surrogate_pair(&text[start..]) {
            Some(character) => {
                joined.push_str(&text[done..start]);
                joined.push(character);
                done = start + PAIR;
                at = done;
            }
            // What a backslash stands before may be another one.
            None => at = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    joined.push_str(&text[done..]);
    Cow::Owned(joined)
}

/// The length in bytes of two escapes.
const PAIR: usize = 12;

/// The character that the escapes of two surrogates at the start write.
fn surrogate_pair(text: &str) -> Option<char> {
    let unit = |at: usize| {
        let digits = text.get(at..at + PAIR / 2)?.strip_prefix("\\u")?;
        let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        are_digits.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let units = [unit(0)?, unit(PAIR / 2)?];
    let character = char::decode_utf16(units).next()?.ok()?;
    (character.len_utf16() == 2).then_some(character)
}

/// Reads a document; `None` if there is nothing but space and comments.
pub fn parse(text: &str) -> Result<Option<Value<'_>>, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = too_deep(text) {
        let message = format!("more than {MAX_DEPTH} levels are nested");
        return Err(JsonError { line: line_of(text, at), message });
    }
    let options = ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
    };
    parse_to_ast(text, &CollectOptions::default(), &options).map(|parsed| parsed.value).map_err(
        |error| JsonError {
            line: line_of(text, error.range().start),
            message: error.kind().to_string(),
        },
    )
}

/// The line of a place in a text, counted from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// Where brackets open too deep, if they do. Brackets in strings and comments count here as well,
/// unless they are closed again.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_pairs_of_surrogates_and_nothing_else() {
        assert_eq!(join_surrogates(r#"{"\ud83d\ude00": "a\uD842\uDFB7b"}"#), r#"{"😀": "a𠮷b"}"#);
        for text in
            [r"\\ud83d\ude00", r"\ud83d", r"\ud83d\u0041", r"\u5b57\u5b57", r"\ud83d\ude0", "\\漢"]
        {
            assert_eq!(join_surrogates(text), text);
        }
    }
}
