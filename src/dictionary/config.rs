use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jsonc_parser::ast::{Object, Value};
use thiserror::Error;

use super::{Dictionary, Format, Lexicon, LexiconError, MatchPolicy, json};

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

/// A dictionary file that was found for a name in a configuration.
#[derive(Clone, Debug)]
pub struct DictionaryFile {
    /// Where it was found, for people.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
    /// Whether the form of the file counts, and not what the configuration calls it.
    pub any_form: bool,
}

/// Why a configuration could not be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: std::io::Error },
    #[error("{}: {message}", path.display())]
    Json { path: PathBuf, message: String },
    #[error("{}: {at}: {message}", path.display())]
    Format { path: PathBuf, at: String, message: String },
    #[error("{}: {error}", path.display())]
    Lexicon { path: PathBuf, error: LexiconError },
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
    read_pipeline(path, options, &|name| find_in_folders(folders, name))
}

/// Reads the configuration at `path`, whose dictionary files `find` finds.
///
/// # Errors
/// [`ConfigError`] names the file, and within a configuration the JSON path, that is wrong.
pub fn read_pipeline(
    path: &Path,
    options: PipelineOptions,
    find: &FindFile,
) -> Result<Pipeline, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Io { path: path.to_owned(), error })?;
    parse_pipeline(&text, path, options, find)
}

/// The first file of that name in `folders`.
///
/// # Errors
/// [`ConfigError::Io`] if there is one that cannot be read.
pub fn find_in_folders(
    folders: &[PathBuf],
    name: &str,
) -> Result<Option<DictionaryFile>, ConfigError> {
    let Some(path) = folders.iter().map(|f| f.join(name)).find(|p| p.is_file()) else {
        return Ok(None);
    };
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(DictionaryFile { path, bytes: Cow::Owned(bytes), any_form: false })),
        Err(error) => Err(ConfigError::Io { path, error }),
    }
}

/// Finds the file for a name in a configuration, if there is one.
pub type FindFile<'a> = dyn Fn(&str) -> Result<Option<DictionaryFile>, ConfigError> + 'a;

/// Reads a configuration from its text; `path` is what errors call it.
///
/// # Errors
/// [`ConfigError`] names the file, and within a configuration the JSON path, that is wrong.
pub fn parse_pipeline(
    text: &str,
    path: &Path,
    options: PipelineOptions,
    find: &FindFile,
) -> Result<Pipeline, ConfigError> {
    let text = json::join_surrogates(text);
    let document = json::parse(&text).map_err(|error| ConfigError::Json {
        path: path.to_owned(),
        message: format!("line {}: {}", error.line, error.message),
    })?;
    let Some(Value::Object(root)) = &document else {
        let message = "a configuration is a JSON object".to_owned();
        return Err(ConfigError::Json { path: path.to_owned(), message });
    };
    let mut loader = Loader { path, find, options, lexicons: HashMap::new(), has_tofu_risk: false };
    let normalization = match property(root, "normalization") {
        None => Vec::new(),
        Some(_) => loader.stages(root, "normalization")?,
    };
    let segmentation = match property(root, "segmentation") {
        None => None,
        Some(segmentation) => Some(loader.segmentation(segmentation)?),
    };
    let chain = loader.stages(root, "conversion_chain")?;
    let name = property(root, "name").and_then(string).unwrap_or_default().to_owned();
    let has_tofu_risk = loader.has_tofu_risk;
    Ok(Pipeline { name, normalization, segmentation, chain, has_tofu_risk })
}

/// A property of an object: the first of that name, as OpenCC has it.
pub(super) fn property<'v>(object: &'v Object, name: &str) -> Option<&'v Value<'v>> {
    object.properties.iter().find(|p| p.name.as_str() == name).map(|p| &p.value)
}

pub(super) fn string<'v>(value: &'v Value) -> Option<&'v str> {
    match value {
        Value::StringLit(literal) => Some(&literal.value),
        _ => None,
    }
}

struct Loader<'a> {
    path: &'a Path,
    find: &'a FindFile<'a>,
    options: PipelineOptions,
    /// By type and file name.
    lexicons: HashMap<(String, String), Arc<Lexicon>>,
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

    fn object<'v>(
        &self,
        value: Option<&'v Value<'v>>,
        at: &str,
    ) -> Result<&'v Object<'v>, ConfigError> {
        match value {
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(self.error(at, "must be an object")),
            None => Err(self.error(at, "is missing")),
        }
    }

    fn array<'v>(
        &self,
        object: &'v Object,
        name: &str,
        at: &str,
    ) -> Result<&'v [Value<'v>], ConfigError> {
        match property(object, name) {
            Some(Value::Array(array)) => Ok(&array.elements),
            Some(_) => Err(self.error(at, "must be an array")),
            None => Err(self.error(at, "is missing")),
        }
    }

    fn string<'v>(&self, object: &'v Object, name: &str, at: &str) -> Result<&'v str, ConfigError> {
        let at = format!("{at}.{name}");
        let value = property(object, name).ok_or_else(|| self.error(&at, "is missing"))?;
        string(value).ok_or_else(|| self.error(&at, "must be a string"))
    }

    fn stages(&mut self, root: &Object, key: &str) -> Result<Vec<Dictionary>, ConfigError> {
        let mut dictionaries = Vec::new();
        for (index, stage) in self.array(root, key, key)?.iter().enumerate() {
            let at = format!("{key}[{index}]");
            // OpenCC passes over what is no object.
            let Value::Object(stage) = stage else { continue };
            let keep = self.options.include_tofu_risk;
            dictionaries.extend(self.dictionary(
                property(stage, "dict"),
                &format!("{at}.dict"),
                keep,
            )?);
        }
        Ok(dictionaries)
    }

    fn segmentation(&mut self, value: &Value) -> Result<Dictionary, ConfigError> {
        let segmentation = self.object(Some(value), "segmentation")?;
        match self.string(segmentation, "type", "segmentation")? {
            "mmseg" => {}
            "jieba" => {
                let message = "jieba is a plugin of OpenCC that is not part of fanjian: \
                    use mmseg, or a configuration without _jieba";
                return Err(self.error("segmentation.type", message));
            }
            other => {
                let message = format!("{other} is a plugin of OpenCC; fanjian has only mmseg");
                return Err(self.error("segmentation.type", &message));
            }
        }
        // OpenCC cuts by all dictionaries, whatever they risk.
        let dictionary = property(segmentation, "dict");
        self.dictionary(dictionary, "segmentation.dict", true)?
            .ok_or_else(|| self.error("segmentation.dict", "holds no dictionary"))
    }

    /// `None` is a dictionary that the options leave out, or a group of such.
    fn dictionary(
        &mut self,
        value: Option<&Value>,
        at: &str,
        include_tofu_risk: bool,
    ) -> Result<Option<Dictionary>, ConfigError> {
        let object = self.object(value, at)?;
        let form = self.string(object, "type", at)?;
        if form == "inline" {
            return self.inline(object, at).map(Some);
        }
        match property(object, "may_output_tofu") {
            None => {}
            Some(Value::BooleanLit(literal)) => {
                self.has_tofu_risk |= literal.value;
                if literal.value && !include_tofu_risk {
                    return Ok(None);
                }
            }
            Some(_) => {
                return Err(self.error(&format!("{at}.may_output_tofu"), "must be true or false"));
            }
        }
        if form == "group" {
            return self.group(object, at, include_tofu_risk);
        }
        let format = match form {
            "text" => Format::Text,
            "ocd2" => Format::Ocd2,
            "ocd" => Format::Ocd,
            _ => {
                let message = format!("{form} is none of text, ocd2, ocd, inline and group");
                return Err(self.error(&format!("{at}.type"), &message));
            }
        };
        let file = self.string(object, "file", at)?;
        Ok(Some(Dictionary::Leaf(self.lexicon(file, form, format, at)?)))
    }

    fn group(
        &mut self,
        object: &Object,
        at: &str,
        include_tofu_risk: bool,
    ) -> Result<Option<Dictionary>, ConfigError> {
        let policy = match property(object, "match_policy").map(string) {
            None | Some(Some("short_circuit")) => MatchPolicy::ShortCircuit,
            Some(Some("union")) => MatchPolicy::Union,
            Some(_) => {
                let message = "must be \"short_circuit\" or \"union\"";
                return Err(self.error(&format!("{at}.match_policy"), message));
            }
        };
        let at = format!("{at}.dicts");
        let mut dictionaries = Vec::new();
        for (index, member) in self.array(object, "dicts", &at)?.iter().enumerate() {
            let at = format!("{at}[{index}]");
            dictionaries.extend(self.dictionary(Some(member), &at, include_tofu_risk)?);
        }
        Ok((!dictionaries.is_empty()).then_some(Dictionary::Group(policy, dictionaries)))
    }

    /// Entries that stand in the configuration itself.
    fn inline(&self, object: &Object, at: &str) -> Result<Dictionary, ConfigError> {
        if property(object, "may_output_tofu").is_some() {
            let at = format!("{at}.may_output_tofu");
            return Err(self.error(&at, "an inline dictionary cannot have it"));
        }
        let at = format!("{at}.entries");
        let mut entries = Vec::new();
        for entry in &self.object(property(object, "entries"), &at)?.properties {
            let key = entry.name.as_str();
            if key.is_empty() {
                return Err(self.error(&at, "the key is empty"));
            }
            match string(&entry.value) {
                None | Some("") => {
                    let at = format!("{at}[{key:?}]");
                    return Err(self.error(&at, "must be a string that is not empty"));
                }
                Some(value) => entries.push((key.to_owned(), vec![value.to_owned()])),
            }
        }
        match Lexicon::from_entries(entries) {
            Ok(lexicon) => {
                Ok(Dictionary::Leaf(Arc::new(lexicon.named(self.path.display().to_string()))))
            }
            Err(error) => Err(self.error(&at, &error.to_string())),
        }
    }

    fn lexicon(
        &mut self,
        file: &str,
        form: &str,
        format: Format,
        at: &str,
    ) -> Result<Arc<Lexicon>, ConfigError> {
        let key = (form.to_owned(), file.to_owned());
        if let Some(lexicon) = self.lexicons.get(&key) {
            return Ok(lexicon.clone());
        }
        let Some(found) = (self.find)(file)? else {
            return Err(self.error(at, &format!("{file} was not found")));
        };
        let format = if found.any_form { Format::of(&found.bytes) } else { format };
        let lexicon = format
            .read(&found.bytes)
            .map_err(|error| ConfigError::Lexicon { path: found.path, error })?;
        let lexicon = Arc::new(lexicon.named(file));
        self.lexicons.insert(key, lexicon.clone());
        Ok(lexicon)
    }
}
