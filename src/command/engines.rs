//! From rules to something that converts: the only place that knows which engine runs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf, is_separator};

use anyhow::{Context, Result, anyhow};
use fanjian::dictionary::{ConfigError, PipelineOptions, config_remarks};
use fanjian::explain::Explainer;
use fanjian::user::{Patterns, Protected, UserDictionary, UserWords};
use fanjian::{
    Auto, Converter, ConverterOptions, CustomConverter, Engine, Locale, Punctuated, SourceLocale,
    Unchanged, builtin,
};

use super::config::{Conversion, EngineKind, Rules};
use super::message;

/// Makes the engine that was asked for, with the user's own words before it.
pub fn make(conversion: &Conversion) -> Result<Box<dyn Engine>> {
    let mut engine = by_rules(conversion)?;
    if let Some(target) = punctuated(conversion) {
        engine = Box::new(Punctuated::new(engine, target));
    }
    let dictionary = words(conversion)?;
    if !dictionary.is_empty() {
        engine = Box::new(UserWords::new(&dictionary, engine));
    }
    if let Some(patterns) = patterns(conversion)? {
        engine = Box::new(Protected::new(&patterns, engine));
    }
    Ok(engine)
}

/// Makes the same, to be explained.
pub struct Explainers {
    conversion: Conversion,
    /// For every locale that a text was told to be in; under none, if that does not matter.
    made: HashMap<Option<Locale>, Explainer>,
}

impl Explainers {
    /// # Errors
    /// What is wrong with the conversion.
    pub fn new(conversion: Conversion) -> Result<Explainers> {
        let mut explainers = Explainers { conversion, made: HashMap::new() };
        explainers.get(None)?;
        Ok(explainers)
    }

    /// What explains the conversion of a document.
    ///
    /// # Errors
    /// What is wrong with the conversion.
    pub fn for_document(&mut self, text: &str) -> Result<&Explainer> {
        self.get(match self.conversion.rules {
            Rules::Route { from: SourceLocale::Auto, .. } => Auto::locale(text),
            _ => None,
        })
    }

    fn get(&mut self, told: Option<Locale>) -> Result<&Explainer> {
        Ok(match self.made.entry(told) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => place.insert(explainer(&self.conversion, told)?),
        })
    }
}

fn explainer(conversion: &Conversion, told: Option<Locale>) -> Result<Explainer> {
    let options = PipelineOptions { include_tofu_risk: conversion.include_tofu_risk };
    let mut explainer = match &conversion.rules {
        Rules::Config(name) => {
            let engine = by_rules(conversion)?;
            let folders = folders(conversion);
            let plain = name.strip_suffix(".json").unwrap_or(name);
            let pipeline = match file(name, &folders) {
                Some(path) => builtin::load_pipeline(&path, &folders, options)?,
                None => builtin::pipeline(plain, options).context("there is no such rule")??,
            };
            Explainer::new(engine, vec![pipeline])
        }
        &Rules::Route { from: SourceLocale::Locale(from), to } => {
            Explainer::new(by_rules(conversion)?, builtin::pipelines_between(from, to, options)?)
        }
        &Rules::Route { from: SourceLocale::Auto, to } => {
            let route = told.and_then(|from| {
                let options = converter_options(conversion);
                Some((from, Converter::between_with_options(from, to, options).ok()?))
            });
            match route {
                Some((from, engine)) if from != to => {
                    Explainer::new(engine, builtin::pipelines_between(from, to, options)?)
                }
                _ => Explainer::new(Unchanged, Vec::new()),
            }
        }
    };
    if let Some(target) = punctuated(conversion) {
        explainer = explainer.punctuated(target);
    }
    explainer = explainer.words(&words(conversion)?);
    if let Some(patterns) = patterns(conversion)? {
        explainer = explainer.protected(&patterns);
    }
    Ok(explainer)
}

fn converter_options(conversion: &Conversion) -> ConverterOptions {
    ConverterOptions { include_tofu_risk: conversion.include_tofu_risk }
}

/// The user's own words.
fn words(conversion: &Conversion) -> Result<UserDictionary> {
    let mut dictionary = match &conversion.rules {
        &Rules::Route { from, to } => UserDictionary::for_route(from, to),
        Rules::Config(name) => match places(name) {
            Some((from, to)) => UserDictionary::for_route(SourceLocale::Locale(from), to),
            None => UserDictionary::new(),
        },
    };
    for path in &conversion.words.files {
        dictionary.load(path)?;
    }
    for path in dictionary.unused() {
        let reason = "it holds words of places, and this conversion is not into those of one";
        message::say(&format!("{path}: not used: {reason}"));
    }
    for (key, value) in &conversion.words.definitions {
        dictionary.define(key, value)?;
    }
    Ok(dictionary)
}

/// The locales that a configuration of OpenCC converts between.
fn places(config: &str) -> Option<(Locale, Locale)> {
    use Locale::{HongKong, Simplified, Taiwan, Traditional};
    Some(match config.strip_suffix(".json").unwrap_or(config) {
        "t2s" => (Traditional, Simplified),
        "tw2s" | "tw2sp" => (Taiwan, Simplified),
        "hk2s" | "hk2sp" => (HongKong, Simplified),
        "s2tw" | "s2twp" => (Simplified, Taiwan),
        "s2hk" | "s2hkp" => (Simplified, HongKong),
        "t2tw" => (Traditional, Taiwan),
        "t2hk" => (Traditional, HongKong),
        _ => return None,
    })
}

/// What stays as it is, if anything does.
fn patterns(conversion: &Conversion) -> Result<Option<Patterns>> {
    let patterns = &conversion.words.protected;
    match patterns.is_empty() {
        true => Ok(None),
        false => Patterns::new(patterns).context("--protect").map(Some),
    }
}

/// Whose quotation marks are written, if they are converted.
fn punctuated(conversion: &Conversion) -> Option<Locale> {
    match conversion.rules {
        Rules::Route { to, .. } if conversion.convert_punctuation => Some(to),
        _ => None,
    }
}

fn by_rules(conversion: &Conversion) -> Result<Box<dyn Engine>> {
    let options = converter_options(conversion);
    match (conversion.engine, &conversion.rules) {
        (EngineKind::Native, Rules::Config(name)) => {
            let folders = folders(conversion);
            match file(name, &folders) {
                Some(path) => {
                    tell_ignored(&path);
                    let converter = CustomConverter::load(&path, &folders, options);
                    Ok(Box::new(converter.map_err(advise)?))
                }
                None => boxed(
                    Converter::with_options(name, options).map_err(|error| suggest(error, name)),
                ),
            }
        }
        (EngineKind::Native, &Rules::Route { from, to }) => Ok(match from {
            SourceLocale::Auto => Box::new(Auto::new(to, options)),
            SourceLocale::Locale(from) => {
                Box::new(Converter::between_with_options(from, to, options)?)
            }
        }),
        (EngineKind::Opencc, Rules::Config(name)) => opencc(name, &folders(conversion), options),
        (EngineKind::Opencc, Rules::Route { .. }) => Err(anyhow!(
            "--engine opencc: OpenCC converts by one of its configurations: say which with -c"
        )),
    }
}

/// Tells what in a configuration means nothing: it may be misspelled.
fn tell_ignored(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    for at in config_remarks(&text).ignored {
        message::say(&format!("{}: warning: {at} is not known, and means nothing", path.display()));
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

/// What to do about a configuration that cannot be read.
fn advise(error: ConfigError) -> anyhow::Error {
    match error {
        ConfigError::Json { .. } => {
            anyhow!("{error}: -c takes a configuration of OpenCC, in JSON; -d takes a dictionary")
        }
        other => other.into(),
    }
}

/// Adds the configuration whose name is nearest to what was typed.
fn suggest(error: fanjian::Error, name: &str) -> anyhow::Error {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let nearest = fanjian::configs()
        .iter()
        .map(|config| (strsim::damerau_levenshtein(plain, config.name), config.name))
        .min();
    match nearest {
        Some((1..=2, nearest)) => anyhow!("{error}: did you mean {nearest}?"),
        _ if name.ends_with(".json") => anyhow!(
            "{name}: there is no such file, here or in a --path folder: --list-configs tells the \
             configurations that are built in"
        ),
        _ => anyhow!("{error}: --list-configs tells what each does"),
    }
}

#[cfg(feature = "opencc")]
fn opencc(name: &str, folders: &[PathBuf], options: ConverterOptions) -> Result<Box<dyn Engine>> {
    let engine = match file(name, folders) {
        Some(path) => fanjian::LibOpencc::load(&path, folders, options),
        None => fanjian::LibOpencc::new(name, options),
    };
    match engine {
        Ok(engine) => Ok(Box::new(engine)),
        Err(fanjian::LibOpenccError::Config(error)) => Err(suggest(error, name)),
        Err(fanjian::LibOpenccError::Custom(error)) => Err(advise(error)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(feature = "opencc"))]
fn opencc(_: &str, _: &[PathBuf], _: ConverterOptions) -> Result<Box<dyn Engine>> {
    Err(anyhow!(
        "--engine opencc: this fanjian was built without OpenCC: build it with --features opencc"
    ))
}
