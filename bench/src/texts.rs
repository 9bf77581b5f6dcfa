//! What is converted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fanjian::Converter;

/// A text in both scripts.
pub struct Text {
    pub name: &'static str,
    pub about: &'static str,
    traditional: String,
    simplified: String,
}

impl Text {
    /// The text in the script that a configuration starts from.
    pub fn for_config(&self, config: &str) -> &str {
        if config.starts_with("s2") { &self.simplified } else { &self.traditional }
    }
}

/// All texts, each of about `bytes` bytes.
pub fn all(root: &Path, bytes: usize) -> Vec<Text> {
    let read = |name: &str| {
        fs::read_to_string(root.join(".texts").join(name))
            .unwrap_or_else(|error| panic!(".texts/{name}: {error}: run scripts/fetch-texts"))
    };
    let zuozhuan = read("zuozhuan.txt");
    let prose = |region: &str| {
        mostly_chinese(&read(&format!("debian-reference-zh-{region}.txt")))
            + &mostly_chinese(&read(&format!("libreoffice-help-zh-{region}.txt")))
    };
    let adversarial = adversarial(root);
    let text = |name, about, traditional: String, simplified: String| Text {
        name,
        about,
        traditional: sized(&traditional, bytes),
        simplified: sized(&simplified, bytes),
    };
    vec![
        text(
            "prose",
            "modern prose: the lines of debian-reference-zh-tw/-zh-cn and \
             libreoffice-help-zh-tw/-zh-cn that are mostly Chinese",
            prose("tw"),
            prose("cn"),
        ),
        text(
            "zuozhuan",
            "OpenCC's own benchmark text, classical Chinese in Simplified; converted with s2t \
             for configurations that start from Traditional",
            Converter::new("s2t").expect("is built in").convert(&zuozhuan),
            zuozhuan,
        ),
        text(
            "mixed",
            "ASCII-heavy: the HTML source of debian-reference-zh-tw/-zh-cn",
            read("debian-reference-zh-tw.html"),
            read("debian-reference-zh-cn.html"),
        ),
        text(
            "adversarial",
            "long beginnings of dictionary keys that fail at their last character",
            adversarial.clone(),
            Converter::new("t2s").expect("is built in").convert(&adversarial),
        ),
    ]
}

fn mostly_chinese(text: &str) -> String {
    let is_chinese = |line: &&str| {
        let wide = line.chars().filter(|&c| ('\u{3000}'..='\u{FFEF}').contains(&c)).count();
        wide * 10 > line.chars().count() * 6
    };
    text.lines().filter(is_chinese).flat_map(|line| [line, "\n"]).collect()
}

/// Keys without their last character, where that is no key: the longest 2,000 of each dictionary,
/// in an order that mixes them.
fn adversarial(root: &Path) -> String {
    let mut keys = BTreeSet::new();
    let mut prefixes = Vec::new();
    let folder = root.join("dicts/opencc");
    let mut files: Vec<_> = fs::read_dir(folder).expect("dictionaries").flatten().collect();
    files.sort_by_key(|file| file.path());
    for file in files.iter().filter(|f| f.path().extension().is_some_and(|e| e == "txt")) {
        let text = fs::read_to_string(file.path()).expect("dictionaries can be read");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut own: Vec<String> =
            lines.filter_map(|line| Some(line.split_once('\t')?.0.to_owned())).collect();
        keys.extend(own.iter().cloned());
        own.sort_by_key(|key| std::cmp::Reverse(key.chars().count()));
        prefixes.extend(own.into_iter().take(2000).filter_map(|mut key| {
            key.pop();
            (key.chars().count() > 1).then_some(key)
        }));
    }
    prefixes.retain(|prefix| !keys.contains(prefix));
    let count = prefixes.len();
    (0..count).map(|i| prefixes[i * 7919 % count].as_str()).collect()
}

/// Repeats or cuts a text to about `bytes` bytes.
fn sized(text: &str, bytes: usize) -> String {
    let mut repeated = text.repeat(bytes.div_ceil(text.len()));
    let mut end = bytes.min(repeated.len());
    while !repeated.is_char_boundary(end) {
        end -= 1;
    }
    repeated.truncate(end);
    repeated
}
