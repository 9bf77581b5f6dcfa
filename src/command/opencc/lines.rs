//! `--segmentation` and `--inspect`: a JSON object for each line.

use std::io::{BufRead, Write};

use anyhow::{Context, Result, bail};
use fanjian::dictionary::{Dictionary, Pipeline};
use fanjian::explain::{apply, segments};

use super::cli::Mode;
use super::input::{self, character_length};
use super::json::{push_array, push_string};
use super::measured::Measured;

/// Writes an object for each line of the input, with line ends only between them.
///
/// # Errors
/// A line that OpenCC refuses, and what the reader and the writer report.
pub fn write(
    mode: Mode,
    pipeline: &Pipeline,
    mut reader: impl BufRead,
    cut_returns: bool,
    output: &mut impl Write,
    measured: &mut Measured,
) -> Result<()> {
    let mut bytes = Vec::new();
    let mut warned = false;
    for number in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        if cut_returns && bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if !warned && input::has_selector(&bytes) {
            input::warn();
            warned = true;
        }
        let mut record = Vec::new();
        if number > 1 {
            record.push(b'\n');
        }
        let before = record.len();
        let line = match Line::new(&bytes) {
            Ok(line) => line,
            Err(error) => {
                output.write_all(&record)?;
                return Err(error.context(format!("line {number}")));
            }
        };
        match mode {
            Mode::Segmentation => push_segmentation(&mut record, &line, pipeline),
            _ => push_inspection(&mut record, &line, pipeline),
        }
        measured.input_bytes += bytes.len() as u64;
        measured.output_bytes += (record.len() - before) as u64;
        output.write_all(&record)?;
        output.flush()?;
    }
    Ok(())
}

/// A line as text: characters that are not UTF-8 have a stand-in that no dictionary knows.
struct Line {
    text: String,
    stand_in: char,
    /// What the stand-ins stand for, in their order.
    replaced: Vec<Vec<u8>>,
}

impl Line {
    fn new(bytes: &[u8]) -> Result<Line> {
        let lossy = String::from_utf8_lossy(bytes);
        let stand_in = ('\u{F0000}'..=char::MAX)
            .rev()
            .find(|c| !lossy.contains(*c))
            .context("uses all private characters")?;
        let mut line = Line { text: String::new(), stand_in, replaced: Vec::new() };
        let mut rest = bytes;
        while let Some(chunk) = rest.utf8_chunks().next() {
            line.text += chunk.valid();
            rest = &rest[chunk.valid().len()..];
            let Some(&first) = rest.first() else { break };
            let Some(length) = character_length(first) else {
                let place = bytes.len() - rest.len();
                bail!("byte {place} starts no character in UTF-8: convert the text to UTF-8");
            };
            let (character, after) = rest.split_at(length.min(rest.len()));
            line.text.push(stand_in);
            line.replaced.push(character.to_vec());
            rest = after;
        }
        Ok(line)
    }

    /// Appends strings that together hold every stand-in of the line, in order, as an array.
    fn push_texts<'t>(&self, output: &mut Vec<u8>, texts: impl IntoIterator<Item = &'t str>) {
        let mut replaced = self.replaced.iter();
        push_array(output, texts, |output, text| {
            let mut bytes = Vec::with_capacity(text.len());
            for piece in text.split_inclusive(self.stand_in) {
                let valid = piece.strip_suffix(self.stand_in);
                bytes.extend_from_slice(valid.unwrap_or(piece).as_bytes());
                if valid.is_some() {
                    bytes.extend(replaced.next().into_iter().flatten());
                }
            }
            push_string(output, &bytes);
        });
    }

    /// Appends a string that holds every stand-in of the line.
    fn push_text(&self, output: &mut Vec<u8>, text: &str) {
        let mut array = Vec::new();
        self.push_texts(&mut array, [text]);
        output.extend_from_slice(&array[1..array.len() - 1]);
    }
}

fn push_segmentation(output: &mut Vec<u8>, line: &Line, pipeline: &Pipeline) {
    output.extend(b"{\"input\":");
    line.push_text(output, &line.text);
    output.extend(b",\"segments\":");
    line.push_texts(output, segments(pipeline.segmentation.as_ref(), &line.text));
    output.push(b'}');
}

fn push_inspection(output: &mut Vec<u8>, line: &Line, pipeline: &Pipeline) {
    let (segmentation, chain) = (pipeline.segmentation.as_ref(), &pipeline.chain);
    if pipeline.normalization.is_empty() {
        push_converter(output, line, &line.text, segmentation, chain);
        return;
    }
    output.extend(b"{\"input\":");
    line.push_text(output, &line.text);
    output.extend(b",\"segments\":[],\"stages\":[],\"pipelineStages\":[");
    let normalized = push_converter(output, line, &line.text, None, &pipeline.normalization);
    output.push(b',');
    let converted = push_converter(output, line, &normalized, segmentation, chain);
    output.extend(b"],\"output\":");
    line.push_text(output, &converted);
    output.push(b'}');
}

/// Appends what a segmentation and a chain make of a text; returns the result.
fn push_converter(
    output: &mut Vec<u8>,
    line: &Line,
    text: &str,
    segmentation: Option<&Dictionary>,
    chain: &[Dictionary],
) -> String {
    let cut = segments(segmentation, text);
    output.extend(b"{\"input\":");
    line.push_text(output, text);
    output.extend(b",\"segments\":");
    line.push_texts(output, cut.iter().copied());
    output.extend(b",\"stages\":");
    let mut stage: Vec<String> = cut.into_iter().map(str::to_owned).collect();
    push_array(output, chain.iter().enumerate(), |output, (index, dictionary)| {
        stage = stage.iter().map(|segment| apply(dictionary, segment)).collect();
        output.extend(format!("{{\"index\":{},\"segments\":", index + 1).bytes());
        line.push_texts(output, stage.iter().map(String::as_str));
        output.push(b'}');
    });
    let converted = stage.concat();
    output.extend(b",\"pipelineStages\":[],\"output\":");
    line.push_text(output, &converted);
    output.push(b'}');
    converted
}
