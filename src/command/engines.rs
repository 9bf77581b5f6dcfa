//! From rules to something that converts: the only place that knows which engine runs.

use std::path::{PathBuf, is_separator};

use anyhow::{Context, Result, anyhow};
use fanjian::user::{Patterns, Protected, UserDictionary, UserWords};
use fanjian::{
    Auto, Converter, ConverterOptions, CustomConverter, Engine, Punctuated, SourceLocale,
};

use super::config::{Conversion, EngineKind, Rules};

/// Makes the engine that was asked for, with the user's own words before it.
pub fn make(conversion: &Conversion) -> Result<Box<dyn Engine>> {
    let mut engine = by_rules(conversion)?;
    let words = &conversion.words;
    let mut dictionary = UserDictionary::new();
    for path in &words.files {
        dictionary.load(path)?;
    }
    for (key, value) in &words.definitions {
        dictionary.define(key, value)?;
    }
    if !dictionary.is_empty() {
        engine = Box::new(UserWords::new(&dictionary, engine));
    }
    if !words.protected.is_empty() {
        let patterns = Patterns::new(&words.protected).context("--protect")?;
        engine = Box::new(Protected::new(&patterns, engine));
    }
    Ok(engine)
}

fn by_rules(conversion: &Conversion) -> Result<Box<dyn Engine>> {
    let options = ConverterOptions { include_tofu_risk: conversion.include_tofu_risk };
    match (conversion.engine, &conversion.rules) {
        (EngineKind::Native, Rules::Config(name)) => {
            let folders = folders(conversion);
            match file(name, &folders) {
                Some(path) => Ok(Box::new(CustomConverter::load(&path, &folders, options)?)),
                None => boxed(
                    Converter::with_options(name, options).map_err(|error| suggest(error, name)),
                ),
            }
        }
        (EngineKind::Native, &Rules::Route { from, to }) => {
            let converter: Box<dyn Engine> = match from {
                SourceLocale::Auto => Box::new(Auto::new(to, options)),
                SourceLocale::Locale(from) => {
                    Box::new(Converter::between_with_options(from, to, options)?)
                }
            };
            Ok(match conversion.convert_punctuation {
                true => Box::new(Punctuated::new(converter, to)),
                false => converter,
            })
        }
        (EngineKind::Opencc, Rules::Config(name)) => opencc(name, options),
        (EngineKind::Opencc, Rules::Route { .. }) => Err(anyhow!(
            "--engine opencc: OpenCC converts by one of its configurations: say which with -c"
        )),
    }
}

fn boxed(converter: Result<Converter>) -> Result<Box<dyn Engine>> {
    converter.map(|converter| Box::new(converter) as Box<dyn Engine>)
}

/// Where configurations and dictionaries are looked for, in OpenCC's order.
fn folders(conversion: &Conversion) -> Vec<PathBuf> {
    let of_opencc = std::env::var_os("OPENCC_DATA_DIR").map(PathBuf::from);
    let here = PathBuf::from(".");
    std::iter::once(here).chain(conversion.folders.iter().cloned()).chain(of_opencc).collect()
}

/// The file that a configuration is in, if it is not one of those built in. The bare name of a
/// built-in one is that one, even if there is a file of the name.
fn file(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let is_builtin = |name: &str| fanjian::configs().iter().any(|config| config.name == name);
    if is_builtin(name) {
        return None;
    }
    let candidates = [name.to_owned(), format!("{name}.json")];
    let here = candidates.iter().map(PathBuf::from);
    let elsewhere = folders.iter().flat_map(|f| candidates.iter().map(move |name| f.join(name)));
    here.chain(elsewhere)
        .find(|path| path.is_file())
        // A path that leads nowhere is told as such.
        .or_else(|| name.contains(is_separator).then(|| name.into()))
}

/// Adds the configuration whose name is nearest to what was typed.
fn suggest(error: fanjian::Error, name: &str) -> anyhow::Error {
    let nearest = fanjian::configs()
        .iter()
        .map(|config| (strsim::damerau_levenshtein(name, config.name), config.name))
        .min();
    match nearest {
        Some((1..=2, nearest)) => anyhow!("{error}: did you mean {nearest}?"),
        _ => anyhow!("{error}: --list-configs tells what each does"),
    }
}

#[cfg(feature = "opencc")]
fn opencc(name: &str, options: ConverterOptions) -> Result<Box<dyn Engine>> {
    match fanjian::LibOpencc::new(name, options) {
        Ok(engine) => Ok(Box::new(engine)),
        Err(fanjian::LibOpenccError::Config(error)) => Err(suggest(error, name)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(feature = "opencc"))]
fn opencc(_: &str, _: ConverterOptions) -> Result<Box<dyn Engine>> {
    Err(anyhow!(
        "--engine opencc: this fanjian was built without OpenCC: build it with --features opencc"
    ))
}
