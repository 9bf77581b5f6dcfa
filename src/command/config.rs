//! What was asked for, resolved: everything below the command line gets only this.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use clap_complete::Shell;
use fanjian::document::DocumentOptions;
use fanjian::{Locale, SourceLocale};

use super::dict::DictAction;

/// What to do.
#[derive(Debug)]
pub enum Action {
    /// Convert text.
    Convert(Box<ConvertConfig>),
    /// Tell what a conversion changes, and why.
    Explain { texts: TextsConfig, conversion: Conversion },
    /// Tell what texts are written in.
    Detect { texts: TextsConfig, json: bool },
    /// Make, read and check dictionaries.
    Dict(DictAction),
    /// Name the configurations of OpenCC.
    ListConfigs,
    /// Print completions for a shell.
    Completions(Shell),
    /// Print the manual page.
    Man,
}

/// Texts that are only looked at.
#[derive(Debug)]
pub struct TextsConfig {
    pub selection: SelectionConfig,
    pub document: DocumentOptions,
}

/// How to convert what.
#[derive(Debug)]
pub struct ConvertConfig {
    pub files: FilesConfig,
    /// By which rules.
    pub conversion: Conversion,
    /// How many threads may work; as many as there are processors if nothing is said.
    pub threads: Option<NonZero<usize>>,
}

/// By which rules text is converted.
#[derive(Debug)]
pub struct Conversion {
    pub rules: Rules,
    /// Whether quotation marks become those of the target locale.
    pub convert_punctuation: bool,
    /// Also use the dictionaries whose values few fonts can show.
    pub include_tofu_risk: bool,
    /// Where configurations and their dictionaries are looked for as well.
    pub folders: Vec<PathBuf>,
    /// The user's own words.
    pub words: Words,
    /// Who does it.
    pub engine: EngineKind,
}

/// What comes before all rules.
#[derive(Debug)]
pub struct Words {
    /// User dictionaries, later ones winning.
    pub files: Vec<PathBuf>,
    /// Single entries, which win over files.
    pub definitions: Vec<(String, String)>,
    /// Patterns of text that is left alone.
    pub protected: Vec<String>,
}

/// Whose rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// A configuration of OpenCC, by name, or a file with one.
    Config(String),
    /// Ours, from one locale to another.
    Route { from: SourceLocale, to: Locale },
}

/// The engine of this project, or OpenCC itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    Native,
    Opencc,
}

/// Which files are converted, where to, and as what.
#[derive(Debug)]
pub struct FilesConfig {
    pub selection: SelectionConfig,
    pub place: Destination,
    pub rename: bool,
    pub force: bool,
    pub document: DocumentOptions,
    pub check: bool,
    pub diff: bool,
    pub quiet: bool,
    pub verbose: bool,
    pub color: When,
    pub progress: When,
}

/// Which files are meant.
#[derive(Debug)]
pub struct SelectionConfig {
    /// Files and folders; `-` is standard input. If there are none and no lists, that is meant.
    pub paths: Vec<PathBuf>,
    /// Files that list files.
    pub lists: Vec<PathBuf>,
    /// There is a NUL byte after each in the lists, instead of a line end.
    pub null: bool,
    pub globs: Vec<String>,
    pub hidden: bool,
    pub ignored: bool,
    pub follow: bool,
}

/// Where conversions go.
#[derive(Debug)]
pub enum Destination {
    Stdout,
    /// A file or a folder.
    Output(PathBuf),
    InPlace {
        backup: Option<OsString>,
    },
}

/// When something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// If a person is watching.
    Auto,
    Always,
    Never,
}
