//! Which characters of a block start one of many words, as far as their first characters tell: many at once.

use super::bytes::BLOCK;
use super::utf8::is_three_at;

/// So many bytes are looked at for a block: a character that starts in it, the eight after it, and what is
/// read with them.
pub const WINDOW: usize = BLOCK + 32;

/// Three characters of three bytes each, as a text has them.
type Head = [u8; 9];

/// The first one, two or three characters of words, all of which have three bytes. A few others seem to be in
/// the set, and none of its own is missed: a Bloom filter whose bits for a head lie in one word (Putze, Sanders,
/// Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007).
///
/// Hashes and words have 32 bits, so that a vector has eight of them. The first two characters tell which word
/// it is; three bits in it are those of a pair, or of a head of three.
#[derive(Debug)]
pub struct HeadSet {
    /// As many as a power of two.
    words: Vec<u32>,
    /// So far to the right, a hash is the index of a word.
    shift: u32,
    /// What the bytes of second and third characters are multiplied by: zero where first ones are alone.
    factors: [u32; 2],
}

impl HeadSet {
    /// More words would leave too little of a hash to tell apart what is in one of them.
    const MOST: usize = 1 << 22;
    const FIRST_FACTOR: u32 = 0x9E37_79B1;
    const FACTORS: [u32; 2] = [0x85EB_CA77, 0xC2B2_AE3D];
    /// So far to the right, the lowest five bits of a hash are the index of a bit.
    const SHIFTS: [u32; 3] = [10, 5, 0];

    /// The heads of these texts: three characters where so many of three bytes are at the start, two otherwise,
    /// or just one of all texts. The set takes at least so many bits for each.
    ///
    /// # Panics
    /// If a text has fewer bytes than its head.
    pub fn new(texts: &[&[u8]], is_one: bool, bits: usize) -> HeadSet {
        let words = (texts.len() * bits / 32).next_power_of_two().clamp(2, HeadSet::MOST);
        let mut set = HeadSet {
            words: vec![0; words],
            shift: u32::BITS - words.ilog2(),
            factors: if is_one { [0, 0] } else { HeadSet::FACTORS },
        };
        for text in texts {
            let are_three = !is_one && is_three_at(text, 6);
            let length = if is_one { 3 } else { 6 + 3 * usize::from(are_three) };
            let mut head = [0; 9];
            head[..length].copy_from_slice(&text[..length]);
            let [two, three] = set.hashes(head);
            let bits = HeadSet::bits(if are_three { three } else { two });
            set.words[(two >> set.shift) as usize] |=
                bits.iter().fold(0, |word, bit| word | 1 << bit);
        }
        set
    }

    /// Whether the set may have what a text starts with.
    #[inline(always)]
    pub fn may_contain(&self, head: Head) -> bool {
        let hashes = self.hashes(head);
        let word = self.words[(hashes[0] >> self.shift) as usize];
        let [two, three] =
            hashes.map(|hash| HeadSet::bits(hash).iter().fold(1, |found, bit| found & word >> bit));
        two | three != 0
    }

    /// Of the first two characters, and of three: Fibonacci hashing (Knuth, TAOCP 6.4), the last byte of each
    /// character being the lowest.
    #[inline(always)]
    fn hashes(&self, head: Head) -> [u32; 2] {
        let [first, second, third] = [0, 3, 6].map(|at| {
            u32::from(head[at]) << 16 | u32::from(head[at + 1]) << 8 | u32::from(head[at + 2])
        });
        let two = first
            .wrapping_mul(HeadSet::FIRST_FACTOR)
            .wrapping_add(second.wrapping_mul(self.factors[0]));
        [two, two.wrapping_add(third.wrapping_mul(self.factors[1]))]
    }

    #[inline(always)]
    fn bits(hash: u32) -> [u32; 3] {
        HeadSet::SHIFTS.map(|shift| hash >> shift & 31)
    }
}

/// Which of these bytes, where characters of three start, start what may be in the set.
#[inline(always)]
pub fn heads_in(set: &HeadSet, window: &[u8; WINDOW], mut leads: u64) -> u64 {
    let mut found = 0;
    while leads != 0 {
        let place = leads.trailing_zeros() as usize;
        leads &= leads - 1;
        let head = window[place..place + 9].try_into().expect("nine bytes");
        found |= u64::from(set.may_contain(head)) << place;
    }
    found
}

/// The same for processors that have vectors of 32 bytes, eight places at once: a character that was not looked
/// at yet, and those three bytes further on each, some of which may be none.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi2")]
#[inline]
pub fn heads_in_avx2(set: &HeadSet, window: &[u8; WINDOW], leads: u64) -> u64 {
    use std::arch::x86_64::*;
    const EIGHT: u64 = 0x24_9249;
    // Where in 16 bytes the bytes of four characters are, and of those after them.
    let four = [2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1];
    let next = four.map(|byte| if byte < 0 { byte } else { byte + 3 });
    let twice = |bytes: [i8; 16]| {
        let [low, high] =
            [0, 8].map(|at| i64::from_le_bytes(std::array::from_fn(|i| bytes[at + i] as u8)));
        _mm256_set_epi64x(high, low, high, low)
    };
    let (four, next) = (twice(four), twice(next));
    let first_factor = _mm256_set1_epi32(HeadSet::FIRST_FACTOR as i32);
    let [second_factor, third_factor] = set.factors.map(|factor| _mm256_set1_epi32(factor as i32));
    let shift = _mm_cvtsi32_si128(set.shift as i32);
    let bit_index = _mm256_set1_epi32(31);

    let (mut found, mut rest) = (0, leads);
    while rest != 0 {
        let place = rest.trailing_zeros() as usize;
        rest &= !(EIGHT << place);
        // Two times 16 bytes, in each of which four characters and the next one are.
        let characters_at = |start: usize| {
            let word = |at| {
                let bytes = window[start + at..start + at + 8].try_into().expect("eight bytes");
                i64::from_le_bytes(bytes)
            };
            _mm256_set_epi64x(word(20), word(12), word(8), word(0))
        };
        let (characters, after) = (characters_at(place), characters_at(place + 3));
        let two = _mm256_add_epi32(
            _mm256_mullo_epi32(_mm256_shuffle_epi8(characters, four), first_factor),
            _mm256_mullo_epi32(_mm256_shuffle_epi8(characters, next), second_factor),
        );
        let three = _mm256_add_epi32(
            two,
            _mm256_mullo_epi32(_mm256_shuffle_epi8(after, next), third_factor),
        );
        let index = _mm256_srl_epi32(two, shift);
        // SAFETY: 32 bits, shifted so far, are an index of the words: there are as many as the bits that
        // remain can tell apart.
        let words = unsafe { _mm256_i32gather_epi32::<4>(set.words.as_ptr().cast(), index) };
        let are_set = |hash| {
            const SHIFTS: [u32; 3] = HeadSet::SHIFTS;
            let bit = |hash| _mm256_srlv_epi32(words, _mm256_and_si256(hash, bit_index));
            let first = bit(_mm256_srli_epi32::<{ SHIFTS[0] as i32 }>(hash));
            let second = bit(_mm256_srli_epi32::<{ SHIFTS[1] as i32 }>(hash));
            let third = bit(_mm256_srli_epi32::<{ SHIFTS[2] as i32 }>(hash));
            _mm256_and_si256(_mm256_and_si256(first, second), third)
        };
        let lowest = _mm256_or_si256(are_set(two), are_set(three));
        let signs = _mm256_castsi256_ps(_mm256_slli_epi32::<31>(lowest));
        let eight = _mm256_movemask_ps(signs) as u32;
        found |= _pdep_u64(u64::from(eight), EIGHT) << place;
    }
    found & leads
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of texts of all lengths of characters, in which these start often.
    fn windows() -> impl Iterator<Item = [u8; WINDOW]> {
        let mut state = 1u32;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as usize % below
        };
        std::iter::repeat_with(move || {
            let mut text = String::new();
            while text.len() < WINDOW {
                let length = 1 + random(12);
                text.push_str(["漢", "字", "很", "多", "a", "é", "𠮷"][random(7)]);
                text.extend(std::iter::repeat_n(['漢', '字', '很', 'b'][random(4)], length));
            }
            *text.as_bytes().first_chunk().expect("it is as long")
        })
    }

    fn leads(window: &[u8; WINDOW]) -> u64 {
        (0..BLOCK).map(|at| u64::from(window[at] & 0xF0 == 0xE0) << at).sum()
    }

    const WORDS: [&str; 5] = ["漢漢", "字很很很", "多字b", "很漢字", "字漢"];

    #[test]
    fn finds_all_that_are_and_little_else() {
        for is_one in [false, true] {
            let set = HeadSet::new(&WORDS.map(str::as_bytes), is_one, 64);
            let length = |word: &str| if is_one { 3 } else { word.len().min(9) };
            let head = |word: &'static str| &word.as_bytes()[..length(word)];
            let (mut found, mut more) = (0, 0);
            for window in windows().take(1000) {
                let starts = |at: &usize| WORDS.iter().any(|w| window[*at..].starts_with(head(w)));
                let expected: u64 = (0..BLOCK).filter(starts).map(|at| 1 << at).sum();
                let heads = heads_in(&set, &window, leads(&window));
                assert_eq!(heads & expected, expected);
                found += expected.count_ones();
                more += (heads & !expected).count_ones();
            }
            assert!(found > 1000 && more < found / 4, "{more} beyond {found}");
        }
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn vectors_find_what_the_portable_way_finds() {
        if !is_x86_feature_detected!("avx2") || !is_x86_feature_detected!("bmi2") {
            println!("skipped: this machine has no vectors of 32 bytes");
            return;
        }
        for (is_one, bits) in [(false, 16), (true, 16), (false, 1 << 10), (false, 1)] {
            let set = HeadSet::new(&WORDS.map(str::as_bytes), is_one, bits);
            for window in windows().take(10_000) {
                let leads = leads(&window);
                // SAFETY: the machine has the instructions.
                let found = unsafe { heads_in_avx2(&set, &window, leads) };
                assert_eq!(found, heads_in(&set, &window, leads));
            }
        }
    }

    #[test]
    fn words_are_told_apart() {
        // Cycles of lengths without a common divisor: all differ.
        let word = |length: usize, n: u32| -> String {
            let characters = [n % 1009 * 13, n % 1013 * 17, n % 3000];
            let characters = characters.map(|c| char::from_u32(0x4E00 + c).expect("an ideograph"));
            characters.iter().take(length).collect()
        };
        for length in [2, 3] {
            let all: Vec<String> = (0..200_000).map(|n| word(length, n)).collect();
            let (own, others) = all.split_at(100_000);
            let texts: Vec<&[u8]> = own.iter().map(|word| word.as_bytes()).collect();
            let set = HeadSet::new(&texts, false, 16);
            let may = |word: &&String| {
                let mut head = [0; 9];
                head[..word.len()].copy_from_slice(word.as_bytes());
                set.may_contain(head)
            };
            assert_eq!(own.iter().filter(may).count(), own.len());
            let seem = others.iter().filter(may).count();
            assert!(seem < 5000, "{seem}");
        }
    }
}
