use super::{NODE_VALUE, read_u32};

/// The outputs of replacements: code points replaced (`u8`; 0: no outcome is likely), length of the output in bytes
/// (`u16`), output. At the end lie [`super::POOL_PADDING`] bytes, so that short outputs can be
/// read in one go.
#[derive(Clone, Copy)]
pub(crate) struct Pool<'a> {
    bytes: &'a [u8],
}

impl<'a> Pool<'a> {
    pub fn new(bytes: &'a [u8]) -> Pool<'a> {
        Pool { bytes }
    }

    /// Of a node that replaces or defers: the code points to replace, and the output.
    #[inline(always)]
    pub fn replacement(&self, word: u32) -> (usize, &'a [u8]) {
        let at = (word & NODE_VALUE) as usize;
        let head = read_u32(self.bytes, at);
        let length = (head >> 8 & 0xFFFF) as usize;
        ((head & 0xFF) as usize, &self.bytes[at + 3..at + 3 + length])
    }
}
