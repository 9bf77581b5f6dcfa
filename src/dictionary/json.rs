//! JSON as OpenCC reads it: with comments and trailing commas.

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
