//! Makes the dictionaries that routes need out of the wording in `dicts/fanjian/wording`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use crate::dictionary::{
    ConfigError, Dictionary, Lexicon, Pipeline, PipelineOptions, load_pipeline,
};
use crate::made::{ZHE, entry, zhe};
use crate::pack_made::pack;
use crate::reference;
use crate::wording::{
    Direction, Fault, Line, Place, Rank, Rule, Spell, Speller, Variants, Wording, convert_contexts,
    directed, lint, protect_values, rules,
};

const OPENCC: &str = "dicts/opencc";
const SPELLING: &str = "dicts/fanjian/spelling";
const HANT: &str = "dicts/fanjian/hant";
const WORDING: &str = "dicts/fanjian/wording";
const CONFIGS: &str = "dicts/fanjian/config";

/// The dictionaries that are written: the route, a file, whose words are read, whose are written.
/// Those from the mainland hold the spelling as well, so that one stage does all.
const LEXICONS: [(&str, &str, &[Place], Place); 5] = [
    ("hant2cn", "wording_hant_cn.txt", &[Place::Taiwan, Place::HongKong], Place::Mainland),
    ("cn2tw", "cn_tw.txt", &[Place::Mainland], Place::Taiwan),
    ("cn2hk", "cn_hk.txt", &[Place::Mainland], Place::HongKong),
    ("hant2tw", "wording_hk_tw.txt", &[Place::HongKong], Place::Taiwan),
    ("hant2hk", "wording_tw_hk.txt", &[Place::Taiwan], Place::HongKong),
];

/// How texts are spelled, by configurations without wording.
struct Spelling {
    simplify: Pipeline,
    /// Simplified to the spelling of Taiwan and of Hong Kong, in two stages.
    taiwan: Pipeline,
    hong_kong: Pipeline,
    /// Traditional of any spelling to that of Taiwan and of Hong Kong.
    to_taiwan: Pipeline,
    to_hong_kong: Pipeline,
}

/// Writes a dictionary for each direction into `folder`, the same as it is packed into `packed`, and
/// what is wrong with the wording into `faults`.
pub fn write_lexicons(
    wording: &Wording,
    folder: &Path,
    packed: &Path,
    faults: &Path,
) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::create_dir_all(packed)?;
    let files = dictionaries()?;
    let phrases = lexicon(&format!("{SPELLING}/hans_words.txt"))?;
    fs::write(folder.join(ZHE), zhe(&phrases))?;
    let spelling = Spelling::load(folder)?;
    let variants = variants()?;
    let speller = spelling.speller(&variants);
    let write = |(route, name, from, to): (&str, &str, &[Place], Place)| {
        let mut rules = directed(wording, Direction { from, to }, &speller);
        rules.retain(|rule| !is_mixed(rule, &variants));
        convert_contexts(&mut rules, |text| match from {
            [Place::Mainland] => speller.local[to as usize](text),
            _ => speller.spell(to, text),
        });
        let spelling = match (from, to) {
            (_, Place::Mainland) => {
                inside_phrases(&mut rules, &phrases);
                None
            }
            ([Place::Mainland], _) => {
                let spelling = one_stage(spelling.mainland_to(to), &variants);
                inside_phrases(&mut rules, &spelling);
                Some(spelling)
            }
            _ => None,
        };
        let write = |rules: &[Rule]| {
            let mut text = text_of(rules);
            let keys: BTreeSet<&str> = rules.iter().map(|rule| rule.key.as_str()).collect();
            let plain = spelling.iter().flat_map(Lexicon::entries);
            let mut plain: Vec<String> = plain
                .filter(|(key, _)| !keys.contains(key))
                .map(|(key, found)| {
                    let (file, number) = found.origin().unwrap_or_default();
                    entry(key, found.value(), &format!("{file}:{number}"))
                })
                .collect();
            plain.sort();
            text.extend(plain);
            fs::write(folder.join(name), text)
        };
        write(&rules)?;
        let pipeline = load(route, folder)?;
        protect_values(&mut rules, |text| reference::convert(&pipeline, text));
        write(&rules)?;
        let pipeline = load(route, folder)?;
        let text = fs::read_to_string(folder.join(name))?;
        let convert = |text: &str| reference::convert(&pipeline, text);
        fs::write(packed.join(name), pack(&text, route, &files, convert))?;
        Ok(())
    };
    at_once(LEXICONS, write)?;
    check(folder, wording, &speller, faults)
}

/// Does a job for each of some things, on all processors.
pub fn at_once<T: Send, R: Send>(
    things: impl IntoIterator<Item = T>,
    job: impl Fn(T) -> Result<R, Box<dyn Error>> + Sync,
) -> Result<Vec<R>, Box<dyn Error>> {
    let job = &job;
    let done = |thing| job(thing).map_err(|error| error.to_string());
    std::thread::scope(|scope| {
        let jobs: Vec<_> =
            things.into_iter().map(|thing| scope.spawn(move || done(thing))).collect();
        let results = jobs.into_iter().map(|job| job.join().expect("no panic"));
        Ok(results.collect::<Result<Vec<R>, String>>()?)
    })
}

/// Whether what stands beside a word is in another script than the word: there would be thousands.
fn is_mixed(rule: &Rule, variants: &Variants) -> bool {
    rule.after + rule.before > 0 && variants.is_mixed(&rule.key)
}

/// Tells everything that is wrong with the wording, and writes it down for a test.
fn check(
    folder: &Path,
    wording: &Wording,
    speller: &Speller,
    faults_file: &Path,
) -> Result<(), Box<dyn Error>> {
    let directions = [
        ("hant2cn", Place::Taiwan, Place::Mainland),
        ("hant2cn", Place::HongKong, Place::Mainland),
        ("cn2tw", Place::Mainland, Place::Taiwan),
        ("cn2hk", Place::Mainland, Place::HongKong),
        ("hant2tw", Place::HongKong, Place::Taiwan),
        ("hant2hk", Place::Taiwan, Place::HongKong),
    ];
    let faults_of = |(config, from, to): (&str, Place, Place)| {
        let route = load(config, folder)?;
        let table = LEXICONS.iter().find(|(name, ..)| *name == config).expect("a route").1;
        let table = Lexicon::parse(&fs::read_to_string(folder.join(table))?)?;
        let mut rules = rules(wording, from, to, speller);
        rules.retain(|rule| !is_mixed(rule, speller.variants));
        for rule in rules.iter_mut().filter(|rule| rule.after > 0 || rule.before > 0) {
            // What stands beside a word is converted as well.
            if let Some(found) = table.get(&rule.key) {
                rule.value = found.value().to_owned();
            }
        }
        let lines: Vec<Line> = rules
            .iter()
            .filter(|rule| matches!(rule.rank, Rank::Written | Rank::Kept))
            .map(|Rule { key, value, origin, .. }| Line { key, value, origin })
            .collect();
        let read = |text: &str| match from {
            Place::Mainland => speller.spell(Place::Mainland, text),
            _ => text.to_owned(),
        };
        // Pairs of Taiwan and Hong Kong come of two columns that nobody wrote side by side: the
        // first line counts.
        let is_derived = from != Place::Mainland && to != Place::Mainland;
        let mut faults = Vec::new();
        for finding in lint(&lines, read, |text| reference::convert(&route, text)) {
            if is_derived
                && matches!(finding.fault, Fault::Duplicate { .. } | Fault::Shadowed { .. })
            {
                continue;
            }
            faults.push(format!("{finding} ({} to {})", from.tag(), to.tag()));
        }
        Ok(faults)
    };
    let faults: BTreeSet<String> = at_once(directions, faults_of)?.into_iter().flatten().collect();
    for fault in &faults {
        println!("cargo::warning={fault}");
    }
    let lines: Vec<String> = faults.into_iter().collect();
    Ok(fs::write(faults_file, lines.join("\n"))?)
}

/// A configuration without segmentation as one of one stage, which is a smaller table.
pub fn in_one_stage(pipeline: Pipeline) -> Result<Pipeline, Box<dyn Error>> {
    if pipeline.chain.len() < 2 {
        return Ok(pipeline);
    }
    let lexicon = one_stage(&pipeline, &variants()?);
    Ok(Pipeline { chain: vec![Dictionary::Leaf(lexicon.into())], ..pipeline })
}

/// Two stages as one: every key of the first with all that becomes of it, and every key of the
/// second for text that is Traditional already.
///
/// That is not the same for words of the second stage that begin in one word of the first and end
/// in another, which is no loss: they are found by chance only.
pub fn one_stage(pipeline: &Pipeline, variants: &Variants) -> Lexicon {
    // Values, and the places that they come from.
    let mut entries: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (first, second) = pipeline.chain.split_first().expect("a stage");
    let found = |stage: &Dictionary, key: &str| {
        let found = stage.longest_entry(key).expect("a key matches itself");
        let (file, line) = found.place();
        (found.entry.value().to_owned(), format!("{file}:{line}"))
    };
    for key in first.keys() {
        let (_, place) = found(first, key);
        let value = reference::convert_segment(&pipeline.chain, key);
        entries.insert(key.to_owned(), (value, place));
    }
    let mut seconds: Vec<(&str, &Dictionary)> = second
        .iter()
        .flat_map(|second| second.keys().into_iter().map(move |key| (key, second)))
        .collect();
    // Of several words that are simplified alike the first counts, not any one.
    seconds.sort_by_key(|(key, _)| *key);
    for (key, second) in seconds {
        let entry = found(second, key);
        let simplified: String = key.chars().map(|c| variants.simplify(c)).collect();
        if key.chars().nth(1).is_some() {
            entries.entry(simplified).or_insert_with(|| entry.clone());
        }
        entries.entry(key.to_owned()).or_insert(entry);
    }
    let lines = entries.iter().map(|(key, (value, place))| entry(key, value, place));
    Lexicon::parse(&lines.collect::<String>()).expect("keys are different")
}

fn text_of(rules: &[Rule]) -> String {
    let place = |rule: &Rule| format!("{}:{}", rule.origin.file, rule.origin.line);
    rules.iter().map(|rule| entry(&rule.key, &rule.value, &place(rule))).collect()
}

/// Spelling phrases are longer than many words and would hide them: the phrases get the words.
fn inside_phrases(rules: &mut Vec<Rule>, phrases: &Lexicon) {
    let lexicon = Lexicon::parse(&text_of(rules)).expect("rules have different keys");
    // Neither keys nor values: 算法 in 演算法 is no word that became 演算法 before.
    let known: BTreeSet<&str> =
        rules.iter().flat_map(|rule| [rule.key.as_str(), rule.value.as_str()]).collect();
    let mut more = Vec::new();
    for (key, value) in phrases.iter().filter(|(key, _)| !known.contains(key)) {
        let values: Vec<char> = value.chars().collect();
        if values.len() != key.chars().count() {
            continue;
        }
        let (mut at, mut characters, mut changed) = (0, 0, String::new());
        let mut found = None;
        while at < key.len() {
            if let Some((length, word)) = lexicon.longest_match(&key[at..]) {
                let word = word.value();
                found = rules.binary_search_by_key(&&key[at..at + length], |r| r.key.as_str()).ok();
                changed += word;
                characters += key[at..at + length].chars().count();
                at += length;
            } else {
                changed.push(values[characters]);
                characters += 1;
                at += key[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        if let Some(found) = found.filter(|_| changed != *value) {
            let origin = rules[found].origin.clone();
            let (key, rank) = (key.to_owned(), Rank::Respelled);
            more.push(Rule { key, value: changed, rank, origin, after: 0, before: 0 });
        }
    }
    rules.extend(more);
    rules.sort_by(|a, b| a.key.cmp(&b.key));
}

/// Everything in the wording folder.
pub fn wording() -> Result<Wording, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(WORDING)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let mut wording = Wording::default();
    for path in paths {
        let name = path.display().to_string();
        wording.parse(&name, &fs::read_to_string(&path)?).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(wording)
}

/// The dictionaries that others are made of, by name.
fn dictionaries() -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut dictionaries = BTreeMap::new();
    for folder in [SPELLING, HANT, OPENCC] {
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                dictionaries.entry(name).or_insert(fs::read_to_string(&path)?);
            }
        }
    }
    Ok(dictionaries)
}

fn lexicon(path: &str) -> Result<Lexicon, Box<dyn Error>> {
    Ok(Lexicon::parse(&fs::read_to_string(path)?).map_err(|error| format!("{path}: {error}"))?)
}

pub fn variants() -> Result<Variants, Box<dyn Error>> {
    // Not the characters out of use in hans_characters.txt, of which a word would have hundreds.
    let simplified = [lexicon(&format!("{OPENCC}/TSCharacters.txt"))?];
    let regional = [
        lexicon(&format!("{OPENCC}/TWVariants.txt"))?,
        lexicon(&format!("{OPENCC}/HKVariants.txt"))?,
        lexicon(&format!("{OPENCC}/HKVariantsRev.txt"))?,
    ];
    let traditional = lexicon(&format!("{OPENCC}/STCharacters.txt"))?;
    Ok(Variants::new(&simplified.each_ref(), &traditional, &regional.each_ref()))
}

/// Reads the configuration of a route.
fn load(name: &str, lexicons: &Path) -> Result<Pipeline, ConfigError> {
    let mut folders = vec![lexicons.to_owned()];
    folders.extend([SPELLING, HANT, OPENCC].map(PathBuf::from));
    let path = Path::new(CONFIGS).join(name).with_extension("json");
    load_pipeline(&path, &folders, PipelineOptions::default())
}

impl Spelling {
    /// Loads the configurations of the routes while the wording in them is still empty.
    fn load(lexicons: &Path) -> Result<Spelling, Box<dyn Error>> {
        for (_, name, ..) in LEXICONS {
            fs::write(lexicons.join(name), "")?;
        }
        let load = |name| load(name, lexicons);
        Ok(Spelling {
            simplify: load("hant2cn")?,
            taiwan: load("../hant/hans2tw")?,
            hong_kong: load("../hant/hans2hk")?,
            to_taiwan: load("hant2tw")?,
            to_hong_kong: load("hant2hk")?,
        })
    }

    /// Simplified to the spelling of a place.
    fn mainland_to(&self, to: Place) -> &Pipeline {
        match to {
            Place::HongKong => &self.hong_kong,
            _ => &self.taiwan,
        }
    }

    fn speller<'a>(&'a self, variants: &'a Variants) -> Speller<'a> {
        let by = |pipeline: &'a Pipeline| -> Spell<'a> {
            Box::new(move |text| reference::convert(pipeline, text))
        };
        Speller {
            spell: [by(&self.simplify), by(&self.to_taiwan), by(&self.to_hong_kong)],
            local: [Box::new(str::to_owned), by(&self.taiwan), by(&self.hong_kong)],
            variants,
        }
    }
}
