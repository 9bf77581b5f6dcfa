//! Tells script and region of a text from its characters and words.
//!
//! A character that only one script has tells the script; words that only one place uses tell the
//! region. What counts is in `dicts/fanjian/detect.txt` and the wording dictionaries.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Locale;
use crate::packed::Packed;

/// Longer words are no evidence, so that the search stays short. In code points.
const LONGEST_WORD: usize = 6;
/// As much evidence makes a script half as uncertain.
const SCRIPT_DOUBT: f64 = 0.25;
/// The same for a region, whose words are less certain.
const REGION_DOUBT: f64 = 0.25;
/// And for a region that few texts come from.
const RARE_REGION_DOUBT: f64 = 0.6;
/// A region is told from so much certainty on; below, only the script is.
const CERTAIN: f64 = 0.75;

/// What a text seems to be written in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Detection {
    /// The locale, without a region where nothing tells it; `None` if there is nothing Chinese or
    /// Japanese that is written differently anywhere.
    pub locale: Option<Locale>,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// Characters that only Traditional has.
    pub traditional: usize,
    /// Characters that only Simplified has.
    pub simplified: usize,
    /// Kana and characters that only Japanese has.
    pub japanese: usize,
    /// Words that tell the region, the most frequent first, and how often they occur.
    pub words: Vec<(&'static str, Locale, usize)>,
}

/// Tells what a text, or a large enough part of it, is written in.
///
/// # Examples
/// ```
/// use fanjian::{Locale, detect};
///
/// assert_eq!(detect("計程車司機在網路上說").locale, Some(Locale::Taiwan));
/// assert_eq!(detect("佢哋嘅電腦壞咗").locale, Some(Locale::HongKong));
/// assert_eq!(detect("漢字").locale, Some(Locale::Traditional));
/// assert_eq!(detect("plain").locale, None);
/// ```
pub fn detect(text: &str) -> Detection {
    let evidence = &*EVIDENCE;
    let (mut traditional, mut simplified, mut japanese, mut han) = (0, 0, 0, 0);
    let mut words: HashMap<&'static str, (Locale, usize)> = HashMap::new();
    for (at, c) in text.char_indices() {
        let kind = evidence.kinds.get(c as usize).copied().unwrap_or_default();
        traditional += usize::from(kind & TRADITIONAL != 0);
        simplified += usize::from(kind & SIMPLIFIED != 0);
        japanese += usize::from(kind & JAPANESE != 0 || matches!(c, '\u{3041}'..='\u{30FF}'));
        han += usize::from(matches!(c, '\u{3400}'..='\u{9FFF}'));
        if kind & STARTS_WORD != 0 {
            let ends = text[at..].char_indices().map(|(end, c)| end + c.len_utf8());
            for end in ends.take(LONGEST_WORD) {
                if let Some((word, locale)) = evidence.words.get_key_value(&text[at..at + end]) {
                    words.entry(word).or_insert((*locale, 0)).1 += 1;
                }
            }
        }
    }
    let mut words: Vec<(&str, Locale, usize)> =
        words.into_iter().map(|(word, (locale, count))| (word, locale, count)).collect();
    words.sort_unstable_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    let mut detection =
        Detection { locale: None, confidence: 0.0, traditional, simplified, japanese, words };
    // Kana are a third or more of Japanese, and none of Chinese but names and quotations.
    if japanese * 10 > han && japanese > 1 {
        let share = japanese as f64 / (japanese as f64 + han as f64 * 0.1);
        detection.locale = Some(Locale::Japanese);
        detection.confidence = share * sureness(japanese as f64, SCRIPT_DOUBT);
        return detection;
    }
    // Words count for a script as well: 裏面 is Traditional, however few characters tell.
    let (script, more, less) = match traditional.cmp(&simplified) {
        std::cmp::Ordering::Greater => (Locale::Traditional, traditional, simplified),
        std::cmp::Ordering::Less => (Locale::Simplified, simplified, traditional),
        std::cmp::Ordering::Equal => match detection.words.first() {
            Some((_, locale, count)) if *locale != Locale::Japanese => (
                if locale.script() == super::Script::Traditional {
                    Locale::Traditional
                } else {
                    Locale::Simplified
                },
                traditional + count,
                simplified,
            ),
            _ => return detection,
        },
    };
    let confidence = more as f64 / (more + less) as f64 * sureness(more as f64, SCRIPT_DOUBT);
    detection.locale = Some(script);
    detection.confidence = confidence;
    let found = region(script, &detection.words);
    if let Some((region, certainty)) = found.filter(|(_, certainty)| *certainty >= CERTAIN) {
        detection.locale = Some(region);
        detection.confidence = confidence * certainty;
    }
    detection
}

/// The region with the most words, and how sure that is.
fn region(script: Locale, words: &[(&str, Locale, usize)]) -> Option<(Locale, f64)> {
    let mut weights: Vec<(Locale, f64)> = Vec::new();
    for &(_, locale, count) in words.iter().filter(|(_, l, _)| l.script() == script.script()) {
        // The tenth time a word occurs says less than the first.
        let weight = (1.0 + count as f64).log2();
        match weights.iter_mut().find(|(known, _)| *known == locale) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((locale, weight)),
        }
    }
    let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let (locale, weight) = weights.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    // One word is enough for the places that most texts come from.
    let doubt = match locale {
        Locale::Singapore | Locale::Malaysia => RARE_REGION_DOUBT,
        _ => REGION_DOUBT,
    };
    Some((locale, weight / all * sureness(weight, doubt)))
}

fn sureness(evidence: f64, doubt: f64) -> f64 {
    evidence / (evidence + doubt)
}

const TRADITIONAL: u8 = 1;
const SIMPLIFIED: u8 = 2;
const JAPANESE: u8 = 4;
const STARTS_WORD: u8 = 8;

struct Evidence {
    /// What each code point of the Basic Multilingual Plane tells.
    kinds: Vec<u8>,
    words: HashMap<&'static str, Locale>,
}

static TEXT: Packed = Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/evidence.bin")));

static EVIDENCE: LazyLock<Evidence> = LazyLock::new(|| {
    let mut lines = TEXT.text("detect.txt").expect("the build packed it").lines();
    let mut kinds = vec![0; 0x1_0000];
    for kind in [TRADITIONAL, SIMPLIFIED, JAPANESE] {
        for c in lines.next().unwrap_or_default().chars() {
            kinds[c as usize] |= kind;
        }
    }
    let mut words = HashMap::new();
    for (word, tag) in lines.filter_map(|line| line.split_once('\t')) {
        if let (Ok(locale), Some(first)) = (Locale::parse(tag), word.chars().next()) {
            if let Some(kind) = kinds.get_mut(first as usize) {
                *kind |= STARTS_WORD;
            }
            words.insert(word, locale);
        }
    }
    Evidence { kinds, words }
});

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> &'static str {
        detect(text).locale.map_or("", Locale::tag)
    }

    #[test]
    fn tells_script_and_region() {
        for (text, expected) in [
            ("這部影片在網路上很紅，計程車司機都在看。", "zh-TW"),
            ("他在巴士站等的士，手裏拿着八達通。", "zh-HK"),
            ("佢話今日唔使返工。", "zh-HK"),
            ("我們學習漢語。", "zh-Hant"),
            ("我们学习汉语。", "zh-Hans"),
            ("这个软件的质量很好，视频也清楚。", "zh-CN"),
            ("住在组屋里，出门搭德士去巴刹。", "zh-SG"),
            ("これは日本語の文章です。", "ja"),
            ("A plain text.", ""),
            ("", ""),
            ("天下大同", ""),
        ] {
            assert_eq!(tag(text), expected, "{text}: {:?}", detect(text));
        }
    }

    #[test]
    fn is_surer_with_more_text() {
        let short = detect("漢字");
        let long = detect(&"學習漢語與漢字".repeat(20));
        assert!(short.confidence < long.confidence && long.confidence < 1.0);
        let mixed = detect("學習汉语");
        assert!(mixed.confidence < short.confidence, "{mixed:?}");
    }
}
