//! Sets of numbers that are small and fast, and not exact.

/// A set in which a few others seem to be, and never one of its own is missed: a Bloom filter
/// whose bits for one number all lie in one word (Putze, Sanders, Singler, "Cache-, Hash- and
/// Space-Efficient Bloom Filters", 2007).
#[derive(Debug)]
pub struct HashedSet {
    /// Of each number, its bits are zero in its word.
    words: Vec<u64>,
}

impl HashedSet {
    /// The set of `numbers`, with at least so many bits for each.
    pub fn new(numbers: &[u64], bits: usize) -> HashedSet {
        let words = (numbers.len() * bits / 64).next_power_of_two();
        let mut set = HashedSet { words: vec![u64::MAX; words] };
        for &number in numbers {
            let (word, bits) = set.place(number);
            set.words[word] &= !bits;
        }
        set
    }

    /// Whether the set may have a number.
    #[inline(always)]
    pub fn may_contain(&self, number: u64) -> bool {
        let (word, bits) = self.place(number);
        self.words[word] & bits == 0
    }

    /// The word in which the bits of a number are, and these bits: about sixteen, as two random words
    /// have them in common. That takes one multiplication and hardly a shift, which would be slower.
    #[inline(always)]
    fn place(&self, number: u64) -> (usize, u64) {
        let product = u128::from(number) * 0x9E37_79B9_7F4A_7C15;
        let (low, high) = (product as u64, (product >> 64) as u64);
        // The addition makes the bits differ that are the same wherever the word is.
        (high as usize & (self.words.len() - 1), low & high.wrapping_add(low))
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

    #[test]
    fn the_empty_set_has_next_to_nothing() {
        let set = HashedSet::new(&[], 16);
        assert!((1..10_000).all(|number| !set.may_contain(number)));
    }
}
