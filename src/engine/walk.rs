//! The hot loop.

use super::utf8::{decode, decode_three, length, push};
use super::{NeedMore, stages};
use crate::ids::{self, Ids};
use crate::table::{CharEntry, Decision, FIRST_NODE, ROOT, View};

/// See [`super::convert_prefix`].
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    let mut at = 0;
    loop {
        at += skim(view, &text[at..], output);
        if at >= text.len() {
            return text.len();
        }
        match step(view, text, at, end, output) {
            Ok(next) => at = next,
            Err(NeedMore) => return at,
        }
    }
}

/// Bytes that one round of [`skim`] covers: few enough for its output to stay in the first-level
/// cache between being zeroed and being written.
const ROUND: usize = 8 << 10;
/// The output of a round is written four bytes at a time and may touch one byte too many.
const SLACK: usize = 8;

/// Converts three-byte characters that are surely no part of a phrase, and copies ASCII, up to
/// the first place that needs a closer look. Returns its offset.
#[inline]
fn skim(view: &View, text: &[u8], output: &mut Vec<u8>) -> usize {
    let mut at = 0;
    loop {
        let round = (text.len() - at).min(ROUND);
        let start = output.len();
        // Here every byte of text becomes one byte of output.
        output.resize(start + round + SLACK, 0);
        let done = skim_round(view, &text[at..], round, &mut output[start..]);
        output.truncate(start + done);
        at += done;
        if done < round || at == text.len() {
            return at;
        }
    }
}

#[inline(always)]
fn word_at(text: &[u8], at: usize) -> Option<u32> {
    text.get(at..at + 4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")))
}

#[inline(always)]
fn is_three_byte_lead(word: u32) -> bool {
    word & 0xF0 == 0xE0
}

#[inline(always)]
fn skim_round(view: &View, text: &[u8], round: usize, output: &mut [u8]) -> usize {
    let mut at = 0;
    while at < round {
        let Some(word) = word_at(text, at) else { break };
        if is_three_byte_lead(word) {
            let c = decode_three(word);
            let entry = view.character(c);
            if entry & (CharEntry::STARTS_PHRASE | CharEntry::SPECIAL) != 0 {
                if entry & CharEntry::SPECIAL != 0 {
                    break;
                }
                let Some(next) = word_at(text, at + 3) else {
                    break;
                };
                if is_three_byte_lead(next) {
                    if view.may_start_pair(c, decode_three(next)) {
                        break;
                    }
                } else if next & 0x80 == 0 {
                    if view.may_start_pair(c, next & 0x7F) {
                        break;
                    }
                } else {
                    break;
                }
            }
            if at + 3 > round {
                break;
            }
            let converted = word ^ (entry & CharEntry::DELTA);
            output[at..at + 4].copy_from_slice(&converted.to_le_bytes());
            at += 3;
        } else if word & 0x80 == 0 {
            let run = ascii_run(&text[at..round]);
            let keep = match view.settings.ascii_prefix {
                Some(prefix) if at + run == text.len() || prefix == 0 => run,
                Some(prefix) => run.saturating_sub(prefix),
                None => 0,
            };
            if keep == 0 {
                break;
            }
            output[at..at + keep].copy_from_slice(&text[at..at + keep]);
            at += keep;
        } else {
            break;
        }
    }
    at
}

/// The number of ASCII bytes that `text` starts with.
#[inline(always)]
fn ascii_run(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(bytes) = text.get(at..at + 8) {
        let high =
            u64::from_le_bytes(bytes.try_into().expect("eight bytes")) & 0x8080_8080_8080_8080;
        if high != 0 {
            return at + (high.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + text[at..].iter().take_while(|b| b.is_ascii()).count()
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
        && let Some(node) = view.phrases.child(ROOT, c)
    {
        match view.phrases.decision(node) {
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
    let mut parent = u64::from(first);
    let mut deepest = None;
    let mut to = at + bytes;
    loop {
        if to >= text.len() {
            if !end {
                return Err(NeedMore);
            }
            break;
        }
        let (raw, bytes) = decode(text, to);
        let Some(node) = view.phrases.child(parent, view.normalize(raw)) else {
            break;
        };
        deepest = Some(node);
        parent = FIRST_NODE + u64::from(node);
        to += bytes;
    }
    Ok(deepest.map_or(Decision::Character, |node| view.phrases.decision(node)))
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
        && view.phrases.child(ROOT, c).is_some_and(|node| is_segment(view.phrases.decision(node))))
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
            if entry & CharEntry::SPECIAL != 0 { view.phrases.child(ROOT, c) } else { None };
        match value.map(|node| view.phrases.decision(node)) {
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
