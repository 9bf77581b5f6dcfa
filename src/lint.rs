//! What is wrong with a dictionary: everything, and not only what comes first.

use std::collections::{BTreeMap, HashSet};

use crate::user::{UserDictionary, UserWords, is_table, parse_entries, too_many_columns};
use crate::wording::{Column, Line, Origin, Place, Wording, lint as lint_lines};
use crate::{Converter, Engine, Locale, SourceLocale, Unchanged};

/// Checks a dictionary in a text format: OpenCC's, that of `dicts/fanjian/wording`, or one of those
/// that user dictionaries may have. Each finding is a line `FILE:LINE: what is wrong`.
///
/// # Examples
/// ```
/// let findings = fanjian::lint::lint("a.txt", "干\t乾\n净\n干\t幹\n");
/// assert_eq!(findings, [
///     "a.txt:2: 净: no TAB between key and value",
///     "a.txt:3: 干 → 幹: never used, as line 1 says 乾: remove one",
/// ]);
/// ```
pub fn lint(file: &str, text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut columns = text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').count());
    if text.lines().any(|line| line.starts_with("keep\t")) || is_table(text) {
        lint_wording(file, text)
    } else if text.trim_start().starts_with('{') {
        lint_user(file, text)
    } else if columns.any(|count| count > 1) {
        lint_opencc(file, text)
    } else {
        lint_user(file, text)
    }
}

/// A user dictionary in a format that OpenCC does not have.
fn lint_user(file: &str, text: &str) -> Vec<String> {
    let (_, errors) = parse_entries(text);
    let at = |line: Option<usize>| line.map(|line| format!("{line}:")).unwrap_or_default();
    errors.into_iter().map(|e| format!("{file}:{} {}", at(e.line), e.reason)).collect()
}

/// OpenCC's format: `key TAB value value…`.
fn lint_opencc(file: &str, text: &str) -> Vec<String> {
    let mut findings: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut entries: Vec<(&str, &str, Origin)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let mut report = |what: &str| {
            findings.entry(number).or_default().push(format!("{file}:{number}: {what}"));
        };
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, values)) = line.split_once('\t') else {
            report(&format!("{line}: no TAB between key and value"));
            continue;
        };
        if key.trim() != key {
            report(&format!("{key:?}: space around the key belongs to it"));
        }
        if key.is_empty() {
            report("the key is empty");
            continue;
        }
        if values.contains('\t') {
            report(&format!("{key}: {}", too_many_columns(line.split('\t').count())));
            continue;
        }
        let values: Vec<&str> = values.split(' ').collect();
        match values[..] {
            [""] => report(&format!("{key}: becomes nothing")),
            _ if values.contains(&"") => {
                report(&format!("{key}: a candidate is empty: two spaces, or one at the end"));
            }
            _ => {}
        }
        let mut seen = HashSet::new();
        if let Some(twice) = values.iter().find(|value| !value.is_empty() && !seen.insert(**value))
        {
            report(&format!("{key}: {twice} is a candidate twice"));
        }
        entries.push((key, values[0], Origin { file: file.into(), line: number }));
    }
    // A stage runs once, and what other stages do is not known here.
    add_lines(&entries, &mut findings, str::to_owned, str::to_owned);
    findings.into_values().flatten().collect()
}

/// The format of our wording, as far as a single file tells.
fn lint_wording(file: &str, text: &str) -> Vec<String> {
    let mut wording = Wording::default();
    let mut findings: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    // Line by line, so that all of them are read.
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let mut alone = Wording::default();
        if let Err(error) = alone.parse(file, line) {
            let error = error.to_string();
            let reason = error.split_once(": ").map_or(&*error, |(_, reason)| reason);
            findings.entry(number).or_default().push(format!("{file}:{number}: {reason}"));
        }
        for mut entry in alone.entries {
            entry.origin.line = number;
            wording.entries.push(entry);
        }
    }
    for (from, to) in [
        (Place::Mainland, Place::Taiwan),
        (Place::Mainland, Place::HongKong),
        (Place::Taiwan, Place::Mainland),
        (Place::HongKong, Place::Mainland),
    ] {
        let mut entries = Vec::new();
        for entry in wording.entries.iter().filter(|entry| {
            let conditions = &entry.conditions;
            let directions = &conditions.directions;
            (directions.is_empty() || directions.contains(&(from, to)))
                && [
                    &conditions.before,
                    &conditions.after,
                    &conditions.not_before,
                    &conditions.not_after,
                ]
                .iter()
                .all(|condition| condition.is_empty())
        }) {
            let [read, written] = [from, to].map(|place| &entry.columns[place as usize]);
            if let (Column::Words(read), Column::Words(written)) = (read, written) {
                let lines = read.iter().filter(|key| **key != written[0]);
                entries.extend(
                    lines.map(|key| (key.as_str(), written[0].as_str(), entry.origin.clone())),
                );
            }
        }
        let (read, convert) = (reading(from), whole(text, from, to));
        add_lines(&entries, &mut findings, read, convert);
    }
    for reports in findings.values_mut() {
        reports.dedup();
    }
    findings.into_values().flatten().collect()
}

/// What a text of a place is before words are looked for.
fn reading(from: Place) -> impl Fn(&str) -> String {
    let simplify = Converter::between(Locale::Traditional, Locale::Simplified).ok();
    move |text: &str| match (&simplify, from) {
        (Some(simplify), Place::Mainland) => simplify.convert(text),
        _ => text.to_owned(),
    }
}

/// The conversion from one place to another with the words of a table.
fn whole(table: &str, from: Place, to: Place) -> impl Fn(&str) -> String {
    let locale = |place| match place {
        Place::Mainland => Locale::China,
        Place::Taiwan => Locale::Taiwan,
        Place::HongKong => Locale::HongKong,
    };
    let (from, to) = (locale(from), locale(to));
    let mut words = UserDictionary::for_route(SourceLocale::Locale(from), to);
    // Lines that cannot be read are told elsewhere.
    let is_sound = |line: &&str| Wording::default().parse("", line).is_ok();
    let sound: Vec<&str> = table.lines().filter(is_sound).collect();
    let _ = words.parse(&sound.join("\n"));
    let engine = Converter::between(from, to).ok().map(|engine| UserWords::new(&words, engine));
    let simplify = Converter::between(Locale::Traditional, Locale::Simplified).ok();
    let is_same = move |a: &str, b: &str| match &simplify {
        Some(simplify) => simplify.convert(a) == simplify.convert(b),
        None => a == b,
    };
    move |text: &str| {
        let mut output = String::new();
        let _ = match &engine {
            Some(engine) => engine.convert_prefix(text, true, &mut output),
            None => Unchanged.convert_prefix(text, true, &mut output),
        };
        // How a region spells is not what a table is about.
        if is_same(&output, text) { text.to_owned() } else { output }
    }
}

/// Adds what is wrong with entries together.
fn add_lines(
    entries: &[(&str, &str, Origin)],
    findings: &mut BTreeMap<usize, Vec<String>>,
    read: impl Fn(&str) -> String,
    convert: impl Fn(&str) -> String,
) {
    let lines: Vec<Line> =
        entries.iter().map(|(key, value, origin)| Line { key, value, origin }).collect();
    for finding in lint_lines(&lines, read, convert) {
        findings.entry(finding.origin.line).or_default().push(finding.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_everything_in_opencc_texts() {
        let text = "# c\n干\t乾 幹 乾\n 净\t淨\n\t空\n无\t\n发\t發 \n里\t裡\n裡\t里\n";
        assert_eq!(
            lint("a", text),
            [
                "a:2: 干: 乾 is a candidate twice",
                "a:3: \" 净\": space around the key belongs to it",
                "a:4: the key is empty",
                "a:5: 无: becomes nothing",
                "a:6: 发: a candidate is empty: two spaces, or one at the end",
                "a:7: 里 → 裡: line 8 turns it back",
                "a:8: 裡 → 里: line 7 turns it back",
            ]
        );
    }

    #[test]
    fn finds_everything_in_wording() {
        let text =
            "鼠标\t滑鼠\t滑鼠\n鼠标\t鼠標器\t滑鼠\t>\n软件\t軟體\n出租车\t計程車\t的士\twest\n";
        let findings = lint("a", text);
        assert!(findings[0].starts_with("a:2: 鼠标 → "), "{findings:?}");
        assert!(findings.iter().any(|f| f.starts_with("a:3: 2 columns")), "{findings:?}");
        assert!(findings.iter().any(|f| f.starts_with("a:4: the condition")), "{findings:?}");
        // 内存 would become 記憶體 in a second run, and text of the mainland has no 軟.
        let findings = lint("a", "鼠标\t滑鼠\t滑鼠\n硬盘\t硬碟内存\t-\n軟件\t軟體\t-\n");
        assert!(findings.iter().any(|f| f.starts_with("a:2: ") && f.contains("second run")));
        assert!(findings.iter().any(|f| f.starts_with("a:3: ") && f.contains("never used")));
        assert!(!findings.iter().any(|f| f.starts_with("a:1: ")), "{findings:?}");
    }

    #[test]
    fn reads_user_dictionaries() {
        assert_eq!(lint("a", "信息,訊息\n,b\n"), ["a:2: the key is empty"]);
        assert_eq!(lint("a", "信息\n"), [""; 0]);
    }

    #[test]
    fn what_is_built_in_is_read() {
        for name in crate::builtin::names().filter(|name| name.ends_with(".txt")) {
            let findings = lint(name, &crate::builtin::text(name).unwrap());
            let unreadable =
                |finding: &&String| finding.contains("columns") || finding.contains("TAB");
            assert_eq!(findings.iter().find(unreadable), None);
        }
    }
}
