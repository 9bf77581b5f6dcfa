//! Conversion exactly as OpenCC describes it, one stage after the other, straight from the text
//! dictionaries: slow, small and obviously right. The fast engine is tested against it, and the
//! table compiler uses it to find out what a phrase becomes.

use crate::dictionary::{Dictionary, Match, Pipeline};
use crate::ids::{self, Ids};

/// Converts a whole text.
pub fn convert(pipeline: &Pipeline, text: &str) -> String {
    let mut text = text.to_owned();
    for stage in &pipeline.normalization {
        text = apply(stage, &text);
    }
    segments(pipeline.segmentation.as_ref(), &text)
        .into_iter()
        .map(|segment| convert_segment(&pipeline.chain, segment))
        .collect()
}

/// Cuts a text: matches of the segmentation and what is between them. Without one, it is whole.
pub fn segments<'a>(segmentation: Option<&Dictionary>, text: &'a str) -> Vec<&'a str> {
    let Some(segmentation) = segmentation else { return vec![text] };
    let mut segments = Vec::new();
    let (mut run, mut at) = (0, 0);
    for token in tokens(segmentation, text) {
        let end = at + token.source.len();
        if token.found.is_some() {
            segments.extend([&text[run..at], token.source]);
            run = end;
        }
        at = end;
    }
    segments.push(&text[run..]);
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Applies every stage of a chain to one segment.
pub fn convert_segment(chain: &[Dictionary], segment: &str) -> String {
    let mut text = segment.to_owned();
    for stage in chain {
        text = apply(stage, &text);
    }
    text
}

/// What one stage makes of a text.
pub fn apply(stage: &Dictionary, text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    tokens(stage, text).for_each(|token| output.push_str(token.output()));
    output
}

/// A piece of a text that a stage converts as one.
#[derive(Clone, Copy, Debug)]
pub struct Token<'d, 't> {
    /// The piece itself: a key, a description sequence or a character.
    pub source: &'t str,
    /// The entry whose key it is, if any.
    pub found: Option<Match<'d>>,
}

impl Token<'_, '_> {
    /// What the stage writes for it.
    pub fn output(&self) -> &str {
        self.found.map_or(self.source, |found| found.entry.value())
    }
}

/// The pieces in which a stage takes a text, from left to right.
pub fn tokens<'d, 't>(stage: &'d Dictionary, text: &'t str) -> impl Iterator<Item = Token<'d, 't>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let found = stage.longest_entry(rest);
        let length = found.map_or_else(|| unmatched_length(rest), |found| found.length());
        let (source, after) = rest.split_at(length);
        rest = after;
        Some(Token { source, found })
    })
}

/// Bytes that are copied where no key matches: a description sequence or one character.
fn unmatched_length(text: &str) -> usize {
    let mut chars = text.chars();
    let ids = ids::read(|| Ok::<_, std::convert::Infallible>(chars.next().map(u32::from)));
    let code_points = match ids {
        Ok(Ids::Complete(code_points)) => code_points,
        _ => 1,
    };
    text.chars().take(code_points).map(char::len_utf8).sum()
}
