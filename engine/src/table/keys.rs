use std::collections::BTreeMap;

use super::{KIND_CHARACTER, KIND_SHIFT, NO_CHILD, PhraseNode, Phrases};

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
        self.collect(node, &mut children);
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
    fn collect(&self, node: PhraseNode, found: &mut BTreeMap<u16, u32>) {
        let Some(children) = self.children(node) else { return };
        if let Some(base) = children.base {
            self.collect(self.target(base), found);
        }
        found.extend((0..children.count).map(|at| (children.unit(at), children.target(at))));
    }
}
