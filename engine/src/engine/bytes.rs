//! Which bytes of a block are large, many at once.

/// So many bytes are looked at in one go, as many as a word has bits.
pub const BLOCK: usize = 64;

/// A bit for each byte of at least `least`, which is 0x80 or more.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn bytes_from(block: &[u8; BLOCK], least: u8) -> u64 {
    use std::arch::x86_64::{_mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8, _mm_subs_epu8};
    let half = |bytes: &[u8]| i64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let mut bits = 0;
    for (index, chunk) in block.as_chunks::<16>().0.iter().enumerate() {
        // SAFETY: SSE2 is part of every x86-64, and none of these touches memory.
        let part = unsafe {
            let vector = _mm_set_epi64x(half(&chunk[8..]), half(&chunk[..8]));
            // The highest bit remains where a byte is large enough.
            _mm_movemask_epi8(_mm_subs_epu8(vector, _mm_set1_epi8((least - 0x80) as i8)))
        };
        bits |= u64::from(part as u16) << (index * 16);
    }
    bits
}

/// The same for processors that have vectors of 32 bytes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
pub fn bytes_from_avx2(block: &[u8; BLOCK], least: u8) -> u64 {
    use std::arch::x86_64::{
        _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8, _mm256_subs_epu8,
    };
    let part = |chunk: &[u8; BLOCK / 2]| {
        let (words, _) = chunk.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|index: usize| i64::from_le_bytes(words[index]));
        let vector = _mm256_set_epi64x(d, c, b, a);
        _mm256_movemask_epi8(_mm256_subs_epu8(vector, _mm256_set1_epi8((least - 0x80) as i8)))
    };
    let (halves, _) = block.as_chunks();
    u64::from(part(&halves[0]) as u32) | u64::from(part(&halves[1]) as u32) << 32
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn bytes_from(block: &[u8; BLOCK], least: u8) -> u64 {
    bytes_from_portable(block, least)
}

/// The same without vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn bytes_from_portable(block: &[u8; BLOCK], least: u8) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Adding carries into bit 7 where the low seven bits are at least those of `least`.
        let carry = (word & !HIGH) + ONES * u64::from(0x100 - u32::from(least));
        let found = (word & carry & HIGH) >> 7;
        // Gathers the lowest bits of the bytes in the highest byte.
        bits |= (found.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (index * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_find_what_the_portable_way_finds() {
        let mut block = [0; BLOCK];
        let mut state = 1u32;
        for _ in 0..10_000 {
            for byte in &mut block {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            for least in [0x80, 0xC0, 0xE0, 0xF0] {
                let expected = (0..BLOCK).map(|i| u64::from(block[i] >= least) << i).sum::<u64>();
                assert_eq!(bytes_from(&block, least), expected);
                assert_eq!(bytes_from_portable(&block, least), expected);
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine has the instructions.
                    assert_eq!(unsafe { bytes_from_avx2(&block, least) }, expected);
                }
            }
        }
    }
}
