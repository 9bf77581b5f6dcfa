//! `fanjian detect`: what texts are written in.

use std::io::{self, Read, Write};

use anyhow::Result;
use fanjian::files::Source;
use fanjian::{Detection, Locale};
use serde_json::json;

use super::{ExitStatus, message};

/// As much of an input is looked at.
const SAMPLE: u64 = 1 << 20;
/// So many words are shown to say why.
const WORDS: usize = 5;

/// The tag of a language that could not be told (BCP 47).
const UNDETERMINED: &str = "und";

/// Tells a line about each input.
pub fn run(sources: &[Source], as_json: bool) -> Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    let mut output = io::stdout().lock();
    for source in sources {
        match sample(source) {
            Ok(text) => {
                let detection = fanjian::detect(&text);
                let line = match as_json {
                    true => as_object(source, &detection),
                    false => as_text(source, &detection),
                };
                writeln!(output, "{line}")?;
            }
            Err(error) => {
                message::say(&format!("{source}: {error}"));
                status = ExitStatus::Trouble;
            }
        }
    }
    Ok(status)
}

/// The beginning of an input; what is not UTF-8 in it is no evidence.
fn sample(source: &Source) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.open()?.take(SAMPLE).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn tag(detection: &Detection) -> &'static str {
    detection.locale.map_or(UNDETERMINED, Locale::tag)
}

fn as_text(source: &Source, detection: &Detection) -> String {
    let words: Vec<&str> = detection.words.iter().take(WORDS).map(|(word, ..)| *word).collect();
    let percent = (detection.confidence * 100.0).floor();
    let line = format!("{source}: {} {percent}%", tag(detection));
    match words.is_empty() {
        true => line,
        false => format!("{line} ({})", words.join(" ")),
    }
}

fn as_object(source: &Source, detection: &Detection) -> String {
    let words = detection.words.iter();
    let words = words.map(
        |(word, locale, count)| json!({ "word": word, "locale": locale.tag(), "count": count }),
    );
    json!({
        "path": source.argument(),
        "locale": tag(detection),
        "confidence": (detection.confidence * 1e4).floor() / 1e4,
        "traditional": detection.traditional,
        "simplified": detection.simplified,
        "japanese": detection.japanese,
        "words": words.collect::<Vec<_>>(),
    })
    .to_string()
}
