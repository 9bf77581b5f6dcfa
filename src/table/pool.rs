use super::{
    Decision, KIND_CHARACTER, KIND_CHARACTERS, KIND_REPLACE, NODE_VALUE, SEGMENT_BIT, read_u32,
};

/// The outputs of replacements: code points replaced (`u8`), length of the output in bytes
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

    /// Of a replacement: the code points it replaces, where its output lies in the pool, and the
    /// length of that in bytes.
    #[inline(always)]
    pub fn replacement(&self, word: u32) -> (usize, usize, usize) {
        let at = (word & NODE_VALUE) as usize;
        let head = read_u32(self.bytes, at);
        ((head & 0xFF) as usize, at + 3, (head >> 8 & 0xFFFF) as usize)
    }

    /// What a node says.
    #[inline(always)]
    pub fn decision(&self, word: u32) -> Decision<'a> {
        let segment = word & SEGMENT_BIT != 0;
        match word >> 30 {
            KIND_CHARACTER => Decision::Character,
            KIND_CHARACTERS => {
                Decision::Characters { code_points: (word & NODE_VALUE) as usize, segment }
            }
            KIND_REPLACE => {
                let (code_points, at, length) = self.replacement(word);
                Decision::Replace { code_points, segment, output: &self.bytes[at..at + length] }
            }
            _ => Decision::Defer,
        }
    }
}
