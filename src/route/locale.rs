//! Language tags as people write them, and the few locales they mean.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How Chinese is written, and in whose words.
///
/// # Examples
/// ```
/// use fanjian::Locale;
///
/// assert_eq!(Locale::parse("zh_TW")?, Locale::Taiwan);
/// assert_eq!(Locale::parse("zh-Hant-HK")?.tag(), "zh-HK");
/// # Ok::<(), fanjian::LocaleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// `zh-Hant`: Traditional. As a source any spelling at once, as a target OpenCC's standard.
    Traditional,
    /// `zh-TW`: Traditional as Taiwan writes it.
    Taiwan,
    /// `zh-HK`: Traditional as Hong Kong writes it.
    HongKong,
    /// `zh-MO`: Traditional as Macau writes it, which is as Hong Kong does.
    Macau,
    /// `zh-Hans`: Simplified.
    Simplified,
    /// `zh-CN`: Simplified as mainland China writes it.
    China,
    /// `zh-SG`: Simplified as Singapore writes it.
    Singapore,
    /// `zh-MY`: Simplified as Malaysia writes it.
    Malaysia,
    /// `ja`: Japanese forms of the characters (shinjitai).
    Japanese,
}

/// The characters that a locale is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// `Hant`.
    Traditional,
    /// `Hans`.
    Simplified,
    /// `Jpan`.
    Japanese,
}

/// Why a language tag was not understood.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LocaleError {
    /// It is no tag of a language that is converted.
    #[error("{tag} is not a locale that is known: {}", advice(suggestion))]
    Unknown {
        /// What was asked for.
        tag: String,
        /// The tag that looks most like it.
        suggestion: Option<&'static str>,
    },
    /// Script and region do not belong together.
    #[error("{tag} is a script that {region} does not write: use {by_script} or {by_region}")]
    Mixed {
        /// What was asked for.
        tag: String,
        /// The region in it.
        region: &'static str,
        /// The locale that the script alone means.
        by_script: Locale,
        /// The locale that the region alone means.
        by_region: Locale,
    },
}

fn advice(suggestion: &Option<&'static str>) -> String {
    match suggestion {
        Some(tag) => format!("did you mean {tag}?"),
        None => format!("use one of {}", Locale::ALL.map(Locale::tag).join(" ")),
    }
}

/// Words for locales that are no language tags.
const ALIASES: [(&str, Locale); 22] = [
    ("tc", Locale::Traditional),
    ("cht", Locale::Traditional),
    ("zht", Locale::Traditional),
    ("trad", Locale::Traditional),
    ("traditional", Locale::Traditional),
    ("sc", Locale::Simplified),
    ("chs", Locale::Simplified),
    ("zhs", Locale::Simplified),
    ("simp", Locale::Simplified),
    ("simplified", Locale::Simplified),
    ("china", Locale::China),
    ("mainland", Locale::China),
    ("prc", Locale::China),
    ("taiwan", Locale::Taiwan),
    ("hongkong", Locale::HongKong),
    ("macau", Locale::Macau),
    ("macao", Locale::Macau),
    ("singapore", Locale::Singapore),
    ("malaysia", Locale::Malaysia),
    ("jp", Locale::Japanese),
    ("japanese", Locale::Japanese),
    ("shinjitai", Locale::Japanese),
];

const REGIONS: [(&str, Locale); 7] = [
    ("tw", Locale::Taiwan),
    ("hk", Locale::HongKong),
    ("mo", Locale::Macau),
    ("cn", Locale::China),
    ("sg", Locale::Singapore),
    ("my", Locale::Malaysia),
    ("jp", Locale::Japanese),
];

impl Locale {
    /// Every locale, each script before its regions.
    pub const ALL: [Locale; 9] = [
        Locale::Traditional,
        Locale::Taiwan,
        Locale::HongKong,
        Locale::Macau,
        Locale::Simplified,
        Locale::China,
        Locale::Singapore,
        Locale::Malaysia,
        Locale::Japanese,
    ];

    /// Reads a BCP 47 tag, or what people write for one: `zh_TW.UTF-8`, `zh-hans-cn`, `tw`, `sc`.
    /// Case does not matter; extensions and private subtags (`-u-…`, `-x-…`) are ignored.
    ///
    /// # Errors
    /// [`LocaleError`] if no locale is meant, or a script with a region that does not write it.
    pub fn parse(tag: &str) -> Result<Locale, LocaleError> {
        let plain = tag.split(['.', '@']).next().unwrap_or_default();
        let plain = plain.trim().to_ascii_lowercase().replace('_', "-");
        if let Some((_, locale)) = ALIASES.iter().find(|(alias, _)| *alias == plain) {
            return Ok(*locale);
        }
        let unknown =
            || LocaleError::Unknown { tag: tag.to_owned(), suggestion: suggestion(&plain) };
        let mut subtags = plain.split('-').take_while(|subtag| subtag.len() != 1).peekable();
        let language = subtags.next_if(|subtag| {
            matches!(*subtag, "zh" | "cmn" | "yue" | "ja" | "jpn" | "zho" | "chi")
        });
        // zh-cmn-Hans and zh-yue are the older way to write cmn-Hans and yue.
        let extended = subtags.next_if(|s| language == Some("zh") && matches!(*s, "cmn" | "yue"));
        let script = subtags.next_if(|s| matches!(*s, "hant" | "hans" | "jpan"));
        let region = subtags.next_if(|s| REGIONS.iter().any(|(region, _)| region == s));
        if subtags.next().is_some() || plain.is_empty() {
            return Err(unknown());
        }
        let script = match script {
            Some("hant") => Some(Locale::Traditional),
            Some("hans") => Some(Locale::Simplified),
            Some(_) => Some(Locale::Japanese),
            None => None,
        };
        let by_region = REGIONS.iter().find(|(tag, _)| Some(*tag) == region).map(|(_, l)| *l);
        let by_language = match extended.or(language) {
            Some("ja" | "jpn") => Some(Locale::Japanese),
            Some("yue") => Some(Locale::HongKong),
            Some(_) => Some(Locale::Simplified),
            None => None,
        };
        let japanese = |locale: Option<Locale>| locale == Some(Locale::Japanese);
        if [script, by_region, by_language].into_iter().any(japanese) {
            let only = [script, by_region, by_language].into_iter().flatten();
            return match only.clone().all(|locale| locale == Locale::Japanese) {
                true => Ok(Locale::Japanese),
                false => Err(unknown()),
            };
        }
        match (script, by_region) {
            (Some(script), Some(region)) if script.script() != region.script() => {
                Err(LocaleError::Mixed {
                    tag: tag.to_owned(),
                    region: region.place(),
                    by_script: script,
                    by_region: region,
                })
            }
            (script, region) => region.or(script).or(by_language).ok_or_else(unknown),
        }
    }

    /// The shortest tag that means this locale.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Traditional => "zh-Hant",
            Locale::Taiwan => "zh-TW",
            Locale::HongKong => "zh-HK",
            Locale::Macau => "zh-MO",
            Locale::Simplified => "zh-Hans",
            Locale::China => "zh-CN",
            Locale::Singapore => "zh-SG",
            Locale::Malaysia => "zh-MY",
            Locale::Japanese => "ja",
        }
    }

    /// The characters it is written in.
    pub fn script(self) -> Script {
        match self {
            Locale::Traditional | Locale::Taiwan | Locale::HongKong | Locale::Macau => {
                Script::Traditional
            }
            Locale::Simplified | Locale::China | Locale::Singapore | Locale::Malaysia => {
                Script::Simplified
            }
            Locale::Japanese => Script::Japanese,
        }
    }

    /// Whether it names a region, whose words are then written, and not only a script.
    pub fn has_region(self) -> bool {
        !matches!(self, Locale::Traditional | Locale::Simplified | Locale::Japanese)
    }

    /// Where it is written, for a person.
    fn place(self) -> &'static str {
        match self {
            Locale::Taiwan => "Taiwan",
            Locale::HongKong => "Hong Kong",
            Locale::Macau => "Macau",
            Locale::China => "China",
            Locale::Singapore => "Singapore",
            Locale::Malaysia => "Malaysia",
            Locale::Traditional | Locale::Simplified => "everyone",
            Locale::Japanese => "Japan",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Locale {
    type Err = LocaleError;

    fn from_str(tag: &str) -> Result<Locale, LocaleError> {
        Locale::parse(tag)
    }
}

/// What a tag that is not known looks most like.
fn suggestion(plain: &str) -> Option<&'static str> {
    let known = Locale::ALL.map(|locale| (locale.tag().to_ascii_lowercase(), locale.tag()));
    let aliases = ALIASES.map(|(alias, locale)| (alias.to_owned(), locale.tag()));
    let regions = REGIONS.map(|(region, locale)| (region.to_owned(), locale.tag()));
    known
        .into_iter()
        .chain(aliases)
        .chain(regions)
        .map(|(name, tag)| (strsim::jaro_winkler(plain, &name), tag))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_as_people_write_them() {
        for (tags, locale) in [
            ("zh-Hant zh_Hant ZH-HANT hant tc zht cmn-Hant zh-Hant-u-co-stroke", "zh-Hant"),
            ("zh-TW zh_TW zh-tw tw TW zh-Hant-TW zh_TW.UTF-8 zh-cmn-Hant-TW Taiwan", "zh-TW"),
            ("zh-HK zh-Hant-HK hk yue yue-HK zh-yue zh-yue-Hant-HK yue-Hant-HK", "zh-HK"),
            ("zh-MO zh-Hant-MO mo zh_mo Macao", "zh-MO"),
            ("zh-Hans zh zho hans sc chs cmn", "zh-Hans"),
            ("zh-CN zh-hans-cn cn zh_CN.GB18030 zh_CN@pinyin mainland zh-CN-x-anything", "zh-CN"),
            ("zh-SG zh-Hans-SG sg", "zh-SG"),
            ("zh-MY my", "zh-MY"),
            ("ja ja-JP jp ja_JP.UTF-8 jpn ja-Jpan jpan", "ja"),
        ] {
            for tag in tags.split(' ') {
                assert_eq!(Locale::parse(tag).map(Locale::tag), Ok(locale), "{tag}");
            }
        }
    }

    #[test]
    fn canonical_tags_mean_themselves() {
        for locale in Locale::ALL {
            assert_eq!(locale.tag().parse(), Ok(locale));
        }
    }

    #[test]
    fn suggests_for_what_is_unknown() {
        let message = |tag| Locale::parse(tag).unwrap_err().to_string();
        assert_eq!(message("zh-TWN"), "zh-TWN is not a locale that is known: did you mean zh-TW?");
        assert_eq!(
            message("zh-Hanz"),
            "zh-Hanz is not a locale that is known: did you mean zh-Hans?"
        );
        assert_eq!(
            message("simplfied"),
            "simplfied is not a locale that is known: did you mean zh-Hans?"
        );
        assert_eq!(
            message("q"),
            "q is not a locale that is known: use one of zh-Hant zh-TW zh-HK zh-MO zh-Hans zh-CN \
             zh-SG zh-MY ja"
        );
        for tag in ["", "-", "en", "zh-JP", "ja-TW", "ja-Hans", "zh-Hant-", "zh-TW-HK", "繁"] {
            assert!(Locale::parse(tag).is_err(), "{tag}");
        }
    }

    #[test]
    fn refuses_a_script_that_a_region_does_not_write() {
        assert_eq!(
            Locale::parse("zh-Hans-TW").unwrap_err().to_string(),
            "zh-Hans-TW is a script that Taiwan does not write: use zh-Hans or zh-TW"
        );
    }
}
