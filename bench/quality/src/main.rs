//! Scores fanjian and other converters on sentences, and writes `docs/quality.md`.
//!
//! ```sh
//! scripts/setup-libopencc
//! cd bench/quality && cargo run --release     # --errors prints what fanjian gets wrong instead
//! ```

mod converters;
mod report;
mod score;
mod set;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use converters::{Converters, Direction};
use set::Set;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fanjian-quality: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut errors = false;
    let mut wanted = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--errors" => errors = true,
            name if !name.starts_with('-') => wanted.push(name.to_owned()),
            _ => return Err("usage: fanjian-quality [--errors] [SET]...".to_owned()),
        }
    }
    let sets = sets(&wanted)?;
    if errors {
        return report::print_errors(&sets);
    }
    let converters = Converters::find(&root());
    let text = report::write(&sets, &converters)?;
    if wanted.is_empty() {
        let path = root().join("docs/quality.md");
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    } else {
        print!("{text}");
    }
    Ok(())
}

/// The sets in this folder, or those of these names, in the order of their names.
fn sets(wanted: &[String]) -> Result<Vec<Set>, String> {
    let folder = root().join("bench/quality");
    let entries = fs::read_dir(&folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    let sets = paths.iter().map(|path| Set::read(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(sets.into_iter().filter(|set| wanted.is_empty() || wanted.contains(&set.name)).collect())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
