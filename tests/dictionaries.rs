//! The dictionaries of OpenCC are those of its package, untouched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

const FOLDER: &str = "dicts/opencc";

#[test]
fn dictionaries_are_untouched() {
    let manifest = fs::read_to_string(Path::new(FOLDER).join("SHA256SUMS")).unwrap();
    let mut listed = BTreeSet::from(["SHA256SUMS".to_owned()]);
    for line in manifest.lines() {
        let (sum, file) = line.split_once("  ").unwrap();
        let content = fs::read(Path::new(FOLDER).join(file)).unwrap();
        let found: String = Sha256::digest(content).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            found, sum,
            "{file} is not that of the package: scripts/update-dicts restores it"
        );
        listed.insert(file.to_owned());
    }
    let mut present = BTreeSet::new();
    list(Path::new(FOLDER), &mut present);
    assert_eq!(present, listed);
}

fn list(folder: &Path, files: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else {
            let name = path.strip_prefix(FOLDER).unwrap();
            files.insert(name.to_str().unwrap().replace('\\', "/"));
        }
    }
}
