//! Texts that are only looked at, one after the other.

use anyhow::Result;
use fanjian::document::DocumentText;
use fanjian::files::{self, Source};

use super::config::TextsConfig;
use super::{ExitStatus, advice, message, selection};

/// Lets `look` look at every text, or at so many bytes of it. What cannot be read is told, and the
/// others are looked at all the same.
///
/// # Errors
/// What is wrong with the selection, and what `look` reports.
pub fn each(
    config: &TextsConfig,
    longest: usize,
    mut look: impl FnMut(&Source, &DocumentText) -> Result<ExitStatus>,
) -> Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    for listed in files::list(&selection::selection(&config.selection)?)? {
        let source = listed.source.clone();
        match listed.read(&config.document, longest) {
            Ok(Some(text)) => match look(&source, &text)? {
                ExitStatus::Done => {}
                other => status = other,
            },
            Ok(None) => message::say(&format!("{source}: skipped, not text")),
            Err(error) => {
                message::say(&advice::failure(&source, &error));
                status = ExitStatus::Trouble;
            }
        }
    }
    Ok(status)
}
