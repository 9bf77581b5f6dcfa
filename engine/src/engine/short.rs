//! Writing a few bytes, so many that no loop and no call is needed.

/// Copies between places of equal length.
#[inline(always)]
pub fn copy(to: &mut [u8], from: &[u8]) {
    // Two copies that overlap are of any length between that of one and that of both.
    match from.len() {
        4..=8 => {
            let (first, last) = (from.first_chunk::<4>(), from.last_chunk::<4>());
            let length = to.len();
            to[..4].copy_from_slice(first.expect("four bytes"));
            to[length - 4..].copy_from_slice(last.expect("four bytes"));
        }
        9..=16 => {
            let (first, last) = (from.first_chunk::<8>(), from.last_chunk::<8>());
            let length = to.len();
            to[..8].copy_from_slice(first.expect("eight bytes"));
            to[length - 8..].copy_from_slice(last.expect("eight bytes"));
        }
        _ => to.copy_from_slice(from),
    }
}

/// Appends bytes.
#[inline(always)]
pub fn append(output: &mut Vec<u8>, bytes: &[u8]) {
    const SHORT: usize = 16;
    if bytes.len() > SHORT {
        output.extend_from_slice(bytes);
        return;
    }
    let at = output.len();
    output.extend_from_slice(&[0; SHORT]);
    copy(&mut output[at..at + bytes.len()], bytes);
    output.truncate(at + bytes.len());
}

/// Replaces what lies between `start` and the last `rest` bytes.
#[inline(always)]
pub fn replace(output: &mut Vec<u8>, start: usize, rest: usize, by: &[u8]) {
    let from = output.len() - rest;
    let to = start + by.len();
    if from != to {
        move_rest(output, from, to);
    }
    copy(&mut output[start..to], by);
}

/// Moves what lies from `from` on.
fn move_rest(output: &mut Vec<u8>, from: usize, to: usize) {
    const SHORT: usize = 72;
    let rest = output.len() - from;
    if rest > SHORT || to > from + SHORT {
        if to > from {
            output.resize(to + rest, 0);
        }
        output.copy_within(from..from + rest, to);
    } else {
        output.extend_from_slice(&[0; 2 * SHORT]);
        let moved: [u8; SHORT] = *output[from..].first_chunk().expect("it was just appended");
        output[to..to + SHORT].copy_from_slice(&moved);
    }
    output.truncate(to + rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_any_length_anywhere() {
        let text: Vec<u8> = (0..250).collect();
        for by in 0..100 {
            for (start, from) in [(0, 0), (3, 9), (10, 13), (80, 160), (100, 101)] {
                for rest in [0, 1, 5, 66, 72, 73, 89] {
                    let mut output = text[..from + rest].to_vec();
                    replace(&mut output, start, rest, &text[150..150 + by]);
                    let parts = [&text[..start], &text[150..150 + by], &text[from..from + rest]];
                    assert_eq!(output, parts.concat());
                }
            }
            let mut output = text[..7].to_vec();
            append(&mut output, &text[20..20 + by]);
            assert_eq!(output, [&text[..7], &text[20..20 + by]].concat());
        }
    }
}
