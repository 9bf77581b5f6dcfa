use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use super::{Dictionary, Lexicon, LexiconError, MatchPolicy};

/// A configuration with its dictionaries read: what OpenCC does to a text, stage by stage.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// What the configuration calls itself.
    pub name: String,
    /// Stages over the whole text, before segmentation.
    pub normalization: Vec<Dictionary>,
    /// The dictionary that cuts the text by forward maximum matching, if any.
    pub segmentation: Option<Dictionary>,
    /// Stages applied to each segment by itself.
    pub chain: Vec<Dictionary>,
    /// Whether dictionaries marked `may_output_tofu` occur in the configuration.
    pub has_tofu_risk: bool,
}

/// What may vary in how a configuration is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct PipelineOptions {
    /// Keep dictionaries marked `may_output_tofu`, whose values few fonts can show.
    pub include_tofu_risk: bool,
}

/// Why a configuration could not be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{}: {message}", path.display())]
    Json { path: PathBuf, message: String },
    #[error("{}: {at}: {message}", path.display())]
    Format { path: PathBuf, at: String, message: String },
    #[error("{}: {source}", path.display())]
    Lexicon { path: PathBuf, source: LexiconError },
}

/// Reads the configuration at `path`; dictionary files are looked for in `folders`, in order.
///
/// # Errors
/// [`ConfigError`] names the file, and within a configuration the JSON path, that is wrong.
pub fn load_pipeline(
    path: &Path,
    folders: &[PathBuf],
    options: PipelineOptions,
) -> Result<Pipeline, ConfigError> {
    let text = read(path)?;
    let json = jsonc_parser::parse_to_serde_value(&text, &Default::default())
        .map_err(|error| ConfigError::Json { path: path.to_owned(), message: error.to_string() })?
        .unwrap_or(Value::Null);
    let mut loader =
        Loader { path, folders, options, lexicons: HashMap::new(), has_tofu_risk: false };
    let normalization = loader.stages(&json, "normalization")?;
    let segmentation = match json.get("segmentation") {
        None => None,
        Some(segmentation) => {
            if segmentation.get("type").and_then(Value::as_str) != Some("mmseg") {
                return Err(loader.error("segmentation.type", "only mmseg is supported"));
            }
            loader.dictionary(segmentation.get("dict"), "segmentation.dict")?
        }
    };
    let chain = loader.stages(&json, "conversion_chain")?;
    Ok(Pipeline {
        name: json.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        normalization,
        segmentation,
        chain,
        has_tofu_risk: loader.has_tofu_risk,
    })
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Io { path: path.to_owned(), source })
}

struct Loader<'a> {
    path: &'a Path,
    folders: &'a [PathBuf],
    options: PipelineOptions,
    lexicons: HashMap<String, Arc<Lexicon>>,
    has_tofu_risk: bool,
}

impl Loader<'_> {
    fn error(&self, at: &str, message: &str) -> ConfigError {
        ConfigError::Format {
            path: self.path.to_owned(),
            at: at.to_owned(),
            message: message.to_owned(),
        }
    }

    fn stages(&mut self, json: &Value, key: &str) -> Result<Vec<Dictionary>, ConfigError> {
        let Some(stages) = json.get(key) else {
            return Ok(Vec::new());
        };
        let Some(stages) = stages.as_array() else {
            return Err(self.error(key, "must be an array"));
        };
        let mut dictionaries = Vec::new();
        for (index, stage) in stages.iter().enumerate() {
            let at = format!("{key}[{index}].dict");
            dictionaries.extend(self.dictionary(stage.get("dict"), &at)?);
        }
        Ok(dictionaries)
    }

    /// `None` is a dictionary that the options leave out.
    fn dictionary(
        &mut self,
        json: Option<&Value>,
        at: &str,
    ) -> Result<Option<Dictionary>, ConfigError> {
        let Some(json) = json else {
            return Err(self.error(at, "is missing"));
        };
        let text = |key: &str| json.get(key).and_then(Value::as_str);
        if json.get("may_output_tofu").and_then(Value::as_bool) == Some(true) {
            self.has_tofu_risk = true;
            if !self.options.include_tofu_risk {
                return Ok(None);
            }
        }
        match text("type") {
            Some("group") => {
                let policy = match text("match_policy") {
                    None | Some("short_circuit") => MatchPolicy::ShortCircuit,
                    Some("union") => MatchPolicy::Union,
                    Some(_) => {
                        return Err(self.error(at, "match_policy must be short_circuit or union"));
                    }
                };
                let Some(members) = json.get("dicts").and_then(Value::as_array) else {
                    return Err(self.error(at, "a group needs an array \"dicts\""));
                };
                let mut dictionaries = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let at = format!("{at}.dicts[{index}]");
                    dictionaries.extend(self.dictionary(Some(member), &at)?);
                }
                Ok(Some(Dictionary::Group(policy, dictionaries)))
            }
            Some("text") => {
                let Some(file) = text("file") else {
                    return Err(self.error(at, "a text dictionary needs \"file\""));
                };
                Ok(Some(Dictionary::Leaf(self.lexicon(file, at)?)))
            }
            _ => Err(self.error(at, "type must be text or group")),
        }
    }

    fn lexicon(&mut self, file: &str, at: &str) -> Result<Arc<Lexicon>, ConfigError> {
        if let Some(lexicon) = self.lexicons.get(file) {
            return Ok(lexicon.clone());
        }
        let Some(path) = self.folders.iter().map(|f| f.join(file)).find(|p| p.is_file()) else {
            return Err(self.error(at, &format!("{file} was not found")));
        };
        let lexicon = Lexicon::parse(&read(&path)?)
            .map_err(|source| ConfigError::Lexicon { path, source })?;
        let lexicon = Arc::new(lexicon.named(file));
        self.lexicons.insert(file.to_owned(), lexicon.clone());
        Ok(lexicon)
    }
}
