//! OpenCC's older compiled form: a double array (Darts-clone, Susumu Yata) that leads from keys to
//! numbers, then keys and values by number. Old files of 64-bit machines have numbers of eight
//! bytes where others have four.

use super::input::{Input, c_string};

pub const HEADER: &[u8] = b"OPENCCDARTS1";

type Entries = Vec<(String, Vec<String>)>;

/// Reads keys and values.
pub fn read(bytes: &[u8]) -> Result<Entries, String> {
    let mut input = Input::new(bytes.strip_prefix(HEADER).ok_or("its first bytes are others")?);
    let wide = is_wide(input)?;
    let size = number(&mut input, wide)?;
    let array = DoubleArray::new(input.take(size)?, wide)?;
    let entries = read_entries(input.take(input.len())?)?;
    // The double array tells which keys OpenCC finds: the same as the list, or it is a wrong one.
    for (index, (key, _)) in entries.iter().enumerate() {
        if array.find(key.as_bytes()) != Some(index) {
            return Err(format!("the index does not lead to the key {key}"));
        }
    }
    Ok(entries)
}

/// Whether the number that comes next is one of eight bytes.
fn is_wide(mut input: Input) -> Result<bool, String> {
    Ok(input.u64()? >> 32 == 0)
}

fn number(input: &mut Input, wide: bool) -> Result<usize, String> {
    if wide { input.size() } else { Ok(input.u32()? as usize) }
}

fn read_entries(bytes: &[u8]) -> Result<Entries, String> {
    let mut input = Input::new(bytes);
    // Three zeros of four bytes are an empty list.
    let wide = bytes.len() >= 8 && bytes.len() != 12 && is_wide(input)?;
    let count = number(&mut input, wide)?;
    let length = number(&mut input, wide)?;
    let keys = input.take(length)?;
    let length = number(&mut input, wide)?;
    let values = input.take(length)?;
    let string = |input: &mut Input, strings: &[u8], spent: &mut usize| {
        let offset = number(input, wide)?;
        let rest = strings.get(offset..).unwrap_or_default();
        let end = rest.iter().position(|&byte| byte == 0).ok_or("a string does not end")?;
        *spent += end;
        if *spent > bytes.len() {
            // Strings that overlap could stand for any amount.
            return Err("its strings overlap".to_owned());
        }
        c_string(&rest[..end])
    };
    let mut entries = Entries::new();
    let mut spent = 0;
    for _ in 0..count {
        let candidates = number(&mut input, wide)?;
        let key = string(&mut input, keys, &mut spent)?;
        if key.is_empty() {
            return Err("a key is empty".to_owned());
        }
        let mut found = Vec::new();
        for _ in 0..candidates {
            found.push(string(&mut input, values, &mut spent)?);
        }
        entries.push((key, found));
    }
    Ok(entries)
}

/// A trie in which a step is an exclusive or.
struct DoubleArray<'a> {
    units: &'a [u8],
    width: usize,
}

impl<'a> DoubleArray<'a> {
    fn new(units: &'a [u8], wide: bool) -> Result<DoubleArray<'a>, String> {
        let width = if wide { 8 } else { 4 };
        if !units.len().is_multiple_of(width) {
            return Err(format!("{} bytes cannot hold units of {width}", units.len()));
        }
        Ok(DoubleArray { units, width })
    }

    /// The lower half of a unit, which is all there is to it.
    fn unit(&self, at: usize) -> Option<u32> {
        let start = at.checked_mul(self.width)?;
        let bytes = self.units.get(start..start.checked_add(4)?)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    fn find(&self, key: &[u8]) -> Option<usize> {
        let offset = |unit: u32| ((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize;
        let mut at = 0;
        for &byte in key {
            at ^= offset(self.unit(at)?) ^ usize::from(byte);
            if self.unit(at)? & (1 << 31 | 0xFF) != u32::from(byte) {
                return None;
            }
        }
        let unit = self.unit(at)?;
        let has_leaf = unit >> 8 & 1 != 0;
        has_leaf.then_some(())?;
        self.unit(at ^ offset(unit)).map(|leaf| (leaf & !(1 << 31)) as usize)
    }
}
