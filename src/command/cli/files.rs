//! The arguments that say which files are converted, where to, and as what.

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use fanjian::document::{
    Column, Delimiter, DocumentOptions, Encoding, FieldPath, OnUnmappable, OutputEncoding, Records,
    UnknownEncoding,
};

use fanjian::text::OnInvalid;

use crate::command::config::{Destination, FilesConfig, SelectionConfig, When};

/// Which files are meant.
#[derive(Debug, Args)]
pub struct SelectionArgs {
    /// In folders, only files that match; with ! none that does. May be repeated, the last one counts
    #[arg(short, long, value_name = "GLOB", allow_hyphen_values = true, help_heading = "Files")]
    glob: Vec<String>,

    /// In folders, also files whose names begin with a dot
    #[arg(long, help_heading = "Files")]
    hidden: bool,

    /// In folders, also files that .gitignore and .ignore exclude
    #[arg(long, help_heading = "Files")]
    no_ignore: bool,

    /// In folders, also what symbolic links lead to
    #[arg(long, help_heading = "Files")]
    follow: bool,

    /// Also the files that are listed in FILE, a line each; "-" is standard input
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    files_from: Vec<PathBuf>,

    /// The files are listed with a NUL byte after each, as find -print0 does it
    #[arg(short = '0', long, requires = "files_from", help_heading = "Files")]
    null: bool,
}

/// What the text is encoded in.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// The encoding of the text: auto, UTF-8, UTF-16LE, UTF-16BE, GB18030, GBK, BIG5, BIG5-HKSCS, SHIFT_JIS,
    /// EUC-JP or EUC-KR. If auto is not sure, the file is left alone
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = input_encoding)]
    #[arg(help_heading = "Text")]
    encoding: InputEncoding,

    /// What to do about bytes that are not in the encoding of the text [default: error]
    #[arg(long, value_name = "MODE", help_heading = "Text")]
    invalid: Option<Invalid>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Invalid {
    /// Stop and tell where
    Error,
    /// Copy them
    Keep,
    /// Write U+FFFD for them
    Replace,
}

impl Invalid {
    /// The one with a name.
    pub fn named(name: &str) -> Result<Invalid, String> {
        Invalid::from_str(name, false)
    }
}

#[derive(Debug, Args)]
pub struct FileArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    #[command(flatten)]
    input: InputArgs,

    /// Write to this file, which stays as it is until all is written; or to this folder, which then mirrors the
    /// inputs (if it is one, ends with a slash, or inputs are folders or listed)
    #[arg(short, long, value_name = "PATH", help_heading = "Files")]
    output: Option<PathBuf>,

    /// Replace every file by its conversion, all at once or not at all; with a SUFFIX the original is kept under
    /// its name with that
    #[arg(short, long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true)]
    #[arg(conflicts_with = "output", help_heading = "Files")]
    in_place: Option<Option<OsString>>,

    /// Convert names of files and folders, too (with -i, -o FOLDER, --check or --diff)
    #[arg(long, help_heading = "Files")]
    rename: bool,

    /// With -i, also replace read-only files and files with several hard links, and overwrite backups
    #[arg(long, help_heading = "Files")]
    force: bool,

    /// The encoding of the result, or "same" for that of the original
    #[arg(long, value_name = "NAME", default_value = "UTF-8", value_parser = output_encoding)]
    #[arg(help_heading = "Text")]
    output_encoding: OutputEncoding,

    /// What to do about characters that the encoding of the result does not have
    #[arg(long, value_name = "MODE", default_value = "error", help_heading = "Text")]
    unmappable: Unmappable,

    /// Convert only these fields of JSON lines, such as text,meta.title
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field)]
    #[arg(conflicts_with_all = ["csv", "tsv"], help_heading = "Text")]
    jsonl: Vec<FieldPath>,

    /// Convert only these columns of a table with commas: names from its first line, or numbers from 1 on
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = column)]
    #[arg(conflicts_with = "tsv", help_heading = "Text")]
    csv: Vec<Column>,

    /// The same for a table with tabs
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = column)]
    #[arg(help_heading = "Text")]
    tsv: Vec<Column>,

    /// Do not convert a file with a bad record; otherwise the record is told and copied
    #[arg(long, help_heading = "Text")]
    strict: bool,

    /// Write nothing, list what would change, and exit with 1 if anything would
    #[arg(long, help_heading = "Seeing before doing")]
    check: bool,

    /// Write nothing but the differences
    #[arg(long, help_heading = "Seeing before doing")]
    diff: bool,

    /// Tell nothing but errors
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Running")]
    quiet: bool,

    /// Tell what becomes of every file
    #[arg(short, long, help_heading = "Running")]
    verbose: bool,

    /// When to color differences
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Running")]
    color: WhenArg,

    /// When to show a progress bar
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Running")]
    progress: WhenArg,
}

#[derive(Clone, Copy, Debug)]
struct InputEncoding(Option<Encoding>);

fn input_encoding(name: &str) -> Result<InputEncoding, UnknownEncoding> {
    match name.eq_ignore_ascii_case("auto") {
        true => Ok(InputEncoding(None)),
        false => name.parse().map(|encoding| InputEncoding(Some(encoding))),
    }
}

fn output_encoding(name: &str) -> Result<OutputEncoding, UnknownEncoding> {
    match name.eq_ignore_ascii_case("same") {
        true => Ok(OutputEncoding::Same),
        false => name.parse().map(OutputEncoding::Named),
    }
}

fn field(written: &str) -> Result<FieldPath, String> {
    named(written)
}

fn column(written: &str) -> Result<Column, String> {
    named(written)
}

fn named<T: FromStr<Err = Infallible>>(written: &str) -> Result<T, String> {
    if written.is_empty() {
        return Err("a name is empty".to_owned());
    }
    written.parse().map_err(|never: Infallible| never.to_string())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Unmappable {
    /// Leave the file alone and name the character
    Error,
    /// Write a numeric character reference: &#28450;
    Ncr,
    /// Write a question mark
    Question,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WhenArg {
    Auto,
    Always,
    Never,
}

impl From<WhenArg> for When {
    fn from(argument: WhenArg) -> When {
        match argument {
            WhenArg::Auto => When::Auto,
            WhenArg::Always => When::Always,
            WhenArg::Never => When::Never,
        }
    }
}

impl SelectionArgs {
    pub fn resolve(self, paths: Vec<PathBuf>) -> SelectionConfig {
        SelectionConfig {
            paths,
            lists: self.files_from,
            null: self.null,
            globs: self.glob,
            hidden: self.hidden,
            ignored: self.no_ignore,
            follow: self.follow,
        }
    }
}

impl InputArgs {
    /// How documents are read; `default` counts if nothing is said.
    pub fn resolve(self, default: Invalid) -> DocumentOptions {
        let mut document = DocumentOptions::default();
        document.encoding = self.encoding.0;
        document.on_invalid = match self.invalid.unwrap_or(default) {
            Invalid::Error => OnInvalid::Error,
            Invalid::Keep => OnInvalid::Keep,
            Invalid::Replace => OnInvalid::Replace,
        };
        document
    }
}

impl FileArgs {
    /// Turns the arguments into what is to be done with files.
    pub fn resolve(self, paths: Vec<PathBuf>, invalid: Invalid) -> FilesConfig {
        let mut document = self.input.resolve(invalid);
        document.output_encoding = self.output_encoding;
        document.on_unmappable = match self.unmappable {
            Unmappable::Error => OnUnmappable::Error,
            Unmappable::Ncr => OnUnmappable::Reference,
            Unmappable::Question => OnUnmappable::Question,
        };
        document.strict = self.strict;
        let table = |delimiter, columns| Some(Records::Delimited { delimiter, columns });
        document.records = match (self.jsonl, self.csv, self.tsv) {
            (fields, _, _) if !fields.is_empty() => Some(Records::JsonLines(fields)),
            (_, columns, _) if !columns.is_empty() => table(Delimiter::Comma, columns),
            (_, _, columns) if !columns.is_empty() => table(Delimiter::Tab, columns),
            _ => None,
        };
        FilesConfig {
            selection: self.selection.resolve(paths),
            place: match (self.output, self.in_place) {
                (Some(path), _) => Destination::Output(path),
                (None, Some(backup)) => Destination::InPlace { backup },
                (None, None) => Destination::Stdout,
            },
            rename: self.rename,
            force: self.force,
            document,
            check: self.check,
            diff: self.diff,
            quiet: self.quiet,
            verbose: self.verbose,
            color: self.color.into(),
            progress: self.progress.into(),
        }
    }
}
