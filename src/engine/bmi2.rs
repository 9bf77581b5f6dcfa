//! The engine for machines that gather the bits of a code point in one instruction.

use std::arch::x86_64::_pext_u32;

use super::walk;
use crate::table::View;

/// Whether the machine can run [`convert_prefix`], and gains by it: Intel's from Haswell on, AMD's from
/// Zen 3 on. Before that, AMD's did it by microcode, many times slower than by shifts. They are
/// told by vectors of AES, which came later to both.
#[inline(always)]
pub fn is_fast() -> bool {
    is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("vaes")
}

/// See [`super::convert_prefix`].
#[target_feature(enable = "bmi1,bmi2")]
pub fn convert_prefix(view: &View, text: &[u8], end: bool, output: &mut Vec<u8>) -> usize {
    walk::convert_prefix(view, text, end, output, |word| decode_three(word))
}

/// See [`super::utf8::decode_three`].
#[target_feature(enable = "bmi2")]
#[inline]
fn decode_three(word: u32) -> u32 {
    _pext_u32(word.swap_bytes(), 0x0F3F_3F00)
}

#[cfg(test)]
mod tests {
    use crate::engine::utf8;

    #[test]
    fn decodes_as_shifts_do() {
        if is_x86_feature_detected!("bmi2") {
            for word in (0..=u32::MAX).step_by(101) {
                // SAFETY: the machine has the instruction.
                assert_eq!(unsafe { super::decode_three(word) }, utf8::decode_three(word));
            }
        }
    }
}
