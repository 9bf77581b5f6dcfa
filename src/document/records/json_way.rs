//! The way to a string in a JSON value.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The way to the string that is written at byte `at` of a well-formed record, such as
/// `messages[0].content`. As in a [`FieldPath`](super::FieldPath), a dot in a name is `\.`.
pub(super) fn way(record: &str, at: usize) -> String {
    let mut way = String::new();
    let value = record.trim_start_matches('\u{FEFF}').trim_ascii();
    Seeker { at: record.as_ptr().addr() + at, way: &mut way }.go_into(value);
    way
}

struct Seeker<'w> {
    /// Where the string lies in memory.
    at: usize,
    way: &'w mut String,
}

impl Seeker<'_> {
    fn go_into(&mut self, value: &str) {
        if value.starts_with(['{', '[']) {
            // The record was read before: it is no deeper than a stack is made for.
            let seeker = Seeker { at: self.at, way: self.way };
            let _ = serde_json::Deserializer::from_str(value).deserialize_any(seeker);
        }
    }

    fn is_in(&self, value: &RawValue) -> bool {
        let start = value.get().as_ptr().addr();
        (start..start + value.get().len()).contains(&self.at)
    }
}

impl<'de> Visitor<'de> for Seeker<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let value: &RawValue = map.next_value()?;
            if self.is_in(value) {
                if !self.way.is_empty() {
                    self.way.push('.');
                }
                *self.way += &name.replace('\\', "\\\\").replace('.', "\\.");
                self.go_into(value.get());
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(value) = sequence.next_element::<&RawValue>()? {
            if self.is_in(value) {
                *self.way += &format!("[{number}]");
                self.go_into(value.get());
            }
            number += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_and_numbers() {
        let record = "\u{FEFF} {\"a\": [1, {\"b.c\\\\\": [\"x\"]}], \"\\u0064\": \"y\"}\n";
        let at = |text| record.find(text).unwrap();
        assert_eq!(way(record, at("x")), r"a[1].b\.c\\[0]");
        assert_eq!(way(record, at("y")), "d");
        assert_eq!(way("[\"x\"]", 2), "[0]");
    }
}
