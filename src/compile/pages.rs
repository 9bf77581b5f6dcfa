//! Lays out what is known of blocks of code points, so that equal blocks lie there once.

use std::collections::HashMap;

use super::CompileError;
use crate::table::{PADDING, PAGE_UNIT};

/// Pages: which code points of a block have something (64 bits), and what each has.
#[derive(Default)]
pub struct Pages {
    bytes: Vec<u8>,
    known: HashMap<Vec<u8>, u16>,
}

impl Pages {
    /// Where the page of a block lies, in units of [`PAGE_UNIT`] bytes.
    pub fn add(&mut self, set: u64, what: &[u8]) -> Result<u16, CompileError> {
        let mut page = set.to_le_bytes().to_vec();
        page.extend(what);
        if let Some(&place) = self.known.get(&page) {
            return Ok(place);
        }
        let place =
            u16::try_from(self.bytes.len() / PAGE_UNIT).map_err(|_| CompileError::TooLarge)?;
        self.bytes.extend(&page);
        self.bytes.resize(self.bytes.len().next_multiple_of(PAGE_UNIT), 0);
        self.known.insert(page, place);
        Ok(place)
    }

    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.extend([0; PADDING]);
        self.bytes
    }
}
