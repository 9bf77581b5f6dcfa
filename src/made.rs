//! What the build leaves out of the texts that it packs, because others and the tables tell it.
//!
//! Of dictionaries as they are, values and keys: see [`with_values`] and [`with_keys`]. Dictionaries that the build makes of others
//! have this form:
//!
//! - The first line is the name of the configuration that has the dictionary, and behind it, each
//!   after a tab, the names of files.
//! - `KEY TAB PLACE` is an entry and the place that it comes from, `FILE:LINE`, where the number of the
//!   file in the first line, from 0 on, stands for its name. The value is what the configuration makes
//!   of the key. `KEY TAB PLACE TAB VALUE` says it, where it is another.
//! - `TAB FILE TAB FROM-TO FROM-TO …` are entries with the keys on these lines of a dictionary, as far
//!   as no line before has them.

use std::collections::{BTreeSet, HashSet};

use crate::dictionary::{Lexicon, ORIGIN};

/// The dictionary that [`zhe`] makes.
pub const ZHE: &str = "zhe_hk.txt";

/// The name of the configuration that has a packed dictionary.
pub fn configuration(packed: &str) -> Option<&str> {
    packed.lines().next()?.split('\t').next()
}

/// What a packed dictionary was made from: entries, each behind the place that it comes from.
/// `file` gives the text of a dictionary, `convert` tells what [`configuration`] makes of a text.
/// `None` if something is not as it should be.
pub fn unpack(
    packed: &str,
    file: impl Fn(&str) -> Option<String>,
    convert: impl Fn(&str) -> String,
) -> Option<String> {
    let names: Vec<&str> = packed.lines().next()?.split('\t').skip(1).collect();
    let long = |place: &str| {
        let Some((number, line)) = place.split_once(':') else { return Some(String::new()) };
        Some(format!("{}:{line}", names.get(number.parse::<usize>().ok()?)?))
    };
    let mut text = String::new();
    let mut known = HashSet::new();
    for line in packed.lines().skip(1) {
        let (key, rest) = line.split_once('\t')?;
        if key.is_empty() {
            let (name, ranges) = rest.split_once('\t')?;
            let ranges = ranges.split(' ').map(|range| {
                let (from, to) = range.split_once('-')?;
                Some((from.parse().ok()?, to.parse().ok()?))
            });
            let ranges: Vec<(usize, usize)> = ranges.collect::<Option<_>>()?;
            let dictionary = file(name)?;
            let is_listed = |number| {
                let next = ranges.partition_point(|&(_, to)| to < number);
                ranges.get(next).is_some_and(|&(from, _)| from <= number)
            };
            for (number, key) in keys(&dictionary).filter(|&(number, _)| is_listed(number)) {
                if known.insert(key.to_owned()) {
                    text += &entry(key, &convert(key), &format!("{name}:{number}"));
                }
            }
        } else {
            known.insert(key.to_owned());
            text += &match rest.split_once('\t') {
                Some((place, value)) => entry(key, value, &long(place)?),
                None => entry(key, &convert(key), &long(rest)?),
            };
        }
    }
    Some(text)
}

/// Dictionaries with most values that a configuration makes of the keys: packed without these.
pub const WITHOUT_VALUES: [(&str, &str); 6] = [
    ("fanjian/hant/hant_hk_words.txt", "cn2hk"),
    ("fanjian/hant/hant_tw_words.txt", "cn2tw"),
    ("fanjian/hant/hant_words.txt", "hans2hant"),
    ("fanjian/spelling/hans_words.txt", "hant2hans"),
    ("opencc/STPhrases.txt", "s2t"),
    ("opencc/TSCharacters.txt", "t2s"),
];

/// The name of the configuration that tells the values of that dictionary.
pub fn teller(name: &str) -> Option<&'static str> {
    WITHOUT_VALUES.iter().find(|(known, _)| *known == name).map(|(_, teller)| *teller)
}

/// Whether a line of a dictionary without values is a key. A line that is neither empty nor a comment
/// is an entry as it was written if it has a tab.
pub fn is_key(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#') && !line.contains('\t')
}

/// A dictionary that was packed without values, in full. `convert` tells what its [`teller`] makes of a
/// text.
pub fn with_values(packed: &str, convert: impl Fn(&str) -> String) -> String {
    let keys: String =
        packed.lines().filter(|line| is_key(line)).flat_map(|key| [key, "\n"]).collect();
    // Nothing in a dictionary goes on behind the end of a line.
    let values = convert(&keys);
    let mut values = values.lines();
    let mut text = String::with_capacity(packed.len() + keys.len());
    for line in packed.lines() {
        text += line;
        if is_key(line) {
            text.push('\t');
            text += values.next().unwrap_or_default();
        }
        text.push('\n');
    }
    text
}

/// A dictionary without values that was packed without the keys that a table has, with them again. `known`
/// are those of the table of its [`teller`], sorted.
///
/// It has them if the first line starts with a tab. Behind it stands, again and again, how many of the
/// `known` are no keys here, and how many then are. They stand where they belong between the others.
pub fn with_keys(packed: &str, known: &[String]) -> String {
    let Some((runs, rest)) = packed.strip_prefix('\t').and_then(|packed| packed.split_once('\n'))
    else {
        return packed.to_owned();
    };
    let mut told = Vec::new();
    let mut left = known.iter();
    let mut lengths = runs.split(' ').filter_map(|length| length.parse().ok());
    while let (Some(others), Some(keys)) = (lengths.next(), lengths.next()) {
        told.extend(left.by_ref().skip(others).take(keys));
    }
    let mut told = told.into_iter().peekable();
    let mut text = String::with_capacity(packed.len());
    for line in rest.lines() {
        let key = line.split('\t').next().unwrap_or_default();
        while let Some(before) = told.next_if(|told| told.as_str() < key) {
            text.extend([before, "\n"]);
        }
        text.extend([line, "\n"]);
    }
    told.for_each(|key| text.extend([key, "\n"]));
    text
}

/// The lines of a dictionary that are entries: their numbers, and the keys.
pub fn keys(dictionary: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = dictionary.lines().zip(1..).filter(|(line, _)| !line.starts_with('#'));
    lines.filter_map(|(line, number)| Some((number, line.split_once('\t')?.0)))
}

/// An entry, and before it the file and the line that it comes from.
pub fn entry(key: &str, value: &str, place: &str) -> String {
    format!("{ORIGIN}{place}\n{key}\t{value}\n")
}

/// 著 as Hong Kong writes it, 著 or 着: as the mainland does, for which there are words.
pub fn zhe(phrases: &Lexicon) -> String {
    let mut lines = BTreeSet::new();
    for (key, value) in phrases.iter() {
        if key.contains('著') && key.chars().count() == value.chars().count() {
            let respelled: String = key
                .chars()
                .zip(value.chars())
                .map(|(from, to)| if from == '著' && to == '着' { '着' } else { from })
                .collect();
            lines.insert(format!("{key}\t{respelled}\n"));
        }
    }
    lines.into_iter().collect()
}
