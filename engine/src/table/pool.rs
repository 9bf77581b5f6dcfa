use super::{NODE_VALUE, read_u32};

/// The outputs of replacements, each behind what is said of it: how many code points are replaced
/// (3 bits; 0: no outcome is likely) and the length of the output in bytes (5 bits). Where these do
/// not suffice, [`LONG`] stands there, then the code points (`u8`), then the length (`u16`). At the
/// end lie [`POOL_PADDING`] bytes, so that these can be read in one go.
#[derive(Clone, Copy)]
pub struct Pool<'a> {
    bytes: &'a [u8],
}

pub const LONG: u8 = u8::MAX;
pub const CODE_POINT_BITS: u32 = 3;
pub const POOL_PADDING: usize = 4;

impl<'a> Pool<'a> {
    pub fn new(bytes: &'a [u8]) -> Pool<'a> {
        Pool { bytes }
    }

    /// Of a node that replaces or defers: the code points to replace, and the output.
    #[inline(always)]
    pub fn replacement(&self, word: u32) -> (usize, &'a [u8]) {
        let at = (word & NODE_VALUE) as usize;
        let head = read_u32(self.bytes, at);
        let (code_points, length, at) = if head as u8 == LONG {
            (head >> 8 & 0xFF, head >> 16, at + 4)
        } else {
            (head & ((1 << CODE_POINT_BITS) - 1), (head & 0xFF) >> CODE_POINT_BITS, at + 1)
        };
        (code_points as usize, &self.bytes[at..at + length as usize])
    }
}
