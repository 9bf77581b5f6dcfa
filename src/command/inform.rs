//! What the command tells about itself.

use std::io::{self, Write};

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use super::cli::Cli;

/// Every configuration of OpenCC and what it does, a line each.
pub fn list_configs() -> Result<()> {
    let mut text = String::new();
    for config in fanjian::configs() {
        text += &format!("{:<7}{}\n", config.name, config.description);
    }
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// Completions for a shell.
pub fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "fanjian", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

/// The manual page.
pub fn man_page() -> Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Ok(io::stdout().write_all(&page)?)
}
