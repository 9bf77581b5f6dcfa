//! What a converter gets right on a set.

use crate::converters::Scored;
use crate::set::Set;

/// The result of one converter on one set.
pub struct Score {
    pub name: String,
    /// What it makes of each sentence.
    pub converted: Vec<String>,
    /// Characters to be edited in each sentence.
    pub edits: Vec<usize>,
    /// Sentences with nothing to be edited.
    pub right: usize,
    /// Characters to be edited, for each 10,000 that are expected.
    pub errors: f64,
    /// Sentences that a second run changes again.
    pub again: usize,
    /// Characters of the expected text, which is native to the target, that a run changes, for each 10,000.
    pub native: f64,
    /// Characters of that text that the way back and a run do not restore, for each 10,000.
    pub round_trip: f64,
}

/// Scores a converter on a set.
pub fn score(scored: &Scored, set: &Set) -> Result<Score, String> {
    let sources: Vec<&str> = set.sentences.iter().map(|s| s.source.as_str()).collect();
    let expected: Vec<&str> = set.sentences.iter().map(|s| s.expected.as_str()).collect();
    let converted = (scored.convert)(&sources)?;
    let again = (scored.convert)(&strs(&converted))?;
    let native = (scored.convert)(&expected)?;
    let round_trip = (scored.convert)(&strs(&(scored.back)(&expected)?))?;
    let characters: usize = expected.iter().map(|line| line.chars().count()).sum();
    let per_10_000 = |lines: &[String]| {
        let all: usize = lines.iter().zip(&expected).map(|(line, e)| edits(line, e)).sum();
        1e4 * all as f64 / characters as f64
    };
    let edits: Vec<usize> = converted.iter().zip(&expected).map(|(c, e)| edits(c, e)).collect();
    Ok(Score {
        name: scored.name.clone(),
        right: edits.iter().filter(|&&edits| edits == 0).count(),
        errors: per_10_000(&converted),
        again: again.iter().zip(&converted).filter(|(again, once)| again != once).count(),
        native: per_10_000(&native),
        round_trip: per_10_000(&round_trip),
        converted,
        edits,
    })
}

fn strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// The number of characters that must be changed, added or removed to make one of the other.
/// Quotation marks of both kinds count as the same: some converters write those of the target.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().map(unmarked).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().map(unmarked).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn unmarked(c: char) -> char {
    match c {
        '「' => '“',
        '」' => '”',
        '『' => '‘',
        '』' => '’',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn counts_edits() {
        assert_eq!(edits("", ""), 0);
        assert_eq!(edits("汉字", "汉字"), 0);
        assert_eq!(edits("乾净的", "干净的"), 1);
        assert_eq!(edits("文件", "档"), 2);
        assert_eq!(edits("出租车", "出租汽车"), 1);
        assert_eq!(edits("“好”", "「好」"), 0);
    }
}
