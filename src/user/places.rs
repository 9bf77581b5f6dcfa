//! Tables of the words of places, in the format of `dicts/fanjian/wording`, as words of the user's own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::formats::EntryError;
use crate::dictionary::{Lexicon, Pipeline};
use crate::wording::{
    Direction, Place, Rank, Rule, Spell, Speller, Variants, Wording, WordingError, directed,
    protect_values,
};
use crate::{Converter, Locale, SourceLocale, builtin, reference};

/// What stands beside a word, as a part of its key. In bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// How much of the key stands before the word.
    pub after: usize,
    /// How much of it follows the word.
    pub before: usize,
    /// Whether the word is not meant here.
    pub excepted: bool,
}

/// Whose words become whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Earlier ones win.
    from: Vec<Place>,
    to: Place,
}

/// What a table says for a route.
pub struct PlacedWord {
    pub key: String,
    pub value: String,
    pub line: usize,
    pub beside: Option<Beside>,
}

impl Route {
    /// None if no table says anything for it.
    pub fn between(from: SourceLocale, to: Locale) -> Option<Route> {
        let to = place(to)?;
        let mut from = match from {
            SourceLocale::Auto => Place::ALL.to_vec(),
            SourceLocale::Locale(Locale::Traditional) => vec![Place::Taiwan, Place::HongKong],
            SourceLocale::Locale(from) => place(from).into_iter().collect(),
        };
        from.retain(|from| *from != to);
        (!from.is_empty()).then_some(Route { from, to })
    }
}

fn place(locale: Locale) -> Option<Place> {
    match locale {
        Locale::Simplified | Locale::China | Locale::Singapore | Locale::Malaysia => {
            Some(Place::Mainland)
        }
        Locale::Taiwan => Some(Place::Taiwan),
        Locale::HongKong | Locale::Macau => Some(Place::HongKong),
        Locale::Traditional | Locale::Japanese => None,
    }
}

/// Whether a text is a table of the words of places: most of its entries are in three columns or more.
pub fn is_table(text: &str) -> bool {
    let entries = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let (mut three, mut fewer) = (0, 0);
    for line in entries.filter(|line| !line.starts_with("keep\t")) {
        match line.matches('\t').count() >= 2 {
            true => three += 1,
            false => fewer += 1,
        }
    }
    three > fewer
}

/// Reads a table; without a route it is only checked.
pub fn parse(text: &str, route: Option<&Route>) -> Result<Vec<PlacedWord>, EntryError> {
    let mut wording = Wording::default();
    wording.parse("", text).map_err(entry_error)?;
    let Some(route) = route else { return Ok(Vec::new()) };
    let speller = speller();
    let mut rules = directed(&wording, Direction { from: &route.from, to: route.to }, &speller);
    let before: Vec<Rule> = rules.clone();
    // 演算法 holds 算法, which becomes 演算法.
    protect_values(&mut rules, |value| replaced(&before, value));
    Ok(rules.into_iter().map(|rule| placed(rule, route, &speller)).collect())
}

fn entry_error(error: WordingError) -> EntryError {
    let (WordingError::Columns { line, .. }
    | WordingError::NoWord { line }
    | WordingError::Word { line, .. }
    | WordingError::Condition { line, .. }) = error;
    let text = error.to_string();
    let reason = text.split_once(": ").map_or(&*text, |(_, reason)| reason);
    EntryError { line: Some(line), reason: reason.to_owned() }
}

/// A text with every word of some rules, whatever stands beside it, replaced.
fn replaced(rules: &[Rule], text: &str) -> String {
    let words = rules.iter().filter(|rule| rule.rank != Rank::Excepted);
    let words = words.map(|rule| (&rule.key[rule.after..rule.key.len() - rule.before], rule));
    let words: BTreeMap<&str, &Rule> = words.collect();
    let mut output = String::new();
    let mut at = 0;
    while at < text.len() {
        let mut ends = text[at..].char_indices().map(|(end, c)| at + end + c.len_utf8());
        let longest = ends.rfind(|&end| words.contains_key(&text[at..end]));
        let next = longest.or_else(|| text[at..].chars().next().map(|c| at + c.len_utf8()));
        let next = next.unwrap_or(text.len());
        match longest.and_then(|end| words.get(&text[at..end])) {
            Some(rule) => output.push_str(&rule.value),
            None => output.push_str(&text[at..next]),
        }
        at = next;
    }
    output
}

fn placed(rule: Rule, route: &Route, speller: &Speller) -> PlacedWord {
    let line = rule.origin.line;
    let Rule { key, mut value, rank, after, before, .. } = rule;
    let excepted = rank == Rank::Excepted;
    if after == 0 && before == 0 && !excepted {
        return PlacedWord { key, value, line, beside: None };
    }
    // The value holds what stands beside the word as the target spells it.
    let (start, end) = (&key[..after], &key[key.len() - before..]);
    let spelled = |from: &Place, text: &str| match from {
        Place::Mainland => speller.local[route.to as usize](text),
        _ => speller.spell(route.to, text),
    };
    let word = route.from.iter().find_map(|from| {
        let value = value.strip_prefix(spelled(from, start).as_str())?;
        value.strip_suffix(spelled(from, end).as_str())
    });
    if let Some(word) = word {
        value = word.to_owned();
    }
    PlacedWord { key, value, line, beside: Some(Beside { after, before, excepted }) }
}

/// Spells without a change of wording. What a table says of the region's words is written as it is.
fn speller() -> Speller<'static> {
    let simplify = Converter::new("hant2hans").expect("it is built in");
    let as_written = || -> Spell<'static> { Box::new(str::to_owned) };
    let by = |pipeline: &'static LazyLock<Pipeline>| -> Spell<'static> {
        Box::new(move |text| reference::convert(pipeline, text))
    };
    Speller {
        local: [as_written(), by(&TO_TAIWAN), by(&TO_HONG_KONG)],
        spell: [Box::new(move |text| simplify.convert(text)), as_written(), as_written()],
        variants: &VARIANTS,
    }
}

/// From Simplified to the spelling of a region.
static TO_TAIWAN: LazyLock<Pipeline> = LazyLock::new(|| builtin::spelling("hans2tw"));
static TO_HONG_KONG: LazyLock<Pipeline> = LazyLock::new(|| builtin::spelling("hans2hk"));

static VARIANTS: LazyLock<Variants> = LazyLock::new(|| {
    let text = |name: &str| builtin::text(&format!("opencc/{name}.txt")).unwrap_or_default();
    let lexicon = |name| Lexicon::parse(&text(name)).expect("what is built in is sound");
    let regional = ["TWVariants", "HKVariants", "HKVariantsRev"].map(lexicon);
    let (simplified, traditional) = (lexicon("TSCharacters"), lexicon("STCharacters"));
    Variants::new(&[&simplified], &traditional, &regional.each_ref())
});

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: Locale, to: Locale, text: &str) -> Vec<(String, String)> {
        let route = Route::between(SourceLocale::Locale(from), to).unwrap();
        let words = parse(text, Some(&route)).unwrap();
        words.into_iter().map(|word| (word.key, word.value)).collect()
    }

    #[test]
    fn a_route_has_the_words_of_its_places() {
        let text = "土豆\t馬鈴薯\t薯仔\n面包\t麵包\t=\n菠萝\t鳳梨\t=\t>\n";
        let of = |from, to| words(from, to, text);
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert!(of(Locale::China, Locale::Taiwan).contains(&pair("菠萝", "鳳梨")));
        assert!(of(Locale::China, Locale::Macau).contains(&pair("土豆", "薯仔")));
        assert!(of(Locale::Taiwan, Locale::Simplified).contains(&pair("馬鈴薯", "土豆")));
        assert!(of(Locale::Traditional, Locale::China).contains(&pair("薯仔", "土豆")));
        assert!(!of(Locale::Taiwan, Locale::China).iter().any(|(key, _)| key == "鳳梨"));
        assert_eq!(Route::between(SourceLocale::Auto, Locale::Japanese), None);
        assert_eq!(Route::between(SourceLocale::Locale(Locale::China), Locale::Simplified), None);
    }

    #[test]
    fn what_stands_beside_is_part_of_the_key_only() {
        let route = Route::between(SourceLocale::Locale(Locale::Taiwan), Locale::China).unwrap();
        let words = parse("通过\t透過\t-\tbefore:網 not-after:光\n", Some(&route)).unwrap();
        let found = |key: &str| words.iter().find(|word| word.key == key).unwrap();
        let beside = |after, before, excepted| Some(Beside { after, before, excepted });
        assert_eq!(
            (found("透過網").value.as_str(), found("透過網").beside),
            ("通过", beside(0, 3, false))
        );
        assert_eq!(found("光透過網").beside, beside(3, 3, true));
        assert_eq!(found("透過网").line, 1);
    }

    #[test]
    fn tables_are_told_from_pairs() {
        assert!(is_table("# x\nkeep\ta b\n\na\tb\tc\nd\te\tf\tcn>tw\n"));
        assert!(!is_table("a\tb\nc\td\te\n") && !is_table("keep\ta\n") && !is_table("a,b\n"));
        let error = parse("a\tb\tc\nd\te\n", None).err().unwrap();
        assert!(error.to_string().starts_with("line 2: 2 columns: "), "{error}");
    }
}
