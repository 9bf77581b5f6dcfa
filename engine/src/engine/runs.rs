//! What runs of characters became, for runs that come again: texts repeat their words.

use std::cell::Cell;
use std::mem;

use super::around::Around;
use super::utf8::BitMoves;
use crate::table::{SPECIAL, View};

/// Characters that are bonded to one another, and neither to the one before them nor to the one after them: what
/// they become depends on nothing else.
pub struct Run {
    pub start: usize,
    pub end: usize,
    /// Its bytes, the first one lowest, and zeros.
    bytes: u128,
}

/// Runs are of so many characters of three bytes, or fewer.
const LONGEST: usize = 5;
/// What a run becomes is so many bytes long, or shorter.
const LONGEST_OUTPUT: usize = 23;
/// How many runs are remembered.
const ENTRIES: usize = 1024;

impl Run {
    /// The run around the character at `place` and the one before it, if all is simple: only characters of
    /// three bytes are in it, only such and ASCII next to it, and none of all these is special.
    #[inline(always)]
    pub fn around(view: &View, text: &[u8], place: usize, bits: impl BitMoves) -> Option<Run> {
        // The character before `place`, up to two before this one, and one before these.
        const BEFORE: usize = 12;
        const EARLIEST: usize = 3;
        const AROUND: usize = EARLIEST + 3 * LONGEST + 8 + 3;
        let around = Around::<AROUND, _>::new(text, place, BEFORE, bits)?;
        // Normalized, an operator of description sequences, or not of three bytes.
        let is_special = |c: u32| view.marks(c) & SPECIAL != 0;
        let (mut first, mut last) = (BEFORE - 3, BEFORE);
        let pair = around.pair(first);
        let is_simple = around.is_three(first) & around.is_three(last);
        if !is_simple | is_special(pair >> 16) | is_special(pair & 0xFFFF) {
            return None;
        }
        loop {
            let pair = around.pair_before(first).filter(|pair| !is_special(pair >> 16))?;
            if !view.bonds.contains(pair) {
                break;
            }
            if !around.is_three(first - 3) | (first == EARLIEST) {
                return None;
            }
            first -= 3;
        }
        loop {
            let pair = around.pair_after(last).filter(|pair| !is_special(pair & 0xFFFF))?;
            if !view.bonds.contains(pair) {
                break;
            }
            if !around.is_three(last + 3) | (last + 3 - first == 3 * LONGEST) {
                return None;
            }
            last += 3;
        }
        let length = last + 3 - first;
        let bytes = u128::from_le_bytes(*around.bytes(first)) & ((1 << (length * 8)) - 1);
        let start = place - BEFORE + first;
        Some(Run { start, end: start + length, bytes })
    }
}

/// What one thread remembers, for all tables: for each hash, the run that was met last.
///
/// Many short texts, such as the fields of records, repeat their words as a long one does.
#[derive(Default)]
struct Memory {
    entries: Option<Box<[Cell<Known>; ENTRIES]>>,
    /// So many bytes were converted before there was one.
    bytes: usize,
}

thread_local! {
    static MEMORY: Cell<Memory> = const { Cell::new(Memory { entries: None, bytes: 0 }) };
}

/// What is known of runs in texts that one table converts. It is the thread's own while it lives.
pub struct Runs {
    memory: Memory,
    /// The identity of the table.
    table: u64,
}

#[derive(Clone, Copy)]
struct Known {
    bytes: u128,
    table: u64,
    output: [u8; LONGEST_OUTPUT],
    length: u8,
}

impl Known {
    const NONE: Known = Known { bytes: 0, table: 0, output: [0; LONGEST_OUTPUT], length: 0 };
}

impl Drop for Runs {
    fn drop(&mut self) {
        let memory = mem::take(&mut self.memory);
        // A thread that ends has none.
        let _ = MEMORY.try_with(|own| own.set(memory));
    }
}

impl Runs {
    /// For a text of so many bytes, converted by this table.
    pub fn new(view: &View, length: usize) -> Runs {
        /// For fewer bytes, it takes longer to make room than it saves.
        const WORTH_IT: usize = 16 << 10;
        let mut memory = MEMORY.try_with(Cell::take).unwrap_or_default();
        if memory.entries.is_none() {
            memory.bytes = memory.bytes.saturating_add(length);
            let entries = || Box::new([const { Cell::new(Known::NONE) }; ENTRIES]);
            memory.entries = (memory.bytes >= WORTH_IT).then(entries);
        }
        Runs { memory, table: view.identity }
    }

    /// Appends what the run became, and tells whether that is known.
    #[inline(always)]
    pub fn get(&self, run: &Run, output: &mut Vec<u8>) -> bool {
        let Some(entry) = self.entry(run) else { return false };
        let known = entry.get();
        let found = (known.bytes == run.bytes) & (known.table == self.table);
        if found {
            let length = output.len() + usize::from(known.length);
            output.extend_from_slice(&known.output);
            output.truncate(length);
        }
        found
    }

    /// Remembers what the run became.
    pub fn set(&self, run: &Run, became: &[u8]) {
        let Some(entry) = self.entry(run) else { return };
        let mut output = [0; LONGEST_OUTPUT];
        if let Some(room) = output.get_mut(..became.len()) {
            room.copy_from_slice(became);
            let length = became.len() as u8;
            entry.set(Known { bytes: run.bytes, table: self.table, output, length });
        }
    }

    #[inline(always)]
    fn entry(&self, run: &Run) -> Option<&Cell<Known>> {
        let spread = |half: u64, factor: u64| half.wrapping_mul(factor);
        let hash = spread(run.bytes as u64, 0x9E37_79B9_7F4A_7C15)
            ^ spread((run.bytes >> 64) as u64, 0xC2B2_AE3D_27D4_EB4F);
        let index = hash >> (u64::BITS - ENTRIES.ilog2());
        Some(&self.memory.entries.as_ref()?[index as usize % ENTRIES])
    }
}
