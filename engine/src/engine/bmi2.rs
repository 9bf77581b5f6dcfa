//! The engine for machines that gather bits in one instruction.

use std::arch::x86_64::{_pext_u32, _pext_u64};

use super::bytes::{BLOCK, bytes_from_avx2};
use super::head_set::{HeadSet, WINDOW, heads_in_avx2};
use super::heads::{self, Heads};
use super::utf8::{BitMoves, THREE_BYTES};
use super::walk;
use crate::table::View;

/// Whether the machine can run [`convert_prefix`], and gains by it: Intel's from Haswell on, AMD's from
/// Zen 3 on. Before that, AMD's did it by microcode, many times slower than by shifts. They are
/// told by vectors of AES, which came later to both.
#[inline(always)]
pub fn is_fast() -> bool {
    is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("movbe")
        && is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("vaes")
}

/// See [`super::convert_prefix`].
#[target_feature(enable = "bmi1,bmi2,lzcnt,popcnt,movbe,avx2")]
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    walk::convert_prefix(view, text, end, output, fast())
}

/// See [`super::find_heads`].
#[target_feature(enable = "bmi1,bmi2,lzcnt,popcnt,movbe,avx2")]
pub fn find_heads(heads: &Heads, text: &[u8], blocks: &mut [u64]) {
    heads::find(heads, text, blocks, fast())
}

/// The moves of bits that these functions use.
#[target_feature(enable = "bmi2,avx2")]
#[inline]
fn fast() -> impl BitMoves {
    Fast {
        decode_three: |word| decode_three(word),
        decode_two: |word| decode_two(word),
        bytes_from: |block: &[u8; BLOCK], least| bytes_from_avx2(block, least),
        heads_in: |set: &HeadSet, window: &[u8; WINDOW], leads| heads_in_avx2(set, window, leads),
    }
}

/// Functions that are part of one that may use the instructions.
#[derive(Clone, Copy)]
struct Fast<D, T, B, P> {
    decode_three: D,
    decode_two: T,
    bytes_from: B,
    heads_in: P,
}

impl<D, T, B, P> BitMoves for Fast<D, T, B, P>
where
    D: Fn(u32) -> u32 + Copy,
    T: Fn(u64) -> u32 + Copy,
    B: Fn(&[u8; BLOCK], u8) -> u64 + Copy,
    P: Fn(&HeadSet, &[u8; WINDOW], u64) -> u64 + Copy,
{
    #[inline(always)]
    fn decode_three(self, word: u32) -> u32 {
        (self.decode_three)(word)
    }

    #[inline(always)]
    fn decode_two(self, word: u64) -> u32 {
        (self.decode_two)(word)
    }

    #[inline(always)]
    fn bytes_from(self, block: &[u8; BLOCK], least: u8) -> u64 {
        (self.bytes_from)(block, least)
    }

    #[inline(always)]
    fn heads_in(self, set: &HeadSet, window: &[u8; WINDOW], leads: u64) -> u64 {
        (self.heads_in)(set, window, leads)
    }
}

#[target_feature(enable = "bmi2")]
#[inline]
fn decode_three(word: u32) -> u32 {
    _pext_u32(word, THREE_BYTES)
}

#[target_feature(enable = "bmi2")]
#[inline]
fn decode_two(word: u64) -> u32 {
    const TWICE: u64 = (THREE_BYTES as u64) << 32 | (THREE_BYTES as u64) << 8;
    _pext_u64(word, TWICE) as u32
}

#[cfg(test)]
mod tests {
    use crate::engine::utf8::{BitMoves, Portable};

    #[test]
    fn moves_bits_as_shifts_do() {
        if is_x86_feature_detected!("bmi2") {
            for word in (0..=u32::MAX).step_by(101) {
                // SAFETY: the machine has the instructions.
                assert_eq!(unsafe { super::decode_three(word) }, Portable.decode_three(word));
                let long = u64::from(word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                // SAFETY: the machine has the instructions.
                assert_eq!(unsafe { super::decode_two(long) }, Portable.decode_two(long));
            }
        }
    }
}
