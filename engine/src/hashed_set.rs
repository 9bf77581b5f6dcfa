//! Sets of numbers that are small and fast, and not exact.

/// A set in which a few others seem to be, and never one of its own is missed: a Bloom filter
/// whose bits for one number all lie in one word (Putze, Sanders, Singler, "Cache-, Hash- and
/// Space-Efficient Bloom Filters", 2007).
#[derive(Debug)]
pub struct HashedSet {
    words: Vec<u64>,
    /// How far a hash is shifted to become the index of a word.
    shift: u32,
}

impl HashedSet {
    /// The set of `numbers`, with at least so many bits for each.
    pub fn new(numbers: &[u64], bits: usize) -> HashedSet {
        let words = (numbers.len() * bits / 64).next_power_of_two().max(2);
        let mut set = HashedSet { words: vec![0; words], shift: 64 - words.ilog2() };
        for &number in numbers {
            let (word, bits) = set.place(number);
            set.words[word] |= bits;
        }
        set
    }

    /// Whether the set may have a number.
    #[inline(always)]
    pub fn may_contain(&self, number: u64) -> bool {
        let (word, bits) = self.place(number);
        self.words[word] & bits == bits
    }

    /// The word in which the bits of a number are, and these two bits.
    #[inline(always)]
    fn place(&self, number: u64) -> (usize, u64) {
        // Multiplication makes the high bits good, which all of the number has a part in.
        let hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = 1 << (hash >> 42 & 63) | 1 << (hash >> 36 & 63);
        ((hash >> self.shift) as usize, bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misses_none_and_few_others_seem_to_be_in_it() {
        let numbers: Vec<u64> = (0..10_000).map(|n| n * n * 1_000_003 % (1 << 48)).collect();
        let set = HashedSet::new(&numbers, 16);
        assert!(numbers.iter().all(|&number| set.may_contain(number)));
        let others = (0..10_000).map(|n| (n * n + 1) * 1_000_033 % (1 << 48));
        let seem = others.filter(|&number| set.may_contain(number)).count();
        assert!(seem < 300, "{seem}");
    }
}
