//! The arguments of `opencc` and of `opencc_dict`.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::arguments::{self, Given, Known, Takes};

/// What `opencc` is to do.
#[derive(Debug)]
pub enum Request {
    Convert(Arguments),
    Print(String),
}

/// The arguments of `opencc`.
#[derive(Debug)]
pub struct Arguments {
    pub config: OsString,
    pub input: Option<PathBuf>,
    pub output: Option<PathBuf>,
    pub in_place: bool,
    pub paths: Vec<PathBuf>,
    pub measured_result: Option<PathBuf>,
    pub mode: Mode,
    pub include_tofu_risk: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Convert,
    Segmentation,
    Inspect,
    Ambiguities,
}

const fn known(
    short: Option<&'static str>,
    long: &'static str,
    takes: Takes,
    help: &'static str,
) -> Known {
    Known { short, long, takes, required: false, help }
}

const OPENCC: &[Known] = &[
    known(Some("-c"), "--config", Takes::Value("file"), "A configuration [default: s2t.json]"),
    known(Some("-i"), "--input", Takes::Value("file"), "Read this file, not standard input"),
    known(Some("-o"), "--output", Takes::Value("file"), "Write this file, not standard output"),
    known(None, "--in-place", Takes::Nothing, "Input and output may be the same file"),
    known(
        None,
        "--path",
        Takes::Values("folder"),
        "Look here too for configurations and dictionaries",
    ),
    known(None, "--noflush", Takes::Bool, "Accepted; output is written as soon as it is known"),
    known(None, "--segmentation", Takes::Nothing, "Write the segments of each line as JSON"),
    known(None, "--inspect", Takes::Nothing, "Write what each stage makes of each line as JSON"),
    known(
        None,
        "--ambiguities",
        Takes::Nothing,
        "Write JSON records that mark where other values are listed",
    ),
    known(
        None,
        "--include-tofu-risk-dictionaries",
        Takes::Nothing,
        "Also write characters that few fonts can show",
    ),
    known(None, "--measured_result", Takes::Value("file"), "Write how long it took as JSON"),
];

/// Reads the arguments of `opencc`.
///
/// # Errors
/// The argument that is wrong, and why.
pub fn opencc(arguments: impl IntoIterator<Item = OsString>) -> Result<Request> {
    let values = match arguments::read(OPENCC, arguments)? {
        Given::Values(values) => values,
        Given::Help => {
            let about = "Converts Chinese text as OpenCC 1.4.2's command does; this is fanjian.";
            return Ok(Request::Print(
                arguments::help("opencc", about, OPENCC) + &configurations(),
            ));
        }
        Given::Version => return Ok(Request::Print(version("Command Line Tool"))),
    };
    let mut result = Arguments {
        config: "s2t.json".into(),
        input: None,
        output: None,
        in_place: false,
        paths: Vec::new(),
        measured_result: None,
        mode: Mode::Convert,
        include_tofu_risk: false,
    };
    let mut modes = Vec::new();
    for (name, value) in values {
        match name {
            "--config" => result.config = value,
            "--input" => result.input = Some(value.into()),
            "--output" => result.output = Some(value.into()),
            "--in-place" => result.in_place = true,
            "--path" => result.paths.push(value.into()),
            "--measured_result" => result.measured_result = Some(value.into()),
            "--include-tofu-risk-dictionaries" => result.include_tofu_risk = true,
            "--segmentation" => modes.push(Mode::Segmentation),
            "--inspect" => modes.push(Mode::Inspect),
            "--ambiguities" => modes.push(Mode::Ambiguities),
            _ => {}
        }
    }
    match modes[..] {
        [] => {}
        [mode] => result.mode = mode,
        _ => bail!("--segmentation, --inspect and --ambiguities: one of them at a time"),
    }
    Ok(Request::Convert(result))
}

/// What `opencc_dict` is to do.
#[derive(Debug)]
pub enum DictRequest {
    Convert(DictArguments),
    Print(String),
}

/// The arguments of `opencc_dict`.
#[derive(Debug, Default)]
pub struct DictArguments {
    pub inputs: Vec<PathBuf>,
    pub output: PathBuf,
    pub from: String,
    pub to: String,
}

const FROM: &[&str] = &["text", "text_space", "ocd2", "ocd", "cppjieba_utf8"];
const TO: &[&str] = &["text", "ocd2", "ocd"];
const OPENCC_DICT: &[Known] = &[
    required("-i", "--input", Takes::Values("file"), "The dictionary to read"),
    required("-o", "--output", Takes::Value("file"), "The dictionary to write"),
    required("-f", "--from", Takes::OneOf(FROM), "The form of what is read"),
    required("-t", "--to", Takes::OneOf(TO), "The form of what is written"),
];

const fn required(
    short: &'static str,
    long: &'static str,
    takes: Takes,
    help: &'static str,
) -> Known {
    Known { short: Some(short), long, takes, required: true, help }
}

/// Reads the arguments of `opencc_dict`.
///
/// # Errors
/// The argument that is wrong, and why.
pub fn opencc_dict(arguments: impl IntoIterator<Item = OsString>) -> Result<DictRequest> {
    let values = match arguments::read(OPENCC_DICT, arguments)? {
        Given::Values(values) => values,
        Given::Help => {
            let about =
                "Converts dictionaries as OpenCC 1.4.2's opencc_dict does; this is fanjian.";
            return Ok(DictRequest::Print(arguments::help("opencc_dict", about, OPENCC_DICT)));
        }
        Given::Version => return Ok(DictRequest::Print(version("Dictionary Tool"))),
    };
    let mut result = DictArguments::default();
    for (name, value) in values {
        match name {
            "--input" => result.inputs.push(value.into()),
            "--output" => result.output = value.into(),
            "--from" => result.from = value.to_string_lossy().into_owned(),
            "--to" => result.to = value.to_string_lossy().into_owned(),
            _ => {}
        }
    }
    Ok(DictRequest::Convert(result))
}

/// What scripts read the version from.
fn version(tool: &str) -> String {
    format!("\nOpen Chinese Convert (OpenCC) {tool}\nVersion: 1.4.2\n\n")
}

fn configurations() -> String {
    let mut text = "\nConfigurations:\n".to_owned();
    for config in fanjian::configs() {
        text += &format!("  {:<12}{}\n", format!("{}.json", config.name), config.description);
    }
    text
}
