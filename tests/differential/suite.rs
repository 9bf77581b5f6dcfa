//! What is compared.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::compare::{Pair, Report, convert};
use crate::entries::Entries;
use crate::random::Random;
use crate::{generate, texts};

/// How many characters are generated for each configuration.
fn generated_characters() -> u64 {
    let default = if std::env::var_os("CI").is_some() { 20_000_000 } else { 2_000_000 };
    number("FANJIAN_DIFFERENTIAL_CHARS").unwrap_or(default)
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.replace('_', "").parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn seed() -> u64 {
    number("FANJIAN_DIFFERENTIAL_SEED").unwrap_or(1)
}

/// Runs a check for every configuration, two at a time.
fn for_each_config(what: &str, check: impl Fn(&Pair, &mut Report) + Sync) {
    let pairs = Pair::all();
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut report = Report::default();
                    check(pair, &mut report);
                    total.lock().unwrap().add(report);
                }
            });
        }
    });
    total.into_inner().unwrap().conclude(what);
}

#[test]
fn every_key_and_value_alone() {
    let entries = Entries::get();
    for_each_config("every key and value alone", |pair, report| {
        for text in entries.keys.iter().chain(&entries.values) {
            pair.check(text, report);
        }
    });
}

#[test]
fn overlapping_keys() {
    let entries = Entries::get();
    let texts = entries.overlapping_pairs(&mut Random::new(seed()));
    for_each_config("keys that overlap", |pair, report| {
        for text in &texts {
            pair.check(text, report);
        }
    });
}

#[test]
fn keys_and_values_between_starts_of_keys() {
    let entries = Entries::get();
    for_each_config("keys and values between starts of keys", |pair, report| {
        let mut random = Random::new(seed());
        for text in entries.keys.iter().chain(&entries.values) {
            let before = entries.start_of_a_key(&mut random);
            let after = entries.start_of_a_key(&mut random);
            pair.check(&format!("{before}{text}{after}"), report);
        }
    });
}

#[test]
fn real_texts() {
    let texts = texts::all();
    for_each_config("real texts", |pair, report| {
        for text in &texts {
            pair.check(&text.content, report);
            // Short texts end in more ways than long ones.
            for line in text.content.lines().step_by(7) {
                pair.check(line, report);
            }
        }
    });
    println!("{}", texts.iter().map(|t| format!("  {}\n", t.name)).collect::<String>());
}

#[test]
fn golden_texts() {
    let pairs = Pair::all();
    let cases = texts::golden();
    if cases.is_empty() {
        println!("skipped, not on this machine: OpenCC's golden texts (scripts/fetch-texts)");
    }
    for (config, input, expected) in cases {
        let pair = pairs.iter().find(|pair| pair.label == config).unwrap();
        assert_eq!(convert(&pair.native, &input), expected, "{config}");
    }
}

#[test]
fn a_wrong_engine_is_found() {
    let pair = Pair::of("s2t", "s2tw", Default::default());
    let mut report = Report::default();
    pair.check("这是在台湾没有的为什么", &mut report);
    assert_eq!(report.differences[0].to_string().lines().next(), Some(r#"s2t: "为" (\u{4e3a})"#));
}

#[test]
fn generated_texts() {
    let entries = Entries::get();
    let characters = generated_characters();
    for_each_config(&format!("{characters} generated characters each"), |pair, report| {
        let mut random = Random::new(seed());
        while report.characters < characters {
            let length = random.length();
            let text = generate::text(entries, &mut random, length);
            report.characters += text.chars().count() as u64;
            pair.check(&text, report);
        }
    });
}

#[test]
fn generated_texts_in_pieces() {
    let entries = Entries::get();
    let characters = generated_characters() / 10;
    for_each_config(
        &format!("{characters} generated characters each in pieces"),
        |pair, report| {
            let mut random = Random::new(seed() + 1);
            while report.characters < characters {
                let length = random.length();
                let text = generate::text(entries, &mut random, length);
                report.characters += text.chars().count() as u64;
                pair.check_in_pieces(&text, random.next(), report);
            }
        },
    );
}
