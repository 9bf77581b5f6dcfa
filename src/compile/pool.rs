use std::collections::HashMap;

use super::CompileError;
use super::decide::Outcome;
use crate::table::{
    CODE_POINT_BITS, KIND_CHARACTER, KIND_CHARACTERS, KIND_DEFER, KIND_REPLACE, LONG, NODE_VALUE,
    POOL_PADDING, node_word,
};

/// The length in bytes of most outputs has no more bits.
const LENGTH_BITS: u32 = u8::BITS - CODE_POINT_BITS;

/// Replacements, each different one once.
#[derive(Default)]
pub struct Pool {
    bytes: Vec<u8>,
    offsets: HashMap<Vec<u8>, u32>,
}

impl Pool {
    /// The node for an outcome.
    pub fn node(&mut self, key: &[char], outcome: &Outcome) -> Result<u32, CompileError> {
        Ok(match outcome {
            Outcome::Character => node_word(KIND_CHARACTER, false, 0),
            Outcome::Characters { code_points, segment } => {
                node_word(KIND_CHARACTERS, *segment, u32::from(count(key, *code_points)?))
            }
            Outcome::Replace { code_points, segment, output } => {
                node_word(KIND_REPLACE, *segment, self.record(key, *code_points, output)?)
            }
            Outcome::Defer { likely } => {
                let (code_points, output) = likely.as_ref().map_or((0, ""), |(n, o)| (*n, o));
                node_word(KIND_DEFER, false, self.record(key, code_points, output)?)
            }
        })
    }

    /// The offset of a replacement.
    pub fn record(
        &mut self,
        key: &[char],
        code_points: usize,
        output: &str,
    ) -> Result<u32, CompileError> {
        let length = u16::try_from(output.len()).map_err(|_| too_long(key))?;
        let code_points = count(key, code_points)?;
        let short = u16::from(code_points) | length << CODE_POINT_BITS;
        let mut record = if code_points < 1 << CODE_POINT_BITS
            && length < 1 << LENGTH_BITS
            && short < u16::from(LONG)
        {
            vec![short as u8]
        } else {
            let [low, high] = length.to_le_bytes();
            vec![LONG, code_points, low, high]
        };
        record.extend(output.as_bytes());
        let next = self.bytes.len() as u32;
        let offset = *self.offsets.entry(record).or_insert_with_key(|record| {
            self.bytes.extend(record);
            next
        });
        if offset > NODE_VALUE { Err(CompileError::TooLarge) } else { Ok(offset) }
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.extend([0; POOL_PADDING]);
        self.bytes
    }
}

fn count(key: &[char], code_points: usize) -> Result<u8, CompileError> {
    u8::try_from(code_points).map_err(|_| too_long(key))
}

fn too_long(key: &[char]) -> CompileError {
    CompileError::TooLong(key.iter().collect())
}
