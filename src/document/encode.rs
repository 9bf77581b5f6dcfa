//! From UTF-8 to the bytes of a document.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, OnceLock};

use encoding_rs::EncoderResult;

use super::{DocumentError, Encoding, OnUnmappable};
use crate::text::line_ends;

/// Writes UTF-8 in an encoding.
pub(super) struct Encoder<W> {
    inner: W,
    target: Target,
    on_unmappable: OnUnmappable,
    encoder: Option<Box<encoding_rs::Encoder>>,
    /// The beginning of a character whose rest is still to come.
    cut: Vec<u8>,
    bytes: Vec<u8>,
    at_start: bool,
    line_ends: u64,
    /// Whether there were characters that another encoding would write in another way.
    pub(super) has_non_ascii: bool,
    /// Characters that the encoding cannot hold and that were written in another way.
    pub(super) unmappable: u64,
}

/// Which encoding to write.
pub(super) enum Target {
    Fixed(Encoding),
    /// That of the original, which is known before the first character that is not ASCII.
    Same(Arc<OnceLock<Encoding>>),
}

impl Target {
    /// The encoding; none while everything is ASCII.
    fn get(&self) -> Option<Encoding> {
        match self {
            Target::Fixed(encoding) => Some(*encoding),
            Target::Same(found) => found.get().copied(),
        }
    }
}

impl<W: Write> Encoder<W> {
    pub(super) fn new(inner: W, target: Target, on_unmappable: OnUnmappable) -> Encoder<W> {
        Encoder {
            inner,
            target,
            on_unmappable,
            encoder: None,
            cut: Vec::new(),
            bytes: Vec::new(),
            at_start: true,
            line_ends: 0,
            has_non_ascii: false,
            unmappable: 0,
        }
    }

    /// What was written to, and which encoding it was in.
    ///
    /// # Errors
    ///
    /// When the text ended inside a character.
    pub(super) fn finish(self) -> io::Result<(W, Option<Encoding>)> {
        match self.cut.is_empty() {
            true => Ok((self.inner, self.target.get())),
            false => Err(not_utf8(self.target.get().unwrap_or_default())),
        }
    }

    fn encode(&mut self, encoding: Encoding, mut text: &str) -> io::Result<()> {
        self.has_non_ascii |= !text.is_ascii();
        if self.at_start {
            self.at_start = text.is_empty();
            // A mark only means something in Unicode.
            if !encoding.is_unicode() {
                text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            }
        }
        self.bytes.clear();
        match encoding {
            Encoding::Utf8 => return self.inner.write_all(text.as_bytes()),
            Encoding::Utf16Le => {
                self.bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            }
            Encoding::Utf16Be => {
                self.bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            }
            _ => self.encode_with_tables(encoding, text)?,
        }
        self.inner.write_all(&self.bytes)
    }

    fn encode_with_tables(&mut self, encoding: Encoding, text: &str) -> io::Result<()> {
        let encoder = self.encoder.get_or_insert_with(|| Box::new(encoding.tables().new_encoder()));
        let mut rest = text;
        loop {
            let needed = encoder
                .max_buffer_length_from_utf8_without_replacement(rest.len())
                .unwrap_or(4 * rest.len());
            self.bytes.reserve(needed);
            let (result, read) =
                encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut self.bytes, false);
            let done = &rest[..read];
            self.line_ends += line_ends(done.as_bytes());
            rest = &rest[read..];
            let character = match result {
                EncoderResult::InputEmpty => return Ok(()),
                EncoderResult::OutputFull => continue,
                EncoderResult::Unmappable(character) => character,
            };
            if encoding == Encoding::Big5Hkscs
                && let Some(pair) = HKSCS.get(&character)
            {
                self.bytes.extend_from_slice(pair);
                continue;
            }
            match self.on_unmappable {
                OnUnmappable::Error => {
                    return Err(io::Error::other(DocumentError::Unmappable {
                        character,
                        encoding,
                        line: self.line_ends + 1,
                    }));
                }
                OnUnmappable::Reference => {
                    self.bytes.extend_from_slice(format!("&#{};", u32::from(character)).as_bytes());
                }
                OnUnmappable::Question => self.bytes.push(b'?'),
            }
            self.unmappable += 1;
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let encoding = match self.target.get() {
            Some(Encoding::Utf8) => {
                // Nothing to do, and bytes that are not UTF-8 may be meant to stay.
                self.has_non_ascii |= !buffer.is_ascii();
                self.inner.write_all(buffer)?;
                return Ok(buffer.len());
            }
            None if buffer.is_ascii() => {
                self.at_start &= buffer.is_empty();
                self.line_ends += line_ends(buffer);
                self.inner.write_all(buffer)?;
                return Ok(buffer.len());
            }
            // An engine may make anything of ASCII, and ASCII is UTF-8 as well.
            other => other.unwrap_or_default(),
        };
        let mut text = buffer;
        let joined;
        if !self.cut.is_empty() {
            self.cut.extend_from_slice(buffer);
            joined = std::mem::take(&mut self.cut);
            text = &joined;
        }
        let whole = match std::str::from_utf8(text) {
            Ok(whole) => whole,
            Err(error) if error.error_len().is_none() => {
                self.cut = text[error.valid_up_to()..].to_vec();
                std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Err(not_utf8(encoding)),
        };
        self.encode(encoding, whole)?;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn not_utf8(encoding: Encoding) -> io::Error {
    io::Error::other(DocumentError::KeptBytes { encoding })
}

/// The characters of the Hong Kong set, which the Encoding Standard reads but does not write.
static HKSCS: LazyLock<HashMap<char, [u8; 2]>> = LazyLock::new(|| {
    let mut pairs = HashMap::new();
    let trails = (0x40..=0x7E).chain(0xA1..=0xFE);
    for pair in (0x87..=0xFE_u8).flat_map(|lead| trails.clone().map(move |trail| [lead, trail])) {
        let (text, malformed) = encoding_rs::BIG5.decode_without_bom_handling(&pair);
        let mut characters = text.chars();
        if let (false, Some(character), None) = (malformed, characters.next(), characters.next()) {
            pairs.entry(character).or_insert(pair);
        }
    }
    pairs
});
