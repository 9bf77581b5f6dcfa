//! The texts of the dictionaries and configurations that are built in, for whoever has to read them
//! at run time: configurations of the user's own, explanations, look-ups.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;

use crate::dictionary::{
    ConfigError, DictionaryFile, Pipeline, PipelineOptions, find_in_folders, parse_pipeline,
};

/// Made by the build from everything in `dicts/`; `pack.rs` tells its form.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/texts.bin"));

/// The folders, as they are in the repository, of what OpenCC brings.
const OPENCC: &str = "opencc/";

/// The names of all texts: paths within the folder `dicts` of the repository.
pub fn names() -> impl Iterator<Item = &'static str> {
    files().map(|(name, _)| name)
}

/// The text of that name, such as `opencc/STPhrases.txt` or `opencc/config/s2t.json`.
///
/// # Examples
/// ```
/// let text = fanjian::builtin::text("opencc/TWVariants.txt").unwrap();
/// assert!(text.contains("裏\t裡\n"));
/// ```
pub fn text(name: &str) -> Option<String> {
    let (_, compressed) = files().find(|(known, _)| *known == name)?;
    let mut text = String::new();
    DeflateDecoder::new(compressed).read_to_string(&mut text).expect("the build packed a text");
    Some(text)
}

/// The dictionary of OpenCC that a configuration calls `name`, text or compiled.
pub fn find(name: &str) -> Option<DictionaryFile> {
    let name = Path::new(name).with_extension("txt");
    let name = name.to_str()?;
    let bytes = text(&format!("{OPENCC}{name}"))?.into_bytes();
    let path = PathBuf::from(format!("{name} (built in)"));
    Some(DictionaryFile { path, bytes: Cow::Owned(bytes), any_form: true })
}

/// The configuration of OpenCC of that name, such as `s2t`, with its dictionaries.
///
/// # Errors
/// None: what is built in is sound.
pub fn pipeline(name: &str, options: PipelineOptions) -> Option<Result<Pipeline, ConfigError>> {
    let text = text(&format!("{OPENCC}config/{name}.json"))?;
    let path = PathBuf::from(format!("{name}.json (built in)"));
    Some(parse_pipeline(&text, &path, options, &|name| Ok(find(name))))
}

/// Reads the configuration in the file `path`. Dictionary files are looked for in its folder, in
/// `folders`, and among the texts that are built in, in this order.
///
/// # Errors
/// [`ConfigError`] names the file, and within the configuration the JSON path, that is wrong.
pub fn load_pipeline(
    path: &Path,
    folders: &[PathBuf],
    options: PipelineOptions,
) -> Result<Pipeline, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Io { path: path.to_owned(), error })?;
    let own = path.parent().unwrap_or(Path::new("")).to_owned();
    let folders: Vec<PathBuf> = std::iter::once(own).chain(folders.iter().cloned()).collect();
    parse_pipeline(&text, path, options, &|name| {
        Ok(find_in_folders(&folders, name)?.or_else(|| find(name)))
    })
}

/// Names and compressed texts.
fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let mut rest = PACKED;
    let mut part = move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (part, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        rest = after;
        Some(part)
    };
    std::iter::from_fn(move || {
        let name = std::str::from_utf8(part()?).expect("the build packed names");
        Some((name, part().expect("the build packed a text for each name")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_the_repository_holds() {
        let dicts = Path::new(env!("CARGO_MANIFEST_DIR")).join("dicts");
        assert!(names().count() > 40);
        for name in names() {
            assert_eq!(text(name), Some(std::fs::read_to_string(dicts.join(name)).unwrap()));
        }
        assert!(PACKED.len() < 1_500_000, "{} bytes", PACKED.len());
    }

    #[test]
    fn serves_texts_for_compiled_names() {
        assert!(find("TWVariants.ocd2").is_some());
        assert!(find("TWVariants.txt").is_some());
        assert!(find("../fanjian/spelling/hans_words.txt").is_none());
        assert!(find("None.ocd2").is_none());
    }

    #[test]
    fn every_configuration_of_opencc_is_there() {
        for config in crate::configs() {
            let pipeline = pipeline(config.name, PipelineOptions::default()).unwrap().unwrap();
            assert_eq!(pipeline.name, config.description);
        }
        assert!(pipeline("none", PipelineOptions::default()).is_none());
    }
}
