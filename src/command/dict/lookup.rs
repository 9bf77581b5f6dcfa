//! What the dictionaries that are built in know about a word.

use std::fmt::Write;

use fanjian::{Converter, Locale, builtin};

/// The locales that differ from each other.
const LOCALES: [Locale; 6] = [
    Locale::Traditional,
    Locale::Taiwan,
    Locale::HongKong,
    Locale::Simplified,
    Locale::China,
    Locale::Japanese,
];

/// Appends every entry that touches the word, with its file and line, and what each direction makes
/// of the word.
pub fn lookup(word: &str, report: &mut String) {
    let forms = forms(word);
    let mut of_the_word = String::new();
    let mut with_the_word = String::new();
    for name in builtin::names().filter(|name| name.ends_with(".txt")) {
        let text = builtin::text(name).unwrap_or_default();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let mut words = line.split('\t').flat_map(|column| column.split([' ', '/']));
            let entries = if words.clone().any(|known| of_some(&forms, known)) {
                &mut of_the_word
            } else if words.any(|known| forms.iter().any(|form| known.contains(form))) {
                &mut with_the_word
            } else {
                continue;
            };
            let shown = line.replace('\t', "  ");
            writeln!(entries, "  {name}:{}: {shown}", index + 1).expect("a string takes all");
        }
    }
    for (title, entries) in
        [("Entries of the word", of_the_word), ("Entries with the word", with_the_word)]
    {
        if !entries.is_empty() {
            *report += &format!("{title}\n{entries}\n");
        }
    }
    *report += "What becomes of it\n";
    for (value, directions) in directions(word) {
        *report += &format!("  {value}  {}\n", directions.join(", "));
    }
    *report += &format!("  {word}  everywhere else\n");
}

/// The word as it is, in Traditional and in Simplified.
fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    for config in ["s2t", "t2s"] {
        let form = Converter::new(config).map(|converter| converter.convert(word));
        forms.extend(form.ok().filter(|form| form != word));
    }
    forms
}

/// Whether a word is part of one of the forms.
fn of_some(forms: &[String], known: &str) -> bool {
    !known.is_empty() && forms.iter().any(|form| form.contains(known))
}

/// What else the word becomes, and in which directions.
fn directions(word: &str) -> Vec<(String, Vec<String>)> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |converter: &Converter, name: String| {
        let value = converter.convert(word);
        if value == word {
            return;
        }
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, names)) => names.push(name),
            None => values.push((value, vec![name])),
        }
    };
    for from in LOCALES {
        for to in LOCALES {
            if let Ok(converter) = Converter::between(from, to) {
                add(&converter, format!("{from} to {to}"));
            }
        }
    }
    for config in fanjian::configs() {
        if let Ok(converter) = Converter::new(config.name) {
            add(&converter, format!("-c {}", config.name));
        }
    }
    values
}
