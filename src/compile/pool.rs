use std::collections::HashMap;

use super::CompileError;
use super::decide::Outcome;
use crate::table::{
    KIND_CHARACTER, KIND_CHARACTERS, KIND_DEFER, KIND_REPLACE, NODE_VALUE, POOL_PADDING, node_word,
};

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
        let mut record = vec![count(key, code_points)?];
        record.extend(length.to_le_bytes());
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
