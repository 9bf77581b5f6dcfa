//! The page that tells how good the converters are.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::converters::{self, Converters};
use crate::score::{Score, score};
use crate::set::Set;

const HEAD: &str = "\
# Quality

Sentences of our own in `bench/quality`, one with what it should become in each line. Errors are
characters that must be edited to get there; the numbers marked /10,000 are for each 10,000 characters
of the expected text. Quotation marks of both kinds count as the same. *Native*: what a run changes in
the expected text itself, which should stay as it is. *Again*: sentences that a second run changes.
*Round trip*: what is not restored when the expected text goes back to the source and again to the
target. Written by

    scripts/setup-libopencc && cd bench/quality && cargo run --release

";

/// The whole page.
pub fn write(sets: &[Set], converters: &Converters) -> Result<String, String> {
    let mut page = HEAD.to_owned();
    for set in sets {
        let scores: Vec<Score> = converters
            .of(set.direction)?
            .iter()
            .map(|scored| score(scored, set))
            .collect::<Result<_, _>>()?;
        write_set(&mut page, set, &scores);
    }
    page.push_str(include_str!("../still-wrong.md"));
    Ok(page)
}

fn write_set(page: &mut String, set: &Set, scores: &[Score]) {
    let sentences = set.sentences.len();
    let characters: usize = set.sentences.iter().map(|s| s.expected.chars().count()).sum();
    let mut line = |text: String| writeln!(page, "{text}").expect("a string takes all");
    line(format!("## {}\n\n{}\n", set.name, set.about));
    line(format!("{sentences} sentences, {characters} characters.\n"));
    line(
        "| converter | right | errors /10,000 | native /10,000 | again | round trip /10,000 |"
            .into(),
    );
    line("| --- | ---: | ---: | ---: | ---: | ---: |".into());
    for s in scores {
        line(format!(
            "| {} | {}/{sentences} | {:.1} | {:.1} | {} | {:.1} |",
            s.name, s.right, s.errors, s.native, s.again, s.round_trip
        ));
    }
    let tags: BTreeSet<&str> = set.sentences.iter().map(|s| s.tag.as_str()).collect();
    if tags.len() > 1 {
        let columns = |cell: &dyn Fn(&Score) -> String| -> String {
            scores.iter().map(|s| format!(" {} |", cell(s))).collect()
        };
        line(format!("\n| right, by tag | of |{}", columns(&|s| s.name.clone())));
        line(format!("| --- | ---: |{}", columns(&|_| "---:".to_owned())));
        for tag in tags {
            let of: Vec<usize> = (0..sentences).filter(|&i| set.sentences[i].tag == tag).collect();
            let right = |s: &Score| of.iter().filter(|&&i| s.edits[i] == 0).count().to_string();
            line(format!("| {tag} | {} |{}", of.len(), columns(&right)));
        }
    }
    line(String::new());
}

/// What fanjian gets wrong: set, tag, source, expected and what it gives.
pub fn print_errors(sets: &[Set]) -> Result<(), String> {
    for set in sets {
        let scored = converters::ours(set.direction)?;
        let score = score(&scored, set)?;
        for ((sentence, converted), &edits) in
            set.sentences.iter().zip(&score.converted).zip(&score.edits)
        {
            if edits > 0 {
                println!(
                    "{}\t{}\t{}\t{}\t{converted}",
                    set.name, sentence.tag, sentence.source, sentence.expected
                );
            }
        }
    }
    Ok(())
}
