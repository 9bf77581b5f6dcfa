//! Blocks of code between fences, as Markdown has them.

/// A block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    mark: u8,
    /// How many marks opened it: as many close it, or more.
    length: usize,
    /// How many block quotations it is in: it ends with them.
    quoted: usize,
}

/// What a line is, to a block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Text,
    /// A line of the block, its fences included.
    Code,
}

/// Goes on to the next line.
///
/// Fences are found in quotations and lists, so they may be indented by any width.
pub fn step(open: &mut Option<Fence>, line: &str) -> LineKind {
    let (quoted, content) = without_quotation(line);
    if let Some(fence) = *open {
        if quoted >= fence.quoted {
            if quoted == fence.quoted && fence.is_closed_by(content) {
                *open = None;
            }
            return LineKind::Code;
        }
        *open = None;
    }
    *open = Fence::opened_by(without_list_mark(content), quoted);
    match open {
        Some(_) => LineKind::Code,
        None => LineKind::Text,
    }
}

impl Fence {
    fn opened_by(content: &str, quoted: usize) -> Option<Fence> {
        let mark = *content.as_bytes().first().filter(|first| matches!(first, b'`' | b'~'))?;
        let length = marks(content, mark);
        // What has backticks behind it on its line is code within that line.
        let is_inline = mark == b'`' && content[length..].contains('`');
        (length >= 3 && !is_inline).then_some(Fence { mark, length, quoted })
    }

    fn is_closed_by(self, content: &str) -> bool {
        let length = marks(content, self.mark);
        length >= self.length && content[length..].trim_end().is_empty()
    }
}

/// How many of these bytes a text begins with.
fn marks(text: &str, mark: u8) -> usize {
    text.bytes().take_while(|byte| *byte == mark).count()
}

/// How many block quotations a line is in, and what is in them, without white space before it.
fn without_quotation(line: &str) -> (usize, &str) {
    let mut quoted = 0;
    let content = line.trim_start_matches(|c| {
        quoted += usize::from(c == '>');
        matches!(c, ' ' | '\t' | '>')
    });
    (quoted, content)
}

fn without_list_mark(content: &str) -> &str {
    let number = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match number.len() < content.len() {
        true => number.strip_prefix(['.', ')']),
        false => content.strip_prefix(['-', '*', '+']),
    };
    match rest {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start_matches([' ', '\t']),
        _ => content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `c` for each line of code, `t` for each other.
    fn kinds(text: &str) -> String {
        let mut open = None;
        let kind = |line| if step(&mut open, line) == LineKind::Code { 'c' } else { 't' };
        text.lines().map(kind).collect()
    }

    #[test]
    fn finds_blocks() {
        for (text, expected) in [
            ("a\n```sh\nx\n```\na", "tccct"),
            ("~~~ a`b`\n```\n~~~~ \na", "ccct"),
            ("````\n```\n````\na", "ccct"),
            ("```\na\nnever closed", "ccc"),
            ("``` a ``` b\nc", "tt"),
            ("``\na", "tt"),
            ("```\n``` b\n```\na", "ccct"),
            ("- a\n  - ```\n    x\n    ```\n1. ~~~\n   ~~~\na", "tccccct"),
            ("> ```\n> x\n> ```\na", "ccct"),
            ("> ```\n> x\na", "cct"),
            ("```\n> ```\n```\na", "ccct"),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }
}
