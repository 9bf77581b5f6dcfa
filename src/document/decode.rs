//! From the bytes of a document to UTF-8.

use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use encoding_rs::DecoderResult;

use super::detect::{self, Detected};
use super::{DocumentError, DocumentOptions, Encoding};
use crate::text::{OnInvalid, line_ends, read_some};

/// How much is read at once, and how much is looked at to find the encoding.
const BUFFER: usize = 64 * 1024;

/// Reads a document as UTF-8.
///
/// Text that is UTF-8 already passes as it is: whoever converts it checks it anyway.
pub(super) struct Decoder<R> {
    inner: R,
    state: State,
    /// Bytes that are not decoded yet, from `taken` on.
    raw: Vec<u8>,
    taken: usize,
    /// Decoded text that is not handed out yet, from `given` on.
    text: Vec<u8>,
    given: usize,
    at_end: bool,
    /// Whether the last character is decoded.
    finished: bool,
    on_invalid: OnInvalid,
    /// Whether NUL bytes mean that this is no text.
    refuses_binary: bool,
    /// Bytes decoded so far, and line ends in their text.
    offset: u64,
    line_ends: u64,
    /// Whether there were characters that another encoding would write in another way.
    pub(super) has_non_ascii: bool,
    /// Sequences that were replaced.
    pub(super) replaced: u64,
    /// The encoding, for whoever writes; set before the first character that is not ASCII.
    found: Arc<OnceLock<Encoding>>,
}

enum State {
    /// Nothing was read yet; the encoding, if somebody knows it.
    Start(Option<Encoding>),
    /// Everything so far was ASCII.
    Ascii,
    Verbatim,
    Decoding(Encoding, Box<encoding_rs::Decoder>),
}

/// What a decoder is to expect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expectation {
    /// The encoding, if somebody knows it.
    pub(super) encoding: Option<Encoding>,
    pub(super) on_invalid: OnInvalid,
    pub(super) refuses_binary: bool,
}

impl Expectation {
    pub(super) fn of(options: &DocumentOptions) -> Expectation {
        Expectation {
            // Bytes to be kept are kept as they are: nobody can tell what encoding they are in.
            encoding: match options.on_invalid {
                OnInvalid::Keep => Some(options.encoding.unwrap_or_default()),
                _ => options.encoding,
            },
            on_invalid: options.on_invalid,
            refuses_binary: options.refuse_binary,
        }
    }
}

impl<R: Read> Decoder<R> {
    pub(super) fn new(inner: R, expectation: Expectation) -> Decoder<R> {
        Decoder {
            inner,
            state: State::Start(expectation.encoding),
            raw: Vec::new(),
            taken: 0,
            text: Vec::new(),
            given: 0,
            at_end: false,
            finished: false,
            on_invalid: expectation.on_invalid,
            refuses_binary: expectation.refuses_binary,
            offset: 0,
            line_ends: 0,
            has_non_ascii: false,
            replaced: 0,
            found: Arc::default(),
        }
    }

    /// Where the encoding can be read as soon as it is known.
    pub(super) fn found(&self) -> Arc<OnceLock<Encoding>> {
        Arc::clone(&self.found)
    }

    fn decide(&mut self, encoding: Encoding) {
        let _ = self.found.set(encoding);
        self.state = match encoding {
            Encoding::Utf8 => State::Verbatim,
            other => {
                let decoder = Box::new(other.tables().new_decoder_without_bom_handling());
                State::Decoding(other, decoder)
            }
        };
    }

    /// Reads once more; tells whether there was anything.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        self.raw.drain(..self.taken);
        self.taken = 0;
        let filled = self.raw.len();
        self.raw.resize(filled + BUFFER, 0);
        let read = read_some(&mut self.inner, &mut self.raw[filled..]);
        self.raw.truncate(filled + *read.as_ref().unwrap_or(&0));
        self.at_end = read? == 0;
        Ok(!self.at_end)
    }

    /// Finds out the encoding from what was read, reading more if that is not enough.
    fn detect(&mut self) -> io::Result<()> {
        if let State::Start(Some(encoding)) = self.state {
            let is_wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
            if self.refuses_binary && !is_wide && memchr::memchr(0, &self.raw).is_some() {
                return Err(io::Error::other(DocumentError::Binary));
            }
            self.decide(encoding);
            return Ok(());
        }
        if matches!(self.state, State::Start(None)) {
            // A mark may come in pieces.
            while self.raw.len() < 4
                && [&[0xEF, 0xBB, 0xBF][..], &[0xFF, 0xFE, 0, 0], &[0xFE, 0xFF]]
                    .iter()
                    .any(|mark| mark.starts_with(&self.raw))
                && self.fill()?
            {}
            if let Some(encoding) = detect::from_mark(&self.raw) {
                self.decide(encoding);
                return Ok(());
            }
            self.state = State::Ascii;
        }
        if is_plain(&self.raw[self.taken..]) {
            return Ok(());
        }
        while !self.is_telling() && self.fill()? {}
        let sample = &self.raw[self.taken..];
        match detect::detect(sample, self.at_end) {
            Detected::Text(encoding) => self.decide(encoding),
            Detected::Binary if self.refuses_binary => {
                return Err(io::Error::other(DocumentError::Binary));
            }
            // Whoever converts it finds out where it is not UTF-8, and what to do about it.
            Detected::Binary | Detected::Unclear(None) => self.decide(Encoding::Utf8),
            Detected::Unclear(Some(perhaps)) => {
                return Err(io::Error::other(DocumentError::UnclearEncoding { perhaps }));
            }
        }
        Ok(())
    }

    /// Whether what was read is enough to tell the encoding: text that comes slowly is not held
    /// back if it is UTF-8.
    fn is_telling(&self) -> bool {
        let sample = &self.raw[self.taken..];
        if sample.len() >= BUFFER / 2 {
            return true;
        }
        let valid = match std::str::from_utf8(sample) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => return false,
            Err(error) => std::str::from_utf8(&sample[..error.valid_up_to()]).unwrap_or_default(),
        };
        // Two bytes are a character of UTF-8 by chance quite often, three are not.
        !valid.contains('\0') && valid.chars().any(|c| c.len_utf8() > 2)
    }

    /// Decodes what was read. There is text to hand out then, unless the document is at its end.
    fn decode(&mut self) -> io::Result<()> {
        let State::Decoding(encoding, decoder) = &mut self.state else { return Ok(()) };
        let encoding = *encoding;
        self.text.clear();
        self.given = 0;
        self.text.resize(3 * BUFFER, 0);
        let raw = &self.raw[self.taken..];
        self.has_non_ascii |= !encoding.is_unicode() && !raw.is_ascii()
            || matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) && !raw.is_empty();
        let (result, read, mut written) =
            decoder.decode_to_utf8_without_replacement(raw, &mut self.text, self.at_end);
        self.taken += read;
        self.offset += read as u64;
        if let DecoderResult::Malformed(length, after) = result {
            match self.on_invalid {
                OnInvalid::Replace => {
                    const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();
                    self.text.truncate(written);
                    self.text.extend_from_slice(REPLACEMENT);
                    written += REPLACEMENT.len();
                    self.replaced += 1;
                }
                OnInvalid::Error | OnInvalid::Keep => {
                    let line = self.line_ends + line_ends(&self.text[..written]) + 1;
                    let offset = self.offset - u64::from(length) - u64::from(after);
                    return Err(io::Error::other(DocumentError::BadEncoding {
                        encoding,
                        offset,
                        line,
                    }));
                }
            }
        }
        self.finished = self.at_end && matches!(result, DecoderResult::InputEmpty);
        self.text.truncate(written);
        self.line_ends += line_ends(&self.text);
        Ok(())
    }
}

/// Whether a text is the same in every encoding that is not UTF-16.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii() && memchr::memchr(0, bytes).is_none()
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Start(_) | State::Ascii => {
                    if self.taken == self.raw.len() && !self.fill()? {
                        return Ok(0);
                    }
                    self.detect()?;
                    if matches!(self.state, State::Ascii) {
                        return Ok(hand_out(&self.raw, &mut self.taken, buffer));
                    }
                }
                State::Verbatim => {
                    if self.taken < self.raw.len() {
                        return Ok(hand_out(&self.raw, &mut self.taken, buffer));
                    }
                    return self.inner.read(buffer);
                }
                State::Decoding(..) => {
                    if self.given < self.text.len() {
                        return Ok(hand_out(&self.text, &mut self.given, buffer));
                    }
                    if self.finished {
                        return Ok(0);
                    }
                    if self.taken == self.raw.len() {
                        self.fill()?;
                    }
                    self.decode()?;
                }
            }
        }
    }
}

/// Copies as much as fits from `from[*at..]`.
fn hand_out(from: &[u8], at: &mut usize, buffer: &mut [u8]) -> usize {
    let length = buffer.len().min(from.len() - *at);
    buffer[..length].copy_from_slice(&from[*at..*at + length]);
    *at += length;
    length
}
