//! What `--measured_result` writes.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::cli::{Arguments, Mode};
use super::json::push_string;

/// How long it took, and how much it was.
#[derive(Debug, Default)]
pub struct Measured {
    /// Until the configuration was there.
    pub load: Duration,
    /// Reading, converting and writing, which go on at the same time.
    pub convert: Duration,
    pub total: Duration,
    pub input_bytes: u64,
    pub output_bytes: u64,
}

/// Writes it as a JSON object.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, arguments: &Arguments, measured: &Measured) -> Result<()> {
    let mode = if arguments.input.is_some() { "file" } else { "line_by_line" };
    let output_mode = match arguments.mode {
        Mode::Convert => "convert",
        Mode::Segmentation => "segmentation",
        Mode::Inspect => "inspect",
        Mode::Ambiguities => "ambiguities",
    };
    let text = |text: &OsStr| {
        let mut output = Vec::new();
        push_string(&mut output, text.to_string_lossy().as_bytes());
        String::from_utf8(output).expect("what was UTF-8 still is")
    };
    let file = |path: &Option<std::path::PathBuf>| {
        path.as_ref().map_or_else(|| "null".to_owned(), |path| text(path.as_os_str()))
    };
    let milliseconds = |duration: Duration| format!("{:?}", duration.as_secs_f64() * 1000.0);
    let members = [
        ("config", text(&arguments.config)),
        ("input", file(&arguments.input)),
        ("output", file(&arguments.output)),
        ("mode", format!("\"{mode}\"")),
        ("output_mode", format!("\"{output_mode}\"")),
        ("load_ms", milliseconds(measured.load)),
        ("convert_ms", milliseconds(measured.convert)),
        ("write_ms", milliseconds(Duration::ZERO)),
        ("total_ms", milliseconds(measured.total)),
        ("input_bytes", measured.input_bytes.to_string()),
        ("output_bytes", measured.output_bytes.to_string()),
    ];
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("    \"{name}\": {value}")).collect();
    fs::write(path, format!("{{\n{}\n}}\n", members.join(",\n")))
        .with_context(|| path.display().to_string())
}
