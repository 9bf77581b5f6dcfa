use crate::table::{FREE_SLOT, first_slot};

/// Slots for each edge: fewer are slower, more are larger.
const SLOTS_PER_EDGE: f64 = 1.35;

/// An open-addressing table of edges: parent, code point, and a target of `target_bits` bits.
pub fn hash_table(edges: &[(u64, u32, u64)], target_bits: u32) -> Vec<u64> {
    let slots = (edges.len() as f64 * SLOTS_PER_EDGE).ceil() as usize;
    let mut table = vec![FREE_SLOT; slots];
    for &(parent, c, target) in edges {
        let mut slot = first_slot(parent, c, slots);
        while table[slot] != FREE_SLOT {
            slot = (slot + 1) % slots;
        }
        table[slot] = (((parent << 21) | u64::from(c)) << target_bits) | target;
    }
    table
}
