//! Arguments, files of configurations, and what they mean together.

use std::fs;
use std::path::Path;

use crate::OpenccEnv;

#[test]
fn without_a_configuration_it_is_s2t() {
    OpenccEnv::new().run_with_input("", "汉字").writes("漢字");
}

#[test]
fn tells_the_version_of_opencc() {
    let env = OpenccEnv::new();
    env.run("--version")
        .writes("\nOpen Chinese Convert (OpenCC) Command Line Tool\nVersion: 1.4.2\n\n");
    env.run_dict("--version")
        .writes("\nOpen Chinese Convert (OpenCC) Dictionary Tool\nVersion: 1.4.2\n\n");
}

#[test]
fn help_names_arguments_and_configurations() {
    let env = OpenccEnv::new();
    for (ran, names) in [
        (env.run("--help"), &["-c, --config <file>", "--in-place", "s2twp.json", "--, "][..]),
        (env.run("-h"), &["--measured_result <file>"]),
        (env.run_dict("--help"), &["-f, --from <text|text_space|ocd2|ocd|cppjieba_utf8>"]),
    ] {
        assert_eq!((ran.stderr(), ran.0.status.code()), ("", Some(0)));
        for name in names {
            assert!(ran.stdout().contains(name), "{name}: {}", ran.stdout());
        }
    }
}

#[test]
fn refuses_what_opencc_refuses() {
    let env = OpenccEnv::new();
    for arguments in [
        "-c",
        "-x",
        "file",
        "-c s2t.json -c t2s.json",
        "-c nope",
        "-ct2s.json",
        "--config=t2s.json",
        "--noflush",
        "--noflush yes",
        "--in-place --in-place",
        "--seg",
        "--path",
        "-i none",
        "-o none/output",
        "-o .",
        "-c .",
        "--measured_result none/result",
        "--resource-zip",
    ] {
        let ran = env.run(arguments);
        assert_eq!(ran.0.status.code(), Some(1), "{arguments}");
        assert!(ran.stderr().starts_with("opencc: "), "{arguments}: {}", ran.stderr());
        assert_eq!(ran.stderr().lines().count(), 1, "{arguments}: {}", ran.stderr());
    }
}

#[test]
fn takes_what_opencc_takes() {
    let env = OpenccEnv::new();
    for arguments in
        ["--noflush 1", "--noflush 0 --in-place", "-- nonsense", "-", "-c s2t", "--path none"]
    {
        env.run_with_input(arguments, "汉字").writes("漢字");
    }
    env.run_list(&["-c t2s.json"], "漢字").writes("汉字");
}

#[test]
fn what_starts_no_character_is_an_error() {
    let ran = OpenccEnv::new().run_with_input("", b"a\x80b");
    ran.fails(
        1,
        "opencc: standard input: byte 1 starts no character in UTF-8: convert the file to UTF-8\n",
    );
}

#[test]
fn no_byte_is_lost_to_a_nul() {
    OpenccEnv::new().run_with_input("-c s2t.json", "汉\0汉").writes("漢\0漢");
}

#[cfg(unix)]
#[test]
fn an_output_keeps_its_links() {
    let env = OpenccEnv::new();
    let path = env.env.write("a", "old");
    fs::hard_link(&path, env.env.path("b")).unwrap();
    env.run_with_input("-o a", "汉字").writes("");
    assert_eq!((env.env.read("a"), env.env.read("b")), ("漢字".into(), "漢字".into()));
}

/// A configuration that names one dictionary.
fn config(form: &str, file: &str) -> String {
    let dict = format!(r#"{{"type": "{form}", "file": "{file}"}}"#);
    format!(r#"{{"name": "own", "conversion_chain": [{{"dict": {dict}}}]}}"#)
}

#[test]
fn files_are_found_where_opencc_looks() {
    let env = OpenccEnv::new();
    env.env.write("own.json", config("text", "own.txt"));
    env.env.write("own.txt", "甲\t乙\n");
    env.env.write("more/s2t.json", config("text", "more.txt"));
    env.env.write("more/own2.json", config("text", "more.txt"));
    env.env.write("more/more.txt", "甲\t丙\n");
    env.run_with_input("-c own.json", "甲").writes("乙");
    // Those that are installed come before the folders.
    env.run_with_input("-c s2t.json --path more", "甲汉").writes("甲漢");
    env.run_with_input("-c own2.json --path none --path more", "甲").writes("丙");
    assert_eq!(env.run_with_input("-c own2 --path more", "甲").0.status.code(), Some(1));
    // The working directory comes before all.
    env.env.write("t2s.json", config("text", "own.txt"));
    env.run_with_input("-c t2s.json", "甲漢").writes("乙漢");
    // Next to the command.
    fs::copy(env.env.path("own.json"), env.links.path().join("next.json")).unwrap();
    env.run_with_input("-c next.json", "甲").writes("乙");
}

#[test]
fn the_environment_names_a_folder() {
    let env = OpenccEnv::new();
    env.env.write("data/own3.json", config("text", "own3.txt"));
    env.env.write("data/own3.txt", "甲\t丁\n");
    let output = std::process::Command::new(env.links.path().join("opencc"))
        .args(["-c", "own3.json", "-i", "input"])
        .env("OPENCC_DATA_DIR", "data")
        .current_dir(Path::new(&env.env.write("input", "甲")).parent().unwrap())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "丁");
}

#[test]
fn a_configuration_of_ones_own_uses_what_is_built_in() {
    let env = OpenccEnv::new();
    env.env.write("my.json", config("ocd2", "STCharacters.ocd2"));
    env.run_with_input("-c my.json", "汉字").writes("漢字");
    let expected = concat!(
        r#"{"input":"汉","segments":["汉"],"stages":[{"index":1,"segments":["漢"]}],"#,
        r#""pipelineStages":[],"output":"漢"}"#
    );
    env.run_with_input("-c my.json --inspect", "汉").writes(expected);
    env.env.write("bad.json", "{");
    env.run("-c bad.json").fails(1, "opencc: bad.json: line 1: Unterminated object\n");
}

#[test]
fn warns_in_opencc_words_and_goes_on() {
    let env = OpenccEnv::new();
    let config = r#"{"name": "x", "zzz": 1, "conversion_chain": [3,
        {"dict": {"type": "inline", "entries": {"汉": "漢"}}}]}"#;
    env.env.write("my.json", config);
    let ran = env.run_with_input("-c my.json", "汉");
    assert_eq!(ran.stdout(), "漢");
    ran.fails(
        0,
        "warning: config does not conform to schema: document path \"/zzz\", schema path \"\", \
         keyword \"additionalProperties\"\n",
    );
}
