//! The entries of a user dictionary, ready to be found in text.

mod filter;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use filter::Filter;

/// A set of entries that is searched by leftmost-longest match.
#[derive(Debug)]
pub struct Vocabulary {
    /// Keys and values, sorted by key, each key followed by its value: one look-up touches one
    /// place in memory.
    texts: String,
    /// The entries, in the same order.
    entries: Vec<Entry>,
    /// Entries whose keys start with the same two characters, or are that one character.
    heads: HashMap<u64, Group, BuildHasherDefault<HeadHasher>>,
    filter: Filter,
    /// The length of the longest key in bytes.
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where the key starts in the texts, and the lengths of key and value in bytes.
    start: u32,
    key: u32,
    value: u32,
    /// The longest other key that this one starts with, as an index; `NO_PREFIX`: none.
    prefix: u32,
}

const NO_PREFIX: u32 = u32::MAX;

/// Entries that follow each other.
#[derive(Clone, Copy, Debug)]
struct Group {
    first: u32,
    /// The entry after the last one.
    end: u32,
}

/// How far a text was searched, from its start to its end.
#[derive(Debug, Default)]
pub struct Search {
    /// Where entries start, and which is the longest there, as an index.
    matches: Vec<(usize, u32)>,
    /// How many of these are behind.
    passed: usize,
    /// All such places before this one are known.
    known: usize,
    /// Where entries may start: kept for its memory.
    places: Vec<usize>,
}

/// What was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'v> {
    /// The text from here to there becomes this.
    Entry { start: usize, end: usize, value: &'v str },
    /// Text to come decides whether, and which, entry starts here; none starts before.
    Undecided(usize),
    /// No entry starts anywhere.
    Nothing,
}

impl Vocabulary {
    /// The entries are sorted by key, and each key occurs once.
    ///
    /// # Panics
    /// If keys and values together are 4 GiB long or longer.
    pub fn new<'e>(entries: impl Iterator<Item = (&'e str, &'e str)>) -> Vocabulary {
        let sorted: Vec<(&str, &str)> = entries.collect();
        let number = |n: usize| u32::try_from(n).expect("user dictionaries are below 4 GiB");
        let mut texts = String::new();
        let mut entries: Vec<Entry> = Vec::with_capacity(sorted.len());
        // Keys that the current one starts with, the longest last.
        let mut open: Vec<usize> = Vec::new();
        let mut heads: HashMap<_, Group, _> =
            HashMap::with_capacity_and_hasher(sorted.len(), Default::default());
        for (index, &(key, value)) in sorted.iter().enumerate() {
            while open.last().is_some_and(|&o| !key.starts_with(sorted[o].0)) {
                open.pop();
            }
            let prefix = open.last().map_or(NO_PREFIX, |&index| number(index));
            open.push(index);
            let start = number(texts.len());
            texts.push_str(key);
            texts.push_str(value);
            entries.push(Entry {
                start,
                key: number(key.len()),
                value: number(value.len()),
                prefix,
            });
            let index = number(index);
            heads.entry(head(key).packed).or_insert(Group { first: index, end: index }).end =
                index + 1;
        }
        Vocabulary {
            filter: Filter::new(sorted.iter().map(|&(key, _)| key)),
            longest: sorted.iter().map(|(key, _)| key.len()).max().unwrap_or(0),
            texts,
            entries,
            heads,
        }
    }

    fn key(&self, entry: Entry) -> &str {
        &self.texts[entry.start as usize..][..entry.key as usize]
    }

    fn found(&self, entry: u32, start: usize) -> Found<'_> {
        let entry = self.entries[entry as usize];
        let value = &self.texts[(entry.start + entry.key) as usize..][..entry.value as usize];
        Found::Entry { start, end: start + entry.key as usize, value }
    }

    /// The leftmost entry that starts at `from` or later, and the longest there. `end` says that
    /// no more text is to come. Each search goes on where the last one for the same text found something.
    pub fn find(&self, search: &mut Search, text: &str, from: usize, end: bool) -> Found<'_> {
        // From here on, a key may go on beyond the text.
        let mut certain = if end { text.len() } else { text.len().saturating_sub(self.longest) };
        while !text.is_char_boundary(certain) {
            certain -= 1;
        }
        if let Some((start, entry)) = self.next_match(search, text, from, certain) {
            return self.found(entry, start);
        }
        for (place, _) in text[certain.max(from)..].char_indices() {
            let start = certain.max(from) + place;
            let rest = &text[start..];
            if self.may_go_on(rest) {
                return Found::Undecided(start);
            }
            if let Some(entry) = self.longest_match(rest) {
                return self.found(entry, start);
            }
        }
        Found::Nothing
    }

    /// The first place from `from` on, and before `to`, where an entry starts, and the longest there.
    fn next_match(
        &self,
        search: &mut Search,
        text: &str,
        from: usize,
        to: usize,
    ) -> Option<(usize, u32)> {
        loop {
            while let Some(&(start, entry)) = search.matches.get(search.passed) {
                if start >= to {
                    return None;
                }
                search.passed += 1;
                if start >= from {
                    return Some((start, entry));
                }
            }
            let known = search.known.max(from);
            if known >= to {
                return None;
            }
            // Many at once, as each look-up waits for memory that it alone needs.
            search.known = self.filter.find(text.as_bytes(), known, to, &mut search.places);
            let matched = |&start: &usize| Some((start, self.longest_match(&text[start..])?));
            search.matches.clear();
            search.matches.extend(search.places.iter().filter_map(matched));
            search.passed = 0;
        }
    }

    /// The entry with the longest key that `text` starts with, as an index.
    fn longest_match(&self, text: &str) -> Option<u32> {
        let head = head(text);
        let of_two = (head.packed != head.first).then(|| self.among(head.packed, text)).flatten();
        of_two.or_else(|| self.among(head.first, text))
    }

    /// The same among the keys with a certain head.
    fn among(&self, head: u64, text: &str) -> Option<u32> {
        let &Group { first, end } = self.heads.get(&head)?;
        let group = &self.entries[first as usize..end as usize];
        // All keys that `text` starts with are the last one that is not greater, or beginnings of it.
        let next = match group {
            [_] => 1,
            _ => group.partition_point(|&entry| self.key(entry) <= text) as u32,
        };
        let mut candidate = (first + next).checked_sub(1);
        while let Some(index) = candidate.filter(|&index| index >= first && index != NO_PREFIX) {
            let entry = self.entries[index as usize];
            if text.starts_with(self.key(entry)) {
                return Some(index);
            }
            candidate = Some(entry.prefix);
        }
        None
    }

    /// Whether a key starts with `text` and is longer.
    fn may_go_on(&self, text: &str) -> bool {
        let next = self.entries.partition_point(|&entry| self.key(entry) <= text);
        self.entries.get(next).is_some_and(|&entry| self.key(entry).starts_with(text))
    }
}

/// The first characters of a text, packed into numbers.
struct Head {
    /// The first one.
    first: u64,
    /// The first two, if there are two.
    packed: u64,
}

fn head(text: &str) -> Head {
    let mut chars = text.chars().map(u64::from);
    let first = chars.next().unwrap_or(0);
    // No character is zero in the upper half: one that is U+0000 becomes a number of its own.
    let packed = chars.next().map_or(first, |second| (second + 1) << 32 | first);
    Head { first, packed }
}

/// Heads are spread well enough by one multiplication (Fibonacci hashing, Knuth, TAOCP 6.4).
#[derive(Debug, Default)]
struct HeadHasher(u64);

impl Hasher for HeadHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn vocabulary(keys: &[&'static str]) -> Vocabulary {
        let keys: BTreeSet<&str> = keys.iter().copied().collect();
        Vocabulary::new(keys.iter().map(|&key| (key, key)))
    }

    fn find<'v>(vocabulary: &'v Vocabulary, text: &str, end: bool) -> Found<'v> {
        vocabulary.find(&mut Search::default(), text, 0, end)
    }

    fn entry(found: Found<'_>) -> Option<&str> {
        match found {
            Found::Entry { value, .. } => Some(value),
            _ => None,
        }
    }

    #[test]
    fn takes_the_longest_of_the_leftmost() {
        let vocabulary = vocabulary(&["中", "中华", "中华人民", "中国", "华人民共和国", "a"]);
        let found = |text| entry(find(&vocabulary, text, true)).map(str::to_owned);
        assert_eq!(found("在中华人民共和国").as_deref(), Some("中华人民"));
        assert_eq!(found("在中华人").as_deref(), Some("中华"));
        assert_eq!(found("在中人").as_deref(), Some("中"));
        assert_eq!(found("在华人民共和国").as_deref(), Some("华人民共和国"));
        assert_eq!(found("在banana").as_deref(), Some("a"));
        assert_eq!(found("在华人"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn waits_for_text_that_may_decide() {
        let vocabulary = vocabulary(&["中", "中华人民"]);
        let find = |text| find(&vocabulary, text, false);
        assert_eq!(find("在中华"), Found::Undecided(3));
        assert_eq!(find("在中"), Found::Undecided(3));
        assert_eq!(find("在中国"), Found::Entry { start: 3, end: 6, value: "中" });
        assert_eq!(find("在中华人民"), Found::Entry { start: 3, end: 15, value: "中华人民" });
        assert_eq!(find("在华"), Found::Nothing);
    }

    #[test]
    fn tells_a_null_character_from_none() {
        let vocabulary = vocabulary(&["中\0"]);
        assert_eq!(entry(find(&vocabulary, "中", true)), None);
        assert_eq!(entry(find(&vocabulary, "中\0", true)), Some("中\0"));
    }
}
