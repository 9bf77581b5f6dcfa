//! Tokens one after the other, with a compiled table.

use super::plain::WINDOW;
use super::utf8::{decode, decode_before, length, push};
use super::{NeedMore, plain, stages};
use crate::ids::{self, Ids};
use crate::table::{CharEntry, Decision, Likely, PhraseNode, ROOT, View};

/// Room that is asked for at once, so that long texts do not reserve more than they need.
const RESERVE: usize = 64 << 10;

/// See [`super::convert_prefix`].
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    output.reserve(text.len().min(RESERVE));
    // Before this place a token ends.
    let mut known = 0;
    let mut at = 0;
    while at < text.len() {
        let mut block = plain::convert(view, text, at, output);
        while block.flagged != 0 {
            let place = at + block.flagged.trailing_zeros() as usize;
            block.flagged &= block.flagged - 1;
            if place < known || !plain::needs_attention(view, text, known, place) {
                continue;
            }
            // The tokens take the place of what the characters became.
            let (mut characters, count) = ([0; WINDOW], block.end - place);
            characters[..count].copy_from_slice(&output[output.len() - count..]);
            let token = token_end(view, text, known, place);
            output.truncate(output.len() - (block.end - token));
            known = match tokens(view, text, token, place, end, output) {
                Ok(after) => after,
                Err(done) => return done,
            };
            if known >= block.end {
                block.end = known;
                break;
            }
            output.extend_from_slice(&characters[known - place..count]);
        }
        at = block.end;
    }
    if !end {
        let token = token_end(view, text, known, at);
        output.truncate(output.len() - (at - token));
        let (Ok(done) | Err(done)) = tokens(view, text, token, at, end, output);
        return done;
    }
    at
}

/// Converts tokens from `at` on until one ends after `place`, or the text ends. Returns the place
/// after them, as an error if more text is needed.
#[inline(always)]
fn tokens(
    view: &View,
    text: &[u8],
    mut at: usize,
    place: usize,
    end: bool,
    output: &mut Vec<u8>,
) -> Result<usize, usize> {
    while at <= place && at < text.len() {
        match step(view, text, at, end, output) {
            Ok(next) => at = next,
            Err(NeedMore) => return Err(at),
        }
    }
    Ok(at)
}

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
    let entry = entry(view, c);
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
            Decision::Defer(likely) => {
                return defer(view, text, at, end, likely, output);
            }
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
    if entry & CharEntry::SPECIAL != 0 {
        match single(view, c) {
            Decision::Replace { output: value, .. } => {
                output.extend_from_slice(value);
                return Ok(at + bytes);
            }
            Decision::Defer(_) => return stages::convert(view, text, at, end, output),
            Decision::Character | Decision::Characters { .. } => {}
        }
    }
    push_character(c, entry, output);
    Ok(at + bytes)
}

/// Appends a character that becomes one of the same length.
#[inline(always)]
fn push_character(c: u32, entry: u32, output: &mut Vec<u8>) {
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
}

/// Converts by the likely outcome if no token starts inside it, otherwise stage by stage.
fn defer(
    view: &View,
    text: &[u8],
    at: usize,
    end: bool,
    likely: Option<Likely>,
    output: &mut Vec<u8>,
) -> Result<usize, NeedMore> {
    let Some(likely) = likely else { return stages::convert(view, text, at, end, output) };
    let mut inside = skip(text, at, 1);
    for _ in 1..likely.code_points {
        if !is_plain(view, text, inside, end)? {
            return stages::convert(view, text, at, end, output);
        }
        inside = skip(text, inside, 1);
    }
    output.extend_from_slice(likely.output);
    Ok(inside)
}

/// Whether no phrase and no segment starts at `at`.
fn is_plain(view: &View, text: &[u8], at: usize, end: bool) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = entry(view, c);
    if entry & CharEntry::SPECIAL != 0 && is_segment(single(view, c)) {
        return Ok(false);
    }
    Ok(entry & CharEntry::STARTS_PHRASE == 0
        || phrase(view, text, at, c, bytes, end)? == Decision::Character)
}

/// What is known of a character.
#[inline(always)]
fn entry(view: &View, c: u32) -> u32 {
    if c < 0x1_0000 { view.character(c) } else { CharEntry::STARTS_PHRASE | CharEntry::SPECIAL }
}

/// The decision for a special character that is no part of a phrase.
#[inline(always)]
fn single<'a>(view: &View<'a>, c: u32) -> Decision<'a> {
    let node = view.phrases.start(ROOT, c);
    node.map_or(Decision::Character, |node| view.phrases.pool.decision(node.word))
}

fn is_segment(decision: Decision) -> bool {
    matches!(
        decision,
        Decision::Characters { segment: true, .. } | Decision::Replace { segment: true, .. }
    )
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

/// Whether a segment starts at `at`.
pub fn segment(view: &View, text: &[u8], at: usize, end: bool) -> Result<bool, NeedMore> {
    let (raw, bytes) = decode(text, at);
    let c = view.normalize(raw);
    let entry = entry(view, c);
    if entry & CharEntry::STARTS_PHRASE != 0 && is_segment(phrase(view, text, at, c, bytes, end)?) {
        return Ok(true);
    }
    Ok(entry & CharEntry::SPECIAL != 0 && is_segment(single(view, c)))
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
        let entry = entry(view, c);
        match if entry & CharEntry::SPECIAL != 0 { single(view, c) } else { Decision::Character } {
            Decision::Replace { output: value, .. } => output.extend_from_slice(value),
            _ => push_character(c, entry, output),
        }
        at += bytes;
    }
    at
}
