//! Texts that nobody writes: made to sit on the borders of all rules.

use crate::entries::Entries;
use crate::random::Random;

/// Makes a text of about `length` characters.
pub fn text(entries: &Entries, random: &mut Random, length: usize) -> String {
    let mut text = String::with_capacity(length * 4);
    // Some texts are all keys, some are all oddities, most are between.
    let oddity = [0, 2, 10, 10, 30, 95][random.below(6)];
    while text.len() < length * 3 {
        if random.below(100) < oddity {
            push_oddity(entries, random, &mut text);
        } else {
            push_walk(entries, random, &mut text);
        }
    }
    text
}

/// One step of a walk from key to key: the text so far ends as some key starts, if it can.
fn push_walk(entries: &Entries, random: &mut Random, text: &mut String) {
    match random.below(10) {
        0..4 => {
            let last = text.chars().next_back().unwrap_or('一');
            let Some(key) = entries.key_that_starts_with(last, random) else {
                text.push_str(random.pick::<String>(&entries.keys));
                return;
            };
            let rest = &key[last.len_utf8()..];
            let end = if random.once_in(3) { random.cut(rest) } else { rest.len() };
            text.push_str(&rest[..end]);
        }
        4 => text.push_str(random.pick::<String>(&entries.keys)),
        5 => text.push_str(random.pick::<String>(&entries.values)),
        6 => text.push_str(entries.start_of_a_key(random)),
        7 => {
            let key = random.pick(&entries.keys);
            text.push_str(&key[random.cut(key)..]);
        }
        _ => text.push(*random.pick(&entries.characters)),
    }
}

fn push_oddity(entries: &Entries, random: &mut Random, text: &mut String) {
    match random.below(18) {
        0 => text.push('\n'),
        1 => text.push_str("\r\n"),
        2 => (0..1 + random.below(40)).for_each(|_| text.push(random.character(0x20, 0x7E))),
        // Controls, NUL among them.
        3 => text.push(random.character(0, 0x1F)),
        4 => text.push(random.character(0x7F, 0x7FF)),
        5 => text.push(random.character(0x800, 0x2E7F)),
        6 => text.push(random.character(0x2E80, 0x33FF)),
        7 => text.push(random.character(0x3400, 0x4DBF)),
        8 => text.push(random.character(0x4E00, 0x9FFF)),
        9 => text.push(random.character(0xA000, 0xFFFF)),
        10 => text.push(random.character(0x1_0000, 0x1_FFFF)),
        11 => text.push(random.character(0x2_0000, 0x3_FFFF)),
        12 => text.push(random.character(0xE_0000, 0x10_FFFF)),
        // CJK compatibility ideographs: what normalization changes.
        13 => text.push(random.character(0xF900, 0xFAFF)),
        14 => text.push(random.character(0x2_F800, 0x2_FA1F)),
        // Combining marks and variation selectors.
        15 => {
            text.push(*random.pick(&entries.characters));
            text.push(match random.below(3) {
                0 => random.character(0x300, 0x36F),
                1 => random.character(0xFE00, 0xFE0F),
                _ => random.character(0xE_0100, 0xE_01EF),
            });
        }
        _ => push_ids(entries, random, text),
    }
}

/// An ideographic description sequence: often well formed, sometimes too short, too deep, too long.
fn push_ids(entries: &Entries, random: &mut Random, text: &mut String) {
    let start = text.len();
    // Deep ones have one long arm, long ones have many short ones.
    let most = if random.once_in(5) { 80 } else { 12 };
    let branching = 1 + random.below(4);
    let mut missing = 1usize;
    let mut length = 0;
    while missing > 0 && length < most {
        let operands = match random.character(0x2FF0, 0x2FFF) {
            _ if random.below(4) >= branching => 0,
            c => {
                text.push(c);
                match c {
                    '\u{2FF2}' | '\u{2FF3}' => 3,
                    '\u{2FFE}' | '\u{2FFF}' => 1,
                    _ => 2,
                }
            }
        };
        if operands == 0 {
            push_operand(entries, random, text);
        }
        missing = missing - 1 + operands;
        length += 1;
    }
    if !random.once_in(4) {
        (0..missing).for_each(|_| push_operand(entries, random, text));
    } else if random.once_in(2) {
        let length = random.cut(&text[start..]);
        text.truncate(start + length);
    }
}

fn push_operand(entries: &Entries, random: &mut Random, text: &mut String) {
    match random.below(6) {
        0 => text.push_str(random.pick::<String>(&entries.keys)),
        1 => text.push(random.character(0x31, 0x7A)),
        2 => text.push(random.character(0xF900, 0xFAFF)),
        3 => text.push_str(["\n", "\u{FE00}", "\u{2FFB}", "\0"][random.below(4)]),
        _ => text.push(*random.pick(&entries.characters)),
    }
}
