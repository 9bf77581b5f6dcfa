//! Compiles the dictionaries in `dicts/` into tables that the library embeds.

#[path = "src/compile/mod.rs"]
#[allow(dead_code, reason = "a build lays out all tables together")]
mod compile;
#[path = "build/detect.rs"]
mod detect;
#[path = "src/dictionary/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a build needs only part of it")]
mod dictionary;
#[path = "build/link.rs"]
mod link;
#[path = "src/made.rs"]
#[allow(dead_code, reason = "a build does not unpack what it packs")]
mod made;
#[path = "build/pack.rs"]
mod pack;
#[path = "build/made.rs"]
mod pack_made;
#[path = "src/reference.rs"]
#[allow(dead_code, reason = "a build needs only part of it")]
mod reference;
#[path = "build/routes.rs"]
mod routes;
#[path = "src/wording/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a build needs only part of it")]
mod wording;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fanjian_engine::{engine, ids, table};

use compile::{Bundle, Parts};
use dictionary::{Pipeline, PipelineOptions};
use table::Table;

const OPENCC_CONFIGS: &str = "dicts/opencc/config";
const OWN_CONFIGS: &str = "dicts/fanjian/config";

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
        "src/compile",
        "src/dictionary",
        "src/made.rs",
        "src/reference.rs",
        "src/wording",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    link::print_flags(&out)?;
    snapshot(&out.join("snapshot"))?;
    let opencc = PathBuf::from("dicts/opencc");
    let lexicons = out.join("lexicons");
    let wording = routes::wording()?;
    let made = out.join("made");
    let faults = out.join("wording_faults.txt");
    let routes = || routes::write_lexicons(&wording, &lexicons, &made, &faults);
    let (configs, routes_written) = std::thread::scope(|scope| {
        let configs = scope.spawn(|| {
            let configs = compile_folder(OPENCC_CONFIGS, std::slice::from_ref(&opencc), Ok);
            configs.map_err(|error| error.to_string())
        });
        let routes_written = routes();
        (configs.join().expect("no panic"), routes_written)
    });
    routes_written?;
    let own = [
        lexicons,
        "dicts/fanjian/spelling".into(),
        "dicts/fanjian/hant".into(),
        "dicts/fanjian/southeast".into(),
        "dicts/opencc".into(),
    ];
    let routes = compile_folder(OWN_CONFIGS, &own, routes::in_one_stage)?;
    let mut bundle = Bundle::default();
    let mut numbers = Numbers::new();
    let source = format!(
        "static TABLES: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/tables.bin\"));\n{}{}",
        write_tables("CONFIGS", configs?, &mut bundle, &mut numbers)?,
        write_tables("ROUTES", routes, &mut bundle, &mut numbers)?,
    );
    let tables = bundle.into_bytes().leak();
    fs::write(out.join("tables.bin"), &tables)?;
    fs::write(out.join("configs.rs"), source)?;
    let tables = |name: &str| Table::embedded(tables, numbers[name]);
    Ok(write_texts(&out, &made, &detect::evidence(&wording)?, &tables)?)
}

/// The number of the table of each configuration.
type Numbers = BTreeMap<String, usize>;

/// Goes on in a copy of the dictionaries, which are read from many places: so none of them sees another
/// state, if someone edits them meanwhile.
fn snapshot(folder: &Path) -> io::Result<()> {
    fn copy(from: &Path, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let to = to.join(entry.file_name());
            match entry.path() {
                folder if folder.is_dir() => copy(&folder, &to)?,
                file => fs::write(to, fs::read(file)?)?,
            }
        }
        Ok(())
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    copy(Path::new("dicts"), &folder.join("dicts"))?;
    env::set_current_dir(folder)
}

/// Writes the texts that are read at run time, compressed.
fn write_texts(out: &Path, made: &Path, evidence: &str, tables: pack::Tables) -> io::Result<()> {
    let mut opencc = pack::Bundle::default();
    opencc.add_folder(Path::new("dicts/opencc"), "opencc/", tables)?;
    let mut own = pack::Bundle::default();
    own.add_folder(Path::new("dicts/fanjian"), "fanjian/", tables)?;
    own.add_folder(made, "made/", tables)?;
    let mut detect = pack::Bundle::default();
    detect.add("detect.txt", evidence);
    std::thread::scope(|scope| {
        let bundles =
            [("own_texts.bin", own), ("opencc_texts.bin", opencc), ("evidence.bin", detect)];
        let jobs = bundles.map(|(name, bundle)| {
            scope.spawn(move || fs::write(out.join(name), bundle.into_bytes()?))
        });
        jobs.into_iter().try_for_each(|job| job.join().expect("no panic"))
    })
}

type Change = fn(Pipeline) -> Result<Pipeline, Box<dyn Error>>;

/// Compiles all configurations of a folder, each changed by `change`.
fn compile_folder(
    folder: &str,
    dictionaries: &[PathBuf],
    change: Change,
) -> Result<Vec<Config>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    routes::at_once(paths, |path| {
        Ok(Config::new(&path, dictionaries, change)
            .map_err(|error| format!("{}: {error}", path.display()))?)
    })
}

/// Lays out the tables of configurations, and returns the source of a static of that name.
fn write_tables(
    name: &str,
    configs: Vec<Config>,
    bundle: &mut Bundle,
    numbers: &mut Numbers,
) -> Result<String, Box<dyn Error>> {
    let mut source = format!("static {name}: [BuiltinConfig; {}] = [\n", configs.len());
    for config in configs {
        let (number, written) = config.write(bundle)?;
        numbers.insert(config.name, number);
        source += &written;
    }
    Ok(source + "];\n")
}

/// A configuration that is compiled, but for the layout.
struct Config {
    name: String,
    description: String,
    parts: Parts,
    with_risk: Option<Parts>,
}

impl Config {
    fn new(path: &Path, folders: &[PathBuf], change: Change) -> Result<Config, Box<dyn Error>> {
        let name = path.file_stem().and_then(|s| s.to_str()).ok_or("a name in UTF-8")?;
        let load = |include_tofu_risk| {
            let options = PipelineOptions { include_tofu_risk };
            change(dictionary::load_pipeline(path, folders, options)?)
        };
        let pipeline = load(false)?;
        let with_risk = if pipeline.has_tofu_risk { Some(Parts::new(&load(true)?)?) } else { None };
        Ok(Config {
            name: name.to_owned(),
            parts: Parts::new(&pipeline)?,
            with_risk,
            description: pipeline.name,
        })
    }

    /// Lays out the tables and returns the number of the first, and the source of the `BuiltinConfig`.
    fn write(&self, bundle: &mut Bundle) -> Result<(usize, String), Box<dyn Error>> {
        let table = bundle.add(&self.parts)?;
        let with_risk = match &self.with_risk {
            Some(parts) => format!("Some(Table::embedded(TABLES, {}))", bundle.add(parts)?),
            None => "None".to_owned(),
        };
        let source = format!(
            "BuiltinConfig {{ name: {:?}, description: {:?}, table: Table::embedded(TABLES, {table}), \
             table_with_tofu_risk: {with_risk} }},\n",
            self.name, self.description
        );
        Ok((table, source))
    }
}
