use std::collections::BTreeMap;

use super::{
    BASED, COUNT_MASK, COUNT_SHIFT, KIND_CHARACTER, KIND_SHIFT, NO_CHILD, PhraseNode, Phrases,
    RECORDS, TARGET, WIDE, read_u16, read_u24, read_u32,
};

impl Phrases<'_> {
    /// All texts of several characters of which something is said, sorted: the keys of the dictionaries
    /// among them.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for c in (0..=0x2_FFFF).filter_map(char::from_u32) {
            if let Some(node) = self.start(u32::from(c)) {
                let mut units = c.encode_utf16(&mut [0; 2]).to_vec();
                self.below(node, &mut units, &mut keys);
            }
        }
        keys.sort_unstable();
        keys
    }

    fn below(&self, node: PhraseNode, units: &mut Vec<u16>, keys: &mut Vec<String>) {
        let mut children = BTreeMap::new();
        self.children(node, &mut children);
        for (unit, target) in children.into_iter().filter(|&(_, target)| target != NO_CHILD) {
            let child = self.target(target);
            units.push(unit);
            // Between the halves of a character there is no text.
            if child.word >> KIND_SHIFT != KIND_CHARACTER
                && let Ok(key) = String::from_utf16(units)
            {
                keys.push(key);
            }
            self.below(child, units, keys);
            units.pop();
        }
    }

    /// Collects the targets of the children by their units, [`NO_CHILD`] where there is none but the base
    /// has one.
    fn children(&self, node: PhraseNode, found: &mut BTreeMap<u16, u32>) {
        let mut count = node.head >> COUNT_SHIFT & COUNT_MASK;
        let mut at = node.children;
        if count >= BASED {
            let is_based = count == BASED;
            count = read_u16(self.records, at as usize * 2);
            at += 1;
            if is_based {
                let base = self.target(read_u32(self.records, at as usize * 2));
                self.children(base, found);
                at += 2;
            }
        }
        let count = usize::from(count);
        let (keys, targets) = self.records[at as usize * 2..].split_at(count * 2);
        for child in 0..count {
            let target = match node.head & WIDE != 0 {
                true => read_u24(targets, child * TARGET),
                false => match u32::from(read_u16(targets, child * 2)) {
                    near @ 0..RECORDS => near,
                    near => at + 2 * RECORDS - near,
                },
            };
            found.insert(read_u16(keys, child * 2), target);
        }
    }
}
