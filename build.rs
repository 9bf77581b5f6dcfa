//! Compiles the dictionaries in `dicts/` into tables that the library embeds.

#[path = "src/compile/mod.rs"]
mod compile;
#[path = "build/detect.rs"]
mod detect;
#[path = "src/dictionary/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a build needs only part of it")]
mod dictionary;
#[path = "src/ids.rs"]
mod ids;
#[path = "src/builtin/pack.rs"]
mod pack;
#[path = "src/reference.rs"]
#[allow(dead_code, reason = "a build needs only part of it")]
mod reference;
#[path = "build/routes.rs"]
mod routes;
#[path = "src/table/mod.rs"]
#[allow(dead_code, reason = "a build writes tables and does not walk them")]
mod table;
#[path = "src/wording/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a build needs only part of it")]
mod wording;

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dictionary::{Pipeline, PipelineOptions};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    for watched in [
        "build",
        "dicts",
        "src/builtin/pack.rs",
        "src/compile",
        "src/dictionary",
        "src/ids.rs",
        "src/reference.rs",
        "src/table",
        "src/wording",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let opencc = PathBuf::from("dicts/opencc");
    let lexicons = out.join("lexicons");
    let wording = routes::wording()?;
    routes::write_lexicons(&wording, &lexicons)?;
    detect::write_evidence(&wording, &out.join("detect.txt"))?;
    let own = [
        lexicons,
        "dicts/fanjian/spelling".into(),
        "dicts/fanjian/hant".into(),
        "dicts/opencc".into(),
    ];
    let source = compile_folder("CONFIGS", "dicts/opencc/config", &[opencc], &out, Ok)?
        + &compile_folder("ROUTES", "dicts/fanjian/config", &own, &out, routes::in_one_stage)?;
    fs::write(out.join("configs.rs"), source)?;
    fs::write(out.join("texts.bin"), pack::pack(Path::new("dicts"))?)?;
    Ok(())
}

type Change = fn(Pipeline) -> Result<Pipeline, Box<dyn Error>>;

/// Compiles all configurations of a folder, each changed by `change`, and returns the source of a
/// static of that name.
fn compile_folder(
    name: &str,
    folder: &str,
    dictionaries: &[PathBuf],
    out: &Path,
    change: Change,
) -> Result<String, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let compiled = std::thread::scope(|scope| {
        let jobs: Vec<_> = paths
            .iter()
            .map(|path| {
                scope.spawn(move || {
                    compile_config(path, dictionaries, out, change)
                        .map_err(|error| format!("{}: {error}", path.display()))
                })
            })
            .collect();
        jobs.into_iter().map(|job| job.join().expect("no panic")).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(format!("static {name}: [BuiltinConfig; {}] = [\n{}];\n", compiled.len(), compiled.concat()))
}

/// Writes the tables of one configuration and returns the source of its `BuiltinConfig`.
fn compile_config(
    path: &Path,
    folders: &[PathBuf],
    out: &Path,
    change: Change,
) -> Result<String, Box<dyn Error>> {
    let name = path.file_stem().and_then(|s| s.to_str()).ok_or("a name in UTF-8")?;
    let load = |include_tofu_risk| {
        let options = PipelineOptions { include_tofu_risk };
        change(dictionary::load_pipeline(path, folders, options)?)
    };
    let pipeline = load(false)?;
    let table = write_table(&pipeline, out, name)?;
    let mut source = String::new();
    writeln!(
        source,
        "BuiltinConfig {{ name: {name:?}, description: {:?}, table: {table},",
        pipeline.name
    )?;
    let with_risk = match pipeline.has_tofu_risk {
        true => format!("Some({})", write_table(&load(true)?, out, &format!("{name}.tofu"))?),
        false => "None".to_owned(),
    };
    writeln!(source, "table_with_tofu_risk: {with_risk} }},")?;
    Ok(source)
}

fn write_table(pipeline: &Pipeline, out: &Path, name: &str) -> Result<String, Box<dyn Error>> {
    let file = out.join(format!("{name}.table"));
    fs::write(&file, compile::compile(pipeline)?)?;
    Ok(format!("Table::embedded(include_bytes!({:?}))", file.display().to_string()))
}
