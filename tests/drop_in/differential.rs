//! Shell scripts, run with OpenCC's own commands first on the path and then with ours: output, exit
//! status and files have to be the same. Skipped aloud where OpenCC is not built.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCRIPTS: &[(&str, &str)] = &[
    ("a pipe", "echo '汉字和软件' | opencc\necho 漢字 | opencc -c t2s.json"),
    (
        "every configuration, every mode",
        r#"
        for config in s2t t2s s2tw tw2s s2hk hk2s s2hkp hk2sp s2twp tw2sp tw2t t2tw hk2t t2hk t2jp jp2t; do
            for mode in '' --inspect --ambiguities --segmentation; do
                echo "$config $mode"
                opencc -c $config.json -i text $mode 2>/dev/null
                echo "status $?"
                opencc -c $config.json --include-tofu-risk-dictionaries $mode <text 2>/dev/null
                echo "status $?"
            done
        done"#,
    ),
    ("a file to a file", "opencc -i text -o out.txt -c s2twp.json && wc -c <out.txt"),
    (
        "all files in place",
        r#"
        for i in 1 2 3; do sed "${i}q" text >$i.txt; done
        for file in *.txt; do opencc -i "$file" -o "$file" --in-place -c s2hk.json || exit; done"#,
    ),
    (
        "line by line",
        r#"while IFS= read -r line; do printf '%s\n' "$line" | opencc -c s2tw.json; done <text"#,
    ),
    (
        "find and xargs",
        r#"
        mkdir -p in/a in/b
        cp text 'in/a/one two'; sed 2q text >in/b/three
        find in -type f -exec opencc -i {} -o {}.hant -c s2t.json ';'
        find in -name '*.hant' -print0 | sort -z | xargs -0 -I{} opencc -i {} -c t2s.json"#,
    ),
    (
        "errors",
        r#"
        opencc -i none -o out 2>/dev/null || echo "none: $?"
        opencc -c none 2>/dev/null || echo "config: $?"
        opencc --nonsense 2>/dev/null || echo "argument: $?"
        opencc -i text -o text 2>/dev/null || echo "same file: $?"
        opencc -i text -o none/out 2>/dev/null || echo "output: $?"
        opencc -c s2t.json --segmentation -i text 2>/dev/null || echo "segmentation: $?"
        printf 'a\200' | opencc --ambiguities 2>/dev/null || echo "not UTF-8: $?"
        ln text again
        opencc -i text -o again --in-place 2>/dev/null || echo "links: $?"
        rm again"#,
    ),
    (
        "what there is to know",
        r#"
        opencc --version | sed -n 's/^Version: //p'
        opencc --help >/dev/null && opencc -h >/dev/null && echo help
        opencc_dict --version | sed -n 's/^Version: //p'
        opencc -- nonsense <text"#,
    ),
    (
        "words from the segmentation",
        r#"opencc -c s2twp.json --segmentation -i text | sed 's/.*"segments"://' | tr '[],' '\n' | sort | uniq -c"#,
    ),
    (
        "ambiguities counted",
        r#"opencc -c s2t.json --ambiguities -i text | grep -c '"amb"'; opencc --ambiguities <text | tail -n 1"#,
    ),
    (
        "measured, without the times",
        r#"
        opencc -c s2t.json -i text -o out --measured_result result.json
        grep -v '_ms"' result.json; rm result.json
        opencc --inspect --measured_result result.json <text >/dev/null
        grep -v '_ms"' result.json; rm result.json"#,
    ),
    (
        "inline entries",
        r#"
        cat >my.json <<'JSON'
        {
          // The name is free.
          "name": "my",
          "conversion_chain": [{
            "dict": {
              "type": "group",
              "match_policy": "short_circuit",
              "dicts": [
                { "type": "inline", "entries": { "麦旋风": "冰炫風", "软件": "軟體" } },
                { "type": "ocd2", "file": "STPhrases.ocd2" },
                { "type": "ocd2", "file": "STCharacters.ocd2" },
              ],
            },
          }],
        }
JSON
        echo '麦旋风和软件，头发' | opencc -c my.json --path "$OPENCC_DATA_DIR"
        opencc -c my.json --path "$OPENCC_DATA_DIR" -i text --inspect"#,
    ),
    (
        "a dictionary of one's own",
        r#"
        printf '云端\t雲端\n软件\t軟件 軟體\n' >own.txt
        opencc_dict -i own.txt -o own.ocd2 -f text -t ocd2
        opencc_dict -i own.ocd2 -o back -f ocd2 -t text && sort back; rm back
        echo '{"name":"my","conversion_chain":[{"dict":{"type":"ocd2","file":"own.ocd2"}}]}' >my.json
        opencc -c my.json -i text
        opencc -c my.json -i text --ambiguities
        rm own.ocd2"#,
    ),
    (
        "dictionaries from one form to another",
        r#"
        printf 'b x\na y z\n' >spaces
        opencc_dict -i spaces -o tabs -f text_space -t text && cat tabs
        printf 'x 1 n\ny 2 v\n' >base; printf 'x\nz 5\n' >user
        opencc_dict -i base -i user -o jieba -f cppjieba_utf8 -t text && cat jieba
        opencc_dict -i tabs -i tabs -o no -f text -t text 2>/dev/null || echo "two: $?"
        opencc_dict -i tabs -o no -f ocd2 -t text 2>/dev/null || echo "no ocd2: $?"
        opencc_dict -i tabs -f text -t text 2>/dev/null || echo "missing: $?"
        opencc_dict -i "$OPENCC_DATA_DIR/TWVariants.ocd2" -o variants -f ocd2 -t text
        sort variants; rm variants"#,
    ),
    (
        "configurations that do not fit the schema",
        r#"
        printf '汉\t漢\n' >a.txt
        good='"name":"x","conversion_chain":[{"dict":{"type":"inline","entries":{"汉":"漢"}}}]'
        while IFS= read -r config; do
            printf '%s\n' "$config" >my.json
            echo "$config"
            echo 汉 | opencc -c my.json 2>messages; echo "status $?"
            grep '^warning: ' messages
        done <<LIST
        {"zzz":1,$good}
        {$good,"zzz":1}
        {$good,"normalization":[]}
        {$good,"normalization":[3]}
        {$good,"normalization":[{"dict":{"type":"text","file":"a.txt"},"a/b~c":1}]}
        {$good,"segmentation":{"type":"mmseg","foo":1,"dict":{"type":"text","file":"a.txt"}}}
        {"conversion_chain":[{"dict":{"type":"text","file":"a.txt"}}]}
        {"name":3,"conversion_chain":[{"dict":{"type":"text","file":"a.txt"}}]}
        {"name":"","conversion_chain":[3,{"dict":{"type":"text","file":"a.txt"}},[]]}
        {"name":"","conversion_chain":[{"dict":{"type":"text","file":"a.txt","x":1}}]}
        {"name":"","conversion_chain":[{"dict":{"type":"group","dicts":[{"type":"text","file":"a.txt"}]}}]}
        {"name":"","conversion_chain":[{"dict":{"type":"inline","file":"x","entries":{"汉":"漢"}}}]}
        {"name":"","conversion_chain":[]}
LIST
        rm messages"#,
    ),
    (
        "text that is not quite UTF-8",
        r#"
        printf 'abc\344AAzzz\346\261\211\n' >odd
        for mode in '' --inspect --segmentation; do opencc -c s2twp.json -i odd $mode; echo "status $?"; done"#,
    ),
    (
        "the ends of lines and of the text",
        r#"
        for text in '' '\n' '\n\n' '后\r\n发' '头发' '⿰' '⿰木'; do
            for mode in '' --inspect --segmentation --ambiguities; do
                printf "$text" >in
                opencc -c s2twp.json $mode -i in; echo "status $?"
                opencc -c s2twp.json $mode <in; echo "status $?"
            done
        done"#,
    ),
];

const TEXT: &str = "头发干燥，理发之后发现后面的面条。\n\
    文丑与文丑相争；下面是软件的信号，計算機和网络、数据库和鼠标里面。\r\n\
    \n燕燕于飞，差池其羽\u{fa19}㑮神⿰木木⿱发\u{1}\"\\\t/\u{7f}\n香煙(英語：Cigarette)為煙草製品的一種";

#[test]
fn scripts_run_unchanged() {
    let opencc = Path::new(env!("CARGO_MANIFEST_DIR")).join(".libopencc");
    if !opencc.join("bin/opencc").is_file() {
        println!("skipped: needs OpenCC itself: run scripts/setup-libopencc");
        return;
    }
    let ours = tempfile::tempdir().unwrap();
    crate::link_commands(ours.path());
    let mut differences = String::new();
    for (name, script) in SCRIPTS {
        let [expected, actual] =
            [&opencc.join("bin"), ours.path()].map(|commands| run(script, commands, &opencc));
        if expected != actual {
            let (expected, actual) = (expected.shown(), actual.shown());
            differences += &format!("{name}:\n{}\n", difference(&expected, &actual));
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// What a script left.
#[derive(PartialEq)]
struct Result {
    output: Vec<u8>,
    status: Option<i32>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Result {
    fn shown(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.output).into_owned();
        text += &format!("\nstatus {:?}\n", self.status);
        for (path, content) in &self.files {
            text += &format!("{}:\n{}\n", path.display(), String::from_utf8_lossy(content));
        }
        text
    }
}

/// Runs a script in a folder of its own, with these commands before all others.
fn run(script: &str, commands: &Path, opencc: &Path) -> Result {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text"), TEXT).unwrap();
    let path = std::env::var("PATH").unwrap();
    let Output { stdout, stderr, status } = Command::new("bash")
        .args(["-c", script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", commands.display()))
        .env("OPENCC_DATA_DIR", opencc.join("share/opencc"))
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let mut output = stdout;
    // Messages are told in other words; that there is one is the same.
    output.extend(format!("messages: {}\n", !stderr.is_empty()).bytes());
    let mut files = BTreeMap::new();
    collect(folder.path(), folder.path(), &mut files);
    Result { output, status: status.code(), files }
}

fn collect(folder: &Path, root: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

/// The first lines that differ.
fn difference(expected: &str, actual: &str) -> String {
    let mut lines = expected.lines().zip(actual.lines()).filter(|(a, b)| a != b);
    match lines.next() {
        Some((expected, actual)) => format!("  OpenCC: {expected}\n  ours:   {actual}"),
        None => format!("  {} bytes from OpenCC, {} from us", expected.len(), actual.len()),
    }
}
