//! From block to block: characters by themselves, and tokens where they are something else.

use super::look::{Look, look};
use super::runs::Runs;
use super::tokens::Tokens;
use super::utf8::BitMoves;
use super::{plain, short};
use crate::table::{Colour, View};

/// Room that is asked for at once, so that long texts do not reserve more than they need.
const RESERVE: usize = 64 << 10;

/// See [`super::convert_prefix`].
#[inline(always)]
pub fn convert_prefix(
    view: &View,
    text: &[u8],
    end: bool,
    output: &mut Vec<u8>,
    bits: impl BitMoves,
) -> usize {
    output.reserve(text.len().min(RESERVE));
    let mut converted = Vec::new();
    let tokens = Tokens { view, text, end, runs: &Runs::new(view, text.len()) };
    // Before this place a token ends.
    let mut known = 0;
    let mut at = 0;
    let mut colours = Colour::JUST_ALWAYS;
    while at < text.len() {
        let mut block = plain::convert(view, text, at, colours, output, bits);
        colours = block.colours;
        let mut flagged = block.flagged;
        while flagged != 0 {
            let place = at + flagged.trailing_zeros() as usize;
            flagged &= flagged - 1;
            let look = look(view, text, known, place, end, bits);
            // The tokens take the place of what the characters became.
            let (start, becomes) = match look {
                Look::Nothing => continue,
                Look::Word(word) => {
                    known = word.end;
                    (word.start, word.output)
                }
                Look::Care => {
                    converted.clear();
                    let (start, found) = tokens.search(known, place, bits, &mut converted);
                    match found {
                        Ok(after) => known = after,
                        Err(done) => {
                            output.truncate(output.len() - (block.end - start));
                            output.extend_from_slice(&converted);
                            return done;
                        }
                    }
                    (start, &converted[..])
                }
            };
            let start = output.len() - (block.end - start);
            if known >= block.end {
                output.truncate(start);
                short::append(output, becomes);
                block.end = known;
                break;
            }
            short::replace(output, start, block.end - known, becomes);
        }
        at = block.end;
    }
    if !end {
        let token = tokens.sure_end(known, at);
        output.truncate(output.len() - (at - token));
        let (Ok(done) | Err(done)) = tokens.convert(token, at, output);
        return done;
    }
    at
}
