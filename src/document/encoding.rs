//! The encodings that documents come in.

use std::fmt;
use std::str::FromStr;

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
    /// GB 18030, which holds every character.
    Gb18030,
    /// The part of GB 18030 with at most two bytes for a character.
    Gbk,
    Big5,
    /// Big5 with the Hong Kong Supplementary Character Set.
    Big5Hkscs,
    ShiftJis,
    EucJp,
    EucKr,
}

/// A name that is no encoding known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", unknown(name))]
pub struct UnknownEncoding {
    pub name: String,
}

/// Every encoding under the name it is written with, then the other names it goes by.
const NAMES: [(Encoding, &[&str]); 10] = [
    (Encoding::Utf8, &["UTF-8", "utf8"]),
    (Encoding::Utf16Le, &["UTF-16LE", "utf-16", "utf16", "utf16le"]),
    (Encoding::Utf16Be, &["UTF-16BE", "utf16be"]),
    (Encoding::Gb18030, &["GB18030", "gb-18030"]),
    (Encoding::Gbk, &["GBK", "gb2312", "cp936", "ms936", "windows-936", "euc-cn"]),
    (Encoding::Big5, &["BIG5", "big-5", "cp950", "ms950"]),
    (Encoding::Big5Hkscs, &["BIG5-HKSCS", "big5hkscs", "hkscs"]),
    (Encoding::ShiftJis, &["SHIFT_JIS", "shift-jis", "sjis", "cp932", "ms932", "windows-31j"]),
    (Encoding::EucJp, &["EUC-JP", "eucjp"]),
    (Encoding::EucKr, &["EUC-KR", "euckr", "cp949", "ms949"]),
];

/// Names of the one encoding of Traditional Chinese that no kept library knows.
const EUC_TW: [&str; 3] = ["euc-tw", "euctw", "x-euc-tw"];

fn unknown(name: &str) -> String {
    match EUC_TW.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        true => "no library that is kept up knows EUC-TW: \
                 iconv -f EUC-TW -t UTF-8 makes UTF-8 of it"
            .to_owned(),
        false => format!("there is no encoding {name}: it is one of {}", names()),
    }
}

fn names() -> String {
    NAMES.map(|(_, names)| names[0]).join(" ")
}

impl Encoding {
    /// The name, as `iconv -f` takes it too.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(encoding, _)| *encoding == self).map_or("", |(_, names)| names[0])
    }

    /// Every encoding.
    pub fn all() -> impl Iterator<Item = Encoding> {
        NAMES.iter().map(|(encoding, _)| *encoding)
    }

    /// Whether it writes every character of Unicode.
    #[must_use]
    pub fn is_unicode(self) -> bool {
        matches!(self, Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be)
    }

    /// The tables of it.
    pub(super) fn tables(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Gbk => encoding_rs::GBK,
            Encoding::Big5 | Encoding::Big5Hkscs => encoding_rs::BIG5,
            Encoding::ShiftJis => encoding_rs::SHIFT_JIS,
            Encoding::EucJp => encoding_rs::EUC_JP,
            Encoding::EucKr => encoding_rs::EUC_KR,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(name: &str) -> Result<Encoding, UnknownEncoding> {
        NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(encoding, _)| *encoding)
            .ok_or_else(|| UnknownEncoding { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_understood_once() {
        let mut seen = std::collections::HashSet::new();
        for (encoding, names) in NAMES {
            assert_eq!(encoding.name().parse(), Ok(encoding));
            for name in names {
                assert!(seen.insert(name.to_lowercase()), "{name}");
                assert_eq!(name.to_uppercase().parse(), Ok(encoding));
            }
        }
        let error = "EUC-TW".parse::<Encoding>().unwrap_err();
        assert!(error.name == "EUC-TW" && error.to_string().contains("iconv"), "{error}");
        let error = "KOI8-R".parse::<Encoding>().unwrap_err().to_string();
        assert!(error.starts_with("there is no encoding KOI8-R: it is one of UTF-8 "), "{error}");
    }
}
