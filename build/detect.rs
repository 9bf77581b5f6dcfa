//! Makes the table that the detector of scripts and regions reads.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::fs;

use crate::dictionary::Lexicon;
use crate::wording::{Column, Place, Wording};

/// Characters of both scripts that the lists of pairs do not show to be such.
const SHARED: &str = "乾著藉徵覆於夥瞭祇彷睪么麽";

/// The characters of only one script, and the words of only one place.
pub fn evidence(wording: &Wording) -> Result<String, Box<dyn Error>> {
    let lexicon = |path: &str| -> Result<Lexicon, Box<dyn Error>> {
        Ok(Lexicon::parse(&fs::read_to_string(path)?)?)
    };
    let to_simplified = lexicon("dicts/opencc/TSCharacters.txt")?;
    let to_traditional = lexicon("dicts/opencc/STCharacters.txt")?;
    let to_shinjitai = lexicon("dicts/opencc/JPShinjitaiCharacters.txt")?;

    let from = |lexicon: &Lexicon| -> BTreeSet<String> {
        lexicon.iter().filter(|(key, value)| key != value).map(|(key, _)| key.to_owned()).collect()
    };
    let to = |lexicon: &Lexicon| -> BTreeSet<String> {
        lexicon.iter().map(|(_, value)| value.to_owned()).collect()
    };
    let shared: BTreeSet<String> = SHARED.chars().map(String::from).collect();
    let traditional: BTreeSet<String> =
        from(&to_simplified).difference(&to(&to_simplified)).cloned().collect();
    let traditional = &traditional - &shared;
    let also_traditional: BTreeSet<String> = to_traditional
        .iter()
        .filter_map(|(key, _)| to_traditional.longest_match(key))
        .flat_map(|(_, entry)| entry.candidates().to_vec())
        .collect();
    let simplified = &(&from(&to_traditional) - &also_traditional) - &shared;
    let japanese = &(&to(&to_shinjitai) - &also_traditional) - &from(&to_traditional);
    let japanese = &(&japanese - &to(&to_simplified)) - &from(&to_simplified);

    let mut text = String::new();
    for characters in [&traditional, &simplified, &japanese] {
        let bmp = characters.iter().flat_map(|c| c.chars()).filter(|&c| (c as u32) < 0x1_0000);
        writeln!(text, "{}", bmp.collect::<String>())?;
    }
    for (word, locale) in words(wording)? {
        writeln!(text, "{word}\t{locale}")?;
    }
    Ok(text)
}

/// Words and the one locale that each belongs to.
fn words(wording: &Wording) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut locales: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in &wording.entries {
        for (place, locale) in [(Place::Taiwan, "zh-TW"), (Place::HongKong, "zh-HK")] {
            if let Column::Words(words) = &entry.columns[place as usize] {
                for word in words.iter().filter(|word| word.chars().nth(1).is_some()) {
                    locales.entry(word.clone()).or_default().insert(locale.to_owned());
                }
            }
        }
    }
    for line in fs::read_to_string("dicts/fanjian/detect.txt")?.lines() {
        if let Some((locale, words)) = line.split_once('\t') {
            for word in words.split(' ') {
                locales.entry(word.to_owned()).or_default().insert(locale.to_owned());
            }
        }
    }
    let one = locales.into_iter().filter(|(_, locales)| locales.len() == 1);
    Ok(one.map(|(word, locales)| (word, locales.into_iter().collect())).collect())
}
