//! Everything that needs a process: arguments, standard streams, messages, exit codes.

mod advice;
mod cli;
mod config;
mod convert;
mod defaults;
mod detect;
mod dict;
mod engines;
mod exit;
mod explain;
mod inform;
mod interrupt;
mod message;
pub mod opencc;
mod report;
mod selection;
mod target;
mod texts;

use clap::error::ErrorKind;

use cli::Cli;
use config::Action;
pub use exit::ExitStatus;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitStatus {
    let action = match Cli::read() {
        Ok(cli) => match cli.resolve() {
            Ok(action) => action,
            Err(error) => return message::failure(&error),
        },
        Err(error) => return usage(&error),
    };
    let result = match action {
        Action::Detect { texts, json } => match detect::run(&texts, json) {
            Ok(status) => return status,
            Err(error) => Err(error),
        },
        Action::Convert(config) => return convert::run(&config),
        Action::Explain { texts, conversion } => match explain::run(&texts, conversion) {
            Ok(status) => return status,
            Err(error) => Err(error),
        },
        Action::Dict(action) => match dict::run(&action) {
            Ok(status) => return status,
            Err(error) => Err(error),
        },
        Action::ListConfigs => inform::list_configs(),
        Action::Completions(shell) => inform::completions(shell),
        Action::Man => inform::man_page(),
    };
    match result {
        Ok(()) => ExitStatus::Done,
        Err(error) => message::failure(&error),
    }
}

/// Help and the version are output; anything else is a mistake in the arguments, told in one line.
fn usage(error: &clap::Error) -> ExitStatus {
    if !error.use_stderr() {
        // A closed pipe is the only thing that can go wrong here, and it ends quietly.
        let _ = error.print();
        return ExitStatus::Done;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        message::say("dict: say what is to be done: build, dump, lint, lookup or diff");
        return ExitStatus::Trouble;
    }
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let told: Vec<&str> = lines
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .collect();
    let told = told.join(" ");
    message::say(&format!("{}: --help tells more", told.trim_start_matches("error: ")));
    ExitStatus::Trouble
}
