//! `--ambiguities`: records that mark what the dictionaries list other values for.

use std::collections::HashMap;
use std::io::{Read, Write};

use anyhow::{Context, Result, bail, ensure};
use fanjian::Engine;
use fanjian::dictionary::Pipeline;
use fanjian::explain::{align, apply, segments};
use fanjian::text::StreamError;

use super::input::Input;
use super::json::push_string;
use super::measured::Measured;

/// So much is read at a time; sources are defined before the records of a block.
const BLOCK: usize = 1 << 20;

/// Converts the input and writes a record a line: `def` defines the next source, `lit` is text,
/// `amb` is text with the number of its source, `end` sums up.
///
/// # Errors
/// Input that is not UTF-8, and what the reader and the writer report. Then there is no `end`.
pub fn write(
    engine: &dyn Engine,
    pipeline: &Pipeline,
    reader: impl Read,
    output: &mut impl Write,
    measured: &mut Measured,
) -> Result<()> {
    let mut input = Input::new(reader);
    let mut records = Records::default();
    let mut bytes = Vec::new();
    loop {
        let read = read_block(&mut input, &mut bytes).map_err(StreamError::Read)?;
        let end = read < BLOCK;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() && !end => {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).expect("it is valid so far")
            }
            Err(_) => bail!("the input is not UTF-8, which JSON cannot hold"),
        };
        let mut expected = String::new();
        let taken = engine.convert_prefix(text, end, &mut expected);
        let mut lines = Vec::new();
        let converted = records.push(&mut lines, pipeline, &text[..taken]);
        ensure!(converted == expected, "the records do not give the conversion");
        output.write_all(&lines)?;
        output.flush()?;
        measured.output_bytes += lines.len() as u64;
        bytes.drain(..taken);
        if end {
            break;
        }
    }
    let Records { sources, output_bytes, ambiguities } = records;
    let last = format!(
        "{{\"end\":{{\"output_bytes\":{output_bytes},\"ambiguities\":{ambiguities},\
         \"sources\":{}}}}}\n",
        sources.len()
    );
    output.write_all(last.as_bytes()).context("writing failed")?;
    measured.input_bytes = input.bytes_read;
    measured.output_bytes += last.len() as u64;
    Ok(())
}

/// Appends a whole block unless the input ends; returns how much there was.
fn read_block(input: &mut impl Read, bytes: &mut Vec<u8>) -> std::io::Result<usize> {
    input.take(BLOCK as u64).read_to_end(bytes)
}

/// What was written so far.
#[derive(Default)]
struct Records {
    /// Sources and their numbers.
    sources: HashMap<String, usize>,
    output_bytes: usize,
    ambiguities: usize,
}

impl Records {
    /// Appends the records of a text that can be converted by itself; returns its conversion.
    fn push(&mut self, lines: &mut Vec<u8>, pipeline: &Pipeline, text: &str) -> String {
        let mut normalized = text.to_owned();
        for stage in &pipeline.normalization {
            normalized = apply(stage, &normalized);
        }
        let mut output = String::new();
        let mut marks = Vec::new();
        for segment in segments(pipeline.segmentation.as_ref(), &normalized) {
            let (converted, parts) = align(&pipeline.chain, segment);
            let (mut source, mut target) = (0, output.len());
            for part in &parts {
                if part.is_ambiguous() {
                    let text = &segment[source..source + part.source];
                    let next = self.sources.len();
                    let number = *self.sources.entry(text.to_owned()).or_insert(next);
                    if number == next {
                        push_record(lines, "def", text, "");
                    }
                    marks.push((target..target + part.target, number));
                }
                source += part.source;
                target += part.target;
            }
            output += &converted;
        }
        let mut at = 0;
        for (range, number) in &marks {
            if range.start > at {
                push_record(lines, "lit", &output[at..range.start], "");
            }
            lines.extend(b"{\"amb\":");
            push_record(lines, "t", &output[range.clone()], &format!(",\"s\":{number}"));
            lines.pop();
            lines.extend(b"}\n");
            at = range.end;
        }
        if at < output.len() {
            push_record(lines, "lit", &output[at..], "");
        }
        self.output_bytes += output.len();
        self.ambiguities += marks.len();
        output
    }
}

/// Appends an object with a string and what follows it, and a line end.
fn push_record(lines: &mut Vec<u8>, name: &str, text: &str, rest: &str) {
    lines.extend(format!("{{\"{name}\":").bytes());
    push_string(lines, text.as_bytes());
    lines.extend(rest.bytes());
    lines.extend(b"}\n");
}
