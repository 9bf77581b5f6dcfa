//! Differences as a unified diff, written as the text goes by.
//!
//! A conversion keeps lines: nearly always the n-th line of a text is the n-th of its conversion.
//! So there is nothing to search, and only a hunk has to be held in memory.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::mem;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

use super::convert::BadRecords;
use crate::text::Sink;

/// Lines before and after a difference.
const CONTEXT: usize = 3;

/// A hunk ends after so many bytes, even if the next line is different as well.
const LONGEST: usize = 1 << 20;

const BOLD: &str = "\x1b[1m";
const CYAN: &str = "\x1b[36m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";

/// Writes a diff of what it is shown.
pub(super) struct Diff<'n, W> {
    output: W,
    name: &'n str,
    colored: bool,
    begun: bool,
    /// Lines of which the end is still to come.
    old: Vec<u8>,
    new: Vec<u8>,
    /// Lines that are done with.
    old_lines: usize,
    new_lines: usize,
    context: VecDeque<Vec<u8>>,
    hunk: Hunk,
    bad_records: BadRecords,
}

#[derive(Default)]
struct Hunk {
    /// The lines before it.
    old_start: usize,
    new_start: usize,
    lines: Vec<(Kind, Vec<u8>)>,
    /// Lines that were added, to be written after all that were removed.
    added: Vec<Vec<u8>>,
    /// Equal lines at its end.
    equal: usize,
    bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

impl<'n, W: Write> Diff<'n, W> {
    pub(super) fn new(output: W, name: &'n str, colored: bool) -> Diff<'n, W> {
        Diff {
            output,
            name,
            colored,
            begun: false,
            old: Vec::new(),
            new: Vec::new(),
            old_lines: 0,
            new_lines: 0,
            context: VecDeque::new(),
            hunk: Hunk::default(),
            bad_records: BadRecords::default(),
        }
    }

    /// Whether there were any, so far.
    pub(super) fn has_differences(&self) -> bool {
        self.begun || !self.hunk.lines.is_empty() || self.old != self.new
    }

    /// Ends the diff and hands over the bad records.
    ///
    /// # Errors
    ///
    /// When the last of it cannot be written.
    pub(super) fn finish(mut self, bad_records: &mut BadRecords) -> io::Result<()> {
        *bad_records = mem::take(&mut self.bad_records);
        let (old, new) = (mem::take(&mut self.old), mem::take(&mut self.new));
        if !old.is_empty() || !new.is_empty() {
            self.compare(&lines(&old), &lines(&new))?;
        }
        self.end_hunk()
    }

    fn compare(&mut self, old: &[&[u8]], new: &[&[u8]]) -> io::Result<()> {
        if old.len() == new.len() {
            for (old, new) in old.iter().zip(new) {
                match old == new {
                    true => self.same(old)?,
                    false => self.different(&[old], &[new])?,
                }
            }
            return Ok(());
        }
        // Only the user's own words bring line ends in.
        for operation in operations(old, new) {
            match operation {
                DiffOp::Equal { old_index, len, .. } => {
                    for line in &old[old_index..old_index + len] {
                        self.same(line)?;
                    }
                }
                other => self.different(&old[other.old_range()], &new[other.new_range()])?,
            }
        }
        Ok(())
    }

    fn same(&mut self, line: &[u8]) -> io::Result<()> {
        self.old_lines += 1;
        self.new_lines += 1;
        if self.hunk.lines.is_empty() {
            if self.context.len() == CONTEXT {
                self.context.pop_front();
            }
            self.context.push_back(line.to_vec());
            return Ok(());
        }
        self.hunk.settle();
        self.hunk.push(Kind::Same, line);
        self.hunk.equal += 1;
        if self.hunk.equal > 2 * CONTEXT {
            let rest = self.hunk.lines.split_off(self.hunk.lines.len() - CONTEXT);
            self.end_hunk()?;
            self.context = rest.into_iter().map(|(_, line)| line).collect();
        }
        Ok(())
    }

    fn different(&mut self, old: &[&[u8]], new: &[&[u8]]) -> io::Result<()> {
        if self.hunk.lines.is_empty() {
            let context = mem::take(&mut self.context);
            self.hunk.old_start = self.old_lines - context.len();
            self.hunk.new_start = self.new_lines - context.len();
            self.hunk.lines.extend(context.into_iter().map(|line| (Kind::Same, line)));
        }
        self.hunk.equal = 0;
        for line in old {
            self.hunk.push(Kind::Removed, line);
        }
        for line in new {
            self.hunk.bytes += line.len();
            self.hunk.added.push(line.to_vec());
        }
        self.old_lines += old.len();
        self.new_lines += new.len();
        if self.hunk.bytes > LONGEST {
            self.end_hunk()?;
        }
        Ok(())
    }

    fn end_hunk(&mut self) -> io::Result<()> {
        self.hunk.settle();
        let mut hunk = mem::take(&mut self.hunk);
        if hunk.lines.is_empty() {
            return Ok(());
        }
        let after = hunk.lines.iter().rev().take_while(|(kind, _)| *kind == Kind::Same).count();
        hunk.lines.truncate(hunk.lines.len() - after.saturating_sub(CONTEXT));
        let [bold, cyan, red, green, plain] = match self.colored {
            true => [BOLD, CYAN, RED, GREEN, "\x1b[0m"],
            false => [""; 5],
        };
        if !self.begun {
            self.begun = true;
            writeln!(self.output, "{bold}--- {}{plain}", self.name)?;
            writeln!(self.output, "{bold}+++ {}{plain}", self.name)?;
        }
        let count = |kind| hunk.lines.iter().filter(|(k, _)| *k == kind).count();
        let same = count(Kind::Same);
        writeln!(
            self.output,
            "{cyan}@@ -{} +{} @@{plain}",
            range(hunk.old_start, same + count(Kind::Removed)),
            range(hunk.new_start, same + count(Kind::Added)),
        )?;
        for (kind, line) in &hunk.lines {
            let (color, sign) = match kind {
                Kind::Same => ("", ' '),
                Kind::Removed => (red, '-'),
                Kind::Added => (green, '+'),
            };
            let (line, end) = match line.strip_suffix(b"\n") {
                Some(line) => (line, "\n"),
                None => (&line[..], "\n\\ No newline at end of file\n"),
            };
            let plain = if color.is_empty() { "" } else { plain };
            write!(self.output, "{color}{sign}")?;
            self.output.write_all(line)?;
            write!(self.output, "{plain}{end}")?;
        }
        Ok(())
    }
}

impl Hunk {
    fn push(&mut self, kind: Kind, line: &[u8]) {
        self.bytes += line.len();
        self.lines.push((kind, line.to_vec()));
    }

    /// Puts the added lines behind the removed ones.
    fn settle(&mut self) {
        self.lines.extend(self.added.drain(..).map(|line| (Kind::Added, line)));
    }
}

/// The first line of so many after so many, as a hunk tells it.
fn range(before: usize, count: usize) -> String {
    match count {
        0 => format!("{before},0"),
        1 => format!("{}", before + 1),
        _ => format!("{},{count}", before + 1),
    }
}

/// How to make the new lines of the old ones.
fn operations(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    found.into_inner().into_inner().into_ops()
}

/// The lines of a text with their ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

/// Takes the whole lines from the beginning of a text.
fn take_lines(text: &mut Vec<u8>) -> Vec<u8> {
    let end = memchr::memrchr(b'\n', text).map_or(0, |line_end| line_end + 1);
    let rest = text.split_off(end);
    mem::replace(text, rest)
}

impl<W: Write + Send> Sink for Diff<'_, W> {
    fn put(&mut self, before: &[u8], after: &[u8]) -> io::Result<()> {
        self.old.extend_from_slice(before);
        self.new.extend_from_slice(after);
        let (old, new) = (take_lines(&mut self.old), take_lines(&mut self.new));
        self.compare(&lines(&old), &lines(&new))
    }

    fn remark(&mut self, line: u64, remark: &str) {
        self.bad_records.remark(line, remark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(pieces: &[(&str, &str)]) -> String {
        let mut output = Vec::new();
        let mut diff = Diff::new(&mut output, "file", false);
        for (before, after) in pieces {
            diff.put(before.as_bytes(), after.as_bytes()).unwrap();
        }
        diff.finish(&mut BadRecords::default()).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn nothing_is_no_diff() {
        assert_eq!(diff(&[("a\nb", "a\nb"), ("", "")]), "");
    }

    #[test]
    fn lines_come_with_what_is_around_them() {
        let old = "1\n2\n3\n4\n5\n6\n漢\n字\n9\n10\n11\n12\n13\n14\n15\n16\n漢";
        let new = old.replace('漢', "汉").replace('字', "x");
        let expected = "--- file\n+++ file\n@@ -4,8 +4,8 @@\n 4\n 5\n 6\n-漢\n-字\n+汉\n+x\n 9\n 10\n 11\n\
            @@ -14,4 +14,4 @@\n 14\n 15\n 16\n-漢\n\\ No newline at end of file\n\
            +汉\n\\ No newline at end of file\n";
        assert_eq!(diff(&[(old, &new)]), expected);
        // However the text is cut into pieces.
        for cut in (0..old.len()).filter(|cut| old.is_char_boundary(*cut)) {
            let cut_new = old[..cut].replace('漢', "汉").replace('字', "x").len();
            let pieces = [(&old[..cut], &new[..cut_new]), (&old[cut..], &new[cut_new..])];
            assert_eq!(diff(&pieces), expected, "{cut}");
        }
    }

    #[test]
    fn close_differences_are_one_hunk() {
        let old = "漢\n2\n3\n4\n5\n6\n7\n漢\n9\n";
        let new = old.replace('漢', "汉");
        let expected =
            "--- file\n+++ file\n@@ -1,9 +1,9 @@\n-漢\n+汉\n 2\n 3\n 4\n 5\n 6\n 7\n-漢\n+汉\n 9\n";
        assert_eq!(diff(&[(old, &new)]), expected);
    }

    #[test]
    fn lines_may_be_more_afterwards() {
        let text = diff(&[("a\nb\nc\n", "a\nb1\nb2\nc\n")]);
        assert_eq!(text, "--- file\n+++ file\n@@ -1,3 +1,4 @@\n a\n-b\n+b1\n+b2\n c\n");
    }
}
