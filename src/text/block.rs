//! One block of bytes: checked, converted, and what must be copied through kept in its place.

use std::borrow::Cow;

use super::invalid::OnInvalid;
use super::utf8;
use crate::Engine;

/// What a block became. Reused from block to block, so that nothing is allocated in between.
#[derive(Default)]
pub(crate) struct Converted {
    pub(crate) text: String,
    /// Bytes that are not UTF-8, and before which byte of `text` they belong.
    kept: Vec<(usize, Vec<u8>)>,
    /// How many sequences were not UTF-8.
    pub(crate) invalid: u64,
    /// What is to be told about the block, and about which byte of it.
    pub(crate) remarks: Vec<(usize, String)>,
}

/// The block cannot be converted from this byte of it on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) reason: Reason,
}

/// Why a block cannot be converted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    NotUtf8,
    Malformed(String),
}

impl Converted {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.kept.clear();
        self.invalid = 0;
        self.remarks.clear();
    }

    /// Appends bytes that are not UTF-8.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        match self.kept.last_mut() {
            Some((at, kept)) if *at == self.text.len() => kept.extend_from_slice(bytes),
            _ => self.kept.push((self.text.len(), bytes.to_vec())),
        }
    }

    /// The result.
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        let text = self.text.as_bytes();
        if self.kept.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut whole = Vec::with_capacity(text.len());
        let mut from = 0;
        for (at, bytes) in &self.kept {
            whole.extend_from_slice(&text[from..*at]);
            whole.extend_from_slice(bytes);
            from = *at;
        }
        whole.extend_from_slice(&text[from..]);
        Cow::Owned(whole)
    }
}

/// Converts the beginning of `bytes` and tells how much of it that was.
///
/// Bytes that are not UTF-8 end what is before them: no key reaches over them.
///
/// # Arguments
///
/// - `end`: whether the text ends with `bytes`; if so, all of it is converted.
///
/// # Errors
///
/// [`Fault`] at the first byte that is not UTF-8, with [`OnInvalid::Error`]. What is before it is
/// converted all the same.
pub(super) fn convert<E: Engine + ?Sized>(
    engine: &E,
    bytes: &[u8],
    end: bool,
    on_invalid: OnInvalid,
    converted: &mut Converted,
) -> Result<usize, Fault> {
    let whole = if end { bytes.len() } else { utf8::without_cut_character(bytes) };
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes[..whole]) {
        return Ok(engine.convert_prefix(text, end, &mut converted.text));
    }
    let mut done = 0;
    for chunk in bytes[..whole].utf8_chunks() {
        if chunk.invalid().is_empty() {
            return Ok(done + engine.convert_prefix(chunk.valid(), end, &mut converted.text));
        }
        engine.convert_prefix(chunk.valid(), true, &mut converted.text);
        done += chunk.valid().len();
        match on_invalid {
            OnInvalid::Error => return Err(Fault { at: done, reason: Reason::NotUtf8 }),
            OnInvalid::Keep => converted.keep(chunk.invalid()),
            OnInvalid::Replace => converted.text.push(char::REPLACEMENT_CHARACTER),
        }
        converted.invalid += 1;
        done += chunk.invalid().len();
    }
    Ok(done)
}
