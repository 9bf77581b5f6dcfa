//! Tokens one after the other, with a compiled table.

use super::utf8::{decode, decode_before, length, push};
use super::{NeedMore, plain, stages};
use crate::ids::{self, Ids};
use crate::table::{CharEntry, Decision, PhraseNode, ROOT, View};

/// See [`super::convert_prefix`].
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    // Before this place a token ends.
    let mut known = 0;
    loop {
        let start = output.len();
        output.reserve((text.len() - known).min(RESERVE));
        let place = plain::convert(view, text, known, output);
        if end && place == text.len() {
            return place;
        }
        let mut at = token_end(view, text, known, place);
        output.truncate(start + (at - known));
        while at <= place {
            if at == text.len() {
                return at;
            }
            match step(view, text, at, end, output) {
                Ok(next) => at = next,
                Err(NeedMore) => return at,
            }
        }
        known = at;
    }
}

/// Room that is asked for at once, so that long texts do not reserve more than they need.
const RESERVE: usize = 64 << 10;

/// The last place up to `place`, but before the end of the text, where a token surely ends: at
/// `known`, or between two characters that are neighbours in no phrase.
fn token_end(view: &View, text: &[u8], known: usize, mut place: usize) -> usize {
    if place == text.len() && place > known {
        place -= decode_before(text, place).1;
    }
    if place == known {
        return place;
    }
    let (c, _) = decode(text, place);
    let mut c = view.normalize(c);
    while place > known {
        let (previous, bytes) = decode_before(text, place);
        let previous = view.normalize(previous);
        if !view.bonds.contains(previous, c) {
            break;
        }
        place -= bytes;
        c = previous;
    }
    place
}

/// Converts whatever starts at `at` with all care: a phrase, a description sequence, a character.
/// Returns the place after it.
fn step(
    view: &View,
    text: &[u8],
    at: usize,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = if c < 0x1_0000 {
        view.character(c)
    } else {
        CharEntry::STARTS_PHRASE | CharEntry::SPECIAL
    };
    if entry & CharEntry::STARTS_PHRASE != 0 {
        match phrase(view, text, at, c, bytes, end)? {
            Decision::Character => {}
            Decision::Characters { code_points, .. } => {
                return Ok(characters(view, text, at, code_points, output));
            }
            Decision::Replace { code_points, output: value, .. } => {
                output.extend_from_slice(value);
                return Ok(skip(text, at, code_points));
            }
            Decision::Defer => return stages::convert(view, text, at, end, output),
        }
    }
    if ids::arity(raw) > 0 {
        let mut to = at;
        let ids = ids::read(|| {
            if to == text.len() {
                return if end { Ok(None) } else { Err(NeedMore) };
            }
            let (c, bytes) = decode(text, to);
            to += bytes;
            Ok(Some(c))
        })?;
        if let Ids::Complete(_) = ids {
            output.extend_from_slice(&text[at..to]);
            return Ok(to);
        }
        if view.settings.has_segmentation || view.settings.has_second_stage {
            return stages::convert(view, text, at, end, output);
        }
    }
    if entry & CharEntry::SPECIAL != 0
        && let Some(node) = view.phrases.start(ROOT, c)
    {
        match view.phrases.pool.decision(node.word) {
            Decision::Replace { output: value, .. } => {
                output.extend_from_slice(value);
                return Ok(at + bytes);
            }
            Decision::Defer => return stages::convert(view, text, at, end, output),
            Decision::Character | Decision::Characters { .. } => {}
        }
    }
    if (0x800..0x1_0000).contains(&c) {
        let start = output.len();
        push(output, c);
        let delta = (entry & CharEntry::DELTA).to_le_bytes();
        for (byte, delta) in output[start..].iter_mut().zip(delta) {
            *byte ^= delta;
        }
    } else {
        push(output, c);
    }
    Ok(at + bytes)
}

/// Walks the phrase trie from a character that starts phrases.
#[inline]
fn phrase<'a>(
    view: &View<'a>,
    text: &[u8],
    at: usize,
    first: u32,
    bytes: usize,
    end: bool,
) -> Result<Decision<'a>, NeedMore> {
    let mut node: Option<PhraseNode> = None;
    let mut to = at + bytes;
    while node.is_none_or(PhraseNode::has_children) {
        if to >= text.len() {
            if !end {
                return Err(NeedMore);
            }
            break;
        }
        let (raw, bytes) = decode(text, to);
        let c = view.normalize(raw);
        let next = match node {
            None => view.phrases.start(u64::from(first), c),
            Some(node) => view.phrases.child(node, c),
        };
        if next.is_none() {
            break;
        }
        node = next;
        to += bytes;
    }
    Ok(node.map_or(Decision::Character, |node| view.phrases.pool.decision(node.word)))
}

/// Whether the segmentation has a match at `at`, and how many code points it covers.
pub fn segment(view: &View, text: &[u8], at: usize, end: bool) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = if c < 0x1_0000 {
        view.character(c)
    } else {
        CharEntry::STARTS_PHRASE | CharEntry::SPECIAL
    };
    let is_segment = |decision| {
        matches!(
            decision,
            Decision::Characters { segment: true, .. } | Decision::Replace { segment: true, .. }
        )
    };
    if entry & CharEntry::STARTS_PHRASE != 0 && is_segment(phrase(view, text, at, c, bytes, end)?) {
        return Ok(true);
    }
    Ok(entry & CharEntry::SPECIAL != 0
        && view
            .phrases
            .start(ROOT, c)
            .is_some_and(|node| is_segment(view.phrases.pool.decision(node.word))))
}

/// The place `code_points` after `at`.
#[inline(always)]
fn skip(text: &[u8], mut at: usize, code_points: usize) -> usize {
    for _ in 0..code_points {
        at += length(text[at]);
    }
    at
}

/// Converts so many characters by themselves. Returns the place after them.
fn characters(
    view: &View,
    text: &[u8],
    mut at: usize,
    code_points: usize,
    output: &mut Vec<u8>,
) -> usize {
    for _ in 0..code_points {
        let (raw, bytes) = decode(text, at);
        let c = view.normalize(raw);
        let entry = if c < 0x1_0000 { view.character(c) } else { CharEntry::SPECIAL };
        let value =
            if entry & CharEntry::SPECIAL != 0 { view.phrases.start(ROOT, c) } else { None };
        match value.map(|node| view.phrases.pool.decision(node.word)) {
            Some(Decision::Replace { output: value, .. }) => output.extend_from_slice(value),
            _ if (0x800..0x1_0000).contains(&c) => {
                let start = output.len();
                push(output, c);
                let delta = (entry & CharEntry::DELTA).to_le_bytes();
                for (byte, delta) in output[start..].iter_mut().zip(delta) {
                    *byte ^= delta;
                }
            }
            _ => push(output, c),
        }
        at += bytes;
    }
    at
}
