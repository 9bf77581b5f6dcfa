//! The sentences of `bench/quality` for the default route, which must stay right.

use std::fs;
use std::path::Path;

use fanjian::{Converter, Locale};

/// Sets, and how many of their sentences may be wrong.
const SETS: [(&str, usize); 5] = [
    ("hant2hans", 0),
    ("hant2hans-heldout", 0),
    ("hant2hans-tuned", 1),
    ("hant2hans-hard", 1),
    ("hant2hans-subjects", 1),
];

#[test]
fn sentences_stay_right() {
    let converter = Converter::between(Locale::Traditional, Locale::Simplified).unwrap();
    for (name, allowed) in SETS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("bench/quality/{name}.tsv"));
        let text = fs::read_to_string(&path).unwrap();
        let mut wrong = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (source, expected) = (fields.next().unwrap(), fields.next().unwrap());
            let found = converter.convert(source);
            if found != expected {
                wrong.push(format!("{source}\n  expected {expected}\n  found    {found}"));
            }
            // What is right stays as it is, and so does what a run has written.
            assert_eq!(converter.convert(expected), expected, "{name}: native text");
            assert_eq!(converter.convert(&found), found, "{name}: a second run");
        }
        assert!(wrong.len() <= allowed, "{name}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
