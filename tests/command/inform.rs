//! What the command tells about itself.

use crate::testenv::TestEnv;

#[test]
fn names_its_version_and_helps() {
    let env = TestEnv::new();
    env.run(["--version"]).writes(concat!("fanjian ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = env.run(["--help"]);
    for word in ["Usage:", "--config", "--output", "Exit status", "Examples:"] {
        assert!(help.stdout().contains(word), "{word}");
    }
}

#[test]
fn a_wrong_flag_ends_with_2() {
    TestEnv::new().run(["--confg", "t2s"]).fails(
        2,
        "fanjian: unexpected argument '--confg' found tip: a similar argument exists: '--config': \
         --help tells more\n",
    );
}

#[test]
fn lists_all_configurations() {
    let ran = TestEnv::new().run(["--list-configs"]);
    assert_eq!(ran.stdout().lines().count(), 16);
    assert!(ran.stdout().contains("\ns2twp  Simplified Chinese to Traditional"));
}

#[test]
fn completions_and_the_manual_page_come_from_the_arguments() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(env.run(["completions", shell]).stdout().contains("include-tofu-risk"), "{shell}");
    }
    assert!(env.run(["man"]).stdout().starts_with(".ie"));
}
