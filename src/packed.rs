//! Texts that the build compressed together.

use std::io::Read;
use std::sync::OnceLock;

use lzma_rust2::XzReader;

/// Made by `pack.rs`, which tells the form.
pub struct Packed {
    bytes: &'static [u8],
    texts: OnceLock<String>,
}

impl Packed {
    pub const fn new(bytes: &'static [u8]) -> Packed {
        Packed { bytes, texts: OnceLock::new() }
    }

    /// The names of all texts.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.list().map(|(name, _)| name)
    }

    /// The text of that name. The first one that is asked for unpacks all.
    pub fn text(&self, name: &str) -> Option<&str> {
        let mut start = 0;
        for (known, length) in self.list() {
            if known == name {
                return Some(&self.texts()[start..start + length]);
            }
            start += length;
        }
        None
    }

    fn texts(&self) -> &str {
        self.texts.get_or_init(|| {
            let mut bytes = Vec::new();
            let (_, compressed) = self.parts();
            XzReader::new(compressed, false)
                .read_to_end(&mut bytes)
                .expect("the build packed texts");
            let units = bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
            let mut texts = String::with_capacity(self.list().map(|(_, length)| length).sum());
            texts
                .extend(char::decode_utf16(units).map(|c| c.expect("the build packed characters")));
            texts
        })
    }

    /// Names, and the length in bytes of their texts.
    fn list(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let (mut rest, _) = self.parts();
        std::iter::from_fn(move || {
            let (length, after) = number(rest)?;
            let (name, after) = after.split_at(length);
            let (length, after) = number(after).expect("a length for each name");
            rest = after;
            Some((std::str::from_utf8(name).expect("the build packed names"), length))
        })
    }

    /// The list and the compressed texts.
    fn parts(&self) -> (&'static [u8], &'static [u8]) {
        let (length, rest) = number(self.bytes).expect("the length of the list");
        rest.split_at(length)
    }
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*number) as usize, rest))
}
