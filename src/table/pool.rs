use super::{
    Decision, KIND_CHARACTER, KIND_CHARACTERS, KIND_REPLACE, Likely, NODE_VALUE, SEGMENT_BIT,
    read_u32,
};

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
                let (code_points, output) = self.replacement(word);
                Decision::Replace { code_points, segment, output }
            }
            _ => {
                let (code_points, output) = self.replacement(word);
                Decision::Defer((code_points > 0).then_some(Likely { code_points, output }))
            }
        }
    }

    /// Of a replacement: the code points it replaces, and its output.
    #[inline(always)]
    fn replacement(&self, word: u32) -> (usize, &'a [u8]) {
        let at = (word & NODE_VALUE) as usize;
        let head = read_u32(self.bytes, at);
        let length = (head >> 8 & 0xFFFF) as usize;
        ((head & 0xFF) as usize, &self.bytes[at + 3..at + 3 + length])
    }
}
