//! Routes: from one locale to another, each by the tables that take it.

mod auto;
mod detect;
mod locale;

pub use auto::{Auto, SourceLocale};
pub use detect::{Detection, detect};
pub use locale::{Locale, LocaleError, Script};

use thiserror::Error;

use crate::{Converter, ConverterOptions};

/// Why there is no route between two locales.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteError {
    /// The target is what the source is already.
    #[error("from {from} to {to} there is nothing to convert: {}", advice(*from))]
    Nothing {
        /// Where the text comes from.
        from: Locale,
        /// What it is to become.
        to: Locale,
    },
}

fn advice(from: Locale) -> &'static str {
    match from.script() {
        Script::Traditional => "to zh-Hans, zh-CN, zh-TW or zh-HK there is",
        Script::Simplified => {
            "from zh-Hans there is to zh-Hant, zh-TW or zh-HK, to zh-CN from zh-Hant"
        }
        Script::Japanese => "from ja there is to zh-Hant, zh-TW, zh-HK, zh-Hans or zh-CN",
    }
}

impl Converter {
    /// A converter from one locale to another. A target without a region changes only how words
    /// are spelled, one with a region also which words are used.
    ///
    /// # Errors
    /// [`RouteError`] if text of the one is text of the other already.
    ///
    /// # Examples
    /// ```
    /// use fanjian::{Converter, Locale};
    ///
    /// let converter = Converter::between(Locale::Traditional, Locale::Simplified)?;
    /// assert_eq!(converter.convert("說著一本名著"), "说着一本名著");
    /// # Ok::<(), fanjian::RouteError>(())
    /// ```
    pub fn between(from: Locale, to: Locale) -> Result<Converter, RouteError> {
        Converter::between_with_options(from, to, ConverterOptions::default())
    }

    /// A converter from one locale to another, with options.
    ///
    /// # Errors
    /// [`RouteError`] if text of the one is text of the other already.
    pub fn between_with_options(
        from: Locale,
        to: Locale,
        options: ConverterOptions,
    ) -> Result<Converter, RouteError> {
        let names = tables(from, to).ok_or(RouteError::Nothing { from, to })?;
        let tables = names.iter().map(|name| {
            Converter::with_options(name, options).expect("routes name tables that are built in")
        });
        Ok(tables.reduce(|first, next| first.then(&next)).expect("a route has a table"))
    }
}

/// The tables that take a text from one locale to another, one after the other.
pub(crate) fn tables(from: Locale, to: Locale) -> Option<&'static [&'static str]> {
    use Locale::*;
    Some(match (from, to) {
        (Traditional, Traditional) => &["tw2t", "hk2t"],
        (Taiwan, Traditional) => &["tw2t"],
        (HongKong | Macau, Traditional) => &["hk2t"],
        (Traditional | HongKong | Macau, Taiwan) => &["hant2tw"],
        (Traditional | Taiwan, HongKong | Macau) => &["hant2hk"],
        (Traditional | Taiwan | HongKong | Macau, Simplified) => &["hant2hans"],
        (Traditional | Taiwan | HongKong | Macau, China) => &["hant2cn"],
        (Traditional | Taiwan | HongKong | Macau, Singapore) => &["hant2cn", "cn2sg"],
        (Traditional | Taiwan | HongKong | Macau, Malaysia) => &["hant2cn", "cn2my"],

        (Simplified | China | Singapore | Malaysia, Traditional) => &["hans2hant"],
        (Simplified | China, Taiwan) => &["cn2tw"],
        (Simplified | China, HongKong | Macau) => &["cn2hk"],
        (Simplified | China, Singapore) => &["cn2sg"],
        (Simplified | China, Malaysia) => &["cn2my"],
        (Singapore, Taiwan) => &["sg2cn", "cn2tw"],
        (Singapore, HongKong | Macau) => &["sg2cn", "cn2hk"],
        (Singapore, China) => &["sg2cn"],
        (Singapore, Malaysia) => &["sg2cn", "cn2my"],
        (Malaysia, Taiwan) => &["my2cn", "cn2tw"],
        (Malaysia, HongKong | Macau) => &["my2cn", "cn2hk"],
        (Malaysia, China) => &["my2cn"],
        (Malaysia, Singapore) => &["my2cn", "cn2sg"],

        (Japanese, Traditional) => &["jp2t"],
        (Japanese, Taiwan) => &["jp2t", "hant2tw"],
        (Japanese, HongKong | Macau) => &["jp2t", "hant2hk"],
        (Japanese, Simplified | China | Singapore | Malaysia) => &["jp2t", "hant2hans"],
        (Traditional, Japanese) => &["tw2t", "hk2t", "t2jp"],
        (Taiwan, Japanese) => &["tw2t", "t2jp"],
        (HongKong | Macau, Japanese) => &["hk2t", "t2jp"],
        (Simplified | China | Singapore | Malaysia, Japanese) => &["hans2hant", "t2jp"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_converts_or_says_why_not() {
        for from in Locale::ALL {
            for to in Locale::ALL {
                match Converter::between(from, to) {
                    Ok(converter) => assert_eq!(converter.convert("一"), "一"),
                    Err(error) => assert!(error.to_string().contains(to.tag())),
                }
            }
        }
    }

    #[test]
    fn pairs_take_their_tables() {
        let convert = |from: &str, to: &str, text: &str| {
            let [from, to] = [from, to].map(|tag| Locale::parse(tag).unwrap());
            Converter::between(from, to).unwrap().convert(text)
        };
        assert_eq!(convert("hant", "hans", "裡面的線"), "里面的线");
        assert_eq!(convert("tw", "hk", "裡面的線"), "裏面的線");
        assert_eq!(convert("hk", "tw", "衞生"), "衛生");
        assert_eq!(convert("hk", "tw", "這裏着火"), "這裡著火");
        assert_eq!(convert("tw", "hk", "說著一本名著"), "説着一本名著");
        assert_eq!(convert("cn", "tw", "在里面"), "在裡面");
        assert_eq!(convert("cn", "hk", "在里面"), "在裏面");
        assert_eq!(convert("ja", "cn", "広島県"), "广岛县");
        assert_eq!(convert("cn", "sg", "坐出租车去菜市场"), "坐德士去巴刹");
        assert_eq!(convert("my", "cn", "令吉和脚车"), "林吉特和自行车");
        assert_eq!(convert("sg", "hant", "搭德士"), "搭德士");
        assert_eq!(convert("cn", "ja", "广岛县"), "広島県");
    }
}
