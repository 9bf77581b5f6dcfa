//! Options that count when the command line does not say otherwise: `config.toml` in the folder where
//! the platform keeps configuration.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, anyhow};
use etcetera::BaseStrategy;
use fanjian::user::{Patterns, UserDictionary, text_from_utf8};
use fanjian::{Locale, LocaleError, SourceLocale};
use serde::Deserialize;
use toml::Spanned;

use super::cli::Invalid;

/// The folder of the command in the platform's configuration folder.
const FOLDER: &str = "fanjian";
/// The options.
const FILE: &str = "config.toml";
/// A user dictionary that is there without being named.
const WORDS: &str = "words.txt";

/// What `config.toml` may hold: options of the command by their long names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Defaults {
    pub config: Option<String>,
    pub from: Option<Spanned<String>>,
    pub to: Option<Spanned<String>>,
    #[serde(default)]
    pub include_tofu_risk_dictionaries: bool,
    /// User dictionaries; relative ones stand beside `config.toml`.
    #[serde(default)]
    pub dict: Vec<PathBuf>,
    #[serde(default)]
    pub define: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub protect: Vec<Spanned<String>>,
    /// Folders of configurations and dictionaries; relative ones stand beside `config.toml`.
    #[serde(default)]
    pub path: Vec<PathBuf>,
    pub invalid: Option<Spanned<String>>,
    pub jobs: Option<NonZero<usize>>,
}

impl Defaults {
    /// Reads what the platform's configuration folder holds; nothing if there is none.
    pub fn load() -> Result<Defaults> {
        match folder() {
            Some(folder) => Defaults::load_from(&folder),
            None => Ok(Defaults::default()),
        }
    }

    fn load_from(folder: &Path) -> Result<Defaults> {
        let path = folder.join(FILE);
        let mut defaults = match fs::read(&path) {
            Ok(bytes) => text_from_utf8(bytes)
                .map_err(anyhow::Error::from)
                .and_then(|text| Defaults::parse(&text))
                .with_context(|| path.display().to_string())?,
            Err(error) if error.kind() == ErrorKind::NotFound => Defaults::default(),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        for path in defaults.dict.iter_mut().chain(&mut defaults.path) {
            *path = folder.join(&*path);
        }
        let words = folder.join(WORDS);
        if words.is_file() && !defaults.dict.contains(&words) {
            defaults.dict.insert(0, words);
        }
        Ok(defaults)
    }

    fn parse(text: &str) -> Result<Defaults> {
        let line =
            |span: Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
        let defaults: Defaults = toml::from_str(text).map_err(|error| {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            match error.span() {
                Some(span) => anyhow!("line {}: {message}", line(span)),
                None => anyhow!("{message}"),
            }
        })?;
        match defaults.wrong_value() {
            Some((span, reason)) => Err(anyhow!("line {}: {reason}", line(span))),
            None => Ok(defaults),
        }
    }

    /// Where a value is that makes no sense, and why.
    fn wrong_value(&self) -> Option<(Range<usize>, String)> {
        let from = self.from.iter().map(|tag| (tag, check::<SourceLocale>("from", tag)));
        let to = self.to.iter().map(|tag| (tag, check::<Locale>("to", tag)));
        let invalid = self.invalid.iter().map(|name| {
            let known = Invalid::named(name.get_ref());
            (name, known.err().map(|error| format!("invalid: {error}")))
        });
        let words = self.define.iter().map(|(key, value)| {
            let entry = UserDictionary::new().define(key, value.get_ref());
            (value, entry.err().map(|error| format!("define: {error}")))
        });
        // Names of ready-made patterns are never wrong, and patterns take time to make.
        let is_name = |pattern: &str| pattern.chars().all(|c| c.is_ascii_lowercase() || c == ',');
        let protect = self.protect.iter().filter(|pattern| !is_name(pattern.get_ref()));
        let protect = protect.map(|pattern| {
            let error = Patterns::new([pattern.get_ref()]).err();
            (pattern, error.map(|error| format!("protect: {error}")))
        });
        let twice = self.from.iter().chain(&self.to).filter(|_| self.config.is_some());
        let twice = twice.map(|tag| (tag, Some("config says by which rules already".to_owned())));
        let checked = from.chain(to).chain(invalid).chain(words).chain(protect).chain(twice);
        checked.filter_map(|(value, error)| Some((value.span(), error?))).next()
    }

    /// Where the options come from, for messages about them.
    pub fn origin() -> String {
        folder().map_or_else(|| FILE.to_owned(), |folder| folder.join(FILE).display().to_string())
    }
}

fn check<T: FromStr<Err = LocaleError>>(name: &str, tag: &Spanned<String>) -> Option<String> {
    tag.get_ref().parse::<T>().err().map(|error| format!("{name}: {error}"))
}

/// `~/.config/fanjian`, or what the platform has for it.
fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join(FOLDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Defaults::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn reads_options() {
        let text = "to = 'zh-TW'\ndict = ['a.txt', '/b']\nprotect = ['url']\njobs = 2\n\
            [define]\n\"里\" = '里'\n";
        let defaults = Defaults::parse(text).unwrap();
        assert_eq!(defaults.to.unwrap().get_ref(), "zh-TW");
        assert_eq!(defaults.dict, [Path::new("a.txt"), Path::new("/b")]);
        assert_eq!(defaults.define["里"].get_ref(), "里");
        assert!(Defaults::parse("").unwrap().dict.is_empty());
    }

    #[test]
    fn tells_what_is_wrong_where() {
        assert!(
            error("to = 'zh-TW'\ncolour = 'red'\n").starts_with("line 2: unknown field `colour`")
        );
        assert!(error("\n\njobs = 0\n").starts_with("line 3: "), "{}", error("\n\njobs = 0\n"));
        assert!(error("to = \n").starts_with("line 1: "));
        for text in [
            "to = 'xx'",
            "from = 'xx'",
            "invalid = 'x'",
            "protect = [\n'url', '(']",
            "[define]\n'' = 'x'",
            "[define]\na = \"b\\tc\"",
            "config = 't2s'\nto = 'zh-CN'",
        ] {
            let last = text.lines().count();
            assert!(error(text).starts_with(&format!("line {last}: ")), "{text}: {}", error(text));
        }
    }

    #[test]
    fn paths_stand_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert!(Defaults::load_from(folder.path()).unwrap().dict.is_empty());
        fs::write(at(WORDS), "里\n").unwrap();
        assert_eq!(Defaults::load_from(folder.path()).unwrap().dict, [at(WORDS)]);
        fs::write(at(FILE), "dict = ['a.txt']\npath = ['b']").unwrap();
        let defaults = Defaults::load_from(folder.path()).unwrap();
        assert_eq!((defaults.dict, defaults.path), (vec![at(WORDS), at("a.txt")], vec![at("b")]));
    }
}
