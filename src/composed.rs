//! Several conversions one after the other, as one.

/// How much text is tried at once: the longer, the less often a piece has to be cut.
const PIECE: usize = 16 * 1024;

/// One conversion as [`crate::Engine::convert_prefix`] has it.
pub(crate) type Step<'a> = dyn Fn(&str, bool, &mut String) -> usize + 'a;

/// Converts with `first` and what that gives with `second`; otherwise as
/// [`crate::Engine::convert_prefix`].
///
/// A cut in the text is safe for both if the first conversion takes all before it, and the second
/// all that the first made of that. Where the second holds something back, such a cut is looked
/// for from the end of the piece on backwards; it is not far, as no phrase is long.
pub(crate) fn convert_prefix(
    first: &Step,
    second: &Step,
    text: &str,
    end: bool,
    output: &mut String,
) -> usize {
    let mut between = String::new();
    let mut done = 0;
    let mut size = PIECE;
    while done < text.len() {
        let rest = &text[done..];
        let whole = rest.len() <= size;
        let mut piece = if whole { rest } else { cut_before(rest, size) };
        if !(whole && end) {
            // A good guess of where nothing is held back.
            piece = piece.rfind(BREAKS).map_or(piece, |at| cut_after(piece, at));
        }
        while !piece.is_empty() {
            let end = whole && end && piece.len() == rest.len();
            between.clear();
            let before = output.len();
            let taken = first(piece, end, &mut between);
            if taken < piece.len() {
                piece = &piece[..taken];
            } else if second(&between, end, output) < between.len() {
                output.truncate(before);
                piece = cut_before(piece, piece.len() - 1);
            } else {
                break;
            }
        }
        done += piece.len();
        if !piece.is_empty() {
            size = PIECE;
        } else if whole {
            break;
        } else {
            // Nothing in all of it can be cut: see more.
            size *= 2;
        }
    }
    done
}

/// Characters after which a text can nearly always be cut.
const BREAKS: [char; 8] = ['\n', '。', '，', '、', '！', '？', ' ', '>'];

fn cut_before(text: &str, mut at: usize) -> &str {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[..at]
}

fn cut_after(text: &str, at: usize) -> &str {
    let character = text[at..].chars().next().map_or(0, char::len_utf8);
    &text[..at + character]
}

#[cfg(test)]
mod tests {
    use crate::{Converter, Engine, Locale};

    #[test]
    fn cuts_change_nothing() {
        let text = "広島県の出版社、著者は渡辺さん。計程車\n軟體⿰木木乾坤".repeat(700);
        let [first, second] = ["jp2t", "t2s"].map(|name| Converter::new(name).unwrap());
        let expected = second.convert(&first.convert(&text));
        let composed =
            Converter::between(Locale::Japanese, Locale::Traditional).unwrap().then(&second);
        assert_eq!(composed.convert(&text), expected);
        for step in [1, 2, 3, 7, 20, 1000] {
            let mut output = String::new();
            let mut waiting = String::new();
            for character in text.chars().collect::<Vec<_>>().chunks(step).take(1000) {
                waiting.extend(character);
                let done = Engine::convert_prefix(&composed, &waiting, false, &mut output);
                waiting.drain(..done);
            }
            assert!(expected.starts_with(&output), "{step}");
            assert!(waiting.chars().count() < 100, "{step}");
        }
    }
}
