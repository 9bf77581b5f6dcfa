//! Compiled dictionaries: OpenCC's own are read as its text files, ours are read by OpenCC, and broken
//! ones are refused.

use std::path::{Path, PathBuf};
use std::process::Command;

use fanjian::dictionary::{Format, Lexicon, write_ocd2};
use proptest::prelude::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// OpenCC 1.4.2 as scripts/setup-libopencc builds it.
fn opencc() -> Option<PathBuf> {
    let folder = root().join(".libopencc");
    if folder.join("bin/opencc_dict").is_file() {
        return Some(folder);
    }
    println!("skipped: needs OpenCC itself: run scripts/setup-libopencc");
    None
}

fn entries(lexicon: &Lexicon) -> Vec<(&str, &[String])> {
    let mut entries: Vec<_> =
        lexicon.entries().map(|(key, entry)| (key, entry.candidates())).collect();
    entries.sort_unstable();
    entries
}

fn texts() -> Vec<PathBuf> {
    let folder = root().join("dicts/opencc");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect()
}

#[test]
fn what_opencc_compiled_is_what_its_texts_say() {
    let Some(opencc) = opencc() else { return };
    for text in texts() {
        let name = text.with_extension("ocd2");
        let compiled = opencc.join("share/opencc").join(name.file_name().unwrap());
        let compiled = Format::Ocd2.read(&std::fs::read(compiled).unwrap()).unwrap();
        let text = Format::Text.read(&std::fs::read(&text).unwrap()).unwrap();
        assert_eq!(entries(&compiled), entries(&text), "{}", name.display());
    }
}

#[test]
fn opencc_reads_what_is_compiled_here() {
    let Some(opencc) = opencc() else { return };
    let folder = tempfile::tempdir().unwrap();
    for text in texts() {
        let name = text.file_stem().unwrap().to_string_lossy().into_owned();
        let lexicon = Format::Text.read(&std::fs::read(&text).unwrap()).unwrap();
        let ours = folder.path().join(format!("{name}.ocd2"));
        std::fs::write(&ours, write_ocd2(&lexicon).unwrap()).unwrap();
        // The text that OpenCC makes of it.
        let dumped = folder.path().join(format!("{name}.txt"));
        convert(&opencc, "ocd2", &ours, "text", &dumped);
        let dumped = Format::Text.read(&std::fs::read(dumped).unwrap()).unwrap();
        assert_eq!(entries(&dumped), entries(&lexicon), "{name}");
    }
}

#[test]
fn reads_the_older_form() {
    let Some(opencc) = opencc() else { return };
    let folder = tempfile::tempdir().unwrap();
    for text in texts() {
        let compiled = folder.path().join("compiled.ocd");
        convert(&opencc, "text", &text, "ocd", &compiled);
        let bytes = std::fs::read(compiled).unwrap();
        assert_eq!(Format::of(&bytes), Format::Ocd);
        let compiled = Format::Ocd.read(&bytes).unwrap();
        let lexicon = Format::Text.read(&std::fs::read(&text).unwrap()).unwrap();
        assert_eq!(entries(&compiled), entries(&lexicon), "{}", text.display());
    }
}

fn convert(opencc: &Path, from: &str, input: &Path, to: &str, output: &Path) {
    let mut command = Command::new(opencc.join("bin/opencc_dict"));
    command.arg("-f").arg(from).arg("-i").arg(input);
    command.arg("-t").arg(to).arg("-o").arg(output);
    assert!(command.status().unwrap().success(), "{command:?}");
}

/// Files of both forms to break: OpenCC's own where it is, and one of ours.
fn sound_files() -> Vec<Vec<u8>> {
    let small = Lexicon::parse("乾\t干 乾\n乾坤\t乾坤\n頭髮\t头发\n").unwrap();
    let mut files = vec![write_ocd2(&small).unwrap()];
    if let Some(opencc) = opencc() {
        for name in ["TWVariants.ocd2", "TSPhrases.ocd2"] {
            files.push(std::fs::read(opencc.join("share/opencc").join(name)).unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ocd");
        convert(&opencc, "text", &root().join("dicts/opencc/TWVariants.txt"), "ocd", &path);
        files.push(std::fs::read(path).unwrap());
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1, ..ProptestConfig::default() })]

    /// Whatever is changed in a sound file, it is read or refused. Half of the changes are near the
    /// start, where the numbers stand that everything else hangs on.
    #[test]
    fn broken_files_are_refused_or_read(seed in any::<u64>()) {
        let mut state = seed;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for sound in sound_files() {
            let format = Format::of(&sound);
            let mut refused = 0;
            for _ in 0..400 {
                let mut broken = sound.clone();
                for _ in 0..=random(3) {
                    let reach = if random(2) == 0 { broken.len() } else { broken.len().min(200) };
                    let at = random(reach);
                    match random(4) {
                        0 => broken[at] = random(256) as u8,
                        1 => broken[at] ^= 1 << random(8),
                        2 => broken[at] = [0, 0x7F, 0x80, 0xFF][random(4)],
                        _ => broken.truncate(at + 1),
                    }
                }
                refused += u32::from(format.read(&broken).is_err());
            }
            prop_assert!(refused > 40, "only {} of 400 broken files were refused", refused);
        }
    }
}
