//! Options that count when the command line does not say otherwise: `config.toml` in the folder where
//! the platform keeps configuration.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, anyhow};
use etcetera::BaseStrategy;
use fanjian::user::{Patterns, UserDictionary, text_from_utf8};
use fanjian::{Locale, SourceLocale};
use serde::Deserialize;
use toml::Spanned;

use super::cli::Invalid;

/// The folder of the command in the platform's configuration folder.
const FOLDER: &str = "fanjian";
/// The options.
const FILE: &str = "config.toml";
/// A user dictionary that is there without being named.
const WORDS: &str = "words.txt";

/// Options of the command that count unless it says otherwise.
#[derive(Debug, Default)]
pub struct Defaults {
    pub config: Option<String>,
    pub from: Option<SourceLocale>,
    pub to: Option<Locale>,
    pub include_tofu_risk_dictionaries: bool,
    pub dict: Vec<PathBuf>,
    pub define: BTreeMap<String, String>,
    pub protect: Vec<String>,
    pub path: Vec<PathBuf>,
    pub invalid: Option<Invalid>,
    pub jobs: Option<NonZero<usize>>,
}

/// What `config.toml` may hold: these options by their long names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    config: Option<String>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
    #[serde(default)]
    include_tofu_risk_dictionaries: bool,
    /// User dictionaries; relative ones stand beside `config.toml`.
    #[serde(default)]
    dict: Vec<PathBuf>,
    #[serde(default)]
    define: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    protect: Vec<Spanned<String>>,
    /// Folders of configurations and dictionaries; relative ones stand beside `config.toml`.
    #[serde(default)]
    path: Vec<PathBuf>,
    invalid: Option<Spanned<String>>,
    jobs: Option<NonZero<usize>>,
}

impl Defaults {
    /// Reads what the platform's configuration folder holds; nothing if there is none.
    pub fn load() -> anyhow::Result<Defaults> {
        match folder() {
            Some(folder) => Defaults::load_from(&folder),
            None => Ok(Defaults::default()),
        }
    }

    fn load_from(folder: &Path) -> anyhow::Result<Defaults> {
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

    fn parse(text: &str) -> anyhow::Result<Defaults> {
        let line =
            |span: Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
        let written: Written = toml::from_str(text).map_err(|error| {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            match error.span() {
                Some(span) => anyhow!("line {}: {message}", line(span)),
                None => anyhow!("{message}"),
            }
        })?;
        written.read().map_err(|(span, reason)| anyhow!("line {}: {reason}", line(span)))
    }
}

/// Where a value is that makes no sense, and why.
type Wrong = (Range<usize>, String);

impl Written {
    fn read(self) -> Result<Defaults, Wrong> {
        if self.config.is_some()
            && let Some(locale) = self.from.as_ref().or(self.to.as_ref())
        {
            return Err((locale.span(), "config says by which rules already".to_owned()));
        }
        let mut define = BTreeMap::new();
        for (key, value) in self.define {
            let value = value_of("define", value, |value| {
                UserDictionary::new().define(&*key, value).map(|()| value.to_owned())
            })?;
            define.insert(key, value);
        }
        // Patterns take time to make: names of ready-made ones are looked at where they are used.
        let is_name = |pattern: &str| pattern.chars().all(|c| c.is_ascii_lowercase() || c == ',');
        let pattern = |pattern: Spanned<String>| {
            value_of("protect", pattern, |pattern| match is_name(pattern) {
                true => Ok(pattern.to_owned()),
                false => Patterns::new([pattern]).map(|_| pattern.to_owned()),
            })
        };
        let from = self.from.map(|tag| value_of("from", tag, SourceLocale::from_str));
        let to = self.to.map(|tag| value_of("to", tag, Locale::from_str));
        let invalid = self.invalid.map(|name| value_of("invalid", name, Invalid::named));
        Ok(Defaults {
            config: self.config,
            from: from.transpose()?,
            to: to.transpose()?,
            include_tofu_risk_dictionaries: self.include_tofu_risk_dictionaries,
            dict: self.dict,
            define,
            protect: self.protect.into_iter().map(pattern).collect::<Result<_, Wrong>>()?,
            path: self.path,
            invalid: invalid.transpose()?,
            jobs: self.jobs,
        })
    }
}

/// What an option of this name means.
fn value_of<T, E: Display>(
    name: &str,
    written: Spanned<String>,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Wrong> {
    read(written.get_ref()).map_err(|error| (written.span(), format!("{name}: {error}")))
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
        assert_eq!(defaults.to, Some(Locale::Taiwan));
        assert_eq!(defaults.dict, [Path::new("a.txt"), Path::new("/b")]);
        assert_eq!(defaults.define["里"], "里");
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
