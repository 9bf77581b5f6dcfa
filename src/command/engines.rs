//! From rules to something that converts: the only place that knows which engine runs.

use anyhow::{Result, anyhow};
use fanjian::{Converter, ConverterOptions, Engine, Punctuated};

use super::config::{Conversion, EngineKind, Rules};

/// Makes the engine that was asked for.
pub fn make(conversion: &Conversion) -> Result<Box<dyn Engine>> {
    let options = ConverterOptions { include_tofu_risk: conversion.include_tofu_risk };
    match (conversion.engine, &conversion.rules) {
        (EngineKind::Native, Rules::Config(name)) => {
            boxed(Converter::with_options(name, options).map_err(|error| suggest(error, name)))
        }
        (EngineKind::Native, &Rules::Route { from, to }) => {
            let converter = Converter::between_with_options(from, to, options)?;
            Ok(match conversion.convert_punctuation {
                true => Box::new(Punctuated::new(converter, to)),
                false => Box::new(converter),
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
