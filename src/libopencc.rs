//! OpenCC itself, the C++ library, behind the same trait as the engine of this crate.
//!
//! `scripts/setup-libopencc` gets the library; `docs/parity.md` tells what is known to differ.

use std::fmt::{self, Debug};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use opencc_rust::OpenCC;
use serde_json::Value;
use thiserror::Error;

use crate::dictionary::ConfigError;
use crate::{Converter, ConverterOptions, CustomConverter, Engine};

/// Where OpenCC's configurations are looked for, after the variable of this name.
const DATA_FOLDER_VARIABLE: &str = "OPENCC_DATA_DIR";
/// The folder that was known at build time, and where systems install OpenCC.
const DATA_FOLDERS: [Option<&str>; 3] =
    [option_env!("OPENCC_DATA_DIR"), Some("/usr/local/share/opencc"), Some("/usr/share/opencc")];

/// Why a converter on libopencc could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LibOpenccError {
    /// There is no configuration of that name.
    #[error(transparent)]
    Config(#[from] crate::Error),
    /// A configuration in a file is not what it should be.
    #[error(transparent)]
    Custom(#[from] ConfigError),
    /// OpenCC's own files are not on this machine.
    #[error(
        "{name}.json of OpenCC is in none of {}: run scripts/setup-libopencc or set OPENCC_DATA_DIR",
        list(folders)
    )]
    NoData {
        /// The configuration.
        name: String,
        /// Where it was looked for.
        folders: Vec<PathBuf>,
    },
    /// A file of OpenCC could not be read, or a changed copy not be written.
    #[error("{}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// OpenCC refused the configuration.
    #[error("OpenCC: {0}")]
    Library(opencc_rust::OpenCCError),
}

fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(" ")
}

/// Converts text with OpenCC itself.
///
/// # Examples
/// ```
/// use fanjian::{ConverterOptions, Engine, LibOpencc};
///
/// let opencc = LibOpencc::new("s2twp", ConverterOptions::default())?;
/// let mut output = String::new();
/// opencc.convert_prefix("软件和信息", true, &mut output);
/// assert_eq!(output, "軟體和資訊");
/// # Ok::<(), fanjian::LibOpenccError>(())
/// ```
pub struct LibOpencc {
    opencc: OpenCC,
    /// OpenCC cannot say how far a text can be converted before the rest of it is known; the
    /// engine of this crate can, for the same configuration.
    cuts: Box<dyn Engine>,
}

impl Debug for LibOpencc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LibOpencc").finish_non_exhaustive()
    }
}

impl LibOpencc {
    /// A converter for one of OpenCC's configurations: `t2s`, or `t2s.json`.
    ///
    /// # Errors
    /// [`LibOpenccError`] if there is no such configuration, or OpenCC's files are missing.
    pub fn new(name: &str, options: ConverterOptions) -> Result<LibOpencc, LibOpenccError> {
        let cuts = Box::new(Converter::with_options(name, options)?);
        let name = name.strip_suffix(".json").unwrap_or(name);
        let folders: Vec<PathBuf> = std::env::var_os(DATA_FOLDER_VARIABLE)
            .map(PathBuf::from)
            .into_iter()
            .chain(DATA_FOLDERS.into_iter().flatten().map(PathBuf::from))
            .collect();
        let file = format!("{name}.json");
        let Some(config) = folders.iter().map(|folder| folder.join(&file)).find(|p| p.is_file())
        else {
            return Err(LibOpenccError::NoData { name: name.to_owned(), folders });
        };
        Ok(LibOpencc { opencc: open(&config, options)?, cuts })
    }

    /// A converter for the configuration in the file `path`. OpenCC looks for dictionaries beside it and
    /// where it was installed; in `folders` only the engine of this crate does, which has to understand
    /// the configuration as well.
    ///
    /// # Errors
    /// [`LibOpenccError`] if one of the two does not take the configuration.
    pub fn load(
        path: &Path,
        folders: &[PathBuf],
        options: ConverterOptions,
    ) -> Result<LibOpencc, LibOpenccError> {
        let cuts = Box::new(CustomConverter::load(path, folders, options)?);
        Ok(LibOpencc { opencc: open(path, options)?, cuts })
    }

    fn convert(&self, text: &str, output: &mut String) {
        // The C interface ends texts at a NUL. A character that no dictionary knows and the text
        // does not have stands in for it.
        let stand_in = text.contains('\0').then(|| unused_character(text));
        let converted = match stand_in {
            None => self.opencc.convert(text),
            Some(c) => self.opencc.convert(text.replace('\0', c.encode_utf8(&mut [0; 4]))),
        };
        // What can fail is allocating memory; there is no going on from there.
        let converted = converted.unwrap_or_else(|error| panic!("OpenCC failed: {error}"));
        match stand_in {
            None => output.push_str(&converted),
            Some(c) => output.extend(converted.chars().map(|o| if o == c { '\0' } else { o })),
        }
    }
}

impl Engine for LibOpencc {
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        let length = if end {
            text.len()
        } else {
            self.cuts.convert_prefix(text, false, &mut String::with_capacity(text.len() * 2))
        };
        self.convert(&text[..length], output);
        length
    }

    fn line_ends_separate(&self) -> bool {
        self.cuts.line_ends_separate()
    }
}

/// The first noncharacter or private character that does not occur in `text`.
fn unused_character(text: &str) -> char {
    ('\u{FDD0}'..='\u{FDEF}')
        .chain('\u{F0000}'..='\u{10FFFD}')
        .find(|&c| !text.contains(c))
        .expect("a text has fewer characters than there are private ones")
}

fn open(config: &Path, options: ConverterOptions) -> Result<OpenCC, LibOpenccError> {
    match options.include_tofu_risk {
        true => OpenCC::new(config).map_err(LibOpenccError::Library),
        false => open_without_tofu_risk(config),
    }
}

/// The C interface has no way to leave out the dictionaries marked `may_output_tofu`, as the
/// command does: it gets a copy of the configuration without them.
fn open_without_tofu_risk(config: &Path) -> Result<OpenCC, LibOpenccError> {
    let error = |message: String| LibOpenccError::File { path: config.to_owned(), message };
    let text = fs::read_to_string(config).map_err(|e| error(e.to_string()))?;
    let original: Value = serde_json::from_str(&text).map_err(|e| error(e.to_string()))?;
    let mut json = original.clone();
    // OpenCC's command never leaves out a dictionary of the segmentation.
    for key in ["normalization", "conversion_chain"] {
        if let Some(stages) = json.get_mut(key).and_then(Value::as_array_mut) {
            stages.retain_mut(|stage| remove_tofu_risk(&mut stage["dict"]));
        }
    }
    if json == original {
        return OpenCC::new(config).map_err(LibOpenccError::Library);
    }
    // The copy is elsewhere, and OpenCC looks for dictionaries beside it.
    let folder = config.parent().unwrap_or(Path::new(".")).canonicalize();
    make_files_absolute(&mut json, &folder.map_err(|e| error(e.to_string()))?);
    let mut copy = tempfile::Builder::new()
        .prefix("fanjian-")
        .suffix(".json")
        .tempfile()
        .map_err(|e| error(format!("no temporary copy can be made: {e}")))?;
    copy.write_all(json.to_string().as_bytes())
        .map_err(|e| error(format!("no temporary copy can be written: {e}")))?;
    OpenCC::new(copy.path()).map_err(LibOpenccError::Library)
}

/// Takes the marked dictionaries out of a dictionary. Returns whether anything is left of it.
fn remove_tofu_risk(dict: &mut Value) -> bool {
    if dict["may_output_tofu"] == Value::Bool(true) {
        return false;
    }
    match dict.get_mut("dicts").and_then(Value::as_array_mut) {
        None => true,
        Some(members) => {
            members.retain_mut(remove_tofu_risk);
            !members.is_empty()
        }
    }
}

fn make_files_absolute(json: &mut Value, folder: &Path) {
    match json {
        Value::Array(values) => values.iter_mut().for_each(|v| make_files_absolute(v, folder)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(file) if key == "file" => {
                        let beside = folder.join(&*file);
                        // What is not there is where OpenCC was installed.
                        if beside.is_file() {
                            *file = beside.to_string_lossy().into_owned();
                        }
                    }
                    _ => make_files_absolute(value, folder),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(name: &str, include_tofu_risk: bool, text: &str) -> String {
        let opencc = LibOpencc::new(name, ConverterOptions { include_tofu_risk }).unwrap();
        let mut output = String::new();
        assert_eq!(opencc.convert_prefix(text, true, &mut output), text.len());
        output
    }

    #[test]
    fn loses_no_byte_at_a_nul() {
        assert_eq!(convert("s2twp", false, "软件\0软件\0"), "軟體\0軟體\0");
        assert_eq!(convert("t2s", false, "\0\u{FDD0}漢"), "\0\u{FDD0}汉");
    }

    #[test]
    fn leaves_out_tofu_risk_unless_asked() {
        assert_eq!(convert("t2s", false, "㑮"), "㑮");
        assert_eq!(convert("t2s", true, "㑮"), "𫝈");
    }

    #[test]
    fn cuts_where_no_later_text_matters() {
        let opencc = LibOpencc::new("t2s", ConverterOptions::default()).unwrap();
        let mut output = String::new();
        assert_eq!(opencc.convert_prefix("漢字乾", false, &mut output), "漢字".len());
        assert_eq!(output, "汉字");
    }

    #[test]
    fn takes_configurations_in_files() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        write("own.txt", "甲\t乙\n甲丙\t丁\n");
        write("risk.txt", "戊\t己\n");
        let config = write(
            "my.json",
            r#"{"name": "mine", "segmentation": {"type": "mmseg", "dict": {"type": "text", "file": "own.txt"}},
                "conversion_chain": [{"dict": {"type": "group", "match_policy": "union", "dicts": [
                {"type": "text", "file": "own.txt"},
                {"type": "text", "file": "risk.txt", "may_output_tofu": true}]}}]}"#,
        );
        for (include_tofu_risk, expected) in [(false, "乙丁戊"), (true, "乙丁己")] {
            let opencc =
                LibOpencc::load(&config, &[], ConverterOptions { include_tofu_risk }).unwrap();
            let mut output = String::new();
            assert_eq!(opencc.convert_prefix("甲甲丙戊", true, &mut output), "甲甲丙戊".len());
            assert_eq!(output, expected);
        }
        let opencc = LibOpencc::load(&config, &[], ConverterOptions::default()).unwrap();
        assert_eq!(opencc.convert_prefix("甲甲", false, &mut String::new()), "甲".len());
        let bad = write(
            "bad.json",
            r#"{"conversion_chain": [{"dict": {"type": "text", "file": "no.txt"}}]}"#,
        );
        assert!(LibOpencc::load(&bad, &[], ConverterOptions::default()).is_err());
    }

    #[test]
    fn names_what_is_missing() {
        let error = LibOpencc::new("t2x", ConverterOptions::default()).unwrap_err();
        assert!(error.to_string().starts_with("there is no configuration t2x"));
    }
}
