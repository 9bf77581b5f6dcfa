//! The input as OpenCC's command looks at it on its way in.

use std::io::{self, Read, Write};
use std::mem;

use memchr::memmem;

/// Reads as the reader in it does, and
///
/// - warns once of variation selectors, which dictionaries do not know;
/// - fails at bytes at which OpenCC's command fails. That takes the length of a character from its
///   first byte and copies the others whatever they are; only a byte that starts no character is
///   an error.
pub struct Input<R> {
    reader: R,
    pub bytes_read: u64,
    /// How many of the bytes to come belong to a character that started before.
    pending: usize,
    /// The last bytes, as long as they may be the beginning of a selector.
    tail: Vec<u8>,
    warned: bool,
    failure: Option<io::Error>,
}

impl<R> Input<R> {
    pub fn new(reader: R) -> Input<R> {
        Input { reader, bytes_read: 0, pending: 0, tail: Vec::new(), warned: false, failure: None }
    }

    /// Looks at what was read; returns how much of it comes before an error.
    fn look(&mut self, bytes: &[u8]) -> usize {
        if !self.warned {
            let mut joint = mem::take(&mut self.tail);
            joint.extend_from_slice(&bytes[..bytes.len().min(SELECTOR - 1)]);
            self.warned = has_selector(&joint) || has_selector(bytes);
            if self.warned {
                warn();
            }
            let last = if bytes.len() < SELECTOR { &joint } else { bytes };
            self.tail = last[last.len().saturating_sub(SELECTOR - 1)..].to_vec();
        }
        let mut at = self.pending.min(bytes.len());
        self.pending -= at;
        while at < bytes.len() {
            match simdutf8::compat::from_utf8(&bytes[at..]) {
                Ok(_) => return bytes.len(),
                Err(error) => at += error.valid_up_to(),
            }
            let Some(length) = character_length(bytes[at]) else {
                let place = self.bytes_read + at as u64;
                let message =
                    format!("byte {place} starts no character in UTF-8: convert the file to UTF-8");
                self.failure = Some(io::Error::new(io::ErrorKind::InvalidData, message));
                return at;
            };
            self.pending = (at + length).saturating_sub(bytes.len());
            at = bytes.len().min(at + length);
        }
        bytes.len()
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let read = self.reader.read(buffer)?;
        let sound = self.look(&buffer[..read]);
        self.bytes_read += sound as u64;
        match self.failure.take() {
            Some(failure) if sound == 0 => Err(failure),
            failure => {
                self.failure = failure;
                Ok(sound)
            }
        }
    }
}

/// The length of a character by its first byte, also by the bytes that UTF-8 has done without
/// since 2003; `None` for one that starts none.
pub fn character_length(first: u8) -> Option<usize> {
    Some(match first {
        0..0x80 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0..0xF8 => 4,
        0xF8..0xFC => 5,
        0xFC..0xFE => 6,
        _ => return None,
    })
}

/// The longest variation selector has so many bytes.
const SELECTOR: usize = 4;

/// Whether there is a variation selector: U+FE00 to U+FE0F, or U+E0100 to U+E01EF.
pub fn has_selector(bytes: &[u8]) -> bool {
    let short = || {
        memmem::find_iter(bytes, &[0xEF, 0xB8])
            .any(|at| matches!(bytes.get(at + 2), Some(0x80..=0x8F)))
    };
    let long = || {
        memmem::find_iter(bytes, &[0xF3, 0xA0]).any(|at| {
            matches!(
                (bytes.get(at + 2), bytes.get(at + 3)),
                (Some(0x84..=0x86), Some(_)) | (Some(0x87), Some(0x80..=0xAF))
            )
        })
    };
    short() || long()
}

/// Says that there are variation selectors, in the words that scripts look for.
pub fn warn() {
    // Nobody is left to tell when standard error cannot be written.
    let _ = writeln!(
        io::stderr(),
        "warning: input contains Unicode variation selectors: dictionaries do not know them"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Slowly<'a>(&'a [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn read(text: &[u8], step: usize) -> (Vec<u8>, bool, bool) {
        let mut input = Input::new(Slowly(text, step));
        let mut output = Vec::new();
        let failed = input.read_to_end(&mut output).is_err();
        (output, failed, input.warned)
    }

    #[test]
    fn finds_selectors_across_reads() {
        for (text, expected) in [
            ("汉禰\u{E0100}字", true),
            ("汉\u{FE0F}字字字", true),
            ("a\u{E01EF}", true),
            ("汉字︰\u{E0020}\u{E01F0}", false),
        ] {
            for step in 1..=text.len() {
                assert_eq!(read(text.as_bytes(), step).2, expected, "{text} by {step}");
            }
        }
    }

    #[test]
    fn fails_where_no_character_starts() {
        for step in 1..12 {
            assert!(!read(b"abc\xE4\x41\x41zzz", step).1);
            assert_eq!(read(b"a\x80b", step), (b"a".to_vec(), true, false));
            assert_eq!(read(b"\xE6\xB1\x89\xFF", step).0, b"\xE6\xB1\x89");
            // The first character takes two bytes of the second; the third byte starts none.
            assert!(read(b"\xE4\xE6\xB1\x89", step).1);
            assert!(!read(b"\xF8\x88\x80\x80\x80z", step).1);
            assert_eq!(read(b"z\xE6\xB1", step), (b"z\xE6\xB1".to_vec(), false, false));
        }
    }
}
