//! Text whose locale nobody has told.

use std::str::FromStr;

use super::{Locale, LocaleError, detect};
use crate::{Converter, ConverterOptions, Engine, Unchanged};

/// As many bytes of a text are looked at, and waited for if more may come.
const SAMPLE: usize = 16 * 1024;

/// Where a text comes from: a locale, or the one that it seems to be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceLocale {
    /// Tell from the text.
    Auto,
    /// This locale.
    Locale(Locale),
}

impl FromStr for SourceLocale {
    type Err = LocaleError;

    /// Reads `auto` or a tag.
    fn from_str(tag: &str) -> Result<SourceLocale, LocaleError> {
        match tag.eq_ignore_ascii_case("auto") {
            true => Ok(SourceLocale::Auto),
            false => Locale::parse(tag).map(SourceLocale::Locale),
        }
    }
}

/// Converts text from whatever locale it is detected to be in; text that is in the target already,
/// or in nothing that could be told, stays as it is.
///
/// A document is what its first 16 KiB are ([`Engine::for_document`]). Without that, every stretch
/// of text that is converted at once is looked at by itself, so that a converter serves many texts.
///
/// # Examples
/// ```
/// use fanjian::{Auto, Engine, Locale};
///
/// let auto = Auto::new(Locale::China, Default::default());
/// let mut output = String::new();
/// auto.convert_prefix("漢字。", true, &mut output);
/// auto.convert_prefix("汉字后面", true, &mut output);
/// assert_eq!(output, "汉字。汉字后面");
/// ```
#[derive(Clone, Debug)]
pub struct Auto {
    /// For each locale that there is a route from.
    converters: Vec<(Locale, Converter)>,
}

impl Auto {
    /// A converter to a locale.
    pub fn new(to: Locale, options: ConverterOptions) -> Auto {
        let converter = |from| Converter::between_with_options(from, to, options).ok();
        let converters = Locale::ALL.into_iter().filter(|&from| from != to);
        Auto { converters: converters.filter_map(|from| Some((from, converter(from)?))).collect() }
    }

    /// What a text that begins like this is taken for.
    pub fn locale(text: &str) -> Option<Locale> {
        detect(Auto::sample(text)).locale
    }

    /// As much of the beginning of a text as is looked at.
    pub fn sample(text: &str) -> &str {
        let end = (0..=SAMPLE.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        &text[..end.unwrap_or_default()]
    }

    fn converter(&self, text: &str) -> Option<&Converter> {
        let locale = Auto::locale(text);
        let found = self.converters.iter().find(|(from, _)| Some(*from) == locale);
        found.map(|(_, converter)| converter)
    }
}

impl Engine for Auto {
    fn convert_prefix(&self, text: &str, end: bool, output: &mut String) -> usize {
        if !end && text.len() < SAMPLE {
            return 0;
        }
        match self.converter(text) {
            Some(converter) => converter.convert_prefix(text, end, output),
            None => Unchanged.convert_prefix(text, end, output),
        }
    }

    fn beginning(&self) -> usize {
        SAMPLE
    }

    fn for_document(&self, beginning: &str) -> Option<Box<dyn Engine>> {
        Some(match self.converter(beginning) {
            Some(converter) => Box::new(converter.clone()),
            None => Box::new(Unchanged),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_from_what_the_text_is() {
        let to_taiwan = Auto::new(Locale::Taiwan, ConverterOptions::default());
        for (text, expected) in [
            ("汉语的里面", "漢語的裡面"),
            ("計程車在這裡", "計程車在這裡"),
            ("佢哋喺呢度，裏面", "佢哋喺呢度，裡面"),
            ("これは広島です", "これは廣島です"),
            ("plain", "plain"),
        ] {
            let mut output = String::new();
            assert_eq!(to_taiwan.convert_prefix(text, true, &mut output), text.len());
            assert_eq!(output, expected);
        }
    }

    #[test]
    fn waits_for_enough_text_to_tell() {
        let auto = Auto::new(Locale::China, ConverterOptions::default());
        let mut output = String::new();
        assert_eq!(auto.convert_prefix("1234", false, &mut output), 0);
        let long = "漢字\n".repeat(SAMPLE);
        assert!(auto.convert_prefix(&long, false, &mut output) > SAMPLE);
        assert!(output.starts_with("汉字\n"));
    }

    #[test]
    fn reads_auto_and_tags() {
        assert_eq!("AUTO".parse(), Ok(SourceLocale::Auto));
        assert_eq!("tw".parse(), Ok(SourceLocale::Locale(Locale::Taiwan)));
        assert!("auto-tw".parse::<SourceLocale>().is_err());
    }
}
