//! Conversion exactly as OpenCC describes it, one stage after the other, straight from the text
//! dictionaries: slow, small and obviously right. The fast engine is tested against it, and the
//! table compiler uses it to find out what a phrase becomes.

use crate::dictionary::{Dictionary, Pipeline};
use crate::ids::{self, Ids};

/// Converts a whole text.
pub fn convert(pipeline: &Pipeline, text: &str) -> String {
    let mut text = text.to_owned();
    for stage in &pipeline.normalization {
        text = apply(stage, &text);
    }
    let Some(segmentation) = &pipeline.segmentation else {
        return convert_segment(&pipeline.chain, &text);
    };
    let mut output = String::with_capacity(text.len());
    let mut run = 0;
    let mut at = 0;
    while at < text.len() {
        if let Some((length, _)) = segmentation.longest_match(&text[at..]) {
            output += &convert_segment(&pipeline.chain, &text[run..at]);
            output += &convert_segment(&pipeline.chain, &text[at..at + length]);
            at += length;
            run = at;
        } else {
            at += unmatched_length(&text[at..]);
        }
    }
    output += &convert_segment(&pipeline.chain, &text[run..]);
    output
}

/// Applies every stage of a chain to one segment.
pub fn convert_segment(chain: &[Dictionary], segment: &str) -> String {
    let mut text = segment.to_owned();
    for stage in chain {
        text = apply(stage, &text);
    }
    text
}

fn apply(stage: &Dictionary, text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some((length, value)) = stage.longest_match(rest) {
            output += value;
            at += length;
        } else {
            let length = unmatched_length(rest);
            output += &rest[..length];
            at += length;
        }
    }
    output
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
