//! Real texts: from the repository, from `scripts/fetch-texts`, and from the folder beside it.

use std::fs;
use std::path::{Path, PathBuf};

/// A text with its name.
pub struct Text {
    pub name: String,
    pub content: String,
}

/// Every real text that is on this machine. Prints what is not.
pub fn all() -> Vec<Text> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fetched = root.join(".texts");
    let mut texts = Vec::new();
    for wanted in [
        fetched.join("zuozhuan.txt"),
        fetched.join("golden/input"),
        fetched.join("golden/output"),
        fetched.join("debian-reference-zh-tw.txt"),
        fetched.join("debian-reference-zh-cn.txt"),
        fetched.join("debian-reference-zh-tw.html"),
        fetched.join("libreoffice-help-zh-tw.txt"),
        fetched.join("libreoffice-help-zh-cn.txt"),
        root.join("tests/data/opencc/testcases.json"),
        root.join("../shared/samples"),
        root.join("tests/data/sample.txt"),
        root.join("dicts/opencc"),
    ] {
        let files = files_of(&wanted);
        if files.is_empty() {
            println!("skipped, not on this machine: {}", wanted.display());
        }
        for file in files {
            if let Ok(content) = fs::read_to_string(&file) {
                texts.push(Text { name: file.display().to_string(), content });
            }
        }
    }
    texts
}

/// OpenCC's golden outputs for its golden inputs: configuration, input, expected output.
pub fn golden() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".texts/golden");
    let mut cases = Vec::new();
    for output in files_of(&folder.join("output")) {
        let name = output.file_name().unwrap().to_string_lossy().into_owned();
        let parts: Vec<&str> = name.split('.').collect();
        let [stem, config, "txt"] = parts[..] else {
            continue;
        };
        if fanjian::Converter::new(config).is_err() {
            continue; // a configuration of a plugin
        }
        let input = fs::read_to_string(folder.join("input").join(format!("{stem}.txt")));
        cases.push((config.to_owned(), input.unwrap(), fs::read_to_string(output).unwrap()));
    }
    cases
}

fn files_of(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).into_iter().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
