//! `fanjian detect`: what texts are written in.

use std::io::{self, Write};

use anyhow::Result;
use fanjian::document::{DocumentText, Encoding};
use fanjian::files::Source;
use fanjian::{Detection, Locale, Script};
use serde_json::json;

use super::config::TextsConfig;
use super::{ExitStatus, texts};

/// As many bytes of a text are looked at.
const SAMPLE: usize = 1 << 20;
/// So many words are shown to say why.
const WORDS: usize = 5;

/// The tag of a language that could not be told (BCP 47).
const UNDETERMINED: &str = "und";
/// What text is encoded in that is the same in nearly every encoding.
const ASCII: &str = "ASCII";

/// Tells a line about each text.
pub fn run(config: &TextsConfig, as_json: bool) -> Result<ExitStatus> {
    let mut output = io::stdout().lock();
    texts::each(config, SAMPLE, |source, read| {
        let detection = fanjian::detect(&read.text);
        let line = match as_json {
            true => as_object(source, read, &detection),
            false => as_text(source, read, &detection),
        };
        writeln!(output, "{line}")?;
        Ok(ExitStatus::Done)
    })
}

fn tag(detection: &Detection) -> &'static str {
    detection.locale.map_or(UNDETERMINED, Locale::tag)
}

fn encoding(read: &DocumentText) -> &'static str {
    read.encoding.map_or(ASCII, Encoding::name)
}

/// The subtag of a script (ISO 15924).
fn script(script: Script) -> &'static str {
    match script {
        Script::Traditional => "Hant",
        Script::Simplified => "Hans",
        Script::Japanese => "Jpan",
    }
}

fn as_text(source: &Source, read: &DocumentText, detection: &Detection) -> String {
    let words: Vec<&str> = detection.words.iter().take(WORDS).map(|(word, ..)| *word).collect();
    let percent = (detection.confidence * 100.0).floor();
    let mut line = format!("{source}: {} {percent}% {}", tag(detection), encoding(read));
    if let Some(compression) = read.compression {
        line += &format!(" {compression}");
    }
    match words.is_empty() {
        true => line,
        false => format!("{line} ({})", words.join(" ")),
    }
}

fn as_object(source: &Source, read: &DocumentText, detection: &Detection) -> String {
    let words = detection.words.iter();
    let words = words.map(
        |(word, locale, count)| json!({ "word": word, "locale": locale.tag(), "count": count }),
    );
    json!({
        "path": source.argument(),
        "locale": tag(detection),
        "script": detection.locale.map(|locale| script(locale.script())),
        "region": detection.locale.filter(|l| l.has_region()).and_then(|l| l.tag().split('-').nth(1)),
        "confidence": (detection.confidence * 1e4).floor() / 1e4,
        "traditional": detection.traditional,
        "simplified": detection.simplified,
        "japanese": detection.japanese,
        "encoding": encoding(read),
        "compression": read.compression.map(|compression| compression.to_string()),
        "words": words.collect::<Vec<_>>(),
    })
    .to_string()
}
