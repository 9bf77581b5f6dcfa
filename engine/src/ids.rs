//! Ideographic Description Sequences: an operator (U+2FF0 to U+2FFF) and its operands.
//!
//! Source of the rules: OpenCC 1.4.2, which copies a complete sequence as it is; the operators
//! and their arity are those of Unicode's chapter 18.2.

/// Deeper sequences are not recognised, as in OpenCC.
const MAX_DEPTH: usize = 16;
/// Longer sequences (in code points) are not recognised, as in OpenCC.
pub const MAX_CODE_POINTS: usize = 64;

/// What a text that starts with some code point is, read as a description sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// A whole sequence of so many code points.
    Complete(usize),
    /// The text ends inside a sequence.
    Incomplete,
    /// No operator here, or a sequence that is too deep or too long.
    None,
}

/// The number of operands that `c` takes as an operator; 0 for all other code points.
pub fn arity(c: u32) -> usize {
    match c {
        0x2FF2 | 0x2FF3 => 3,
        0x2FFE | 0x2FFF => 1,
        0x2FF0..=0x2FFD => 2,
        _ => 0,
    }
}

/// Reads a sequence from its first code point on; `next` gives one code point after the other.
pub fn read<E>(mut next: impl FnMut() -> Result<Option<u32>, E>) -> Result<Ids, E> {
    let mut code_points = 0;
    // Operands still missing at each open operator.
    let mut open = [0usize; MAX_DEPTH];
    let mut depth = 0;
    loop {
        let Some(c) = next()? else {
            return Ok(if code_points == 0 { Ids::None } else { Ids::Incomplete });
        };
        if depth == MAX_DEPTH || code_points == MAX_CODE_POINTS {
            return Ok(Ids::None);
        }
        code_points += 1;
        let operands = arity(c);
        if operands > 0 {
            open[depth] = operands;
            depth += 1;
            continue;
        }
        if depth == 0 {
            return Ok(Ids::None);
        }
        while depth > 0 {
            open[depth - 1] -= 1;
            if open[depth - 1] > 0 {
                break;
            }
            depth -= 1;
        }
        if depth == 0 {
            return Ok(Ids::Complete(code_points));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Ids {
        let mut chars = text.chars();
        read(|| Ok::<_, ()>(chars.next().map(u32::from))).unwrap()
    }

    #[test]
    fn reads_whole_sequences_only() {
        assert_eq!(ids("⿰木木x"), Ids::Complete(3));
        assert_eq!(ids("⿱⿰木木⿲abc"), Ids::Complete(8));
        assert_eq!(ids("⿰木"), Ids::Incomplete);
        assert_eq!(ids("木⿰木木"), Ids::None);
        assert_eq!(ids("\u{2FFE}木"), Ids::Complete(2));
    }

    #[test]
    fn gives_up_where_opencc_does() {
        let nested = |depth: usize| "⿾".repeat(depth) + "木";
        assert_eq!(ids(&nested(15)), Ids::Complete(16));
        assert_eq!(ids(&nested(16)), Ids::None);
        let wide =
            |n: usize| "⿲".to_owned() + &"⿲⿲⿲木木木⿲木木木⿲木木木⿲木木木⿲木木木".repeat(n);
        assert_eq!(ids(&wide(4)), Ids::None);
    }
}
