//! `--explain`: what changes, and which entries say so.

use serde_json::{Value, json};

use crate::testenv::{Ran, TestEnv};

fn objects(ran: &Ran) -> Vec<Value> {
    assert_eq!((ran.stderr(), ran.0.status.code()), ("", Some(0)));
    ran.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn tells_place_entry_and_candidates() {
    let env = TestEnv::new();
    env.write("a.txt", "一根\n的头发，发");
    let objects = objects(&env.run(["-c", "s2t", "--explain", "a.txt"]));
    assert_eq!(objects.len(), 2);
    let mut first = objects[0].clone();
    let line = first["reasons"][0]["line"].take().as_u64().unwrap();
    assert_eq!(
        first,
        json!({
            "path": "a.txt", "line": 2, "column": 2, "offset": 10, "source": "头发", "result": "頭髮",
            "reasons": [{
                "kind": "entry", "key": "头发", "value": "頭髮", "candidates": ["頭髮"],
                "file": "STPhrases.txt", "line": null,
            }],
        })
    );
    let dictionary = std::fs::read_to_string("dicts/opencc/STPhrases.txt").unwrap();
    assert_eq!(dictionary.lines().nth(line as usize - 1), Some("头发\t頭髮"));
    assert_eq!(objects[1]["reasons"][0]["candidates"], json!(["發", "髮"]));
    assert_eq!(env.names(), ["a.txt"]);
}

#[test]
fn tells_words_of_ones_own() {
    let env = TestEnv::new();
    env.write("words.txt", "# mine\n\n软件\t軟體\n");
    let args = ["-c", "s2t", "-d", "words.txt", "-D", "头=首", "--protect", "<.*?>", "--explain"];
    let objects = objects(&env.run_with_input(args, "软件<头>头"));
    let reasons: Vec<&Value> = objects.iter().map(|object| &object["reasons"][0]).collect();
    assert_eq!(
        reasons,
        [
            &json!({"kind": "own", "key": "软件", "value": "軟體", "file": "words.txt", "line": 3}),
            &json!({"kind": "own", "key": "头", "value": "首", "file": null, "line": null}),
        ]
    );
    assert_eq!((&objects[1]["offset"], &objects[1]["path"]), (&json!(11), &json!("-")));
}

#[test]
fn explains_every_route_and_own_configurations() {
    let env = TestEnv::new();
    env.write("own.txt", "甲\t乙\n");
    env.write(
        "my.json",
        r#"{"conversion_chain": [{"dict": {"type": "text", "file": "own.txt"}}]}"#,
    );
    let custom = objects(&env.run_with_input(["-c", "my.json", "--explain"], "甲"));
    assert_eq!(custom[0]["reasons"][0]["file"], "own.txt");
    for (from, to) in
        [("zh-Hant", "zh-Hans"), ("zh-CN", "zh-TW"), ("ja", "zh-HK"), ("zh-TW", "zh-CN")]
    {
        let text = "「裡面的头发」，軟體和后面的计算机程序、広着";
        let args = ["--from", from, "--to", to, "--punctuation", "convert"];
        let converted = env.run_with_input(args, text).stdout().to_owned();
        let objects = objects(&env.run_with_input(args.iter().chain(&["--explain"]), text));
        assert!(!objects.is_empty());
        let (mut explained, mut at) = (String::new(), 0);
        for object in &objects {
            let offset = object["offset"].as_u64().unwrap() as usize;
            explained += &text[at..offset];
            explained += object["result"].as_str().unwrap();
            at = offset + object["source"].as_str().unwrap().len();
            assert_ne!(object["reasons"], json!([]), "{object}");
        }
        explained += &text[at..];
        assert_eq!(explained, converted, "{from} to {to}");
    }
}

#[test]
fn refuses_what_it_cannot_explain() {
    let env = TestEnv::new();
    env.write("bad", b"a\xFF");
    let ran = env.run(["--explain", "bad"]);
    assert!(ran.stderr().starts_with("fanjian: bad: not UTF-8 at byte 1 "), "{}", ran.stderr());
    assert_eq!(ran.0.status.code(), Some(2));
    assert_eq!(env.run(["--explain", "-o", "out"]).0.status.code(), Some(2));
}

/// What is explained of a record: the field, line, column and offset, source and result.
type Found<'o> = (&'o str, u64, u64, u64, &'o str, &'o str);

fn found(object: &Value) -> Found<'_> {
    let number = |name: &str| object[name].as_u64().unwrap();
    let place = (number("line"), number("column"), number("offset"));
    let text = |name: &str| object[name].as_str().unwrap();
    (text("field"), place.0, place.1, place.2, text("source"), text("result"))
}

fn fields(objects: &[Value]) -> Vec<Found<'_>> {
    objects.iter().map(found).collect()
}

#[test]
fn explains_fields_of_json_lines() {
    let env = TestEnv::new();
    let text = "{\"id\": \"头发\", \"messages\": [{}, {\"a.b\": \"一\\n\\u5934\\u53d1后面\"}]}\n\
                {\"text\": \"头发\"}\n";
    env.write("a.jsonl", text);
    let args = ["-c", "s2t", "--explain", "--jsonl", "text,messages.a\\.b", "a.jsonl"];
    let all = objects(&env.run(args));
    let at = |part| text.find(part).unwrap() as u64;
    assert_eq!(
        fields(&all),
        [
            (r"messages[1].a\.b", 1, 43, at(r"\u5934"), "头发", "頭髮"),
            (r"messages[1].a\.b", 1, 55, at("后面"), "后面", "後面"),
            ("text", 2, 11, text.rfind("头发").unwrap() as u64, "头发", "頭髮"),
        ]
    );
    assert_eq!(all[0]["reasons"][0]["key"], "头发");
}

#[test]
fn explains_columns_of_tables() {
    let env = TestEnv::new();
    env.write("a.csv", "id,text,头发\r\n头发,\"\"\"里\"\"面\n头发\",头发\r\n1,发,2\r\n");
    let all = objects(&env.run(["-c", "s2t", "--explain", "--csv", "text", "a.csv"]));
    let places: Vec<_> = fields(&all).iter().map(|f| (f.0, f.1, f.2, f.4)).collect();
    assert_eq!(places, [("text", 2, 7, "里"), ("text", 3, 1, "头发"), ("text", 4, 3, "发")]);
    env.write("a.tsv", "头发\t\"\"发\n");
    let all = objects(&env.run(["-c", "s2t", "--explain", "--tsv", "2", "a.tsv"]));
    assert_eq!(fields(&all), [("2", 1, 6, 9, "发", "發")]);
}

#[test]
fn tells_of_bad_records_as_a_conversion_does() {
    let env = TestEnv::new();
    env.write("a.jsonl", "{\"a\": \"发\"}\n{\"a\": \n");
    for more in [&[][..], &["--strict"]] {
        let args = [&["-c", "s2t", "--jsonl", "a,b", "a.jsonl"], more].concat();
        let converted = env.run(&args);
        let explained = env.run(args.iter().chain(&["--explain"]));
        assert_eq!(explained.stderr(), converted.stderr());
        assert_eq!(explained.0.status.code(), converted.0.status.code());
        assert_eq!(explained.stdout().lines().count(), usize::from(more.is_empty()));
    }
}

#[test]
fn explains_fields_whatever_language_they_are_in() {
    let env = TestEnv::new();
    // All escapes: each field is looked at by itself. Otherwise the beginning of the document says.
    for text in [
        "{\"a\":\"\\u6c49\\u8bed\\u7684\\u91cc\\u9762\"}\n{\"a\":\"\\u81fa\\u7063\\u7684\\u88e1\\u9762\"}\n",
        "{\"a\":\"汉语的里面，软件开发\"}\n{\"a\":\"臺灣的裡面\"}\n",
    ] {
        let args = ["--from", "auto", "--to", "zh-TW", "--jsonl", "a"];
        let converted = env.run_with_input(args, text).stdout().to_owned();
        let all = objects(&env.run_with_input(args.iter().chain(&["--explain"]), text));
        let lines = |text: &str| -> Vec<Value> {
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let mut records = lines(text);
        for object in all.iter().rev() {
            let record = &mut records[object["line"].as_u64().unwrap() as usize - 1]["a"];
            let (source, result) = (object["source"].as_str(), object["result"].as_str());
            *record = record.as_str().unwrap().replacen(source.unwrap(), result.unwrap(), 1).into();
        }
        assert!(!all.is_empty());
        assert_eq!(records, lines(&converted));
    }
}

#[test]
fn explains_what_conversion_reads() {
    let env = TestEnv::new();
    let text = "计算机的头发，这是一段用来测试的文字。\n第二行也有头发。\n";
    env.write("book/1.txt", encoding_rs::GBK.encode(text).0);
    env.write("book/2.txt", text);
    env.write("book/3.txt", "plain\n");
    env.run_with_input(["-c", "t2tw", "-o", "book/4.zst"], text).writes("");
    let to = ["--from", "auto", "--to", "zh-TW", "--explain"];
    let all = objects(&env.run(to.iter().chain(&["book"])));
    let of = |path: &str| {
        let of_it = all.iter().filter(|object| object["path"] == path).cloned();
        of_it
            .map(|mut object| {
                object["path"].take();
                object
            })
            .collect::<Vec<_>>()
    };
    assert!(of("book/1.txt").len() > 5);
    // Offsets are those of the text in UTF-8, whatever the file is.
    assert_eq!(of("book/1.txt"), of("book/2.txt"));
    assert_eq!(of("book/4.zst"), of("book/2.txt"));
    assert_eq!(of("book/3.txt"), [Value::Null; 0]);
    let only = objects(&env.run(to.iter().chain(&["--encoding", "gbk", "-g", "1.*", "book"])));
    assert_eq!(only.len(), of("book/1.txt").len());
}
