//! Packs dictionaries without what others tell of them: `src/made.rs` tells the forms and unpacks them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use crate::dictionary::ORIGIN;
use crate::made::{is_key, keys, with_keys, with_values};

/// Packs the text of a dictionary that the configuration of that name has. `files` are dictionaries by
/// name, `convert` tells what the configuration makes of a text.
pub fn pack(
    text: &str,
    configuration: &str,
    files: &BTreeMap<String, String>,
    convert: impl Fn(&str) -> String,
) -> String {
    let mut packed = String::new();
    let mut names = Names::default();
    let places: HashMap<String, &str> = files
        .iter()
        .flat_map(|(name, file)| {
            keys(file).map(move |(number, key)| (format!("{name}:{number}"), key))
        })
        .collect();
    let mut told: HashMap<&str, &str> = HashMap::new();
    let mut known = HashSet::new();
    let mut place = "";
    for line in text.lines() {
        if let Some(origin) = line.strip_prefix(ORIGIN) {
            place = origin;
        } else if let Some((key, value)) = line.split_once('\t') {
            let is_converted = convert(key) == value;
            if is_converted && places.get(place) == Some(&key) {
                told.insert(key, place);
                continue;
            }
            known.insert(key);
            let value = if is_converted { String::new() } else { format!("\t{value}") };
            let place = names.short(place);
            writeln!(packed, "{key}\t{place}{value}").expect("a string takes all");
        }
    }
    for (name, file) in files {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        let mut goes_on = false;
        // A dictionary has each key once, so that they may become known behind it.
        let mut here = Vec::new();
        for (number, key) in keys(file).filter(|(_, key)| !known.contains(key)) {
            let is_here = told.get(key).is_some_and(|place| *place == format!("{name}:{number}"));
            if is_here {
                here.push(key);
            }
            match ranges.last_mut() {
                Some((_, to)) if is_here && goes_on => *to = number,
                _ if is_here => ranges.push((number, number)),
                _ => {}
            }
            goes_on = is_here;
        }
        known.extend(here);
        if !ranges.is_empty() {
            let ranges: Vec<String> =
                ranges.into_iter().map(|(from, to)| format!("{from}-{to}")).collect();
            writeln!(packed, "\t{name}\t{}", ranges.join(" ")).expect("a string takes all");
        }
    }
    format!("{configuration}{}\n{packed}", names.list())
}

/// The names of files, each of which is written once.
#[derive(Default)]
struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    /// A place with the number of the file for its name.
    fn short(&mut self, place: &'a str) -> String {
        let Some((name, line)) = place.rsplit_once(':') else { return String::new() };
        let number = self.0.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.0.push(name);
            self.0.len() - 1
        });
        format!("{number}:{line}")
    }

    fn list(&self) -> String {
        self.0.iter().flat_map(|name| ["\t", name]).collect()
    }
}

/// A dictionary without the values that `convert` makes of the keys.
///
/// # Errors
/// A message if that cannot be undone.
pub fn without_values(text: &str, convert: impl Fn(&str) -> String) -> Result<String, String> {
    let keys: String = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(key, _)| [key, "\n"])
        .collect();
    let values = convert(&keys);
    let mut values = values.lines();
    let mut packed = String::new();
    for line in text.lines() {
        packed += match line.split_once('\t') {
            Some((key, value)) if values.next() == Some(value) && is_key(key) => key,
            _ => line,
        };
        packed.push('\n');
    }
    match with_values(&packed, convert) == text {
        true => Ok(packed),
        false => Err("its lines have another form than those of a dictionary".into()),
    }
}

/// A dictionary without values, also without those keys that are among the `known`, if that can be undone.
pub fn without_keys(text: &str, known: &[String]) -> String {
    let keys: HashSet<&str> = text.lines().filter(|line| is_key(line)).collect();
    let mut runs = vec![0];
    let mut are_keys = false;
    for key in known {
        if keys.contains(key.as_str()) != are_keys {
            are_keys = !are_keys;
            runs.push(0);
        }
        *runs.last_mut().expect("a run") += 1;
    }
    let known_set: HashSet<&str> = known.iter().map(String::as_str).collect();
    let others = text.lines().filter(|line| !is_key(line) || !known_set.contains(line));
    let runs: Vec<String> = runs.iter().map(usize::to_string).collect();
    let mut packed = format!("\t{}\n", runs.join(" "));
    others.for_each(|line| packed.extend([line, "\n"]));
    if with_keys(&packed, known) == text { packed } else { text.to_owned() }
}
