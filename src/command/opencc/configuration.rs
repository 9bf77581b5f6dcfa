//! From the name of a configuration to what converts by it, found where OpenCC looks.

use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use fanjian::dictionary::{Pipeline, PipelineOptions, SchemaViolation, config_remarks};
use fanjian::{Converter, ConverterOptions, CustomConverter, Engine, builtin};

use super::cli::{Arguments, Mode};

/// A configuration that was found and read.
pub struct Configuration {
    engine: Box<dyn Engine>,
    /// Known where a mode needs it.
    pipeline: Option<Pipeline>,
}

/// Where a configuration was found.
enum Found {
    File(PathBuf),
    /// Among those that are built in, by its plain name.
    BuiltIn(String),
}

impl Configuration {
    /// Finds and reads the configuration that the arguments name; `program` is the name under
    /// which the command was started, whose folder is one of those that are searched.
    ///
    /// # Errors
    /// What is wrong with the configuration, or that it does not fit the mode.
    pub fn load(program: &Path, arguments: &Arguments) -> Result<Configuration> {
        let mut folders = arguments.paths.clone();
        folders.extend(program.parent().filter(|p| *p != Path::new("")).map(Path::to_owned));
        let options = PipelineOptions { include_tofu_risk: arguments.include_tofu_risk };
        let needs_pipeline = arguments.mode != Mode::Convert;
        let configuration = match find(Path::new(&arguments.config), &folders)? {
            Found::BuiltIn(name) => Configuration {
                engine: Box::new(Converter::with_options(
                    &name,
                    ConverterOptions { include_tofu_risk: arguments.include_tofu_risk },
                )?),
                pipeline: match needs_pipeline {
                    true => builtin::pipeline(&name, options).transpose()?,
                    false => None,
                },
            },
            Found::File(path) => {
                folders.insert(0, PathBuf::from("."));
                warn(&path);
                let pipeline = builtin::load_pipeline(&path, &folders, options)?;
                let engine = Box::new(CustomConverter::new(pipeline.clone()));
                Configuration { engine, pipeline: Some(pipeline) }
            }
        };
        if arguments.mode == Mode::Segmentation && configuration.pipeline()?.segmentation.is_none()
        {
            bail!("--segmentation: the configuration has no segmentation");
        }
        Ok(configuration)
    }

    /// What converts.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// The stages one by one.
    pub fn pipeline(&self) -> Result<&Pipeline> {
        self.pipeline.as_ref().context("the configuration was read for plain conversion")
    }
}

/// Tells where a configuration leaves OpenCC's schema, in OpenCC's words.
fn warn(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    if let Some(SchemaViolation { document, schema, keyword }) = config_remarks(&text).violation {
        // Nobody is left to tell when standard error cannot be written.
        let _ = writeln!(
            io::stderr(),
            "warning: config does not conform to schema: document path \"{document}\", schema path \
             \"{schema}\", keyword \"{keyword}\""
        );
    }
}

/// Finds a configuration: in the working directory, built in with or without `.json` where OpenCC
/// has its installed ones, in the folders, and in `OPENCC_DATA_DIR`.
fn find(name: &Path, folders: &[PathBuf]) -> Result<Found> {
    let file = |path: PathBuf| match path.is_file() {
        true => Ok(Found::File(path)),
        false => bail!("{}: is no file", path.display()),
    };
    if File::open(name).is_ok() {
        return file(name.to_owned());
    }
    let plain = name.to_str().map(|name| name.strip_suffix(".json").unwrap_or(name));
    if let Some(plain) = plain
        && fanjian::configs().iter().any(|config| config.name == plain)
    {
        return Ok(Found::BuiltIn(plain.to_owned()));
    }
    let data = env::var_os("OPENCC_DATA_DIR").map(PathBuf::from);
    let mut candidates = folders.iter().chain(&data).map(|folder| folder.join(name));
    match candidates.find(|path| File::open(path).is_ok()) {
        Some(path) => file(path),
        None => bail!(
            "{}: there is no such configuration: opencc --help lists those that are built in",
            name.display()
        ),
    }
}
