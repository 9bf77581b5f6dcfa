//! The texts of the dictionaries and configurations that are built in, for whoever has to read them
//! at run time: configurations of the user's own, explanations, look-ups.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::dictionary::{
    ConfigError, DictionaryFile, Lexicon, Pipeline, PipelineOptions, find_in_folders,
    parse_pipeline, read_pipeline,
};
use crate::packed::Packed;
use crate::{Converter, Locale, RouteError, made, route};

/// What OpenCC brings.
static OPENCC_TEXTS: Packed =
    Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/opencc_texts.bin")));

/// What else is in `dicts/` and, in `made/`, what `made.rs` makes dictionaries for routes of.
static OWN_TEXTS: Packed = Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/own_texts.bin")));

/// What is made of the others.
const MADE: &str = "made/";

/// The folders, as they are in the repository, of what OpenCC brings.
const OPENCC: &str = "opencc/";

/// The names of all texts: paths within the folder `dicts` of the repository.
pub fn names() -> impl Iterator<Item = &'static str> {
    let names = OPENCC_TEXTS.names().chain(OWN_TEXTS.names());
    names.filter(|name| !name.starts_with(MADE))
}

/// The text of that name, such as `opencc/STPhrases.txt` or `opencc/config/s2t.json`.
///
/// # Examples
/// ```
/// let text = fanjian::builtin::text("opencc/TWVariants.txt").unwrap();
/// assert!(text.contains("裏\t裡\n"));
/// ```
pub fn text(name: &str) -> Option<String> {
    let own = |name| OWN_TEXTS.text(name).filter(|_| !name.starts_with(MADE));
    let packed = OPENCC_TEXTS.text(name).or_else(|| own(name))?;
    Some(match made::teller(name).map(Converter::new) {
        Some(teller) => {
            let teller = teller.ok()?;
            let packed = made::with_keys(packed, &teller.keys());
            made::with_values(&packed, |keys| teller.convert(keys))
        }
        None => packed.to_owned(),
    })
}

/// The dictionary of OpenCC that a configuration calls `name`, text or compiled.
pub fn find(name: &str) -> Option<DictionaryFile> {
    let name = Path::new(name).with_extension("txt");
    let name = name.to_str()?;
    let bytes = text(&format!("{OPENCC}{name}"))?.into_bytes();
    let path = PathBuf::from(format!("{name} (built in)"));
    Some(DictionaryFile { path, bytes: Cow::Owned(bytes), any_form: true })
}

/// The configuration of that name with its dictionaries: one of OpenCC, such as `s2t`, or one that
/// takes part in the conversion between locales, such as `hant2hans`.
///
/// # Errors
/// None: what is built in is sound.
pub fn pipeline(name: &str, options: PipelineOptions) -> Option<Result<Pipeline, ConfigError>> {
    let config = |folder: &str| text(&format!("{folder}config/{name}.json"));
    if let Some(text) = config(OPENCC) {
        let path = PathBuf::from(format!("{name}.json (built in)"));
        return Some(parse_pipeline(&text, &path, options, &|name| Ok(find(name))));
    }
    Some(parse_own(name, &config("fanjian/")?, options))
}

/// One of the configurations `hans2tw` and `hans2hk`, which spell without a change of wording.
pub(crate) fn spelling(name: &str) -> Pipeline {
    let text = text(&format!("fanjian/hant/{name}.json")).expect("it is built in");
    let pipeline = parse_own(name, &text, PipelineOptions::default());
    pipeline.expect("what is built in is sound")
}

/// Reads the text of a configuration of ours.
fn parse_own(name: &str, text: &str, options: PipelineOptions) -> Result<Pipeline, ConfigError> {
    let path = PathBuf::from(format!("{name}.json (built in)"));
    parse_pipeline(text, &path, options, &|name| Ok(find_own(name)))
}

/// The configurations that take a text from one locale to another, one after the other.
///
/// # Errors
/// [`RouteError`] if text of the one is text of the other already.
pub fn pipelines_between(
    from: Locale,
    to: Locale,
    options: PipelineOptions,
) -> Result<Vec<Pipeline>, RouteError> {
    let names = route::tables(from, to).ok_or(RouteError::Nothing { from, to })?;
    let pipelines = names.iter().map(|name| pipeline(name, options).and_then(Result::ok));
    Ok(pipelines.map(|pipeline| pipeline.expect("what is built in is sound")).collect())
}

/// The dictionary that a configuration of ours calls `name`. Those that are made of others come
/// first.
fn find_own(name: &str) -> Option<DictionaryFile> {
    let bytes = made(name).or_else(|| written(name))?.into_bytes();
    let path = PathBuf::from(format!("{name} (built in)"));
    Some(DictionaryFile { path, bytes: Cow::Owned(bytes), any_form: true })
}

/// The text of that dictionary of ours, or else of OpenCC.
fn written(name: &str) -> Option<String> {
    let end = format!("/{name}");
    let ours = |known: &&str| known.starts_with("fanjian/") && known.ends_with(&end);
    names().find(ours).and_then(text).or_else(|| text(&format!("{OPENCC}{name}")))
}

/// The text of that dictionary, if it is made of others.
fn made(name: &str) -> Option<String> {
    if name == made::ZHE {
        return Some(made::zhe(&Lexicon::parse(&written("hans_words.txt")?).ok()?));
    }
    let packed = OWN_TEXTS.text(&format!("{MADE}{name}"))?;
    let converter = Converter::new(made::configuration(packed)?).ok()?;
    made::unpack(packed, written, |text| converter.convert(text))
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
    let own = path.parent().unwrap_or(Path::new("")).to_owned();
    let folders: Vec<PathBuf> = std::iter::once(own).chain(folders.iter().cloned()).collect();
    read_pipeline(
        path,
        options,
        &|name| Ok(find_in_folders(&folders, name)?.or_else(|| find(name))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::ORIGIN;

    #[test]
    fn holds_what_the_repository_holds() {
        let dicts = Path::new(env!("CARGO_MANIFEST_DIR")).join("dicts");
        assert!(names().count() > 40);
        for name in names() {
            assert_eq!(text(name), Some(std::fs::read_to_string(dicts.join(name)).unwrap()));
        }
    }

    #[test]
    fn made_dictionaries_are_those_that_the_build_made() {
        let lines = |text: &str| {
            let mut lines: Vec<String> = Vec::new();
            for line in text.lines() {
                match lines
                    .last_mut()
                    .filter(|last| last.starts_with(ORIGIN) && !last.contains('\t'))
                {
                    Some(last) => *last += &format!("\t{line}"),
                    None => lines.push(line.to_owned()),
                }
            }
            lines.sort();
            lines
        };
        for name in
            ["cn_tw", "cn_hk", "wording_hant_cn", "wording_hk_tw", "wording_tw_hk", "zhe_hk"]
        {
            let path = format!("{}/lexicons/{name}.txt", env!("OUT_DIR"));
            let by_build = std::fs::read_to_string(path).unwrap();
            assert!(lines(&made(&format!("{name}.txt")).unwrap()) == lines(&by_build), "{name}");
        }
    }

    #[test]
    fn every_route_is_there_and_knows_where_its_words_come_from() {
        let dictionary = |pipeline: &Pipeline, text: &str| {
            let found = pipeline.chain[0].longest_entry(text).unwrap();
            let (file, line) = found.place();
            (found.key.to_owned(), file.to_owned(), line)
        };
        for from in Locale::ALL {
            for to in Locale::ALL {
                let pipelines = pipelines_between(from, to, PipelineOptions::default());
                let Ok(converter) = crate::Converter::between(from, to) else { continue };
                let text = "裡面的头发，軟體和后面的计算机程序、着";
                let converted =
                    pipelines.unwrap().iter().fold(text.to_owned(), |text, pipeline| {
                        crate::reference::convert(pipeline, &text)
                    });
                assert_eq!(converted, converter.convert(text), "{from} to {to}");
            }
        }
        let pipeline = pipeline("cn2tw", PipelineOptions::default()).unwrap().unwrap();
        let (key, file, line) = dictionary(&pipeline, "头发");
        let text = names().find(|name| name.ends_with(&file)).and_then(text).unwrap();
        let line = text.lines().nth(line - 1).unwrap();
        assert_eq!(line.split('\t').take(2).collect::<Vec<_>>(), [&key, "頭髮"], "{file}");
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
