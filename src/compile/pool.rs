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
        let too_long = || CompileError::TooLong(key.iter().collect());
        let count = |n: usize| u8::try_from(n).map_err(|_| too_long());
        Ok(match outcome {
            Outcome::Character => node_word(KIND_CHARACTER, false, 0),
            Outcome::Defer => node_word(KIND_DEFER, false, 0),
            Outcome::Characters { code_points, segment } => {
                node_word(KIND_CHARACTERS, *segment, u32::from(count(*code_points)?))
            }
            Outcome::Replace { code_points, segment, output } => {
                let length = u16::try_from(output.len()).map_err(|_| too_long())?;
                let mut record = vec![count(*code_points)?];
                record.extend(length.to_le_bytes());
                record.extend(output.as_bytes());
                let next = self.bytes.len() as u32;
                let offset = *self.offsets.entry(record).or_insert_with_key(|record| {
                    self.bytes.extend(record);
                    next
                });
                if offset > NODE_VALUE {
                    return Err(CompileError::TooLarge);
                }
                node_word(KIND_REPLACE, *segment, offset)
            }
        })
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.extend([0; POOL_PADDING]);
        self.bytes
    }
}
