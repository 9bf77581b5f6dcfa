//! The arguments. This is the only file that knows clap; its doc comments are the help text.

mod files;

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use fanjian::{Locale, SourceLocale};

pub use files::Invalid;

use super::config::{Action, Conversion, ConvertConfig, EngineKind, Rules, TextsConfig, Words};
use super::defaults::Defaults;
use super::dict::DictAction;

/// Converts Chinese text between Traditional, Simplified and regional variants.
///
/// Without options, Traditional Chinese of any spelling becomes Simplified Chinese by the mainland
/// norm; --from and --to say otherwise. With -c, text is converted exactly as OpenCC 1.4.2 does it.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  fanjian < article.txt             Traditional to Simplified, from a pipe to a pipe
  fanjian book.txt -o book.hans.txt a file to a file
  fanjian --diff docs               how the files of a folder would change
  fanjian -i=.orig docs             all files of a folder, with the originals kept
  fanjian --to zh-CN page.html      with mainland words for Taiwan's and Hong Kong's
  fanjian -c s2twp notes.txt        mainland text as Taiwan writes it, by OpenCC's rules
  fanjian -d words.txt -D 里=里     with your own words, one of them kept as it is

Exit status: 0 done; 1 --check found what would change; 2 wrong arguments, or an input failed (the
others are still done); 130 interrupted.")]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Files to convert, and folders whose files are; standard input if there is none, or for "-"
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A configuration of OpenCC, such as t2s or s2twp, or a file with one: writes byte for byte what
    /// OpenCC 1.4.2 does
    #[arg(short, long, value_name = "NAME|FILE", help_heading = "Direction")]
    #[arg(conflicts_with_all = ["from", "to"])]
    config: Option<String>,

    /// What the text is: zh-Hant (any Traditional spelling), zh-TW, zh-HK, zh-MO, zh-Hans, zh-CN, zh-SG,
    /// zh-MY, ja, or auto to tell from the text [default: zh-Hant]
    #[arg(short, long, value_name = "TAG", help_heading = "Direction")]
    from: Option<SourceLocale>,

    /// What it becomes, one of the same tags; a script changes the spelling only, a region the wording too
    /// [default: zh-Hans]
    #[arg(short, long, value_name = "TAG", help_heading = "Direction")]
    to: Option<Locale>,

    /// What to do about quotation marks
    #[arg(long, value_name = "MODE", default_value = "keep", help_heading = "Direction")]
    #[arg(conflicts_with = "config")]
    punctuation: PunctuationMode,

    /// Also use OpenCC's dictionaries whose characters few fonts can show
    #[arg(long, help_heading = "Direction")]
    include_tofu_risk_dictionaries: bool,

    /// Tell which configurations there are
    #[arg(long, help_heading = "Direction")]
    list_configs: bool,

    /// Your own dictionary, over everything built in; may be repeated, and later entries win
    #[arg(short, long, value_name = "FILE", help_heading = "Dictionaries")]
    dict: Vec<PathBuf>,

    /// One entry of your own; KEY=KEY keeps a word as it is
    #[arg(short = 'D', long, value_name = "KEY=VALUE", value_parser = definition)]
    #[arg(help_heading = "Dictionaries")]
    define: Vec<(String, String)>,

    /// Leave alone what matches; or names for url, email, code, with commas
    #[arg(long, value_name = "REGEX", help_heading = "Dictionaries")]
    protect: Vec<String>,

    /// Look for configurations and their dictionaries in this folder, too
    #[arg(long, value_name = "FOLDER", help_heading = "Dictionaries")]
    path: Vec<PathBuf>,

    /// Take no options from config.toml in the configuration folder, and no words.txt beside it
    #[arg(long, help_heading = "Running")]
    no_config: bool,

    /// Write nothing; tell what would change and which entry of which dictionary says so, in a pipe
    /// as a line of JSON for each change
    #[arg(long, help_heading = "Seeing before doing")]
    #[arg(conflicts_with_all = ["output", "in_place", "check", "diff", "rename"])]
    explain: bool,

    #[command(flatten)]
    files: files::FileArgs,

    /// How many threads may work [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = jobs, help_heading = "Running")]
    jobs: Option<NonZero<usize>>,

    /// Who converts: the engine of fanjian, or OpenCC itself where it is built in
    #[arg(long, value_name = "NAME", default_value = "native", help_heading = "Running")]
    engine: EngineName,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell what texts are written in, and how sure that is
    Detect {
        /// Files to look at, and folders whose files are; standard input if there is none, or for "-"
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,

        #[command(flatten)]
        selection: files::SelectionArgs,

        #[command(flatten)]
        input: files::InputArgs,

        /// Print a line of JSON for each, with all that was counted
        #[arg(long)]
        json: bool,
    },
    /// The same as --check: list the files that would change, and exit with 1 if there are any
    #[command(disable_help_flag = true)]
    Check(Arguments),
    /// The same as --explain: tell what would change, and which entries say so
    #[command(disable_help_flag = true)]
    Explain(Arguments),
    /// Make, read, check and compare dictionaries, and look words up
    #[command(subcommand)]
    Dict(DictCommand),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// Those of a conversion.
#[derive(Debug, Args)]
struct Arguments {
    /// Options and paths, as without the command
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

#[derive(Debug, Subcommand)]
enum DictCommand {
    /// Make one dictionary of some, in any form: compiled if it is called .ocd2, text if .txt
    Build {
        /// Dictionaries: OpenCC's text, ocd2, ocd, CSV or JSON; entries of later ones win
        #[arg(required = true, value_name = "FILE")]
        inputs: Vec<PathBuf>,
        /// The file to make
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Print a dictionary in any form as text
    Dump {
        /// The dictionary
        file: PathBuf,
    },
    /// Tell what is wrong with dictionaries; exit status 1 if anything is
    Lint {
        /// The dictionaries
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Tell which built-in entries touch a word, and what each direction makes of it
    Lookup {
        /// The word
        #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
        word: String,
    },
    /// Tell which entries only one of two dictionaries has; exit status 1 if there are any
    Diff {
        /// The one, whose entries are marked -
        old: PathBuf,
        /// The other, whose entries are marked +
        new: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PunctuationMode {
    /// Leave them as they are
    Keep,
    /// Write those of the target: “outer‘inner’” in Simplified text, 「outer『inner』」 in all other
    Convert,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EngineName {
    Native,
    Opencc,
}

impl Cli {
    /// Reads the arguments of this process.
    ///
    /// # Errors
    /// What is wrong with them, or help.
    pub fn read() -> Result<Cli, clap::Error> {
        let cli = Cli::try_parse()?;
        let (option, arguments) = match cli.command {
            Some(Command::Check(Arguments { arguments })) => ("--check", arguments),
            Some(Command::Explain(Arguments { arguments })) => ("--explain", arguments),
            _ => return Ok(cli),
        };
        let start = ["fanjian", option].map(OsString::from);
        Cli::try_parse_from(start.into_iter().chain(arguments))
    }

    /// Turns the arguments into what is to be done.
    ///
    /// # Errors
    /// If `config.toml` cannot be used.
    pub fn resolve(self) -> Result<Action> {
        match self.command {
            Some(Command::Detect { paths, selection, input, json }) => {
                let selection = selection.resolve(paths);
                let document = input.resolve(Invalid::Error);
                return Ok(Action::Detect { texts: TextsConfig { selection, document }, json });
            }
            // These are options by now, and files of the name are paths.
            Some(Command::Check(_) | Command::Explain(_)) => unreachable!("read() resolves them"),
            Some(Command::Completions { shell }) => return Ok(Action::Completions(shell)),
            Some(Command::Man) => return Ok(Action::Man),
            Some(Command::Dict(command)) => return Ok(Action::Dict(command.into())),
            None => {}
        }
        if self.list_configs {
            return Ok(Action::ListConfigs);
        }
        let defaults = if self.no_config { Defaults::default() } else { Defaults::load()? };
        let rules = match (self.config, self.from, self.to, defaults.config) {
            (Some(name), ..) | (None, None, None, Some(name)) => Rules::Config(name),
            (None, from, to, _) => Rules::Route {
                from: from.or(defaults.from).unwrap_or(SourceLocale::Locale(Locale::Traditional)),
                to: to.or(defaults.to).unwrap_or(Locale::Simplified),
            },
        };
        let invalid = defaults.invalid.unwrap_or(Invalid::Error);
        let conversion = Conversion {
            rules,
            include_tofu_risk: self.include_tofu_risk_dictionaries
                || defaults.include_tofu_risk_dictionaries,
            folders: self.path.into_iter().chain(defaults.path).collect(),
            words: Words {
                files: defaults.dict.into_iter().chain(self.dict).collect(),
                definitions: defaults.define.into_iter().chain(self.define).collect(),
                protected: self.protect.into_iter().chain(defaults.protect).collect(),
            },
            convert_punctuation: self.punctuation == PunctuationMode::Convert,
            engine: match self.engine {
                EngineName::Native => EngineKind::Native,
                EngineName::Opencc => EngineKind::Opencc,
            },
        };
        let files = self.files.resolve(self.paths, invalid);
        if self.explain {
            let texts = TextsConfig { selection: files.selection, document: files.document };
            return Ok(Action::Explain { texts, conversion });
        }
        Ok(Action::Convert(Box::new(ConvertConfig {
            files,
            conversion,
            threads: self.jobs.or(defaults.jobs),
        })))
    }
}

impl From<DictCommand> for DictAction {
    fn from(command: DictCommand) -> DictAction {
        match command {
            DictCommand::Build { inputs, output } => DictAction::Build { inputs, output },
            DictCommand::Dump { file } => DictAction::Dump { file },
            DictCommand::Lint { files } => DictAction::Lint { files },
            DictCommand::Lookup { word } => DictAction::Lookup { word },
            DictCommand::Diff { old, new } => DictAction::Diff { old, new },
        }
    }
}

/// What the command line says, else what `config.toml` says, else the default.
/// How many threads.
fn jobs(text: &str) -> Result<NonZero<usize>, &'static str> {
    text.parse().map_err(|_| "it is a number of threads, from 1 on")
}

/// Splits `KEY=VALUE`.
fn definition(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("an entry is KEY=VALUE: KEY=KEY keeps a word as it is".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }
}
